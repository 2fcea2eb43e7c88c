"""From slots to bodies: which ink in a caption's slot is its figure's, whole and nothing else."""

from dataclasses import replace
from itertools import pairwise

from bot.paper.cropping.choice import PagePlan
from bot.paper.cropping.ends import THIN, band, without_rule, without_speck
from bot.paper.cropping.ground import BESIDE, Caption, Ground, Obstacle, around, padded
from bot.paper.cropping.ink import ROW_GAP, Ink
from bot.paper.cropping.notes import with_notes
from bot.paper.cropping.parting import parted
from bot.paper.cropping.slots import TALL, Side, Slot, free_space
from bot.paper.cropping.tables import table_in, with_open_rows
from bot.paper.pages.sheet import Rect
from bot.papers import FigureKind

_FAR = 7.0  # leadings from a caption to its figure
_APART = 2.4  # leadings between parts of one figure
_APART_DRAWN = 4.5  # the same, where both are drawn
_APART_WORDS = 3.4  # the same, where both are words: a listing's blank lines
_APART_TITLE = 2.6  # leadings from a line of words to the drawing that it names
_APART_TEXT = 1.8  # leadings: words further from a figure are none of its labels
_RULE_EDGE = 0.2  # points
_APART_MARGIN = 8.0  # points between a figure and what stands in the margin
_NUMBERS = 3  # of a listing's lines, at its edge
_OUTSIDE = 30.0  # points: wider things in the margin are the figure's
_EDGE = 8.0  # points by which a figure may reach over its slot
_ENDS = _EDGE - 1  # points: what goes on so far over its slot may go on beyond
_TOUCH = 2.0  # points
_AT_LETTERS, _TIPS = 0.6, 3.0  # points
_DRAWN = 0.002  # of a place: more ink than letters leave around their boxes


def bodies_of(plan: PagePlan, ink: Ink) -> list[tuple[Slot, Rect | None]]:
    """The place of each slot's figure; None where its slot is empty."""
    return [(slot, body_in(slot, plan.ground, ink)) for slot in parted(plan.slots, plan.ground, ink)]


def body_in(slot: Slot, ground: Ground, ink: Ink) -> Rect | None:
    """The place of the figure in a slot; None if the slot is empty."""
    slot, ground = with_open_rows(slot, ground.of_words() if slot.words else ground)
    captions = captions_around(slot, ground)
    lines = [
        padded(one.rect) if one.size and not one.bare else ground.letters_of(one)
        for one in ground.obstacles
        if not one.framed
    ]
    if not slot.ruled:
        lines += [one for one in ground.loose if not _middle_in(one, slot.rect)]
    blanks = [Rect(one.left - BESIDE, one.top, one.right + BESIDE, one.bottom) for one in (*captions, *lines)]
    free = ink.without(blanks)
    body = (
        table_in(slot, ground, ink.without(captions), free) if slot.ruled else _gathered(slot, ground, free)
    )
    if body is None:
        return None
    body = _beyond_caption(_completed(body, free), body, slot, ground)
    return body if slot.ruled else with_notes(body, slot, ground)


def captions_around(slot: Slot, ground: Ground) -> list[Rect]:
    """Where the letters of captions stand, which are no figure's; seen without them, their middle."""
    if ground.bare:
        captions = [ground.letters_of(caption) for caption in ground.captions]
    else:
        captions = [_clear_of(slot, padded(caption.rect), ground) for caption in ground.captions]
    return [*captions, *map(padded, ground.boxes)]


def texts_at(body: Rect, slot: Slot, ground: Ground, ink: Ink) -> list[Caption | Obstacle]:
    """Captions and lines of the text where a figure seems to end only because their letters are blanked."""
    if slot.ruled:
        return [one for one in ground.captions if _is_at_rule(one, slot, ground, ink)]
    texts: list[Caption | Obstacle] = [*ground.captions]
    texts += [one for one in ground.obstacles if one.size and not one.framed]
    return [
        one
        for one in texts
        if one.rect.left < body.right and one.rect.right > body.left and _touches(body, padded(one.rect), ink)
    ]


def _is_at_rule(caption: Caption, slot: Slot, ground: Ground, ink: Ink) -> bool:
    """Whether letters of a caption touch the first or last rule of a table."""
    clear = _clear_of(slot, padded(caption.rect), ground)
    if clear == padded(caption.rect):
        return False
    above = slot.side is Side.ABOVE
    edge = (
        replace(clear, bottom=clear.top + _AT_LETTERS)
        if above
        else replace(clear, top=clear.bottom - _AT_LETTERS)
    )
    return ink.share(edge) > 0


