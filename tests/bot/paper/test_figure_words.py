"""Words of figures and tables that look like the text's or a caption's, and the other way round."""

from bot.papers import Box
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
    in_times,
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

WIDE = Box(left=120, top=220, right=480, bottom=300)


def test_labels_of_a_drawing_above_the_abstract_are_its_own() -> None:
    """A teaser stands between the authors and the abstract, with sentences under its parts."""
    title = line("On the lamps of the northern harbours", 80, 150, 16) + line(
        "A. Keeper and B. Wright", 110, 230
    )
    parts = [Box(left=left, top=160, right=left + 160, bottom=240) for left in (100, 340)]
    labels = line("Light the lamp and keep it.", 244, 110, 9) + line(
        "Bring the oil up the stair.", 244, 350, 9
    )
    caption = line("Figure 1: What a keeper does by night, in two pictures.", 268, 180, 9)
    first = title + b"".join(map(drawing, parts)) + labels + caption + line("Abstract", 300, 280, bold=True)
    crop = named(pdf(first + text(330, 30), text(72, 50)))["Figure 1"]
    assert near(crop.box, Box(left=100, top=160, right=500, bottom=256), 3)


def test_an_algorithm_in_a_figure_is_the_figure_s_whole() -> None:
    """The caption of an algorithm whose rules end right above the figure's caption stands in the figure."""
    steps = b"".join(line(f"{at}: lamp := oil", 236 + 12 * at, 130) for at in range(6))
    head = rule(216, 120, 480) + line("Algorithm 1: Lighting the lamps", 218, 130) + rule(232, 120, 480)
    algorithm = head + steps + rule(314, 120, 480) + line("Fig. 1: How lamps are lit.", 320, 240)
    crop = named(pdf(text(72, 10) + algorithm + text(360, 25)))["Figure 1"]
    assert near(crop.box, Box(left=120, top=216, right=480, bottom=314), 1)


def test_what_begins_as_the_word_algorithm_does_is_no_caption() -> None:
    """ALGORITHMIC is no algorithm whose number is IC."""
    words = line("ALGORITHMIC PARAMETERS: integers and oil;", 330, 190) + line(
        "lamps and wicks of the year;", 345, 190
    )
    frame = f"q 0.6 w 180 {HEIGHT - 420} 250 120 re S Q\n".encode()
    found = named(pdf(text(72, 16) + frame + words + line("Figure 1: A program.", 424, 240) + text(460, 18)))
    assert list(found) == ["Figure 1"]
    assert near(found["Figure 1"].box, DRAWING)


def test_captions_of_parts_above_tables_side_by_side() -> None:
    """What names two tables above them, "(a) By day", is a part of what one caption names, though wider."""
    parts = [
        rule(304, left, left + 100)
        + b"".join(line(f"lamp {at} {at}0", 308 + 12 * at, left + 10) for at in range(4))
        + rule(358, left, left + 100)
        for left in (120, 380)
    ]
    titles = line("(a) All lamps of the harbour by day.", 288, 84, 9) + line(
        "(b) The same by night, 1842.", 288, 375, 9
    )
    found = named(
        pdf(text(72, 16) + titles + b"".join(parts) + line("Table 1: Lamps.", 364, 260) + text(400, 20))
    )
    box = found["Table 1"].box
    assert box
    assert box.top < 292
    assert box.left < 86
    assert box.bottom < 360


def test_a_narrow_caption_in_the_text_s_own_type_beside_the_text() -> None:
    """A wrapped table's caption goes on line by line, edge to edge, whatever parts its lines."""
    told = (
        "Table 1: The lamps of the har-",
        "bour by the oil they took, and",
        "(the north:   two more) by the",
        "wick that their keeper chose.",
    )
    left, beside = 400.0, narrow(260, 14, LEFT)
    caption = lines(told, 260, left, 10, 12)
    table = rule(314, left, 535) + line("lamp", 318, left + 5) + line("oil", 318, 505) + rule(334, left, 535)
    table += b"".join(
        line(f"no. {at}", 338 + 12 * at, left + 5) + line(f"{at}0", 338 + 12 * at, 505) for at in range(4)
    )
    page = text(72, 15) + beside + caption + table + rule(390, left, 535) + text(436, 20)
    box = named(pdf(page))["Table 1"].box
    assert box
    assert 311 < box.top < 316


