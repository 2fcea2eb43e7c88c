"""What recurs at heads and feet of pages, and what only looks like it: heads of tables, frames, numbers."""

from bot.paper.reading import read_paper
from bot.papers import Box
from tests.bot.paper import hostile
from tests.bot.paper.figure_pages import (
    DRAWING,
    GUTTER,
    HEIGHT,
    RIGHT,
    columns,
    drawing,
    filled,
    has_words,
    in_courier,
    in_italics,
    line,
    named,
    narrow,
    near,
    pdf,
    rows,
    rule,
    text,
)
from tests.bot.paper.typeset import FONTS

PORTS = ("north", "south", "east", "west", "islands", "rivers")
LOW = Box(left=180, top=200, right=430, bottom=330)


def table(top: float, port: str) -> bytes:
    """Eight rows between three rules; every table's head has other words, and its caption is below."""
    head = line(f"lamp {port}", top + 2, 190) + line("oil", top + 2, 300) + line("wick", top + 2, 390)
    body = rule(top, 190, 415) + head + rule(top + 18, 190, 415) + rows(top + 22, 8)
    return body + rule(top + 134, 190, 415)


def test_running_heads_in_wide_margins() -> None:
    """On a page with a small column of text, heads stand far below the page's edge."""
    pages = []
    for number in range(1, 7):
        words = f"{number} A. Keeper and B. Wright" if number % 2 else f"Lamps of the harbour {number}"
        head = line(words, 160, 150 if number % 2 else 330) + rule(174, 120, 490)
        figure = drawing(LOW) + line(f"Figure {number}: Ships.", 334, 240)
        pages.append(head + figure + text(370 + number, 20))
    found = named(pdf(*pages, last=text(200, 30)))
    assert len(found) == len(pages)
    assert all(near(one.box, LOW) and not has_words(one) for one in found.values())


def test_a_printer_s_line_far_above_the_running_head() -> None:
    """Proofs have the printer's own line at the page's edge, and the running head far below it."""
    pages = []
    for number in range(1, 7):
        head = line("June 1, 2020 9:13 KEEPERS/INSTRUCTION FILE", 50, 80)
        words = f"{number} Keeper et al." if number % 2 else f"On the lamps of harbours {number}"
        head += in_italics(line(words, 170, 150, 8))
        pages.append(
            head + drawing(LOW) + line(f"Figure {number}: Ships.", 334, 240) + text(370 + number, 25)
        )
    found = named(pdf(*pages))
    assert len(found) == len(pages)
    assert all(near(one.box, LOW) and not has_words(one) for one in found.values())


def test_page_numbers_that_forms_draw() -> None:
    """Proceedings stamp numbers on finished pages: these count with the pages, whatever they begin with."""
    foot = Box(left=180, top=560, right=430, bottom=732)
    pages = [
        text(72, 38) + line(f"Figure {at}: Ships.", 540, 240) + drawing(foot) + b"q /N%d Do Q\n" % at
        for at in range(1, 6)
    ]
    forms = {
        1000 + at: hostile.stream(
            line(f"{171 + at}", 744, 300),
            b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %b >>" % FONTS,
        )
        for at in range(1, 6)
    }
    names = b" ".join(b"/N%d %d 0 R" % (at, 1000 + at) for at in range(1, 6))
    found = named(pdf(*pages, resources=b" /XObject << %b >>" % names, more=forms))
    assert len(found) == len(pages)
    assert all(near(one.box, foot) and not has_words(one) for one in found.values())


def test_heads_of_tables_below_a_running_head_are_the_tables() -> None:
    """Where pages begin with tables, the row between their first two rules is no running head."""
    pages = [
        line("On the lamps of the harbours", 40, 72)
        + table(72, port)
        + line(f"Table {number}: Of the {port}.", 210, 220)
        + text(250, 30)
        for number, port in enumerate(PORTS, start=1)
    ]
    found = named(pdf(text(72, 50), *pages))
    assert len(found) == len(pages)
    assert all(near(one.box, Box(left=190, top=72, right=415, bottom=206)) for one in found.values())


