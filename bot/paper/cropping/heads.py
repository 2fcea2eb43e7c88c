"""What recurs at the head and foot of pages, and the lines that part it from the text."""

import re
from itertools import pairwise

from bot.paper.cropping.ground import INSIDE, Ground, Obstacle, Words, around, padded, within
from bot.paper.pages.body import BodyType
from bot.paper.pages.glyphs import PageRuns
from bot.paper.pages.layout import Column, PageLayout
from bot.paper.pages.lines import Line
from bot.paper.pages.sheet import Rect
from bot.paper.pages.stamp import is_stamp

THICK = 4.0
"""Points: rules are thinner."""

_PAGE_NUMBER = re.compile(r"^\d{1,4}\s\D{8}|[^\W\d]{3}.{5,200}[^\w=<>](?<![=<>]\s)\d{1,4}$")
_TABLE_RULES = 3.0  # leadings from a table's first rule to its second
_HEAD_CHARS = 200
_MARK_CHARS = 4  # of a page number, or a bar
_LARGER = 1.06  # of the body's size
_MARGIN = 0.1  # of the page's height
_HEAD_RULE = 0.8  # of the text's width
_BADGE = 5.0  # times a running head's height: a coloured bar it may stand on
_ORNAMENT = 6.0  # points by which it may be higher than the head
_FLUSH = 1.0  # points from the text's edge, where page numbers stand
_WORD = 3.0  # times as wide as high
_HEAD_CELLS = 4  # pieces of a running head on one row
_HEAD_ROWS = 1.4  # of a row's height to the next row of a running head
_RULE_EDGE = 0.6  # points
_AXIS = 4.0  # ems from an axis to its title
_UPRIGHT = 8.0  # times as high as wide
_STAMP, _STAMP_GAP = 0.25, 9.0  # of the page's height; points from the text
_NUMBER_GAP = 20.0  # points from a line's number to the line
_BOLD = 1.2  # points
_HEAD_NEAR = 2.0  # leadings from a running head to the text
_HEAD_GAP = 14.0  # points between a running head and its rule
_BAR = 2.0  # leadings: a coloured bar at a page's head or foot is lower


def find_furniture(
    ground: Ground, numbered: list[Line], page: PageLayout, runs: PageRuns, usual: Column
) -> None:
    """Running heads, page and line numbers and the stamp; what lies above or below heads is off limits.

    `numbered` are those of `numbered_heads`.
    """
    ground.top, ground.bottom = 0.0, page.height
    furniture = [*page.furniture, *(line.place for line in numbered)]
    level = [line for line in page.lines if line.chars <= _MARK_CHARS and _is_beside(line, furniture)]
    furniture += [line.place for line in level]
    heads = {id(line) for line in (*numbered, *level)}
    inner = [line for line in page.lines if id(line) not in heads]
    top = min((line.top for line in inner), default=page.height)
    bottom = max((line.bottom for line in inner), default=0.0)
    ground.top_line = top
    _take_line_numbers(ground, page)
    head, foot = 0.0, page.height  # how far the rows at head and foot have come
    for label in sorted(furniture, key=lambda one: -abs(one.top + one.bottom - page.height)):
        middle = (label.top + label.bottom) / 2
        ahead = label.top - head if head else 0.0
        gap = ahead if middle < top else foot - label.bottom if foot < page.height else 0.0
        short = label.width < _WORD * label.height  # what is longer recurs by its words
        far = short and gap > _HEAD_ROWS * label.height and not _is_ruled(label, page, ground)
        row = [one for one in furniture if abs(one.top + one.bottom - 2 * middle) < 2 * label.height]
        within_text = top <= middle <= bottom and not _is_outside(label, ground)
        if far or within_text or len(row) > _HEAD_CELLS or _is_drawing_s(label, row, page, ground):
            ground.loose.append(_words(label))  # a drawing's label that looked like a page's number
            continue
        ground.obstacles.append(Obstacle(label, label, label.height, alike=False))
        if label.right < usual.left or label.left > usual.right:
            continue  # in the margin, beside what it would part from the text
        rect = around([label, *_badges(label, page, ground)])
        if middle < top:
            head = ground.top = max(ground.top, rect.bottom)
        elif middle > bottom:
            foot = ground.bottom = min(ground.bottom, rect.top)
    _end_at_bars(ground, page)
    _find_head_rules(ground, page)
    _take_stamps(ground, page, runs, usual)


def _take_line_numbers(ground: Ground, page: PageLayout) -> None:
    """Keep off the numbers of lines beside the text; what only looks like them is a drawing's."""
    for one in page.counted:
        in_gutter = any(
            left.right - _RULE_EDGE < one.left and one.right < right.left + _RULE_EDGE
            for left, right in pairwise(page.columns)
        )
        if in_gutter or _is_outside(one, ground) or _counts_line(one, ground):
            ground.obstacles.append(Obstacle(padded(one), one, 0.0, alike=False))
        else:
            ground.loose.append(_words(one))


