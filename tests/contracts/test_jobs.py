"""The contract of `Jobs`: the double, and docket on the embedded server and on a Redis of the machine."""

import asyncio
import logging
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from redis.asyncio import Redis

from bot import worker
from bot.arxiv_id import ArxivId
from bot.deeds import Deed
from bot.draft import Draft
from bot.embedded import embedded_redis
from bot.errors import StoreError
from bot.jobs import DocketJobs, Work
from bot.papers import Source
from bot.people import Conversation, Person
from tests.fakes import MemoryJobs

ROOT = Path(__file__).parents[2]
LEASE = 2.0
WORDS = "a sentence of a paper that nobody may print"


class WorkingJobs(Protocol):
    """What the tests need of an implementation: the port, and workers."""

    async def later(self, draft: Draft) -> None:
        """See `Jobs.later`."""

    async def show(self, draft: Draft) -> None:
        """See `Jobs.show`."""

    async def hear(self, deed: Deed) -> None:
        """See `Jobs.hear`."""

    async def work(self, platforms: Collection[str], do: Work) -> None:
        """See `DocketJobs.work`."""


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed job is tried again soon."""
    monkeypatch.setattr(worker, "_BACKOFF", (0.05, 0.2))


@pytest.fixture(params=["memory", "embedded", "server"])
async def jobs(request: pytest.FixtureRequest) -> AsyncIterator[WorkingJobs]:
    """Each implementation, with nothing to do."""
    if request.param == "memory":
        yield MemoryJobs()
    else:
        async with DocketJobs(
            request.getfixturevalue(f"{request.param}_url"), lease=LEASE, drain=1
        ) as opened:
            yield opened


@pytest.fixture
async def docket(embedded_url: str) -> AsyncIterator[DocketJobs]:
    """Docket alone, for what only killed and broken things show."""
    async with DocketJobs(embedded_url, lease=LEASE, drain=1) as opened:
        yield opened


def draft(name: str = "abcd2345", *, version: int = 0, platform: str = "slack") -> Draft:
    """A draft that somebody has just asked for."""
    return Draft(
        id=name,
        version=version,
        conversation=Conversation(platform=platform, channel="C1"),
        requested_by=Person(platform=platform, id="U1"),
        source=Source(arxiv_id=ArxivId(number="2306.15626")),
        created=datetime(2026, 11, 23, tzinfo=UTC),
    )


class Recorder:
    """Stands for `Workflow.advance`: remembers what ran, and how many of one draft at the same time."""

    def __init__(self, seconds: float = 0.0, failures: int = 0) -> None:
        self.seconds = seconds
        self.failures = failures  # so often it fails first
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.given_up: list[tuple[str, BaseException]] = []
        self.most = 0  # of one draft at the same time
        self.together = 0  # of all drafts at the same time
        self._running: Counter[str] = Counter()

    async def advance(self, draft_id: str) -> None:
        """Run for some time, or fail."""
        self.begun.append(draft_id)
        self._running[draft_id] += 1
        self.most = max(self.most, self._running[draft_id])
        self.together = max(self.together, self._running.total())
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self._running[draft_id] -= 1
        if len(self.begun) <= self.failures:
            raise RuntimeError(WORDS)
        self.ended.append(draft_id)

    async def gave_up(self, draft_id: str, error: BaseException) -> None:
        """Remember it."""
        self.given_up.append((draft_id, error))

    async def do(self, deed: Deed) -> None:
        """The same for a deed, by its event."""
        await self.advance(deed.event)

    async def undoable(self, deed: Deed, error: BaseException) -> None:
        """The same."""
        await self.gave_up(deed.event, error)

    def work(self) -> Work:
        """All kinds of jobs, told apart by nothing."""
        return Work(
            advance=self.advance,
            give_up=self.gave_up,
            show=self.advance,
            do=self.do,
            undoable=self.undoable,
        )


@asynccontextmanager
async def working(jobs: WorkingJobs, by: Recorder, *platforms: str) -> AsyncIterator[asyncio.Task[None]]:
    """A worker, while the context lasts."""
    task = asyncio.create_task(jobs.work(platforms or ("slack",), by.work()))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task], timeout=20)
        assert task.cancelled()


async def soon(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  what it waits for happens in other processes, too
            await asyncio.sleep(0.01)


class TestContract:
    """What every implementation does."""

    async def test_done_by_the_platforms_worker(self, jobs: WorkingJobs) -> None:
        """A job runs in a worker of the draft's platform, and in no other."""
        slack, other = Recorder(), Recorder()
        async with working(jobs, other, "discord", "web"):
            await jobs.later(draft())
            await jobs.later(draft("other", platform="web"))
            await soon(lambda: other.ended == ["other"])
            assert slack.begun == []
            async with working(jobs, slack):
                await soon(lambda: slack.ended == ["abcd2345"])
        assert other.begun == ["other"]

    async def test_asked_before_there_is_a_worker(self, jobs: WorkingJobs) -> None:
        """Asking twice for the same version is asking once; a newer version is another job."""
        for version in (0, 0, 1, 0):
            await jobs.later(draft(version=version))
        recorder = Recorder()
        async with working(jobs, recorder):
            await soon(lambda: len(recorder.ended) == 2)
            await asyncio.sleep(0.3)
        assert recorder.begun == ["abcd2345"] * 2

    async def test_asked_while_it_runs(self, jobs: WorkingJobs) -> None:
        """Asking again for the version that is being worked on is asking once, too."""
        recorder = Recorder(seconds=0.3)
        async with working(jobs, recorder):
            await jobs.later(draft())
            await soon(lambda: bool(recorder.begun))
            await jobs.later(draft())
            await soon(lambda: bool(recorder.ended))
            await asyncio.sleep(0.3)
        assert recorder.begun == ["abcd2345"]

    async def test_one_at_a_time(self, jobs: WorkingJobs) -> None:
        """Jobs of one draft never run at the same time, those of several drafts do."""
        recorder = Recorder(seconds=0.1)
        async with working(jobs, recorder):
            for version in range(3):
                await asyncio.gather(*(jobs.later(draft(name, version=version)) for name in ("one", "two")))
            await soon(lambda: len(recorder.ended) == 6)
        assert (recorder.most, recorder.together) == (1, 2)

    async def test_tried_again(self, jobs: WorkingJobs) -> None:
        """A job that fails is tried again, and nobody hears of it when it succeeds."""
        recorder = Recorder(failures=2)
        async with working(jobs, recorder):
            await jobs.later(draft())
            await soon(lambda: bool(recorder.ended))
        assert len(recorder.begun) == 3
        assert recorder.given_up == []

    async def test_given_up(self, jobs: WorkingJobs) -> None:
        """A job that always fails is handed over with its last error after a bounded number of attempts."""
        recorder = Recorder(failures=99)
        async with working(jobs, recorder):
            await jobs.later(draft())
            await soon(lambda: bool(recorder.given_up))
            await asyncio.sleep(0.3)
        assert len(recorder.begun) == 4
        ((name, error),) = recorder.given_up
        assert (name, type(error)) == ("abcd2345", RuntimeError)


