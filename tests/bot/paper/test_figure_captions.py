"""Captions as papers have them, beside a drawing whose place is known: what they name is cut out, alone."""

import pytest

from bot.paper.options import Options
from bot.papers import Box
from tests.bot.paper.figure_pages import (
    DRAWING,
    GUTTER,
    LEFT,
    around_drawing,
    columns,
    crops,
    drawing,
    has_words,
    is_blue,
    line,
    named,
    narrow,
    near,
    pdf,
    rows,
    rule,
    text,
)

CAPTION = line("Figure 3: How many ships came by night.", 424, 180)
TABLE = Box(left=180, top=328, right=430, bottom=388)


def ruled_table(top: float = 328, left: float = 180, right: float = 430) -> bytes:
    """Four rows between three rules, 60 points high."""
    rules = b"".join(rule(top + below, left, right) for below in (0, 17, 60))
    return rules + rows(top + 2, 4, left + 10)


# Labels -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Figure 3:", "Figure 3"),
        ("Figure 3.", "Figure 3"),
        ("Figure 3 |", "Figure 3"),
        ("Figure 3 -", "Figure 3"),
        ("Fig. 3.", "Figure 3"),
        ("Fig. 3:", "Figure 3"),
        ("FIG. 3.", "Figure 3"),
        ("FIG. 3", "Figure 3"),
        ("FIGURE 3", "Figure 3"),
        ("FIGURE 3.", "Figure 3"),
        ("Figure 3.2:", "Figure 3.2"),
        ("Figure A.1:", "Figure A.1"),
        ("Figure A1.", "Figure A1"),
        ("Figure S2:", "Figure S2"),
        ("Supplementary Figure 2:", "Figure S2"),
        ("Extended Data Fig. 2 |", "Figure 2"),
        ("Abbildung 3:", "Figure 3"),
    ],
)
def test_labels_in_the_wild(label: str, name: str) -> None:
    """However a caption is labelled, what stands above it is its figure, and no line of the text."""
    (crop,) = crops(pdf(around_drawing(line(f"{label} How many ships came by night.", 424, 180))))
    assert str(crop.figure) == name
    assert not crop.doubt
    assert near(crop.box, DRAWING)
    assert not has_words(crop)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Table 2:", "Table 2"),
        ("Table II.", "Table II"),
        ("TABLE II.", "Table II"),
        ("TABLE II", "Table II"),
        ("Tab. 2.", "Table 2"),
        ("Table B.1:", "Table B.1"),
        ("Tableau 2 -", "Table 2"),
        ("Supplementary Table 2.", "Table S2"),
    ],
)
def test_labels_of_tables(label: str, name: str) -> None:
    """A table's caption stands above it; rules and rows are the table's, the lines below are not."""
    caption = line(f"{label} Keepers and lamps.", 308, 180)
    (crop,) = crops(pdf(text(72, 16) + caption + ruled_table() + text(470, 18)))
    assert str(crop.figure) == name
    assert not crop.doubt
    assert near(crop.box, TABLE)


def test_a_bold_label_needs_no_mark() -> None:
    """As Springer sets it: `Fig. 3` in bold, and the words follow."""
    caption = line("Fig. 3", 424, 180, 9, bold=True) + line("How many ships came by night.", 424, 212, 9)
    (crop,) = crops(pdf(around_drawing(caption)))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


def test_labels_without_a_mark() -> None:
    """Where nothing sets the labels off but that they stand apart and count, they are captions."""
    captions = [line(f"Fig. {at} How many ships came by night.", 424, 180) for at in (1, 2)]
    tables = [line(f"Table {at} Keepers and lamps.", 106, 180) for at in ("I", "II")]
    pages = [
        text(72, 2) + table + ruled_table(126) + text(200, 7) + drawing() + caption + text(470, 18)
        for caption, table in zip(captions, tables, strict=True)
    ]
    found = named(pdf(*pages))
    assert sorted(found) == ["Figure 1", "Figure 2", "Table I", "Table II"]
    assert near(found["Figure 2"].box, DRAWING)
    assert near(found["Table II"].box, Box(left=180, top=126, right=430, bottom=186))


def test_a_label_on_a_line_of_its_own() -> None:
    """As IEEE sets tables: `TABLE II` centred, the title below it, then the table."""
    caption = line("TABLE II", 294, 285, 8) + line("KEEPERS AND LAMPS", 305, 263, 8)
    (crop,) = crops(pdf(text(72, 16) + caption + ruled_table() + text(470, 18)))
    assert str(crop.figure) == "Table II"
    assert not crop.doubt
    assert near(crop.box, TABLE)


def test_a_sentence_that_mentions_a_figure_is_no_caption() -> None:
    """A line of the text that happens to begin with a label has no picture."""
    mention = line("Figure 3 shows that the keepers of the northern lamps wrote more than all did, and", 264)
    (crop,) = crops(pdf(text(72, 16) + mention + text(276, 1) + drawing() + CAPTION + text(470, 18)))
    assert near(crop.box, DRAWING)
    assert not crops(pdf(text(72, 16) + mention + text(276, 30)))


