"""The sample papers are what their truth says, so that tests may lean on them."""

import re
import unicodedata

import pypdf
import pypdfium2 as pdfium
import pytest

from bot.papers import Box
from tests.papers import PAPERS, SamplePaper, sources_digest

TEXTS = pytest.mark.parametrize("slug", [slug for slug in PAPERS if slug != "scan"])
MOST_BYTES = 400_000
LINE_NUMBER = re.compile(r"^\d{1,3}(?: |\r?$)", re.MULTILINE)
DASHES_AND_QUOTES = str.maketrans("\u2019\u2018\u201c\u201d\u2013\u2014", "''\"\"--")


def squeezed(text: str) -> str:
    """`text` without what extraction may change: spaces, hyphens at line ends, ligatures, capitals."""
    folded = unicodedata.normalize("NFKC", text.translate(DASHES_AND_QUOTES)).casefold()
    return re.sub(r"[\s\ufffe\u00ad-]", "", folded)


def page_texts(paper: SamplePaper) -> list[str]:
    """The text of each page as pdfium gives it, squeezed; the first stands for page 1."""
    with pdfium.PdfDocument(paper.pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    if paper.truth.line_numbers:
        texts = [LINE_NUMBER.sub("", text) for text in texts]
    return [squeezed(text) for text in texts]


def within(box: Box, page_size: tuple[float, float]) -> bool:
    """Whether a box has an area and lies on its page."""
    width, height = page_size
    return 0 <= box.left < box.right <= width and 0 <= box.top < box.bottom <= height


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 1 and down > 1


@pytest.mark.parametrize("slug", PAPERS)
def test_committed_pdf_is_the_one_described(slug: str) -> None:
    """Each PDF was built from the sources beside it, is small, and has the pages its truth states."""
    paper = PAPERS[slug]
    with pdfium.PdfDocument(paper.pdf) as document:
        sizes = [page.get_size() for page in document]
    assert paper.truth.sources == sources_digest(slug), "run `python -m tests.papers.build` and commit"
    assert paper.pdf.stat().st_size < MOST_BYTES
    assert len(sizes) == paper.truth.pages == len(paper.truth.page_sizes)
    for found, stated in zip(sizes, paper.truth.page_sizes, strict=True):
        assert found == pytest.approx(stated, abs=0.01)


@TEXTS
def test_front_matter_is_on_the_first_page(slug: str) -> None:
    """Title, authors and both ends of the abstract can be read on page 1."""
    truth = PAPERS[slug].truth
    first = page_texts(PAPERS[slug])[0]
    for words in (truth.title, *truth.authors, truth.abstract_begins, truth.abstract_ends):
        assert squeezed(words) in first


@TEXTS
def test_captions_are_on_their_pages(slug: str) -> None:
    """Every caption stands on the stated page, word for word."""
    texts = page_texts(PAPERS[slug])
    for figure in PAPERS[slug].truth.figures:
        assert squeezed(figure.caption) in texts[figure.page - 1], f"{figure.kind} {figure.number}"


@TEXTS
def test_sections_and_sentences_begin_on_their_pages(slug: str) -> None:
    """Headings and sentences of every kind that truth lists begin where it says."""
    truth = PAPERS[slug].truth
    texts = page_texts(PAPERS[slug])
    marked = (
        *truth.contributions,
        *truth.limitations,
        *truth.future_work,
        *truth.acknowledgements,
        *truth.visible,
    )
    for section in truth.sections:
        assert squeezed(section.title) in texts[section.page - 1]
    for sentence in marked:
        assert squeezed(sentence.text)[:25] in texts[sentence.page - 1]
        assert squeezed(sentence.text)[-25:] in "".join(texts[sentence.page - 1 : sentence.page + 1])


@TEXTS
def test_boxes_lie_on_their_pages_apart(slug: str) -> None:
    """Bodies and captions have boxes on their pages, with ink in them, and no two overlap."""
    truth = PAPERS[slug].truth
    placed: list[tuple[int, Box]] = []
    for figure in truth.figures:
        assert figure.bodies
        placed.append((figure.page, figure.caption_box))
        for body in figure.bodies:
            placed.append((body.page, body.ink))
            assert within(body.ink, truth.page_sizes[body.page - 1])
            assert body.box.left - 1 <= body.ink.left < body.ink.right <= body.box.right + 1
            assert body.box.top - 1 <= body.ink.top < body.ink.bottom <= body.box.bottom + 1
    for number, (page, box) in enumerate(placed):
        assert within(box, truth.page_sizes[page - 1])
        assert not any(page == other_page and overlap(box, other) for other_page, other in placed[:number])


@TEXTS
def test_links_are_in_the_file(slug: str) -> None:
    """The repository and every other link can be reached, by an annotation or in the text."""
    paper = PAPERS[slug]
    annotations = [
        annotation.get_object().get("/A", {}).get("/URI", "")
        for page in pypdf.PdfReader(paper.pdf).pages
        for annotation in page.get("/Annots") or ()
    ]
    text = "".join(page_texts(paper))
    for url in filter(None, (paper.truth.repository, *paper.truth.links)):
        assert url in annotations or squeezed(url) in text


def test_tidepool_has_its_repository_behind_words_only() -> None:
    """Its URL is nowhere in the text."""
    paper = PAPERS["tidepool"]
    assert not any(squeezed(paper.truth.repository) in text for text in page_texts(paper))


def test_scan_has_no_text() -> None:
    """A reader gets not one character out of the scan."""
    assert not any(page_texts(PAPERS["scan"]))
    assert not PAPERS["scan"].truth.text_layer


def test_whisper_hides_something_in_each_way() -> None:
    """Seven ways of hiding, each once."""
    reasons = [hidden.reason for hidden in PAPERS["whisper"].truth.hidden]
    assert len(reasons) == len(set(reasons)) == 7


def test_orchard_has_what_its_kind_promises() -> None:
    """At least twelve figures, eight tables, an algorithm, a table over two pages and a turned page."""
    truth = PAPERS["orchard"].truth
    kinds = [figure.kind.value for figure in truth.figures]
    assert kinds.count("figure") >= 12
    assert kinds.count("table") >= 8
    assert kinds.count("algorithm") == 1
    assert any(len(figure.bodies) == 2 for figure in truth.figures)
    assert any(width > height for width, height in truth.page_sizes)


def test_beehive_has_figures_close_to_one_another() -> None:
    """A caption beside its figure, neighbours in a row, a figure of nearly a page, a supplement's numbers."""
    truth = PAPERS["beehive"].truth
    figures = [figure for figure in truth.figures if figure.kind.value == "figure"]
    beside = [one for one in figures if one.caption_box.left > one.bodies[0].ink.right]
    heights = [one.bodies[0].ink.bottom - one.bodies[0].ink.top for one in figures]
    assert [one.number for one in figures if one.appendix] == ["S1", "S2"]
    assert len(beside) == 1
    assert max(heights) > 0.7 * truth.page_sizes[0][1]
    tops = [(one.page, round(one.caption_box.top)) for one in figures]
    assert len(tops) - len(set(tops)) == 2  # captions in a row: in one column, over both columns


def test_saucepan_continues_a_table_under_a_second_label() -> None:
    """A table has two bodies, and over the second stands "(continued)", which is no caption of its own."""
    paper = PAPERS["saucepan"]
    (table,) = (figure for figure in paper.truth.figures if len(figure.bodies) > 1)
    first, second = table.bodies
    assert second.page == first.page + 1
    assert f"table{table.number}(continued)" in page_texts(paper)[second.page - 1]
    assert {"A.1", "S1"} <= {figure.number for figure in paper.truth.figures}
