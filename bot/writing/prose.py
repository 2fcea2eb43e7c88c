"""Tells prose from what a PDF leaves between it: formulas, torn words, fragments, orders to a machine."""

import re
import unicodedata
from collections import Counter

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
_FOOTNOTE_BEFORE_STOP = re.compile(r"(?<=[a-z]) \d{1,2}(?= [.,;])")
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
    r"|and|or|by|with|in|to|from|on|for|than|see|at|as|that|our)\.+$"
)
_WORD = re.compile(r"[A-Za-zÀ-ž][\w\u2019'-]*")
_STRAY_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,2}\.? [A-Z][a-z]")  # a footnote's or a heading's number
_LONE_OPTION = re.compile(
    r"[:;]\s(?:[Ff]irst|[Ff]irstly),?\s|[:;,]\s\(?[A-Da-d1-4]\)\s"
)  # the first item of a list whose others are elsewhere
_TWO_IN_ONE = re.compile(  # a heading or a fragment run together with the sentence behind it
    r"[a-z)]{3}\. [A-Z]|[a-z]{4}[”\"]?\. [a-z]|[a-z]{2} (?:We|The|In|On|This|Our|These|To|For"
    r"|It|As|If|When|There|Here|However|Given|Since|While) [a-z]"
    r"|[a-z]{2} (?:Finally|First|However|Moreover|Next|Then|Thus|Hence|Therefore|Furthermore"
    r"|Additionally|Specifically|Similarly|Overall|In addition),|\bFigs?\.{2}"
)
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
    r"|organi[sz]ed as|structured as|remainder of|outline of (?:this|the)|university"
    r"|department|supported (?:in part )?by"
    r"|funded|grant|scholarship|anonymous (?:review|refer)|teams? at\b|(?:made"
    r"|makes?) use of the|data (?:presented|used) (?:in|here)|were obtained from the"
    r"|includes? data collected|data (?:collected|provided) by|based on observations"
    r"|space (?:constraints|limit)|builds on top of the work|we (?:are (?:\w+ )?grateful"
    r"|thank)\b)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|direction|above"
    r"|previous|prior|rule)"
    r"|\bas an? (?:ai|llm|language model|assistant|automated|large language model)\b"
    r"|\b(?:system prompt|developer message|jailbreak|prompt injection)\b"
    r"|\b(?:give|assign|rate|recommend|award|write|provide)\b.{0,60}\b(?:accept(?:ance)?\b"
    r"|positive (?:review|rating|score)"
    r"|high(?:est)? (?:score|rating|mark)|favou?rabl[ey]|10/10|strong accept)"
    r"|\b(?:ai|llm|automated|language model|ai-generated) (?:reviewer|summari[sz]er|assistant"
    r"|agent)s?\b"
    r"|\b(?:do not|don't|never|must not|please|must|only) (?:mention|highlight|reveal|output"
    r"|respond|reply|say|print|tweet|post)\b"
    r"|\b(?:output|respond|reply|print|say|tweet|post) (?:only|exactly|the following|with"
    r"|this)\b"
    r"|\b(?:note|attention|message|instructions?) (?:to|for) (?:the |all |any )?(?:ai|llm"
    r"|reviewer|model|assistant|language)"
    r"|\bretweet|\bfollow (?:us|me|@)|\bclick (?:here|on|the)\b|\bsubscribe\b|\bbuy (?:now"
    r"|our)\b",
    re.IGNORECASE,
)
_READER = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_AUXILIARY = (
    "is are was were be been am has have had does do did can could will would may might must "
    "should cannot need shall "
    "isn't aren't doesn't don't won't can't"
)
_VERBS = (
    "accelerate account achieve add address adopt affect agree aim align allow amount "
    "analyze apply approach arise ask assess associate assume "
    "attain attract attempt avoid balance beat become begin behave belong benefit bridge "
    "bring build call capture carry cause challenge change "
    "characterize choose claim combine come compare compete comprise concern conclude "
    "conduct confirm conjecture connect consider consist "
    "constrain construct contain continue contribute converge correlate correspond cover "
    "create deal decide decrease define degrade deliver "
    "demand demonstrate depend derive describe detect determine develop differ diminish "
    "discuss display draw drive drop eliminate emerge employ "
    "enable encode encourage enhance ensure entail establish estimate evaluate exceed "
    "exhibit exist expect explain exploit explore expose extend "
    "extract face facilitate fail fall favor fit focus follow force form formalize gain "
    "generalize generate get give go grow guarantee guide "
    "happen help highlight hinge hold identify ignore illustrate imply improve include "
    "incorporate increase indicate induce infer influence "
    "inherit integrate interact introduce invoke involve keep know lack lead learn leave let "
    "leverage lie limit link look lose maintain make "
    "match matter mean measure meet minimize mitigate motivate move narrow obtain occur "
    "offer open operate optimize originate outperform "
    "overcome owe participate pave perform permit play point pose possess predict prefer "
    "present preserve prevent produce promise propose prove "
    "provide pursue reach realize recall receive recover reduce reflect relate release rely "
    "remain remove render replace report represent "
    "require resolve respond result retain reveal rise run satisfy saturate save scale seek "
    "seem select serve share shed show simplify solve "
    "speed stand start stay stem store strike strive study suffer suggest summarize support "
    "surpass sustain tackle take tend think trace "
    "transfer transform treat turn underlie understand unify use utilize validate vanish "
    "vary verify want win work yield"
)
_IRREGULAR = "became began came chose drew fell gave got grew knew ran rose took underwent went won wrote"
_ALSO_PARTICIPLES = (
    "brought built felt found held kept led left lost made meant met saw sought stood thought understood"
)


