"""Every transition of a draft from every stage, and what no row of them may ever break."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot import draft as drafts
from bot import transitions
from bot.actions import Verb
from bot.arxiv_id import ArxivId
from bot.draft import Approval, Draft, Failure, Headline, Piece, Revision, Stage, Transition, Wanted
from bot.errors import AskedError, NoSuchPiece, NotNow, Outdated
from bot.papers import FigureKey, FigureKind, Source
from bot.people import Conversation, Person
from bot.tweets import Covered, Evidence, Finding, Role, Severity, Uncovered, Usage

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADA, BEN = (Person(platform="slack", id=name.lower(), name=name) for name in ("Ada", "Ben"))
SOURCE = Source(arxiv_id=ArxivId(number="2306.15626"))
VERSIONED = Source(arxiv_id=ArxivId(number="2306.15626", version=2))
HEADLINE = Headline(paper_id="2306.15626v2", title="T", authors=("A",), pages=3)
HARD = Finding(rule="too-long", severity=Severity.HARD, words="The tweet is 12 too long.")
SOFT = Finding(rule="no-number", severity=Severity.SOFT, words="There is no number.")
COVERED = (Covered(figure=FigureKey(kind=FigureKind.FIGURE, number="2"), reason="shows the overview"),)
UNCOVERED = (Uncovered(figure=FigureKey(kind=FigureKind.TABLE, number="2"), reason="no room"),)


def text(words: str, *findings: Finding) -> Revision:
    """A revision of that text."""
    return Revision(text=words, at=NOON, findings=findings)


def piece(key: int, *words: str) -> Piece:
    """A piece with those revisions, the last one standing."""
    return Piece(key=key, role=Role.RESULT, revisions=tuple(text(each) for each in words))


def wish(verb: Verb = Verb.SHORTEN, failure: str = "") -> Wanted:
    """Ben's wish."""
    return Wanted(verb=verb, by=BEN, at=NOON, note="shorter, please", failure=failure)


def at(stage: Stage, *pieces: Piece) -> Draft:
    """A draft at that stage with those pieces, or else with two."""
    draft = Draft(
        id="abcd2345",
        conversation=Conversation(platform="slack", channel="C1"),
        requested_by=ADA,
        source=SOURCE,
        created=NOON,
        stage=stage,
        pieces=pieces or (piece(1, "one"), piece(2, "two")),
    )
    failure = Failure(words="arXiv is away.", retryable=True)
    return draft.model_copy(update={"failure": failure}) if stage is Stage.FAILED else draft


def in_review(*pieces: Piece) -> Draft:
    """A draft that people are at work on."""
    return at(Stage.REVIEW, *pieces)


# Each transition: what it is, the stages it is legal in, and the stage it leads to (None: it stays).
WORK: dict[str, tuple[Transition, set[Stage], Stage | None]] = {
    "writing": (
        lambda d: transitions.writing(d, VERSIONED, HEADLINE, "extractive"),
        {Stage.READING, Stage.FIGURES, Stage.WRITING},
        Stage.WRITING,
    ),
    "outlined": (lambda d: transitions.outlined(d, 11), {Stage.WRITING}, None),
    "worded": (lambda d: transitions.worded(d, 3, Role.CODE, text("three")), {Stage.WRITING}, None),
    "unmended": (lambda d: transitions.unmended(d, "No."), {Stage.WRITING}, Stage.WRITING),
    "finished": (transitions.finished, {Stage.WRITING}, Stage.REVIEW),
    "failed": (
        lambda d: transitions.failed(d, Failure(words="No.", retryable=False)),
        {Stage.QUEUED, Stage.READING, Stage.FIGURES, Stage.WRITING},
        Stage.FAILED,
    ),
    "retried": (transitions.retried, {Stage.FAILED}, Stage.QUEUED),
    "spent": (lambda d: transitions.spent(d, Usage(dollars=0.5)), set(Stage), None),
    "reviewed": (
        lambda d: transitions.reviewed(d, {1: text("one", SOFT)}, COVERED, UNCOVERED),
        set(Stage),
        None,
    ),
    "wanted": (lambda d: transitions.wanted(d, 1, 0, wish()), {Stage.REVIEW}, None),
    "edited": (lambda d: transitions.edited(d, 1, 0, text("mine")), {Stage.REVIEW}, None),
    "approved": (lambda d: transitions.approved(d, 1, 0, ADA, NOON), {Stage.REVIEW}, None),
}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", WORK)
def test_every_stage(name: str, stage: Stage) -> None:
    """Each transition is made where it is legal, leads where it should, and is refused everywhere else."""
    transition, legal, leads_to = WORK[name]
    before = at(stage)
    if stage in legal:
        after = transition(before)
        assert after != before or leads_to is stage
        assert after.stage is (leads_to or stage)
        assert after.version == before.version  # the store counts, not the draft
    else:
        with pytest.raises(NotNow, match="abcd2345"):
            transition(before)
    assert before == at(stage)


