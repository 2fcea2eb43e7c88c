"""Figures on pages turned, shifted, framed or scribbled on: boxes as displayed, pictures as printed."""

import pytest

from bot.paper.reading import read_pdf
from bot.papers import Box, Cropped, Paper
from tests.bot.paper import hostile
from tests.bot.paper.figure_pages import (
    DRAWING,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    around_drawing,
    columns,
    crops,
    drawing,
    filled,
    has_words,
    inheriting,
    is_blue,
    line,
    named,
    near,
    pdf,
    pixels,
    rows,
    rule,
    text,
)
from tests.bot.paper.typeset import FONTS

CAPTION = line("Figure 3: How many ships came by night.", 424, 180)
PAGE = around_drawing(CAPTION)
IN_PIECES = (
    line("F", 424, 180)
    + line("IGURE 3:", 424, 186.2, 8)
    + line("How many ships", 424, 224)
    + line("came by night.", 424, 300.2)
)
"""A caption that begins in small capitals."""
TABLE = line("Table 2: Lamps.", 504, 260) + rule(520) + rows(522, 4) + rule(580)
UPSIDE_DOWN = "-1 0 0 -1 612 792"
MARK = filled(Box(left=186, top=306, right=206, bottom=326))
"""Red, in the upper left corner of `DRAWING`."""


def moved(box: Box, across: float, down: float) -> Box:
    """The box, so many points further to the right and down."""
    return Box(left=box.left + across, top=box.top + down, right=box.right + across, bottom=box.bottom + down)


def marked_at_upper_left(crop: Cropped) -> bool:
    """Whether the red of `MARK` is in the upper left quarter of the picture, and nowhere else."""
    colours = pixels(crop)
    red = (colours[..., 0] > 200) & (colours[..., 1:].max(axis=2) < 60)
    places = red.nonzero()
    return bool(red.any()) and all(
        int(place.max()) < side / 2 for place, side in zip(places, red.shape, strict=True)
    )


def turned(content: bytes, matrix: str) -> bytes:
    """The content drawn through a matrix."""
    return f"q {matrix} cm\n".encode() + content + b"Q\n"


# Page boxes -------------------------------------------------------------------------------------------------


def test_page_boxes_that_are_inherited() -> None:
    """A page without boxes of its own has its parent's."""
    (crop,) = crops(inheriting(PAGE, b"/MediaBox [0 0 612 792]"))
    assert not crop.doubt
    assert near(crop.box, DRAWING)
    assert not has_words(crop)


def test_an_inherited_crop_box_and_rotation() -> None:
    """They count as if they were the page's own."""
    (own,) = crops(pdf(PAGE, extra=b"/CropBox [20 30 600 780] /Rotate 90"))
    (parents,) = crops(inheriting(PAGE, b"/MediaBox [0 0 612 792] /CropBox [20 30 600 780] /Rotate 90"))
    assert not parents.doubt
    assert parents == own


def test_a_crop_box_with_an_offset() -> None:
    """One that does not begin at the page's corner moves the box; the picture is the same."""
    (whole,) = crops(pdf(PAGE))
    (crop,) = crops(pdf(PAGE, extra=b"/CropBox [20 30 600 780]"))
    assert not crop.doubt
    assert near(crop.box, moved(DRAWING, -20, -12))  # 12 from the top: 792 - 780
    assert (crop.width, crop.height) == pytest.approx((whole.width, whole.height), abs=4)
    assert is_blue(crop)
    assert not has_words(crop)


def test_a_media_box_that_begins_elsewhere() -> None:
    """Negative corners are as good as zero."""
    shifted = turned(PAGE, "1 0 0 1 -50 -100")
    (crop,) = crops(inheriting(shifted, b"/MediaBox [-50 -100 562 692]"))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


# Turned -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("degrees", "box"),
    [
        (90, Box(left=HEIGHT - 420, top=180, right=HEIGHT - 300, bottom=430)),
        (180, Box(left=WIDTH - 430, top=HEIGHT - 420, right=WIDTH - 180, bottom=HEIGHT - 300)),
        (270, Box(left=300, top=WIDTH - 430, right=420, bottom=WIDTH - 180)),
    ],
)
def test_a_page_shown_on_its_side_is_read_upright(degrees: int, box: Box) -> None:
    """Its text does not run to the right as displayed: the box is as displayed, the picture upright."""
    (crop,) = crops(pdf(around_drawing(MARK + CAPTION), extra=b"/Rotate %d" % degrees))
    assert not crop.doubt
    assert near(crop.box, box)
    assert marked_at_upper_left(crop)
    assert crop.width > crop.height


