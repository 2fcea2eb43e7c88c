"""What a page draws beside its text: rules, graphics, and the frames that text may stand in."""

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.paper.pages.sheet import Rect, Sheet

MAX_OBJECTS = 20_000  # of one page; beyond it graphics are not looked at (scatter plots, maps)

RULE_THICKNESS = 2.0
"""Points; what is lower, and longer than a few letters, is a rule."""

POINTER = ctypes.c_void_p

_RULE_LENGTH = 20.0  # points
_FRAME = 40.0, 12.0  # points: the least box that text stands in
_PALE = 250  # a channel of white or nearly so
_TEXT_FORM = 0.25  # of the page: a form that may draw its text
_DEEPEST = 3  # forms within one another
_CLIPPED = 20.0  # points: what is less wide or high may be larger than it shows
_CLIPS, _CLIP_PATHS, _CLIP_POINTS = 200, 20, 64  # that are looked at
_Matrix = tuple[float, float, float, float, float, float]
_AS_IS: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def typed(name: str, result: Any, *arguments: Any) -> Any:
    """One of pdfium's functions with plain pointers: ctypes' typed ones cost more than the call itself."""
    return ctypes.cast(getattr(pdfium_c, name), ctypes.CFUNCTYPE(result, *arguments))


_object_type = typed("FPDFPageObj_GetType", ctypes.c_int, POINTER)
_object_bounds = typed("FPDFPageObj_GetBounds", ctypes.c_int, POINTER, *[POINTER] * 4)
_object_matrix = typed("FPDFPageObj_GetMatrix", ctypes.c_int, POINTER, POINTER)
_draw_mode = typed("FPDFPath_GetDrawMode", ctypes.c_int, *[POINTER] * 3)
_fill_colour = typed("FPDFPageObj_GetFillColor", ctypes.c_int, *[POINTER] * 5)
_stroke_colour = typed("FPDFPageObj_GetStrokeColor", ctypes.c_int, *[POINTER] * 5)
_page_object = typed("FPDFPage_GetObject", POINTER, POINTER, ctypes.c_int)
_form_objects = typed("FPDFFormObj_CountObjects", ctypes.c_int, POINTER)
_form_object = typed("FPDFFormObj_GetObject", POINTER, POINTER, ctypes.c_ulong)
_clip_path = typed("FPDFPageObj_GetClipPath", POINTER, POINTER)
_clip_paths = typed("FPDFClipPath_CountPaths", ctypes.c_int, POINTER)
_clip_segments = typed("FPDFClipPath_CountPathSegments", ctypes.c_int, POINTER, ctypes.c_int)
_clip_segment = typed("FPDFClipPath_GetPathSegment", POINTER, POINTER, ctypes.c_int, ctypes.c_int)
_segment_point = typed("FPDFPathSegment_GetPoint", ctypes.c_int, POINTER, POINTER, POINTER)


