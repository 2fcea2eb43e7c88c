"""Rate limits.

https://discord.com/developers/docs/topics/rate-limits
Discord publishes no numbers but the global one; these are those that its headers have been seen to tell.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from tests.servers.discord import wire

GLOBAL = (50, 1.0)
LIMITS: Mapping[str, tuple[int, float]] = {
    "post": (5, 5.0),
    "edit": (5, 5.0),
    "delete": (5, 1.0),
    "react": (1, 0.25),
    "rename": (2, 600.0),
    "webhook": (5, 2.0),
    "other": (50, 1.0),
}
"""Requests, and the seconds in which they may be made, for each channel or webhook."""


@dataclass
class _Window:
    ends: float
    left: int


class Rates:
    """Counts requests; `pace` stretches or shortens all windows, 1.0 being Discord's own."""

    def __init__(self, pace: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.pace = pace
        self._clock = clock
        self._windows: dict[tuple[str, str], _Window] = {}

    def take(self, bucket: str, major: str) -> tuple[dict[str, str], float | None]:
        """Count a request: the headers of its answer, and the seconds to wait where it is one too many.

        A window opens at the first request, and is full again when its time is over.
        """
        limit, seconds = LIMITS[bucket]
        now, key = self._clock(), (bucket, major)
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            window = self._windows[key] = _Window(now + seconds * self.pace, limit)
        refused = window.left == 0
        window.left = max(0, window.left - 1)
        wait = window.ends - now
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(window.left),
            "X-RateLimit-Reset": f"{time.time() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": f"{bucket}-bucket",
        }
        return headers, wait if refused else None

    def take_global(self) -> float | None:
        """Count a request to the whole API: the seconds to wait where it is one too many."""
        limit, seconds = GLOBAL
        now, key = self._clock(), ("global", "")
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            window = self._windows[key] = _Window(now + seconds * self.pace, limit)
        window.left -= 1
        return window.ends - now if window.left < 0 else None


def too_many(wait: float, headers: Mapping[str, str], *, everywhere: bool = False) -> web.Response:
    """The 429."""
    told = {
        **headers,
        "Retry-After": str(math.ceil(wait)),
        "Via": "1.1 google",
        "X-RateLimit-Scope": "global" if everywhere else "user",
        **({"X-RateLimit-Global": "true"} if everywhere else {}),
    }
    body = {"message": "You are being rate limited.", "retry_after": round(wait, 3), "global": everywhere}
    return wire.answer(body, 429, told)
