"""Tells, block by block, what stands in a crop's way and what may be a figure's."""

import re
from dataclasses import replace
from itertools import pairwise

from bot.paper.cropping.caption_lines import boxes_in, caption_lines
from bot.paper.cropping.ground import INSIDE, Caption, Ground, Obstacle, around, within, words_of
from bot.paper.cropping.heads import THICK, find_furniture, numbered_heads
from bot.paper.cropping.lettering import (
    SMALLER,
    TITLE_LINES,
    is_beside_drawing,
    is_drawn_over,
    is_echo,
    is_lettered_otherwise,
    is_panel_title,
    is_subcaption,
    top_of,
)
from bot.paper.pages.blocks import Block, BlockKind
from bot.paper.pages.glyphs import PageRuns
from bot.paper.pages.headings import heading_of
from bot.paper.pages.kinds import ALIKE
from bot.paper.pages.layout import BodyType, Column, PageLayout
from bot.paper.pages.lines import Line
from bot.paper.pages.sheet import Rect
from bot.paper.pages.signs import has_relation, word_share
from bot.papers import FigureKey

_GROUND = 0.6  # of the page's area: a tinted ground, no drawing
_NOTHING = 1.5  # points: a mark
_FRAME_HEIGHT = 0.75  # of the page's: a frame around all text is no figure
_SET_IN = 2.5  # ems from the column's edge: where the body's short lines begin
_LINES = frozenset({BlockKind.PROSE, BlockKind.NOTE})
_BESIDE_FORMULAS = frozenset({BlockKind.FORMULA, BlockKind.FLOAT, BlockKind.LABEL})
_FORMULA_GAP = 1.2  # ems between parts of one formula
_NOTE = re.compile(
    r"(?:notes?|sources?|data sources?)\s?[:.\u2014]|(?:robust |clustered )?standard errors"
    r"|[+*\u2020\u2021]{1,3}\s{0,2}p\s?[<\u2264=]|(?:fonte|fuente|quelle)\s?:",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)\s?10\.\d{4,9}/\S{1,80}", re.IGNORECASE)
_PART_OF_PAPER = re.compile(
    r"(?:supplementary |supporting |extended data )?(?:figures?|tables?|appendix)(?: (?:and|&) \w{6,7})?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\([A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?\)")
_MARK, _RAISED = re.compile(r"[a-z*\u2020\u2021\u00a7#]{1,2}"), 0.85  # of a note; of the size of its words
_OVER = 12.0  # points by which a caption over both columns reaches into each
_FULL, _FULL_CHARS, _WORDS = 0.85, 40, 0.6  # of the column; characters of a line; share of letters
_FEW_WORDS = 5  # of a line whose words stand far apart
_LARGER = 1.06  # of the body's size
_OWN_INSET = 0.8  # ems from both edges of the column
_ROW_CHARS = 10  # of a table's last row
_SAME_HEIGHT = 1.2  # points
_MOST_FRAMINGS, _FRAMED_NEAR = 8, 3.0  # of one page; leadings from a drawing to its caption
_FRAME_ROOM, _PAPER_EDGE = 1.5, 5.0  # points
_UPRIGHT, _MOST_UPRIGHTS = 10.0, 400  # points of a box's side; how many lines are looked at