def _touches(body: Rect, text: Rect, ink: Ink) -> bool:
    """Whether ink of a body reaches down, or up, to the edge of text; beside the text it may go on."""
    above = -_AT_LETTERS < body.bottom - text.top < _TIPS
    below = -_AT_LETTERS < text.bottom - body.top < _TIPS
    beyond = [
        replace(text, bottom=body.top - _AT_LETTERS)
        if edge == body.top
        else replace(text, top=edge + _AT_LETTERS)
        for edge in (body.top, body.bottom)
        if text.top + _TIPS <= edge <= text.bottom - _TIPS
    ]
    if any(ink.share(one) > 0 for one in beyond):
        return True  # it cuts through the letters
    edge = replace(text, bottom=text.top, top=text.top - _AT_LETTERS)
    if below:
        edge = replace(text, top=text.bottom, bottom=text.bottom + _AT_LETTERS)
    return (above or below) and ink.share(edge) > 0


def place_around(slots: list[Slot], ground: Ground) -> Rect:
    """Where the ink of these slots' figures may be, and what is looked at around them."""
    by = 2 * ground.leading + _EDGE
    place = around([_reach(slot, ground) for slot in slots])
    return Rect(place.left - by, place.top - by, place.right + by, place.bottom + by)


def _reach(slot: Slot, ground: Ground) -> Rect:
    """How far a figure may go: a table to the free space beyond its last rule and its notes."""
    table = with_notes(slot.rect, slot, ground)
    if not slot.ruled:
        return table
    return around([table, slot.caption.rect, free_space(slot.caption, table, slot.side, ground)])


def _middle_in(line: Rect, place: Rect) -> bool:
    """Whether a line is a slot's; those of a neighbour may reach into it."""
    x, y = (line.left + line.right) / 2, (line.top + line.bottom) / 2
    return place.left <= x <= place.right and place.top - line.height <= y <= place.bottom + line.height


def _clear_of(slot: Slot, caption: Rect, ground: Ground) -> Rect:
    """A caption's place where it is not the table's: a rule may stand right at its letters."""
    table = slot.rect
    if not slot.ruled or caption.left > table.right or caption.right < table.left:
        return caption
    tops = [
        one.top
        for one in ground.rules
        if max(caption.top, table.top - THIN) < one.top < table.top
        and abs(one.left - table.left) + abs(one.right - table.right) < _EDGE
    ]
    if caption.top < table.top < caption.bottom:
        return replace(caption, bottom=min([table.top, *tops]) - _RULE_EDGE)
    if caption.top < table.bottom < caption.bottom:
        return replace(caption, top=table.bottom + _RULE_EDGE)
    return caption


def _gathered(slot: Slot, ground: Ground, free: Ink) -> Rect | None:
    """Stretches of ink from the caption on, until a gap too wide for one figure."""
    upright = slot.side in (Side.ABOVE, Side.BELOW)
    stretches = free.rows(slot.rect, ROW_GAP) if upright else free.columns(slot.rect, ROW_GAP)
    if slot.side in (Side.ABOVE, Side.LEFT):
        stretches.reverse()
    start = _edge_at(slot)
    figure = slot.caption.kind is FigureKind.FIGURE
    drawn = free.without(padded(one, BESIDE) if figure else one for one in ground.loose)
    taken: list[tuple[float, float]] = []
    was_drawn = False
    are_drawn = [drawn.share(band(slot.rect, one, upright=upright)) > _DRAWN for one in stretches]
    for at, stretch in enumerate(stretches):
        gap = start - stretch[1] if slot.side in (Side.ABOVE, Side.LEFT) else stretch[0] - start
        if figure and stretch[1] - stretch[0] < THIN and (not was_drawn or stretch is stretches[-1]):
            are_drawn[at] = False  # a rule about a listing, or beyond the figure
        is_drawn = are_drawn[at] or _labels_next(stretches[at : at + 4], are_drawn[at : at + 4], ground)
        if not taken:
            limit = _FAR
        elif is_drawn and was_drawn:
            limit = _APART_DRAWN
        elif figure and upright and not (was_drawn or is_drawn):
            limit = _APART_WORDS
        else:
            limit = _APART if upright and not was_drawn else _APART_TEXT if not is_drawn else _APART
        if gap > limit * ground.leading:
            bridged = upright and _is_bridged(start, stretch, slot, ground)
            if not bridged:
                break
        taken.append(stretch)
        was_drawn = was_drawn or is_drawn
        start = stretch[0] if slot.side in (Side.ABOVE, Side.LEFT) else stretch[1]
    taken = without_rule(without_speck(taken, slot, free), slot, ground, free)
    if not taken or not (upright or was_drawn):
        return None  # words beside a caption are another paragraph
    span = min(one[0] for one in taken), max(one[1] for one in taken)
    rect = _without_margin(band(slot.rect, span, upright=upright), ground, free)
    level = rect and rect.top < slot.caption.rect.bottom and rect.bottom > slot.caption.rect.top
    return rect if upright or level else None