@dataclass(slots=True)
class Drawn:
    """The objects of one page, and of the forms that are opened, in points from the page's top left."""

    sheet: Sheet
    width: float
    height: float
    rules: list[Rect] = field(default_factory=list)  # thin horizontal lines
    graphics: list[Rect] = field(default_factory=list)  # images, forms, shadings and drawn paths
    frames: list[Rect] = field(default_factory=list)  # of the graphics, what text may stand in
    texts: set[int] = field(default_factory=set)  # addresses of the page's own text objects
    crowded: bool = False  # it has more objects than are looked at: nothing is known
    _forms: list[int] = field(default_factory=list)  # large ones
    _left: int = MAX_OBJECTS

    @classmethod
    def on(cls, page: pdfium.PdfPage, sheet: Sheet, width: float, height: float) -> "Drawn":
        """What a page of that size draws."""
        drawn = cls(sheet, width, height)
        count = pdfium_c.FPDFPage_CountObjects(page)
        if count > MAX_OBJECTS:
            drawn.crowded = True
            return drawn
        address = ctypes.cast(page.raw, POINTER).value or 0
        for index in range(count):
            found = _page_object(address, index)
            if _object_type(found) == pdfium_c.FPDF_PAGEOBJ_TEXT:
                drawn.texts.add(found)
            else:
                drawn._take(found, _AS_IS)
        return drawn

    def open_forms(self) -> None:
        """Take large forms, which draw the page's text, for what is in them: stamps wrap whole pages."""
        area = _TEXT_FORM * self.width * self.height
        self.graphics = [rect for rect in self.graphics if rect.width * rect.height < area]
        forms, self._forms = self._forms, []
        for form in forms:
            self._open(form, _AS_IS, 1)

    def _open(self, form: int, outer: _Matrix, depth: int) -> None:
        matrix = _within(form, outer)
        for index in range(max(0, _form_objects(form))):
            self._left -= 1
            if self._left < 0:
                return
            found = _form_object(form, index)
            kind = _object_type(found)
            if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST and self._is_large(found, matrix):
                self._open(found, matrix, depth + 1)
            elif kind != pdfium_c.FPDF_PAGEOBJ_TEXT:
                self._take(found, matrix)

    def _take(self, found: int, matrix: _Matrix) -> None:
        rect = self._place(found, matrix)
        if rect is None:
            return
        if rect.height < RULE_THICKNESS and rect.width > _RULE_LENGTH:
            self.rules.append(rect)
        elif rect.width > 0 and rect.height > 0:
            large = rect.width > _FRAME[0] and rect.height > _FRAME[1]
            seen = large and _is_seen(found)
            if seen or not large or not _is_white_line(found):
                self.graphics.append(rect)
            if seen:
                self.frames.append(rect)
            if matrix is _AS_IS and self._is_large(found, matrix):
                self._forms.append(found)

    def _is_large(self, found: int, matrix: _Matrix) -> bool:
        if _object_type(found) != pdfium_c.FPDF_PAGEOBJ_FORM:
            return False
        rect = self._place(found, matrix)
        return rect is not None and rect.width * rect.height >= _TEXT_FORM * self.width * self.height

    def _place(self, found: int, matrix: _Matrix) -> Rect | None:
        """Where an object lies, as far as it is on the page."""
        numbers = (ctypes.c_float * 4)()
        at = ctypes.addressof(numbers)
        if not _object_bounds(found, at, at + 4, at + 8, at + 12):
            return None
        shown = self._on_page(tuple(numbers), matrix)
        if min(shown.width, shown.height) > _CLIPPED:
            shown = _shared(shown, self._clip(found, matrix))
            if _object_type(found) == pdfium_c.FPDF_PAGEOBJ_FORM:
                shown = _shared(shown, self._clip_of_form(found, matrix))
        return shown

    def _clip_of_form(self, form: int, matrix: _Matrix) -> Rect | None:
        """What the clips of what is in a form let through together; None when one has no clip."""
        inner, count = _within(form, matrix), _form_objects(form)
        clips = []
        for index in range(0, count, 1 + count // _CLIPS):
            clip = self._clip(_form_object(form, index), inner)
            if clip is None:
                return None
            clips.append(clip)
        if not clips:
            return None
        return Rect(
            min(one.left for one in clips),
            min(one.top for one in clips),
            max(one.right for one in clips),
            max(one.bottom for one in clips),
        )

    def _clip(self, found: int, matrix: _Matrix) -> Rect | None:
        """The place that an object's clip paths let through; None when it has none that is looked at."""
        clip = _clip_path(found)
        numbers = (ctypes.c_float * 2)()
        at = ctypes.addressof(numbers)
        shown: Rect | None = None
        for path in range(min(_clip_paths(clip), _CLIP_PATHS)):
            count = _clip_segments(clip, path)
            if not 0 < count <= _CLIP_POINTS:
                continue
            points = []
            for index in range(count):
                _segment_point(_clip_segment(clip, path, index), at, at + 4)
                points.append(tuple(numbers))
            xs, ys = zip(*points, strict=True)
            place = self._on_page((min(xs), min(ys), max(xs), max(ys)), matrix)
            shown = _shared(shown, place) if shown else place
        return shown

    def _on_page(self, box: tuple[float, ...], matrix: _Matrix) -> Rect:
        """A box in an object's coordinates (left, bottom, right, top) as it lies on the page."""
        left, bottom, right, top = box
        if matrix is not _AS_IS:
            a, b, c, d, e, f = matrix
            xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
            ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
            left, bottom, right, top = min(xs), min(ys), max(xs), max(ys)
        left, top, right, bottom = self.sheet.rect(left, bottom, right, top)
        return Rect(max(0.0, left), max(0.0, top), min(self.width, right), min(self.height, bottom))


def _shared(one: Rect, other: Rect | None) -> Rect:
    """What two places share; the first where that is nothing, which no object shows."""
    if other is None:
        return one
    shared = Rect(
        max(one.left, other.left),
        max(one.top, other.top),
        min(one.right, other.right),
        min(one.bottom, other.bottom),
    )
    return shared if shared.width > 0 and shared.height > 0 else one


def _within(form: int, outer: _Matrix) -> _Matrix:
    """From the coordinates in a form to those of the page, by those of what the form is in."""
    numbers = (ctypes.c_float * 6)()
    if not _object_matrix(form, ctypes.addressof(numbers)):
        return outer
    a, b, c, d, e, f = numbers
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _is_white_line(unseen: int) -> bool:
    """Whether an object that is not seen is a stroked path without a ground: some wipe with these."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    path = _object_type(unseen) == pdfium_c.FPDF_PAGEOBJ_PATH
    drawn = path and _draw_mode(unseen, ctypes.addressof(mode), ctypes.addressof(stroked))
    return bool(drawn and stroked.value and not mode.value)


def _is_seen(found: int) -> bool:
    """Whether it is an image, or a path that is stroked or filled with more than white.

    A form is neither: its bounds go far beyond what its clip shows.
    """
    kind = _object_type(found)
    if kind != pdfium_c.FPDF_PAGEOBJ_PATH:
        return bool(kind == pdfium_c.FPDF_PAGEOBJ_IMAGE)
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    colour = (ctypes.c_uint * 4)()
    at = ctypes.addressof(colour)
    if not _draw_mode(found, ctypes.addressof(mode), ctypes.addressof(stroked)):
        return False
    asked = [ask for ask, used in ((_stroke_colour, stroked.value), (_fill_colour, mode.value)) if used]
    return any(
        ask(found, at, at + 4, at + 8, at + 12) and min(colour[:3]) < _PALE and colour[3] for ask in asked
    )
