"""Boxes and matrices in a PDF page's own coordinates: points, y upwards (ISO 32000-1 8.3)."""

Rect = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Rect = (float("-inf"), float("-inf"), float("inf"), float("inf"))


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, and `then` the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def transform(rect: Rect, by: Matrix) -> Rect:
    """The upright box around a box that has been moved, scaled or turned."""
    left, bottom, right, top = rect
    a, b, c, d, e, f = by
    xs = (a * left + c * bottom, a * left + c * top, a * right + c * bottom, a * right + c * top)
    ys = (b * left + d * bottom, b * left + d * top, b * right + d * bottom, b * right + d * top)
    return (min(xs) + e, min(ys) + f, max(xs) + e, max(ys) + f)


def intersect(one: Rect, other: Rect) -> Rect:
    """What two boxes share; right < left or top < bottom when they share nothing."""
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def touch(one: Rect, other: Rect) -> bool:
    """Whether two boxes share anything."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def inside(inner: Rect, outer: Rect) -> bool:
    """Whether a box lies within another, give or take a point."""
    return (
        inner[0] >= outer[0] - 1
        and inner[1] >= outer[1] - 1
        and inner[2] <= outer[2] + 1
        and inner[3] <= outer[3] + 1
    )
