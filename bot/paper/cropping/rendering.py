"""A part of a page, rendered once: its ink is looked for and its figures are cut out of the same picture."""

import math

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image

from bot.paper.cropping.ground import Ground
from bot.paper.cropping.ink import Ink
from bot.paper.cropping.pictures import TALLEST
from bot.paper.pages.sheet import DOWN, LEFT, RIGHT, UP, Rect

COARSE, SHARP = 1.5, 2.5
"""Pixels to a point, of a page and of a figure: a text's width comes to 1,200, as many as a phone shows."""

_MOST_PIXELS = 12_000_000  # of one rendering
_LEAST_WIDTH = 600.0  # pixels of a picture: small figures are drawn larger
_PLAY = 0.98  # of the sharpness wished for: more is not worth another rendering
_ROTATIONS = {RIGHT: 0, DOWN: 270, LEFT: 180, UP: 90}  # clockwise, until text runs to the right

_NOWHERE = (0.0, 0.0, 0.0, 0.0)


class Rendering:
    """A place on one page, upright; what people have scribbled on it is left out."""

    def __init__(self, page: pdfium.PdfPage, ground: Ground, place: Rect) -> None:
        """`place` is what is looked at, and may be the whole page."""
        self._page = page
        self._framings = ground.framings
        self._rotation = _ROTATIONS[ground.turned]
        self._width, self._height = ground.width, ground.height
        self._scale = self._bounded(SHARP, self._width, self._height)
        self._left = math.floor(max(0.0, place.left) * self._scale)
        self._top = math.floor(max(0.0, place.top) * self._scale)
        self._pixels = self._drawn(place, self._scale)

    def ink(self) -> Ink:
        """Where the place has ink; what frames figures with their captions is none."""
        ink = Ink.of(self._pixels, self._scale, self._left, self._top)
        for framing in self._framings:
            ink.clear(framing, self._pixels)
        return ink

    def piece(self, place: Rect) -> Image.Image:
        """What is printed in a part of the place, sharply."""
        padded = max(1.0, place.width, place.height / TALLEST)
        scale = self._bounded(max(SHARP, _LEAST_WIDTH / padded), place.width, place.height)
        if scale * _PLAY > self._scale:
            return _picture(self._drawn(place, scale))
        scale = self._scale
        top, bottom = math.floor(place.top * scale) - self._top, math.ceil(place.bottom * scale) - self._top
        left, right = math.floor(place.left * scale) - self._left, math.ceil(place.right * scale) - self._left
        return _picture(self._pixels[top:bottom, left:right])

    def whole(self) -> Image.Image:
        """The whole page."""
        return _picture(self._rendered(self._bounded(COARSE, self._width, self._height)))

    def _drawn(self, place: Rect, scale: float) -> NDArray[np.uint8]:
        # A hair less than the margin: pypdfium2 rounds up.
        margins = (place.left, self._height - place.bottom, self._width - place.right, place.top)
        left, bottom, right, top = (max(0.0, math.floor(margin * scale) - 0.01) / scale for margin in margins)
        return self._rendered(scale, (left, bottom, right, top))

    def _rendered(
        self, scale: float, margins: tuple[float, float, float, float] = _NOWHERE
    ) -> NDArray[np.uint8]:
        """Red, green, blue and a byte to spare of each pixel, row by row; without the margins."""
        bitmap = self._page.render(
            scale=scale,
            rotation=self._rotation,
            crop=margins,
            draw_annots=False,
            limit_image_cache=True,
            rev_byteorder=True,
            prefer_bgrx=True,
        )
        pixels: NDArray[np.uint8] = bitmap.to_numpy()
        return pixels

    @staticmethod
    def _bounded(scale: float, width: float, height: float) -> float:
        return min(scale, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))


def _picture(pixels: NDArray[np.uint8]) -> Image.Image:
    height, width, _ = pixels.shape
    whole = np.ascontiguousarray(pixels)
    return Image.frombytes("RGB", (width, height), whole.tobytes(), "raw", "RGBX")
