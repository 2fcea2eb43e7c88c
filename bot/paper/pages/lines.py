"""From runs to lines of text.

A line here is what stands on one baseline without a wide gap: table cells, and the two columns of a page,
are lines of their own. Small raised or lowered runs belong to the line they hang on.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.paper.pages.cleaning import clean
from bot.paper.pages.fonts import Font
from bot.paper.pages.glyphs import PageRuns, Run
from bot.paper.pages.sheet import Rect

TEXT_CHARS = 20
"""Characters of a line of text; labels are shorter."""

# In ems of the line's type.
SPLIT_GAP = 1.6  # a wider gap ends a line: a table's cell, a column's gutter
CELL_GAP = 0.9  # words of a set line are not so far apart
WORD_GAP = 0.16  # a space, though the PDF draws none
_NUMBER_GAP = 0.24  # within a number around its point
_DIGITS = 0.65  # ems from the middle of one digit of a number to that of the next
RAISED = 0.18  # above the baseline: a superscript
_OVERLAP = 0.6  # a run may begin so far before the last one's end
_SAME_BASELINE = 0.15
_SCRIPT_BASELINE = 0.65

SCRIPT_SIZE = 0.85  # of the line's size: smaller runs may be superscripts or subscripts
_ASCENT, _DESCENT = 0.8, 0.28  # of the size, about the baseline
_LOOK_BACK = 4  # lines that a run may still belong to: a fraction was drawn in between
_FAIR_SHARE = 0.25  # of the most frequent type, for a larger one to count as the line's
_UNIT = 2  # letters of a unit that a power may follow: "km^2"

# The codes of TeX's symbol and italic fonts, where a PDF does not say what they stand for.
_SYMBOLS = str.maketrans(
    {"0": "\u2032", "1": "∞", "2": "\u2208", "6": "\u0338", "7": "↦", "8": "∀", "9": "∃", "f": "{", "g": "}"}
    | {"h": "⟨", "i": "⟩", "j": "|", "k": "‖", "p": "√"}
)
_MARK = re.compile(r"[\d,\u2217*†‡§¶‖♠♣♦♥⋆★⋄◦\s]{1,12}")
_LAST_WORD = re.compile(r"[^\W\d_]+$")


@dataclass(slots=True)
class Line:
    """Runs on one baseline; measured in points from the top left of the page."""

    page: int
    runs: list[Run]
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    font: Font
    column: int = 0  # 0, 1, … from the left; -1: over several; -2: in the margin
    chars: int = 0
    gaps: int = 0  # gaps wider than words have in a set line
    raw: str = ""  # the characters as they stand, for patterns
    bold: bool = False  # all of it
    formula: bool | None = None  # displayed mathematics; None until asked
    _text: str | None = field(default=None, repr=False)

    @property
    def width(self) -> float:
        """Points from the first to the last mark."""
        return self.right - self.left

    @property
    def place(self) -> Rect:
        """The line with room for ascenders and descenders; pdfium's boxes are tighter than some ink."""
        return Rect(
            self.left,
            min(self.top, self.baseline - _ASCENT * self.size),
            self.right,
            max(self.bottom, self.baseline + _DESCENT * self.size),
        )

    @property
    def text(self) -> str:
        """The line as read aloud: marks of notes dropped, powers as `^`, a broken word's hyphen as `SOFT`."""
        if self._text is None:
            self._text = _text_of(self)
        return self._text

    def forget_text(self) -> None:
        """The runs have changed."""
        self._text = None


def lines_of(page: PageRuns) -> list[Line]:
    """The upright lines of a page in the order in which they are drawn."""
    lines: list[Line] = []
    for run in page.runs:
        if run.turned or run.size <= 0 or not run.text.strip():
            continue
        home = _home(lines, run)
        if home is None:
            place = (run.left, run.top, run.right, run.bottom, run.baseline)
            lines.append(Line(page.number, [run], *place, run.size, run.font))
        else:
            _join(home, run)
    for line in lines:
        _measure(line)
    return lines


def split(line: Line, at: int) -> tuple[Line, Line]:
    """A line as two: its runs before `at`, and those from there on."""
    return _line_of(line.page, line.runs[:at]), _line_of(line.page, line.runs[at:])


def _line_of(page: int, runs: list[Run]) -> Line:
    first, *others = runs
    place = (first.left, first.top, first.right, first.bottom, first.baseline)
    line = Line(page, [first], *place, first.size, first.font)
    for run in others:
        _join(line, run)
    _measure(line)
    return line


def merge(lines: list[Line]) -> Line:
    """Lines on one baseline as one, from left to right."""
    first, *others = sorted(lines, key=lambda line: line.left)
    for line in others:
        line.runs[0].space_before = True
        for run in line.runs:
            _join(first, run)
    first.forget_text()
    _measure(first)
    return first


