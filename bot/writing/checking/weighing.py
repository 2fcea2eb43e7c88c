"""How much each figure and table matters to a thread, in points, and why, in words for the reviewer."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.papers import Figure, FigureKey, FigureKind, Paper
from bot.writing.checking.spoken import Mention, Part, mentions_of
from bot.writing.similarity import alike, words_of

_HEAD = 160  # characters of a caption that say what it is
_SAYS = 300  # characters that say what it is about
_CAPTION = 1500  # characters of a caption, or of a sentence, that are looked at
_MOST_READ = 40  # sentences that speak of one figure
_EARLY = 0.4  # share of the main part's pages within which an overview stands
_OPENING = 2  # pages; a figure there is what the authors want seen first
_MOST_COUNTED = 15  # mentions

_OVERVIEW = re.compile(
    r"\b(?:overview|architectures?|framework|pipeline|workflow|paradigm|schematic|flow ?chart|taxonomy"
    r"|concept|building blocks?|in one picture|at a glance|graphical (?:abstract|summary)|we propose"
    r"|(?:proposed|our) (?:\w+ )?(?:approach|method|model|system|algorithm|network)"
    r"|illustrat\w+ of (?:our|the)|how [\w-]+ (?:\w+s\b|works?))\b|总体|框架|流程",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\bcompar(?:ison|isons|ed|es|ing)\b|\bstate[- ]of[- ]the[- ]art\b|\bSOTA\b|\bbaselines?\b|\bprior work"
    r"|\bprevious\w*\b|\boutperform\w*\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:results?|accurac(?:y|ies)|errors?|scores?|performance|success rates?|pass@\d+|F1|BLEU|mAP|AUC"
    r"|speed-?up|correlat\w+|gains?|improve\w*|mean (?:absolute|squared)|median|against|versus|vs)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\btoy\b|\bablations?\b|\banother\b|\badditional\b|\binterface\b|\bqualitative\b|\b(?:examples?|samples?)"
    r" (?:of|from|for|questions|problems?)\b|\bexample\s\w+\sproblem|\b(?:model|architecture|training|"
    r"implementation) details\b|\bstatistics of\b|\bproportion of data\b|\bdata ?sheet\b|\bmodel card\b"
    r"|\bcoefficient values\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d{1,4})?)(?![\w.,-]?\d)(\s?[%\u00d7x](?!\w))?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ONCE = 1.2  # points for one mention; each doubling adds as many
_NUMBERS = "has the abstract's numbers"
_FIRST = 0.8  # points for the first figure; the others have less, step by step
_LIKE = 2.0  # points for a caption that says nothing but what title and abstract say
_MOST_AMOUNTS = 3.0  # points
_IN_CELLS = 0.4  # of its points for a number that stands somewhere on the figure's page
_SHARED = 3  # figures that may have a number of the abstract; in papers with many figures a quarter of them
_LEAST_DIGITS = 3  # of a whole number that stands out in a table


class Weighed(NamedTuple):
    """What a figure counts, and the reasons for it, the weightiest first."""

    figure: FigureKey
    points: float
    mentions: int  # in abstract and text
    reasons: tuple[str, ...]


class _Point(NamedTuple):
    points: float
    reason: str = ""
    usual: float = 0.0  # points that nearly every figure has for it: no reason to tell


def _told_first(point: _Point) -> float:
    return point.usual - point.points


def weighed(paper: Paper) -> tuple[Weighed, ...]:
    """All figures and tables in their order, each once; linear in the length of the paper."""
    spoken: dict[FigureKey, list[Mention]] = defaultdict(list)
    for mention in mentions_of(paper):
        spoken[mention.figure].append(mention)
    figures = tuple({figure.key: figure for figure in paper.figures}.values())
    topic, fame = words_of(f"{paper.title} {paper.abstract}"), _fame(paper, figures, spoken)
    amounts = _amounts(paper, figures, spoken)
    found = []
    for place, figure in enumerate(figures):
        said = spoken.get(figure.key, [])
        points = [*_cited(said), *fame.get(figure.key, ()), *_telling(figure, said)]
        points.append(_Point(_FIRST * (1 - place / len(figures))))
        points.append(_Point(_LIKE * alike(words_of(figure.caption[:_SAYS]), topic)))
        points += amounts.get(figure.key, [])
        reasons = [each for each in sorted(points, key=_told_first) if each.reason]
        total = sum(point.points for point in points)
        found.append(Weighed(figure.key, total, len(said), tuple(point.reason for point in reasons)))
    return tuple(found)


def _cited(said: Sequence[Mention]) -> Iterator[_Point]:
    """How often it is spoken of, and where: the appendix counts half, the abstract most."""
    if not said:
        return
    behind = sum(mention.part is Part.APPENDIX for mention in said)
    parts = {mention.part for mention in said}
    times = "once" if len(said) == 1 else "twice" if len(said) == 2 else f"{len(said)} times"  # noqa: PLR2004  as one says it
    where = ", also in the abstract" if Part.ABSTRACT in parts else ""
    points = _ONCE * math.log2(1 + min(len(said) - behind / 2, _MOST_COUNTED))
    points += 2.0 * (Part.ABSTRACT in parts) + 0.6 * (Part.INTRODUCTION in parts)
    yield _Point(points, f"spoken of {times}{where}", usual=_ONCE)


def _fame(
    paper: Paper, figures: Sequence[Figure], spoken: Mapping[FigureKey, Sequence[Mention]]
) -> dict[FigureKey, list[_Point]]:
    """The figure that shows the whole, as its caption says early on, and the one that opens the paper."""
    main = [figure for figure in figures if not figure.appendix and figure.kind is FigureKind.FIGURE]
    last = max((section.page for section in paper.sections if not section.appendix), default=paper.pages)
    early = [figure for figure in main if figure.page <= max(2 * _OPENING, _EARLY * last)]
    whole = next((figure.key for figure in early if _OVERVIEW.search(figure.caption[:_HEAD])), None)
    points: dict[FigureKey, list[_Point]] = defaultdict(list)
    if whole:
        points[whole].append(_Point(2.5, "shows the overview"))
    for figure in main[:1]:
        parts = {mention.part for mention in spoken.get(figure.key, ())}
        if figure.key != whole and (figure.page <= _OPENING or parts & {Part.ABSTRACT, Part.INTRODUCTION}):
            points[figure.key].append(_Point(1.6 if whole else 2.0, "opens the paper"))
    return points


def _telling(figure: Figure, said: Sequence[Mention]) -> Iterator[_Point]:
    """Whether it shows results, compares with others, or is an aside."""
    head = figure.caption[:_HEAD]
    if _ASIDE.search(head):
        yield _Point(-1.2)
        return
    among = 0.6 * any(mention.part is Part.RESULTS for mention in said)
    if _COMPARES.search(head):
        yield _Point(1.0 + among, "compares with others")
    elif _RESULT.search(head):
        yield _Point(0.6 + among, "shows results")
    elif among:
        yield _Point(among, "spoken of among the results")


def _amounts(
    paper: Paper, figures: Sequence[Figure], spoken: Mapping[FigureKey, Sequence[Mention]]
) -> dict[FigureKey, list[_Point]]:
    """Points of the figures that have the abstract's numbers: in the caption, in what is said, in the cells.

    A number that many figures have tells them not apart: it is part of a name, or a setting.
    """
    told = frozenset(_told(paper.abstract))
    if not told:
        return {}
    striking = told & frozenset(_told(paper.abstract, striking=True))
    cells: dict[int, set[str]] = defaultdict(set)
    for label in paper.figure_text:
        cells[label.page] |= striking.intersection(_told(label.text, striking=True))
    points: dict[str, dict[FigureKey, float]] = defaultdict(dict)
    for figure in figures:
        for number in cells.get(figure.page, ()):
            points[number][figure.key] = _IN_CELLS * _worth(number)
        said = (mention.text[:_CAPTION] for mention in spoken.get(figure.key, ())[:_MOST_READ])
        texts = (figure.caption[:_CAPTION], *said)
        for number in told.intersection(_told(" ".join(texts))):
            points[number][figure.key] = _worth(number)
    total: dict[FigureKey, float] = defaultdict(float)
    named: set[FigureKey] = set()
    for number, having in points.items():
        told_of = {key for key, each in having.items() if each == _worth(number)}
        if len(told_of) + sum(number in page for page in cells.values()) <= max(_SHARED, len(figures) // 4):
            named |= told_of
            for key, each in having.items():
                total[key] += each
    return {
        key: [_Point(min(each, _MOST_AMOUNTS), _NUMBERS if key in named else f"its page {_NUMBERS}")]
        for key, each in total.items()
    }


def _worth(number: str) -> float:
    """Points for a number of the abstract: a measured one is a result, a whole one may be a setting."""
    return 2.0 if "." in number else 0.8


def _told(text: str, *, striking: bool = False) -> Iterator[str]:
    """The numbers of a text that tell something: decimals, shares, factors, long whole numbers; no years."""
    for found in _AMOUNT.finditer(text):
        number = found[1].replace(",", "")
        long = len(number) >= _LEAST_DIGITS and not _YEAR.fullmatch(number)
        if "." in number or long or (found[2] and not striking):
            yield number
