"""Which of a paper's links is its own code."""

import time
import tomllib
from pathlib import Path

import pytest

from bot.paper.meaning.links import own_repository
from bot.paper.meaning.urls import links_in_text
from bot.papers import Link, Paragraph, Section, Sentence
from bot.sentences import split_sentences

ROOT = Path(__file__).parents[3]
CORPUS = ROOT.parent / "shared" / "corpus" / "pdf"
OURS = "https://github.com/masons/towersort"


def repository(
    body: str = "",
    *,
    abstract: str = "",
    comment: str = "",
    links: tuple[Link, ...] = (),
    heading: str = "Method",
) -> str:
    """What is taken for the own repository of a paper on sorting towers, with that text on its page 4."""
    sentences = tuple(Sentence(text=one, page=4) for one in split_sentences(body))
    inside = tuple(Link(url=found.url, page=4) for found in links_in_text(body))
    return own_repository(
        title="TowerSort: Quick Sorting of Very Tall Towers",
        authors=("Ada Mason", "Bo van Stone"),
        abstract=abstract,
        sections=[Section(title=heading, page=4, paragraphs=(Paragraph(sentences=sentences),))],
        links=[*inside, *links],
        comment=comment,
    )


@pytest.mark.parametrize(
    "words",
    [
        "Our code is available at {}.",
        "Code is available at {}.",
        "We release our code and models at {}.",
        "All code needed to reproduce the figures can be found at {}.",
        "The code we used to train our models is available at {}.",
        "Our implementation, based on Bricks [3], is available at {}.",
        "This paper is accompanied by an open source package (bricks: {}).",
        "Scripts to replicate the experiments are at {}.",
        "Our code ({}) is documented.",
        "Source code: {}",
        "We use mortar [3]. Our code is available at {}.",
        "Le code source est disponible à l'adresse {}.",
    ],
)
def test_announced_code_is_the_papers_own(words: str) -> None:
    """Whatever its names are."""
    url = "https://github.com/someone/bricks"
    assert repository(words.format(url)) == url


@pytest.mark.parametrize(
    "words",
    [
        "We use the official implementation of Bricks from {}.",
        "We use the implementation provided by the authors at {}.",
        "Their code is available at {}.",
        "Our code is based on {}.",
        "We build on the mortar library ({}).",
        "For the baselines we use the code released by the authors: {}.",
        "The original code is available at {}.",
        "The code of Brick et al. is available at {}.",
        "We evaluate with the script from {}.",
        "The benchmark is hosted at {}.",
        "We fixed a fault in bricks ({}/pull/14).",
        "Figures were drawn with bricks, {}.",
    ],
)
def test_the_code_of_others_is_never_the_papers_own(words: str) -> None:
    """Dependencies, baselines and benchmarks are cited, not announced."""
    assert repository(words.format("https://github.com/someone/bricks")) == ""


@pytest.mark.parametrize(
    "words",
    [
        "Tall Bricks [12] is compared as well. Code is available at {}.",
        "Tall Bricks (Brick et al., 2019) is a baseline. The code is released at {}.",
        "We compare with TallBricks [7], code at {}.",
    ],
)
def test_a_repository_named_like_a_cited_work_is_that_works(words: str) -> None:
    """What the text cites by the repository's name has other authors, unless it is announced as ours."""
    url = "https://github.com/someone/tall-bricks"
    assert repository(words.format(url)) == ""
    assert repository(f"We compare with TallBricks [7]. Our code is available at {url}.") == url


def test_the_name_of_a_program_releases_nothing() -> None:
    """A badge or a template's link has "release" in its name, and nobody offers it."""
    url = "https://github.com/googleapis/release-please-action"
    for words in ("googleapis/release-please-action", "release-please-action", ""):
        assert repository(links=(Link(url=url, page=1, text=words),)) == ""


