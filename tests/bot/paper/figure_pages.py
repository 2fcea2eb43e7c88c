"""Pages with drawings among the lines of a text: where each figure lies is known to the point.

Places are in points from the top left of an upright page of 612 by 792, as the reader gives them.
Drawings are blue, words are black: a picture's colours tell what is in it.
"""

import io
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.paper.options import Options
from bot.paper.reading import read_pdf
from bot.papers import Box, Cropped, Paper
from tests.bot.paper import hostile, typeset

WIDTH, HEIGHT = 612.0, 792.0
LEFT, RIGHT = 72.0, 540.0
GUTTER = (298.0, 314.0)
"""Between the columns of `columns`."""

DRAWING = Box(left=180, top=300, right=430, bottom=420)
"""Where `drawing` draws unless told otherwise."""

_WORDS = (
    "The harbour keeps a log of every lamp that was lit and of each ship that came by night in storm.",
    "We read these logs line by line and count what the keepers wrote about weather, oil and visitors.",
    "No keeper wrote the same way twice, and a model that learns one hand has to forget another soon.",
    "What follows is told in the order in which it was found, and not in the order of its importance.",
)
_NARROW = (
    "The harbour keeps a log of every lamp that was",
    "lit, and we read these logs line by line to count",
    "what the keepers wrote about the weather and oil,",
    "and no keeper of lamps wrote the same way twice,",
)
_LEADING = 12.0


def text(top: float, lines: int, size: float = 10) -> bytes:
    """Full lines of a paragraph, the first baseline 10 points below `top`."""
    return b"".join(line(_WORDS[at % len(_WORDS)], top + _LEADING * at, size=size) for at in range(lines))


def narrow(top: float, lines: int, left: float = LEFT) -> bytes:
    """Full lines of a column of two, the first baseline 10 points below `top`."""
    return b"".join(line(_NARROW[at % len(_NARROW)], top + _LEADING * at, left) for at in range(lines))


def columns(top: float = 72, lines: int = 50) -> bytes:
    """Text in two columns."""
    return narrow(top, lines) + narrow(top, lines, GUTTER[1])


def line(words: str, top: float, left: float = LEFT, size: float = 10, *, bold: bool = False) -> bytes:
    """One line, its baseline 10 points below `top`."""
    return typeset.line(words, left, HEIGHT - top - 10, size, bold=bold)


def lines(words: Sequence[str], top: float, left: float, size: float, pitch: float) -> bytes:
    """Lines below one another, the first baseline 10 points below `top`."""
    return typeset.lines(list(words), left, HEIGHT - top - 10, size, pitch)


def in_times(lines: bytes) -> bytes:
    """The same lines in another type than the text's."""
    return lines.replace(b"/F1 ", b"/F4 ")


def in_courier(lines: bytes) -> bytes:
    """The same lines as a program's."""
    return lines.replace(b"/F1 ", b"/F3 ")


def in_italics(lines: bytes) -> bytes:
    """The same lines slanted."""
    return lines.replace(b"/F1 ", b"/F5 ")


def drawing(box: Box = DRAWING) -> bytes:
    """A framed plot: its box and a diagonal."""
    left, bottom, width, height = box.left, HEIGHT - box.bottom, box.right - box.left, box.bottom - box.top
    lines = f"{left} {bottom} {width} {height} re S {left} {bottom} m {box.right} {bottom + height} l S\n"
    return f"q 1 w 0.2 0.3 0.8 RG {lines} Q\n".encode()


def filled(box: Box, colour: str = "1 0 0") -> bytes:
    """A rectangle of one colour."""
    place = f"{box.left} {HEIGHT - box.bottom} {box.right - box.left} {box.bottom - box.top}"
    return f"q {colour} rg {place} re f Q\n".encode()


def rule(top: float, left: float = LEFT, right: float = RIGHT) -> bytes:
    """A thin line across."""
    return f"q 0.6 w {left} {HEIGHT - top} m {right} {HEIGHT - top} l S Q\n".encode()


def rows(top: float, many: int, left: float = 190, pitch: float = 14) -> bytes:
    """Rows of three cells, 225 points wide."""
    return b"".join(
        line("lamp", top + pitch * at, left)
        + line(f"{at + 1}0", top + pitch * at, left + 110)
        + line("4.25", top + pitch * at, left + 205)
        for at in range(many)
    )


def around_drawing(caption: bytes, box: Box = DRAWING) -> bytes:
    """A page of text with a drawing in its middle, and its caption wherever `caption` puts it."""
    return text(72, 16) + drawing(box) + caption + text(470, 18)


def pdf(
    *contents: bytes,
    extra: bytes = b"",
    resources: bytes = b"",
    more: Mapping[int, bytes] | None = None,
    last: bytes | None = None,
) -> bytes:
    """A PDF of these pages, and one of text alone behind them, by which the type of the body is known.

    `extra` are entries of every page, `resources` of its resources; `more` are objects from 1000 on.
    """
    pages = (*contents, text(72, 50) if last is None else last)
    return hostile.document(*pages, resources=typeset.FONTS + resources, extra=extra, more=more)


def inheriting(content: bytes, entries: bytes) -> bytes:
    """A PDF whose pages, one with the content and one of text, have these entries of their parent alone."""
    parent = b"/Type /Pages /Kids [10 0 R 12 0 R] /Count 2"
    return hostile.assemble(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< %b /Resources << %b >> %b >>" % (parent, typeset.FONTS, entries),
            10: b"<< /Type /Page /Parent 2 0 R /Contents 11 0 R >>",
            11: hostile.flate(content),
            12: b"<< /Type /Page /Parent 2 0 R /Contents 13 0 R >>",
            13: hostile.flate(text(72, 50)),
        }
    )


def crops(pdf: bytes, options: Options | None = None) -> list[Cropped]:
    """What the reader cuts out of a PDF."""
    paper, *pictures = read_pdf(pdf, options=options)
    assert isinstance(paper, Paper)
    return [one for one in pictures if isinstance(one, Cropped)]


def named(pdf: bytes, options: Options | None = None) -> dict[str, Cropped]:
    """The same, by the figures' names."""
    return {str(one.figure): one for one in crops(pdf, options)}


def pixels(crop: Cropped) -> NDArray[np.int16]:
    """Red, green and blue of its picture, row by row."""
    return np.asarray(Image.open(io.BytesIO(crop.content)).convert("RGB"), dtype=np.int16)


def has_words(crop: Cropped) -> bool:
    """Whether anything black is in its picture: drawings have none."""
    return bool((pixels(crop).max(axis=2) < 90).any())


def is_blue(crop: Cropped) -> bool:
    """Whether a drawing is in its picture."""
    colours = pixels(crop)
    return bool((colours[..., 2] > colours[..., 0] + 60).any())


def near(one: Box | None, other: Box, by: float = 2.5) -> bool:
    """Whether two boxes are the same but for a stroke's width and the coarseness of the looking."""
    return one is not None and all(
        abs(getattr(one, side) - getattr(other, side)) <= by for side in ("left", "top", "right", "bottom")
    )
