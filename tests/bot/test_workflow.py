"""The one script every platform follows, told as stories over honest doubles."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.actions import Action, Verb
from bot.advertising import Advertising
from bot.alts import ALT_MOST
from bot.arxiv_id import ArxivId
from bot.deeds import Noticed
from bot.draft import Draft, Stage
from bot.drafting import MOST_FIGURES, Drafting
from bot.errors import (
    ArchiveError,
    HeraldError,
    NoSuchDraft,
    NoSuchPiece,
    NotAllowed,
    NotNow,
    Outdated,
    StoreError,
    Unreadable,
    WriterError,
)
from bot.hearing import Hearing
from bot.jobs import Work
from bot.lab import Lab
from bot.library import Library, file_source
from bot.papers import FigureKey, FigureKind, Source
from bot.people import Conversation, Person
from bot.ports import Outline, Shown
from bot.showing import Showing
from bot.tweets import Role, Usage, Wording
from bot.workflow import NOTE_LIMIT, TEXT_LIMIT, Request, Workflow
from bot.writing.extractive import ExtractiveWriter
from tests.fakes import MemoryJobs, MemoryStore, RecordingChat
from tests.scripted import (
    CROPPED,
    ENTRY,
    PAPER,
    SENTENCES,
    Said,
    ScriptedArchive,
    ScriptedReader,
    ScriptedWriter,
    wordings,
)

ADA = Person(platform="slack", id="A", name="Ada")
BO = Person(platform="slack", id="B", name="Bo")
HARBOUR = Conversation(platform="slack", channel="C1")
SOURCE = Source(arxiv_id=ENTRY.id.model_copy(update={"version": None}))


@dataclass
class Clock:
    """A clock that moves a minute each time somebody looks."""

    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        self.now += timedelta(minutes=1)
        return self.now


@dataclass
class House:
    """A whole Herald of doubles."""

    lab: Lab = field(default_factory=Lab)
    writer: ScriptedWriter = field(default_factory=ScriptedWriter)
    archive: ScriptedArchive = field(default_factory=ScriptedArchive)
    reader: ScriptedReader = field(default_factory=ScriptedReader)
    store: MemoryStore = field(default_factory=MemoryStore)
    jobs: MemoryJobs = field(default_factory=MemoryJobs)
    chat: RecordingChat = field(default_factory=RecordingChat)
    clock: Clock = field(default_factory=Clock)
    pictures: bool = False
    shown_by_jobs: bool = False

    def __post_init__(self) -> None:
        library = Library(archive=self.archive, reader=self.reader, store=self.store)
        showing = Showing(store=self.store, chat=self.chat, jobs=self.jobs if self.shown_by_jobs else None)
        self.workflow = Workflow(
            library=library, showing=showing, jobs=self.jobs, lab=self.lab, clock=self.clock
        )
        self.hearing = Hearing(self.workflow)
        self.drafting = Drafting(
            library=library,
            writer=self.writer,
            advertising=Advertising(self.writer, ExtractiveWriter(), showing, self.clock),
            showing=showing,
            clock=self.clock,
            pictures=self.pictures,
        )

    async def drafted(self, **changes: Any) -> Draft:
        """A draft whose jobs have been done."""
        draft = await self.workflow.begin(request(**changes))
        await self.work()
        return await self.store.load(draft.id)

    def lose_pictures(self) -> None:
        """The store makes room."""
        for key in [key for key in self.store._kept if key[0] == "picture"]:
            del self.store._kept[key]

    async def work(self) -> None:
        """Do the jobs that wait."""
        await self.jobs.all_done(
            Work(
                advance=self.drafting.advance,
                give_up=self.drafting.give_up,
                show=self.workflow.showing.show,
                do=self.hearing.do,
                undoable=self.hearing.undoable,
            )
        )

    async def act(self, draft: Draft, verb: Verb, number: int, *, by: Person = ADA, **words: Any) -> Draft:
        """A verb on the tweet as it stands, and the jobs it asks for."""
        piece = draft.numbered(number)
        action = Action(draft=draft.id, verb=verb, piece=piece.key, revision=piece.revision)
        await self.workflow.act(action, by=by, **words)
        await self.work()
        return await self.store.load(draft.id)


class KilledOnce(MemoryStore):
    """A store whose process is killed at the first picture."""

    killed = False

    async def keep_picture(self, content: bytes) -> str:
        """Do not come back, once."""
        if not self.killed:
            self.killed = True
            raise KeyboardInterrupt
        return await super().keep_picture(content)


def request(**changes: Any) -> Request:
    """Ada asks for the paper in the harbour."""
    return replace(Request(conversation=HARBOUR, person=ADA, event="m1", source=SOURCE), **changes)


async def test_from_a_link_to_an_approved_thread() -> None:
    """A paper is read, each tweet shown as it is written, and approving all approves the draft."""
    house = House()
    draft = await house.drafted()
    assert draft.stage is Stage.REVIEW
    assert [piece.now.text for piece in draft.pieces] == [said.text for said in wordings()]
    assert draft.headline is not None
    assert (draft.headline.title, draft.headline.paper_id) == (PAPER.title, "2601.00001v2")
    assert [card.status for card in house.chat.history if card.key.endswith(":head")] == [
        "waiting",
        "reading the paper",
        "cutting out the figures",
        "writing",
        "writing 0/8",
        *[f"writing {n}/8" for n in range(1, 9)],
        "ready to review",
    ]
    everything = Action(draft=draft.id, verb=Verb.APPROVE)
    draft = await house.workflow.act(everything, by=ADA)
    assert draft.approved
    assert house.chat.card(f"{draft.id}:head").status == "approved"
    tweets = [card for card in house.chat.cards() if card.piece]
    assert len(tweets) == 8
    assert all("approved by Ada" in card.small[-1] for card in tweets)
    done = house.chat.card(f"{draft.id}:done-0")
    assert done.text.count("─\n") >= 8
    assert [file.name for file in done.files] == ["thread.md", "thread.txt", "pictures.zip"]


async def test_the_evidence_of_a_tweet_is_verified_and_shown() -> None:
    """A quote that stands on its page is shown with it; an invented one is told to the reviewer."""
    said = list(wordings())
    said[2] = said[2].model_copy(update={"quote": "The lamp is the best lamp ever made by anyone."})
    house = House(writer=ScriptedWriter(written=[[Outline(count=8), *said]]))
    draft = await house.drafted()
    good, bad = draft.numbered(2).now.evidence, draft.numbered(3).now.evidence
    assert good is not None
    assert bad is not None
    assert (good.verified, good.page, bad.verified) == (True, 2, False)
    assert f"p. 2: “{SENTENCES[1].text}”" in house.chat.card(f"{draft.id}:2").small[0]
    assert "not found" in house.chat.card(f"{draft.id}:3").small[0]


DOUBT = "it holds 3 lines of body text"
AGAIN = Wording(index=1, role=Role.RESULT, text=SENTENCES[4].text, quote=SENTENCES[4].text, page=5)


async def test_a_tweets_picture_is_on_its_card() -> None:
    """The card of the tweet that shows a figure carries its picture; its content is in the store."""
    house = House()
    draft = await house.drafted()
    picture = house.chat.card(f"{draft.id}:2").picture
    assert picture is not None
    assert picture.name == "2601.00001-table-1.png"
    assert "Ships found, by weather" in picture.alt
    assert await house.workflow.pictures([picture.digest, "00" * 32]) == {picture.digest: CROPPED.content}
    assert all(card.picture is None for card in house.chat.cards() if card.key != f"{draft.id}:2")
    head = house.chat.card(f"{draft.id}:head")
    assert "Table 1 → tweet 2: the writer chose it" in head.small


async def test_the_paper_is_seen_while_its_pictures_are_made() -> None:
    """As soon as a paper is read its title stands in the headline, whatever the pictures still take."""
    house = House()
    draft = await house.drafted()
    heads = [card for card in house.chat.history if card.key == f"{draft.id}:head"]
    (cutting,) = [head for head in heads if head.status == "cutting out the figures"]
    assert cutting.title == PAPER.title
    assert house.chat.told == []


async def test_a_crop_in_doubt_is_told_and_not_posted() -> None:
    """The tweet stands without a picture, the reviewer is told why, and the page is there to be offered."""
    doubtful = CROPPED.model_copy(update={"doubt": DOUBT})
    house = House(reader=ScriptedReader(cropped=(doubtful,)), pictures=True)
    draft = await house.drafted()
    card = house.chat.card(f"{draft.id}:2")
    assert card.picture is None
    assert card.offered is not None
    assert card.offered.name == "2601.00001-page-2.png"
    assert f"No picture of Table 1 is attached: {DOUBT}" in card.small
    assert house.writer.briefs[0].pictures == (), "a writer is not shown a page for a table"


async def test_a_crash_among_the_pictures_is_gone_on_with() -> None:
    """A job killed while pictures are made reads the paper again and ends like any other."""
    house = House(store=KilledOnce())
    draft = await house.workflow.begin(request())
    with pytest.raises(KeyboardInterrupt):
        await house.work()
    assert (await house.store.load(draft.id)).stage is Stage.FIGURES
    await house.workflow.begin(request())
    await house.work()
    assert (await house.store.load(draft.id)).stage is Stage.REVIEW
    assert house.chat.card(f"{draft.id}:2").picture is not None


async def test_the_writer_sees_the_same_pictures_each_time() -> None:
    """Drafting, mending and regenerating show the important pictures; shortening, and no wish, none."""
    bad = wordings()[3].model_copy(update={"text": "See https://evil.com/x for all the ships of the lamp."})
    said = [*wordings()[:3], bad, *wordings()[4:]]
    writer = ScriptedWriter(
        written=[[Outline(count=8), *said] for _ in range(2)],
        mended=[[wordings()[3]], [wordings()[3]]],
        rewritten=[[AGAIN], [AGAIN.model_copy(update={"text": "Our lamp costs 40 euros."})]],
    )
    house = House(writer=writer, pictures=True)
    draft = await house.act(await house.drafted(), Verb.REGENERATE, 2)
    await house.act(draft, Verb.SHORTEN, 2)
    shown = Shown(figure=PAPER.figures[0].key, media_type="image/png", content=CROPPED.content)
    assert [deed for deed, _ in writer.changes] == ["mend", "regenerate", "shorten"]
    assert [brief.pictures for brief in writer.briefs] == [(shown,), (shown,), (shown,), ()]
    writer.briefs.clear()
    await House(writer=writer).drafted()
    assert [brief.pictures for brief in writer.briefs] == [(), ()]


@pytest.mark.parametrize("change", [{"width": 9000}, {"content": CROPPED.content + b"x" * 1000}])
async def test_a_picture_too_large_for_a_model_is_not_shown(
    change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the model's server would refuse is left out, and the thread is written without it."""
    monkeypatch.setattr("bot.drafting.SHOWN_BYTES", 100)
    cropped = CROPPED.model_copy(update=change)
    house = House(reader=ScriptedReader(cropped=(cropped,)), pictures=True)
    draft = await house.drafted()
    assert draft.stage is Stage.REVIEW
    assert house.writer.briefs[0].pictures == ()
    assert house.chat.card(f"{draft.id}:2").picture is not None


