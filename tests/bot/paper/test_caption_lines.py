"""All lines of a caption are its own, however they are set, and none of them is in its picture."""

from bot.papers import Box
from tests.bot.paper.figure_pages import (
    DRAWING,
    GUTTER,
    LEFT,
    RIGHT,
    drawing,
    has_words,
    line,
    lines,
    named,
    near,
    pdf,
    rows,
    rule,
    text,
)

TABLE = Box(left=190, top=300, right=415, bottom=392)


def table(top: float = TABLE.top, left: float = TABLE.left, many: int = 5) -> bytes:
    """Rows between three rules, the first of them the head."""
    right = left + 225
    return (
        rule(top, left, right)
        + rows(top + 2, many, left)
        + rule(top + 18, left, right)
        + rule(top + 92, left, right)
    )


def wide(top: float, many: int) -> bytes:
    """Lines of a manuscript that leaves room between them."""
    words = "The harbour keeps a log of every lamp that was lit and of each ship that came by night in storm."
    return b"".join(line(words, top + 22 * at, size=10.5) for at in range(many))


def test_a_caption_set_as_wide_as_its_manuscript() -> None:
    """The lines of a caption may be as far apart as the text's, though its type is smaller."""
    words = (
        "Figure 1: The oil that all lamps of the harbour burnt in years the keepers wrote of, by islands",
        "and wick.",
    )
    page = wide(60, 8) + lines(words, 240, LEFT, 9.5, 22) + drawing() + wide(430, 13)
    (crop,) = named(pdf(page, last=wide(60, 30))).values()
    assert near(crop.box, DRAWING)
    assert not has_words(crop)


def test_captions_side_by_side_that_hang_below_their_labels() -> None:
    """The second line of a caption begins below the first word after its label."""
    left, right = LEFT, 330.0
    captions = b"".join(
        line(f"Table {number}: {name} that all the lamps of the", 262, at)
        + line("harbour burnt,", 274, at + 36)
        for number, name, at in ((1, "Oil", left), (2, "Wax", right))
    )
    page = text(72, 14) + captions + table(300, left) + table(300, right) + text(430, 24)
    found = named(pdf(page))
    assert near(found["Table 1"].box, Box(left=left, top=300, right=left + 225, bottom=392))
    assert near(found["Table 2"].box, Box(left=right, top=300, right=right + 225, bottom=392))


def test_lines_of_small_capitals_alone() -> None:
    """A line of small capitals without a large one is as far from the next as others are."""
    caption = line("TABLE I", 240, 288, 8) + line("O", 251, 190, 8)
    caption += line("F ALL THE LAMPS OF THE ISLANDS THAT WERE LIT IN", 251, 196.5, 6.4)
    caption += line("THE YEARS OF WHICH THE KEEPERS WROTE BY NIGHT AND", 261.4, 190, 6.4)
    caption += line("IN THE STORMS OF THE LONG AND LATE WINTER", 271.8, 190, 6.4)
    (crop,) = named(pdf(text(72, 12) + caption + table() + text(430, 24))).values()
    assert near(crop.box, TABLE)


def test_a_caption_that_raised_signs_part() -> None:
    """A sign of a note parts a caption's line; what stands beside it and below is the caption's."""
    words = line("Figure 1: Of all lamps of the harbour and", 246, 190) + line("sources.", 258, 190)
    words += line("2", 255, 234, 6) + line("means that keepers wrote of", 258, 246) + line("them.", 270, 190)
    (crop,) = named(pdf(text(72, 13) + words + drawing() + text(430, 24))).values()
    assert near(crop.box, DRAWING)
    assert not has_words(crop)


def test_a_caption_right_below_its_table() -> None:
    """A label without a colon follows the last row as the next line would, but for the rule between."""
    rest = [
        rule(60 + 46 * at, 190, 415) + rows(62 + 46 * at, 2) + rule(90 + 46 * at, 190, 415) for at in range(2)
    ]
    captions = line("Table 1. Of the lamps.", 91, 190) + line("Table 2. Of the oil.", 137, 190)
    found = named(pdf(b"".join(rest) + captions + text(180, 40)))
    assert near(found["Table 1"].box, Box(left=190, top=60, right=415, bottom=90))
    assert near(found["Table 2"].box, Box(left=190, top=106, right=415, bottom=136))


def spread(first: str, second: str, top: float, size: float) -> bytes:
    """Two cells that one command draws, an empty space of ten ems between them."""
    return f"BT /F1 {size} Tf 90 {792 - top - size} Td [({first} ) -10000 ({second})] TJ ET\n".encode()


def test_a_table_made_as_wide_as_the_page() -> None:
    """Its type is larger than the text's, its rules are thick, and a command draws a whole row."""
    thick = b"".join(
        f"q {LEFT} {792 - top - 4.6} {RIGHT - LEFT} 4.6 re f Q\n".encode() for top in (200, 240, 420)
    )
    names = ("Lamp", "Oil", "Wick", "Tar", "Salt")
    body = b"".join(spread(name, f"{at}3.1", 204 + 38 * at, 24) for at, name in enumerate(names))
    caption = line("Table 1: What the harbour burnt.", 178, 220)
    (crop,) = named(pdf(text(72, 8) + caption + thick + body + text(450, 24))).values()
    assert near(crop.box, Box(left=LEFT, top=200, right=RIGHT, bottom=425))


def test_a_figure_in_one_column_beside_a_caption_of_the_other() -> None:
    """A caption does not go on with what stands level with it in the other column."""
    box = Box(left=80, top=300, right=280, bottom=400)
    caption = line("Figure 1: Ships that came by night to the", 404) + line("harbour.", 416)
    other = lines(
        ["and the keepers wrote of them in the", "book with the green cover."] * 14, 72, GUTTER[1], 10, 12
    )
    (crop,) = named(pdf(drawing(box) + caption + other)).values()
    assert near(crop.box, box)


def test_the_number_of_a_caption_drawn_digit_by_digit() -> None:
    """Word processors place each digit by itself: much white is around a 1, and none of it is a space."""
    number = line("Fig.", 430) + b"".join(line("1", 430, LEFT + 22 + 5.56 * at) for at in range(2))
    caption = number + line(". The oil of the lamps.", 430, LEFT + 33.2)
    page = text(72, 16) + drawing() + caption + text(470, 18)
    (name,) = named(pdf(page))
    assert name == "Figure 11"
