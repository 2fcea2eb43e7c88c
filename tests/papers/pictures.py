"""Raster and vector pictures that a paper's source includes, drawn anew for each build."""

import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from tests.papers import PAPERS

SCANNED = ("lighthouse", (0, 1), 110)  # paper, pages, pixels to an inch
HIVE_COLOURS = ("0.85 0.59 0.17", "0.18 0.23 0.36", "0.33 0.47 0.35")  # red, green and blue


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


def vector_picture(path: Path, size: tuple[int, int], content: str, mark: str = "") -> None:
    """A PDF of one page of `size` points; `content` may write in Helvetica, /F, and stamp the form /M."""
    box = b"[0 0 %d %d]" % size
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox %s" % box
        + b" /Resources << /Font << /F 6 0 R >> /XObject << /M 5 0 R >> >> >>",
        _stream(content),
        _stream(mark, b"/Type /XObject /Subtype /Form /BBox [-3 -3 3 3] "),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, count = len(written), len(objects) + 1
    written += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    path.write_bytes(written)


def _stream(content: str, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content.encode(), 9)
    return b"<< %s/Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (entries, len(packed), packed)


def line_through(points: Iterable[tuple[float, float]]) -> str:
    """The operators that stroke a line through points."""
    steps = (f"{x:.1f} {y:.1f} {'l' if index else 'm'}" for index, (x, y) in enumerate(points))
    return "\n".join(steps) + " S\n"


def axes(frame: tuple[int, int, int, int], across: str, ticks: Sequence[str]) -> str:
    """A white ground, a plot's frame (left, bottom, width, height) with ticks and a label, then its clip."""
    left, bottom, width, height = frame
    drawn = ["1 g 0 0 2000 2000 re f 0 g 0 G 0.8 w", f"{left} {bottom} {width} {height} re S"]
    for index, name in enumerate(ticks):
        x = left + width * (index + 0.5) / len(ticks)
        drawn += [line_through([(x, bottom), (x, bottom - 3)])]
        drawn += [f"BT /F 8 Tf {x - 2.2 * len(name):.1f} {bottom - 12} Td ({name}) Tj ET"]
    middle = left + width / 2 - 2.1 * len(across)
    drawn += [f"BT /F 9 Tf {middle:.1f} {bottom - 24} Td ({across}) Tj ET"]
    return "\n".join([*drawn, f"{left} {bottom} {width} {height} re W n\n"])


def overshooting_curves(folder: Path, random: np.random.Generator) -> None:
    """Three curves that run far beyond their clip, and beyond the picture."""
    frame = (14, 34, 318, 118)
    days = np.linspace(14, 332, 300)
    drawn = [axes(frame, "day of the week before the swarm", "1234567"), "1.1 w\n"]
    for band, (colour, gain) in enumerate(zip(HIVE_COLOURS, (700, -600, 350), strict=True)):
        levels = 55 + 25 * band + random.normal(0, 7, days.size) + gain * (days % 97 < 9)
        drawn += [f"{colour} RG\n", line_through(zip(days, levels, strict=True))]
    vector_picture(folder / "hum.pdf", (340, 158), "".join(drawn))


def many_marks(folder: Path, random: np.random.Generator) -> None:
    """A scatter plot of 3,000 marks, each a form of its own."""
    drawn = [axes((12, 34, 222, 138), "mean share of the fifth band", ("0.05", "0.10", "0.15", "0.20"))]
    for colour, middle, spread in zip(HIVE_COLOURS, ((90, 80), (150, 120)), (24, 27), strict=False):
        points = random.normal(middle, spread, (1500, 2))
        drawn += [f"{colour} rg", *(f"q 1 0 0 1 {x:.1f} {y:.1f} cm /M Do Q" for x, y in points)]
    circle = "1.1 0 m 1.1 1.5 -1.1 1.5 -1.1 0 c -1.1 -1.5 1.1 -1.5 1.1 0 c f"
    vector_picture(folder / "dances.pdf", (240, 178), "\n".join(drawn), circle)


def hive_pictures(folder: Path) -> None:
    """Two plots as plotting programs write them, and a dark comb."""
    random = np.random.default_rng(38)
    overshooting_curves(folder, random)
    many_marks(folder, random)
    rows, columns = np.mgrid[0:130, 0:240]
    slant = rows * 3**0.5
    cells = sum(np.cos(wave / 5.2) for wave in (2 * columns, columns + slant, columns - slant))
    grey = np.clip(38 + 14 * cells + random.normal(0, 3, rows.shape), 0, 255).astype(np.uint8)
    Image.fromarray(grey).save(folder / "comb.png", optimize=True)


PICTURES: dict[str, Callable[[Path], None]] = {
    "scan": copied_pages,
    "orchard": forest_answers,
    "beehive": hive_pictures,
}
