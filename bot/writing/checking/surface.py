"""What must not be on a tweet's face: invisible characters, markup, LaTeX, citations, placeholders."""

import re
import unicodedata

from bot.papers import FigureKey, FigureKind
from bot.tweets import emoji_spans

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ZERO_WIDTH = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)
_SELECTORS = frozenset("\ufe0e\ufe0f")
_JOINERS = frozenset("\u200c\u200d")  # part of the spelling in Persian and in the scripts of India
_SHOWN = 40  # characters of an offending bit that are quoted

_BOLD = re.compile(r"\*\*([^*\n]{1,300})\*\*|__([^_\n]{1,300})__")
_MARKUP = re.compile(
    r"```|`[^`\n]{1,200}`|\[[^\[\]\n]{1,200}\]\(https?:[^()\s]{1,300}\)|^#{1,6} "
    r"|</[A-Za-z]\w{0,30}>|<(?:br|b|i|em|strong|p|sup|sub|a)\b[^<>\n]{0,80}>",
    re.MULTILINE,
)
_LATEX = re.compile(
    r"\\[a-zA-Z]{2,30}|\\[%&_#{}$]|[_^]\{|\$[^$\s](?:[^$\n]{0,80}[^$\s])?\$(?!\d)|``|(?<!\w)''(?!\w)|\{,\}"
)
_SURNAME = r"[A-Z][\w'\u2019-]{1,30}"
_CITATION = re.compile(
    r"\[\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3}){0,20}\]"
    r"|\bet al\b\.?,?\s?[(\[]?(?:19|20)\d{2}[a-z]?[)\]]?"
    rf"|\((?:see |e\.g\.,? |cf\. )?{_SURNAME}(?:(?:,| and| &) {_SURNAME}){{0,3}},? (?:19|20)\d{{2}}[a-z]?\)"
)
_REFERENCE = re.compile(
    r"(?<![\w-])(?P<kind>Fig(?:ure|s?\.|ures|s)?|Tab(?:le|les|\.)|Algorithms?|Alg\.|Sections?|Sect?\."
    r"|Appendi(?:x|ces)|App\.|Eq(?:uations?|n?s?\.|n)|Theorems?|Thm\.|Lemmas?|Propositions?|Corollar(?:y|ies)"
    r"|Definitions?)\s?"
    r"\(?(?P<number>(?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,2}){0,3}|[IVX]{1,5}\b|[A-Z]\b(?!['\u2019]))"
    r"(?P<part>[a-z](?!\w))?|(?P<sign>\u00a7{1,2}\s?[\dA-Z])"
)
_ELSEWHERE = re.compile(
    r"\b(?:as (?:shown|seen|described|discussed|mentioned) (?:above|below|earlier)|see (?:above|below)"
    r"|(?:the )?(?:above|following|previous|next|preceding) (?:section|table|figure|equation|subsection)s?"
    r"|in (?:this|the next|the previous) (?:sub)?section)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\[(?:insert|your|add|put|link|url|todo|tbd|name|handle|title|venue|image|img|figure|paper|code|repo|github"
    r"|arxiv)\b[^\[\]\n]{0,60}\]"
    r"|<(?:insert|your|link|url|name|handle|title|venue|image|paper|code|repo)\b[^<>\n]{0,60}>"
    r"|\{\{?[a-z][\w ]{0,30}\}\}?|\$\{\w{1,30}\}|@(?:handle|username|author_handle)\b"
    r"|\blorem ipsum\b|\b(?:insert|add|paste) (?:the )?(?:link|url|title|name) here\b"
    r"|\byour-?(?:name|org|repo|username|lab)\b",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"\b(?:TODO|TBD|FIXME|TBA|XXX+|XX(?=%|\.X)|LOREM)\b")
