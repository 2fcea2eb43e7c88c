"""Papers, fetched and read once: the archive and the reader behind the store's memory."""

import hashlib
from dataclasses import dataclass

from bot.errors import NotAPaper
from bot.papers import Paper, Source
from bot.ports import Archive, Reader, Store


def file_source(name: str, pdf: bytes) -> Source:
    """The source that a PDF's bytes are; `name` is for people."""
    return Source(pdf_sha256=hashlib.sha256(pdf).hexdigest(), name=name)


@dataclass(frozen=True)
class Library:
    """Where papers come from."""

    archive: Archive
    reader: Reader
    store: Store

    async def paper(self, source: Source) -> tuple[Source, Paper]:
        """The paper of a source, and the source with its version known.

        Raises `PaperError` for what is wrong with the paper, `NotAPaper`, and `OutsideError`.
        """
        entry = None
        if source.arxiv_id is None or source.arxiv_id.version is not None:
            known = await self.store.paper(source)
            if known:
                return source, known
        if source.arxiv_id:
            entry = await self.store.entry(source.arxiv_id)
            if entry is None:
                entry = await self.archive.describe(source.arxiv_id)
                await self.store.keep_entry(entry, newest=source.arxiv_id.version is None)
            source = source.model_copy(update={"arxiv_id": entry.id})
        known = await self.store.paper(source)
        if known:
            return source, known
        pdf = await self._pdf(source)
        if pdf is None:
            older = await self.store.paper(source, any_reader=True)
            if older is None:
                raise NotAPaper(f"The file {source.name} is no longer kept; draft it again from the PDF.")
            return source, older
        paper = await self.reader.read(pdf, entry)
        await self.store.keep_paper(source, paper)
        return source, paper

    async def _pdf(self, source: Source) -> bytes | None:
        """The PDF; None for a local file that is no longer kept."""
        pdf = await self.store.pdf(source)
        if pdf is None and source.arxiv_id:
            pdf = await self.archive.fetch(source.arxiv_id)
            await self.store.keep_pdf(source, pdf)
        return pdf