def test_a_row_at_a_table_s_last_rule_is_its_own() -> None:
    """What stands closer to a rule than a note does is a row, in words too; a paragraph there is none."""
    table = line("Table 1: Lamps.", 286, LEFT) + rule(304) + rows(306, 4) + rule(364)
    row = line("All that the keepers agree on in the harbour", 362.5, LEFT + 4) + line("0.54", 362.5, 500)
    box = named(pdf(text(72, 16) + table + row + text(400, 20)))["Table 1"].box
    assert box
    assert 372 < box.bottom < 378
    box = named(pdf(text(72, 16) + table + text(362.5, 24)))["Table 1"].box
    assert near(box, Box(left=LEFT, top=304, right=RIGHT, bottom=364))


def test_a_small_table_at_the_foot_of_a_column_has_no_notes() -> None:
    """Rows of words in small type are as far apart as all of its rows, and no notes."""
    names = ("oil of the north", "wicks and keepers", "a harbour in the storm", "lamps that were lit late")
    head = line("Table 1: What is read most.", 420, GUTTER[1])
    table = (
        head
        + rule(436, GUTTER[1], 540)
        + b"".join(
            in_times(line(f"{at + 1} {names[at % 4]} of {at}{at} more", 440 + 15 * at, GUTTER[1] + 8, 7.5))
            for at in range(18)
        )
    )
    box = named(pdf(narrow(72, 54) + narrow(72, 26, GUTTER[1]) + table, last=columns()))["Table 1"].box
    assert box
    assert box.bottom > 700


def test_mathematics_over_a_label_is_a_label() -> None:
    """What stands over a label, "2f + 1" over "Acceptors", relates nothing that the text says."""
    labels = b"".join(
        line("f + 1", 276, left + 12) + line("Acceptors", 286, left) for left in (190, 290, 380)
    )
    boxes = [Box(left=left, top=306, right=left + 40, bottom=400) for left in (190, 290, 380)]
    found = named(
        pdf(
            text(72, 14)
            + labels
            + b"".join(map(drawing, boxes))
            + line("Figure 1: Votes.", 404, 240)
            + text(440, 20)
        )
    )
    box = found["Figure 1"].box
    assert box
    assert box.top < 281


def test_notes_between_a_table_and_the_caption_below_it() -> None:
    """Notes with raised marks stand right below the table, and its caption below them."""
    table = rule(304, 190, 415) + rows(306, 4) + rule(364, 190, 415)
    note = line("a", 366, 190, 6) + line("Lit without oil by its keeper", 370, 195)
    found = named(pdf(text(72, 16) + table + note + line("Table 1: Lamps.", 394, 260) + text(440, 18)))
    box = found["Table 1"].box
    assert box
    assert near(box, Box(left=190, top=304, right=415, bottom=382), 3.5)


def test_bold_labels_abreast_need_no_mark() -> None:
    """Two labels without marks on one line begin two captions where both are bold and far apart."""
    west, east = Box(left=90, top=300, right=270, bottom=400), Box(left=330, top=300, right=520, bottom=400)
    captions = line("Fig. 1   Lamps of the west", 404, 110, bold=True) + line(
        "Fig. 2   Oil", 404, 262, bold=True
    )
    found = named(pdf(text(72, 16) + drawing(west) + drawing(east) + captions + text(450, 20)))
    assert near(found["Figure 1"].box, west)
    assert near(found["Figure 2"].box, east)


def test_a_caption_that_names_its_parts_before_the_mark() -> None:
    """What names two parts, "Figure 4 (A & B).", is a label with a mark."""
    caption = line("Figure 4 (A & B). The lamps of the harbour.", 424, 180)
    assert near(named(pdf(text(72, 16) + drawing() + caption + text(470, 18)))["Figure 4"].box, DRAWING)


def test_low_or_narrow_drawings_are_no_specks() -> None:
    """A chain of boxes is as high as two lines, a rocket as wide as a word; both are whole figures."""
    chain = b"".join(
        drawing(Box(left=left, top=300, right=left + 40, bottom=321)) for left in range(150, 450, 60)
    )
    found = named(pdf(text(72, 16) + chain + line("Figure 1: A chain.", 325, 240) + text(360, 25)))
    assert near(found["Figure 1"].box, Box(left=150, top=300, right=430, bottom=321))
    tower = Box(left=290, top=280, right=320, bottom=400)
    found = named(pdf(text(72, 15) + drawing(tower) + line("Figure 1: A tower.", 404, 240) + text(440, 18)))
    assert near(found["Figure 1"].box, tower)


