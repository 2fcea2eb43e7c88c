"""Composes the thread: which sentences, which figures, in which order.

The order is the house style's: announcement, code, contributions, method, results and figures, impact,
future work, thanks, and the limitation last.
"""

from collections.abc import Iterator, Sequence

from bot.errors import Unwritable
from bot.papers import FigureKey
from bot.ports import Brief
from bot.tweets import FEWEST, MOST, Role, Wording
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
from bot.writing.prompts import Phrases
from bot.writing.similarity import TOO_ALIKE, alike, words_of

_QUOTAS = ((Role.CONTRIBUTION, 3), (Role.RESULT, 2), (Role.METHOD, 1), (Role.IMPACT, 1))
"""How many tweets of prose each role is given before figures and further good sentences."""

_PROSE_KEPT = 3
"""Tweets of prose that figures may not push out."""

_FIGURES_ANYHOW = 4
"""Figures that are shown whatever can be said of them; further ones must have a telling caption or claim."""

_SAYS_SOMETHING = 0.5
_TELLING = 0.9
_NEARLY_EQUAL = 0.8
"""Share of words two captions may have in common, which often name the same measure for two datasets."""

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
            f"read on their own; "
            "set ANTHROPIC_API_KEY to have a model write the thread."
        )
    return [
        wording.model_copy(update={"index": index}) for index, wording in enumerate(_shown_once(wordings))
    ]


def _composed(brief: Brief, material: Material, phrases: Phrases) -> list[Wording]:
    first = first_tweet(brief, material, phrases)
    taken = [words_of(first.text.rpartition("\n\n")[2])] if first.quote else []
    code = code_tweet(material, phrases, taken)
    ends = _ends(brief, material, phrases, taken)
    fixed = 1 + (code is not None) + len(ends)
    body = _body(material, MOST - fixed, max(0, FEWEST - fixed), taken, brief.count)
    return [first, *([code] if code else []), *(worded(c, material) for c in body), *ends]


def unlike(candidate: Candidate, taken: Sequence[frozenset[str]]) -> bool:
    """Whether the candidate says something new."""
    return all(alike(candidate.words, words) < TOO_ALIKE for words in taken)


def _ends(brief: Brief, material: Material, phrases: Phrases, taken: list[frozenset[str]]) -> list[Wording]:
    """Future work, thanks and limitation, as far as the paper has them; the limitation always."""
    limitation = limitation_tweets(material, phrases)[0]
    taken.append(words_of(limitation.text))
    ends = [limitation]
    if thanks := thanks_tweet(brief, material, phrases):
        ends.insert(0, thanks)
    future = next(
        (c for c in future_candidates(material.paper, phrases) if c.score > 0 and unlike(c, taken)), None
    )
    if future:
        taken.append(future.words)
        ends.insert(0, worded(future, material).model_copy(update={"figure": None, "alt": ""}))
    return ends


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


def _body(
    material: Material, room: int, fewest: int, taken: list[frozenset[str]], count: int | None
) -> list[Candidate]:
    """From `fewest` to `room` tweets of contributions, method, results with figures, and impact, in order."""
    if count:
        room = max(0, count - (MOST - room))
    prose: list[Candidate] = []
    ranked = sorted(material.pool, key=lambda c: -c.score)

    kept = min(room, _PROSE_KEPT)
    for role, quota in _QUOTAS:
        wanted = quota if role is not Role.CONTRIBUTION else min(quota, 2)
        _choose(ranked, (role, wanted, _FAIR), kept - len(prose), taken, prose)
    figures: list[Candidate] = []
    for key in material.important:
        if len(prose) + len(figures) >= room:
            break
        if any(key in figures_named(c.quote) for c in prose):
            continue
        shown = [words_of(figure.text) for figure in figures]
        new = (c for c in material.figures[key] if unlike(c, taken))
        best = next((c for c in new if all(alike(words_of(c.text), w) < _NEARLY_EQUAL for w in shown)), None)
        if best and best.score > (_SAYS_SOMETHING if len(figures) < _FIGURES_ANYHOW else _TELLING):
            figures.append(best)
            taken.append(best.words)
    for role, quota in _QUOTAS:
        have = sum(c.role is role for c in prose)
        _choose(ranked, (role, quota - have, _GOOD), room - len(prose) - len(figures), taken, prose)
    for least, enough in ((_GOOD, room), (_FAIR, fewest + _SPARE), (_POOR, fewest)):
        wanted = (room if count else min(room, enough)) - len(prose) - len(figures)
        _choose(ranked, (None, wanted, least), wanted, taken, prose)
    return _ordered(prose, figures)


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
