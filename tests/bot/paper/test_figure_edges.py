"""Where figures and tables end: open rows, notes, and words of captions, heads and paragraphs."""

from bot.paper.options import Options
from bot.paper.reading import read_pdf
from bot.papers import Box, Paper
from tests.bot.paper.figure_pages import (
    DRAWING,
    columns,
    drawing,
    filled,
    has_words,
    in_courier,
    line,
    named,
    near,
    pdf,
    rows,
    rule,
    text,
)

PLOT = Box(left=180, top=132, right=430, bottom=260)
HEAD = rule(300, 190, 415) + line("lamp", 302, 190) + line("oil", 302, 300) + line("wick", 302, 390)


def uprights(top: float, bottom: float) -> bytes:
    """Two thin lines down between columns of `rows`."""
    return filled(Box(left=280, top=top, right=280.6, bottom=bottom), "0 0 0") + filled(
        Box(left=370, top=top, right=370.6, bottom=bottom), "0 0 0"
    )


def test_rows_down_to_the_caption_are_a_tables_though_no_rule_closes_it() -> None:
    """With its caption below, a table may have rules about its head alone, and another right below it."""
    first = HEAD + rule(316, 190, 415) + rows(318, 6, pitch=12) + line("Table 1: Lamps.", 398, 260)
    second = rule(424, 190, 415) + line("lamp", 426, 190) + line("oil", 426, 300) + rule(440, 190, 415)
    second += rows(442, 3, pitch=12) + line("Table 2: Oil.", 486, 260)
    found = named(pdf(text(72, 16) + first + second + text(530, 14)))
    assert near(found["Table 1"].box, Box(left=190, top=300, right=415, bottom=388))
    assert near(found["Table 2"].box, Box(left=190, top=424, right=415, bottom=476))


def test_rows_between_lines_down_are_a_tables_though_no_rule_closes_it() -> None:
    """Lines between columns that go on below the last rule hold more rows."""
    table = HEAD + rule(316, 190, 415) + rows(318, 3, pitch=12) + rule(354, 190, 415) + rows(356, 4, pitch=12)
    table += uprights(300, 354) + uprights(354, 404)
    found = named(pdf(text(72, 16) + line("Table 1: Lamps.", 284, 260) + table + text(440, 20)))
    box = found["Table 1"].box
    assert box
    assert 402 < box.bottom < 408


def test_a_note_below_a_figure_whose_caption_is_above_is_its_own() -> None:
    """What begins with "Note:", in small type right below, belongs to the figure."""
    words = "each line is a lamp, and oil is counted in casks by the keepers of the harbour, who weigh it "
    note = line(f"Note: {words}", 424, 72, 8.5) + line(f"and so {words}", 435, 72, 8.5)
    note += line("every night.", 446, 72, 8.5)
    figure = line("Figure 1: Lamps.", 284, 240) + drawing(DRAWING) + note
    box = named(pdf(text(72, 16) + figure + text(470, 18)))["Figure 1"].box
    assert box
    assert box.left <= 72
    assert 453 < box.bottom < 462


def test_labels_at_the_heads_of_pages_are_no_running_head() -> None:
    """A "TABLE 2" recurs at the heads of pages with other numbers, and is the caption it looks like."""
    pages = [
        line(f"TABLE {number}", 72, 280, 8)
        + line(f"LAMPS OF THE HARBOUR BY {thing}", 82, 240, 8)
        + rule(100, 190, 415)
        + rows(102, 8)
        + rule(216, 190, 415)
        + text(260, 30)
        for number, thing in enumerate(("OIL", "AGE", "KEEPER", "HEIGHT", "WEATHER"), start=1)
    ]
    found = named(pdf(*pages))
    assert [one.doubt for one in found.values()] == [""] * 5
    assert all(near(one.box, Box(left=190, top=100, right=415, bottom=216)) for one in found.values())


def test_a_running_head_may_be_larger_than_the_text() -> None:
    """It recurs at one place whether or not the page's number is read with it."""
    pages = []
    for number in range(2, 10):
        of_page = line(f"{number}", 40, 420, 13) if number % 4 == 1 else b""
        words = "Lamps of the harbour" if number % 2 else "The keepers of the north"
        head = line(words if of_page else f"{words} {number}", 40, 120, 13) + of_page
        pages.append(head + drawing(PLOT) + line(f"Figure {number}: A lamp.", 264, 240) + text(300, 30))
    found = named(pdf(text(140, 40), *pages))
    assert len(found) == len(pages)
    assert all(near(one.box, PLOT) for one in found.values())


