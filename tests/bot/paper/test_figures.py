"""Figures cut out of our papers, whose boxes their build tells."""

import itertools
from functools import cache

import pytest

from bot.paper.options import Options
from bot.paper.reading import read_pdf
from bot.papers import Box, Cropped, FigureKind
from tests.bot.paper.figure_pages import pixels
from tests.papers import PAPERS, SampleFigure

RIGHT = 0.9  # IoU
WITH_FIGURES = [slug for slug, paper in PAPERS.items() if paper.truth.figures and paper.truth.text_layer]


@cache
def read(slug: str, options: Options | None = None) -> dict[str, Cropped]:
    """The crops of one of our papers, by name."""
    pictures = read_pdf(PAPERS[slug].pdf.read_bytes(), options=options)
    found = [one for one in pictures if isinstance(one, Cropped)]
    assert len({one.figure for one in found}) == len(found)
    return {str(one.figure): one for one in found}


def shared(one: Box, other: Box) -> float:
    """The area that two boxes share, in square points."""
    across = max(0.0, min(one.right, other.right) - max(one.left, other.left))
    return across * max(0.0, min(one.bottom, other.bottom) - max(one.top, other.top))


def area(box: Box) -> float:
    """In square points."""
    return (box.right - box.left) * (box.bottom - box.top)


def iou(one: Box, other: Box) -> float:
    """The area two boxes share, of the area either covers."""
    return shared(one, other) / (area(one) + area(other) - shared(one, other))


def truths(slug: str) -> dict[str, SampleFigure]:
    """The paper's figures and tables by name, without its algorithms."""
    true = PAPERS[slug].truth.figures
    return {
        f"{one.kind.value.capitalize()} {one.number}": one
        for one in true
        if one.kind is not FigureKind.ALGORITHM
    }


# All of them ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", WITH_FIGURES)
def test_every_figure_and_table_of_ours_is_cut_out_whole(slug: str) -> None:
    """Each has a crop in no doubt, on the page where it begins and in its box, whatever its layout."""
    crops = read(slug)
    assert set(crops) == set(truths(slug))
    for name, true in truths(slug).items():
        crop, body = crops[name], true.bodies[0]
        if len(true.bodies) > 1 and ("rest is on page" in crop.doubt or "on the next page" in crop.doubt):
            continue
        assert not crop.doubt, f"{name}: {crop.doubt}"
        assert crop.box is not None
        assert crop.page == body.page
        assert iou(crop.box, body.ink) >= RIGHT, name


@pytest.mark.parametrize("slug", WITH_FIGURES)
def test_crops_hold_neither_captions_nor_one_another(slug: str) -> None:
    """No crop reaches into a caption of its page, nor into another crop."""
    placed = [(name, one.page, one.box) for name, one in read(slug).items() if one.box]
    captions = [(f"caption of {name}", one.page, one.caption_box) for name, one in truths(slug).items()]
    for name, page, box in placed:
        for other, where, theirs in (*placed, *captions):
            if where == page and other != name:
                assert shared(box, theirs) <= 0.02 * area(theirs), f"{name} and {other}"


def test_a_paper_without_figures_has_no_pictures() -> None:
    """Displayed equations are no figures."""
    assert not read("monologue")


# Layouts that are hard --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("orchard", "Figure 2"),
        ("saucepan", "Figure 2"),
        ("saucepan", "Table 5"),
        ("beehive", "Figure 4"),
        ("saucepan", "Figure 3"),
        ("orchard", "Figure 5"),
        ("beehive", "Figure 11"),
        ("lighthouse", "Figure A.1"),
        ("beehive", "Figure S1"),
        ("tidepool", "Table IV"),
    ],
    ids=[
        "wrapped figure",
        "wrapped beside equations",
        "wrapped table",
        "caption beside",
        "sentences, caption beside",
        "sub-figures",
        "nearly a page",
        "in the appendix",
        "supplementary",
        "Roman number",
    ],
)
def test_layouts_are_followed_closely(slug: str, name: str) -> None:
    """The edges of the crop lie where the ink of the figure ends, to a few points."""
    box, ink = read(slug)[name].box, truths(slug)[name].bodies[0].ink
    assert box is not None
    away = [abs(getattr(box, side) - getattr(ink, side)) for side in ("left", "top", "right", "bottom")]
    assert max(away) <= 4


