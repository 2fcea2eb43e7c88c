"""Another tweet for the same place: other sentences first, then other phrases round the same ones."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.errors import NotNow
from bot.papers import FigureKey
from bot.ports import Brief, Change
from bot.tweets import Role, Wording, weighted_length
from bot.writing.extracting import announcement as opening
from bot.writing.extracting.captions import figure_candidates
from bot.writing.extracting.closing import future_candidates
from bot.writing.extracting.material import (
    ROOM,
    Material,
    code_tweet,
    first_tweet,
    limitation_tweets,
    thanks_tweet,
    worded,
)
from bot.writing.extracting.references import figures_named
from bot.writing.extracting.roles import OWN
from bot.writing.extracting.selection import Candidate, role_score
from bot.writing.extracting.shortening import contracted, in_fewer_words, without_lead_in
from bot.writing.notes import read_note
from bot.writing.phrases import Phrases
from bot.writing.similarity import TOO_ALIKE, alike, words_of

_SHORTER = re.compile(
    r"\b(?:short(?:er|en)?|brief(?:er)?|concise|tighter|trim|less (?:words|text))\b", re.IGNORECASE
)
_WANTS_NUMBERS = re.compile(
    r"\b(?:(?:more|with|add|use|give|some|concrete|exact|the) (?:\w+ )?(?:numbers|figures and numbers"
    r"|percentages"
    r"|statistics)|quantif\w+|quantitative)\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?<![\w.])\d[\d,.]*")
_LEAD_INS = {Role.CONTRIBUTION, Role.METHOD, Role.RESULT, Role.IMPACT}
_FORMS_OF_ADDRESS_WORDS = (
    "mention about please tweet shorter say tell make sound formal less more add include use write "
    "instead casual informal fun concise brief number figure table result focus talk emphasise "
    "emphasize highlight rather sentence concrete numbers exact quantitative statistics"
)
_FORMS_OF_ADDRESS = frozenset(_FORMS_OF_ADDRESS_WORDS.split())
_VERSIONS = 3
_GOOD_ENOUGH = -0.3
"""Points of `role_score` from which a sentence nobody asked for is offered."""

_OTHER_SIZE = 0.7
"""Share of the longer text's length below which a text of the same words says it in another way."""

_ASKED_FOR = 1.5
"""Points of `_heeds` that a number or a figure named in the note gives."""

_REPEATS = 0.85
"""Share of words shared with an earlier text from which a tweet is that text again."""


class _Wish(NamedTuple):
    """What a person's note asks for, as far as code can heed it."""

    words: frozenset[str]
    numbers: frozenset[str]
    figures: tuple[FigureKey, ...]
    shorter: bool
    casual: bool
    counts: bool  # whether more numbers are wanted


class _Place(NamedTuple):
    """The tweet to be replaced, the others of its thread, and the wish."""

    now: Wording
    others: tuple[Wording, ...]
    wish: _Wish
    lead_ins: tuple[str, ...]


def rewritten(brief: Brief, change: Change, material: Material, phrases: Phrases) -> Wording | None:
    """A tweet of the same role that neither stood there before nor stands elsewhere; `None` if none is left.

    Raises `NotNow` when the note asks for a figure of which nothing can be said.
    """
    now = change.thread[change.index]
    wish = _wish(change.note)
    _require_figures(wish, material)
    place = _Place(now, tuple(w for w in change.thread if w.index != now.index), wish, phrases.lead_ins)
    before = {_bare(text) for text in (*change.earlier, now.text)}
    options = [
        option
        for option in _options(brief, place, material, phrases)
        if _bare(option.text) not in before
        and weighted_length(option.text) <= ROOM
        and _is_new(option, place)
    ]
    if wish.shorter:
        size = weighted_length(now.text)
        fewer = in_fewer_words(now.text, size - 1, phrases.lead_ins)
        options = [o for o in options if weighted_length(o.text) < size]
        options += [now.model_copy(update={"text": fewer})] if fewer and _bare(fewer) not in before else []
    fresh = [
        o for o in options if wish.casual or wish.shorter or _is_fresh(o, before, now.role, phrases.lead_ins)
    ]
    own = None if wish.figures else now.figure  # a tweet made for a figure stays with it as long as it can
    mine = [o for o in options if o.figure == own and (o in fresh or _differs(o, before))] if own else []
    for pool in (mine, fresh):
        if pool:
            best = max(pool, key=lambda o: _heeds(o, wish))  # of equals the first, which is the best sentence
            return Wording.model_validate(best.model_copy(update={"index": now.index}))
    return None


def _require_figures(wish: _Wish, material: Material) -> None:
    for key in wish.figures:
        if not material.figures.get(key):
            raise NotNow(
                f"The paper has no {key} of which anything readable is said; name another, or edit by hand."
            )


def _is_new(option: Wording, place: _Place) -> bool:
    """Whether no other tweet says it; what the note asks for by number or figure may come near to one."""
    if option.role is Role.ANNOUNCEMENT or (option.quote and option.quote == place.now.quote):
        return True
    bound = _REPEATS if _heeds(option, place.wish) >= _ASKED_FOR else TOO_ALIKE
    words = words_of(without_lead_in(option.text, place.lead_ins))
    told = (w.text.rpartition("\n\n")[2] if w.role is Role.ANNOUNCEMENT else w.text for w in place.others)
    return all(alike(words, words_of(without_lead_in(text, place.lead_ins))) < bound for text in told)


