"""What of the text stands among figures and is none of them: notes, lists, references, titles, equations."""

from bot.papers import Box
from tests.bot.paper.figure_pages import (
    DRAWING,
    GUTTER,
    LEFT,
    RIGHT,
    drawing,
    filled,
    has_words,
    in_courier,
    is_blue,
    line,
    lines,
    named,
    narrow,
    near,
    pdf,
    rows,
    rule,
    text,
)

BLUE = "0.2 0.3 0.8"
CODE = ("for lamp in lamps:", "    lamp.light()", "    keeper.sleep()", "", "return harbour.open()")


def listing(top: float, left: float = LEFT) -> bytes:
    """A program of five lines in typewriter type."""
    return in_courier(lines(CODE, top, left, 8, 10))


def of_listing(top: float, left: float = LEFT) -> Box:
    """Where the ink of `listing` stands."""
    return Box(left=left, top=top + 3, right=left + 101, bottom=top + 52)


def footnote(top: float) -> bytes:
    """A page's note below the short rule that parts it from the text."""
    mark = line("1", top + 2, LEFT + 8, 5) + line(
        "Keepers wrote this on the back of the page.", top + 5, LEFT + 12, 8
    )
    return rule(top, LEFT, LEFT + 180) + mark + line("and again on the cover.", top + 15, LEFT, 8)


def test_a_figure_below_the_notes_of_its_page() -> None:
    """Figures at a page's foot stand below the footnotes, which are none of a listing's lines."""
    marked = text(72, 39) + line("1", 536, 400, 5)
    page = marked + footnote(560) + listing(610) + line("Figure 1: How lamps are lit.", 680)
    (crop,) = named(pdf(page)).values()
    assert near(crop.box, of_listing(610), by=4)


def test_a_table_with_notes_below_a_rule_keeps_them() -> None:
    """A narrow table's last rule is as short as that above footnotes; its notes with numbers are its own."""
    table = b"".join(rule(top, LEFT, LEFT + 180) for top in (300, 318, 362))
    cells = b"".join(
        line("oil", 302 + 15 * at, LEFT + 4, 8) + line("12", 302 + 15 * at, LEFT + 120, 8) for at in range(4)
    )
    note = line("1", 362, LEFT, 5) + line("Of the first year.", 365, LEFT + 4, 8)
    page = text(72, 16) + line("Table 1: Oil.", 282) + table + cells + note + text(420, 20)
    (crop,) = named(pdf(page)).values()
    assert near(crop.box, Box(left=LEFT, top=300, right=LEFT + 180, bottom=376), by=4)


def test_items_of_a_list_above_a_figure_of_words() -> None:
    """A list that goes on with a paragraph is the text's, though its lines are short and set in."""
    items = b"".join(
        line(f"\x95 The keeper of lamp {at} wrote by night.", 330 + 16 * at, 90) for at in range(3)
    )
    said = b"".join(
        line(name, 420 + 14 * at, 100, bold=True)
        + line("Every lamp burns the oil of the island.", 420 + 14 * at, 160)
        for at, name in enumerate(("User:", "Model:", "User:"))
    )
    page = text(72, 21) + items + said + line("Figure 1: What was said.", 480, 200) + text(520, 15)
    (crop,) = named(pdf(page)).values()
    assert crop.doubt or (crop.box and crop.box.top > 418)


def test_references_above_a_figure() -> None:
    """Numbered references are set smaller than the text, as a figure's words may be."""
    cited = b"".join(
        line(f"[{at}] A. Keeper. On lamps of year {at}. Journal of Lamps, 19{at}.", 330 + 12 * at, LEFT, 8)
        for at in range(11, 17)
    )
    page = text(72, 30) + cited + listing(550, 150) + line("Figure 1: How lamps are lit.", 612, 140)
    (crop,) = named(pdf(page)).values()
    assert near(crop.box, of_listing(550, 150), by=4)


def test_a_numbered_equation_above_a_figure_of_words() -> None:
    """Mathematics with a number at the column's edge is displayed in the text."""
    equation = line("y = a + b x", 322, 260) + line("(5)", 322, 499)
    page = text(72, 20) + equation + listing(350) + line("Figure 1: How lamps are lit.", 420) + text(460, 20)
    (crop,) = named(pdf(page)).values()
    assert crop.doubt or near(crop.box, of_listing(350), by=4)


