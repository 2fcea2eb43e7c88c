"""Builds the sample papers' PDFs and `boxes.json` from their LaTeX sources, the same bytes on every machine.

    python -m tests.papers.build [SLUG ...]

Needs these Debian packages (the committed files were built on Debian 12, TeX Live 2022): texlive-latex-base,
texlive-latex-recommended, texlive-latex-extra, texlive-fonts-recommended, texlive-pictures, texlive-science,
texlive-lang-french, lmodern. Another TeX Live may break lines and pages elsewhere; PDF and `boxes.json` still
agree, since they come from one run.
"""

import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image

from tests.papers import HERE, PAPERS, sources_digest
from tests.papers.pictures import PICTURES
from tests.papers.plain import plain, zero_argument_macros

RUNS = 3  # references and the table continued over pages settle in three
SP_PER_BP = 65781.76  # scaled points of TeX to a PDF's point
SCALE = 4  # pixels to a point where ink is looked for
MOST_BYTES = 400_000
EPOCH = "1767225600"  # 2026-01-01, for every date in a PDF
KINDS = {
    "contribution": "contributions",
    "limitation": "limitations",
    "future_work": "future_work",
    "acknowledgement": "acknowledgements",
    "visible": "visible",
}
TOC_LINE = re.compile(
    r"\\@writefile\{toc\}\{\\contentsline \{(section|subsection)\}"
    r"\{(?:\\numberline \{[^{}]*\})?(.*?)\}\{(\d+)\}\{"
)

Record = dict[str, Any]
Turn = tuple[float, float, float]  # about x, y, by degrees anticlockwise


class BuildError(Exception):
    """A paper cannot be built, or not well enough to commit."""


def typeset(slug: str, folder: Path) -> Path:
    """Run pdflatex on a copy of the sources in `folder`; the PDF, with `.pos` and `.aux` beside it."""
    for source in (*(HERE / slug).glob("*.tex"), HERE / "truth.sty"):
        shutil.copy(source, folder)
    if slug in PICTURES:
        PICTURES[slug](folder)
    settings = {"SOURCE_DATE_EPOCH": EPOCH, "FORCE_SOURCE_DATE": "1", "TZ": "UTC", "TEXINPUTS": ".:"}
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{slug}.tex"]
    for _ in range(RUNS):
        done = subprocess.run(  # noqa: S603  the sources are ours, and pdflatex may write in its folder only
            command, cwd=folder, env=os.environ | settings, capture_output=True, check=False, timeout=120
        )
        if done.returncode:
            raise BuildError(f"{slug}: {done.stdout.decode(errors='replace')[-1500:]}")
    log = (folder / f"{slug}.log").read_text(encoding="utf-8", errors="replace")
    complaints = re.findall(r"^(?:Overfull .*|LaTeX Warning: (?:Ref|Cit|Label).*)$", log, re.MULTILINE)
    if complaints:
        raise BuildError(f"{slug}: " + "; ".join(complaints))
    return folder / f"{slug}.pdf"


class Pages:
    """The finished PDF: converts TeX's positions to boxes as displayed, and finds the ink in them."""

    def __init__(self, pdf: Path) -> None:
        self.document = pdfium.PdfDocument(pdf)
        self.pictures: dict[int, Image.Image] = {}

    def sizes(self) -> list[list[float]]:
        """Width and height of each page as displayed, in points."""
        return [[round(side, 2) for side in page.get_size()] for page in self.document]

    def box(self, page: int, corners: Iterable[tuple[float, float]]) -> list[float]:
        """The rectangle of two corners (scaled points from the lower left of the unturned page)."""
        shown = self.document[page - 1]
        width, height = shown.get_size()
        turn = shown.get_rotation()
        points = [(x / SP_PER_BP, y / SP_PER_BP) for x, y in corners]
        if turn == 90:
            points = [(y, x) for x, y in points]
        elif turn == 270:
            points = [(width - y, height - x) for x, y in points]
        else:
            points = [(x, height - y) for x, y in points]
        xs, ys = zip(*points, strict=True)
        return [min(xs), min(ys), max(xs), max(ys)]

    def ink(self, page: int, box: list[float]) -> list[float]:
        """The smallest rectangle around what is printed within `box`."""
        if page not in self.pictures:
            self.pictures[page] = self.document[page - 1].render(scale=SCALE, grayscale=True).to_pil()
        left, top, right, bottom = (round(side * SCALE) for side in box)
        crop = self.pictures[page].crop((left - 2, top - 2, right + 2, bottom + 2))
        found = crop.point([255 if level < 250 else 0 for level in range(256)]).getbbox()
        if found is None:
            raise BuildError(f"nothing is printed on page {page} within {box}")
        offset = (left - 2, top - 2, left - 2, top - 2)
        return [(side + by) / SCALE for side, by in zip(found, offset, strict=True)]


