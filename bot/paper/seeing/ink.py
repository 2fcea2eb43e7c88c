"""Does text leave ink? The page is rendered with it and without it, and the two pictures are compared.

That is the one test that knows every way of hiding: the colour of the background, whatever painted it; a box
or picture above; a layer switched off; a mask. It costs two renderings of the part of the page in question.
"""

import ctypes
import math
from collections.abc import Collection, Sequence

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from bot.paper.seeing.painted import set_active
from bot.paper.seeing.plane import Rect, intersect

_SCALE = 2.0  # pixels per point: the strokes of 4 pt letters are still told from nothing
_MOST_PIXELS = 6_000_000  # per rendering of a whole page; larger pages are rendered more coarsely
_LEAST_CHANGE = 16  # of 255, in any channel: less is not seen on a screen
_LEAST_SHARE = 0.06  # of a character's box; a letter fills a quarter, a rule that crosses it less than this


def without_ink(page: pypdfium2.PdfPage, handles: Collection[int], boxes: Sequence[Rect]) -> list[bool]:
    """For each box (page coordinates), whether leaving out these objects changes nothing in it.

    The page itself is the same afterwards. Boxes that are not on the page have no ink.
    """
    view = _View(page, boxes)
    if not view.shows_something:
        return [True] * len(boxes)
    before = view.render()
    for handle in handles:
        set_active(handle, active=False)
    try:
        after = view.render()
    finally:
        for handle in handles:
            set_active(handle, active=True)
    changes = ImageChops.difference(before, after).split()
    strongest = ImageChops.lighter(ImageChops.lighter(changes[0], changes[1]), changes[2])
    return [_is_unchanged(strongest, view.pixels(box)) for box in boxes]


def _is_unchanged(changes: Image.Image, pixels: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = pixels
    if right <= left or bottom <= top:
        return True
    counts = changes.crop(pixels).histogram()
    return sum(counts[_LEAST_CHANGE:]) < _LEAST_SHARE * (right - left) * (bottom - top)


class _View:
    """The part of a page around some boxes, in pixels."""

    def __init__(self, page: pypdfium2.PdfPage, boxes: Sequence[Rect]) -> None:
        self._page = page
        width, height = page.get_size()
        self._scale = min(_SCALE, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
        self._size = (math.ceil(width * self._scale), math.ceil(height * self._scale))
        sheet: Rect = page.get_bbox()
        self._left, self._bottom, right, top = sheet
        self._origin = self._device(self._left, self._bottom)
        x_end, y_end = self._device(right, self._bottom), self._device(self._left, top)
        self._along_x = self._slope(x_end, right - self._left)
        self._along_y = self._slope(y_end, top - self._bottom)
        self._crop = (0, 0, *self._size)
        around = intersect(sheet, _union(boxes))
        left, upper, right_edge, lower = self.pixels(around)
        self._crop = (
            max(0, left - 1),
            max(0, upper - 1),
            min(self._size[0], right_edge + 1),
            min(self._size[1], lower + 1),
        )
        self.shows_something = self._crop[2] > self._crop[0] and self._crop[3] > self._crop[1]

    def render(self) -> Image.Image:
        left, upper, right, lower = self._crop
        margins = (left, self._size[1] - lower, self._size[0] - right, upper)
        # A hair less than the margin: pypdfium2 rounds up, and must arrive at the same number of pixels.
        crop = tuple(max(0.0, margin - 0.01) / self._scale for margin in margins)
        bitmap = self._page.render(scale=self._scale, crop=crop, limit_image_cache=True)
        picture: Image.Image = bitmap.to_pil()
        return picture

    def pixels(self, box: Rect) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the box in the picture rendered."""
        points = [self._point(box[0], box[1]), self._point(box[2], box[3])]
        xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
        left, upper, right, lower = self._crop
        return (
            max(0, math.floor(xs[0]) - left),
            max(0, math.floor(ys[0]) - upper),
            min(right, math.ceil(xs[1])) - left,
            min(lower, math.ceil(ys[1])) - upper,
        )

    def _point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self._left, y - self._bottom
        return (
            self._origin[0] + x * self._along_x[0] + y * self._along_y[0],
            self._origin[1] + x * self._along_x[1] + y * self._along_y[1],
        )

    def _slope(self, end: tuple[int, int], length: float) -> tuple[float, float]:
        length = max(length, 1e-6)
        return ((end[0] - self._origin[0]) / length, (end[1] - self._origin[1]) / length)

    def _device(self, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self._page, 0, 0, *self._size, 0, x, y, across, down)
        return (across.value, down.value)


def _union(boxes: Sequence[Rect]) -> Rect:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
