"""What people see of figures and their pictures, made from a draft alone."""

from datetime import UTC, datetime

import pytest

from bot.cards import COVERAGE_LINES, Picture, headline_card, piece_card
from bot.draft import Draft, Headline, Piece, Revision, Stage
from bot.papers import Figure, FigureKey, FigureKind, FigurePicture, Source
from bot.people import Conversation, Person
from bot.tweets import Covered, Role, Uncovered

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CROP = FigurePicture(name="2601.00001-figure-2.png", digest="ab" * 32, width=900, height=600, size=1)
PAGE = FigurePicture(
    name="2601.00001-page-4.png",
    digest="cd" * 32,
    width=900,
    height=1200,
    size=1,
    doubt="it holds 3 lines of body text",
)


def key(number: int, kind: FigureKind = FigureKind.FIGURE) -> FigureKey:
    """The name of a figure."""
    return FigureKey(kind=kind, number=str(number))


def figure(number: int, picture: FigurePicture | None = None, *, appendix: bool = False) -> Figure:
    """A figure of the paper."""
    caption = f"The ships of harbour {number}."
    return Figure(
        kind=FigureKind.FIGURE,
        number=str(number),
        page=4,
        caption=caption,
        picture=picture,
        appendix=appendix,
    )


def draft(
    *figures: Figure,
    shown: tuple[FigureKey | None, ...] = (),
    alt: str = "",
    covered: tuple[Covered, ...] = (),
    uncovered: tuple[Uncovered, ...] = (),
    stage: Stage = Stage.REVIEW,
) -> Draft:
    """A draft of a paper with these figures; `shown` are the figures of its tweets."""
    pieces = tuple(
        Piece(key=place, role=Role.RESULT, revisions=(Revision(text="So.", at=NOON, figure=one, alt=alt),))
        for place, one in enumerate(shown, 1)
    )
    return Draft(
        id="abcd2345",
        conversation=Conversation(platform="slack", channel="C1"),
        requested_by=Person(platform="slack", id="A"),
        source=Source(name="ships.pdf", pdf_sha256="cd" * 32),
        created=NOON,
        stage=stage,
        headline=Headline(paper_id=None, title="Ships", authors=(), pages=9, figures=figures),
        pieces=pieces,
        covered=covered,
        uncovered=uncovered,
    )


def unused(number: int, reason: str = "no room") -> Uncovered:
    """A figure without a tweet."""
    return Uncovered(figure=key(number), reason=reason)


def test_a_good_crop_is_attached() -> None:
    """The tweet's card carries the picture by name and digest, with the writer's words about it."""
    one = draft(figure(2, CROP), shown=(key(2),), alt="Three curves that fall.")
    card = piece_card(one, one.pieces[0])
    assert card.picture == Picture(name=CROP.name, alt="Three curves that fall.", digest=CROP.digest)
    assert card.offered is None
    assert not any("No picture" in line for line in card.small)


def test_without_words_of_a_writer_the_caption_speaks() -> None:
    """A picture is never without an alternative text."""
    one = draft(figure(2, CROP), shown=(key(2),))
    card = piece_card(one, one.pieces[0])
    assert card.picture is not None
    assert "The ships of harbour 2" in card.picture.alt


def test_a_crop_in_doubt_is_not_attached() -> None:
    """Which figure is meant and why it has no picture is told, and the page is offered, not posted."""
    one = draft(figure(2, PAGE), shown=(key(2),))
    card = piece_card(one, one.pieces[0])
    assert card.picture is None
    assert "No picture of Figure 2 is attached: it holds 3 lines of body text" in card.small
    assert card.offered is not None
    assert (card.offered.name, card.offered.digest) == (PAGE.name, PAGE.digest)
    assert "Figure 2" in card.offered.alt


def test_a_figure_that_was_never_cut_out_is_told_too() -> None:
    """Without any picture the reviewer is told so; a tweet without a figure, or of a ghost, has no line."""
    one = draft(figure(2), shown=(key(2), None, key(7)))
    cards = [piece_card(one, piece) for piece in one.pieces]
    assert [any("No picture of Figure 2" in line for line in card.small) for card in cards] == [
        True,
        False,
        False,
    ]
    assert all(card.picture is None and card.offered is None for card in cards)


def test_what_became_of_each_figure() -> None:
    """Each figure of the paper, in its order: the tweets that show it and why, or why none does."""
    table = Figure(kind=FigureKind.TABLE, number="1", page=2, caption="Ships.")
    one = draft(
        figure(1),
        table,
        figure(2),
        shown=(None, key(2), key(1), key(2)),
        covered=(Covered(figure=key(1), reason="shows the overview; spoken of twice"),),
        uncovered=(Uncovered(figure=table.key, reason="it stands in the appendix"),),
    )
    assert headline_card(one).small[-3:] == (
        "Figure 1 → tweet 3: shows the overview; spoken of twice",
        "Table 1 → not used: it stands in the appendix",
        "Figure 2 → tweet 2, 4",
    )


def test_nothing_is_said_of_figures_before_the_thread_is_there() -> None:
    """While tweets are being written it is not yet known which figures stay without."""
    one = draft(figure(1), shown=(key(1),), stage=Stage.WRITING)
    assert not any("→" in line for line in headline_card(one).small)


def test_a_draft_of_an_older_herald_tells_what_it_knows() -> None:
    """Where the draft does not know the paper's figures, those without a tweet are told all the same."""
    assert "Figure 3 → not used: no room" in headline_card(draft(uncovered=(unused(3),))).small


@pytest.mark.parametrize(
    ("main", "behind", "last"),
    [
        (3, 20, "and 11 more in the appendix"),
        (14, 7, "and 9 more not used, 6 of them in the appendix"),
    ],
)
def test_very_many_figures_are_summed_up(main: int, behind: int, last: str) -> None:
    """Figures that have a tweet are always told, wherever they stand; of the rest, the main part first."""
    numbers = range(1, main + behind + 1)
    figures = [figure(number, appendix=number > main) for number in numbers]
    shown = numbers[-1]
    one = draft(*figures, shown=(key(shown),), uncovered=tuple(map(unused, numbers[:-1])))
    lines = [line for line in headline_card(one).small if "→" in line or line.startswith("and ")]
    assert len(lines) == COVERAGE_LINES + 1
    assert lines[0] == "Figure 1 → not used: no room"
    assert lines[-2] == f"Figure {shown} → tweet 1"
    assert lines[-1] == last
