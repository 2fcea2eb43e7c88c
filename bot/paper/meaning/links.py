"""Which of a paper's links is its own code.

Papers link to much code that is not theirs. Each place where a repository is linked is weighed by the
words before it, by where it stands, and by its names; the best place speaks for the repository:

| evidence | points |
|---|---|
| announced as ours: "our code is available at", "this paper is accompanied by a package" | 6 |
| code is offered: "code is available at", "Project page:", "our code (" | 4 |
| something else is offered: "we release the data at", "available at" | 2 |
| code is spoken of at all | 1 |
| the words are about another's work: "we use", "based on", "their code", "official implementation" | -6 |
| a citation stands beside it | -2 |
| in the abstract or in arXiv's comment | 4 |
| else on the first page | 2 |
| in a section on the availability of code or data | 2 |
| its name is the paper's ("DNest4: …"), is made of its title's words, or is one of them | 4, 3, 1 |
| its owner bears an author's name | 3 |
| it leads to an issue, a pull request, a commit or a release | -3 |

The list of references says nothing, and a repository named like a work that the text cites is that work's,
unless it is announced as ours. With `NEEDED` points a repository is the paper's own. A page must
also be announced as ours, or stand labelled or named like the paper at the front; an archived record
must be said to hold code. A repository comes before a page, and a page before a record.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.paper.meaning.announcing import ANNOUNCED, CODE_OFFERED, is_announced, words_points
from bot.paper.meaning.linked import Mention, mentions_of
from bot.paper.meaning.names import bears_a_name, name_points
from bot.paper.meaning.places import Kind, Place, place_of
from bot.paper.meaning.urls import same_place
from bot.papers import Link, Section

NEEDED = 4
"""Points below which a link is not taken for the paper's own code."""

_MOST_TEXT = 400_000  # characters in which citations are looked for
_SHORTEST_NAME, _LONGEST_NAME = 5, 40  # letters of a name that is not met by chance
_PAPERS_NAME = 4  # points of a name that is the paper's
_FRONT, _FIRST_PAGE, _AVAILABILITY, _OWNER, _ELSEWHERE = 4, 2, 2, 3, -3
_AVAILABLE = re.compile(r"\bavailability|\breproducib|\bsupplementa|^(?:source )?code\b", re.IGNORECASE)


def own_repository(
    *,
    title: str,
    authors: Sequence[str],
    abstract: str,
    sections: Sequence[Section],
    links: Sequence[Link],
    comment: str = "",
    reference_links: frozenset[str] = frozenset(),
) -> str:
    """The URL of the paper's own code, or "" when it has none or only cites others'.

    `links` are those of the text and of annotations, with `Link.text` the words they stand behind or the
    sentence or footnote around them; `comment` is arXiv's; `reference_links` are URLs that stand in the
    list of references (a link whose text begins with "references:" is one too). The URL is the
    repository's root where the authors give it, else the path they give, fragment included.
    """
    mentions: defaultdict[Place, list[Mention]] = defaultdict(list)
    for mention in mentions_of((abstract, comment), sections, links, reference_links):
        if place := place_of(mention.url):
            mentions[place].append(mention)
    text = " ".join(sentence.text for section in sections for sentence in section.sentences)[:_MOST_TEXT]
    best: tuple[int, int, int] | None = None
    chosen = ""
    for place, group in mentions.items():
        named = max((name_points(name, title) for name in place.names), default=0)
        names = named + (_OWNER if bears_a_name(place.owner, authors) else 0)
        scored = [(names + _points(mention, place), mention) for mention in _telling(group)]
        points = max(points for points, _ in scored)
        if not (names or any(_is_ours(mention) for mention in group)) and _is_cited(place.names, text):
            continue
        if points < NEEDED or not any(_fit(mention, place, named) for _, mention in scored):
            continue
        rank = (place.kind, points, len(group))
        if best is None or rank > best:
            best, chosen = rank, _as_given(place, scored)
    return chosen


def _is_ours(mention: Mention) -> bool:
    """Whether code is announced as the authors' own, or offered where authors offer theirs."""
    at_front = mention.front or mention.page == 1 or _AVAILABLE.search(mention.heading) is not None
    return is_announced(mention.words) or (at_front and words_points(mention.words) >= CODE_OFFERED)


def _is_cited(names: Sequence[str], text: str) -> bool:
    """Whether the text cites a work of that name: "Scan Context [12]" for a repository named scancontext."""
    for name in names:
        letters = [letter for letter in name[:_LONGEST_NAME] if letter.isalnum()]
        if len(letters) < _SHORTEST_NAME:
            continue
        spelt = r"[\s_+-]?".join(map(re.escape, letters))
        if re.search(rf"\b{spelt}\b(?: ?\[\d| et al| ?\([A-Z][^()]{{1,60}}\d{{4}})", text, re.IGNORECASE):
            return True
    return False


def _telling(group: Sequence[Mention]) -> list[Mention]:
    """The mentions without those bare ones of which the same page speaks elsewhere in words."""
    worded = {mention.page for mention in group if mention.words}
    return [mention for mention in group if mention.words or mention.page not in worded]


def _points(mention: Mention, place: Place) -> int:
    """What one mention says by its words and where it stands, by the table."""
    points = words_points(mention.words)
    if mention.front:
        points += _FRONT
    elif mention.page == 1:
        points += _FIRST_PAGE
    if _AVAILABLE.search(mention.heading):
        points += _AVAILABILITY
    if place.leads_elsewhere(mention.url):
        points += _ELSEWHERE
    return points


def _fit(mention: Mention, place: Place, named: int) -> bool:
    """Whether a mention can make a place of its kind, with a name of so many points, the paper's own."""
    words = words_points(mention.words)
    if place.kind is Kind.RECORD:
        return words >= CODE_OFFERED
    if place.kind is Kind.PAGE:
        at_front = mention.front or mention.page == 1
        own_name = named == _PAPERS_NAME and words >= 0
        return words >= ANNOUNCED or (at_front and (words >= CODE_OFFERED or own_name))
    return True


def _as_given(place: Place, scored: list[tuple[int, Mention]]) -> str:
    """The URL to give for a place: its root when the authors give it, else the one path they give."""
    spoken = [mention.url for points, mention in scored if points > 0]
    spellings = Counter(place.root_of(mention.url) for _, mention in scored)
    root = spellings.most_common(1)[0][0]
    deep = sorted({place.tidy(url) for url in spoken if not place.leads_elsewhere(url)}, key=len)
    if not deep:
        return root
    folder = same_place(deep[0])  # "examples/rag" holds "examples/rag/README.md"
    one = all(same_place(url).startswith(folder) for url in deep)
    return deep[0] if one and folder != same_place(root) else root