def test_an_announcement_that_ends_in_a_colon_has_its_own_object() -> None:
    """It leads to what stands below it, not to the page's one link without words."""
    url = "https://github.com/someone/bricks"
    said = "We provide one script that handles all files and loads them as follows:"
    assert repository(said, links=(Link(url=url, page=4, text="6"),)) == ""


def test_the_list_of_references_says_nothing() -> None:
    """Even for a repository of the paper's name, by an author, in words that announce it."""
    words = "references: Our code is available at https://github.com/mason/towersort"
    assert repository(links=(Link(url="https://github.com/mason/towersort", page=9, text=words),)) == ""
    cited = own_repository(
        title="TowerSort: Quick Sorting",
        authors=("Ada Mason",),
        abstract="",
        sections=[],
        links=[Link(url=OURS, page=9, text="Towersort")],
        reference_links=frozenset({OURS}),
    )
    assert cited == ""


def test_names_speak_for_a_repository_without_words() -> None:
    """The paper's name, or an author's with words of the title, where the link is bare."""
    assert repository(links=(Link(url=OURS, page=3),)) == OURS
    by_author = "https://github.com/bo-vanstone/tower-sort"
    assert repository(links=(Link(url=by_author, page=3),)) == by_author
    assert repository(links=(Link(url="https://github.com/someone/bricks", page=3),)) == ""


def test_a_footnote_is_read_with_the_words_that_bear_its_mark() -> None:
    """The sentence on the page that ends in the mark tells what the footnote's bare URL is."""
    url = "https://github.com/someone/bricks"
    note = Link(url=url, page=4, text=f"2 {url}")
    assert repository("Towers fall. The code to generate the figures is online.2", links=(note,)) == url
    assert repository("Towers fall. We use the library of Brick.2 Our code is public.", links=(note,)) == ""


def test_a_bare_link_is_read_with_the_pages_one_announcement() -> None:
    """Where the footnote's mark is lost, the one announcement of code without a URL stands in."""
    url = "https://github.com/someone/bricks"
    body = "The code to generate the figures in this manuscript is online."
    assert repository(body, links=(Link(url=url, page=4),)) == url
    two = (Link(url=url, page=4), Link(url="https://github.com/someone/mortar", page=4))
    assert repository(body, links=two) == ""


def test_the_front_of_the_paper_speaks_for_a_link() -> None:
    """A link in the abstract or in arXiv's comment, without a word about it, is the authors' own."""
    url = "https://github.com/someone/bricks"
    assert repository(abstract=f"We sort towers. {url}") == url
    assert repository(comment=f"12 pages, 3 figures. {url}") == url
    assert repository(abstract=f"We sort towers with the help of bricks, using their code from {url}.") == ""


def test_the_announced_repository_wins_over_the_others() -> None:
    """Among several links, and though another is mentioned more often."""
    body = (
        "We use mortar (https://github.com/someone/mortar) and again https://github.com/someone/mortar here. "
        f"Our code is available at {OURS}. Bricks are at https://github.com/someone/bricks."
    )
    assert repository(body) == OURS


def test_the_root_is_given_where_the_authors_give_it() -> None:
    """A root printed once outweighs many notebooks; http, "www." and ".git" are made regular."""
    body = (
        f"This figure was generated in a notebook available at {OURS}/blob/main/one.ipynb. "
        f"This figure was generated in a notebook available at {OURS}/blob/main/two.ipynb. "
    )
    assert repository(body) == OURS
    assert repository(body + "All code is available at http://www.github.com/masons/towersort.git.") == OURS


@pytest.mark.parametrize(
    "path",
    ["/tree/main/sorting#quick-start", "/blob/main/tutorial.md#part-1---start", "/tree/main/examples/five"],
)
def test_the_one_path_the_authors_give_is_kept(path: str) -> None:
    """People should land where the authors want them, at the heading they name."""
    url = f"https://github.com/someone/bricks{path}"
    assert repository(f"Our code is available at {url}.") == url


