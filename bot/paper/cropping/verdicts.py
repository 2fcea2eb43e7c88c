"""Why a crop is not fit to be shown: what a glance would tell a person, told by code."""

from collections.abc import Callable
from dataclasses import replace

from bot.paper.cropping.ground import BESIDE, Ground, overlap, padded
from bot.paper.cropping.ink import Ink
from bot.paper.cropping.notes import is_small
from bot.paper.cropping.slots import Side, Slot
from bot.paper.pages.sheet import Rect
from bot.papers import FigureKind

LEAST_HEIGHT, LEAST_WIDTH = 22.0, 40.0
"""Points; the facts of earlier trials name 25 for the height, and tables of two rows have less."""

_WORDS_HEIGHT = 17.0  # points: two lines of a program
_RULES, _RULE_SHARE = 3, 0.9  # of a whole table of one row; of its width
_LONG, _LEAST_DRAWN = 100.0, 12.0  # points, of what is drawn or ruled

LONGEST = 14.0
"""Times as long as wide, or as wide as long; a table of two rows may be twice as long."""

_BODY_LINES = 2
_NEXT, _NEAR = 0.33, 3.0  # of a leading, and points, from a table's last row
_APART, _STROKES = 0.5, 6.0  # leadings between a listing and the text, and points: more than parts of letters
_APART_OWN = 1.8  # leadings between the blocks of one listing
_EXTENT = 0.2  # of a table's width: its rest is as wide
_EMPTY = 0.004  # of the crop is ink
_SHARED = 0.06  # of the smaller crop
_THIN = 3.0  # points: what is lower is a rule
_LETTERS = 6.0  # points of a caption's width
_INSIDE = 0.6  # of a line's height and width must lie in the crop
_FRAME, _FRAME_NEAR = 4.0, 3.0  # points: the side of a frame; leadings from the caption to its end
_RING = 1.0  # points around the crop
_RING_INK = 1.2  # points of ink on the ring: a stroke that goes on outside


_BEGINS_BEFORE = "the table seems to begin on the page before"
_BOX_BEFORE = "the figure seems to begin on the page before"
_GOES_ON_AFTER = "the table seems to go on on the next page"

FINAL = frozenset({_BEGINS_BEFORE, _BOX_BEFORE, _GOES_ON_AFTER})
"""Doubts about other pages: nothing else on its own will do."""


def doubt_of(slot: Slot, body: Rect, ground: Ground, ink: Ink, others: list[Rect]) -> str:
    """Why the crop is in doubt, in words for the reviewer; "" when it passes."""
    rest = ground.goes_on.get(slot.caption.key) if slot.caption.key else None
    if rest:
        return f"its rest is on page {rest}"
    every, ground = ground, ground.of_words() if slot.words else ground
    checks: dict[str, Callable[[], bool]] = {
        "what was found is too small for a picture": lambda: _is_small(slot, body, every, ink),
        "what was found is far too long and thin": lambda: (
            max(body.width / body.height, body.height / body.width) > LONGEST * (1 + slot.ruled)
        ),
        "the crop overlaps another figure's": lambda: any(overlap(body, other) > _SHARED for other in others),
        "the crop holds a caption": lambda: any(
            _reaches_into(ground.letters_of(caption), body)
            for caption in ground.captions
            if caption is not slot.caption or not slot.ruled
        ),
        "the crop holds lines of the paper's text": lambda: (
            not slot.ruled and _body_lines(slot, body, ground) >= _BODY_LINES
        ),
        _BEGINS_BEFORE: lambda: _begins_before(slot, body, ground),
        _BOX_BEFORE: lambda: any(_lies_in(one, body) for one in ground.boxed_before),
        _GOES_ON_AFTER: lambda: _goes_on_after(slot, body, ground),
        "the table seems to go on beyond the crop": lambda: _has_more_rows(slot, body, every),
        "the figure seems to go on beyond the crop": lambda: _has_more_lines(slot, body, every, ink),
        "the crop is almost empty": lambda: ink.share(body) < _EMPTY or _only_rules(body, ink),
        "the crop is cut off at an edge": lambda: _goes_on(slot, body, ink, ground),
    }
    return next((words for words, fails in checks.items() if fails()), "")


