"""A draft: an immutable value. What may become of it stands in `bot.transitions`.

A piece (a tweet, or the poster's ad) is a row of revisions, the last one standing. Approvals name a
revision, so any change voids them by itself. A rewrite that is under way is `Piece.wanted`; it survives a
crash, and so does the note that was typed for it.
"""

import hashlib
from base64 import b32encode
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from bot.actions import Verb
from bot.errors import NoSuchPiece
from bot.lab import Lab
from bot.papers import Figure, FigureKey, Source
from bot.people import Conversation, Person
from bot.poster import Feedback, PosterFacts
from bot.tweets import LIMIT, ROOM, Covered, Evidence, Finding, Role, Severity, Uncovered, Usage
from bot.values import Value


class Stage(StrEnum):
    """How far a draft has come."""

    QUEUED = "queued"
    READING = "reading"
    FIGURES = "figures"
    WRITING = "writing"
    REVIEW = "review"
    FAILED = "failed"


WORKING = frozenset({Stage.QUEUED, Stage.READING, Stage.FIGURES, Stage.WRITING})
"""Stages in which a job has something to do."""


class Revision(Value):
    """One text of one piece, and where it came from."""

    text: str  # without its `k/N`
    at: datetime
    by: Person | None = None  # who asked for it; None for the first draft
    verb: Verb | None = None  # what they asked for; None for the first draft
    note: str = ""
    writer: str = ""  # who worded it; "" for a person's own words
    prompt: str = ""  # digest of the prompts or rules it was worded by
    figure: FigureKey | None = None
    alt: str = ""
    evidence: Evidence | None = None
    findings: tuple[Finding, ...] = ()
    restores: int | None = None  # set by undo: number of the revision whose text came back
    unmended: str = ""  # what kept the writer from mending its faults; "" for nothing
    longer: str = ""  # of an ad: the variant for LinkedIn and e-mail
    feedback: Feedback | None = None  # of an ad: on the person's own draft

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The hard findings: with one of these it cannot be approved."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.HARD)

    @property
    def faulty(self) -> bool:
        """Whether a hard finding forbids its approval."""
        return bool(self.faults)


class Approval(Value):
    """Who signed off which revision, and when; `withdrawn` when they took it back.

    One taken back stays on record: a chat may tell of the two deeds in the wrong order.
    """

    by: Person
    revision: int
    at: datetime
    withdrawn: datetime | None = None


class Wanted(Value):
    """A rewrite somebody asked for and has not got yet; `failure` says why not, when it was tried."""

    verb: Verb
    by: Person
    at: datetime
    note: str = ""
    failure: str = ""

    @property
    def pending(self) -> bool:
        """Whether a job still has to do it."""
        return not self.failure


AD = 0
"""The key of the poster's ad; those of tweets begin at 1."""


class Piece(Value):
    """A tweet of the thread, or the ad, with all its revisions. `key` never changes; a number is a place."""

    key: int
    role: Role | None  # None for the ad
    revisions: tuple[Revision, ...]
    approvals: tuple[Approval, ...] = ()
    wanted: Wanted | None = None

    @property
    def revision(self) -> int:
        """Number of the standing revision, from 0."""
        return len(self.revisions) - 1

    @property
    def now(self) -> Revision:
        """The revision that stands."""
        return self.revisions[-1]

    @property
    def author(self) -> Person | None:
        """Who asked for the text that stands: after an undo, whoever asked for the text that came back."""
        return self.revisions[self.revision if self.now.restores is None else self.now.restores].by

    @property
    def standing(self) -> tuple[Approval, ...]:
        """The approvals of the text that stands."""
        return tuple(a for a in self.approvals if a.revision == self.revision and a.withdrawn is None)

    def approval(self, by: Person) -> Approval | None:
        """What a person last said to the text that stands, taken back or not."""
        mine = (a for a in self.approvals if a.revision == self.revision and a.by.id == by.id)
        return next(mine, None)


class Poster(Value):
    """What is known of the poster that is advertised."""

    facts: PosterFacts = PosterFacts()
    own: str = ""  # the person's own draft of an ad
    changes: int = 0  # so often somebody has changed it: calendars tell the newer entry by it

    @property
    def told(self) -> bool:
        """Whether anything is known."""
        return bool(self.facts.given or self.own)


class Failure(Value):
    """Why a draft stopped, in words for people, and whether another try may help."""

    words: str
    retryable: bool


class Headline(Value):
    """What people see of the paper while the thread is being written."""

    paper_id: str | None  # arXiv id with version
    title: str
    authors: tuple[str, ...]
    pages: int
    repository: str = ""
    hidden_text: int = 0  # how many pieces of text no reader sees were left out
    figures: tuple[Figure, ...] = ()  # in order of appearance; long captions are cut


