"""What a paper is, once it has been found and read: values, no I/O.

Pages count from 1. Boxes are in points from the top left of the page as displayed.
"""

from enum import StrEnum
from functools import cached_property

from bot.arxiv_id import ArxivId
from bot.values import Value


class ArxivEntry(Value):
    """What arXiv's API says of one paper: the authority on its title and authors."""

    id: ArxivId  # with the version that was answered
    title: str
    authors: tuple[str, ...]
    abstract: str
    comment: str = ""
    categories: tuple[str, ...] = ()  # primary first
    doi: str = ""
    journal_ref: str = ""
    published: str = ""  # ISO 8601, of version 1
    updated: str = ""  # ISO 8601, of this version
    withdrawn: bool = False


class Sentence(Value):
    """One sentence, and the page it begins on."""

    text: str
    page: int


class Paragraph(Value):
    """Consecutive sentences without a break; a list item is a paragraph of its own."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences, joined by spaces."""
        return " ".join(sentence.text for sentence in self.sentences)


class Section(Value):
    """A heading and what stands below it, up to the next heading, in reading order."""

    title: str  # as printed, without its number
    page: int
    level: int = 1
    appendix: bool = False
    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences of the section, in order."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph.sentences)


class Box(Value):
    """A rectangle in points from the top left of the page as displayed (rotation applied)."""

    left: float
    top: float
    right: float
    bottom: float


class FigureKind(StrEnum):
    """What a caption says it captions."""

    FIGURE = "figure"
    TABLE = "table"
    ALGORITHM = "algorithm"


class FigureKey(Value):
    """Names one figure or table of a paper: ("table", "A.1")."""

    kind: FigureKind
    number: str  # as printed: "3", "II", "A.1"

    def __str__(self) -> str:
        """As people say it: "Figure 3"."""
        return f"{self.kind.value.capitalize()} {self.number}"


class Cropped(Value):
    """What the reader cut out for one figure: its picture, or its whole page when the crop is in doubt."""

    figure: FigureKey
    page: int  # on which the box lies
    box: Box | None  # of the body without its caption; None when it was not found
    content: bytes  # PNG or JPEG
    width: int  # pixels
    height: int
    doubt: str = ""  # why there is no crop, in words for the reviewer; then `content` shows the whole page


class FigurePicture(Value):
    """The picture of a figure as it is kept: by content, under a name that people find it by."""

    name: str  # "2306.15626-figure-2.png"; of a page "2306.15626-page-4.png"
    digest: str  # SHA-256 of the content, 64 hex digits: its key in the store
    width: int  # pixels
    height: int
    size: int  # bytes
    doubt: str = ""  # why it shows the whole page: offered to people, attached to nothing

    @property
    def media_type(self) -> str:
        """By its name: "image/png" or "image/jpeg"."""
        return "image/jpeg" if self.name.endswith(".jpg") else "image/png"


class Figure(Value):
    """A figure or table: number, caption, page and, once cropped, its box and picture."""

    kind: FigureKind
    number: str
    page: int  # of the caption
    caption: str  # without "Figure 3:"
    appendix: bool = False
    box: Box | None = None
    box_page: int | None = None  # on which the box lies
    picture: FigurePicture | None = None  # None: not cropped, or the crop was lost

    @property
    def key(self) -> FigureKey:
        """The name by which tweets refer to it."""
        return FigureKey(kind=self.kind, number=self.number)


class Link(Value):
    """A URL in the paper, from its text or an annotation."""

    url: str
    page: int
    text: str = ""  # the words it stands behind, or the sentence around it


class HiddenText(Value):
    """Text on a page that no reader sees; left out of everything else and reported."""

    page: int
    text: str  # at most 500 characters
    reason: str  # "white on white", "under 2 pt", "invisible render mode", "off the page", …


class Paper(Value):
    """A paper as read. Titles and authors are arXiv's when the id is known, the PDF's otherwise."""

    id: ArxivId | None
    title: str
    authors: tuple[str, ...]
    abstract: str
    pages: int
    language: str = "en"  # ISO 639-1, of the body text
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()  # figures and tables in order of appearance
    links: tuple[Link, ...] = ()
    repository: str = ""  # URL of the paper's own code; "" if it has none
    contributions: tuple[Sentence, ...] = ()
    limitations: tuple[Sentence, ...] = ()
    future_work: tuple[Sentence, ...] = ()
    acknowledgements: tuple[Sentence, ...] = ()
    hidden_text: tuple[HiddenText, ...] = ()
    footnotes: tuple[Sentence, ...] = ()
    figure_text: tuple[
        Sentence, ...
    ] = ()  # cells of tables and labels in figures: no prose, but numbers stand there
    entry: ArxivEntry | None = None  # what arXiv says, when the id is known

    @property
    def arxiv_url(self) -> str:
        """The paper's page on arXiv, newest version; "" for a paper that is not there."""
        return f"https://arxiv.org/abs/{self.id.number}" if self.id else ""

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of the body and appendix in reading order (abstract and captions not included)."""
        return tuple(sentence for section in self.sections for sentence in section.sentences)

    def figure(self, key: FigureKey) -> Figure | None:
        """The figure of that name, if the paper has it."""
        return next((figure for figure in self.figures if figure.key == key), None)


class Source(Value):
    """Where a draft's paper comes from: an arXiv paper or a PDF's bytes, named by their SHA-256."""

    arxiv_id: ArxivId | None = None
    pdf_sha256: str = ""
    name: str = ""  # file name of a local PDF, for people

    @property
    def empty(self) -> bool:
        """Whether there is no paper: an ad can do without one."""
        return self.arxiv_id is None and not self.pdf_sha256

    def __str__(self) -> str:
        """The arXiv id or the file's name, for people."""
        return str(self.arxiv_id) if self.arxiv_id else self.name
