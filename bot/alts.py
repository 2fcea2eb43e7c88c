"""Alternative texts: what people hear who do not see a picture."""

import re
import unicodedata

from bot.papers import Figure, FigureKind
from bot.sentences import split_sentences

ALT_MOST = 1000
"""Characters of an alternative text: X's limit, the least of all (Mastodon takes 1500, Bluesky 2000)."""

ALT_AIM = 400
"""Characters of an alternative text that a listener hears in half a minute."""

_LONGEST_CAPTION = 4000  # characters that are looked at
_RINGS = re.compile(r"<[!@#][!&]?([\w^|-]{1,60})>|(?<![\w.+-])[@\uff20](?=\w)")  # on a network or in a chat
_BEGUN = re.compile(
    r"(?:Fig(?:ure|s?\.)|Table|Algorithm)\s?[A-Z]?\.?\d{1,3}[a-z]?\s?[:.|]\s|[\s\u2013\u2014:.|-]{1,9}"
)
_YEAR = r"[^()\[\]]{0,200}\b(?:19|20)\d\d[a-z]?\b[^()\[\]]{0,200}"
_CITED = re.compile(
    rf"\s?\[\d{{1,3}}(?:\s?[,;\u2013-]\s?\d{{1,3}}){{0,20}}\]|\s?[(\[](?=[a-z.,]{{0,9}}\s?[A-Z]){_YEAR}[)\]]"
)
_NEEDS_CITED = re.compile(
    r"\b(?:is|are|by|from|in|of|see|as|and|or|to|with|than|on|following|source:?)$", re.IGNORECASE
)
_IS_SUBJECT = re.compile(r"\s(?:is|are|was|were|has|have|do|does|shows?|uses?|proposed?)\b")
_ELSEWHERE = (
    r"(?:Figs?\b|Figures?\b|Tables?\b|Sec(?:s|ts?|tions?)?\b|Eqs?\b|Equations?\b"
    r"|App(?:endix|endices)?\b|\u00a7)\.?\s?[\dA-Z(]"
)
_REFERRING = re.compile(rf"\s?\([^()]{{0,80}}{_ELSEWHERE}[^()]{{0,40}}\)|\s?\(https?:[^()\s]{{1,300}}\)")
_REFERS = re.compile(rf"{_ELSEWHERE}|https?://")
_DEBRIS = re.compile(r"\\[a-zA-Z]+|[_^]\{|[\ufffd\ue000-\uf8ff]|(?:[^\w\s]\s?){6}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 3  # of a sentence behind the first
_HEADING = 60  # characters within which a caption says what kind of picture it is
_LEAST_LETTERS = 0.6  # share of a sentence; with fewer it is a formula
_PLOT = (
    r"[xy][- ]ax[ei]s|error bars?|curves?|histograms?|(?:scatter|box|violin) ?plots?|plots?|plotted"
    r"|heat ?maps?|as a function of|log(?:arithmic)? scale|versus|vs"
)
_SEEN = tuple(
    (word, re.compile(rf"\b(?:{cues})\b", re.IGNORECASE))
    for word, cues in (
        ("Screenshot", "screenshots?"),
        ("Photograph", "photographs?|photos?"),
        ("Plot", _PLOT),
    )
)
_DRAWN = re.compile(
    r"\b(?:overview|architectures?|schematic|diagram|flow ?chart|pipeline|workflow|graphical model)\b",
    re.IGNORECASE,
)


def alt_of(figure: Figure, text: str = "") -> str:
    """The alternative text of a picture for which nobody wrote one, `ALT_MOST` characters at most.

    What kind of picture it is and what its caption says, about `ALT_AIM` characters; then `text`, a sentence
    of the paper that speaks of it, if it says something else and there is room.
    """
    sentences = split_sentences(figure.caption[:_LONGEST_CAPTION])
    said = [_alt(each, first=not place) for place, each in enumerate(sentences)]
    parts: list[str] = []
    for sentence in (*said, _alt(text)):
        if sentence and sentence not in parts:
            if parts and len(" ".join((*parts, sentence))) > ALT_AIM:
                continue
            parts.append(sentence)
    if not parts:
        return f"{figure.key} of the paper."
    kind, whole = _seen(figure), " ".join(parts)
    named = kind.casefold() in _WORD.findall(whole[:_HEADING].casefold())
    return alt_within(whole if named else f"{kind}: {whole}")


def alt_within(text: str, most: int = ALT_MOST) -> str:
    """An alternative text as networks take it: one line that rings nobody, whole sentences.

    It has `most` characters at most; a first sentence that is longer ends at a word, with an ellipsis.
    """
    printed = "".join(
        " " if letter.isspace() else letter
        for letter in text[: 4 * most]
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co"}
    )
    line = _RINGS.sub(lambda found: found[1] or "", " ".join(printed.split()))
    if len(line) <= most:
        return line
    kept = ""
    for sentence in split_sentences(line):
        if len(kept) + 1 + len(sentence) > most:
            break
        kept = f"{kept} {sentence}".lstrip()
    return kept or f"{line[: most - 1].rsplit(' ', 1)[0]}…"


def _alt(sentence: str, *, first: bool = False) -> str:
    """A sentence without label and citation marks; "" for debris, and for one that sends elsewhere.

    The first says what the figure is, wherever else it points.
    """
    text = _BEGUN.sub("", sentence, count=1) if _BEGUN.match(sentence) else sentence
    text = _REFERRING.sub("", text)
    for mark in _CITED.finditer(text):
        before = text[max(0, mark.start() - 12) : mark.start()].rstrip()
        if _NEEDS_CITED.search(before) or _IS_SUBJECT.match(text, mark.end()):
            return ""
    text = alt_within(_CITED.sub("", text)).rstrip(" ,;:")
    letters = sum(character.isalpha() or character.isspace() for character in text)
    words = len(_WORD.findall(text))
    if not words or _DEBRIS.search(text) or letters < _LEAST_LETTERS * len(text):
        return ""
    if not first and (words < _FEWEST_WORDS or text.count("(") != text.count(")") or _REFERS.search(text)):
        return ""
    unended = text[-1].isascii() and text[-1] not in '.!?"'
    return f"{text[0].upper()}{text[1:]}{'.' if unended else ''}"


def _seen(figure: Figure) -> str:
    """What kind of picture it is, as far as its caption tells."""
    if figure.kind is not FigureKind.FIGURE:
        return figure.kind.value.capitalize()
    if _DRAWN.search(figure.caption[:_HEADING]):
        return "Diagram"
    return next((word for word, cues in _SEEN if cues.search(figure.caption[:ALT_MOST])), "Figure")
