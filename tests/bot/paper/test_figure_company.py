"""Figures and tables in company: captions side by side, columns, notes, rules, logos and rests elsewhere."""

import pytest

from bot.paper.options import Options
from bot.papers import Box
from tests.bot.paper.figure_pages import (
    GUTTER,
    RIGHT,
    columns,
    drawing,
    filled,
    in_times,
    is_blue,
    line,
    named,
    narrow,
    near,
    pdf,
    pixels,
    rows,
    rule,
    text,
)

WEST = Box(left=80, top=300, right=280, bottom=400)
EAST = Box(left=330, top=300, right=530, bottom=400)
ABREAST = line("Figure 1: The lamp of the west.", 404, 130) + line(
    "Figure 2: The lamp of the east.", 404, 284
)
"""Captions less than two letters apart, which a reader of lines takes for one."""
TABLE = rule(520, 190, 415) + rows(522, 4) + rule(580, 190, 415)
HEAD = line("lamp", 506, 190) + line("oil", 506, 300) + line("wick", 506, 390)


def test_captions_that_all_but_touch_are_two() -> None:
    """Two captions on one line of text belong to two figures, each with its own drawing."""
    west, east = Box(left=90, top=300, right=270, bottom=400), Box(left=300, top=300, right=480, bottom=400)
    found = named(pdf(text(72, 16) + drawing(west) + drawing(east) + ABREAST + text(450, 20)))
    assert near(found["Figure 1"].box, west)
    assert near(found["Figure 2"].box, east)


def test_a_figure_keeps_to_its_column() -> None:
    """What is drawn in the other column, at the same height, is none of a figure's."""
    caption = line("Figure 1: A lamp.", 404, 130)
    marks = b"".join(filled(Box(left=316, top=top, right=320, bottom=top + 4)) for top in range(310, 400, 30))
    beside = narrow(72, 19) + narrow(430, 20) + narrow(72, 48, GUTTER[1] + 12)
    found = named(pdf(drawing(WEST) + caption + marks + beside, last=columns()))
    assert near(found["Figure 1"].box, WEST)


def test_a_figure_over_both_columns_is_whole_though_its_caption_is_short() -> None:
    """Drawings in both columns are one figure's where only one caption stands below them."""
    both = drawing(WEST) + drawing(EAST) + line("Figure 1: Lamps.", 404, 90)
    found = named(pdf(both + narrow(430, 20) + narrow(430, 20, GUTTER[1]), last=columns()))
    assert near(found["Figure 1"].box, Box(left=80, top=300, right=530, bottom=400))


def test_a_listing_between_two_rules_has_both() -> None:
    """The rule at the far end is a listing's when another is at the near end."""
    lines = b"".join(line(f"lamp {at} := oil", 310 + 12 * at, 180, 9) for at in range(6))
    listing = rule(304, 170, 440) + lines + rule(390, 170, 440)
    found = named(pdf(text(72, 16) + listing + line("Figure 1: A program.", 400, 180) + text(450, 20)))
    assert near(found["Figure 1"].box, Box(left=170, top=304, right=440, bottom=390))


@pytest.mark.parametrize("left", [120.0, 170.0, 190.0])
def test_notes_wider_than_their_table_are_whole(left: float) -> None:
    """Small lines below a table belong to it, and no letter of theirs is cut off."""
    notes = line("Note. Lamps were counted by the keepers of the harbour, every night.", 586, left, 7)
    notes += line("Oil is measured in casks, and a cask is what one keeper can carry.", 595, left, 7)
    found = named(pdf(text(72, 30) + line("Table 1: Lamps.", 504, 260) + TABLE + notes + text(640, 8)))
    box = found["Table 1"].box
    assert box
    assert box.left <= left + 1
    assert box.bottom > 602
    assert box.right >= 415 - 1


def test_a_head_without_a_rule_above_is_the_table_s() -> None:
    """A row of cells above a table's first rule is its head, where the caption is below."""
    found = named(pdf(text(72, 30) + HEAD + TABLE + line("Table 1: Lamps.", 590, 260) + text(640, 8)))
    box = found["Table 1"].box
    assert box
    assert 504 < box.top < 511


def test_a_rule_that_letters_of_the_caption_touch_begins_the_table() -> None:
    """A table right below its caption's line has its first rule, and nothing of the letters."""
    caption = line("Table 1: Lamps, jugs and pegs by quay.", 507, 200)
    found = named(pdf(text(72, 30) + caption + TABLE + text(640, 8)))
    box = found["Table 1"].box
    assert box
    assert abs(box.top - 519.7) < 0.6