@pytest.mark.parametrize(
    ("slug", "names"),
    [
        ("orchard", ("Figure 3", "Figure 4")),
        ("orchard", ("Figure 8", "Figure 9", "Figure 10")),
        ("orchard", ("Table 4", "Table 5")),
        ("beehive", ("Figure 5", "Figure 6")),
        ("beehive", ("Figure 7", "Figure 8")),
        ("saucepan", ("Table 3", "Table 4")),
    ],
    ids=["two", "three", "tables", "in one column", "in two columns", "tables of words"],
)
def test_things_side_by_side_are_told_apart(slug: str, names: tuple[str, ...]) -> None:
    """From left to right, each ends before the next one begins."""
    boxes = [read(slug)[name].box for name in names]
    for one, following in itertools.pairwise(boxes):
        assert one is not None
        assert following is not None
        assert one.right <= following.left
        assert min(one.bottom, following.bottom) > max(one.top, following.top)


@pytest.mark.parametrize("name", ["Table 6", "Figure 12"])
def test_what_is_printed_sideways_is_shown_upright(name: str) -> None:
    """The box stands on the page as displayed; the picture lies as it is to be read."""
    crop = read("orchard")[name]
    assert crop.box is not None
    assert crop.box.bottom - crop.box.top > 2 * (crop.box.right - crop.box.left)
    inked = (pixels(crop).min(axis=2) < 200).nonzero()
    height, width = (int(places.max() - places.min()) for places in inked)
    assert width > 2 * height


def test_a_turned_page_has_its_boxes_as_displayed() -> None:
    """Table 8 stands on a page that is wider than high, and is read as it is shown."""
    crop, truth = read("orchard")["Table 8"], PAPERS["orchard"].truth
    assert truth.page_sizes[crop.page - 1] == (841.89, 595.28)
    assert crop.box is not None
    assert iou(crop.box, truths("orchard")["Table 8"].bodies[0].ink) >= 0.95


def test_a_table_that_is_continued_under_its_head_is_in_doubt_where_it_begins() -> None:
    """Table 7 goes on right below a running head, under a line that says so; that page is named."""
    first, second = truths("orchard")["Table 7"].bodies
    crop = read("orchard")["Table 7"]
    assert (first.page, second.page) == (crop.page, crop.page + 1)
    assert crop.box is None
    assert crop.doubt == f"its rest is on page {second.page}"


def test_a_table_with_a_second_caption_is_in_doubt() -> None:
    """Half of Table 6 would be told for the whole: the page where it begins is offered, its rest named."""
    first, second = truths("saucepan")["Table 6"].bodies
    crop = read("saucepan")["Table 6"]
    assert (crop.page, crop.box) == (first.page, None)
    assert crop.doubt == f"its rest is on page {second.page}"


# Options ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["lighthouse", "beehive"])
def test_captions_in_the_pictures_are_an_option(slug: str) -> None:
    """Boxes stay the bodies'; the pictures are other ones."""
    told = read(slug, Options(captions=True))
    for name, plain in read(slug).items():
        assert told[name].box == plain.box
        assert told[name].content != plain.content


def test_algorithms_are_an_option() -> None:
    """An algorithm has a picture for labs that want it, and all other pictures stay as they are."""
    crops = read("orchard", Options(algorithms=True))
    assert "Algorithm 1" not in read("orchard")
    assert {name: one.content for name, one in crops.items() if name != "Algorithm 1"} == {
        name: one.content for name, one in read("orchard").items()
    }
    (true,) = [one for one in PAPERS["orchard"].truth.figures if one.kind is FigureKind.ALGORITHM]
    crop, (body,) = crops["Algorithm 1"], true.bodies
    assert not crop.doubt
    assert crop.box is not None
    assert crop.page == body.page
    assert shared(crop.box, body.ink) >= 0.97 * area(body.ink)
    assert shared(crop.box, true.caption_box) <= 0.02 * area(true.caption_box)
