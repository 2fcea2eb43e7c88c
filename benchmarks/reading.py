"""What reading costs and finds, on a folder of real papers.

    python benchmarks/reading.py [CORPUS_DIR] [--repeats N]

CORPUS_DIR holds `pdf/*.pdf` and `captions.json` (default: HERALD_CORPUS, else ../shared/corpus beside the
checkout). Prints Markdown: CPU seconds a paper of our reading beside raw pdfium text and pdftotext, measured
side by side in one run (the median of interleaved repeats); captions found, invented and in order, against
those in the authors' LaTeX; the repository chosen, against `benchmarks/repositories.toml`.

Our reading has four parts: the text (pages to sections and captions), the screening before it, the search for
text that no reader sees, and the weighing of sentences and links (contributions, repository, language).
"""

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pypdfium2 as pdfium

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent))

from bot.errors import PaperError  # noqa: E402 -- the checkout itself is measured, installed or not
from bot.paper import reading  # noqa: E402 -- the same
from bot.paper.hidden import find_hidden  # noqa: E402 -- the same
from bot.paper.meaning.urls import same_place  # noqa: E402 -- the same
from bot.paper.pages.pdf import read_pages  # noqa: E402 -- the same
from bot.paper.screen import screen  # noqa: E402 -- the same
from bot.papers import FigureKind, Paper  # noqa: E402 -- the same

_LATEX = re.compile(
    r"\\(?:label|cite\w*|ref|autoref|cref|eqref)\*?(?:\[[^\]]{0,80}\]){0,2}\{[^}]{0,200}\}"
    r"|\$[^$]{0,400}\$|\\[a-zA-Z]+"
)
_WORD = re.compile(r"[a-z]{3,}")
_ALIKE = 0.6  # of the words of two captions: the same caption
_HEADS = (
    "paper",
    "text s",
    "raw pdfium s",
    "ratio",
    "pdftotext s",
    "screening s",
    "hidden text s",
    "weighing s",
    "captions",
    "repository",
)


@dataclass
class Seconds:
    """CPU seconds of each repeat."""

    text: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)
    pdftotext: list[float] = field(default_factory=list)
    screening: list[float] = field(default_factory=list)
    hidden: list[float] = field(default_factory=list)
    weighing: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How often our text costs what raw pdfium text costs: the median over the repeats' pairs."""
        pairs = zip(self.text, self.raw, strict=True)
        return statistics.median(ours / max(0.001, raw) for ours, raw in pairs)