def ground_of(
    page: PageLayout, runs: PageRuns, blocks: list[Block], before: list[Block], body: BodyType, usual: Column
) -> Ground:
    """What a page's blocks are to a crop; `before` those of the page before, `usual` the paper's edges."""
    ground = Ground(page.number, page.width, page.height, page.turned, body)
    edges = page.edges(-1)
    ground.left, ground.right = edges.left, edges.right
    if len(page.columns) > 1:
        ground.gutter = (page.columns[0].right + page.columns[1].left) / 2
    ground.usual_left, ground.usual_right = usual.left, usual.right
    area = _GROUND * page.width * page.height
    thick = [one for one in page.graphics if one.height < THICK < _UPRIGHT < one.width]
    ground.rules = _joined([*page.rules, *thick])
    # A form's bounds may go far beyond what it shows; one that seems to fill the page lies somewhere on it.
    ground.crowded = runs.crowded or any(one.width * one.height >= area for one in page.graphics)
    ground.graphics = [
        one
        for one in page.graphics
        if one.width * one.height < area
        and max(one.width, one.height) > _NOTHING
        and not _parts_columns(one, page)
    ]
    frames = [one for one in page.frames if one.height < _FRAME_HEIGHT * page.height]
    frames = [one for one in (*frames, *_between_uprights(page)) if one.width * one.height < area]
    front = _front_ends(blocks) if page.number == 1 else 0.0
    taken = {id(line) for line in numbered_heads(page, body)}  # lines that are dealt with
    for block in blocks:
        if block.caption:
            kind = block.caption.kind
            key = FigureKey(kind=kind, number=block.caption.number) if kind else None
            lines = caption_lines(block, blocks, page, body)
            taken.update(id(line) for line in lines)
            rect = around([line.place for line in lines])
            ground.captions.append(Caption(key, rect, _column_of(rect, block, ground), block.size))
    by_top = sorted(page.graphics, key=top_of)
    fixed = {
        id(block)
        for at, block in enumerate(blocks)
        if block.bottom <= front or _is_heading(block, blocks[at + 1 :], page, body, usual)
    }
    in_the_way = [
        block for block in blocks if id(block) in fixed or _stands_in_the_way(block, page, body, by_top)
    ]
    ways = {id(block) for block in [*in_the_way, *_rest_of_formulas(in_the_way, blocks, page)]}
    for line in page.lines:
        if _ADDRESS.fullmatch(line.raw.strip()):  # the journal's own below each figure and table
            ground.obstacles.append(Obstacle(line.place, line.place, 0.0, alike=False, fixed=True))
            taken.add(id(line))
    for block in blocks:
        lines = [line for line in block.lines if id(line) not in taken]
        if id(block) in ways:
            ground.obstacles.extend(_obstacles(block, lines, page, body, frames, fixed=id(block) in fixed))
        else:
            ground.loose.extend(map(words_of, lines))
    ground.framings = _framings([*frames, *ground.graphics], ground)
    ground.boxes = boxes_in(ground.captions, ground.graphics)
    ground.notes = _notes(blocks)
    ground.begun_before = frozenset(
        column
        for column, last in ((0, before), (-1, before), (1, [one for one in blocks if one.column == 0]))
        if _ends_in_rows(last, body.leading)
    )
    for obstacle in ground.obstacles:
        if obstacle.rect.left > usual.right or obstacle.rect.right < usual.left:
            obstacle.wide = obstacle.rect  # in the margin
    heads = [line.place for line in numbered_heads(page, body)]
    find_furniture(ground, [*page.furniture, *heads], page, runs, usual)
    return ground


def _column_of(caption: Rect, block: Block, ground: Ground) -> int:
    """A caption's column; one whose other lines reach over the gutter is the page's."""
    gutter = ground.gutter
    wide = gutter is not None and caption.left < gutter - _OVER and caption.right > gutter + _OVER
    return -1 if wide else block.column


def _framings(graphics: list[Rect], ground: Ground) -> list[Rect]:
    """What frames a figure together with its caption, the largest first; a figure itself is no frame."""
    near = _FRAMED_NEAR * ground.leading
    found = [
        one
        for one in graphics
        if one.left > _PAPER_EDGE
        and one.right < ground.width - _PAPER_EDGE
        and any(_is_around(one, caption.rect) for caption in ground.captions)
        and not any(
            -near < max(caption.rect.top - one.bottom, one.top - caption.rect.bottom) < near
            and caption.rect.left < one.right
            and caption.rect.right > one.left
            for caption in ground.captions
            if not _is_around(one, caption.rect)
        )
    ]
    return sorted(found, key=lambda one: -one.width * one.height)[:_MOST_FRAMINGS]


def _is_around(frame: Rect, caption: Rect) -> bool:
    """Whether it leaves some room around a caption; pictures may only reach as far as that."""
    room = min(
        caption.left - frame.left,
        frame.right - caption.right,
        caption.top - frame.top,
        frame.bottom - caption.bottom,
    )
    return room > _FRAME_ROOM


def _parts_columns(graphic: Rect, page: PageLayout) -> bool:
    """Whether it stands between two columns of text."""
    return any(
        before.right - INSIDE <= graphic.left and graphic.right <= after.left + INSIDE
        for before, after in pairwise(page.columns)
    )


def _notes(blocks: list[Block]) -> list[Rect]:
    """Lines that begin as notes do, and those that go on with them."""
    found: list[Rect] = []
    for block in blocks:
        firsts = (at for at, line in enumerate(block.lines) if _begins_note(line))
        first = next(firsts, len(block.lines))
        found.extend(line.place for line in block.lines[first:])
    return found


def _begins_note(line: Line) -> bool:
    """Whether it begins "Note:" or with a raised mark: "a", "*"."""
    first, rest = line.runs[0], line.runs[1:]
    mark = first.text.strip()
    raised = rest and first.size < _RAISED * rest[0].size and first.baseline < rest[0].baseline
    return bool(_NOTE.match(line.raw.lstrip()) or (raised and _MARK.fullmatch(mark)))


def _is_heading(
    block: Block, following: list[Block], page: PageLayout, body: BodyType, usual: Column
) -> bool:
    """Whether it heads a section, also over a figure that leaves room for it."""
    if heading_of(block, following, page, body):
        return True
    line = block.lines[0]
    alone = len(block.lines) == 1 and not block.beside and not line.gaps and word_share(block.lines) > _WORDS
    at_edge = min(abs(line.left - one.left) for one in (page.edges(block.column), usual)) < INSIDE
    set_off = (line.bold or _PART_OF_PAPER.fullmatch(line.raw.strip())) and line.size > _LARGER * body.size
    return alone and at_edge and bool(set_off)


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
        drawn = is_drawn_over(block, page) or is_beside_drawing(block, page)
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
            if _is_beside(block, place, number=True) and not is_drawn_over(block, page)
        ]
        for block in beside:
            del rest[id(block)]
        parts += beside
        formulas += beside
    return parts


