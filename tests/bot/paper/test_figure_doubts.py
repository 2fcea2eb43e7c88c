"""A crop that fails a check is not handed on: the whole page is, and the reason; no wrong crop in silence."""

import re

import pytest

from bot.papers import Box, Cropped
from tests.bot.paper.figure_pages import (
    DRAWING,
    HEIGHT,
    RIGHT,
    around_drawing,
    crops,
    drawing,
    filled,
    has_words,
    is_blue,
    line,
    named,
    near,
    pdf,
    rows,
    rule,
    text,
)

CAPTION = line("Figure 3: How many ships came by night.", 424, 180)
BLUE = "0.2 0.3 0.8"
THIN = Box(left=80, top=340, right=532, bottom=363)
TALL = Box(left=290, top=60, right=330, bottom=700)
SMALL = Box(left=290, top=400, right=310, bottom=412)
_PART_OF_A_SENTENCE = re.compile(r"[a-z][a-z' ]{15,80}[a-z]")


def shows_the_page(crop: Cropped) -> bool:
    """Whether a crop is as it should be when it is in doubt."""
    ratio = crop.width / crop.height
    told = _PART_OF_A_SENTENCE.fullmatch(crop.doubt)
    return crop.box is None and bool(told) and 612 / 792 - 0.02 < ratio < 612 / 792 + 0.02


def specks() -> bytes:
    """Six marks strewn over the place of a figure."""
    return b"".join(
        filled(Box(left=180 + 48 * at, top=300 + 23 * at, right=183 + 48 * at, bottom=303 + 23 * at), BLUE)
        for at in range(6)
    )


# One check each ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (line("Figure 1: Nothing at all.", 300), "not found"),
        (text(72, 16) + line("Figure 1: Only words.", 290) + text(320, 20), "not found"),
        (text(72, 16) + drawing(SMALL) + CAPTION + text(470, 18), "too small"),
        (text(72, 16) + drawing(THIN) + line("Figure 1: A thin one.", 372) + text(400, 18), "long and thin"),
        (drawing(TALL) + line("Figure 1: A tall one.", 704, 265), "long and thin"),
        (text(72, 16) + specks() + CAPTION + text(470, 18), "almost empty"),
    ],
    ids=["empty page", "words alone", "too small", "too thin", "too tall", "specks"],
)
def test_what_fails_a_check_is_not_attached(content: bytes, words: str) -> None:
    """The page is shown, no box is named, and the reason is part of a sentence for the reviewer."""
    (crop,) = crops(pdf(content))
    assert words in crop.doubt
    assert shows_the_page(crop)
    assert has_words(crop)


def test_what_is_in_doubt_shows_all_of_the_page() -> None:
    """Also what is drawn there, so that a person can cut it out."""
    (crop,) = crops(pdf(text(72, 16) + drawing(THIN) + line("Figure 1: A thin one.", 372) + text(400, 18)))
    assert is_blue(crop)
    assert has_words(crop)
    assert crop.width >= 600


def test_a_turned_page_in_doubt_is_shown_upright() -> None:
    """A page that is displayed on its side is turned to be read."""
    (crop,) = crops(pdf(text(72, 16) + drawing(THIN) + line("Figure 1: Thin.", 372), extra=b"/Rotate 90"))
    assert shows_the_page(crop)


def test_a_doubt_costs_no_other_figure() -> None:
    """Of two figures on a page the one that is found is attached."""
    lost = line("Figure 4: What never was.", 560, 180)
    found = named(pdf(text(72, 16) + drawing() + CAPTION + text(450, 8) + lost + text(590, 8)))
    assert near(found["Figure 3"].box, DRAWING)
    assert shows_the_page(found["Figure 4"])


# Tables -----------------------------------------------------------------------------------------------------


def test_a_table_whose_caption_comes_a_page_late() -> None:
    """Where rows end the page before, the part that stands with the caption is not taken for the table."""
    first = text(72, 30) + rows(450, 20) + lines_between(450, 20)
    second = rows(74, 6) + lines_between(74, 6) + line("Table 1: Lamps and oil.", 164, 180) + text(200, 30)
    (crop,) = crops(pdf(first, second))
    assert crop.doubt == "the table seems to begin on the page before"
    assert shows_the_page(crop)


def lines_between(top: float, many: int) -> bytes:
    """A rule above each of a table's rows, and one below the last."""
    return b"".join(rule(top - 2 + 14 * at, 180, 430) for at in range(many + 1))


def test_a_table_that_runs_into_the_text() -> None:
    """Where nothing parts the last row from the next line, the crop is right or in doubt."""
    caption = line("Table 1: Keepers and lamps.", 264, 180)
    (crop,) = crops(pdf(text(72, 14) + caption + rows(284, 6, pitch=12) + text(356, 25)))
    right = Box(left=190, top=287, right=414, bottom=354)
    assert shows_the_page(crop) or near(crop.box, right, by=4)


