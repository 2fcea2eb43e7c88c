"""Notices of withdrawal, told from mentions of one."""

import time

import pytest

from bot.paper.fetching.withdrawal import notice


@pytest.mark.parametrize(
    "comment",
    [
        "Withdrawn",
        "WITHDRAWN.",
        "Paper withdrawn",
        "This paper has been withdrawn",
        "This article was withdrawn by its authors; Lemma 4 is false",
        "The manuscript is withdrawn pending new measurements",
        "This version is being withdrawn because Table 2 is wrong",
        "Withdrawn by the authors after an objection of a co-author",
        "Withdrawn due to a gap in Section 3",
        "Withdrawn; replaced by arXiv:2401.00001",
        "v3: withdrawn, see arXiv:2401.00001",
        "8 pages, withdrawn due to a mistake in the code",
        "It has been withdrawn because the data were mislabelled",
        "The authors have withdrawn this submission",
        "We withdraw our paper: the main claim fails",
        "After advice from colleagues I decided to withdraw the preprint",
        "I ask for the withdrawal of my article",
        "This work has been retracted",
        "arXiv admin note: this submission has been withdrawn by arXiv administrators",
        "arXiv admin note: removed by arXiv for a disputed licence",
        "An earlier version had a gap; this paper has now been withdrawn altogether",
    ],
)
def test_notices_in_the_comment(comment: str) -> None:
    """What says that this paper is withdrawn is found, in the words people use."""
    assert notice("A Title", "We count boats.", comment) == comment


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "12 pages, 3 figures",
        "A previous version of this paper was withdrawn; the gap is closed",
        "The first version of this manuscript has been withdrawn",
        "Earlier version withdrawn. All proofs are new",
        "Replaces arXiv:2401.00001, which has been withdrawn",
        "Merged with the withdrawn preprint arXiv:2401.00001",
        "Section 5 of v1 is withdrawn, the rest stands",
        "Poster at a workshop; withdrawn from the proceedings",
        "Withdrawn from a conference for lack of time to travel",
        "May be withdrawn if accepted elsewhere",
        "We study withdrawn drugs",
    ],
)
def test_mentions_in_the_comment(comment: str) -> None:
    """An earlier version, another paper, a part, a conference: the paper itself stands."""
    assert notice("A Title", "We count boats.", comment) is None


@pytest.mark.parametrize(
    ("title", "abstract", "withdrawn"),
    [
        ("A Title", "This paper has been withdrawn.", True),
        ("A Title", "This paper has been withdrawn by the author, who found an error.", True),
        ("A Title", "Withdrawn because the sample was too small.", True),
        ("A Title", "We count boats. This article has been withdrawn by the authors.", True),
        ("Withdrawn", "We count boats.", True),
        ("Counting Boats (withdrawn)", "We count boats.", True),
        ("Withdrawn Drugs and Their Successors", "We analyse drugs withdrawn from the market.", False),
        ("Counting Boats", "The work is withdrawn from the heat bath in each cycle.", False),
        ("Counting Boats", "Withdrawal from the fishery was slow.", False),
        ("Retracted Papers by Country", "We ask why papers have been withdrawn.", False),
    ],
)
def test_notices_in_abstract_and_title(title: str, abstract: str, withdrawn: bool) -> None:  # noqa: FBT001  the expectation
    """In running text only a plain notice counts: papers also write about withdrawing."""
    assert (notice(title, abstract, "12 pages") is not None) is withdrawn


@pytest.mark.parametrize(
    "unit", ["this paper has been ", ". ", "withdrawn ", "the current ", "has been been "]
)
def test_long_fields_are_read_quickly(unit: str) -> None:
    """The longest fields made of what the patterns look for take no time."""
    began = time.process_time()
    notice(unit * 100, unit * 2_000, unit * 400)
    assert time.process_time() - began < 0.3