def _counts_line(number: Rect, ground: Ground) -> bool:
    """Whether a line of the text begins right beside a number, level with it."""
    middle = (number.top + number.bottom) / 2
    return any(
        line.alike
        and line.rect.top < middle < line.rect.bottom
        and 0 < line.rect.left - number.right < _NUMBER_GAP
        for line in ground.obstacles
    )


def _is_outside(one: Rect, ground: Ground) -> bool:
    """Whether it stands beside the page's text."""
    return one.right < ground.left or one.left > ground.right


def _words(place: Rect) -> Words:
    return Words(place.left, place.top, place.right, place.bottom, place.height)


def _is_ruled(label: Rect, page: PageLayout, ground: Ground) -> bool:
    """Whether a line as wide as the text is drawn under a head."""
    wide = _HEAD_RULE * (ground.right - ground.left)
    return any(one.width >= wide and 0 <= one.top - label.bottom < _HEAD_GAP for one in page.rules)


def _is_drawing_s(label: Rect, row: list[Rect], page: PageLayout, ground: Ground) -> bool:
    """Whether what looks like a page's number is a tick or a label of a drawing."""
    if any(one.width > _WORD * one.height for one in row):
        return False  # ticks of an axis are narrower
    rights, lefts = (ground.right, ground.usual_right), (ground.left, ground.usual_left)
    if min(*(abs(label.right - one) for one in rights), *(abs(label.left - one) for one in lefts)) < _FLUSH:
        return False
    frames = (one for one in page.frames if one.height > _BADGE * label.height)
    return any(_touches(one, label) for one in frames) or any(_holds(one, label) for one in ground.graphics)


def _take_stamps(ground: Ground, page: PageLayout, runs: PageRuns, usual: Column) -> None:
    """Keep off what runs up or down in the margin, beside both the page's text and the paper's usual column.

    A page with little but a figure has narrow text, and the titles of axes stand outside it.
    """
    widest = Column(min(usual.left, ground.left), max(usual.right, ground.right))
    for one in page.graphics:
        beside = one.right < widest.left - _STAMP_GAP or one.left > widest.right + _STAMP_GAP
        if beside and one.height > max(_UPRIGHT * one.width, _STAMP * page.height):
            ground.obstacles.append(Obstacle(one, one, 0.0, alike=False))  # a stamp that was drawn
    for run in runs.runs:
        outside = run.right < widest.left - run.size or run.left > widest.right + run.size
        rect = Rect(run.left, run.top, run.right, run.bottom)
        outside = outside and not _is_by_drawing(rect, ground)
        if run.turned and (outside or (page.number == 1 and is_stamp(run.text))):
            ground.obstacles.append(Obstacle(rect, rect, run.size, alike=False))


def numbered_heads(page: PageLayout, body: BodyType) -> list[Line]:
    """The first and the last row if a page number stands in it: running heads that recur nowhere."""
    lines = sorted(page.lines, key=lambda line: line.baseline)
    found: list[Line] = []
    for ordered in (lines, lines[::-1]):
        row = [line for line in ordered if abs(line.baseline - ordered[0].baseline) <= INSIDE]
        near = _HEAD_NEAR * body.leading
        if row and any(_is_farther(one, row[0], page, near) for one in page.furniture):
            continue  # then this page has its head, or foot
        after = ordered[len(row)] if len(ordered) > len(row) else None
        if after is None or abs(after.baseline - row[0].baseline) < _HEAD_ROWS * body.leading:
            continue
        margin = min(row[0].top, page.height - row[0].bottom) < _MARGIN * page.height
        text = " ".join(line.raw.strip() for line in sorted(row, key=lambda line: line.left))
        section = any(line.size > _LARGER * body.size for line in row)  # "3 Method"
        if margin and not section and _PAGE_NUMBER.search(text[:_HEAD_CHARS]):
            found.extend(row)
    return found


def _is_beside(line: Line, furniture: list[Rect]) -> bool:
    """Whether it stands in a running head's row: a page number, or a bar between two heads."""
    middle = (line.top + line.bottom) / 2
    return any(one.top < middle < one.bottom and one.width > _WORD * one.height for one in furniture)


def _is_farther(furniture: Rect, line: Line, page: PageLayout, near: float) -> bool:
    """Whether it stands right between a line and the nearer end of the page, no more than so far away."""
    head = line.baseline < page.height / 2
    return -INSIDE <= (line.top - furniture.bottom if head else furniture.top - line.bottom) < near


def _touches(graphic: Rect, label: Rect) -> bool:
    """Whether a label stands on a drawing or at its edge, as those of axes do."""
    em = label.height
    return (
        graphic.left - 2 * em <= label.right
        and label.left <= graphic.right + 2 * em
        and graphic.top - em <= label.bottom
        and label.top <= graphic.bottom + em
    )


