"""Tokens, the prompt cache and the bill, by Anthropic's rules with a simple count of our own.

A text has a token for every 4 characters begun, an image one for every 750 pixels begun.
"""

import base64
import hashlib
import io
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from PIL import Image

from tests.servers.anthropic.blocks import blocks_of

FEWEST_CACHED = 512  # tokens; a shorter prefix is not cached, and nothing says so
LOOK_BACK = 20  # blocks before a mark that are searched for what an earlier mark left
LIVES = {"5m": 300.0, "1h": 3600.0}  # seconds


def tokens_of(text: str) -> int:
    """Tokens of a text."""
    return (len(text) + 3) // 4


@dataclass
class Bill:
    """What a request is billed, in tokens; `output` grows as the reply is written and holds the thinking."""

    uncached: int = 0
    read: int = 0
    written_5m: int = 0
    written_1h: int = 0
    output: int = 0

    @property
    def prompt(self) -> int:
        """The whole prompt, at whatever price."""
        return self.uncached + self.read + self.written_5m + self.written_1h

    def usage(self, output: int | None = None) -> dict[str, Any]:
        """As the API tells it; `output` where it is not what has been written so far."""
        return {
            "input_tokens": self.uncached,
            "cache_creation_input_tokens": self.written_5m + self.written_1h,
            "cache_read_input_tokens": self.read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": self.written_5m,
                "ephemeral_1h_input_tokens": self.written_1h,
            },
            "output_tokens": self.output if output is None else output,
            "service_tier": "standard",
        }

    def __add__(self, other: "Bill") -> "Bill":
        return Bill(
            self.uncached + other.uncached,
            self.read + other.read,
            self.written_5m + other.written_5m,
            self.written_1h + other.written_1h,
            self.output + other.output,
        )


@dataclass(frozen=True)
class _Part:
    """One block of the prompt as the cache sees it."""

    content: str
    tokens: int
    ttl: str = ""  # of its mark; "" without one


@dataclass
class _Entry:
    ttl: str
    until: float


class PrefixCache:
    """Prefixes that marks have left behind; the clock can be put forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.ahead = 0.0
        self._entries: dict[str, _Entry] = {}

    def charge(self, body: dict[str, Any]) -> Bill:
        """Read and write the cache for a request, and say what its prompt costs."""
        parts = _parts(body)
        totals = list(accumulate(part.tokens for part in parts))
        keys = _keys(body, parts)
        marks = [place for place, part in enumerate(parts) if part.ttl]
        now = self.clock() + self.ahead
        hit = max(
            (place for mark in marks for place in _reach(mark) if self._alive(keys[place], now)), default=-1
        )
        bill = Bill(read=totals[hit] if hit >= 0 else 0)
        for place in (hit, *(mark for mark in marks if mark < hit)):
            if place >= 0 and (entry := self._entries.get(keys[place])):
                entry.until = now + LIVES[entry.ttl]
        for mark in (mark for mark in marks if mark > hit and totals[mark] >= FEWEST_CACHED):
            ttl, new = parts[mark].ttl, totals[mark] - bill.prompt
            self._entries[keys[mark]] = _Entry(ttl, now + LIVES[ttl])
            if ttl == "1h":
                bill.written_1h += new
            else:
                bill.written_5m += new
        bill.uncached = totals[-1] - bill.prompt if totals else 0
        return bill

    def _alive(self, key: str, now: float) -> bool:
        entry = self._entries.get(key)
        return entry is not None and entry.until > now


def prompt_tokens(body: dict[str, Any]) -> int:
    """Tokens of the whole prompt: tools, system and messages."""
    return sum(part.tokens for part in _parts(body))


def _reach(mark: int) -> range:
    return range(max(0, mark - LOOK_BACK + 1), mark + 1)


def _parts(body: dict[str, Any]) -> list[_Part]:
    """The prompt in the cache's order: tools, system, messages."""
    placed = [("tools", tool) for tool in body.get("tools") or ()]
    placed += [("system", block) for block in blocks_of(body.get("system"))]
    for number, message in enumerate(body.get("messages") or ()):
        where = f"messages {number} {message.get('role')}"
        placed += [(where, block) for block in blocks_of(message.get("content"))]
    marks = [block.get("cache_control") for _, block in placed]
    if body.get("cache_control") and marks:  # a mark on the whole request stands at its last block
        marks[-1] = marks[-1] or body["cache_control"]
    return [
        _Part(f"{where}\n{json.dumps(bare)}", _weigh(bare), mark.get("ttl", "5m") if mark else "")
        for (where, block), mark in zip(placed, marks, strict=True)
        for bare in [{name: value for name, value in block.items() if name != "cache_control"}]
    ]


def _weigh(block: dict[str, Any]) -> int:
    if block.get("type") == "text":
        return tokens_of(str(block.get("text", "")))
    source = block.get("source")
    if block.get("type") == "image" and isinstance(source, dict) and source.get("type") == "base64":
        with Image.open(io.BytesIO(base64.b64decode(source["data"]))) as picture:
            return -(-picture.width * picture.height // 750)
    return tokens_of(json.dumps(block))


def _keys(body: dict[str, Any], parts: list[_Part]) -> list[str]:
    """For each block the name of the prefix that ends with it: model, schema and thinking are part of it."""
    form = (body.get("output_config") or {}).get("format")
    so_far = hashlib.sha256(json.dumps([body.get("model"), form, body.get("thinking")]).encode())
    keys = []
    for part in parts:
        so_far.update(f"\0{part.content}".encode())
        keys.append(so_far.hexdigest())
    return keys
