"""arXiv's feeds, read: entries as the loopback writes them, the real answers recorded, and anything else."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arxiv_id import ArxivId
from bot.errors import ArchiveError, HeraldError, NotAPaper
from bot.paper.fetching import atom
from bot.papers import ArxivEntry
from tests.servers.arxiv import KnownPaper, error_feed, feed

RECORDED = (
    Path(os.environ.get("HERALD_CORPUS", Path(__file__).parents[4] / "shared" / "corpus")) / "arxiv_api"
)
ANSWERS = sorted(RECORDED.glob("*.json")) + sorted(RECORDED.glob("*.xml"))


def entry_of(paper: KnownPaper) -> ArxivEntry:
    """The one entry of a feed with that paper."""
    (entry,) = atom.read(feed(paper.entry(1)).encode()).entries
    return entry


def test_every_field_is_read() -> None:
    """All that arXiv says of a paper comes through, the primary category first and each once."""
    entry = entry_of(
        KnownPaper(
            "2306.15626",
            title="Of  Tides\n  & Tables",
            authors=("Ada Example", "Ben Sample"),
            abstract="  We measure\ntides.\n",
            comment="9 pages,\n2 figures",
            categories=("math.CO", "cs.LG", "05C80, 60G50", "F.2.2", "math.CO"),
            doi="10.1000/tides",
            journal_ref="J. Tides 3 (2024) 1",
            published="2023-06-27T17:05:32Z",
            updated="2023-07-01T00:00:00-04:00",
        )
    )
    assert entry == ArxivEntry(
        id=ArxivId(number="2306.15626", version=1),
        title="Of Tides & Tables",
        authors=("Ada Example", "Ben Sample"),
        abstract="We measure tides.",
        comment="9 pages, 2 figures",
        categories=("math.CO", "cs.LG"),
        doi="10.1000/tides",
        journal_ref="J. Tides 3 (2024) 1",
        published="2023-06-27T17:05:32Z",
        updated="2023-07-01T00:00:00-04:00",
    )


def test_what_steers_a_screen_is_left_out() -> None:
    """Invisible and direction-changing characters go, entities escaped twice are resolved."""
    entry = entry_of(
        KnownPaper("2306.15626", title="A\u202eB\u200b C\x85D", abstract="x &lt; y &amp; z", published="soon")
    )
    assert entry.title == "AB C D"
    assert entry.abstract == "x < y & z"
    assert entry.published == ""


def test_fields_are_bounded() -> None:
    """A field without end is cut, and so is a list of authors."""
    entry = entry_of(
        KnownPaper("2306.15626", title="t" * 9_000, abstract="a " * 50_000, authors=("n" * 900,) * 7_000)
    )
    assert len(entry.title) == 1_000
    assert len(entry.abstract) <= 12_000
    assert len(entry.authors) == 6_000
    assert len(entry.authors[0]) == 200


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"G\"odel", "Gödel"),
        (r"G\"{o}del", "Gödel"),
        (r"G{\"o}del", "Gödel"),
        (r"Fran\c{c}ois", "François"),
        (r"Ho\v rava", "Hořava"),
        (r"S\o rensen", "Sørensen"),
        (r"{\L}ukasz \'{\i}", "Łukasz í"),
        (r"\AA ngstr\"om", "Ångström"),
        (r"Erd\H{o}s", "Erdős"),
        (r"stra{\ss}e", "straße"),
        (r"On $\'e$ and \LaTeX", r"On $\'e$ and \LaTeX"),
        (r"{\it kept}", r"{\it kept}"),
        ("plain", "plain"),
    ],
)
def test_latex_accents_become_letters(written: str, read: str) -> None:
    """Accents in names and titles are letters; formulas and other commands stay as they are."""
    assert atom.plain(written) == read


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        (b"", ArchiveError, "cannot be read"),
        (b"Rate exceeded.", ArchiveError, "cannot be read"),
        (b"<a>" * 50_000, ArchiveError, "cannot be read"),
        (b"<?xml version='1.0' encoding='none-such'?><feed/>", ArchiveError, "cannot be read"),
        (b'<!DOCTYPE f [<!ENTITY a "aa">]><f>&a;</f>', ArchiveError, "cannot be read"),
        (b"<html/>", ArchiveError, "not what its API gives"),
        (error_feed("incorrect id format for x").encode(), NotAPaper, "no id of that form"),
        (error_feed("max_results must be an integer").encode(), ArchiveError, "refuses the request"),
    ],
)
def test_what_is_no_answer(body: bytes, error: type[HeraldError], words: str) -> None:
    """Anything but a feed, entities, and the API's complaints each end in a sentence."""
    with pytest.raises(error, match=words):
        atom.read(body)


def test_entries_without_id_or_title_are_left_out() -> None:
    """An entry that names no paper is not one; the count is arXiv's all the same."""
    nameless = KnownPaper("2306.15626", title=" ").entry(1)
    numberless = KnownPaper("2306.15626").entry(1).replace("abs/2306.15626", "abs/none")
    read = atom.read(feed(nameless, numberless).encode())
    assert read.entries == ()
    assert read.total == 2
    assert atom.read(b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>').total == 1


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: feed(f"<entry>{text}</entry>").encode())
)
def test_any_bytes_are_a_feed_or_an_error(body: bytes) -> None:
    """Whatever comes is read or refused in words."""
    try:
        atom.read(body)
    except HeraldError as error:
        assert str(error)  # noqa: PT017  either outcome is right


@given(st.text(min_size=1, max_size=80), st.lists(st.text(max_size=40), max_size=4))
def test_fields_hold_one_visible_line(title: str, authors: list[str]) -> None:
    """Whatever the fields hold, what is read of them is on one line and prints."""
    body = feed(KnownPaper("2306.15626", title=title, authors=tuple(authors)).entry(1)).encode(
        errors="replace"
    )
    try:
        entries = atom.read(body).entries
    except ArchiveError:  # characters that XML does not admit
        return
    for entry in entries:
        for text in (entry.title, *entry.authors):
            assert text
            assert text.isprintable()


@pytest.mark.skipif(not ANSWERS, reason=f"no recorded answers of arXiv's API in {RECORDED.name}")
def test_recorded_answers_of_arxiv_are_read_whole() -> None:
    """Each real answer gives all of its entries with all that a draft needs, or the error it is."""
    entries = 0
    for path in ANSWERS:
        recorded = json.loads(path.read_text()) if path.suffix == ".json" else {"body": path.read_text()}
        body = recorded["body"]
        if recorded.get("status_code", 200) != 200:
            with pytest.raises(NotAPaper):
                atom.read(body.encode())
            continue
        read = atom.read(body.encode())
        assert len(read.entries) == body.count("<entry>")
        assert read.total >= len(read.entries)
        for entry in read.entries:
            assert entry.title
            assert entry.authors
            assert entry.abstract
            assert entry.categories
            assert entry.published
            assert entry.id.version
            assert not entry.withdrawn
        entries += len(read.entries)
    assert entries
