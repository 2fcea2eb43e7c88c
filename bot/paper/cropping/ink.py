"""A page as rendered: where its ink is, and which of it belongs to one figure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.paper.pages.sheet import Rect

Mask = NDArray[np.bool_]
"""True where there is ink, row by row from the top."""

ROW_GAP = 2.0
"""Points: rows with ink that are nearer than this are one stretch."""

_WHITE = np.uint32(0xFCFCFC)
"""Ink is what has less than 252 of 255 red, green or blue: a mask of bits, for all three at once."""

_BAND = 64  # rows
_INSET = 4  # pixels from a tint's edge to where its colour is looked at
_PLAIN = 0.9  # of a row is of its tint, of a side is its line
_MOST_TINTS = 16  # of one framing
_RULE = 2.0  # points: rows of one colour that are no higher are a rule
_CORNER = 5.5  # points: round corners of a framing
_LINE = 1.5  # points about the edge of a framing: its line


@dataclass(slots=True)
class Ink:
    """The ink of a page, or of a part of it; `scale` is pixels to a point, `left` and `top` are pixels."""

    mask: Mask
    scale: float
    left: int = 0
    top: int = 0
    _blanks: tuple[tuple[int, int, int, int], ...] = ()  # windows; blanked where it is looked

    @classmethod
    def of(cls, pixels: NDArray[np.uint8], scale: float, left: int = 0, top: int = 0) -> "Ink":
        """The ink of pixels, `scale` to a point, that begin so far from the page's left and top.

        A pixel is red, green, blue and a byte to spare.
        """
        colours = pixels.view("<u4")[:, :, 0]
        mask = np.empty(colours.shape, dtype=np.bool_)
        for first in range(0, len(mask), _BAND):  # the whole page at once would not fit into the cache
            rows = slice(first, first + _BAND)
            np.not_equal(colours[rows] & _WHITE, _WHITE, out=mask[rows])
        return cls(mask, scale, left, top)

    def clear(self, framing: Rect, pixels: NDArray[np.uint8]) -> None:
        """Take away the tint and the lines of what frames a figure with its caption; `pixels` as for `of`.

        A tint has rows of its own, beside letters and drawings: these are of one colour from side to side.
        """
        top, bottom, left, right = self._window(framing)
        colours = pixels.view("<u4")[top:bottom, left:right, 0] & _WHITE
        if min(colours.shape) <= 2 * _INSET:
            return
        first = colours[:, _INSET]
        plain = (colours == first[:, None]).mean(axis=1) >= _PLAIN
        tints = list(np.unique(first[plain & (first != _WHITE)])[:_MOST_TINTS])
        tints = [tint for tint in tints if _longest(plain & (first == tint)) > _RULE * self.scale]
        part = self.mask[top:bottom, left:right]
        for tint in tints:
            part[colours == tint] = False
        cleared = 0
        for side in self._sides(framing):
            ring = self.mask[side]
            if tints or (ring.size and ring.any(axis=int(ring.shape[1] < ring.shape[0])).mean() >= _PLAIN):
                self.mask[side] = False
                cleared += 1
        for corner in self._corners(framing) if cleared > 1 else ():
            self.mask[corner] = False

    def _sides(self, framing: Rect) -> Iterator[tuple[slice, slice]]:
        """The windows about a frame's four lines, those that the rendering holds."""
        by, (height, width) = round(_LINE * self.scale), self.mask.shape
        top, bottom = (round(at * self.scale) - self.top for at in (framing.top, framing.bottom))
        left, right = (round(at * self.scale) - self.left for at in (framing.left, framing.right))
        rows, columns = slice(max(0, top - by), bottom + by), slice(max(0, left - by), right + by)
        for at in (top, bottom):
            if by <= at < height:
                yield slice(at - by, at + by), columns
        for at in (left, right):
            if by <= at < width:
                yield rows, slice(at - by, at + by)

    def _corners(self, framing: Rect) -> Iterator[tuple[slice, slice]]:
        """The windows in a frame's corners, which may be round."""
        by = round(_CORNER * self.scale)
        top, bottom = (round(at * self.scale) - self.top for at in (framing.top, framing.bottom))
        left, right = (round(at * self.scale) - self.left for at in (framing.left, framing.right))
        for across in (top, bottom - by):
            for along in (left, right - by):
                yield slice(max(0, across), max(0, across + by)), slice(max(0, along), max(0, along + by))

    def without(self, rects: Iterable[Rect]) -> "Ink":
        """The same page with these places blank."""
        return replace(self, _blanks=(*self._blanks, *map(self._window, rects)))

    def share(self, rect: Rect) -> float:
        """How much of a place is ink, from 0 to 1."""
        part = self._part(rect)
        return float(part.mean()) if part.size else 0.0

    def bounds(self, rect: Rect) -> Rect | None:
        """The smallest rectangle around the ink within a place."""
        part = self._part(rect)
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        if not len(rows):
            return None
        top, _, left, _ = self._window(rect)
        top, left = top + self.top, left + self.left
        return Rect(
            (left + int(columns[0])) / self.scale,
            (top + int(rows[0])) / self.scale,
            (left + int(columns[-1]) + 1) / self.scale,
            (top + int(rows[-1]) + 1) / self.scale,
        )

    def rows(self, rect: Rect, gap: float) -> list[tuple[float, float]]:
        """Stretches of rows with ink, from the top, in points; gaps up to `gap` do not part them."""
        top, _, _, _ = self._window(rect)
        return self._stretches(np.asarray(self._part(rect).any(axis=1)), top + self.top, gap)

    def columns(self, rect: Rect, gap: float) -> list[tuple[float, float]]:
        """Stretches of columns with ink, from the left, in points; gaps up to `gap` do not part them."""
        _, _, left, _ = self._window(rect)
        return self._stretches(np.asarray(self._part(rect).any(axis=0)), left + self.left, gap)

    def filled_rows(self, rect: Rect) -> float:
        """How much of a place's height, in points, is ink from left to right."""
        part = self._part(rect)
        return float(part.all(axis=1).sum()) / self.scale if part.size else 0.0

    def filled_columns(self, rect: Rect) -> float:
        """How much of a place's width, in points, is ink from top to bottom."""
        part = self._part(rect)
        return float(part.all(axis=0).sum()) / self.scale if part.size else 0.0

    def _stretches(self, inked: Mask, start: int, gap: float) -> list[tuple[float, float]]:
        places = np.flatnonzero(inked)
        if not len(places):
            return []
        breaks = np.flatnonzero(np.diff(places) > gap * self.scale + 1)
        firsts = np.concatenate(([places[0]], places[breaks + 1]))
        lasts = np.concatenate((places[breaks], [places[-1]]))
        return [
            ((start + int(first)) / self.scale, (start + int(last) + 1) / self.scale)
            for first, last in zip(firsts, lasts, strict=True)
        ]

    def _part(self, rect: Rect) -> Mask:
        top, bottom, left, right = self._window(rect)
        part: Mask = self.mask[top:bottom, left:right]
        blanks = [
            (max(0, above - top), below - top, max(0, before - left), behind - left)
            for above, below, before, behind in self._blanks
            if above < bottom and below > top and before < right and behind > left
        ]
        if blanks:
            part = part.copy()
        for above, below, before, behind in blanks:
            part[above:below, before:behind] = False
        return part

    def _window(self, rect: Rect) -> tuple[int, int, int, int]:
        height, width = self.mask.shape
        return (
            min(max(0, round(rect.top * self.scale) - self.top), height),
            min(max(0, round(rect.bottom * self.scale) - self.top), height),
            min(max(0, round(rect.left * self.scale) - self.left), width),
            min(max(0, round(rect.right * self.scale) - self.left), width),
        )


def _longest(rows: Mask) -> int:
    """The most rows one below another."""
    ends = np.flatnonzero(np.diff(np.concatenate(([False], rows, [False]))))
    return int(max(ends[1::2] - ends[::2], default=0))
