"""Raster pictures that a paper's source includes, drawn anew for each build."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from tests.papers import PAPERS

SCANNED = ("lighthouse", (0, 1), 110)  # paper, pages, pixels to an inch


def copied_pages(folder: Path) -> None:
    """Pages of another sample as a copier leaves them: grey, slightly askew, without text."""
    slug, pages, resolution = SCANNED
    with pdfium.PdfDocument(PAPERS[slug].pdf) as paper:
        for number in pages:
            picture = paper[number].render(scale=resolution / 72, grayscale=True).to_pil()
            askew = picture.rotate(0.4 if number % 2 else -0.3, Image.Resampling.BICUBIC, fillcolor=255)
            toned = askew.point([min(255, 20 + level * 228 // 255) for level in range(256)])
            toned.save(folder / f"page{number + 1}.jpg", quality=38, dpi=(resolution, resolution))


def forest_answers(folder: Path) -> None:
    """Votes of 40 made-up trees, each a few axis-parallel cuts of the plane, summed to a grey picture."""
    random = np.random.default_rng(40)
    height, width = 150, 260
    rows, columns = np.mgrid[0:height, 0:width]
    votes = np.zeros((height, width))
    for _ in range(40):
        wave = 75 + 45 * np.sin(random.normal(columns[0] // 13 * 13 / 40, 0.25, width) + 0.4)
        step = np.repeat(wave[::13], 13)[:width]
        votes += rows < step
    grey = np.clip(40 + votes * 5, 0, 255).astype(np.uint8)
    Image.fromarray(grey).save(folder / "trees.png", optimize=True)


PICTURES: dict[str, Callable[[Path], None]] = {"scan": copied_pages, "orchard": forest_answers}
