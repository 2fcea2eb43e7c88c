"""What the checks know of a paper, indexed once so that each check of a tweet takes milliseconds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.lab import Lab
from bot.papers import FigureKey, Paper, Sentence
from bot.ports import Brief
from bot.sentences import split_sentences
from bot.tweets import MOST
from bot.writing.checking.coverage import ranked_figures, room
from bot.writing.checking.links import Allowed
from bot.writing.checking.names import Vocabulary
from bot.writing.checking.numbers import NumberIndex
from bot.writing.checking.quotes import QuoteIndex
from bot.writing.checking.spoken import mentions_of
from bot.writing.notes import Venue, handle_of, read_note, venue_of

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-z_])")


@dataclass(frozen=True)
class Grounds:
    """The sources of fact for a thread: paper, lab and note; each index is made when it is first used."""

    paper: Paper
    lab: Lab = field(default_factory=Lab)
    note: str = ""

    @classmethod
    def of(cls, brief: Brief) -> "Grounds":
        """The grounds of what a writer was told; keep them as long as the brief stays the same."""
        return cls(paper=brief.paper, lab=brief.lab, note=brief.note)

    @cached_property
    def quotes(self) -> QuoteIndex:
        """The sentences a quote can come from, in reading order."""
        paper = self.paper
        abstract = [Sentence(text=text, page=1) for text in _SENTENCE_END.split(paper.abstract)]
        captions = [
            Sentence(text=text, page=figure.page)
            for figure in paper.figures
            for text in split_sentences(figure.caption)
        ]
        lists = (*paper.contributions, *paper.limitations, *paper.future_work, *paper.acknowledgements)
        return QuoteIndex([*abstract, *paper.sentences, *captions, *paper.footnotes, *lists])

    @cached_property
    def prose(self) -> tuple[str, ...]:
        """All that is said in words, by the paper, by arXiv about it, and by the note."""
        paper, entry = self.paper, self.paper.entry
        said = [paper.title, str(paper.id or ""), self.note]
        said += [section.title for section in paper.sections]
        said += [sentence.text for sentence in self.quotes.sentences]
        if entry:
            said += [entry.comment, entry.journal_ref, entry.published[:4], entry.updated[:4]]
        return tuple(filter(None, said))

    @cached_property
    def said(self) -> str:
        """The prose in lower case, to look a bit of it up."""
        return " \n".join(self.prose).casefold()

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Cells of tables and labels in figures."""
        return tuple(sentence.text for sentence in self.paper.figure_text)

    @cached_property
    def said_of(self) -> Mapping[FigureKey, tuple[str, ...]]:
        """For each figure and table the sentences that speak of it."""
        found: dict[FigureKey, tuple[str, ...]] = {}
        for mention in mentions_of(self.paper):
            found[mention.figure] = (*found.get(mention.figure, ()), mention.text)
        return found

    @cached_property
    def numbers(self) -> NumberIndex:
        """The numbers of the paper."""
        return NumberIndex(self.prose, self.labels)

    @cached_property
    def names(self) -> Vocabulary:
        """The words and names of the paper, the lab and the note."""
        lab, paper = self.lab, self.paper
        members = [name for member in lab.members for name in (member.name, *member.aliases)]
        other = [lab.name, *lab.venue_hashtags, *(f"{link.url} {link.text}" for link in paper.links)]
        other += [paper.repository, *(paper.entry.categories if paper.entry else ())]
        return Vocabulary(
            (*self.prose, *self.labels, *other),
            (*paper.authors, *members),
            nouns_are_capital=paper.language == "de",
        )

    @cached_property
    def allowed(self) -> Allowed:
        """The links and handles that are known."""
        return Allowed.of(self.paper, self.lab, self.note, self.prose)

    @cached_property
    def ranked(self) -> tuple[FigureKey, ...]:
        """The figures and tables that deserve a tweet, the weightiest first."""
        return ranked_figures(self.paper)[: room(self.paper, self.tweets)]

    @cached_property
    def important(self) -> tuple[FigureKey, ...]:
        """The same, in order of appearance."""
        return tuple(dict.fromkeys(figure.key for figure in self.paper.figures if figure.key in self.ranked))

    @cached_property
    def tweets(self) -> int:
        """Tweets of a thread, less the one of thanks that the note asks for."""
        return MOST - bool(read_note(self.note).thanks)

    @cached_property
    def venue(self) -> Venue | None:
        """Where the paper appears, if that is known."""
        return venue_of(self.lab, self.note, self.paper)

    @cached_property
    def code(self) -> str:
        """The link to the paper's own code: the note's, else the reader's; "" without any."""
        return read_note(self.note).repository or self.paper.repository

    @cached_property
    def credits(self) -> tuple[str, ...]:
        """In lower case, what names an author: handles and surnames."""
        note = read_note(self.note)
        handles = [handle_of(author, self.lab, note) for author in self.paper.authors]
        surnames = [author.split()[-1] for author in self.paper.authors if author.split()]
        return tuple(word.casefold() for word in (*handles, *surnames) if word)
