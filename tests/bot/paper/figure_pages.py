"""Pages with one drawing among the lines of a text: where a figure lies is known to the point.

Places are in points from the top left of an upright page of 612 by 792, as the reader gives them.
"""

from collections.abc import Mapping

from bot.paper.options import Options
from bot.paper.reading import read_pdf
from bot.papers import Box, Cropped, Paper
from tests.bot.paper import hostile

HEIGHT = 792.0
LEFT, RIGHT = 72.0, 540.0
DRAWING = Box(left=180, top=300, right=430, bottom=420)
"""Where `drawing` draws unless told otherwise."""

_WORDS = (
    "The harbour keeps a log of every lamp that was lit and of each ship that came by night in storm.",
    "We read these logs line by line and count what the keepers wrote about weather, oil and visitors.",
    "No keeper wrote the same way twice, and a model that learns one hand has to forget another soon.",
    "What follows is told in the order in which it was found, and not in the order of its importance.",
)
_LEADING = 12.0


def text(top: float, lines: int, size: float = 10) -> bytes:
    """Full lines of a paragraph, the first baseline 10 points below `top`."""
    return b"".join(
        hostile.show(_WORDS[line % len(_WORDS)], LEFT, HEIGHT - top - 10 - _LEADING * line, size)
        for line in range(lines)
    )


def line(words: str, top: float, left: float = LEFT, size: float = 10) -> bytes:
    """One line, its baseline 10 points below `top`."""
    return hostile.show(words, left, HEIGHT - top - 10, size)


def drawing(box: Box = DRAWING) -> bytes:
    """A framed plot: its box, a diagonal and a label inside."""
    left, bottom, width, height = box.left, HEIGHT - box.bottom, box.right - box.left, box.bottom - box.top
    lines = f"{left} {bottom} {width} {height} re S {left} {bottom} m {box.right} {bottom + height} l S\n"
    return f"q 1 w 0.2 0.3 0.8 RG {lines} Q\n".encode()


def rule(top: float, left: float = LEFT, right: float = RIGHT) -> bytes:
    """A thin line across."""
    return f"q 0.6 w {left} {HEIGHT - top} m {right} {HEIGHT - top} l S Q\n".encode()


def around_drawing(caption: bytes, box: Box = DRAWING) -> bytes:
    """A page of text with a drawing in its middle, and its caption wherever `caption` puts it."""
    return text(72, 16) + drawing(box) + caption + text(470, 18)


def pdf(*contents: bytes, extra: bytes = b"", more: Mapping[int, bytes] | None = None) -> bytes:
    """A PDF of these pages, and one of text alone behind them, by which the type of the body is known."""
    return hostile.document(*contents, text(72, 50), extra=extra, more=more)


def crops(pdf: bytes, options: Options | None = None) -> list[Cropped]:
    """What the reader cuts out of a PDF."""
    paper, *pictures = read_pdf(pdf, options=options)
    assert isinstance(paper, Paper)
    return [one for one in pictures if isinstance(one, Cropped)]


def near(one: Box | None, other: Box, by: float = 2.5) -> bool:
    """Whether two boxes are the same but for a stroke's width and the coarseness of the looking."""
    return one is not None and all(
        abs(getattr(one, side) - getattr(other, side)) <= by for side in ("left", "top", "right", "bottom")
    )