@pytest.mark.parametrize(
    ("stage", "leads_to"),
    [
        (Stage.QUEUED, Stage.READING),
        (Stage.READING, Stage.READING),
        (Stage.FIGURES, Stage.READING),
        (Stage.WRITING, Stage.WRITING),
        (Stage.REVIEW, None),
        (Stage.FAILED, None),
    ],
)
def test_reading(stage: Stage, leads_to: Stage | None) -> None:
    """A job takes up whatever is not settled, and does not throw a thread back that is being written."""
    if leads_to is None:
        with pytest.raises(NotNow):
            transitions.reading(at(stage))
    else:
        assert transitions.reading(at(stage)) == at(leads_to)


def test_cropping() -> None:
    """While its pictures are made a draft says so and knows its paper; one that is being written stays so."""
    for stage in (Stage.READING, Stage.FIGURES):
        after = transitions.cropping(at(stage), VERSIONED, HEADLINE)
        assert (after.stage, after.source, after.headline) == (Stage.FIGURES, VERSIONED, HEADLINE)
    assert transitions.cropping(at(Stage.WRITING), VERSIONED, HEADLINE) == at(Stage.WRITING)
    for stage in (Stage.QUEUED, Stage.REVIEW, Stage.FAILED):
        with pytest.raises(NotNow, match="abcd2345"):
            transitions.cropping(at(stage), VERSIONED, HEADLINE)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.REVIEW])
@pytest.mark.parametrize(
    "transition",
    [
        lambda d: transitions.withdrawn(d, 1, ADA, NOON),
        lambda d: transitions.undone(d, 1, None, ADA, NOON),
        lambda d: transitions.wanted(d, 1, None, wish()),
    ],
)
def test_people_wait_for_the_writer(transition: Transition, stage: Stage) -> None:
    """People are told to wait, or to retry, while the draft is not theirs yet."""
    expected = "retry it first" if stage is Stage.FAILED else "still being written"
    with pytest.raises(NotNow, match=expected):
        transition(at(stage))


@pytest.mark.parametrize("stage", Stage)
def test_late_rewrites_change_nothing(stage: Stage) -> None:
    """A rewrite that nobody wants any more, or not yet, is dropped in every stage."""
    before = at(stage)
    assert transitions.rewritten(before, 1, text("late")) == before
    assert transitions.not_rewritten(before, 1, "too late") == before


PEOPLE: dict[str, Callable[[Draft, int, int | None], Draft]] = {
    "wanted": lambda d, key, seen: transitions.wanted(d, key, seen, wish()),
    "edited": lambda d, key, seen: transitions.edited(d, key, seen, text("mine")),
    "approved": lambda d, key, seen: transitions.approved(d, key, seen, ADA, NOON),
    "undone": lambda d, key, seen: transitions.undone(d, key, seen, ADA, NOON),
}