async def test_lost_pictures_are_made_again_for_a_new_draft() -> None:
    """A paper that is remembered without its pictures is read again when somebody asks for a thread of it."""
    house = House()
    await house.workflow.read(SOURCE)
    house.lose_pictures()
    draft = await house.drafted()
    assert len(house.reader.asked) == 2
    picture = house.chat.card(f"{draft.id}:2").picture
    assert picture is not None
    assert await house.workflow.pictures([picture.digest])


async def test_lost_pictures_break_nothing() -> None:
    """Where they cannot be made again, the thread is written and rewritten, the writer seeing none."""
    house = House(pictures=True, writer=ScriptedWriter(rewritten=[[AGAIN]]))
    await house.workflow.read(SOURCE)
    house.lose_pictures()
    house.reader.fault = Unreadable("This PDF takes too long to read.")
    draft = await house.act(await house.drafted(), Verb.REGENERATE, 2)
    assert draft.numbered(2).now.text == AGAIN.text
    assert all(brief.pictures == () for brief in house.writer.briefs)
    assert await house.workflow.pictures(["ab" * 32]) == {}


async def test_a_paper_of_many_long_captions_does_not_swell_its_draft() -> None:
    """A draft, saved with every tweet, takes of each caption what an alternative text can need."""
    table = PAPER.figures[0]
    others = tuple(
        table.model_copy(update={"number": str(number), "caption": "ships " * 2000})
        for number in range(2, 400)
    )
    paper = PAPER.model_copy(update={"figures": (table, *others)})
    draft = await House(reader=ScriptedReader(paper)).drafted()
    assert draft.headline is not None
    figures = draft.headline.figures
    assert figures[0].caption == table.caption
    assert len(figures) == MOST_FIGURES
    assert figures[1].caption.endswith("ships…")
    assert len(figures[1].caption) <= ALT_MOST


