"""Tells whether words near a drawing are its own, such as titles and labels, or the text's."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from bot.paper.cropping.ground import INSIDE
from bot.paper.pages.blocks import Block
from bot.paper.pages.body import BodyType
from bot.paper.pages.caption_labels import begins_caption
from bot.paper.pages.fonts import Font
from bot.paper.pages.layout import PageLayout
from bot.paper.pages.lines import SCRIPT_SIZE, Line
from bot.paper.pages.sheet import Rect

TITLE_LINES = 3
"""Lines that a title has at most; what is higher than these is a drawing."""

SMALLER = 0.94
"""Of the body's size: type that is smaller than the text's."""

_SUBCAPTION = re.compile(r"\(?(?P<letter>[a-zA-Z])\)\s?\S")
_SUBCAPTION_WIDTH, _SUBCAPTION_GAP = 0.75, 3.0  # of the column; ems below what it captions
_ELSEWHERE = 3.0  # ems
_BEHIND = 0.5  # of the lower one's height
_SAME_SIZE = 0.2  # points
_ON_TOP, _TITLE_GAP = 4.0, 0.65  # points; ems
_SHORT, _BESIDE = 0.25, 4.0  # of the column; ems from a drawing to its label
_PROMPT = re.compile(r"(?:R|>>)?>\s?\S|In \[\d+\]:\s?\S")  # "> plot(x)", "R> plot(x)", "In [1]: plot(x)"
_ON_WORD, _LABEL = 0.5, re.compile(r"[^\W\d_]{4,}(?:\s[^\W\d_]{2,}){0,2}")  # ems; what is written below
_BELOW_ECHO = 6.0  # ems from a session's input to what it draws


def is_subcaption(block: Block, page: PageLayout, body: BodyType) -> bool:
    """Whether it is what stands under a part of a figure: "(b) With rain".

    It may be as wide as a paragraph if more of the figure, or its caption, is right below it, or the one
    before it stands above.
    """
    found = _SUBCAPTION.match(block.lines[0].raw.lstrip())
    if not found:
        return False
    if block.size < SMALLER * body.size and _has_sister(block, page, found["letter"]):
        return True
    above = block.top - _SUBCAPTION_GAP * block.size
    if not any(
        above <= one.bottom <= block.top + block.size and one.height > block.size
        for one in _over(block, page.graphics)
    ):
        return False
    below = block.bottom + _SUBCAPTION_GAP * block.size
    column = max(page.edges(block.column).width, body.width)  # a page with little text has a narrow one
    narrow = block.right - block.left <= _SUBCAPTION_WIDTH * column
    drawn = any(
        block.bottom - block.size <= one.top <= below and one.height > TITLE_LINES * block.size
        for one in _over(block, page.graphics)
    )
    captions = [
        line.place for line in page.lines if block.bottom < line.baseline and begins_caption(line.raw)
    ]
    if narrow or drawn or any(one.top <= below for one in _over(block, captions)):
        return True
    before = chr(ord(found["letter"]) - 1)
    return any(line.bottom < block.top for line in _parts_at(block, page, before))


def heads_as_subcaption(block: Block, page: PageLayout) -> bool:
    """Whether its first line stands under a part of a figure, and the others, notes, begin elsewhere."""
    if len(block.lines) < 2:  # noqa: PLR2004 -- lines
        return False
    first, second = block.lines[:2]
    if not _SUBCAPTION.match(first.raw.lstrip()) or abs(first.left - second.left) < _ELSEWHERE * first.size:
        return False
    above = first.top - _SUBCAPTION_GAP * first.size
    return any(
        above <= one.bottom <= first.bottom and one.left < first.left and first.right < one.right
        for one in page.graphics
    )


def _parts_at(block: Block, page: PageLayout, letter: str) -> list[Line]:
    """Lines at a block's edge that begin with this letter of a part."""
    level = [line for line in page.lines if abs(line.left - block.left) <= block.size]
    parts = [(line, _SUBCAPTION.match(line.raw.lstrip())) for line in level]
    return [line for line, part in parts if part and part["letter"] == letter]