class TestPeople:
    """What every deed of a person looks at first."""

    @pytest.mark.parametrize("name", PEOPLE)
    def test_outdated(self, name: str) -> None:
        """Who saw an older text is told so; who named the tweet by its number means the one that stands."""
        draft = in_review(piece(1, "one"), piece(2, "two", "second"))
        with pytest.raises(Outdated, match="Tweet 2 has changed"):
            PEOPLE[name](draft, 2, 0)
        assert PEOPLE[name](draft, 2, 1) == PEOPLE[name](draft, 2, None)
        assert PEOPLE[name](draft, 2, 1).piece(1) == draft.piece(1)

    @pytest.mark.parametrize("name", PEOPLE)
    def test_no_such_piece(self, name: str) -> None:
        """A tweet that does not exist is said not to, with the numbers there are."""
        with pytest.raises(NoSuchPiece, match="no tweet 9; choose 1 to 2"):
            PEOPLE[name](in_review(), 9, None)

    @pytest.mark.parametrize("name", PEOPLE)
    @pytest.mark.parametrize(
        ("verb", "words"), [(Verb.SHORTEN, "shortened for Ben"), (Verb.REGENERATE, "regenerated for Ben")]
    )
    def test_busy(self, name: str, verb: Verb, words: str) -> None:
        """While a tweet is being rewritten for somebody, it is left alone, and so is no other."""
        draft = transitions.wanted(in_review(piece(1, "one"), piece(2, "two", "second")), 1, 0, wish(verb))
        with pytest.raises(NotNow, match=words):
            PEOPLE[name](draft, 1, None)
        assert PEOPLE[name](draft, 2, None) != draft


class TestWriting:
    """What the workflow does."""

    def test_the_long_way(self) -> None:
        """From the asking to the review: everything that was said on the way is there."""
        draft = transitions.writing(
            transitions.reading(at(Stage.QUEUED, piece(1, "one"))), VERSIONED, HEADLINE, "w"
        )
        draft = transitions.worded(transitions.outlined(draft, 3), 3, Role.LIMITATION, text("last"))
        draft = transitions.worded(draft, 2, Role.CODE, text("code"))
        assert (draft.of(), draft.settled) == (3, False)
        draft = transitions.finished(draft)
        assert (draft.source, draft.headline, draft.writer) == (VERSIONED, HEADLINE, "w")
        assert [p.now.text for p in draft.pieces] == ["one", "code", "last"]
        assert (draft.stage, draft.count, draft.settled) == (Stage.REVIEW, 3, True)
        assert [draft.number(p) for p in draft.pieces] == [1, 2, 3]

    def test_worded_again(self) -> None:
        """A tweet worded anew gets a revision and the new role; the same tweet again changes nothing."""
        draft = at(Stage.WRITING)
        mended = transitions.worded(draft, 2, Role.IMPACT, text("better"))
        assert [revision.text for revision in mended.piece(2).revisions] == ["two", "better"]
        assert mended.piece(2).role is Role.IMPACT
        assert transitions.worded(mended, 2, Role.IMPACT, text("better")) == mended

    def test_worded_again_in_the_same_words(self) -> None:
        """Another picture, alternative text, quote or role is a change though the words stay."""
        draft = at(Stage.WRITING)
        for role, change in (
            (Role.LIMITATION, {}),
            (Role.RESULT, {"figure": UNCOVERED[0].figure}),
            (Role.RESULT, {"alt": "A table."}),
            (Role.RESULT, {"evidence": Evidence(page=1, quote="Two.")}),
        ):
            again = transitions.worded(draft, 2, role, text("two").model_copy(update=change)).piece(2)
            assert (again.role, again.revision) == (role, 1)

    def test_failed_and_retried(self) -> None:
        """A failure keeps what has been written, with its reason; a retry begins with that."""
        failure = Failure(words="The model is overloaded.", retryable=True)
        draft = transitions.failed(at(Stage.WRITING), failure)
        assert (draft.failure, draft.settled) == (failure, True)
        assert transitions.retried(draft) == at(Stage.QUEUED)

    def test_spent_adds_up(self) -> None:
        """Every bill is added to the one before."""
        draft = transitions.spent(at(Stage.WRITING), Usage(input_tokens=5, dollars=0.25))
        draft = transitions.spent(draft, Usage(input_tokens=1, output_tokens=2, dollars=0.5))
        assert draft.usage == Usage(input_tokens=6, output_tokens=2, dollars=0.75)

    def test_reviewed(self) -> None:
        """What the checks say replaces what they said of the standing text, and voids no approval."""
        draft = transitions.approved(in_review(piece(1, "old", "new"), piece(2, "two")), 1, 1, ADA, NOON)
        after = transitions.reviewed(draft, {1: text("new", SOFT)}, COVERED, UNCOVERED)
        assert [revision.findings for revision in after.piece(1).revisions] == [(), (SOFT,)]
        assert after.piece(1).standing == draft.piece(1).standing
        assert after.piece(2) == draft.piece(2)
        assert after.covered == COVERED
        assert after.uncovered == UNCOVERED

    def test_rewritten(self) -> None:
        """A rewrite that was wanted becomes a revision once, however often it is delivered."""
        draft = transitions.wanted(in_review(), 2, 0, wish())
        assert (draft.settled, draft.pending) == (False, (draft.piece(2),))
        after = transitions.rewritten(draft, 2, text("shorter"))
        assert [revision.text for revision in after.piece(2).revisions] == ["two", "shorter"]
        assert after.settled
        assert transitions.rewritten(after, 2, text("again")) == after

    def test_not_rewritten(self) -> None:
        """A rewrite that failed leaves the text, the wish with its note and the reason; it can be retried."""
        asked = transitions.wanted(in_review(), 2, 0, wish())
        draft = transitions.not_rewritten(asked, 2, "It is as short as can be.")
        assert draft.settled
        assert draft.piece(2).now.text == "two"
        assert draft.piece(2).wanted == wish(failure="It is as short as can be.")
        assert transitions.retried(draft, 2) == asked
        assert transitions.rewritten(draft, 2, text("late")) == draft

    def test_nothing_to_retry(self) -> None:
        """Where nothing has failed, a retry says what to do instead."""
        with pytest.raises(NotNow, match="ask to regenerate or shorten"):
            transitions.retried(in_review(), 1)
        with pytest.raises(NotNow, match="ask to regenerate or shorten"):
            transitions.retried(transitions.wanted(in_review(), 1, 0, wish()), 1)
        with pytest.raises(NoSuchPiece):
            transitions.retried(in_review(), 9)


