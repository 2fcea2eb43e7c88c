"""Lines of a column put into rows: parts of one line are joined, cells stay apart."""

import re

from bot.paper.pages.body import SAME_SIZE, BodyType
from bot.paper.pages.captions import CaptionStart
from bot.paper.pages.layout import Column
from bot.paper.pages.lines import SPLIT_GAP, Line, merge

SAME_ROW = 0.3
"""Of the type's size: baselines of one row."""

CELL_INDENT = 2.0
"""Ems from a caption's edge, where another line stands beside: a cell."""

LOOSEST = 1.3
"""Leadings within a block."""

_NEAR_ROWS = 3
_FRACTION_CHARS = 4  # of a root or a fraction that has a row of its own
_NUMBERING_CHARS = 8
_NUMBERING_GAP = 4.0  # ems between a heading's number and its words
_INDENT, _WORDS = 3.5, 5  # ems from the column's edge where a paragraph may begin; words of its line
_NUMBERING = re.compile(
    r"(?:[A-Z]|[IVX]{1,5}|\d{1,2})?(?:\.\d{1,2}){0,3}\.?|[•◦▪‣\u2013—*·\u2219■●○◆➢✓]|\(?[a-z\d]{1,3}[.)]"
)


def rows_of(
    lines: list[Line], edges: Column, body: BodyType, starts: dict[int, CaptionStart]
) -> list[list[Line]]:
    """Lines by baseline from the top, parts of one line put together; not those of captions side by side."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.baseline, line.left)):
        if rows and line.baseline - rows[-1][0].baseline <= SAME_ROW * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    abreast: Line | None = None  # the right one of two captions, and then the lines below it
    for index, row in enumerate(rows):
        row.sort(key=lambda line: line.left)
        if abreast and not any(_is_below(line, abreast) for line in row):
            abreast = None
        goes_on = (line for line in row[1:] if id(line) in starts or (abreast and _is_below(line, abreast)))
        abreast = next(goes_on, abreast)
        if len(row) == 2 and abreast not in row:  # noqa: PLR2004 -- cells come in threes and more, or row upon row
            near = [*_next_row(rows[index - 1 :: -1] if index else []), *_next_row(rows[index + 1 :])]
            if _is_one_line(row[0], row[1], near, edges, body):
                rows[index] = [merge(row)]
                rows[index][0].gaps = 0
    return rows


def _is_below(line: Line, other: Line) -> bool:
    """Whether a line begins right below another."""
    pitch = line.baseline - other.baseline
    return abs(line.left - other.left) < line.size and 0 < pitch < LOOSEST * LOOSEST * other.size


def _next_row(rows: list[list[Line]]) -> list[Line]:
    """The nearest row but for roots and fractions, which have rows of their own."""
    found: list[Line] = []
    for row in rows[:_NEAR_ROWS]:
        found.extend(row)
        if any(line.chars > _FRACTION_CHARS for line in row):
            break
    return found


def _is_one_line(first: Line, second: Line, near: list[Line], edges: Column, body: BodyType) -> bool:
    """Whether two lines are a number and its heading or item, or the parts of a loosely set line."""
    gap = second.left - first.right
    if (
        first.chars <= _NUMBERING_CHARS
        and gap <= _NUMBERING_GAP * second.size
        and _NUMBERING.fullmatch(first.raw.strip())
    ):
        return True
    words = sum(word.islower() for word in first.raw.split())
    indent = _INDENT if words >= _WORDS else CELL_INDENT
    filled = first.left <= edges.left + indent * body.size and second.right >= edges.right - body.size
    return (
        filled
        and gap <= 2 * SPLIT_GAP * body.size
        and abs(first.size - second.size) <= SAME_SIZE
        and any(line.left < first.right and line.right > second.left for line in near)
    )
