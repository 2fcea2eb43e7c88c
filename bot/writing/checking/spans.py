"""Everything in a text that looks like a fact: times, dates, rooms, links, numbers, names, handles, hashtags.

What is found here has to stand in an ad byte for byte. A word too many costs a little freedom, a word too few
lets a false one out: where nobody can tell, it is a fact.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from bot.dates import LONGEST, days_in
from bot.hours import hours_in
from bot.tweets import link_spans
from bot.writing.checking.links import mention_spans
from bot.writing.checking.numeral_forms import RANKS, SCALES, SPOKEN, WORDS
from bot.writing.checking.plain_words import PLAIN


class Kind(StrEnum):
    """What a fact of a text is, in words for people."""

    LINK = "link"
    EMAIL = "e-mail address"
    HANDLE = "handle"
    HASHTAG = "hashtag"
    TITLE = "quoted title"
    DATE = "date"
    TIME = "time"
    PLACE = "place"
    NUMBER = "number"
    DISTINCTION = "distinction"
    NAME = "name"


class Span(NamedTuple):
    """One fact, and where it stands in the text."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


_MARKS = (  # signs that belong to the letter before them, in the scripts that have such
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff"
    r"\u0e31-\u0e4e\u0eb1-\u0ece\u0f71-\u0f84\u102b-\u103e\u1dc0-\u1dff\u200c\u200d"
)
_LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"
_LINK = re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"“”«»「」，。、；！？）]{1,2000}", re.IGNORECASE)  # noqa: RUF001  as printed
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_HASHTAG = re.compile(rf"(?<![\w&/])[#\uff03](?=\d{{0,100}}[^\W\d])(?:\w|[{_MARKS}]){{1,100}}")
_QUOTED = re.compile(
    r"“([^“”\n]{2,300})”|„([^“”\n]{2,300})[“”]|\"([^\"\n]{2,300})\"|«([^«»\n]{2,300})»|「([^「」\n]{1,300})」"
    r"|『([^『』\n]{1,300})』|《([^《》\n]{1,300})》|\*\*([^*\n]{2,300})\*\*|(?<!\w)‘([^‘’\n]{8,300})’(?!\w)"  # noqa: RUF001  as printed
)
_SPOKEN_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|tonight|yesterday"
    r"|(?:this|next) week(?:end)?|weekends?|daily|weekly|(?:every|each|both|all) (?:days?|weeks?)"
    r"|january|february|march(?= \d)|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_SPOKEN_TIME = re.compile(
    r"\b(?:noon|midnight|mornings?|afternoons?|evenings?|nights?|lunch(?:time)?|dinner|breakfast"
    r"|(?:coffee|tea) breaks?|all day|minutes?|hours?|o['\u2019]clock|half past|quarter (?:past|to))\b",
    re.IGNORECASE,
)
_DISTINCTION = re.compile(
    r"\b(?:(?:best|outstanding|distinguished|test[ -]of[ -]time)[ -](?:\w+[ -]){0,2}(?:papers?|posters?)"
    r"|awards?|awarded|prizes?|orals?|spotlights?|keynotes?|honou?rable mentions?|runners?-up|retracted"
    r"|withdrawn)\b",
    re.IGNORECASE,
)
"""What is said of how a paper was received, which is somebody else's to say."""