def test_tables_side_by_side_under_one_caption_are_one() -> None:
    """Sub-tables that no other caption claims come along, whatever their height."""
    small = rule(530, 450, 520) + line("jug", 534, 455) + line("12", 534, 500) + rule(550, 450, 520)
    found = named(pdf(text(72, 30) + line("Table 1: Lamps.", 504, 260) + TABLE + small + text(640, 8)))
    box = found["Table 1"].box
    assert box
    assert box.right >= 519


def test_what_goes_on_elsewhere_is_in_doubt() -> None:
    """A table with a second part, by its caption, is not attached, and the page of the rest is told."""
    first = text(72, 30) + line("Table 1: Lamps.", 504, 260) + TABLE
    second = line("Table 1: (continued)", 100, 240) + rule(116, 190, 415) + rows(118, 4) + rule(176, 190, 415)
    found = named(pdf(first, second + text(300, 30)))
    assert found["Table 1"].doubt == "its rest is on page 2"
    assert found["Table 1"].box is None


def test_a_listing_that_goes_on_among_the_text_is_in_doubt() -> None:
    """Words alone, right below a line of text, may be half of what is meant."""
    lines = b"".join(line(f"lamp {at} := oil and wick", 326 + 12 * at, 180, 8) for at in range(5))
    found = named(pdf(text(72, 21) + lines + line("Figure 1: A program.", 400, 180) + text(450, 20)))
    assert "go on" in found["Figure 1"].doubt


def test_a_logo_at_the_head_of_most_pages_is_no_figure_s() -> None:
    """What is drawn at one place of each page is left out."""
    logo = filled(Box(left=72, top=20, right=500, bottom=60))
    page = logo + drawing(Box(left=180, top=80, right=430, bottom=200)) + line("Figure 1: A lamp.", 204, 180)
    found = named(pdf(page + text(240, 30), logo + text(72, 50), logo + text(72, 50), logo + text(72, 50)))
    assert near(found["Figure 1"].box, Box(left=180, top=80, right=430, bottom=200))
    assert is_blue(found["Figure 1"])


def test_a_caption_in_the_margin_has_its_figure_beside_it() -> None:
    """Journals set captions beside the column: what stands there is the figure, also above that height."""
    whole = Box(left=80, top=300, right=535, bottom=420)
    page = drawing(whole) + line("Figure 1: A", 390, RIGHT + 8, 7) + line("lamp.", 399, RIGHT + 8, 7)
    found = named(pdf(text(72, 17) + page + text(440, 20)))
    assert near(found["Figure 1"].box, whole)


def test_a_broad_part_s_label_is_the_figure_s() -> None:
    """A label as wide as a paragraph, between two drawings of a figure, parts nothing."""
    upper, lower = Box(left=90, top=200, right=520, bottom=280), Box(left=90, top=310, right=520, bottom=390)
    label = line(
        "(a) The lamps that were lit in the year of the storm, by quay and by the hour of night.", 286
    )
    page = drawing(upper) + label + drawing(lower) + line("Figure 1: Lamps.", 400, 250)
    found = named(pdf(text(72, 8) + page + text(450, 20)))
    assert near(found["Figure 1"].box, Box(left=72, top=200, right=540, bottom=390), 30)
    box = found["Figure 1"].box
    assert box
    assert box.top < 203


def test_a_long_caption_is_whole_in_the_picture_that_has_it() -> None:
    """With the option for captions, eight lines of one come along, down to the last."""
    words = line(
        "Figure 1: A lamp, of which the keepers of the harbour wrote in eight lines of one length", 404
    )
    words += b"".join(
        line("and each of them goes on as long as the text above and below it, to its very end, and on", at)
        for at in range(416, 488, 12)
    )
    last = filled(Box(left=80, top=490, right=520, bottom=498))
    words += line("until the last.", 488)
    found = named(pdf(text(72, 16) + drawing(WEST) + words + last + text(540, 12)), Options(captions=True))
    plain = named(pdf(text(72, 16) + drawing(WEST) + words + last + text(540, 12)))
    assert near(plain["Figure 1"].box, WEST)
    assert found["Figure 1"].box == plain["Figure 1"].box
    colours = pixels(found["Figure 1"])
    assert bool(((colours[..., 0] > 200) & (colours[..., 1:].max(axis=2) < 60)).any())


def test_a_captions_second_line_may_hang_below_its_first_word() -> None:
    """A longer line that begins below the first word after the label is the caption's, and no table's."""
    caption = line("Table 1: Lamps of the harbour.", 480, 180)
    caption += line("The best of the lamps are marked, and the next are not at all.", 492, 217)
    found = named(pdf(text(72, 30) + caption + TABLE + text(640, 8)))
    box = found["Table 1"].box
    assert box
    assert near(box, Box(left=190, top=520, right=415, bottom=580))


