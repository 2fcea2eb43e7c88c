"""Tables between rules: which of a page's rules bracket the table of a caption."""

from dataclasses import replace
from itertools import pairwise

from bot.paper.cropping.ground import INSIDE, Caption, Ground, Obstacle, around
from bot.paper.pages.sheet import Rect
from bot.papers import FigureKind

_SAME_EXTENT = 4.0  # points: rules of one table
_LEVEL = 8.0  # points between the first rules of tables side by side
_CLAIM = 4.0  # leadings from a caption to what it claims
_SHORTEST_RULE = 40.0  # points, of a table
_INTO_CAPTION = 0.4  # ems by which letters of a caption may reach over its table's first rule
_SHARE = 0.2  # of a rule's or a caption's width that both share
_ROW = 1.4  # leadings from row to row
_RULE_NEAR = 3.5  # leadings from a caption to its table's first rule
_TEXT = 3  # lines of the text to one of cells
_PARAGRAPH = 3  # full lines of the body
_FLUSH = 1.5  # points between the ends of its lines
_FULL = 0.9  # of the column
_PANEL, _HALF = 2.0, 0.4  # leadings about the name of a part; of the table's width
_EMPTY = 0.6  # leadings: more than between double rules
_APART, _ALONE = 2.5, 0.9  # leadings between two rules, and from both to a line between them
_LARGER, _ONE_SIZE = 1.15, 1.12  # of the body's size; of the smallest
_LEAST_RULED = 8.0  # points: rules that are nearer than a row are one


def bracket(caption: Caption, ground: Ground, *, below: bool) -> Rect | None:
    """The space between a table's rules: all of one extent, the first of them close to the caption.

    What rules part beside a caption, level with it, counts as below: journals set captions in the margin.
    """
    if caption.kind in (None, FigureKind.FIGURE):
        return None
    start = caption.rect
    inner = [one for one in ground.rules if one.top >= ground.top - 1 and one.bottom <= ground.bottom + 1]
    rules = [one for one in inner if one.width >= _SHORTEST_RULE]
    if not below:
        rules = [one for one in rules if one.bottom <= start.top + _INTO_CAPTION * caption.size]
        rules.sort(key=lambda one: -one.bottom)
    else:
        rules = [one for one in rules if one.top >= start.bottom - _INTO_CAPTION * caption.size]
        rules.sort(key=lambda one: one.top)
    every, rules = rules, [one for one in rules if _stands_over(one, start)]
    if not rules:
        return _level(caption, inner, ground) if below else None
    first = rules[0]
    gap = first.top - start.bottom if below else start.top - first.bottom
    cells = _open_rows(first, caption, ground, below=below) if gap > _RULE_NEAR * ground.leading else []
    if (gap > _RULE_NEAR * ground.leading and not cells) or _parted(ground, caption, first):
        return _level(caption, inner, ground) if below else None
    taken = _of_one_table(rules, caption, ground, below=below)
    rect = around(taken)
    if rect.height < _LEAST_RULED or (not below and _holds_columns(rect, ground)):
        return None
    rect = around([rect, *(_panels(rect, every, caption, ground) if below else [])])
    return around([rect, *cells, *_siblings(rect, every, caption, ground)])


def _of_one_table(rules: list[Rect], caption: Caption, ground: Ground, *, below: bool) -> list[Rect]:
    """The rules of one table, from the one nearest its caption on."""
    first, *others = rules
    taken = [first]
    if not ground.is_over_gutter(first):  # what reaches over both columns is the page's design
        others = [one for one in others if not ground.is_over_gutter(one)]
    for rule in others:
        if not (_alike(rule, first) or any(_alike(rule, one) for one in taken) or _goes_beyond(rule, first)):
            continue
        upper, lower = (taken[-1], rule) if below else (rule, taken[-1])
        if _is_parted(upper, lower, ground, caption, by_text=len(taken) > 1 or _heads(rule, caption, ground)):
            break
        if _is_apart(upper, lower, ground, claimed=_is_claimed(rule, caption, ground, below=below)):
            break
        taken.append(rule)
    return taken


def _panels(table: Rect, rules: list[Rect], caption: Caption, ground: Ground) -> list[Rect]:
    """Rules of further parts below a table, narrower than it, each under a line that names it: "Panel B"."""
    found: list[Rect] = []
    edge, near = table.bottom, _PANEL * ground.leading
    inner = [one for one in rules if table.left - INSIDE < one.left and one.right < table.right + INSIDE]
    for part in sorted(ground.parts, key=lambda one: one.top):
        heads = [
            one for one in inner if 0 <= one.top - part.bottom < near and one.width > _HALF * table.width
        ]
        if not 0 <= part.top - edge < near or not heads:
            continue
        alike = [one for one in inner if one.top >= heads[0].top and _alike(one, heads[0])]
        for upper, lower in pairwise(alike):
            if _is_parted(upper, lower, ground, caption, by_text=True) or _is_apart(upper, lower, ground):
                break
            found += [upper, lower]
            edge = lower.bottom
    return found


def _holds_columns(place: Rect, ground: Ground) -> bool:
    """Whether lines of the text stand in both columns: these are rules of the page's design."""
    gutter = ground.gutter
    if gutter is None or not _alike(place, Rect(ground.left, 0.0, ground.right, 0.0)):
        return False
    lines = [one.rect for one in ground.obstacles if one.alike and not one.own and _lies_in(one.rect, place)]
    sides = sum(one.right < gutter for one in lines), sum(one.left > gutter for one in lines)
    return min(sides) >= _PARAGRAPH


