"""From blocks to sections: paragraphs joined over columns and pages, sentences with their pages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from bot.paper.pages.blocks import Block, BlockKind, first_word_width
from bot.paper.pages.cleaning import SOFT
from bot.paper.pages.headings import APPENDIX, REFERENCES, Heading, heading_of
from bot.paper.pages.joining import Lexicon
from bot.paper.pages.layout import BodyType, Column, Layout
from bot.paper.pages.lines import Line
from bot.papers import Paragraph, Section, Sentence
from bot.sentences import sentence_spans

_ENDED = re.compile(r"[.!?:;。\uff01\uff1f\uff1a\uff1b…][\"'”\u2019»)\]]{0,3}$")
_BULLET = re.compile(
    r"(?:[•◦▪‣\u2219·■●○◆➢✓\u2013—*\u2217-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\[\d{1,3}\])\s"
)
_ENTRY = re.compile(r"\[(\d{1,3})\]|(\d{1,3})\.\s")
_LETTERED = re.compile(r"[A-HJ-UWYZ](?:\.\d{1,2}){0,3}")  # not I, V and X, which count sections too
_COUNTED = re.compile(r"\d|I$")
_ENTRIES = 8  # numbered in a row: a list of references
_SIZE = 0.06  # of the size: other type
_INDENT = 0.7, 5.0  # ems
_MOVED = 0.4  # ems
_NEAR = 3.5  # leadings from a formula to the prose it parts
_AROUND = 6  # blocks


@dataclass(slots=True)
class Passage:
    """A paragraph being gathered: its lines' text with their pages, and how its first block is set."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    closed: bool = False  # a formula parts it from what follows
    size: float = 0.0
    left: float = 0.0
    right: float = 0.0

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(line.split()) for line, _ in self.lines)

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.lines[0][1]

    def is_continued_by(self, other: "Passage") -> bool:
        """Whether the other, read next, is the same paragraph."""
        if self.closed or abs(self.size - other.size) > _SIZE * self.size:
            return False
        end = self.lines[-1][0]
        return end.endswith((SOFT, "-")) or not (_ENDED.search(end) or _BULLET.match(other.lines[0][0]))


@dataclass(slots=True)
class Part:
    """A heading with the passages below it."""

    heading: Heading | None = None
    passages: list[Passage] = field(default_factory=list)
    notes: list[Passage] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    appendix: bool = False
    references: bool = False


def parts_of(layout: Layout, pages: list[list[Block]]) -> list[Part]:
    """All of the paper's parts in order; the first has no heading."""
    parts = [Part()]
    levels: dict[tuple[float, bool, bool], int] = {}
    for page, blocks in zip(layout.pages, pages, strict=True):
        for index, block in enumerate(blocks):
            heading = heading_of(block, blocks[index + 1 :], page, layout.body)
            if heading and _counts(heading, parts[-1]):
                parts.append(_begun(heading, parts, levels))
                continue
            part = parts[-1]
            part.blocks.append(block)
            if block.kind is BlockKind.PROSE:
                passages = list(_passages(block, page.edges(block.column)))
                if part.passages and passages and part.passages[-1].is_continued_by(passages[0]):
                    part.passages[-1].lines.extend(passages.pop(0).lines)
                part.passages.extend(passages)
            elif block.kind is BlockKind.NOTE:
                part.notes.extend(_passages(block, page.edges(block.column)))
            elif block.kind is BlockKind.FORMULA and part.passages:
                last = part.passages[-1]
                last.closed = last.closed or _parts_prose(block, blocks, index, layout.body)
    for part in parts:
        _drop_references(part)
    return parts


def _counts(heading: Heading, part: Part) -> bool:
    """Within the references only a heading like theirs, a known one or an appendix's counts."""
    if not part.references or part.heading is None:
        return True
    alike = heading.size >= part.heading.size - 0.3 and heading.bold == part.heading.bold
    return alike or heading.is_known or APPENDIX.search(heading.title) is not None


def _begun(heading: Heading, parts: list[Part], levels: dict[tuple[float, bool, bool], int]) -> Part:
    """The part below a heading; gives the heading its level."""
    if heading.number:
        heading.level = 1 + heading.number.count(".") + _is_below_roman(heading, parts)
        levels.setdefault(heading.style, heading.level)
    else:
        heading.level = levels.get(heading.style, 1)
    references = REFERENCES.fullmatch(heading.title) is not None
    lettered = heading.level == 1 and _LETTERED.fullmatch(heading.number) is not None
    lettered = lettered and any(part.heading and _COUNTED.match(part.heading.number) for part in parts)
    behind = parts[-1].appendix or any(part.references for part in parts)
    appendix = behind or lettered or APPENDIX.search(heading.title) is not None
    return Part(heading, appendix=appendix and not references, references=references)