_OWN_NUMBER = re.compile(
    r"(?:^|\n)[ \t]{0,8}[(\[]?(\d{1,2}/(?:\d{1,2}|[nN]|\?)?)[)\]:.]?(?=[ \t]{0,8}(?:\n|$))"  # on its own line
    r"|^\W{0,8}(\d{1,2}/(?:\d{1,2}|[nN])?)[)\]:.]?(?=\s)"  # in front
    r"|(?<=\s)[(\[]?(\d{1,2}/(?:[nN])?)[)\]]?\s{0,8}$"  # "3/" behind
)
_LAST_NUMBER = re.compile(r"(?<=\s)[(\[]?(\d{1,2})/(\d{1,2})[)\]]?\s{0,8}$")
_KINDS = {"f": FigureKind.FIGURE, "t": FigureKind.TABLE, "a": FigureKind.ALGORITHM}


def invisible(text: str) -> tuple[str, ...]:
    """Names of the characters that nobody sees or that re-order the text, each once.

    Joiners and selectors inside an emoji are part of it, and joiners between letters of the scripts
    that need them part of the spelling.
    """
    emoji = {place for start, end in emoji_spans(text) for place in range(start, end)}
    names = [
        _name(character)
        for place, character in enumerate(text)
        if place not in emoji and _is_invisible(character) and not _belongs(text, place)
    ]
    return tuple(dict.fromkeys(names))


def bold_outside(text: str, title: str) -> str:
    """The first bit in bold that is not the paper's title, or ""; `**` does not render on X."""
    words = set(_words(title))
    for bold in _BOLD.finditer(text):
        inner = _words(bold[1] or bold[2])
        if not inner or sum(word in words for word in inner) < 0.8 * len(inner):
            return bold[0][:_SHOWN]
    return ""


def markup(text: str) -> str:
    """The first bit of Markdown other than bold, or of HTML, or ""."""
    return _first(_MARKUP, text)


def latex(text: str) -> str:
    """The first bit of LaTeX, or ""; "$5 and $10" is money."""
    return _first(_LATEX, text)


def citation(text: str) -> str:
    """The first citation mark, or ""."""
    return _first(_CITATION, text)


def dangling(text: str, figure: FigureKey | None) -> str:
    """The first reference to another place of the paper, or ""; the tweet's own picture may be named."""
    for reference in _REFERENCE.finditer(text):
        kind = _KINDS.get((reference["kind"] or "")[:1].lower())
        if reference["kind"] and reference["kind"][:3].lower() == "app":
            kind = None
        own = figure is not None and kind is figure.kind and reference["number"] == figure.number
        if not own:
            return reference[0][:_SHOWN]
    return _first(_ELSEWHERE, text)


def placeholders(text: str) -> tuple[str, ...]:
    """What was meant to be filled in."""
    return tuple(
        found[0][:_SHOWN] for pattern in (_PLACEHOLDER, _SHOUTED) for found in pattern.finditer(text)
    )


def own_number(text: str, of: int) -> str:
    """A `k/N` that somebody typed, or ""; "wins on 9/10 tasks" is none."""
    if found := _OWN_NUMBER.search(text):
        return next(group for group in found.groups() if group)
    last = _LAST_NUMBER.search(text)
    if last and int(last[2]) == of and 1 <= int(last[1]) <= of:
        return f"{last[1]}/{last[2]}"
    return ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0].strip()[:_SHOWN] if found else ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _is_invisible(character: str) -> bool:
    if character in _BIDI or character in _ZERO_WIDTH or character == "\ufffd":
        return True
    if character == "\n" or character in _SELECTORS:
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


def _belongs(text: str, place: int) -> bool:
    """Whether a joiner stands between letters of a script that is written with joiners, or between emoji."""
    around = (text[place - 1 : place], text[place + 1 : place + 2])
    if text[place] == "\u200d" and all(around):  # of emoji that are newer than the library's table
        before, behind = (unicodedata.category(character) for character in around)
        if behind == "So" and (before in {"So", "Sk"} or around[0] in _SELECTORS):
            return True
    return text[place] in _JOINERS and all("\u0600" <= letter <= "\u0dff" for letter in around)


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control character').lower()}"