def test_a_dot_at_a_drawing_s_edge_is_no_rule() -> None:
    """Points of a plot that stand above all others are kept."""
    dots = filled(Box(left=300, top=290, right=303, bottom=293), "0 0 1")
    found = named(pdf(text(72, 16) + dots + drawing() + line("Figure 1: Lamps.", 424, 240) + text(470, 18)))
    assert near(found["Figure 1"].box, Box(left=180, top=290, right=430, bottom=420))


def test_white_lines_that_wipe_a_page_draw_nothing() -> None:
    """Some producers wipe the page with a wide white stroke; a figure beside its caption is found still."""
    wipe = f"q 1 G 300 w 20 {HEIGHT - 500} m 600 {HEIGHT - 100} l S Q\n".encode()
    box = Box(left=220, top=80, right=540, bottom=200)
    caption = lines(
        ("Fig. 1. The lamps of the", "harbour and how long", "each of them burned"), 78, LEFT, 8.5, 11
    )
    crop = named(pdf(wipe + drawing(box) + caption + text(240, 38)))["Figure 1"]
    assert near(crop.box, box)
    assert not has_words(crop)


def test_lines_like_mathematics_in_a_program_are_the_program_s() -> None:
    """A line taken for displayed mathematics first is in the picture that holds it, letters and all."""
    told = ("for all the bits of oil do", "p = q + 1, i = 2, n = 0", "and the keeper lights it", "end for")
    program = b"".join(line(words, 300 + 13 * at, 220 + 14 * (at % 3 > 0)) for at, words in enumerate(told))
    crop = named(pdf(text(72, 16) + program + line("Figure 1: How it is lit.", 364, 240) + text(400, 20)))[
        "Figure 1"
    ]
    assert crop.box
    assert crop.box.top < 304
    dark = (pixels(crop).max(axis=2) < 120).any(axis=1)
    assert (dark[:-1] < dark[1:]).sum() >= len(told)


def test_frames_with_round_corners_about_figure_and_caption() -> None:
    """Sides and corners of such a frame are pieces; none of them is in the picture."""
    sides = [Box(left=at, top=250, right=at + 0.8, bottom=460) for at in (66, 545)]
    bars = [Box(left=70, top=at, right=541, bottom=at + 0.8) for at in (246, 463)]
    corners = [Box(left=x, top=y, right=x + 2, bottom=y + 2) for x in (67, 542) for y in (247, 461)]
    frame = b"".join(filled(one, "0 0 0") for one in (*sides, *bars, *corners))
    found = named(pdf(text(72, 14) + frame + drawing() + line("Figure 1: Lamps.", 434, 240) + text(500, 18)))
    assert near(found["Figure 1"].box, DRAWING)
    assert not has_words(found["Figure 1"])


def test_letters_of_parts_set_wide_apart_are_no_heading() -> None:
    """Bold letters over the lower row of a figure, "G  HI  J", stand on one line and head no section."""
    upper, lower = (
        Box(left=100, top=290, right=500, bottom=350),
        Box(left=100, top=376, right=500, bottom=420),
    )
    letters = b"".join(
        line(words, 358, left, 11, bold=True) for words, left in (("G", 72), ("HI", 240), ("J", 430))
    )
    figure = drawing(upper) + letters + drawing(lower) + line("Figure 1: Lamps.", 424, 240)
    box = named(pdf(text(72, 14) + figure + text(470, 18)))["Figure 1"].box
    assert box
    assert box.top < 291


def test_rows_below_a_head_that_no_rule_closes() -> None:
    """Two rules about a table's head alone leave its rows open; they are the table's as far as they go."""
    table = line("Table 1: Lamps.", 286, 190) + rule(304, 190, 415) + rows(306, 1) + rule(320, 190, 415)
    box = named(pdf(text(72, 16) + table + rows(326, 4) + text(440, 18)))["Table 1"].box
    assert near(box, Box(left=190, top=304, right=415, bottom=378), 3)


def test_a_footnote_right_below_a_table_is_the_page_s() -> None:
    """A note whose raised number stands in the text too is no note of the table above it."""
    cited = line("Most of these lamps are counted twice by the keepers of the north, who had no oil.", 252)
    cited = cited.replace(b" Tj ET", b" Tj /F1 6 Tf 4 Ts (6) Tj ET")
    table = line("Table 1: Lamps.", 610, 190) + rule(628, 190, 415) + rows(630, 4) + rule(688, 190, 415)
    note = line("6", 688, LEFT, 5) + line(
        "Since most of these lamps had no oil at all, we count them twice in this", 690, 76, 8
    )
    found = named(pdf(text(72, 15) + cited + text(264, 28) + table + note, last=text(72, 50)))
    assert near(found["Table 1"].box, Box(left=190, top=628, right=415, bottom=688))


