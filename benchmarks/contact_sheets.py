"""Contact sheets: each crop of a paper beside its page, for a person who judges them one by one.

A cell of a sheet has, above, the figure's name, the beginning of its caption and any doubt; below, a
thumbnail of the page with the crop's box in red (and, where it is known, the true box in green), and the
picture on a grey ground, so that its own white margin can be told from it.
"""

import io
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from benchmarks.known_boxes import Places
from bot.papers import Box, Cropped, FigureKey, Paper

ACROSS, DOWN = 2, 4  # cells of a sheet
_CELL = (750, 350)  # pixels
_PAGE = (190, 258)  # at most, of a thumbnail
_EDGE = 6
_LINE = 18  # pixels from one line of words to the next
_WORDS = 104  # characters to a line
_LINES = 4
_GROUND, _OURS, _TRUE = (205, 205, 205), (214, 32, 32), (20, 140, 60)


def write_sheets(
    folder: Path, name: str, pdf: bytes, paper: Paper, crops: Sequence[Cropped], truth: Places
) -> list[Path]:
    """Write `name-1.png`, … with every figure of the paper, in order; those without a picture as well."""
    folder.mkdir(parents=True, exist_ok=True)
    given = {crop.figure: crop for crop in crops}
    strangers = [crop.figure for crop in crops if paper.figure(crop.figure) is None]
    keys = [*(figure.key for figure in paper.figures), *dict.fromkeys(strangers)]
    document = pdfium.PdfDocument(pdf)
    paths = []
    for first in range(0, len(keys), ACROSS * DOWN):
        sheet = Image.new("RGB", (ACROSS * _CELL[0], DOWN * _CELL[1]), "white")
        for place, key in enumerate(keys[first : first + ACROSS * DOWN]):
            cell = _cell(document, paper, key, given.get(key), truth.get(key, ()))
            sheet.paste(cell, (place % ACROSS * _CELL[0], place // ACROSS * _CELL[1]))
        paths.append(folder / f"{name}-{first // (ACROSS * DOWN) + 1}.png")
        sheet.save(paths[-1])
    document.close()
    return paths


def _cell(
    document: pdfium.PdfDocument,
    paper: Paper,
    key: FigureKey,
    crop: Cropped | None,
    truth: Sequence[tuple[int, Box]],
) -> Image.Image:
    cell = Image.new("RGB", _CELL, "white")
    draw = ImageDraw.Draw(cell)
    draw.rectangle((0, 0, _CELL[0] - 1, _CELL[1] - 1), outline="black")
    figure = paper.figure(key)
    number = crop.page if crop else figure.page if figure else 1
    trouble = "no picture came" if crop is None else f"in doubt: {crop.doubt}" if crop.doubt else ""
    name = f"{key}, page {number}" + (f", {crop.width} x {crop.height} pixels" if crop else "")
    words = [name, *textwrap.wrap(figure.caption if figure else "(no such caption)", _WORDS)[:1]]
    for line, text in enumerate(words):
        draw.text((_EDGE, _EDGE + _LINE * line), text, "black", _font())
    for line, text in enumerate(textwrap.wrap(trouble, _WORDS)[: _LINES - len(words)], start=len(words)):
        draw.text((_EDGE, _EDGE + _LINE * line), text, _OURS, _font())
    top = 2 * _EDGE + _LINES * _LINE
    marks = [(box, _TRUE) for page, box in truth if page == number]
    if crop and crop.box:
        marks.append((crop.box, _OURS))
    thumbnail = _thumbnail(document[number - 1], marks)
    cell.paste(thumbnail, (_EDGE, top))
    left = 2 * _EDGE + _PAGE[0]
    draw.rectangle((left, top, _CELL[0] - _EDGE, _CELL[1] - _EDGE), fill=_GROUND)
    if crop and not crop.doubt:
        picture = Image.open(io.BytesIO(crop.content)).convert("RGB")
        picture.thumbnail((_CELL[0] - left - 3 * _EDGE, _CELL[1] - top - 3 * _EDGE), Image.Resampling.LANCZOS)
        cell.paste(picture, (left + _EDGE, top + _EDGE))
    return cell


def _thumbnail(page: pdfium.PdfPage, marks: Sequence[tuple[Box, tuple[int, int, int]]]) -> Image.Image:
    """The page as displayed, with boxes drawn around, not over, what they hold."""
    width, height = page.get_size()
    scale = min(_PAGE[0] / width, _PAGE[1] / height)
    picture: Image.Image = page.render(scale=2 * scale).to_pil().convert("RGB").reduce(2)
    draw = ImageDraw.Draw(picture)
    for box, colour in marks:
        corners = (box.left * scale - 1, box.top * scale - 1, box.right * scale + 1, box.bottom * scale + 1)
        draw.rectangle(corners, outline=colour)
    draw.rectangle((0, 0, picture.width - 1, picture.height - 1), outline=_GROUND)
    return picture


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=14)
