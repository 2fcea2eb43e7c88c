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
from typing import Annotated, Any, Protocol, Self, cast

from docket import ConcurrencyLimit, CurrentDocket, CurrentExecution, Docket, Execution, Worker
from docket.dependencies import FailureHandler, TaskOutcome
from redis.exceptions import RedisError

from bot.jobs import JOB, Advance, GaveUp

log = logging.getLogger(__name__)

MOST_STARTS = 6
"""So often one job is begun: one that kills its workers would do so for ever."""

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


@asynccontextmanager
async def open_queue(
    url: str, platform: str, job: Callable[..., Awaitable[None]] | None = None
) -> AsyncIterator[Docket]:
    """The queue of a platform's jobs; connects at the first command."""

    async def unknown(draft_id: str) -> None:
        """Stands for the job where it is only asked for."""

    async with Docket(name=f"herald-{platform}", url=url) as queue:
        queue.register(job or unknown, names=[JOB])
        yield queue


async def work(terms: Terms, url: str, platforms: Collection[str], advance: Advance, gave_up: GaveUp) -> None:
    """See `DocketJobs.work`."""
    job = _job(advance, gave_up, terms.attempts)
    async with AsyncExitStack() as stack:
        runs: list[asyncio.Task[None]] = []
        for platform in sorted(set(platforms)):
            queue = await stack.enter_async_context(open_queue(url, platform, job))
            worker = Worker(
                queue,
                name=f"{socket.gethostname()}#{os.getpid()}#{secrets.token_hex(4)}",
                concurrency=terms.at_once,
                redelivery_timeout=timedelta(seconds=terms.lease),
                reconnection_delay=timedelta(seconds=2),
                minimum_check_interval=_CHECK,
                schedule_automatic_tasks=False,
            )
            stack.push_async_callback(_leave, queue, worker.name)
            await stack.enter_async_context(worker)
            runs.append(asyncio.create_task(worker.run_forever(), name=f"worker of {platform}"))
        try:
            ended, _ = await asyncio.wait(runs, return_when=asyncio.FIRST_COMPLETED)
            for run in ended:
                run.result()
        finally:
            await _drain(runs, terms.drain)


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


def _job(advance: Advance, gave_up: GaveUp, attempts: int) -> Callable[..., Awaitable[None]]:
    """What docket runs for each job."""

    # The name `draft_id` is part of a key in Redis that workers of several versions share.
    async def run(
        draft_id: Annotated[str, ConcurrencyLimit(1)],
        queue: Docket = CurrentDocket(),  # noqa: B008  docket's way to hand it in
        execution: Execution = CurrentExecution(),  # noqa: B008
        _again: _LaterAgain = _LaterAgain(),  # noqa: B008
    ) -> None:
        starts = await _count_start(queue, execution.key)
        failure = WorkerLost() if starts > MOST_STARTS else await _tried(advance(draft_id), draft_id)
        if failure and (starts > MOST_STARTS or execution.attempt >= attempts):
            log.error("draft %s: its job is given up", draft_id)
            failure = await _tried(gave_up(draft_id, failure), draft_id)
        if failure:
            raise _TryAgain
        await _forget_starts(queue, execution.key)

    return run


async def _tried(deed: Awaitable[None], draft_id: str) -> Exception | None:
    """Do it, within bounds; what it raises is named in the log and returned."""
    try:
        async with asyncio.timeout(LONGEST):
            await deed
    except Exception as error:  # noqa: BLE001  whatever it is, the job is tried again or given up
        log.warning("draft %s: a job failed with %s", draft_id, type(error).__name__)
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
