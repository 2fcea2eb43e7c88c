"""What stands on pages and is no part of the text: running heads and feet, page numbers, line numbers."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from bot.paper.pages.caption_labels import LABEL, begins_caption
from bot.paper.pages.glyphs import Inside, PageRuns
from bot.paper.pages.lines import Line
from bot.paper.pages.sheet import Rect

MARGIN = 0.16  # of the page's height: where running heads and feet stand
_MARGIN_PLAY, _WIDEST_MARGIN = 0.03, 0.28  # of it, beyond where most pages begin or end

_DIGITS = re.compile(r"\d+")
_DASHES = "\\-\u2013\u2014"
_PAGE_NUMBER = re.compile(
    rf"[{_DASHES}\s\[(]{{0,4}}(?:page\s)?(?:\d{{1,4}}|[ivxl]{{1,7}})(?:\s?(?:of|/)\s?\d{{1,4}})?[{_DASHES}\s\])]{{0,4}}",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\d{1,4}\s|\s\d{1,4}$")
_SAME_ROW = 3.0  # points
_PLAY = (-1, 0, 1)  # of these
_ROWS = 4  # at each end of a page: three that are judged and one below them
_DETACHED, _RULED, _INNER = 1.35, 1.5, 2.0  # leadings
_OFTEN, _MOSTLY, _AT_LEAST = 0.25, 0.4, 3  # shares of the pages on which a text, or a place, recurs
_SHORT_PAPER = 4  # pages; running heads recur less often there
_HEADING_SIZE = 1.06  # of the body's: a heading may stand where running heads stand on other pages
_NEARBY = range(-3, 4)  # places, of one text
_FORM_MARGIN, _HEAD_CHARS = 0.1, 4  # of the page's height; characters of what recurs there
_HEAD_HEIGHTS, _PAGE_HIGH = 5.0, 0.6  # times a head's height; of the page's
_ROW_CELLS, _CLOSE_CELLS = 5, 3  # that make a row a table's: running heads have fewer, or stand apart
_NUMBER_CELLS = 3  # cells of a row that may hold a page number


class _End(NamedTuple):
    """A row at the head or the foot of a page."""

    head: bool
    detached: bool
    lines: list[Line]
    parted: bool = False  # it, or a row between it and the text, is detached
    inner: bool = False  # it stands far from the page's end, or from a row with words there

    @property
    def place(self) -> int:
        """Its height, coarsely."""
        return round(self.lines[0].baseline / 4)


def without_running_heads(
    pages: list[list[Line]], heights: list[float], rules: list[list[Rect]], size: float, leading: float
) -> list[list[Line]]:
    """The pages' lines but for those at head or foot that recur from page to page, and page numbers.

    A row recurs by its text (numbers aside), or by its place when it stands apart from the text and is not
    the head of a table, between two rules.
    """
    reach = _reach(pages, heights)
    ends = [_ends_of(lines, height, leading, reach) for lines, height in zip(pages, heights, strict=True)]
    recurring = _Recurring(ends, size)
    kept: list[list[Line]] = []
    for number, (lines, page, drawn) in enumerate(zip(pages, ends, rules, strict=True)):
        dropped = {
            id(line) for end in page for line in recurring.lines(end, drawn, leading, first=number == 0)
        }
        kept.append([line for line in lines if id(line) not in dropped] if dropped else lines)
    return kept


class _Recurring:
    """What recurs at the heads and feet of a paper's pages; `size` is the body's."""

    def __init__(self, pages: list[list[_End]], size: float) -> None:
        self._size = size
        texts: Counter[tuple[bool, int, str]] = Counter()
        same: Counter[tuple[bool, int, str]] = Counter()
        for page in pages:
            keys = {_key(end, line) for end in page for line in end.lines}
            same.update(keys)
            texts.update({(head, place + by, pattern) for head, place, pattern in keys for by in _NEARBY})
        self._texts, self._same = texts, same
        self._places = Counter((end.head, end.place) for page in pages for end in page if end.detached)
        self._often = max(_AT_LEAST, _OFTEN * len(pages)) if len(pages) > _SHORT_PAPER else 2
        self._mostly = max(_AT_LEAST, _MOSTLY * len(pages))

    def lines(self, end: _End, rules: list[Rect], leading: float, *, first: bool) -> Iterator[Line]:
        """The lines of a row that are no text; `first`: of the first page, which has a place of its own."""
        places = sum(self._places[end.head, end.place + by] for by in (-1, 0, 1))
        placed = not (first or end.inner) and end.detached and places >= self._mostly
        placed = placed and not _is_between(end, rules, leading)
        cells = len(end.lines) + sum(line.gaps for line in end.lines)
        has_number = any(_PAGE_NUMBER.fullmatch(line.raw.strip()) for line in end.lines)
        is_row = cells >= (_ROW_CELLS if end.parted or has_number else _CLOSE_CELLS)
        for line in end.lines:
            key = _key(end, line)
            few = end.detached and len(end.lines) <= _NUMBER_CELLS
            numbered = few and _PAGE_NUMBER.fullmatch(line.raw.strip())
            # Few headings recur at one place, and these are bold.
            same = self._same[key] >= max(_AT_LEAST, self._often) and not line.bold
            recurs = placed or self._texts[key] >= self._often
            recurring = same or (recurs and line.size <= _HEADING_SIZE * self._size)
            if numbered or (recurring and not is_row):
                yield line


def _is_inner(ends: list[_End], at: int, height: float, leading: float) -> bool:
    """Whether a row without a number is beyond the usual margin, or far from words at the page's end."""
    baseline = ends[at].lines[0].baseline
    margin = baseline if ends[at].head else height - baseline
    if margin > MARGIN * height and not any(_NUMBERED.search(line.raw.strip()) for line in ends[at].lines):
        return True
    outer = ends[max(0, at - 1)].lines
    numbers = all(_PAGE_NUMBER.fullmatch(line.raw.strip()) for line in outer)
    return not numbers and abs(baseline - outer[0].baseline) > _INNER * leading


