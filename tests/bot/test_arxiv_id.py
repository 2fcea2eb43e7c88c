"""Ids out of what people paste."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.arxiv_id import LIMIT, ArxivId
from bot.errors import NotAPaper

NEW = ArxivId(number="2306.13841")
NEW_V2 = ArxivId(number="2306.13841", version=2)
OLD = ArxivId(number="hep-th/9901001")
MATHS = ArxivId(number="math/0309136")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://arxiv.org/abs/2306.13841", NEW),
        ("http://arxiv.org/abs/2306.13841", NEW),
        ("arxiv.org/abs/2306.13841", NEW),
        ("//arxiv.org/abs/2306.13841", NEW),
        ("HTTPS://ARXIV.ORG/ABS/2306.13841V2", NEW_V2),
        ("https://www.arxiv.org/abs/2306.13841?context=cs.LG", NEW),
        ("https://export.arxiv.org/abs/2306.13841", NEW),
        ("https://de.arxiv.org/abs/2306.13841", NEW),
        ("https://browse.arxiv.org/pdf/2306.13841v2", NEW_V2),
        ("https://arxiv.org/pdf/2306.13841", NEW),
        ("https://arxiv.org/pdf/2306.13841.pdf", NEW),
        ("https://arxiv.org/pdf/2306.13841v2.pdf?download=1#page=3", NEW_V2),
        ("https://arxiv.org/html/2306.13841v2/#S3.F2", NEW_V2),
        ("https://arxiv.org/html/2306.13841v2/x1.png", NEW_V2),
        ("https://arxiv.org/ps/2306.13841", NEW),
        ("https://arxiv.org/e-print/2306.13841v2", NEW_V2),
        ("https://arxiv.org/src/2306.13841", NEW),
        ("https://arxiv.org/format/2306.13841", NEW),
        ("https://arxiv.org/ftp/arxiv/papers/2306/2306.13841.pdf", NEW),
        ("https://arxiv.org/2306.13841", NEW),
        ("https://arxiv.org//abs//2306.13841/", NEW),
        ("https://arxiv.org/abs/arXiv:2306.13841", NEW),
        ("https://arxiv.org./abs/2306.13841", NEW),
        ("https://arxiv.org:443/abs/2306.13841", NEW),
        ("https://ar5iv.labs.arxiv.org/html/2306.13841", NEW),
        ("https://ar5iv.org/abs/2306.13841", NEW),
        ("http://xxx.lanl.gov/abs/hep-th/9901001", OLD),
        ("https://www.alphaxiv.org/abs/2306.13841v2", NEW_V2),
        ("alphaxiv.org/overview/2306.13841", NEW),
        ("https://huggingface.co/papers/2306.13841", NEW),
        ("https://hf.co/papers/2306.13841", NEW),
        ("https://scirate.com/arxiv/2306.13841", NEW),
        ("https://doi.org/10.48550/arXiv.2306.13841", NEW),
        ("https://dx.doi.org/10.48550/ARXIV.2306.13841.", NEW),
        ("https://doi.org/10.48550%2FarXiv.2306.13841", NEW),
        ("https://doi.org/10.48550/arXiv.hep-th/9901001", OLD),
        ("doi:10.48550/arXiv.2306.13841", NEW),
        ("10.48550/arXiv.2306.13841", NEW),
        ("arXiv:2306.13841", NEW),
        ("arxiv:2306.13841v2", NEW_V2),
        ("arXiv: 2306.13841", NEW),
        ("arXiv preprint arXiv:2306.13841 (2023)", NEW),
        ("arXiv preprint 2306.13841", NEW),
        ("arXiv [2306.13841]", NEW),
        ("arXiv:2306.13841v2 [cs.LG] 23 Jun 2023", NEW_V2),
        ("eprint = {2306.13841}, archivePrefix = {arXiv}", NEW),
        ("hep-th/9901001", OLD),
        ("arXiv:hep-th/9901001", OLD),
        ("HEP-TH/9901001", OLD),
        ("math.GT/0309136", MATHS),
        ("arXiv:math.GT/0309136", MATHS),
        ("https://arxiv.org/abs/math.GT/0309136", MATHS),
        ("https://arxiv.org/abs/math/0309136", MATHS),
        ("https://arxiv.org/pdf/hep-th%2F9901001", OLD),
        ("https://arxiv.org/pdf/hep-th/9901001.pdf", OLD),
        ("<https://arxiv.org/abs/2306.13841>", NEW),
        ("<https://arxiv.org/abs/2306.13841|arxiv.org/abs/2306.13841v2>", NEW),
        ("<https://arxiv.org/abs/2306.13841|our new paper (arXiv:2401.00001)>", NEW),
        ("[our paper](https://arxiv.org/abs/2306.13841).", NEW),
        ("[[2306.13841] Its Title](https://arxiv.org/abs/2306.13841)", NEW),
        ("[https://arxiv.org/abs/2306.13841](https://arxiv.org/abs/2306.13841)", NEW),
        ("[arXiv:2306.13841](https://openreview.net/forum?id=x)", NEW),
        ("(see https://arxiv.org/abs/2306.13841)", NEW),
        ("“https://arxiv.org/abs/2306.13841”", NEW),
        ("Look: https://arxiv.org/abs/2306.13841!", NEW),
        ("https://arxiv.org/abs/2306.13841, https://github.com/a/b", NEW),
        ("https://arxiv.org/abs/2306.13841…", NEW),
        ("*https://arxiv.org/abs/2306.13841*", NEW),
        ("_arxiv.org/abs/2306.13841_", NEW),
        ("||https://arxiv.org/abs/2306.13841||", NEW),
        ("Paper:https://arxiv.org/abs/2306.13841", NEW),
        ("论文https://arxiv.org/abs/2306.13841\uff0c很好", NEW),
        ("見arxiv.org/abs/2306.13841。", NEW),
        ("arXiv\uff1a2306.13841", NEW),
        ("https://arxiv.org/abs/2306.13841\u200b", NEW),
        ("https://arxiv.org/\u200babs/2306.13841", NEW),
        (f"chrome-extension://{'abcdefgh' * 4}/https://arxiv.org/pdf/2306.13841.pdf", NEW),
        ("arXiv:0704.0001", ArxivId(number="0704.0001")),
        ("arXiv:1412.7878v12", ArxivId(number="1412.7878", version=12)),
    ],
)
def test_every_form_people_paste_is_understood(text: str, expected: ArxivId) -> None:
    """A link, mark or old id gives its paper, alone, in a sentence, and asked for as the one paper."""
    assert ArxivId.find_all(text) == (expected,)
    assert ArxivId.find_all(f"Hello all, {text} is out") == (expected,)
    assert ArxivId.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no paper here",
        "call 2306.13841 tomorrow",
        "[2306.13841] A Title",
        "https://arxiv.org.evil.com/abs/2306.13841",
        "https://notarxiv.org/abs/2306.13841",
        "notarxiv.org/abs/2306.13841",
        "notarxiv:2306.13841",
        "https://arxiv-org.evil.com/abs/2306.13841",
        "https://evil.com/arxiv.org/abs/2306.13841",
        "evil.com/arxiv.org/abs/2306.13841",
        "evil.com/https://arxiv.org/abs/2306.13841",
        "https://evil.com/?u=https://arxiv.org/abs/2306.13841",
        "https://evil.com/?u=arXiv:2306.13841",
        "https://evil.com/(https://arxiv.org/abs/2306.13841)",
        "https://evil.com/[arxiv.org/abs/2306.13841]",
        "https://evil.com#arxiv.org/abs/2306.13841",
        "https://evil.com/hep-th/9901001",
        "https://arxiv.org@evil.com/abs/2306.13841",
        "https://arxiv.org:pass@evil.com/abs/2306.13841",
        "arxiv.org:pass@evil.com/abs/2306.13841",
        "https://user@arxiv.org/abs/2306.13841",
        "https://arxiv.org\\@evil.com/abs/2306.13841",
        "https://arxiv.org:8080/abs/2306.13841",
        "https://\u0430rxiv.org/abs/2306.13841",
        "\u0430rxiv.org/abs/2306.13841",
        "\u0430rxiv:2306.13841",
        "https://evilalphaxiv.org/abs/2306.13841",
        "https://huggingface.co/someone/papers/2306.13841",
        "https://huggingface.co/someone/2306.13841",
        "https://doi.org/10.1103/PhysRevB.85.115117",
        "ftp://arxiv.org/abs/2306.13841",
        "<https://evil.com|https://arxiv.org/abs/2306.13841>",
        "[https://arxiv.org/abs/2306.13841](https://evil.com/)",
        "https://arxiv.org/list/cs.CL/recent",
        "https://arxiv.org/abs/",
        "https://arxiv.org/abs/2313.00001",
        "https://arxiv.org/abs/2300.00001",
        "https://arxiv.org/abs/0703.0001",
        "arXiv:2306.1384",
        "arXiv:2306.138411",
        "arXiv:2306.13841x",
        "arXiv:2306.13841.5",
        "arXiv:2306.00000",
        "arXiv:1405.12345",
        "arXiv:2306.13841v0",
        "hep-th/0704001",
        "hep-th/9013001",
        "hep-th/9901000",
        "no-such/9901001",
        "src/math/0309136",
        "math.edu/0309136",
    ],
)
def test_what_only_looks_like_a_paper_is_none(text: str) -> None:
    """Other hosts, user names, other alphabets, bare numbers and impossible dates give nothing."""
    assert ArxivId.find_all(text) == ()
    with pytest.raises(NotAPaper, match="no arXiv paper"):
        ArxivId.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2306.13841", NEW),
        ("2306.13841v2", NEW_V2),
        (" 2306.13841. ", NEW),
        ("`2306.13841v2`", NEW_V2),
        ("2306.13841v2.pdf", NEW_V2),
        ("hep-th/9901001", OLD),
        ("math.GT/0309136", MATHS),
    ],
)
def test_a_bare_id_is_understood_when_it_is_all_there_is(text: str, expected: ArxivId) -> None:
    """On the command line and after a slash command an id needs no mark."""
    assert ArxivId.parse(text) == expected


def test_several_papers_come_in_order_and_once() -> None:
    """A message's papers are listed once each, in the order of their first mention."""
    text = (
        "https://arxiv.org/abs/2306.13841,https://arxiv.org/abs/2401.00001 builds on hep-th/9901001;\n"
        "[a](https://arxiv.org/abs/2402.00002),[b](https://arxiv.org/pdf/2403.00003) "
        "<https://arxiv.org/pdf/2306.13841|pdf>"
    )
    names = [str(found) for found in ArxivId.find_all(text)]
    assert names == ["2306.13841", "2401.00001", "hep-th/9901001", "2402.00002", "2403.00003"]


