"""The paper's own arXiv id, as arXiv prints it on the first page."""

import pytest

from bot.arxiv_id import ArxivId
from bot.paper.reading import read_paper
from bot.papers import ArxivEntry
from tests.bot.paper import typeset
from tests.bot.paper.typeset import line, prose

STAMP = "arXiv:2306.15626v2 [cs.LG] 27 Oct 2023"


def sideways(text: str) -> bytes:
    """A line that runs up the left side."""
    return f"BT /F1 20 Tf 0 1 -1 0 36 200 Tm ({text}) Tj ET\n".encode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (STAMP, "2306.15626v2"),
        ("arXiv:0908.0054v1 [astro-ph.CO] 1 Aug 2009", "0908.0054v1"),
        ("arXiv:math/0309136v1 [math.GT] 8 Sep 2003", "math/0309136v1"),
        ("hep-ph/9412269 9 Dec 94", "hep-ph/9412269"),
        ("arXiv:2306.15626v2", ""),
        ("arXiv:2399.15626v2 [cs.LG] 27 Oct 2023", ""),
    ],
)
def test_the_stamp_on_the_side_names_the_paper(text: str, found: str) -> None:
    """Old and new stamps are read, with the version; what has no date, or cannot be, is none."""
    paper = read_paper(typeset.pdf(sideways(text) + prose()))
    assert str(paper.id or "") == found


def test_a_stamp_that_stands_upright_is_read() -> None:
    """Some files have it as a line of its own."""
    assert str(read_paper(typeset.pdf(line(STAMP, 72, 770) + prose())).id) == "2306.15626v2"


def test_a_cited_id_is_not_the_papers() -> None:
    """An id in the text, and one on a later page's side, name other papers."""
    cited = line("See arXiv:1706.03762v7 [cs.CL] of 2 Aug 2023 and others.", 72, 400)
    assert read_paper(typeset.pdf(prose() + cited, sideways(STAMP) + prose())).id is None


def test_arxivs_entry_stands() -> None:
    """The id that was asked for is not replaced by what the file prints."""
    entry = ArxivEntry(id=ArxivId(number="2401.00001"), title="As arXiv has it", authors=(), abstract="")
    assert read_paper(typeset.pdf(sideways(STAMP) + prose()), entry).id == entry.id
