"""Title, authors and abstract as the first pages print them."""

import re
from dataclasses import dataclass
from itertools import takewhile

from bot.paper.pages.blocks import Block, BlockKind
from bot.paper.pages.body import BodyType
from bot.paper.pages.cleaning import clean
from bot.paper.pages.headings import KNOWN
from bot.paper.pages.joining import Lexicon
from bot.paper.pages.layout import MARGIN
from bot.paper.pages.lines import SCRIPT_SIZE, Line
from bot.paper.pages.parts import Part, Passage
from bot.paper.pages.sections import paragraph_of
from bot.paper.pages.signs import is_capitals

_ABSTRACT = re.compile(
    r"(?:abstract|summary|résumé|zusammenfassung|摘\s?要|초\s?록|resumen|要旨|аннотация)", re.IGNORECASE
)
_RUN_IN = re.compile(rf"{_ABSTRACT.pattern}\s{{0,2}}[.:\u2014\u2013\-]{{1,2}}\s{{0,2}}", re.IGNORECASE)
_KEYWORDS = re.compile(
    r"(?:key\s?words|index terms|mots.cl|ccs concepts|关键词|关键字|주제어)", re.IGNORECASE
)
_MASTHEAD = re.compile(
    r"\b(?:journal|proceedings|transactions|letters|arxiv|preprint|volume|issn|submitted|published|draft|accepted|doi)\b",
    re.IGNORECASE,
)
_GENRE = re.compile(
    r"(?:original|research|review|regular|full|short|technical|brief)?\s?(?:articles?|papers?|reports?|research"
    r"|communications?|letters?|reviews?|contributions?|notes?)|open access|case (?:report|study)",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"copyright|©|open[- ]access|creative commons|licen[cs]e", re.IGNORECASE)
_NO_PERSON = re.compile(
    r"\b(?:universi|institut|department|dept|dépt|school|college|laborato|labs?\b|research|cent(?:er|re)|faculty|facult"
    r"|academy|google|microsoft|facebook|openai|deepmind|nvidia|inc\b|ltd\b|corp|abstract|received|accepted|submitted"
    r"|draft|preprint|version|conference|proceedings|journal|workshop|contribut|correspond|authors?\b|student|member"
    r"|ieee|street|avenue|road|france|germany|china|usa|united|canada|e-?mail|orcid|http|www|arxiv|keyword|equal"
    r"|fellow|division|group|hospital|science|engineering|comput|physics|mathemati|statistic|technolog|foundation"
    r"|intelligence|learning|observator|editor|technical|report|park|city|state|kingdom|key\s?words"
    r"|inria\b|cnrs\b|csiro\b|africa\b"
    r"|india\b|japan|korea|italy|spain|brazil|australia|los angeles|mountain view|new york|univ\b)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.'\u2019\u2010\-]*(?:\s(?:[^\W\d_][\w.'\u2019\u2010\-]*)){1,5}")
_PARTS = re.compile(r"\s*(?:[,;&•·|]|\band\b|\bund\b|\bet\b)\s*", re.IGNORECASE)
_MARKS = re.compile(r"[\d\u2217*†‡§¶‖⋆★^{}()\[\]♠♣♦♥]+")
_ABSTRACT_WORDS = 40
_LONGEST_ABSTRACT = 600  # words; more is the body of a letter without headings
_MAX_AUTHORS = 400


@dataclass(frozen=True, slots=True)
class Front:
    """What stands at the head of the first page."""

    title: str
    authors: tuple[str, ...]


def front_of(blocks: list[Block], body: BodyType, title: str, authors: tuple[str, ...]) -> Front:
    """Title and authors as printed; the arguments are the metadata's, taken where they fit better."""
    printed = _title_blocks(blocks, body)
    words = Lexicon().join(line.text for block in printed for line in block.lines).rstrip("*\u2217†‡§¶ ")
    title = clean(title).strip()
    page = _letters("".join(line.raw for block in blocks for line in block.lines))
    whole = len(title.split()) >= 4 and _letters(title) in page and not _MASTHEAD.search(title)  # noqa: PLR2004
    # The metadata's is without line ends and small capitals, but may have lost a blank at a line's end.
    parted = _letters(title) == _letters(words) and len(words.split()) > len(title.split())
    if not words or (whole and (not parted or is_capitals(words))):
        words = title or words
    bottom = max((block.bottom for block in printed), default=0.0)
    names = _authors(blocks, bottom)
    return Front(words, names or authors)


def _letters(text: str) -> str:
    return "".join(character for character in clean(text).lower() if character.isalnum())


def _title_blocks(blocks: list[Block], body: BodyType) -> list[Block]:
    """The blocks of the largest type on the upper part of the page, mastheads aside."""
    candidates = [
        block
        for block in blocks
        if block.kind in {BlockKind.LABEL, BlockKind.PROSE, BlockKind.FLOAT}
        and sum(character.isalpha() for line in block.lines for character in line.raw) >= 6  # noqa: PLR2004
        and not (_MASTHEAD.search(block.lines[0].raw) and block.chars < 60)  # noqa: PLR2004
        and not (len(block.lines) == 1 and _GENRE.fullmatch(block.lines[0].raw.strip()))
    ]
    if not candidates:
        return []
    page = max(block.bottom for block in blocks)
    upper = [block for block in candidates if block.top < 0.6 * page] or candidates
    size = max(block.size for block in upper)
    title = sorted((block for block in upper if block.size >= 0.97 * size), key=lambda block: block.top)
    taken = title[:1]
    for block in title[1:]:
        if block.top - taken[-1].bottom > 1.6 * size:
            break
        taken.append(block)
    below = [block for block in upper if block.top > taken[-1].bottom - 2]
    subtitle = min(below, key=lambda block: block.top, default=None)
    if (
        subtitle
        and subtitle.size >= max(0.75 * size, 1.35 * body.size)
        and subtitle.top - taken[-1].bottom < size
    ):
        taken.append(subtitle)
    return taken