def test_a_paper_with_and_without_version_counts_once() -> None:
    """The version is kept when one mention has it; two versions are two."""
    assert ArxivId.find_all("arxiv.org/abs/2306.13841 arxiv.org/pdf/2306.13841v2") == (NEW_V2,)
    two = ArxivId.find_all("arXiv:2306.13841v1 arXiv:2306.13841v2 arXiv:2306.13841")
    assert [found.version for found in two] == [1, 2]


def test_more_than_one_paper_is_refused_with_their_names() -> None:
    """Asked for one paper, two are a question back to the person."""
    with pytest.raises(NotAPaper, match=r"more than one paper \(2306\.13841 and 2401\.00001\)"):
        ArxivId.parse("arxiv.org/abs/2306.13841 arxiv.org/abs/2401.00001")


def test_addresses() -> None:
    """The public page and the paths carry number and version."""
    assert NEW_V2.url == "https://arxiv.org/abs/2306.13841v2"
    assert OLD.pdf_path == "/pdf/hep-th/9901001"
    assert OLD.abs_path == "/abs/hep-th/9901001"


@pytest.mark.parametrize("number", ["", "../../etc", "2306.13841v2", "2306.13841\n", "a b/1234567"])
def test_nothing_but_an_id_can_be_a_number(number: str) -> None:
    """An id stands in addresses, so its form is checked wherever it comes from."""
    with pytest.raises(ValidationError):
        ArxivId(number=number)


