"""URLs as papers print them."""

import time

import pytest

from bot.paper.meaning.urls import LONGEST, clean_url, links_in_text

OURS = "https://github.com/masons/towersort"


@pytest.mark.parametrize(
    ("printed", "url"),
    [
        (" https://github.com/a/b \n", "https://github.com/a/b"),
        ("https://github.com/a/b).", "https://github.com/a/b"),
        ("<https://github.com/a/b>", "https://github.com/a/b"),
        ("https://github.com/a/b”,", "https://github.com/a/b"),
        ("https://x.org/A_(b)", "https://x.org/A_(b)"),
        ("(https://x.org/A_(b))", ""),
        ("HTTPS://github.com/a/b", "https://github.com/a/b"),
        ("github.com/a/b,", "https://github.com/a/b"),
        ("www.x.org", "https://www.x.org"),
        ("http: //github.com/ a/b", "http://github.com/a/b"),
        ("https://github.com/a/\u200bb\u00ad", "https://github.com/a/b"),
        ("https://github.com/a/b\ufffec", "https://github.com/a/b-c"),
        ("https://github.com/a/b.git3", "https://github.com/a/b.git"),
        ("https://github.com/a/b.2", "https://github.com/a/b"),
        ("https://github.com/a/Qwen2.5", "https://github.com/a/Qwen2.5"),
        ("https://github.com/a/b12", "https://github.com/a/b12"),
        ("https://github.com/a/b/tree/main/c#quick-start", "https://github.com/a/b/tree/main/c#quick-start"),
        ("10.5281/zenodo.123", "https://doi.org/10.5281/zenodo.123"),
        ("mailto:a@b.org", ""),
        ("ftp://a.org/c", ""),
        ("javascript:alert(1)", ""),
        ("https://user:word@x.org/c", ""),
        ("https://localhost/c", ""),
        ("https://[::1/c", ""),
        ("http://", ""),
        ("", ""),
    ],
)
def test_a_url_is_cleaned_of_what_the_page_added(printed: str, url: str) -> None:
    """Marks of the sentence and the page go, the URL's own stay; what is no http(s) URL gives ""."""
    assert clean_url(printed) == url


def test_glued_digits_go_only_on_evidence() -> None:
    """A footnote's mark is cut when the URL without it stands elsewhere in the paper."""
    known = ["https://github.com/a/b"]
    assert clean_url("https://github.com/a/b12", known) == "https://github.com/a/b"
    assert (
        clean_url("https://github.com/a/b12", [*known, "https://github.com/a/b12"])
        == "https://github.com/a/b12"
    )


def test_an_endless_url_is_refused() -> None:
    """Nobody prints more than two thousand characters."""
    assert (
        clean_url("https://x.org/" + "a" * LONGEST) == clean_url("https://x.org/" + "a" * 3 * LONGEST) == ""
    )


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("at https://github.com/\nmasons/towersort.\nThanks", [OURS]),
        ("at https:\n//github.com/masons/towersort. This", [OURS]),
        ("at https://github.\ncom/masons/towersort\n• The", [OURS]),
        ("at https://github.com/masons\n/towersort and", [OURS]),
        ("at https://github.com/masons/tower-\nsort and", ["https://github.com/masons/tower-sort"]),
        ("at https://github.com/masons/towersort\nor at sea", [OURS]),
        (
            "at https://github.com/masons/towersort/blob/main/\nruns/five.ipynb. A",
            [OURS + "/blob/main/runs/five.ipynb"],
        ),
        ("https://masons.\ngithub.io/tower.\nhtml.\nWe", ["https://masons.github.io/tower.html"]),
        ("see https://masons.org.\nWe build", ["https://masons.org"]),
        ("see https://masons.org/\nWe build", ["https://masons.org/"]),
        ("see https://masons.org\nhttps://towers.org", ["https://masons.org", "https://towers.org"]),
        ("https://masons.org/a,https://towers.org/b", ["https://masons.org/a", "https://towers.org/b"]),
        ("https: // masons. org/ forum? id= XX\nEditor", ["https://masons.org/forum?id=XX"]),
        ("https : / / github . com / masons / towersort “", [OURS]),
        ("(github.com/masons/towersort), masons.github.io/five", [OURS, "https://masons.github.io/five"]),
        ("code (doi: 10.5281/zenodo.42), data", ["https://doi.org/10.5281/zenodo.42"]),
        ("a@notgithub.com/a/b and notgithub.com/a/b", []),
        ("nothing here", []),
    ],
)
def test_urls_are_found_over_line_breaks(text: str, urls: list[str]) -> None:
    """A break is joined where the URL shows that it goes on, and nowhere else."""
    assert [found.url for found in links_in_text(text)] == urls


def test_a_found_url_knows_where_it_stands() -> None:
    """So that the sentence around it can be taken."""
    text = "at https://github.com/\nmasons/towersort."
    (found,) = links_in_text(text)
    assert text[found.start : found.end] == "https://github.com/\nmasons/towersort."


@pytest.mark.parametrize(
    "unit", ["http://", "https://github.com/\n", "http: / ", "www.", "https://a.b/(", "a-", "10.5281/zenodo."]
)
def test_time_is_linear_on_hostile_urls(unit: str) -> None:
    """200,000 characters take seconds at most."""
    text = unit * (200_000 // len(unit))
    begun = time.perf_counter()
    links_in_text(text)
    clean_url(text)
    assert time.perf_counter() - begun < 20
