"""Which blocks of a page are notes at its foot."""

from collections import Counter
from statistics import median

from bot.paper.pages.blocks import Block, BlockKind
from bot.paper.pages.body import BodyType
from bot.paper.pages.layout import Column, PageLayout
from bot.paper.pages.lines import is_raised
from bot.paper.pages.sheet import Rect
from bot.papers import FigureKind

_SMALL = 0.93  # of the body's size: a note's type
_NOTE_INSET = 8.0  # ems from the column's edge: no note begins there
_MANY_ROWS, _WIDER = 8, 1.6  # rows of small type below a caption; times their usual gap
_NOTE_GAP = 2.5  # leadings between notes
_LOWER_HALF = 0.5
_SHORT_RULE, _RULE_GAP = 0.55, 1.2  # of the column's width; leadings from a rule to a note, and between notes
_EXTENT, _MOST_RULES = 4.0, 8  # points; on a page


def find_notes(blocks: list[Block], page: PageLayout, body: BodyType) -> None:
    """Small type at the foot of its column, with no body text below it, or below a rule for such notes."""
    for block in _below_rules(blocks, page, body):
        block.kind, block.footnote = BlockKind.NOTE, True
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


def _below_rules(blocks: list[Block], page: PageLayout, body: BodyType) -> list[Block]:
    """Notes below a short rule at a column's left edge, the first of which begins with a raised number.

    Figures may stand below these. Of a table's rules, which may be as short, there are several.
    """
    extents = Counter((round(rule.left / _EXTENT), round(rule.right / _EXTENT)) for rule in page.rules)
    alone = [
        rule
        for rule in page.rules
        if extents[round(rule.left / _EXTENT), round(rule.right / _EXTENT)] == 1
        and any(_is_short(rule, column) for column in page.columns)
    ]
    found: list[Block] = []
    for rule in alone[:_MOST_RULES]:
        edge, last = rule.bottom, None
        for block in sorted(blocks, key=lambda one: one.top):
            small = block.size < _SMALL * body.size and block.kind is not BlockKind.CAPTION
            gap = block.top - edge
            if not small or not -_EXTENT < gap < _RULE_GAP * body.leading or block.left >= rule.right:
                continue
            if block.beside:
                break  # rows below the rule of a table's head
            goes_on = last is not None and gap < block.size / 2 and block.lines[0].font == last.lines[-1].font
            if goes_on or _begins_with_number(block):
                found.append(block)
                edge, last = block.bottom, block
    return found


def _is_short(rule: Rect, column: Column) -> bool:
    """Whether a rule begins at a column's edge and ends far before the other."""
    return abs(rule.left - column.left) < _EXTENT and rule.width < _SHORT_RULE * column.width


def _begins_with_number(block: Block) -> bool:
    """Whether a note's first line begins with a raised number."""
    first, *rest = block.lines[0].runs
    return bool(rest) and first.text.strip().isdecimal() and is_raised(first, block.lines[0])


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
