"""What captions begin with: "Figure 3:", "TABLE II", "Fig. A.1", "表 2".

Two captions that stand side by side may come as one line; it is parted where the second begins.
"""

import re

from bot.paper.pages.lines import WORD_GAP, Line, split
from bot.papers import FigureKind

_FIGURE = (
    "figure", "fig", "abbildung", "abb", "figura", "gráfico", "grafico",
    "рис", "рисунок", "图", "圖", "図", "그림",
)  # fmt: skip
_TABLE = (
    "table", "tab", "tabelle", "tableau", "tabla", "tabella", "tabela", "таблица", "табл", "表", "표",
)  # fmt: skip
_ALGORITHM = ("algorithm", "algorithmus", "algorithme", "算法")
_NEITHER = ("listing", "scheme", "box")  # captions too: kept out of the prose and out of the figures
KINDS: dict[str, FigureKind | None] = {
    **dict.fromkeys(_FIGURE, FigureKind.FIGURE),
    **dict.fromkeys(_TABLE, FigureKind.TABLE),
    **dict.fromkeys(_ALGORITHM, FigureKind.ALGORITHM),
    **dict.fromkeys(_NEITHER),
}
IDEOGRAPHS = frozenset("图圖図表표그算")
LABEL = re.compile(
    r"(?!algorithmic)(?P<prefix>(?:supplementary|supplemental|supporting|extended data|appendix)\s{0,2})?"
    rf"(?=(?P<ideograph>[{''.join(sorted(IDEOGRAPHS))}])?)"
    rf"(?P<word>{'|'.join(sorted(KINDS, key=len, reverse=True))})\.?\s{{0,3}}"
    r"(?P<number>(?:(?-i:[A-Z]{1,2})[.\-\u2013]?)?\d{1,3}(?:[.\-\u2013](?(ideograph)\s?)\d{1,3}){0,2}[a-z]?(?![\w%])"
    r"|(?-i:[IVXLC]{1,7})(?!\w)|(?-i:[A-Z])(?=\s{0,2}[:.|]))"
    r"(?:\s?\([a-z]\)|\s\([^()]{1,24}\)(?=\s?:)|\s\((?-i:[A-Z](?:\s?[&,\u2013-]\s?[A-Z])+)\)(?=\s?[:.]))?"
    r"\s{0,2}(?P<mark>[:.|\u2014\u2013\u2016\uff1a\u3002\uff0e]|-(?=\s))?\s{0,3}",
    re.IGNORECASE,
)
CLEAR_MARKS = frozenset(":|\u2016\u2014\u2013\uff1a-")

_ABREAST = 0.5  # ems between two captions side by side
_FAR = 2.0  # ems between two whose bold labels have no mark
_SIDE = 1.5  # ems: their lines part no further from one another than that
_PITCH = 1.5  # ems from line to line


def begins_caption(text: str) -> bool:
    """Whether a line begins with a label, a mark and words."""
    found = LABEL.match(text.lstrip())
    return bool(found and found["word"][0].isupper() and found["mark"] and text[found.end() :].strip())


def part_abreast(lines: list[Line]) -> list[Line]:
    """The lines, those parted that hold two captions, or what follows below two captions."""
    parted: dict[int, tuple[Line, Line]] = {}
    for line in lines:
        if len(line.runs) == 1 or not LABEL.match(line.raw):
            continue
        at = next((index for index in range(1, len(line.runs)) if _begins_another(line, index)), None)
        if at is None:
            continue
        cut = line.runs[at].left
        while at is not None:
            parted[id(line)] = split(line, at)
            below = _below(line, lines, cut)
            if below is None:
                break
            line, at = below, _gap_at(below, cut)  # noqa: PLW2901 -- down from one line to the next
    return [part for line in lines for part in parted.get(id(line), (line,))]


def _begins_another(line: Line, index: int) -> bool:
    """Whether a second caption begins with this run."""
    run = line.runs[index]
    if run.left - line.runs[index - 1].right < _ABREAST * line.size:
        return False
    text = "".join(" " * one.space_before + one.text for one in line.runs[index:])
    found = LABEL.match(text.lstrip())
    far = run.font.bold and run.left - line.runs[index - 1].right > _FAR * line.size
    marked = found and (found["mark"] in (*CLEAR_MARKS, ".") or far)
    return bool(found and found["word"][0].isupper() and marked)


def _below(line: Line, lines: list[Line], cut: float) -> Line | None:
    """The next line right below that goes on on both sides of the cut."""
    below = [
        one
        for one in lines
        if one is not line
        and one.left < cut < one.right
        and WORD_GAP * line.size < one.baseline - line.baseline <= _PITCH * line.size
    ]
    return min(below, key=lambda one: one.baseline, default=None)


def _gap_at(line: Line, cut: float) -> int | None:
    """Which run begins right of a gap at the cut."""
    for index in range(1, len(line.runs)):
        run, before = line.runs[index], line.runs[index - 1]
        if run.left - before.right >= _ABREAST * line.size and abs(run.left - cut) <= _SIDE * line.size:
            return index
    return None