CHANGES: dict[str, Transition] = {
    "edited": lambda d: transitions.edited(d, 1, None, text("mine")),
    "rewritten": lambda d: transitions.rewritten(transitions.wanted(d, 1, None, wish()), 1, text("shorter")),
}


class TestApproval:
    """Approval is of an exact text."""

    @pytest.mark.parametrize("name", CHANGES)
    def test_any_change_voids_it(self, name: str) -> None:
        """A change of a tweet voids that tweet's approvals and no other's; the record of them stays."""
        draft = in_review()
        for key in (1, 2):
            draft = transitions.approved(draft, key, 0, ADA, NOON)
        assert draft.approved
        after = CHANGES[name](draft)
        assert after.piece(1).standing == ()
        assert after.piece(1).approvals == draft.piece(1).approvals
        assert after.piece(2) == draft.piece(2)
        assert not after.approved

    def test_not_voided_by_a_wish(self) -> None:
        """A wish alone changes no text, so it voids nothing; nor does one that fails."""
        draft = transitions.approved(in_review(), 1, 0, ADA, NOON)
        asked = transitions.wanted(draft, 1, 0, wish())
        failed = transitions.not_rewritten(asked, 1, "no")
        assert asked.piece(1).standing == failed.piece(1).standing == draft.piece(1).standing

    def test_same_words_again(self) -> None:
        """An edit to the very same words is no change and voids nothing."""
        draft = transitions.approved(in_review(), 1, 0, ADA, NOON)
        assert transitions.edited(draft, 1, 0, text("one")) == draft

    def test_counted_by_person(self) -> None:
        """One person counts once, whatever they are called by now; two count as two."""
        draft = in_review(piece(1, "one")).model_copy(update={"approvals_needed": 2})
        once = transitions.approved(draft, 1, 0, ADA, NOON)
        renamed = ADA.model_copy(update={"name": "Ada L."})
        assert transitions.approved(once, 1, 0, renamed, NOON + timedelta(hours=1)) == once
        assert not once.approved
        twice = transitions.approved(once, 1, 0, BEN, NOON)
        assert twice.approved
        assert [approval.by for approval in twice.piece(1).standing] == [ADA, BEN]

    def test_withdrawn(self) -> None:
        """Who approved may take it back; nobody else's approval goes, and none is no harm."""
        draft = transitions.approved(transitions.approved(in_review(), 1, 0, ADA, NOON), 1, 0, BEN, NOON)
        after = transitions.withdrawn(draft, 1, ADA, NOON)
        assert after.piece(1).standing == (Approval(by=BEN, revision=0, at=NOON),)
        assert transitions.withdrawn(after, 1, ADA, NOON) == after
        with pytest.raises(NoSuchPiece):
            transitions.withdrawn(draft, 9, ADA, NOON)

    def test_told_in_the_wrong_order(self) -> None:
        """Of giving and taking back what was done last counts, whichever is told first."""
        later, latest = NOON + timedelta(seconds=1), NOON + timedelta(seconds=2)
        back = transitions.withdrawn(in_review(), 1, ADA, later)
        assert not transitions.approved(back, 1, 0, ADA, NOON).piece(1).standing
        again = transitions.approved(back, 1, 0, ADA, latest)
        assert [one.at for one in again.piece(1).standing] == [latest]
        assert transitions.withdrawn(again, 1, ADA, later) == again

    def test_delivered(self) -> None:
        """Each text of the whole that is approved is put on record once, whoever takes it back since."""
        draft = in_review(piece(1, "one"))
        once = transitions.approved(draft, 1, 0, ADA, NOON)
        assert once.delivered == (0,)
        back = transitions.withdrawn(once, 1, ADA, NOON)
        again = transitions.approved(back, 1, 0, ADA, NOON + timedelta(hours=1))
        assert (back.delivered, again.delivered) == ((0,), (0,))
        changed = transitions.edited(again, 1, 0, text("two"))
        assert transitions.approved(changed, 1, 1, ADA, NOON).delivered == (0, 1)

    def test_hard_fault(self) -> None:
        """A text with a hard fault cannot be approved, and the fault is told; a soft one can."""
        draft = in_review(
            Piece(key=1, role=Role.CODE, revisions=(text("long", SOFT, HARD),)), piece(2, "two")
        )
        with pytest.raises(NotNow, match="Tweet 1 cannot be approved yet: The tweet is 12 too long"):
            transitions.approved(draft, 1, 0, ADA, NOON)
        soft = transitions.reviewed(draft, {1: text("long", SOFT)}, (), ())
        assert transitions.approved(soft, 1, 0, ADA, NOON).is_approved(soft.piece(1)) is False
        assert len(transitions.approved(soft, 1, 0, ADA, NOON).piece(1).standing) == 1

    def test_only_in_review(self) -> None:
        """A draft that is not in review is not approved, whatever its pieces have."""
        approval = Approval(by=ADA, revision=0, at=NOON)
        done = piece(1, "one").model_copy(update={"approvals": (approval,)})
        assert in_review(done).approved
        assert not at(Stage.FAILED, done).approved


