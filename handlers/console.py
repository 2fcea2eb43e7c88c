"""The terminal as a platform: cards as progress on stderr, threads and drafts as text on stdout."""

import os
import sys
import unicodedata
from dataclasses import dataclass, field
from typing import TextIO

from bot.cards import Card, ad_card, cards, doubt, headline_card, piece_card, progress
from bot.draft import Draft
from bot.papers import Paper
from bot.people import CardRef, Conversation, Person
from bot.ports import Chat, Contents

PLATFORM = "terminal"

_COMMANDING = {"Cc", "Cf", "Cs"}  # control, format and half characters
_HARMLESS = "\n\t\u200c\u200d"  # emoji are joined by the last two


@dataclass
class Console:
    """A `Chat` of one person: progress goes to stderr as it is made; stdout is left to the result."""

    err: TextIO = field(default_factory=lambda: sys.stderr)
    _told: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        """One line on stderr, made harmless to the terminal."""
        print(dimmed(legible(words), self.err), file=self.err, flush=True)

    def tell_progress(self, draft: Draft) -> None:
        """Tell what is new about the draft; the same line twice is told once."""
        pending = (each for each in cards(draft) if each.piece in {piece.key for piece in draft.pending})
        for card in (headline_card(draft), *pending):
            self._tell(card)

    async def show(
        self,
        conversation: Conversation,  # noqa: ARG002  there is one
        card: Card,
        shown: CardRef | None,  # noqa: ARG002  lines once printed stay
        contents: Contents,  # noqa: ARG002  pictures go into a folder
        *,
        again: bool = False,  # noqa: ARG002  the same line twice is told once
    ) -> CardRef:
        """Tell what is new about the draft; its tweets are printed when all are there."""
        self._tell(card)
        return CardRef(handle=card.key)

    def _tell(self, card: Card) -> None:
        for line in (card.title, f"  {card.status}"):
            if card.status and line not in self._told:
                self._told.append(line)
                self.say(line)

    async def seen(self, conversation: Conversation, message: str) -> None:
        """Nothing is posted in a terminal that Herald could have seen."""

    async def tell(self, conversation: Conversation, person: Person, words: str, answer: str = "") -> None:  # noqa: ARG002  there is one person
        """Say a sentence to the person at the terminal."""
        self.say(words)

    async def link(self, ref: CardRef) -> str:  # noqa: ARG002  lines have no address
        """A line has none."""
        return ""

    async def linked(self, url: str) -> CardRef | None:
        """No address leads to a line."""


_: type[Chat] = Console


def dimmed(text: str, stream: TextIO) -> str:
    """`text` in a quieter colour where colours are shown, unchanged elsewhere."""
    plain = not stream.isatty() or os.environ.get("NO_COLOR")
    return text if plain else f"\033[2m{text}\033[0m"


def legible(text: str) -> str:
    """`text` without what could command a terminal or turn its writing round; line breaks stay."""
    return "".join(
        character
        if character in _HARMLESS or unicodedata.category(character) not in _COMMANDING
        else "\ufffd"
        for character in text
    )


def review_text(draft: Draft) -> str:
    """The draft with all that a reviewer is told: the headline, then each tweet with its small lines."""
    head = headline_card(draft)
    lines = [f"{head.title} · {head.status} · draft {draft.id}", *(f"  {line}" for line in head.small), ""]
    for piece in draft.pieces:
        card = piece_card(draft, piece)
        lines += [f"# - tweet {draft.number(piece)}", card.text]
        lines += [f"[image: {piece.now.figure}]"] if piece.now.figure else []
        lines += [f"  picture: {card.picture.name}", f"  alt: {card.picture.alt}"] if card.picture else []
        lines += [f"  its page instead: {card.offered.name}"] if card.offered else []
        lines += [f"  {line}" for line in card.small]
        lines.append("")
    if draft.ad:
        card = ad_card(draft, draft.ad)
        lines += ["# - poster ad", card.text, *(f"  {line}" for line in card.small), ""]
    return "\n".join(lines)


def drafts_text(drafts: tuple[Draft, ...]) -> str:
    """One line a draft: name, day, how far it is, how much is approved, paper."""
    return "\n".join(
        f"{draft.id}  {draft.created:%Y-%m-%d}  {progress(draft):<16}"
        f"{sum(map(draft.is_approved, draft.whole)):>3}/{len(draft.whole):<3} {headline_card(draft).title}"
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
    for figure in paper.figures:
        lines.append(f"  p. {figure.page:<3} {figure.key}: {figure.caption[:90]}")
        lines += [f"         no picture of it alone: {why}"] if (why := doubt(figure)) else []
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
