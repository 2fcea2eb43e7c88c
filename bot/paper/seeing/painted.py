"""What a page paints, in painting order: its text objects, and the filled boxes and images around them.

pypdfium2 answers such questions in some 3 microseconds each; a page can have ten thousand objects, and
every page of every paper is asked. So the questions go to pdfium through prototypes of our own, with
numbers for handles and one buffer for answers, which costs a tenth. Forms (PDFs placed in PDFs) are
entered, and everything is given in the page's own coordinates: points, y upwards.
"""

import ctypes
import math
import struct
import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from bot.paper.seeing.plane import EVERYWHERE, IDENTITY, Matrix, Rect, inside, intersect, multiply, transform

Colour = tuple[int, int, int, int]
"""Red, green, blue and alpha, 0 to 255."""
PlainText = tuple[int, int, Rect, Colour]
"""Handle, place in painting order, box and colour of text that is painted in the ordinary way."""


LIGHT = 224
"""A colour whose channels are all at least this is hard to tell from white: a contrast below 1.4."""

_LEAST_WIDTH, _LEAST_HEIGHT = 8.0, 3.0  # points: the smallest box that could hide a word
_SMALL = 3.0  # points: below, a glyph's height says too little about the size of its font
_MARKER = 3  # objects in a small form that is looked at without its frame
_MOST_CLIP_POINTS = 200  # a clip of more points is not a frame; it is taken as open
_OPAQUE = 255
_SOLID = 230  # alpha from which a box can hide what is under it
_NO_FILL = bytes(4)
_OC = "OC\0".encode("utf-16-le")
_TEXT, _PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
_IMAGE, _FORM = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
_OUTLINED = frozenset({pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP})


class OddText(NamedTuple):
    """A text object that is not plain: by its mode, colour, size, direction, clip or layer."""

    handle: int
    order: int
    rect: Rect  # around its glyphs
    colour: Colour  # of what it paints: fill, or stroke for outlined text
    mode: int  # text render mode, ISO 32000-1 table 106
    size: float  # effective font size in points, the smaller of its two directions
    clip: Rect  # it shows only inside
    layered: bool  # it belongs to an optional layer, which may be switched off


class Box(NamedTuple):
    """A filled path or an image that is large enough to hide a word."""

    order: int
    rect: Rect
    colour: Colour | None  # None for an image


class Painting(NamedTuple):
    """All that matters of one page."""

    plain: list[PlainText]
    odd: list[OddText]
    boxes: list[Box]
    objects: int  # how many objects of all kinds the page has, those of its forms included


def painted(page: pypdfium2.PdfPage) -> Painting:
    """Walk the page's objects once."""
    walk = _Walk()
    walk.enter(_page_object, address(page.raw), max(0, pdfium.FPDFPage_CountObjects(page)), _PAGE)
    return Painting(walk.plain, walk.odd, walk.boxes, walk.order)


def text_handles(textpage: pypdfium2.PdfTextPage) -> list[int | None]:
    """For each character of the text page, the handle of its text object; None for generated ones."""
    handle = address(textpage.raw)
    return [_text_object(handle, index) for index in range(max(0, textpage.count_chars()))]


def characters(textpage: pypdfium2.PdfTextPage, indexes: Iterable[int]) -> dict[int, tuple[str, Rect]]:
    """The characters at these indexes, and their boxes on the page."""
    handle = address(textpage.raw)
    answer = (ctypes.c_double * 4)()
    at = [ctypes.addressof(answer) + 8 * index for index in range(4)]
    found = {}
    for index in indexes:
        code = _unicode(handle, index)
        if _char_box(handle, index, *at):
            left, right, bottom, top = answer
            found[index] = (chr(code) if code <= sys.maxunicode else "", (left, bottom, right, top))
    return found


def set_active(handle: int, *, active: bool) -> None:
    """Paint the object, or leave it out, when the page is rendered next."""
    _set_active(handle, active)


