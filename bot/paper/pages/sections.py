"""From blocks to sections: paragraphs joined over columns and pages, sentences with their pages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.paper.pages.blocks import Block, BlockKind, first_word_width
from bot.paper.pages.body import BodyType
from bot.paper.pages.cleaning import SOFT
from bot.paper.pages.headings import APPENDIX, REFERENCES, Heading, heading_of
from bot.paper.pages.joining import Lexicon
from bot.paper.pages.layout import Column, Layout
from bot.paper.pages.lines import Line
from bot.paper.pages.outline import outlined
from bot.paper.pages.parts import BULLET, ENDED, Part, Passage
from bot.papers import Paragraph, Section, Sentence
from bot.sentences import sentence_spans

_ENTRY = re.compile(r"\[(\d{1,3})\]|(\d{1,3})\.\s")
_ENTRIES = 8  # numbered in a row: a list of references
_TITLE_GAP = 0.6  # leadings between the lines of one title
_INDENT = 0.7, 5.0  # ems
_MOVED = 0.4  # ems
_NEAR = 3.5  # leadings from a formula to the prose it parts
_AROUND = 6  # blocks


def parts_of(layout: Layout, pages: list[list[Block]]) -> list[Part]:
    """All of the paper's parts in order; the first has no heading."""
    parts = [Part()]
    for page, blocks in zip(layout.pages, pages, strict=True):
        before: Block | None = None  # if it is a heading
        for index, block in enumerate(blocks):
            heading = heading_of(block, blocks[index + 1 :], page, layout.body)
            above = parts[-1].heading
            if heading and above and _goes_on(heading, block, before, parts[-1], layout.body):
                above.title = f"{above.title} {heading.title}".replace(f"{SOFT} ", "")
                before = block
                continue
            before = block if heading else None
            if heading and _counts(heading, parts[-1]):
                parts.append(Part(heading, references=REFERENCES.fullmatch(heading.title) is not None))
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
    parts = outlined(parts)
    for part in parts:
        _drop_references(part)
    return parts


def _goes_on(heading: Heading, block: Block, before: Block | None, part: Part, body: BodyType) -> bool:
    """Whether a heading is the next line of the one right above it."""
    if before is None or part.heading is None or part.references or before.column != block.column:
        return False
    close = 0 < block.top - before.bottom < _TITLE_GAP * body.leading and part.heading.style == heading.style
    known = part.heading.is_known or heading.is_known
    return close and not heading.number and not known and len(before.lines) == 1


def _counts(heading: Heading, part: Part) -> bool:
    """Within the references only a heading like theirs, a known one or an appendix's counts."""
    if not part.references or part.heading is None or not part.passages:
        return True
    alike = heading.size >= part.heading.size - 0.3 and heading.bold == part.heading.bold
    return alike or heading.is_known or APPENDIX.search(heading.title) is not None


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
    ended = ENDED.search(before.text) is not None
    if BULLET.match(line.text):
        if not line.text[0].isalnum() and line.text[0] not in "([":
            return True
        # "(i)" may stand at a line's beginning by chance.
        short = before.right < block.right - 2 * line.size
        moved = abs(line.left - before.left) > _MOVED * line.size
        return ended and (short or moved or BULLET.match(before.text) is not None)
    indent = (line.left - before.left) / line.size
    if ended and _INDENT[0] < indent < _INDENT[1] and not BULLET.match(before.text):
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


@dataclass(frozen=True, slots=True)
class Told:
    """A section, and the footnotes that stand on its pages."""

    section: Section
    notes: tuple[Paragraph, ...]

    @property
    def with_notes(self) -> Section:
        """The section as if its footnotes were its last paragraphs."""
        return self.section.model_copy(update={"paragraphs": (*self.section.paragraphs, *self.notes)})


def sections_of(parts: Iterable[Part], lexicon: Lexicon) -> tuple[Told, ...]:
    """Sections with their paragraphs and footnotes; references, and parts without anything, left out."""
    told: list[Told] = []
    for part in parts:
        paragraphs, notes = _paragraphs(part.passages, lexicon), _paragraphs(part.notes, lexicon)
        if part.references or (part.heading is None and not (paragraphs or notes)):
            continue
        section = Section(
            title=part.heading.title.replace(SOFT, "") if part.heading else "",
            page=part.heading.page if part.heading else (paragraphs or notes)[0].sentences[0].page,
            level=part.heading.level if part.heading else 1,
            appendix=part.appendix,
            paragraphs=paragraphs,
        )
        told.append(Told(section, notes))
    return tuple(told)


def _paragraphs(passages: list[Passage], lexicon: Lexicon) -> tuple[Paragraph, ...]:
    found = (paragraph_of(passage, lexicon) for passage in passages)
    return tuple(paragraph for paragraph in found if paragraph.sentences)


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