def _is_small(slot: Slot, body: Rect, ground: Ground, ink: Ink) -> bool:
    """Whether a crop is too low or too narrow; what is drawn or ruled and long may be lower or narrower."""
    if body.height >= LEAST_HEIGHT and body.width >= LEAST_WIDTH:
        return False
    long = max(body.width, body.height) >= _LONG and min(body.width, body.height) >= _LEAST_DRAWN
    within = [one for one in ground.rules if overlap(one, body) and body.top - 1 <= one.top < body.bottom + 1]
    whole = slot.ruled and sum(one.width > _RULE_SHARE * body.width for one in within) >= _RULES
    figure = slot.caption.kind is FigureKind.FIGURE
    several = figure and slot.words and body.height >= _WORDS_HEIGHT
    return not (long and (whole or several or is_drawn(body, ground, ink)))


def _begins_before(slot: Slot, body: Rect, ground: Ground) -> bool:
    """Whether a table whose caption is below it begins at the top of a column, where another ends in rows."""
    table = slot.caption.kind is FigureKind.TABLE
    at_top = slot.side is Side.ABOVE and body.top <= ground.top_line + ground.leading
    return table and at_top and slot.caption.column in ground.begun_before


def _goes_on_after(slot: Slot, body: Rect, ground: Ground) -> bool:
    """Whether a table says that it goes on, or ends its page and rows of its extent begin the next."""
    after = ground.begun_after
    if slot.caption.kind is not FigureKind.TABLE or slot.side is not Side.BELOW:
        return False
    near = replace(body, bottom=body.bottom + _FRAME_NEAR * ground.leading)
    if any(_lies_in(one, near) for one in ground.continues):
        return True
    if after is None:
        return False
    lines = [*(one.rect for one in ground.obstacles if one.size), *ground.loose]
    ends = not any(one.top >= body.bottom - _NEAR and one.bottom <= ground.bottom for one in lines)
    return ends and abs(after.left - body.left) + abs(after.right - body.right) < _EXTENT * body.width


def _has_more_rows(slot: Slot, body: Rect, ground: Ground) -> bool:
    """Whether a line stands as close beyond a table's far end as rows stand to one another."""
    if slot.caption.kind is not FigureKind.TABLE:
        return False
    below = slot.side is Side.BELOW
    end = body.bottom if below else body.top
    if any(abs((one.top + one.bottom) / 2 - end) < _NEAR and overlap(one, body) for one in ground.rules):
        return False  # a rule ends it
    lines = [*(one.rect for one in ground.obstacles if one.size), *ground.loose]
    gaps = [
        one.top - body.bottom if below else body.top - one.bottom
        for one in lines
        if min(one.right, body.right) - max(one.left, body.left) > one.width / 2
    ]
    return any(-_NEAR < gap < _NEXT * ground.leading for gap in gaps)


def _has_more_lines(slot: Slot, body: Rect, ground: Ground, ink: Ink) -> bool:
    """Whether more lines stand near the far end of a figure made of words: a listing that is cut in two."""
    if slot.caption.kind is not FigureKind.FIGURE:
        return False
    if slot.side not in (Side.ABOVE, Side.BELOW) or is_drawn(body, ground, ink):
        return False
    below = slot.side is Side.BELOW
    gaps = [
        (one.rect.top - body.bottom if below else body.top - one.rect.bottom, one.own)
        for one in ground.obstacles
        if one.size and min(one.rect.right, slot.rect.right) > max(one.rect.left, slot.rect.left)
    ]
    return any(-_NEAR < gap < (_APART_OWN if own else _APART) * ground.leading for gap, own in gaps)


def is_drawn(body: Rect, ground: Ground, ink: Ink) -> bool:
    """Whether there is more in a place than words and rules."""
    lines = [*ground.loose, *(one.rect for one in ground.obstacles)]
    bare = ink.without(padded(one, BESIDE) for one in lines)
    return any(bottom - top > _STROKES for top, bottom in bare.rows(body, 0.0))


def _lies_in(rect: Rect, body: Rect) -> bool:
    width = min(rect.right, body.right) - max(rect.left, body.left)
    height = min(rect.bottom, body.bottom) - max(rect.top, body.top)
    return width > _INSIDE * rect.width and height > _INSIDE * rect.height


