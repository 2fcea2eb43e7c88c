"""Where a caption's figure may lie: the free space above, below or beside it.

A slot reaches from the caption to the nearest line that stands in the way, and sideways as far as none does.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.paper.cropping.ground import INSIDE, Caption, Ground, Obstacle, around, within
from bot.paper.pages.sheet import Rect
from bot.papers import FigureKind

TALL = 3.0
"""Leadings: what is higher is a drawing, and no row of a table."""

_NARROWER = 2.0  # points taken off a caption before it is looked at what stands above or below it
_NUDGE = 1.6  # leadings by which what stands above or below a slot may reach into it
_MARGIN = 9.0  # points at the page's edge where nothing is printed
_SAME_EXTENT = 4.0  # points: rules of one table
_LEVEL = 8.0  # points between the first rules of tables side by side
_CLAIM = 4.0  # leadings from a caption to what it claims
_SHORTEST_RULE = 40.0  # points, of a table
_INTO_CAPTION = 0.4  # ems by which letters of a caption may reach over its table's first rule
_SHARE = 0.2  # of a rule's or a caption's width that both share
_ROW = 1.4  # leadings from row to row
_RULE_NEAR = 3.5  # leadings from a caption to its table's first rule
_PARAGRAPH = 3  # full lines of the body
_FLUSH = 1.5  # points between the ends of its lines
_FULL = 0.9  # of the column
_LEAST_BESIDE = 60.0  # points
_LEAST = 18.0  # points: less is no figure
_LEAST_RULED = 8.0  # points: rules that are nearer than a row are one
_OVER_GUTTER = 12.0  # points by which a figure over both columns reaches into each
_REACH = 6.0  # leadings from a caption to its figure


class Side(StrEnum):
    """Where a figure lies, seen from its caption."""

    ABOVE = "above"
    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"


@dataclass(slots=True)
class Slot:
    """A free space beside a caption. `ruled`: the rules that bracket a table fill it."""

    caption: Caption
    side: Side
    rect: Rect
    ruled: bool = False
    words: bool = False  # lines set otherwise than the body may be the figure

    @property
    def holds(self) -> bool:
        """Whether anything fits in."""
        least = 0.0 if self.side in (Side.ABOVE, Side.BELOW) else _LEAST_BESIDE
        return self.rect.width > max(2.0, least) and self.rect.height > 2  # noqa: PLR2004 -- points


def slot_at(caption: Caption, side: Side, ground: Ground, *, words: bool = False, ruled: bool = True) -> Slot:
    """The free space on one side of a caption.

    `words`: what is set otherwise than the body is free too; `ruled`: what rules bracket, if they do.
    """
    if words:
        return replace(slot_at(caption, side, ground.of_words()), words=True)
    if side in (Side.ABOVE, Side.BELOW):
        bracket = _bracket(caption, side, ground) if ruled else None
        return bracket or Slot(caption, side, _over(caption.rect, side, ground, caption))
    return Slot(caption, side, _beside(caption, side, ground))


def free_space(caption: Caption, body: Rect, side: Side, ground: Ground) -> Rect:
    """What is free above or below a table."""
    return _over(body, side, ground, caption)


def has_content(slot: Slot, ground: Ground) -> bool:
    """Whether graphics, rules, labels or cells lie in it, near its caption."""
    if slot.ruled:
        return True
    if not slot.holds:
        return False
    if ground.crowded and min(slot.rect.width, slot.rect.height) > _REACH * ground.leading:
        return True
    reach = _REACH * ground.leading
    caption, rect = slot.caption.rect, slot.rect
    tops: list[float] = []
    bottoms: list[float] = []
    for one in (*ground.graphics, *ground.rules, *ground.loose):
        middle = (one.left + one.right) / 2
        if one.right < ground.usual_left or one.left > ground.usual_right:
            continue  # in the margin
        if not (rect.left <= middle <= rect.right and one.bottom > rect.top and one.top < rect.bottom):
            continue
        near = {
            Side.ABOVE: caption.top - one.bottom,
            Side.BELOW: one.top - caption.bottom,
            Side.LEFT: caption.left - one.right,
            Side.RIGHT: one.left - caption.right,
        }[slot.side]
        if near <= reach:
            tops.append(max(one.top, rect.top))
            bottoms.append(min(one.bottom, rect.bottom))
    return bool(tops) and max(bottoms) - min(tops) > _LEAST  # a single rule is none


def _in_the_way(ground: Ground, caption: Caption) -> list[Obstacle | Caption]:
    others: list[Obstacle | Caption] = [one for one in ground.captions if one is not caption]
    return [*others, *(one for one in ground.obstacles if not one.framed)]


def _wide(one: Obstacle | Caption) -> Rect:
    return one.wide if isinstance(one, Obstacle) else one.rect


def _over(start: Rect, side: Side, ground: Ground, caption: Caption) -> Rect:
    """The free space above or below `start`."""
    narrow = (start.left + _NARROWER, start.right - _NARROWER)
    ways = _in_the_way(ground, caption)
    top, bottom = (ground.top, start.top) if side is Side.ABOVE else (start.bottom, ground.bottom)
    for one in ways:
        wide = _wide(one)
        if wide.right <= narrow[0] or wide.left >= narrow[1]:
            continue
        if side is Side.ABOVE and one.rect.top < start.top:
            top = max(top, min(one.rect.bottom, start.top))
        elif side is Side.BELOW and one.rect.bottom > start.bottom:
            bottom = min(bottom, max(one.rect.top, start.bottom))
    left, right = _MARGIN, ground.width - _MARGIN
    for one in ways:
        inside = min(one.rect.bottom, bottom) - max(one.rect.top, top)
        if inside < min(_NUDGE * ground.leading, one.rect.height):
            continue  # most of it stands above or below
        if one.rect.right <= narrow[0] + _NARROWER:
            left = max(left, one.rect.right)
        elif one.rect.left >= narrow[1] - _NARROWER:
            right = min(right, one.rect.left)
    return _in_column(Rect(left, top, right, bottom), ground, caption)


def _in_column(space: Rect, ground: Ground, caption: Caption) -> Rect:
    """The space in the caption's own column, if nothing there reaches over the gutter."""
    gutter = ground.gutter
    if gutter is None or caption.column not in (0, 1):
        return space
    before, behind = gutter - _OVER_GUTTER, gutter + _OVER_GUTTER
    alone = all(one.column == caption.column for one in ground.captions)
    tall = TALL * ground.leading
    for one in (*ground.graphics, *ground.rules, *ground.loose):
        if one.bottom <= space.top or one.top >= space.bottom:
            continue
        if one.left < before and one.right > behind:
            return space
        beyond = one.left > gutter if caption.column == 0 else one.right < gutter
        if alone and beyond and one.height > tall and within(one, space):
            return space  # no caption in that column claims it
    if caption.column == 0:
        return replace(space, right=min(space.right, gutter))
    return replace(space, left=max(space.left, gutter))