def test_a_page_turned_to_be_read() -> None:
    """Content drawn sideways on a rotated page, as LaTeX does for wide tables, is upright as shown."""
    content = text(240, 4) + drawing() + MARK + CAPTION + text(470, 18)
    pages = (turned(one, "0 1 -1 0 612 0") for one in (content, text(240, 40)))
    (crop,) = crops(pdf(next(pages), extra=b"/Rotate 90", last=next(pages)))
    assert not crop.doubt
    # The page is 612 high as displayed, and places count from the top of 792.
    assert near(crop.box, moved(DRAWING, 0, WIDTH - HEIGHT))
    assert marked_at_upper_left(crop)


@pytest.mark.parametrize(
    ("matrix", "degrees"),
    [("1 0 0 1 0 0", 90), ("1 0 0 1 0 0", 180), ("1 0 0 1 0 0", 270), (UPSIDE_DOWN, 0), (UPSIDE_DOWN, 90)],
    ids=["shown at 90", "shown at 180", "shown at 270", "drawn upside down", "drawn so, and shown at 90"],
)
def test_what_is_made_of_pieces_keeps_its_order_on_a_turned_page(matrix: str, degrees: int) -> None:
    """Captions in small capitals and rows of cells are read, and cut out, as before it was turned."""
    first, last = text(72, 10) + drawing() + IN_PIECES + text(446, 4) + TABLE + text(590, 12), text(72, 50)
    before, *cut = read_pdf(pdf(first, last=last))
    given = pdf(turned(first, matrix), extra=b"/Rotate %d" % degrees, last=turned(last, matrix))
    after, *crops_after = read_pdf(given)
    assert isinstance(before, Paper)
    assert isinstance(after, Paper)
    assert [figure.caption for figure in before.figures] == ["How many ships came by night.", "Lamps."]
    assert after.figures == before.figures
    assert after.sections == before.sections
    sizes = [
        [(one.figure, one.doubt, one.width, one.height) for one in found if isinstance(one, Cropped)]
        for found in (cut, crops_after)
    ]
    assert [str(figure) for figure, *_ in sizes[0]] == ["Figure 3", "Table 2"]
    assert not any(doubt for _, doubt, *_ in sizes[0])
    for (*told, width, height), (*expected, wide, high) in zip(sizes[1], sizes[0], strict=True):
        assert told == expected
        assert (width, height) == pytest.approx((wide, high), abs=4)


def test_a_figure_printed_sideways() -> None:
    """Its caption runs upwards on an upright page; the picture is turned to be read."""
    sideways = turned(drawing() + MARK + CAPTION, "0 1 -1 0 612 0")
    (crop,) = crops(pdf(sideways))
    assert not crop.doubt
    # Up the page from its left edge: x = 612 - (792 - top), and the text's left is the page's foot.
    assert near(crop.box, Box(left=120, top=HEIGHT - 430, right=240, bottom=HEIGHT - 180))
    assert marked_at_upper_left(crop)


# What is printed on every page ------------------------------------------------------------------------------


def test_running_heads_page_numbers_and_their_rules_are_left_out() -> None:
    """A figure between the head's rule and the text holds neither head nor rule; one at the foot alike."""
    top, foot = Box(left=180, top=62, right=430, bottom=200), Box(left=180, top=600, right=430, bottom=728)

    def page(number: int) -> bytes:
        title = line("On the lamps of the northern harbours", 36)
        head = title + line(str(number), 36, RIGHT - 10) + rule(52)
        first = drawing(top) + line(f"Figure {2 * number - 1}: Ships.", 204, 260)
        last = line(f"Figure {2 * number}: Lamps.", 582, 260) + drawing(foot)
        return head + first + text(240, 27) + last + line(str(number), 746, 303)

    found = crops(pdf(*(page(number) for number in range(1, 6))))
    assert len(found) == 10
    for crop in found:
        assert not crop.doubt
        assert near(crop.box, top if int(crop.figure.number) % 2 else foot)
        assert not has_words(crop)