def history(*steps: str) -> list[str]:
    """The texts that stand after each step: a word edits, "<" undoes, "!" is an undo that is refused."""
    draft = in_review(piece(1, "first"))
    standing = []
    for step in steps:
        if step == "!":
            with pytest.raises(NotNow, match="nothing to undo on tweet 1"):
                transitions.undone(draft, 1, None, ADA, NOON)
        elif step == "<":
            draft = transitions.undone(draft, 1, None, ADA, NOON)
        else:
            draft = transitions.edited(draft, 1, None, text(step))
        standing.append(draft.piece(1).now.text)
    return standing


class TestUndo:
    """The last thing is taken back, and nothing is lost by it."""

    @pytest.mark.parametrize(
        ("steps", "standing"),
        [
            ("!", "first"),
            ("b <", "b first"),
            ("b < !", "b first first"),
            ("b c < < !", "b c b first first"),
            ("b c < d < < !", "b c b d b first first"),
            ("b c < < d < !", "b c b first d first first"),
            ("b < c < d < !", "b first c first d first first"),
            ("b c d < < e f < < < !", "b c d c b e f e b first first"),
        ],
    )
    def test_chains(self, steps: str, standing: str) -> None:
        """Undoing again goes further back, along what stood before, down to the first text and no further."""
        assert history(*steps.split()) == standing.split()

    def test_who_and_when(self) -> None:
        """The text that comes back is a new revision that says who brought it back, from where and when."""
        later = NOON + timedelta(hours=1)
        draft = transitions.undone(in_review(piece(1, "first", "second")), 1, 1, BEN, later)
        assert len(draft.piece(1).revisions) == 3
        restored = draft.piece(1).now
        assert (restored.text, restored.by, restored.at) == ("first", BEN, later)
        assert (restored.verb, restored.restores) == (Verb.UNDO, 0)

    def test_approvals_first(self) -> None:
        """The approvals of the standing text go first, the text with the next undo."""
        draft = transitions.approved(in_review(piece(1, "first", "second")), 1, 1, ADA, NOON)
        unapproved = transitions.undone(draft, 1, 1, BEN, NOON)
        assert (unapproved.piece(1).standing, unapproved.piece(1).now.text) == ((), "second")
        assert transitions.undone(unapproved, 1, 1, BEN, NOON).piece(1).now.text == "first"

    def test_approval_does_not_come_back(self) -> None:
        """A text that comes back has to be approved again."""
        draft = transitions.approved(in_review(piece(1, "first")), 1, 0, ADA, NOON)
        draft = transitions.undone(transitions.edited(draft, 1, 0, text("mine")), 1, 1, ADA, NOON)
        assert (draft.piece(1).now.text, draft.piece(1).standing) == ("first", ())

    def test_failed_wish(self) -> None:
        """A wish that failed is the last thing, and goes first."""
        draft = transitions.not_rewritten(transitions.wanted(in_review(), 1, 0, wish()), 1, "no")
        assert transitions.undone(draft, 1, 0, ADA, NOON) == in_review()


