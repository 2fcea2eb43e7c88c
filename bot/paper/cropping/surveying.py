"""A page surveyed for the cropper: captions, what stands in the way of figures, and what may be theirs."""

import re

from bot.paper.cropping.brackets import bracket
from bot.paper.cropping.caption_lines import boxes_in, caption_lines
from bot.paper.cropping.design import take_ornament
from bot.paper.cropping.drawn import between_uprights, frames_on, framings_of, take_drawn
from bot.paper.cropping.ground import INSIDE, Caption, Ground, Obstacle, Words, around, within, words_of
from bot.paper.cropping.heads import find_furniture, numbered_heads
from bot.paper.cropping.lettering import SMALLER, heads_as_subcaption
from bot.paper.cropping.standing import Standing
from bot.paper.pages.blocks import Block, BlockKind
from bot.paper.pages.body import BodyType
from bot.paper.pages.caption_labels import begins_caption
from bot.paper.pages.glyphs import PageRuns
from bot.paper.pages.layout import Column, PageLayout
from bot.paper.pages.lines import Line
from bot.paper.pages.sheet import Rect
from bot.paper.pages.signs import has_relation
from bot.papers import FigureKey, FigureKind

_NOTE = re.compile(
    r"(?:notes?|sources?|data sources?)\s?[:.\u2014]|(?:robust |clustered )?standard errors"
    r"|[+*\u2020\u2021]{1,3}\s{0,2}p\s?[<\u2264=]|[*\u2020\u2021]{1,3}\s?(?-i:[A-Z])|(?:fonte|fuente|quelle)\s?:",
    re.IGNORECASE,
)
_PART = re.compile(r"\([a-h]\)\s\S|Panel [A-H1-8]\b")
_MENTION = re.compile(r"(?:Tables?|Figures?|Figs?\.)\s\S{1,8}\s[a-z]")
_CONTINUES, _CONTINUES_CHARS = re.compile(r"continue[sd]\b.{0,20}\bpage", re.IGNORECASE), 60
_ADDRESS = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)\s?10\.\d{4,9}/\S{1,80}", re.IGNORECASE)
_OF_AUTHORS = re.compile(
    r"[*\u2020\u2021\u00a7\u00b6]{1,3}\s?"
    r"(?:(?:co-?)?corresponding|equal(?:ly)? (?:contribut|advis)|(?:these|both) authors|work done|e-?mail)",
    re.IGNORECASE,
)
_MARK, _RAISED = re.compile(r"[a-z*\u2020\u2021\u00a7#]{1,2}"), 0.85  # of a note; of the size of its words
_ROWS = frozenset({BlockKind.FLOAT, BlockKind.FORMULA})
_NEAR_CAPTION = 2.5  # leadings, or ems, between a caption and what it names
_BOXED_LINES = 3  # that a box of words has
_FOOT = 0.8  # of the page's height: below it, what stands last may go on
_FEW_ROWS = 8  # leadings
_ROW_CHARS = 10  # of a table's last row


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
    take_drawn(ground, page, runs)
    uprights = between_uprights(page)
    heads = numbered_heads(page, body)
    taken = (
        {id(line) for line in heads} | _take_captions(ground, blocks, page) | _take_addresses(ground, page)
    )
    frames = frames_on(page, uprights, ground)
    standing = Standing(blocks, page, body, usual)
    for block in blocks:
        lines = [line for line in block.lines if id(line) not in taken]
        own = len(lines) if block not in standing else int(heads_as_subcaption(block, page))
        ground.loose.extend(map(words_of, lines[:own]))
        ground.obstacles.extend(standing.obstacles(block, lines[own:], frames))
    ground.notes, ground.footnotes = _notes(blocks, body), _footnotes(blocks)
    _mark_lines(ground, page)
    ground.begun_before = frozenset(
        column
        for column, last in ((0, before), (-1, before), (1, [one for one in blocks if one.column == 0]))
        if _ends_in_rows(last, body.leading)
    )
    for obstacle in ground.obstacles:
        if obstacle.rect.left > usual.right or obstacle.rect.right < usual.left:
            obstacle.wide = obstacle.rect  # in the margin
    find_furniture(ground, heads, page, runs, usual)
    take_ornament(ground)
    _give_algorithms_to_figures(ground)
    ground.framings = framings_of(frames, uprights, ground)
    ground.boxes = boxes_in(ground.captions, ground.graphics)
    return ground


def _mark_lines(ground: Ground, page: PageLayout) -> None:
    """Fill in the lines whose words say what they are to a figure or table."""
    ground.parts = [line.place for line in page.lines if _PART.match(line.raw.lstrip())]
    ground.mentions = [line.place for line in page.lines if _MENTION.match(line.raw.lstrip())]
    ground.continues = [line.place for line in page.lines if _CONTINUES.search(line.raw[:_CONTINUES_CHARS])]


def _give_algorithms_to_figures(ground: Ground) -> None:
    """Take captions of algorithms for words where a figure's caption stands right below the algorithm."""
    for one in [caption for caption in ground.captions if caption.kind is FigureKind.ALGORITHM]:
        place = bracket(one, ground, below=True)
        if place and any(
            0 <= other.rect.top - place.bottom < _NEAR_CAPTION * ground.leading
            and other.rect.left < place.right
            and other.rect.right > place.left
            for other in ground.captions
            if other.kind is FigureKind.FIGURE
        ):
            ground.captions.remove(one)
            rect = one.rect
            ground.loose.append(Words(rect.left, rect.top, rect.right, rect.bottom, one.size))