def test_a_logo_that_moves_along_the_running_head() -> None:
    """Left and right pages, and those of other years, have one logo at several places of one height."""
    pages = []
    for number in range(1, 9):
        left = (200, 204, 330, 334)[number % 4]
        logo = filled(Box(left=left, top=36, right=left + 46, bottom=45), "0.2 0.2 0.2")
        head = line(f"{number} of 18", 30, 72 if number % 2 else 500) + rule(40) + logo
        figure = drawing(Box(left=180, top=60, right=430, bottom=200)) + line(
            f"Figure {number}: Oil.", 204, 240
        )
        pages.append(head + figure + text(240, 34))
    found = named(pdf(text(58, 50), text(58.5, 50), text(59, 50), *pages))
    assert len(found) == len(pages)
    assert all(near(one.box, Box(left=180, top=60, right=430, bottom=200)) for one in found.values())


def test_a_frame_right_below_a_running_head_is_whole() -> None:
    """The upper side of a box as wide as the text is no line under the head."""
    sides = [filled(Box(left=left, top=60, right=left + 0.6, bottom=140), "0 0 0") for left in (72, 539.4)]
    box = rule(60) + rule(140) + b"".join(sides)
    pages = [
        line(f"On the lamps of harbours {number}", 42)
        + box
        + b"".join(in_courier(line(f"{port} {at} := oil", 66 + 12 * at, 80)) for at in range(5))
        + line(f"Figure {number}: Oil.", 146, 240)
        for number, port in enumerate(PORTS, start=1)
    ]
    found = named(pdf(text(72, 50), *(page + text(180, 40) for page in pages)))
    assert len(found) == len(pages)
    assert all(near(one.box, Box(left=72, top=60, right=RIGHT, bottom=140), 0.8) for one in found.values())


def test_the_numbers_of_a_listing_are_its_own() -> None:
    """Numbers in the margin beside a program are the program's; beside the text they count its lines."""
    program = (line(f"lamp[{at}] = oil(wick, {at}, harbour)", 90 + 12 * at) for at in range(30))
    numbers = b"".join(line(str(at + 1), 90 + 12 * at, 56 if at < 9 else 52, 6) for at in range(30))
    listing = in_courier(b"".join(program)) + numbers + line("Figure 1: A program.", 458, 240)
    crop = named(pdf(text(72, 50), listing + text(500, 18)))["Figure 1"]
    assert crop.box
    assert 51 < crop.box.left < 54
    counted = b"".join(line(str(at + 1), 72 + 12 * at, 52, 6) for at in range(50))
    found = named(pdf(text(72, 16) + drawing() + line("Figure 1: Oil.", 424, 240) + text(470, 18) + counted))
    assert near(found["Figure 1"].box, DRAWING)


def test_a_box_that_begins_on_the_page_before_is_in_doubt() -> None:
    """A box of words over two pages has its caption on the second: its end is not told for the whole."""

    def boxed(top: float, bottom: float) -> bytes:
        frame = f"q 0.6 w 72 {HEIGHT - bottom} {RIGHT - 72} {bottom - top} re S Q\n".encode()
        words = range(int((bottom - top - 12) / 12))
        return frame + b"".join(
            line(f"- {at} lamps were lit, and oil", top + 4 + 12 * at, 80, 8) for at in words
        )

    first = text(72, 10) + boxed(200, 730)
    found = named(pdf(first, boxed(72, 170) + line("Figure 1: A prompt.", 180, 240) + text(220, 40)))
    assert found["Figure 1"].doubt == "the figure seems to begin on the page before"
    alone = named(pdf(text(72, 54), boxed(72, 170) + line("Figure 1: A prompt.", 180, 240) + text(220, 40)))
    assert not alone["Figure 1"].doubt


def test_two_rules_about_a_listing_in_a_paper_that_has_rules_before_captions() -> None:
    """The lower rule is the listing's, as the upper one is, though some papers part captions so."""
    words = b"".join(in_courier(line(f"lamp {at} := oil;", 306 + 12 * at, 72, 8)) for at in range(6))
    pages = [
        text(72, 16)
        + rule(304)
        + words
        + rule(382)
        + line(f"Figure {number}: A program.", 392)
        + text(440, 20)
        for number in range(1, 4)
    ]
    found = named(pdf(*pages))
    assert len(found) == len(pages)
    assert all(near(one.box, Box(left=72, top=304, right=RIGHT, bottom=382), 1.2) for one in found.values())


def test_a_running_head_in_three_pieces_close_to_the_text() -> None:
    """One of its pieces is the page's number: it is no row of a table, and none of the text."""
    pages = [
        line(str(number), 56)
        + line(f"Lamps of {port}", 56, 240)
        + line("A. Keeper", 56, 470)
        + text(72 + number, 50)
        for number, port in enumerate(PORTS, start=3)
    ]
    paper = read_paper(pdf(*pages))
    assert "Keeper" not in " ".join(sentence.text for sentence in paper.sentences)