months = st.tuples(st.integers(15, 99), st.integers(1, 12)).map(lambda at: f"{at[0]:02}{at[1]:02}")
new_ids = st.tuples(months, st.integers(1, 99_999)).map(lambda parts: f"{parts[0]}.{parts[1]:05}")
old_ids = st.tuples(
    st.sampled_from(["hep-th", "math", "cs", "cond-mat", "q-bio"]),
    st.integers(92, 106),
    st.integers(1, 12),
    st.integers(1, 999),
).map(lambda parts: f"{parts[0]}/{parts[1] % 100:02}{parts[2]:02}{parts[3]:03}")
versions = st.none() | st.integers(1, 999)
ids = st.builds(lambda number, version: ArxivId(number=number, version=version), new_ids | old_ids, versions)
frames = st.sampled_from(
    [
        "https://arxiv.org/abs/{}",
        "https://export.arxiv.org/pdf/{}.pdf",
        "arXiv:{}",
        "<https://arxiv.org/abs/{}|label>",
        "[label](http://www.arxiv.org/html/{})",
        "https://doi.org/10.48550/arXiv.{}",
        "https://www.alphaxiv.org/abs/{}?x=1",
        "(https://huggingface.co/papers/{}),",
    ]
)


@given(ids)
def test_an_id_reads_back_what_it_writes(arxiv_id: ArxivId) -> None:
    """For every id, its text and its public address are read as the same id."""
    assert ArxivId.parse(str(arxiv_id)) == arxiv_id
    assert ArxivId.find_all(arxiv_id.url) == (arxiv_id,)


