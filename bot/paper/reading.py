"""Reads a paper from a PDF's bytes: the whole reader, run in a child process by `bot.paper.sandbox`."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium

from bot.errors import Unreadable
from bot.paper.cropping.choice import PagePlan
from bot.paper.figures import crop_page, figure_pages
from bot.paper.hidden import check_seen
from bot.paper.meaning.language import language_of
from bot.paper.meaning.links import own_repository
from bot.paper.meaning.mentions import links_of
from bot.paper.meaning.points import acknowledgements, contributions, future_work, limitations
from bot.paper.options import Options
from bot.paper.pages.blocks import Block
from bot.paper.pages.captions import caption_starts, caption_text
from bot.paper.pages.frontpage import Front, front_of, take_abstract
from bot.paper.pages.joining import Lexicon
from bot.paper.pages.kinds import read_blocks
from bot.paper.pages.labels import labels_of
from bot.paper.pages.layout import Layout, lay_out
from bot.paper.pages.lines import TEXT_CHARS
from bot.paper.pages.parts import Part
from bot.paper.pages.pdf import Pages, read_pages
from bot.paper.pages.sections import Told, parts_of, sections_of
from bot.paper.pages.stamp import stamped_id
from bot.paper.screen import Screened, screen
from bot.papers import ArxivEntry, Cropped, Figure, FigureKind, Paper, Section, Sentence

_LANGUAGE_SAMPLE = 6000  # characters
_LETTERS = frozenset("ABEFGHS")  # of figures behind the paper: "A.1", "S2"; not Roman numbers


@dataclass(frozen=True, slots=True)
class Text:
    """A paper's text in order, before anything is made of it."""

    layout: Layout
    blocks: list[list[Block]]  # of each page
    parts: list[Part]  # with the title's matter, the abstract and the references
    abstract: str
    told: tuple[Told, ...]
    figures: tuple[Figure, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections, without footnotes."""
        sections = (told.section for told in self.told)
        return tuple(section for section in sections if section.title or section.paragraphs)

    @property
    def footnotes(self) -> tuple[Sentence, ...]:
        """The sentences of all footnotes, in order."""
        notes = (note for told in self.told for note in told.notes)
        return tuple(sentence for note in notes for sentence in note.sentences)


class Reading:
    """A PDF that has been read: its paper, and pictures of its figures for whoever asks, page by page."""

    def __init__(self, pdf: bytes, paper: Paper, text: Text, pages: Pages, options: Options) -> None:
        self.paper = paper
        self._pdf = pdf
        self._text = text
        self._pages = pages
        self._options = options
        self._plans: dict[int, PagePlan] = {}
        self._document: pdfium.PdfDocument | None = None

    def pages(self) -> list[int]:
        """The numbers of the pages with figures; finds out where on them the figures are, drawing nothing."""
        text = self._text
        plans = figure_pages(text.layout, self._pages.pages, text.blocks, text.figures, self._options)
        self._plans = {plan.ground.number: plan for plan in plans}
        return list(self._plans)

    def crop(self, page: int) -> Iterator[Cropped]:
        """The pictures of the figures on one of these pages; a hostile one may end or block the process."""
        if self._document is None:
            self._document = pdfium.PdfDocument(self._pdf)
        return crop_page(self._document, self._plans[page], self._options)

    def close(self) -> None:
        """Let go of the opened document."""
        if self._document is not None:
            self._document.close()


def read_pdf(
    pdf: bytes, entry: ArxivEntry | None = None, options: Options | None = None
) -> Iterator[Paper | Cropped]:
    """Read a paper, and after it the pictures of its figures, in this process; see `bot.ports.Reader`.

    Raises `Unreadable`: not a PDF, locked, broken, over a limit, or a scan without text.
    """
    with contextlib.closing(begin(pdf, entry, options)) as reading:
        yield reading.paper
        drawn = set()
        for page in reading.pages():
            for cropped in reading.crop(page):
                if cropped.figure not in drawn:  # a table that goes on has two captions
                    yield cropped
                drawn.add(cropped.figure)


def read_paper(pdf: bytes, entry: ArxivEntry | None = None) -> Paper:
    """Read a paper without pictures; raises as `read_pdf` does."""
    return begin(pdf, entry).paper


def begin(pdf: bytes, entry: ArxivEntry | None = None, options: Options | None = None) -> Reading:
    """Read a paper, and keep what its pictures are made from; raises as `read_pdf` does.

    `entry`, when known, decides title, authors and abstract.
    """
    screened = screen(pdf)
    pages = read_pages(pdf)
    if not pages.characters_seen and not pages.characters_hidden:
        raise Unreadable("This PDF is a scan without text; use a version whose text can be selected.")
    check_seen(pages.characters_seen, pages.characters_hidden)
    text = read_text(pages)
    paper = _paper_of(text, pages, screened, entry)
    return Reading(pdf, paper, text, pages, options or Options())


def _paper_of(text: Text, pages: Pages, screened: Screened, entry: ArxivEntry | None) -> Paper:
    front = Front(entry.title, entry.authors) if entry else _front(text, screened.title, screened.authors)
    abstract = entry.abstract if entry else text.abstract
    places = {page.number: page.links for page in pages.pages if page.links}
    links, only_cited = links_of(text.parts, screened.links, places)
    sections, noted = text.sections, tuple(told.with_notes for told in text.told)
    return Paper(
        id=entry.id if entry else stamped_id(pages.pages) or screened.arxiv_id,
        title=front.title,
        authors=front.authors,
        abstract=abstract,
        pages=screened.pages,
        language=language_of(_sample(text)),
        sections=sections,
        figures=text.figures,
        links=links,
        repository=own_repository(
            title=front.title,
            authors=front.authors,
            abstract=abstract,
            sections=noted,
            links=links,
            comment=entry.comment if entry else "",
            reference_links=only_cited,
        ),
        contributions=contributions(sections, abstract),
        limitations=limitations(noted),
        future_work=future_work(noted),
        acknowledgements=acknowledgements(noted),
        hidden_text=tuple(pages.hidden),
        footnotes=text.footnotes,
        figure_text=labels_of(text.parts, pages.pages),
        entry=entry,
    )


def read_text(pages: Pages) -> Text:
    """Order the pages' text: abstract, sections and captions."""
    layout = lay_out(pages.pages)
    lexicon = Lexicon(line.text for page in layout.pages for line in page.lines if line.chars >= TEXT_CHARS)
    starts = {id(start.line): start for start in caption_starts(layout)}
    blocks = [read_blocks(page, layout, starts) for page in layout.pages]
    parts = parts_of(layout, blocks)
    abstract, body = take_abstract(parts, lexicon)
    return Text(
        layout, blocks, parts, abstract, sections_of(body, lexicon), figures_of(blocks, parts, lexicon)
    )


def figures_of(blocks: list[list[Block]], parts: list[Part], lexicon: Lexicon) -> tuple[Figure, ...]:
    """Figures, tables and algorithms by their captions, in page order."""
    behind = {id(block) for part in parts if part.appendix for block in part.blocks}
    figures: list[Figure] = []
    for page in blocks:
        found = [
            Figure(
                kind=block.caption.kind,
                number=block.caption.number,
                page=block.page,
                caption=caption_text(block.lines, lexicon),
                appendix=id(block) in behind or block.caption.number[:1] in _LETTERS,
            )
            for block in page
            if block.caption and block.caption.kind
        ]
        figures.extend(_numbered_in_order(found))
    return tuple(figures)


def _numbered_in_order(figures: list[Figure]) -> list[Figure]:
    """Figures of one page, with those of a kind that stand side by side in the order of their numbers."""
    ordered = {
        kind: iter(sorted((one for one in figures if one.kind is kind), key=lambda one: int(one.number)))
        for kind in FigureKind
        if all(one.number.isdecimal() for one in figures if one.kind is kind)
    }
    return [next(ordered[one.kind]) if one.kind in ordered else one for one in figures]


def _front(text: Text, title: str, authors: tuple[str, ...]) -> Front:
    first = next((blocks for blocks in text.blocks if blocks), [])
    return front_of(first, text.layout.body, title, authors)


def _sample(text: Text) -> str:
    sample = text.abstract
    for section in text.sections:
        if len(sample) > _LANGUAGE_SAMPLE:
            break
        sample += " " + " ".join(sentence.text for sentence in section.sentences[:10])
    return sample[:_LANGUAGE_SAMPLE]