def _has_sister(block: Block, page: PageLayout, letter: str) -> bool:
    """Whether the part before or after it has a caption in the same small type."""
    sisters = [one for by in (-1, 1) for one in _parts_at(block, page, chr(ord(letter) + by))]
    return any(abs(one.size - block.size) < _SAME_SIZE for one in sisters)


def _over(block: Block, rects: list[Rect]) -> Iterator[Rect]:
    """What stands above or below a block."""
    return (one for one in rects if one.left < block.right and one.right > block.left)


def is_panel_title(block: Block, page: PageLayout, by_top: list[Rect]) -> bool:
    """Whether it is one line, set in from the column's edge, that stands right on top of a drawing."""
    line = block.lines[0]
    if len(block.lines) > 1 or line.left < page.edges(block.column).left + line.size:
        return False
    begin = bisect_right(by_top, line.bottom - _ON_TOP, key=top_of)
    end = bisect_left(by_top, line.bottom + max(_ON_TOP, _TITLE_GAP * line.size), key=top_of)
    return any(
        one.left < line.right and one.right > line.left and one.height > TITLE_LINES * line.size
        for one in by_top[begin:end]
    )


def is_echo(block: Block, page: PageLayout) -> bool:
    """Whether it is a session's input at the column's edge, and the drawing below it the output."""
    last = block.lines[-1]
    at_edge = abs(block.left - page.edges(block.column).left) <= INSIDE
    if not at_edge or not all(line.font.mono for line in block.lines) or not _PROMPT.match(last.raw):
        return False
    return any(
        -_ON_TOP < one.top - last.bottom < _BELOW_ECHO * last.size
        and one.left < page.edges(block.column).right
        and one.right > block.left
        and one.height > TITLE_LINES * last.size
        for one in page.graphics
    )


def _is_mathematics(font: Font) -> bool:
    """Whether it is a font of mathematics; plots too take signs from Symbol."""
    return font.math and font.family != "symbol"


def is_lettered_otherwise(block: Block, body: BodyType) -> bool:
    """Whether it has neither the text's type nor one of mathematics, and is smaller: a plot's "y ~ x + z"."""
    return all(
        line.size < SMALLER * body.size
        and not any(run.font.family in body.families or _is_mathematics(run.font) for run in line.runs)
        for line in block.lines
    )


def is_drawn_over(block: Block, page: PageLayout) -> bool:
    """Whether a drawing lies behind it, not only at its edge."""
    height = block.bottom - block.top
    return any(
        one.left < block.right
        and one.right > block.left
        and min(one.bottom, block.bottom) - max(one.top, block.top) > _BEHIND * min(one.height, height)
        and max(one.width, one.height) > TITLE_LINES * block.size
        for one in page.graphics
    )


def is_beside_drawing(block: Block, page: PageLayout) -> bool:
    """Whether it is short and a drawing stands beside it in its column: "k = 3" at a row of a figure."""
    edges = page.edges(block.column)
    if block.right - block.left > _SHORT * edges.width:
        return False
    middle = (block.top + block.bottom) / 2
    near = _BESIDE * block.size
    return any(
        one.top < middle < one.bottom
        and one.height > TITLE_LINES * block.size
        and one.left < edges.right
        and one.right > edges.left
        and -near < max(one.left - block.right, block.left - one.right) < near
        for one in page.graphics
    )


def heads_label(block: Block, page: PageLayout) -> bool:
    """Whether it is mathematics right on a word, about one axis: "2f + 1" over "Acceptors"."""
    last, middle = block.lines[-1], block.left + block.right
    if len(block.lines) > 1 or block.right - block.left > _SHORT * page.edges(block.column).width:
        return False
    return any(
        0 < line.top - last.bottom < _ON_WORD * last.size
        and abs(line.left + line.right - middle) < last.size
        and line.size > SCRIPT_SIZE * last.size
        and _LABEL.fullmatch(line.raw.strip())
        for line in page.lines
    )


def top_of(rect: Rect) -> float:
    """By what graphics are sorted."""
    return rect.top
