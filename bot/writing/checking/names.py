"""Whether the names in a tweet are known: people, models, data sets, acronyms."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+(?:[-'\u2019+./&_][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_OWNED = re.compile(r"['\u2019]s?$")
_TAIL = re.compile(  # what makes an adjective of a name: "MIT-licensed", "GPT-4-based"
    r"(?:-(?:[a-z]{2,20}(?:ed|ing)|based|style|like|level|free|only|specific|scale|type|size|class|aware))+$"
)
_SCALED = re.compile(r"\d[\d.,]{0,20}[A-Za-z]{1,3}")  # "6B", "1.5M", "10kHz" are numbers
_BEGINS = re.compile(
    r"(?:^|[\n.!?:;\u2026\u2022|\u2192\u2014\u2013>\u201c\"]|(?:^|\s)[-*])[\s\"'\u201c\u2018(\[*_]*$"
)
_COMMON = frozenset(
    """
i we our us you your it the a an and or but not no yes new now here why how what when who which this
that these those all any only just also more most very first next last many few some each every much
great big ai ml nlp llm dl rl cv gpu cpu api pdf url faq tldr tl dr fyi rt cc dm eg ie vs etc ok wip
sota ps arxiv github gitlab huggingface hugging face twitter mastodon bluesky linkedin youtube x phd msc
bsc usa us uk eu code paper preprint repo link blog post thread tweet demo video poster talk slides
website read below january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
sunday mon tue wed thu fri sat sun am pm figure fig table section appendix limitation limitations future
work takeaway takeaways result results method methods contribution contributions question answer problem
solution idea goal motivation conclusion key main gb mb kb tb hz khz mhz ghz kwh finding findings thanks
thank kudos joint co led lead excited happy thrilled proud share check out see details
""".split()  # noqa: SIM905  a list of words reads best as words
)


_OF_PERSONS = ("ian", "ean", "an", "ism")  # Gaussian, Euclidean, Kantian
_LONG_ENOUGH = 4  # letters of a name that can be told in such a word


class Vocabulary:
    """Every word of a paper, its authors, the lab and the note, in the forms in which names are compared."""

    def __init__(
        self, texts: Iterable[str], people: Iterable[str] = (), *, nouns_are_capital: bool = False
    ) -> None:
        self._known: set[str] = set()
        self._people = [_parts(name) for name in people]
        self._people_words = {part for name in self._people for part in name}
        self._nouns_are_capital = nouns_are_capital  # German
        for text in (*texts, *people):
            words = [_OWNED.sub("", word) for word in _WORD.findall(text)]
            for word in words:
                self._known.update((_squeezed(word), *_parts(word)))
            for one, other in pairwise(words):  # "Lean Dojo", and what a line break tore apart
                self._known.add(_squeezed(one + other))

    def unknown(self, text: str) -> tuple[str, ...]:
        """Names in `text` (without links, handles and hashtags) that are not known, each once."""
        found = (*self._unknown_words(text), *self._mixed_people(text))
        return tuple(dict.fromkeys(found))

    def _unknown_words(self, text: str) -> Iterator[str]:
        run: list[str] = []
        end = -1
        for match in _WORD.finditer(text):
            word = _OWNED.sub("", match[0])
            known = self._knows(word) or self._knows(_TAIL.sub("", word))
            if known or not self._is_name(word, text, match.start()):
                continue
            if run and text[end : match.start()] not in {" ", "-"}:
                yield " ".join(run)
                run = []
            run.append(word)
            end = match.end()
        if run:
            yield " ".join(run)

    def _is_name(self, word: str, text: str, start: int) -> bool:
        """Whether a word is written as a name: capitals inside, or a capital where no sentence begins."""
        capitals = sum(letter.isupper() for letter in word)
        has_digit = any(letter.isdigit() for letter in word)
        if capitals == 0 or (not has_digit and sum(letter.isalpha() for letter in word) < 2):  # noqa: PLR2004  initials
            return False
        if _SCALED.fullmatch(word):
            return False
        if capitals > 1 or has_digit:
            return True
        if not word[0].isupper():
            return True  # "arXiv"
        return not self._nouns_are_capital and not _BEGINS.search(text, max(0, start - 12), start)

    def _knows(self, word: str) -> bool:
        parts = _parts(word)
        if _squeezed(word) in self._known or _singular(_squeezed(word)) in self._known:
            return True
        if any(part.isdigit() for part in parts):
            return False  # "GPT-5" is not known because "GPT" is
        return all(self._knows_part(part) for part in parts)

    def _knows_part(self, part: str) -> bool:
        forms = (part, _singular(part), f"{part}s")
        if any(form in _COMMON or form in self._known for form in forms):
            return True
        return len(part) >= _LONG_ENOUGH and any(  # Markov, where the paper says Markovian, and back
            f"{part}{ending}" in self._known or part.removesuffix(ending) in self._known
            for ending in _OF_PERSONS
        )

    def _mixed_people(self, text: str) -> Iterator[str]:
        """A first name of one person with the last name of another."""
        run: list[str] = []
        end = 0
        for match in (*_WORD.finditer(text), None):
            if match and text[end : match.start()] in {" ", ". "} and self._may_be_person(match[0]):
                run.append(_OWNED.sub("", match[0]))
            else:
                if len(run) > 1 and not any(_is_part_of(_people_parts(run), name) for name in self._people):
                    yield " ".join(run)
                run = [match[0]] if match and self._may_be_person(match[0]) else []
            end = match.end() if match else end

    def _may_be_person(self, word: str) -> bool:
        parts = _parts(_OWNED.sub("", word))
        return word[0].isupper() and bool(parts) and all(part in self._people_words for part in parts)


def _people_parts(run: list[str]) -> list[str]:
    return [part for word in run for part in _parts(word)]


def _is_part_of(words: list[str], name: list[str]) -> bool:
    """Whether the words stand in the name in this order; middle names may be left out."""
    rest = iter(name)
    return all(word in rest for word in words)


def _parts(word: str) -> list[str]:
    return [part.casefold() for part in _PART.findall(word)]


def _squeezed(word: str) -> str:
    return "".join(_parts(word))


def _singular(word: str) -> str:
    return word.removesuffix("s")
