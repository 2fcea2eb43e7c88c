"""Figures and tables among what a journal's design puts on pages: heads, rules, tints, notes, columns."""

from bot.papers import Box
from tests.bot.paper import hostile
from tests.bot.paper.figure_pages import (
    DRAWING,
    GUTTER,
    HEIGHT,
    LEFT,
    RIGHT,
    columns,
    drawing,
    filled,
    has_words,
    line,
    lines,
    named,
    narrow,
    near,
    pdf,
    pixels,
    rows,
    rule,
    text,
)
from tests.bot.paper.typeset import FONTS

CAPTION = line("Figure 1: A lamp in the storm.", 430, 180)
TABLE = rule(304, 190, 415) + rows(306, 4) + rule(364, 190, 415)
TITLE = line("Table 1: Lamps.", 286, 190)


def raised(mark: str, words: str, top: float, left: float = 190, size: float = 10) -> bytes:
    """A line that begins with a small raised mark."""
    return line(mark, top - 4, left, 6) + line(words, top, left + 4, size)


def test_a_head_that_a_form_draws_is_no_figure_s() -> None:
    """Publishers put running heads and their rules into forms, whose text is no text of the page."""
    head = line("Letters of the harbour", 24, LEFT) + rule(40) + line("Volume 7", 24, 480)
    form = hostile.stream(
        head, b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %b >>" % FONTS
    )
    box = Box(left=180, top=60, right=430, bottom=200)
    show = b"/X1 Do\n"
    page = show + drawing(box) + line("Figure 1: A lamp.", 204, 180) + text(240, 30)
    resources = b"/XObject << /X1 1000 0 R >>"
    found = named(pdf(page, *[show + text(72, 50)] * 4, resources=resources, more={1000: form}))
    assert near(found["Figure 1"].box, box)
    assert not has_words(found["Figure 1"])


def test_rules_between_figures_and_their_captions_are_no_figure_s() -> None:
    """Lines as wide as the text, between drawings and their captions, are the journal's if several are so."""
    lower = Box(left=180, top=560, right=430, bottom=640)
    second = drawing(lower) + rule(646) + line("Figure 2: A cask in the storm.", 650, 180)
    found = named(pdf(text(72, 16) + drawing() + rule(426) + CAPTION + text(470, 6) + second))
    assert near(found["Figure 1"].box, DRAWING)
    assert near(found["Figure 2"].box, lower)


def test_an_axis_as_wide_as_the_text_is_the_figure_s() -> None:
    """One line between what is drawn and a caption may be a time line, and is kept."""
    boxes = b"".join(filled(Box(left=at, top=340, right=at + 40, bottom=392)) for at in (90, 200, 330, 450))
    found = named(pdf(text(72, 18) + boxes + rule(400) + line("Figure 1: The year.", 410) + text(450, 20)))
    assert near(found["Figure 1"].box, Box(left=LEFT, top=340, right=RIGHT, bottom=400))


def test_tables_that_begin_columns_are_whole() -> None:
    """Rules at one height on several pages, where the text begins, are those of tables and not the page's."""
    names = ("lamp", "cask", "buoy")
    pages = [
        rule(72) + rows(74, 4, 190).replace(b"lamp", name.encode()).replace(b"4.25", b"%d.5" % at) + rule(132)
        + line(f"Table {at + 1}: All that is a {name}.", 140, 190) + text(180 + at, 40)
        for at, name in enumerate(names)
    ]  # fmt: skip
    others = [
        b"".join(
            line(f"{at}.{row} " + "words of the log that nobody has read " * 2, 72 + 12 * row)
            for row in range(50)
        )
        for at in "abc"
    ]
    found = named(pdf(*pages, *others))
    tops = [one.box.top for one in found.values() if one.box]
    assert len(tops) == 3
    assert max(tops) < 73


def test_a_paragraph_that_speaks_of_standard_errors_is_no_note() -> None:
    """Words that begin notes count at a paragraph's head, not where a line of the text happens to begin."""
    after = line(
        "We read these logs line by line and count what the keepers wrote about the weather, and the", 374
    )
    after += line(
        "standard errors of the mean are small, while the keepers wrote no word about what they saw.", 386
    )
    found = named(pdf(text(72, 16) + TITLE + TABLE + after + text(430, 18)))
    assert near(found["Table 1"].box, Box(left=190, top=304, right=415, bottom=364))


