"""Order and furniture: columns, running heads, line numbers, turned pages, notes, broken words."""

import pytest

from bot.paper.reading import read_paper
from bot.papers import Paper
from tests.bot.paper import typeset
from tests.bot.paper.typeset import line, lines, narrow, prose


def said(paper: Paper) -> str:
    """All prose of a paper in order."""
    return " ".join([paper.abstract, *(sentence.text for sentence in paper.sentences)])


def heading(text: str, y: float, x: float = 72) -> bytes:
    """A section's heading."""
    return line(text, x, y, 14, bold=True)


def test_the_left_column_is_read_before_the_right() -> None:
    """Two columns are read one after the other, though the file draws them line by line."""
    left, right = narrow(60, 700, "left"), narrow(320, 700, "right")
    drawn = b"".join(
        pair
        for row in zip(left.splitlines(keepends=True), right.splitlines(keepends=True), strict=True)
        for pair in row
    )
    text = said(read_paper(typeset.pdf(drawn)))
    assert "left" in text
    assert text.rindex("left") < text.index("right")


def test_a_paragraph_goes_on_over_a_page() -> None:
    """A sentence cut by the page's end is whole, and keeps the page on which it begins."""
    first = heading("1 Introduction", 720) + lines([*typeset.WORDS * 5, "the keeper then says that"], 72, 690)
    second = lines(["nothing has ever been lost. " + typeset.WORDS[0], *typeset.WORDS[1:], "again."], 72, 720)
    paper = read_paper(typeset.pdf(first, second))
    sentence = next(one for one in paper.sentences if "keeper then says" in one.text)
    assert sentence.text.endswith("the keeper then says that nothing has ever been lost.")
    assert sentence.page == 1


def test_the_body_is_known_beside_more_text_in_smaller_type() -> None:
    """Captions and tables may come to more than the body; a line that stands alone is prose all the same."""
    body = lines([*typeset.WORDS * 3], 72, 700, 11, 14) + line(
        "Stones are counted in every spring.", 72, 500, 11
    )
    small = b"".join(lines(list(typeset.WORDS), 72, 720 - 70 * index, 10) for index in range(4))
    paper = read_paper(typeset.pdf(heading("1 Introduction", 730) + body, small))
    assert "Stones are counted in every spring." in said(paper)


def test_an_appendix_in_larger_type_leaves_the_body_its_size() -> None:
    """Of two types with as much text the one in front is the body's, whichever is larger."""
    front = heading("1 Introduction", 730) + prose() + line("Stones are counted in every spring.", 72, 500)
    behind = heading("A Proofs", 730) + lines([*typeset.WORDS * 4], 72, 700, 11, 14)
    assert "Stones are counted in every spring." in said(read_paper(typeset.pdf(front, behind)))


def test_running_heads_and_page_numbers_are_left_out() -> None:
    """Heads, feet and numbers that recur from page to page stand in no sentence."""
    pages = [
        line("A. Keeper and B. Stone", 72, 760) + prose(y=720) + line(str(number), 300, 40)
        for number in range(1, 7)
    ]
    text = said(read_paper(typeset.pdf(*pages)))
    assert "A. Keeper" not in text
    assert not any(character.isdigit() for character in text)


def test_line_numbers_are_left_out() -> None:
    """A manuscript's counted lines are read without the counts."""
    drawn = heading("1 Introduction", 740, 90)
    for index in range(40):
        drawn += line(str(index + 1), 60, 710 - 14 * index, 6)
        drawn += line(typeset.WORDS[index % 4], 90, 710 - 14 * index)
    text = said(read_paper(typeset.pdf(drawn)))
    assert "harbour wall" in text
    assert not any(character.isdigit() for character in text)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_read_as_displayed(degrees: int) -> None:
    """A page that is drawn lying down and displayed upright reads like any other."""
    drawn = {
        90: b"0 1 -1 0 612 0 cm ",
        180: b"-1 0 0 -1 612 792 cm ",
        270: b"0 -1 1 0 0 792 cm ",
    }[degrees]
    upright = heading("1 Introduction", 560) + lines([*typeset.WORDS * 3, "and so on."], 72, 530)
    pdf = typeset.pdf(b"q " + drawn + upright + b" Q", extra=b"/Rotate %d" % degrees)
    paper = read_paper(pdf)
    assert [section.title for section in paper.sections] == ["Introduction"]
    assert "stone that the tide had carried down from the northern cliffs long ago and every winter" in said(
        paper
    )