class Timed:
    """A function that adds up the CPU seconds spent in it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.seconds = 0.0
        self._function = function

    def __call__(self, *arguments: Any) -> Any:
        """Call the function."""
        begin = time.process_time()
        try:
            return self._function(*arguments)
        finally:
            self.seconds += time.process_time() - begin


def raw_text(pdf: bytes) -> int:
    """Characters of pdfium's text of all pages: the floor."""
    count = 0
    document = pdfium.PdfDocument(pdf)
    for page in document:
        textpage = page.get_textpage()
        count += len(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return count


def cpu_of_pdftotext(program: str, path: Path) -> float:
    """CPU seconds of pdftotext on a file."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "-q", str(path), os.devnull], check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(path: Path, repeats: int, program: str | None) -> tuple[Paper | str, Seconds]:
    """The paper as read (or why not), and what it cost."""
    pdf = path.read_bytes()
    seconds = Seconds()
    paper: Paper | str = ""
    for _ in range(repeats):
        hidden, screening = Timed(find_hidden), Timed(screen)
        pages, text = Timed(read_pages), Timed(reading.read_text)
        raw, whole = Timed(raw_text), Timed(reading.read_paper)
        with (
            patch("bot.paper.pages.pdf.find_hidden", hidden),
            patch("bot.paper.reading.screen", screening),
            patch("bot.paper.reading.read_pages", pages),
            patch("bot.paper.reading.read_text", text),
        ):
            try:
                paper = whole(pdf)
            except PaperError as error:
                paper = str(error)
        raw(pdf)
        seconds.text.append(pages.seconds - hidden.seconds + text.seconds)
        seconds.raw.append(raw.seconds)
        seconds.screening.append(screening.seconds)
        seconds.hidden.append(hidden.seconds)
        seconds.weighing.append(whole.seconds - screening.seconds - pages.seconds - text.seconds)
        if program:
            seconds.pdftotext.append(cpu_of_pdftotext(program, path))
    return paper, seconds


def words_of(caption: str) -> set[str]:
    """The words of a caption, LaTeX commands and mathematics left out."""
    return set(_WORD.findall(unicodedata.normalize("NFKC", _LATEX.sub(" ", caption)).lower()))


def judged(paper: Paper, truth: Iterable[dict[str, Any]]) -> str:
    """Found/expected, invented, and whether figures and tables each come in order."""
    found = expected = invented = 0
    ordered = True
    for kind in (FigureKind.FIGURE, FigureKind.TABLE):
        wanted = [
            words_of(one) for entry in truth if entry["kind"] == kind.value for one in entry["captions"]
        ]
        given = [words_of(figure.caption) for figure in paper.figures if figure.kind is kind]
        places: list[int] = []
        for words in wanted:
            likeness = (
                (len(words & other) / max(1, len(words | other)), -place)
                for place, other in enumerate(given)
                if place not in places
            )
            best, place = max(likeness, default=(0.0, 0))
            if best >= _ALIKE:
                places.append(-place)
        expected, found = expected + len(wanted), found + len(places)
        invented += len(given) - len(places)
        ordered = ordered and places == sorted(places)
    return f"{found}/{expected}, {invented} invented, {'in order' if ordered else 'NOT in order'}"


def row(
    path: Path, paper: Paper | str, seconds: Seconds, captions: dict[str, Any], truth: dict[str, str]
) -> str:
    """One line of the table."""
    others = [seconds.pdftotext, seconds.screening, seconds.hidden, seconds.weighing]
    cells = [path.stem, *(f"{statistics.median(cost):.3f}" for cost in (seconds.text, seconds.raw))]
    cells += [f"{seconds.ratio:.1f}", *(f"{statistics.median(cost):.3f}" if cost else "" for cost in others)]
    if isinstance(paper, str):
        return "| " + " | ".join([*cells, paper, ""]) + " |"
    known = captions.get(path.stem)
    cells.append(judged(paper, known) if known else f"({len(paper.figures)})")
    wanted = truth.get(path.name)
    right = wanted is not None and same_place(wanted) == same_place(paper.repository)
    verdict = "" if wanted is None else "right" if right else "WRONG"
    cells.append(f"{verdict} {paper.repository}".strip())
    return "| " + " | ".join(cells) + " |"


def main() -> int:
    """Print the table; the exit code is 0 when there was a corpus to read."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    default = os.environ.get("HERALD_CORPUS") or str(_HERE.parent.parent / "shared" / "corpus")
    parser.add_argument("corpus", nargs="?", default=default, type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    paths = sorted((arguments.corpus / "pdf").glob("*.pdf"))
    if not paths:
        sys.stderr.write(f"There are no PDFs in {arguments.corpus / 'pdf'}; name the corpus' directory.\n")
        return 1
    captions_path, truth_path = arguments.corpus / "captions.json", _HERE / "repositories.toml"
    captions = json.loads(captions_path.read_text()) if captions_path.exists() else {}
    truth = tomllib.loads(truth_path.read_text()) if truth_path.exists() else {}
    program = shutil.which("pdftotext")
    print("| " + " | ".join(_HEADS) + " |\n" + "|---" * len(_HEADS) + "|")
    ratios: list[float] = []
    ours = raw = 0.0
    for path in paths:
        paper, seconds = measure(path, max(1, arguments.repeats), program)
        print(row(path, paper, seconds, captions, truth), flush=True)
        if not isinstance(paper, str):
            ratios.append(seconds.ratio)
            ours, raw = ours + statistics.median(seconds.text), raw + statistics.median(seconds.raw)
    if ratios:
        middle, most = statistics.median(ratios), max(ratios)
        print(
            f"\nText ÷ raw pdfium text: all papers {ours / raw:.1f}, median {middle:.1f}, largest {most:.1f}."
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
