"""Tells prose from what a PDF leaves between it: formulas, torn words, fragments, orders to a machine."""

import re
import unicodedata
from collections import Counter

from bot.writing.extracting.verbs import has_verb
from bot.writing.orders import speaks_to_machines

LONGEST = 600
"""Characters of a sentence beyond which it is a formula, a table or a trap, never a tweet."""

FEWEST_WORDS = 6

_SYMBOLS = frozenset(
    "=\u2211\u220f\u222b\u2202\u2207\u2208\u2209\u2200\u2203\u2282\u2286\u222a\u2229\u27e8\u27e9\u2016\u221a"
    "\u221d\u2261\u225c\u2190\u21a6\u21d2\u21d4\u2297\u2295\u2299\u2218\u2225\u2206\u223c\u22a4\u22a5^_{}\\|<>"
    "\u2264\u2265\u230a\u230b\u2308\u2309\u211d\u2115\u2124\u2113"
    "\u2020\u2021\u00a7\u00b6\u2022\u25a0\u25a1\u25aa\u25ba\u25e6\u22c6\u2217\u2605\u2713\u2717"
    "`\ufffd\u02c6\u02dc\u00af\u02d9\u00a8"
)  # signs of mathematics, marks of footnotes and lists, loose accents
_SPARING = frozenset("≈±\u00d7·→~∞°%&$#@*/+")  # each may stand in prose, not many of them
_MOST_SPARING = 6
_LIGATURES = str.maketrans(
    {
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬀ": "ff",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\u2011": "-",
        "\u2010": "-",
        "\u2212": "-",
        "\u00ad": "",
    }
)
_ENUMERATOR = re.compile(
    r"^(?:[•◦▪■●∙⋆*\u2013—-]\s{0,3}|\(?(?:\d{1,2}|[ivx]{1,4}|[a-h]|[A-H])\)\s{1,3}"
    r"|\d{1,2}\.\s{1,3}|[ivx]{1,4}\.\s{1,3}"
    r"|(?:C|RQ|Q|F|H)\d{1,2}[.:)]\s{1,3}|(?:Contribution|Finding|Observation|Takeaway"
    r"|Insight)\s?\d{0,2}\s?[.:]\s{1,3})+"
)
_INLINE_NUMBER = re.compile(r"(?<=\s)\(?(?:i{1,3}|iv|vi{0,3}|[1-9]|[a-f])\)\s(?=\w)")
_FOOTNOTE_BEHIND_STOP = re.compile(r"(?<=[a-z)”\"\u2019][.,;])\d{1,2}(?=\s|$)")
_FOOTNOTE_BEFORE_STOP = re.compile(r"(?<=[a-z]{3}) \d{1,2}(?= [.,;](?!\d))")
_DIGIT_BEHIND_WORD = re.compile(r"\b[a-z]{4,}\d{1,2}(?:,\d{1,2}){0,3}\b(?![-\w])")
_TORN = re.compile(
    r"[a-z]\u2013 [a-z]|"
    r"[a-z]{2,}- (?!and\b|or\b|to\b|nor\b|as\b|&|und\b|than\b|vs)[a-z]|\w[=<>]\w"
    r"|[a-z]{3,}\.[A-Z][a-z]{3,}"
)
_RUN_TOGETHER = re.compile(r"[^\W\d_]{26,}|\b[a-z]{2,}[A-Z][a-z]+[A-Z]{3,}")
_LONE = re.compile(r"(?<![\w'\u2019.&/+-])(?!(?:[aAI]\b))([A-Za-z])(?![\w\u2019'/&+*#-]|\.\w)")
_GREEK_IN_NAMES = re.compile(  # "TGF-\u03b2", "\u03b1-helix", "5 \u03bcm": names and units, not formulas
    r"(?<=[A-Za-z]-)[\u03b1-\u03c9]\b|\b[\u03b1-\u03c9](?=-[a-z]{3})|\b\u03bc[A-Za-z]{1,2}\b"
)
_GREEK = re.compile(r"[\u0370-\u03ff]")
_FUNCTION_CALL = re.compile(
    r"[A-Za-z]\+[A-Z]\b|\(\w [-+] |(?<=[a-z] )A (?=be\b|is\b|are\b|has\b|and\b|in\b|of\b)"
    r"|\*{2}|\b(?:TODO|FIXME|XXX)\b|"
    r"\b(?!Li\b|Mn\b|Zn\b|Rn\b|Hi\b)[BDFGHKLMQRUVWXYZ][tijkn]\b|"
    r"\b[A-Za-z]{1,2}\d?\s?\([a-z](?:,\s?[a-z])*\)|\bO\(|\b[a-z]\d\b|\b[A-Z][a-z]?\d?\s?\(\w\)"
)
_NUMBER_RUN = re.compile(r"(?:\b\d+(?:\.\d+)?\s+){3,}\d")
_ADDRESS = re.compile(
    r"https?:|www\.|\b[\w.-]{1,40}\.(?:com|org|net|io|edu|gov|html|py|github)\b|\S@\S|(?<!\w)@\w|doi:",
    re.IGNORECASE,
)
_LATEX = re.compile(r"\\[a-zA-Z]+|\$|~|``|''|\bbegin\{")
_BROKEN_END = re.compile(
    r"\b(?:e\.g|i\.e|et al|Fig|Figs|Sec|Eq|Eqs|cf|vs|resp|Tab|Ref|Refs|No|approx|a|an|the|of"
    r"|and|or|by|with|in|to|from|on|for|than|see|at|as|that|our|re|pre|non|un|de|con|com|dis|ex|pro|im)\.+$"
)
_WORD_LOST = re.compile(  # an article or a preposition with nothing to stand before
    r"\b(?:[Aa]n?|[Tt]he|[Oo]ur|[Tt]heir|[Ii]ts) (?:of|to|for|with|by|from|at|on|and|or|is|are|was|were"
    r"|the|an|we|that"
    r"|which)\b(?!-)|\b(?:of|with|from|into) (?:and|or|is|are|was|were|we)\b|\bby (?:them|it) to\b"
    r"|[a-z] ?\.\d"
    r"|\b(?:more|most|several|many) (?:more|most|several|many)\b|\b(?P<twice>the|a|an|of|is|are|have"
    r"|with|for|to|by) (?P=twice)\b"
)
_RAISED_CITATION = re.compile(  # "classic papers 40-44 from": its numbers were printed small and high
    r"[a-z]s \d{1,3}\s?[\u2013-]\s?\d{1,3} (?:from|have|has|that|which|is|are|we)\b"
)
_NO_MAIN_CLAUSE = re.compile(  # a subordinate clause alone, or a verb without its subject
    r"^(?:While|Although|Though|Whereas|Because|Since|If|When|Given that|Even though)\b[^,;]*$"
    r"|^(?:Illustrates|Shows|Depicts|Displays|Presents|Compares|Summari[sz]es|Indicates|Describes"
    r"|Demonstrates"
    r"|Highlights|Gives|Provides|Lists|Represents|Denotes|Contains|Reports)\b"
)
_WORD = re.compile(r"[A-Za-zÀ-ž][\w\u2019'-]*")
_ASKS = re.compile(r"^(?:How|What|Why|Where|Which|Who)\b")
_STRAY_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,2}\.? [A-Z][a-z]")  # a footnote's or a heading's number
_LONE_OPTION = re.compile(
    r"[:;]\s(?:[Ff]irst|[Ff]irstly),?\s|[:;,]\s\(?[A-Da-d1-4]\)\s"
)  # the first item of a list whose others are elsewhere
_TWO_IN_ONE = re.compile(  # a heading or a fragment run together with the sentence behind it
    r"[A-Z0-9]{2}\. [a-z]{3}|[a-z]-(?:We|The|In|This|Our) [a-z]|[a-z)]{3}\. [A-Z]"
    r"|[a-z]{4}[”\"]?\. [a-z]|[a-z]{2} (?:We|The|In|On|This|Our|These|To|For"
    r"|It|As|If|When|There|Here|However|Given|Since|While) [a-z]"
    r"|[a-z]{2} (?:Finally|First|However|Moreover|Next|Then|Thus|Hence|Therefore|Furthermore"
    r"|Additionally|Specifically|Similarly|Overall|In addition),|\bFigs?\.{2}"
)
_SAID_TWICE = re.compile(r"^([A-Z]\w+ \w+?)s?\b.{0,25}\s\1")  # a heading, and the sentence that takes it up
_RUN_IN = re.compile(
    r"^(?:[A-Z][\w\u2019'/&-]{1,30}(?: [\w\u2019'/&-]{1,30}){0,6}\s?(?:[\u2013—:]"
    r"|\s-)\s)(?=(?:We|Our|The|In|To|For|This|It|As|A|An|On|By|When|While|If|There|Using|I) )"
)
_NOTICE = re.compile(
    r"^(?:keywords?|index terms|ccs concepts|categories|subject class)|\b(?:copyright"
    r"|all rights reserved|licen[cs]ed under|creative commons|permission to make"
    r"|corresponding author"
    r"|equal contribution|preprint|under review|arxiv|doi\b|proceedings of|isbn\b|published as"
    r"|published by|draft version"
    r"|this version|to whom correspondence|work done (?:while|during|at)|e-?mail"
    r"|rest of (?:this|the) paper|is organi[sz]ed"
    r"|organi[sz]ed as|structured as|remainder of|outline of (?:this|the)"
    r"|(?:three|two|four)-?fold\."
    r"|department of|supported (?:in part )?by"
    r"|funded by|grants? (?:no\b|number|agreement|from)|scholarship from"
    r"|anonymous (?:review|refer)|teams? at\b|(?:made"
    r"|makes?) use of the|data (?:presented|used) (?:in|here)|were obtained from the"
    r"|includes? data collected|data (?:collected|provided) by|based on observations"
    r"|space (?:constraints|limit)|builds on top of the work|we (?:are (?:\w+ )?grateful"
    r"|thank)\b)",
    re.IGNORECASE,
)
_READER = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_BRACKET = re.compile(r"[()\[\]“”\"]")
_MOST_LONE = 0
_LEAST_LETTERS = 0.74  # share of letters among the characters that are not spaces


