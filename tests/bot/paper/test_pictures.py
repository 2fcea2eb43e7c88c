"""Pictures as they are handed on: what networks take, and phones show whole."""

import io

import numpy as np
import pytest
from PIL import Image

from bot.paper.cropping.pictures import MOST_BYTES, TALLEST, WIDEST, picture_of
from bot.papers import Box
from tests.bot.paper.figure_pages import crops, drawing, line, pdf, text


def opened(content: bytes) -> Image.Image:
    """The picture in a file."""
    return Image.open(io.BytesIO(content)).convert("RGB")


def drawn(width: int, height: int, colour: str = "navy") -> Image.Image:
    """A piece of a page: one colour, from edge to edge."""
    return Image.new("RGB", (width, height), colour)


@pytest.mark.parametrize(("width", "height"), [(900, 700), (2000, 100), (90, 1500)])
def test_no_picture_is_wider_or_taller_than_networks_show_whole(width: int, height: int) -> None:
    """What is too wide or too tall gets white around it, evenly; nothing is cut or stretched."""
    content, *size = picture_of(drawn(width, height))
    picture = opened(content)
    assert list(picture.size) == size
    assert picture.width / picture.height <= WIDEST + 0.01
    assert picture.height / picture.width <= TALLEST + 0.01
    pixels = np.asarray(picture)
    inked = np.argwhere(pixels.min(axis=2) < 200)
    top, left = inked.min(axis=0)
    bottom, right = inked.max(axis=0) + 1
    assert (right - left, bottom - top) == (width, height)
    assert abs(left - (picture.width - right)) <= 1
    assert abs(top - (picture.height - bottom)) <= 1
    assert min(left, top) >= 4


def test_a_picture_that_is_too_large_is_packed_tighter() -> None:
    """Noise cannot be packed as PNG: it comes as JPEG, and smaller until it fits."""
    noise = np.random.default_rng(7).integers(0, 255, (2600, 3400, 3), dtype=np.uint8)
    content, width, height = picture_of(Image.fromarray(noise))
    assert len(content) <= MOST_BYTES
    assert content.startswith(b"\xff\xd8\xff")
    assert opened(content).size == (width, height)


def test_black_and_white_stays_as_it_is() -> None:
    """A picture without colour takes a byte a pixel, and every grey is the same afterwards."""
    ramp = np.tile(np.arange(256, dtype=np.uint8), (256, 1))
    content, width, height = picture_of(Image.fromarray(np.stack([ramp] * 3, axis=2)))
    assert content.startswith(b"\x89PNG")
    left, top = (width - 256) // 2, (height - 256) // 2
    assert (np.asarray(opened(content))[top : top + 256, left : left + 256, 0] == ramp).all()


def test_small_figures_are_drawn_larger() -> None:
    """A figure of a column's half is as sharp on a phone as one of the page's width."""
    small = Box(left=200, top=300, right=340, bottom=400)
    content = text(72, 16) + drawing(small) + line("Figure 1: Ships.", 404, 230) + text(470, 18)
    (crop,) = crops(pdf(content))
    assert crop.width >= 600
    assert opened(crop.content).size == (crop.width, crop.height)


def test_a_gigantic_piece_is_not_padded_to_a_gigantic_square() -> None:
    """The white around a very long piece is bounded: memory is, too."""
    _, width, height = picture_of(drawn(30_000, 40))
    assert width * height < 40_000_000