def _is_between(end: _End, rules: list[Rect], leading: float) -> bool:
    """Whether a row stands between two rules of one extent that are close to it."""
    at = end.lines[0].baseline
    near = [one for one in rules if abs((one.top + one.bottom) / 2 - at) < _RULED * leading]
    above = {(round(one.left / _SAME_ROW), round(one.right / _SAME_ROW)) for one in near if one.bottom < at}
    below = {(round(one.left / _SAME_ROW), round(one.right / _SAME_ROW)) for one in near if one.top > at}
    return any((left + by, right + to) in above for left, right in below for by in _PLAY for to in _PLAY)


def _key(end: _End, line: Line) -> tuple[bool, int, str]:
    """By what a row's line is told again."""
    return end.head, round(line.baseline / 4), _pattern(line.raw)


def heads_in_forms(pages: list[PageRuns]) -> list[list[Rect]]:
    """Where each page has running heads and feet that forms draw, which are no text of its own.

    They recur by their words, numbers aside, at one height, or count the pages; a letter or another number
    alone may be a figure's, and so may be what stands in a form that is neither as low as a line nor as high
    as the page.
    """
    ends = [
        [
            piece
            for piece in page.inside
            if (
                piece.place.bottom < _FORM_MARGIN * page.height
                or piece.place.top > (1 - _FORM_MARGIN) * page.height
            )
            and not _is_in_figure(piece, page)
        ]
        for page in pages
    ]
    counts = Counter(key for pieces in ends for key in {_recurring_key(piece) for piece in pieces})
    numbers = Counter(
        key
        for page, pieces in zip(pages, ends, strict=True)
        for key in {_number_key(piece, page) for piece in pieces}
    )
    often = max(_AT_LEAST, _OFTEN * len(pages))
    return [
        [
            _with_tips(piece.place)
            for piece in pieces
            if (counts[_recurring_key(piece)] >= often and len(_pattern(piece.text)) >= _HEAD_CHARS)
            or ((key := _number_key(piece, page)) and numbers[key] >= often)
        ]
        for page, pieces in zip(pages, ends, strict=True)
    ]


def _is_in_figure(piece: Inside, page: PageRuns) -> bool:
    middle = (piece.place.top + piece.place.bottom) / 2
    return any(
        one.top < middle < one.bottom
        and one.left < piece.place.right
        and one.right > piece.place.left
        and _HEAD_HEIGHTS * piece.place.height < one.height < _PAGE_HIGH * page.height
        for one in page.graphics
    )


def _with_tips(place: Rect) -> Rect:
    """With room for ascenders and descenders, which pdfium's boxes may lack."""
    by = place.height / 2
    return Rect(place.left, place.top - by, place.right, place.bottom + by)


def _recurring_key(piece: Inside) -> tuple[str, int]:
    return _pattern(piece.text), round(piece.place.top)


def _number_key(piece: Inside, page: PageRuns) -> tuple[int, int] | None:
    """What page numbers have in common: how far they are ahead of the pages, and their height."""
    words = piece.text.strip()
    return (int(words) - page.number, round(piece.place.top)) if words.isdecimal() else None


def _is_caption(line: Line) -> bool:
    found = LABEL.match(line.raw.strip())
    rest = line.raw.strip()[found.end() :] if found else ""
    return begins_caption(line.raw) or bool(found and found["word"][0].isupper() and not rest[:1].islower())


def _pattern(raw: str) -> str:
    """What recurs of a running head: its text with any number, with or without the page's."""
    text = _DIGITS.sub("#", raw.strip().lower())
    return text.strip("# ") or text


def _reach(pages: list[list[Line]], heights: list[float]) -> float:
    """How far from its ends a page may have running heads, as a share: wide margins move them in."""
    ends = sorted(
        min(min(line.baseline for line in lines) / height, 1 - max(line.baseline for line in lines) / height)
        for lines, height in zip(pages, heights, strict=True)
        if lines
    )
    usual = ends[len(ends) // 2] if ends else 0.0
    return min(max(MARGIN, usual + _MARGIN_PLAY), _WIDEST_MARGIN)


def _ends_of(lines: list[Line], height: float, leading: float, reach: float) -> list[_End]:
    """Up to three rows at the head and at the foot of a page."""
    found: list[_End] = []
    ordered = sorted(lines, key=lambda line: line.baseline)
    for head in (True, False):
        rows: list[list[Line]] = []
        for line in ordered if head else reversed(ordered):
            if rows and abs(rows[-1][0].baseline - line.baseline) <= _SAME_ROW:
                rows[-1].append(line)
                continue
            margin = (_WIDEST_MARGIN if rows else reach) * height
            inside = line.baseline < margin if head else line.baseline > height - margin
            if not inside and not rows:
                break
            rows.append([line])
            if len(rows) == _ROWS or not inside:
                break
        ends: list[_End] = []
        for row, after in pairwise(rows):
            if any(map(_is_caption, row)):
                break  # what follows is its title, or what it stands above
            ends.append(_End(head, abs(after[0].baseline - row[0].baseline) > _DETACHED * leading, row))
        found += [
            end._replace(
                parted=any(one.detached for one in ends[at:]), inner=_is_inner(ends, at, height, leading)
            )
            for at, end in enumerate(ends)
        ]
    return found
