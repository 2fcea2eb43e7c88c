"""The background work, on docket: asking for it, and running the workers that do it.

A platform's jobs stand in queues of their own, because showing what they do needs that platform's token:
`herald-<platform>` for heavy work, which takes minutes, and `herald-<platform>-chat` for what people wait
for. A job names a draft, or carries what somebody did in a chat. docket pickles a job's arguments, so
whoever can write to this Redis can run code in a worker: it must be as private as the worker itself.

docket takes half a second to import and is imported when it is needed, so that a command that only shows
something does not wait for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.deeds import Deed, packed
from bot.draft import Draft
from bot.redis_access import told

if TYPE_CHECKING:
    from docket import Docket

ADVANCE, SHOW, DO = "advance", "show", "do"
"""The jobs' names in the queues: the same in every version, so that a new worker takes up old jobs."""

_ASKING_SECONDS = 10.0
_ASKING_AT_ONCE = 16  # docket's pool of connections raises when it has handed out all it has


Run = Callable[[str], Awaitable[None]]
GaveUp = Callable[[str, BaseException], Awaitable[None]]


@dataclass(frozen=True)
class Work:
    """What jobs do. Each may run again for what it has already done; what it raises has it run again."""

    advance: Run  # the heavy work on the draft of that id
    give_up: GaveUp  # `advance` has raised on every attempt, or taken its worker down again and again
    show: Run  # brings the messages of the draft of that id up to date
    do: Callable[[Deed], Awaitable[None]]  # what somebody did in a chat
    undoable: Callable[[Deed, BaseException], Awaitable[None]]  # `do` has raised on every attempt


class DocketJobs:
    """The `Jobs` of all processes that share one Redis.

    `at_once` is how many heavy jobs a worker of one platform runs at a time, `lease` the seconds after which
    the job of a killed worker is taken up by another (long jobs renew theirs), `drain` the seconds that a
    worker which is told to end gives its jobs; what has not ended then is taken up by another worker.
    A heavy job that raises is tried `attempts` times. Close it, or use it as an async context manager.
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
        await self._add(
            heavy_queue(draft.conversation.platform), ADVANCE, f"{draft.id}:{draft.version}", draft.id
        )

    async def show(self, draft: Draft) -> None:
        """See `Jobs.show`. Raises `StoreError`."""
        queue = chat_queue(draft.conversation.platform)
        await self._add(queue, SHOW, f"show:{draft.id}:{draft.version}", draft.id)

    async def hear(self, deed: Deed) -> None:
        """See `Jobs.hear`. Raises `StoreError`."""
        await self._add(chat_queue(deed.conversation.platform), DO, f"do:{deed.event}", packed(deed))

    async def work(self, platforms: Collection[str], do: Work) -> None:
        """Do the jobs of these platforms until cancelled, then drain.

        Jobs of one kind for one draft never run at the same time. While Redis is away the workers wait for
        it.
        """
        from bot.worker import work  # noqa: PLC0415  imports docket

        await work(self, self._url, platforms, do)

    async def _add(self, queue: str, job: str, key: str, argument: str) -> None:
        with told(self._url):
            async with asyncio.timeout(_ASKING_SECONDS), self._line:
                await (await self._queue(queue)).add(job, key=key)(argument)

    async def _queue(self, name: str) -> "Docket":
        from bot.worker import open_queue  # noqa: PLC0415  imports docket

        async with self._opening:
            if name not in self._queues:
                self._queues[name] = await self._open.enter_async_context(open_queue(self._url, name))
            return self._queues[name]


def heavy_queue(platform: str) -> str:
    """The queue of what takes minutes."""
    return f"herald-{platform}"


def chat_queue(platform: str) -> str:
    """The queue of what people wait for."""
    return f"herald-{platform}-chat"