def plain(text: str) -> str:
    """The text with ligatures and odd spaces made plain, without what is invisible or re-orders text."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = text.translate(_LIGATURES)
    kept = (c if unicodedata.category(c)[0] != "C" else " " if c in "\t\r\n" else "" for c in text)
    return " ".join("".join(kept).split())


def without_marks(text: str) -> str:
    """The text without list marks, run-in headings, numbers of an inline list, and footnote digits."""
    text = _RUN_IN.sub("", _ENUMERATOR.sub("", text))
    text = _INLINE_NUMBER.sub("", text)
    text = _FOOTNOTE_BEHIND_STOP.sub("", text)
    return _FOOTNOTE_BEFORE_STOP.sub("", text)


def gives_orders(text: str) -> bool:
    """Whether the sentence speaks to a model, a reviewer or the reader instead of about the work."""
    return speaks_to_machines(text) or bool(_READER.search(text))


def is_notice(text: str) -> bool:
    """Whether the sentence is about the document: licence, funding, affiliation, order of the sections."""
    return bool(_NOTICE.search(text))


def has_address(text: str) -> bool:
    """Whether a link, an e-mail address or an @mention stands in the text."""
    return bool(_ADDRESS.search(text))


def is_debris(text: str) -> bool:
    """Whether formulas, torn or run-together words, or unclosed brackets make the text unfit for a tweet."""
    characters = Counter(text)
    if any(
        c in _SYMBOLS or c >= "\U0001d400" or (c > "~" and unicodedata.category(c) in {"Co", "Cn", "Cc"})
        for c in characters
    ):
        return True
    if sum(characters[c] for c in _SPARING) > _MOST_SPARING or _LATEX.search(text.replace("~", "", 1)):
        return True
    if _FUNCTION_CALL.search(text) or _NUMBER_RUN.search(text):
        return True
    if _DIGIT_BEHIND_WORD.search(text) or _TORN.search(text) or _RUN_TOGETHER.search(text):
        return True
    if _GREEK.search(_GREEK_IN_NAMES.sub("", text)) or len(_LONE.findall(text)) > _MOST_LONE:
        return True
    ink = len(text) - characters[" "]
    letters = sum(n for c, n in characters.items() if c.isalpha())
    return letters < _LEAST_LETTERS * ink or not _balanced(text)


def is_sentence(text: str, *, strictly: bool = False) -> bool:
    """Whether the text is one whole statement: a capital first, a verb, enough words, a full stop last.

    `strictly`: a past form alone is no verb, as in captions ("Accuracy of models trained on text.").
    """
    if (
        not _has_ends(text)
        or _STRAY_NUMBER.match(text)
        or _LONE_OPTION.search(text)
        or _TWO_IN_ONE.search(text)
        or _WORD_LOST.search(text)
        or _RAISED_CITATION.search(text)
        or _NO_MAIN_CLAUSE.match(text)
        or text.count(": ") > 1
        or _SAID_TWICE.match(text)
    ):
        return False
    words = _WORD.findall(text)
    shouted = sum(word.isupper() and len(word) > 1 for word in words)
    capitals = sum(word[0].isupper() for word in words)
    if len(words) < FEWEST_WORDS or shouted * 2 > len(words) or capitals * 10 > len(words) * 7:
        return False
    return not (strictly and _ASKS.match(text)) and has_verb(text, strictly=strictly)


def _has_ends(text: str) -> bool:
    """Whether the text begins and ends as a statement does."""
    if not 0 < len(text) <= LONGEST or "?" in text or _BROKEN_END.search(text):
        return False
    whole = text.endswith((".", "!", ".”", '."', ".)")) and not text.rstrip(".").endswith((":", ",", ";"))
    return whole and (text[0].isupper() or text[0].isdigit() or text[0] in '“"\u2018')


def _balanced(text: str) -> bool:
    if not _BRACKET.search(text):
        return True
    pairs = {")": "(", "]": "[", "”": "“"}
    opened: list[str] = []
    for character in text:
        if character in pairs.values():
            opened.append(character)
        elif character in pairs and (not opened or opened.pop() != pairs[character]):
            return False
    return not opened and text.count('"') % 2 == 0