def test_a_logo_beside_a_running_head_is_no_figures() -> None:
    """What stands beside a running head and is no larger goes with it."""
    logos = [Box(left=360 + at / 2, top=38, right=376 + at / 2, bottom=54) for at in range(6)]
    pages = [
        line("The keepers of the lamps", 40, 240)
        + filled(logos[number])
        + drawing(Box(left=180, top=60, right=430, bottom=260))
        + line(f"Figure {number}: A lamp.", 264, 240)
        + text(300, 30)
        for number in range(1, 6)
    ]
    found = named(pdf(text(140, 40), *pages))
    assert all(near(one.box, Box(left=180, top=60, right=430, bottom=260)) for one in found.values())


def test_letters_of_parts_below_a_paragraph_are_the_figures() -> None:
    """What says "(a)" as far below the text as its lines are from one another is no end of it."""
    first, second = (
        Box(left=80, top=290, right=280, bottom=400),
        Box(left=330, top=290, right=530, bottom=400),
    )
    labels = line("(a)", 264, 80) + line("(b)", 264, 330)
    figure = drawing(first) + drawing(second) + labels + line("Figure 1: Lamps.", 404, 240)
    spaced = b"".join(text(72 + 24 * at, 1) for at in range(8))
    last = b"".join(text(72 + 24 * at, 1) for at in range(27))
    box = named(pdf(spaced + figure + text(440, 1) + text(464, 1), last=last))["Figure 1"].box
    assert box
    assert 264 < box.top < 270
    assert near(box, Box(left=80, top=box.top, right=530, bottom=400))


def test_a_paragraph_may_end_in_a_number() -> None:
    """The "5." on the last line of the text above is no part of the figure."""
    above = text(72, 14) + line(
        "We count the oil again, which is a measure of the light of a lamp, see Fig.", 252, 87
    )
    above += line("5.", 266)
    found = named(pdf(above + drawing() + line("Figure 5: A lamp.", 424, 240) + text(470, 18)))
    assert near(found["Figure 5"].box, DRAWING)


def test_a_caption_s_words_below_a_bold_label_are_the_caption_s() -> None:
    """They may be wider than the label's column."""
    caption = line("Table 1", 272, 190, 8, bold=True)
    caption += line(
        "All lamps of the harbour that were lit by the keepers in the last of the years.", 282, 190, 8
    )
    table = rule(300, 190, 470) + rows(302, 6) + rule(386, 190, 470)
    found = named(pdf(columns(), caption + table + columns(420, 20)))
    assert near(found["Table 1"].box, Box(left=190, top=300, right=470, bottom=386))


def test_titles_of_parts_below_a_short_caption_are_the_figures() -> None:
    """A caption that leaves room on its line has ended there."""
    first, second = (
        Box(left=150, top=320, right=290, bottom=420),
        Box(left=320, top=320, right=460, bottom=420),
    )
    titles = line("Lamps of the west", 302, 210) + line("Lamps of the east", 302, 304)
    figure = line("Figure 1. All the lamps of the harbour, by where they stand.", 288, 160) + titles
    found = named(pdf(text(72, 16) + figure + drawing(first) + drawing(second) + text(470, 18)))
    box = found["Figure 1"].box
    assert box
    assert 301 < box.top < 307


def test_sub_tables_with_captions_of_their_own_are_one_table() -> None:
    """What stands in small type under part (a) and part (b) parts no table."""
    first = (
        rule(200, 190, 415)
        + rows(202, 4)
        + line("(a) Lamps of the west, and the oil that they had.", 262, 190, 8)
    )
    second = (
        rule(290, 190, 415)
        + rows(292, 4)
        + line("(b) Lamps of the east, and the oil that they had.", 352, 190, 8)
    )
    table = first + second + line("Table 1: Lamps.", 380, 260)
    box = named(pdf(text(72, 8) + table + text(420, 20)))["Table 1"].box
    assert box
    assert 198 < box.top < 203
    assert box.bottom > 358


