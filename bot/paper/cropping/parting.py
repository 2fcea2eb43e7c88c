"""Slots that two captions share, cut between the two."""

from dataclasses import replace
from itertools import combinations, pairwise

from bot.paper.cropping.ground import Ground, padded
from bot.paper.cropping.ink import ROW_GAP, Ink
from bot.paper.cropping.notes import NOTE_GAP
from bot.paper.cropping.slots import Side, Slot
from bot.paper.pages.sheet import Rect

_EDGE = 8.0  # points by which a figure may reach over its slot
_TOUCH = 2.0  # points
_SHARED = 8.0  # points: less is the edges' play


def parted(slots: list[Slot], ground: Ground, ink: Ink) -> list[Slot]:
    """The slots, those that two captions side by side share cut between the two."""
    slots = [replace(slot, rect=replace(slot.rect)) for slot in slots]
    for one, other in combinations(slots, 2):
        first, second = (one, other) if one.caption.rect.left <= other.caption.rect.left else (other, one)
        top, bottom = max(first.rect.top, second.rect.top), min(first.rect.bottom, second.rect.bottom)
        shared = min(first.rect.right, second.rect.right) - max(first.rect.left, second.rect.left)
        if bottom - top <= _SHARED or shared <= _SHARED:
            continue
        if _cut_below(one, other, ground, ink) or _cut_below(other, one, ground, ink):
            continue
        if _cut_between(one, other, ground, ink) or _cut_between(other, one, ground, ink):
            continue
        if _cut_level(one, other, ink):
            continue
        if first.caption.rect.right <= second.caption.rect.left + _TOUCH:
            apart = (first.caption.column, second.caption.column) == (0, 1)
            band = Rect(0, top, ground.width, bottom)
            cut = ground.gutter if apart and ground.gutter else _gap_between(first, second, band, ink)
            first.rect.right, second.rect.left = min(first.rect.right, cut), max(second.rect.left, cut)
        else:
            _cut_across(first, second, ground, ink)
    return slots


def _cut_below(upper: Slot, lower: Slot, ground: Ground, ink: Ink) -> bool:
    """Keep a lower figure out of a wider one above it, whose caption is short and stands to one side.

    It is so where a graphic reaches from one caption's side to the other's, and nothing stands beside the
    upper caption.
    """
    above, below = upper.caption.rect, lower.caption.rect
    if above.bottom >= below.top or upper.side is not Side.ABOVE or lower.side is not Side.ABOVE:
        return False
    wide = [
        one
        for one in ground.graphics
        if one.bottom <= above.top + _EDGE
        and one.top >= upper.rect.top - _EDGE
        and min(one.right, above.right) - max(one.left, above.left) > _EDGE
        and min(one.right, below.right) - max(one.left, below.left) > _EDGE
    ]
    third = above.height / 3  # the caption's own middle: what is above it may reach down to its top
    beside = Rect(lower.rect.left, above.top + third, lower.rect.right, above.bottom - third)
    if not wide or ink.without([padded(above)]).bounds(beside):
        return False
    lower.rect.top = max(lower.rect.top, above.bottom)
    return True


def _cut_level(one: Slot, other: Slot, ink: Ink) -> bool:
    """Part two figures beside their captions, one above the other: near the head of the lower caption."""
    if one.side is not other.side or one.side in (Side.ABOVE, Side.BELOW) or one.ruled or other.ruled:
        return False
    upper, lower = (one, other) if one.caption.rect.top < other.caption.rect.top else (other, one)
    head = lower.caption.rect.top
    left, right = max(one.rect.left, other.rect.left), min(one.rect.right, other.rect.right)
    rows = ink.rows(Rect(left, upper.caption.rect.top, right, lower.caption.rect.bottom), ROW_GAP)
    gaps = [(abs(after[0] - head), (after[0] + before[1]) / 2) for before, after in pairwise(rows)]
    if gaps:
        cut = min(gaps)[1]
        upper.rect.bottom, lower.rect.top = min(upper.rect.bottom, cut), max(lower.rect.top, cut)
    return bool(gaps)