def test_a_numbered_heading_at_the_head_of_a_column_is_no_running_head() -> None:
    """A figure may stand higher than the heading that begins the other column."""
    east = Box(left=330, top=64, right=530, bottom=180)
    beside = line("3 HARBOUR LIGHTS", 66, size=12) + narrow(95, 48) + narrow(215, 38, GUTTER[1])
    caption = line("Figure 1: A lamp.", 184, 360)
    found = named(pdf(columns(), drawing(east) + caption + beside))
    assert near(found["Figure 1"].box, east)


def test_a_double_rule_below_its_head_is_no_whole_table() -> None:
    """Two rules with nothing between them bracket nothing; rows before and after them are the table's."""
    table = HEAD + rule(521, 190, 415) + rule(523, 190, 415) + rows(524, 4)
    found = named(pdf(text(72, 30) + line("Table 1: Lamps.", 480, 260) + table + text(640, 8)))
    box = found["Table 1"].box
    assert box
    assert box.top < 510
    assert box.bottom > 574


def test_the_caption_of_a_last_part_may_be_a_paragraph_at_the_foot() -> None:
    """What stands under part (b) is the figure's as that of part (a) is, though nothing more is below."""
    first, second = Box(left=80, top=120, right=280, bottom=200), Box(left=80, top=240, right=280, bottom=320)
    parts = line("(a) The lamp that was lit by the keepers of the west", 204, size=9)
    parts += line("(b) The lamp that was lit by the keepers of the east", 324, size=9)
    parts += line("in storms, and the oil that they had poured into it", 335, size=9)
    figure = line("Figure 1: Lamps.", 104, 140) + drawing(first) + drawing(second) + parts
    found = named(pdf(figure + narrow(380, 24) + narrow(72, 48, GUTTER[1]), last=columns()))
    box = found["Figure 1"].box
    assert box
    assert box.top >= 118
    assert 344 < box.bottom < 352


def test_a_table_of_two_rows_may_be_as_wide_as_the_page() -> None:
    """What would be too long and thin for a figure is a table between its rules."""
    table = rule(520) + rows(522, 2, left=80) + rule(549)
    found = named(pdf(text(72, 30) + line("Table 1: Lamps.", 500, 260) + table + text(640, 8)))
    assert found["Table 1"].box
    assert not found["Table 1"].doubt


def test_a_listing_in_several_blocks_is_one() -> None:
    """A line of a listing that reads like the text, above a blank line of it, is the listing's."""
    first = line("operation open (harbour):", 204) + line("lamp := oil + 1", 216, 82)
    long = "return the state of all the lamps of the harbour and append each of their names "
    long += "to the log of the harbour, too"
    first += line(long, 228)
    second = line("operation close (harbour):", 252) + line("lamp := oil - 1", 264, 82)
    second += line("return lamp", 276, 82)
    listing = in_times(first + second) + line("Figure 1: A program.", 296, 180)
    found = named(pdf(text(72, 8) + listing + text(322, 23)))
    box = found["Figure 1"].box
    assert box
    assert box.top < 208
    assert box.bottom > 270


def test_a_formula_beside_a_drawing_is_its_label() -> None:
    """What says "k = 1" at a row of a figure does not cut the figure in two."""
    first, second = (
        Box(left=180, top=200, right=430, bottom=260),
        Box(left=180, top=300, right=430, bottom=360),
    )
    labels = line("k = 0", 222, 140) + line("k = 1", 322, 140)
    figure = drawing(first) + drawing(second) + labels + line("Figure 1: Lamps.", 366, 240)
    found = named(pdf(text(72, 9) + figure + text(400, 20)))
    assert near(found["Figure 1"].box, Box(left=140, top=200, right=430, bottom=360))


def test_a_caption_s_words_may_be_smaller_than_its_label() -> None:
    """Small lines below a large label are the caption's, and none of the figure's below it."""
    caption = line("Figure 1. Lamps of the harbour.", 204, 130, bold=True)
    caption += line("They burn by night, and by day in a storm,", 204, 290, 9)
    caption += line(
        "with the oil that the keepers poured into them in the evening, and with no other oil.", 215, 130, 9
    )
    plot = Box(left=180, top=240, right=430, bottom=360)
    found = named(pdf(text(72, 9) + caption + drawing(plot) + text(400, 20)))
    assert near(found["Figure 1"].box, plot)


def test_a_running_head_may_stand_deep_on_its_page() -> None:
    """Wide margins move running heads down; they recur all the same."""
    pages = []
    for number in range(2, 8):
        head = line("The keepers of the lamps", 106, 240) + text(300, 30)
        caption = line(f"Figure {number}: A lamp.", 264, 240)
        pages.append(head + drawing(Box(left=180, top=132, right=430, bottom=260)) + caption)
    found = named(pdf(text(140, 40), *pages))
    assert all(near(one.box, Box(left=180, top=132, right=430, bottom=260)) for one in found.values())
    assert len(found) == len(pages)
