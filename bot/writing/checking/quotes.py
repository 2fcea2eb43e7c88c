"""Finds a quoted sentence in a paper, whatever line breaks, hyphens and citation marks did to it."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bot.papers import Sentence

FEWEST_WORDS = 4
"""A shorter quote could stand anywhere, and proves nothing, unless it is a sentence or a caption whole."""

LONGEST = 2000
"""Characters of a quote that are looked for."""

_CITATION = re.compile(
    r"\[\s?\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3}){0,30}\s?\]"
    r"|\((?:[^()]{0,200}?\b(?:19|20)\d{2}[a-z]?)(?:[,;][^()]{0,200})?\)"
)
_NEITHER = re.compile(r"[^\w.<>=%\u00b1\u2264\u2265\u221a]|_|(?<!\d)\.|\.(?!\d)")
_ELLIPSIS = re.compile(r"\s{0,3}[\[(]?(?:\u2026|\.{3})[\])]?\s{0,3}")
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]{2}|\w+"
)  # two characters where no spaces stand between words


@dataclass(frozen=True)
class Place:
    """Where a quote stands: the page it begins on, and its sentences by number in the index."""

    page: int
    last_page: int
    first: int
    last: int


def squeezed(text: str) -> str:
    """Only what must agree: letters and digits without case, decimal points, signs that change a meaning."""
    text = unicodedata.normalize("NFKC", _CITATION.sub("", text)).casefold()
    return _NEITHER.sub("", text)


class QuoteIndex:
    """The sentences of a paper in reading order, made searchable."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = tuple(sentences)
        self._starts: list[int] = []
        parts, length = [], 0
        for sentence in self.sentences:
            part = squeezed(sentence.text)
            self._starts.append(length)
            parts.append(part)
            length += len(part)
        self._text = "".join(parts)
        self._whole: dict[str, list[int]] = {}
        for number, part in enumerate(parts):
            self._whole.setdefault(part, []).append(number)

    def locate(self, quote: str, page: int | None = None) -> Place | None:
        """Where the quote stands, on that page if it stands there; None when it does not stand in the paper.

        An ellipsis in the quote leaves words out; what is left must follow in order within a page's length.
        """
        if len(quote) > LONGEST:
            return None
        if len(_WORD.findall(quote)) < FEWEST_WORDS:
            return self._alone(squeezed(quote), page)
        parts = [part for part in (squeezed(part) for part in _ELLIPSIS.split(quote)) if part]
        places = list(self._occurrences(parts)) if parts else []
        return next(
            (place for place in places if page is not None and place.page <= page <= place.last_page), None
        ) or (places[0] if places else None)

    def around(self, place: Place, reach: int = 1) -> str:
        """The quoted sentences with their neighbours."""
        near = self.sentences[max(0, place.first - reach) : place.last + 1 + reach]
        return " ".join(sentence.text for sentence in near)

    def _alone(self, quote: str, page: int | None) -> Place | None:
        """Where a short quote is all of a sentence or a caption, on that page if it is one there."""
        same = self._whole.get(quote, []) if quote else []
        if not same:
            return None
        number = next((n for n in same if self.sentences[n].page == page), same[0])
        return self._place(self._starts[number], self._starts[number] + len(quote) - 1)

    def _occurrences(self, parts: list[str], most: int = 20, span: int = 3000) -> list[Place]:
        found: list[Place] = []
        start = self._text.find(parts[0])
        while start >= 0 and len(found) < most:
            end: int = start + len(parts[0])
            for part in parts[1:]:
                place = self._text.find(part, end, end + span)
                end = place + len(part) if place >= 0 else -1
                if end < 0:
                    break
            if end >= 0:
                found.append(self._place(start, end - 1))
            start = self._text.find(parts[0], start + 1)
        return found

    def _place(self, start: int, end: int) -> Place:
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end) - 1
        after = self.sentences[min(last + 1, len(self.sentences) - 1)]
        page = self.sentences[first].page
        # A sentence is known by the page it begins on; its end may stand on the next sentence's page.
        last_page = after.page if page <= after.page <= page + 1 else page
        return Place(page=page, last_page=last_page, first=first, last=last)