def test_a_listing_between_rules_keeps_what_stands_beyond_blank_lines() -> None:
    """Rules about a listing make it no drawing, whose labels stand nearer."""
    lines = b"".join(line(f"lamp_{at} = oil()", 210 + 12 * at + 16 * (at // 3), 80) for at in range(9))
    listing = rule(204, 72, 540) + in_courier(lines) + rule(364, 72, 540)
    found = named(pdf(text(72, 9) + listing + line("Figure 1: A program.", 372, 240) + text(410, 20)))
    box = found["Figure 1"].box
    assert box
    assert box.top < 214


def test_cells_at_the_head_of_pages_are_no_running_head() -> None:
    """Cells that differ in their numbers alone recur within a table, not from page to page."""
    head = line("Top-1", 72, 300) + line("Top-2", 72, 390)
    table = rule(70, 190, 430) + head + rule(86, 190, 430) + rows(88, 6) + rule(174, 190, 430)
    content = table + line("Table 1: Lamps.", 180, 260) + text(210, 30)
    found = named(pdf(*[text(72, 40)] * 5, content))
    assert near(found["Table 1"].box, Box(left=190, top=70, right=430, bottom=174))


def test_a_heading_between_rules_parts_a_table_from_a_figure() -> None:
    """The frame of a plot below, as wide as the table by chance, is none of its rules."""
    table = rule(120, 190, 415) + rows(122, 3) + rule(166, 190, 415)
    below = line("4 Results", 180, size=12, bold=True) + line("The lamps burn.", 200)
    plot = Box(left=190, top=230, right=415, bottom=330)
    page = line("Table 1: Lamps.", 104, 260) + table + below + drawing(plot)
    found = named(pdf(page + line("Figure 1: A lamp.", 336, 260) + text(370, 24)))
    assert near(found["Table 1"].box, Box(left=190, top=120, right=415, bottom=166))
    assert near(found["Figure 1"].box, plot)


def test_a_significance_line_is_a_table_s_note() -> None:
    """What says "* p < 0.05" below a table is its note, and so is a line between, in the text's own size."""
    table = rule(200, 190, 415) + rows(202, 5) + rule(274, 190, 415)
    notes = line("Years of storm are left out.", 278, 190) + line("* p < 0.05, + p < 0.1", 290, 190)
    box = named(pdf(text(72, 8) + line("Table 1: Lamps.", 184, 260) + table + notes + text(340, 20)))[
        "Table 1"
    ].box
    assert box
    assert 298 < box.bottom < 304


def test_a_page_number_at_the_edge_above_a_figure_is_no_tick() -> None:
    """It stands flush with the text, where no axis ends."""
    plot = Box(left=330, top=66, right=530, bottom=260)
    number = line("3", 48, 531.6)
    page = drawing(plot) + number + line("Figure 1: A lamp.", 264, 380)
    found = named(pdf(columns(), page + columns(290, 30)))
    assert near(found["Figure 1"].box, plot)


def test_a_mark_between_a_drawing_and_the_caption_beside_it_is_the_drawing_s() -> None:
    """Only what no drawing stands near is a bullet before a caption."""
    plot = Box(left=80, top=300, right=380, bottom=420)
    mark = filled(Box(left=385, top=352, right=397, bottom=364))
    found = named(
        pdf(text(72, 16) + drawing(plot) + mark + line("Figure 1: A lamp.", 354, 402) + text(470, 18))
    )
    box = found["Figure 1"].box
    assert box
    assert box.right > 395


def test_headings_that_differ_in_their_numbers_are_kept() -> None:
    """Large bold headings at one place of many pages are no running head."""
    pages = [line(f"Experiment {at}", 72, size=14, bold=True) + text(96, 40) for at in range(1, 7)]
    paper, *_ = read_pdf(pdf(*pages))
    assert isinstance(paper, Paper)
    assert [one.title for one in paper.sections if one.title.startswith("Experiment")]


def test_what_a_caption_overlaps_is_the_figures_and_whole() -> None:
    """A drawing may reach into the caption's first line: it is cut out whole, and no letter with it."""
    box = Box(left=180, top=300, right=430, bottom=423)
    caption = line("Figure 1: The lamps of the harbour, and how long each of them burned by night.", 417, 130)
    crop = named(pdf(text(72, 16) + drawing(box) + caption + text(470, 18)))["Figure 1"]
    assert near(crop.box, box, 1.2)
    assert not has_words(crop)
    above = line("Figure 1: The lamps of the harbour, and how long each of them burned by night.", 293, 130)
    crop = named(pdf(text(72, 16) + drawing(DRAWING) + above + text(470, 18)))["Figure 1"]
    assert near(crop.box, DRAWING, 1.2)


def test_a_caption_that_overlaps_is_shown_where_captions_are() -> None:
    """With the option that puts captions into pictures, letters that were left out for looking are there."""
    box = Box(left=180, top=300, right=430, bottom=423)
    caption = line("Figure 1: The lamps of the harbour, and how long each of them burned by night.", 417, 130)
    page = text(72, 16) + drawing(box) + caption + text(470, 18)
    crop = named(pdf(page), Options(captions=True))["Figure 1"]
    assert near(crop.box, box, 1.2)
    assert has_words(crop)


def test_what_the_text_above_overlaps_is_the_figures_and_whole() -> None:
    """A drawing may begin among the tails of the letters above it: these are not in its picture."""
    box = Box(left=180, top=263.5, right=430, bottom=400)
    caption = line("Figure 1: The lamps of the harbour.", 404, 240)
    crop = named(pdf(text(72, 16) + drawing(box) + caption + text(430, 22)))["Figure 1"]
    assert near(crop.box, box, 1.2)
    assert not has_words(crop)