async def test_the_same_event_again_is_the_same_draft() -> None:
    """A redelivered message neither drafts nor posts anything twice."""
    house = House()
    draft = await house.drafted()
    again = await house.workflow.begin(request())
    assert again.id == draft.id
    await house.work()
    assert len(house.writer.briefs) == 1
    assert len(house.chat.messages) == 1 + 8 + 1


async def test_the_same_paper_in_another_message_leads_to_the_open_draft() -> None:
    """A second link to a paper under review begins nothing, whatever its version; another note does."""
    house = House(writer=ScriptedWriter(written=[[Outline(count=8), *wordings()] for _ in range(3)]))
    draft = await house.drafted()
    assert (await house.drafted(event="m2", source=Source(arxiv_id=ENTRY.id))).id == draft.id
    other = await house.drafted(event="m3", note="for the poster")
    assert other.id != draft.id
    assert (await house.drafted(event="m4", again=True)).id not in {draft.id, other.id}


async def test_an_approved_draft_is_closed() -> None:
    """After approval the same link begins a new draft; a change means it, not a closed or failed one."""
    house = House(writer=ScriptedWriter(written=[[Outline(count=8), *wordings()] for _ in range(2)]))
    first = await house.drafted()
    await house.workflow.act(Action(draft=first.id, verb=Verb.APPROVE), by=ADA)
    second = await house.drafted(event="m2")
    assert second.id != first.id
    failed = await house.drafted(event="m3", source=Source(arxiv_id=ArxivId(number="2601.00002")))
    assert failed.failure is not None
    assert (await house.workflow.find(HARBOUR)).id == failed.id
    assert (await house.workflow.find(HARBOUR, verb=Verb.SHORTEN)).id == second.id
    assert (await house.workflow.find(HARBOUR, first.id.upper())).id == first.id


async def test_links_are_noticed_in_watched_channels_only() -> None:
    """Each paper of a message gets a draft where the lab watches, and nothing happens elsewhere."""
    house = House(lab=Lab(watched=("slack:C1",)))
    text = "see https://arxiv.org/abs/2601.00001 and arXiv:2601.00002v1"
    elsewhere = HARBOUR.model_copy(update={"channel": "C2"})
    seen = Noticed(event="e1", conversation=HARBOUR, person=ADA, message="m1", text=text)
    assert not await house.hearing.hear(seen.model_copy(update={"conversation": elsewhere}))
    assert not await house.hearing.hear(seen.model_copy(update={"text": "no paper"}))
    assert await house.hearing.hear(seen)
    await house.work()
    begun = sorted(await house.workflow.drafts(HARBOUR), key=lambda draft: str(draft.source))
    assert [str(draft.source) for draft in begun] == ["2601.00001v2", "2601.00002v1"]
    known, unknown = [await house.store.load(draft.id) for draft in begun]
    assert known.stage is Stage.REVIEW
    assert unknown.failure is not None
    assert "2601.00002v1" in unknown.failure.words
    assert not unknown.failure.retryable