def _is_claimed(rule: Rect, caption: Caption, ground: Ground, *, below: bool) -> bool:
    """Whether another caption stands beyond a rule, which may be of what that captions."""
    return any(
        _stands_over(rule, one.rect) and (one.rect.bottom > rule.bottom if below else one.rect.top < rule.top)
        for one in ground.captions
        if one is not caption
    )


def _is_apart(upper: Rect, lower: Rect, ground: Ground, *, claimed: bool = False) -> bool:
    """Whether nothing stands in a wide space between two rules, or in its middle one line: a heading.

    A narrow space with nothing in it parts what two captions claim.
    """
    gap, near = lower.top - upper.bottom, ground.leading
    if gap < (_EMPTY if claimed else _APART) * near:
        return False
    lines = [*(one.rect for one in ground.obstacles if one.size), *ground.loose]
    lines = [one for one in lines if upper.bottom - INSIDE < one.top and one.bottom < lower.top + INSIDE]
    lines = [one for one in lines if one.left < lower.right and one.right > lower.left]
    drawn = [one for one in ground.graphics if one.height > near and upper.bottom < one.top < lower.top]
    if len(lines) == 1 and gap >= _APART * near:
        return min(lines[0].top - upper.bottom, lower.top - lines[0].bottom) > near * _ALONE
    return not lines and not drawn


def _heads(rule: Rect, caption: Caption, ground: Ground) -> bool:
    """Whether another caption stands right below a rule, which is the head of what that captions."""
    return any(
        0 <= one.rect.top - rule.bottom < ground.leading and _stands_over(rule, one.rect)
        for one in ground.captions
        if one is not caption
    )


def is_text(place: Rect, ground: Ground) -> bool:
    """Whether hardly anything but the text's own lines stands between two rules."""
    lines = [one for one in ground.obstacles if one.size and _lies_in(one.rect, place)]
    text = sum(one.alike and not one.own for one in lines)
    cells = sum(_lies_in(one, place) for one in ground.loose) + len(lines) - text
    return text > _TEXT * cells


def _lies_in(line: Rect, place: Rect) -> bool:
    across = line.left < place.right and line.right > place.left
    return across and place.top < line.top and line.bottom < place.bottom


def _level(caption: Caption, rules: list[Rect], ground: Ground) -> Rect | None:
    """The space between rules that begin beside a caption, at its head, and that no other caption claims."""
    start = caption.rect
    heads = [
        one
        for one in rules
        if abs(one.top - start.top) <= ground.leading
        and one.width >= max(_SHORTEST_RULE, start.width)
        and (one.left >= start.right or one.right <= start.left)
    ]
    for head in heads:
        taken = [one for one in rules if one.top >= head.top and _alike(one, head)]
        place = around(taken)
        near = _CLAIM * ground.leading
        claimed = replace(place, top=place.top - near, bottom=place.bottom + near)
        others = [one.rect for one in ground.captions if one is not caption and _stands_over(head, one.rect)]
        claims = any(one.bottom > claimed.top and one.top < claimed.bottom for one in others)
        if place.height >= ground.leading and not claims:
            return place
    return None


def _open_rows(rule: Rect, caption: Caption, ground: Ground, *, below: bool) -> list[Rect]:
    """Rows of cells from a caption to a table's nearest rule, where no rule closes the table; else none."""
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
    """Whether a line of the body, and no note, stands between a caption and a rule."""
    top, bottom = min(caption.rect.bottom, rule.bottom), max(caption.rect.top, rule.top)
    return any(
        one.rect.top > top - 1
        and one.rect.bottom < bottom + 1
        and one.rect.left < rule.right
        and one.rect.right > rule.left
        and not any(_is_level_with(note, one.rect) for note in ground.notes)
        for one in ground.in_the_way(caption)
    )


def _is_level_with(note: Rect, line: Rect) -> bool:
    return note.left < line.right and note.right > line.left and abs(note.top - line.top) < INSIDE


def _is_parted(upper: Rect, lower: Rect, ground: Ground, caption: Caption, *, by_text: bool) -> bool:
    """Whether between two rules a caption stands, or a paragraph of the body: these are two tables.

    A paragraph below the first rule is what the table holds: one rule alone is none.
    """
    between = [
        one
        for one in ground.in_the_way(caption)
        if one.rect.top >= upper.top - 1
        and one.rect.bottom <= lower.bottom + 1
        and one.rect.left < lower.right
        and one.rect.right > lower.left
    ]
    heads = by_text and not _are_large_rows(upper, lower, ground)
    if any(isinstance(one, Caption) or (heads and one.fixed) for one in between):
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


def _are_large_rows(upper: Rect, lower: Rect, ground: Ground) -> bool:
    """Whether lines between two rules are all of one type larger than the text's: rows, and no headings."""
    lines = [*((one.rect, one.size) for one in ground.obstacles), *((one, one.size) for one in ground.loose)]
    space = Rect(lower.left, upper.bottom, lower.right, lower.top)
    sizes = [size for rect, size in lines if size and _lies_in(rect, space)]
    return len(sizes) > 1 and min(sizes) > _LARGER * ground.body.size and max(sizes) < _ONE_SIZE * min(sizes)
