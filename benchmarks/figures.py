"""How well figures and tables are cut out, and what that costs.

    python benchmarks/figures.py [FOLDER] [--sheets DIR] [--repeats N] [--only NAME ..] [--leave-out NAME ..]

First our own papers, whose boxes are known from TeX: captions found, and crops at IoU >= 0.9 with the ink of
the body. Then the PDFs of FOLDER (or of FOLDER/pdf; default: HERALD_CORPUS, else ../shared/corpus beside the
checkout), where a person must judge: `--sheets` writes contact sheets of every crop of both. NAME is a PDF's
name without ".pdf" and may have `*` in it. Prints Markdown.

CPU seconds are those of this process: of the pictures, from the moment the paper was handed on to the end;
beside them pdfium's bare rendering of the same pages, those with captions of figures and tables, at 108 dpi;
each the median of interleaved repeats.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import pypdfium2 as pdfium

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent))

from benchmarks.contact_sheets import write_sheets  # noqa: E402 -- the checkout itself is measured
from benchmarks.known_boxes import RIGHT, places_of, scored, total  # noqa: E402 -- the same
from bot.errors import PaperError  # noqa: E402 -- the same
from bot.paper import reading  # noqa: E402 -- the same
from bot.papers import Cropped, FigureKey, FigureKind, Paper  # noqa: E402 -- the same
from tests.papers import PAPERS, Truth  # noqa: E402 -- the same

_RAW_DPI = 108
_OWN_HEADS = (
    "paper",
    "captions",
    "boxes",
    "attached",
    "right",
    "precision",
    "recall",
    "in doubt",
    "no picture",
    "median IoU",
)
_HEADS = (
    "paper",
    "pages",
    "with captions",
    "figures and tables",
    "attached",
    "in doubt",
    "no picture",
    "largest kB",
    "pictures s",
    "a page ms",
    "raw s",
    "ratio",
)


@dataclass
class Run:
    """What came of one PDF, and the CPU seconds of each repeat."""

    name: str
    paper: Paper
    crops: list[Cropped]
    pictures: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)

    @property
    def expected(self) -> list[FigureKey]:
        """Figures and tables, which a picture should come of."""
        return [figure.key for figure in self.paper.figures if figure.kind is not FigureKind.ALGORITHM]

    @property
    def caption_pages(self) -> list[int]:
        """Pages with captions of figures or tables."""
        wanted = set(self.expected)
        return sorted({figure.page for figure in self.paper.figures if figure.key in wanted})

    @property
    def attached(self) -> list[Cropped]:
        """Crops without a doubt."""
        return [crop for crop in self.crops if not crop.doubt]

    @property
    def lacking(self) -> int:
        """Figures and tables for which neither a crop nor a page came."""
        given = {crop.figure for crop in self.crops}
        return sum(key not in given for key in self.expected)

    @property
    def seconds(self) -> tuple[float, float]:
        """Of the pictures, and of bare rendering: medians."""
        return statistics.median(self.pictures), statistics.median(self.raw)

    @property
    def ratio(self) -> float:
        """How often the pictures cost what bare rendering does: the median over the repeats' pairs."""
        return statistics.median(
            ours / max(0.001, raw) for ours, raw in zip(self.pictures, self.raw, strict=True)
        )


def read_once(pdf: bytes) -> tuple[Paper, list[Cropped], float]:
    """The paper, its crops, and the CPU seconds from the paper to the last crop."""
    answers = reading.read_pdf(pdf)
    paper = next(answers)
    if not isinstance(paper, Paper):
        raise TypeError("The reader has to hand on the paper first.")
    begin = time.process_time()
    crops = [answer for answer in answers if isinstance(answer, Cropped)]
    return paper, crops, time.process_time() - begin


def render_bare(pdf: bytes, pages: Iterable[int]) -> float:
    """CPU seconds of pdfium's rendering of these pages, and of nothing else: the floor."""
    begin = time.process_time()
    document = pdfium.PdfDocument(pdf)
    for number in pages:
        page = document[number - 1]
        page.render(scale=_RAW_DPI / 72).close()
        page.close()
    document.close()
    return time.process_time() - begin


def measure(name: str, pdf: bytes, repeats: int) -> Run:
    """Read a PDF some times, by turns with its bare rendering. Raises `PaperError` when it cannot be read."""
    run: Run | None = None
    for _ in range(repeats):
        paper, crops, seconds = read_once(pdf)
        run = run or Run(name, paper, crops)
        run.pictures.append(seconds)
        run.raw.append(render_bare(pdf, run.caption_pages))
    assert run is not None  # noqa: S101 -- there is one repeat at least
    return run


def line(cells: Sequence[str]) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def head(cells: Sequence[str]) -> str:
    """The head of a Markdown table."""
    return line(cells) + "\n" + "|---" * len(cells) + "|"


