"""The rules for content blocks: their types and fields, images, and the marks of the prompt cache."""

import base64
import binascii
import io
from collections.abc import Iterator
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.servers.anthropic.errors import ApiError

IMAGE_BYTES = 5 * 1024 * 1024  # of the base64 text, the stricter reading of "5 MB an image"
IMAGE_SIDE = 8000  # pixels
MOST_MARKS = 4
_MEDIA = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
_FIELDS = {
    "text": {"type", "text", "cache_control", "citations"},
    "image": {"type", "source", "cache_control", "transformations"},
    "document": {"type", "source", "cache_control", "citations", "context", "title"},
    "search_result": {"type", "content", "source", "title", "cache_control", "citations"},
    "tool_use": {"type", "id", "name", "input", "cache_control"},
    "tool_result": {"type", "tool_use_id", "content", "is_error", "cache_control"},
    "thinking": {"type", "thinking", "signature"},
    "redacted_thinking": {"type", "data"},
}


def blocks_of(content: object) -> list[dict[str, Any]]:
    """Content as blocks: a bare string is one text block."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return content if isinstance(content, list) else []


def check_blocks(content: object, where: str, admitted: frozenset[str] | None = None) -> None:
    """Raise `ApiError` at the first block that the API would not take."""
    if not isinstance(content, str | list) or not content:
        raise ApiError(f"{where}: Input should be a valid string or a list of content blocks, not empty")
    for number, block in enumerate(blocks_of(content)):
        _check_block(block, where if isinstance(content, str) else f"{where}.{number}", admitted)


def _check_block(block: object, where: str, admitted: frozenset[str] | None) -> None:
    if not isinstance(block, dict):
        raise ApiError(f"{where}: Input should be a valid dictionary")
    kind = block.get("type")
    known = sorted(admitted or _FIELDS)
    if kind not in known:
        raise ApiError(f"{where}: Input tag {kind!r} does not match any of the expected tags: {known}")
    if extra := block.keys() - _FIELDS[str(kind)]:
        raise ApiError(f"{where}.{kind}.{min(extra)}: Extra inputs are not permitted")
    if kind == "text":
        if not isinstance(block.get("text"), str):
            raise ApiError(f"{where}.text.text: Field required")
        if not block["text"].strip():
            raise ApiError(f"{where}: text content blocks must contain non-whitespace text")
    elif kind == "image":
        _check_image(block.get("source"), f"{where}.image.source")
    elif kind in {"document", "search_result"} and "source" not in block:
        raise ApiError(f"{where}.{kind}.source: Field required")


def _check_image(source: object, where: str) -> None:
    if not isinstance(source, dict) or source.get("type") != "base64":
        raise ApiError(f"{where}: this server takes images of type 'base64' only")
    media = source.get("media_type")
    if media not in _MEDIA:
        raise ApiError(f"{where}.base64.media_type: Input should be one of {sorted(_MEDIA)}")
    coded = source.get("data")
    if not isinstance(coded, str) or not coded:
        raise ApiError(f"{where}.base64.data: Field required")
    if len(coded) > IMAGE_BYTES:
        raise ApiError(
            f"{where}.base64: image exceeds 5 MB maximum: {len(coded)} bytes > {IMAGE_BYTES} bytes"
        )
    try:
        with Image.open(io.BytesIO(base64.b64decode(coded, validate=True))) as picture:
            form, size = picture.format, picture.size
    except binascii.Error:
        raise ApiError(f"{where}.base64.data: invalid base64 data") from None
    except (UnidentifiedImageError, OSError):
        raise ApiError(f"{where}.base64.data: Could not process image") from None
    if form != _MEDIA[media]:
        raise ApiError(f"{where}.base64.media_type: says {media}, but the image appears to be {form}")
    if max(size) > IMAGE_SIDE:
        raise ApiError(
            f"{where}.base64.data: a side of the image exceeds {IMAGE_SIDE} pixels",
            details={
                "error_code": "image_dimensions_too_large",
                "max_side_length_pixels": IMAGE_SIDE,
                "paths": [where.removesuffix(".image.source")],
            },
        )


def check_marks(body: dict[str, Any]) -> None:
    """Raise `ApiError` for too many cache marks, a wrong one, or one of 1h behind one of 5m."""
    marks = list(_marks(body))
    for where, mark in marks:
        if not isinstance(mark, dict) or mark.get("type") != "ephemeral":
            raise ApiError(f"{where}.cache_control.type: Input should be 'ephemeral'")
        if mark.get("ttl", "5m") not in {"5m", "1h"}:
            raise ApiError(f"{where}.cache_control.ephemeral.ttl: Input should be '5m' or '1h'")
        if extra := mark.keys() - {"type", "ttl"}:
            raise ApiError(f"{where}.cache_control.ephemeral.{min(extra)}: Extra inputs are not permitted")
    if len(marks) > MOST_MARKS:
        raise ApiError(
            f"A maximum of {MOST_MARKS} blocks with cache_control may be provided. Found {len(marks)}."
        )
    short = False
    for where, mark in marks:
        if mark.get("ttl") == "1h" and short:
            raise ApiError(f"{where}.cache_control.ttl: a ttl='1h' mark must not come after a ttl='5m' mark")
        short = short or mark.get("ttl", "5m") == "5m"


def _marks(body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    places = [("tools", body.get("tools")), ("system", body.get("system"))]
    messages = body.get("messages") or ()
    places += [(f"messages.{n}.content", message.get("content")) for n, message in enumerate(messages)]
    for where, content in places:
        for number, block in enumerate(blocks_of(content)):
            if block.get("cache_control") is not None:
                yield f"{where}.{number}", block["cache_control"]
    if body.get("cache_control") is not None:
        yield "request", body["cache_control"]