def test_a_running_head_over_a_figure_in_a_short_paper() -> None:
    """The number of a page that recurs nowhere else is not in the picture of the figure below it."""
    head = line("12", 40) + line("A. Keeper and B. Wright: On lamps", 40, 380)
    box = Box(left=180, top=72, right=430, bottom=200)
    (crop,) = crops(pdf(head + drawing(box) + line("Figure 3: Ships.", 204, 260) + text(240, 30)))
    assert not crop.doubt
    assert near(crop.box, box)
    assert not has_words(crop)


def test_line_numbers_in_the_margin_are_left_out() -> None:
    """As for review: every line is numbered, also beside the figure."""
    numbers = b"".join(line(str(at + 1), 72 + 12 * at, 40, 6) for at in range(50))
    (crop,) = crops(pdf(PAGE + numbers, last=text(72, 50) + numbers))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


def test_a_footnote_below_a_figure_is_left_out() -> None:
    """Its rule, its mark and its lines stand right below the caption's figure at the page's foot."""
    foot = Box(left=180, top=540, right=430, bottom=650)
    note = rule(690, 72, 190) + line("1 The keeper's own words, as far as they can be read.", 692, 72, 8)
    caption = line("Figure 3: How many ships came by night.", 520, 200)
    (crop,) = crops(pdf(text(72, 36) + caption + drawing(foot) + note))
    assert not crop.doubt
    assert near(crop.box, foot)
    assert not has_words(crop)


@pytest.mark.parametrize("above", [True, False], ids=["right above", "right below the caption"])
def test_headings_are_left_out(above: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    """A heading of a section is no title of the figure."""
    heading = line("4 What the keepers saw", 278 if above else 450, 72, 12, bold=True)
    (crop,) = crops(pdf(PAGE + heading))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


def test_an_equation_above_a_figure_is_left_out() -> None:
    """A displayed formula with its number is the text's."""
    formula = line("a + b = c(x) - 2d,", 272, 250) + line("(4)", 272, RIGHT - 15)
    (crop,) = crops(pdf(PAGE + formula))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


def test_a_sessions_input_above_its_drawing_is_left_out() -> None:
    """A line of code with its prompt, right above what it draws, is the text's."""
    echoed = b"BT /F3 10 Tf 72 506 Td (> plot\\(lamps, ships\\)) Tj ET\n"  # 286 from the top
    (crop,) = crops(pdf(PAGE + echoed))
    assert not crop.doubt
    assert near(crop.box, DRAWING)
    assert not has_words(crop)


def test_a_panels_title_that_is_a_formula_is_the_figures() -> None:
    """It is lettered as the plot is, smaller than the text and in another type: no equation."""
    title = b"BT /F4 8 Tf 270 510 Td (a + b = c\\(x\\) - 2d) Tj ET\n"  # its foot 282 from the top
    (crop,) = crops(pdf(PAGE + title))
    assert not crop.doubt
    assert crop.box is not None
    assert crop.box.top < 280
    assert has_words(crop)


def test_the_title_of_an_axis_is_kept_on_a_page_with_little_text() -> None:
    """It stands outside the caption's width, and yet inside the paper's column: nothing of the margin."""
    axis = b"BT /F1 8 Tf 0 1 -1 0 172 420 Tm (Ships by night) Tj ET\n"
    (crop,) = crops(pdf(drawing() + axis + line("Figure 3: Ships.", 424, 260)))
    assert not crop.doubt
    assert crop.box is not None
    assert crop.box.left < 170
    assert has_words(crop)


# What is drawn ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entries",
    [
        b"/Subtype /Square /C [1 1 0] /IC [1 1 0]",
        b"/Subtype /Highlight /C [1 1 0] /QuadPoints [150 520 500 520 150 350 500 350] /AP << /N 1000 0 R >>",
        b"/Subtype /Stamp /AP << /N 1000 0 R >>",
    ],
    ids=["square", "highlight", "stamp"],
)
def test_what_readers_scribbled_is_left_out(entries: bytes) -> None:
    """What somebody laid over a figure, or beside it, is not in its picture and does not move its box."""
    yellow = b"1 1 0 rg 0 0 350 170 re f"
    look = hostile.stream(yellow, b"/Type /XObject /Subtype /Form /BBox [0 0 350 170]")
    annotation = b"/Annots [<< /Type /Annot /F 4 /Rect [150 350 500 520] %b >>]" % entries
    (plain,) = crops(pdf(PAGE))
    (scribbled,) = crops(pdf(PAGE, extra=annotation, more={1000: look}))
    assert scribbled == plain


