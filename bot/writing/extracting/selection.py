"""Chooses the sentences of a paper that make good tweets: what each is for, and how good it is.

Scores are points without a unit, comparable within one paper only: an abstract's plain claim of what the
paper does has about 5, a sentence from the middle of a method's description about 1.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, repeat
from typing import NamedTuple

from bot.papers import FigureKey, Paper, Sentence
from bot.sentences import split_sentences
from bot.tweets import Role
from bot.writing.extracting.clauses import fitting, following, standalone
from bot.writing.extracting.prose import (
    gives_orders,
    has_address,
    is_debris,
    is_notice,
    is_sentence,
    plain,
    without_marks,
)
from bot.writing.extracting.references import without_citations, without_references
from bot.writing.extracting.roles import (
    ACRONYM,
    OWN,
    WORTH,
    Part,
    general_points,
    names_of_the_work,
    part_of,
    role_of,
)
from bot.writing.extracting.shortening import size_of
from bot.writing.phrases import Phrases
from bot.writing.similarity import words_of

MOST_SENTENCES = 4000
"""Sentences of one paper that are looked at; beyond it is a book."""

ROOM = 236
"""Weighted characters a tweet's prose may have: 280, less the number, and some for a lead-in."""


class Candidate(NamedTuple):
    """A text that may become a tweet, with the sentence it comes from."""

    text: str
    quote: str
    page: int
    role: Role
    score: float
    place: int  # order in the paper
    part: Part = Part.OTHER
    figure: FigureKey | None = None
    words: frozenset[str] = frozenset()


_SUMMARIES = frozenset({Part.ABSTRACT, Part.CONTRIBUTIONS})

_STRAY = 0.7
"""Points lost by a sentence of the body that names neither the topic nor the authors' own doing."""

_PAIRED = frozenset({Part.ABSTRACT, Part.CONTRIBUTIONS, Part.INTRODUCTION, Part.DISCUSSION, Part.CONCLUSION})
"""Parts whose sentences may be taken two by two: they are written for readers who know nothing yet."""

_OTHER_ROLE = re.compile(
    r"\blimitations? (?:of (?:our|this|the (?:proposed|present))|is|are)\b|\bfuture (?:work"
    r"|research|stud)|\bexcited about|\b(?:we|and) (?:plan|intend) to\b|\b(?:we|I) (?:thank"
    r"|acknowledge)\b",
    re.IGNORECASE,
)
_NAMES_NEWS = re.compile(
    r"^(?:[Aa]n?|[Tt]he|[Oo]ne|[Tt]wo|[Tt]hree|[Nn]ew|[Nn]ovel|[Tt]he first|[Ee]xtensive"
    r"|[Cc]omprehensive|[Ee]xperiments?) [a-z]"
)
_FEWEST_NAMING = 6
_FEWEST_MEANING = 5  # words that carry meaning
_NAMED = 3.4
"""Points of an item that names a contribution."""


def candidates(paper: Paper, phrases: Phrases, *, relaxed: bool = False) -> list[Candidate]:
    """What can stand as a tweet of contribution, method, result or impact: sentences of the body, each once.

    Two consecutive sentences are one candidate where the second only makes sense behind the first. `relaxed`:
    for papers that give too few, "these conditions" is taken as "the conditions" everywhere.
    """
    known = frozenset(ACRONYM.findall(f"{paper.title} {paper.abstract}"))
    topic = words_of(paper.title)
    names = names_of_the_work(paper)
    found: dict[str, Candidate] = {}
    for place, (sentence, part, before) in enumerate(islice(_sentences(paper), MOST_SENTENCES)):
        if part is Part.CONTRIBUTIONS and (text := _named_contribution(sentence.text, phrases)):
            found.setdefault(
                text,
                Candidate(
                    text,
                    sentence.text,
                    sentence.page,
                    Role.CONTRIBUTION,
                    _NAMED,
                    place,
                    part,
                    None,
                    words_of(text),
                ),
            )
        for text, quote, page, cost in _texts(_opened(sentence, names), part, before, relaxed=relaxed):
            words = words_of(text)
            if text in found or len(words) < _FEWEST_MEANING or _OTHER_ROLE.search(text):
                continue
            base = WORTH[part] - 1.6 * cost + general_points(text, words, topic, known)
            if part > Part.INTRODUCTION and not words.intersection(topic) and not OWN.search(text):
                base -= _STRAY
            role, bonus = role_of(text, part, about=any(name in text for name in names))
            found[text] = Candidate(text, quote, page, role, base + bonus, place, part, None, words)
    return list(found.values())