async def test_a_pdf_is_kept_for_the_job() -> None:
    """A local file reaches the reader in a job that names the draft alone; without it, words say so."""
    house = House()
    source = file_source("ships.pdf", b"%PDF ships")
    draft = await house.drafted(source=source, pdf=b"%PDF ships")
    assert house.reader.asked == [b"%PDF ships"]
    assert draft.headline is not None
    assert draft.headline.paper_id is None
    lost = await House().drafted(source=source)
    assert lost.failure is not None
    assert "ships.pdf" in lost.failure.words


@pytest.mark.parametrize(
    ("fault", "retryable"),
    [(Unreadable("The PDF is a scan without text."), False), (ArchiveError("arXiv does not answer."), True)],
)
async def test_a_failed_draft_says_why_and_may_be_tried_again(fault: HeraldError, *, retryable: bool) -> None:
    """The failure is a state of the draft, with a button when another try may help."""
    house = House()
    house.archive.fault = fault
    draft = await house.drafted()
    head = house.chat.card(f"{draft.id}:head")
    assert draft.stage is Stage.FAILED
    assert str(fault) in head.small
    assert [button.action.verb for button in head.buttons] == ([Verb.RETRY] if retryable else [])
    await house.workflow.act(Action(draft=draft.id, verb=Verb.RETRY), by=BO)
    await house.work()
    assert (await house.store.load(draft.id)).stage is Stage.REVIEW


STOPS: list[Said] = [Outline(count=8), Usage(dollars=0.25), *wordings()[:3], WriterError("It is overloaded.")]


async def test_asking_again_goes_on_with_what_stopped() -> None:
    """The command that failed, given again, keeps the paid tweets and the PDF, and says which draft it is."""
    pdf = b"%PDF ships"
    ships: dict[str, Any] = {"source": file_source("ships.pdf", pdf), "pdf": pdf, "again": True}
    house = House(writer=ScriptedWriter(written=[list(STOPS), list(STOPS), [Outline(count=8), *wordings()]]))
    first = await house.drafted(**ships)
    assert first.stage is Stage.FAILED
    assert house.chat.told == []
    second = await house.drafted(event="m2", **ships)
    third = await house.drafted(event="m3", **ships)
    assert first.id == second.id == third.id
    assert (third.stage, third.failure, third.pieces[:3]) == (Stage.REVIEW, None, first.pieces)
    assert [(len(brief.so_far), brief.spent) for brief in house.writer.briefs[:3]] == [
        (0, 0),
        (3, 0.25),
        (3, 0.5),
    ]
    words = f"Going on with draft {first.id}, which stopped before."
    assert house.chat.told == [(HARBOUR, ADA, words)] * 2
    assert len(await house.workflow.drafts(HARBOUR)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"note": "for the poster"},
        {"source": Source(arxiv_id=ArxivId(number=ENTRY.id.number, version=1))},
        {"source": file_source("ships.pdf", b"%PDF ships"), "pdf": b"%PDF ships"},
        {"conversation": HARBOUR.model_copy(update={"channel": "C2"})},
        {"again": False},
    ],
)
async def test_asking_for_something_else_begins_anew(change: dict[str, Any]) -> None:
    """A note, version, paper or channel of its own is a draft of its own, and so is a link in a chat."""
    house = House(writer=ScriptedWriter(written=[list(STOPS), [Outline(count=8), *wordings()]]))
    first = await house.drafted(again=True)
    second = await house.drafted(**{"event": "m2", "again": True, **change})
    assert second.id != first.id
    assert (await house.store.load(first.id)).stage is Stage.FAILED
    assert house.writer.briefs[1].so_far == ()
    assert house.chat.told == []


async def test_what_stopped_is_left_alone_when_it_is_out_of_date() -> None:
    """A draft that stopped is not gone on with for another lab, after a newer one, or without hope."""
    house = House(
        writer=ScriptedWriter(
            written=[list(STOPS), [Outline(count=8), *wordings()], [Outline(count=8), *wordings()]]
        )
    )
    first = await house.drafted(again=True)
    moved = House(lab=Lab(hashtags=("#Ours",)), store=house.store, writer=house.writer, clock=house.clock)
    second = await moved.drafted(event="m2", again=True)
    third = await house.drafted(event="m3", again=True)
    assert len({first.id, second.id, third.id}) == 3
    hopeless = House(reader=ScriptedReader(fault=Unreadable("The PDF is a scan without text.")))
    ids = {(await hopeless.drafted(event=event, again=True)).id for event in ("m1", "m2")}
    assert len(ids) == 2


async def test_a_fault_inside_herald_is_told_without_its_words() -> None:
    """An unknown exception becomes a retryable failure that names its kind and none of its text."""
    house = House(writer=ScriptedWriter(written=[[ValueError("paper text")] for _ in range(4)]))
    draft = await house.drafted()
    assert draft.failure is not None
    assert "ValueError" in draft.failure.words
    assert "paper text" not in draft.failure.words
    assert draft.failure.retryable


async def test_a_writer_that_says_nothing_or_loses_count_is_told_off() -> None:
    """No tweets, or a tweet far beyond the last, is the writer's failure and not a broken draft."""
    far = wordings()[0].model_copy(update={"index": 99})
    for script in ([], [far]):
        draft = await House(writer=ScriptedWriter(written=[[Outline(count=8), *script]])).drafted()
        assert draft.failure is not None
        assert draft.failure.words.startswith("The writer")


