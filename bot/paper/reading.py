"""Reads a paper from a PDF's bytes: the whole reader, run in a child process by `bot.paper.sandbox`."""

from dataclasses import dataclass

from bot.errors import Unreadable
from bot.paper.hidden import check_seen
from bot.paper.meaning.language import language_of
from bot.paper.meaning.links import own_repository
from bot.paper.meaning.mentions import links_of
from bot.paper.meaning.points import acknowledgements, contributions, future_work, limitations
from bot.paper.pages.blocks import Block
from bot.paper.pages.captions import caption_starts, caption_text
from bot.paper.pages.frontpage import Front, front_of, take_abstract
from bot.paper.pages.furniture import TEXT_CHARS
from bot.paper.pages.joining import Lexicon
from bot.paper.pages.kinds import read_blocks
from bot.paper.pages.labels import labels_of
from bot.paper.pages.layout import Layout, lay_out
from bot.paper.pages.parts import Part
from bot.paper.pages.pdf import Pages, read_pages
from bot.paper.pages.sections import Told, parts_of, sections_of
from bot.paper.pages.stamp import stamped_id
from bot.paper.screen import screen
from bot.papers import ArxivEntry, Figure, FigureKind, Paper, Section, Sentence

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


def read_pdf(pdf: bytes, entry: ArxivEntry | None = None) -> Paper:
    """Read a paper; `entry`, when known, decides title, authors and abstract.

    Raises `Unreadable`: not a PDF, locked, broken, over a limit, or a scan without text.
    """
    screened = screen(pdf)
    pages = read_pages(pdf)
    if not pages.characters_seen and not pages.characters_hidden:
        raise Unreadable("This PDF is a scan without text; use a version whose text can be selected.")
    check_seen(pages.characters_seen, pages.characters_hidden)
    text = read_text(pages)
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