def test_titles_of_included_figures_are_no_running_heads() -> None:
    """What forms draw at one height on several pages is theirs, if they draw a figure below it."""
    forms, pages = {}, []
    for at in range(4):
        drawn = line(f"Attention of layer {at}", 46, 250, 8) + drawing(
            Box(left=180, top=62, right=430, bottom=250)
        )
        entries = b"/Type /XObject /Subtype /Form /BBox [150 500 450 750] /Resources << %b >>" % FONTS
        forms[1000 + at] = hostile.stream(drawn, entries)
        caption = line(f"Figure {at + 1}: What layer {at} sees.", 262, 200)
        pages.append(b"/X%d Do\n" % at + caption + text(300 + at, 36))
    names = b"/XObject << %b >>" % b" ".join(b"/X%d %d 0 R" % (at, 1000 + at) for at in range(4))
    found = named(pdf(*pages, resources=names, more=forms))
    assert all(one.box and one.box.top < 56 for one in found.values())


def test_a_caption_beside_the_other_column_s_text_keeps_to_its_own() -> None:
    """Text on a caption's level, a narrow gutter away, does not go on with it."""
    box = Box(left=80, top=300, right=280, bottom=400)
    caption = line("Figure 1: The lamp of the west and the lamp of east", 404, LEFT, 9)
    page = narrow(72, 19) + drawing(box) + caption + narrow(440, 20) + narrow(72, 54, 296)
    found = named(pdf(page, last=narrow(72, 50) + narrow(72, 50, 296)))
    assert near(found["Figure 1"].box, box)


def test_tables_that_count_anew_are_no_rests() -> None:
    """A label alone that stands again in a supplement is another table's."""
    caption = line("TABLE I", 276, 285, 8) + line("LAMPS OF THE HARBOUR", 286, 252, 8)
    again = line("TABLE I", 276, 285, 8) + line("CASKS OF THE MARKET", 286, 252, 8)
    page = text(72, 15) + TABLE + text(400, 20)
    assert not named(pdf(page + caption, text(72, 50), page + again))["Table I"].doubt


def test_three_rows_of_a_preprint_server_s_banner() -> None:
    """All rows that recur at the head of each page are left out, not the first two alone."""
    rows_of_it = (
        "preprint; this version was posted on a day in winter by its authors",
        "and was not certified by anyone who keeps lamps in this harbour,",
        "made available under a licence of the lamps.",
    )
    banner = lines(rows_of_it, 8, 120, 7, 9)
    box = Box(left=180, top=60, right=430, bottom=200)
    page = banner + drawing(box) + line("Figure 1: A lamp.", 204, 180) + text(240, 30)
    found = named(pdf(page, *[banner + text(72, 50)] * 4))
    assert near(found["Figure 1"].box, box)


def test_a_page_number_beside_a_head_is_part_of_it() -> None:
    """What stands level with a running head, a bar and a number, is none of the figure's."""
    box = Box(left=180, top=60, right=430, bottom=200)
    pages = []
    for number in range(5):
        head = line("KEEPERS ET AL.", 30) + line("Journal of the Harbour", 30, 400) + line("|", 30, 515)
        head += line(str(number + 3), 30, 530)
        body = (
            drawing(box) + line("Figure 1: A lamp.", 204, 180) + text(240, 30) if not number else text(72, 50)
        )
        pages.append(head + body)
    assert near(named(pdf(*pages))["Figure 1"].box, box)


def test_a_title_in_larger_type_heads_the_figures() -> None:
    """The heading of the figures, above the first of them, is no part of it."""
    heading = line("Figures", 220, LEFT, 18)
    found = named(pdf(text(72, 12) + heading + drawing() + CAPTION + text(470, 18)))
    assert near(found["Figure 1"].box, DRAWING)


def test_a_figure_alone_in_its_column() -> None:
    """On a page whose right column holds a figure alone, lines of the left column do not cut it."""
    box = Box(left=330, top=100, right=530, bottom=200)
    page = narrow(72, 11) + line("w = 1,", 206) + narrow(236, 14) + drawing(box)
    caption = line("Figure 1: A lamp.", 204, GUTTER[1])
    found = named(pdf(page + caption, columns(110, 45), columns(150, 40), last=columns(190, 40)))
    assert near(found["Figure 1"].box, box)


