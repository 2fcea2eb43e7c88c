"""Papers, fetched and read once: the archive and the reader behind the store's memory."""

import hashlib
import logging
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import PurePath

from bot.arxiv_id import ArxivId
from bot.errors import HeraldError, NotAPaper, StoreError, Unreadable
from bot.papers import ArxivEntry, Cropped, FigureKey, FigurePicture, Paper, Source
from bot.ports import Archive, Reader, Store

log = logging.getLogger(__name__)

MOST_PICTURES = 300
"""Pictures kept of one paper; figures beyond them have none."""

PICTURE_BYTES = 5_000_000
"""The largest picture that is kept: X takes none that is larger."""

PAPER_BYTES = 64_000_000
"""Bytes of all pictures of one paper; each is counted once."""

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_LONGEST_NUMBER = 20  # characters of a figure's number in a file's name

Found = Callable[[Source, Paper], Awaitable[object]]
"""Told as soon as a paper is read, while the pictures of its figures are still being made."""


def file_source(name: str, pdf: bytes) -> Source:
    """The source that a PDF's bytes are; `name` is for people."""
    return Source(pdf_sha256=hashlib.sha256(pdf).hexdigest(), name=name)


def file_stem(text: str, *, most: int = 40) -> str:
    """`text` as the beginning of a file's name on any system: letters, digits, `.`, `_`, `-`; may be ""."""
    return re.sub(r"[^\w.-]+", "-", text)[:most].strip("-.")


@dataclass(frozen=True)
class Library:
    """Where papers come from."""

    archive: Archive
    reader: Reader
    store: Store

    async def paper(self, source: Source, found: Found | None = None) -> tuple[Source, Paper]:
        """The paper of a source with its pictures kept, and the source with its version known.

        `found` comes with a new draft: it is called for a paper with figures that has to be read, and a
        remembered one whose pictures are lost is read again, if that can be done. Raises `PaperError` for
        what is wrong with the paper, `NotAPaper`, and `OutsideError`.
        """
        source, known = await self._remembered(source)
        if known and (found is None or await self._has_pictures(known)):
            return source, known
        try:
            return source, await self._anew(source, found)
        except StoreError:
            raise
        except HeraldError as error:
            if known is None:
                raise
            log.warning("a paper is used without its pictures: %s", type(error).__name__)
            return source, known

    async def _remembered(self, source: Source) -> tuple[Source, Paper | None]:
        """The source with its version known, and the paper if it has been read."""
        if source.arxiv_id is None or source.arxiv_id.version is not None:
            known = await self.store.paper(source)
            if known:
                return source, known
        if source.arxiv_id:
            entry = await self._entry(source.arxiv_id)
            source = source.model_copy(update={"arxiv_id": entry.id})
        return source, await self.store.paper(source)

    async def _has_pictures(self, paper: Paper) -> bool:
        """Whether a remembered paper's pictures are still there; looked at, they are kept as long again."""
        digests = {figure.picture.digest for figure in paper.figures if figure.picture}
        return all([await self.store.picture(digest) is not None for digest in digests])

    async def _anew(self, source: Source, found: Found | None) -> Paper:
        """The paper, read now."""
        entry = await self._entry(source.arxiv_id) if source.arxiv_id else None
        pdf = await self._pdf(source)
        if pdf is None:
            older = await self.store.paper(source, any_reader=True)
            if older is None:
                raise NotAPaper(f"The file {source.name} is no longer kept; draft it again from the PDF.")
            return older
        paper = await self._read(source, pdf, entry, found)
        await self.store.keep_paper(source, paper)
        return paper

    async def _entry(self, arxiv_id: ArxivId) -> ArxivEntry:
        """What arXiv says of a paper, of the newest version where none is named."""
        entry = await self.store.entry(arxiv_id)
        if entry is None:
            entry = await self.archive.describe(arxiv_id)
            await self.store.keep_entry(entry, newest=arxiv_id.version is None)
        return entry

    async def _pdf(self, source: Source) -> bytes | None:
        """The PDF; None for a local file that is no longer kept."""
        pdf = await self.store.pdf(source)
        if pdf is None and source.arxiv_id:
            pdf = await self.archive.fetch(source.arxiv_id)
            await self.store.keep_pdf(source, pdf)
        return pdf

    async def _read(self, source: Source, pdf: bytes, entry: ArxivEntry | None, found: Found | None) -> Paper:
        """The paper, with the boxes and pictures of its figures once they are all kept."""
        album: _Album | None = None
        items = self.reader.read(pdf, entry)
        try:
            async for item in items:
                if isinstance(item, Cropped):
                    if album:
                        await album.add(item, self.store)
                elif album is None:
                    album = _Album(item, _beginning(source))
                    if found and item.figures:
                        await found(source, item)
        finally:
            if isinstance(items, AsyncGenerator):  # whoever is still reading for it is told to end
                await items.aclose()
        if album is None:
            raise Unreadable("This PDF gave no paper; try another version of it.")
        return album.illustrated()


