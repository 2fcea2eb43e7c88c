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
    in_courier,
    in_times,
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


def test_code_keeps_what_reads_like_a_caption_s_algorithm() -> None:
    """A listing between rules of its own, its caption above, keeps its first line."""
    words = b"".join(in_courier(line(f"lamp {at} := oil;", 306 + 12 * at, 72, 8)) for at in range(6))
    page = text(72, 16) + line("Algorithm 1: Lamps", 288) + rule(304) + words + rule(382) + text(420, 18)
    assert named(pdf(page)) == {}
