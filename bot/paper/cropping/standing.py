"""Tells which lines of a page stand in the way of its figures: text, headings, displayed equations."""

import re

from bot.paper.cropping.ground import INSIDE, Obstacle, within
from bot.paper.cropping.lettering import (
    SMALLER,
    TITLE_LINES,
    heads_label,
    is_beside_drawing,
    is_drawn_over,
    is_echo,
    is_lettered_otherwise,
    is_panel_title,
    is_subcaption,
    top_of,
)
from bot.paper.cropping.matter import front_matter, list_items, references
from bot.paper.pages.blocks import Block, BlockKind
from bot.paper.pages.body import BodyType
from bot.paper.pages.headings import heading_of
from bot.paper.pages.kinds import ALIKE
from bot.paper.pages.layout import Column, PageLayout
from bot.paper.pages.lines import Line
from bot.paper.pages.sheet import Rect
from bot.paper.pages.signs import has_relation, word_share

_SET_IN = 2.5  # ems from the column's edge: where the body's short lines begin
_LINES = frozenset({BlockKind.PROSE, BlockKind.NOTE})
_BESIDE_FORMULAS = frozenset({BlockKind.FORMULA, BlockKind.FLOAT, BlockKind.LABEL})
_LIMIT = 4.0  # ems
_FORMULA_GAP = 1.2  # ems between parts of one formula
_PART_OF_PAPER = re.compile(
    r"(?:supplementary |supporting |extended data )?(?:figures?|tables?|appendix)(?: (?:and|&) \w{6,7})?",
    re.IGNORECASE,
)
_OF_PART = re.compile(r"\s?\([\da-z]\)\s")
_NUMBER = re.compile(r"\([A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?\)")
_FULL, _FULL_CHARS, _WORDS = 0.85, 40, 0.6  # of the column; characters of a line; share of letters
_FEW_WORDS = 5  # of a line whose words stand far apart
_LARGER = 1.06  # of the body's size
_SPREAD = 3.0  # ems to a character
_OWN_INSET = 0.8  # ems from both edges of the column


class Standing:
    """Which blocks of a page stand in the way; `usual` are the paper's edges."""

    def __init__(self, blocks: list[Block], page: PageLayout, body: BodyType, usual: Column) -> None:
        self._page, self._body = page, body
        begins, ends = front_matter(blocks, page, body) if page.number == 1 else (0.0, 0.0)
        by_top = sorted(page.graphics, key=top_of)
        self._fixed = {
            id(block)
            for at, block in enumerate(blocks)
            if (begins <= block.top and block.bottom <= ends)
            or block.footnote
            or _is_heading(block, blocks[at + 1 :], page, body, usual)
        }
        self._fixed |= {id(block) for block in references(blocks, page)}
        self._texts = {id(block) for block in list_items(blocks, self._is_inset, body)}
        found = [
            block
            for block in blocks
            if id(block) in self._fixed or _stands_in_the_way(block, page, body, by_top)
        ]
        equations = _numbered(blocks, page)
        found += equations
        self._texts |= {id(block) for block in equations}
        self._ways = {id(block) for block in [*found, *_rest_of_formulas(found, blocks, page)]}

    def __contains__(self, block: Block) -> bool:
        return id(block) in self._ways

    def obstacles(self, block: Block, lines: list[Line], frames: list[Rect]) -> list[Obstacle]:
        """These lines of a block; those of headings, footnotes and the title are fixed, no figure's words."""
        body, fixed = self._body, id(block) in self._fixed
        edges = self._page.edges(block.column)
        found: list[Obstacle] = []
        other = block.size < SMALLER * body.size or block.lines[0].font.family not in body.families
        own = self._is_inset(block, lines) or block.kind is BlockKind.FORMULA or other
        own = own and not fixed and id(block) not in self._texts
        for at, line in enumerate(lines):
            rect = line.place
            wide = Rect(rect.left, rect.top, rect.right, rect.bottom)
            beside = [one for one in lines[max(0, at - 1) : at + 2] if one is not line]
            if beside:  # the last line of a paragraph is short, the first may be set in
                wide.left = min(one.left for one in (line, *beside))
                wide.right = max(one.right for one in (line, *beside))
            elif not _has_neighbour(line, self._page):
                wide.left, wide.right = min(wide.left, edges.left), max(wide.right, edges.right)
            alike = abs(line.size - body.size) <= ALIKE * body.size
            framed = any(within(rect, frame) for frame in frames)
            found.append(Obstacle(rect, wide, line.size, alike, framed, own, fixed))
        return found

    def _is_inset(self, block: Block, lines: list[Line]) -> bool:
        """Whether lines of a block reach neither edge of their column, and are narrower than the body's."""
        edges, em = self._page.edges(block.column), _OWN_INSET * self._body.size
        left, right = edges.left + em, edges.right - em
        full = self._body.width - em  # what is set wider than the text makes the column's edges wider
        return bool(lines) and all(
            left < line.left and line.right < right and line.width < full for line in lines
        )


