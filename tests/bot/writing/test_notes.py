"""What a person's note and arXiv's comment tell."""

import pytest

from bot.lab import Lab, LabMember
from bot.writing.notes import Note, Venue, handle_of, handles_in, read_note, venue_of
from tests.bot.writing import seaglass


@pytest.mark.parametrize(
    ("comment", "venue"),
    [
        ("Accepted at NeurIPS 2023", Venue(("#NeurIPS2023",))),
        ("ICML 2023 workshop on data", Venue(("#ICML2023",), workshop=True)),
        ("12 pages, CVPR'24 camera-ready", Venue(("#CVPR2024",))),
        ("Accepted to ACL, 12 pages", Venue(("#ACL",))),
        ("To appear in the 40th DEEP 2025", Venue(("#DEEP2025",))),
        ("Presented at icml-2024", Venue(("#ICML", "#ICML2024"))),
        ("Submitted to ICLR 2024", None),
        ("Under review at NeurIPS 2023", None),
        ("Extended version of a NeurIPS 2022 paper", None),
        ("8 pages, 3 figures", None),
        ("", None),
    ],
)
def test_venue_comes_from_arxivs_comment(comment: str, venue: Venue | None) -> None:
    """Only where the paper has been accepted; the lab's own hashtags go first."""
    assert venue_of(seaglass.LAB, "", seaglass.paper(entry=seaglass.entry(comment))) == venue


def test_the_note_goes_before_arxiv() -> None:
    """A person knows better; the journal reference comes last."""
    paper = seaglass.paper(entry=seaglass.entry("Accepted at NeurIPS 2023", "Proc. ICML 2022"))
    assert venue_of(Lab(), "this is for ICLR 2025", paper) == Venue(("#ICLR2025",))
    assert venue_of(Lab(), "", seaglass.paper(entry=seaglass.entry("", "Proc. ICML 2022"))) == Venue(
        ("#ICML2022",)
    )
    assert venue_of(Lab(), "", seaglass.paper()) is None


def test_note_is_read_for_thanks_code_handles_and_tone() -> None:
    """All that code can read of it, and nothing that is not there."""
    note = read_note(
        "Please thank Ada Lovelace and @bo_r for the data; code is at https://github.com/a/b. "
        "Cora Lin = @cora, make it less formal"
    )
    assert note.thanks == ("Ada Lovelace", "@bo_r")
    assert note.repository == "https://github.com/a/b"
    assert note.handles["Cora Lin"] == "@cora"
    assert note.casual
    assert read_note("") == Note()
    assert read_note("code: github.com/a/b").repository == "https://github.com/a/b"
    assert read_note("thank you for this").thanks == ()


@pytest.mark.parametrize(
    ("note", "handles"),
    [
        ("Grace Hopper is @amazing_grace", {"Grace Hopper": "@amazing_grace"}),
        ("Ludwig van der Berg on X is @lvdb", {"Ludwig van der Berg": "@lvdb"}),
        ("Thank @mary_s", {}),
    ],
)
def test_whose_handle_is_whose(note: str, handles: dict[str, str]) -> None:
    """A handle belongs to the full name beside it, and to no verb."""
    assert read_note(note).handles == handles


def test_mail_addresses_are_no_handles() -> None:
    """Only a handle that stands alone counts."""
    assert handles_in("@ada, write to bo@example.org or @cora!") == ("@ada", "@cora")


@pytest.mark.parametrize(
    ("author", "handle"),
    [
        ("Ada Lovelace", "@ada"),
        ("A. Lovelace", "@ada"),
        ("Ada K. Lovelace", "@ada"),
        ("Lovelace, Ada", "@ada"),
        ("José Núñez", "@jose"),
        ("Jose Nunez", "@jose"),
        ("Xiu Li", "@li"),
        ("Li Xiu", "@li"),
        ("The Countess", "@ada"),
        ("Ana Lovelace", ""),
        ("Lovelace", ""),
        ("C. Babbage", ""),
        ("", ""),
    ],
)
def test_handles_are_matched_by_name_and_never_guessed(author: str, handle: str) -> None:
    """Initials, accents, order and aliases may differ; a name that fits two people fits none."""
    lab = Lab(
        members=(
            LabMember(name="Ada Lovelace", aliases=("The Countess",), x="@ada"),
            LabMember(name="José Núñez", x="@jose"),
            LabMember(name="Li Xiu", x="@li"),
            LabMember(name="Charles Babbage", x="@one"),
            LabMember(name="Cora Babbage", x="@two"),
            LabMember(name="No Handle"),
        )
    )
    assert handle_of(author, lab, Note()) == handle


def test_handle_of_the_note_goes_first() -> None:
    """“Ada Lovelace = @new” overrules the lab's directory."""
    assert handle_of("A. Lovelace", seaglass.LAB, read_note("Ada Lovelace (@new)")) == "@new"
