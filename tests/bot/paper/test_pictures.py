"""Pictures as they are handed on: what networks take, and phones show whole."""

import io

import numpy as np
import pytest
from PIL import Image

from bot.paper.cropping.pictures import MOST_BYTES, picture_of
from bot.paper.reading import read_pdf
from bot.papers import Box, Cropped
from tests.bot.paper import hostile
from tests.bot.paper.figure_pages import crops, drawing, filled, line, pdf, pixels, rows, rule, text
from tests.papers import PAPERS

PHONE = 600  # pixels: what a picture should have at least
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


def page_with(box: Box, drawn: bytes) -> bytes:
    """A page of text with something drawn in a box that begins at 300 points, and its caption below."""
    caption = line("Figure 1: Ships.", box.bottom + 6, 270)
    return text(72, 16) + drawn + caption + text(box.bottom + 40, 8)


def the_crop(box: Box, drawn: bytes, **parts: bytes | dict[int, bytes]) -> Cropped:
    """The crop of what is drawn, in no doubt."""
    (crop,) = crops(pdf(page_with(box, drawn), **parts))  # type: ignore[arg-type]  # its own keywords
    assert not crop.doubt, crop.doubt
    return crop


def inked(crop: Cropped) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is not white in its picture."""
    places = np.argwhere(pixels(crop).min(axis=2) < 235)
    (top, left), (bottom, right) = places.min(axis=0), places.max(axis=0) + 1
    return int(left), int(top), int(right), int(bottom)


def is_fit(crop: Cropped) -> None:
    """What holds of every picture: file, sizes, ratio, margin."""
    picture = Image.open(io.BytesIO(crop.content))
    assert picture.format in {"PNG", "JPEG"}
    assert crop.content.startswith(PNG if picture.format == "PNG" else JPEG)
    assert picture.size == (crop.width, crop.height)
    assert len(crop.content) <= 1_000_000
    assert crop.width >= PHONE
    assert 3 / 4 - 0.01 <= crop.width / crop.height <= 2.01
    colours = pixels(crop)
    for edge in (colours[:3], colours[-3:], colours[:, :3], colours[:, -3:]):
        assert edge.min() > 235


# Through the reader -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["lighthouse", "tidepool", "orchard", "beehive", "saucepan"])
def test_every_picture_of_our_papers_is_fit(slug: str) -> None:
    """PNG or JPEG under Bluesky's limit, wide as a phone, in a ratio X shows whole, with a white margin."""
    for crop in read_pdf(PAPERS[slug].pdf.read_bytes()):
        if isinstance(crop, Cropped):
            is_fit(crop)


@pytest.mark.parametrize(
    "box",
    [
        Box(left=200, top=300, right=340, bottom=400),
        Box(left=280, top=300, right=330, bottom=340),
        Box(left=74, top=300, right=538, bottom=340),
        Box(left=280, top=300, right=325, bottom=620),
    ],
    ids=["small", "very small", "very wide", "very tall"],
)
def test_any_figure_makes_a_fit_picture(box: Box) -> None:
    """Small ones are drawn larger, wide and tall ones have white around them, in equal parts."""
    crop = the_crop(box, drawing(box))
    is_fit(crop)
    left, top, right, bottom = inked(crop)
    assert abs(left - (crop.width - right)) <= 8
    assert abs(top - (crop.height - bottom)) <= 8
    # Nothing is stretched: the drawing has the proportions that it has on the page.
    assert (right - left) / (bottom - top) == pytest.approx(
        (box.right - box.left) / (box.bottom - box.top), rel=0.05
    )


def test_the_margin_is_small_where_nothing_is_to_be_padded() -> None:
    """A figure of an ordinary ratio fills its picture."""
    box = Box(left=150, top=300, right=450, bottom=500)
    crop = the_crop(box, drawing(box))
    left, top, right, bottom = inked(crop)
    for margin in (left, top, crop.width - right, crop.height - bottom):
        assert 0.005 * crop.width <= margin <= 0.05 * crop.width


def test_a_wide_table_is_padded() -> None:
    """Three rows over the whole width are shown between bands of white."""
    rules = b"".join(rule(top, 80, 532) for top in (300, 316, 346))
    cells = rows(302, 3, 90) + rows(302, 3, 310)
    content = text(72, 16) + line("Table 1: Lamps and ships.", 280, 80) + rules + cells + text(400, 20)
    (crop,) = crops(pdf(content))
    assert not crop.doubt
    is_fit(crop)
    assert crop.width / crop.height == pytest.approx(2, abs=0.01)