def test_figures_beside_their_captions_one_above_the_other() -> None:
    """Both captions stand left of their figures; the page is cut where the second one begins."""
    first, second = (
        Box(left=220, top=80, right=540, bottom=200),
        Box(left=220, top=216, right=540, bottom=330),
    )
    told = [
        lines((f"Fig. {at}. The lamps of", "the harbour and how", "long they burned"), top, LEFT, 8.5, 11)
        for at, top in ((1, 78), (2, 214))
    ]
    found = named(pdf(b"".join((drawing(first), drawing(second), *told)) + text(370, 28)))
    assert near(found["Figure 1"].box, first)
    assert near(found["Figure 2"].box, second)


def test_a_heading_alone_between_two_rules_is_no_row() -> None:
    """A rule that closes the abstract has a table's extent; a line far from both heads a section."""
    table = rule(320) + rows(322, 4, LEFT) + rule(380) + line("Table 1: Lamps.", 386, 240)
    page = text(72, 16) + rule(274) + line("Current code version", 292, LEFT, bold=True) + table
    box = named(pdf(text(72, 50), page + text(420, 24)))["Table 1"].box
    assert near(box, Box(left=LEFT, top=320, right=RIGHT, bottom=380))


def test_panels_of_a_table_that_are_of_different_widths() -> None:
    """Under "Panel B" stands a narrower table of the same caption."""
    upper = (
        line("Table 1: Lamps.", 286, LEFT)
        + line("Panel A: By oil", 304)
        + rule(318)
        + rows(320, 3, LEFT)
        + rule(366)
    )
    lower = line("Panel B: By wick", 372, 150) + rule(388, 140, 470) + rows(390, 3, 150) + rule(436, 140, 470)
    box = named(pdf(text(72, 16) + rule(302) + upper + lower + text(480, 18)))["Table 1"].box
    assert near(box, Box(left=LEFT, top=302, right=RIGHT, bottom=436))


def test_a_note_of_a_double_spaced_manuscript_is_whole() -> None:
    """Its lines go on edge to edge after "Note.", as far from one another as the text's are."""
    spaced = b"".join(text(72 + 24 * at, 1) for at in range(7))
    table = line("Table 1: Lamps.", 250, 190) + rule(268, 190, 415) + rows(270, 4) + rule(328, 190, 415)
    told = (
        "Note. The oil is counted in casks, and each",
        "of the lamps that were lit by the keepers of",
        "the northern harbour.",
    )
    note = b"".join(line(words, 336 + 24 * at, 190) for at, words in enumerate(told))
    rest = b"".join(text(450 + 24 * at, 1) for at in range(11))
    last = b"".join(text(72 + 24 * at, 1) for at in range(27))
    box = named(pdf(spaced + table + note + rest, last=last))["Table 1"].box
    assert box
    assert 392 < box.bottom < 402


def test_a_short_last_line_of_mathematics_is_the_caption_s() -> None:
    """What remains of a caption's last formula, alone on its line, is no part of the figure below."""
    caption = line(
        "Figure 1: The lamps of the harbour by the hour, with the least of all of their lives in oil, n", 276
    )
    caption = caption + line(
        "and the lives of the lamps that the keepers of the north lit by night in storms of winter, p", 288
    )
    caption += line("= 1.4 ns.", 300)
    found = named(
        pdf(text(72, 15) + caption + drawing(Box(left=180, top=322, right=430, bottom=440)) + text(470, 18))
    )
    assert near(found["Figure 1"].box, Box(left=180, top=322, right=430, bottom=440))


def test_titles_of_parts_half_way_between_them() -> None:
    """The title of the lower part stands as far from it as from the upper part, and parts neither."""
    upper, lower = (
        Box(left=180, top=280, right=430, bottom=340),
        Box(left=180, top=396, right=430, bottom=420),
    )
    figure = drawing(upper) + line("B. Lamps at night", 362, 250, 8) + drawing(lower)
    box = named(pdf(text(72, 14) + figure + line("Figure 1: Lamps.", 424, 240) + text(470, 18)))[
        "Figure 1"
    ].box
    assert box
    assert near(box, Box(left=180, top=280, right=430, bottom=420))


def test_a_picture_with_a_wide_white_margin() -> None:
    """What its margin reaches down to the caption is its own, however far; a stranger's drawing is not."""
    box = Box(left=180, top=100, right=430, bottom=180)
    margin = filled(Box(left=170, top=90, right=440, bottom=290), "1 1 1")
    caption = line("Figure 1: Lamps.", 300, 240)
    assert near(named(pdf(margin + drawing(box) + caption + text(340, 30)))["Figure 1"].box, box)
    assert named(pdf(drawing(box) + caption + text(340, 30)))["Figure 1"].doubt


