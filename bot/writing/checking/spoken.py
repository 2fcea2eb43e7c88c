"""Where a paper speaks of its figures and tables: which sentence, in which part, of which numbers."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from bot.papers import FigureKey, FigureKind, Paper, Section
from bot.sentences import split_sentences

_ARABIC = r"(?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,2})?"
_PART = r"[a-z]?(?:\([a-z]\))?"
_NO_AMOUNT = (  # "31%", "3x", "1,240"
    r"(?!\d{1,3}(?:[.,]\d{1,3}){0,3}\s?(?:[%\uff05\u2030\u00d7\u00b0]|x\b|per\s?cent\b)"
    r"|\d{1,3}(?:,\d{3}){1,3}(?!\d))"
)
_LATIN = (  # the words by which the reader knows captions
    r"Fig(?:ures?|s?\.|s)?|Tab(?:les?|\.)|Algorithms?|Alg\.|Abbildung(?:en)?|Abb\.|Tabellen?|Tableaux?"
    r"|Figuras?|Figur[ae]|Tablas?|Tabell[ae]|Tabelas?|Algorithmus|Algorithmes?"
)
_CYRILLIC = r"Рис(?:\.|ун\w{2,4})|Табл(?:\.|иц\w{1,3})"
_JOINED = r"(?:\s?,\s?(?:and )?|\s?&\s?|\s(?:and|or|to|et|und|y|e|и)\s|\s?[-\u2013\u3001\u548c]\s?)"
_MENTION = re.compile(
    rf"(?:(?<![\w-])(?P<kind>(?i:{_LATIN}|{_CYRILLIC}))|(?P<sign>[图圖図表]|그림|표|算法))\s?\(?"
    rf"{_NO_AMOUNT}(?P<numbers>(?:{_ARABIC}|[IVXL]{{1,6}}\b){_PART}"
    rf"(?:{_JOINED}{_NO_AMOUNT}{_ARABIC}{_PART}){{0,6}})"
)
_SEVERAL = re.compile(r"(?:figures|tables|algorithms)\s?\(?\d{1,3}(?:\.\d{1,2})?")
_OF_ANY = re.compile(r"\b(?:this|each|every|one|per|an?)\s$", re.IGNORECASE)
_NUMBER = re.compile(rf"{_ARABIC}|[IVXL]{{1,6}}")
_SPAN = re.compile(r"(\d{1,3})\s?[-\u2013]\s?(\d{1,3})")
_LONGEST_SPAN = 20  # figures in "Figures 3-5"
_TABLES = ("t", "та", "表", "표")
_ALGORITHMS = ("alg", "算")

_OPENS = re.compile(r"\bintroduc|\bmotivation|\boverview\b|einleitung|引言|绪论|서론", re.IGNORECASE)
_RESULTS = re.compile(
    r"\bresults?\b|\bexperiment|\bevaluat|\bperformance\b|\bcomparison|\bfindings\b|\bbenchmark|\bablation"
    r"|\bempirical|\bcase stud|\bvalidation\b|\br[ée]sultats|\bergebnis|\bresultados|结果|实验|實驗|결과",
    re.IGNORECASE,
)


class Part(StrEnum):
    """The parts of a paper, as far as it matters where a figure is spoken of."""

    ABSTRACT = "abstract"
    INTRODUCTION = "introduction"
    RESULTS = "results"
    ELSEWHERE = "elsewhere"
    APPENDIX = "appendix"


class Mention(NamedTuple):
    """A sentence that speaks of a figure."""

    figure: FigureKey
    part: Part
    text: str


def mentions_of(paper: Paper) -> Iterator[Mention]:
    """Every sentence of abstract and text that speaks of a figure or table, once for each that it names."""
    for text in split_sentences(paper.abstract):
        for key in figures_in(text):
            yield Mention(key, Part.ABSTRACT, text)
    for part, section in _parts(paper):
        for sentence in section.sentences:
            for key in figures_in(sentence.text):
                yield Mention(key, part, sentence.text)


def figures_in(text: str) -> tuple[FigureKey, ...]:
    """Which figures, tables and algorithms a text names, each once."""
    named: dict[tuple[FigureKind, str], None] = {}
    for mention in filter(_names_one, _MENTION.finditer(text)):
        kind = _kind((mention["kind"] or mention["sign"]).lower())
        named |= dict.fromkeys((kind, number) for number in _numbers(mention["numbers"]))
    return tuple(FigureKey(kind=kind, number=number) for kind, number in named)


def _parts(paper: Paper) -> Iterator[tuple[Part, Section]]:
    """Each section with its part; a section below one on results belongs to them."""
    above: list[tuple[int, Part]] = []
    for section in paper.sections:
        while above and above[-1][0] >= section.level:
            above.pop()
        part = above[-1][1] if above else Part.ELSEWHERE
        if section.appendix:
            part = Part.APPENDIX
        elif part is Part.ELSEWHERE and _OPENS.search(section.title):
            part = Part.INTRODUCTION
        elif part is Part.ELSEWHERE and _RESULTS.search(section.title):
            part = Part.RESULTS
        above.append((section.level, part))
        yield part, section


def _kind(word: str) -> FigureKind:
    if word.startswith(_ALGORITHMS):
        return FigureKind.ALGORITHM
    return FigureKind.TABLE if word.startswith(_TABLES) else FigureKind.FIGURE


def _names_one(mention: re.Match[str]) -> bool:
    """Whether the number is a figure's name, and counts nothing: "in tables 31 rows", "each table 3 times".

    In lower case, a plural refers by several numbers or none, and an article stands before no name.
    """
    start = mention.start()
    before = _OF_ANY.search(mention.string, max(0, start - len("every ") - 1), start)
    lower = (mention["kind"] or "").islower()
    return not (lower and (_SEVERAL.fullmatch(mention[0]) or before))


def _numbers(text: str) -> list[str]:
    found = _NUMBER.findall(text)
    for span in _SPAN.finditer(text):
        first, last = int(span[1]), int(span[2])
        found += [str(number) for number in range(first, min(last, first + _LONGEST_SPAN) + 1)]
    return found