def _beside(caption: Caption, side: Side, ground: Ground) -> Rect:
    """The free space left or right of a caption, as high as nothing stands in the way."""
    start = caption.rect
    middle = (start.top + start.bottom) / 2
    left, right = (_MARGIN, start.left) if side is Side.LEFT else (start.right, ground.width - _MARGIN)
    ways = _in_the_way(ground, caption)
    for one in ways:
        if one.rect.top <= middle <= one.rect.bottom:
            if side is Side.LEFT and one.rect.right <= start.left + _NARROWER:
                left = max(left, one.rect.right)
            elif side is Side.RIGHT and one.rect.left >= start.right - _NARROWER:
                right = min(right, one.rect.left)
    top, bottom = ground.top, ground.bottom
    for one in ways:
        wide = _wide(one)
        if wide.right <= left + _NARROWER or wide.left >= right - _NARROWER:
            continue
        if one.rect.bottom <= middle:
            top = max(top, one.rect.bottom)
        elif one.rect.top >= middle:
            bottom = min(bottom, one.rect.top)
    return Rect(left, top, right, bottom)


def _bracket(caption: Caption, side: Side, ground: Ground) -> Slot | None:
    """The space between a table's rules: all of one extent, the first of them close to the caption."""
    if caption.key is None or caption.key.kind is FigureKind.FIGURE:
        return None
    start = caption.rect
    inner = [one for one in ground.rules if one.top >= ground.top - 1 and one.bottom <= ground.bottom + 1]
    rules = [one for one in inner if one.width >= _SHORTEST_RULE]
    if side is Side.ABOVE:
        rules = [one for one in rules if one.bottom <= start.top + 1]
        rules.sort(key=lambda one: -one.bottom)
    else:
        rules = [one for one in rules if one.top >= start.bottom - _INTO_CAPTION * caption.size]
        rules.sort(key=lambda one: one.top)
    every, rules = rules, [one for one in rules if _stands_over(one, start)]
    if not rules:
        return None
    first = rules[0]
    gap = start.top - first.bottom if side is Side.ABOVE else first.top - start.bottom
    cells = _open_rows(first, caption, side, ground) if gap > _RULE_NEAR * ground.leading else []
    if (gap > _RULE_NEAR * ground.leading and not cells) or _parted(ground, caption, first):
        return None
    taken = [first]
    for rule in rules[1:]:
        if not (_alike(rule, first) or any(_alike(rule, one) for one in taken) or _goes_beyond(rule, first)):
            continue
        upper, lower = (rule, taken[-1]) if side is Side.ABOVE else (taken[-1], rule)
        if _is_parted(upper, lower, ground, caption, by_text=len(taken) > 1):
            break
        taken.append(rule)
    rect = around(taken)
    if rect.height < _LEAST_RULED:
        return None
    return Slot(caption, side, around([rect, *cells, *_siblings(rect, every, caption, ground)]), ruled=True)


