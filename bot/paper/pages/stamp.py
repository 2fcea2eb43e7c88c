"""The id that arXiv prints on the side of the first page: "arXiv:2306.15626v2 [cs.LG] 27 Oct 2023"."""

import re

from bot.arxiv_id import ArxivId
from bot.paper.pages.cleaning import clean
from bot.paper.pages.glyphs import PageRuns
from bot.paper.pages.sheet import Rect

# A citation has no such date; stamps from before 2007 have neither "arXiv:" nor, at first, a version.
_STAMP = re.compile(
    r"(?:arxiv:\s{0,2})?(?P<id>\d{4}\.\d{4,5}|[a-z-]{2,9}(?:\.[A-Za-z-]{2,8})?/\d{7})(?P<version>v\d{1,3})?"
    r"(?:\s{1,4}\[[A-Za-z.-]{2,20}\])?\s{1,4}\d{1,2}\s{1,3}[A-Z][a-z]{2}\s{1,3}(?:19|20)?\d{2}",
    re.IGNORECASE,
)
_LONGEST = 120  # characters of runs that are looked at
_SIDE = 0.1  # of the page's width
_TALL = 3.0  # times its width: a link along the side


def stamped_id(pages: list[PageRuns]) -> ArxivId | None:
    """The id on the first page's stamp; None without one, and where two differ.

    A link that arXiv lays over its stamp serves as well; an id that the text merely cites does not.
    """
    if not pages:
        return None
    first = pages[0]
    beside, upright = "", []
    for run in first.runs:
        if run.turned and len(beside) < _LONGEST:
            beside += (" " if run.space_before or run.line_before else "") + run.text
        elif not run.turned and run.line_before and run.count < _LONGEST:
            upright.append(run.text)
    printed = [match for match in (_STAMP.search(clean(beside)),) if match]
    printed += [match for match in (_STAMP.fullmatch(clean(text).strip()) for text in upright) if match]
    found = {_id_of(match["id"] + (match["version"] or "")) for match in printed}
    found |= {_id_of(url) for url, rect in first.links if _lies_along_the_side(rect, first)}
    ids = {one for one in found if one}
    exact = {one for one in ids if one.version} or ids
    return exact.pop() if len(exact) == 1 else None


def is_stamp(text: str) -> bool:
    """Whether it is arXiv's stamp and no part of the paper."""
    return _STAMP.search(clean(text[:_LONGEST])) is not None


def _id_of(text: str) -> ArxivId | None:
    found = ArxivId.find_all(text if "/" in text and "." in text else f"arXiv:{text}")
    return found[0] if len(found) == 1 else None


def _lies_along_the_side(rect: Rect, page: PageRuns) -> bool:
    return rect.right < _SIDE * page.width and rect.height > _TALL * rect.width
