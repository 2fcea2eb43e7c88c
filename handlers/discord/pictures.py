"""Pictures within what Discord takes."""

import io
from pathlib import PurePath

from PIL import Image

FILE_BYTES = 10 * 1024 * 1024
"""Discord's limit for a file; a server with boosts takes more, which is not relied on."""

REQUEST_BYTES = 25 * 1024 * 1024 - 64 * 1024
"""Its limit for a request, without the room for the message itself."""

_QUALITY = 90


def fitting(name: str, content: bytes, most: int = FILE_BYTES) -> tuple[str, bytes]:
    """The picture, as a JPEG and if need be smaller where it has more than `most` bytes, and its name."""
    if len(content) <= most:
        return name, content
    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGB")
    while True:
        packed = io.BytesIO()
        picture.save(packed, "JPEG", quality=_QUALITY)
        if packed.tell() <= most:
            return f"{PurePath(name).stem}.jpg", packed.getvalue()
        picture.thumbnail((picture.width * 3 // 4, picture.height * 3 // 4))
