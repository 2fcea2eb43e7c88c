"""What a paper's design puts on its pages: logos and rules that recur, rules before captions, ornaments."""

from collections import Counter
from dataclasses import replace

from bot.paper.cropping.ground import Ground, Obstacle, overlap
from bot.paper.pages.body import SAME_SIZE
from bot.paper.pages.layout import Layout, PageLayout
from bot.paper.pages.sheet import Rect
from bot.papers import FigureKind

_LINED = 0.3  # of a paper's figures, beside at least two
_TEXT_CHARS = 30  # of a line of the text
_MARGIN, _OFTEN = 0.12, 3  # of the page's height, and pages
_TABLE_HEIGHT = 0.4  # of the page's height
_MOST = 200  # marks at the ends of a page: more are a drawing
_SOFT = 0.5  # points about what is drawn
_DOUBLE = 2.6  # points between double rules
_NEAR = 0.6  # leadings from a table's last rule to its caption's
_PLAY = 4.0  # points between the ends of rules of one extent
_LOW = 8.0  # times as wide as high: an ornament
_BELOW_ABSTRACT = 3.0  # leadings from the abstract to it


def recurring(layout: Layout) -> dict[int, list[Rect]]:
    """Graphics and rules of one size at one height above or below the text of many pages: logos, lines.

    What stands where the text does may be the head of a figure or table, which often begin a column.
    """
    texts = [
        [
            line
            for line in page.lines
            if line.chars > _TEXT_CHARS and abs(line.size - layout.body.size) < SAME_SIZE
        ]
        for page in layout.pages
    ]
    tops = sorted(min(line.top for line in lines) for lines in texts if lines)
    bottoms = sorted(max(line.bottom for line in lines) for lines in texts if lines)
    if not tops:
        return {}
    near = layout.body.leading
    top, bottom = tops[len(tops) // 4] - near, bottoms[-1 - len(bottoms) // 4] + near
    outer = {page.number: _at_ends(page, top, bottom) for page in layout.pages}
    places = Counter(
        place
        for page in layout.pages
        if len(outer[page.number]) <= _MOST
        for place in {_place(one) for one in outer[page.number] if not _is_of_table(one, page, near)}
    )
    often = max(_OFTEN, len(layout.pages) / 3)  # left and right pages may have them at two heights
    return {
        number: [
            Rect(one.left - _SOFT, one.top - _SOFT, one.right + _SOFT, one.bottom + _SOFT)
            for one in found
            if places[_place(one)] >= often
        ]
        for number, found in outer.items()
    }


def _at_ends(page: PageLayout, top: float, bottom: float) -> list[Rect]:
    """What is drawn above and below the text, with no line of the page beyond it."""
    first = min((line.top for line in page.lines), default=page.height)
    last = max((line.bottom for line in page.lines), default=0.0)
    return [
        one
        for one in (*page.graphics, *page.rules)
        if (one.bottom < min(top, _MARGIN * page.height) and one.top < first)
        or (one.top > max(bottom, (1 - _MARGIN) * page.height) and one.bottom > last)
    ]


def _place(one: Rect) -> tuple[int, int, int]:
    """By what something drawn is told again; left and right pages have it left and right."""
    return round(one.top), round(one.bottom), round(one.width)


def _is_of_table(rule: Rect, page: PageLayout, near: float) -> bool:
    """Whether another rule of its extent stands not far from it, farther from the page's end."""
    head = rule.top < page.height / 2
    gaps = (
        one.top - rule.bottom if head else rule.top - one.bottom
        for one in page.rules
        if abs(one.left - rule.left) + abs(one.right - rule.right) < near
    )
    return any(near < gap < _TABLE_HEIGHT * page.height for gap in gaps)


def are_lined(grounds: list[Ground]) -> bool:
    """Whether this paper's figures are parted from their captions by rules as wide as the column."""
    captions = [
        (one, ground) for ground in grounds for one in ground.captions if one.kind is FigureKind.FIGURE
    ]
    lined = sum(ground.is_lined(one) for one, ground in captions)
    return lined > 1 and lined >= _LINED * len(captions)


def give_rules_to_captions(ground: Ground) -> None:
    """Take rules that part tables from their captions for the captions': the table ends in one of its own."""
    tables = [one for one in ground.captions if one.kind is FigureKind.TABLE and ground.lined]
    for caption in tables:
        place = caption.rect
        above = sorted(
            (one for one in ground.rules if one.bottom <= place.top and _is_over(one, place)),
            key=lambda one: one.top,
        )
        if len(above) < 2 or not ground.is_lined(caption):  # noqa: PLR2004 -- rules
            continue
        own, last = above[-2:]
        if _DOUBLE < last.top - own.bottom < _NEAR * ground.leading and _is_as_wide(own, last):
            ground.rules.remove(last)
            ground.boxes.append(last)


def take_ornament(ground: Ground) -> None:
    """Keep off what parts a title page's abstract from its two columns: a low ornament right below words."""
    for one in ground.graphics if ground.number == 1 else ():
        low = one.height < ground.leading and one.width > _LOW * one.height
        centred = abs(one.left + one.right - ground.left - ground.right) < 2 * ground.leading
        above = replace(one, top=one.top - _BELOW_ABSTRACT * ground.leading, bottom=one.top)
        if (
            low
            and centred
            and ground.is_over_gutter(one)
            and any(line.size and overlap(line.rect, above) for line in ground.obstacles)
            and not any(overlap(other, above) for other in ground.graphics if other is not one)
            and not any(overlap(words, one) for words in ground.loose)
        ):
            ground.obstacles.append(Obstacle(one, one, 0.0, alike=False))


def _is_over(one: Rect, place: Rect) -> bool:
    return one.left < place.right and one.right > place.left


def _is_as_wide(one: Rect, other: Rect) -> bool:
    return abs(one.left - other.left) + abs(one.right - other.right) < _PLAY