def address(pointer: Any) -> int:
    """A pypdfium2 handle as a number."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


class _Frame(NamedTuple):
    """What a form hands down to what is in it."""

    matrix: Matrix
    clip: Rect
    alpha: int
    scale: float  # how much longer a length of the form is on the page, at most
    even: bool  # upright, and scaled alike in both directions


_PAGE = _Frame(IDENTITY, EVERYWHERE, _OPAQUE, 1.0, even=True)


class _Walk:
    """One pass over a page. Each answer is read from the buffer before the next question is asked."""

    def __init__(self) -> None:
        self.plain: list[PlainText] = []
        self.odd: list[OddText] = []
        self.boxes: list[Box] = []
        self.order = 0
        self._answer = ctypes.create_string_buffer(24)
        place = ctypes.addressof(self._answer)
        self._at = (place, place + 4, place + 8, place + 12)
        self._name = ctypes.create_string_buffer(64)
        self._length = ctypes.c_ulong()
        self._name_at = (ctypes.addressof(self._name), len(self._name), ctypes.addressof(self._length))
        self._colours: dict[bytes, Colour] = {}

    def enter(self, get: Callable[[int, int], int], owner: int, count: int, frame: _Frame) -> None:
        """Look at the objects of a page or a form, one after the other."""
        answer, (at0, at1, at2, at3) = self._answer, self._at
        least_width, least_height = _LEAST_WIDTH / frame.scale, _LEAST_HEIGHT / frame.scale
        for index in range(count):
            handle = get(owner, index)
            self.order += 1
            kind = _type(handle)
            if kind == _TEXT:
                self._text(handle, frame)
            elif kind in (_PATH, _IMAGE):
                _bounds(handle, at0, at1, at2, at3)
                left, bottom, right, top = _read_rect(answer)
                if right - left >= least_width and top - bottom >= least_height:
                    self._box(handle, kind, frame)
            elif kind == _FORM:
                self._form(handle, frame)

    def _text(self, handle: int, frame: _Frame) -> None:
        """Most text is filled, upright, dark, opaque, inside its clip, and in no layer."""
        mode = _mode(handle)
        colour = self._colour(handle, _stroke if mode in _OUTLINED else _fill)
        rect = self._rect(handle, frame)
        _get_matrix(handle, self._at[0])
        a, b, c, d, _, _ = matrix = _read_matrix(self._answer)
        own_clip = _clip_path(handle)
        clip = self._clip(own_clip, frame) if _clip_paths(own_clip) > 0 else frame.clip
        layered = _count_marks(handle) > 0 and self._in_layer(handle)
        if (
            mode == 0
            and rect[3] - rect[1] >= _SMALL
            and b == 0 == c
            and (a == d or 0.5 * d < a < 2 * d)
            and frame.even
            and colour[3] == _OPAQUE == frame.alpha
            and (colour[0] < LIGHT or colour[1] < LIGHT or colour[2] < LIGHT)
            and (clip is EVERYWHERE or inside(rect, clip))
            and not layered
        ):
            self.plain.append((handle, self.order, rect, colour))
            return
        size = self._size(handle, multiply(matrix, frame.matrix))
        colour = (*colour[:3], min(colour[3], frame.alpha))
        self.odd.append(OddText(handle, self.order, rect, colour, mode, size, clip, layered))

    def _box(self, handle: int, kind: int, frame: _Frame) -> None:
        rect = self._rect(handle, frame)
        if rect[2] - rect[0] < _LEAST_WIDTH or rect[3] - rect[1] < _LEAST_HEIGHT:
            return
        if kind == _IMAGE:
            self.boxes.append(Box(self.order, rect, None))
            return
        colour = self._colour(handle, _fill)
        if min(colour[3], frame.alpha) < _SOLID or not _draw_mode(handle, self._at[0], self._at[1]):
            return
        if self._answer.raw[:4] != _NO_FILL:
            self.boxes.append(Box(self.order, rect, colour))

    def _form(self, handle: int, frame: _Frame) -> None:
        count = max(0, _form_count(handle))
        if count <= _MARKER and not any(_is_mixed(handle, index) for index in range(count)):
            left, bottom, right, top = self._rect(handle, frame)
            if right - left < _LEAST_WIDTH or top - bottom < _LEAST_HEIGHT:
                self.order += count  # a plot's markers, by the thousand
                return
        _get_matrix(handle, self._at[0])
        matrix = multiply(_read_matrix(self._answer), frame.matrix)
        alpha = min(frame.alpha, self._colour(handle, _fill)[3])
        clip = self._clip(_clip_path(handle), frame)
        a, b, c, d, _, _ = matrix
        scale = max(abs(a) + abs(c), abs(b) + abs(d), 1e-9)
        even = b == 0 == c and 0 < 0.5 * d < a < 2 * d
        self.enter(_form_object, handle, count, _Frame(matrix, clip, alpha, scale, even))

    def _rect(self, handle: int, frame: _Frame) -> Rect:
        """The object's box on the page."""
        if not _bounds(handle, *self._at):
            return (0.0, 0.0, 0.0, 0.0)
        rect: Rect = _read_rect(self._answer)
        return rect if frame is _PAGE else transform(rect, frame.matrix)

    def _in_layer(self, handle: int) -> bool:
        """Whether the object stands in marked content named OC: optional content, ISO 32000-1 8.11.3.2."""
        for index in range(_count_marks(handle)):
            mark = _mark(handle, index)
            if not _mark_name(mark, *self._name_at):
                continue
            if self._name.raw[:6] == _OC:
                return True
        return False

    def _size(self, handle: int, matrix: Matrix) -> float:
        _font_size(handle, self._at[0])
        a, b, c, d, _, _ = matrix
        nominal: float = _read_rect(self._answer)[0]
        return abs(nominal) * math.sqrt(min(a * a + b * b, c * c + d * d))

    def _colour(self, handle: int, ask: Callable[..., int]) -> Colour:
        """A page has few colours; each is taken apart once."""
        if not ask(handle, *self._at):
            return (0, 0, 0, _OPAQUE)
        raw = self._answer.raw[:16]
        known = self._colours.get(raw)
        if known is None:
            known = self._colours[raw] = _read_colour(raw)
        return known

    def _clip(self, clip: int, frame: _Frame) -> Rect:
        rect = frame.clip
        for path in range(_clip_paths(clip)):
            segments = _clip_segments(clip, path)
            if not 0 < segments <= _MOST_CLIP_POINTS:
                continue
            points = [self._point(_clip_segment(clip, path, index)) for index in range(segments)]
            xs, ys = [x for x, _ in points], [y for _, y in points]
            rect = intersect(rect, transform((min(xs), min(ys), max(xs), max(ys)), frame.matrix))
        return rect

    def _point(self, segment: int) -> tuple[float, float]:
        _segment_point(segment, self._at[0], self._at[1])
        x, y, _, _ = _read_rect(self._answer)
        return (x, y)