def test_a_figure_above_the_title() -> None:
    """What a float above the title says in letters is its own; the title below its caption is none of it."""
    high = Box(left=150, top=60, right=460, bottom=150)
    parts = line("(a) By day.", 152, 180, 8) + line("(b) By night.", 152, 330, 8)
    title = line("On the lamps of the harbour", 220, 180, 17) + line("Ann Keeper", 250, 270)
    front = line("Abstract", 280, 280, bold=True)
    page = (
        drawing(high)
        + parts
        + line("Figure 1: Ships at the harbour.", 172, 220)
        + title
        + front
        + text(300, 30)
    )
    (crop,) = named(pdf(page)).values()
    assert near(crop.box, Box(left=150, top=60, right=460, bottom=164), by=4)


def test_numbers_of_lines_between_the_columns() -> None:
    """A manuscript in two columns counts the right one's lines beside the left one's figure."""
    box = Box(left=80, top=80, right=280, bottom=200)
    figure = drawing(box) + line("Figure 1: Ships that came.", 206, 80) + narrow(240, 37)
    right = narrow(72, 50, GUTTER[1])
    numbers = b"".join(line(str(100 + at), 72 + 12 * at, GUTTER[0] + 1, 4) for at in range(50))
    others = (
        "Oil is dear in winter, and all wicks are cut by",
        "hand, for which the keepers are paid a little more.",
    )
    last = b"".join(lines(others * 25, 72, left, 10, 12) for left in (LEFT, GUTTER[1]))
    (crop,) = named(pdf(figure + right + numbers, last=last)).values()
    assert near(crop.box, box)


def test_a_heading_in_small_capitals_right_below_a_table() -> None:
    """It is set as small as the table's notes, in the middle of its column."""
    table = (
        rule(300, 190, 415)
        + line("lamp", 302, 190)
        + rule(318, 190, 415)
        + rows(320, 4)
        + rule(378, 190, 415)
    )
    heading = line("4. LAMPS OF THE ISLANDS", 384, 240, 8.5)
    page = text(72, 16) + line("Table 1: Lamps and oil.", 282, 230) + table + heading + text(402, 28)
    (crop,) = named(pdf(page)).values()
    assert near(crop.box, Box(left=190, top=300, right=415, bottom=378))


def test_a_rule_over_both_columns_is_not_a_table_s() -> None:
    """A line below the abstract ends where the right column's table does, and is the page's."""
    cells = b"".join(
        line("lamp", 132 + 14 * at, GUTTER[1] + 2) + line(f"{at}5", 132 + 14 * at, 500) for at in range(5)
    )
    table = b"".join(rule(top, GUTTER[1], RIGHT) for top in (130, 146, 206))
    page = text(72, 3) + rule(116) + narrow(124, 46) + table + cells
    page += line("Table 1: Lamps and oil.", 212, GUTTER[1]) + narrow(240, 36, GUTTER[1])
    (crop,) = named(pdf(page, last=narrow(72, 50) + narrow(72, 50, GUTTER[1]))).values()
    assert near(crop.box, Box(left=GUTTER[1], top=130, right=RIGHT, bottom=206))


def test_parts_with_long_captions_of_their_own() -> None:
    """Between two rows of drawings stands what is said of the upper ones, in paragraphs side by side."""
    above = [Box(left=left, top=80, right=left + 200, bottom=180) for left in (80, 330)]
    below = Box(left=80, top=290, right=530, bottom=400)
    said = (
        "of the ships that came by",
        "night, most were seen by",
        "the keeper of the lamp on",
        "the island in the west.",
    )
    words = b"".join(
        lines([f"({letter}) What was seen", *said], 186, left, 9, 11)
        for letter, left in (("a", 90), ("b", 340))
    )
    page = b"".join(map(drawing, above)) + words + drawing(below)
    (crop,) = named(pdf(page + line("Figure 1: Ships.", 408, 260) + text(440, 24))).values()
    assert near(crop.box, Box(left=80, top=80, right=530, bottom=400))


