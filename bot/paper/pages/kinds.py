"""What each block of a page is, and the order in which a person reads them."""

from bisect import bisect_left

from bot.paper.pages.blocks import Block, BlockKind, grow_blocks
from bot.paper.pages.body import BodyType
from bot.paper.pages.captions import CaptionStart
from bot.paper.pages.footnotes import find_notes
from bot.paper.pages.layout import MARGIN, Layout, PageLayout
from bot.paper.pages.lines import Line
from bot.paper.pages.sheet import Rect
from bot.paper.pages.signs import LEADER, NUMBERED, is_formula, word_share

ALIKE = 0.06  # of the body's size: the same type
_FULL = 0.8  # of the column: a full line
_SMALLEST = 0.7  # of the body's size: smaller lines are no prose
_WORDS, _CELL_WORDS = 0.5, 0.4  # shares of the marks that prose, and cells, have in words
_SHORT = 0.5  # of the first line's width
_GAPPY = 0.4  # of the lines have gaps: a table
_SET_IN = 5.0  # ems: a short line further from the edge is no prose
_OUT = 0.4  # ems: one that begins further left than its column is none either
_PARAGRAPH = 2  # full lines
_SENTENCE_WORDS = 8
_BOXED = 0.85  # of the body's size
_DRAWINGS = 400  # graphics of a page that are put together; the smallest of more are left out
_GROUND = 0.8  # of the page: a tinted ground, not a drawing
_DRAWING = 25.0, 20.0  # points; smaller ones are marks
_TOUCH = 4.0  # points
_TABLE_RULE = 6.0  # ems
_DENSE, _DENSE_CHARS = 1.15, 25  # of the body's pace; characters that show a pace
_RUNNING_LINES, _RUNNING_CHARS = 4, 38  # lines of a paragraph, and characters of each
_RUNNING_FULL, _RUNNING_SHARE = 0.94, 0.8  # of the block's width, and of its lines
_REST_CHARS, _FIRST_INSET = 3, 3.0  # characters of a paragraph's last line; ems
_LAST = 9  # after the columns that stand above it


def read_blocks(page: PageLayout, layout: Layout, starts: dict[int, CaptionStart]) -> list[Block]:
    """The blocks of one page, each with its kind, in reading order."""
    body = layout.body
    blocks = grow_blocks(page, body, starts)
    for block in blocks:
        block.kind = _kind(block, page, body)
        if block.column == MARGIN and block.kind in {BlockKind.PROSE, BlockKind.LABEL}:
            block.kind = BlockKind.NOTE
    find_notes(blocks, page, body)
    _find_insides(blocks, page, body)
    _keep_paragraph_ends(blocks)
    if page.number == 1:
        _gather_front(blocks, page)
    return _ordered(blocks)


def _kind(block: Block, page: PageLayout, body: BodyType) -> BlockKind:
    """What a block is by itself."""
    if block.caption:
        return BlockKind.CAPTION
    lines = block.lines
    edges = page.edges(block.column)
    words = word_share(lines)
    alike = abs(block.size - body.size) <= ALIKE * body.size
    full = sum(line.width >= _FULL * edges.width for line in lines)
    gappy = sum(_has_cells(line, body) for line in lines) > _GAPPY * len(lines)
    numbered = len(lines) == 1 and lines[0].gaps == 1 and NUMBERED.match(lines[0].raw)
    kind = BlockKind.LABEL
    typed = sum(run.count for line in lines for run in line.runs if run.font.mono)
    code = not body.mono and 2 * typed > block.chars
    if code or any(LEADER.search(line.raw) for line in lines):
        kind = BlockKind.FLOAT
    elif block.beside and (full == 0 or _has_one_long_cell(block)) and not _is_wrapped(block, page, body):
        kind = BlockKind.FORMULA if alike and words <= _CELL_WORDS else BlockKind.FLOAT
    elif all(is_formula(line, edges.left, body.size) for line in lines):
        kind = BlockKind.FORMULA
    elif words < _WORDS:
        kind = BlockKind.FORMULA if alike or block.size > body.size else BlockKind.FLOAT
    elif gappy and not numbered:
        kind = BlockKind.FLOAT
    elif block.size >= _SMALLEST * body.size and ((len(lines) > 1 and full) or _runs_on(block)):
        kind = BlockKind.PROSE
    elif alike and any(line.font.family in body.families for line in lines):
        several = sum(len(line.raw.split()) for line in lines) > 1
        inset = block.left - edges.left
        at_edge = -_OUT * body.size <= inset <= _SET_IN * body.size
        kind = BlockKind.PROSE if several and at_edge else BlockKind.LABEL
    return kind