class TestNumbers:
    """Which tweet is which."""

    def test_numbered(self) -> None:
        """Tweets count from 1 in their order, whatever their keys; others do not exist."""
        draft = in_review(piece(4, "a"), piece(7, "b"))
        assert [draft.numbered(number).key for number in (1, 2)] == [4, 7]
        for number in (-1, 0, 3):
            with pytest.raises(NoSuchPiece, match="choose 1 to 2"):
                draft.numbered(number)
        with pytest.raises(NoSuchPiece, match="none is written yet"):
            at(Stage.QUEUED).model_copy(update={"pieces": ()}).numbered(1)

    def test_draft_id(self) -> None:
        """The same asking is the same id, 8 letters and digits; any other is another."""
        mine = drafts.draft_id("slack", "C1", "1.2", "2306.15626")
        assert mine == drafts.draft_id("slack", "C1", "1.2", "2306.15626")
        assert len(mine) == 8
        assert mine.isalnum()
        assert mine != drafts.draft_id("slack", "C1", "1.22", "306.15626")


keys = some.sampled_from([1, 2, 3])
people = some.sampled_from([ADA, BEN])
seen = some.sampled_from([None, 0, 1, 2])
revisions = some.builds(text, some.sampled_from("abcd"), some.just(SOFT) | some.just(HARD)) | some.builds(
    text, some.sampled_from("abcd")
)
deeds = some.one_of(
    some.just(transitions.reading),
    some.just(lambda d: transitions.cropping(d, VERSIONED, HEADLINE)),
    some.just(transitions.finished),
    some.just(transitions.retried),
    some.just(lambda d: transitions.writing(d, VERSIONED, HEADLINE, "w")),
    some.just(lambda d: transitions.failed(d, Failure(words="No.", retryable=True))),
    some.builds(lambda n: lambda d: transitions.outlined(d, n), some.integers(1, 13)),
    some.builds(lambda k, r: lambda d: transitions.worded(d, k, Role.RESULT, r), keys, revisions),
    some.builds(lambda k, s: lambda d: transitions.wanted(d, k, s, wish()), keys, seen),
    some.builds(lambda k, r: lambda d: transitions.rewritten(d, k, r), keys, revisions),
    some.builds(lambda k: lambda d: transitions.not_rewritten(d, k, "no"), keys),
    some.builds(lambda k: lambda d: transitions.retried(d, k), keys),
    some.builds(lambda k, s, r: lambda d: transitions.edited(d, k, s, r), keys, seen, revisions),
    some.builds(lambda k, s, p: lambda d: transitions.approved(d, k, s, p, NOON), keys, seen, people),
    some.builds(lambda k, p: lambda d: transitions.withdrawn(d, k, p, NOON), keys, people),
    some.builds(lambda k, s, p: lambda d: transitions.undone(d, k, s, p, NOON), keys, seen, people),
    some.builds(lambda: lambda d: transitions.spent(d, Usage(input_tokens=1))),
)
begun = some.sampled_from(
    [at(Stage.QUEUED), in_review(), in_review(piece(1, "a"), piece(2, "b"), piece(3, "c"))]
)