def _take_captions(ground: Ground, blocks: list[Block], page: PageLayout) -> set[int]:
    """Fill in the captions; `id()` of their lines, which are dealt with."""
    taken: set[int] = set()
    for block in blocks:
        if block.caption:
            kind = block.caption.kind
            key = FigureKey(kind=kind, number=block.caption.number) if kind else None
            lines = caption_lines(block, blocks, page, ground.body)
            taken.update(id(line) for line in lines)
            rect = around([line.place for line in lines])
            ground.captions.append(Caption(key, rect, _column_of(rect, block, ground), block.size))
    return taken


def _take_addresses(ground: Ground, page: PageLayout) -> set[int]:
    """Keep off the addresses that journals print below each figure and table; `id()` of their lines."""
    found = [line for line in page.lines if _ADDRESS.fullmatch(line.raw.strip())]
    ground.obstacles += [Obstacle(line.place, line.place, 0.0, alike=False, fixed=True) for line in found]
    return {id(line) for line in found}


def _column_of(caption: Rect, block: Block, ground: Ground) -> int:
    """A caption's column; one whose other lines reach over the gutter is the page's."""
    return -1 if ground.is_over_gutter(caption) else block.column


def _notes(blocks: list[Block], body: BodyType) -> list[Rect]:
    """Lines that begin as notes do, and those that go on with them; the text's own begin a paragraph."""
    found: list[Rect] = []
    for block in blocks:
        firsts = (
            at
            for at, line in enumerate(block.lines)
            if _begins_mark(line)
            or ((said := _NOTE.match(line.raw.lstrip())) and _is_said(said, at, line, body))
        )
        first = next(firsts, len(block.lines))
        found.extend(line.place for line in block.lines[first:])
    return found


def _is_said(said: re.Match[str], at: int, line: Line, body: BodyType) -> bool:
    """Whether a line that begins as notes do is one: in small type, or by a mark at a paragraph's head."""
    marked = not said[0].lower().endswith("errors")
    return line.size < SMALLER * body.size or (at == 0 and marked)


def _footnotes(blocks: list[Block]) -> list[Rect]:
    """Notes at the foot that begin with a raised number of the text or tell of authors: no table's."""
    raised = {
        run.text.strip()
        for block in blocks
        if block.kind is BlockKind.PROSE
        for line in block.lines
        for run in line.runs[1:]
        if run.size < _RAISED * line.size and run.baseline < line.baseline and run.text.strip().isdecimal()
    }
    found: list[Rect] = []
    for block in blocks:
        firsts = (
            at
            for at, line in enumerate(block.lines)
            if (block.kind is BlockKind.NOTE and len(line.runs) > 1 and line.runs[0].text.strip() in raised)
            or _OF_AUTHORS.match(line.raw.lstrip())
        )
        found += [line.place for line in block.lines[next(firsts, len(block.lines)) :]]
    return found


def _begins_mark(line: Line) -> bool:
    """Whether it begins with a raised mark: "a", "*"."""
    first, rest = line.runs[0], line.runs[1:]
    raised = rest and first.size < _RAISED * rest[0].size and first.baseline < rest[0].baseline
    return bool(raised and _MARK.fullmatch(first.text.strip()))


def boxes_that_go_on(before: PageLayout, page: PageLayout) -> list[Rect]:
    """Boxes at a page's head, where the page before ends in a box of the same extent: one, cut in two."""
    last = max((line.bottom for line in before.lines), default=before.height)
    first = min((line.top for line in page.lines), default=0.0)
    open_ones = [
        one
        for one in before.frames
        if one.bottom > max(last, _FOOT * before.height)
        and sum(within(line.place, one) for line in before.lines) >= _BOXED_LINES
        and not any(
            begins_caption(line.raw) and 0 <= one.top - line.bottom < _NEAR_CAPTION * line.size
            for line in before.lines
        )
    ]
    return [
        one
        for one in page.frames
        if one.top < min(first, (1 - _FOOT) * page.height)
        and any(abs(one.left - other.left) + abs(one.right - other.right) < INSIDE for other in open_ones)
    ]


def rows_at_head(blocks: list[Block], leading: float) -> Rect | None:
    """Where the rows stand with which a page begins; None where it has captions, or begins otherwise."""
    top = min((block.top for block in blocks), default=0.0)
    first = [block for block in blocks if block.top < top + leading / 2]
    if not _are_rows(first) or any(block.caption for block in blocks):
        return None
    below = [block for block in blocks if block.top < top + _FEW_ROWS * leading]
    return around([Rect(one.left, one.top, one.right, one.bottom) for one in below])


def _ends_in_rows(blocks: list[Block], leading: float) -> bool:
    """Whether the last thing on a page, or in a column, are rows of a table."""
    text = [block for block in blocks if block.kind is not BlockKind.NOTE]
    bottom = max((block.bottom for block in text), default=0.0)
    last = [block for block in text if block.bottom > bottom - 2 * leading]  # the last row may head others
    chars = sum(block.lines[-1].chars for block in last)
    return chars >= _ROW_CHARS and _are_rows(last)


def _are_rows(blocks: list[Block]) -> bool:
    """Whether these are rows of a table: cells beside one another that relate nothing to anything."""
    cells = any(block.beside or line.gaps for block in blocks for line in block.lines)
    relates = any(has_relation(line) for block in blocks for line in block.lines)
    return cells and not relates and all(block.kind in _ROWS for block in blocks)