_ALSO_NOUNS = (
    "account address amount approach attempt balance benefit bridge call cause challenge change "
    "claim compare deal decrease demand design drop estimate face fall fit focus force form function "
    "gain guarantee guide help hold impact increase influence issue judge lack lead learn leave lie "
    "limit link look match matter mean measure meet need offer order play point process promise "
    "question range rate release report represent request result return reveal rise run sample scale "
    "search serve set shape share speed stand start stay stem step store study support test trace "
    "transfer treat turn use value view win work yield save open narrow"
)


def _finite(*, nouns: bool) -> re.Pattern[str]:
    """A verb that makes a statement: auxiliaries, and the plain and third-person forms of verbs papers use.

    `nouns`: also those that stand as nouns in the label of a figure ("Summary of the results").
    """
    known = [verb for verb in _VERBS.split() if nouns or verb not in _ALSO_NOUNS.split()]
    forms = {*_AUXILIARY.split(), *_IRREGULAR.split(), *known, *(_ALSO_PARTICIPLES.split() if nouns else ())}
    forms |= {
        verb[:-1] + "ies"
        if verb.endswith("y") and verb[-2] not in "aeou"
        else verb + ("es" if verb.endswith(("s", "h", "x", "o")) else "s")
        for verb in known
    }
    forms |= {form.replace("ize", "ise").replace("avor", "avour") for form in forms}
    return re.compile(rf"\b(?:[Ww]e [a-z]+|I [a-z]+|{'|'.join(sorted(forms))})\b")


_VERB = _finite(nouns=True)
_CLEAR_VERB = _finite(nouns=False)
_SUBORDINATE = re.compile(r"\b(?:that|which|where|whose|who|we|when|while|as)\b")
_PAST = re.compile(r"\b[a-z]{3,}ed\b")
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
    return bool(_ORDER.search(text) or _READER.search(text))


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
    ):
        return False
    words = _WORD.findall(text)
    shouted = sum(word.isupper() and len(word) > 1 for word in words)
    capitals = sum(word[0].isupper() for word in words)
    if len(words) < FEWEST_WORDS or shouted * 2 > len(words) or capitals * 10 > len(words) * 7:
        return False
    if strictly:
        beside = _SUBORDINATE.search(text, 3)  # a relative clause's verb makes no statement of a label
        return bool(_CLEAR_VERB.search(text, 0, beside.start() if beside else len(text)))
    return bool(_VERB.search(text) or _PAST.search(text))


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