@pytest.mark.parametrize("declared", [b"[-400 -400 1200 1200]", b"[72 300 540 700]"], ids=["page", "text"])
def test_a_form_that_reaches_beyond_what_it_shows(declared: bytes) -> None:
    """The box a form declares may lie over lines of the text, as plots' boxes do: what is printed counts."""
    clip = f"{DRAWING.left - 2} {HEIGHT - DRAWING.bottom - 2} 254 124 re W n\n".encode()
    form = hostile.stream(clip + drawing(), b"/Type /XObject /Subtype /Form /BBox %b" % declared)
    content = text(72, 16) + b"q /X1 Do Q\n" + CAPTION + text(470, 18)
    (crop,) = crops(pdf(content, resources=b" /XObject << /X1 1000 0 R >>", more={1000: form}))
    assert not crop.doubt
    assert near(crop.box, DRAWING)
    assert not has_words(crop)


@pytest.mark.parametrize(
    ("matrix", "scale", "across", "down"),
    [("", 1.0, 0.0, 0.0), ("0.8 0 0 0.8 60 80 cm", 0.8, 60.0, HEIGHT - 80 - 0.8 * HEIGHT)],
    ids=["as it is", "smaller"],
)
def test_a_page_within_a_form(matrix: str, scale: float, across: float, down: float) -> None:
    """Stamps and reprints wrap all of a page: the rules of its tables are seen as if they lay on the page."""
    # Without the rules these are lines of the text.
    words = b"".join(line("The keepers of the lamps wrote of the ships by night,", top) for top in (348, 360))
    table = rule(328) + line("What was seen by whom", 331) + rule(345) + words + rule(376)
    form = hostile.stream(
        text(72, 16) + line("Table 1: Keepers and lamps.", 308) + table + text(470, 18),
        b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %b >>" % FONTS,
    )
    content = f"q {matrix} /X1 Do Q\n".encode()
    last = f"q {matrix}\n".encode() + text(72, 50) + b"Q\n"
    (crop,) = crops(pdf(content, resources=b" /XObject << /X1 1000 0 R >>", more={1000: form}, last=last))
    assert not crop.doubt
    left, top, right, bottom = (scale * side for side in (LEFT, 328, RIGHT, 376))
    box = Box(left=left + across, top=top + down, right=right + across, bottom=bottom + down)
    assert near(crop.box, box)


def test_lines_that_are_clipped_away() -> None:
    """A curve that goes on far beyond its axes, unseen, is as long as it is seen."""
    axes = f"{DRAWING.left} {HEIGHT - DRAWING.bottom} 250 120 re W n\n".encode()
    curve = b"q " + axes + b"0 0.4 0.8 RG 0 0 m 612 792 l S 0 792 m 612 0 l S Q\n"
    (crop,) = crops(pdf(PAGE + curve))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


def test_a_raster_picture() -> None:
    """A photograph is cut out to its edges."""
    head = b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8"
    photograph = hostile.flate(bytes([90, 120, 150, 180]), head)
    content = text(72, 16) + b"q 250 0 0 120 180 372 cm /X1 Do Q\n" + CAPTION + text(470, 18)
    (crop,) = crops(pdf(content, resources=b" /XObject << /X1 1000 0 R >>", more={1000: photograph}))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


@pytest.mark.parametrize("tint", ["0.95 0.95 1", "0.95 0.95 0.95", "1 0.95 0.95", "1 1 0.8", "1 1 0.85"])
def test_pale_grounds_belong_to_their_figure(tint: str) -> None:
    """A tint that is nearly white is seen as well."""
    panel = filled(DRAWING, tint) + line("night", 350, 290, 8)
    (crop,) = crops(pdf(text(72, 16) + panel + CAPTION + text(470, 18)))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


def test_figures_of_many_pages_come_by_page() -> None:
    """Each is on its own page, and pages come in order."""
    pages = [around_drawing(line(f"Figure {at}: Ships.", 424, 240)) for at in (1, 2, 3)]
    found = crops(pdf(*pages, last=columns()))
    assert [(one.figure.number, one.page) for one in found] == [("1", 1), ("2", 2), ("3", 3)]
    assert named(pdf(*pages))["Figure 2"].page == 2