def _has_cells(line: Line, body: BodyType) -> bool:
    """Whether a line's gaps are those of cells: prose with a gap in it is as dense as other prose."""
    dense = line.chars >= _DENSE_CHARS and line.width <= _DENSE * body.pace * line.chars * line.size
    return line.gaps > 0 and not dense


def _has_one_long_cell(block: Block) -> bool:
    """Whether only the first of several lines is long: a paragraph's others are too."""
    first, *rest = (line.width for line in block.lines)
    return len(rest) > 1 and max(rest) < _SHORT * first


def _is_wrapped(block: Block, page: PageLayout, body: BodyType) -> bool:
    """Whether it is a paragraph at an edge of the column, of which a figure beside it leaves a part."""
    alike = abs(block.size - body.size) <= ALIKE * body.size and block.lines[0].font.family in body.families
    edges = page.edges(block.column)
    at_edge = min(abs(block.left - edges.left), abs(block.right - edges.right)) <= 2  # noqa: PLR2004 -- points
    return alike and at_edge and _runs_on(block)


def _is_running(block: Block) -> bool:
    """Whether lines set in from the column's edges run on as a paragraph does: an abstract's."""
    return not block.beside and _runs_on(block)


def _runs_on(block: Block) -> bool:
    """Whether long lines all but fill the block's own width."""
    lines = block.lines
    if len(lines) < _RUNNING_LINES or block.chars < _RUNNING_CHARS * len(lines):
        return False
    width = _RUNNING_FULL * (block.right - block.left)
    return sum(line.width >= width for line in lines) >= _RUNNING_SHARE * (len(lines) - 1)


def _find_insides(blocks: list[Block], page: PageLayout, body: BodyType) -> None:
    """Text within drawings and between a table's rules; paragraphs stay prose, even on a tinted ground."""
    paragraphs = [block for block in blocks if _is_paragraph(block, page, body)]
    # A form may draw the whole page, and a frame may hold a page's text: neither is a drawing.
    drawings = [one for one in _drawings(page) if sum(_within(block, one) for block in paragraphs) <= 1]
    spaces = [*drawings, *_ruled(blocks, page, body)]
    for block in blocks:
        judged = block.kind in {BlockKind.PROSE, BlockKind.LABEL, BlockKind.FORMULA}
        kept = _is_paragraph(block, page, body) or _is_sentence(block, body)
        if judged and not kept and any(_within(block, space) for space in spaces):
            block.kind = BlockKind.FLOAT


def _is_paragraph(block: Block, page: PageLayout, body: BodyType) -> bool:
    """Lines of body type that fill their column, or what a figure beside them leaves of it."""
    if block.kind is not BlockKind.PROSE or abs(block.size - body.size) > ALIKE * body.size:
        return False
    width = _FULL * page.edges(block.column).width
    full = sum(line.width >= width for line in block.lines) >= _PARAGRAPH
    return full or _is_wrapped(block, page, body)


def _is_sentence(block: Block, body: BodyType) -> bool:
    """Words of body type with a full stop: said in a box, not written into a drawing."""
    words = " ".join(line.raw for line in block.lines).split()
    alike = block.size >= _BOXED * body.size and block.lines[0].font.family in body.families
    ended = len(words) >= _SENTENCE_WORDS and any(word.endswith((".", "!", "?")) for word in words[4:])
    return block.kind is BlockKind.PROSE and alike and ended and words[0][:1].isupper() and not block.beside


def _within(block: Block, rect: Rect) -> bool:
    x, y = (block.left + block.right) / 2, (block.top + block.bottom) / 2
    return rect.left - 3 <= x <= rect.right + 3 and rect.top - 3 <= y <= rect.bottom + 3