# Where they stand -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("top", "left"),
    [(424.0, 180.0), (284.0, 180.0), (350.0, LEFT), (350.0, 440.0)],
    ids=["below", "above", "left", "right"],
)
def test_a_caption_below_above_or_beside(top: float, left: float) -> None:
    """The side on which the drawing stands is found."""
    (crop,) = crops(pdf(around_drawing(line("Figure 3: Ships.", top, left))))
    assert not crop.doubt
    assert near(crop.box, DRAWING)
    assert not has_words(crop)


def test_a_caption_of_several_lines() -> None:
    """All its lines stay out of the picture."""
    caption = b"".join(
        line(words, 424 + 11 * at, 110, 9)
        for at, words in enumerate(
            (
                "Figure 3: How many ships came by night, in each month of the year, as the keepers wrote",
                "it down. Storms are not counted. The line is the mean of ten years, and the frame holds",
                "what is known of them.",
            )
        )
    )
    (crop,) = crops(pdf(text(72, 16) + drawing() + caption + text(480, 18)))
    assert not crop.doubt
    assert near(crop.box, DRAWING)
    assert not has_words(crop)


def test_a_tables_caption_below_it() -> None:
    """Papers that set it there are followed."""
    caption = line("Table 1. Keepers and lamps.", 392, 180)
    (crop,) = crops(pdf(text(72, 16) + ruled_table() + caption + text(470, 18)))
    assert not crop.doubt
    assert near(crop.box, TABLE)


def test_a_figure_at_the_top_of_the_page_and_one_at_its_foot() -> None:
    """Both end with the page's text, and text stands between them."""
    top, foot = Box(left=150, top=72, right=460, bottom=180), Box(left=150, top=580, right=460, bottom=690)
    content = drawing(top) + line("Figure 1: Ships.", 184, 260) + text(220, 28)
    found = named(pdf(content + drawing(foot) + line("Figure 2: Lamps.", 694, 260)))
    assert near(found["Figure 1"].box, top)
    assert near(found["Figure 2"].box, foot)


