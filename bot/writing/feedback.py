"""What is said to a person about their own draft of an ad: short points, in the draft's own words."""

import re
from collections.abc import Iterator

from bot.dates import days_in
from bot.hours import hours_in
from bot.poster import Feedback, PosterFacts
from bot.sentences import split_sentences
from bot.tweets import LIMIT, weighted_length
from bot.writing.checking.locks import stands
from bot.writing.checking.spans import Kind, facts_of_draft

_INVITES = re.compile(
    r"\?|\b(?:visit|come|join us|drop by|stop by|swing by|see (?:us|you)|meet us"
    r"|find us|talk to us|chat with us|say h(?:i|ello))\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\?|\b(?:about|why|how|learn|discover|we (?:show|find|found|prove|built|build|train\w*|measur\w*"
    r"|propos\w*|introduc\w*|releas\w*)|shows|first|demo|try|ask|because)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:a|the|and|of|to|at|on|for|with|is|are|will|we|our|us|you|your|my|i|this|it|be|about|come|see|visit"
    r"|stop|by|join|find|meet|curious)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+")
_FOREIGN_WORDS, _FOREIGN_LETTERS = 4, 8  # a draft of so many words or foreign letters shows its language
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b|[月火水木金土日]曜", re.IGNORECASE)
_BETWEEN = " | "  # two facts, so that none is read as going on in the next
_QUOTED = 3  # facts added from the form that are quoted; more are named
_SHOWN = 60  # characters of the draft that are quoted
_SHORT = 200  # weighted characters below which a draft is praised for it
_FEWEST_WORDS = 5  # of a draft that is praised for being short


def invites(text: str) -> bool:
    """Whether a text asks people to come, or asks them something."""
    return bool(_INVITES.search(text))


def in_english(text: str) -> bool:
    """Whether a text may be English, as far as its plainest words tell: phrases in English go with it."""
    if _ENGLISH.search(text):
        return True
    foreign = sum(letter.isalpha() and not letter.isascii() for letter in text)
    return len(_WORDS.findall(text)) < _FOREIGN_WORDS and foreign < _FOREIGN_LETTERS


def feedback(draft: str, facts: PosterFacts, ad: str) -> Feedback:
    """The points on a draft and on what became of it; without a draft, what the facts still lack."""
    draft = draft.strip()
    if not draft:
        return Feedback(
            missing=tuple(_lacking("", facts)),
            changed=("There was no draft, so the ad is made of the facts alone.",),
        )
    return Feedback(
        strong=tuple(_strong(draft)),
        missing=tuple(_lacking(draft, facts)),
        changed=tuple(_changed(draft, facts, ad)),
    )


def _strong(draft: str) -> Iterator[str]:
    first = next(iter(split_sentences(draft)), "")
    spans = facts_of_draft(draft)
    kinds = {span.kind for span in spans}
    if invites(first):
        yield f"It opens with an invitation: “{_short(first)}”."
    elif reason := next((said for said in split_sentences(draft) if _REASON.search(said)), ""):
        yield f"It gives a reason to come: “{_short(reason)}”."
    if {Kind.DATE, Kind.TIME, Kind.PLACE} <= kinds:
        told = [
            next(span.text for span in spans if span.kind is kind)
            for kind in (Kind.DATE, Kind.TIME, Kind.PLACE)
        ]
        told[1] = next((hours.text for hours in hours_in(draft)), told[1])  # rather than "two hours"
        yield f"It says when and where: “{'”, “'.join(map(_short, told))}”."
    if link := next((span.text for span in spans if span.kind is Kind.LINK), ""):
        yield f"It has a link for those who cannot come: “{_short(link)}”."
    if weighted_length(draft) <= _SHORT and len(draft.split()) >= _FEWEST_WORDS:
        yield f"It is short: {weighted_length(draft)} of {LIMIT} characters."


def _lacking(draft: str, facts: PosterFacts) -> Iterator[str]:
    """What a reader misses in the draft, or without one in the facts."""
    text = draft or _BETWEEN.join(text for _, text in facts.given)
    spans = facts_of_draft(text)
    kinds = {span.kind for span in spans}
    first = next(iter(split_sentences(draft)), "")
    if draft and not invites(draft) and in_english(draft):
        yield f"A hook: “{_short(first)}” asks nobody to come; begin with a question or an invitation."
    if not _REASON.search(text) and not facts.about and in_english(draft):
        yield "A reason to come: say in a few words what people can see, ask or learn there."
    for kind, given, words in (
        (Kind.DATE, facts.date, "The date"),
        (Kind.TIME, facts.time, "The time"),
        (Kind.PLACE, facts.place, "The place"),
    ):
        if kind not in kinds and not stands(given or " ", text):
            yield (
                f"{words}: the form has it, “{_short(given)}”."
                if given
                else f"{words}: the ad has a blank for it."
            )
    day = next((span.text for span in spans if span.kind is Kind.DATE), facts.date)
    if day and not _tells_weekday(f"{text}{_BETWEEN}{facts.date}"):
        yield f"The weekday: “{_short(day)}” is easier to keep in mind with one."
    hours = [*hours_in(facts.time), *hours_in(text)]
    if hours and all(one.zone is None for one in hours):
        yield f"The time zone: “{hours[0].text}” leaves those who follow from elsewhere to guess."
    if Kind.LINK not in kinds and not facts.links:
        yield "A link: those who cannot come have nothing to open."


def _tells_weekday(text: str) -> bool:
    return bool(_WEEKDAY.search(text)) or any(day.weekday is not None for day in days_in(text))


def _changed(draft: str, facts: PosterFacts, ad: str) -> Iterator[str]:
    if draft == ad:
        yield "Nothing: the ad is your draft, word for word."
        return
    if f"\n{draft}\n" in f"\n{ad}\n" or (draft in ad and len(draft.split()) >= _FEWEST_WORDS):
        yield f"Your words stand as they were: “{_short(draft)}”."
    else:
        for sentence in split_sentences(draft):
            if sentence not in " ".join(ad.split()):
                spans = [span.text for span in facts_of_draft(sentence)]
                kept = (
                    f"; its facts are kept: “{'”, “'.join(map(_short, spans[:3]))}”"
                    if spans
                    else ", as it holds no fact"
                )
                yield f"“{_short(sentence)}” is said in other words or left out{kept}."
    added = {name: text for name, text in facts.given if stands(text, ad) and not stands(text, draft)}
    if len(added) > _QUOTED:
        yield f"Added from the form: {', '.join(added)}."
    elif added:
        yield f"Added from the form: “{'”, “'.join(map(_short, added.values()))}”."
    if not invites(draft) and invites(ad) and in_english(draft):
        yield f"Added an invitation, because “{_short(next(iter(split_sentences(draft)), draft))}” has none."


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