def _only_rules(body: Rect, ink: Ink) -> bool:
    """Whether nothing is there but lines across: those above and below a thing that was not seen."""
    return all(bottom - top < _THIN for top, bottom in ink.rows(body, 0.0))


def _reaches_into(caption: Rect, body: Rect) -> bool:
    """Whether some letters of a caption stand in the crop."""
    width = min(caption.right, body.right) - max(caption.left, body.left)
    height = min(caption.bottom, body.bottom) - max(caption.top, body.top)
    return width > _LETTERS and height > _NEAR


def _body_lines(slot: Slot, body: Rect, ground: Ground) -> int:
    """How many lines of the text lie in the crop; those of notes are no such lines."""
    table = slot.caption.kind is FigureKind.TABLE
    return sum(
        _lies_in(one.rect, body)
        and not any(_lies_in(one.rect, note) for note in ground.notes)
        and not (table and is_small(one.rect, ground))
        for one in ground.obstacles
        if not one.framed
    )


def _goes_on(slot: Slot, body: Rect, ink: Ink, ground: Ground) -> bool:
    """Whether ink crosses an edge of the crop that is no letter of a line beside it.

    The sides of a frame around a figure and its caption go on on the caption's side.
    """
    if _is_half_a_box(slot, body, ground):
        return True
    lines = [one.rect for one in ground.obstacles] + [one.rect for one in ground.captions]
    bare = ink.without(padded(one) for one in lines)
    beside, over = _beside(body, _RING), _within_frame(body, _over(body, _RING), slot, ground)
    across = any(sum(end - begin for begin, end in bare.rows(side, 0.0)) > _RING_INK for side in beside)
    down = any(sum(end - begin for begin, end in bare.columns(side, 0.0)) > _RING_INK for side in over)
    if across or down:
        return True
    # What no line of letters fills, from its head to the next line's, is drawn behind them.
    beside, over = (
        _beside(body, ground.leading),
        _within_frame(body, _over(body, ground.leading), slot, ground),
    )
    return max(map(ink.filled_rows, beside)) > _RING_INK or max(map(ink.filled_columns, over)) > _RING_INK


def _is_half_a_box(slot: Slot, body: Rect, ground: Ground) -> bool:
    """Whether a box as wide as the crop goes on, with words, beyond its end away from the caption."""
    above = slot.side is Side.ABOVE
    rests = [
        replace(one, bottom=body.top) if above else replace(one, top=body.bottom)
        for one in ground.graphics
        if abs(one.left - body.left) + abs(one.right - body.right) < _FRAME
        and min(one.bottom, body.bottom) - max(one.top, body.top) > ground.leading
    ]
    return any(_lies_in(line.rect, rest) for rest in rests for line in ground.obstacles if line.size)


def _within_frame(body: Rect, over: tuple[Rect, Rect], slot: Slot, ground: Ground) -> tuple[Rect, Rect]:
    """What lies above and below the crop, without its ends where a frame around crop and caption goes on."""
    if slot.side not in (Side.ABOVE, Side.BELOW):
        return over
    above, below = over
    caption, near = slot.caption.rect, _FRAME_NEAR * ground.leading
    first, last = (
        (caption.bottom, caption.bottom + near)
        if slot.side is Side.ABOVE
        else (caption.top - near, caption.top)
    )
    framed = any(
        abs(one.left - body.left) + abs(one.right - body.right) < 2 * _FRAME
        and first <= (one.bottom if slot.side is Side.ABOVE else one.top) <= last
        for one in (*ground.graphics, *ground.rules)
    )
    if not framed:
        return over
    if slot.side is Side.ABOVE:
        return above, replace(below, left=below.left + _FRAME, right=below.right - _FRAME)
    return replace(above, left=above.left + _FRAME, right=above.right - _FRAME), below


def _beside(body: Rect, by: float) -> tuple[Rect, Rect]:
    """What lies within so many points left and right of the crop."""
    left, right = max(0.0, body.left - by), body.right + by
    return Rect(left, body.top, body.left, body.bottom), Rect(body.right, body.top, right, body.bottom)


def _over(body: Rect, by: float) -> tuple[Rect, Rect]:
    """What lies within so many points above and below the crop."""
    top, bottom = max(0.0, body.top - by), body.bottom + by
    return Rect(body.left, top, body.right, body.top), Rect(body.left, body.bottom, body.right, bottom)