# Right or in doubt ------------------------------------------------------------------------------------------


def never_wrong(crop: Cropped, *right: Box) -> bool:
    """Whether a crop is in doubt or one of the boxes that a person would draw."""
    return shows_the_page(crop) or any(near(crop.box, one, by=4) for one in right)


def test_a_figure_that_text_is_printed_over() -> None:
    """Lines of the paper's text within a drawing are in nobody's picture."""
    content = text(72, 42) + drawing() + line("Figure 3: Ships under words.", 590, 180) + text(620, 8)
    (crop,) = crops(pdf(content))
    assert shows_the_page(crop)


def test_a_drawing_that_reaches_into_the_text() -> None:
    """A bar that goes on between the lines of the text is not cut off where these begin."""
    bar = filled(Box(left=280, top=200, right=320, bottom=310), BLUE)
    (crop,) = crops(pdf(bar + around_drawing(CAPTION)))
    assert never_wrong(crop, Box(left=180, top=200, right=430, bottom=420))


def test_two_captions_of_one_drawing() -> None:
    """A drawing goes to one of two captions; the other has none, and is told so."""
    above = line("Figure 2: What was seen.", 284, 180)
    found = named(pdf(around_drawing(above + CAPTION)))
    assert len(found) == 2
    attached = [one for one in found.values() if not one.doubt]
    assert len(attached) <= 1
    assert all(near(one.box, DRAWING) for one in attached)
    assert all(shows_the_page(one) for one in found.values() if one.doubt)


def test_two_drawings_side_by_side_above_two_captions() -> None:
    """Where one of two captions, one below the other, has no figure, the other's may be two."""
    left, right = Box(left=80, top=90, right=280, bottom=230), Box(left=330, top=90, right=520, bottom=230)
    first = line("Figure 1: Ships that came by night, and the lamps that showed them the way.", 240)
    second = line("Figure 2: The oil that all lamps of the harbour burn in the years named.", 262)
    found = named(pdf(drawing(left) + drawing(right) + first + second + text(290, 30)))
    assert len(found) == 2
    assert all(shows_the_page(one) for one in found.values())


def test_a_caption_within_a_drawing() -> None:
    """A figure that has another caption inside, as a picture of a page has, is not cut at that."""
    box = Box(left=120, top=250, right=490, bottom=560)
    inner = Box(left=220, top=280, right=400, bottom=380)
    content = text(72, 12) + drawing(box) + drawing(inner) + line("Figure 7: An older one.", 384, 250)
    found = named(pdf(content + line("Figure 3: A page of the log.", 564, 220) + text(600, 8)))
    assert never_wrong(found["Figure 3"], box)
    if "Figure 7" in found:
        assert never_wrong(found["Figure 7"], inner)


def test_a_frame_around_a_figure_and_its_caption() -> None:
    """Where both stand in one frame, the picture is without the caption, or in doubt."""
    frame = f"q 0.5 w {BLUE} RG 150 {HEIGHT - 445} 312 155 re S Q\n".encode()
    (crop,) = crops(pdf(around_drawing(CAPTION) + frame))
    assert crop.doubt or not has_words(crop)


def test_a_page_that_is_tinted_all_over() -> None:
    """A ground behind all text is no figure; the one that lies on it is found, or in doubt."""
    ground = filled(Box(left=0, top=0, right=612, bottom=792), "0.97 0.95 0.9")
    (crop,) = crops(pdf(ground + around_drawing(CAPTION), last=ground + text(72, 50)))
    assert never_wrong(crop, DRAWING)


def test_a_figure_behind_a_page_of_text() -> None:
    """A caption whose figure is on the next page does not take that of another caption."""
    early = line("Figure 1: What is shown on the next page.", 640, 180)
    first = text(72, 16) + drawing() + line("Figure 2: Ships.", 424, 180) + text(450, 15) + early
    found = named(pdf(first, drawing(Box(left=100, top=100, right=RIGHT, bottom=500))))
    assert shows_the_page(found["Figure 1"])
    assert near(found["Figure 2"].box, DRAWING)


def test_a_code_listing_between_a_figure_and_the_text() -> None:
    """A listing has a caption and no picture, and is no part of the figure below it."""
    code = b"".join(line(f"for lamp in lamps[{at}:]:  light(lamp)", 200 + 11 * at, 180, 8) for at in range(4))
    content = text(72, 8) + code + line("Listing 1: How lamps are lit.", 250, 180) + drawing() + CAPTION
    (crop,) = crops(pdf(content + text(470, 18)))
    assert never_wrong(crop, DRAWING)
    assert not crop.box or crop.box.top > 262


def test_a_list_above_a_figure() -> None:
    """Its items are the text's."""
    items = b"".join(line(f"- the keeper of lamp {at} wrote by night", 230 + 12 * at, 90) for at in range(5))
    (crop,) = crops(pdf(text(72, 12) + items + drawing() + CAPTION + text(470, 18)))
    assert never_wrong(crop, DRAWING)
