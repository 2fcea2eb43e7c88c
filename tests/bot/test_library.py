"""Papers and their pictures: what is kept, under which names, and what a stranger's file cannot do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot import library as library_module
from bot.arxiv_id import ArxivId
from bot.errors import StoreError, Unreadable
from bot.library import Library, file_source, file_stem
from bot.papers import ArxivEntry, Box, Cropped, Figure, FigureKey, FigureKind, Paper, Source
from bot.ports import Reader
from tests.fakes import MemoryStore
from tests.scripted import CROPPED, ENTRY, PAPER, ScriptedArchive, ScriptedReader

SOURCE = Source(arxiv_id=ENTRY.id)
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"
BOX = Box(left=1, top=2, right=3, bottom=4)


def figure(number: str, kind: FigureKind = FigureKind.FIGURE, page: int = 1) -> Figure:
    """A figure of that number."""
    return Figure(kind=kind, number=number, page=page, caption=f"What {number} shows.")


def crop(number: str, content: bytes = b"", *, doubt: str = "", page: int = 1) -> Cropped:
    """A figure cut out; the content is PNG and its number unless said otherwise."""
    key = FigureKey(kind=FigureKind.FIGURE, number=number)
    content = content or PNG + number.encode()
    return Cropped(figure=key, page=page, box=BOX, content=content, width=9, height=7, doubt=doubt)


@dataclass
class House:
    """A library of doubles that reads one paper with these figures and crops."""

    figures: tuple[Figure, ...] = PAPER.figures
    cropped: tuple[Cropped, ...] = (CROPPED,)
    store: MemoryStore = field(default_factory=MemoryStore)
    entry: ArxivEntry = ENTRY

    def __post_init__(self) -> None:
        self.reader = ScriptedReader(PAPER.model_copy(update={"figures": self.figures}), self.cropped)
        self.library = Library(ScriptedArchive(self.entry), self.reader, self.store)

    async def names(self, source: Source = SOURCE) -> list[str]:
        """The names of the pictures that the paper's figures have, "" for those without."""
        paper = (await self.library.paper(source))[1]
        return [figure.picture.name if figure.picture else "" for figure in paper.figures]


async def test_a_paper_is_kept_with_its_pictures() -> None:
    """Boxes and pictures come with the paper, read or remembered, and the store has the contents."""
    house = House()
    read = (await house.library.paper(SOURCE))[1]
    remembered = (await house.library.paper(SOURCE))[1]
    assert remembered == read
    assert len(house.reader.asked) == 1
    (table,) = read.figures
    assert table.picture is not None
    assert (table.box, table.box_page) == (CROPPED.box, CROPPED.page)
    assert (table.picture.width, table.picture.height, table.picture.doubt) == (684, 330, "")
    assert table.picture.size == len(CROPPED.content)
    assert await house.store.picture(table.picture.digest) == CROPPED.content


async def test_the_paper_is_told_before_its_pictures() -> None:
    """Who waits hears of the paper when it is read, before any picture is kept; of a remembered one not."""
    house = House()
    heard: list[tuple[Source, Paper, bool]] = []

    async def found(source: Source, paper: Paper) -> None:
        heard.append((source, paper, house.reader.closed > 0))

    await house.library.paper(SOURCE, found)
    await house.library.paper(SOURCE, found)
    assert heard == [(SOURCE, house.reader.paper, False)]
    await House(figures=(), cropped=()).library.paper(SOURCE, found)
    assert len(heard) == 1, "no figures, nothing to wait for"


@pytest.mark.parametrize(
    ("source", "beginning"),
    [
        (SOURCE, "2601.00001"),
        (file_source("My thesis, final (2).pdf", b"%PDF"), "My-thesis-final-2"),
        (file_source("../../etc/passwd.pdf", b"%PDF"), "passwd"),
        (file_source("…/\x1b[31m.pdf", b"%PDF"), "31m"),
        (file_source("", b"%PDF"), "paper"),
        (file_source("Übergänge.pdf", b"%PDF"), "Übergänge"),
        (file_source("x" * 300 + ".pdf", b"%PDF"), "x" * 40),
    ],
)
async def test_names_begin_with_the_paper(source: Source, beginning: str) -> None:
    """A picture is named after arXiv's number without version, or after the file, safely for any system."""
    house = House()
    await house.store.keep_pdf(source, b"%PDF")
    assert await house.names(source) == [f"{beginning}-table-1.png"]


