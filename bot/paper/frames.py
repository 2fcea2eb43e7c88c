"""What the reader's child process writes after its answer: pictures, each a line of JSON and its bytes.

    {"kind": "picture", "bytes": 81234, "figure": {"kind": "table", "number": "2"}, "page": 4, …}
    …81234 bytes of PNG or JPEG…
    {"kind": "end", "lost": [7], "faults": ["MemoryError at render.py:40"]}

Both ends are here: the child makes frames, the parent takes them apart and believes none of them.
"""

import math
import re
import struct
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from bot.papers import Box, Cropped, FigureKey, Paper
from bot.values import Value

HEADER = 4096
"""Bytes of a header at most, its line break included."""

_MOST_TOLD = 20  # faults and lost pages that an end tells
_FAULT = re.compile(r"[\w.]{1,80}(?: at [\w.]{1,80}:\d{1,6})?")
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_JPEG_SIZES = frozenset({0xC0, 0xC1, 0xC2})  # start of frame: baseline, extended, progressive
_JPEG_SEGMENT, _JPEG_BEGIN = struct.Struct(">BBHxHH"), 0xFF  # marker, length, bits, height and width
_JPEG_SEGMENTS = 100  # before the picture's size is told


@dataclass(frozen=True)
class PictureBounds:
    """What the pictures of one paper may take; beyond it the paper stands without further ones."""

    count: int = 200
    each: int = 8_000_000  # bytes
    total: int = 64_000_000  # bytes
    pixels: int = 40_000_000  # of one
    seconds: float = 45.0  # by the clock, all pages; what the caller does with a picture does not count
    cpu_seconds: int = 30  # all pages
    page_seconds: float = 12.0
    page_cpu_seconds: int = 6
    plan_cpu_seconds: int = 10  # for finding out where the figures are
    deaths: int = 3  # of processes that draw; then no further page is tried


class BadFrame(Exception):
    """The child has written what no honest child writes."""


class PictureHeader(Value):
    """What stands before a picture's bytes: a `Cropped` without its content."""

    kind: Literal["picture"] = "picture"
    bytes: int = Field(ge=1)
    figure: FigureKey
    page: int = Field(ge=1)
    box: Box | None
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    doubt: str = Field("", max_length=500)


class EndHeader(Value):
    """The last frame: which pages gave no pictures, and what of Herald's own failed there."""

    kind: Literal["end"] = "end"
    lost: tuple[int, ...] = Field((), max_length=_MOST_TOLD)
    faults: tuple[str, ...] = Field((), max_length=_MOST_TOLD)


_HEADERS: TypeAdapter[PictureHeader | EndHeader] = TypeAdapter(
    Annotated[PictureHeader | EndHeader, Field(discriminator="kind")]
)


def picture_frame(cropped: Cropped) -> bytes:
    """The frame of one picture."""
    header = PictureHeader(bytes=len(cropped.content), **cropped.model_dump(exclude={"content"}))
    return header.model_dump_json().encode() + b"\n" + cropped.content


def end_frame(lost: list[int], faults: list[str]) -> bytes:
    """The frame that says that all is told."""
    header = EndHeader(lost=tuple(lost[:_MOST_TOLD]), faults=tuple(faults[:_MOST_TOLD]))
    return header.model_dump_json().encode() + b"\n"


def read_header(line: bytes) -> PictureHeader | EndHeader:
    """The header on a line; raises `BadFrame`."""
    try:
        header = _HEADERS.validate_json(line)
    except ValidationError:
        raise BadFrame("a header that is none") from None  # the cause would quote it
    if isinstance(header, EndHeader) and not all(_FAULT.fullmatch(fault) for fault in header.faults):
        raise BadFrame("a fault in words of its own")
    return header


class Admission:
    """Looks at every header and every picture of one paper before it is let through."""

    def __init__(self, paper: Paper, bounds: PictureBounds) -> None:
        self._pages = paper.pages
        self._figures = {figure.key for figure in paper.figures}
        self._drawn: set[FigureKey] = set()
        self._bounds = bounds
        self._count = self._total = 0

    def admit(self, header: PictureHeader) -> None:
        """Raises `BadFrame` unless such a picture may come, now."""
        self._count += 1
        self._total += header.bytes
        if self._count > self._bounds.count:
            raise BadFrame("too many pictures")
        if header.bytes > self._bounds.each or self._total > self._bounds.total:
            raise BadFrame("too many bytes")
        if header.width * header.height > self._bounds.pixels:
            raise BadFrame("too many pixels")
        if header.figure not in self._figures:
            raise BadFrame("a figure that the paper does not have")
        if header.page > self._pages or not (header.box is None or _is_box(header.box)):
            raise BadFrame("a place that the paper does not have")
        if not header.doubt.isprintable():
            raise BadFrame("a doubt with control characters")

    def open(self, header: PictureHeader, content: bytes) -> Cropped | None:
        """The picture, or None when its figure has one: a table that goes on has two captions.

        Raises `BadFrame` when it is not what its header says.
        """
        if picture_size(content) != (header.width, header.height):
            raise BadFrame("a picture that is not what its header says")
        if header.figure in self._drawn:
            return None
        self._drawn.add(header.figure)
        return Cropped(content=content, **header.model_dump(exclude={"kind", "bytes"}))


def _is_box(box: Box) -> bool:
    edges = (box.left, box.top, box.right, box.bottom)
    return all(map(math.isfinite, edges)) and box.left < box.right and box.top < box.bottom


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as a PNG or a JPEG tells them; None when it is neither, or cut off."""
    if content.startswith(_PNG) and content.endswith(_PNG_END):
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if content.startswith(_JPEG) and content.endswith(_JPEG_END):
        return _jpeg_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """By the segment that begins a frame (ITU-T T.81, B.2.2)."""
    at = 2
    for _ in range(_JPEG_SEGMENTS):
        if at + _JPEG_SEGMENT.size > len(content):
            return None
        begin, marker, length, height, width = _JPEG_SEGMENT.unpack_from(content, at)
        if begin != _JPEG_BEGIN:
            return None
        if marker in _JPEG_SIZES:
            return width, height
        at += 2 + length
    return None
