"""Sample papers made for the tests, and everything that is true of them.

Each folder holds a paper's LaTeX source, its PDF, `truth.toml` (written by hand: what the source
says) and `boxes.json` (written by `build.py`: pages, boxes, sentences). README.md lists the papers.
"""

import hashlib
import json
import tomllib
from pathlib import Path

from bot.papers import Box, FigureKind, HiddenText, Sentence
from bot.values import Value

HERE = Path(__file__).parent


def sources_digest(slug: str) -> str:
    """SHA-256 of a paper's LaTeX and of the package that measures it: tells of a PDF not rebuilt."""
    digest = hashlib.sha256((HERE / "truth.sty").read_bytes())
    digest.update((HERE / slug / f"{slug}.tex").read_bytes())
    return digest.hexdigest()


class SampleSection(Value):
    """A heading of the source and the page it landed on."""

    title: str  # without its number, in the source's capitals
    page: int
    level: int  # 1 for \\section, 2 for \\subsection
    appendix: bool


class SampleBody(Value):
    """Where a figure's or table's body stands: all of it, sub-captions included, its caption not."""

    page: int
    box: Box  # as TeX reckons, with the white of axes' margins and a table's cells
    ink: Box  # what is printed within `box`, to a quarter of a point


class SampleFigure(Value):
    """A figure, table or algorithm with its caption in plain text."""

    kind: FigureKind
    number: str
    page: int  # of the caption
    caption: str
    appendix: bool
    caption_box: Box  # its ink
    bodies: tuple[SampleBody, ...]  # more than one only for a table continued over pages


class Truth(Value):
    """All that is known of a sample paper, independently of any reader."""

    title: str
    authors: tuple[str, ...]
    abstract_begins: str = ""  # "" if the paper has none
    abstract_ends: str = ""
    language: str = "en"
    columns: int = 1
    text_layer: bool = True  # False for the scan: what follows can be seen but not extracted
    line_numbers: bool = False  # printed in the margin, as for review
    repository: str = ""
    links: tuple[str, ...] = ()  # all other URLs of the paper: cited repositories, projects, articles

    sources: str  # digest of the LaTeX it was built from
    pages: int
    page_sizes: tuple[tuple[float, float], ...]  # width and height in points, as displayed
    sections: tuple[SampleSection, ...]
    figures: tuple[SampleFigure, ...]
    contributions: tuple[Sentence, ...]
    limitations: tuple[Sentence, ...]
    future_work: tuple[Sentence, ...]
    acknowledgements: tuple[Sentence, ...]
    visible: tuple[
        Sentence, ...
    ]  # looks suspicious and must be kept: white on a dark box, orders to a model in the prose
    hidden: tuple[HiddenText, ...]  # no reader of the page sees it


class SamplePaper(Value):
    """A sample paper, named by its folder."""

    slug: str

    @property
    def pdf(self) -> Path:
        """Its PDF, as committed."""
        return HERE / self.slug / f"{self.slug}.pdf"

    @property
    def truth(self) -> Truth:
        """What is true of it, read from the two files beside the PDF."""
        written = tomllib.loads((HERE / self.slug / "truth.toml").read_text(encoding="utf-8"))
        built = json.loads((HERE / self.slug / "boxes.json").read_text(encoding="utf-8"))
        return Truth.model_validate(written | built)


PAPERS = {
    slug: SamplePaper(slug=slug)
    for slug in (
        "lighthouse",
        "tidepool",
        "orchard",
        "monologue",
        "whisper",
        "megaphone",
        "footpath",
        "beehive",
        "saucepan",
        "printemps",
        "scan",
    )
}