EDGES = {
    (Stage.QUEUED, Stage.READING),
    (Stage.READING, Stage.FIGURES),
    (Stage.READING, Stage.WRITING),
    (Stage.FIGURES, Stage.READING),
    (Stage.FIGURES, Stage.WRITING),
    (Stage.WRITING, Stage.REVIEW),
    (Stage.QUEUED, Stage.FAILED),
    (Stage.READING, Stage.FAILED),
    (Stage.FIGURES, Stage.FAILED),
    (Stage.WRITING, Stage.FAILED),
    (Stage.FAILED, Stage.QUEUED),
} | {(stage, stage) for stage in Stage}


def check(before: Draft, after: Draft) -> None:
    """What holds after every transition, whatever came before."""
    assert (before.stage, after.stage) in EDGES
    assert (after.failure is not None) == (after.stage is Stage.FAILED)
    assert Draft.model_validate_json(after.model_dump_json()) == after
    assert [p.key for p in after.pieces] == sorted({p.key for p in after.pieces})
    assert {p.key for p in before.pieces} <= {p.key for p in after.pieces}
    changed = 0
    for old in before.pieces:
        new = after.piece(old.key)
        assert new.revisions[: len(old.revisions)] == old.revisions  # nothing written is ever lost
        changed += new != old
        if new.revision != old.revision:
            assert new.standing == ()
    assert changed <= 1
    for new in after.pieces:
        approvers = [approval.by.id for approval in new.standing]
        assert len(set(approvers)) == len(approvers)
        assert all(approval.revision <= new.revision for approval in new.approvals)
        assert not (new.now.faulty and new.standing)
        assert new.now.restores is None or new.now.restores < new.revision


@settings(max_examples=150, deadline=None)
@given(begun, some.lists(deeds, max_size=25))
def test_any_row_of_deeds(draft: Draft, row: list[Transition]) -> None:
    """Whatever people and jobs do: it is refused in words, or loses nothing and steals no approval."""
    for deed in row:
        try:
            after = deed(draft)
        except AskedError:
            continue
        check(draft, after)
        draft = after


@settings(max_examples=100, deadline=None)
@given(some.lists(deeds, max_size=25))
def test_undo_ends_at_the_first_text(row: list[Transition]) -> None:
    """From wherever people have got to, undoing leads to the first text in a bounded number of steps."""
    draft = in_review()
    for deed in row:
        try:
            draft = deed(draft)
        except AskedError:
            continue
    draft = transitions.not_rewritten(draft, 1, "no")
    for _ in range(2 * len(draft.piece(1).revisions) + 2):
        try:
            draft = transitions.undone(draft, 1, None, ADA, NOON)
        except NotNow:
            break
    else:
        pytest.fail("undoing does not end")
    assert draft.piece(1).now.text == draft.piece(1).revisions[0].text


def test_only_faults_are_unmended() -> None:
    """What kept faults from being mended is told once, of faulty texts alone, until the last is gone."""
    faulty = [Piece(key=key, role=Role.RESULT, revisions=(text("bad", HARD),)) for key in (1, 2)]
    draft = transitions.unmended(at(Stage.WRITING, *faulty, piece(3, "good")), "It is overloaded.")
    assert [one.now.unmended for one in draft.pieces] == ["It is overloaded."] * 2 + [""]
    assert draft.unmended == ("It is overloaded.",)
    draft = transitions.worded(draft, 1, Role.RESULT, text("better"))
    assert draft.unmended == ("It is overloaded.",)
    assert transitions.worded(draft, 2, Role.RESULT, text("still bad", HARD)).unmended == ()
    assert (
        transitions.reviewed(
            draft, {2: draft.pieces[1].now.model_copy(update={"findings": ()})}, (), ()
        ).unmended
        == ()
    )
