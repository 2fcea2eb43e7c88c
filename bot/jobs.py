"""The background work, on docket: asking for it, and running the workers that do it.

A platform's jobs stand in a queue of their own, `herald-<platform>`, because showing what they do needs
that platform's token. A job names a draft and nothing else. docket pickles a job's arguments, so whoever can
write to this Redis can run code in a worker: it must be as private as the worker itself.

docket takes half a second to import and is imported when it is needed, so that a command that only shows
something does not wait for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Self

from bot.draft import Draft
from bot.redis_access import told

if TYPE_CHECKING:
    from docket import Docket

Advance = Callable[[str], Awaitable[None]]
GaveUp = Callable[[str, BaseException], Awaitable[None]]

JOB = "advance"
"""The job's name in the queue: the same in every version, so that a new worker takes up old jobs."""

_ASKING_SECONDS = 10.0
_ASKING_AT_ONCE = 16  # docket's pool of connections raises when it has handed out all it has


class DocketJobs:
    """The `Jobs` of all processes that share one Redis.

    `at_once` is how many jobs a worker of one platform runs at a time, `lease` the seconds after which the
    job of a killed worker is taken up by another (long jobs renew theirs), `drain` the seconds that a
    worker which is told to end gives its jobs; what has not ended then is taken up by another worker.
    A job that raises is tried `attempts` times. Close it, or use it as an async context manager.
    """

    def __init__(
        self, redis_url: str, *, at_once: int = 4, lease: float = 8.0, drain: float = 5.0, attempts: int = 4
    ) -> None:
        self._url = redis_url
        self.at_once = at_once
        self.lease = lease
        self.drain = drain
        self.attempts = attempts
        self._open = AsyncExitStack()
        self._queues: dict[str, Docket] = {}
        self._opening = asyncio.Lock()
        self._line = asyncio.Semaphore(_ASKING_AT_ONCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        self._queues.clear()
        await self._open.aclose()

    async def later(self, draft: Draft) -> None:
        """See `Jobs.later`. Raises `StoreError`."""
        with told(self._url):
            async with asyncio.timeout(_ASKING_SECONDS), self._line:
                queue = await self._queue(draft.conversation.platform)
                await queue.add(JOB, key=f"{draft.id}:{draft.version}")(draft.id)

    async def work(self, platforms: Collection[str], advance: Advance, gave_up: GaveUp) -> None:
        """Do the jobs of these platforms until cancelled, then drain.

        Jobs of one draft never run at the same time. `advance(draft_id)` may run again for what it has
        already done. A job that raised on every attempt, or took its worker down with it again and again,
        is handed to `gave_up(draft_id, error)`. While Redis is away the workers wait for it.
        """
        from bot.worker import work  # noqa: PLC0415  imports docket

        await work(self, self._url, platforms, advance, gave_up)

    async def _queue(self, platform: str) -> "Docket":
        from bot.worker import open_queue  # noqa: PLC0415  imports docket

        async with self._opening:
            if platform not in self._queues:
                self._queues[platform] = await self._open.enter_async_context(open_queue(self._url, platform))
            return self._queues[platform]