def test_a_folder_holds_the_files_in_it() -> None:
    """A folder and its README are one place."""
    folder = "https://github.com/someone/bricks/tree/main/five"
    body = f"Our code is available at {folder}/. Scripts for our experiments are found at {folder}/README.md."
    assert repository(body) == folder


def test_a_release_leads_to_the_repository() -> None:
    """People should visit the repository, not one of its archives."""
    assert repository(f"Our code is available at {OURS}/releases/tag/v1.0.") == OURS


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://gitlab.com/masons/towersort", True),
        ("https://codeberg.org/masons/towersort", True),
        ("https://bitbucket.org/masons/towersort", True),
        ("https://git.masons.org/ada/towersort", True),
        ("https://huggingface.co/masons/towersort", True),
        ("https://anonymous.4open.science/r/towersort-1", True),
        ("https://masons.github.io/towersort", True),
        ("https://doi.org/10.5281/zenodo.42", True),
        ("https://github.com/features/copilot", False),
        ("https://arxiv.org/abs/2306.00001", False),
        ("https://www.youtube.com/watch?v=42", False),
    ],
)
def test_hosts_that_hold_code_and_hosts_that_do_not(url: str, taken: bool) -> None:  # noqa: FBT001  the expectation
    """Announced code is taken from forges, project pages and archives, never from elsewhere."""
    assert repository(f"Our code is available at {url}.") == (url if taken else "")


def test_a_repository_comes_before_a_page_and_a_page_before_a_record() -> None:
    """People should be sent to where the code lives."""
    page, record = "https://masons.github.io/five", "https://zenodo.org/records/42"
    words = f"Our code is archived at {record}. Our project page, with code, is at {page}."
    assert repository(words) == page
    assert repository(f"{words} Our code is available at {OURS}.") == OURS


def test_a_page_or_a_record_of_data_is_no_code() -> None:
    """Data offered on a site or in an archive is not the paper's code."""
    assert repository("The data are available at https://zenodo.org/records/42.") == ""
    assert repository("The catalogue is available at https://www.towers.org/list.") == ""


def test_a_project_page_at_the_front_is_taken() -> None:
    """Labelled so, or bearing the paper's name."""
    page = "https://lab.example.org/projects/five/index.html"
    assert repository(abstract=f"We sort. Project page: {page}") == page
    assert repository(links=(Link(url="https://towersort.org", page=1),)) == "https://towersort.org"


def test_an_underscore_drawn_as_a_rule_is_found_again() -> None:
    """The annotation's URL is the one printed with a gap; the printed stump is dropped."""
    whole = "https://github.com/someone/five_bricks"
    stump = Link(url="https://github.com/someone/five", page=4)
    words = "Our code is available at https://github.com/someone/five bricks."
    assert repository(links=(stump, Link(url=whole, page=4, text=words))) == whole


def test_what_words_say_of_a_link_outweighs_the_same_link_bare() -> None:
    """An author's own library that the paper merely uses is not its code, though its link is on page 1."""
    library = "https://github.com/mason/bricks"
    bare = Link(url=library, page=1)
    used = Link(url=library, page=1, text=f"We use the bricks library ({library}).")
    assert repository(links=(bare, used)) == ""


def test_thousands_of_links_cost_seconds() -> None:
    """Hostile papers are looked at within a bound."""
    links = tuple(Link(url=f"https://github.com/someone/b{n}", page=n % 50, text="") for n in range(5000))
    body = "Our code is online. See https://github.com/someone/x/y for it. " * 500
    begun = time.perf_counter()
    repository(body, links=links)
    assert time.perf_counter() - begun < 20


def test_without_links_there_is_none() -> None:
    """A promise of code is no code."""
    assert repository("Our code will be made available after the review period.") == ""


def test_each_paper_of_the_corpus_has_its_label() -> None:
    """The benchmark's labels and the corpus name the same files."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not beside the checkout")
    labels = tomllib.loads((ROOT / "benchmarks" / "repositories.toml").read_text(encoding="utf-8"))
    assert sorted(labels) == sorted(path.name for path in CORPUS.glob("*.pdf"))
