"""Where figures and tables end: open rows, notes, and words of captions, heads and paragraphs."""

from bot.papers import Box
from tests.bot.paper.figure_pages import (
    DRAWING,
    columns,
    drawing,
    filled,
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
