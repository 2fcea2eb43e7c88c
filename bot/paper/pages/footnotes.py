"""Which blocks of a page are notes at its foot."""

from statistics import median

from bot.paper.pages.blocks import Block, BlockKind
from bot.paper.pages.body import BodyType
from bot.paper.pages.layout import PageLayout
from bot.papers import FigureKind

_SMALL = 0.93  # of the body's size: a note's type
_NOTE_INSET = 8.0  # ems from the column's edge: no note begins there
_MANY_ROWS, _WIDER = 8, 1.6  # rows of small type below a caption; times their usual gap
_NOTE_GAP = 2.5  # leadings between notes
_LOWER_HALF = 0.5


def find_notes(blocks: list[Block], page: PageLayout, body: BodyType) -> None:
    """Small type at the foot of its column, with no body text below it."""
    for column in {block.column for block in blocks}:
        below = 0.0
        found: list[Block] = []
        for block in sorted((one for one in blocks if one.column == column), key=lambda one: -one.bottom):
            apart = below and below - block.bottom > _NOTE_GAP * body.leading
            if block.kind is BlockKind.CAPTION and not apart:
                found = _without_rows(found, block)
            if block.size >= _SMALL * body.size or apart or block.kind is BlockKind.CAPTION:
                break
            below = block.top
            found.append(block)
        for one in found:
            if one.top <= _LOWER_HALF * page.height:
                break
            inner = one.left > page.edges(column).left + _NOTE_INSET * one.size
            if one.kind is BlockKind.PROSE or (one.kind is BlockKind.LABEL and not inner):
                one.kind = BlockKind.NOTE
            elif one.kind in {BlockKind.FORMULA, BlockKind.LABEL}:
                one.kind = BlockKind.FLOAT


def _without_rows(small: list[Block], above: Block) -> list[Block]:
    """Small blocks, from the foot of a column up, but for the rows of a table whose caption is above them.

    Many rows are as far from one another, and end where a gap is far wider than theirs.
    """
    if not above.caption or above.caption.kind is not FigureKind.TABLE:
        return small
    ends: list[float] = []  # of rows, from the caption down
    gaps: list[float] = []
    for block in reversed(small):
        if ends and block.top < ends[-1]:
            ends[-1] = max(ends[-1], block.bottom)
            continue
        gaps += [block.top - ends[-1]] if ends else []
        ends.append(block.bottom)
    if len(ends) < _MANY_ROWS:
        return small
    usual = median(gaps)
    last = next((at for at, gap in enumerate(gaps) if gap > _WIDER * max(usual, above.size / 2)), len(gaps))
    return [block for block in small if block.top > ends[last]]