def is_raised(run: Run, line: Line) -> bool:
    """Whether a run is a superscript of its line."""
    return run.size <= SCRIPT_SIZE * line.size and run.baseline < line.baseline - RAISED * line.size


def _home(lines: list[Line], run: Run) -> Line | None:
    """The line that a run continues, if any."""
    for line in lines[: -_LOOK_BACK - 1 : -1]:
        em = max(line.size, run.size)
        gap = run.left - line.right
        script = min(line.size, run.size) <= SCRIPT_SIZE * em
        if gap < -_OVERLAP * em and not (script and run.left > line.left):
            continue
        if gap > SPLIT_GAP * em or (gap > em and run.line_before):
            continue
        apart = abs(run.baseline - line.baseline)
        if apart <= _SAME_BASELINE * em or (script and apart <= _SCRIPT_BASELINE * em and 2 * gap <= em):
            return line
    return None


def _join(line: Line, run: Run) -> None:
    gap = run.left - line.right
    em = max(line.size, run.size)
    if gap > CELL_GAP * em:
        line.gaps += 1
    if gap > WORD_GAP * em:
        run.space_before = True
    if run.space_before and _is_one_number(line, run, em):
        run.space_before = False
    if line.size <= SCRIPT_SIZE * run.size:  # it began with a superscript
        line.baseline, line.size, line.font = run.baseline, run.size, run.font
    line.runs.append(run)
    line.left, line.right = min(line.left, run.left), max(line.right, run.right)
    line.top, line.bottom = min(line.top, run.top), max(line.bottom, run.bottom)


def _is_one_number(line: Line, run: Run, em: float) -> bool:
    """Whether a run goes on with a number of which point or digits are runs of their own: "41", ".", "0"."""
    before, text = line.runs[-1], run.text
    last = before.text
    if len(last) == len(text) == 1 and last.isdigit() and text.isdigit():  # there is much white around a 1
        return run.left + run.right - before.left - before.right < 2 * _DIGITS * em
    if run.left - line.right >= _NUMBER_GAP * em:
        return False
    if text[0] == "." and last[-1:].isdigit():
        return text[1:2].isdigit() or len(text) == 1
    return last == "." and text[0].isdigit() and len(line.runs) > 1 and line.runs[-2].text[-1:].isdigit()


def _measure(line: Line) -> None:
    """The size and font that most of the line's characters have."""
    first = line.runs[0]
    if len(line.runs) == 1:
        line.chars, line.raw, line.bold = first.count, first.text, first.font.bold
        return
    line.raw = first.text + "".join(
        [" " + run.text if run.space_before else run.text for run in line.runs[1:]]
    )
    line.chars = sum([run.count for run in line.runs])
    line.bold = all(run.font.bold for run in line.runs)
    weights: Counter[tuple[float, Font]] = Counter()
    for run in line.runs:
        weights[round(run.size, 1), run.font] += run.count
    (line.size, line.font), most = weights.most_common(1)[0]
    # Sub- and superscripts may outnumber what they hang on: the largest type with a fair share counts.
    for (size, font), count in weights.items():
        if size > line.size and count >= _FAIR_SHARE * most:
            line.size, line.font = size, font
    if line.raw.isupper():  # small capitals made of capitals of two sizes
        line.size = max(line.size, *(run.size for run in line.runs if abs(run.baseline - line.baseline) <= 1))
    baselines = [run.baseline for run in line.runs if abs(run.size - line.size) <= 0.06 * line.size]
    line.baseline = Counter(baselines).most_common(1)[0][0] if baselines else line.baseline


def _text_of(line: Line) -> str:
    parts: list[str] = []
    before: Run | None = None
    for run in line.runs:
        text = run.text.translate(_SYMBOLS) if run.font.symbols else run.text
        if is_raised(run, line):
            text = _superscript(run, before, line, parts)
        if before is not None and run.space_before and text:
            parts.append(" ")
        parts.append(text)
        before = run
    return clean("".join(parts)).strip()


def _superscript(run: Run, before: Run | None, line: Line, parts: list[str]) -> str:
    """A footnote's or citation's mark is dropped; a power is kept, as `10^5`.

    A mark follows a word or a full stop; a power follows a digit, a unit or a symbol.
    """
    text = run.text
    if before is not None and is_raised(before, line):  # what goes on
        return text if "^" in "".join(parts[-3:]) else ""
    if not _MARK.fullmatch(text):
        return text if run.space_before or before is None else "^" + text
    if before is None or run.space_before:
        return ""
    if before.font.math:
        return "^" + text if text.strip().isdigit() else ""
    word = _LAST_WORD.search("".join(parts)[-24:])
    unit = word is not None and len(word[0]) <= _UNIT and text.strip().isdigit()
    return "^" + text.strip() if unit or before.text[-1:].isdigit() else ""
