"""The first look at a PDF: what is refused and why, and what the file says of itself."""

import logging
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arxiv_id import ArxivId
from bot.errors import Unreadable
from bot.paper.screen import Limits, Screened, screen
from tests.bot.paper import hostile

CORPUS = Path(os.environ.get("HERALD_CORPUS", "../shared/corpus"))
ORDINARY = hostile.document(hostile.prose(), hostile.prose())


def with_info(**fields: str) -> bytes:
    """A one-page PDF with this information dictionary, its strings in UTF-16."""
    entries = b" ".join(
        b"/%b <FEFF%b>" % (key.encode(), value.encode("utf-16-be").hex().encode())
        for key, value in fields.items()
    )
    return hostile.document(
        hostile.prose(), more={1000: b"<< %b >>" % entries}, trailer=b"/Root 1 0 R /Info 1000 0 R"
    )


def test_an_ordinary_paper_passes() -> None:
    """A plain PDF is let through with its number of pages, and claims nothing it does not say."""
    assert screen(ORDINARY) == Screened(pages=2)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (bytes, "empty"),
        (hostile.html, "web page"),
        (lambda: b"<?xml version='1.0'?><error/>", "web page"),
        (lambda: b"PK\x03\x04 a zip file", "not a PDF"),
        (lambda: b" " * 2000 + ORDINARY, "not a PDF"),
        (lambda: b"%PDF-1.7\n", "broken"),
        (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50, "broken"),
        (hostile.no_pages, "no pages"),
        (lambda: hostile.locked(ORDINARY, "secret"), "locked with a password"),
        (hostile.many_pages, "more than 300 pages"),
        (hostile.shared_page, "more than 300 pages"),
        (hostile.object_stream_bomb, "unpacks to far more"),
        (hostile.cyclic_pages, "broken"),
        (hostile.cyclic_pages_below, "broken"),
        (hostile.deep_pages, "broken"),
        (hostile.deep_nesting, "broken"),
    ],
)
def test_each_kind_of_wrong_file_is_refused_in_words(build: Callable[[], bytes], words: str) -> None:
    """Every file that cannot be read is refused with a sentence that names what is wrong with it."""
    with pytest.raises(Unreadable, match=words):
        screen(build())


def test_a_file_over_the_size_limit_is_refused() -> None:
    """The limit on bytes holds before anything is parsed."""
    with pytest.raises(Unreadable, match="reads up to 0 MB"):
        screen(ORDINARY, Limits(size=100))


def test_junk_before_the_header_is_skipped() -> None:
    """Viewers look for the header within the first kilobyte, and so does the screen."""
    assert screen(b"HTTP/1.1 200 OK\r\n\r\n" + ORDINARY).pages == 2


def test_an_empty_password_does_not_lock() -> None:
    """A file encrypted with an empty user password opens in every viewer, and here."""
    assert screen(hostile.locked(ORDINARY, "")).pages == 2


def test_the_page_tree_counts_and_not_its_claim() -> None:
    """A file that claims two thousand million pages and has one is read as having one."""
    assert screen(hostile.lying_count()).pages == 1


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.995])
def test_a_file_cut_off_anywhere_is_refused_or_mended(share: float) -> None:
    """A broken-off download ends in a sentence, or is mended when nothing but its end is missing."""
    try:
        assert screen(hostile.truncated(ORDINARY, share)).pages in {1, 2}
    except Unreadable as error:
        assert "broken" in str(error) or "no pages" in str(error)  # noqa: PT017  either end is right


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_raises_anything_but_unreadable(data: st.DataObject) -> None:
    """Whatever bytes of a file are changed, the screen answers or says Unreadable."""
    pdf = bytearray(hostile.odd_metadata()[:2500] + hostile.odd_metadata()[-600:])
    for _ in range(data.draw(st.integers(1, 12))):
        pdf[data.draw(st.integers(5, len(pdf) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unreadable):
        screen(bytes(pdf))


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("A Study of $\\mathcal{O}(n)$ Sorting\\\\ in {P}ractice", "A Study of O(n) Sorting in Practice"),
        ("Ünïcode:\n  a  title", "Ünïcode: a title"),
        ("GPT-4", "GPT-4"),
        ("Adam", "Adam"),
        ("코로나-19 관련", "코로나-19 관련"),
        ("a\x00b\u202ec\x1bd", "abcd"),
        ("", ""),
        ("untitled", ""),
        ("Untitled-2", ""),
        ("Microsoft Word - final_v3.docx", ""),
        ("main.tex", ""),
        ("paper.dvi", ""),
        ("Screenshot 2025-07-29 at 00.15.56.png", ""),
        ("PowerPoint Presentation", ""),
        ("arXiv:2306.15626v2  [cs.LG]  27 Oct 2023", ""),
        ("icml2023_camera_ready", ""),
        ("---", ""),
    ],
)
def test_titles_are_cleaned_and_what_is_no_title_is_dropped(raw: str, title: str) -> None:
    """LaTeX and control characters go; file names and program names are no titles."""
    assert screen(with_info(Title=raw)).title == title