def _open_rows(rule: Rect, caption: Caption, side: Side, ground: Ground) -> list[Rect]:
    """Rows of cells from a caption to a table's nearest rule, where no rule closes the table; else none."""
    below = side is Side.BELOW
    edge, near = caption.rect.bottom if below else caption.rect.top, _ROW * ground.leading
    inside = [
        one for one in ground.loose if rule.left - INSIDE < one.left and one.right < rule.right + INSIDE
    ]
    found: list[Rect] = []
    for one in sorted(inside, key=lambda one: one.top if below else -one.bottom):
        gap = one.top - edge if below else edge - one.bottom
        ends = one.bottom > rule.top + INSIDE if below else one.top < rule.bottom - INSIDE
        if gap > near or ends:
            break
        if gap > -one.height:  # beside or beyond what was taken
            found.append(one)
            edge = max(edge, one.bottom) if below else min(edge, one.top)
    gap = rule.top - edge if below else edge - rule.bottom
    return found if gap <= near else []


def _stands_over(rule: Rect, caption: Rect) -> bool:
    """Whether a rule and a caption share more than the edges of things side by side."""
    shared = min(rule.right, caption.right) - max(rule.left, caption.left)
    return shared > _SHARE * min(rule.width, caption.width)


def _siblings(table: Rect, rules: list[Rect], caption: Caption, ground: Ground) -> list[Rect]:
    """Rules of tables beside this one that no other caption claims: sub-tables."""
    column, near = ground.column_of(caption), _CLAIM * ground.leading
    claimed = [
        replace(one.rect, top=one.rect.top - near, bottom=one.rect.bottom + near)
        for one in ground.captions
        if one is not caption
    ]
    found = [
        one
        for one in rules
        if (one.left >= table.right or one.right <= table.left)
        and column.left - _SAME_EXTENT <= one.left
        and one.right <= column.right + _SAME_EXTENT
        and table.top - _LEVEL <= one.top <= table.bottom + _LEVEL
        and not any(_stands_over(one, other) and other.top < one.top < other.bottom for other in claimed)
    ]
    extents = {(round(one.left), round(one.right)) for one in found}
    pairs = [
        extent
        for extent in extents
        if sum(abs(one.left - extent[0]) + abs(one.right - extent[1]) <= _SAME_EXTENT for one in found) > 1
    ]
    return [one for one in found if any(abs(one.left - extent[0]) <= _SAME_EXTENT for extent in pairs)]


def _alike(one: Rect, other: Rect) -> bool:
    return abs(one.left - other.left) <= _SAME_EXTENT and abs(one.right - other.right) <= _SAME_EXTENT


def _goes_beyond(one: Rect, other: Rect) -> bool:
    """Whether a rule begins or ends where another does, and goes on: the head lacks a rule over its stub."""
    flush = min(abs(one.left - other.left), abs(one.right - other.right)) <= _SAME_EXTENT
    return flush and one.left < other.left + _SAME_EXTENT and one.right > other.right - _SAME_EXTENT


def _parted(ground: Ground, caption: Caption, rule: Rect) -> bool:
    """Whether a line of the body stands between a caption and a rule."""
    top, bottom = min(caption.rect.bottom, rule.bottom), max(caption.rect.top, rule.top)
    return any(
        one.rect.top > top - 1
        and one.rect.bottom < bottom + 1
        and one.rect.left < rule.right
        and one.rect.right > rule.left
        for one in _in_the_way(ground, caption)
    )


def _is_parted(upper: Rect, lower: Rect, ground: Ground, caption: Caption, *, by_text: bool) -> bool:
    """Whether between two rules a caption stands, or a paragraph of the body: these are two tables.

    A paragraph below the first rule is what the table holds: one rule alone is none.
    """
    between = [
        one
        for one in _in_the_way(ground, caption)
        if one.rect.top >= upper.top - 1
        and one.rect.bottom <= lower.bottom + 1
        and one.rect.left < lower.right
        and one.rect.right > lower.left
    ]
    if any(isinstance(one, Caption) or (by_text and one.fixed) for one in between):
        return True
    rights = sorted(
        one.rect.right
        for one in between
        if isinstance(one, Obstacle) and one.alike and one.rect.width >= _FULL * (lower.right - lower.left)
    )
    flush = [  # rows of a table end here and there
        last for first, last in zip(rights, rights[_PARAGRAPH - 1 :], strict=False) if last - first <= _FLUSH
    ]
    return by_text and bool(flush)