@dataclass
class _Album:
    """The pictures of one paper, named and kept as they come.

    They come from a process that has had a stranger's file in its hands: what is no picture of one of the
    paper's figures, or beyond the bounds, is left out, and the figure has no picture.
    """

    paper: Paper
    beginning: str  # of each name
    _changes: dict[FigureKey, dict[str, object]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)  # in small letters, to the digest they stand for
    _sizes: dict[str, int] = field(default_factory=dict)  # by digest

    async def add(self, cropped: Cropped, store: Store) -> None:
        """Keep one picture; of several for one figure the first."""
        if cropped.figure in self._changes or not self._fits(cropped):
            return
        digest = await store.keep_picture(cropped.content)
        self._sizes[digest] = len(cropped.content)
        picture = FigurePicture(
            name=self._name(cropped, digest),
            digest=digest,
            width=cropped.width,
            height=cropped.height,
            size=len(cropped.content),
            doubt=cropped.doubt,
        )
        self._changes[cropped.figure] = {
            "box": cropped.box,
            "box_page": cropped.page if cropped.box else None,
            "picture": picture,
        }

    def illustrated(self) -> Paper:
        """The paper with what has come."""
        figures = (
            figure.model_copy(update=self._changes.get(figure.key, {})) for figure in self.paper.figures
        )
        return self.paper.model_copy(update={"figures": tuple(figures)})

    def _fits(self, cropped: Cropped) -> bool:
        size = len(cropped.content)
        fits = (
            self.paper.figure(cropped.figure) is not None
            and 1 <= cropped.page <= self.paper.pages
            and cropped.content.startswith((_PNG, _JPEG))
            and min(cropped.width, cropped.height) >= 1
            and size <= PICTURE_BYTES
            and len(self._changes) < MOST_PICTURES
            and sum(self._sizes.values()) + size <= PAPER_BYTES
        )
        if not fits:
            log.warning("a picture of %d bytes is left out: it is none, or beyond the bounds", size)
        return fits

    def _name(self, cropped: Cropped, digest: str) -> str:
        """A name that is no other picture's: "2306.15626-figure-2.png", "2306.15626-page-4.png"."""
        number = file_stem(cropped.figure.number, most=_LONGEST_NUMBER) or "x"
        what = f"page-{cropped.page}" if cropped.doubt else f"{cropped.figure.kind.value}-{number}"
        ending = ".jpg" if cropped.content.startswith(_JPEG) else ".png"
        name, again = f"{self.beginning}-{what}{ending}", 1
        while self._names.setdefault(name.casefold(), digest) != digest:
            again += 1
            name = f"{self.beginning}-{what}-{again}{ending}"
        return name


def _beginning(source: Source) -> str:
    """What all pictures of a paper begin with: arXiv's number, or the file's name."""
    if source.arxiv_id:
        return source.arxiv_id.number.replace("/", "-")
    return file_stem(PurePath(source.name).stem) or "paper"