def test_a_table_of_one_row_is_whole() -> None:
    """Three rules close it, however low it is; two alone would be its head."""
    table = (
        line("Table 1: Lamps.", 286, 190)
        + rule(304, 190, 415)
        + line("lamp", 301.5, 190, 7)
        + rule(314, 190, 415)
    )
    table += line("4.25", 311.5, 190, 7) + rule(324, 190, 415)
    found = named(pdf(text(72, 16) + table + text(360, 24)))
    assert near(found["Table 1"].box, Box(left=190, top=304, right=415, bottom=324), 1)


def test_pictures_reach_as_far_as_a_table_s_notes() -> None:
    """Notes of a table without rules may end far below what was looked at; all of them are in the picture."""
    table = line("Table 1: Lamps.", 286, LEFT) + rows(304, 4, LEFT)
    told = [
        f"{mark} Lit by the keepers of the harbour in the storm and never after that" for mark in "abcdefgh"
    ]
    note = line("Note: Of all lamps of the harbour", 364, LEFT, 8)
    note += b"".join(line(words, 374 + 10 * at, LEFT, 8) for at, words in enumerate(told))
    crop = named(pdf(text(72, 16) + table + note + text(480, 18)))["Table 1"]
    assert crop.box
    assert crop.box.bottom > 450
    ink = (pixels(crop).max(axis=2) < 120).any(axis=1).nonzero()[0]
    shape = (crop.box.bottom - crop.box.top) / (crop.box.right - crop.box.left)
    assert abs((ink[-1] - ink[0]) / pixels(crop).shape[1] - shape) < 0.1


def test_a_label_in_a_cell_is_no_caption_beside_one_with_words() -> None:
    """A table's cells name "Figure 2" and "Figure 3"; their captions are on the next page."""
    cells = b"".join(
        line(f"Figure {at}", 306 + 24 * at, 380, 9) + line("lamp", 306 + 24 * at, 190, 9) for at in (2, 3)
    )
    table = line("Table 1: Lamps.", 330, 190) + rule(346, 190, 430) + cells + rule(396, 190, 430)
    lower = Box(left=180, top=520, right=430, bottom=600)
    after = drawing() + line("Figure 2: Lamps of oil.", 424, 240) + drawing(lower)
    after += line("Figure 3: Lamps of wax.", 604, 240)
    found = named(pdf(text(72, 16) + table + text(440, 20), text(72, 16) + after + text(640, 6)))
    assert (found["Figure 2"].page, found["Figure 3"].page) == (2, 2)
    assert near(found["Figure 2"].box, DRAWING)


def test_a_table_right_below_an_algorithm_of_its_extent() -> None:
    """Rules of one extent, with nothing between the algorithm's last and the table's first, are two."""
    steps = line("Algorithm 1: Lighting", 262, LEFT) + rule(276)
    steps += b"".join(line(f"{at}: lamp := oil", 278 + 12 * at, LEFT) for at in range(4)) + rule(330)
    table = rule(344) + rows(346, 4, LEFT) + rule(404) + line("Table 1: Lamps.", 410, 240)
    found = named(pdf(text(72, 14) + rule(260) + steps + table + text(450, 20)))
    assert near(found["Table 1"].box, Box(left=LEFT, top=344, right=RIGHT, bottom=404))


def test_small_references_beside_a_figure() -> None:
    """On a page with wide rows over both columns, small type in the other column is no part of the figure."""
    wide = b"".join(
        line(
            "lamp of the harbour and its oil in the storm of winter 4.25 and more so 3.5 and 2.1",
            72 + 13 * at,
            LEFT + 60,
            9,
        )
        for at in range(8)
    )
    left = narrow(200, 14, LEFT)
    references = b"".join(
        line(
            f"[{at}] A. Keeper. Of lamps and oil, and of what becomes of them. Proc.",
            260 + 9 * at,
            GUTTER[1],
            7.6,
        )
        for at in range(36)
    )
    plot = Box(left=80, top=400, right=280, bottom=500)
    page = (
        wide
        + left
        + drawing(plot)
        + line("Figure 1: Oil.", 504, 140)
        + narrow(200, 4, GUTTER[1])
        + references
    )
    found = named(pdf(columns(), columns(), page + narrow(560, 12, LEFT), last=columns()))
    assert near(found["Figure 1"].box, plot)