def _is_by_drawing(words: Rect, ground: Ground) -> bool:
    """Whether turned words stand beside a drawing that is higher than they are long: the title of an axis."""
    near = _AXIS * words.width
    return any(
        one.top <= words.top
        and words.bottom <= one.bottom
        and -near < max(one.left - words.right, words.left - one.right) < near
        for one in ground.graphics
    )


def _holds(graphic: Rect, label: Rect) -> bool:
    """Whether a label stands in a drawing."""
    return graphic.height > _BADGE * label.height and within(label, graphic)


def _badges(label: Rect, page: PageLayout, ground: Ground) -> list[Rect]:
    """What a running head stands on, and its ornaments, which are kept off."""
    ornaments = [one for one in (*page.graphics, *page.rules) if _is_ornament(one, label)]
    ground.obstacles.extend(Obstacle(one, one, 0.0, alike=False) for one in ornaments)
    return [*ornaments, *(one for one in page.graphics if _is_badge(one, label))]


def _is_badge(graphic: Rect, head: Rect) -> bool:
    """Whether a running head stands on it."""
    if graphic.top > head.top + INSIDE or graphic.bottom < head.bottom - INSIDE:
        return False  # most are elsewhere
    return graphic.height < _BADGE * head.height and within(head, graphic)


def _is_ornament(graphic: Rect, head: Rect) -> bool:
    """Whether it stands around or beside a running head and is no larger: a logo, the sides of a box."""
    level = head.top - _ORNAMENT < graphic.top and graphic.bottom < head.bottom + _ORNAMENT
    near = max(head.left - graphic.right, graphic.left - head.right) < 2 * _ORNAMENT
    return level and near and graphic.width < head.width + 4 * _ORNAMENT


def _end_at_bars(ground: Ground, page: PageLayout) -> None:
    """Keep off coloured bars in the margins, wider than the text, with what stands on and beyond them.

    One that something drawn begins at is the title of a box.
    """
    for one in page.graphics:
        beyond = one.left < ground.left - INSIDE and one.right > ground.right + INSIDE
        if not beyond or not THICK <= one.height < _BAR * ground.leading:
            continue
        if any(_touches(other, one) for other in (*page.graphics, *page.rules) if other is not one):
            continue
        if one.bottom < _MARGIN * page.height:
            ground.top = max(ground.top, one.bottom + INSIDE)
        elif one.top > (1 - _MARGIN) * page.height:
            ground.bottom = min(ground.bottom, one.top - INSIDE)


def _find_head_rules(ground: Ground, page: PageLayout) -> None:
    """The line under a running head, or above a foot; a table's first or last rule is none."""
    wide = _HEAD_RULE * (ground.right - ground.left)
    lines = [*page.rules, *(one for one in page.graphics if one.height < THICK)]
    lines = [one for one in lines if one.width >= wide]
    found: list[Rect] = []
    top, bottom, near = ground.top, ground.bottom, _TABLE_RULES * ground.leading
    for rule in lines:
        beyond = rule.left < ground.left - INSIDE and rule.right > ground.right + INSIDE
        gap = _HEAD_GAP * (1 + beyond)  # no table is wider than the text
        under = top > 0 and top - INSIDE <= rule.top <= top + gap
        over = bottom < page.height and bottom - gap <= rule.bottom <= bottom + INSIDE
        if not under and not over:
            continue
        sign = 1 if under else -1
        alike = [one for one in lines if abs(one.left - rule.left) + abs(one.right - rule.right) < INSIDE]
        of_table = any(
            sign * (one.top - rule.top) > THICK
            and (sign * (one.top - rule.top) < near or _are_of_table(one, rule, ground))
            for one in alike
        )
        if of_table or _is_side(rule, page):
            continue
        if under:
            ground.top = max(ground.top, rule.bottom + 1)
        else:
            ground.bottom = min(ground.bottom, rule.top - 1)
        found.append(rule)
    for rule in found:  # a figure may reach up to it
        place = Rect(rule.left, rule.top - _RULE_EDGE, rule.right, rule.bottom + _RULE_EDGE)
        ground.obstacles.append(Obstacle(place, place, 0.0, alike=False))


def _are_of_table(one: Rect, other: Rect, ground: Ground) -> bool:
    """Whether two rules are as thick as those above and below a table, with no text between them."""
    bold = min(one.height, other.height) > _BOLD and abs(one.height - other.height) < _RULE_EDGE
    top, bottom = sorted((one.top, other.top))
    text = (line for line in ground.obstacles if line.alike and not line.own)
    return bold and not any(top < line.rect.top and line.rect.bottom < bottom for line in text)


def _is_side(rule: Rect, page: PageLayout) -> bool:
    """Whether upright lines begin or end at both ends of a rule: the side of a box."""
    return all(
        any(
            one.width < THICK < _BADGE * THICK < one.height
            and abs((one.left + one.right) / 2 - end) < INSIDE
            and min(abs(one.top - rule.top), abs(one.bottom - rule.bottom)) < INSIDE
            for one in page.graphics
        )
        for end in (rule.left, rule.right)
    )