@pytest.mark.parametrize(
    ("raw", "authors"),
    [
        ("Ada Lovelace", ("Ada Lovelace",)),
        ("Ada Lovelace, Alan Turing and Grace Hopper", ("Ada Lovelace", "Alan Turing", "Grace Hopper")),
        ("Ada Lovelace, Alan Turing, and Grace Hopper", ("Ada Lovelace", "Alan Turing", "Grace Hopper")),
        ("Lovelace, Ada; Turing, Alan", ("Ada Lovelace", "Alan Turing")),
        ("Lovelace, Ada", ("Ada Lovelace",)),
        ("D. Knuth & E. W. Dijkstra", ("D. Knuth", "E. W. Dijkstra")),
        ("김창호", ("김창호",)),
        ("Jos\\'{e} Garc{\\'i}a", ("José García",)),
        ("", ()),
        ("jdoe", ()),
        ("Anonymous Authors", ()),
        ("LaTeX with hyperref", ()),
        ("jdoe@example.org", ()),
    ],
)
def test_authors_are_names_or_nothing(raw: str, authors: tuple[str, ...]) -> None:
    """Names are split and put the usual way round; logins and placeholders are not names."""
    assert screen(with_info(Author=raw)).authors == authors


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"arXivID": "https://arxiv.org/abs/2506.11874v1"}, ArxivId(number="2506.11874", version=1)),
        ({"DOI": "https://doi.org/10.48550/arXiv.2506.11874"}, ArxivId(number="2506.11874")),
        ({"Title": "arXiv:2306.15626v2  [cs.LG]"}, ArxivId(number="2306.15626", version=2)),
        ({"Title": "A reply to arXiv:2306.15626"}, None),
        ({"DOI": "https://doi.org/10.1145/3292500"}, None),
    ],
)
def test_the_arxiv_stamp_is_read_from_metadata(fields: Mapping[str, str], found: ArxivId | None) -> None:
    """An id counts only where arXiv writes its own, not where a title speaks of another paper."""
    assert screen(with_info(**fields)).arxiv_id == found


def test_links_come_from_annotations_with_their_page() -> None:
    """Link annotations give web addresses with their page, once a page; other schemes are passed over."""
    link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (%b) >> >> "
    targets = (b"https://github.com/ada/engine", b"https://github.com/ada/engine", b"mailto:a@b.org")
    annots = b"/Annots [" + b"".join(link % target for target in targets) + b"]"
    links = screen(hostile.document(hostile.prose(), hostile.prose(), extra=annots)).links
    assert [(found.url, found.page) for found in links] == [
        ("https://github.com/ada/engine", 1),
        ("https://github.com/ada/engine", 2),
    ]


def test_odd_metadata_and_links_are_cleaned() -> None:
    """Lone surrogates, controls and script addresses do not come through, and do no harm to the rest."""
    found = screen(hostile.odd_metadata())
    assert found.title == "A B["
    assert [link.url for link in found.links] == ["https://example.org/xyz", "https://example.org/good"]
    found.model_dump_json().encode()


def test_links_that_refer_to_themselves_are_passed_over() -> None:
    """Circular annotations are no links, and no trouble."""
    assert screen(hostile.self_reference()).links == ()


def test_looking_through_links_is_bounded_in_number_and_time() -> None:
    """Neither many links nor slow ones keep the screen busy beyond its limits."""
    pdf = hostile.many_links(3000)
    assert len(screen(pdf, Limits(links=50)).links) == 50
    with pytest.raises(Unreadable, match="too long"):
        screen(pdf, Limits(seconds=-1))


def test_pypdf_keeps_quiet(caplog: pytest.LogCaptureFixture) -> None:
    """What pypdf says while it mends a file does not reach the log: it may quote the file."""
    with caplog.at_level(logging.DEBUG):
        screen(hostile.odd_metadata().replace(b"startxref\n", b"startxref\n9"))
    assert not caplog.records


def test_a_paper_of_many_pages_is_screened_quickly() -> None:
    """Three hundred pages with a link each take well under a second."""
    link = b"/Annots [<< /Subtype /Link /A << /S /URI /URI (https://example.org/a) >> >>]"
    pdf = hostile.document(*[hostile.prose(5)] * 300, extra=link)
    start = time.process_time()
    assert len(screen(pdf).links) == 300
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("password_2206.01062_pg3.pdf", "locked"),
        ("unopenable_2506.11874.pdf", ""),
        ("invisible_text_layer.pdf", ""),
        ("ocr_rotated_90.pdf", ""),
        ("rotation_mismatch.pdf", ""),
    ],
)
def test_broken_files_found_in_the_wild(name: str, words: str) -> None:
    """Real broken files are refused with the right reason, or let through."""
    path = CORPUS / "broken" / name
    if not path.exists():
        pytest.skip("the corpus of real PDFs is not here")
    if words:
        with pytest.raises(Unreadable, match=words):
            screen(path.read_bytes())
    else:
        assert screen(path.read_bytes()).pages >= 1
