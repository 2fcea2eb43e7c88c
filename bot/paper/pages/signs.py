"""What a line's words and marks alone tell of it: a heading, displayed mathematics, a table of contents."""

import re
from collections.abc import Iterable

from bot.paper.pages.glyphs import Run
from bot.paper.pages.lines import SCRIPT_SIZE, Line

NUMBERED = re.compile(r"(?:\d{1,2}(?:\s?\.\s?\d{1,2}){0,3}|[IVX]{1,5}|[A-Z](?:\.\d{1,2}){0,3})[.)]?\s")
"""A heading's number at a line's beginning."""

LEADER = re.compile(r"(?:\.\s?){6}")
"""The dots of a table of contents."""

_ALONE = re.compile(
    r"(?:(?:\d{1,2}|[IVX]{1,5}|[A-Z])\.?\s{1,4})?(?:abstract|summary|introduction|methods|results|discussion|conclusions?"
    r"|references|acknowledge?ments?|bibliography|appendix|appendices|limitations|résumé|références|摘\s?要|초\s?록)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}|[\u3040-\u9fff\uac00-\ud7af]")
_EQUATION_NUMBER = re.compile(r"\([A-Z]?\d{1,3}(?:\.\d{1,3})?[a-z]?\)$")
_SIGNS = frozenset("=≤≥≈\u223c\u2208→⇒<>∑∫≡∝:+")
_HEADING_CHARS = 80
_CAPITALS = 0.85
_MARK_CHARS = 4
_SCRIPT = 0.08  # of the size, off the baseline; small capitals stand on it
_SET_IN = 1.2  # ems from the column's edge
_SIZES = 0.2  # of the body's size: displayed mathematics is set in about that
_FEW_WORDS, _SOME_WORDS, _MANY_WORDS = 0.3, 0.55, 0.75  # shares of a line's marks


def word_share(lines: Iterable[Line]) -> float:
    """The share of the lines' marks that are letters of words, not of formulas."""
    total = good = 0
    for line in lines:
        total += sum(run.count - run.text.count(" ") for run in line.runs)
        good += sum(map(len, _WORD.findall(_plain(line.runs))))
    return good / total if total else 0.0


def _plain(runs: Iterable[Run]) -> str:
    """The text but for mathematics, which parts it; some PDFs draw each letter by itself."""
    parts = [("\n" if run.font.math else (" " * run.space_before) + run.text) for run in runs]
    return "".join(parts)


def is_capitals(text: str) -> bool:
    """Whether it is written in capitals."""
    marks = [mark for mark in text if mark.isalpha()]
    return len(marks) > _MARK_CHARS and sum(map(str.isupper, marks)) > _CAPITALS * len(marks)


def is_heading_by_words(line: Line, other: Line) -> bool:
    """Whether a line is a heading that only its words or its slope tell from the line beside it."""
    first = line.raw[:1]
    if line.chars > _HEADING_CHARS or (first.isascii() and not first.isupper() and not first.isdigit()):
        return False
    raw = line.raw.strip()
    if _ALONE.fullmatch(raw):
        return True
    if not NUMBERED.match(raw):
        return False
    slanted = line.runs[-1].font.italic and all(
        run.font.italic or run.count <= _MARK_CHARS for run in line.runs
    )
    return is_capitals(raw) or (slanted and not all(run.font.italic for run in other.runs))


def has_relation(line: Line) -> bool:
    """Whether it has a sign of displayed mathematics."""
    return not _SIGNS.isdisjoint(line.raw)


def is_formula(line: Line, left: float, size: float) -> bool:
    """Whether a line is displayed mathematics: set in from the edge, marked by its number, signs or fonts.

    `left` is the column's edge and `size` the body's type size, in points.
    """
    if line.formula is None:
        line.formula = _is_formula(line, left, size)
    return line.formula


def _is_formula(line: Line, left: float, size: float) -> bool:
    if line.left < left + _SET_IN * size or abs(line.size - size) > _SIZES * size:
        return False
    marks = mathematical = 0
    plain: list[Run] = []
    for run in line.runs:
        marks += run.count - run.text.count(" ")
        script = (
            run.size < SCRIPT_SIZE * line.size and abs(run.baseline - line.baseline) > _SCRIPT * line.size
        )
        if run.font.math or script:
            mathematical += run.count
        else:
            plain.append(run)
    good = sum(map(len, _WORD.findall(_plain(plain))))
    signs = not _SIGNS.isdisjoint(line.raw)
    if not signs:
        # Without mathematics they are a citation's numbers that have a line to themselves.
        return mathematical > 0 and good < _FEW_WORDS * marks
    return good < _SOME_WORDS * marks or (
        good < _MANY_WORDS * marks and bool(_EQUATION_NUMBER.search(line.raw))
    )