@pytest.mark.parametrize("above", [False, True], ids=["captions below", "captions above"])
def test_figures_one_above_the_other(above: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    """Each caption takes the drawing on its own side, all three alike."""
    boxes = [Box(left=180, top=top, right=430, bottom=top + 120) for top in (100, 260, 420)]
    captions = b"".join(
        line(f"Figure {at}: Ships of year {at}.", box.top - 16 if above else box.bottom + 4, 240)
        for at, box in enumerate(boxes, 1)
    )
    found = named(pdf(b"".join(drawing(box) for box in boxes) + captions + text(590, 10)))
    for at, box in enumerate(boxes, 1):
        assert near(found[f"Figure {at}"].box, box)
        assert not has_words(found[f"Figure {at}"])


def test_two_figures_side_by_side_are_two_pictures() -> None:
    """Each caption takes the drawing above it."""
    one, other = Box(left=80, top=300, right=290, bottom=420), Box(left=320, top=300, right=530, bottom=420)
    captions = line("Figure 1: Ships.", 424, 140) + line("Figure 2: Lamps.", 424, 380)
    found = named(pdf(text(72, 16) + drawing(one) + drawing(other) + captions + text(470, 18)))
    assert near(found["Figure 1"].box, one)
    assert near(found["Figure 2"].box, other)


def test_parts_with_captions_of_their_own_are_one_figure() -> None:
    """Panels, their letters below them, and no line of the text."""
    panels = [Box(left=left, top=300, right=left + 180, bottom=400) for left in (110, 320)]
    letters = line("(a) In spring.", 404, 165, 9) + line("(b) In autumn.", 404, 375, 9)
    caption = line("Figure 3: How many ships came by night.", 428, 210)
    (crop,) = crops(pdf(text(72, 16) + b"".join(map(drawing, panels)) + letters + caption + text(470, 18)))
    assert not crop.doubt
    assert near(crop.box, Box(left=110, top=300, right=500, bottom=414), by=3.5)


def test_axes_and_their_labels_are_the_figures() -> None:
    """Numbers at the axes, names below and beside them and a title above belong to it."""
    plot = Box(left=200, top=310, right=420, bottom=400)
    labels = b"".join(line(f"{at}0", 404, 200 + 50 * at, 7) for at in range(5))
    labels += b"".join(line(f"{at}", 390 - 20 * at, 188, 7) for at in range(5))
    labels += line("nights of the year", 414, 275, 8) + line("Ships by night", 296, 280, 8)
    caption = line("Figure 3: How many ships came by night.", 436, 210)
    (crop,) = crops(pdf(text(72, 16) + drawing(plot) + labels + caption + text(482, 18)))
    assert not crop.doubt
    assert near(crop.box, Box(left=188, top=300, right=420, bottom=425), by=4)


# Two columns ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [LEFT, GUTTER[1]], ids=["left", "right"])
def test_a_figure_in_one_of_two_columns(left: float) -> None:
    """The other column's lines are none of its picture."""
    box = Box(left=left + 10, top=300, right=left + 216, bottom=400)
    beside = GUTTER[1] if left == LEFT else LEFT
    caption = line("Fig. 3. How many ships came by night.", 404, left, 9)
    content = narrow(72, 50, beside) + narrow(72, 18, left) + drawing(box) + caption + narrow(440, 19, left)
    (crop,) = crops(pdf(content, last=columns()))
    assert not crop.doubt
    assert near(crop.box, box)
    assert not has_words(crop)


def test_a_figure_over_both_columns() -> None:
    """It is not cut at the gutter, though its caption is short."""
    box = Box(left=80, top=80, right=532, bottom=200)
    content = drawing(box) + line("Fig. 3. Ships.", 206, LEFT, 9) + columns(240, 36)
    (crop,) = crops(pdf(content, last=columns()))
    assert not crop.doubt
    assert near(crop.box, box)


def test_figures_in_both_columns_at_one_height() -> None:
    """Each column keeps its own, also where they do not begin together."""
    one = Box(left=80, top=80, right=290, bottom=200)
    other = Box(left=322, top=80, right=532, bottom=240)
    captions = line("Fig. 1. Ships.", 204, 72, 9) + line("Fig. 2. Lamps.", 244, 314, 9)
    content = drawing(one) + drawing(other) + captions + narrow(240, 36) + narrow(280, 33, GUTTER[1])
    found = named(pdf(content, last=columns()))
    assert near(found["Figure 1"].box, one)
    assert near(found["Figure 2"].box, other)


def test_a_figure_that_text_flows_around() -> None:
    """Lines beside it stay out, as far as they are short and where they are full again."""
    box = Box(left=330, top=200, right=536, bottom=300)
    caption = line("Figure 3: Ships by night.", 304, 340, 9)
    content = text(72, 10) + narrow(192, 12) + drawing(box) + caption + text(336, 30)
    (crop,) = crops(pdf(content))
    assert not crop.doubt
    assert near(crop.box, box)
    assert not has_words(crop)


# Tables -----------------------------------------------------------------------------------------------------


def test_notes_under_a_table_are_its_own() -> None:
    """Smaller lines right below its last rule belong to it, the next paragraph does not."""
    note = line("* Counted by day as well, where the log tells so.", 389, 184, 7)
    caption = line("Table 1. Keepers and lamps.", 308, 180)
    (crop,) = crops(pdf(text(72, 16) + caption + ruled_table() + note + text(430, 18)))
    assert not crop.doubt
    assert near(crop.box, Box(left=180, top=328, right=430, bottom=401), by=3)


def test_a_table_without_rules() -> None:
    """Rows of cells alone are found by where they stand."""
    caption = line("Table 1: Keepers and lamps.", 300, 180)
    (crop,) = crops(pdf(text(72, 16) + caption + rows(322, 6) + text(430, 18)))
    assert not crop.doubt
    assert near(crop.box, Box(left=190, top=325, right=414, bottom=402), by=4)


def test_a_tables_head_right_below_its_caption() -> None:
    """Where no space parts them the head is the table's row, not the caption's second line."""
    head = line("Keeper of a lamp", 312, 200) + line("Nights", 312, 310)
    caption = line("Table 1: What the keepers wrote in one year.", 300, LEFT)
    table = (
        head
        + rule(325, 196, 350)
        + b"".join(
            line(f"keeper {at}", 326 + 12 * at, 200) + line(f"{at}3", 326 + 12 * at, 310) for at in range(6)
        )
    )
    (crop,) = crops(pdf(text(72, 16) + caption + table + text(440, 18)))
    assert not crop.doubt
    assert near(crop.box, Box(left=196, top=314, right=350, bottom=398), by=4)


# The option -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("top", "left"),
    [(424.0, 180.0), (284.0, 180.0), (350.0, LEFT)],
    ids=["below", "above", "beside"],
)
def test_captions_in_the_picture_are_an_option(top: float, left: float) -> None:
    """The picture has the caption's words beside the drawing; the box stays the figure's."""
    made = pdf(around_drawing(line("Figure 3: Ships by night.", top, left, 8)))
    (plain,) = crops(made)
    (told,) = crops(made, Options(captions=True))
    assert told.box == plain.box
    assert not has_words(plain)
    assert has_words(told)
    assert near(told.box, DRAWING)
    assert is_blue(told)


def test_heads_of_tables_that_recur_at_the_heads_of_pages_are_the_tables() -> None:
    """Tables of one form, each at the head of its page, have the same words in their first rows."""
    pages = [
        rule(72, 190, 415)
        + line("lamp", 74, 190)
        + line("oil", 74, 300)
        + line("wick", 74, 390)
        + rule(88, 190, 415)
        + rows(90, 8)
        + rule(204, 190, 415)
        + line(f"Table {number}: Lamps of the {port}.", 208, 220)
        + text(240, 30)
        for number, port in enumerate(("north", "south", "east", "west", "islands"), start=1)
    ]
    found = named(pdf(text(72, 50), *pages))
    assert all(near(one.box, Box(left=190, top=72, right=415, bottom=204)) for one in found.values())
