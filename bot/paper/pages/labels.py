"""What stands in tables and figures and is no prose: cells and labels, a line each.

Numbers stand there that the text does not repeat. Cells of one row are one line; so are the labels that a
drawing puts on one height. Displayed equations and the title's matter are left out.
"""

from collections.abc import Iterator
from itertools import groupby

from bot.paper.pages.blocks import Block, BlockKind
from bot.paper.pages.cleaning import SOFT, clean
from bot.paper.pages.glyphs import PageRuns
from bot.paper.pages.lines import Line
from bot.paper.pages.parts import Part
from bot.paper.pages.signs import LEADER, has_relation
from bot.paper.pages.stamp import is_stamp
from bot.papers import Sentence

MOST = 4000
"""Lines of one paper."""

_LONGEST = 300  # characters of a line
_SAME_ROW = 0.3  # of the type's size
_KINDS = frozenset({BlockKind.FLOAT, BlockKind.LABEL, BlockKind.FORMULA})


def labels_of(parts: list[Part], pages: list[PageRuns]) -> tuple[Sentence, ...]:
    """The lines of tables and figures, by page."""
    found: list[tuple[int, str]] = []
    for part in parts:
        if not part.references:
            found.extend(_rows([block for block in part.blocks if _may_hold_labels(block)]))
    for page in pages:
        found.extend((page.number, text) for text in _drawn(page))
    found.sort(key=lambda one: one[0])
    shown = ((page, text) for page, text in found if any(map(str.isalnum, text)))
    return tuple(
        Sentence(text=text[:_LONGEST], page=page) for (page, text), _ in zip(shown, range(MOST), strict=False)
    )


def _may_hold_labels(block: Block) -> bool:
    title_matter = block.page == 1 and block.kind is BlockKind.LABEL
    return block.kind in _KINDS and not title_matter


def _rows(blocks: list[Block]) -> Iterator[tuple[int, str]]:
    """The blocks' lines, those of one baseline and column together."""
    lines = [line for block in blocks for line in block.lines if not _is_other(block, line)]
    lines.sort(key=lambda line: (line.page, line.column, line.baseline, line.left))
    row: list[Line] = []
    for line in lines:
        if row and not _on_one_row(row[0], line):
            yield row[0].page, _text_of(row)
            row = []
        row.append(line)
    if row:
        yield row[0].page, _text_of(row)


def _is_other(block: Block, line: Line) -> bool:
    """An equation, or an entry of a table of contents."""
    return (block.kind is BlockKind.FORMULA and has_relation(line)) or LEADER.search(line.raw) is not None


def _on_one_row(first: Line, line: Line) -> bool:
    near = abs(line.baseline - first.baseline) <= _SAME_ROW * min(first.size, line.size)
    return near and first.page == line.page and first.column == line.column


def _text_of(row: list[Line]) -> str:
    cells = (line.text for line in sorted(row, key=lambda line: line.left))
    return " ".join(cell for cell in cells if cell).replace(SOFT, "-")


def _drawn(page: PageRuns) -> Iterator[str]:
    """Lines that included figures draw, and what is written sideways."""
    for _, pieces in groupby(page.inside, key=lambda piece: piece.line):
        yield clean(" ".join(piece.text for piece in pieces)).strip()
    for run in page.runs:
        if run.turned and not (page.number == 1 and is_stamp(run.text)):
            yield clean(run.text).strip()