async def test_a_killed_job_is_gone_on_with() -> None:
    """After a crash in mid-draft the tweets that are there stay, and the writer is told of them."""
    writer = ScriptedWriter(
        written=[[Outline(count=8), *wordings()[:3], KeyboardInterrupt()], [Outline(count=8), *wordings()]]
    )
    house = House(writer=writer)
    draft = await house.workflow.begin(request())
    with pytest.raises(KeyboardInterrupt):
        await house.work()
    before = await house.store.load(draft.id)
    await house.workflow.begin(request())
    await house.work()
    after = await house.store.load(draft.id)
    assert after.pieces[:3] == before.pieces
    assert after.stage is Stage.REVIEW
    assert len(after.pieces) == 8
    assert writer.briefs[1].so_far == tuple(wordings()[:3])
    assert writer.briefs[1].count == 8
    assert len(house.reader.asked) == 1
    assert len(house.chat.messages) == 1 + 8 + 1


async def test_hard_faults_go_back_to_the_writer() -> None:
    """A tweet that is too long is mended by the writer; one that stays faulty is shown and not approvable."""
    long = wordings()[3].model_copy(update={"text": "Fog halves the ships. " * 20})
    said = [*wordings()[:3], long, *wordings()[4:]]
    mended = House(writer=ScriptedWriter(written=[[Outline(count=8), *said]], mended=[[wordings()[3]]]))
    draft = await mended.drafted()
    assert [change.index for _, change in mended.writer.changes] == [3]
    assert mended.writer.changes[0][1].faults
    assert draft.numbered(4).now.text == wordings()[3].text
    stubborn = House(writer=ScriptedWriter(written=[[Outline(count=8), *said]], mended=[[long], [long]]))
    draft = await stubborn.drafted()
    assert draft.stage is Stage.REVIEW
    assert len(stubborn.writer.changes) == 2
    card = stubborn.chat.card(f"{draft.id}:4")
    assert Verb.APPROVE not in [button.action.verb for button in card.buttons]
    with pytest.raises(NotNow, match="Tweet 4 cannot be approved"):
        await stubborn.workflow.act(Action(draft=draft.id, verb=Verb.APPROVE), by=ADA)
    assert not any(piece.approvals for piece in (await stubborn.store.load(draft.id)).pieces)


async def test_the_labs_hashtags_are_put_where_there_is_room() -> None:
    """Hashtags of the lab are part of the exact text that people approve."""
    draft = await House(lab=Lab(hashtags=("#Ships",))).drafted()
    assert all(piece.now.text.endswith("\n\n#Ships") for piece in draft.pieces)


async def test_regenerate_changes_one_tweet_and_voids_its_approval_alone() -> None:
    """A rewrite brings a new text with its note; the other tweets keep their approvals."""
    new = wordings()[4].model_copy(update={"index": 4, "text": SENTENCES[0].text, "quote": SENTENCES[0].text})
    house = House(writer=ScriptedWriter(rewritten=[[Usage(dollars=0.01), new]]))
    draft = await house.drafted()
    draft = await house.workflow.act(Action(draft=draft.id, verb=Verb.APPROVE), by=ADA)
    draft = await house.act(draft, Verb.REGENERATE, 5, by=BO, note="say what it is")
    piece = draft.numbered(5)
    assert (piece.now.text, piece.now.note, piece.now.by) == (SENTENCES[0].text, "say what it is", BO)
    assert piece.standing == ()
    assert [draft.is_approved(other) for other in draft.pieces] == [True] * 4 + [False] + [True] * 3
    assert draft.usage is not None
    assert draft.usage.dollars == 0.01
    deed, change = house.writer.changes[0]
    assert (deed, change.index, change.note, change.earlier) == (
        "regenerate",
        4,
        "say what it is",
        (SENTENCES[4].text,),
    )


async def test_a_failed_rewrite_leaves_the_text_and_keeps_the_note() -> None:
    """When the writer fails, the old text stands, the reason is told, and a retry uses the same note."""
    new = Wording(index=1, role=Role.RESULT, text=SENTENCES[4].text, quote=SENTENCES[4].text, page=5)
    house = House(writer=ScriptedWriter(rewritten=[[WriterError("The model is overloaded.")], [], [new]]))
    draft = await house.drafted()
    for reason in ("The model is overloaded.", "The writer gave no new text; try again."):
        draft = await house.act(draft, Verb.REGENERATE, 2, note="shorter words")
        assert any(reason in line for line in house.chat.card(f"{draft.id}:2").small)
        assert draft.numbered(2).now.text == wordings()[1].text
    assert Verb.RETRY in [button.action.verb for button in house.chat.card(f"{draft.id}:2").buttons]
    draft = await house.act(draft, Verb.RETRY, 2)
    assert draft.numbered(2).now.text == SENTENCES[4].text
    assert house.writer.changes[-1][1].note == "shorter words"


async def test_a_rewrite_with_a_hard_fault_goes_back_too() -> None:
    """What the writer gives on request is mended like a first draft."""
    bad = wordings()[2].model_copy(update={"text": "See https://evil.com/x for all the ships of the lamp."})
    good = wordings()[2].model_copy(update={"text": "Fog halves the ships."})
    house = House(writer=ScriptedWriter(rewritten=[[bad]], mended=[[good]]))
    draft = await house.act(await house.drafted(), Verb.REGENERATE, 3)
    assert [deed for deed, _ in house.writer.changes] == ["regenerate", "mend"]
    assert draft.numbered(3).now.text == "Fog halves the ships."


