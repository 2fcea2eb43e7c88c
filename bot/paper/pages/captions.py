"""Which lines begin captions.

A candidate is a line that begins with a label ("Figure 3", "TABLE II", "Fig. A.1"). What follows the label,
its type, and the space above it tell a caption from a sentence that mentions a figure:

| evidence | points |
|---|---|
| a colon, bar or dash after the label | 3 |
| a full stop, and then no small letter; or nothing at all | 2 |
| no such mark, and then a small letter | -2 |
| the label is set off by its type: bold, slanted, small capitals | 2 |
| nothing stands right above that the line could continue | 2 |
| other type size than the body's | 1 |
| the label is in capitals | 1, and 2 where nothing stands right above |

`NEEDED` points make a caption; of several for one number the one most like the paper's other captions is
taken. A candidate with fewer is taken when its number is missing and it is set like the others.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from bot.paper.pages.caption_labels import CLEAR_MARKS, IDEOGRAPHS, KINDS, LABEL
from bot.paper.pages.cleaning import SOFT, clean
from bot.paper.pages.joining import Lexicon
from bot.paper.pages.layout import Layout, PageLayout
from bot.paper.pages.lines import Line
from bot.paper.pages.signs import LEADER
from bot.papers import FigureKind

NEEDED = 4
"""Points that make a caption."""

_ENOUGH = 2  # for a number that is missing
_COUNTED = 2  # unmarked captions that count
_ROMAN = (
    "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
)  # fmt: skip
_SPOKEN = frozenset(
    {"figure", "table", "fig", "algorithm"}
)  # capitals say something where small letters are usual
_PART = re.compile(r"\s?\(?[a-z]\)\s")  # what stands under a part of a figure: "(b) With rain"
_CONTINUED = re.compile(r"\W{0,6}(?:continued|cont(?:['\u2019]?d)?\b)", re.IGNORECASE)
_LABEL_CHARS = 80
_TITLE_CHARS = 60  # of a caption in Chinese, Japanese or Korean, which often has no mark after its label
_SIZE = 0.04  # of the size: other type
_ABOVE = 1.3  # leadings: what stands further above is apart


@dataclass(slots=True)
class CaptionStart:
    """A line that begins a caption; `kind` is None for what is neither figure, table nor algorithm."""

    line: Line
    kind: FigureKind | None
    number: str
    is_label_only: bool
    points: int
    style: tuple[str, bool, float]  # the mark after the label, is the label set off, size
    apart: bool = False  # nothing stands right above that it could continue
    goes_on: bool = False  # "(continued)"
    part_of: tuple[FigureKind, str] | None = (
        None  # what it goes on with, on another page or in another column
    )


def caption_starts(layout: Layout) -> list[CaptionStart]:
    """The captions' first lines, one for each number, in page order."""
    candidates: list[CaptionStart] = []
    for page in layout.pages:
        for line in page.lines:
            found = LABEL.match(clean(line.raw[:_LABEL_CHARS]).lstrip())
            if found and not LEADER.search(line.raw) and (candidate := _judge(line, found, page, layout)):
                candidates.append(candidate)
    likely = [candidate for candidate in candidates if candidate.points >= NEEDED]
    while missing := _missing(candidates, likely):  # each may be the one before the next
        likely.extend(missing)
    known = {(one.kind, one.number) for one in likely}
    rests = [
        one for one in candidates if one.goes_on and one.points < NEEDED and (one.kind, one.number) in known
    ]
    likely = sorted(
        [*likely, *rests, *_unmarked(candidates, likely)],
        key=lambda one: (one.line.page, one.line.column, one.line.top),
    )
    best = _best_of(likely)
    chosen = {id(candidate.line) for candidate in best.values()}
    # A second caption of one number ("Table 3, continued") is no new figure, and no prose either.
    starts: list[CaptionStart] = []
    for candidate in likely:
        if id(candidate.line) in chosen:
            starts.append(candidate)
        elif candidate.goes_on or candidate.style == best[candidate.kind, candidate.number].style:
            goes_on = candidate.goes_on or _is_repeated(candidate, likely)
            part = (candidate.kind, candidate.number) if candidate.kind and goes_on else None
            starts.append(replace(candidate, kind=None, number="", points=0, part_of=part))
    return starts


def _best_of(likely: list[CaptionStart]) -> dict[tuple[FigureKind | None, str], CaptionStart]:
    """Of each kind and number the likeliest caption, and of these the first."""
    votes = Counter((candidate.kind, candidate.style) for candidate in likely)
    best: dict[tuple[FigureKind | None, str], CaptionStart] = {}
    groups: dict[tuple[FigureKind | None, str], list[CaptionStart]] = defaultdict(list)
    for candidate in likely:
        groups[candidate.kind, candidate.number].append(candidate)
    for key, group in groups.items():
        best[key] = max(
            group,
            key=lambda one: (
                not one.goes_on,
                not (one.is_label_only and any(_is_marked(other) for other in group)),
                one.points + min(3, votes[one.kind, one.style]),
                -one.line.page,
            ),
        )
    return best


def _is_marked(candidate: CaptionStart) -> bool:
    """Whether a label has a mark and words: beside such a one, a label alone is a cell, or a mention."""
    return candidate.style[0] in CLEAR_MARKS and not candidate.is_label_only