def test_raised_marks_begin_notes_in_the_text_s_own_type() -> None:
    """Footnotes of a table, each with its raised letter, belong to it whatever their size."""
    notes = raised("a", "At the first lighting.", 372) + raised("b", "At the second.", 386)
    found = named(pdf(text(72, 16) + TITLE + TABLE + notes + text(440, 18)))
    box = found["Table 1"].box
    assert box
    assert 394 < box.bottom < 402


def test_notes_of_a_wide_table_with_a_short_caption() -> None:
    """In two columns, a table over both has its notes over both, though its caption fits one."""
    wide = rule(304) + rows(306, 4, 100) + line("all", 306, 500) + rule(364)
    notes = line(
        "Notes: Lamps were counted by the keepers of the harbour every night of that long", 368, size=8
    )
    notes += line("winter, and a cask is what one keeper can carry.", 377, size=8)
    page = columns(72, 16) + line("Table 1: Lamps.", 286) + wide + notes
    found = named(pdf(page + narrow(430, 20) + narrow(430, 20, GUTTER[1]), last=columns()))
    box = found["Table 1"].box
    assert box
    assert near(box, Box(left=LEFT, top=304, right=RIGHT, bottom=386), by=5)


def test_the_text_between_rules_above_a_caption_is_no_table() -> None:
    """Where a table's own rows are below, a paragraph between the design's rules above it is none."""
    above = rule(200) + text(206, 6) + rule(280)
    cells = b"".join(
        line("lamp", 306 + 14 * at, 190) + line(f"{at}.5", 306 + 14 * at, 395) for at in range(4)
    )
    found = named(pdf(text(72, 10) + above + TITLE + cells + text(400, 20)))
    box = found["Table 1"].box
    assert box
    assert box.top > 300


def test_figures_above_one_another_one_with_its_caption_beside() -> None:
    """A figure left of its caption ends where the next one, with a caption below it, begins."""
    upper = Box(left=80, top=120, right=380, bottom=240)
    lower = Box(left=80, top=270, right=380, bottom=380)
    beside = b"".join(
        line(one, 130 + 10 * at, 400, 8) for at, one in enumerate(("Figure 1: A lamp", "in the storm."))
    )
    page = text(72, 3) + drawing(upper) + drawing(lower) + beside + line("Figure 2: A cask.", 390, 80)
    found = named(pdf(page + text(430, 25)))
    assert near(found["Figure 1"].box, upper)
    assert near(found["Figure 2"].box, lower)


def test_a_table_on_a_tint_above_its_caption() -> None:
    """A rule of the page's beyond the ground on which table and caption lie is none of the table's."""
    tint = filled(Box(left=150, top=280, right=450, bottom=400), "0.95 0.85 0.85")
    caption = line("Table 1: Lamps by quay.", 380, 190)
    found = named(pdf(text(72, 15) + rule(262, 40, 570) + tint + TABLE + caption + text(430, 20)))
    assert near(found["Table 1"].box, Box(left=190, top=304, right=415, bottom=364))


def test_a_picture_that_reaches_over_its_caption_is_no_frame() -> None:
    """A drawing's bounds may hold its caption: what stands outside them is still looked at."""
    bounds = f"q 1 1 1 rg 178 {HEIGHT - 446} 254 100 re f Q\n".encode()
    found = named(pdf(text(72, 16) + bounds + drawing() + CAPTION + text(470, 18)))
    assert near(found["Figure 1"].box, DRAWING)


def test_the_title_below_a_label_in_small_capitals() -> None:
    """IEEE's tables: the title below "TABLE I" is the caption's, whatever gaps or signs are in it."""
    caption = line("TABLE I", 276, 290, 8) + line("N  AS  A FUNCTION OF THE LAMPS", 286, 237, 8)
    found = named(pdf(text(72, 15) + caption + TABLE + text(400, 20)))
    assert near(found["Table I"].box, Box(left=190, top=304, right=415, bottom=364))


def test_a_table_whose_rows_begin_the_next_page_is_in_doubt() -> None:
    """A table at the end of its page goes on where the next one begins with rows, and no caption says so."""
    first = text(72, 44) + line("Table 1: Lamps.", 614, 190) + rule(632, 190, 415) + rows(634, 8)
    found = named(pdf(first, rows(72, 6) + text(200, 40)))
    assert "next page" in found["Table 1"].doubt
    alone = named(pdf(first, text(72, 50)))
    assert not alone["Table 1"].doubt


def test_a_table_that_says_that_it_goes_on_is_in_doubt() -> None:
    """Longtable's foot, "Continued on next page", is believed."""
    foot = line("Continued on next page", 372, 330, 8)
    found = named(pdf(text(72, 16) + TITLE + TABLE + foot, text(72, 50)))
    assert "next page" in found["Table 1"].doubt


