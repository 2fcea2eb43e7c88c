"""Lines joined to running text; words broken at a line's end made whole.

A hyphen at a line's end is either part of the word or of the break. The paper itself decides: the spelling
that it uses elsewhere is taken; where it uses neither, the hyphen stays in what looks like a compound.
"""

import re
from collections import Counter
from collections.abc import Iterable

from bot.paper.pages.cleaning import SOFT

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+){0,5}")
_LAST = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+){0,5}$")
_COMPOUND = re.compile(
    r"(?:self|non|well|state|multi|cross|semi|co|high|low|long|short|fine|end|real|large)$", re.IGNORECASE
)
_WORD_CHARS = 4
_TAIL = 60  # characters in which a last word is looked for
_URL_TAIL = 300


class Lexicon:
    """The words that a paper uses, with and without hyphens."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        """`lines` are the paper's, as `Line.text` gives them."""
        self._words: Counter[str] = Counter()
        broken = False
        for line in lines:
            tokens = _TOKEN.findall(line.lower())
            before, broken = broken, line.endswith((SOFT, "-"))
            # The halves of a broken word are no words: they would speak for the hyphen between them.
            self._words.update(tokens[int(before) : len(tokens) - broken])

    def join(self, lines: Iterable[str]) -> str:
        """The lines as one text; a word broken at the very end keeps its `SOFT` mark."""
        joined = ""
        for line in lines:
            if line:
                joined = self._joined(joined, line) if joined else line
        return joined.strip()

    def _joined(self, text: str, line: str) -> str:
        last, first = text[-1], line[0]
        if last == SOFT:
            return text[:-1] + ("-" if self._keeps_hyphen(text[:-1], line) else "") + line
        if last == "-" and text[-2:-1].isalnum():
            broken = first.islower() and text[-2].islower() and not self._keeps_hyphen(text[:-1], line)
            return (text[:-1] if broken else text) + line
        return text + ("" if self._are_one_word(text, line) else " ") + line

    def _are_one_word(self, text: str, line: str) -> bool:
        """Whether nothing is to stand between two lines: an address goes on, or the script has no spaces."""
        last, first = text[-1], line[0]
        if (
            last in "/."
            and "://" in text[-_URL_TAIL:].rsplit(" ", 1)[-1]
            and (last == "/" or first.islower())
        ):
            return True
        if _is_ideographic(last) and _is_ideographic(first):
            return True
        if _is_hangul(last) and _is_hangul(first):  # Korean breaks lines within words and marks nothing
            before, after = _LAST.search(text[-_TAIL:]), _TOKEN.match(line)
            return bool(before and after and self._words[before[0] + after[0]])
        return False

    def _keeps_hyphen(self, text: str, line: str) -> bool:
        """Whether the hyphen between two lines is part of the word."""
        last, first = _LAST.search(text[-_TAIL:]), _TOKEN.match(line)
        if not last or not first:
            return text[-1:].isdigit() or line[:1].isdigit()
        before, after = last[0], first[0]
        whole = self._words[(before + after).lower()]
        parted = self._words[f"{before}-{after}".lower()]
        if whole or parted:
            return parted > whole
        if "-" in after or after[0].isupper():
            return True
        # Two words of the paper are a compound; syllables are seldom words, and short ones are by chance.
        known = self._words[after.lower()] > 0 and self._words[before.lower()] > 0
        long = min(len(before), len(after)) >= _WORD_CHARS
        return known and (long or _COMPOUND.search(before) is not None)


def _is_hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7af"


def _is_ideographic(character: str) -> bool:
    """Of a script written without spaces between words: Chinese and Japanese, not Korean."""
    return (
        "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef" or character in "\u201c\u201d"
    )
