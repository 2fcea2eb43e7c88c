"""A draft: an immutable value, and the pure functions that are the only place where its state changes.

    QUEUED ──> READING ──> FIGURES ──> WRITING ──> REVIEW    (`reading`, `cropping`, `writing`, `finished`)
       ^          └───────────┴───────────┴──────> FAILED    (`failed`)
       └─────────────────── RETRY ───────────────────┘       (`retried`)

A paper that is remembered goes from READING to WRITING: its pictures are there.

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
from bot.errors import NoSuchPiece, NotNow, Outdated
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


MOST_HEARD = 50
"""Events that a draft remembers: chats deliver again within minutes."""


def once(draft: Draft, event: str, transition: "Transition") -> Draft:
    """Do what somebody did, unless the draft has heard of it: delivered twice it counts once.

    Remembered with what it changes, so no crash comes between the two. `event` "" is never delivered twice.
    """
    if event and event in draft.heard:
        return draft
    after = transition(draft)
    if after == draft or not event:
        return after
    return after.model_copy(update={"heard": (*draft.heard, event)[-MOST_HEARD:]})


# What the workflow does to a draft -----------------------------------------------------------------------


def placed(draft: Draft, place: str) -> Draft:
    """Its headline stands in the channel, and the rest of it will stand below that."""
    if draft.conversation.place or not place:
        return draft
    where = draft.conversation.model_copy(update={"place": place})
    return draft.model_copy(update={"conversation": where})


def reading(draft: Draft) -> Draft:
    """A job has taken the draft up; legal again after a crash."""
    _require(draft, *WORKING)
    return draft if draft.stage is Stage.WRITING else draft.model_copy(update={"stage": Stage.READING})


def cropping(draft: Draft, source: Source, headline: Headline) -> Draft:
    """The paper has come, and the pictures of its figures are being made; legal again after a crash."""
    _require(draft, Stage.READING, Stage.FIGURES, Stage.WRITING)
    if draft.stage is Stage.WRITING:
        return draft
    return draft.model_copy(update={"stage": Stage.FIGURES, "source": source, "headline": headline})


def writing(draft: Draft, source: Source, headline: Headline, writer: str) -> Draft:
    """The paper has been read, and `source` says which version; legal again after a crash."""
    _require(draft, Stage.READING, Stage.FIGURES, Stage.WRITING)
    update = {"stage": Stage.WRITING, "source": source, "headline": headline, "writer": writer}
    return draft.model_copy(update=update)


def writing_ad(draft: Draft, writer: str) -> Draft:
    """There is no paper, or none that can be read: the ad is being written; legal again after a crash."""
    _require(draft, *WORKING)
    return draft.model_copy(update={"stage": Stage.WRITING, "writer": writer})


def outlined(draft: Draft, count: int) -> Draft:
    """The writer has said how many tweets there will be."""
    _require(draft, Stage.WRITING)
    return draft.model_copy(update={"count": count})


def worded(draft: Draft, key: int, role: Role, revision: Revision) -> Draft:
    """The writer has finished a tweet, or mended one; the same tweet again changes nothing."""
    _require(draft, Stage.WRITING)
    known = next((piece for piece in draft.pieces if piece.key == key), None)
    if known is None:
        fresh = Piece(key=key, role=role, revisions=(revision,))
        pieces = tuple(sorted((*draft.pieces, fresh), key=lambda piece: piece.key))
        return draft.model_copy(update={"pieces": pieces})
    if (known.role, _said(known.now)) == (role, _said(revision)):
        return draft
    return _with(draft, known.model_copy(update={"role": role, "revisions": (*known.revisions, revision)}))


def unmended(draft: Draft, words: str) -> Draft:
    """The writer has failed over the hard faults that stand; each text keeps that with it."""
    _require(draft, Stage.WRITING)
    for piece in draft.pieces:
        if piece.now.faulty:
            now = piece.now.model_copy(update={"unmended": words})
            draft = _with(draft, piece.model_copy(update={"revisions": (*piece.revisions[:-1], now)}))
    return draft


def spent(draft: Draft, usage: Usage) -> Draft:
    """Money was spent on the draft; legal in every stage, because it is true in every stage."""
    before = draft.usage or Usage()
    total = {name: getattr(before, name) + getattr(usage, name) for name in Usage.model_fields}
    return draft.model_copy(update={"usage": Usage(**total)})


def finished(draft: Draft) -> Draft:
    """The writer is through, and people may begin."""
    _require(draft, Stage.WRITING)
    return draft.model_copy(update={"stage": Stage.REVIEW, "count": len(draft.pieces)})


def reviewed(
    draft: Draft,
    revisions: dict[int, Revision],
    covered: tuple[Covered, ...],
    uncovered: tuple[Uncovered, ...],
) -> Draft:
    """The checks have looked at the thread: what they say of the standing texts replaces what they said.

    `revisions` by key are the standing ones with new evidence and findings. Texts and approvals stay as
    they are: this is no change of a tweet.
    """
    pieces = tuple(
        piece.model_copy(update={"revisions": (*piece.revisions[:-1], revisions.get(piece.key, piece.now))})
        for piece in draft.pieces
    )
    return draft.model_copy(update={"pieces": pieces, "covered": covered, "uncovered": uncovered})


def advertised(draft: Draft, poster: Poster, revision: Revision) -> Draft:
    """There is a first ad of the poster; one that is there already stays."""
    _require(draft, Stage.WRITING)
    if draft.ad:
        return draft
    return draft.model_copy(update={"poster": poster, "ad": Piece(key=AD, role=None, revisions=(revision,))})


def failed(draft: Draft, failure: Failure) -> Draft:
    """Reading or writing stopped; what has been written stays."""
    _require(draft, *WORKING)
    return draft.model_copy(update={"stage": Stage.FAILED, "failure": failure})


def rewritten(draft: Draft, key: int, revision: Revision) -> Draft:
    """The rewrite somebody wanted is there; a second delivery of the same job finds nothing wanted."""
    piece = draft.piece(key)
    if not (piece.wanted and piece.wanted.pending):
        return draft
    update = {"revisions": (*piece.revisions, revision), "wanted": None}
    return _with(draft, piece.model_copy(update=update))


def not_rewritten(draft: Draft, key: int, words: str) -> Draft:
    """The rewrite failed; the old text stands, the wish is kept with the reason."""
    piece = draft.piece(key)
    if not (piece.wanted and piece.wanted.pending):
        return draft
    return _with(
        draft, piece.model_copy(update={"wanted": piece.wanted.model_copy(update={"failure": words})})
    )


# What people do to a draft -------------------------------------------------------------------------------


def wanted(draft: Draft, key: int, seen: int | None, wish: Wanted) -> Draft:
    """Somebody wants a piece regenerated or shortened."""
    piece = actable(draft, key, seen)
    return _with(draft, piece.model_copy(update={"wanted": wish}))


def detailed(draft: Draft, seen: int | None, fill: Callable[[Poster], Poster], wish: Wanted) -> Draft:
    """Somebody has filled in the poster's facts, and the ad is to be written anew.

    `seen` is the number of changes that the form was opened with: a form has all of its fields, so an older
    one would take back what others have filled in since. The same facts change nothing, unless the last try
    to set them in has failed. With the facts the approvals go: what was approved says something else.
    """
    _in_review(draft)
    known, piece = draft.poster or Poster(), draft.piece(AD)
    poster = fill(known).model_copy(update={"changes": known.changes})
    if poster == known and not (piece.wanted and piece.wanted.failure):
        return draft
    piece = fillable(draft, seen)
    if poster != known:
        poster = poster.model_copy(update={"changes": known.changes + 1})
    approvals = tuple(
        approval.model_copy(update={"withdrawn": wish.at}) if approval in piece.standing else approval
        for approval in piece.approvals
    )
    update = {"wanted": wish, "approvals": approvals}
    return _with(draft.model_copy(update={"poster": poster}), piece.model_copy(update=update))


def edited(draft: Draft, key: int, seen: int | None, revision: Revision) -> Draft:
    """Somebody has put their own words; the same words again change nothing, and are no fault."""
    if revision.text == draft.piece(key).now.text:
        return draft
    piece = actable(draft, key, seen)
    update = {"revisions": (*piece.revisions, revision), "wanted": None}
    return _with(draft, piece.model_copy(update=update))


def approved(draft: Draft, key: int, seen: int | None, by: Person, at: datetime) -> Draft:
    """Somebody signs off the text that stands; twice by the same person counts once.

    `at` is when they did it: it changes nothing if they have taken it back since.
    """
    piece = actable(draft, key, seen)
    if piece.now.faulty:
        raise NotNow(f"{_begun(draft, piece)} cannot be approved yet: {piece.now.faults[0].words}")
    mine = piece.approval(by)
    if mine and (mine.withdrawn is None or mine.withdrawn >= at):
        return draft
    others = (approval for approval in piece.approvals if approval != mine)
    approval = Approval(by=by, revision=piece.revision, at=at)
    draft = _with(draft, piece.model_copy(update={"approvals": (*others, approval), "wanted": None}))
    if key == AD and draft.is_approved(draft.piece(AD)) and piece.revision not in draft.delivered_ads:
        draft = draft.model_copy(update={"delivered_ads": (*draft.delivered_ads, piece.revision)})
    if draft.wants_thread and draft.approved and draft.revision not in draft.delivered:
        draft = draft.model_copy(update={"delivered": (*draft.delivered, draft.revision)})
    return draft


def withdrawn(draft: Draft, key: int, by: Person, at: datetime) -> Draft:
    """Somebody takes their own approval back, unless they have given it again after `at`.

    That they did is put on record even where nothing is known of an approval: it may be told of later.
    """
    piece = draft.piece(key)
    _in_review(draft)
    mine = piece.approval(by)
    if mine and (mine.withdrawn or mine.at > at):
        return draft
    others = (approval for approval in piece.approvals if approval != mine)
    back = mine or Approval(by=by, revision=piece.revision, at=at)
    back = back.model_copy(update={"withdrawn": at})
    return _with(draft, piece.model_copy(update={"approvals": (*others, back)}))


def undone(draft: Draft, key: int, seen: int | None, by: Person, at: datetime) -> Draft:
    """Take the last thing back: the last approval of the standing text if it has any, else the text itself.

    The earlier text comes back as a new revision, so that nothing is lost and an undo can be undone by
    an edit; undoing again goes further back.
    """
    piece = actable(draft, key, seen)
    if piece.wanted:
        return _with(draft, piece.model_copy(update={"wanted": None}))
    if piece.standing:
        last = piece.standing[-1]
        others = (approval for approval in piece.approvals if approval != last)
        back = last.model_copy(update={"withdrawn": at})  # on record, as in `withdrawn`
        return _with(draft, piece.model_copy(update={"approvals": (*others, back)}))
    stands_for = piece.revision if piece.now.restores is None else piece.now.restores
    if stands_for == 0:
        raise NotNow(f"There is nothing to undo on {draft.named(piece)}: it stands as it was first written.")
    earlier = stands_for - 1
    while (deeper := piece.revisions[earlier].restores) is not None:
        earlier = deeper
    update = {"at": at, "by": by, "verb": Verb.UNDO, "note": "", "restores": earlier}
    restored = piece.revisions[earlier].model_copy(update=update)
    return _with(draft, piece.model_copy(update={"revisions": (*piece.revisions, restored)}))


def retried(draft: Draft, key: int | None = None) -> Draft:
    """Somebody wants another try, of the whole draft or of one piece's rewrite."""
    if key is not None:
        piece = draft.piece(key)
        if not (piece.wanted and piece.wanted.failure):
            raise NotNow(
                f"Nothing has failed on {draft.named(piece)}; ask to regenerate or shorten it instead."
            )
        return _with(
            draft, piece.model_copy(update={"wanted": piece.wanted.model_copy(update={"failure": ""})})
        )
    if draft.stage is not Stage.FAILED:
        raise NotNow(f"Draft {draft.id} has not failed; there is nothing to retry.")
    return draft.model_copy(update={"stage": Stage.QUEUED, "failure": None})


