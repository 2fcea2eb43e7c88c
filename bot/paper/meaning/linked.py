"""Where a paper's links stand, and the words that speak of each."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.paper.meaning.announcing import ANNOUNCED, words_points
from bot.paper.meaning.places import Kind, Place, place_of
from bot.paper.meaning.urls import links_in_text, same_place
from bot.papers import Link, Section
from bot.sentences import split_sentences

MOST_LINKS = 1000
"""Links looked at; a paper has a hundred, and hostile ones shall not cost minutes."""

_REFERENCES = re.compile(
    r"^(?:references|bibliography|literature cited|références|literatur)\b", re.IGNORECASE
)
_SCHEME = re.compile(r"https?:\s?/\s?/\s?(?:www\.)?\s*$", re.IGNORECASE)
_FOOTNOTE = re.compile(r"^\s*[(\[]?(\d{1,2}|[*†‡§¶])[)\].]?\s*$")
_BEFORE, _BEHIND = 600, 120  # characters before and behind a URL that may speak of it


class Mention(NamedTuple):
    """One place where a URL stands, and the words around it that speak of it."""

    url: str
    words: str  # "" when nothing is said
    page: int
    front: bool = False  # in the abstract or in arXiv's comment
    heading: str = ""


class _Page(NamedTuple):
    """The sentences of a page, and the code places that its links without words lead to."""

    sentences: list[str]
    bare: set[Place]


def mentions_of(
    fronts: Sequence[str], sections: Sequence[Section], links: Sequence[Link], references: frozenset[str]
) -> Iterator[Mention]:
    """Every mention of a link outside the list of references.

    `fronts` are the abstract and arXiv's comment; `references` the URLs of which only the list of
    references speaks, as does a link whose text begins with "references:".
    """
    listed = {same_place(url) for url in references}
    known = _whole(
        [
            link
            for link in links[:MOST_LINKS]
            if link.url
            and not link.text.lower().startswith("references:")
            and same_place(link.url) not in listed
        ]
    )
    spread = [found.url for text in fronts for found in links_in_text(text)]
    sought = {same_place(url).replace("_", ""): url for url in (*(link.url for link in known), *spread)}
    for text in fronts:
        for at_front in split_sentences(text):
            for url, words in _spoken_of(at_front, sought):
                yield Mention(url, words, page=1, front=True)
    prose = [section for section in sections if not _REFERENCES.match(section.title)]
    for section in prose:
        for sentence in section.sentences:
            for url, words in _spoken_of(sentence.text, sought):
                yield Mention(url, words, sentence.page, heading=section.title)
    yield from _linked(known, prose, sought)


def _linked(known: Sequence[Link], prose: Sequence[Section], sought: dict[str, str]) -> Iterator[Mention]:
    """The links themselves, with the words they stand among."""
    pages: defaultdict[int, _Page] = defaultdict(lambda: _Page([], set()))
    for section in prose:
        for sentence in section.sentences:
            pages[sentence.page].sentences.append(sentence.text)
    found: list[tuple[Link, str]] = []
    for link in known:
        around = {same_place(url): words for url, words in _spoken_of(link.text, sought)}
        words = around.get(same_place(link.url), "" if around else link.text)
        found.append((link, words))
        place = place_of(link.url)
        if place and place.kind >= Kind.MODEL and not _wordy(words):
            pages[link.page].bare.add(place)
    for link, words in found:
        said = (
            words
            if _wordy(words)
            else _footnoted(words, pages[link.page]) or _announced(link, pages[link.page])
        )
        yield Mention(link.url, said, link.page)


def _spoken_of(sentence: str, sought: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each URL sought that stands in the sentence, white space inside it or not, with its words.

    The words are the sentence before it, back to the URL before; what stands behind it where nothing
    stands before. Underscores count for nothing: drawn as rules they are lost, or become spaces.
    """
    if "/" not in sentence:
        return
    where = [place for place, letter in enumerate(sentence) if not (letter.isspace() or letter == "_")]
    squeezed = "".join(sentence[place] for place in where).lower()
    stands: dict[int, tuple[int, str]] = {}
    for part, url in sought.items():
        begin = squeezed.find(part)
        while begin >= 0:
            if begin not in stands or stands[begin][0] < begin + len(part):
                stands[begin] = (begin + len(part), url)
            begin = squeezed.find(part, begin + len(part))
    ends = 0
    for begin, (end, url) in sorted(stands.items()):
        if where[begin] < ends:
            continue
        before = _SCHEME.sub("", sentence[ends : where[begin]][-_BEFORE:])
        ends = where[end - 1] + 1
        last = [one for one in split_sentences(before) if _wordy(one)][-1:]
        yield url, last[0] if last else before + sentence[ends : ends + _BEHIND]


def _wordy(words: str) -> bool:
    return any(letter.isalpha() for letter in words)


def _footnoted(mark: str, page: _Page) -> str:
    """The sentence of that page that bears the footnote's mark, "" when none or several do."""
    number = _FOOTNOTE.match(mark)
    if not number:
        return ""
    glued = re.compile(rf"[^\W\d_][.,;:)\]’”\"]?\s?{re.escape(number[1])}(?:[\s.,;:)]|$)")  # noqa: RUF001
    bearing = [sentence for sentence in page.sentences if glued.search(sentence)]
    return bearing[0] if len(bearing) == 1 else ""


def _announced(link: Link, page: _Page) -> str:
    """The page's one announcement of code of ours without a URL, for its one link without words."""
    if page.bare != {place_of(link.url)}:
        return ""
    announcing = [
        sentence
        for sentence in page.sentences
        # One that ends in a colon announces what stands below it.
        if "://" not in sentence and not sentence.endswith(":") and words_points(sentence) == ANNOUNCED
    ]
    return announcing[0] if len(announcing) == 1 else ""


def _whole(links: Sequence[Link]) -> list[Link]:
    """The links without those cut short where a page draws an underscore as a rule."""
    return [
        link
        for link in links
        if not any(other.page == link.page and other.url.startswith(f"{link.url}_") for other in links)
    ]