async def test_an_old_id_has_no_slash_in_a_name() -> None:
    """Ids of the old form name no folder."""
    old = ArxivId(number="hep-th/9901001", version=1)
    house = House(entry=ENTRY.model_copy(update={"id": old}))
    assert await house.names(Source(arxiv_id=old)) == ["hep-th-9901001-table-1.png"]


async def test_names_end_with_the_figure() -> None:
    """Numbers stay as printed where a name can hold them, JPEG is named so, and no two share a name."""
    numbers = ("A.1", "S2", "s2", "3", "1/2", "1 2", "…")
    crops = (*map(crop, numbers[:3]), crop("3", JPEG), *map(crop, numbers[4:]))
    assert await House(tuple(map(figure, numbers)), crops).names() == [
        "2601.00001-figure-A.1.png",
        "2601.00001-figure-S2.png",
        "2601.00001-figure-s2-2.png",
        "2601.00001-figure-3.jpg",
        "2601.00001-figure-1-2.png",
        "2601.00001-figure-1-2-2.png",
        "2601.00001-figure-x.png",
    ]


async def test_a_page_is_one_picture_however_many_figures_it_stands_for() -> None:
    """Crops in doubt on one page share its picture, named after the page, each with its own doubt."""
    crops = tuple(crop(n, PNG + b"page", doubt=f"doubt {n}", page=4) for n in ("1", "2"))
    house = House((figure("1", page=4), figure("2", page=4)), crops)
    assert await house.names() == ["2601.00001-page-4.png"] * 2
    one, two = (await house.library.paper(SOURCE))[1].figures
    assert one.picture is not None
    assert two.picture is not None
    assert one.picture.digest == two.picture.digest
    assert (one.picture.doubt, two.picture.doubt) == ("doubt 1", "doubt 2")


async def test_what_is_no_picture_of_the_paper_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other contents, unknown figures and pages, empty or huge pictures cost nothing but themselves."""
    monkeypatch.setattr(library_module, "PICTURE_BYTES", 100)
    bad = (
        crop("1", b"<svg onload=alert(1)>"),
        crop("99"),
        crop("2", page=99),
        crop("2", page=0),
        crop("3").model_copy(update={"width": 0}),
        crop("4", PNG + b"x" * 100),
    )
    good = (crop("5"), crop("5", PNG + b"another"))
    house = House(tuple(figure(str(number)) for number in range(1, 6)), (*bad, *good))
    assert await house.names() == ["", "", "", "", "2601.00001-figure-5.png"]
    (picture,) = [one.picture for one in (await house.library.paper(SOURCE))[1].figures if one.picture]
    assert await house.store.picture(picture.digest) == PNG + b"5", "the first one stands"


async def test_pictures_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many a file gives, no more are kept than the bounds on number and bytes allow."""
    figures = tuple(figure(str(number)) for number in range(10, 20))
    crops = tuple(crop(str(number), PNG + b"x" * 90 + b"%d" % number) for number in range(10, 20))
    monkeypatch.setattr(library_module, "PAPER_BYTES", 350)
    assert sum(map(bool, await House(figures, crops).names())) == 3
    monkeypatch.setattr(library_module, "MOST_PICTURES", 2)
    assert sum(map(bool, await House(figures, crops).names())) == 2


async def test_a_reading_that_fails_is_told_to_end() -> None:
    """When the store is lost between two pictures nobody goes on reading, and no half paper is kept."""

    class Full(MemoryStore):
        async def keep_picture(self, content: bytes) -> str:
            raise StoreError("Redis cannot save anything.")

    house = House(store=Full(), cropped=(CROPPED, CROPPED))
    with pytest.raises(StoreError):
        await house.library.paper(SOURCE)
    assert house.reader.closed == 1
    assert await house.store.paper(SOURCE) is None


async def test_a_reader_that_gives_no_paper() -> None:
    """A reader out of order is a sentence, not a crash; pictures before the paper are nobody's."""

    class Mute:
        async def read(self, pdf: bytes, entry: ArxivEntry | None = None) -> AsyncIterator[Paper | Cropped]:
            yield CROPPED

    mute: Reader = Mute()
    with pytest.raises(Unreadable, match="gave no paper"):
        await Library(ScriptedArchive(), mute, MemoryStore()).paper(SOURCE)


def test_a_stem_is_safe() -> None:
    """Neither separators, controls nor dots at the ends are left."""
    assert file_stem("a/b\\c:d*e\x00f") == "a-b-c-d-e-f"
    assert file_stem("..hidden..") == "hidden"
    assert file_stem("///") == ""
