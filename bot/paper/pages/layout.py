"""The pages of a paper: their lines without running heads, and their columns."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from statistics import median

from bot.paper.pages.body import SAME_SIZE, BodyType, body_type, mark_loose
from bot.paper.pages.caption_labels import part_abreast
from bot.paper.pages.furniture import heads_in_forms, without_running_heads
from bot.paper.pages.glyphs import PageRuns
from bot.paper.pages.line_numbers import without_line_numbers
from bot.paper.pages.lines import TEXT_CHARS, Line, lines_of
from bot.paper.pages.sheet import RIGHT, Rect

MARGIN = -2
"""The column of notes beside the text."""

_BODY_SIZE = 0.93  # of the body's size: smaller type is not the body's
_MARGIN_WIDTH = 0.45  # of the body's
_MARGIN_LINES = 5  # that make notes, or a body, of single lines
_ONE_COLUMN = 0.7  # of the text's width: lines so wide leave no room for another column
_OWN_LINES = 20  # of one size, which make it a page's own
_COLUMN_CHARS = 15
_COLUMN_LINES = 4
_COLUMN_LINE = 0.25  # of the text's width
_CROSSING = 0.1  # of a page's lines
_SMALLEST = 0.75  # of the body's size: smaller lines say nothing of columns
_FACING = 0.5  # of the shorter column stand beside the other


@dataclass(slots=True)
class Column:
    """The left and right edges of a column's text."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left


@dataclass(slots=True)
class PageLayout:
    """One page: its lines without running heads, page and line numbers, and its columns."""

    number: int
    width: float
    height: float
    lines: list[Line]
    rules: list[Rect] = field(default_factory=list)
    graphics: list[Rect] = field(default_factory=list)
    frames: list[Rect] = field(default_factory=list)
    turned: int = RIGHT  # where the page's text ran before it was made upright
    columns: list[Column] = field(default_factory=list)
    furniture: list[Rect] = field(default_factory=list)  # where running heads and page numbers stand
    counted: list[Rect] = field(default_factory=list)  # where line numbers stand

    def edges(self, column: int) -> Column:
        """A column's edges; -1 is all columns together."""
        if 0 <= column < len(self.columns):
            return self.columns[column]
        return Column(self.columns[0].left, self.columns[-1].right)


@dataclass(slots=True)
class Layout:
    """All pages and the type they are set in."""

    pages: list[PageLayout]
    body: BodyType


def lay_out(pages: Iterable[PageRuns]) -> Layout:
    """Lines, body type and columns of all pages."""
    read = list(pages)
    numbers = without_line_numbers(read)
    layouts = [
        PageLayout(
            page.number,
            page.width,
            page.height,
            part_abreast(lines_of(page)),
            page.rules,
            page.graphics,
            page.frames,
            page.turned,
        )
        for page in read
    ]
    body = body_type([line for page in layouts for line in page.lines])
    for page in layouts:
        mark_loose(page.lines, body)
    kept = without_running_heads(
        [page.lines for page in layouts],
        [page.height for page in layouts],
        [page.rules for page in layouts],
        body.size,
        body.leading,
    )
    drawn = heads_in_forms(read)
    for page, lines, counted, heads in zip(layouts, kept, numbers, drawn, strict=True):
        left = {id(line) for line in lines}
        gone = [line for line in page.lines if id(line) not in left]
        page.furniture = [line.place for line in gone]
        page.furniture += heads
        page.counted = [Rect(run.left, run.top, run.right, run.bottom) for run in counted]
        page.lines = lines
        _find_columns(page, body)
    _take_usual_columns(layouts, body)
    return Layout(layouts, body)


def _find_columns(page: PageLayout, body: BodyType) -> None:
    """One column, or two about a gutter that few lines cross; gives each line its column."""
    text = [line for line in page.lines if line.chars >= _COLUMN_CHARS and line.size >= _SMALLEST * body.size]
    if not text:
        page.columns = [Column(0.1 * page.width, 0.9 * page.width)]
        return
    text = _without_margin(page, text, body)
    lefts, rights = sorted(line.left for line in text), sorted(line.right for line in text)
    left, right = lefts[len(lefts) // 20], rights[-1 - len(rights) // 20]
    gutter = _gutter(text, left, right) if _usual_width(text, body) < _ONE_COLUMN * (right - left) else None
    if gutter is None:
        page.columns = [Column(left, right)]
        return
    for line in page.lines:
        if line.column != MARGIN:
            line.column = 0 if line.right <= gutter + 2 else 1 if line.left >= gutter - 2 else -1
    _keep_last_lines(page, body)
    for side in (0, 1):
        lefts = sorted(line.left for line in text if line.column == side) or [left]
        rights = sorted(line.right for line in text if line.column == side) or [right]
        page.columns.append(Column(lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]))


