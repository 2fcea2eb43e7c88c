"""Pictures behind a paper: a hostile page or a lying child costs pictures, and leaves nothing behind."""

import asyncio
import logging
import random
import signal
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.paper.frames import PictureBounds, picture_size
from bot.paper.reading import read_pdf
from bot.paper.sandbox import Bounds, SandboxedReader
from bot.papers import Cropped, Paper
from tests.bot.paper import hostile
from tests.bot.paper.misbehaving import LIES, PAGES
from tests.bot.paper.processes import appears, assert_gone
from tests.papers import PAPERS

SMALL = PictureBounds(
    each=900,
    total=3000,
    pixels=50_000,
    seconds=8,
    cpu_seconds=4,
    page_seconds=1.5,
    page_cpu_seconds=1,
    plan_cpu_seconds=1,
)


def misbehaving(**changes: Any) -> SandboxedReader:
    """A sandbox whose child does what the "PDF" says, with little time for its pictures."""
    bounds = Bounds(memory=900_000_000, cpu_seconds=20, pictures=replace(SMALL, **changes))
    return SandboxedReader(bounds, reader="tests.bot.paper.misbehaving")


def deeds(*pages: str) -> bytes:
    """The "PDF" that has these things done on its pages."""
    return b"title A\n" + ",".join(pages).encode()


async def drawn(*pages: str, **changes: Any) -> list[int]:
    """The pages that gave a picture; the paper comes first, whatever is done on them."""
    paper, *pictures = [one async for one in misbehaving(**changes).read(deeds(*pages))]
    assert isinstance(paper, Paper)
    return [one.page for one in pictures if isinstance(one, Cropped)]


async def test_the_paper_comes_before_the_first_page_is_drawn(tmp_path: Path) -> None:
    """Whoever waits for the paper does not wait for pictures."""
    note = tmp_path / "note"
    started = time.monotonic()
    async with aclosing(misbehaving(page_seconds=30, seconds=30).read(deeds(f"sleep {note}"))) as reading:
        assert isinstance(await anext(reading), Paper)
    assert time.monotonic() - started < 10


async def test_pictures_come_one_by_one_as_they_are() -> None:
    """PNG and JPEG come through whole, with figure, place and size."""
    _, first, second = [one async for one in misbehaving().read(deeds("draw", "jpeg"))]
    for number, form, one in ((1, "PNG", first), (2, "JPEG", second)):
        assert isinstance(one, Cropped)
        assert (str(one.figure), one.page, one.box is not None) == (f"Figure {number}", number, True)
        with Image.open(BytesIO(one.content)) as image:
            assert (image.format, image.size) == (form, (one.width, one.height))


