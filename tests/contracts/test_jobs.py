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
from bot.actions import Action, Verb
from bot.arxiv_id import ArxivId
from bot.deeds import Asked, Deed, Noticed, Pressed, Reacted
from bot.draft import Draft
from bot.embedded import embedded_redis
from bot.errors import StoreError
from bot.jobs import DocketJobs, Work
from bot.papers import Source
from bot.people import CardRef, Conversation, Person
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


HARBOUR = Conversation(platform="slack", channel="C1", place="1.0")
ADA = Person(platform="slack", id="U1", name="Ada", groups=("S1",))


def asked(event: str = "e1") -> Deed:
    """A deed."""
    return Asked(event=event, conversation=HARBOUR, person=ADA, text="a link", answer="opaque")


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
async def working(
    jobs: WorkingJobs, by: Recorder | Work, *platforms: str
) -> AsyncIterator[asyncio.Task[None]]:
    """A worker, while the context lasts."""
    work = by.work() if isinstance(by, Recorder) else by
    task = asyncio.create_task(jobs.work(platforms or ("slack",), work))
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


class Screen:
    """Stands for `Showing.show`: what has been saved, and what each run saw of it."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.saved = 0
        self.seen: list[int] = []
        self.running = self.most = 0

    async def show(self, draft_id: str) -> None:
        """See what is saved, and take a while to show it."""
        self.seen.append(self.saved)
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0.15)
        self.running -= 1
        if len(self.seen) <= self.failures:
            raise RuntimeError(WORDS)


def work(shown: Screen, done: Recorder, heavy: Recorder) -> Work:
    """All kinds of jobs, told apart."""
    return Work(
        advance=heavy.advance,
        give_up=heavy.gave_up,
        show=shown.show,
        do=done.do,
        undoable=done.undoable,
    )


class TestChat:
    """What every implementation does with what people wait for."""

    async def test_shown_after_each_change(self, jobs: WorkingJobs) -> None:
        """Each call is followed by a run that sees what was saved before it, also when one runs already."""
        shown = Screen()
        async with working(jobs, work(shown, Recorder(), Recorder())):
            for version in range(4):
                shown.saved = version
                await jobs.show(draft(version=version))
                await soon(lambda: bool(shown.running))
            await soon(lambda: shown.seen[-1] == 3 and not shown.running)
        assert shown.most == 1
        assert shown.seen == sorted(shown.seen)

    async def test_shown_again(self, jobs: WorkingJobs) -> None:
        """A version that was shown is shown again when somebody asks: its messages may have been wrong."""
        shown = Screen()
        async with working(jobs, work(shown, Recorder(), Recorder())):
            for times in (1, 2):
                await jobs.show(draft())
                await soon(lambda times=times: len(shown.seen) == times and not shown.running)  # type: ignore[misc]
                await asyncio.sleep(0.3)

    async def test_shown_at_last(self, jobs: WorkingJobs) -> None:
        """What the chat refuses is tried again, a bounded number of times, and later calls count anew."""
        shown = Screen(failures=2)
        async with working(jobs, work(shown, Recorder(), Recorder())):
            await jobs.show(draft())
            await soon(lambda: len(shown.seen) == 3)
            shown.failures = 99
            await jobs.show(draft(version=1))
            await soon(lambda: len(shown.seen) >= 3 + 4)
            shown.failures = 0
            shown.saved = 2
            await jobs.show(draft(version=2))
            await soon(lambda: shown.seen[-1] == 2 and not shown.running)

    async def test_nothing_heavy_holds_it_up(self, jobs: WorkingJobs) -> None:
        """While as much heavy work runs as a worker takes, drafts are shown and deeds are done."""
        shown, done, heavy = Screen(), Recorder(), Recorder(seconds=600)
        async with working(jobs, work(shown, done, heavy)):
            for name in ("one", "two", "three", "four", "five"):
                await jobs.later(draft(name))
            await soon(lambda: len(heavy.begun) >= 4)
            await jobs.show(draft("one"))
            await jobs.hear(asked())
            await soon(lambda: bool(shown.seen and done.ended))
        assert not heavy.ended

    async def test_a_deed_arrives_whole(self, jobs: WorkingJobs) -> None:
        """Each kind of deed reaches the worker as it was written down, and a worker of its platform alone."""
        action = Action(draft="abcd2345", verb=Verb.EDIT, piece=3, revision=1)
        at = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
        message = CardRef(handle="slack:C1:2.0", place="2.0", memo="{}")
        deeds: list[Deed] = [
            Noticed(
                event="e1", conversation=HARBOUR, person=ADA, message="1.0", text="a link, “é”\nand more"
            ),
            asked("e2"),
            Pressed(event="e3", conversation=HARBOUR, person=ADA, action=action, note="a text"),
            Reacted(
                event="e4", conversation=HARBOUR, person=ADA, message=message, emoji="+1", added=False, at=at
            ),
        ]
        arrived: list[Deed] = []

        class Hearer(Recorder):
            async def do(self, deed: Deed) -> None:
                arrived.append(deed)

        for deed in deeds:
            await jobs.hear(deed)
        stranger = Recorder()
        async with working(jobs, stranger, "discord"), working(jobs, Hearer()):
            await soon(lambda: len(arrived) == 4)
        assert sorted(arrived, key=lambda deed: deed.event) == deeds
        assert stranger.begun == []

    async def test_told_twice(self, jobs: WorkingJobs) -> None:
        """A deed that is told again while it waits, or is being done, is done once."""
        done = Recorder(seconds=0.3)
        await jobs.hear(asked())
        await jobs.hear(asked())
        async with working(jobs, done):
            await soon(lambda: bool(done.begun))
            await jobs.hear(asked())
            await soon(lambda: bool(done.ended))
            await asyncio.sleep(0.5)
        assert done.begun == ["e1"]

    async def test_done_at_last(self, jobs: WorkingJobs) -> None:
        """A deed that fails is tried again, and nobody hears of it when it succeeds."""
        done = Recorder(failures=2)
        async with working(jobs, done):
            await jobs.hear(asked())
            await soon(lambda: bool(done.ended))
        assert (len(done.begun), done.given_up) == (3, [])

    async def test_undoable(self, jobs: WorkingJobs) -> None:
        """A deed that always fails is handed over with its last error, once, so that the person is told."""
        done = Recorder(failures=99)
        async with working(jobs, done):
            await jobs.hear(asked())
            await soon(lambda: bool(done.given_up))
            await asyncio.sleep(0.5)
        ((event, error),) = done.given_up
        assert (event, type(error)) == ("e1", RuntimeError)


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

    async def test_killed_worker_of_a_chat(self, docket: DocketJobs, embedded_url: str) -> None:
        """What a killed worker was showing is shown by another, and what it was doing is done."""
        await docket.show(draft())
        await docket.hear(asked())
        await kill_at_work(embedded_url, jobs=2)
        shown, done = Screen(), Recorder()
        async with working(docket, work(shown, done, Recorder())):
            await soon(lambda: bool(shown.seen and done.ended))
        assert done.begun == ["e1"]

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
