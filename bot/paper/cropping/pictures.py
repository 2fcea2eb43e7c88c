"""From a piece of a rendered page to a picture that networks take and phones show whole."""

import io

from PIL import Image

MOST_BYTES = 1_000_000
"""Of one picture: Bluesky's limit; X takes five times as much."""

WIDEST, TALLEST = 2.0, 4 / 3
"""Width to height, and height to width, that X shows uncropped in its timeline (as announced in May 2021)."""

_MARGIN = 0.02  # of the longer side: even and white
_SHARPNESS = (90, 80, 70, 60)
_SHRINK = 0.8
_MOST_PIXELS = 40_000_000  # of a padded picture
_SPEED = 3  # of zlib: half the time of its best, a tenth more bytes


def picture_of(piece: Image.Image) -> tuple[bytes, int, int]:
    """The file's bytes (PNG, or JPEG where that would be too large), its width and height in pixels."""
    framed = _framed(piece)
    content = _png(framed)
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


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=_SPEED)
    return buffer.getvalue()


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, subsampling=0)
    return buffer.getvalue()
