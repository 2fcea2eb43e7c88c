"""Notes right below a table: lines of smaller type, which may be wider than it."""

from dataclasses import replace

from bot.paper.cropping.ground import Ground
from bot.paper.cropping.slots import Side, Slot
from bot.paper.pages.sheet import Rect
from bot.papers import FigureKind

NOTE_GAP = 1.35
"""Leadings from a table to its notes, and between them."""

_SAID_GAP = 2.0  # the same to a line that begins as notes do
_FLUSH = 3.0  # points between the left edges of a table without rules and of its notes
_WIDE, _FEW = 1.5, 3  # of a table's width; lines of notes that are so wide
_MOST, _MARKED = 16, 4  # lines, and those among which one says that they are notes
_SMALL, _LINE = 0.95, 1.08  # of the body's size; a line's height in ems
_INSET = 3.0  # ems from where the first begins
_UNDER = 0.25  # of the narrower one: a note's line under its table
_SET_IN = 6.0  # points
_FULL = 0.2  # of a table's width: what a full line of its note leaves free
_MARK = 1.0  # ems: what is narrower is a raised mark
_TOUCH = 2.0  # points
_SOFT = 0.7  # points: the soft edges of letters
_BEYOND = 8.0  # points by which a note may reach over its column


def with_notes(table: Rect, slot: Slot, ground: Ground) -> Rect:
    """What has its caption above with its notes: a table between rules, and what else has such as say so.

    Below a table without rules they may also be small and begin at its left edge.
    """
    if slot.side is not Side.BELOW:
        return table
    found = replace(table)
    first: Rect | None = None
    wide = 0
    rows = _rows(_lines_below(table, slot, ground), ground)
    marked = [at for at, row in enumerate(rows[:_MOST]) if any(_is_level(row, one) for one in ground.notes)]
    marked = marked if marked and marked[0] < _MARKED else []
    for at, one in enumerate(rows[:_MOST]):
        widest = _SAID_GAP if at in marked and not first else NOTE_GAP
        apart = one.top - found.bottom > widest * ground.leading - (one.height / 2 if first else 0.0)
        beyond = one.bottom > slot.caption.rect.top > found.bottom
        said = (slot.ruled or 0 in marked) and at <= max(marked, default=-1)
        said = said or (0 in marked and at > 0 and _goes_on(one, rows[:at], table))
        if apart or beyond or not (said or _is_note(one, first, table, rows, ground)):
            break
        flush = slot.caption.kind is FigureKind.TABLE and abs(one.left - table.left) < _FLUSH
        if first is None and not (slot.ruled or at in marked or flush):
            break
        if first is None and any(_is_level(one, mention) for mention in ground.mentions):
            break
        wide += not said and one.width > _WIDE * table.width and not _is_inset(one, slot, ground)
        if wide > _FEW:
            return table  # a paragraph below a narrow table
        first = first or one
        found.left, found.right = min(found.left, one.left - _SOFT), max(found.right, one.right + _SOFT)
        found.bottom = max(found.bottom, one.bottom)
    return found


def _goes_on(line: Rect, before: list[Rect], table: Rect) -> bool:
    """Whether a line, or a piece of one, goes on with a note, edge to edge and no wider than the table."""
    if line.right > table.right + _FLUSH:
        return False
    if any(_is_level(line, one) for one in before):
        return line.left > table.left - _FLUSH
    left = min(one.left for one in before)
    end = max(one.right for one in before if _is_level(one, before[-1]))
    return abs(line.left - left) < _FLUSH and end > table.right - _FULL * table.width


def _is_inset(line: Rect, slot: Slot, ground: Ground) -> bool:
    """Whether a line ends before its column does on both sides."""
    column = ground.column_of(slot.caption)
    left, right = max(column.left, ground.usual_left), min(column.right, ground.usual_right)
    return line.left > left + _SET_IN and line.right < right - _SET_IN


def _lines_below(table: Rect, slot: Slot, ground: Ground) -> list[Rect]:
    """Lines below a table, from the top, in its caption's column and in its own extent."""
    own = ground.column_of(slot.caption)
    left, right = min(own.left, table.left) - _BEYOND, max(own.right, table.right) + _BEYOND
    lines = [_without_marks(one.rect, one.size) for one in ground.obstacles if one.size]
    lines += [_without_marks(one, one.size) for one in ground.loose]
    below = (
        one
        for one in lines
        if one.top > table.bottom - _TOUCH
        and one.bottom < ground.bottom + _TOUCH
        and left < one.left
        and one.right < right
    )
    ends = [
        one.top
        for one in (*ground.footnotes, *_headings(ground))
        if one.top > table.bottom - _TOUCH and one.left < right and one.right > left
    ]
    end = min(ends, default=ground.height)
    return sorted((one for one in below if one.bottom <= end + _TOUCH), key=lambda one: one.top)


def _headings(ground: Ground) -> list[Rect]:
    """Headings, which may be set as small as notes."""
    return [
        one.rect
        for one in ground.obstacles
        if one.fixed and not any(_is_level(one.rect, note) for note in ground.notes)
    ]


def _without_marks(line: Rect, size: float) -> Rect:
    """A line without what is raised above it."""
    return Rect(line.left, max(line.top, line.bottom - _LINE * size), line.right, line.bottom)


def _rows(lines: list[Rect], ground: Ground) -> list[Rect]:
    """Pieces of one line put together: links are lines of their own, and so are raised marks."""
    em = ground.body.size
    rows: list[Rect] = []
    for line in lines:
        if line.width < _MARK * em:
            continue
        home = next(
            (one for one in rows if _is_level(one, line) and -em < _gap(one, line) < _MARK * em), None
        )
        if home is None:
            rows.append(replace(line))
        else:
            home.left, home.right = min(home.left, line.left), max(home.right, line.right)
    for line in lines:
        if line.width < _MARK * em:
            home = next(
                (one for one in rows if one.top < line.bottom - 1 and line.top < one.bottom - 1), None
            )
            if home and _gap(home, line) < _MARK * em:
                home.left, home.right = min(home.left, line.left), max(home.right, line.right)
    return rows


def _is_level(one: Rect, other: Rect) -> bool:
    return abs(one.bottom - other.bottom) < min(one.height, other.height) / 3


def _gap(one: Rect, other: Rect) -> float:
    """Points between two things side by side; negative where they overlap."""
    return max(other.left - one.right, one.left - other.right)


def is_small(line: Rect, ground: Ground) -> bool:
    """Whether a line is set smaller than the body."""
    return line.height < _SMALL * _LINE * ground.body.size


def _is_note(line: Rect, first: Rect | None, table: Rect, rows: list[Rect], ground: Ground) -> bool:
    """Whether a line is small, alone on its row, and below the first of the notes, or most of the table."""
    alone = not any(one is not line and _is_level(one, line) for one in rows)
    if not alone or not is_small(line, ground):
        return False
    em = ground.body.size
    if first is None:
        shared = min(line.right, table.right) - max(line.left, table.left)
        return shared > _UNDER * min(line.width, table.width)
    begins = abs(line.left - first.left) <= _INSET * em
    centred = abs(line.left + line.right - first.left - first.right) <= 2 * em
    return begins or centred or (line.left < first.left and line.right > first.right)