def _edge_at(slot: Slot) -> float:
    """Where a slot begins: its caption's edge on that side."""
    caption = slot.caption.rect
    return {
        Side.ABOVE: caption.top,
        Side.BELOW: caption.bottom,
        Side.LEFT: caption.left,
        Side.RIGHT: caption.right,
    }[slot.side]


def _is_bridged(start: float, stretch: tuple[float, float], slot: Slot, ground: Ground) -> bool:
    """Whether a picture with a white margin fills most of a gap between two parts."""
    top, bottom = (stretch[1], start) if slot.side is Side.ABOVE else (start, stretch[0])
    filled = [
        min(one.bottom, bottom) - max(one.top, top)
        for one in ground.graphics
        if one.height > TALL * ground.leading
        and slot.rect.top - _EDGE < one.top
        and one.bottom < slot.rect.bottom + _EDGE
        and min(one.right, slot.rect.right) > max(one.left, slot.rect.left)
    ]
    gap = bottom - top
    return max(filled, default=0.0) > max(gap / 2, gap - _APART * ground.leading)


def _labels_next(stretches: list[tuple[float, float]], are_drawn: list[bool], ground: Ground) -> bool:
    """Whether words lead on to a drawing: what is said of a part, "(c)", an axis' title and its ticks."""
    for (line, after), drawn in zip(pairwise(stretches), are_drawn[1:], strict=False):
        gap = max(line[0] - after[1], after[0] - line[1])
        apart = _APART_TITLE if drawn else _APART_TEXT
        part = any(line[0] - _TOUCH < one.top and one.bottom < line[1] + _TOUCH for one in ground.parts)
        long = line[1] - line[0] >= 2 * ground.leading and not part
        if long or gap >= apart * ground.leading:
            return False
        if drawn:
            return True
    return False


def _without_margin(rect: Rect, ground: Ground, free: Ink) -> Rect | None:
    """The ink in a place, but for what stands far off in the page's margin."""
    stretches = free.columns(rect, _APART_MARGIN)
    left, right = min(ground.left, ground.usual_left), max(ground.right, ground.usual_right)
    inside = [
        one
        for one in stretches
        if (one[1] > left and one[0] < right)
        or one[1] - one[0] > _OUTSIDE
        or _are_numbers(Rect(one[0], rect.top, one[1], rect.bottom), ground)
    ]
    kept = inside or stretches
    if not kept:
        return None
    return free.bounds(Rect(kept[0][0], rect.top, kept[-1][1], rect.bottom))


def _are_numbers(stretch: Rect, ground: Ground) -> bool:
    """Whether words begin below one another in a place, each level with others: a listing's numbers."""
    within = [
        one
        for one in ground.loose
        if stretch.left - 1 < one.left < stretch.right
        and stretch.top < one.bottom
        and one.top < stretch.bottom
    ]
    level = sum(
        one.right > stretch.right + 1
        or any(abs(one.bottom - other.bottom) < THIN and other.left > one.right for other in ground.loose)
        for one in within
    )
    return level >= _NUMBERS and 2 * level > len(within)


def _beyond_caption(completed: Rect, body: Rect, slot: Slot, ground: Ground) -> Rect:
    """The body completed on all sides but its caption's, where a frame around both may go on.

    What ends among a caption's letters, seen without them, is no such frame.
    """
    if slot.ruled:
        return completed
    bottom = completed.bottom if ground.bare and completed.bottom - body.bottom < _ENDS else body.bottom
    top = completed.top if ground.bare and body.top - completed.top < _ENDS else body.top
    edges = {
        Side.ABOVE: {"bottom": bottom},
        Side.BELOW: {"top": top},
        Side.LEFT: {"right": body.right},
        Side.RIGHT: {"left": body.left},
    }
    return replace(completed, **edges[slot.side])


def _completed(body: Rect, free: Ink) -> Rect:
    """The body with the ink that goes on over its edges, a little."""
    left = free.columns(Rect(body.left - _EDGE, body.top, body.left + 1, body.bottom), _TOUCH)
    right = free.columns(Rect(body.right - 1, body.top, body.right + _EDGE, body.bottom), _TOUCH)
    above = free.rows(Rect(body.left, body.top - _EDGE, body.right, body.top + 1), _TOUCH)
    below = free.rows(Rect(body.left, body.bottom - 1, body.right, body.bottom + _EDGE), _TOUCH)
    return Rect(
        min(body.left, left[-1][0]) if left and left[-1][1] >= body.left - _TOUCH else body.left,
        min(body.top, above[-1][0]) if above and above[-1][1] >= body.top - _TOUCH else body.top,
        max(body.right, right[0][1]) if right and right[0][0] <= body.right + _TOUCH else body.right,
        max(body.bottom, below[0][1]) if below and below[0][0] <= body.bottom + _TOUCH else body.bottom,
    )