def _options(brief: Brief, place: _Place, material: Material, phrases: Phrases) -> Iterator[Wording]:
    """Everything that could stand in the tweet's place, the best first."""
    role, first = place.now.role, 1 if place.wish.casual else 0
    if role is Role.ANNOUNCEMENT:
        yield from _announcements(brief, material, phrases, first)
    elif role is Role.CODE:
        yield from _codes(material, phrases, first)
    elif role is Role.THANKS:
        for version in range(first, phrases.versions("thanks.names")):
            if tweet := thanks_tweet(brief, material, phrases, version):
                yield tweet
    elif role in {Role.FUTURE_WORK, Role.LIMITATION}:
        yield from _endings(role, material, phrases, first)
    else:
        yield from _sentences(place, material, phrases)


def _codes(material: Material, phrases: Phrases, first: int) -> Iterator[Wording]:
    link = opening.code_link(material.paper, material.note)
    for version in range(first, first + 3):
        for choice in range(3):
            if tweet := code_tweet(material, phrases, [], version, choice):
                yield tweet
        if link:
            yield Wording(index=1, role=Role.CODE, text=phrases.say("code.alone", version, link=link))


def _announcements(brief: Brief, material: Material, phrases: Phrases, first: int) -> Iterator[Wording]:
    used: list[str] = []
    for version in range(first, first + 3):
        for _ in range(4):
            tweet = first_tweet(brief, material, phrases, version, used)
            yield tweet
            if not tweet.quote:
                break
            used.append(tweet.quote)
        used.clear()
        yield Wording(
            index=0,
            role=Role.ANNOUNCEMENT,
            text=opening.fitting_announcement(
                material.paper, brief.lab, material.note, material.venue, phrases, version=version
            ),
        )


def _endings(role: Role, material: Material, phrases: Phrases, first: int) -> Iterator[Wording]:
    for version in range(first, first + _VERSIONS):
        if role is Role.LIMITATION:
            yield from limitation_tweets(material, phrases, version)[:12]
            continue
        for candidate in future_candidates(material.paper, phrases, version)[:12]:
            yield worded(candidate, material).model_copy(update={"figure": None, "alt": ""})


def _sentences(place: _Place, material: Material, phrases: Phrases) -> Iterator[Wording]:
    """For a tweet with a figure, what else is said of it; then other sentences, then other lead-ins."""
    now, wish = place.now, place.wish
    if wish.casual:
        yield from _led_in(now, material, phrases)
    own = (now.figure,) if now.figure else ()
    for key in wish.figures or own:
        for version in range(_VERSIONS):
            for candidate in figure_candidates(material.paper, phrases, version).get(key, ()):
                yield worded(candidate, material)
    if wish.figures:
        return
    if own:
        yield from _led_in(now, material, phrases)
    shown = {w.figure for w in place.others}
    pool = sorted(material.pool, key=lambda c: (_only_context(c), -role_score(c, now.role)))
    asked = [c for c in pool if c.words & wish.words or any(n in c.text for n in wish.numbers)]
    good = [c for c in pool if role_score(c, now.role) > _GOOD_ENOUGH]
    for candidate in (*asked, *good[:60]):
        tweet = worded(
            candidate._replace(role=now.role if now.role in _LEAD_INS else candidate.role), material
        )
        yield tweet.model_copy(update={"figure": None, "alt": ""}) if tweet.figure in shown else tweet
    yield from _led_in(now, material, phrases)


def _only_context(candidate: Candidate) -> bool:
    """Whether the sentence tells what others do or what the problem is, not what this paper does or finds."""
    return not (
        OWN.search(candidate.text) or candidate.role is Role.RESULT or _NUMBERS.search(candidate.text)
    )


def _led_in(now: Wording, material: Material, phrases: Phrases) -> Iterator[Wording]:
    """The same sentence behind a lead-in, as spoken."""
    options = [*material.figures.get(now.figure, ()), *material.pool] if now.figure else material.pool
    same = next((c for c in options if c.quote == now.quote and "\n" not in c.text), None)
    if same and now.role in _LEAD_INS and ":" not in same.text:
        for version in range(1, phrases.versions(f"sentence.{now.role.value}")):
            text = phrases.say(f"sentence.{now.role.value}", version, sentence=contracted(same.text))
            yield now.model_copy(update={"text": text})


def _wish(note: str) -> _Wish:
    words = frozenset(words_of(note[:1000])) - _FORMS_OF_ADDRESS
    return _Wish(
        words,
        frozenset(number.rstrip(".,") for number in _NUMBERS.findall(note[:1000])),
        figures_named(note[:1000].title() if note.islower() else note[:1000]),
        bool(_SHORTER.search(note)),
        read_note(note).casual,
        bool(_WANTS_NUMBERS.search(note)),
    )


def _heeds(option: Wording, wish: _Wish) -> float:
    """How much of the note the option takes up."""
    stems = words_of(f"{option.text} {option.quote}")
    numbers = sum(
        bool(re.search(rf"(?<![\d.]){re.escape(n)}(?![\d]|\.\d)", option.text)) for n in wish.numbers
    )
    counted = min(3, len(_NUMBERS.findall(option.text))) if wish.counts else 0
    return 2.0 * (option.figure in wish.figures) + 1.5 * numbers + len(stems & wish.words) + 0.6 * counted


def _is_fresh(option: Wording, before: set[str], role: Role, lead_ins: tuple[str, ...]) -> bool:
    """Whether the option says something the place has not said before, not only in other words."""
    if role in {Role.ANNOUNCEMENT, Role.CODE, Role.THANKS}:
        return True
    small = tuple(lead.casefold() for lead in lead_ins)
    words = words_of(without_lead_in(option.text.casefold(), small))
    return all(alike(words, words_of(without_lead_in(text, small))) < _REPEATS for text in before)


def _differs(option: Wording, before: set[str]) -> bool:
    """Whether an option for the same figure has clearly more or fewer words than each earlier text."""
    sizes = (sorted((len(option.text), len(text))) for text in before)
    return all(shorter < _OTHER_SIZE * longer for shorter, longer in sizes)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())