def _is_below_roman(heading: Heading, parts: list[Part]) -> bool:
    """Whether "A" heads a subsection, because "I" heads sections in another type."""
    roman = next((part.heading for part in parts if part.heading and part.heading.number == "I"), None)
    return roman is not None and len(heading.number) == 1 and heading.style != roman.style


def _parts_prose(block: Block, blocks: list[Block], index: int, body: BodyType) -> bool:
    """Whether a formula stands close to prose of its column, and not within it, as a root does."""
    near = False
    for other in blocks[max(0, index - _AROUND) : index + _AROUND + 1]:
        if other.kind is BlockKind.PROSE and other.column == block.column:
            if other.top < block.bottom - 2 and other.bottom > block.top + 2:
                return False
            near = near or max(other.top - block.bottom, block.top - other.bottom) < _NEAR * body.leading
    return near


def _passages(block: Block, edges: Column) -> Iterator[Passage]:
    """The paragraphs of a block: parted by indents, short last lines and list marks."""
    lines: list[tuple[str, int]] = []
    before: Line | None = None
    for line in block.lines:
        if not line.text:
            continue
        if before is not None and _begins(line, before, block, edges):
            yield Passage(lines, size=block.size, left=block.left, right=block.right)
            lines = []
        lines.append((line.text, line.page))
        before = line
    if lines:
        yield Passage(lines, size=block.size, left=block.left, right=block.right)


def _begins(line: Line, before: Line, block: Block, edges: Column) -> bool:
    """Whether a line begins a paragraph."""
    ended = _ENDED.search(before.text) is not None
    if _BULLET.match(line.text):
        if not line.text[0].isalnum() and line.text[0] not in "([":
            return True
        # "(i)" may stand at a line's beginning by chance.
        short = before.right < block.right - 2 * line.size
        moved = abs(line.left - before.left) > _MOVED * line.size
        return ended and (short or moved or _BULLET.match(before.text) is not None)
    indent = (line.left - before.left) / line.size
    if ended and _INDENT[0] < indent < _INDENT[1] and not _BULLET.match(before.text):
        return True
    right = min(edges.right, block.right) if len(block.lines) > 2 else edges.right  # noqa: PLR2004 -- they show it
    return ended and before.right + first_word_width(line) + line.size < right


def _drop_references(part: Part) -> None:
    """Take out references; without a heading they are entries numbered in a row at a part's end."""
    if part.references:
        part.passages, part.notes = [], []
        return
    begin, expected, count = -1, 0, 0
    for index, passage in enumerate(part.passages):
        found = _ENTRY.match(passage.lines[0][0])
        value = int(found[1] or found[2]) if found else 0
        if value == 1 and count < _ENTRIES:
            begin, expected, count = index, 2, 1
        elif begin >= 0 and expected <= value <= expected + 2:  # one or two may be lost
            expected, count = value + 1, count + 1
    if count >= _ENTRIES and 2 * count > len(part.passages) - begin:
        del part.passages[begin:]


def sections_of(parts: Iterable[Part], lexicon: Lexicon) -> tuple[Section, ...]:
    """Sections with their paragraphs, footnotes last; references, and parts without anything, left out."""
    sections: list[Section] = []
    for part in parts:
        paragraphs = [paragraph_of(passage, lexicon) for passage in [*part.passages, *part.notes]]
        paragraphs = [paragraph for paragraph in paragraphs if paragraph.sentences]
        if part.references or (part.heading is None and not paragraphs):
            continue
        sections.append(
            Section(
                title=part.heading.title if part.heading else "",
                page=part.heading.page if part.heading else paragraphs[0].sentences[0].page,
                level=part.heading.level if part.heading else 1,
                appendix=part.appendix,
                paragraphs=tuple(paragraphs),
            )
        )
    return tuple(sections)


def paragraph_of(passage: Passage, lexicon: Lexicon) -> Paragraph:
    """The passage's sentences, each with the page on which it begins."""
    text = ""
    starts: list[tuple[int, int]] = []  # where in the text each page's lines begin
    for page, lines in groupby(passage.lines, key=lambda line: line[1]):
        starts.append((len(text), page))
        text = lexicon.join([text, *(line for line, _ in lines)])
    text = text.replace(SOFT, "")
    sentences: list[Sentence] = []
    for begin, end in sentence_spans(text):
        page = max(start for start in starts if start[0] <= begin)[1]
        sentences.append(Sentence(text=" ".join(text[begin:end].split()), page=page))
    return Paragraph(sentences=tuple(sentences))
