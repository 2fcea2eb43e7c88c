"""What is gathered between two headings: passages, notes and all blocks."""

import re
from dataclasses import dataclass, field

from bot.paper.pages.blocks import Block
from bot.paper.pages.cleaning import SOFT
from bot.paper.pages.headings import Heading

ENDED = re.compile(r"[.!?:;。\uff01\uff1f\uff1a\uff1b…][\"'”\u2019»)\]]{0,3}$")
"""A text's end that no paragraph goes on behind."""

BULLET = re.compile(
    r"(?:[•◦▪‣\u2219·■●○◆➢✓\u2013—*\u2217-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\[\d{1,3}\])\s"
)
"""A list item's mark."""

_FRONT_MATTER = re.compile(r"(?:abstract|summary|key\s?words|index terms|ccs concepts)\b", re.IGNORECASE)
_SIZE = 0.06  # of the size: other type


@dataclass(slots=True)
class Passage:
    """A paragraph being gathered: its lines' text with their pages, and how its first block is set."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    closed: bool = False  # a formula parts it from what follows
    size: float = 0.0
    left: float = 0.0
    right: float = 0.0

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(line.split()) for line, _ in self.lines)

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.lines[0][1]

    def is_continued_by(self, other: "Passage") -> bool:
        """Whether the other, read next, is the same paragraph."""
        if self.closed or abs(self.size - other.size) > _SIZE * self.size:
            return False
        if _FRONT_MATTER.match(other.lines[0][0]):
            return False
        end = self.lines[-1][0]
        return end.endswith((SOFT, "-")) or not (ENDED.search(end) or BULLET.match(other.lines[0][0]))


@dataclass(slots=True)
class Part:
    """A heading with the passages below it."""

    heading: Heading | None = None
    passages: list[Passage] = field(default_factory=list)
    notes: list[Passage] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    appendix: bool = False
    references: bool = False
