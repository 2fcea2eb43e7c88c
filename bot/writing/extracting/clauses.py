"""Trims a sentence of a paper to what reads on its own, without the sentences before it.

Harmless connectives are dropped, sentences whose subject stands elsewhere are refused.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from bot.writing.extracting.leaning import doubt, is_fatal, leans, without_pointers
from bot.writing.extracting.prose import (
    LONGEST,
    gives_orders,
    has_address,
    is_debris,
    is_notice,
    is_sentence,
    plain,
    without_marks,
)
from bot.writing.extracting.references import without_citations, without_references
from bot.writing.extracting.shortening import fitted


class Standing(NamedTuple):
    """What of a sentence reads on its own, and how much was lost or is left to guess (0: nothing)."""

    text: str
    cost: float


_CONNECTIVE = re.compile(
    r"^(?:(?:And|But|So|Yet|Or),? |(?:However|Moreover|Furthermore|In addition|Additionally"
    r"|Besides|Thus|Therefore|Hence|Finally"
    r"|First|Firstly|Second|Secondly|Third|Thirdly|Fourth|Lastly|Last|Specifically"
    r"|More specifically|In particular|Particularly"
    r"|Overall|Notably|Interestingly|Importantly|Most importantly|More importantly"
    r"|Most notably|Crucially|Remarkably"
    r"|Surprisingly|Concretely|More concretely|More precisely|Precisely|Further|Also"
    r"|Consequently|Accordingly|As a result|As a consequence"
    r"|To sum up|In summary|To summari[sz]e|Summari[sz]ing|In conclusion|To conclude|In short|In brief"
    r"|In sum|In fact|Indeed|Of course"
    r"|Nevertheless|Nonetheless|Still|In this (?:paper|work|article|study|letter|survey|report"
    r"|manuscript|thesis)"
    r"|In the present (?:paper|work|article|study)|Here|In our case|In essence|Essentially"
    r"|Generally|In general|In total|Altogether"
    r"|To our knowledge|Naturally|Clearly|Obviously|Evidently|Fortunately|Unfortunately|Again"
    r"|As such|As expected"
    r"|As noted|As mentioned|As discussed|Next|Now|Thereby|Unexpectedly|Intuitively"
    r"|Empirically|In practice"
    r"|With this in mind|To this end|To that end|To do (?:so|this)|In doing so|In response"
    r"|For this purpose|For this reason"
    r"|On the positive side|By doing so|On the whole|Ultimately|Note that|We note that"
    r"|Notice that|Observe that"
    r"|Recall that|Recall|It is (?:worth|important to) (?:noting|note|mention|mentioning"
    r"|emphasi[sz]ing|stress|stressing) that"
    r"|It should be noted that|Please note that|It (?:can be|is) (?:seen|clear|evident"
    r"|observed|obvious) that|We (?:can )?(?:also )?(?:see|observe|notice) that"
    r"|As a final (?:remark|note|contribution)|Put (?:simply|differently)|In other words"
    r"|That is|Simply put|Broadly|More broadly"
    r"|More generally|In turn|At the same time|Meanwhile|Strikingly|Encouragingly|By design"
    r"|Last but not least|Third and last|Secondly and|In our (?:paper|work)"
    r"|As our main contribution),? )"
)
_LOSING = re.compile(  # connectives that tell that something before is needed
    r"^(?:But|So|Yet|Or|However|Thus|Therefore|Hence|Consequently|Accordingly|As a result"
    r"|As such|Nevertheless|Nonetheless|Still|Next|Now|Again"
    r"|As a consequence|In other words|That is|In turn|Second|Third|Fourth|Secondly|Thirdly"
    r"|First|Firstly|Thereby|Further|Also)\b"
)
_HEDGE_WE = re.compile(
    r"\b(We|we|I) (?:also|further|then|thus|therefore|hence|additionally|furthermore|instead"
    r"|consequently|finally|subsequently|moreover|here|first|again|in turn),? (?=[a-z])"
)
_BE_ALSO = re.compile(
    r"\b(is|are|was|were|can|has|have|may|will|could|should) (?:also|thus|therefore|hence|then"
    r"|consequently|furthermore|additionally|moreover|however|instead) (?=[a-z])"
)
_MID_CONNECTIVE = re.compile(
    r", (?:however|therefore|thus|hence|moreover|furthermore|consequently|in turn|though"
    r"|nevertheless|for example|for instance|in particular|indeed|of course|in fact|instead"
    r"|in contrast),(?= )"
)
_LEAD_CLAUSE = re.compile(r"^[A-Z][^,;:.]{2,90}, (?=(?:we|our|I) )")
_LEAD_POINTS = re.compile(
    r"\b(?:this|these|that|those|such|it|its|they|their|them|above|so|both|the (?:former"
    r"|latter|first|second|same))\b",
    re.IGNORECASE,
)
_STYLING = re.compile(
    r"\b(?:shaded|triangles?|circles?|squares?|dots|diamonds?|crosses|markers?|dash\w*|lines?"
    r"|axis|axes|bars?|error bars?|confidence bands?|dashed|dotted|solid lines?|bold(?:face"
    r"|ed)?|underlined?|best viewed|colou?r(?:s|ed|map)?|legend|x-axis|y-axis"
    r"|vertical line|horizontal line|arrows? (?:indicate|denote|show)|marked with|asterisk"
    r"|in (?:red|blue|green|orange|gr[ea]y|black|purple|pink|yellow)|left|right|top|bottom|middle"
    r"|panels?|rows?|columns?|curves?|(?:red|blue|green|orange"
    r"|grey|gray|black|purple) \w+)\b",
    re.IGNORECASE,
)


def standalone(
    sentence: str, *, caption: bool = False, summary: bool = False, anyhow: bool = False
) -> Standing | None:
    """What of a sentence reads on its own, or `None` when it leans on its neighbours, or is no prose.

    `caption`: the sentence comes from a caption, where fragments are usual. `summary`: from an abstract or
    a conclusion, where "these networks" are those of the paper, so that "the networks" says as much;
    `anyhow`: also where the sentence does not name the authors' own work.
    """
    text, cost = _trimmed(sentence)
    if not text or not is_sentence(text, strictly=caption):
        return None
    if leans(text):
        if not anyhow and not (summary and _OWN_WORK.search(text)):
            return None
        text, cost = without_pointers(text), cost + 0.45
        if leans(text):
            return None
    return Standing(text, cost + doubt(text))


def fitting(standing: Standing | None, room: int) -> str | None:
    """The text in at most `room` weighted characters; `None` if it does not fit or begins to lean."""
    text = fitted(standing.text, room) if standing else None
    if not standing or not text:
        return None
    return text if text == standing.text or not leans(text) else None


def following(sentence: str) -> Standing | None:
    """What of a sentence reads well right behind the one before it, to which its opening points."""
    text, cost = _trimmed(sentence)
    opening = _LEANS_ON_ONE_BEFORE.match(text) if text else None
    if not opening or not is_sentence(text) or is_fatal(text):
        return None
    rest = text[opening.end() :]
    return None if leans(f"Ours {rest}") else Standing(text, cost + doubt(rest))


@lru_cache(maxsize=4096)
def _trimmed(sentence: str) -> tuple[str, float]:
    """The sentence without connectives, citations and references, and what that cost; "" if it is not fit."""
    if len(sentence) > LONGEST or gives_orders(sentence) or has_address(sentence) or is_notice(sentence):
        return "", 0.0
    marked = without_marks(plain(sentence))
    if marked[:1].islower() and not _MAY_OPEN_LOWER.match(marked):
        return "", 0.0  # the rest of a sentence whose head was lost
    text, cost = _without_connectives(marked[:1].upper() + marked[1:])
    cited = without_citations(text)
    text = (without_references(cited) if cited else None) or ""
    text, more = _without_connectives(text)
    return ("" if is_debris(text) else text), cost + more


_MAY_OPEN_LOWER = re.compile(r"(?:we|our|this|in|to|on|for)\b|[\w-]*[A-Z0-9-]\w")
_OWN_WORK = re.compile(r"\b(?:[Ww]e|[Oo]ur|I|this (?:paper|work))\b|\d")
_LEANS_ON_ONE_BEFORE = re.compile(r"^(?:It|They|This|These|Its|Their)(?: (?!is because|is why)[a-z-]+)?\b")


def speaks_of_styling(text: str) -> bool:
    """Whether a caption's sentence explains colours, lines and panels, which only the page shows."""
    return bool(_STYLING.search(text))


def _without_connectives(text: str) -> tuple[str, float]:
    """The sentence without connectives at its head and behind its verb; costs if meaning may hang on them."""
    cost = 0.0
    text = _HEDGE_WE.sub(r"\1 ", text)
    for _ in range(3):
        found = _CONNECTIVE.match(text)
        if not found:
            break
        cost += 0.4 if _LOSING.match(text) else 0.05
        text = text[found.end() :]
        text = text[:1].upper() + text[1:]
    lead = _LEAD_CLAUSE.match(text)
    if lead and _LEAD_POINTS.search(lead[0]):
        text = text[lead.end() :]
        text = text[:1].upper() + text[1:]
        cost += 0.2
    text = _BE_ALSO.sub(r"\1 ", text)
    return _MID_CONNECTIVE.sub("", text), cost