def _named_contribution(item: str, phrases: Phrases) -> str:
    """An item of a list of contributions that only names what is new ("A dataset of …"), led in; else ""."""
    text = without_references(without_citations(without_marks(plain(item))) or "") or ""
    text = text.rstrip(" .;,")
    if text.endswith(" and"):
        text = text[:-4].rstrip(" ;,")
    if (
        not _NAMES_NEWS.match(text)
        or len(text.split()) < _FEWEST_NAMING
        or is_debris(text)
        or is_sentence(f"{text}.", strictly=True)
    ):
        return ""
    if gives_orders(text) or has_address(text) or is_notice(text):
        return ""
    led = phrases.say("sentence.named_contribution", sentence=f"{text[:1].lower()}{text[1:]}.")
    return led if size_of(led) <= ROOM else ""


def _opened(sentence: Sentence, names: Iterable[str]) -> Sentence:
    """The sentence, with a capital where it begins with a name that is written small ("lightkurve")."""
    if not sentence.text[:1].islower() or not sentence.text.startswith(tuple(names)):
        return sentence
    return sentence.model_copy(update={"text": sentence.text[:1].upper() + sentence.text[1:]})


def _texts(
    sentence: Sentence, part: Part, before: Sentence | None, *, relaxed: bool
) -> Iterator[tuple[str, str, int, float]]:
    """The texts a sentence gives, alone or behind the one before: text, quote, page, what it cost."""
    standing = standalone(sentence.text, summary=part in _SUMMARIES, anyhow=relaxed)
    if standing:
        if text := fitting(standing, ROOM):
            yield text, sentence.text, sentence.page, standing.cost
        return
    if not before or (part not in _PAIRED and not relaxed):
        return
    first, second = standalone(before.text), following(sentence.text)
    if first and second and size_of(f"{first.text} {second.text}") <= ROOM:
        quote = f"{before.text} {sentence.text}"
        yield f"{first.text} {second.text}", quote, before.page, first.cost + second.cost


def role_score(candidate: Candidate, role: Role) -> float:
    """How well the candidate serves as a tweet of that role, in the points of `Candidate.score`."""
    return candidate.score + (0.0 if candidate.role is role else -0.8)


def abstract_sentences(paper: Paper) -> tuple[Sentence, ...]:
    """The abstract's sentences; on page 1, unless the body shows another page for them."""
    pages = {sentence.text: sentence.page for sentence in paper.sentences[:200]}
    return tuple(
        Sentence(text=text, page=pages.get(text, 1)) for text in split_sentences(paper.abstract[:6000])
    )


def _sentences(paper: Paper) -> Iterator[tuple[Sentence, Part, Sentence | None]]:
    """All sentences worth a look, the part each stands in, and the one before it in its paragraph."""
    abstract = abstract_sentences(paper)
    yield from zip(abstract, repeat(Part.ABSTRACT), (None, *abstract), strict=False)
    yield from ((sentence, Part.CONTRIBUTIONS, None) for sentence in paper.contributions)
    elsewhere = frozenset(
        sentence.text
        for sentence in (
            *abstract,
            *paper.contributions,
            *paper.limitations,
            *paper.future_work,
            *paper.acknowledgements,
        )
    )
    part = Part.OTHER
    for section in paper.sections:
        part = part_of(section, part)
        if part in {Part.LEFT_OUT, Part.ABSTRACT}:
            continue
        for paragraph in section.paragraphs:
            before = (None, *paragraph.sentences)
            for sentence, previous in zip(paragraph.sentences, before, strict=False):
                if sentence.text not in elsewhere:
                    yield sentence, part, previous
