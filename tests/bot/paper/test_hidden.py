"""Text that no reader sees: each way of hiding is found, and what readers do see is left alone."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pytest

from bot.errors import Unreadable
from bot.paper import hidden
from bot.paper.hidden import check_seen, find_hidden
from tests.bot.paper import hostile

CORPUS = Path(os.environ.get("HERALD_CORPUS", "../shared/corpus"))


@contextmanager
def opened(pdf: bytes) -> Iterator[tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage]]:
    """The first page of a PDF, and its text page."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    textpage = page.get_textpage()
    try:
        yield page, textpage
    finally:
        textpage.close()
        page.close()
        document.close()


def found(pdf: bytes) -> list[tuple[str, str]]:
    """The hidden runs of the first page: text and reason."""
    with opened(pdf) as (page, textpage):
        return [
            (textpage.get_text_range(run.start, run.count), run.reason) for run in find_hidden(page, textpage)
        ]


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda: hostile.invisible_mode(3), "invisible render mode"),
        (lambda: hostile.invisible_mode(7), "invisible render mode"),
        (hostile.white_text, "the colour of its background"),
        (lambda: hostile.white_text(0.97), "the colour of its background"),
        (hostile.white_in_a_form, "the colour of its background"),
        (hostile.white_text_over_rules, "the colour of its background"),
        (hostile.black_on_black, "the colour of its background"),
        (lambda: hostile.text_on_a_dark_picture(0), "the colour of its background"),
        (hostile.transparent_text, "transparent"),
        (hostile.text_in_a_transparent_form, "transparent"),
        (hostile.tiny_text, "under 2 pt"),
        (hostile.turned_tiny_text, "under 2 pt"),
        (hostile.squeezed_text, "under 2 pt"),
        (hostile.text_off_the_page, "off the page"),
        (hostile.text_outside_the_crop, "off the page"),
        (hostile.clipped_text, "clipped away"),
        (hostile.covered_text, "covered"),
        (hostile.hidden_layer, "in a layer that is switched off"),
    ],
)
def test_each_way_of_hiding_is_found_exactly(build: Callable[[], bytes], reason: str) -> None:
    """The hidden sentence is found whole, with the reason, and not a letter of the prose around it."""
    assert found(build()) == [(hostile.ORDERS, reason)]


@pytest.mark.parametrize(
    "build",
    [
        lambda: hostile.document(hostile.prose()),
        hostile.white_on_dark,
        lambda: hostile.white_text(0.6),
        lambda: hostile.text_on_a_dark_picture(1),
        lambda: hostile.text_on_a_dark_picture(0.5),
        lambda: hostile.with_hidden(hostile.show("a footnote's mark", y=60, size=3)),
        lambda: hostile.with_hidden(hostile.show(". . . - -", y=60, before="3 Tr")),
        lambda: hostile.with_hidden(hostile.show("outlined", y=60, before="1 Tr 1 g 0 G")),
        lambda: hostile.with_hidden(b"q 1 g 60 50 500 30 re f Q\n" + hostile.show("on a box", y=60)),
        lambda: hostile.with_hidden(b"q 50 40 500 50 re W n\n" + hostile.show("within", y=60) + b"Q\n"),
        hostile.nonsense_boxes,
        hostile.huge_page,
        hostile.page_without_contents,
    ],
)
def test_what_readers_see_is_left_alone(build: Callable[[], bytes]) -> None:
    """White on dark, grey, outlined, small or boxed text is seen, and marks without words are no text."""
    assert found(build()) == []


def test_only_the_part_that_runs_off_the_page_is_hidden() -> None:
    """A line that begins on the page is read up to its edge."""
    ((text, reason),) = found(hostile.running_off_the_page())
    assert reason == "off the page"
    assert hostile.ORDERS.endswith(text)
    assert 10 < len(text) < 40


def test_a_layer_that_is_switched_on_is_seen() -> None:
    """Optional content that is shown is text like any other."""
    assert found(hostile.hidden_layer().replace(b"/OFF [1000", b"/ON  [1000")) == []


def test_the_page_is_left_as_it_was() -> None:
    """Looking for hidden text leaves what the page shows and says unchanged."""
    with opened(hostile.white_on_dark()) as (page, textpage):
        before = page.render(scale=1).to_pil().tobytes(), textpage.get_text_range()
        find_hidden(page, textpage)
        assert (page.render(scale=1).to_pil().tobytes(), textpage.get_text_range()) == before


def test_ordinary_pages_are_not_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The costly test by rendering runs only when something on the page is doubtful."""

    def refuse(*arguments: object) -> list[bool]:
        raise AssertionError("rendered")

    monkeypatch.setattr(hidden, "without_ink", refuse)
    assert found(hostile.document(hostile.prose())) == []
    with pytest.raises(AssertionError, match="rendered"):
        found(hostile.white_text())


def test_a_scan_with_a_text_layer_is_refused() -> None:
    """When most of a document's text is invisible, nobody can check what is read: it is refused as a scan."""
    with opened(hostile.scan_with_text_layer()) as (page, textpage):
        runs = find_hidden(page, textpage)
        unseen = sum(run.count for run in runs)
        with pytest.raises(Unreadable, match="scan"):
            check_seen(textpage.count_chars() - unseen, unseen)


@pytest.mark.parametrize(("seen", "unseen"), [(0, 0), (1000, 0), (1000, 900)])
def test_a_document_that_is_mostly_seen_is_not_refused(seen: int, unseen: int) -> None:
    """Hidden text in an ordinary paper is reported, and does not stop the reading."""
    check_seen(seen, unseen)


def test_the_papers_of_the_corpus_keep_their_prose() -> None:
    """In real papers, apart from scans, next to nothing is hidden: what figures crop away, mostly."""
    papers = sorted((CORPUS / "pdf").glob("*.pdf"))
    if not papers:
        pytest.skip("the corpus of real PDFs is not here")
    shares = []
    for path in papers[:12]:
        document = pypdfium2.PdfDocument(path)
        total = unseen = 0
        for page in document:
            textpage = page.get_textpage()
            total += textpage.count_chars()
            unseen += sum(run.count for run in find_hidden(page, textpage))
            textpage.close()
            page.close()
        document.close()
        shares.append(unseen / max(1, total))
    assert max(shares) < 0.03
