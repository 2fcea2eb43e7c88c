"""A worker: takes jobs out of docket's queues, once at a time for each draft, and does not lose any.

How a job survives: its message stays in a Redis stream until it has ended, and its worker renews a lease on
it; when the lease runs out, another worker takes the message over. What docket would write down of a
failure (the exception with its words, in Redis and in the log) never gets there: words may hold a paper's
text, so failures are caught here and only named.
"""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, NamedTuple, Protocol, Self, cast

from docket import ConcurrencyLimit, CurrentDocket, CurrentExecution, Docket, Execution, Worker
from docket.dependencies import FailureHandler, TaskOutcome
from redis.exceptions import RedisError

from bot.deeds import Deed, unpacked
from bot.jobs import ADVANCE, DO, SHOW, GaveUp, Run, Work, chat_queue, heavy_queue

log = logging.getLogger(__name__)

MOST_STARTS = 6
"""So often heavy work is begun: a job that kills its workers would do so for ever."""

CHAT_AT_ONCE = 64
"""Jobs of one platform's chat that a worker runs at a time: they wait for the chat most of their time."""

SHOW_ATTEMPTS, DO_ATTEMPTS = 12, 6
"""So often the chat is tried: for some eight minutes of outage, and for one."""

LONGEST = 1800.0
"""Seconds one run of a job may take; whatever it waits for has tighter bounds of its own."""

_BACKOFF = (2.0, 60.0)  # seconds before the second attempt, doubled each time up to the other
_COUNT_SECONDS = int(timedelta(days=1).total_seconds())
_CHECK = timedelta(milliseconds=200)  # a busy worker looks so often whether one of its jobs has ended


class WorkerLost(Exception):
    """The worker has died over the same job again and again."""


class Terms(Protocol):
    """How a worker works; `DocketJobs` says what each means."""

    at_once: int
    lease: float
    drain: float
    attempts: int


class _TryAgain(Exception):
    """The job has failed and is to run again; carries nothing, because docket logs it."""


class _LaterAgain(FailureHandler["_LaterAgain"]):
    """Puts a failed job back into its queue, for a later time."""

    async def __aenter__(self) -> Self:
        return self

    async def handle_failure(self, execution: Execution, outcome: TaskOutcome) -> bool:  # noqa: ARG002
        """Called by docket when the job has raised; the outcome is nothing to us."""
        shortest, longest = _BACKOFF
        pause = min(longest, shortest * 2.0 ** min(execution.attempt - 1, 10))
        execution.when = datetime.now(UTC) + timedelta(seconds=pause)
        execution.attempt += 1
        await execution.schedule(
            replace=True, reschedule_message=execution.message_id, expected_generation=execution.generation
        )
        return True


class Job(NamedTuple):
    """One kind of job, how often it is tried, and what is done when no try has helped."""

    name: str
    run: Run
    gave_up: GaveUp
    attempts: int
    starts: int  # so often it is begun at most: one that kills its workers would be for ever
    alone: bool = True  # whether those of one draft never run at the same time


@asynccontextmanager
async def open_queue(url: str, name: str, jobs: Collection[Job] = ()) -> AsyncIterator[Docket]:
    """A queue, with the jobs that are done out of it; connects at the first command."""

    async def unknown(argument: str) -> None:
        """Stands for a job where it is only asked for."""

    async with Docket(name=name, url=url) as queue:
        for one in (ADVANCE, SHOW, DO):
            queue.register(unknown, names=[one])
        for job in jobs:
            queue.register(_registered(job), names=[job.name])
        yield queue