async def test_a_shortened_text_does_not_go_back() -> None:
    """A shorter text says what stood there, faults and all: mending would say something else."""
    bad = wordings()[2].model_copy(update={"text": "See https://evil.com/x for ships."})
    house = House(writer=ScriptedWriter(rewritten=[[bad]], mended=[[wordings()[2]]]))
    draft = await house.act(await house.drafted(), Verb.SHORTEN, 3)
    assert [deed for deed, _ in house.writer.changes] == ["shorten"]
    assert draft.numbered(3).now.text == bad.text
    assert [fault.rule for fault in draft.numbered(3).now.faults] == ["unknown-link"]


async def test_a_draft_whose_mending_fails_is_whole_with_its_faults() -> None:
    """A writer that fails while it mends costs neither the thread nor what it had mended by then."""
    said = [said.model_copy(update={"text": f"{said.text} https://evil.com/x"}) for said in wordings()[:2]]
    failing: list[Said] = [Usage(dollars=0.02), wordings()[0], WriterError("The model is overloaded.")]
    writer = ScriptedWriter(
        written=[[Outline(count=8), *said, *wordings()[2:]]], mended=[failing], rewritten=[[wordings()[1]]]
    )
    house = House(writer=writer)
    draft = await house.drafted()
    assert (draft.stage, draft.failure, len(draft.pieces)) == (Stage.REVIEW, None, 8)
    assert [change.index for _, change in writer.changes] == [0, 1]
    assert [draft.number(piece) for piece in draft.pieces if piece.now.faulty] == [2]
    assert draft.usage == Usage(dollars=0.02)
    remark = "Some faults could not be mended: The model is overloaded."
    assert remark in house.chat.card(f"{draft.id}:head").small
    draft = await house.act(draft, Verb.EDIT, 2, text="See https://evil.com/y for ships.")
    assert draft.numbered(2).now.faulty
    assert remark not in house.chat.card(f"{draft.id}:head").small, "these are another's words and faults"
    draft = await house.act(draft, Verb.UNDO, 2)
    assert remark in house.chat.card(f"{draft.id}:head").small
    draft = await house.act(draft, Verb.REGENERATE, 2)
    assert not draft.numbered(2).now.faulty
    assert remark not in house.chat.card(f"{draft.id}:head").small


async def test_a_rewrite_whose_mending_fails_stands_with_its_faults() -> None:
    """What was regenerated is shown though mending it failed, with what is wrong and not approvable."""
    bad = wordings()[2].model_copy(update={"text": "See https://evil.com/x for all the ships of the lamp."})
    failing: list[Said] = [Usage(dollars=0.01), WriterError("The model is overloaded.")]
    house = House(writer=ScriptedWriter(rewritten=[[bad]], mended=[failing]))
    draft = await house.act(await house.drafted(), Verb.REGENERATE, 3)
    piece = draft.numbered(3)
    assert (piece.now.text, piece.wanted) == (bad.text, None)
    assert [fault.rule for fault in piece.now.faults] == ["unknown-link"]
    assert draft.usage == Usage(dollars=0.01)
    remark = "Some faults could not be mended: The model is overloaded."
    assert remark in house.chat.card(f"{draft.id}:head").small
    with pytest.raises(NotNow, match="evil"):
        await house.act(draft, Verb.APPROVE, 3)


async def test_a_fault_is_mended_by_another_picture_alone() -> None:
    """A picture that the paper does not have is taken off though the words of the tweet stay."""
    ghost = FigureKey(kind=FigureKind.FIGURE, number="7")
    said = [*wordings()[:4], wordings()[4].model_copy(update={"figure": ghost}), *wordings()[5:]]
    writer = ScriptedWriter(written=[[Outline(count=8), *said]], mended=[[wordings()[4]]])
    draft = await House(writer=writer).drafted()
    assert [fault.rule for _, change in writer.changes for fault in change.faults] == ["unknown-figure"]
    assert (draft.numbered(5).now.text, draft.numbered(5).now.figure) == (wordings()[4].text, None)
    assert not draft.numbered(5).now.faulty


async def test_the_writer_is_told_what_has_been_spent() -> None:
    """Going on and mending are told what the draft has cost; a rewrite, and its mending, what it has."""
    bad = wordings()[2].model_copy(update={"text": "See https://evil.com/x for all the ships of the lamp."})
    quarter = Usage(dollars=0.25)
    writer = ScriptedWriter(
        written=[
            [Outline(count=8), quarter, wordings()[0], KeyboardInterrupt()],
            [Outline(count=8), quarter, wordings()[1], bad, *wordings()[3:]],
        ],
        mended=[[quarter, bad], [quarter, wordings()[2]], [quarter, bad], [quarter]],
        rewritten=[[quarter, bad], [quarter, wordings()[2].model_copy(update={"text": "Fog halves it."})]],
    )
    house = House(writer=writer)
    draft = await house.workflow.begin(request())
    with pytest.raises(KeyboardInterrupt):
        await house.work()
    await house.workflow.begin(request())
    await house.work()
    assert [brief.spent for brief in writer.briefs] == [0, 0.25, 0.5, 0.75]
    draft = await house.act(await house.store.load(draft.id), Verb.REGENERATE, 3)
    assert [brief.spent for brief in writer.briefs[4:]] == [0, 0.25, 0.5]
    await house.act(draft, Verb.SHORTEN, 3)
    assert writer.briefs[-1].spent == 0