class TestDocket:
    """What only docket has to withstand."""

    async def test_short_jobs_are_drained(self, docket: DocketJobs) -> None:
        """A worker that is told to end lets a short job end first."""
        recorder = Recorder(seconds=0.5)
        async with working(docket, recorder):
            await docket.later(draft())
            await soon(lambda: bool(recorder.begun))
        assert recorder.ended == ["abcd2345"]

    async def test_long_jobs_are_handed_on(self, docket: DocketJobs) -> None:
        """A job that does not end within the bound is cancelled, and taken up by another worker."""
        slow, next_one = Recorder(seconds=60), Recorder()
        async with working(docket, slow):
            await docket.later(draft())
            await soon(lambda: bool(slow.begun))
            began = time.monotonic()
        assert time.monotonic() - began < 5
        async with working(docket, next_one):
            await soon(lambda: next_one.ended == ["abcd2345"])
        assert not slow.ended
        assert not slow.given_up

    async def test_longer_than_its_lease(self, docket: DocketJobs) -> None:
        """A job that takes longer than its lease is not run by two workers."""
        one, other = Recorder(seconds=2.5 * LEASE), Recorder(seconds=2.5 * LEASE)
        async with working(docket, one), working(docket, other):
            await docket.later(draft())
            await soon(lambda: bool(one.ended + other.ended))
        assert len(one.begun + other.begun) == 1

    async def test_killed_worker(self, docket: DocketJobs, embedded_url: str) -> None:
        """The jobs of a worker that was killed are taken up by another within a minute, each once."""
        names = ["one", "two", "three"]
        for name in names:
            await docket.later(draft(name))
        await kill_at_work(embedded_url, jobs=3)
        recorder = Recorder()
        async with working(docket, recorder):
            await soon(lambda: len(recorder.ended) == 3)
            await asyncio.sleep(0.3)
        assert sorted(recorder.ended) == sorted(names)

    async def test_job_that_kills(
        self, docket: DocketJobs, embedded_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A job under which workers die again and again is given up, not begun for ever."""
        monkeypatch.setattr(worker, "MOST_STARTS", 1)
        await docket.later(draft())
        await kill_at_work(embedded_url, jobs=1)
        recorder = Recorder()
        async with working(docket, recorder):
            await soon(lambda: bool(recorder.given_up))
        ((name, error),) = recorder.given_up
        assert (name, type(error), recorder.begun) == ("abcd2345", worker.WorkerLost, [])

    async def test_giving_up_may_fail(self, docket: DocketJobs) -> None:
        """When nobody takes a job that is given up, it stays and is offered again."""

        class Away(Recorder):
            async def gave_up(self, draft_id: str, error: BaseException) -> None:
                await super().gave_up(draft_id, error)
                if len(self.given_up) == 1:
                    raise StoreError("Redis does not answer.")

        recorder = Away(failures=99)
        async with working(docket, recorder):
            await docket.later(draft())
            await soon(lambda: len(recorder.given_up) == 2)

    async def test_no_words_of_papers(
        self, docket: DocketJobs, embedded_url: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """What a failure says reaches neither the log nor Redis: it may hold a paper's text."""
        caplog.set_level(logging.DEBUG)
        recorder = Recorder(failures=99)
        async with working(docket, recorder):
            await docket.later(draft())
            await soon(lambda: bool(recorder.given_up))
        assert "the job abcd2345:0 failed with RuntimeError" in caplog.text
        assert WORDS not in caplog.text
        async with Redis.from_url(embedded_url) as raw:
            kept = [await raw.dump(key) for key in await raw.keys()]
        assert not [content for content in kept if content and WORDS.encode() in content]

    async def test_many_ask(self, embedded_url: str) -> None:
        """More callers than connections wait in line instead of failing."""
        recorder = Recorder()
        async with DocketJobs(embedded_url, at_once=50) as jobs, working(jobs, recorder):
            await asyncio.gather(*(jobs.later(draft(f"d{number}")) for number in range(200)))
            await soon(lambda: len(recorder.ended) == 200)
        assert len(set(recorder.begun)) == 200

    async def test_nothing_piles_up(self, docket: DocketJobs, embedded_url: str) -> None:
        """A worker that has ended leaves no trace of itself in Redis."""
        recorder = Recorder()
        for version in range(3):
            async with working(docket, recorder):
                await docket.later(draft(version=version))
                await soon(lambda version=version: len(recorder.ended) == version + 1)  # type: ignore[misc]
        async with Redis.from_url(embedded_url) as raw:
            (group,) = await raw.xinfo_groups("herald-slack:stream")
            assert (group["consumers"], group["pending"]) == (0, 0)
            assert not await raw.keys("*:starts:*")

    async def test_nobody_there(self, tmp_path: Path) -> None:
        """When Redis is away, asking says so, soon and in words."""
        began = time.monotonic()
        async with DocketJobs(f"unix://{tmp_path}/none.sock") as jobs:
            with pytest.raises(StoreError, match="does not answer"):
                await jobs.later(draft())
        assert time.monotonic() - began < 15

    async def test_redis_goes_and_comes(self, short_path: Path) -> None:
        """A worker outlives a Redis that was killed, and does what is asked afterwards."""
        recorder = Recorder()
        with embedded_redis(short_path / "store") as url:
            async with DocketJobs(url, lease=LEASE) as jobs, working(jobs, recorder):
                await jobs.later(draft())
                await soon(lambda: bool(recorder.ended))
                os.kill(int((short_path / "store/v.pid").read_text()), signal.SIGKILL)
                await asyncio.sleep(0.5)
                async with asyncio.timeout(30):
                    while len(recorder.ended) < 2:
                        try:
                            await jobs.later(draft(version=1))
                        except StoreError:
                            await asyncio.sleep(0.2)
                        await asyncio.sleep(0.1)


STUCK = """
import asyncio, sys
from bot.jobs import DocketJobs, Work

async def begin(what):
    print(what, flush=True)
    await asyncio.sleep(600)

async def gave_up(what, error):
    print("given up")

work = Work(advance=begin, give_up=gave_up, show=begin, do=begin, undoable=gave_up)
asyncio.run(DocketJobs(sys.argv[1], lease=float(sys.argv[2])).work(["slack"], work))
"""


async def kill_at_work(url: str, jobs: int) -> None:
    """Have another process begin so many jobs, and kill it in the middle of them."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STUCK, url, str(LEASE), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    for _ in range(jobs):
        assert await process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    await process.communicate()
