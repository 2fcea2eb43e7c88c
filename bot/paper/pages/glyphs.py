"""A page's text as runs of one font, in bulk.

pdfium's text page is asked a few times for each run (a text object on one line), never for each character:
one ctypes call a character costs more than the extraction itself. Coordinates are points from the top left
of the page as displayed.
"""

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.paper.pages.annotations import linked_places
from bot.paper.pages.fonts import Font, Fonts, font_of_name
from bot.paper.pages.objects import POINTER, Drawn, typed
from bot.paper.pages.sheet import RIGHT, Rect, Sheet

MAX_CHARS = 200_000  # of one page; no page of prose comes near

BROKEN = "\ufffe"
"""Stands for the hyphen of a word that is broken at a line's end; pdfium gives this or U+0002."""

_LONG_RUN = 20  # characters: words of a text, not a label
_LONG_LINE = 40
_LAST_CODE = 0x10FFFF
_MOST_INSIDE = 5000  # pieces of figures' text on one page
_WIDE_GAP = 0.9  # of a line's height: words of a set line are not so far apart
_SPREAD = 0.8  # of a line's height to a character: more than letters take up
_Span = tuple[int, int, int]  # a text object, its first character and one past its last
_Bounds = tuple[float, float, float, float]  # left, bottom, right, top in the page's own coordinates


@dataclass(slots=True)
class Run:
    """Consecutive characters of one text object on one line; `start` and `count` index pdfium's text page."""

    text: str
    start: int
    count: int
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float  # points, as displayed
    font: Font
    turned: bool = False  # not upright
    space_before: bool = False
    line_before: bool = False  # pdfium began a line here


class Inside(NamedTuple):
    """Text that an included figure draws: the index of its first character, the line it is on, its place."""

    start: int
    text: str
    line: int
    place: Rect


@dataclass(slots=True)
class PageRuns:
    """All of one page that the layout looks at."""

    number: int  # from 1
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    rules: list[Rect] = field(default_factory=list)  # thin horizontal lines
    graphics: list[Rect] = field(default_factory=list)  # images, forms, shadings and drawn paths
    frames: list[Rect] = field(default_factory=list)  # paths and images that text may stand in
    turned: int = RIGHT  # where most of its text runs, before it was made upright
    links: list[tuple[str, Rect]] = field(default_factory=list)  # URLs of annotations and where they lie
    characters: int = 0  # of all text, that of figures too
    inside: list[Inside] = field(default_factory=list)  # what included figures draw, left out of the runs
    failed: bool = False  # pdfium gave up on it
    crowded: bool = False  # it has more objects than are looked at: rules and graphics are not known


_text_object = typed("FPDFText_GetTextObject", POINTER, POINTER, ctypes.c_int)
_char_matrix = typed("FPDFText_GetMatrix", ctypes.c_int, POINTER, ctypes.c_int, POINTER)
_char_box = typed("FPDFText_GetCharBox", ctypes.c_int, POINTER, ctypes.c_int, *[POINTER] * 4)
_text_rect = typed("FPDFText_GetRect", ctypes.c_int, POINTER, ctypes.c_int, *[POINTER] * 4)
_font_size = typed("FPDFText_GetFontSize", ctypes.c_double, POINTER, ctypes.c_int)
_unicode = typed("FPDFText_GetUnicode", ctypes.c_uint, POINTER, ctypes.c_int)
_object_font = typed("FPDFTextObj_GetFont", POINTER, POINTER)


def read_runs(
    document: pdfium.PdfDocument,
    page: pdfium.PdfPage,
    textpage: pdfium.PdfTextPage,
    number: int,
    fonts: Fonts,
) -> PageRuns:
    """The runs, rules, graphics and links of one page as displayed, and where most of its text runs."""
    width, height = page.get_size()
    result = PageRuns(number, width, height, links=linked_places(page, document))
    sheet = Sheet(page)
    drawn = Drawn.on(page, sheet, result.width, result.height)
    directions = _runs(textpage, sheet, fonts, drawn, result)
    result.rules, result.graphics, result.frames = drawn.rules, drawn.graphics, drawn.frames
    result.crowded = drawn.crowded
    if directions:
        direction, weight = directions.most_common(1)[0]
        if direction > RIGHT and 2 * weight > sum(directions.values()):
            result.turned = direction
    return result


