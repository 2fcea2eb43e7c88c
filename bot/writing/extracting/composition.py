"""Composes the thread: which sentences, which figures, in which order.

The order is the house style's: announcement, code, contributions, method, results and figures, impact,
future work, thanks, and the limitation last.
"""

from collections.abc import Iterator, Sequence

from bot.errors import Unwritable
from bot.papers import FigureKey
from bot.ports import Brief
from bot.tweets import FEWEST, MOST, Role, Wording
from bot.writing.checking.coverage import WORDS_ONLY
from bot.writing.extracting.closing import future_candidates
from bot.writing.extracting.material import (
    Material,
    code_tweet,
    first_tweet,
    gather,
    limitation_tweets,
    thanks_tweet,
    worded,
)
from bot.writing.extracting.references import figures_named
from bot.writing.extracting.selection import Candidate
from bot.writing.phrases import Phrases
from bot.writing.similarity import TOO_ALIKE, alike, words_of

_QUOTAS = ((Role.CONTRIBUTION, 3), (Role.RESULT, 2), (Role.METHOD, 1), (Role.IMPACT, 1))
"""How many tweets of prose each role is given before figures and further good sentences."""

_SAYS_ANYTHING = -1.0
"""Points from which an important figure is shown; others must have a telling caption or claim."""

_TELLING = 0.9
_NEARLY_EQUAL = 0.8
"""Share of words two captions may have in common, which often name the same measure for two datasets."""

_NEAR = 0.7
"""Share of words a figure's claim may share with another tweet when nothing as good can be said of it."""

_CLEARLY_BETTER = 0.7

_GOOD = 2.2
"""Points from which a sentence is worth a tweet although the thread is long enough without it."""

_SPARE = 1
"""Tweets of fair sentences beyond the fewest a thread may have."""

_POOR = -2.5
"""Points below which a sentence is no tweet, even if the thread stays too short without it."""

_FAIR = 1.2
"""Points from which a sentence of the quotas is taken."""


def compose(brief: Brief, phrases: Phrases) -> list[Wording]:
    """The whole thread, `FEWEST` to `MOST` tweets; `brief.count` of them, if that is set and they are there.

    Raises `Unwritable` when too few sentences of the paper read on their own.
    """
    wordings = _composed(brief, gather(brief, phrases), phrases)
    if len(wordings) < max(FEWEST, brief.count or 0):
        wordings = _composed(brief, gather(brief, phrases, relaxed=True), phrases)
    if len(wordings) < FEWEST:
        raise Unwritable(
            f"Only {len(wordings)} tweets could be drawn from this paper: too few of its sentences "
            "read on their own; this one needs a person to write its thread."
        )
    return [
        wording.model_copy(update={"index": index}) for index, wording in enumerate(_shown_once(wordings))
    ]


def _composed(brief: Brief, material: Material, phrases: Phrases) -> list[Wording]:
    first = first_tweet(brief, material, phrases)
    taken = [words_of(first.text.rpartition("\n\n")[2])] if first.quote else []
    opened = words_of(first.text)
    fresh = [c for c in material.pool if alike(c.words, opened) < _NEARLY_EQUAL]
    material = material._replace(pool=fresh)
    code = code_tweet(material, phrases, taken)
    limitation = limitation_tweets(material, phrases)[0]
    taken.append(words_of(limitation.text))
    thanks = thanks_tweet(brief, material, phrases)
    asked = thanks if material.note.thanks else None
    room = (brief.count or MOST) - 2 - bool(code) - bool(asked)
    prose, figures = _core(material, room, taken)
    room -= len(prose) + len(figures)
    future = _future(material, phrases, taken) if room > 0 else None
    room -= bool(future)
    if not asked and room <= 0:
        thanks = None
    room -= bool(thanks and not asked)
    fewest = FEWEST - 2 - sum(1 for tweet in (code, future, thanks) if tweet) - len(prose) - len(figures)
    _fill(material, room, room if brief.count else max(0, fewest), taken, prose)
    ends = [tweet for tweet in (future, thanks, limitation) if tweet]
    body = [worded(candidate, material) for candidate in _ordered(prose, figures)]
    return [first, *([code] if code else []), *body, *ends]


def unlike(candidate: Candidate, taken: Sequence[frozenset[str]]) -> bool:
    """Whether the candidate says something new."""
    return all(alike(candidate.words, words) < TOO_ALIKE for words in taken)