def _is_beside(block: Block, place: Rect, *, number: bool = False) -> bool:
    """Whether it stands right beside mathematics, or anywhere beside it and is its number."""
    level = min(block.bottom, place.bottom) - max(block.top, place.top) > 0
    near = max(block.left - place.right, place.left - block.right) < _FORMULA_GAP * block.size
    return level and (near or (number and bool(_NUMBER.fullmatch(block.lines[0].raw.strip()))))


def _is_text(block: Block, page: PageLayout, body: BodyType) -> bool:
    """Whether whole lines of words fill its column, whatever else it was taken for."""
    width = _FULL * page.edges(block.column).width
    alike = abs(block.size - body.size) <= ALIKE * body.size
    full = [
        line
        for line in block.lines
        if line.width >= width and line.chars >= _FULL_CHARS and not line.gaps and not line.font.mono
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


def _front_ends(blocks: list[Block]) -> float:
    """Where the title's matter on the first page ends: at the abstract, or the first paragraph."""
    for block in blocks:
        if block.lines[0].raw.strip().lower().startswith("abstract"):
            return block.top
    tops = [block.top for block in blocks if block.kind is BlockKind.PROSE and len(block.lines) > TITLE_LINES]
    return min(tops, default=0.0)


def _ends_in_rows(blocks: list[Block], leading: float) -> bool:
    """Whether the last thing on a page, or in a column, are rows of a table."""
    text = [block for block in blocks if block.kind is not BlockKind.NOTE]
    bottom = max((block.bottom for block in text), default=0.0)
    last = [block for block in text if block.bottom > bottom - leading]
    if not any(block.beside or line.gaps for block in last for line in block.lines):
        return False
    rows = {BlockKind.FLOAT, BlockKind.FORMULA}
    relates = any(has_relation(line) for block in last for line in block.lines)
    chars = sum(block.lines[-1].chars for block in last)
    return chars >= _ROW_CHARS and all(block.kind in rows for block in last) and not relates


def _obstacles(
    block: Block, lines: list[Line], page: PageLayout, body: BodyType, frames: list[Rect], *, fixed: bool
) -> list[Obstacle]:
    """The lines of a block; those of headings and the title's matter are `fixed`, no figure's words."""
    edges = page.edges(block.column)
    found: list[Obstacle] = []
    em = _OWN_INSET * body.size
    inset = lines and min(line.left for line in lines) > edges.left + em
    inset = inset and max(line.right for line in lines) < edges.right - em
    other = block.size < SMALLER * body.size or block.lines[0].font.family not in body.families
    own = (bool(inset) or block.kind is BlockKind.FORMULA or other) and not fixed
    for at, line in enumerate(lines):
        rect = line.place
        wide = Rect(rect.left, rect.top, rect.right, rect.bottom)
        beside = [one for one in lines[max(0, at - 1) : at + 2] if one is not line]
        if beside:  # the last line of a paragraph is short, the first may be set in
            wide.left = min(one.left for one in (line, *beside))
            wide.right = max(one.right for one in (line, *beside))
        elif not _has_neighbour(line, page):
            wide.left, wide.right = min(wide.left, edges.left), max(wide.right, edges.right)
        alike = abs(line.size - body.size) <= ALIKE * body.size
        framed = any(within(rect, frame) for frame in frames)
        found.append(Obstacle(rect, wide, line.size, alike, framed, own, fixed))
    return found


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


def _between_uprights(page: PageLayout) -> list[Rect]:
    """The boxes whose sides are two lines of one height, drawn apart."""
    lines = sorted(
        (one for one in page.graphics if one.width <= THICK and one.height > _UPRIGHT),
        key=lambda one: (round(one.top), one.left),
    )[:_MOST_UPRIGHTS]
    return [
        Rect(one.left, one.top, other.right, one.bottom)
        for one, other in pairwise(lines)
        if abs(one.top - other.top) <= INSIDE and abs(one.bottom - other.bottom) <= INSIDE
    ]


def _joined(rules: list[Rect]) -> list[Rect]:
    """Rules on one height whose ends touch, as one: word processors draw them cell by cell."""
    joined: list[Rect] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.top), rule.left)):
        last = joined[-1] if joined else None
        touch = last is not None and -INSIDE <= rule.left - last.right <= _SAME_HEIGHT
        if last and touch and abs(last.top - rule.top) <= _SAME_HEIGHT / 2:
            last.right, last.bottom = max(last.right, rule.right), max(last.bottom, rule.bottom)
        else:
            joined.append(replace(rule))
    return joined