Transition = Callable[[Draft], Draft]


def _said(revision: Revision) -> tuple[object, ...]:
    """All that a writer says in one tweet: a fault may be mended by another picture alone."""
    quote = revision.evidence.quote if revision.evidence else ""
    return revision.text, revision.figure, revision.alt, quote


def _begun(draft: Draft, piece: Piece) -> str:
    """The name of a piece at the beginning of a sentence."""
    name = draft.named(piece)
    return name[0].upper() + name[1:]


def _with(draft: Draft, piece: Piece) -> Draft:
    if piece.key == AD:
        return draft.model_copy(update={"ad": piece})
    pieces = tuple(piece if other.key == piece.key else other for other in draft.pieces)
    return draft.model_copy(update={"pieces": pieces})


def _require(draft: Draft, *stages: Stage) -> None:
    if draft.stage not in stages:
        raise NotNow(
            f"Draft {draft.id} is at the stage “{draft.stage.value}”; that step does not follow from it."
        )


def _in_review(draft: Draft) -> None:
    if draft.stage is not Stage.REVIEW:
        what = (
            "has failed; retry it first"
            if draft.stage is Stage.FAILED
            else "is still being written; wait a moment"
        )
        raise NotNow(f"Draft {draft.id} {what}.")


def actable(draft: Draft, key: int, seen: int | None) -> Piece:
    """The piece, if people may act on it now, and it stands as they saw it; raises an `AskedError`."""
    _in_review(draft)
    piece = draft.piece(key)
    if seen is not None and seen != piece.revision:
        raise Outdated(f"{_begun(draft, piece)} has changed since you saw it; look at the newer text first.")
    if piece.wanted and piece.wanted.pending:
        who = piece.wanted.by.name or "somebody"
        deeds = {Verb.SHORTEN: "shortened", Verb.REGENERATE: "regenerated"}
        deed = deeds.get(piece.wanted.verb, "written anew")
        raise NotNow(
            f"{_begun(draft, piece)} is being {deed} for {who}; try again when the new text is there."
        )
    return piece


def fillable(draft: Draft, seen: int | None) -> Piece:
    """The ad, if its facts may be filled in now, and were changed `seen` times; raises an `AskedError`."""
    piece = actable(draft, AD, None)
    if seen is not None and draft.poster and seen != draft.poster.changes:
        raise Outdated("The poster's details have changed since you saw them; look at the newer ones first.")
    return piece