_WHERE = (  # words that tell one hall or side from another
    r"(?:east|west|north|south|main|great|grand|ground|top|upper|lower|left|right|front|back|inner|outer|near"
    r"|far|old|new|big|small|large)"
)
_PLACE_WORDS = (
    r"(?:rooms?|halls?|ballrooms?|auditoriums?|lobby|foyer|atrium|booths?|boards?|stands?|building|bldg\.?|floor|level"
    r"|basement|theat(?:er|re)|pavilion|wing|tent|terrace|stage|cent(?:er|re)|campus|hotel|library|entrance"
    r"|desk|corridors?|hallways?|garden|bar|pub|caf[eé]|restaurant|upstairs|downstairs|online|virtual(?:ly)?|zoom|gather(?:\.?town)?"
    r"|saal|raum|halle|h[öo]rsaal|salle|sala|aula|зал)"
)
_PLACE = re.compile(
    rf"(?<!\w)(?:[^\W\d_a-zß-ÿ][\w'’-]{{0,40}}\s){{0,3}}(?:(?i:{_WHERE})\s)?(?i:{_PLACE_WORDS})(?!\w)"  # noqa: RUF001  as printed
    r"(?:\s?(?:[#№]|[Nn]o\.?|[Nn]umber)?\s?(?:[A-Z]{0,3}[-.]?\d(?:[\w./+-]|,(?=\d)){0,20}(?<![./+-])|[A-Z]{1,2}(?!\w)"
    r"|(?<=\s)[b-hj-z](?![\w'’])))?"  # noqa: RUF001  as printed
    rf"|(?<!\w)(?i:{_WHERE} (?:side|corner|end|row|aisle|column|door)s?)(?!\w)"
    r"|(?<!\w)(?:(?i:poster|board|session|track|paper|talk|id)\s?)?(?:[#№]|[Nn]o\.)\s?[A-Z]{0,3}-?\d[\w-]{0,20}(?<!-)(?![.,]?\d)"
)
_DIGITS = re.compile(r"\S{0,200}[\d²³¹¼½¾]\S{0,200}")
_TELLS_APART = re.compile(_WHERE, re.IGNORECASE)
_NUMBERED = frozenset({"poster", "session", "paper", "talk"})
_OPENER = {")": "(", "]": "[", "}": "{"}
_BEHIND = ".,;:!?'*_~…’|"  # noqa: RUF001  as printed
_EDGES = ".,;:!?…'\"“”‘’«»()[]{}<>|*~。、，；：！？（）「」–—-"  # noqa: RUF001  as printed
_COUNTED = "|".join(
    sorted({*WORDS, *SCALES, *SPOKEN, *RANKS, "dozen"} - {"one", "zero", "second"}, key=len, reverse=True)
)
_NUMBER_WORD = re.compile(rf"\b(?:{_COUNTED}|seconds)\b", re.IGNORECASE)
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|\d|_|['’.&+-](?={_LETTER}|\d))*(?:(?<=\b[A-Z])\.)?")  # noqa: RUF001  as printed
_NO_CASE = (  # a letter, but none of Latin, Greek, Cyrillic, Armenian or Georgian
    rf"(?:[^\W\d_A-Za-z\u00aa-\u02af\u0370-\u0588\u10a0-\u10ff\u1c80-\u1fff\uff21-\uff5a]|[{_MARKS}])"
)
_CASELESS = re.compile(rf"{_NO_CASE}+(?:[ ・·]?{_NO_CASE}+)*")
_OWNED = re.compile(r"['\u2019]s?$")
_BEGINS = re.compile(r"(?:^|[\n.!?:;…•|→—–>“\"(])[\s\"'“‘(\[*_]*$|[^\w\s.,;:'\"()\-/&+@#’]\s*$")  # noqa: RUF001  as printed
_NAME_GOES_ON = re.compile(  # "Kaiyu Yang", "Alice will be there", "Alice and Bob"
    r"['\u2019]s\b| (?:[^\W\d_a-z]|(?:and|&|will|is|has|was|presents?|presented|talks?|shows?|leads?)\s)"
)
_PARTICLES = frozenset(
    """
van von de der den di da del della dos du la le bin ibn al el ter ten zu y of
""".split()  # noqa: SIM905  a list of words reads best as words
)


def facts_of_draft(text: str) -> tuple[Span, ...]:
    """The facts of a person's draft in order, none within another; each has to stand in the ad as it is.

    Dates and times are taken with their weekday and time zone, names as whole runs, what is quoted as a
    whole. Words of scripts without capitals are all locked: nothing tells a name from another word there.
    """
    return _spans(text, strict=False)


def facts_of_ad(text: str) -> tuple[Span, ...]:
    """The same of an ad, read with suspicion: a capital that begins a sentence may be a name's."""
    return _spans(text, strict=True)


def links_of(text: str) -> tuple[str, ...]:
    """The links of a text as they stand, with the parentheses that belong to them."""
    return tuple(span.text for span in facts_of_draft(text) if span.kind is Kind.LINK)


@lru_cache(maxsize=1024)  # form and draft are read again for each of their ads
def _spans(text: str, *, strict: bool) -> tuple[Span, ...]:
    text = text[:LONGEST]
    found: list[Span] = []
    for finder in _FINDERS:
        rest = _without(text, found)
        found += _apart(finder(rest), found)
    found += _apart(_names(_without(text, found), strict=strict), found)
    return tuple(sorted(found, key=lambda span: span.start))


def _without(text: str, found: Iterable[Span]) -> str:
    """The text with what is found blotted out, everything else in its place."""
    for span in found:
        text = f"{text[: span.start]}{'|' * len(span.text)}{text[span.end :]}"
    return text


def _apart(spans: Iterable[Span], found: Sequence[Span]) -> list[Span]:
    """Those of the spans that overlap none of the found, nor one another."""
    apart: list[Span] = []
    for span in spans:
        if span.text and not any(o.start < span.end and span.start < o.end for o in (*found, *apart)):
            apart.append(span)
    return apart


def _links(text: str) -> Iterator[Span]:
    end = 0
    schemed = [(match.start(), match.end()) for match in _LINK.finditer(text)]
    others = [(a, b) for a, b in link_spans(text) if not any(c <= a < d for c, d in schemed)]
    for start, stop in sorted((*schemed, *others)):
        if start >= end:
            link = _balanced(text[start:stop])
            end = start + len(link)
            yield Span(Kind.LINK, link, start)


def _balanced(link: str) -> str:
    """The link without the punctuation of the sentence around it; parentheses that it opens are its own."""
    while link:
        opener = _OPENER.get(link[-1])
        stray = link.count(link[-1]) > link.count(opener) if opener else link[-1] in _BEHIND
        if not stray:
            break
        link = link[:-1]
    return link


def _emails(text: str) -> Iterator[Span]:
    return (Span(Kind.EMAIL, match[0], match.start()) for match in _EMAIL.finditer(text))


def _handles(text: str) -> Iterator[Span]:
    return (Span(Kind.HANDLE, text[start:end], start) for start, end in mention_spans(text))


def _hashtags(text: str) -> Iterator[Span]:
    return (Span(Kind.HASHTAG, match[0], match.start()) for match in _HASHTAG.finditer(text))


def _titles(text: str) -> Iterator[Span]:
    for match in _QUOTED.finditer(text):
        group = next(n for n, inner in enumerate(match.groups(), 1) if inner)
        if "|" not in match[group]:
            yield Span(Kind.TITLE, match[group], match.start(group))


def _dates(text: str) -> Iterator[Span]:
    for day in days_in(text):
        yield Span(Kind.DATE, day.text, day.start)
    for match in _SPOKEN_DAY.finditer(text):
        yield Span(Kind.DATE, match[0], match.start())


def _times(text: str) -> Iterator[Span]:
    for hours in hours_in(text):
        yield Span(Kind.TIME, hours.text, hours.start)
    for match in _SPOKEN_TIME.finditer(text):
        yield Span(Kind.TIME, match[0], match.start())


def _places(text: str) -> Iterator[Span]:
    for match in _PLACE.finditer(text):
        words, start = match[0], match.start()
        while " " in words and _opens(words.split()[0]):  # "Visit Room 301"
            _, _, rest = words.partition(" ")
            start += len(words) - len(rest)
            words = rest
        yield Span(Kind.PLACE, words.rstrip(), start)


def _distinctions(text: str) -> Iterator[Span]:
    return (Span(Kind.DISTINCTION, match[0].rstrip(), match.start()) for match in _DISTINCTION.finditer(text))


def _opens(word: str) -> bool:
    return word[0].isupper() and word.casefold() in PLAIN - _NUMBERED and not _TELLS_APART.fullmatch(word)


def _numbers(text: str) -> Iterator[Span]:
    for match in _DIGITS.finditer(text):
        for part in re.finditer(r"[^|]+", match[0]):
            bare = part[0].strip(_EDGES)
            if any(letter.isdigit() or letter in "¼½¾" for letter in bare):
                yield Span(Kind.NUMBER, bare, match.start() + part.start() + part[0].index(bare))
    for match in _NUMBER_WORD.finditer(text):
        yield Span(Kind.NUMBER, match[0], match.start())


_FINDERS = (_links, _emails, _handles, _hashtags, _titles, _dates, _times, _places, _numbers, _distinctions)


def _names(text: str, *, strict: bool) -> Iterator[Span]:
    caseless = [Span(Kind.NAME, match[0], match.start()) for match in _CASELESS.finditer(text)]
    yield from caseless
    text = _without(text, caseless)
    run: list[re.Match[str]] = []
    for match in (*_WORD.finditer(text), None):
        follows = bool(run) and match is not None and text[run[-1].end() : match.start()] in {" ", "-", ". "}
        if match and follows and match[0] in _PARTICLES:
            run.append(match)
            continue
        if match and (not run or follows) and _is_name(match, text, strict=strict or bool(run)):
            run.append(match)
            continue
        yield from _run(run, text)
        run = [match] if match and _is_name(match, text, strict=strict) else []


def _run(run: list[re.Match[str]], text: str) -> Iterator[Span]:
    while run and run[-1][0] in _PARTICLES:
        run = run[:-1]
    if run:
        words = _OWNED.sub("", text[run[0].start() : run[-1].end()])
        if len(words) > 1:
            yield Span(Kind.NAME, words, run[0].start())


def _is_name(match: re.Match[str], text: str, *, strict: bool) -> bool:
    """Whether a word is written as a name: capitals inside, or a capital where no sentence begins.

    With suspicion, or within a run, a capital at the beginning counts too, unless it is a plain word's.
    """
    word = _OWNED.sub("", match[0])
    capitals = sum(letter.isupper() or letter.istitle() for letter in word)
    if not capitals:
        return False
    if word.replace("’", "'").casefold() in PLAIN or match[0].replace("’", "'").casefold() in PLAIN:  # noqa: RUF001  as printed
        return capitals > 1 and word.upper() != word
    if capitals > 1 or not word[0].isupper():
        return True
    if strict or not _BEGINS.search(text, max(0, match.start() - 12), match.start()):
        return True
    return bool(_NAME_GOES_ON.match(text, match.end()))
