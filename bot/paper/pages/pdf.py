"""Opens a PDF with pdfium and reads every page's runs; pypdf's text stands in where pdfium fails."""

import contextlib
import io
from dataclasses import dataclass, field

import pypdf
import pypdfium2 as pdfium

from bot.errors import Unreadable
from bot.paper.hidden import ALWAYS_TOLD, find_hidden
from bot.paper.pages.cleaning import clean
from bot.paper.pages.fonts import Fonts
from bot.paper.pages.glyphs import PageRuns, read_runs, runs_of_text
from bot.paper.pages.sheet import RIGHT, turn_upright
from bot.paper.seeing.reports import CHARS, Reports
from bot.papers import HiddenText

_PAPER = (612.0, 792.0)  # points; the size of a page that cannot be opened


@dataclass(slots=True)
class Pages:
    """All pages of a PDF without what no reader sees, and what that was."""

    pages: list[PageRuns] = field(default_factory=list)
    reports: Reports = field(default_factory=lambda: Reports(ALWAYS_TOLD))
    characters_seen: int = 0
    characters_hidden: int = 0

    @property
    def hidden(self) -> list[HiddenText]:
        """What no reader sees, a report each."""
        return self.reports.told()


def read_pages(pdf: bytes) -> Pages:
    """All pages; raises `Unreadable` when pdfium cannot open the file."""
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        raise Unreadable(
            "This PDF is broken and cannot be opened; try another version of the paper."
        ) from error
    result = Pages()
    with contextlib.closing(document):
        fonts = Fonts()
        for index in range(len(document)):
            result.pages.append(_read_page(document, index, fonts, result))
    failed = [page for page in result.pages if page.failed]
    if failed:
        _fall_back(pdf, failed)
    drawn = sum(page.characters or sum(run.count for run in page.runs) for page in result.pages)
    result.characters_seen = max(0, drawn - result.characters_hidden)
    return result


def _read_page(document: pdfium.PdfDocument, index: int, fonts: Fonts, result: Pages) -> PageRuns:
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return PageRuns(index + 1, *_PAPER, failed=True)
    with contextlib.closing(page):
        read = _read_shown(document, page, index + 1, fonts, result)
        if read.turned != RIGHT:
            # pdfium puts words in order from left to right as displayed: lines that run otherwise are
            # given backwards, or mixed.
            turn_upright(page, read.turned)
            turned, read = read.turned, _read_shown(document, page, index + 1, fonts, result, again=True)
            read.turned = turned
    return read


def _read_shown(
    document: pdfium.PdfDocument,
    page: pdfium.PdfPage,
    number: int,
    fonts: Fonts,
    result: Pages,
    *,
    again: bool = False,
) -> PageRuns:
    """Read a page as it is shown now; what is hidden is looked for once, when it is upright."""
    try:
        textpage = page.get_textpage()
    except pdfium.PdfiumError:
        return PageRuns(number, *_PAPER, failed=True)
    with contextlib.closing(textpage):
        read = read_runs(document, page, textpage, number, fonts)
        if again or read.turned == RIGHT:
            _drop_hidden(read, page, textpage, result)
    return read


def _drop_hidden(read: PageRuns, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, result: Pages) -> None:
    """Take hidden characters out of the runs, and report them."""
    found = find_hidden(page, textpage)
    if not found:
        return
    gone = bytearray(max(one.start + one.count for one in found))
    for one in found:
        gone[one.start : one.start + one.count] = b"\1" * one.count
        text = clean(textpage.get_text_range(one.start, min(one.count, 2 * CHARS))).strip()
        result.reports.add(read.number, one.reason, text)
    result.characters_hidden += sum(gone)
    read.inside = [
        piece for piece in read.inside if not any(gone[piece.start : piece.start + len(piece.text)])
    ]
    kept = []
    for run in read.runs:
        mask = gone[run.start : run.start + run.count]
        hidden = sum(mask)
        if hidden >= run.count:
            continue
        if hidden:
            run.text = "".join(
                [" " if at < len(mask) and mask[at] else one for at, one in enumerate(run.text)]
            )
        kept.append(run)
    read.runs = kept


def _fall_back(pdf: bytes, failed: list[PageRuns]) -> None:
    """Give pages on which pdfium failed pypdf's text, without geometry; one that fails again stays empty."""
    with contextlib.suppress(pypdf.errors.PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        for page in failed:
            page.runs = runs_of_text(reader.pages[page.number - 1].extract_text())