def runs_of_text(text: str) -> list[Run]:
    """Runs for text that has no geometry, as if it were set in one column."""
    font = font_of_name("")
    lines = enumerate(line for line in text.splitlines()[:2000] if line.strip())
    return [
        Run(
            line,
            0,
            len(line),
            72,
            72 + 12 * at,
            min(540, 72 + 5 * len(line)),
            82 + 12 * at,
            80 + 12 * at,
            10,
            font,
        )
        for at, line in lines
    ]


def _page_text(textpage: pdfium.PdfTextPage, address: int) -> str:
    """The page's characters, one for each of pdfium's indexes."""
    count = min(pdfium_c.FPDFText_CountChars(textpage), MAX_CHARS)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(text) != count:
        text = "".join([_character(_unicode(address, index)) for index in range(count)])
    return text.replace("\x02", BROKEN)


def _character(code: int) -> str:
    is_one = 0 < code <= _LAST_CODE and not 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 -- the surrogates
    return chr(code) if is_one else " "


def _object_spans(text: str, address: int) -> list[_Span]:
    """Text objects with their first and one past their last character, found by doubling and halving.

    Characters of one object stand together; generated spaces and line ends belong to none and part them.
    """
    spans: list[_Span] = []
    index, end = 0, len(text)
    ask = _text_object
    while index < end:
        current = ask(address, index) if text[index] not in "\r\n" else None
        if not current:
            index += 1
            continue
        stop = text.find("\r", index)
        stop = end if stop < 0 else stop
        low, step = index, 16  # low is known to belong to the object
        while low + step < stop and ask(address, low + step) == current:
            low += step
            step *= 2
        high = min(low + step, stop)  # the first that is known not to, or the line's end
        while high - low > 1:
            middle = (low + high) // 2
            if ask(address, middle) == current:
                low = middle
            else:
                high = middle
        spans.append((current, index, low + 1))
        index = low + 1
    return spans


def _runs(
    textpage: pdfium.PdfTextPage, sheet: Sheet, fonts: Fonts, drawn: Drawn, result: PageRuns
) -> Counter[int]:
    """Fill in the page's runs; how many characters of words run in each direction."""
    address = ctypes.cast(textpage.raw, POINTER).value or 0
    text = _page_text(textpage, address)
    spans = _object_spans(text, address)
    result.characters = sum(end - start for _, start, end in spans)
    rects = _rects(textpage, address, spans)
    if not drawn.crowded:
        spans, rects = _without_figures(text, spans, rects, drawn, sheet, result)
    spans, rects = _split_at_gaps(text, address, spans, rects, every=result.number == 1)
    matrix = (ctypes.c_float * 6)()
    matrix_at = ctypes.addressof(matrix)
    directions: Counter[int] = Counter()
    previous = 0
    for (text_object, start, end), bounds in zip(spans, rects, strict=True):
        _char_matrix(address, start, matrix_at)
        across, up, lean, rise, x, y = matrix  # the last two are where the first character stands
        direction = sheet.direction(across, up)
        if end - start >= _LONG_RUN:  # labels of a figure may outnumber the caption under it
            directions[direction] += end - start
        between = text[previous:start]
        run = Run(
            text[start:end],
            start,
            end - start,
            *sheet.rect(*bounds),
            sheet.point(x, y)[direction % 2 == 0],
            abs(_font_size(address, start) * ((rise if lean == 0 else math.hypot(lean, rise)) or 1.0)),
            fonts.at(_object_font(text_object) or 0),
            direction != RIGHT,
            " " in between,
            not previous or "\n" in between or "\r" in between,
        )
        result.runs.append(run)
        previous = end
    return directions