def test_a_label_a_little_above_its_drawing() -> None:
    """A short line in the text's type, set in from the edge and close to a frame, names the frame."""
    page = (
        text(72, 16)
        + line("stage one", 284, 200)
        + drawing()
        + line("Figure 3: Ships.", 424, 260)
        + text(470, 18)
    )
    (crop,) = named(pdf(page)).values()
    assert has_words(crop)
    assert near(crop.box, Box(left=DRAWING.left, top=286, right=DRAWING.right, bottom=DRAWING.bottom), by=4)


def test_a_box_that_reaches_into_the_end_of_its_caption() -> None:
    """A box's title may be drawn over the tips of the caption's letters; it is whole in the picture."""
    box = Box(left=100, top=320, right=500, bottom=420)
    tab = filled(Box(left=110, top=311, right=260, bottom=326), "0.2 0.3 0.8")
    caption = line("Figure 3: What the keepers of the lamps were told.", 300, 200)
    (crop,) = named(pdf(text(72, 16) + tab + drawing(box) + caption + text(470, 18))).values()
    assert near(crop.box, Box(left=100, top=311, right=500, bottom=420))
    assert is_blue(crop)
    assert not has_words(crop)


def test_a_drawing_that_begins_behind_a_line_of_the_text() -> None:
    """Where strokes go up beside and behind a short line, its letters are left out, not cut in two."""
    last = text(72, 15) + line("the last words of a paragraph.", 252)
    strokes = b"".join(
        filled(Box(left=left, top=257, right=left + 1, bottom=280), BLUE) for left in (300, 400)
    )
    page = last + strokes + drawing(Box(left=80, top=268, right=500, bottom=380))
    (crop,) = named(pdf(page + line("Figure 3: Ships.", 384, 240) + text(420, 25))).values()
    assert near(crop.box, Box(left=80, top=257, right=500, bottom=380))
    assert not has_words(crop)


def test_a_box_of_words_nearly_as_high_as_its_page() -> None:
    """A frame around nearly all of a page is a figure where its caption stands right below it."""
    box = Box(left=96, top=60, right=552, bottom=690)
    frame = drawing(box).split(b"S ", 1)[0] + b"S Q\n"
    words = "Oil is dear in winter, and all wicks are cut by hand, for which each keeper is paid a little."
    told = lines([words] * 50, 70, 104, 10, 12)
    (crop,) = named(pdf(frame + told + line("Figure 1: What models are told.", 700, 200))).values()
    assert near(crop.box, box)