def _is_mixed(form: int, index: int) -> bool:
    """Whether this object of a form is text, or a form that may hold some."""
    return _type(_form_object(form, index)) in (_TEXT, _FORM)


def _quick(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of the library pypdfium2 has loaded, called without conversions and with the lock held."""
    place = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(place or 0)


_read_rect: Callable[[Any], Any] = struct.Struct("4f").unpack_from
_read_matrix: Callable[[Any], Any] = struct.Struct("6f").unpack_from
_read_colour: Callable[[Any], Any] = struct.Struct("4I").unpack_from
_pointer, _int, _long = ctypes.c_void_p, ctypes.c_int, ctypes.c_ulong
_page_object = _quick("FPDFPage_GetObject", _pointer, _pointer, _int)
_form_object = _quick("FPDFFormObj_GetObject", _pointer, _pointer, _long)
_form_count = _quick("FPDFFormObj_CountObjects", _int, _pointer)
_text_object = _quick("FPDFText_GetTextObject", _pointer, _pointer, _int)
_unicode = _quick("FPDFText_GetUnicode", ctypes.c_uint, _pointer, _int)
_char_box = _quick("FPDFText_GetCharBox", _int, _pointer, _int, *[_pointer] * 4)
_type = _quick("FPDFPageObj_GetType", _int, _pointer)
_mode = _quick("FPDFTextObj_GetTextRenderMode", _int, _pointer)
_font_size = _quick("FPDFTextObj_GetFontSize", _int, _pointer, _pointer)
_fill = _quick("FPDFPageObj_GetFillColor", _int, *[_pointer] * 5)
_stroke = _quick("FPDFPageObj_GetStrokeColor", _int, *[_pointer] * 5)
_bounds = _quick("FPDFPageObj_GetBounds", _int, *[_pointer] * 5)
_get_matrix = _quick("FPDFPageObj_GetMatrix", _int, _pointer, _pointer)
_draw_mode = _quick("FPDFPath_GetDrawMode", _int, *[_pointer] * 3)
_clip_path = _quick("FPDFPageObj_GetClipPath", _pointer, _pointer)
_clip_paths = _quick("FPDFClipPath_CountPaths", _int, _pointer)
_clip_segments = _quick("FPDFClipPath_CountPathSegments", _int, _pointer, _int)
_clip_segment = _quick("FPDFClipPath_GetPathSegment", _pointer, _pointer, _int, _int)
_segment_point = _quick("FPDFPathSegment_GetPoint", _int, *[_pointer] * 3)
_count_marks = _quick("FPDFPageObj_CountMarks", _int, _pointer)
_mark = _quick("FPDFPageObj_GetMark", _pointer, _pointer, _long)
_mark_name = _quick("FPDFPageObjMark_GetName", _int, _pointer, _pointer, _long, _pointer)
_set_active = _quick("FPDFPageObj_SetIsActive", _int, _pointer, _int)