async def test_rewrites_side_by_side_are_charged_to_themselves() -> None:
    """What a rewrite's mending is told has been spent is its own, whatever others cost meanwhile."""
    bad = wordings()[2].model_copy(update={"text": "See https://evil.com/x for all the ships of the lamp."})
    house = House(
        writer=ScriptedWriter(
            rewritten=[[Usage(dollars=0.25), bad], [Usage(dollars=0.5), bad.model_copy(update={"index": 3})]],
            mended=[[Usage(dollars=0.125), bad] for _ in range(4)],
        )
    )
    draft = await house.drafted()
    house.writer.briefs.clear()
    for piece in draft.pieces[2:4]:
        action = Action(draft=draft.id, verb=Verb.REGENERATE, piece=piece.key, revision=piece.revision)
        await house.workflow.act(action, by=ADA)
    await house.work()
    assert sorted(brief.spent for brief in house.writer.briefs) == [0, 0, 0.25, 0.375, 0.5, 0.625]
    usage = (await house.store.load(draft.id)).usage
    assert usage == Usage(dollars=1.25)


async def test_edit_and_undo() -> None:
    """A person's own words stand as typed, are checked, and undo brings the earlier text back."""
    house = House()
    draft = await house.drafted()
    draft = await house.act(draft, Verb.EDIT, 2, text="  It finds 94 of 100 ships.\n\n2/8\n")
    piece = draft.numbered(2)
    assert piece.now.text == "It finds 94 of 100 ships."
    assert any("94" in finding.words for finding in piece.now.findings)
    draft = await house.act(draft, Verb.UNDO, 2)
    assert draft.numbered(2).now.text == wordings()[1].text
    with pytest.raises(NotNow, match="nothing to undo"):
        await house.act(draft, Verb.UNDO, 2)
    with pytest.raises(NotNow, match="empty"):
        await house.act(draft, Verb.EDIT, 2, text=" \n ")


async def test_undo_takes_an_approval_back_first() -> None:
    """Undo after approving withdraws the approval and leaves the text."""
    house = House()
    draft = await house.act(await house.drafted(), Verb.APPROVE, 2)
    assert draft.is_approved(draft.numbered(2))
    draft = await house.act(draft, Verb.UNDO, 2)
    assert not draft.is_approved(draft.numbered(2))
    draft = await house.act(draft, Verb.APPROVE, 2)
    draft = await house.act(draft, Verb.WITHDRAW, 2)
    assert draft.numbered(2).standing == ()


async def test_what_cannot_be_done_is_said_and_changes_nothing() -> None:
    """A number that does not exist, an older text, no draft, too long a note: each is one sentence."""
    house = House(lab=Lab(approvers=("slack:B",)))
    with pytest.raises(NoSuchDraft):
        await house.workflow.find(HARBOUR)
    with pytest.raises(NoSuchDraft):
        await house.workflow.find(HARBOUR, "nothing1")
    draft = await house.drafted()
    with pytest.raises(NoSuchPiece, match="choose 1 to 8"):
        draft.numbered(9)
    with pytest.raises(NoSuchPiece):
        await house.workflow.act(Action(draft=draft.id, verb=Verb.WITHDRAW, piece=77), by=BO)
    with pytest.raises(NotAllowed):
        await house.act(draft, Verb.APPROVE, 1, by=ADA)
    with pytest.raises(NotNow, match="number"):
        await house.workflow.act(Action(draft=draft.id, verb=Verb.SHORTEN), by=ADA)
    with pytest.raises(NotNow, match=str(NOTE_LIMIT)):
        await house.act(draft, Verb.REGENERATE, 1, note="x" * (NOTE_LIMIT + 1))
    with pytest.raises(NotNow, match=str(NOTE_LIMIT)):
        await house.workflow.begin(request(note="x" * (NOTE_LIMIT + 1)))
    with pytest.raises(NotNow, match="nothing to retry"):
        await house.workflow.act(Action(draft=draft.id, verb=Verb.RETRY), by=ADA)
    stale = Action(draft=draft.id, verb=Verb.APPROVE, piece=1, revision=0)
    await house.act(draft, Verb.EDIT, 1, text=wordings()[0].text + "\n\nLook!")
    with pytest.raises(Outdated):
        await house.workflow.act(stale, by=BO)
    assert not any(piece.approvals for piece in (await house.store.load(draft.id)).pieces)


async def test_two_people_at_once_on_one_tweet() -> None:
    """Of two rewrites asked for at once one wins; the other person is told who is at it."""
    house = House(
        writer=ScriptedWriter(rewritten=[[wordings()[1].model_copy(update={"text": SENTENCES[4].text})]])
    )
    draft = await house.drafted()
    action = Action(draft=draft.id, verb=Verb.REGENERATE, piece=2, revision=0)
    results = await asyncio.gather(
        house.workflow.act(action, by=ADA), house.workflow.act(action, by=BO), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, BaseException)]
    assert len(refused) == 1
    assert "is being regenerated for" in str(refused[0])