def test_a_rule_between_a_framed_listing_and_its_caption() -> None:
    """Papers that part all figures from their captions by a rule do so below frames of the same width."""
    pages = []
    tops = (200, 230, 260)
    for number, top in enumerate(tops, start=1):
        frame = rule(top, LEFT, RIGHT) + listing(top + 6, 100) + rule(top + 68, LEFT, RIGHT) + rule(top + 78)
        before = text(72, (top - 90) // 12)
        pages.append(
            before + frame + line(f"Figure {number}: A program.", top + 86, 200) + text(top + 120, 30)
        )
    found = named(pdf(*pages))
    assert len(found) == len(tops)
    for crop, top in zip(found.values(), tops, strict=True):
        assert near(crop.box, Box(left=LEFT, top=top, right=RIGHT, bottom=top + 68))


def test_notes_that_begin_with_a_star() -> None:
    """Below a table in the text's own type a star says that a note begins, which later lines go on with."""
    table = (
        rule(300, 190, 415)
        + line("lamp", 302, 190)
        + rule(318, 190, 415)
        + rows(320, 4)
        + rule(378, 190, 415)
    )
    note = line("* Adjusted by the keepers of both of the towers,", 384, 196)
    note += line("who counted the stones.", 396, 200)
    page = text(72, 16) + line("Table 1: Lamps and oil.", 282, 230) + table + note + text(440, 24)
    (crop,) = named(pdf(page)).values()
    assert crop.box is not None
    assert crop.box.bottom > 403


def test_a_rule_between_a_table_and_its_caption() -> None:
    """Where such rules part figures from captions, the table ends at the last rule but that."""
    pages = []
    for number in range(1, 4):
        figure = drawing(Box(left=100, top=200, right=500, bottom=290)) + rule(300)
        table = rule(330) + line("lamp", 332, 190) + rule(348) + rows(350, 3) + rule(394) + rule(399)
        captions = line(f"Figure {number}: Ships.", 304, 240) + line(f"Table {number}: Oil.", 404, 240)
        pages.append(text(72, 9) + figure + table + captions + text(440 + number, 20))
    found = named(pdf(*pages))
    assert len(found) == 2 * len(pages)
    whole = Box(left=LEFT, top=330, right=RIGHT, bottom=394)
    assert all(near(one.box, whole) for name, one in found.items() if name.startswith("Table"))


def test_titles_of_parts_that_are_set_as_headings() -> None:
    """A part's title in bold type larger than the text's begins with its number in brackets."""
    upper, lower = (Box(left=LEFT, top=top, right=RIGHT, bottom=top + 60) for top in (90, 180))
    titles = line("(1) What the keeper does", 72, LEFT, 13, bold=True)
    titles += line("(2) What the ships do", 160, LEFT, 13, bold=True)
    page = titles + drawing(upper) + drawing(lower) + line("Figure 1: By night.", 250, 240) + text(290, 30)
    (crop,) = named(pdf(text(72, 50), page)).values()
    assert near(crop.box, Box(left=LEFT, top=72, right=RIGHT, bottom=240), by=5)


def test_lines_above_a_listing_that_is_wider_than_the_text() -> None:
    """A listing whose lines reach out on both sides makes no figure's words of the text above it."""
    wide = lines([f"{at} " + "lamp := oil; " * 10 for at in range(1, 18)], 300, LEFT - 20, 9, 12)
    page = text(76, 17) + rule(298) + wide + rule(510) + line("Figure 1: Oil.", 520, 250) + text(560, 14)
    (crop,) = named(pdf(page)).values()
    assert not crop.doubt
    assert crop.box
    assert crop.box.top > 290


def test_a_table_whose_rows_cite_other_works() -> None:
    """Rows that begin "[12]" are not references: they are not counted through, nor at the column's edge."""
    cited = ((12, "Smith"), (15, "Jones"), (27, "Brown"), (42, "Cook"))
    cells = b"".join(
        line(f"[{number}] {name}", 318 + 14 * at, 154) + line("lamps and oil", 318 + 14 * at, 330)
        for at, (number, name) in enumerate(cited)
    )
    head = line("Work", 302, 154) + line("About", 302, 330)
    table = rule(300, 150, 460) + head + rule(316, 150, 460) + cells + rule(376, 150, 460)
    page = text(72, 16) + line("Table 1: What others wrote.", 282, 150) + table + text(420, 20)
    (crop,) = named(pdf(text(72, 50), page)).values()
    assert near(crop.box, Box(left=150, top=300, right=460, bottom=376))


def test_rows_with_raised_numbers_below_the_rule_of_a_head() -> None:
    """One short rule at the column's edge may stand below a table's head, and its rows be small."""
    cells = b"".join(
        line(str(at + 1), 316 + 14 * at, 76, 6)
        + line("lamp", 319 + 14 * at, 80, 8)
        + line("12", 319 + 14 * at, 180, 8)
        for at in range(4)
    )
    table = line("Lamp", 300, 76) + line("Oil", 300, 180) + rule(314, LEFT, 250) + cells
    page = text(72, 16) + line("Table 1: Oil.", 282) + table + text(400, 20)
    (crop,) = named(pdf(page)).values()
    assert near(crop.box, Box(left=LEFT, top=302, right=250, bottom=373))


def test_a_note_on_the_authors_below_a_table() -> None:
    """The title page's note on who is to be written to is none of the table's above it."""
    table = rule(600, 150, 460) + rows(618, 3, 160) + rule(616, 150, 460) + rule(660, 150, 460)
    note = line("*Corresponding author: keeper@lamps.org", 680, LEFT, 8)
    page = line("On lamps", 72, 200, 17) + text(110, 38) + line("Table 1: Oil.", 582, 150) + table + note
    (crop,) = named(pdf(page)).values()
    assert near(crop.box, Box(left=150, top=600, right=460, bottom=660))