async def work(terms: Terms, url: str, platforms: Collection[str], what: Work) -> None:
    """See `DocketJobs.work`."""
    heavy = [Job(ADVANCE, what.advance, what.give_up, terms.attempts, MOST_STARTS)]
    chat = [
        Job(SHOW, what.show, _not_shown, SHOW_ATTEMPTS, 2 * SHOW_ATTEMPTS),
        Job(DO, _from_json(what.do), _told_json(what.undoable), DO_ATTEMPTS, 2 * DO_ATTEMPTS, alone=False),
    ]
    queues = [(heavy_queue(platform), heavy, terms.at_once) for platform in sorted(set(platforms))]
    queues += [(chat_queue(platform), chat, CHAT_AT_ONCE) for platform in sorted(set(platforms))]
    async with AsyncExitStack() as stack:
        runs: list[asyncio.Task[None]] = []
        for name, jobs, at_once in queues:
            queue = await stack.enter_async_context(open_queue(url, name, jobs))
            worker = Worker(
                queue,
                name=f"{socket.gethostname()}#{os.getpid()}#{secrets.token_hex(4)}",
                concurrency=at_once,
                redelivery_timeout=timedelta(seconds=terms.lease),
                reconnection_delay=timedelta(seconds=2),
                minimum_check_interval=_CHECK,
                schedule_automatic_tasks=False,
            )
            stack.push_async_callback(_leave, queue, worker.name)
            await stack.enter_async_context(worker)
            runs.append(asyncio.create_task(worker.run_forever(), name=f"worker of {name}"))
        try:
            ended, _ = await asyncio.wait(runs, return_when=asyncio.FIRST_COMPLETED)
            for run in ended:
                run.result()
        finally:
            await _drain(runs, terms.drain)


async def _not_shown(draft_id: str, error: BaseException) -> None:
    log.error("draft %s: its messages are not up to date (%s)", draft_id, type(error).__name__)


def _from_json(do: Callable[[Deed], Awaitable[None]]) -> Run:
    async def run(deed: str) -> None:
        await do(unpacked(deed))

    return run


def _told_json(undoable: Callable[[Deed, BaseException], Awaitable[None]]) -> GaveUp:
    async def gave_up(deed: str, error: BaseException) -> None:
        await undoable(unpacked(deed), error)

    return gave_up


async def _drain(runs: Collection[asyncio.Task[None]], seconds: float) -> None:
    """End the workers: no new jobs, and a while for those that run; then they are cancelled."""
    for patience in (seconds, seconds):
        for run in runs:
            run.cancel()
        _, runs = await asyncio.wait(runs, timeout=patience)
        if not runs:
            return


async def _leave(queue: Docket, name: str) -> None:
    """Strike the worker off the list of the stream's readers, unless a job of its is to be taken over."""
    with suppress(RedisError, OSError):
        async with queue.redis() as client:
            held = await client.xpending_range(
                queue.stream_key, queue.worker_group_name, "-", "+", 1, consumername=name
            )
            if not held:
                await cast("Any", client).xgroup_delconsumer(queue.stream_key, queue.worker_group_name, name)


def _registered(job: Job) -> Callable[..., Awaitable[None]]:
    """What docket runs for each job."""

    async def run(argument: str, queue: Docket, execution: Execution) -> None:
        key = execution.key
        lost = await _count_start(queue, key) > job.starts
        failure = WorkerLost() if lost else await _tried(job.run(argument), key)
        if failure and (lost or execution.attempt >= job.attempts):
            log.error("%s %s is given up", job.name, key)
            failure = await _tried(job.gave_up(argument, failure), key)
        if failure:
            raise _TryAgain
        await _forget_starts(queue, key)

    # The name `draft_id` is part of a key in Redis that workers of several versions share.
    async def alone(
        draft_id: Annotated[str, ConcurrencyLimit(1)],
        queue: Docket = CurrentDocket(),  # noqa: B008  docket's way to hand it in
        execution: Execution = CurrentExecution(),  # noqa: B008
        _again: _LaterAgain = _LaterAgain(),  # noqa: B008
    ) -> None:
        await run(draft_id, queue, execution)

    async def together(
        argument: str,
        queue: Docket = CurrentDocket(),  # noqa: B008
        execution: Execution = CurrentExecution(),  # noqa: B008
        _again: _LaterAgain = _LaterAgain(),  # noqa: B008
    ) -> None:
        await run(argument, queue, execution)

    return alone if job.alone else together


async def _tried(deed: Awaitable[None], key: str) -> Exception | None:
    """Do it, within bounds; what it raises is named in the log and returned."""
    try:
        async with asyncio.timeout(LONGEST):
            await deed
    except Exception as error:  # noqa: BLE001  whatever it is, the job is tried again or given up
        log.warning("the job %s failed with %s", key, type(error).__name__)
        return error
    return None


async def _count_start(queue: Docket, key: str) -> int:
    async with queue.redis() as client:
        name = queue.key(f"starts:{key}")
        starts = await client.hincrby(name, "starts")
        await client.expire(name, _COUNT_SECONDS)
        return starts


async def _forget_starts(queue: Docket, key: str) -> None:
    async with queue.redis() as client:
        await client.delete(queue.key(f"starts:{key}"))
