"""Places on a page as displayed: points from the top left, rotation applied."""

from dataclasses import dataclass

import pypdfium2 as pdfium

RIGHT, DOWN, LEFT, UP, ASKEW = 0, 1, 2, 3, -1
"""Where a line of text runs."""

_ASKEW_SHARE = 0.1  # of its length that a line may rise before it is askew


@dataclass(slots=True)
class Rect:
    """A rectangle in points from the top left of the page as displayed."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In points."""
        return self.bottom - self.top


class Sheet:
    """From a PDF page's own coordinates to the page as displayed, or upright if text there runs `turned`."""

    def __init__(self, page: pdfium.PdfPage, turned: int = RIGHT) -> None:
        # Not the page's own boxes: these may be inherited, and pypdfium2 does not look for that.
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._quarters = (int(page.get_rotation()) // 90 - turned) % 4

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point as displayed."""
        if self._quarters == 0:
            return x - self._left, self._top - y
        if self._quarters == 1:
            return y - self._bottom, x - self._left
        if self._quarters == LEFT:
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x

    def rect(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right and bottom as displayed."""
        if self._quarters == 0:
            return left - self._left, self._top - top, right - self._left, self._top - bottom
        one, other = self.point(left, bottom), self.point(right, top)
        xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
        return xs[0], ys[0], xs[1], ys[1]

    def direction(self, across: float, up: float) -> int:
        """Where text runs as displayed, from the first two numbers of its matrix."""
        if up == 0 and across > 0:
            return self._quarters
        length = max(abs(across), abs(up))
        if min(abs(across), abs(up)) > _ASKEW_SHARE * length:
            return ASKEW
        along = (RIGHT if across > 0 else LEFT) if abs(across) > abs(up) else (UP if up > 0 else DOWN)
        return (along + self._quarters) % 4


def turn_upright(page: pdfium.PdfPage, direction: int) -> None:
    """Turn an open page, as displayed, until text that ran in that direction runs to the right."""
    page.set_rotation((page.get_rotation() - 90 * direction) % 360)