def _cut_between(beside: Slot, upright: Slot, ground: Ground, ink: Ink) -> bool:
    """Part a figure beside its caption from one over or under its own: at a gap that cuts no drawing."""
    across = beside.side in (Side.LEFT, Side.RIGHT) and upright.side in (Side.ABOVE, Side.BELOW)
    if not across or beside.ruled or upright.ruled:
        return False
    level, other = beside.caption.rect, upright.caption.rect
    above = other.top >= level.bottom and upright.side is Side.ABOVE
    if not above and not (other.bottom <= level.top and upright.side is Side.BELOW):
        return False
    top, bottom = (level.bottom, other.top) if above else (other.bottom, level.top)
    left, right = max(beside.rect.left, upright.rect.left), min(beside.rect.right, upright.rect.right)
    rows = ink.rows(Rect(left, top, right, bottom), ROW_GAP)
    gaps = [(after[0] - before[1], (after[0] + before[1]) / 2) for before, after in pairwise(rows)]
    if not gaps:
        return False
    clear = [gap for gap in gaps if not any(_is_through(gap[1], left, right, one) for one in ground.graphics)]
    cut = max(clear or gaps)[1]
    if above:
        beside.rect.bottom, upright.rect.top = min(beside.rect.bottom, cut), max(upright.rect.top, cut)
    else:
        beside.rect.top, upright.rect.bottom = max(beside.rect.top, cut), min(upright.rect.bottom, cut)
    return True


def _is_through(cut: float, left: float, right: float, graphic: Rect) -> bool:
    """Whether a cut across a place goes through something drawn."""
    return (
        graphic.top + _TOUCH < cut < graphic.bottom - _TOUCH and graphic.left < right and graphic.right > left
    )


def _gap_between(first: Slot, second: Slot, band: Rect, ink: Ink) -> float:
    """Where two figures side by side part: a column without ink near the middle between their captions."""
    middle = (first.caption.rect.right + second.caption.rect.left) / 2
    begin = (first.caption.rect.left + first.caption.rect.right) / 2
    end = (second.caption.rect.left + second.caption.rect.right) / 2
    stretches = ink.columns(Rect(begin, band.top, end, band.bottom), 1.0)
    edges = [begin, *(side for stretch in stretches for side in stretch), end]
    gaps = [(left, right) for left, right in zip(edges[::2], edges[1::2], strict=True) if right > left]
    if not gaps:
        return middle
    left, right = min(
        gaps, key=lambda gap: max(gap[0] - middle, middle - gap[1], 0) - 0.2 * (gap[1] - gap[0])
    )
    return min(max(middle, left), right)


def _cut_across(one: Slot, other: Slot, ground: Ground, ink: Ink) -> None:
    """Two captions, one above the other, with both figures between them: cut at the widest gap."""
    upper, lower = (one, other) if one.caption.rect.top < other.caption.rect.top else (other, one)
    if upper.side is not Side.BELOW or lower.side is not Side.ABOVE:
        return
    rect = Rect(
        min(upper.rect.left, lower.rect.left),
        upper.caption.rect.bottom,
        max(upper.rect.right, lower.rect.right),
        lower.caption.rect.top,
    )
    if upper.ruled:
        cut = upper.rect.bottom + NOTE_GAP * ground.leading / 2
    elif lower.ruled:
        cut = lower.rect.top - NOTE_GAP * ground.leading / 2
    else:
        rows = ink.rows(rect, ROW_GAP)
        gaps = [(after[0] - before[1], (after[0] + before[1]) / 2) for before, after in pairwise(rows)]
        cut = max(gaps)[1] if gaps else (rect.top + rect.bottom) / 2
    if not upper.ruled:
        upper.rect.bottom = min(upper.rect.bottom, cut)
    if not lower.ruled:
        lower.rect.top = max(lower.rect.top, cut)
