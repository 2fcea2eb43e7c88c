"""What stands in tables and figures: told line by line, and never as prose."""

from bot.paper.pages.labels import MOST
from bot.paper.reading import read_paper
from bot.papers import Paper
from tests.bot.paper import hostile, typeset
from tests.bot.paper.typeset import line, prose


def table(y: float) -> bytes:
    """Three ruled rows of two cells."""
    drawn = typeset.rule(150, y, 300)
    for row, (name, value) in enumerate((("Method", "Score"), ("Walls", "0.71"), ("Stones", "0.93"))):
        drawn += line(name, 160, y - 14 - 14 * row) + line(value, 380, y - 14 - 14 * row)
    return drawn + typeset.rule(150, y - 52, 300)


def said(paper: Paper) -> str:
    """All prose of a paper."""
    return " ".join([paper.abstract, *(sentence.text for sentence in paper.sentences)])


def test_rows_of_a_table_are_lines() -> None:
    """The cells of a row are one line, with the table's page."""
    paper = read_paper(typeset.pdf(prose(y=740), prose(y=740) + table(500) + prose(y=400)))
    assert [(one.text, one.page) for one in paper.figure_text] == [
        ("Method Score", 2),
        ("Walls 0.71", 2),
        ("Stones 0.93", 2),
    ]
    assert "0.93" not in said(paper)


def test_labels_inside_an_included_figure_are_lines() -> None:
    """What a form draws is a figure's text; text written sideways is too."""
    form = line("Precision 97.25", 150, 300) + line("Recall 88.5", 150, 280)
    upright = b"BT /F1 9 Tf 0 1 -1 0 60 250 Tm (Share of walls) Tj ET\n"
    resources = typeset.FONTS + b" /XObject << /X1 1000 0 R >>"
    stream = b"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << " + typeset.FONTS
    stream += b" >> /Length %d >>\nstream\n%s\nendstream" % (len(form), form)
    pdf = hostile.document(prose(y=740) + upright + b"/X1 Do\n", resources=resources, more={1000: stream})
    lines = [one.text for one in read_paper(pdf).figure_text]
    assert lines == ["Precision 97.25", "Recall 88.5", "Share of walls"]


def test_the_number_of_lines_is_bounded() -> None:
    """A page of countless cells gives so many lines and no more."""
    cells = b"".join(
        line(f"c{row} {column}", 60 + 50 * column, 780 - 9 * row, 4)
        for row in range(80)
        for column in range(10)
    )
    paper = read_paper(typeset.pdf(prose(y=740), *[cells] * 60))
    assert len(paper.figure_text) <= MOST
