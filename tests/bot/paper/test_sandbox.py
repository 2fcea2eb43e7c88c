"""The reader's child process: a paper or a sentence, whatever the file does, and nothing left behind."""

import asyncio
import logging
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.arxiv_id import ArxivId
from bot.errors import Unreadable
from bot.paper.options import Options
from bot.paper.sandbox import Bounds, SandboxedReader, reader_digest
from bot.papers import ArxivEntry, Paper
from bot.ports import Reader
from tests.bot.paper import hostile
from tests.bot.paper.processes import appears, assert_gone

CORPUS = Path(os.environ.get("HERALD_CORPUS", "../shared/corpus"))
SMALL = Bounds(memory=900_000_000, cpu_seconds=20, wall_seconds=60)
ENTRY = ArxivEntry(id=ArxivId(number="2306.15626", version=2), title="A Title", authors=("A",), abstract="b")

_: type[Reader] = SandboxedReader


def misbehaving(bounds: Bounds = SMALL, at_once: int = 2, options: Options | None = None) -> SandboxedReader:
    """A sandbox whose child does what the "PDF" says."""
    return SandboxedReader(bounds, at_once, options, reader="tests.bot.paper.misbehaving")


async def paper_of(reader: SandboxedReader, pdf: bytes, entry: ArxivEntry | None = None) -> Paper:
    """The paper, without waiting for its pictures."""
    async with aclosing(reader.read(pdf, entry)) as reading:
        paper = await anext(reading)
    assert isinstance(paper, Paper)
    return paper


async def test_a_paper_is_read() -> None:
    """An ordinary PDF comes back as a paper, its hidden text reported and left out."""
    paper = await paper_of(SandboxedReader(), hostile.white_text())
    assert paper.pages == 1
    assert any("learns from few examples" in sentence.text for sentence in paper.sentences)
    assert [(found.text, found.reason) for found in paper.hidden_text] == [
        (hostile.ORDERS, "the colour of its background")
    ]


async def test_the_entry_reaches_the_reader() -> None:
    """What arXiv says of the paper goes to the child with the PDF."""
    assert (await paper_of(misbehaving(), b"title", ENTRY)).title == "A Title"


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("refuse This PDF is odd.", "This PDF is odd."),
        ("fail with words of the paper", "the fault is Herald's"),
        ("leave 0", "the fault is Herald's"),
        ("leave 3", "the fault is Herald's"),
        ("forge", "the fault is Herald's"),
        ("flood 600000", "far longer text"),
        ("hoard", "more memory"),
        (f"die {signal.SIGABRT:d}", "broken in a way"),
        (f"die {signal.SIGSEGV:d}", "broken in a way"),
        (f"die {signal.SIGKILL:d}", "broken in a way"),
        (f"die {signal.SIGTRAP:d}", "broken in a way"),
        ("spin", "takes too long"),
    ],
)
async def test_every_way_of_dying_becomes_one_sentence(deed: str, words: str) -> None:
    """However the child ends, the caller gets `Unreadable` with the right sentence."""
    bounds = Bounds(memory=900_000_000, cpu_seconds=1, wall_seconds=30, answer=500_000)
    if deed == "hoard" and sys.platform == "darwin":
        pytest.skip("macOS does not honour limits on address space")
    with pytest.raises(Unreadable, match=words):
        await paper_of(misbehaving(bounds), deed.encode())


async def test_noise_on_standard_output_is_not_an_answer() -> None:
    """What a library prints does not get into the paper."""
    assert (await paper_of(misbehaving(), b"babble title")).title == "title"


async def test_the_wall_clock_ends_a_child_that_sleeps(tmp_path: Path) -> None:
    """A child that uses no CPU is ended by the wall clock, and its own child with it."""
    note = tmp_path / "note"
    started = time.monotonic()
    with pytest.raises(Unreadable, match="takes too long"):
        await paper_of(misbehaving(Bounds(wall_seconds=2)), f"sleep {note}".encode())
    assert time.monotonic() - started < 10
    assert_gone(note)


async def test_a_cancelled_call_leaves_no_process_behind(tmp_path: Path) -> None:
    """Cancelling the caller kills the child and what it started, at once."""
    note = tmp_path / "note"
    reading = asyncio.create_task(paper_of(misbehaving(), f"sleep {note}".encode()))
    await asyncio.to_thread(appears, note)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert_gone(note)


async def test_a_call_cancelled_while_it_waits_its_turn_starts_nothing(tmp_path: Path) -> None:
    """Only `at_once` children run; one that waits can be cancelled, and the next still gets its turn."""
    reader = misbehaving(at_once=1)
    first, second = tmp_path / "first", tmp_path / "second"
    running = asyncio.create_task(paper_of(reader, f"sleep {first}".encode()))
    waiting = asyncio.create_task(paper_of(reader, f"sleep {second}".encode()))
    await asyncio.to_thread(appears, first)
    waiting.cancel()
    running.cancel()
    await asyncio.gather(running, waiting, return_exceptions=True)
    assert not second.exists()
    assert (await paper_of(reader, b"title next")).title == "next"


