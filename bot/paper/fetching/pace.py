"""Courtesy to arXiv: who may send a request, and when.

arXiv asks for no more than one request every three seconds from all of a client's machines together
(https://info.arxiv.org/help/api/tou.html), so the pace is a port: the store keeps it across processes,
`LocalPace` within one.
"""

import asyncio
import time
from typing import Protocol

INTERVAL = 3.0
"""Seconds between two requests to arXiv."""


class Pace(Protocol):
    """Hands out turns to send, one at a time."""

    async def turn(self) -> None:
        """Return when the caller may send one request; called before each, redirects included."""

    async def rest(self, seconds: float) -> None:
        """Hand out no turn for that long: arXiv has asked for a pause. Returns at once.

        A shorter rest never ends a longer one.
        """


class LocalPace:
    """The pace of one process: turns in the order in which they were asked for, `interval` seconds apart."""

    def __init__(self, interval: float = INTERVAL) -> None:
        self._interval = interval
        self._free = 0.0  # on the monotonic clock: when the next turn may be handed out
        self._line: asyncio.Lock | None = None  # made in the loop that uses it

    async def turn(self) -> None:
        """Wait in line, then until the interval and every rest are over."""
        if self._line is None:
            self._line = asyncio.Lock()
        async with self._line:
            while (wait := self._free - time.monotonic()) > 0:  # noqa: ASYNC110  it waits for a time, which a rest moves
                await asyncio.sleep(wait)
            self._free = time.monotonic() + self._interval

    async def rest(self, seconds: float) -> None:
        """Push the next turn back; whoever waits already goes on waiting."""
        self._free = max(self._free, time.monotonic() + seconds)
