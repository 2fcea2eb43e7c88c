"""Where a caption's figure may lie: the free space above, below or beside it.

A slot reaches from the caption to the nearest line that stands in the way, and sideways as far as none does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.paper.cropping.brackets import bracket
from bot.paper.cropping.ground import Caption, Ground, Obstacle, within
from bot.paper.pages.sheet import Rect

TALL = 3.0
"""Leadings: what is higher is a drawing, and no row of a table."""

_NARROWER = 2.0  # points taken off a caption before it is looked at what stands above or below it
_NUDGE = 1.6  # leadings by which what stands above or below a slot may reach into it
_MARGIN = 9.0  # points at the page's edge where nothing is printed
_LEAST_BESIDE = 60.0  # points
_LEAST = 13.0  # points: less is no figure
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
        bracketed = bracket(caption, ground, below=side is Side.BELOW) if ruled else None
        if bracketed:
            return Slot(caption, side, bracketed, ruled=True)
        return Slot(
            caption, side, _in_frame(_over(caption.rect, side, ground, caption), caption, side, ground)
        )
    return Slot(caption, side, _in_frame(_beside(caption, side, ground), caption, side, ground))


def _in_frame(space: Rect, caption: Caption, side: Side, ground: Ground) -> Rect:
    """The space within what frames a figure together with its caption, where there is room for the figure."""
    rect = caption.rect
    for frame in ground.framings:
        room = {
            Side.ABOVE: rect.top - frame.top,
            Side.BELOW: frame.bottom - rect.bottom,
            Side.LEFT: rect.left - frame.left,
            Side.RIGHT: frame.right - rect.right,
        }[side]
        if within(rect, frame) and room > _REACH * ground.leading:
            space = Rect(
                max(space.left, frame.left),
                max(space.top, frame.top),
                min(space.right, frame.right),
                min(space.bottom, frame.bottom),
            )
    return space


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
    near = list(_near(slot, ground))
    if slot.side in (Side.ABOVE, Side.BELOW):
        caption = slot.caption.rect
        beside = [one for one in near if _is_level(one, caption, ground)]
        near = [one for one in near if not _is_level(one, caption, ground)]
        over = any(one.left < caption.right and one.right > caption.left for one in near)
        if not over and (beside or _is_beside_caption(slot, ground)):
            return False  # all of it is of the figure beside
    tops = [max(one.top, slot.rect.top) for one in near]
    bottoms = [min(one.bottom, slot.rect.bottom) for one in near]
    return bool(near) and max(bottoms) - min(tops) > _LEAST  # a single rule is none


def _near(slot: Slot, ground: Ground) -> Iterator[Rect]:
    """What lies in a slot and begins near its caption, but for what is in the page's margin."""
    caption, rect = slot.caption.rect, slot.rect
    for one in (*ground.graphics, *ground.rules, *ground.loose):
        middle = (one.left + one.right) / 2
        if one.right < ground.usual_left or one.left > ground.usual_right or one in ground.framings:
            continue
        if not (rect.left <= middle <= rect.right and one.bottom > rect.top and one.top < rect.bottom):
            continue
        gap = {
            Side.ABOVE: caption.top - one.bottom,
            Side.BELOW: one.top - caption.bottom,
            Side.LEFT: caption.left - one.right,
            Side.RIGHT: one.left - caption.right,
        }[slot.side]
        if gap <= _REACH * ground.leading:
            yield one


def _is_beside_caption(slot: Slot, ground: Ground) -> bool:
    """Whether a drawing begins or ends beside a caption, level with it."""
    caption, near = slot.caption.rect, ground.leading
    return any(
        one.height > TALL * near
        and (one.left >= caption.right or one.right <= caption.left)
        and min(abs(one.top - caption.top), abs(one.bottom - caption.bottom)) < near
        for one in ground.graphics
    )


def _is_level(one: Rect, caption: Rect, ground: Ground) -> bool:
    """Whether it stands beside a caption rather than above or below it."""
    apart = one.left >= caption.right or one.right <= caption.left
    return apart and min(one.bottom, caption.bottom) - max(one.top, caption.top) > ground.leading


def _wide(one: Obstacle | Caption) -> Rect:
    return one.wide if isinstance(one, Obstacle) else one.rect


def _over(start: Rect, side: Side, ground: Ground, caption: Caption) -> Rect:
    """The free space above or below `start`."""
    narrow = (start.left + _NARROWER, start.right - _NARROWER)
    ways = ground.in_the_way(caption)
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
    alone = all(one.column == caption.column for one in ground.captions)
    tall = TALL * ground.leading
    for one in (*ground.graphics, *ground.rules, *ground.loose):
        if one.bottom <= space.top or one.top >= space.bottom:
            continue
        if ground.is_over_gutter(one):
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
    ways = ground.in_the_way(caption)
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
