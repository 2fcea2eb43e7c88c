"""Notes right below a table: lines of smaller type, which may be wider than it."""

from dataclasses import replace

from bot.paper.cropping.ground import Ground
from bot.paper.cropping.slots import Side, Slot
from bot.paper.pages.sheet import Rect

NOTE_GAP = 1.35
"""Leadings from a table to its notes, and between them."""

_MOST = 16  # lines
_SMALL, _LINE = 0.95, 1.08  # of the body's size; a line's height in ems
_INSET = 3.0  # ems from where the first begins
_MARK = 1.0  # ems: what is narrower is a raised mark
_TOUCH = 2.0  # points
_BEYOND = 8.0  # points by which a note may reach over its column


def with_notes(table: Rect, slot: Slot, ground: Ground) -> Rect:
    """The table with its notes; only what has its caption above has them."""
    if slot.side is not Side.BELOW:
        return table
    found, column = replace(table), ground.column_of(slot.caption, table)
    lines = [one.rect for one in ground.obstacles if one.size] + ground.loose
    below = sorted(
        (
            one
            for one in lines
            if one.top > table.bottom - _TOUCH
            and one.bottom < ground.bottom + _TOUCH
            and column.left - _BEYOND < one.left
            and one.right < column.right + _BEYOND
        ),
        key=lambda one: one.top,
    )
    marks = [one for one in below if one.width < _MARK * ground.body.size]
    words = [one for one in below if one.width >= _MARK * ground.body.size]
    first: Rect | None = None
    for one in words[: 2 * _MOST]:
        apart = one.top - found.bottom > NOTE_GAP * ground.leading - one.height / 2
        beyond = one.bottom > slot.caption.rect.top > found.bottom
        if apart or beyond or not _is_note(one, first, table, words, ground):
            break
        first = first or one
        found.left, found.right = min(found.left, one.left), max(found.right, one.right)
        found.bottom = max(found.bottom, one.bottom)
    for one in marks:
        if first and one.bottom < found.bottom + _TOUCH and one.left > found.left - _INSET * ground.body.size:
            found.left, found.right = min(found.left, one.left), max(found.right, one.right)
    return found


def is_small(line: Rect, ground: Ground) -> bool:
    """Whether a line is set smaller than the body."""
    return line.height < _SMALL * _LINE * ground.body.size


def _is_note(line: Rect, first: Rect | None, table: Rect, lines: list[Rect], ground: Ground) -> bool:
    """Whether a line is small, alone on its row, and below the first of the notes, or most of the table."""
    middle = (line.top + line.bottom) / 2
    alone = not any(
        one.top < middle < one.bottom and (one.left >= line.right or one.right <= line.left) for one in lines
    )
    if not alone or not is_small(line, ground):
        return False
    em = ground.body.size
    if first is None:
        shared = min(line.right, table.right) - max(line.left, table.left)
        return shared > min(line.width, table.width) / 2
    begins = abs(line.left - first.left) <= _INSET * em
    centred = abs(line.left + line.right - first.left - first.right) <= 2 * em
    return begins or centred or (line.left < first.left and line.right > first.right)