def _future(material: Material, phrases: Phrases, taken: list[frozenset[str]]) -> Wording | None:
    """What the paper says comes next, if it says something new."""
    found = future_candidates(material.paper, phrases)
    best = next((c for c in found if c.score > 0 and unlike(c, taken)), None)
    if not best:
        return None
    taken.append(best.words)
    return worded(best, material).model_copy(update={"figure": None, "alt": ""})


def _shown_once(wordings: Sequence[Wording]) -> Iterator[Wording]:
    """The tweets, each figure with the tweet that was made for it, or else the first that speaks of it."""
    made = {w.figure for w in wordings if w.figure and not figures_named(w.quote)}
    seen: set[FigureKey] = set()
    for wording in wordings:
        key = wording.figure
        if key and (key in seen or (key in made and figures_named(wording.quote))):
            yield wording.model_copy(update={"figure": None, "alt": ""})
            continue
        if key:
            seen.add(key)
        yield wording


def _core(
    material: Material, room: int, taken: list[frozenset[str]]
) -> tuple[list[Candidate], list[Candidate]]:
    """The prose that every thread has, and a tweet for each important figure that no prose speaks of."""
    prose: list[Candidate] = []
    ranked = sorted(material.pool, key=lambda c: -c.score)
    kept = min(room, WORDS_ONLY)
    for role, quota in _QUOTAS:
        wanted = quota if role is not Role.CONTRIBUTION else min(quota, 2)
        _choose(ranked, (role, wanted, _FAIR), kept - len(prose), taken, prose)
    figures: list[Candidate] = []
    for key in material.ranked:
        if len(prose) + len(figures) >= room:
            break
        if any(key in figures_named(c.quote) for c in prose):
            continue
        shown = [words_of(figure.text) for figure in figures]
        must = key in material.important
        best = _best(material.figures[key], shown, taken, _SAYS_ANYTHING if must else _TELLING)
        if best:
            figures.append(best)
            taken.append(best.words)
    return prose, figures


def _best(
    options: Sequence[Candidate],
    shown: Sequence[frozenset[str]],
    taken: Sequence[frozenset[str]],
    least: float,
) -> Candidate | None:
    """The best that is new, and is not nearly the caption of another figure, if there is such a one."""
    said = [c for c in options if c.score > least]
    new = [c for c in said if unlike(c, taken)]
    if said and (not new or said[0].score > new[0].score + _CLEARLY_BETTER):
        near = [c for c in said if all(alike(c.words, words) < _NEAR for words in taken)]
        new = near or new
    for bound in (_NEARLY_EQUAL, 1.0):
        for candidate in new:
            if all(alike(words_of(candidate.text), words) < bound for words in shown):
                return candidate
    return None


def _fill(
    material: Material, room: int, fewest: int, taken: list[frozenset[str]], prose: list[Candidate]
) -> None:
    """Add good sentences as long as there is room, and fair ones up to the fewest tweets of a thread."""
    ranked = sorted(material.pool, key=lambda c: -c.score)
    before = len(prose)
    for role, quota in _QUOTAS:
        have = sum(c.role is role for c in prose)
        _choose(ranked, (role, quota - have, _GOOD), room - (len(prose) - before), taken, prose)
    for least, enough in ((_GOOD, room), (_FAIR, fewest + _SPARE), (_POOR, fewest)):
        wanted = min(room, enough) - (len(prose) - before)
        _choose(ranked, (None, wanted, least), wanted, taken, prose)


def _choose(
    ranked: Sequence[Candidate],
    quota: tuple[Role | None, int, float],
    room: int,
    taken: list[frozenset[str]],
    prose: list[Candidate],
) -> None:
    """Move the best new candidates into `prose`; the quota is a role (or any), how many, and least points."""
    role, wanted, least = quota
    for candidate in ranked:
        if wanted <= 0 or room <= 0 or candidate.score < least:
            break
        if (role is None or candidate.role is role) and unlike(candidate, taken):
            prose.append(candidate)
            taken.append(candidate.words)
            wanted -= 1
            room -= 1


def _ordered(prose: list[Candidate], figures: list[Candidate]) -> list[Candidate]:
    """Contributions, method with its figures, results, their figures, impact; each in the paper's order."""
    rank = {Role.CONTRIBUTION: 0, Role.METHOD: 1, Role.RESULT: 3, Role.IMPACT: 5}
    keyed = [(rank[c.role], c.place, c) for c in prose]
    keyed += [(2 if c.role is Role.METHOD else 4, c.place, c) for c in figures]
    return [c for _, _, c in sorted(keyed, key=lambda item: item[:2])]
