"""Tables of contents and appendices: which headings count, and what stands behind the paper."""

from bot.paper.reading import read_paper
from bot.papers import Paper
from tests.bot.paper import typeset
from tests.bot.paper.typeset import line, lines, prose


def heading(text: str, y: float, x: float = 72) -> bytes:
    """A section's heading."""
    return line(text, x, y, 14, bold=True)


def outline(paper: Paper) -> list[tuple[str, bool]]:
    """The sections' titles, and whether they stand in the appendix."""
    return [(section.title, section.appendix) for section in paper.sections]


BODY = (("1 Introduction", 740), ("2 Results", 540), ("3 Conclusion", 340))


def body() -> bytes:
    """A page of three sections."""
    return b"".join(heading(title, y) + prose(y=y - 30) for title, y in BODY)


def contents(*titles: str) -> bytes:
    """A page with the paper's headings and their pages."""
    entries = [heading(title, 700 - 30 * at) for at, title in enumerate(titles)]
    return heading("Contents", 740) + b"".join(entries)


def test_a_table_of_contents_is_no_list_of_sections() -> None:
    """Headings that return with their text are read once, and a lettered entry begins no appendix."""
    first = contents("1 Introduction 2", "2 Results 2", "3 Conclusion 2", "A Stones 3")
    paper = read_paper(typeset.pdf(first, body(), heading("A Stones", 740) + prose(y=710)))
    assert outline(paper) == [
        ("Introduction", False),
        ("Results", False),
        ("Conclusion", False),
        ("Stones", True),
    ]


def test_what_stands_below_the_last_entry_is_kept() -> None:
    """Prose on the page of a table of contents is prose all the same."""
    first = contents("1 Introduction 1", "2 Results 2", "3 Conclusion 2") + prose(y=500)
    paper = read_paper(typeset.pdf(first, body()))
    assert [title for title, _ in outline(paper) if title] == ["Introduction", "Results", "Conclusion"]
    assert "old harbour" in paper.abstract + " ".join(one.text for one in paper.sentences if one.page == 1)


def test_no_appendix_before_the_conclusion() -> None:
    """A section that says so is an appendix by itself, as long as the body goes on behind it."""
    first = (
        heading("1 Introduction", 740) + prose(y=710) + heading("Supplementary stones", 520) + prose(y=490)
    )
    second = heading("2 Discussion", 740) + prose(y=710) + heading("Appendix", 520) + prose(y=490)
    third = heading("Further stones", 740) + prose(y=710)
    paper = read_paper(typeset.pdf(first, second, third))
    assert outline(paper) == [
        ("Introduction", False),
        ("Supplementary stones", True),
        ("Discussion", False),
        ("Appendix", True),
        ("Further stones", True),
    ]


def test_what_spans_the_columns_is_read_after_them() -> None:
    """A heading over both columns at a page's foot heads what follows, not the columns above it."""
    columns = typeset.narrow(60, 740, "left") + typeset.narrow(320, 740, "right")
    over = heading("Appendix", 440, 270) + lines([*typeset.WORDS, "and that is all."], 60, 410, 11)
    paper = read_paper(typeset.pdf(heading("1 Introduction", 760, 60) + columns + over))
    assert outline(paper) == [("Introduction", False), ("Appendix", True)]


def test_a_heading_over_two_lines_is_one_heading() -> None:
    """The second line of a heading belongs to the first."""
    drawn = heading("1 Introduction", 740) + prose(y=710)
    drawn += heading("THE STONES OF THE HARBOUR AS", 520) + heading("THE KEEPERS COUNT THEM", 504)
    paper = read_paper(typeset.pdf(drawn + prose(y=480)))
    assert outline(paper)[-1][0] == "THE STONES OF THE HARBOUR AS THE KEEPERS COUNT THEM"


def test_the_bold_of_libertine_heads_sections() -> None:
    """ACM's papers have headings of the text's size, in fonts whose names say "bold" as "TB"."""
    page = prose(y=740) + line("The stones of the north", 72, 540, bold=True) + prose(y=520)
    page += line("References", 72, 320, bold=True) + lines(["[1] A. Keeper. Stones. 1990."], 72, 300)
    names = {b"/Helvetica-Bold ": b"/LinBiolinumTB ", b"/Helvetica ": b"/LinLibertineT "}
    pdf = typeset.pdf(page)
    for old, new in names.items():
        assert old in pdf
        pdf = pdf.replace(old, new)
    paper = read_paper(pdf)
    assert "The stones of the north" in [title for title, _ in outline(paper)]
    assert not any("Keeper" in one.text for one in paper.sentences)