@pytest.mark.parametrize(
    "deed",
    [
        f"die {signal.SIGABRT:d}",
        f"die {signal.SIGSEGV:d}",
        f"die {signal.SIGKILL:d}",
        "leave 0",
        "fail with words of the paper",
        "hoard",
        "large 901",
        "promise",
        "spin",
        "sleep {note}",
    ],
)
async def test_a_page_that_fails_costs_its_own_picture(
    deed: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """However the drawing of a page ends, the pages before and behind it give theirs, and the log is told."""
    with caplog.at_level(logging.DEBUG, "bot"):
        assert await drawn("draw", deed.format(note=tmp_path / "note"), "draw") == [1, 3]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "(2,)" in caplog.text
    assert "words of the paper" not in caplog.text


async def test_a_fork_that_boasts_of_pages_is_not_heard_out() -> None:
    """More pages than there are cannot be done; the pictures that came before stay."""
    assert await drawn("draw", "boast", "draw") == [1]


async def test_after_three_deaths_no_page_is_tried() -> None:
    """A file that kills again and again is not given page after page to do so."""
    deadly = f"die {signal.SIGABRT:d}"
    assert await drawn(deadly, "draw", deadly, "draw", deadly, "draw") == [2, 4]


async def test_the_number_of_pictures_is_bounded() -> None:
    """What comes beyond the bound is left out, in good order."""
    assert await drawn(*["draw"] * 5, count=3) == [1, 2, 3]


async def test_the_bytes_of_all_pictures_are_bounded() -> None:
    """The same for their bytes."""
    assert await drawn(*["draw"] * PAGES, total=600) in ([1], [1, 2])


async def test_the_time_of_all_pictures_is_bounded(tmp_path: Path) -> None:
    """The clock of all pages ends the pictures, with as many slow pages as may be."""
    started = time.monotonic()
    slow = [f"sleep {tmp_path / str(page)}" for page in range(3)]
    assert await drawn("draw", *slow, seconds=1.0, page_seconds=30) == [1]
    assert time.monotonic() - started < 10


async def test_the_time_that_the_caller_takes_does_not_count() -> None:
    """A caller that puts each picture away in its own time gets them all."""
    got = 0
    async for _ in misbehaving(seconds=1.0).read(deeds(*["draw"] * 3)):
        await asyncio.sleep(0.4)
        got += 1
    assert got == 4


@pytest.mark.parametrize(
    "deed", ["child-fails words of the paper", "child-spins", "child-dies 6", "child-has-no-forks"]
)
async def test_a_child_that_fails_before_drawing_costs_the_pictures(
    deed: str, caplog: pytest.LogCaptureFixture
) -> None:
    """When the search for the figures fails, dies or takes too long, the paper stands without pictures."""
    with caplog.at_level(logging.DEBUG, "bot"):
        assert await drawn(deed) == []
    assert len(caplog.records) == 1
    assert "words of the paper" not in caplog.text


@pytest.mark.parametrize("lie", LIES)
async def test_a_child_that_lies_is_not_believed(lie: str, caplog: pytest.LogCaptureFixture) -> None:
    """A frame that no honest child sends ends the pictures; one line in the log says so, without a quote."""
    with caplog.at_level(logging.DEBUG, "bot"):
        assert await drawn(f"lie {lie}") == [1]
    assert len(caplog.records) == 1
    assert "garbage" not in caplog.text


async def test_more_pictures_than_agreed_are_not_taken() -> None:
    """The parent counts for itself."""
    assert await drawn("lie two figures more") == [1, 2, 3]
    assert await drawn("lie two figures more", count=2) == [1, 2]


async def test_of_several_pictures_for_one_figure_the_first_is_taken(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A table that goes on under a second caption is no lie: it has one picture, and the others follow."""
    with caplog.at_level(logging.DEBUG, "bot"):
        assert await drawn("lie one figure twice") == [1, 2]
    assert not caplog.records


@pytest.mark.parametrize("deed", ["stall half a picture", "stall half a header", "drip"])
async def test_a_child_that_stalls_is_left(deed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame that never ends ends the pictures by the clock."""
    monkeypatch.setattr("bot.paper.sandbox._GRACE", 0.0)
    started = time.monotonic()
    assert await drawn(deed, seconds=1.0) == [1]
    assert time.monotonic() - started < 10


async def test_a_caller_that_stops_early_leaves_no_process_behind(tmp_path: Path) -> None:
    """Closing the reading kills the child and the fork that draws, at once."""
    note = tmp_path / "note"
    async with aclosing(misbehaving(page_seconds=30, seconds=30).read(deeds(f"sleep {note}"))) as reading:
        await anext(reading)
        await asyncio.to_thread(appears, note)
    assert_gone(note)


async def test_a_caller_cancelled_amid_the_pictures_leaves_no_process_behind(tmp_path: Path) -> None:
    """Cancelling a caller that waits for a picture does the same."""
    note = tmp_path / "note"
    reader = misbehaving(page_seconds=30, seconds=30)

    async def read() -> None:
        async for _ in reader.read(deeds(f"sleep {note}")):
            pass

    reading = asyncio.create_task(read())
    await asyncio.to_thread(appears, note)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert_gone(note)


async def test_a_fork_does_not_outlive_the_child(tmp_path: Path) -> None:
    """When the child is killed, as by a system short of memory, the fork that draws goes with it."""
    note = tmp_path / "note"
    assert await drawn("draw", f"orphan {note}", page_seconds=30, seconds=30) == [1]
    assert_gone(note)


@pytest.mark.parametrize("build", hostile.HOSTILE_PAGES.values(), ids=hostile.HOSTILE_PAGES.keys())
async def test_a_hostile_page_costs_its_own_pictures(build: Callable[[], bytes]) -> None:
    """The paper comes in time, and the figure of the good page beside the hostile one."""
    bounds = Bounds(memory=900_000_000, cpu_seconds=20, pictures=PictureBounds(page_cpu_seconds=1))
    started = time.monotonic()
    paper, *pictures = [one async for one in SandboxedReader(bounds).read(build())]
    assert time.monotonic() - started < 30
    assert isinstance(paper, Paper)
    assert [str(figure.key) for figure in paper.figures] == ["Figure 1", "Figure 2"]
    last = pictures[-1]
    assert isinstance(last, Cropped)
    assert (str(last.figure), last.page, last.doubt) == ("Figure 2", 2, "")


async def test_a_page_that_takes_too_long_has_no_picture() -> None:
    """A page that is beyond its time is given up: its figure stands in the paper without a picture."""
    bounds = Bounds(cpu_seconds=20, pictures=PictureBounds(page_cpu_seconds=1))
    pdf = hostile.endless_path()
    figures = [one.figure async for one in SandboxedReader(bounds).read(pdf) if isinstance(one, Cropped)]
    assert [str(figure) for figure in figures] == ["Figure 2"]


@pytest.mark.parametrize("slug", ["lighthouse", "beehive"])
async def test_pictures_drawn_apart_are_those_drawn_here(slug: str) -> None:
    """What the forks draw comes through whole and in order, as one process would draw it."""
    pdf = PAPERS[slug].pdf.read_bytes()
    there = [one async for one in SandboxedReader().read(pdf)]
    assert there == list(read_pdf(pdf))
    assert len(there) > 1


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(1, 1), (300, 7), (70, 2000)])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_pictures_size_is_read_from_its_head(form: str, size: tuple[int, int], progressive: bool) -> None:  # noqa: FBT001  a parameter
    """Width and height are those of the picture, in the forms that Pillow writes."""
    out = BytesIO()
    Image.new("RGB", size, (3, 99, 180)).save(out, form, progressive=progressive, quality=70, dpi=(216, 216))
    assert picture_size(out.getvalue()) == size


def test_what_is_no_picture_has_no_size() -> None:
    """Noise behind the right beginning gives a size or none, and never an exception."""
    noise = random.Random(7)  # noqa: S311  the same noise each time
    for _ in range(300):
        for head, tail in ((b"\xff\xd8\xff", b"\xff\xd9"), (b"\x89PNG\r\n\x1a\n", b"")):
            size = picture_size(head + noise.randbytes(noise.randrange(40)) + tail)
            assert size is None or min(size) >= 0