def _take_usual_columns(pages: list[PageLayout], body: BodyType) -> None:
    """Where most pages have two columns, give these to others of whose lines hardly any cross the gutter.

    A page with little but a figure in one of its columns tells nothing of them by itself.
    """
    two = [page for page in pages if len(page.columns) > 1]
    if 2 * len(two) <= len(pages):
        return
    usual = [
        Column(
            median(page.columns[side].left for page in two), median(page.columns[side].right for page in two)
        )
        for side in (0, 1)
    ]
    gutter = (usual[0].right + usual[1].left) / 2
    for page in pages:
        lines = [line for line in page.lines if line.column != MARGIN]
        long = [line for line in lines if line.chars >= TEXT_CHARS]
        crossing = [
            line
            for line in lines
            if line.left < usual[0].right - line.size and line.right > usual[1].left + line.size
        ]
        sides = sum(line.right < gutter for line in long), sum(line.left > gutter for line in long)
        # A heading over two columns of text would be read after both.
        most = _CROSSING * len(long) if min(sides) < _COLUMN_LINES else 0
        if len(page.columns) > 1 or not long or len(crossing) > most:
            continue
        page.columns = [replace(column) for column in usual]
        for line in lines:
            line.column = 0 if line.right <= gutter + 2 else 1 if line.left >= gutter - 2 else -1
        _keep_last_lines(page, body)


def _usual_width(text: list[Line], body: BodyType) -> float:
    """The width of a full line; the page's own, where it is set larger than a long supplement."""
    long = [line for line in text if line.chars >= TEXT_CHARS]
    size, count = Counter(round(line.size, 1) for line in long).most_common(1)[0] if long else (body.size, 0)
    if count < _OWN_LINES or 2 * count < len(long) or size - body.size <= SAME_SIZE:
        return body.width
    return 4.0 * Counter(round(line.width / 4) for line in long).most_common(1)[0][0]


def _without_margin(page: PageLayout, text: list[Line], body: BodyType) -> list[Line]:
    """The lines without those in smaller type beside the body's: a journal's notes in the margin."""
    own = [line for line in text if line.size >= _BODY_SIZE * body.size]
    if len(own) < _MARGIN_LINES:
        return text
    lefts, rights = sorted(line.left for line in own), sorted(line.right for line in own)
    left, right = lefts[len(lefts) // 20], rights[-1 - len(rights) // 20]
    beside = [
        line
        for line in page.lines
        if (line.right < left - 2 or line.left > right + 2) and line.size < _BODY_SIZE * body.size
    ]
    if sum(line.chars >= _COLUMN_CHARS for line in beside) < _MARGIN_LINES:
        return text
    width = max(line.right for line in beside) - min(line.left for line in beside)
    if width > _MARGIN_WIDTH * (right - left):
        return text  # a column of references, set small
    for line in beside:
        line.column = MARGIN
    return [line for line in text if line.column != MARGIN]


def _keep_last_lines(page: PageLayout, body: BodyType) -> None:
    """A paragraph over both columns may end in a line so short that it fits one: it belongs above."""
    for last in [line for line in page.lines if line.column < 0 and line.chars >= _COLUMN_CHARS]:
        below = sorted(
            (
                line
                for line in page.lines
                if line.left < last.right and line.right > last.left and line.baseline > last.baseline + 2
            ),
            key=lambda line: line.baseline,
        )
        line = next(iter(below), None)
        if line is None or line.column != 0 or abs(line.left - last.left) > 2:  # noqa: PLR2004 -- points
            continue
        pitch = line.baseline - last.baseline
        after = next((one.baseline for one in below if one.baseline > line.baseline + 2), page.height)
        alike = abs(line.size - last.size) <= SAME_SIZE and pitch <= 1.3 * body.leading
        if alike and after - line.baseline > 1.12 * pitch:
            line.column = -1


def _gutter(text: list[Line], left: float, right: float) -> float | None:
    """The middle of the gap between two columns; None when there is but one."""
    span = right - left
    long = [line for line in text if line.width >= _COLUMN_LINE * span]
    rights, lefts = sorted(line.right for line in long), sorted(line.left for line in long)
    best: tuple[float, float] | None = None  # what is against it, and where
    for step in range(33):
        x = left + span * (0.34 + 0.01 * step)
        before = bisect_right(rights, x + 1)
        after = len(lefts) - bisect_left(lefts, x - 1)
        crossing = len(long) - before - after
        if min(before, after) < _COLUMN_LINES or crossing > before + after:
            continue
        edge = rights[before - 1 - before // 10]
        start = lefts[len(lefts) - after + after // 10]
        against = crossing + abs(x - (edge + start) / 2) / span
        if (best is None or against < best[0]) and _facing(long, x) >= _FACING:
            best = against, (edge + start) / 2
    return best[1] if best is not None else None


def _facing(long: list[Line], x: float) -> float:
    """The share of the shorter side's height that the other side covers too."""
    sides = [line for line in long if line.right <= x + 1], [line for line in long if line.left >= x - 1]
    spans = [(min(line.top for line in side), max(line.bottom for line in side)) for side in sides]
    top, bottom = max(span[0] for span in spans), min(span[1] for span in spans)
    return (bottom - top) / max(1.0, min(span[1] - span[0] for span in spans))