def _ruled(blocks: list[Block], page: PageLayout, body: BodyType) -> list[Rect]:
    """The spaces between rules of one extent, where no paragraph and no caption stands: tables."""
    found: list[Rect] = []
    middles = [((block.left + block.right) / 2, (block.top + block.bottom) / 2, block) for block in blocks]
    above: dict[tuple[int, int], Rect] = {}
    for rule in sorted(page.rules, key=lambda rule: rule.top):
        if rule.width < _TABLE_RULE * body.size:
            continue
        extent = round(rule.left / 4), round(rule.right / 4)
        last = above.get(extent)
        above[extent] = rule
        if last is None or not 0.5 * body.size < rule.top - last.bottom < 0.85 * page.height:
            continue
        space = Rect(last.left, last.bottom, last.right, rule.top)
        inside = [
            block for x, y, block in middles if last.bottom < y < rule.top and last.left <= x <= last.right
        ]
        if inside and not any(
            block.kind is BlockKind.CAPTION or _is_paragraph(block, page, body) for block in inside
        ):
            found.append(space)
    return found


def _drawings(page: PageLayout) -> list[Rect]:
    """Graphics that overlap or nearly touch, as one; specks and the page's ground left out."""
    clusters: list[Rect] = []
    area = _GROUND * page.width * page.height
    for rect in sorted(page.graphics, key=lambda one: -one.width * one.height)[:_DRAWINGS]:
        if rect.width * rect.height > area:
            continue
        joined, rest = Rect(rect.left, rect.top, rect.right, rect.bottom), []
        for other in clusters:
            if (
                other.left <= joined.right + _TOUCH
                and other.right >= joined.left - _TOUCH
                and other.top <= joined.bottom + _TOUCH
                and other.bottom >= joined.top - _TOUCH
            ):
                joined.left, joined.top = min(joined.left, other.left), min(joined.top, other.top)
                joined.right, joined.bottom = max(joined.right, other.right), max(joined.bottom, other.bottom)
            else:
                rest.append(other)
        clusters = [*rest, joined]
    return [one for one in clusters if one.width > _DRAWING[0] and one.height > _DRAWING[1]]


def _keep_paragraph_ends(blocks: list[Block]) -> None:
    """A line right below or above prose of its own type and edge is that prose's end or beginning."""
    for block in blocks:
        rest = block.kind is BlockKind.FORMULA and block.chars <= _REST_CHARS  # "5." after "see Fig."
        if block.beside or not (rest or block.kind is BlockKind.LABEL):
            continue
        for other in blocks:
            gap = max(block.top - other.bottom, other.top - block.bottom)
            near = 0 <= gap <= 0.8 * block.size and other.column == block.column
            inset = other.left - block.left  # a paragraph's first line may be set in
            flush = -2 <= inset <= (_FIRST_INSET * block.size if rest else 2)  # noqa: PLR2004 -- points
            alike = abs(other.size - block.size) <= 0.1 and flush  # noqa: PLR2004 -- points
            same = other.lines[-1].bold == block.lines[0].bold and other.kind is BlockKind.PROSE
            if near and alike and same:
                block.kind = BlockKind.PROSE
                break


def _gather_front(blocks: list[Block], page: PageLayout) -> None:
    """Names that stand side by side above the first page's two columns belong to neither."""
    if len(page.columns) == 1:
        return
    texts = [
        block.top
        for block in blocks
        if block.column >= 0 and block.kind is BlockKind.PROSE and len(block.lines) > _PARAGRAPH + 1
    ]
    below = min(texts, default=0.0)
    abstract = [block.top for block in blocks if block.lines[0].raw.strip().lower().startswith("abstract")]
    below = min([below, *abstract])
    for block in blocks:
        if block.column >= 0 and block.bottom <= below and block.kind in {BlockKind.LABEL, BlockKind.PROSE}:
            block.column = -1


def _ordered(blocks: list[Block]) -> list[Block]:
    """Column by column between the blocks that span them."""
    middles = sorted(
        (block.top + block.bottom) / 2
        for block in blocks
        if block.column == -1 and block.kind not in {BlockKind.FLOAT, BlockKind.FORMULA}
    )

    def place(block: Block) -> tuple[int, int, float]:
        middle = (block.top + block.bottom) / 2
        if block.column == MARGIN:
            return len(middles), _LAST, block.top
        spans = block.column == -1 and block.kind not in {BlockKind.FLOAT, BlockKind.FORMULA}
        return bisect_left(middles, middle), _LAST if spans else block.column, block.top

    return sorted(blocks, key=place)