@given(st.lists(st.tuples(ids, frames), max_size=6, unique_by=lambda pair: pair[0].number))
def test_every_link_of_a_message_is_found(links: list[tuple[ArxivId, str]]) -> None:
    """Whatever ids stand in whatever forms, all are found, in order."""
    message = " and ".join(frame.format(arxiv_id) for arxiv_id, frame in links)
    assert ArxivId.find_all(message) == tuple(arxiv_id for arxiv_id, _ in links)


@given(st.text(max_size=300))
@example("https://arxiv.org/abs/2306.13841" * 9)
def test_any_text_is_read_without_fault(text: str) -> None:
    """No text breaks it, and what is found could be written back."""
    for found in ArxivId.find_all(text):
        assert ArxivId.parse(str(found)) == found


@given(st.text(st.sampled_from("arxivog.:/@2306138v[]()<>|#? \u0430"), max_size=120))
def test_what_follows_another_host_is_never_searched(rest: str) -> None:
    """Whatever stands in an address of another host, up to the first blank, is that host's."""
    address = "https://evil.example/" + "".join(rest.split()).translate(str.maketrans("", "", "()[]<>|"))
    assert ArxivId.find_all(address) == ()


@pytest.mark.parametrize("start", ["", "https://arxiv.org/", "[", "<", "arXiv:"])
@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "](",
        "<a|",
        "a.",
        "a/",
        "//",
        "https://",
        "arxiv",
        "arXiv ",
        "math.GT/",
        "%2F",
        "10.48550/arxiv.",
        "x.y/(",
    ],
)
def test_hostile_text_costs_no_more_than_its_length(start: str, unit: str) -> None:
    """The longest message made of what patterns stumble over is read in well under a second."""
    text = (start + unit * LIMIT)[:LIMIT]
    began = time.process_time()
    ArxivId.find_all(text)
    assert time.process_time() - began < 0.5


def test_only_the_first_part_of_an_endless_text_is_read() -> None:
    """Beyond the limit nothing is looked at, and a word cut by it is left out."""
    assert ArxivId.find_all("x " * LIMIT + "arXiv:2306.13841") == ()
    cut = " " * (LIMIT - len("arXiv:2306.13841v1")) + "arXiv:2306.13841v12"
    assert ArxivId.find_all(cut) == ()
