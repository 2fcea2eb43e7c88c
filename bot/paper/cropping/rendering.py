"""A part of a page, rendered once: its ink is looked for and its figures are cut out of the same picture."""

import math
from collections.abc import Collection, Sequence

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image

from bot.paper.cropping.ground import INSIDE, Ground
from bot.paper.cropping.ink import Ink
from bot.paper.cropping.pictures import TALLEST
from bot.paper.pages.sheet import DOWN, LEFT, RIGHT, UP, Rect, Sheet
from bot.paper.seeing.painted import painted, set_active

COARSE, SHARP = 1.5, 2.5
"""Pixels to a point, of a page and of a figure: a text's width comes to 1,200, as many as a phone shows."""

_MOST_PIXELS = 12_000_000  # of one rendering
_LEAST_WIDTH = 600.0  # pixels of a picture: small figures are drawn larger
_PLAY = 0.98  # of the sharpness wished for: more is not worth another rendering
_ROTATIONS = {RIGHT: 0, DOWN: 270, LEFT: 180, UP: 90}  # clockwise, until text runs to the right

_OF_TEXT = 0.7  # of a letter's height, in the text's place
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


class Rendering:
    """A place on one page, upright; what people have scribbled on it is left out."""

    def __init__(
        self, page: pdfium.PdfPage, ground: Ground, place: Rect, hidden: Collection[int] = ()
    ) -> None:
        """`place` is what is looked at, and may be the whole page; `hidden` text of it is left out."""
        self._page, self._ground, self._place, self._hidden = page, ground, place, hidden
        self._rotation = _ROTATIONS[ground.turned]
        self._width, self._height = ground.width, ground.height
        self._scale = self._bounded(SHARP, self._width, self._height)
        self._left = math.floor(max(0.0, place.left) * self._scale)
        self._top = math.floor(max(0.0, place.top) * self._scale)
        self._pixels = self._drawn(place, self._scale)

    def ink(self) -> Ink:
        """Where the place has ink; what frames figures with their captions is none."""
        ink = Ink.of(self._pixels, self._scale, self._left, self._top)
        for framing in self._ground.framings:
            ink.clear(framing, self._pixels)
        return ink

    def of(self, place: Rect) -> "Rendering":
        """Another place on the same page."""
        return Rendering(self._page, self._ground, place, self._hidden)

    def without(self, texts: Sequence[Rect]) -> "Rendering":
        """The same place without what letters stand in these."""
        sheet, painting = Sheet(self._page, self._ground.turned), painted(self._page)
        boxes = [(handle, box) for handle, _, box, _ in painting.plain]
        boxes += [(one.handle, one.rect) for one in painting.odd]
        letters = ((handle, Rect(*sheet.rect(*box))) for handle, box in boxes)
        hidden = [handle for handle, box in letters if any(_is_letter(box, text) for text in texts)]
        return Rendering(self._page, self._ground, self._place, hidden)

    def with_all(self) -> "Rendering":
        """The same place with all its text."""
        return Rendering(self._page, self._ground, self._place)

    def piece(self, place: Rect) -> Image.Image:
        """What is printed in a part of the place, sharply."""
        padded = max(1.0, place.width, place.height / TALLEST)
        scale = self._bounded(max(SHARP, _LEAST_WIDTH / padded), place.width, place.height)
        if scale * _PLAY > self._scale or not self._holds(place):
            return _picture(self._drawn(place, scale))
        scale = self._scale
        top, bottom = math.floor(place.top * scale) - self._top, math.ceil(place.bottom * scale) - self._top
        left, right = math.floor(place.left * scale) - self._left, math.ceil(place.right * scale) - self._left
        return _picture(self._pixels[top:bottom, left:right])

    def _holds(self, place: Rect) -> bool:
        """Whether a place was drawn: notes may lie beyond what was looked at."""
        height, width, _ = self._pixels.shape
        right, bottom = (self._left + width + 1) / self._scale, (self._top + height + 1) / self._scale
        return place.right <= right and place.bottom <= bottom and place.top * self._scale >= self._top - 1

    def whole(self) -> Image.Image:
        """The whole page, with all its text."""
        return _picture(self._rendered(self._bounded(COARSE, self._width, self._height)))

    def _drawn(self, place: Rect, scale: float) -> NDArray[np.uint8]:
        # A hair less than the margin: pypdfium2 rounds up.
        margins = (place.left, self._height - place.bottom, self._width - place.right, place.top)
        left, bottom, right, top = (max(0.0, math.floor(margin * scale) - 0.01) / scale for margin in margins)
        for handle in self._hidden:
            set_active(handle, active=False)
        try:
            return self._rendered(scale, (left, bottom, right, top))
        finally:
            for handle in self._hidden:
                set_active(handle, active=True)

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


def _is_letter(letter: Rect, text: Rect) -> bool:
    """Whether it is of a text, and not of what reaches into it."""
    across = text.left - INSIDE < letter.left and letter.right < text.right + INSIDE
    return across and min(letter.bottom, text.bottom) - max(letter.top, text.top) > _OF_TEXT * letter.height


def _picture(pixels: NDArray[np.uint8]) -> Image.Image:
    height, width, _ = pixels.shape
    whole = np.ascontiguousarray(pixels)
    return Image.frombytes("RGB", (width, height), whole.tobytes(), "raw", "RGBX")
