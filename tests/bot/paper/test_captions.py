"""Captions in the forms in which papers print them, and sentences that are none."""

import pytest

from bot.paper.reading import read_paper
from bot.papers import Figure, FigureKind
from tests.bot.paper import typeset
from tests.bot.paper.typeset import line, lines, prose

TITLE = "What the keepers of the harbour saw"


def figures(*captions: bytes) -> tuple[Figure, ...]:
    """The figures of a page with prose above and below the captions."""
    return read_paper(typeset.pdf(prose(y=740) + b"".join(captions) + prose(y=300))).figures


@pytest.mark.parametrize(
    ("label", "kind", "number"),
    [
        ("Figure 3: ", FigureKind.FIGURE, "3"),
        ("Fig. 3. ", FigureKind.FIGURE, "3"),
        ("FIG. 3. ", FigureKind.FIGURE, "3"),
        ("Figure 3 | ", FigureKind.FIGURE, "3"),
        ("Figure A.1: ", FigureKind.FIGURE, "A.1"),
        ("Figure S1: ", FigureKind.FIGURE, "S1"),
        ("Supplementary Figure 2: ", FigureKind.FIGURE, "S2"),
        ("Table 4: ", FigureKind.TABLE, "4"),
        ("TABLE IV: ", FigureKind.TABLE, "IV"),
        ("Tableau 2 : ", FigureKind.TABLE, "2"),
        ("Abbildung 5: ", FigureKind.FIGURE, "5"),
        ("Algorithm 1: ", FigureKind.ALGORITHM, "1"),
    ],
)
def test_labels(label: str, kind: FigureKind, number: str) -> None:
    """A caption gives its kind, its number as printed, and its words without the label."""
    (figure,) = figures(line(label + TITLE + ".", 150, 450, 9))
    assert (figure.kind, figure.number, figure.caption) == (kind, number, TITLE + ".")
    assert figure.page == 1
    assert figure.box is None


def test_a_bold_label_needs_no_mark() -> None:
    """A label set off by its type is a caption's, though no colon follows."""
    (figure,) = figures(line("Table 2", 150, 450, bold=True) + line(TITLE, 190, 450))
    assert (figure.number, figure.caption) == ("2", TITLE)


def test_a_title_below_its_label() -> None:
    """IEEE's tables have their number on one line and their title on the next."""
    (figure,) = figures(line("TABLE II", 285, 450, 8) + line(TITLE.upper(), 215, 439, 8))
    assert (figure.kind, figure.number, figure.caption) == (FigureKind.TABLE, "II", TITLE.upper())


def test_a_caption_of_several_lines_ends_where_the_text_begins() -> None:
    """All of a caption's lines are joined, a broken word made whole, and no line of the body is taken."""
    caption = ["Figure 1: The stones of the harbour as the keepers count them every spring, with the num-"]
    caption += ["ber of those that the sea has taken."]
    (figure,) = figures(lines(caption, 72, 450, 9, 10.5))
    assert figure.caption.startswith("The stones of the harbour")
    assert figure.caption.endswith("with the number of those that the sea has taken.")


def test_labels_without_a_mark_count() -> None:
    """Where no label is set off, lines that stand apart and count from 1 on are the captions."""
    first, second = line(f"Figure 1 {TITLE}", 150, 460), line("Figure 2 Stones by year", 150, 420)
    assert [(one.number, one.caption) for one in figures(first, second)] == [
        ("1", TITLE),
        ("2", "Stones by year"),
    ]
    assert figures(first) == ()


def test_several_figures_are_no_figure_of_that_letter() -> None:
    """The plural of the label gives no number: there is no figure "s"."""
    assert figures(line("Figs. 4-9 show what the keepers saw in the other years.", 72, 450, 9)) == ()


def test_a_mention_at_a_lines_beginning_is_no_caption() -> None:
    """Sentences that begin with a figure's name, and lines that happen to, are prose."""
    mention = lines(["Figure 3 shows what the keepers saw, and nobody else has seen it since then."], 72, 560)
    within = lines(
        [typeset.WORDS[0], "Figure 4. We then counted again, and found as many as before.", "So it is."],
        72,
        450,
    )
    assert figures(mention, within) == ()


def test_each_number_is_taken_once() -> None:
    """A table that goes on under its number is one table, with its first caption."""
    first = line("Table 1: " + TITLE + ".", 150, 450, 9)
    again = line("Table 1: Continued.", 150, 420, 9)
    (figure,) = figures(first, again)
    assert figure.caption == TITLE + "."


def test_captions_side_by_side_come_in_the_order_of_their_numbers() -> None:
    """Two captions on one height are two captions, left before right."""
    left, right = line("Figure 1: The left wall.", 80, 450, 9), line("Figure 2: The right wall.", 330, 452, 9)
    assert [(one.number, one.caption) for one in figures(right, left)] == [
        ("1", "The left wall."),
        ("2", "The right wall."),
    ]


def test_captions_are_no_prose() -> None:
    """The words of a caption stand in no sentence of the sections."""
    paper = read_paper(
        typeset.pdf(prose(y=740) + line("Figure 1: " + TITLE + ".", 150, 450, 9) + prose(y=300))
    )
    assert TITLE not in " ".join(sentence.text for sentence in paper.sentences)