def test_a_title_below_a_page_number_on_a_row_of_its_own() -> None:
    """The number stands at the page's edge and the section's title below it, on each page another one."""
    pages = [
        line(str(number), 26, 300) + line(f"Oils of the {port}", 56, 240) + text(90 + number, 50)
        for number, port in enumerate((*PORTS, "lakes", "fjords"), start=3)
    ]
    paper = read_paper(pdf(*pages))
    told = " ".join(one.text for one in (*paper.figure_text, *paper.sentences))
    assert "Oils of the" not in told


def test_a_logo_over_the_authors_is_no_part_of_a_teaser() -> None:
    """What stands above the authors, apart from the drawings of the caption, is the title's matter."""
    title = line("On the lamps of the northern harbours", 60, 150, 16) + filled(
        Box(left=280, top=90, right=340, bottom=130)
    )
    authors = line("A. Keeper and B. Wright", 140, 230) + line("University of the Harbour", 156, 235)
    teaser = Box(left=100, top=210, right=500, bottom=290)
    first = (
        title + authors + drawing(teaser) + line("Figure 1: Oil.", 294, 240, 9) + line("Abstract", 330, 280)
    )
    crop = named(pdf(first + text(350, 28), text(72, 50)))["Figure 1"]
    assert near(crop.box, teaser)


def test_a_bar_over_the_page_s_width_at_its_head() -> None:
    """What is printed on such a bar, another thing on each page, is no panel of the figure below it."""
    pages = [
        filled(Box(left=30, top=20, right=582, bottom=36), "0.4 0.4 0.4")
        + line(f"Of the {port} and what its keepers wrote", 22, 80, 9)
        + drawing(Box(left=90, top=60, right=500, bottom=180))
        + line(f"Figure {number}: Oil.", 188)
        + text(220, 44)
        for number, port in enumerate(PORTS[:2], start=1)
    ]
    found = named(pdf(*pages))
    assert len(found) == len(pages)
    assert all(near(one.box, Box(left=90, top=60, right=500, bottom=180)) for one in found.values())


def test_an_ornament_between_the_abstract_and_the_columns() -> None:
    """What parts a title page's matter from its columns is no part of a figure that begins below it."""
    title = line("On the lamps of the northern harbours", 60, 150, 16) + line("A. Keeper", 84, 280)
    abstract = text(110, 8) + filled(Box(left=200, top=222, right=412, bottom=228), "0 0 0")
    place = Box(left=GUTTER[1] + 4, top=250, right=530, bottom=350)
    right = drawing(place) + line("Figure 1: Oil of the lamps.", 356, GUTTER[1])
    page = title + abstract + narrow(240, 40) + right + narrow(390, 27, GUTTER[1])
    (crop,) = named(pdf(page, last=columns())).values()
    assert near(crop.box, place)


def test_the_coloured_title_of_a_box_at_the_head_of_a_page() -> None:
    """A bar that the rest of its box begins at is the figure's, though it is wider than the text."""
    title = filled(Box(left=64, top=56, right=548, bottom=71), "0.2 0.3 0.5")
    box = filled(Box(left=64, top=71, right=548, bottom=200), "0.93 0.93 0.96")
    words = in_courier(b"".join(line("You keep a lamp.", 80 + 12 * at, 76, 8) for at in range(9)))
    page = title + box + words + line("Figure 1: What the keeper is told.", 212, 200) + text(250, 38)
    (crop,) = named(pdf(page)).values()
    assert near(crop.box, Box(left=64, top=56, right=548, bottom=200))


def test_bold_rules_at_head_and_foot_of_pages() -> None:
    """Two rules of one thickness with the text of a page between them are its head's and its foot's."""
    bold = rule(60).replace(b"0.6 w", b"1.5 w") + rule(740).replace(b"0.6 w", b"1.5 w")
    plot = Box(left=180, top=64, right=430, bottom=200)
    pages = [
        bold
        + line("Letters of the harbour", 44, 250, 8)
        + drawing(plot)
        + line(f"Figure {number}: A lamp.", 212, 200)
        + text(250, 40)
        for number in (1, 2)
    ]
    found = named(pdf(*pages))
    assert len(found) == len(pages)
    assert all(near(one.box, plot) for one in found.values())
