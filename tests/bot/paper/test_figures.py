"""Figures cut out: of our papers, whose boxes their build tells, and of pages drawn for one point each."""

from functools import cache

import pytest

from bot.paper.options import Options
from bot.paper.reading import read_pdf
from bot.papers import Box, Cropped, FigureKind
from tests.bot.paper import hostile
from tests.bot.paper.figure_pages import (
    DRAWING,
    LEFT,
    RIGHT,
    around_drawing,
    crops,
    drawing,
    line,
    near,
    pdf,
    rule,
    text,
)
from tests.papers import PAPERS, SampleFigure

WITH_FIGURES = [slug for slug, paper in PAPERS.items() if paper.truth.figures and paper.truth.text_layer]
CAPTION = line("Figure 3: How many ships came by night.", 424, 180)


@cache
def read(slug: str) -> tuple[Cropped, ...]:
    """The crops of one of our papers."""
    return tuple(one for one in read_pdf(PAPERS[slug].pdf.read_bytes()) if isinstance(one, Cropped))


def iou(one: Box, other: Box) -> float:
    """The area two boxes share, of the area either covers."""
    across = max(0.0, min(one.right, other.right) - max(one.left, other.left))
    down = max(0.0, min(one.bottom, other.bottom) - max(one.top, other.top))
    areas = sum((box.right - box.left) * (box.bottom - box.top) for box in (one, other))
    return across * down / (areas - across * down)


def of(slug: str, true: SampleFigure) -> Cropped:
    """The crop of one figure of ours."""
    return next(one for one in read(slug) if (one.figure.kind, one.figure.number) == (true.kind, true.number))


# Our papers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", WITH_FIGURES)
def test_every_figure_and_table_of_ours_is_cut_out_whole(slug: str) -> None:
    """Each has a crop in no doubt, on the page where it stands and in its box, whatever its layout."""
    for true in PAPERS[slug].truth.figures:
        if true.kind is FigureKind.ALGORITHM:
            continue
        crop = of(slug, true)
        assert not crop.doubt, f"{crop.figure}: {crop.doubt}"
        assert crop.box is not None
        bodies = [body for body in true.bodies if body.page == crop.page]
        assert max(iou(crop.box, body.ink) for body in bodies) >= 0.9, str(crop.figure)


@pytest.mark.parametrize("slug", WITH_FIGURES)
def test_crops_hold_neither_captions_nor_one_another(slug: str) -> None:
    """No crop reaches into a caption of its page, nor into another crop."""
    placed = [(one.page, one.box) for one in read(slug) if one.box]
    captions = [(one.page, one.caption_box) for one in PAPERS[slug].truth.figures]
    for at, (page, box) in enumerate(placed):
        others = [*captions, *placed[:at], *placed[at + 1 :]]
        assert all(iou(box, other) < 0.02 for where, other in others if where == page)


# Captions and where they stand ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "Figure 3:",
        "Figure 3.",
        "Fig. 3.",
        "FIG. 3.",
        "FIGURE 3.",
        "Figure A.1:",
        "Supplementary Figure 2:",
        "Figure 3 |",
    ],
)
def test_labels_in_the_wild(label: str) -> None:
    """However a caption is labelled, what stands above it is its figure, and no line of the text."""
    (crop,) = crops(pdf(around_drawing(line(f"{label} How many ships came by night.", 424, 180))))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


@pytest.mark.parametrize(
    ("top", "left"),
    [(424.0, 180.0), (284.0, 180.0), (350.0, LEFT)],
    ids=["below", "above", "beside"],
)
def test_a_caption_below_above_or_beside(top: float, left: float) -> None:
    """The side on which the drawing stands is found."""
    caption = line("Figure 3: Ships.", top, left)
    (crop,) = crops(pdf(around_drawing(caption)))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


def test_a_tables_caption_stands_above_it() -> None:
    """Between its rules a table may have words; they are the table's, and the lines below are not."""
    rows = b"".join(line("A keeper of lamps            12          40", 330 + 14 * n, 190) for n in range(4))
    rules = b"".join(rule(top, 180, 430) for top in (328.0, 345.0, 388.0))
    caption = line("TABLE II. Keepers and lamps.", 308, 180)
    (crop,) = crops(pdf(text(72, 16) + caption + rules + rows + text(470, 18)))
    assert str(crop.figure) == "Table II"
    assert not crop.doubt
    assert near(crop.box, Box(left=180, top=328, right=430, bottom=388))


def test_two_figures_side_by_side_are_two_pictures() -> None:
    """Each caption takes the drawing above it."""
    one = Box(left=80, top=300, right=290, bottom=420)
    other = Box(left=320, top=300, right=530, bottom=420)
    captions = line("Figure 1: Ships.", 424, 140) + line("Figure 2: Lamps.", 424, 380)
    content = text(72, 16) + drawing(one) + drawing(other) + captions + text(470, 18)
    first, second = sorted(crops(pdf(content)), key=lambda crop: crop.figure.number)
    assert near(first.box, one)
    assert near(second.box, other)


# Pages ------------------------------------------------------------------------------------------------------


def test_page_boxes_that_are_inherited_or_moved() -> None:
    """A CropBox that does not begin at the page's corner moves the figure, and nothing is lost."""
    (crop,) = crops(pdf(around_drawing(CAPTION), extra=b"/CropBox [20 30 600 780]"))
    assert not crop.doubt
    moved = Box(left=160, top=288, right=410, bottom=408)  # 20 from the left, 792 - 780 from the top
    assert near(crop.box, moved)


