"""Which figures and tables are important enough for a tweet of their own, and why others are not."""

import re
from collections import Counter
from collections.abc import Collection, Mapping

from bot.papers import Figure, FigureKey, FigureKind, Paper
from bot.tweets import MOST, Covered, Uncovered
from bot.writing.checking.spoken import mentions_of
from bot.writing.checking.weighing import Weighed, weighed

WORDS_ONLY = 3
"""Tweets left for words alone, beside announcement, code and limitation: contribution, method, impact."""

_REASONS = 2  # that are told of one figure
_FOR_REFERENCE = re.compile(
    r"\b(?:notation|symbols used|abbreviations|glossary|hyper-?parameters?)\b", re.IGNORECASE
)


def room(paper: Paper, tweets: int = MOST) -> int:
    """How many tweets of a thread can show a figure or table; future work and thanks give way to them."""
    return max(0, tweets - 2 - bool(paper.repository) - WORDS_ONLY)  # announcement and limitation stand fixed


def mentions(paper: Paper) -> Counter[FigureKey]:
    """How often the abstract and the text speak of each figure and table."""
    return Counter(mention.figure for mention in mentions_of(paper))


def ranked_figures(paper: Paper) -> tuple[FigureKey, ...]:
    """The figures and tables worth a tweet, the weightiest first; of equals the earlier one.

    They stand in the main part, the text speaks of them, and they are more than lists to look things up in.
    What they weigh is reckoned by `weighing`: mentions, the overview, the main results.
    """
    return _ranked(paper, {each.figure: each for each in weighed(paper)})


def important_figures(paper: Paper, tweets: int = MOST) -> tuple[FigureKey, ...]:
    """The first of `ranked_figures`, as many as the thread has room for, in order of appearance."""
    return _important(paper, ranked_figures(paper), tweets)


def covered(
    paper: Paper, shown: Collection[FigureKey], tweets: int = MOST
) -> tuple[tuple[Covered, ...], tuple[Uncovered, ...]]:
    """Every figure and table with the reason: why it deserves the tweet that shows it, or why it has none."""
    known = {each.figure: each for each in weighed(paper)}
    important = frozenset(_important(paper, _ranked(paper, known), tweets))
    chosen: dict[FigureKey, Covered] = {}
    left: dict[FigureKey, Uncovered] = {}
    spoken = _spoken(known)
    for figure in paper.figures:
        key = figure.key
        if key in shown:
            reason = "; ".join(known[key].reasons[:_REASONS]) or "the writer chose it"
            chosen.setdefault(key, Covered(figure=key, reason=reason))
            continue
        reason = _passed_over(figure, known[key], spoken=spoken)
        if not reason:
            reason = (
                "the writer found nothing to say of it that stands alone"
                if key in important
                else "no room: others matter more"
            )
        left.setdefault(key, Uncovered(figure=key, reason=reason))
    return tuple(chosen.values()), tuple(left.values())


def _ranked(paper: Paper, known: Mapping[FigureKey, Weighed]) -> tuple[FigureKey, ...]:
    spoken = _spoken(known)
    candidates = [
        figure.key for figure in paper.figures if not _passed_over(figure, known[figure.key], spoken=spoken)
    ]
    return tuple(dict.fromkeys(sorted(candidates, key=lambda key: -known[key].points)))


def _important(paper: Paper, ranked: tuple[FigureKey, ...], tweets: int) -> tuple[FigureKey, ...]:
    chosen = frozenset(ranked[: room(paper, tweets)])
    return tuple(dict.fromkeys(figure.key for figure in paper.figures if figure.key in chosen))


def _spoken(known: Mapping[FigureKey, Weighed]) -> bool:
    """Whether the text was found to speak of any figure: else captions have to do."""
    return any(each.mentions for each in known.values())


def _passed_over(figure: Figure, known: Weighed, *, spoken: bool) -> str:
    """Why a figure needs no tweet, or ""."""
    if figure.kind is FigureKind.ALGORITHM:
        return "it is an algorithm"
    if figure.appendix:
        return "it stands in the appendix"
    if _FOR_REFERENCE.search(figure.caption[:200]):
        return "it is there to look things up in"
    if spoken and not known.mentions:
        return "the text does not mention it"
    return ""
