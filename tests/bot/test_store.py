"""What the store in Redis does beyond the contract: bounds, faults in words, lost answers, courtesy."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.draft import Draft
from bot.errors import ArchiveError, SettingsError, StoreError
from bot.papers import Paper, Source
from bot.people import CardRef, Conversation, Person
from bot.ports import Display
from bot.store import (
    DISPLAY_SECONDS,
    DRAFT_SECONDS,
    PAPER_SECONDS,
    PDF_SECONDS,
    PICTURE_SECONDS,
    RedisStore,
)
from bot.transitions import reading, spent
from bot.tweets import Usage

PDF = Source(pdf_sha256="ab" * 32)
PAPER = Paper(id=None, title="T", authors=(), abstract="", pages=1)
DRAFT = Draft(
    id="abcd2345",
    conversation=Conversation(platform="terminal", channel="1"),
    requested_by=Person(platform="terminal", id="ada"),
    source=PDF,
    created=datetime(2026, 11, 23, tzinfo=UTC),
)


@pytest.fixture
async def store(embedded_url: str) -> AsyncIterator[RedisStore]:
    """A store on an empty server."""
    async with RedisStore(embedded_url, reader="1") as opened:
        yield opened


@pytest.fixture
async def raw(embedded_url: str) -> AsyncIterator[Redis]:
    """The same server, seen without Herald."""
    async with Redis.from_url(embedded_url) as client:
        yield client


class TestKept:
    """How long, and for whom."""

    async def test_seconds(self, store: RedisStore, raw: Redis) -> None:
        """Everything kept is forgotten some day, and no sooner than it says."""
        await store.create(DRAFT)
        await store.keep_paper(PDF, PAPER)
        await store.keep_pdf(PDF, b"%PDF")
        shown = Display(card="abcd2345:head", ref=CardRef(handle="1"), digest="ab" * 16)
        await store.keep_display("abcd2345", shown)
        await store.once("it", 5)
        left = {str(key, "utf-8"): await raw.ttl(key) for key in await raw.keys() if isinstance(key, bytes)}
        expected = {
            "herald:{abcd2345}:draft": DRAFT_SECONDS,
            "herald:{abcd2345}:displays": DISPLAY_SECONDS,
            f"herald:{{{PDF.pdf_sha256}}}:pdf": PDF_SECONDS,
            "herald:drafts": DRAFT_SECONDS,
        }
        assert expected.items() <= left.items()
        assert sorted(left.values()) == sorted(
            [*expected.values(), DISPLAY_SECONDS, PAPER_SECONDS, DRAFT_SECONDS, 5]
        )

    async def test_change_keeps_a_draft_alive(self, store: RedisStore, raw: Redis) -> None:
        """A draft's half year begins anew with every change."""
        await store.create(DRAFT)
        await raw.expire("herald:{abcd2345}:draft", 10)
        await store.change(DRAFT.id, reading)
        assert await raw.ttl("herald:{abcd2345}:draft") == DRAFT_SECONDS

    async def test_storing_or_looking_keeps_a_picture_alive(self, store: RedisStore, raw: Redis) -> None:
        """A picture's half year begins anew when it is stored again and when somebody looks at it."""
        digest = await store.keep_picture(b"a picture")
        (key,) = await raw.keys("*:picture")
        for deed in (store.keep_picture(b"a picture"), store.picture(digest)):
            await raw.expire(key, 10)
            await deed
            assert await raw.ttl(key) == PICTURE_SECONDS

    async def test_forgotten_drafts_are_not_listed(self, store: RedisStore, raw: Redis) -> None:
        """An index that still names a draft which is gone does no harm."""
        await store.create(DRAFT)
        other = await store.create(DRAFT.model_copy(update={"id": "other"}))
        await raw.delete("herald:{abcd2345}:draft")
        assert await store.drafts() == (other,)

    async def test_another_reader(self, store: RedisStore, embedded_url: str) -> None:
        """A paper read by another version of the reader is read anew; its PDF is the same."""
        await store.keep_paper(PDF, PAPER)
        await store.keep_pdf(PDF, b"%PDF")
        async with RedisStore(embedded_url, reader="2") as newer:
            assert await newer.paper(PDF) is None
            assert await newer.pdf(PDF) == b"%PDF"
            assert await newer.paper(PDF, any_reader=True) == PAPER  # better than none, without the PDF

    async def test_another_shape(self, store: RedisStore, raw: Redis) -> None:
        """A cached paper that this version cannot read counts as not remembered."""
        await store.keep_paper(PDF, PAPER)
        (key,) = await raw.keys("*:paper")
        await raw.setrange(key, 12, b"\x00 no zlib")  # behind the reader's digest
        assert await store.paper(PDF) is None

    async def test_newer_herald(self, store: RedisStore, raw: Redis) -> None:
        """A draft with fields of a newer Herald is neither cut down nor guessed at."""
        await store.create(DRAFT)
        saved = DRAFT.model_dump_json().replace("{", '{"mood": "good", ', 1)
        await raw.hset("herald:{abcd2345}:draft", "json", saved)
        assert await store.drafts() == ()  # it does not hide the others
        for deed in (store.load(DRAFT.id), store.change(DRAFT.id, reading)):
            with pytest.raises(StoreError, match="saved by another version of Herald: update"):
                await deed
        assert await raw.hget("herald:{abcd2345}:draft", "json") == saved.encode()

    async def test_many_callers(self, store: RedisStore) -> None:
        """More callers than connections wait in line instead of failing."""
        await store.create(DRAFT)
        loaded = await asyncio.gather(*(store.load(DRAFT.id) for _ in range(300)))
        assert all(each == DRAFT for each in loaded)


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """URL of a server that gives the same answer to everything."""

    async def answer_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(answer_all, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"redis://ada:hunter2@127.0.0.1:{port}"


class TestFaults:
    """What people read when Redis fails; never a password."""

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (b"-WRONGPASS invalid username-password pair\r\n", "refuses Herald's name or password"),
            (b"-NOAUTH Authentication required.\r\n", "refuses Herald's name or password"),
            (b"-NOPERM this user has no permissions\r\n", "refuses Herald's name or password"),
            (b"-LOADING Redis is loading the dataset in memory\r\n", "still loading its data"),
            (b"-MISCONF Errors writing to the AOF file: No space left on device\r\n", "cannot save anything"),
            (b"-OOM command not allowed when used memory > 'maxmemory'.\r\n", "cannot save anything"),
            (b"-READONLY You can't write against a read only replica.\r\n", "cannot save anything"),
            (b"-ERR unknown command 'HELLO'\r\n", "an answer Herald cannot use"),
            (b"HTTP/1.1 400 Bad Request\r\n\r\n", "REDIS_URL|Redis 7"),
        ],
    )
    async def test_refusal(self, answer: bytes, words: str, caplog: pytest.LogCaptureFixture) -> None:
        """Each way to refuse has its sentence with what to do."""
        async with answering(answer) as url, RedisStore(url) as store:
            with pytest.raises(StoreError, match=words) as caught:
                await store.check()
        assert "hunter2" not in str(caught.value) + caplog.text
        assert str(caught.value).startswith("Redis at 127.0.0.1:")

    async def test_nobody_there(self, tmp_path: Path) -> None:
        """A Redis that is not running is said not to answer, by every call, soon."""
        began = time.monotonic()
        async with RedisStore(f"unix://ada:hunter2@{tmp_path}/none.sock") as store:
            for deed in (store.load("x"), store.once("x", 1), store.pace(1).turn(), store.pace(1).rest(1)):
                with pytest.raises(StoreError, match=r"does not answer at /.*none\.sock: start it") as caught:
                    await deed
                assert "hunter2" not in str(caught.value)
        assert time.monotonic() - began < 20

    @pytest.mark.parametrize("url", ["http://localhost", "localhost:6379", "redis://localhost:port", "unix:"])
    async def test_no_address(self, url: str) -> None:
        """An address that is none is told apart from a Redis that is away."""
        with pytest.raises((SettingsError, StoreError), match="REDIS_URL"):
            async with RedisStore(url) as store:
                await store.check()