def test_a_photograph_is_packed_until_it_fits() -> None:
    """Noise cannot be packed as PNG: it comes as JPEG, and its picture still is large enough."""
    noise = np.random.default_rng(7).integers(0, 255, (900, 1200, 3), dtype=np.uint8).tobytes()
    size = b"/Type /XObject /Subtype /Image /Width 1200 /Height 900"
    head = size + b" /ColorSpace /DeviceRGB /BitsPerComponent 8"
    box = Box(left=76, top=300, right=536, bottom=645)
    drawn = b"q 460 0 0 345 76 147 cm /X1 Do Q\n"
    crop = the_crop(
        box, drawn, resources=b" /XObject << /X1 1000 0 R >>", more={1000: hostile.stream(noise, head)}
    )
    is_fit(crop)
    assert crop.content.startswith(JPEG)
    assert crop.width >= 1000


def test_a_plot_is_png() -> None:
    """Lines and letters stay as sharp as they are, colours too."""
    box = Box(left=150, top=300, right=450, bottom=500)
    crop = the_crop(box, drawing(box) + filled(Box(left=200, top=350, right=300, bottom=400), "0.8 0.1 0.2"))
    assert crop.content.startswith(PNG)
    left, top, _, _ = inked(crop)
    across, down = left + round(100 * 2.5), top + round(75 * 2.5)  # 2.5 pixels to a point
    assert pixels(crop)[down, across] == pytest.approx((204, 26, 51), abs=2)


def test_a_picture_in_doubt_is_fit_too() -> None:
    """The whole page is a picture like others."""
    (crop,) = crops(pdf(text(72, 16) + line("Figure 1: Only words.", 290) + text(320, 20)))
    assert crop.doubt
    is_fit(crop)


def test_the_same_page_gives_the_same_picture() -> None:
    """Pictures are kept by their content: reading twice keeps one."""
    box = Box(left=150, top=300, right=450, bottom=500)
    assert the_crop(box, drawing(box)).content == the_crop(box, drawing(box)).content


# What no page shows readily ---------------------------------------------------------------------------------


def drawn(width: int, height: int) -> Image.Image:
    """A piece of a page: one colour, from edge to edge."""
    return Image.new("RGB", (width, height), "navy")


@pytest.mark.parametrize(("width", "height"), [(900, 700), (2000, 100), (90, 1500)])
def test_nothing_is_cut_or_stretched_by_padding(width: int, height: int) -> None:
    """The piece stands in the middle of its picture, every pixel of it, with at least a little white."""
    content, *size = picture_of(drawn(width, height))
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    assert list(picture.size) == size
    dark = np.argwhere(np.asarray(picture).min(axis=2) < 200)
    top, left = dark.min(axis=0)
    bottom, right = dark.max(axis=0) + 1
    assert (right - left, bottom - top) == (width, height)
    assert abs(left - (picture.width - right)) <= 1
    assert abs(top - (picture.height - bottom)) <= 1
    assert min(left, top) >= 4


def test_noise_of_any_size_is_made_smaller_until_it_fits() -> None:
    """Where the strongest packing is not enough the picture loses pixels, and tells its new size."""
    noise = np.random.default_rng(7).integers(0, 255, (2600, 3400, 3), dtype=np.uint8)
    content, width, height = picture_of(Image.fromarray(noise))
    assert len(content) <= MOST_BYTES
    assert content.startswith(JPEG)
    assert width < 3400
    assert Image.open(io.BytesIO(content)).size == (width, height)


def test_black_and_white_stays_as_it_is() -> None:
    """A picture without colour takes a byte a pixel, and every grey is the same afterwards."""
    ramp = np.tile(np.arange(256, dtype=np.uint8), (256, 1))
    content, width, height = picture_of(Image.fromarray(np.stack([ramp] * 3, axis=2)))
    assert content.startswith(PNG)
    left, top = (width - 256) // 2, (height - 256) // 2
    opened = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    assert (opened[top : top + 256, left : left + 256, 0] == ramp).all()


def test_a_gigantic_piece_is_not_padded_to_a_gigantic_square() -> None:
    """The white around a very long piece is bounded: memory is, too."""
    _, width, height = picture_of(drawn(30_000, 40))
    assert width * height < 40_000_000
