"""Whether an ad keeps the facts of a poster: each stands byte for byte, none is lost, reworded or added."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from bot.dates import days_in
from bot.poster import NAMES, PosterFacts, blank
from bot.tweets import LIMIT, Finding, weighted_length
from bot.writing.checking.links import broadcasts_in
from bot.writing.checking.rules import finding
from bot.writing.checking.spans import Kind, Span, facts_of_ad, facts_of_draft, links_of
from bot.writing.checking.surface import bold_outside, invisible, markup, placeholders

_SHOWN = 80  # characters of a fact that are quoted
_SIGNED = frozenset({Kind.LINK, Kind.HANDLE, Kind.HASHTAG})  # their signs count too: "@ICML" is not "ICML"
_WHOLE = frozenset({Kind.LINK, Kind.EMAIL, Kind.HANDLE, Kind.HASHTAG, Kind.DATE, Kind.TIME})
_IN_ORDER = frozenset({Kind.DATE, Kind.TIME, Kind.PLACE, Kind.NUMBER})
_UNDOING = re.compile(
    r"\b(?:cancel\w*|postpon\w*|reschedul\w*|moved|no longer|not (?:at|in|on|by|from|until)|instead of"
    r"|rather than|was (?:at|in|on)|supposed to|(?:do not|don['\u2019]t) (?:open|read|come|visit)"
    r"|(?:every|each) \w{3,6}day|(?:earlier|later|before|after|except|unlike|near|next (?:door )?to|opposite"
    r"|above|below|behind|beside|not|(?:any|every)where but|ends at|every|each)(?= \|))\b",
    re.IGNORECASE,
)
_IF_NONE = " (if it is no name, begin the sentence with a plainer word)"
_LETTER = re.compile(r"\w")
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,60}\]")
_GLUED = re.compile(r"(?<!\w)[A-Z\d]{1,3}-\|")  # "B-301", of the room "301"
_GOES_ON = re.compile(r"[.,:/]\d")  # a number runs on in "12:15" and "1.5"


def check_ad(ad: str, facts: PosterFacts, draft: str, most: int = LIMIT) -> tuple[Finding, ...]:
    """What is wrong with an ad, or with its longer variant; the hard findings are locks.

    `most`: weighted characters. A blank that stands for a fact nobody has given is no fault here: it is what
    an ad is waiting for, and `blanks_left` tells of it before it is approved.
    """
    return (
        *_surface(ad, facts, draft, most),
        *_lost(ad, facts, draft),
        *_added(ad, facts, draft),
        *_reordered(ad, draft),
    )


def blanks_left(ad: str) -> tuple[Finding, ...]:
    """A hard finding for each blank of an ad that somebody has to fill in before it is approved."""
    blanks = (blank(name) for name in NAMES)
    return tuple(
        finding("blank-left", f"Fill in the {each[1:-1]}: the ad still says “{each}”.")
        for each in blanks
        if each in ad
    )


def stands(fact: str, text: str) -> bool:
    """Whether a fact stands in a text byte for byte, and not as a part of another word or number."""
    return next(_places(fact, text), None) is not None


def without_facts(ad: str, facts: PosterFacts, draft: str) -> str:
    """What an ad says beside the facts: each of them, and each blank, is made a bar."""
    for fact in _known(facts, draft):
        for start in reversed([*_places(fact, ad)]):
            ad = f"{ad[:start]}|{ad[start + len(fact) :]}"
    return ad


def _known(facts: PosterFacts, draft: str) -> list[str]:
    """The texts that an ad may hold, the longest first."""
    known = {text for _, text in facts.given} | {span.text for span in facts_of_draft(draft)}
    return sorted(known | set(facts.blanks), key=len, reverse=True)


def _surface(ad: str, facts: PosterFacts, draft: str, most: int) -> Iterator[Finding]:
    rest = without_facts(ad, facts, draft)
    if not _LETTER.search(rest.replace("|", "")) and not facts.given and not draft.strip():
        yield finding("empty", "It says nothing; write a few words.")
    weight = weighted_length(ad)
    if weight > most:
        yield finding("too-long", f"It weighs {weight} of {most}; make it {weight - most} shorter.")
    if names := invisible(ad):
        where = next((f" in the {name}" for name, text in facts.given if invisible(text)), "")
        yield finding("invisible-character", f"Take out what nobody sees{where}: {', '.join(names)}.")
    for call in broadcasts_in(ad):
        yield finding("chat-mention", f"Take out “{call}”: it would ring people in the chat.")
    for left in dict.fromkeys((*placeholders(rest), *_BRACKETED.findall(rest))):
        if not stands(left, draft):
            yield finding("placeholder", f"Fill in “{left}”, or take it out.")
    if bold := bold_outside(ad, facts.title):
        yield finding("bold", f"Take the asterisks off “{bold}”: X shows them.")
    if marked := markup(rest):
        yield finding("markup", f"Take the Markdown off “{marked}”: X shows it.")


def _lost(ad: str, facts: PosterFacts, draft: str) -> Iterator[Finding]:
    """The facts that do not stand in the ad as they were given."""
    links = links_of(ad)
    for name, text in facts.given:
        if not (text in links if text in links_of(text) else stands(text, ad)):
            yield finding("fact-missing", f"Put the {name} in just as it was given: “{_short(text)}”.")
    for kind, text in dict.fromkeys((span.kind, span.text) for span in facts_of_draft(draft)):
        if not (text in links if kind is Kind.LINK else stands(text, ad)):
            yield finding("fact-missing", f"Keep the {kind} of the draft just as it is: “{_short(text)}”.")


def _added(ad: str, facts: PosterFacts, draft: str) -> Iterator[Finding]:
    """What looks like a fact in the ad and stands neither in the form nor in the draft."""
    sources = (*(text for _, text in facts.given), draft)
    rest = without_facts(ad, facts, draft)
    known = {
        at
        for fact in _known(facts, draft)
        for start in _places(fact, ad)
        for at in range(start, start + len(fact))
    }
    spans = [span for span in facts_of_ad(ad) if span.kind in _WHOLE and not _made_of(span, ad, known)]
    spans += [span for span in facts_of_ad(rest) if span.kind is not Kind.LINK]
    for kind, text in dict.fromkeys((span.kind, span.text) for span in spans):
        if not _is_given(kind, text, sources):
            yield finding(
                "fact-added",
                f"Take out the {kind} “{_short(text)}”: neither the form nor the draft has it"
                f"{_IF_NONE if kind is Kind.NAME else ''}.",
            )
    if (glued := _GLUED.search(rest)) and not _GLUED.search(without_facts(draft, facts, draft)):
        yield finding("fact-added", f"Take “{glued[0][:-1]}” off the fact behind it: nobody gave it.")
    if (undone := _UNDOING.search(rest)) and not stands(undone[0], draft):
        yield finding("fact-undone", f"Take out “{undone[0]}”: it turns a fact round that the draft states.")


def _made_of(span: Span, ad: str, known: Collection[int]) -> bool:
    """Whether all letters and digits of a span belong to known facts: "7 PM" does not to poster 7."""
    return all(at in known for at in range(span.start, span.end) if ad[at].isalnum() or span.kind in _SIGNED)


def _is_given(kind: Kind, text: str, sources: Sequence[str]) -> bool:
    """Whether a fact stands in the form or the draft: as a whole, or if a part is as good, as a part.

    A part is as good of names, quotations and weekdays. "12:15 PM" out of "11:45 AM - 12:15 PM" is another
    time, "301" out of "room 301" another number, and a part of a word without capitals another word.
    """
    plain = kind is Kind.NAME and text.istitle() and " " not in text
    if plain and any(stands(text.lower(), source) for source in sources):  # it begins a sentence here
        return True
    a_part = kind in {Kind.NAME, Kind.TITLE} and not all(map(_caseless, text.replace(" ", "")))
    if a_part or (kind is Kind.DATE and [day.month for day in days_in(text)] == [None]):
        return any(stands(text, source) for source in sources)
    return any(text == span.text for source in sources for span in facts_of_ad(source))


def _reordered(ad: str, draft: str) -> Iterator[Finding]:
    """Where the draft has several dates, times, places or numbers, each has to stay with its own."""
    spans = [span for span in facts_of_draft(draft) if span.kind in _IN_ORDER]
    kinds = Counter(span.kind for span in spans)
    texts = Counter(span.text for span in spans)
    if not kinds or max(kinds.values()) == 1:
        return
    once = [text for text in texts if texts[text] == 1 and stands(text, draft)]
    once.sort(key=lambda text: next(_places(text, draft)))  # "5" may stand in "room 5" already
    places = [next(_places(text, ad)) for text in once if stands(text, ad)]
    if places != sorted(places):
        yield finding(
            "fact-reordered",
            f"Leave the dates, times and places in the order of the draft: {_listed(once)}.",
        )


def _places(fact: str, text: str) -> Iterator[int]:
    """Where a fact begins in a text, each place where it stands by itself."""
    start = text.find(fact) if fact else -1
    while start >= 0:
        end = start + len(fact)
        if not _joined(text[max(0, start - 2) : start], fact[0], back=True) and not _joined(
            text[end : end + 2], fact[-1], back=False
        ):
            yield start
        start = text.find(fact, start + 1)


def _joined(beside: str, edge: str, *, back: bool) -> bool:
    """Whether what stands beside the edge of a fact makes it a part of a longer word or number."""
    if not beside or not (edge.isalnum() or edge == "_"):
        return False
    near = beside[-1] if back else beside[0]
    if near.isalnum() or near == "_":
        return not (_caseless(near) or _caseless(edge))  # no spaces part words there
    return edge.isdigit() and bool(_GOES_ON.fullmatch(beside[::-1] if back else beside))


def _caseless(letter: str) -> bool:
    return letter.isalpha() and letter.lower() == letter.upper()


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(f"“{_short(text)}”" for text in texts)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
