"""The terminal as a platform: cards as progress on stderr, threads and drafts as text on stdout."""

import sys
from dataclasses import dataclass, field
from typing import TextIO

from bot.cards import Card, headline_card, piece_card, progress
from bot.draft import Draft
from bot.papers import Paper
from bot.people import Conversation, Person
from bot.ports import CardRef, Chat
from bot.tweets import exported

PLATFORM = "terminal"


@dataclass
class Console:
    """A `Chat` of one person: progress goes to stderr as it is made; stdout is left to the result."""

    err: TextIO = field(default_factory=lambda: sys.stderr)
    quiet: bool = False
    _told: list[str] = field(default_factory=list)

    async def show(self, conversation: Conversation, card: Card, shown: CardRef | None) -> CardRef:  # noqa: ARG002  one conversation, and lines once printed stay
        """Tell what is new about the draft; its tweets are printed when all are there."""
        for line in (card.title, f"  {card.status}"):
            if card.status and not self.quiet and line not in self._told:
                self._told.append(line)
                print(dimmed(line, self.err), file=self.err, flush=True)
        return CardRef(handle=card.key)

    async def tell(self, conversation: Conversation, person: Person, words: str) -> None:  # noqa: ARG002  there is one person
        """Say a sentence to the person at the terminal."""
        print(words, file=self.err, flush=True)


_: type[Chat] = Console


def dimmed(text: str, stream: TextIO) -> str:
    """`text` in a quieter colour where colours are shown, unchanged elsewhere."""
    return f"\033[2m{text}\033[0m" if stream.isatty() else text


def thread_text(draft: Draft) -> str:
    """The whole thread in the seed's form."""
    return exported([(piece.now.text, piece.now.figure) for piece in draft.pieces])


def review_text(draft: Draft, stream: TextIO) -> str:
    """The draft with all that a reviewer is told: the headline, then each tweet with its small lines."""
    head = headline_card(draft)
    lines = [f"{head.title} · {head.status}", *(f"  {line}" for line in head.small), ""]
    for piece in draft.pieces:
        card = piece_card(draft, piece)
        lines += [f"# - tweet {draft.number(piece)}", card.text]
        lines += [f"[image: {piece.now.figure}]"] if piece.now.figure else []
        lines += [dimmed(f"  {line}", stream) for line in card.small]
        lines.append("")
    return "\n".join(lines)


def drafts_text(drafts: tuple[Draft, ...]) -> str:
    """One line a draft: name, day, how far it is, how much is approved, paper."""
    return "\n".join(
        f"{draft.id}  {draft.created:%Y-%m-%d}  {progress(draft):<16}"
        f"{sum(map(draft.is_approved, draft.pieces)):>3}/{len(draft.pieces):<3} "
        f"{draft.headline.title if draft.headline else draft.source}"
        for draft in drafts
    )


def paper_text(paper: Paper) -> str:
    """What the reader found, in an outline."""
    lines = [paper.title, f"  {', '.join(paper.authors) or 'no authors found'}"]
    lines.append(f"  {paper.id or 'no arXiv id'} · {paper.pages} pages · {paper.language}")
    lines.append(f"  code: {paper.repository or 'none of its own found'}")
    lines += ["", "Sections"]
    lines += [
        f"  p. {section.page:<3} {'  ' * (section.level - 1)}{section.title}" for section in paper.sections
    ]
    lines += ["", "Figures and tables"]
    lines += [f"  p. {figure.page:<3} {figure.key}: {figure.caption[:90]}" for figure in paper.figures]
    for name, sentences in (
        ("Contributions", paper.contributions),
        ("Limitations", paper.limitations),
        ("Future work", paper.future_work),
    ):
        lines += ["", name, *(f"  p. {sentence.page:<3} {sentence.text}" for sentence in sentences)]
    if paper.hidden_text:
        lines += ["", "Text that no reader sees (left out)"]
        lines += [
            f"  p. {hidden.page:<3} {hidden.reason}: {hidden.text[:90]}" for hidden in paper.hidden_text
        ]
    return "\n".join(lines)