def turned(x: float, y: float, turns: list[Turn]) -> tuple[float, float]:
    """Where the point is shown that TeX put at `x`, `y` within turned boxes, the outermost first."""
    for about_x, about_y, degrees in reversed(turns):
        cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        right, up = x - about_x, y - about_y
        x, y = about_x + right * cosine - up * sine, about_y + right * sine + up * cosine
    return x, y


def named(box: list[float]) -> dict[str, float]:
    """A box as it is written to JSON."""
    return {
        side: round(value, 2) for side, value in zip(("left", "top", "right", "bottom"), box, strict=True)
    }


def figures(lines: list[list[str]], pages: Pages, macros: dict[str, str]) -> list[Record]:
    """Captions with the boxes that share their id, in order of appearance."""
    found: dict[str, Record] = {}
    rectangles: dict[str, list[tuple[str, int, list[float]]]] = {}
    turns: list[Turn] = []
    corner = (0.0, 0.0)
    for tag, key, page, *rest in lines:
        if tag == "caption":
            kind, number, appendix, text = rest
            caption = plain(text, macros)
            found[key] = {"kind": kind.rstrip("*"), "number": number, "page": int(page), "caption": caption}
            found[key]["appendix"] = appendix == "1"
        elif tag == "turn<":
            turns.append((float(rest[0]), float(rest[1]), float(rest[2])))
        elif tag == "turn>":
            turns.pop()
        elif tag == "rect<":
            corner = turned(float(rest[0]), float(rest[1]), turns)
        elif tag == "rect>":
            box = pages.box(int(page), (corner, turned(float(rest[0]), float(rest[1]), turns)))
            rectangles.setdefault(key, []).append((rest[2], int(page), box))
    for key, figure in found.items():
        (caption_box,) = [
            box for what, page, box in rectangles[key] if what == "caption" and page == figure["page"]
        ]
        figure["caption_box"] = named(pages.ink(figure["page"], caption_box))
        figure["bodies"] = [
            {"page": page, "box": named(box), "ink": named(pages.ink(page, box))}
            for what, page, box in rectangles[key]
            if what == "body"
        ]
    return list(found.values())


def sections(aux: str, macros: dict[str, str]) -> list[Record]:
    """Headings with their pages, from the lines TeX keeps for a table of contents."""
    found: list[Record] = []
    appendix = False
    for line in aux.splitlines():
        if line == r"\@writefile{toc}{appendix begins}":
            appendix = True
        elif heading := TOC_LINE.match(line):
            level, title, page = heading.groups()
            found.append(
                {
                    "title": plain(title, macros),
                    "page": int(page),
                    "level": 1 if level == "section" else 2,
                    "appendix": appendix,
                }
            )
    return found


def describe(slug: str, pdf: Path) -> Record:
    """What `boxes.json` says of a paper just typeset."""
    pages = Pages(pdf)
    macros = zero_argument_macros((HERE / slug / f"{slug}.tex").read_text(encoding="utf-8"))
    lines = [line.split("|") for line in pdf.with_suffix(".pos").read_text(encoding="utf-8").splitlines()]
    built: Record = {
        "sources": sources_digest(slug),
        "pages": len(pages.document),
        "page_sizes": pages.sizes(),
        "sections": sections(pdf.with_suffix(".aux").read_text(encoding="utf-8"), macros),
        "figures": figures([line for line in lines if line[0] != "mark"], pages, macros),
    }
    marks = [
        (int(page), kind, plain(text, macros))
        for tag, page, kind, text in (x for x in lines if x[0] == "mark")
    ]
    for kind, name in KINDS.items():
        built[name] = [{"page": page, "text": text} for page, marked, text in marks if marked == kind]
    built["hidden"] = [
        {"page": page, "text": text, "reason": kind.removeprefix("hidden:")}
        for page, kind, text in marks
        if kind.startswith("hidden:")
    ]
    return built


def json_by_lines(built: Record) -> str:
    """JSON with one line an item, so that a change can be read in a diff."""
    parts = []
    for name, value in built.items():
        items = [json.dumps(item, ensure_ascii=False) for item in value] if isinstance(value, list) else []
        text = "[\n  " + ",\n  ".join(items) + "\n ]" if items else json.dumps(value)
        parts.append(f' "{name}": {text}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def build(slug: str) -> None:
    """Build one paper and put its PDF and `boxes.json` beside its source."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pdf = typeset(slug, folder)
        content = pdf.read_bytes()
        if len(content) > MOST_BYTES or str(folder).encode() in content:
            raise BuildError(f"{slug}: the PDF has {len(content)} bytes, or names the folder it was built in")
        built = describe(slug, pdf)
        shutil.copy(pdf, PAPERS[slug].pdf)
    (HERE / slug / "boxes.json").write_text(json_by_lines(built), encoding="utf-8")
    sys.stdout.write(f"{slug}: {built['pages']} pages, {len(content)} bytes\n")


if __name__ == "__main__":
    for wanted in sys.argv[1:] or PAPERS:
        build(wanted)
