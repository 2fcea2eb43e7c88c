"""Labels: what a caption that states nothing calls its figure or table."""

import re
from collections.abc import Iterator

from bot.sentences import split_sentences
from bot.writing.extracting.clauses import speaks_of_styling
from bot.writing.extracting.prose import (
    gives_orders,
    has_address,
    is_debris,
    is_sentence,
    plain,
    without_marks,
)
from bot.writing.extracting.references import without_citations, without_references

_LONGEST_LABEL = 25  # words
_FEWEST = 3  # words of a label
_LONGEST_CAPTION = 3000  # characters that are looked at
_MOST_CUTS = 24

_LEADING_REMARK = re.compile(
    r"^(?:\([a-zA-Z]\)|[a-zA-Z]\)|(?:Left|Right|Top|Bottom|Middle|Upper|Lower"
    r"|Center)\b[^:]{0,30}:)\s{0,3}",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\s?\((?:left|right|top|bottom|middle|upper|lower|[a-h])(?: (?:panel|row|column|plot))?\)", re.IGNORECASE
)
_DANGLING = re.compile(
    r"\b(?:in|of|for|by|with|from|the|and|or|on|to|a|an|as|at|vs|than|that|this|these|our|when|where|which"
    r"|between|via|using|versus|under|over|i\.e|e\.g|is|are|by|equations?|eq)$"
    r"|\b(?:this|these|it|its)\b|^(?:continued|see|same as|as |with |for |in |of |on |by |and |or "
    r"|using |when )",
    re.IGNORECASE,
)
_NAMES_SOMETHING = re.compile(r"[A-Za-z][a-z]{3,}")
_LIST_BEGUN = re.compile(r"\bbetween (?!.*\band\b)|: [^ ]+$")
_PARENTHESES = re.compile(r"\s?\([^()]{0,300}\)")
_INDEFINITE_END = re.compile(
    r"^.*\b(?:an?|one|each|every|all|some) [\w-]+$", re.DOTALL
)  # "a model" of which one is told more
_LONE_NAME = re.compile(r"\b[A-Z]\b")  # systems G and H
_REAL_WORD = re.compile(r"[A-Za-z]{2,}|\d+-[a-z]+")
_CUT = re.compile(
    r"[,;:]\s|\s(?:\u2013|—)\s|\s(?=(?:for|with|along|where|when|using|in|on|as|from|at|under|over|by"
    r"|versus|of) )"
)


def label_of(caption: str) -> str:
    """A caption's first sentence as a label: no statement, but readable beside the picture; "" if not."""
    text = without_citations(without_marks(plain(_first(caption))))
    text = without_references(text) if text else None
    text = (text or "").split(". ")[0].rstrip(" .:;,")
    if not _FEWEST <= len(text.split()) <= _LONGEST_LABEL or not _reads(text):
        return ""
    return "" if is_sentence(f"{text}.", strictly=True) else text[:1].upper() + text[1:]


def short_label_of(caption: str) -> str:
    """The longest head of a caption that can be read where the whole cannot; "" if there is none."""
    text = without_marks(_PARENTHESES.sub("", plain(_first(caption))[:600]))
    for cut in _heads(text.rstrip(" .:;,")):
        if ": " in cut and cut != text.rstrip(" .:;,"):
            continue  # a list behind a colon is told whole or not at all
        head = without_citations(cut) or ""
        whole = head if cut == text else _INDEFINITE_END.sub("", head)
        if whole and len(head.split()) <= _LONGEST_LABEL and _reads(_LONE_NAME.sub("Xx", head)):
            return head[:1].upper() + head[1:]
    return ""


def bare_caption(caption: str) -> str:
    """The caption without the marks of panels: "(a)", "Left:", "(top)"."""
    return _LEADING_REMARK.sub("", _INSIDE.sub("", caption))


def _first(caption: str) -> str:
    sentences = split_sentences(caption[:_LONGEST_CAPTION])
    return bare_caption(sentences[0]) if sentences else ""


def _heads(text: str) -> Iterator[str]:
    """The text, then its heads up to a comma, then those up to a preposition, the longest first."""
    yield text
    cuts = [*_CUT.finditer(text)][:_MOST_CUTS]
    for at_comma in (True, False):
        for cut in reversed(cuts):
            if (text[cut.start()] in ",;:") is at_comma:
                yield text[: cut.start()].rstrip(" ,;:")


def _reads(text: str) -> bool:
    """Whether the text can stand beside the picture: prose that names something and breaks off nowhere."""
    if (
        ".:" in text
        or len(_REAL_WORD.findall(text)) < _FEWEST
        or is_debris(text)
        or has_address(text)
        or gives_orders(text)
        or speaks_of_styling(text)
    ):
        return False
    if not _NAMES_SOMETHING.search(text) or _DANGLING.search(text) or _LIST_BEGUN.search(text):
        return False
    return without_references(text) is not None
