"""From a piece of a rendered page to a picture that networks take and phones show whole."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageChops

MOST_BYTES = 1_000_000
"""Of one picture: Bluesky's limit; X takes five times as much."""

WIDEST, TALLEST = 2.0, 4 / 3
"""Width to height, and height to width, that X shows uncropped in its timeline (as announced in May 2021)."""

_MARGIN = 0.02  # of the longer side: even and white
_SHARPNESS = (90, 80, 70, 60)
_SHRINK = 0.8
_SAMPLE = 4  # pixels whose mean is looked at
_PHOTOGRAPH = 4000  # colours of these means
_MOST_PIXELS = 40_000_000  # of a padded picture
_SPEED = 3  # of zlib: half the time of its best, a tenth more bytes
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _COLOUR = 0, 2  # colour types of PNG


def picture_of(piece: Image.Image) -> tuple[bytes, int, int]:
    """The file's bytes (PNG, or JPEG where that would be too large), its width and height in pixels."""
    framed = _framed(piece)
    small = framed.reduce(_SAMPLE)
    if not _is_grey(small) and len(small.getcolors(small.width * small.height) or ()) > _PHOTOGRAPH:
        content = _jpeg(framed, _SHARPNESS[0])
    else:
        content = _png(framed.getchannel(1) if _is_grey(small) else framed)
    while len(content) > MOST_BYTES:
        for quality in _SHARPNESS:
            content = _jpeg(framed, quality)
            if len(content) <= MOST_BYTES:
                break
        else:
            framed = framed.resize((int(_SHRINK * framed.width), int(_SHRINK * framed.height)))
    return content, framed.width, framed.height


def _framed(piece: Image.Image) -> Image.Image:
    """With a small white margin, and padded to a ratio that is shown whole."""
    margin = max(4, round(_MARGIN * max(piece.size)))
    width, height = piece.width + 2 * margin, piece.height + 2 * margin
    if width * height * max(width / height, height / width) < _MOST_PIXELS:
        width, height = max(width, round(height / TALLEST)), max(height, round(width / WIDEST))
    framed = Image.new("RGB", (width, height), "white")
    framed.paste(piece, ((width - piece.width) // 2, (height - piece.height) // 2))
    return framed


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    return not (ImageChops.difference(red, green).getbbox() or ImageChops.difference(green, blue).getbbox())


def _png(picture: Image.Image) -> bytes:
    """The file, its rows unfiltered (W3C PNG, 5 and 9).

    Pillow tries all filters on each row: that takes twice as long, and plots are the larger for it.
    """
    pixels = np.asarray(picture).reshape(picture.height, -1)
    rows = np.zeros((picture.height, 1 + pixels.shape[1]), np.uint8)  # each begins with its filter: 0 is none
    rows[:, 1:] = pixels
    colour = _GREY if picture.mode == "L" else _COLOUR
    head = struct.pack(">IIBBBBB", picture.width, picture.height, 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.data, _SPEED)), (b"IEND", b""))
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, subsampling=0)
    return buffer.getvalue()