def _authors(blocks: list[Block], bottom: float) -> tuple[str, ...]:
    """The names below the title, up to the abstract or the first lines of prose."""
    lines = sorted(
        (
            line
            for block in blocks
            for line in block.lines
            if line.baseline > bottom and line.column != MARGIN
        ),
        key=lambda one: (round(one.baseline), one.left),
    )
    names: list[str] = []
    for line in lines:
        text = _names_line(line)
        if _ABSTRACT.match(text) or KNOWN.fullmatch(text.strip(" .:")) or _is_prose(line):
            break
        if not (names and text.startswith(";")):  # "1 Department of …"
            names.extend(_people(text, capitals=not any(map(str.islower, "".join(names)))))
    return tuple(dict.fromkeys(" ".join(name.split()).strip(" .,") for name in names))[:_MAX_AUTHORS]


def _people(text: str, *, capitals: bool) -> list[str]:
    """The names of a line; `capitals`: they may be written in capitals, as those before them are."""
    found = [part.strip() for part in _PARTS.split(text) if part.strip()]
    people = [part for part in found if _is_name(part) and (capitals or not part.isupper())]
    if people and 2 * len(people) >= len(found):
        return people
    # "Name, University, Country": what follows an affiliation belongs to it.
    before = list(takewhile(lambda part: not _NO_PERSON.search(part), found))
    return before if all(part in people for part in before) else []


def _names_line(line: Line) -> str:
    """A line with its raised marks and wide gaps as separators."""
    parts: list[str] = []
    largest = max(line.runs, key=lambda run: run.size)
    for index, run in enumerate(line.runs):
        before = line.runs[index - 1] if index else None
        raised = (
            run.size < SCRIPT_SIZE * largest.size and run.baseline < largest.baseline - 0.1 * largest.size
        )
        if raised:
            parts.append(" ; ")
            continue
        if before and run.left - before.right > 0.8 * largest.size:
            parts.append(" ; ")
        elif run.space_before:
            parts.append(" ")
        parts.append(run.text)
    return _MARKS.sub(" ; ", clean("".join(parts))).strip()


def _is_prose(line: Line) -> bool:
    words = line.text.split()
    return len(words) >= 8 and sum(word[0].islower() for word in words) > 0.6 * len(words)  # noqa: PLR2004


def _is_name(text: str) -> bool:
    if not _NAME.fullmatch(text) or _NO_PERSON.search(text) or len(text) > 50:  # noqa: PLR2004
        return False
    words = text.split()
    return words[0][0].isupper() and words[-1][0].isupper()


def take_abstract(parts: list[Part], lexicon: Lexicon) -> tuple[str, list[Part]]:
    """The abstract, and the parts that follow it: what stands before it is the title's matter."""
    for index, part in enumerate(parts[:20]):
        if part.heading and part.heading.page <= 3 and _ABSTRACT.fullmatch(part.heading.title.rstrip(".: ")):  # noqa: PLR2004
            return _taken(parts, index, 0, lexicon)
    for index, part in enumerate(parts[:20]):
        for at, passage in enumerate(part.passages):
            found = _RUN_IN.match(passage.lines[0][0]) if passage.page <= 3 else None  # noqa: PLR2004
            if found:
                line, page = passage.lines[0]
                passage.lines[0] = (line[found.end() :], page)
                return _taken(parts, index, at, lexicon)
    for index, part in enumerate(parts[:20]):
        if part.heading and (part.heading.number or KNOWN.fullmatch(part.heading.title)):
            break
        for at, passage in enumerate(part.passages):
            whole = passage.words >= _ABSTRACT_WORDS and passage.page <= 2 and _is_text(passage)  # noqa: PLR2004
            if whole and not any(_LICENCE.search(line) for line, _ in passage.lines[:4]):
                return _taken(parts, index, at, lexicon)
    return "", parts


def _taken(parts: list[Part], index: int, start: int, lexicon: Lexicon) -> tuple[str, list[Part]]:
    """The abstract that begins with a part's passage; what is left of the part is body without a heading."""
    part = parts[index]
    stop = start + 1
    words = part.passages[start].words if start < len(part.passages) else 0
    while stop < len(part.passages) and _alike(part.passages[start], part.passages[stop]):
        if _KEYWORDS.match(part.passages[stop].lines[0][0]):
            part.passages.pop(stop)
            break
        words += part.passages[stop].words
        if words > _LONGEST_ABSTRACT:
            break
        stop += 1
    text = "\n\n".join(paragraph_of(passage, lexicon).text for passage in part.passages[start:stop])
    notes = [note for one in parts[: index + 1] for note in one.notes]
    rest = Part(None, passages=part.passages[stop:], notes=notes, blocks=part.blocks)
    return text, [rest, *parts[index + 1 :]]


def _is_text(passage: Passage) -> bool:
    """Sentences, not names or addresses: most words are in small letters."""
    words = " ".join(line for line, _ in passage.lines).split()
    return 2 * sum(not word[0].isupper() for word in words) > len(words)


def _alike(first: Passage, second: Passage) -> bool:
    """Whether two passages are set alike: in the same type, between the same edges."""
    return (
        abs(first.size - second.size) <= 0.3  # noqa: PLR2004 -- points
        and first.page == second.page
        and abs(first.left - second.left) <= 15  # noqa: PLR2004 -- points
        and abs(first.right - second.right) <= 15  # noqa: PLR2004 -- points
    )