def _is_repeated(candidate: CaptionStart, likely: list[CaptionStart]) -> bool:
    """Whether a table's caption stood on the page before, word for word: this one is over its rest."""
    if candidate.kind is not FigureKind.TABLE or candidate.is_label_only:
        return False
    words = candidate.line.raw.strip()
    return any(one.line.page == candidate.line.page - 1 and one.line.raw.strip() == words for one in likely)


def _missing(candidates: list[CaptionStart], likely: list[CaptionStart]) -> list[CaptionStart]:
    """Less likely candidates whose numbers the others leave out, set like the others."""
    found: list[CaptionStart] = []
    for kind in {candidate.kind for candidate in likely if candidate.kind}:
        alike = [candidate for candidate in likely if candidate.kind is kind]
        numbers = {candidate.number for candidate in alike}
        last = max((int(number) for number in numbers if number.isdigit()), default=0)
        marks = {(candidate.style[0], candidate.style[2]) for candidate in alike}
        found.extend(
            candidate
            for candidate in candidates
            if candidate.kind is kind
            and candidate.number.isdigit()
            and candidate.number not in numbers
            and int(candidate.number) <= last + 1
            and _ENOUGH <= candidate.points < NEEDED
            and (candidate.style[0], candidate.style[2]) in marks
        )
    return found


def _unmarked(candidates: list[CaptionStart], likely: list[CaptionStart]) -> list[CaptionStart]:
    """Lines that stand apart and count from 1 on, of a kind whose labels nothing sets off."""
    found: list[CaptionStart] = []
    for kind in {candidate.kind for candidate in candidates if candidate.kind}:
        if any(candidate.kind is kind for candidate in likely):
            continue
        alike = [
            one
            for one in candidates
            if one.kind is kind and one.apart and one.points >= _ENOUGH and _counted(one.number)
        ]
        numbers = {_counted(one.number) for one in alike}
        if len(numbers) >= _COUNTED and max(numbers) <= len(numbers) + 1 and numbers & {1, 2}:
            found.extend(alike)
    return found


def _counted(number: str) -> int:
    """The value of a number, Roman ones up to XV; 0 for "S1" and the like."""
    if number.isdecimal():
        return int(number)
    return _ROMAN.index(number) if number in _ROMAN else 0


def _judge(line: Line, found: re.Match[str], page: PageLayout, layout: Layout) -> CaptionStart | None:
    word = found["word"].lower()
    if word[0] not in IDEOGRAPHS and not found["word"][0].isupper() and not found["prefix"]:
        return None
    rest = clean(line.raw).lstrip()[found.end() :]
    mark = found["mark"] or ""
    set_off, apart = _is_set_off(line, found.end("number")), _stands_apart(line, page, layout)
    goes_on = _CONTINUED.match(rest) is not None
    points = (
        _points_of_mark(mark, rest, ideographic=word[0] in IDEOGRAPHS)
        + 2 * set_off
        + 2 * apart
        + (abs(line.size - layout.body.size) > _SIZE * layout.body.size)
        + (word in _SPOKEN and found["word"].isupper()) * (1 + apart)
        + 2 * goes_on
    )
    number = "".join(found["number"].split())
    if found["prefix"] and found["prefix"].lower().startswith("supp") and number[0].isdigit():
        number = f"S{number}"  # as papers also write it; "2" is another figure
    style = (mark, set_off, round(line.size))
    return CaptionStart(line, KINDS[word], number, not rest, points, style, apart, goes_on)


def _points_of_mark(mark: str, rest: str, *, ideographic: bool) -> int:
    if mark in CLEAR_MARKS and mark:
        return 3
    if not rest or (ideographic and not mark and len(rest) < _TITLE_CHARS):
        return 2
    small = rest[0].islower()
    if mark:
        return 0 if small else 2
    return -2 if small else 0


def _is_set_off(line: Line, length: int) -> bool:
    """Whether the label is bold, slanted or in small capitals, and the text after it is not."""
    first, last = line.runs[0].font, line.runs[-1].font
    style = first.bold, first.italic, first.caps
    return (
        len(line.runs[0].text.strip()) <= length + 3
        and any(style)
        and style != (last.bold, last.italic, last.caps)
    )


def _stands_apart(line: Line, page: PageLayout, layout: Layout) -> bool:
    """Whether nothing stands right above that the line could continue."""
    reach = _ABOVE * max(layout.body.leading, 1.2 * line.size)
    return not any(
        0.3 * line.size < line.baseline - other.baseline <= reach
        and other.left < line.right
        and other.right > line.left
        and other.chars > 2  # noqa: PLR2004 -- a mark of a drawing
        and not _PART.match(other.raw)
        and abs(other.size - line.size) <= _SIZE * line.size
        and other.font.family == line.font.family
        and not _is_rule_between(other, line, page)
        for other in page.lines
    )


def _is_rule_between(above: Line, line: Line, page: PageLayout) -> bool:
    """Whether a rule ends what stands above a line: a table above its caption."""
    return any(
        above.baseline < rule.top < line.baseline - line.size / 2
        and rule.left < line.right
        and rule.right > line.left
        for rule in page.rules
    )


def caption_text(lines: list[Line], lexicon: Lexicon) -> str:
    """The caption without its label, its lines joined."""
    first = lines[0].text
    found = LABEL.match(first)
    rest = first[found.end() :] if found else first
    return lexicon.join([rest, *(line.text for line in lines[1:])]).replace(SOFT, "")