def cost_cells(run: Run) -> list[str]:
    """What a run gave and what it cost, without its name."""
    pictures, raw = run.seconds
    pages = run.caption_pages
    largest = max((len(crop.content) for crop in run.crops), default=0)
    counts = (
        run.paper.pages,
        len(pages),
        len(run.expected),
        len(run.attached),
        len(run.crops) - len(run.attached),
        run.lacking,
    )
    each = f"{1000 * pictures / len(pages):.0f}" if pages else ""
    ratio = f"{run.ratio:.1f}" if pages else ""
    return [*map(str, counts), f"{largest / 1000:.0f}", f"{pictures:.3f}", each, f"{raw:.3f}", ratio]


def report_costs(runs: Sequence[Run]) -> None:
    """Print the table of costs, with the totals below it."""
    print(head(_HEADS))
    for run in runs:
        print(line([run.name, *cost_cells(run)]))
    drawn = [run for run in runs if run.caption_pages]
    if not drawn:
        return
    ours, raw = (sum(run.seconds[part] for run in drawn) for part in (0, 1))
    ratios, costs = [run.ratio for run in drawn], [run.seconds[0] for run in drawn]
    print(
        f"\nPictures ÷ bare rendering: all papers {ours / max(0.001, raw):.2f}, "
        f"median {statistics.median(ratios):.2f}, largest {max(ratios):.2f}. "
        f"CPU seconds a paper: median {statistics.median(costs):.2f}, largest {max(costs):.2f}.\n"
    )


def report_own(runs: Sequence[Run]) -> None:
    """Print how the crops of our own papers compare with the truth, and each that is not right."""
    scores = [scored(run.paper, run.crops, PAPERS[run.name].truth) for run in runs]
    print(head(_OWN_HEADS))
    for run, score in zip(runs, scores, strict=True):
        print(line([run.name, *score.cells()]))
    print(line(["all", *total(scores).cells()]), end="\n\n")
    for run, score in zip(runs, scores, strict=True):
        for crop, likeness in score.attached:
            if likeness < RIGHT:
                print(
                    f"- attached and wrong: {run.name}, {crop.figure}, page {crop.page}, IoU {likeness:.2f}"
                )
        for crop in run.crops:
            if crop.doubt:
                print(f"- in doubt: {run.name}, {crop.figure}, page {crop.page}: {crop.doubt}")
    print()


def papers_in(folder: Path) -> list[Path]:
    """The PDFs of a folder, or of `pdf` within it."""
    return sorted((folder / "pdf").glob("*.pdf")) or sorted(folder.glob("*.pdf"))


def measure_all(
    paths: Sequence[Path], repeats: int, sheets: Path | None, truths: dict[str, Truth]
) -> list[Run]:
    """Measure each PDF, writing its sheets; one that cannot be read is named with the reason."""
    runs = []
    for path in paths:
        pdf = path.read_bytes()
        try:
            run = measure(path.stem, pdf, repeats)
        except PaperError as error:
            print(f"- {path.stem}: {error}", flush=True)
            continue
        runs.append(run)
        if sheets and (run.paper.figures or run.crops):
            places = places_of(truths[path.stem]) if path.stem in truths else {}
            write_sheets(sheets, path.stem, pdf, run.paper, run.crops, places)
    print()
    return runs


def main() -> int:
    """Print the tables; the exit code is 0 when there was something to read."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    default = os.environ.get("HERALD_CORPUS") or str(_HERE.parent.parent / "shared" / "corpus")
    parser.add_argument("folder", nargs="?", default=default, type=Path)
    parser.add_argument("--sheets", type=Path, metavar="DIR", help="write contact sheets into this folder")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="+", default=["*"], metavar="NAME", help="nothing but these papers")
    parser.add_argument("--leave-out", nargs="+", default=[], metavar="NAME", help="not these papers")
    chosen = parser.parse_args()
    own = [paper.pdf for paper in PAPERS.values() if paper.truth.figures]
    others = papers_in(chosen.folder)
    own, others = (
        [
            path
            for path in paths
            if any(fnmatch(path.stem, name) for name in chosen.only)
            and not any(fnmatch(path.stem, name) for name in chosen.leave_out)
        ]
        for paths in (own, others)
    )
    truths = {slug: paper.truth for slug, paper in PAPERS.items()}
    repeats = max(1, chosen.repeats)
    if runs := measure_all(own, repeats, chosen.sheets, truths):
        print("Our own papers:\n")
        report_own(runs)
        report_costs(runs)
    if others:
        print(f"Papers of {chosen.folder.name}:\n")
        report_costs(measure_all(others, repeats, chosen.sheets, {}))
    if not own and not others:
        sys.stderr.write(f"There is nothing to read: no such paper of ours, nor in {chosen.folder}.\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
