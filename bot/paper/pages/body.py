"""The type in which a paper's text is set."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from bot.paper.pages.lines import TEXT_CHARS, Line

SAME_SIZE = 0.5  # points: the same type, rounding aside
_FAMILY_SHARE = 0.06  # of the body's characters, for a family to belong to it
_RIVAL_SHARE = 0.6  # of the most frequent size's characters, for another to be the body's
_PACE_CHARS = 40
_LOOSE = 1.3  # of the body's pace: cells that one text object draws
_LOOSE_CHARS = 12


@dataclass(frozen=True, slots=True)
class BodyType:
    """The type in which most of the paper is set."""

    size: float = 10.0
    families: frozenset[str] = frozenset()
    leading: float = 12.0  # points from baseline to baseline
    width: float = 300.0  # points, of a full line
    pace: float = 0.45  # ems a character takes
    mono: bool = False  # typewriter type


def body_type(lines: list[Line]) -> BodyType:
    """The most frequent size, its fonts, pitch and line width."""
    text = [line for line in lines if line.chars >= TEXT_CHARS] or lines
    if not text:
        return BodyType()
    size = _body_size(text)
    families: Counter[str] = Counter()
    widths: Counter[int] = Counter()
    paces: list[float] = []
    for line in lines:
        if abs(line.size - size) > SAME_SIZE or line.font.math:
            continue
        families[line.font.family] += line.chars
        if line.chars >= TEXT_CHARS:
            widths[round(line.width / 4)] += line.chars
        if line.chars >= _PACE_CHARS:
            paces.append(_pace(line))
    share = _FAMILY_SHARE * sum(families.values())
    typed = sum(line.chars for line in text if line.font.mono)
    return BodyType(
        size=size,
        families=frozenset(name for name, count in families.items() if count >= share),
        leading=_leading(lines, size),
        mono=2 * typed > sum(line.chars for line in text),
        width=widths.most_common(1)[0][0] * 4.0 if widths else BodyType().width,
        pace=sorted(paces)[len(paces) // 2] if paces else BodyType().pace,
    )


def _body_size(text: list[Line]) -> float:
    """The size of most characters; of sizes with nearly as many, the one that most have in the first half.

    Captions, tables, references and appendices may come to more than the body, but not before it.
    """
    middle = (text[0].page + text[-1].page) / 2
    everywhere, before = _sizes(text), _sizes([line for line in text if line.page <= middle])
    most = max(everywhere.values())
    rivals = [size for size, count in everywhere.most_common() if count >= _RIVAL_SHARE * most]
    return max(rivals, key=lambda size: before[size])


def _sizes(lines: list[Line]) -> Counter[float]:
    """Characters by size, to a tenth of a point."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += line.chars
    return sizes


def _leading(lines: list[Line], size: float) -> float:
    pitches: Counter[float] = Counter()
    for first, second in pairwise(lines):
        pitch = second.baseline - first.baseline
        alike = abs(first.size - size) <= SAME_SIZE and abs(second.size - size) <= SAME_SIZE
        if alike and first.page == second.page and 0.8 * size <= pitch <= 2.6 * size:
            pitches[round(2 * pitch) / 2] += min(first.chars, second.chars)
    return pitches.most_common(1)[0][0] if pitches else 1.2 * size


def _pace(line: Line) -> float:
    return line.width / (line.chars * line.size)


def mark_loose(lines: list[Line], body: BodyType) -> None:
    """Cells that one text object draws leave no gaps between runs: their line is wide for its characters."""
    for line in lines:
        wide = line.raw.count(" ") > 1 and line.chars >= _LOOSE_CHARS and _pace(line) > _LOOSE * body.pace
        if wide and not line.gaps and line.raw.isascii() and not line.raw.isupper():
            line.gaps = 1