def test_a_table_s_caption_that_stands_again_tells_of_its_rest() -> None:
    """The same caption over the rows of a later page, word for word, is no new table's."""
    caption = line("Table 1: Lamps by quay.", 104, 190)
    page = caption + rule(120, 190, 415) + rows(122, 4) + rule(180, 190, 415) + text(220, 38)
    assert named(pdf(page, page))["Table 1"].doubt == "its rest is on page 2"


def test_a_double_rule_under_a_caption_is_whole() -> None:
    """Letters that reach down to a table's double rule take nothing of it away."""
    caption = line("Table 1: Lamps, jugs and pegs by quay.", 292, 200)
    table = rule(304, 190, 415) + rule(306.4, 190, 415) + rows(310, 4) + rule(368, 190, 415)
    crop = named(pdf(text(72, 16) + caption + table + text(400, 20)))["Table 1"]
    assert crop.box
    assert crop.box.top < 304.6
    dark = pixels(crop).max(axis=2) < 140
    assert sum(row.mean() > 0.6 for row in dark) >= 3


def test_a_mark_over_a_caption_s_letter_is_no_figure_s() -> None:
    """A wide hat right above a caption, apart from the figure, is one of its letters'."""
    hat = filled(Box(left=300, top=426, right=316, bottom=428.4), "0 0 0")
    found = named(
        pdf(text(72, 16) + drawing() + hat + line("Figure 1: The error of lamps.", 427, 180) + text(470, 18))
    )
    assert near(found["Figure 1"].box, DRAWING)


def test_a_second_line_in_small_capitals_is_the_caption_s() -> None:
    """Capitals centred under a table's caption in capitals go on with it."""
    caption = line("TABLE 1. LAMPS OF THE HARBOUR AND", 276, 205)
    caption += line("ALL OF ITS KEEPERS", 287, 255)
    found = named(pdf(text(72, 15) + caption + TABLE + text(400, 20)))
    assert near(found["Table 1"].box, Box(left=190, top=304, right=415, bottom=364))


def test_a_rule_in_a_cell_around_a_caption_is_the_table_s() -> None:
    """A cell drawn around a caption is no tint: the rule at its foot begins the table."""
    cell = filled(Box(left=186, top=280, right=419, bottom=304.6), "1 1 0.99")
    found = named(pdf(text(72, 16) + cell + line("Table 1: Lamps.", 284, 190) + TABLE + text(400, 20)))
    assert near(found["Table 1"].box, Box(left=190, top=304, right=415, bottom=364), by=1)


def test_a_listing_between_two_rules_close_to_it() -> None:
    """Both rules are the listing's, though the upper one is nearer to its lines than a figure's edge."""
    lines = b"".join(line(f"lamp {at} := oil", 306 + 12 * at, LEFT + 4, 9) for at in range(6))
    listing = rule(306) + lines + rule(386)
    found = named(pdf(text(72, 16) + listing + line("Figure 1: A program.", 396) + text(450, 20)))
    assert near(found["Figure 1"].box, Box(left=LEFT, top=306, right=RIGHT, bottom=386))


def test_a_small_paragraph_that_speaks_of_a_table_is_no_note() -> None:
    """Text set smaller than most of the paper begins "Table 1 shows" and is not taken for notes."""
    after = line(
        "Table 1 shows what the keepers of the harbour lit in the storm of that long winter here.",
        368,
        size=8,
    )
    after += line(
        "Nobody has read it since, and the log of the lamps is kept in the room above the market.",
        378,
        size=8,
    )
    found = named(pdf(text(72, 16) + TITLE + TABLE + after + text(420, 18)))
    assert near(found["Table 1"].box, Box(left=190, top=304, right=415, bottom=364))


def test_a_wide_small_paragraph_below_a_narrow_table_is_no_note() -> None:
    """Notes may be wider than their table, but several lines twice as wide are a paragraph."""
    small = "The keepers wrote of lamps and oil in the winter and in the storm, and of ships that came late"
    small += " and later"
    after = b"".join(line(small, 368 + 10 * at, size=8) for at in range(6))
    found = named(pdf(text(72, 16) + TITLE + TABLE + after + text(450, 18)))
    assert near(found["Table 1"].box, Box(left=190, top=304, right=415, bottom=364))