def test_a_turned_page_is_read_upright() -> None:
    """The picture of a page shown on its side is upright; its box is told on the page as displayed."""
    (crop,) = crops(pdf(around_drawing(CAPTION), extra=b"/Rotate 90"))
    assert not crop.doubt
    assert crop.box is not None
    assert crop.box.bottom - crop.box.top > crop.box.right - crop.box.left  # as displayed it stands upright
    assert crop.width > crop.height  # as cut out it lies as it was drawn


def test_what_readers_scribbled_is_left_out() -> None:
    """A highlight that somebody laid over a figure is not in its picture."""
    annotation = (
        b"/Annots [<< /Type /Annot /Subtype /Square /Rect [150 350 500 520] /C [1 1 0] /IC [1 1 0] /F 4 >>]"
    )
    (plain,) = crops(pdf(around_drawing(CAPTION)))
    (scribbled,) = crops(pdf(around_drawing(CAPTION), extra=annotation))
    assert scribbled.content == plain.content


def test_running_heads_and_their_rule_are_no_figures() -> None:
    """A figure right under the running head ends below the line that parts the two."""
    top = Box(left=180, top=80, right=430, bottom=200)

    def page(number: int) -> bytes:
        head = line("On the lamps of the northern harbours", 36) + line(str(number), 36, RIGHT - 10)
        caption = line(f"Figure {number}: Ships.", 204, 260)
        return head + rule(56) + drawing(top) + caption + text(240, 30)

    for crop in crops(pdf(*(page(number) for number in range(1, 6)))):
        assert not crop.doubt
        assert near(crop.box, top)


def test_a_form_that_reaches_beyond_what_it_shows() -> None:
    """The box a form declares says little: what is printed counts."""
    clip = f"{DRAWING.left - 2} {792 - DRAWING.bottom - 2} 254 124 re W n\n".encode()
    form = form_of(clip + drawing())
    content = text(72, 16) + b"q /X1 Do Q\n" + CAPTION + text(470, 18)
    (crop,) = crops(form_pdf(content, form))
    assert not crop.doubt
    assert near(crop.box, DRAWING)


def form_of(content: bytes) -> bytes:
    """A form that says it is larger than the page."""
    return hostile.stream(content, b"/Type /XObject /Subtype /Form /BBox [-400 -400 1200 1200]")


def form_pdf(content: bytes, form: bytes) -> bytes:
    """A PDF whose page may draw the form /X1."""
    resources = hostile.FONTS + b" /XObject << /X1 1000 0 R >>"
    return hostile.document(content, text(72, 50), resources=resources, more={1000: form})


# Doubts -----------------------------------------------------------------------------------------------------

THIN = Box(left=80, top=340, right=532, bottom=363)
SMALL = Box(left=290, top=400, right=310, bottom=412)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (line("Figure 1: Nothing at all.", 300), "not found"),
        (text(72, 16) + line("Figure 1: Only words.", 290) + text(320, 20), "not found"),
        (text(72, 16) + drawing(SMALL) + CAPTION + text(470, 18), "too small"),
        (text(72, 16) + drawing(THIN) + line("Figure 1: A thin one.", 372) + text(400, 18), "long and thin"),
    ],
    ids=["empty page", "words alone", "too small", "too thin"],
)
def test_what_is_in_doubt_is_not_attached(content: bytes, words: str) -> None:
    """A crop that fails a check is not handed on: the page is, and the reason."""
    (crop,) = crops(pdf(content))
    assert words in crop.doubt
    assert crop.box is None
    assert crop.height > crop.width  # the whole page


def test_a_table_whose_caption_comes_a_page_late() -> None:
    """Where rows end the page before, the part that stands with the caption is not taken for the table."""

    def rows(top: float, many: int) -> bytes:
        cells = b"".join(
            line("lamp", top + 14 * n, 190)
            + line(f"{n}0", top + 14 * n, 300)
            + line("4.2", top + 14 * n, 400)
            for n in range(many)
        )
        return cells + b"".join(rule(top - 2 + 14 * n, 180, 430) for n in range(many + 1))

    first = text(72, 30) + rows(450, 20)
    second = rows(74, 6) + line("Table 1: Lamps and oil.", 164, 180) + text(200, 30)
    (crop,) = crops(pdf(first, second))
    assert crop.doubt == "the table seems to begin on the page before"


# Options ----------------------------------------------------------------------------------------------------


def test_captions_in_the_picture_are_an_option() -> None:
    """The picture grows by the caption; the box stays the figure's."""
    (plain,) = crops(pdf(around_drawing(CAPTION)))
    (told,) = crops(pdf(around_drawing(CAPTION)), Options(captions=True))
    assert told.box == plain.box
    assert told.height / told.width > plain.height / plain.width


def test_algorithms_are_an_option() -> None:
    """An algorithm has a picture for labs that want it."""
    asked = read_pdf(PAPERS["orchard"].pdf.read_bytes(), options=Options(algorithms=True))
    pictures = [one for one in asked if isinstance(one, Cropped)]
    found = [one for one in pictures if one.figure.kind is FigureKind.ALGORITHM]
    assert len(found) == 1
    assert not found[0].doubt
    assert not [one for one in read("orchard") if one.figure.kind is FigureKind.ALGORITHM]