def _is_heading(
    block: Block, following: list[Block], page: PageLayout, body: BodyType, usual: Column
) -> bool:
    """Whether it heads a section, also over a figure that leaves room for it."""
    if sum(line.width for line in block.lines) > _SPREAD * block.size * block.chars:
        return False  # letters of a figure's parts
    if heading_of(block, following, page, body):
        return True
    line = block.lines[0]
    alone = len(block.lines) == 1 and not block.beside and not line.gaps and word_share(block.lines) > _WORDS
    at_edge = min(abs(line.left - one.left) for one in (page.edges(block.column), usual)) < INSIDE
    set_off = (line.bold or _PART_OF_PAPER.fullmatch(line.raw.strip())) and line.size > _LARGER * body.size
    return alone and at_edge and bool(set_off) and not _OF_PART.match(line.raw)


def _stands_in_the_way(block: Block, page: PageLayout, body: BodyType, by_top: list[Rect]) -> bool:
    """Whether a block is no part of a figure; `by_top` are the page's graphics from the top."""
    titled = block.kind is BlockKind.FORMULA and is_lettered_otherwise(block, body)
    if titled or is_subcaption(block, page, body) or is_panel_title(block, page, by_top):
        return False
    if block.kind in _LINES or is_echo(block, page):
        return True
    if block.kind is BlockKind.FORMULA:
        # Rows of numbers look like mathematics too, but relate nothing to anything.
        relates = any(has_relation(line) for line in block.lines)
        drawn = is_drawn_over(block, page) or is_beside_drawing(block, page) or heads_label(block, page)
        return (relates and not drawn) or _is_text(block, page, body)
    if block.kind is BlockKind.FLOAT:
        flush = any(_is_flush(line, page.edges(block.column), body) for line in block.lines)
        return _is_text(block, page, body) and (flush or not is_drawn_over(block, page))
    if block.kind is not BlockKind.LABEL or block.beside or len(block.lines) > TITLE_LINES:
        return False
    edges, line = page.edges(block.column), block.lines[0]
    alike = abs(block.size - body.size) <= ALIKE * body.size and line.font.family in body.families
    at_edge = -INSIDE < block.left - edges.left <= _SET_IN * body.size
    words = sum(len(one.raw.split()) for one in block.lines) > 1
    return alike and at_edge and words and not is_drawn_over(block, page)


def _rest_of_formulas(found: list[Block], blocks: list[Block], page: PageLayout) -> list[Block]:
    """What stands beside displayed mathematics: signs and limits that are blocks of their own, the number.

    Mathematics that goes on with the last line of a paragraph is such a part as well.
    """
    rest = {id(block): block for block in blocks if block.kind in _BESIDE_FORMULAS and not block.caption}
    for block in found:
        rest.pop(id(block), None)
    ends = [block.lines[-1].place for block in found if block.kind is BlockKind.PROSE]
    parts = [
        block
        for block in rest.values()
        if block.kind is BlockKind.FORMULA and any(_is_beside(block, one) for one in ends)
    ]
    formulas = [*(block for block in found if block.kind is BlockKind.FORMULA), *parts]
    for block in parts:
        del rest[id(block)]
    while formulas:
        formula = formulas.pop()
        place = Rect(formula.left, formula.top, formula.right, formula.bottom)
        beside = [
            block
            for block in rest.values()
            if (_is_beside(block, place, number=True) or _is_limit(block, place))
            and not is_drawn_over(block, page)
        ]
        for block in beside:
            del rest[id(block)]
        parts += beside
        formulas += beside
    return parts