async def test_the_child_sees_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens of the environment, and the directory Herald runs in, are not passed on."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-xxx")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    title = (await paper_of(misbehaving(), b"surroundings")).title
    assert "ANTHROPIC" not in title
    assert "PYTHONPATH" not in title
    assert title.endswith(" /")


async def test_a_fault_of_ours_is_logged_by_type_and_place_only(caplog: pytest.LogCaptureFixture) -> None:
    """A traceback in the child gives the log an exception's type and line, never a word of the paper."""
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreadable):
        await paper_of(misbehaving(), b"fail words of the paper")
    assert "ValueError at misbehaving.py:" in caplog.text
    assert "words of the paper" not in caplog.text


async def test_a_forged_answer_is_not_quoted(caplog: pytest.LogCaptureFixture) -> None:
    """An answer that is no paper is refused, and neither log nor exception repeats it."""
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreadable) as caught:
        await paper_of(misbehaving(), b"forge")
    assert "garbage" not in caplog.text
    assert caught.value.__cause__ is None


async def test_a_file_over_the_size_limit_starts_nothing() -> None:
    """A huge file is refused before a process is started for it."""
    with pytest.raises(Unreadable, match="reads up to 0 MB"):
        await paper_of(misbehaving(Bounds(size=10)), b"title a long file")


@pytest.mark.parametrize("build", hostile.HOSTILE.values(), ids=hostile.HOSTILE.keys())
async def test_hostile_files_end_in_a_paper_or_a_sentence(build: Callable[[], bytes]) -> None:
    """No hostile file harms or hangs the caller: it is read, or refused in one sentence, within limits."""
    started = time.monotonic()
    try:
        paper, *_pictures = [one async for one in SandboxedReader(SMALL).read(build())]
    except Unreadable as error:
        assert str(error).endswith(".")  # noqa: PT017  either end is right
        assert "Herald's" not in str(error)  # noqa: PT017  no fault of our own code
    else:
        assert isinstance(paper, Paper)
        Paper.model_validate_json(paper.model_dump_json())
    assert time.monotonic() - started < SMALL.wall_seconds


BROKEN = {
    **{
        f"truncated at {share}": hostile.truncated(hostile.document(hostile.prose(), hostile.prose()), share)
        for share in (0.3, 0.6, 0.9, 0.98)
    },
    **{
        f"every {step}th byte wrong": hostile.scrambled(hostile.document(hostile.prose()), step)
        for step in (3, 40, 333)
    },
    "locked": hostile.locked(hostile.document(hostile.prose()), "secret"),
    "empty": b"",
    "nothing but a header": b"%PDF-",
    "noise": random.Random(7).randbytes(5000),  # noqa: S311  the same noise each time
}


@pytest.mark.parametrize("pdf", BROKEN.values(), ids=BROKEN.keys())
async def test_broken_files_end_in_a_paper_or_a_sentence(pdf: bytes) -> None:
    """Cut, scrambled, locked, empty and random files are refused in words, or mended and read."""
    try:
        assert [one async for one in SandboxedReader(SMALL).read(pdf)]
    except Unreadable as error:
        assert "Herald's" not in str(error)  # noqa: PT017  no fault of our own code


@pytest.mark.parametrize(
    "name",
    [
        "invisible_text_layer.pdf",
        "ocr_rotated_90.pdf",
        "password_2206.01062_pg3.pdf",
        "rotation_mismatch.pdf",
        "unopenable_2506.11874.pdf",
    ],
)
async def test_broken_files_found_in_the_wild(name: str) -> None:
    """Real broken files end in a paper or a clear sentence."""
    path = CORPUS / "broken" / name
    if not path.exists():
        pytest.skip("the corpus of real PDFs is not here")
    try:
        assert [one async for one in SandboxedReader(SMALL).read(path.read_bytes())]
    except Unreadable as error:
        assert "Herald's" not in str(error)  # noqa: PT017  no fault of our own code


def test_the_readers_code_has_a_name() -> None:
    """The same code has the same name each time, by which papers read by other code are told apart."""
    assert reader_digest() == reader_digest()
    assert re.fullmatch(r"[0-9a-f]{12}", reader_digest())
    assert reader_digest(Options()) == reader_digest()


@pytest.mark.parametrize("options", [Options(captions=True), Options(algorithms=True)])
def test_a_paper_read_with_other_options_is_another(options: Options) -> None:
    """Pictures made under other options are not taken for those that are wanted now."""
    assert reader_digest(options) != reader_digest()


async def test_the_options_reach_the_reader() -> None:
    """What the lab chose goes to the child with the PDF."""
    chosen = Options(captions=True, algorithms=True)
    assert (await paper_of(misbehaving(options=chosen), b"options")).title == str(chosen)
