"""Reading the sample papers: what the reader makes of them is what their sources say."""

import unicodedata
from collections.abc import Iterable

import pypdfium2
import pytest

from bot.arxiv_id import ArxivId
from bot.errors import Unreadable
from bot.paper.reading import read_paper
from bot.papers import ArxivEntry, FigureKey, FigureKind, Paper
from tests.bot.paper import hostile, typeset
from tests.papers import PAPERS

READABLE = [slug for slug, paper in PAPERS.items() if paper.truth.text_layer]
_read: dict[str, Paper] = {}


def read(slug: str) -> Paper:
    """The sample paper as read, once for all tests of a process."""
    if slug not in _read:
        _read[slug] = read_paper(PAPERS[slug].pdf.read_bytes())
    return _read[slug]


def same(text: str) -> str:
    """Text without what setting changes: capitals, kinds of quotes and spaces."""
    text = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
    return " ".join(text.replace("\u201c", '"').replace("\u201d", '"').casefold().split())


def all_same(texts: Iterable[str]) -> list[str]:
    """`same` of each."""
    return [same(text) for text in texts]


@pytest.mark.parametrize("slug", READABLE)
def test_title_and_authors_are_read_from_the_first_page(slug: str) -> None:
    """Without arXiv's entry, title and authors are those printed, whatever the layout."""
    truth = PAPERS[slug].truth
    assert same(read(slug).title) == same(truth.title)
    assert read(slug).authors == truth.authors


@pytest.mark.parametrize("slug", READABLE)
def test_the_abstract_is_whole_and_nothing_else(slug: str) -> None:
    """The abstract begins and ends where the source's does, headed, run-in, or without its word."""
    truth = PAPERS[slug].truth
    abstract = same(read(slug).abstract)
    assert abstract.startswith(same(truth.abstract_begins))
    assert abstract.endswith(same(truth.abstract_ends))
    assert bool(abstract) == bool(truth.abstract_begins)


@pytest.mark.parametrize("slug", READABLE)
def test_sections_are_those_of_the_source_in_order(slug: str) -> None:
    """Every heading is found with page, level and appendix, and none is invented."""
    found = [(same(one.title), one.page, one.level, one.appendix) for one in read(slug).sections if one.title]
    truth = PAPERS[slug].truth.sections
    assert found == [(same(one.title), one.page, one.level, one.appendix) for one in truth]


@pytest.mark.parametrize("slug", READABLE)
def test_captions_are_those_of_the_source_in_order(slug: str) -> None:
    """All captions are found, whole and in order, with kind, number and page, and none is invented."""
    found = [(one.kind, one.number, one.page, same(one.caption), one.appendix) for one in read(slug).figures]
    truth = PAPERS[slug].truth.figures
    assert found == [(one.kind, one.number, one.page, same(one.caption), one.appendix) for one in truth]


@pytest.mark.parametrize("slug", READABLE)
def test_sentences_are_whole_and_on_their_pages(slug: str) -> None:
    """The source's sentences come out verbatim, over columns and pages, on the page where they begin."""
    truth = PAPERS[slug].truth
    said = {(same(sentence.text), sentence.page) for sentence in read(slug).sentences}
    for sentence in (*truth.limitations, *truth.future_work, *truth.acknowledgements):
        assert (same(sentence.text), sentence.page) in said
    for sentence in truth.contributions:  # an item of a list stands behind its mark
        assert any(page == sentence.page and text.endswith(same(sentence.text)) for text, page in said)


@pytest.mark.parametrize(
    "slug", ["lighthouse", "orchard", "monologue", "whisper", "megaphone", "footpath", "printemps"]
)
def test_contributions_are_all_found(slug: str) -> None:
    """What the source marks as its contributions is among those found, to the last item of a list."""
    found = {(same(sentence.text), sentence.page) for sentence in read(slug).contributions}
    truth = PAPERS[slug].truth.contributions
    assert found >= {(same(sentence.text), sentence.page) for sentence in truth}


