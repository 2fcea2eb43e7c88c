"""The ends of a figure's ink: rules and marks there that are the page's or the caption's."""

from bot.paper.cropping.ground import Ground
from bot.paper.cropping.ink import Ink
from bot.paper.cropping.slots import TALL, Side, Slot
from bot.paper.pages.sheet import Rect
from bot.papers import FigureKind

THIN = 4.0
"""Points: what is thinner may be a rule."""

_RULE_EDGE, _SOLID = 0.2, 0.7  # points, and the share of a rule's place that is ink
_LONG = 30.0  # points: a rule, and no dot or letter's mark
_OVER = 8.0  # points by which a figure may reach over its slot
_NEXT_RULE = 1.5  # leadings between two rules
_TOUCH = 2.0  # points


def without_speck(taken: list[tuple[float, float]], slot: Slot, free: Ink) -> list[tuple[float, float]]:
    """The stretches but for a mark right at the caption that is one of its letters': a wide hat."""
    if len(taken) < 2 or slot.side is not Side.ABOVE:  # noqa: PLR2004 -- it alone would be all there is
        return taken
    first, after = taken[0], taken[1]
    mark = free.bounds(band(slot.rect, first, upright=True))
    at_caption = slot.caption.rect.top - first[1] < _TOUCH
    apart = first[0] - after[1] > _TOUCH
    small = mark is not None and first[1] - first[0] < THIN and mark.width < _LONG
    return taken[1:] if at_caption and apart and small else taken


def without_rule(
    taken: list[tuple[float, float]], slot: Slot, ground: Ground, free: Ink
) -> list[tuple[float, float]]:
    """The stretches but for a rule at one end; two rules are a pair about a listing.

    Journals part figures from the text by one, and some from their captions.
    """
    figure = slot.caption.kind is FigureKind.FIGURE
    if not figure or len(taken) < 2:  # noqa: PLR2004 -- it alone would be all there is
        return taken
    upright = slot.side in (Side.ABOVE, Side.BELOW)
    far, near = (
        _is_rule(end, beside, slot, ground, free)
        for end, beside in ((taken[-1], taken[-2]), (taken[0], taken[1]))
    )
    apart = max(taken[-1][0] - taken[-2][1], taken[-2][0] - taken[-1][1])
    thin = taken[0][1] - taken[0][0] < THIN
    if far and apart > THIN and not (thin and len(taken) > 2):  # noqa: PLR2004 -- a pair
        return taken[:-1]
    if not (upright and near and ground.lined and ground.is_lined(slot.caption)):
        return taken
    return taken if _is_pair(taken, slot, ground) else taken[1:]


def _is_pair(taken: list[tuple[float, float]], slot: Slot, ground: Ground) -> bool:
    """Whether a rule at the far end is of the extent of the one at the caption: a pair about a listing.

    Where a third is right beside the one at the caption, it and the far one are the listing's frame.
    """
    near, far = taken[0], taken[-1]
    end = far[0] if slot.side is Side.ABOVE else far[1]
    rules = [one for one in ground.rules if slot.rect.left - _OVER < one.left < slot.rect.right]
    first = [one for one in rules if near[0] - _TOUCH < one.top < near[1] + _TOUCH]
    last = [one for one in rules if abs((one.top + one.bottom) / 2 - end) < _TOUCH]
    beside = [
        one
        for one in rules
        if _TOUCH < max(near[0] - one.bottom, one.top - near[1]) < _NEXT_RULE * ground.leading
    ]
    return any(_are_alike(one, other) for one in first for other in last) and not any(
        _are_alike(one, other) for one in first for other in beside
    )


def _are_alike(one: Rect, other: Rect) -> bool:
    """Whether two rules have one extent."""
    return abs(one.left - other.left) + abs(one.right - other.right) < THIN


def _is_rule(
    end: tuple[float, float],
    beside: tuple[float, float],
    slot: Slot,
    ground: Ground,
    free: Ink,
) -> bool:
    """Whether a stretch at an end is one straight line, apart from the next, and no picture's edge."""
    gap = max(end[0] - beside[1], beside[0] - end[1])
    line = free.bounds(band(slot.rect, end, upright=slot.side in (Side.ABOVE, Side.BELOW)))
    if end[1] - end[0] >= THIN or gap <= _RULE_EDGE or line is None or free.share(line) <= _SOLID:
        return False
    if max(line.width, line.height) < _LONG:
        return False  # a dot
    return not any(_is_edge(one, line, ground) for one in ground.graphics)


def _is_edge(graphic: Rect, rule: Rect, ground: Ground) -> bool:
    """Whether a rule is a picture's own edge."""
    tall = graphic.height > TALL * ground.leading
    inside = graphic.top - _TOUCH < rule.top and rule.bottom < graphic.bottom + _TOUCH
    return tall and inside and abs(graphic.left - rule.left) + abs(graphic.right - rule.right) < 2 * _TOUCH


def band(rect: Rect, span: tuple[float, float], *, upright: bool) -> Rect:
    """The part of a place that a stretch of its rows takes up, or of its columns if it is not upright."""
    if upright:
        return Rect(rect.left, span[0], rect.right, span[1])
    return Rect(span[0], rect.top, span[1], rect.bottom)
