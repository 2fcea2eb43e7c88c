"""A table between its rules, with the rows beyond that no rule closes, and its notes."""

from dataclasses import replace
from itertools import pairwise

from bot.paper.cropping.ground import Ground, Obstacle, Words, around
from bot.paper.cropping.ink import ROW_GAP, Ink
from bot.paper.cropping.notes import is_small, with_notes
from bot.paper.cropping.slots import TALL, Side, Slot, free_space
from bot.paper.pages.sheet import Rect

_HIGHEST = 4.5  # leadings: what is higher is no row
_NEXT_ROW, _HEAD_ROW = 1.25, 0.8  # leadings between a table's rows, and from its head to its first rule
_PART_GAP = 1.0  # leadings
_AT_RULE, _OPEN_ROW = 0.15, 0.33  # ems from a rule, and leadings between rows that no rule closes
_HEAD_ALONE, _OPEN_BELOW_HEAD = 2.2, 0.7  # leadings: two rules about a head; rows below it
_WIDE = 0.8  # of the table's width: a paragraph's
_CELLS_APART = 7.0  # points
_THIN = 4.0  # points: what is thinner is a rule
_TOUCH = 2.0  # points
_EMPTY, _SOLID = 0.6, 0.5  # leadings between two tables; of a rule's place is ink
_DRAWN = 0.002  # of a place: more ink than letters leave around their boxes


def table_in(slot: Slot, ground: Ground, ink: Ink, free: Ink) -> Rect | None:
    """A table between its rules, and the notes right below it."""
    rect = replace(slot.rect)
    caption = slot.caption.rect
    if slot.side is Side.ABOVE:
        rect.bottom = max(rect.bottom, caption.top)
    else:
        rect.top = min(rect.top, caption.bottom)
    body = ink.bounds(Rect(rect.left - 1, rect.top, rect.right + 1, rect.bottom))
    if body is None:
        return None
    _follow_uprights(
        body, free_space(slot.caption, body, slot.side, ground), ground, below=slot.side is Side.BELOW
    )
    noted = with_notes(body, slot, ground)
    if noted.bottom == body.bottom:  # below notes are no rows
        _take_rows(noted, slot, ground, free)
    return _with_parts(noted, slot, ground)


def with_open_rows(slot: Slot, ground: Ground) -> tuple[Slot, Ground]:
    """A table's slot with the rows right below its last rule that read as the text does; these are cells now.

    They stand at the rule, are as close as rows are and within its extent; a line as wide as the text is a
    paragraph's.
    """
    if not slot.ruled or slot.side is not Side.BELOW:
        return slot, ground
    table, edge = slot.rect, slot.rect.bottom
    head = table.height < _HEAD_ALONE * ground.leading and _rows_in(table, ground) == 1  # its rows are open
    near = _OPEN_BELOW_HEAD * ground.leading if head else _AT_RULE * ground.body.size
    lines: list[tuple[Rect, Obstacle | None]] = [(one, None) for one in ground.loose]
    lines += [(one.rect, one) for one in ground.obstacles if one.size]
    below = [line for line in lines if line[0].top > edge - _TOUCH and _across(line[0], table)]
    taken: list[Obstacle] = []
    for rect, one in sorted(below, key=lambda line: line[0].top):
        inside = rect.left > table.left - _TOUCH and rect.right < table.right + _TOUCH
        if rect.top - edge > near or not inside or (one and one.fixed):
            break
        edge, near = max(edge, rect.bottom), (_OPEN_BELOW_HEAD if head else _OPEN_ROW) * ground.leading
        taken += [one] if one else []
    text = min(ground.column_of(slot.caption).right, ground.usual_right) - max(
        ground.column_of(slot.caption).left, ground.usual_left
    )
    wide = any(one.rect.width > _WIDE * text for one in taken)
    if not taken or wide or any(_is_level(note, one.rect) for note in ground.notes for one in taken):
        return slot, ground
    rows = [Words(one.rect.left, one.rect.top, one.rect.right, one.rect.bottom, one.size) for one in taken]
    kept = [one for one in ground.obstacles if all(one is not other for other in taken)]
    cells = replace(ground, obstacles=kept, loose=[*ground.loose, *rows])
    return replace(slot, rect=replace(table, bottom=edge)), cells


def _rows_in(table: Rect, ground: Ground) -> int:
    """How many rows of words stand between a table's rules."""
    lines = [*(one.rect for one in ground.obstacles if one.size), *ground.loose]
    bottoms = sorted(
        one.bottom
        for one in lines
        if _across(one, table) and table.top - _TOUCH < one.top and one.bottom < table.bottom + _TOUCH
    )
    return sum(after - before > _TOUCH for before, after in pairwise([table.top - ground.height, *bottoms]))


def _across(line: Rect, table: Rect) -> bool:
    return line.left < table.right and line.right > table.left


