"""Which figures and tables are important enough for a tweet of their own, and why others are not."""

import re
from collections import Counter
from collections.abc import Collection

from bot.papers import Figure, FigureKey, FigureKind, Paper
from bot.tweets import MOST, Uncovered

WORDS_ONLY = 3
"""Tweets left for words alone, beside announcement, code and limitation: contribution, method, impact."""

_ARABIC = r"(?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,2})?"
_PART = r"[a-z]?(?:\([a-z]\))?"
_NO_AMOUNT = (  # "31%", "3x", "1,240"
    r"(?!\d{1,3}(?:[.,]\d{1,3}){0,3}\s?(?:[%\uff05\u2030\u00d7\u00b0]|x\b|per\s?cent\b)"
    r"|\d{1,3}(?:,\d{3}){1,3}(?!\d))"
)
_MENTION = re.compile(
    r"(?<![\w-])(?P<kind>(?i:Fig(?:ures?|s?\.|s)?|Tab(?:les?|\.)|Algorithms?|Alg\.))\s?\(?"
    rf"{_NO_AMOUNT}(?P<numbers>(?:{_ARABIC}|[IVXL]{{1,6}}\b){_PART}"
    rf"(?:(?:\s?,\s?(?:and )?|\s?&\s?|\s(?:and|or|to)\s|\s?[-\u2013]\s?){_NO_AMOUNT}{_ARABIC}{_PART}){{0,6}})"
)
_SEVERAL = re.compile(r"(?:figures|tables|algorithms)\s?\(?\d{1,3}(?:\.\d{1,2})?")
_OF_ANY = re.compile(r"\b(?:this|each|every|one|per|an?)\s$", re.IGNORECASE)
_NUMBER = re.compile(rf"{_ARABIC}|[IVXL]{{1,6}}")
_FOR_REFERENCE = re.compile(
    r"\b(?:notation|symbols used|abbreviations|glossary|hyper-?parameters?)\b", re.IGNORECASE
)
_KINDS = {"f": FigureKind.FIGURE, "t": FigureKind.TABLE, "a": FigureKind.ALGORITHM}


def room(paper: Paper, tweets: int = MOST) -> int:
    """How many tweets of a thread can show a figure or table; future work and thanks give way to them."""
    return max(0, tweets - 2 - bool(paper.repository) - WORDS_ONLY)  # announcement and limitation stand fixed


def mentions(paper: Paper) -> Counter[FigureKey]:
    """How often the abstract and the text speak of each figure and table."""
    counted: Counter[FigureKey] = Counter()
    for text in (paper.abstract, *(sentence.text for sentence in paper.sentences)):
        for mention in filter(_names_one, _MENTION.finditer(text)):
            kind = _KINDS[mention["kind"][0].lower()]
            counted.update(
                FigureKey(kind=kind, number=number) for number in set(_numbers(mention["numbers"]))
            )
    return counted


def ranked_figures(paper: Paper) -> tuple[FigureKey, ...]:
    """The figures and tables worth a tweet, those the text speaks of most often first, earlier ones first.

    They stand in the main part, the text speaks of them, and they are more than lists to look things up in.
    """
    counted = mentions(paper)
    candidates = [figure for figure in paper.figures if not _passed_over(figure, counted)]
    ranked = sorted(candidates, key=lambda figure: -counted[figure.key])
    return tuple(dict.fromkeys(figure.key for figure in ranked))


def important_figures(paper: Paper, tweets: int = MOST) -> tuple[FigureKey, ...]:
    """The first of `ranked_figures`, as many as the thread has room for, in order of appearance."""
    chosen = frozenset(ranked_figures(paper)[: room(paper, tweets)])
    return tuple(dict.fromkeys(figure.key for figure in paper.figures if figure.key in chosen))


def uncovered(paper: Paper, shown: Collection[FigureKey], tweets: int = MOST) -> tuple[Uncovered, ...]:
    """Every figure and table that no tweet shows, with the reason."""
    counted = mentions(paper)
    important = set(important_figures(paper, tweets))
    left: dict[FigureKey, Uncovered] = {}
    for figure in paper.figures:
        if figure.key in shown or figure.key in left:
            continue
        reason = _passed_over(figure, counted)
        if not reason:
            reason = (
                "the writer found nothing to say of it that stands alone"
                if figure.key in important
                else "no room: others are spoken of more often"
            )
        left[figure.key] = Uncovered(figure=figure.key, reason=reason)
    return tuple(left.values())


def _passed_over(figure: Figure, counted: Counter[FigureKey]) -> str:
    """Why a figure needs no tweet, or ""."""
    if figure.kind is FigureKind.ALGORITHM:
        return "it is an algorithm"
    if figure.appendix:
        return "it stands in the appendix"
    if _FOR_REFERENCE.search(figure.caption[:200]):
        return "it is there to look things up in"
    if counted and not counted[figure.key]:
        return "the text does not mention it"
    return ""


def _names_one(mention: re.Match[str]) -> bool:
    """Whether the number is a figure's name, and counts nothing: "in tables 31 rows", "each table 3 times".

    In lower case, a plural refers by several numbers or none, and an article stands before no name.
    """
    start = mention.start()
    before = _OF_ANY.search(mention.string, max(0, start - len("every ") - 1), start)
    return not (mention["kind"].islower() and (_SEVERAL.fullmatch(mention[0]) or before))


def _numbers(text: str) -> list[str]:
    found = _NUMBER.findall(text)
    for span in re.finditer(r"(\d{1,3})\s?[-\u2013]\s?(\d{1,3})", text):
        first, last = int(span[1]), int(span[2])
        found += [str(number) for number in range(first, min(last, first + 20) + 1)]
    return found
