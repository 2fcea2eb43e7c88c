"""A reply byte for byte: the events of a stream, or one JSON body."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.servers.anthropic.cache import tokens_of
from tests.servers.anthropic.reply import Asked, Reply


@dataclass(frozen=True)
class Frame:
    """Bytes that go out together, and the characters of text and the tokens that are out with them."""

    raw: bytes
    characters: int
    tokens: int


def event(told: Mapping[str, Any], name: str = "") -> bytes:
    """One server-sent event."""
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name or told['type']}\ndata: {data}\n\n".encode()


def message(asked: Asked, content: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    """A message as the API hands it out, whole or as the first event has it."""
    return {
        "id": f"msg_{asked.request_id.removeprefix('req_')}",
        "type": "message",
        "role": "assistant",
        "model": asked.body.get("model"),
        "content": content,
        "stop_reason": None,
        "stop_sequence": None,
        **rest,
    }


def whole(asked: Asked, reply: Reply) -> Iterator[Frame]:
    """The reply as one JSON body."""
    content: list[dict[str, Any]] = []
    if reply.thinking is not None:
        content.append({"type": "thinking", "thinking": reply.thinking, "signature": "c2lnbmVk"})
    if asked.text:
        content.append({"type": "text", "text": asked.text})
    output = _billed(asked, len(asked.text))
    rest: dict[str, Any] = {"stop_reason": reply.stop_reason}
    if reply.stop_details:
        rest["stop_details"] = dict(reply.stop_details)
    if reply.usage:
        rest["usage"] = asked.bill.usage(output)
    raw = json.dumps(message(asked, content, **rest), ensure_ascii=False).encode()
    yield Frame(raw, len(asked.text), output)


def events(asked: Asked, reply: Reply, chunk: int) -> Iterator[Frame]:
    """The reply as a stream, with so many characters in one delta of text."""
    for raw, characters in _events(asked, reply, chunk):
        yield Frame(raw, characters, _billed(asked, characters))


def _billed(asked: Asked, characters: int) -> int:
    return asked.thought + tokens_of(asked.text[:characters])


def _events(asked: Asked, reply: Reply, chunk: int) -> Iterator[tuple[bytes, int]]:
    start = message(asked, [], **({"usage": asked.bill.usage(1)} if reply.usage else {}))
    yield event({"type": "message_start", "message": start}), 0
    if reply.strange:
        yield event({"type": "weather_report", "sky": {"clouds": 3}}), 0
    index = 0
    if reply.thinking is not None:
        yield from ((raw, 0) for raw in _thinking(index, reply.thinking, chunk))
        index += 1
    if reply.strange:
        block = {"type": "drawing", "strokes": []}
        yield event({"type": "content_block_start", "index": index, "content_block": block}), 0
        yield event({"type": "content_block_delta", "index": index, "delta": {"type": "stroke", "x": 1}}), 0
        yield event({"type": "content_block_stop", "index": index}), 0
        index += 1
    if asked.text:
        yield (
            event(
                {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}}
            ),
            0,
        )
        yield event({"type": "ping"}), 0
        yield from _text(asked.text, index, reply.garbled_at, chunk)
        yield event({"type": "content_block_stop", "index": index}), len(asked.text)
    delta: dict[str, Any] = {"stop_reason": reply.stop_reason, "stop_sequence": None}
    if reply.stop_details:
        delta["stop_details"] = dict(reply.stop_details)
    last: dict[str, Any] = {"type": "message_delta", "delta": delta}
    if reply.usage:
        last["usage"] = asked.bill.usage(_billed(asked, len(asked.text)))
    yield event(last), len(asked.text)
    yield event({"type": "message_stop"}), len(asked.text)


def _text(text: str, index: int, garbled_at: int | None, chunk: int) -> Iterator[tuple[bytes, int]]:
    garbled = b'event: content_block_delta\ndata: {"type": "content_block_del\n\n'
    for start in range(0, len(text), chunk):
        if garbled_at is not None and start >= garbled_at:
            yield garbled, start
            garbled_at = None
        said = text[start : start + chunk]
        delta = {"type": "text_delta", "text": said}
        yield event({"type": "content_block_delta", "index": index, "delta": delta}), start + len(said)
    if garbled_at is not None:
        yield garbled, len(text)


def _thinking(index: int, thought: str, chunk: int) -> Iterator[bytes]:
    block = {"type": "thinking", "thinking": "", "signature": ""}
    yield event({"type": "content_block_start", "index": index, "content_block": block})
    deltas = [
        {"type": "thinking_delta", "thinking": thought[start : start + chunk]}
        for start in range(0, len(thought), chunk)
    ]
    for delta in (*deltas, {"type": "signature_delta", "signature": "c2lnbmVk"}):
        yield event({"type": "content_block_delta", "index": index, "delta": delta})
    yield event({"type": "content_block_stop", "index": index})