def _without_figures(
    text: str, spans: list[_Span], rects: list[_Bounds], drawn: Drawn, sheet: Sheet, result: PageRuns
) -> tuple[list[_Span], list[_Bounds]]:
    """Leave out text that form objects draw: the inside of included figures, unless it is the page's text."""
    inside = [index for index, span in enumerate(spans) if span[0] not in drawn.texts]
    if not inside:
        return spans, rects
    long = [span for span in spans if span[2] - span[1] >= _LONG_LINE]
    by_forms = sum(end - start for found, start, end in long if found not in drawn.texts)
    if 2 * by_forms > sum(end - start for _, start, end in long):
        drawn.open_forms()
        return spans, rects
    first = inside[:_MOST_INSIDE]
    places = [Rect(*sheet.rect(*rects[index])) for index in first]
    result.inside = _lines_inside(text, [spans[index] for index in first], places)
    kept = [index for index, span in enumerate(spans) if span[0] in drawn.texts]
    return [spans[index] for index in kept], [rects[index] for index in kept]


def _lines_inside(text: str, spans: list[_Span], places: list[Rect]) -> list[Inside]:
    """Pieces of figures' text; pdfium's line ends part lines."""
    found: list[Inside] = []
    line = previous = 0
    for (_, start, end), place in zip(spans, places, strict=True):
        line += "\n" in text[previous:start] or "\r" in text[previous:start]
        found.append(Inside(start, text[start:end], line, place))
        previous = end
    return found


def _split_at_gaps(
    text: str, address: int, spans: list[_Span], rects: list[_Bounds], *, every: bool
) -> tuple[list[_Span], list[_Bounds]]:
    """Part objects where their words stand far apart: authors side by side, a table's row, drawn as one line.

    `every`: all are looked at, not only those whose characters take up more than letters do.
    """
    numbers = (ctypes.c_double * 4)()
    at = ctypes.addressof(numbers)
    parts: list[_Span] = []
    bounds: list[_Bounds] = []
    for (text_object, start, end), (left, bottom, right, top) in zip(spans, rects, strict=True):
        begin, edge = start, left
        if not every and right - left < _SPREAD * (end - start) * (top - bottom):
            parts.append((text_object, start, end))
            bounds.append((left, bottom, right, top))
            continue
        for space in [index for index in range(start + 1, end - 1) if text[index] == " "]:
            _char_box(address, space - 1, at, at + 16, at + 8, at + 24)
            word_end = numbers[2]
            _char_box(address, space + 1, at, at + 16, at + 8, at + 24)
            if numbers[0] - word_end > _WIDE_GAP * (top - bottom):
                parts.append((text_object, begin, space))
                bounds.append((edge, bottom, word_end, top))
                begin, edge = space + 1, numbers[0]
        parts.append((text_object, begin, end))
        bounds.append((edge, bottom, right, top))
    return parts, bounds


def _rects(textpage: pdfium.PdfTextPage, address: int, spans: list[_Span]) -> list[_Bounds]:
    """Left, bottom, right, top of each span: pdfium's own rectangles when they match one to one."""
    numbers = (ctypes.c_double * 4)()
    at = ctypes.addressof(numbers)
    rects: list[_Bounds] = []
    if pdfium_c.FPDFText_CountRects(textpage, 0, -1) == len(spans):
        for index in range(len(spans)):
            _text_rect(address, index, at, at + 24, at + 16, at + 8)
            rects.append((numbers[0], numbers[1], numbers[2], numbers[3]))
        return rects
    for _, start, end in spans:  # the boxes of the first and last characters, joined
        _char_box(address, start, at, at + 16, at + 8, at + 24)
        first = tuple(numbers)
        _char_box(address, end - 1, at, at + 16, at + 8, at + 24)
        rects.append(
            (
                min(first[0], numbers[0]),
                min(first[1], numbers[1]),
                max(first[2], numbers[2]),
                max(first[3], numbers[3]),
            )
        )
    return rects