class Draft(Value):
    """Everything Herald knows of one announcement. `version` counts saves (compare-and-set)."""

    id: str
    version: int = 0
    conversation: Conversation
    requested_by: Person
    source: Source
    note: str = ""
    created: datetime
    approvals_needed: int = 1
    lab: Lab = Lab()  # as it was when the draft was asked for, whoever works on it later
    stage: Stage = Stage.QUEUED
    failure: Failure | None = None
    writer: str = ""
    headline: Headline | None = None
    count: int = 0  # tweets the writer has announced; 0 until it has
    pieces: tuple[Piece, ...] = ()  # the tweets
    wants_thread: bool = True  # or the ad alone
    poster: Poster | None = None
    ad: Piece | None = None
    covered: tuple[Covered, ...] = ()  # why each figure that has a tweet was worth one
    uncovered: tuple[Uncovered, ...] = ()
    usage: Usage | None = None
    delivered: tuple[int, ...] = ()  # each `revision` of the thread that has been approved as a whole
    delivered_ads: tuple[int, ...] = ()  # each revision of the ad that has been approved
    heard: tuple[str, ...] = ()  # the events that changed it last, oldest first

    @property
    def pending(self) -> tuple[Piece, ...]:
        """Pieces for which a rewrite is under way."""
        return tuple(piece for piece in self.all_pieces if piece.wanted and piece.wanted.pending)

    @property
    def all_pieces(self) -> tuple[Piece, ...]:
        """The tweets, and the ad if there is one."""
        return (*self.pieces, *((self.ad,) if self.ad else ()))

    @property
    def whole(self) -> tuple[Piece, ...]:
        """What is approved as the whole: the tweets, or the ad where it was asked for alone."""
        return self.pieces if self.wants_thread else self.all_pieces

    @property
    def posted(self) -> tuple[Piece, ...]:
        """The thread as it is posted: the tweets, and an approved ad among them where the lab wants it so."""
        if not (self.pieces and self.ad and self.lab.ad_tweet and self.is_approved(self.ad)):
            return self.pieces
        place = len(self.pieces) - (self.lab.ad_tweet == "before-last")
        return (*self.pieces[:place], self.ad, *self.pieces[place:])

    @property
    def awaits_ad(self) -> bool:
        """Whether the thread grows by the ad once that is approved; tweets keep room for its number."""
        return bool(self.wants_thread and self.lab.ad_tweet and len(self.posted) == len(self.pieces))

    @property
    def ad_room(self) -> int:
        """Weighted characters that the ad may have: fewer where it is to be a tweet with its `k/N`."""
        return ROOM if self.wants_thread and self.lab.ad_tweet else LIMIT

    @property
    def revision(self) -> int:
        """Grows with every change of any text of the whole: what somebody saw who approves it."""
        return sum(piece.revision for piece in self.whole)

    @property
    def unmended(self) -> tuple[str, ...]:
        """Why the writer could not mend hard faults that stand, each reason once."""
        reasons = (piece.now.unmended for piece in self.pieces if piece.now.faulty)
        return tuple(dict.fromkeys(filter(None, reasons)))

    @property
    def people(self) -> frozenset[str]:
        """The ids of all who have asked for something of it, or signed it."""
        texts = (revision.by for piece in self.all_pieces for revision in piece.revisions)
        signed = (approval.by for piece in self.all_pieces for approval in piece.approvals)
        return frozenset(one.id for one in (self.requested_by, *texts, *signed) if one)

    @property
    def settled(self) -> bool:
        """Whether there is nothing left for a job to do."""
        return self.stage not in WORKING and not self.pending

    @property
    def approved(self) -> bool:
        """Whether every piece has the approvals it needs."""
        everyone = bool(self.whole) and all(self.is_approved(piece) for piece in self.whole)
        return self.stage is Stage.REVIEW and everyone

    @property
    def open(self) -> bool:
        """Whether people may still want something of it: neither approved nor stopped."""
        return not self.approved and self.stage is not Stage.FAILED

    def is_approved(self, piece: Piece) -> bool:
        """Whether the standing text of `piece` has the approvals it needs."""
        return len(piece.standing) >= self.approvals_needed

    def piece(self, key: int) -> Piece:
        """The piece of that key; raises `NoSuchPiece`."""
        for piece in self.all_pieces:
            if piece.key == key:
                return piece
        if key == AD:
            raise NoSuchPiece(f"Draft {self.id} has no ad yet; wait until it is written.")
        raise NoSuchPiece(f"Draft {self.id} has no tweet {key}; {self._range()}.")

    def numbered(self, number: int) -> Piece:
        """The piece that is tweet `number`, counted from 1; raises `NoSuchPiece`."""
        if 1 <= number <= len(self.posted):
            return self.posted[number - 1]
        raise NoSuchPiece(f"Draft {self.id} has no tweet {number}; {self._range()}.")

    def figure(self, key: FigureKey) -> Figure | None:
        """The figure of that name, as far as the paper has it."""
        known = self.headline.figures if self.headline else ()
        return next((figure for figure in known if figure.key == key), None)

    def number(self, piece: Piece) -> int:
        """Which tweet a piece is, counted from 1."""
        return next(n for n, other in enumerate(self.posted, 1) if other.key == piece.key)

    def named(self, piece: Piece) -> str:
        """What people call a piece: "tweet 3", "the ad"."""
        return "the ad" if piece.key == AD else f"tweet {self.number(piece)}"

    def of(self) -> int:
        """How many tweets the thread has or, while it is written, will have."""
        return max(self.count, len(self.pieces)) + len(self.posted) - len(self.pieces)

    @property
    def awaited(self) -> str:
        """What is said of a draft of which nothing is written yet."""
        said = "no tweets yet; wait until they are" if self.wants_thread else "no ad yet; wait until it is"
        return f"Draft {self.id} has {said} written."

    def _range(self) -> str:
        if not self.wants_thread:
            return "it is of a poster's ad alone, which is called “ad”"
        return f"choose 1 to {len(self.posted)}" if self.pieces else "none is written yet"


def draft_id(*parts: str) -> str:
    """An id of 8 letters and digits that says where a draft was asked for: the same event, the same id."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return b32encode(digest).decode().lower()[:8]


Transition = Callable[[Draft], Draft]
"""A pure function of `bot.transitions`, with what it needs bound."""
