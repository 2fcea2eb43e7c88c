"""Scripted doubles of the ports that bring papers and words: they do as told, and remember what was asked."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field

from bot.arxiv_id import ArxivId
from bot.errors import HeraldError, NotAPaper
from bot.papers import (
    ArxivEntry,
    Box,
    Cropped,
    Figure,
    FigureKind,
    Paper,
    Paragraph,
    Section,
    Sentence,
)
from bot.ports import Archive, Brief, Change, Outline, Piecemeal, Reader, Writer
from bot.poster import AdBrief, PosterAd
from bot.tweets import Role, Usage, Wording

ENTRY = ArxivEntry(
    id=ArxivId(number="2601.00001", version=2),
    title="Lamps That Count Ships",
    authors=("Ada Example", "Bo Sample"),
    abstract="We count ships with lamps.",
)

SENTENCES = tuple(
    Sentence(text=text, page=page)
    for page, text in enumerate(
        (
            "We present a lamp that counts passing ships without a camera.",
            "The lamp finds 93 of 100 ships in calm weather.",
            "Fog halves the number of ships that the lamp finds.",
            "Our lamp costs 40 euros and runs for 12 days on one battery.",
            "We describe how the lamp tells a ship from a gull.",
            "The lamp was tried in 3 harbours over 5 months.",
            "Harbours without cameras can count their traffic with it.",
            "A limitation is that the lamp was never tried in a storm.",
        ),
        1,
    )
)

PAPER = Paper(
    id=ENTRY.id,
    title=ENTRY.title,
    authors=ENTRY.authors,
    abstract=ENTRY.abstract,
    pages=8,
    sections=(Section(title="Introduction", page=1, paragraphs=(Paragraph(sentences=SENTENCES),)),),
    figures=(Figure(kind=FigureKind.TABLE, number="1", page=2, caption="Ships found, by weather."),),
    limitations=(SENTENCES[-1],),
    entry=ENTRY,
)


CROPPED = Cropped(
    figure=PAPER.figures[0].key,
    page=2,
    box=Box(left=72, top=90, right=300, bottom=200),
    content=b"\x89PNG\r\n\x1a\n a table",
    width=684,
    height=330,
)
"""The table of `PAPER`, cut out."""


def wordings() -> tuple[Wording, ...]:
    """A thread of eight tweets about `PAPER` with no hard fault."""
    first = (
        f"Our new paper:\n\n{PAPER.title}\n\nAda Example and Bo Sample\n\nhttps://arxiv.org/abs/2601.00001"
    )
    said = [Wording(index=0, role=Role.ANNOUNCEMENT, text=first)]
    for index, sentence in enumerate(SENTENCES[1:], 1):
        last = index == len(SENTENCES) - 1
        said.append(
            Wording(
                index=index,
                role=Role.LIMITATION if last else Role.RESULT,
                text=f"Limitation: {sentence.text}" if last else sentence.text,
                quote=sentence.text,
                page=sentence.page,
                figure=PAPER.figures[0].key if index == 1 else None,
            )
        )
    return tuple(said)


@dataclass
class ScriptedArchive:
    """arXiv with one paper. `fault` is raised instead of an answer, once."""

    entry: ArxivEntry = ENTRY
    fault: HeraldError | None = None
    asked: list[str] = field(default_factory=list)

    async def describe(self, arxiv_id: ArxivId) -> ArxivEntry:
        """See `Archive.describe`."""
        self.asked.append(f"describe {arxiv_id}")
        self._stumble()
        if arxiv_id.number != self.entry.id.number:
            raise NotAPaper(f"arXiv has no paper {arxiv_id}; check the link.")
        return self.entry

    async def fetch(self, arxiv_id: ArxivId) -> bytes:
        """See `Archive.fetch`."""
        self.asked.append(f"fetch {arxiv_id}")
        self._stumble()
        return b"%PDF-1.7 a paper"

    def _stumble(self) -> None:
        fault, self.fault = self.fault, None
        if fault:
            raise fault


@dataclass
class ScriptedReader:
    """A reader that finds `paper` and then `cropped` in every PDF, or raises `fault`.

    `closed` counts the readings that have come to an end, by themselves or because nobody listened.
    """

    paper: Paper = PAPER
    cropped: tuple[Cropped, ...] = (CROPPED,)
    fault: HeraldError | None = None
    asked: list[bytes] = field(default_factory=list)
    closed: int = 0

    async def read(self, pdf: bytes, entry: ArxivEntry | None = None) -> AsyncIterator[Paper | Cropped]:
        """See `Reader.read`."""
        self.asked.append(pdf)
        if self.fault:
            raise self.fault
        try:
            yield self.paper if entry else self.paper.model_copy(update={"id": None, "entry": None})
            for each in self.cropped:
                yield each
        finally:
            self.closed += 1


Said = Piecemeal | BaseException


@dataclass
class ScriptedWriter:
    """A writer that says its script; an exception in the script is raised at that place.

    `written`, `mended` and `rewritten` are said in turn, one list a call; without a list it says nothing.
    `gate`, when set, is waited for before each tweet.
    """

    name: str = "scripted"
    digest: str = "0123456789ab"
    written: list[list[Said]] = field(default_factory=lambda: [[Outline(count=8), *wordings()]])
    mended: list[list[Said]] = field(default_factory=list)
    rewritten: list[list[Said]] = field(default_factory=list)
    gate: asyncio.Semaphore | None = None
    ads: list[list[PosterAd | Usage | BaseException]] = field(default_factory=list)
    briefs: list[Brief] = field(default_factory=list)
    ad_briefs: list[AdBrief] = field(default_factory=list)
    changes: list[tuple[str, Change]] = field(default_factory=list)

    async def write(self, brief: Brief) -> AsyncIterator[Piecemeal]:
        """See `Writer.write`."""
        self.briefs.append(brief)
        for item in self.written.pop(0):
            if isinstance(item, BaseException):
                raise item
            if self.gate and isinstance(item, Wording):
                await self.gate.acquire()
            yield item

    async def mend(self, brief: Brief, changes: Sequence[Change]) -> AsyncIterator[Wording | Usage]:
        """See `Writer.mend`."""
        self.briefs.append(brief)
        self.changes += [("mend", change) for change in changes]
        for item in self._next(self.mended):
            yield item

    async def regenerate(self, brief: Brief, change: Change) -> AsyncIterator[Wording | Usage]:
        """See `Writer.regenerate`."""
        self.briefs.append(brief)
        self.changes.append(("regenerate", change))
        for item in self._next(self.rewritten):
            yield item

    async def shorten(self, brief: Brief, change: Change) -> AsyncIterator[Wording | Usage]:
        """See `Writer.shorten`."""
        self.briefs.append(brief)
        self.changes.append(("shorten", change))
        for item in self._next(self.rewritten):
            yield item

    async def advertise(self, brief: AdBrief) -> AsyncIterator[PosterAd | Usage]:
        """See `Advertiser.advertise`."""
        self.ad_briefs.append(brief)
        for item in self.ads.pop(0) if self.ads else []:
            if isinstance(item, BaseException):
                raise item
            yield item

    @staticmethod
    def _next(script: list[list[Said]]) -> Iterator[Wording | Usage]:
        for item in script.pop(0) if script else []:
            if isinstance(item, BaseException):
                raise item
            if not isinstance(item, Outline):
                yield item


_archive: type[Archive] = ScriptedArchive
_reader: type[Reader] = ScriptedReader
_writer: type[Writer] = ScriptedWriter