@pytest.mark.parametrize("slug", READABLE)
def test_nothing_of_captions_stands_in_the_prose(slug: str) -> None:
    """No caption is a sentence of a section or part of one."""
    prose = same(" ".join(sentence.text for sentence in read(slug).sentences))
    for figure in PAPERS[slug].truth.figures:
        if len(figure.caption) > 40:
            assert same(figure.caption) not in prose


@pytest.mark.parametrize("slug", READABLE)
def test_language_repository_and_pages(slug: str) -> None:
    """The language, the paper's own repository and the number of pages are right."""
    truth, paper = PAPERS[slug].truth, read(slug)
    assert (paper.language, paper.repository, paper.pages) == (truth.language, truth.repository, truth.pages)


@pytest.mark.parametrize("slug", READABLE)
def test_hidden_text_is_reported_and_said_nowhere(slug: str) -> None:
    """What no reader sees is reported, once a page and reason, and stands nowhere else."""
    truth, paper = PAPERS[slug].truth, read(slug)
    told = {(one.page, one.reason): same(one.text) for one in paper.hidden_text}
    assert len(told) == len(paper.hidden_text)
    assert bool(told) == bool(truth.hidden)
    parts = (paper.sentences, paper.footnotes, paper.figure_text)
    said = same(
        " ".join(
            [
                paper.abstract,
                *(one.text for part in parts for one in part),
                *(f.caption for f in paper.figures),
            ]
        )
    )
    for hidden in truth.hidden:
        text = same(hidden.text).rstrip(".")
        assert text not in said
        assert any(page == hidden.page and text in report for (page, _), report in told.items())


def test_arxivs_entry_decides_title_authors_and_abstract() -> None:
    """What arXiv says of a paper stands, whatever its PDF prints."""
    entry = ArxivEntry(
        id=ArxivId(number="2401.00001", version=2),
        title="As arXiv has it",
        authors=("A. Uthor",),
        abstract="Short.",
    )
    paper = read_paper(PAPERS["lighthouse"].pdf.read_bytes(), entry)
    assert (paper.id, paper.title, paper.authors, paper.abstract) == (
        entry.id,
        entry.title,
        entry.authors,
        "Short.",
    )
    assert paper.entry == entry
    assert paper.figure(FigureKey(kind=FigureKind.FIGURE, number="1")) is not None


def test_a_scan_is_named_a_scan() -> None:
    """A paper of pictures is refused with the reason."""
    with pytest.raises(Unreadable, match="scan"):
        read_paper(PAPERS["scan"].pdf.read_bytes())


def test_a_scan_with_a_text_layer_is_refused() -> None:
    """Recognised text behind pictures is text that no reader sees."""
    with pytest.raises(Unreadable, match="scan"):
        read_paper(hostile.scan_with_text_layer())


def test_a_page_on_which_pdfium_fails_is_read_by_pypdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """One page that pdfium cannot read costs its geometry, not its text."""

    def fail(self: pypdfium2.PdfPage) -> pypdfium2.PdfTextPage:
        raise pypdfium2.PdfiumError("Failed to load text page.")

    monkeypatch.setattr(pypdfium2.PdfPage, "get_textpage", fail)
    paper = read_paper(typeset.pdf(typeset.prose()))
    assert "that the tide had carried down from the northern cliffs" in " ".join(
        [paper.abstract, *(sentence.text for sentence in paper.sentences)]
    )


def test_a_file_that_pdfium_cannot_open_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What passes the first look and still cannot be opened ends in a sentence."""

    def fail(*_: object, **__: object) -> None:
        raise pypdfium2.PdfiumError("Failed to load document.")

    monkeypatch.setattr("bot.paper.pages.pdf.pdfium.PdfDocument", fail)
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_paper(typeset.pdf(typeset.prose()))
