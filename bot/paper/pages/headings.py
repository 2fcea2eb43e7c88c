"""Which blocks are headings, and how deep.

| evidence | points |
|---|---|
| larger type than the body's | 2 |
| all bold | 2 |
| words that head sections everywhere ("Introduction", "References") | 2 |
| a number before it | 1 |
| capitals, or small capitals | 1 |
| all slanted | 1 |
| smaller type than the body's, if not small capitals with a number | -2 |

Two points make a heading; one without a number and such words, or so small, must also lead prose of its
column.
"""

import re
from dataclasses import dataclass

from bot.paper.pages.blocks import Block, BlockKind
from bot.paper.pages.body import BodyType
from bot.paper.pages.joining import Lexicon
from bot.paper.pages.layout import PageLayout
from bot.paper.pages.signs import is_capitals, word_share

REFERENCES = re.compile(
    r"(?:references(?: and notes| cited)?|bibliography|literature cited|works cited|références|bibliographie"
    r"|literatur(?:verzeichnis)?|参考文献|参考资料|참고문헌|referencias|riferimenti"
    r"|список литературы)\W{0,3}",
    re.IGNORECASE,
)
"""Heads a list of references."""

KNOWN = re.compile(
    r"(?:abstract|summary|introduction|background|related works?|preliminar(?:y|ies)|methods?|methodology"
    r"|materials and methods|experiments?|experimental (?:setup|results)|evaluation|results"
    r"|results and discussion|discussions?|analysis|limitations?|conclusions?|conclusions? and future work"
    r"|discussion and conclusions?|future work|broader impacts?|ethics statement|acknowledge?ments?"
    r"|references|bibliography|appendix|appendices|supplementary materials?|literature cited|works cited"
    r"|(?:code|data)(?: and (?:code|data))? availability|résumé|références|bibliographie|remerciements"
    r"|zusammenfassung|literatur|einleitung|摘要|引言|参考文献|结论|致谢|초록|서론|결론|참고문헌|resumen|referencias"
    r"|introducción|conclusiones)",
    re.IGNORECASE,
)
"""Heads a section of many papers."""

APPENDIX = re.compile(r"appendi|supplement|annex|anhang|附录|부록", re.IGNORECASE)
"""Heads what stands behind the paper."""

_NUMBERED = re.compile(
    r"(?:(?:appendix|annex|section|chapter)\s{1,3})?"
    r"(?P<number>\d{1,2}(?:\s?\.\s?\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3}|[IVX]{1,5})[.:)]?\s{1,6}(?=\S)"
    r"|第(?P<chapter>[一二三四五六七八九十\d]{1,3})[章节節]\s{0,6}(?=\S)",
    re.IGNORECASE,
)
_RUNS_ON = re.compile(r"[a-z]{2}\. [A-Z][a-z]*(?: [a-z]+){3}")  # a run-in heading with the sentence behind it
_NEEDED = 2
_SURE = 4  # points that let a long title end in a full stop
_LONG_TITLE = 6  # words
_LINES, _CHARS = 3, 130
_LARGER, _SMALLER, _SMALLEST = 1.06, 0.9, 0.75  # of the body's size; small capitals
_WORDS = 0.5
_FULL = 0.93  # of the column
_LEAD = 4.0  # leadings to what it leads
_FOLLOWING = 3  # blocks
_STOPS = " :\u2014\u2013"


@dataclass(slots=True)
class Heading:
    """A heading as printed."""

    title: str
    number: str
    page: int
    size: float
    bold: bool
    capitals: bool
    level: int = 1

    @property
    def style(self) -> tuple[float, bool, bool]:
        """What headings of one level have in common."""
        return self.size, self.bold, self.capitals

    @property
    def is_known(self) -> bool:
        """Whether its words head sections everywhere."""
        return KNOWN.fullmatch(self.title) is not None


def heading_of(block: Block, following: list[Block], page: PageLayout, body: BodyType) -> Heading | None:
    """The heading that a block is, if it is one; `following` are the blocks read after it."""
    if (
        block.kind not in {BlockKind.PROSE, BlockKind.LABEL}
        or len(block.lines) > _LINES
        or block.chars > _CHARS
    ):
        return None
    text = Lexicon().join(line.text for line in block.lines)
    numbered = _NUMBERED.match(text)
    title = text[numbered.end() :] if numbered else text
    if len(title) < 2 or not title[0].isalnum() or title[0].islower() or title.endswith((",", ";")):  # noqa: PLR2004
        return None
    if numbered and title.split()[0].isdecimal():
        return None  # cells
    known = KNOWN.fullmatch(title.rstrip(_STOPS + "."))
    small = _SMALLEST * body.size < block.size < _SMALLER * body.size and numbered and is_capitals(title)
    points = _points(block, body, title) + (numbered is not None) + 2 * (known is not None) + 2 * bool(small)
    sentence = title.endswith(".") and len(title.split()) > _LONG_TITLE and points < _SURE
    if points < _NEEDED or sentence or _RUNS_ON.search(title) or word_share(block.lines) < _WORDS:
        return None
    if not ((known or numbered) and not small) and not _leads(block, following, page, body):
        return None
    return Heading(
        title=title.rstrip(_STOPS + ("." if known else "")),
        number="".join((numbered["number"] or numbered["chapter"]).split()) if numbered else "",
        page=block.page,
        size=round(block.size, 1),
        bold=block.lines[0].bold,
        capitals=is_capitals(title),
    )


def _points(block: Block, body: BodyType, title: str) -> int:
    runs = [run for line in block.lines for run in line.runs if any(map(str.isalpha, run.text))]
    points = 2 if block.size > _LARGER * body.size else -2 if block.size < _SMALLER * body.size else 0
    points += 2 * all(run.font.bold for run in runs)
    points += is_capitals(title) or all(run.font.caps for run in runs)
    return points + all(run.font.italic for run in runs)


def _leads(block: Block, following: list[Block], page: PageLayout, body: BodyType) -> bool:
    """Whether it stands at its column's edge or middle, with prose close below it."""
    edges = page.edges(block.column)
    if block.size <= _LARGER * body.size and block.lines[-1].width > _FULL * edges.width:
        return False  # a bold sentence's first line
    off_middle = abs(block.left + block.right - edges.left - edges.right) / 2
    if block.beside or (block.left > edges.left + 3 * body.size and off_middle > 2 * body.size):
        return False
    for other in following[:_FOLLOWING]:
        if other.column != block.column or other.top < block.top:
            return other.kind is BlockKind.PROSE  # it ends its column
        if other.top - block.bottom > _LEAD * body.leading:
            return False
        if other.kind is BlockKind.PROSE:
            return True
    return not following