def _with_parts(body: Rect, slot: Slot, ground: Ground) -> Rect:
    """The table with what stands right above or below its parts: "(a) By day", several side by side."""
    column, near = ground.column_of(slot.caption), _PART_GAP * ground.leading
    beside = [
        one
        for one in ground.parts
        if body.left < (one.left + one.right) / 2 < body.right
        and column.left <= one.left
        and one.right <= column.right
        and (-_TOUCH < body.top - one.bottom < near or -_TOUCH < one.top - body.bottom < near)
        and not any(_is_level(caption.rect, one) for caption in ground.captions)
    ]
    return around([body, *beside]) if len(beside) > 1 else body


def _take_rows(body: Rect, slot: Slot, ground: Ground, free: Ink) -> None:
    """Rows beyond the last rule of the table's extent: cells, or notes that are no prose."""
    below = slot.side is Side.BELOW
    space = free_space(slot.caption, body, slot.side, ground)
    place = (
        Rect(body.left, body.bottom + _TOUCH, body.right, space.bottom)
        if below
        else Rect(body.left, space.top, body.right, body.top - _TOUCH)
    )
    start = body.bottom if below else body.top
    tall = [
        one
        for one in ground.graphics
        if one.height > TALL * ground.leading and one.width > _THIN and _is_beyond(one, place)
    ]
    kept, words = start, False
    rows, drawn = free.rows(place, ROW_GAP), free.without(ground.loose)
    for top, bottom in rows if below else reversed(rows):
        gap = top - start if below else start - bottom
        near = _NEXT_ROW if below else _HEAD_ROW
        if gap > near * ground.leading or bottom - top > _HIGHEST * ground.leading:
            break
        if any(one.top < bottom and one.bottom > top for one in tall):
            break  # the next figure
        start = bottom if below else top
        rect = Rect(place.left, top, place.right, bottom)
        if _is_wordless(rect, ground) or any(_is_level(one, rect) for one in ground.mentions):
            break  # the next figure's, or the text's
        share = drawn.share(rect)
        rule = bottom - top < _THIN and share > _DRAWN
        if rule and not words and gap > _EMPTY * ground.leading and share > _SOLID:
            break  # the next table's first
        inked = share > _DRAWN or _are_cells(rect, body, ground, free) or (below and _are_small(rect, ground))
        if words if rule else inked:  # a rule without words before it is another thing's
            kept = start
        words = words or not rule
    if below:
        body.bottom = max(body.bottom, kept)
    else:
        body.top = min(body.top, kept)


def _follow_uprights(body: Rect, space: Rect, ground: Ground, *, below: bool) -> None:
    """Take what stands between lines that go on from a table's end: rows that no rule closes."""
    uprights = [
        one
        for one in ground.graphics
        if one.width < _THIN < one.height
        and body.left - _TOUCH <= one.left
        and one.right <= body.right + _TOUCH
    ]
    for one in sorted(uprights, key=lambda one: one.top if below else -one.bottom):
        if below and one.top <= body.bottom + _TOUCH < one.bottom <= space.bottom + _TOUCH:
            body.bottom = one.bottom
        elif not below and one.bottom >= body.top - _TOUCH > one.top >= space.top - _TOUCH:
            body.top = one.top


def _is_beyond(graphic: Rect, place: Rect) -> bool:
    """Whether a graphic lies in a place beyond a table, and not around the table."""
    inside = place.top - _TOUCH < graphic.top and graphic.bottom < place.bottom + _TOUCH
    return inside and graphic.left < place.right and graphic.right > place.left


def _is_wordless(row: Rect, ground: Ground) -> bool:
    """Whether nothing is in a row but what is drawn."""
    lines = (*ground.loose, *(one.rect for one in ground.obstacles))
    drawn = any(_is_level(one, row) and one.height > _THIN for one in ground.graphics)
    return drawn and not any(_is_level(one, row) for one in lines)


def _is_level(line: Rect, row: Rect) -> bool:
    across = line.left < row.right and line.right > row.left
    return across and line.top < row.bottom and line.bottom > row.top


def _are_cells(row: Rect, table: Rect, ground: Ground, free: Ink) -> bool:
    """Whether a row beyond a table's rules is its own: cells within its extent, or a line of them."""
    level = [one for one in ground.loose if one.top < row.bottom - _TOUCH and one.bottom > row.top + _TOUCH]
    inside = [one for one in level if one.left > table.left - _TOUCH and one.right < table.right + _TOUCH]
    cells = len(inside) > 1 or len(free.columns(row, _CELLS_APART)) > 1
    return (
        cells
        and bool(inside)
        and len(inside) == sum(one.left < table.right and one.right > table.left for one in level)
    )


def _are_small(rect: Rect, ground: Ground) -> bool:
    """Whether all lines of a row are set smaller than the body."""
    lines = [one for one in ground.loose if one.top < rect.bottom and one.bottom > rect.top]
    lines = [one for one in lines if one.left < rect.right and one.right > rect.left]
    return all(is_small(one, ground) for one in lines)