def _numbered(blocks: list[Block], page: PageLayout) -> list[Block]:
    """Displayed mathematics that relates nothing, but has a number at its column's edge: "(1)"."""
    pieces = [block for block in blocks if block.kind in _BESIDE_FORMULAS and not block.caption]
    found: list[Block] = []
    for number in pieces:
        at_edge = abs(number.right - page.edges(number.column).right) < INSIDE
        if not at_edge or not _NUMBER.fullmatch(number.lines[0].raw.strip()):
            continue
        level = [
            one
            for one in pieces
            if one.column == number.column
            and min(one.bottom, number.bottom) - max(one.top, number.top) > 0
            and not is_drawn_over(one, page)
        ]
        others = [one for one in level if one is not number]
        relates = any(has_relation(line) for one in others for line in one.lines)
        if number in level and (relates or any(one.kind is BlockKind.FORMULA for one in others)):
            found += level
    return found


def _is_beside(block: Block, place: Rect, *, number: bool = False) -> bool:
    """Whether it stands right beside mathematics, or anywhere beside it and is its number."""
    level = min(block.bottom, place.bottom) - max(block.top, place.top) > 0
    near = max(block.left - place.right, place.left - block.right) < _FORMULA_GAP * block.size
    return level and (near or (number and bool(_NUMBER.fullmatch(block.lines[0].raw.strip()))))


def _is_limit(block: Block, place: Rect) -> bool:
    """Whether it stands right above or below a sign of mathematics, and is small: "i=1" under a sum."""
    gap = max(block.top - place.bottom, place.top - block.bottom)
    middle = (block.left + block.right) / 2
    narrow = block.right - block.left < _LIMIT * block.size
    return narrow and -block.size < gap < block.size / 2 and place.left <= middle <= place.right


def _is_text(block: Block, page: PageLayout, body: BodyType) -> bool:
    """Whether whole lines of words fill its column, whatever else it was taken for."""
    width = _FULL * page.edges(block.column).width
    alike = abs(block.size - body.size) <= ALIKE * body.size
    cells = block.kind is BlockKind.FLOAT and 2 * sum(line.gaps > 0 for line in block.lines) > len(
        block.lines
    )
    full = [
        line
        for line in block.lines
        if not cells
        and line.width >= width
        and line.chars >= _FULL_CHARS
        and not line.gaps
        and not line.font.mono
    ]
    full += [line for line in block.lines if _is_stretched(line, page.edges(block.column), body)]
    return alike and bool(full) and word_share(full) > _WORDS


def _is_flush(line: Line, edges: Column, body: BodyType) -> bool:
    """Whether it is a line of words in the text's type from edge to edge of its column."""
    flush = abs(line.left - edges.left) < INSIDE / 2 and abs(line.right - edges.right) < INSIDE / 2
    small = sum(word.islower() for word in line.raw.split())
    return flush and line.font.family in body.families and small > _FEW_WORDS


def _is_stretched(line: Line, edges: Column, body: BodyType) -> bool:
    """Whether it is a line of the text whose words stand far apart, so that it fills its column."""
    indented = -INSIDE < line.left - edges.left < _SET_IN * line.size
    fills = indented and abs(line.right - edges.right) < INSIDE / 2
    words = line.raw.split()
    small = sum(word.islower() for word in words)
    return fills and line.font.family in body.families and len(words) >= _FEW_WORDS and 2 * small > len(words)


def _has_neighbour(line: Line, page: PageLayout) -> bool:
    """Whether a graphic or other text stands beside a line, left or right of it."""
    rects = [one for one in page.graphics if one.height > line.size]
    texts = [Rect(one.left, one.top, one.right, one.bottom) for one in page.lines if one is not line]
    return any(
        min(one.bottom, line.bottom) - max(one.top, line.top) > 0.3 * line.size
        and (one.left >= line.right or one.right <= line.left)
        for one in (*rects, *texts)
        if page.edges(line.column).left - 2 <= one.left <= page.edges(line.column).right
    )