def test_a_footnote_does_not_cut_a_sentence() -> None:
    """A note at a page's foot is kept apart from the section's own words."""
    first = heading("1 Introduction", 740) + lines([*typeset.WORDS * 10, "and the list goes"], 72, 710)
    note = lines(["1 Some say that the book is blue, and that there are two of them."], 72, 60, 8)
    second = lines(["on and on. " + typeset.WORDS[0], *typeset.WORDS[1:], "again."], 72, 740)
    paper = read_paper(typeset.pdf(first + note, second))
    sentences = [sentence.text for sentence in paper.sentences]
    assert any("and the list goes on and on." in sentence for sentence in sentences)
    assert "the book is blue" not in " ".join(sentences)
    assert [(note.text, note.page) for note in paper.footnotes] == [
        ("1 Some say that the book is blue, and that there are two of them.", 1)
    ]


def test_powers_are_kept_and_footnote_marks_dropped() -> None:
    """10 with a raised 5 is 10^5; a raised 3 behind a word is a note's mark."""
    drawn = heading("1 Introduction", 740)
    drawn += line("We count 10", 72, 700) + line("5", 127.8, 704, 6) + line("stones of the harbour", 136, 700)
    drawn += line("3", 235, 704, 6) + line("and write the number into the green book,", 242, 700)
    drawn += lines([*typeset.WORDS, "again."], 72, 688)
    text = said(read_paper(typeset.pdf(drawn)))
    assert "We count 10^5 stones of the harbour and write the number" in text


def test_a_number_set_in_pieces_is_whole() -> None:
    """A number whose point and digits are drawn one by one is one number, though they stand apart."""
    drawn = heading("1 Introduction", 740)
    drawn += line("We reach a score of", 72, 700) + line("41", 166, 700) + line(".", 176.4, 700)
    drawn += line("0", 179.4, 700) + line(
        ", and nobody has reached more than that so far in the harbour,", 185, 700
    )
    drawn += lines([*typeset.WORDS, "again."], 72, 688)
    assert "a score of 41.0, and nobody" in said(read_paper(typeset.pdf(drawn)))


def test_notes_in_the_margin_are_footnotes() -> None:
    """A journal's notes beside the text are kept apart, and the text beside them is prose."""
    notes = [
        "Received in the spring,",
        "and accepted in autumn.",
        "Edited by the keepers",
        "of the northern wall,",
    ]
    margin = lines([*notes, "who live by the harbour."], 30, 700, 7, 9)
    drawn = heading("1 Introduction", 740, 200)
    drawn += lines([text[:72] for text in typeset.WORDS * 8], 200, 700)
    paper = read_paper(typeset.pdf(margin + drawn))
    assert "Received" not in said(paper)
    assert "harbour wall was built of stone" in said(paper)
    assert paper.footnotes[0].text.startswith("Received in the spring, and accepted in autumn.")


def test_a_set_in_paragraph_is_prose() -> None:
    """Lines that fill neither column run on all the same: an abstract set in from both edges."""
    abstract = lines([f"{text[:70]}" for text in typeset.WORDS * 2], 120, 700, 9, 11)
    columns = typeset.narrow(60, 560, "left", 30) + typeset.narrow(320, 560, "right", 30)
    paper = read_paper(typeset.pdf(line("The Stones of the Harbour", 180, 740, 16) + abstract + columns))
    assert paper.abstract.startswith("The harbour wall was built of stone")


def test_cells_of_a_table_are_no_sentences() -> None:
    """Rows between rules stay out of the prose above and below them."""
    table = typeset.rule(150, 500, 300)
    for row, (name, value) in enumerate((("Method", "Score"), ("Walls", "0.71"), ("Stones", "0.93"))):
        table += line(name, 160, 486 - 14 * row) + line(value, 380, 486 - 14 * row)
    table += typeset.rule(150, 448, 300)
    drawn = heading("1 Introduction", 740) + prose(y=710) + table + prose(y=420)
    paper = read_paper(typeset.pdf(drawn))
    assert "0.93" not in said(paper)
    assert "Stones" not in said(paper)


def test_references_are_no_section() -> None:
    """The list of references, headed or not, is left out; what follows it is the appendix."""
    entries = [
        f"[{number}] A. Keeper. On stones, volume {number} of the harbour's books, 2019."
        for number in range(1, 13)
    ]
    headed = (
        heading("1 Introduction", 740) + prose(y=710) + heading("References", 500) + lines(entries, 72, 475)
    )
    behind = heading("A Stones", 740) + prose(y=710)
    paper = read_paper(typeset.pdf(headed, behind))
    assert [(section.title, section.appendix) for section in paper.sections] == [
        ("Introduction", False),
        ("Stones", True),
    ]
    bare = heading("1 Introduction", 740) + prose(y=710) + lines(entries, 72, 475)
    assert "On stones" not in said(read_paper(typeset.pdf(bare)))
