"""A page rendered by pdfium: coarsely and grey to find its ink, sharply where something is cut out."""

import math

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from bot.paper.cropping.ground import Ground
from bot.paper.cropping.ink import Ink
from bot.paper.cropping.pictures import TALLEST
from bot.paper.pages.sheet import DOWN, LEFT, RIGHT, UP, Rect

COARSE, SHARP = 1.5, 2.5
"""Pixels to a point: the width of a page's text comes to some 1,200 pixels, as many as a phone shows."""

_MOST_PIXELS = 12_000_000  # of one rendering
_LEAST_WIDTH = 600.0  # pixels of a picture: small figures are drawn larger
_ROTATIONS = {RIGHT: 0, DOWN: 270, LEFT: 180, UP: 90}  # clockwise, until text runs to the right


class Rendering:
    """One page, upright; what people have scribbled on it is left out."""

    def __init__(self, page: pdfium.PdfPage, ground: Ground) -> None:
        self._page = page
        self._rotation = _ROTATIONS[ground.turned]
        self._width, self._height = ground.width, ground.height

    def ink(self) -> Ink:
        """Where the page has ink."""
        scale = self._bounded(COARSE, self._width, self._height)
        bitmap = self._page.render(
            scale=scale,
            rotation=self._rotation,
            grayscale=True,
            draw_annots=False,
            limit_image_cache=True,
        )
        return Ink.of(np.asarray(bitmap.to_numpy()), scale)

    def piece(self, place: Rect) -> Image.Image:
        """What is printed in a place, sharply."""
        padded = max(1.0, place.width, place.height / TALLEST)
        scale = max(SHARP, _LEAST_WIDTH / padded)
        return self._colour(place, self._bounded(scale, place.width, place.height))

    def whole(self) -> Image.Image:
        """The whole page."""
        place = Rect(0.0, 0.0, self._width, self._height)
        return self._colour(place, self._bounded(COARSE, self._width, self._height))

    def _colour(self, place: Rect, scale: float) -> Image.Image:
        # A hair less than the margin: pypdfium2 rounds up.
        margins = (place.left, self._height - place.bottom, self._width - place.right, place.top)
        bitmap = self._page.render(
            scale=scale,
            rotation=self._rotation,
            crop=tuple(max(0.0, math.floor(margin * scale) - 0.01) / scale for margin in margins),
            draw_annots=False,
            limit_image_cache=True,
            rev_byteorder=True,
        )
        picture: Image.Image = bitmap.to_pil()
        return picture

    @staticmethod
    def _bounded(scale: float, width: float, height: float) -> float:
        return min(scale, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