async def test_two_approvals_where_the_lab_wants_two() -> None:
    """A tweet is approved when enough different people have signed off the same text."""
    house = House(lab=Lab(approvals_needed=2))
    draft = await house.drafted()
    draft = await house.act(draft, Verb.APPROVE, 1, by=ADA)
    draft = await house.act(draft, Verb.APPROVE, 1, by=ADA)
    assert not draft.is_approved(draft.numbered(1))
    draft = await house.act(draft, Verb.APPROVE, 1, by=BO)
    assert draft.is_approved(draft.numbered(1))


async def test_a_draft_whose_job_was_never_asked_for_is_taken_up() -> None:
    """A crash between saving a wish and asking for its job is mended when a worker starts."""
    house = House()
    await house.drafted()
    draft = await house.workflow.begin(request(event="m2", note="another"))
    house.jobs.waiting.clear()
    house.writer.written.append([Outline(count=8), *wordings()])
    await house.workflow.take_up()
    assert [draft_id for _, draft_id, _ in house.jobs.waiting] == [draft.id]
    house.jobs.waiting.clear()
    await house.workflow.take_up(draft)
    assert [draft_id for _, draft_id, _ in house.jobs.waiting] == [draft.id]
    await house.work()
    assert (await house.store.load(draft.id)).stage is Stage.REVIEW


async def test_approving_all_means_what_was_seen() -> None:
    """The headline's button approves the texts that stood when it was shown, and no others."""
    house = House()
    draft = await house.drafted()
    (button,) = house.chat.card(f"{draft.id}:head").buttons
    await house.act(draft, Verb.EDIT, 3, by=BO, text="Fog halves the ships.")
    with pytest.raises(Outdated):
        await house.workflow.act(button.action, by=ADA)
    (fresh,) = house.chat.card(f"{draft.id}:head").buttons
    assert (await house.workflow.act(fresh.action, by=ADA)).approved


async def test_ones_own_text_stays_ones_own() -> None:
    """Neither another display name nor an undo by somebody else makes one's own words another's."""
    house = House(lab=Lab(own_request_counts=False))
    draft = await house.drafted()
    with pytest.raises(NotAllowed):
        await house.act(draft, Verb.APPROVE, 1, by=ADA.model_copy(update={"name": "Ada R."}))
    draft = await house.act(draft, Verb.EDIT, 2, by=BO, text="The lamp finds 93 ships.")
    draft = await house.act(draft, Verb.EDIT, 2, by=ADA, text="The lamp finds ships.")
    draft = await house.act(draft, Verb.UNDO, 2, by=ADA)
    with pytest.raises(NotAllowed):
        await house.act(draft, Verb.APPROVE, 2, by=BO)
    await house.act(draft, Verb.APPROVE, 2, by=ADA)


async def test_anothers_approval_is_not_anybodys_to_undo() -> None:
    """Undo takes the last approval back; somebody else's only by those who may approve."""
    house = House(lab=Lab(approvers=("slack:A",)))
    draft = await house.act(await house.drafted(), Verb.APPROVE, 2, by=ADA)
    with pytest.raises(NotAllowed):
        await house.act(draft, Verb.UNDO, 2, by=BO)
    draft = await house.act(draft, Verb.UNDO, 2, by=ADA)
    assert draft.numbered(2).standing == ()


async def test_the_lab_is_the_one_of_who_asked() -> None:
    """A worker with another lab file, or none, drafts with the lab of the person who asked."""
    house = House(lab=Lab(hashtags=("#Ours",)))
    draft = await house.workflow.begin(request())
    stranger = House(lab=Lab(hashtags=("#Theirs",)), store=house.store, writer=house.writer)
    await stranger.drafting.advance(draft.id)
    assert all("#Ours" in piece.now.text for piece in (await house.store.load(draft.id)).pieces)


async def test_another_platforms_draft_is_left_to_it() -> None:
    """A draft is changed where it is shown, because only there can its messages be kept up."""
    house = House()
    draft = await house.drafted()
    elsewhere = Conversation(platform="terminal", channel="here")
    with pytest.raises(NoSuchDraft, match="slack"):
        await house.workflow.find(elsewhere, draft.id)


async def test_an_edit_has_a_bound() -> None:
    """A text longer than any network takes is refused whole, not cut."""
    house = House()
    draft = await house.drafted()
    with pytest.raises(NotNow, match=str(TEXT_LIMIT)):
        await house.act(draft, Verb.EDIT, 1, text="x" * (TEXT_LIMIT + 1))


async def test_a_pinned_paper_needs_no_archive() -> None:
    """Once read, a draft's paper is found in the store, however long ago arXiv was asked."""
    house = House()
    draft = await house.drafted()
    house.archive.asked.clear()
    await house.workflow.read(draft.source)
    assert house.archive.asked == []


async def test_a_forgotten_draft_is_given_up() -> None:
    """A job for a draft that is there no longer ends, after some tries, instead of coming back for ever."""
    house = House()
    draft = await house.workflow.begin(request())
    del house.store._kept["draft", draft.id]
    await house.work()
    assert house.jobs.waiting == []
    assert house.writer.briefs == []


async def test_a_lost_store_fails_the_job_and_not_the_draft() -> None:
    """When Redis goes away in mid-work the job is left to be run again; no failure is written down."""
    house = House(
        writer=ScriptedWriter(written=[[StoreError("Redis is gone.")], [Outline(count=8), *wordings()]])
    )
    house.jobs.attempts = 2
    assert (await house.drafted()).stage is Stage.REVIEW