@asynccontextmanager
async def deaf_once(path: str, listen: Path, hears: Callable[[bytes], bool]) -> AsyncIterator[str]:
    """URL of a way to the server at `path` on which the answer to one command gets lost."""
    lost = False

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal lost
        there, back = await asyncio.open_unix_connection(path)
        while asked := await reader.read(1 << 20):
            back.write(asked)
            answer = await there.read(1 << 20)
            if hears(asked) and not lost:
                lost = True
                break
            writer.write(answer)
        writer.close()
        back.close()

    server = await asyncio.start_unix_server(carry, listen)
    async with server:
        yield f"unix://{listen}"
    assert lost


class TestLostAnswers:
    """The server has done it, and the connection breaks before it can say so."""

    async def test_change(self, embedded_url: str, short_path: Path) -> None:
        """A change whose answer got lost is found to have been saved, and not made twice."""
        path = embedded_url.removeprefix("unix://")
        async with RedisStore(embedded_url) as store:
            await store.create(DRAFT)
        async with (
            deaf_once(path, short_path / "s", lambda asked: b"input_tokens" in asked) as url,
            RedisStore(url) as store,
        ):
            saved = await store.change(DRAFT.id, lambda draft: spent(draft, Usage(input_tokens=1)))
            assert saved == await store.load(DRAFT.id)
            assert (saved.version, saved.usage) == (1, Usage(input_tokens=1))

    async def test_once(self, embedded_url: str, short_path: Path) -> None:
        """A claim whose answer got lost still belongs to who made it."""
        path = embedded_url.removeprefix("unix://")
        async with (
            deaf_once(path, short_path / "s", lambda asked: b"herald:once" in asked) as url,
            RedisStore(url) as store,
        ):
            assert await store.once("event", 60)
            assert not await store.once("event", 60)


class TestPace:
    """Whose turn it is to ask arXiv."""

    async def test_interval(self, embedded_url: str) -> None:
        """Turns are an interval apart, over all stores of one Redis."""
        async with RedisStore(embedded_url) as one, RedisStore(embedded_url) as other:
            paces = [one.pace(0.1), other.pace(0.1)]
            turns: list[float] = []

            async def take(number: int) -> None:
                await paces[number % 2].turn()
                turns.append(time.monotonic())

            await asyncio.gather(*(take(number) for number in range(6)))
        assert min(later - earlier for earlier, later in pairwise(turns)) > 0.05  # this process may be slow
        assert 0.45 < turns[-1] - turns[0] < 3

    async def test_rest(self, store: RedisStore) -> None:
        """A rest holds for who waits already, and a shorter one does not end it."""
        pace = store.pace(0.05)
        await pace.turn()
        waiting = asyncio.create_task(pace.turn())
        began = time.monotonic()
        await pace.rest(0.4)
        await pace.rest(0.01)
        await waiting
        assert 0.39 < time.monotonic() - began < 5

    async def test_patience(self, store: RedisStore) -> None:
        """A turn that cannot come in time is refused at once, with what to do."""
        await store.pace(1).rest(600)
        began = time.monotonic()
        with pytest.raises(ArchiveError, match="try again in a few minutes"):
            await store.pace(1).turn()
        assert time.monotonic() - began < 5
