"""Figures and tables as journals set them: on tints, in frames, beside captions, under labels alone."""

from bot.papers import Box
from tests.bot.paper.figure_pages import (
    DRAWING,
    GUTTER,
    HEIGHT,
    LEFT,
    RIGHT,
    columns,
    crops,
    drawing,
    filled,
    in_italics,
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

GREY = "0.85 0.85 0.85"
CAPTION = line("Figure 1: A lamp in the storm.", 430, 180)
TABLE = rule(304, 190, 415) + rows(306, 4) + rule(364, 190, 415)


def frame(box: Box) -> bytes:
    """Four lines around a place, as one path."""
    place = f"{box.left} {HEIGHT - box.bottom} {box.right - box.left} {box.bottom - box.top}"
    return f"q 0.6 w {place} re S Q\n".encode()


def test_a_caption_on_a_tint_leaves_its_figure_alone() -> None:
    """A grey ground under a caption is none of the figure's ink."""
    tint = filled(Box(left=170, top=424, right=440, bottom=446), GREY)
    found = named(pdf(text(72, 16) + drawing() + tint + CAPTION + text(470, 18)))
    assert near(found["Figure 1"].box, DRAWING)


def test_a_frame_around_figure_and_caption_is_no_figure_s() -> None:
    """A journal's frame is left out on all sides, not cut open at the caption."""
    around = frame(Box(left=120, top=280, right=500, bottom=450))
    found = named(pdf(text(72, 16) + around + drawing() + CAPTION + text(470, 18)))
    assert near(found["Figure 1"].box, DRAWING)


def test_a_table_on_a_tint_with_its_caption_is_cut_within_it() -> None:
    """What lies on one ground with its caption is whole, and no edge of it is cut by the ground."""
    tint = filled(Box(left=180, top=286, right=430, bottom=372), GREY)
    caption = line("Table 1: Lamps by quay.", 286, 190)
    found = named(pdf(text(72, 16) + tint + caption + TABLE + text(400, 20)))
    assert near(found["Table 1"].box, Box(left=190, top=304, right=415, bottom=364))


def test_a_caption_beside_its_table_has_that_table() -> None:
    """Rules that begin level with a caption in the margin bracket its table, notes included."""
    caption = line("Table 1: Lamps", 304, 72, 8) + line("by quay", 314, 72, 8)
    note = line("Source: the keepers of the harbour.", 368, 190, 8)
    found = named(pdf(text(72, 17) + caption + TABLE + note + text(420, 20)))
    box = found["Table 1"].box
    assert box
    assert near(box, Box(left=190, top=304, right=415, bottom=377), by=4)


def test_a_table_beside_a_caption_is_another_s_if_that_is_above_it() -> None:
    """Rules level with a caption are not its own when another caption stands over them."""
    other = line("Table 2: Jugs by quay.", 290, 320)
    right = rule(304, 320, 530) + rows(306, 4, 320) + rule(364, 320, 530)
    found = named(pdf(text(72, 16) + line("Table 1: Lamps.", 304, 72) + other + right + text(420, 20)))
    assert near(found["Table 2"].box, Box(left=320, top=304, right=545, bottom=364))
    assert found["Table 1"].doubt


def test_the_legend_below_a_title_is_no_figure() -> None:
    """Small lines that go on below a caption's title are the caption's: the figure is above, or beside."""
    title = line("Figure 1: Lamps keep ships.", 430, 100, 8, bold=True)
    parts = (
        "(A) The lamp of the west as the keepers drew it in the log of the first winter here.",
        "(B) The lamp of the east, which went out in the second winter and was not lit again.",
        "(C) Both lamps as they are seen by ships that come in at night from the open sea now.",
    )
    legend = lines(parts, 440, 100, 7, 9)
    found = named(pdf(text(72, 16) + drawing() + title + legend + text(480, 18)))
    assert near(found["Figure 1"].box, DRAWING)


def test_a_figure_left_of_its_caption() -> None:
    """A narrow caption at the right edge has the drawing that begins level with it."""
    box = Box(left=80, top=300, right=380, bottom=440)
    words = ("Figure 1: A lamp", "in the storm, as", "the keepers drew", "it in their log.")
    caption = b"".join(line(one, 300 + 10 * at, 400, 8) for at, one in enumerate(words))
    found = named(pdf(text(72, 18) + drawing(box) + caption + text(460, 20)))
    assert near(found["Figure 1"].box, box)


def test_a_title_in_italics_under_a_label() -> None:
    """APA's style: the label alone, a title in italics some space below it, then the figure."""
    title = in_italics(
        line("What the keepers of the harbour saw in the storm of that long winter, and wrote", 300)
    )
    title += in_italics(line("into the log of lamps that nobody has read since.", 312))
    box = Box(left=180, top=350, right=430, bottom=440)
    page = text(72, 16) + line("Figure 1", 276, bold=True) + title + drawing(box) + text(460, 20)
    assert near(named(pdf(page))["Figure 1"].box, box)


def test_a_journal_s_address_below_a_table_is_no_note() -> None:
    """PLOS prints a DOI below each figure and table."""
    address = line("https://doi.org/10.1371/journal.pone.0281475.t001", 368, 190, 7)
    found = named(pdf(text(72, 16) + line("Table 1: Lamps.", 286, 190) + TABLE + address + text(400, 20)))
    assert near(found["Table 1"].box, Box(left=190, top=304, right=415, bottom=364))


def test_a_paragraph_of_notes_is_whole() -> None:
    """Notes in the text's own type go on to the paragraph's end."""
    notes = line(
        "Notes: Lamps were counted by the keepers of the harbour every night of the year, with the", 372
    )
    notes += line(
        "oil that they took, and a cask is what one keeper can carry without setting it down once", 384
    )
    notes += line("on the way.", 396)
    found = named(pdf(text(72, 16) + line("Table 1: Lamps.", 286, 190) + TABLE + notes + text(440, 18)))
    box = found["Table 1"].box
    assert box
    assert 404 < box.bottom < 412


def test_a_source_in_another_language_is_the_figure_s() -> None:
    """A line that begins with "Fonte:", below a figure whose caption is above it, comes along."""
    caption = line("Figura 1: Uma lanterna.", 286, 180)
    source = line("Fonte: os guardas do porto, que contam as lanternas.", 424, 180, 8)
    found = named(pdf(text(72, 16) + caption + drawing() + source + text(460, 18)))
    box = found["Figure 1"].box
    assert box
    assert 430 < box.bottom < 438


def test_a_drawn_stamp_in_the_margin_is_no_figure_s() -> None:
    """What runs up beside the text as a drawing parts the figure from no rule above it."""
    stamp = filled(Box(left=20, top=200, right=28, bottom=520), "0.5 0.5 0.5")
    found = named(pdf(text(72, 16) + rule(276) + drawing() + CAPTION + text(470, 18) + stamp))
    assert near(found["Figure 1"].box, DRAWING)


def test_a_logo_on_every_other_page_is_no_figure_s() -> None:
    """Left and right pages have their logos at two places."""
    left, right = (filled(Box(left=at, top=20, right=at + 60, bottom=40)) for at in (72, 480))
    page = right + drawing(Box(left=180, top=60, right=430, bottom=200)) + line("Figure 1: A lamp.", 204, 180)
    others = [(right if at % 2 else left) + text(72, 50) for at in range(6)]
    found = named(pdf(page + text(240, 30), *others))
    assert near(found["Figure 1"].box, Box(left=180, top=60, right=430, bottom=200))


def test_a_label_at_the_head_of_a_page_is_no_page_number() -> None:
    """A drawing's "n = 0", level with a page's first line, makes that line no running head."""
    box = Box(left=330, top=56, right=530, bottom=200)
    first = line("The harbour keeps a log of every lamp that was", 60) + narrow(84, 10)
    page = first + drawing(box) + line("n = 0", 62.8, 500, 8) + line("Figure 1: A lamp.", 204, 330)
    found = named(pdf(page + text(230, 40)))
    assert near(found["Figure 1"].box, box)


def test_rules_of_the_page_s_design_bracket_no_table() -> None:
    """Rules from edge to edge of the text, with both columns between them, are none of a table's."""
    column = GUTTER[1]
    caption = line("Table 1: Lamps by quay.", 404, column)
    cells = b"".join(
        line(f"lamp {at}", 422 + 12 * at, column) + line(f"{at}.5", 422 + 12 * at, 480) for at in range(4)
    )
    page = (
        rule(290) + columns(296, 8) + rule(398) + narrow(404, 20) + caption + cells + narrow(490, 14, column)
    )
    box = named(pdf(columns(72, 17) + page, last=columns()))["Table 1"].box
    assert box is None or box.top > 414


def test_a_number_and_a_colon_after_a_label_are_the_caption_s() -> None:
    """What begins "Figure 1. 1:1" is Figure 1, not 1.1."""
    found = crops(
        pdf(text(72, 16) + drawing() + line("Figure 1. 1:1 lamps and casks.", 430, 180) + text(470, 18))
    )
    assert [str(one.figure) for one in found] == ["Figure 1"]


def test_the_tips_of_a_line_of_text_are_no_figure_s() -> None:
    """Letters that reach a little below their box, right above a figure, leave no speck in it."""
    box = Box(left=LEFT, top=300, right=RIGHT, bottom=420)
    speck = filled(Box(left=200, top=267.6, right=203, bottom=268.4), "0 0 0")
    found = named(pdf(text(72, 16) + speck + drawing(box) + line("Figure 1: A lamp.", 430) + text(470, 18)))
    assert near(found["Figure 1"].box, box)
