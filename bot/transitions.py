"""What may become of a draft: pure functions, the only place where its state changes.

    QUEUED ──> READING ──> FIGURES ──> WRITING ──> REVIEW    (`reading`, `cropping`, `writing`, `finished`)
       ^          └───────────┴───────────┴──────> FAILED    (`failed`)
       └─────────────────── RETRY ───────────────────┘       (`retried`)

A paper that is remembered goes from READING to WRITING: its pictures are there. An ad without a paper goes
from QUEUED to WRITING (`writing_ad`).
"""

from collections.abc import Callable
from datetime import datetime

from bot.actions import Verb
from bot.draft import (
    AD,
    WORKING,
    Approval,
    Draft,
    Failure,
    Headline,
    Piece,
    Poster,
    Revision,
    Stage,
    Transition,
    Wanted,
)
from bot.errors import NotNow, Outdated
from bot.papers import Source
from bot.people import Person
from bot.tweets import Covered, Role, Uncovered, Usage

MOST_HEARD = 50
"""Events that a draft remembers: chats deliver again within minutes."""


def once(draft: Draft, event: str, transition: Transition) -> Draft:
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
