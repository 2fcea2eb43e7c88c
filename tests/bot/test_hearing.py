"""What people do in a chat and what comes of it, told as dialogues over honest doubles."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.actions import Action, Verb
from bot.cards import Button, Card
from bot.deeds import Addressed, Asked, Deed, Noticed, Pressed, Reacted
from bot.draft import Draft, Stage
from bot.errors import (
    ArchiveError,
    AskedError,
    ChatError,
    NoSuchDraft,
    NoSuchPiece,
    NotAllowed,
    NotNow,
    Outdated,
    StoreError,
)
from bot.hearing import MOST_PAPERS
from bot.lab import Lab
from bot.people import CardRef, Conversation, Person
from bot.ports import Outline
from bot.tweets import Role, Wording, numbered, weighted_length
from bot.workflow import NOTE_LIMIT
from tests.bot.test_workflow import ADA, BO, House
from tests.fakes import MemoryStore, RecordingChat
from tests.scripted import SENTENCES, Said, ScriptedWriter, wordings

CHANNEL = Conversation(platform="slack", channel="C1")
LINK = "https://arxiv.org/abs/2601.00001"
OTHER = Wording(index=1, role=Role.RESULT, text=SENTENCES[4].text, quote=SENTENCES[4].text, page=5)
THIRD = OTHER.model_copy(update={"text": SENTENCES[3].text, "quote": SENTENCES[3].text, "page": 4})


def threads(count: int) -> list[list[Said]]:
    """What the writer says for so many drafts."""
    return [[Outline(count=8), *wordings()] for _ in range(count)]


@dataclass
class Room(House):
    """A chat in which Herald sits: people do something, workers do what comes of it."""

    lab: Lab = field(default_factory=lambda: Lab(watched=("slack:C1",), channels=("slack:C2",)))
    writer: ScriptedWriter = field(
        default_factory=lambda: ScriptedWriter(written=threads(4), rewritten=[[OTHER], [THIRD]])
    )
    shown_by_jobs: bool = True
    events: int = 0

    def event(self) -> str:
        """The next event's name."""
        self.events += 1
        return f"event-{self.events}"

    async def does(self, *deeds: Deed) -> None:
        """People do all this, and it is done."""
        for deed in deeds:
            await self.hearing.hear(deed)
        await self.work()

    async def posts(self, text: str = LINK, *, by: Person = ADA, message: str = "m1") -> None:
        """Somebody posts a message in the channel."""
        await self.does(self.message(text, by=by, message=message))

    def message(self, text: str = LINK, *, by: Person = ADA, message: str = "m1") -> Noticed:
        """A message in the channel, below which a draft has its place."""
        where = CHANNEL.model_copy(update={"place": message})
        return Noticed(event=self.event(), conversation=where, person=by, message=message, text=text)

    async def asks(
        self, text: str, *, by: Person = ADA, where: Conversation = CHANNEL, message: str = ""
    ) -> None:
        """Somebody asks for a thread."""
        await self.does(Asked(event=self.event(), conversation=where, person=by, text=text, message=message))

    async def presses(self, button: Button | Action, note: str = "", *, by: Person = ADA) -> None:
        """Somebody presses a button, or says the same in words."""
        action = button.action if isinstance(button, Button) else button
        await self.does(self.press(action, note, by=by))

    def press(self, action: Action, note: str = "", *, by: Person = ADA) -> Pressed:
        """A press."""
        return Pressed(event=self.event(), conversation=CHANNEL, person=by, action=action, note=note)

    async def reaction(
        self,
        key: str,
        emoji: str,
        *,
        by: Person = ADA,
        added: bool = True,
        at: datetime | None = None,
    ) -> Reacted:
        """A reaction on the message of a card."""
        draft_id = key.partition(":")[0]
        ref = (await self.store.displays(draft_id))[key].ref
        at = at or self.clock()
        return Reacted(
            event=self.event(), conversation=CHANNEL, person=by, message=ref, emoji=emoji, added=added, at=at
        )

    async def draft(self) -> Draft:
        """The one draft there is."""
        (draft,) = await self.store.drafts()
        return draft

    def tweet(self, draft: Draft, number: int) -> Card:
        """The message of a tweet."""
        return self.chat.card(f"{draft.id}:{number}")

    def button(self, draft: Draft, number: int, verb: Verb) -> Button:
        """The button below a tweet's message."""
        (button,) = (one for one in self.tweet(draft, number).buttons if one.action.verb is verb)
        return button

    @property
    def told(self) -> list[tuple[str, str]]:
        """What was said to whom alone."""
        return [(person.id, words) for _, person, words in self.chat.told]


@pytest.fixture
async def room() -> Room:
    """A chat in which a link has been posted, and its draft stands."""
    room = Room()
    await room.posts()
    return room


class TestNoticed:
    """Links in the channel."""

    async def test_a_link_is_seen_and_drafted(self) -> None:
        """A link in a watched channel is marked as seen; headline, tweets and ad stand below it."""
        room = Room()
        await room.posts(f"New: {LINK}!")
        draft = await room.draft()
        assert draft.stage is Stage.REVIEW
        assert room.chat.noticed.keys() == {"m1"}
        assert len(room.chat.cards(CHANNEL.model_copy(update={"place": "m1"}))) == 1 + 8 + 1
        assert room.told == []

    async def test_elsewhere_it_is_nothing(self) -> None:
        """A link in a channel that is not watched, and a message without one, are not even written down."""
        room = Room()
        elsewhere = room.message().model_copy(
            update={"conversation": CHANNEL.model_copy(update={"channel": "C2"})}
        )
        assert not await room.hearing.hear(elsewhere)
        assert not await room.hearing.hear(room.message("lunch at 2?"))
        assert await room.hearing.hear(room.message())
        assert len(room.jobs.heard) == 1

    async def test_delivered_again(self, room: Room) -> None:
        """A message that is delivered again, in whatever event, is one draft and tells nobody anything."""
        shown, again = len(room.chat.history), room.message()
        await room.does(again)
        await room.does(again)
        await room.draft()
        assert len(room.chat.history) == shown
        assert room.told == []

    async def test_the_same_paper_again(self, room: Room) -> None:
        """Who posts a paper that is under review is told, alone, where its draft stands."""
        draft = await room.draft()
        await room.posts(f"{LINK}v2", by=BO, message="m2")
        assert (await room.draft()).id == draft.id
        ref = (await room.store.displays(draft.id))[f"{draft.id}:head"].ref
        words = (
            f"There is a draft of “Lamps That Count Ships” here already: https://chat.example/{ref.handle}"
        )
        assert room.told == [("B", words)]

    async def test_a_link_asks_for_no_note(self) -> None:
        """A link that is merely posted leads to the draft that was asked for with a note, at no cost."""
        room = Room()
        await room.asks(f"{LINK} for the poster", by=BO)
        draft = await room.draft()
        await room.posts()
        assert (await room.draft()).id == draft.id
        assert room.told[-1][0] == ADA.id
        await room.asks(f"{LINK} thank Bo")
        assert len(await room.store.drafts()) == 2

    async def test_two_people_at_the_same_moment(self) -> None:
        """Of two who post a paper at once one begins its draft, and the other is told."""

        class Slow(MemoryStore):
            async def drafts(self, conversation: Conversation | None = None) -> tuple[Draft, ...]:
                known = await super().drafts(conversation)
                await asyncio.sleep(0)  # the other looks before this one has begun
                return known

        room = Room(store=Slow())
        await asyncio.gather(
            room.hearing.do(room.message()),
            room.hearing.do(room.message(by=BO, message="m2")),
        )
        await room.draft()
        assert len(room.told) == 1

    async def test_a_beginning_that_was_cut_off(self) -> None:
        """Who is killed between claiming a paper and saving its draft keeps nobody from it for long."""
        time = [0.0]

        class Killed(MemoryStore):
            async def create(self, draft: Draft) -> Draft:
                if not time[0]:
                    time[0] += 60
                    raise KeyboardInterrupt
                return await super().create(draft)

        room = Room(store=Killed(now=lambda: time[0]))
        seen = room.message()
        with pytest.raises(KeyboardInterrupt):
            await room.hearing.do(seen)
        await room.does(seen)
        assert (await room.draft()).stage is Stage.REVIEW

    async def test_a_list_of_papers(self) -> None:
        """Of a message with many papers the first get a draft, and the person is told so."""
        room = Room()
        many = [f"https://arxiv.org/abs/2601.{number:05}" for number in range(1, MOST_PAPERS + 3)]
        await room.posts(" ".join(many))
        begun = sorted(str(draft.source.arxiv_id)[:10] for draft in await room.store.drafts())
        assert begun == [link[-10:] for link in many[:MOST_PAPERS]]
        ((who, words),) = room.told
        assert who == "A"
        assert words.startswith(f"That names {len(many)} papers; Herald drafts {MOST_PAPERS}.")

    async def test_what_cannot_be_marked_is_drafted_all_the_same(self) -> None:
        """A chat that refuses the mark of having seen a message does not keep its paper from a draft."""

        class Blind(RecordingChat):
            async def seen(self, conversation: Conversation, message: str) -> None:
                raise ChatError("The message is too old to react to.")

        room = Room(chat=Blind())
        await room.posts()
        assert (await room.draft()).stage is Stage.REVIEW


class TestAsked:
    """Threads that people ask for."""

    @pytest.mark.parametrize(
        ("text", "note"),
        [
            (LINK, ""),
            (f"{LINK}  for ICML,\nthank Bo", "for ICML, thank Bo"),
            (f"<{LINK}|our paper, arXiv> for ICML", "for ICML"),
            (f"please draft (<{LINK}>), for ICML", "for ICML"),
            (f"[our paper]({LINK}) for ICML", "for ICML"),
            ("arXiv: 2601.00001 for ICML", "for ICML"),
            ("arXiv:2601.00001v2 for ICML", "for ICML"),
            (f"{LINK} code: <https://github.com/ada/lamps>", "code: https://github.com/ada/lamps"),
            (f"{LINK} <https://github.com/ada/lamps|the code>", "the code https://github.com/ada/lamps"),
            (f"{LINK}について 灯台の論文", "について 灯台の論文"),
        ],
    )
    async def test_what_stands_behind_the_link_is_a_note(self, text: str, note: str) -> None:
        """The writer is told what stands behind the link, in whatever form the chat hands both on."""
        room = Room()
        await room.asks(text)
        draft = await room.draft()
        assert (draft.source.arxiv_id and draft.source.arxiv_id.number, draft.note) == ("2601.00001", note)
        assert room.writer.briefs[0].note == note

    async def test_old_ids_have_notes_too(self) -> None:
        """An id of before 2007 is a link like any other."""
        room = Room()
        await room.asks("cs/0601001 for the museum")
        draft = await room.draft()
        assert (str(draft.source.arxiv_id), draft.note) == ("cs/0601001", "for the museum")

    async def test_by_a_message(self) -> None:
        """Who asks by a message sees that it was seen; the draft is of that message."""
        room = Room()
        await room.asks(f"@Herald {LINK}", message="m7")
        await room.asks(f"@Herald {LINK}", message="m7")
        assert room.chat.noticed.keys() == {"m7"}
        await room.draft()

    async def test_for_what_stands_or_stopped(self) -> None:
        """Who asks for a paper under review gets its link and no second draft; one that stopped goes on."""
        room = Room()
        room.archive.fault = ArchiveError("arXiv does not answer.")
        await room.posts()
        draft = await room.draft()
        assert draft.stage is Stage.FAILED
        await room.asks(LINK, by=BO)
        assert (await room.draft()).stage is Stage.REVIEW
        assert room.told[0] == ("B", f"Going on with draft {draft.id}, which stopped before.")
        await room.asks(LINK, by=BO)
        await room.draft()
        assert room.told[-1][1].startswith("There is a draft of “Lamps That Count Ships” here already: https")

    async def test_where_herald_may_not_write(self) -> None:
        """In a channel that the lab file does not name nothing is begun, and the person is told its name."""
        room = Room()
        await room.asks(f"{LINK} for ICML", where=CHANNEL.model_copy(update={"channel": "C9"}))
        assert await room.store.drafts() == ()
        ((who, words),) = room.told
        assert who == "A"
        assert "add “slack:C9” to channels" in words
        assert words.endswith(f"What you typed: {LINK} for ICML")
        await room.asks(LINK, where=CHANNEL.model_copy(update={"channel": "C2"}))
        await room.draft()

    @pytest.mark.parametrize(
        ("text", "words"),
        [("a nice paper", "There is no arXiv link"), (f"{LINK} {'x' * (NOTE_LIMIT + 1)}", "shorten it to")],
    )
    async def test_what_cannot_be_asked(self, text: str, words: str) -> None:
        """Without a paper, or with too long a note, one sentence says what to do, and the text comes back."""
        room = Room()
        await room.asks(text)
        ((_, said),) = room.told
        assert words in said
        assert text in said
        assert await room.store.drafts() == ()

    async def test_headline_in_the_channel(self) -> None:
        """Asked for in no thread, a draft has its headline in the channel, tweets and ad below that."""
        room = Room()
        await room.asks(LINK)
        draft = await room.draft()
        assert draft.conversation.place.startswith("below ")
        (head,) = room.chat.cards(CHANNEL)
        assert head.key == f"{draft.id}:head"
        assert len(room.chat.cards(draft.conversation)) == 8 + 1


class TestPressed:
    """Buttons."""

    async def test_approve(self, room: Room) -> None:
        """The button approves the text below which it stands, and gives way to who did it."""
        draft = await room.draft()
        await room.presses(room.button(draft, 2, Verb.APPROVE))
        assert "approved by Ada" in room.tweet(draft, 2).small[-1]
        assert [button.label for button in room.tweet(draft, 2).buttons] == ["Undo"]
        await room.presses(room.chat.card(f"{draft.id}:head").buttons[0])
        assert (await room.draft()).approved
        assert room.chat.card(f"{draft.id}:done-0").files

    async def test_regenerate_and_shorten(self, room: Room) -> None:
        """Words are asked for once however often the press is delivered, and the note reaches the writer."""
        draft = await room.draft()
        press = room.press(room.button(draft, 2, Verb.REGENERATE).action, "less formal")
        await room.does(press)
        await room.hearing.do(press)
        await room.work()
        assert room.tweet(draft, 2).text.startswith(OTHER.text)
        await room.presses(room.button(draft, 2, Verb.SHORTEN))
        assert room.tweet(draft, 2).text.startswith(THIRD.text)
        assert [(verb, change.note) for verb, change in room.writer.changes] == [
            ("regenerate", "less formal"),
            ("shorten", ""),
        ]
        assert room.told == []

    async def test_outdated(self, room: Room) -> None:
        """Who presses below an older text is told so and gets back what they typed; nothing changes."""
        draft = await room.draft()
        old = room.button(draft, 2, Verb.EDIT)
        await room.presses(old, "The lamp finds 93 ships.")
        await room.presses(old, "The lamp finds ships.", by=BO)
        assert room.tweet(draft, 2).text.startswith("The lamp finds 93 ships.")
        ((who, words),) = room.told
        assert who == "B"
        assert "Tweet 2 has changed" in words
        assert words.endswith("What you typed: The lamp finds ships.")

    async def test_an_old_message_is_brought_up_to_date(self, room: Room) -> None:
        """A press below a text that was not taken down in time has the message shown anew."""
        draft = await room.draft()
        action = Action(draft=draft.id, verb=Verb.APPROVE, piece=2, revision=7)
        display = (await room.store.displays(draft.id))[f"{draft.id}:2"]
        await room.store.keep_display(draft.id, display.model_copy(update={"digest": "of something else"}))
        await room.presses(action)
        assert (await room.store.displays(draft.id))[f"{draft.id}:2"].digest == display.digest

    async def test_edit_without_a_text(self, room: Room) -> None:
        """Who says only “edit 3” is told how to give the text."""
        draft = await room.draft()
        await room.presses(Action(draft=draft.id, verb=Verb.EDIT, piece=3))
        ((_, words),) = room.told
        assert words.startswith("Give the new text with it")

    async def test_undo_told_twice(self, room: Room) -> None:
        """A crash between undoing and remembering it does not undo what came before, too."""
        draft = await room.draft()
        await room.presses(room.button(draft, 2, Verb.EDIT), "The lamp finds 93 ships.")
        for by in (ADA, BO):
            await room.presses(Action(draft=draft.id, verb=Verb.APPROVE, piece=2, revision=1), by=by)
        undo = room.press(room.button(draft, 2, Verb.UNDO).action, by=BO)
        await room.does(undo)
        del room.store._kept["once", f"done:slack:{undo.event}"]
        await room.does(undo)
        piece = (await room.draft()).numbered(2)
        assert [approval.by.id for approval in piece.standing] == ["A"]
        assert piece.now.text == "The lamp finds 93 ships."

    async def test_retry(self) -> None:
        """The headline's button of a draft that stopped has it tried again, and once however often told."""
        room = Room()
        room.archive.fault = ArchiveError("arXiv does not answer.")
        await room.posts()
        draft = await room.draft()
        (button,) = room.chat.card(f"{draft.id}:head").buttons
        press = room.press(button.action, by=BO)
        await room.hearing.do(press)
        del room.store._kept["once", f"done:slack:{press.event}"]
        await room.does(press)
        assert (await room.draft()).stage is Stage.REVIEW
        assert room.told == []

    async def test_who_may_approve(self) -> None:
        """A user group of the lab file may approve, whoever of it; others are told to ask."""
        room = Room(lab=Lab(watched=("slack:C1",), approvers=("slack:S7",)))
        await room.posts()
        draft = await room.draft()
        action = room.button(draft, 2, Verb.APPROVE)
        await room.presses(action, by=ADA.model_copy(update={"groups": ("S8",)}))
        ((who, words),) = room.told
        assert (who, "approvers" in words) == ("A", True)
        await room.presses(action, by=BO.model_copy(update={"groups": ("S1", "S7")}))
        (approval,) = (await room.draft()).numbered(2).standing
        assert (approval.by.id, approval.by.groups) == ("B", ("S7",))

    async def test_a_channel_that_was_taken_off(self, room: Room) -> None:
        """Where Herald may write no longer, what costs money is refused, and what does not is done."""
        draft = await room.draft()
        later = Room(lab=Lab(), store=room.store, chat=room.chat, events=50)
        await later.presses(later.button(draft, 2, Verb.SHORTEN))
        assert "channels in lab.toml" in later.told[-1][1]
        await later.presses(later.button(draft, 2, Verb.APPROVE))
        assert (await later.draft()).numbered(2).standing

    async def test_a_draft_nobody_knows(self, room: Room) -> None:
        """A button of a draft that is forgotten says so, once however often the press is delivered."""
        press = room.press(Action(draft="zzzzzzzz", verb=Verb.APPROVE, piece=1, revision=0))
        await room.does(press)
        await room.does(press)
        ((_, words),) = room.told
        assert words.startswith("There is no draft called zzzzzzzz")


class TestGoesWrong:
    """Deeds that fail for no fault of who did them."""

    async def test_nobody_can_be_told(self, room: Room) -> None:
        """A deed whose outcome cannot be told is done all the same, and not again."""

        async def mute(*_: object) -> None:
            raise ChatError("The chat does not answer.")

        room.chat.tell = mute  # type: ignore[method-assign,assignment]
        press = room.press(Action(draft="zzzzzzzz", verb=Verb.UNDO, piece=1))
        await room.hearing.do(press)
        assert await room.store.claimed(f"done:slack:{press.event}")

    async def test_the_store_is_gone(self, room: Room) -> None:
        """While Redis is away a deed is tried again; when no try helps, what was typed comes back."""

        async def gone(_: str) -> Draft:
            raise StoreError("Redis does not answer; try again in a moment.")

        draft = await room.draft()
        press = room.press(room.button(draft, 2, Verb.EDIT).action, "The lamp finds 93 ships.")
        room.store.load = gone  # type: ignore[method-assign,assignment]
        with pytest.raises(StoreError):
            await room.hearing.do(press)
        await room.does(press)
        assert room.told == [
            (
                "A",
                "Redis does not answer; try again in a moment. What you typed: The lamp finds 93 ships.",
            )
        ]

    async def test_a_fault_inside_herald(self, room: Room) -> None:
        """An unknown failure is told by its kind, without its words, which may be of a paper."""
        press = room.press(Action(draft="zzzzzzzz", verb=Verb.UNDO, piece=1))
        await room.hearing.undoable(press, ValueError("secret words"))
        assert room.told == [("A", "Something went wrong inside Herald (ValueError); try again.")]


class TestReacted:
    """Reactions on messages."""

    async def test_approve_and_withdraw(self, room: Room) -> None:
        """✅ approves the text, and taking it away withdraws that."""
        draft = await room.draft()
        await room.does(await room.reaction(f"{draft.id}:2", "white_check_mark"))
        assert "approved by Ada" in room.tweet(draft, 2).small[-1]
        await room.does(await room.reaction(f"{draft.id}:2", "white_check_mark", added=False))
        assert (await room.draft()).numbered(2).standing == ()

    async def test_told_in_the_wrong_order(self, room: Room) -> None:
        """✅ that was taken away is no approval, whichever of the two is told first; put again it is one."""
        draft = await room.draft()
        put = await room.reaction(f"{draft.id}:2", "+1")
        taken = await room.reaction(f"{draft.id}:2", "+1", added=False)
        again = await room.reaction(f"{draft.id}:2", "+1")
        await room.does(taken)
        await room.does(put)
        assert (await room.draft()).numbered(2).standing == ()
        await room.does(again)
        await room.does(taken.model_copy(update={"event": "taken again"}))
        assert len((await room.draft()).numbered(2).standing) == 1

    async def test_shorten_and_regenerate(self, room: Room) -> None:
        """✂️ shortens and 🔁 regenerates; taking these away means nothing."""
        draft = await room.draft()
        await room.does(await room.reaction(f"{draft.id}:2", "scissors"))
        assert room.tweet(draft, 2).text.startswith(OTHER.text)
        await room.does(await room.reaction(f"{draft.id}:2", "repeat"))
        assert room.tweet(draft, 2).text.startswith(THIRD.text)
        await room.does(await room.reaction(f"{draft.id}:2", "repeat", added=False))
        assert [verb for verb, _ in room.writer.changes] == ["shorten", "regenerate"]

    async def test_on_what_was_there_to_be_seen(self, room: Room) -> None:
        """✅ put on a text that has changed by the time it is heard approves neither; the person is told."""
        draft = await room.draft()
        put = await room.reaction(f"{draft.id}:2", "white_check_mark", by=BO)
        await room.presses(room.button(draft, 2, Verb.EDIT), "The lamp finds 93 ships.")
        await room.does(put)
        assert (await room.draft()).numbered(2).standing == ()
        ((who, words),) = room.told
        assert (who, "has changed since you saw it" in words) == ("B", True)

    async def test_means_nothing(self, room: Room) -> None:
        """An emoji without a meaning, others' messages and the headline change nothing and tell nobody."""
        draft = await room.draft()
        tada = await room.reaction(f"{draft.id}:2", "tada")
        assert not await room.hearing.hear(tada)
        good = await room.reaction(f"{draft.id}:2", "scissors")
        await room.does(good.model_copy(update={"message": CardRef(handle="slack:C1:9.9")}))
        await room.does(await room.reaction(f"{draft.id}:head", "scissors"))
        assert await room.draft() == draft
        assert room.told == []

    async def test_the_labs_own_emoji(self) -> None:
        """The lab file decides what a reaction means."""
        room = Room(lab=Lab(watched=("slack:C1",), emoji={Verb.APPROVE: ("ship",)}))
        await room.posts()
        draft = await room.draft()
        await room.does(await room.reaction(f"{draft.id}:2", "ship"))
        assert (await room.draft()).numbered(2).standing
        assert not await room.hearing.hear(await room.reaction(f"{draft.id}:3", "+1"))


class TestForms:
    """What is asked before something is done."""

    async def test_edit(self, room: Room) -> None:
        """The form begins with the standing text and its length; sent, the tweet says what was typed."""
        draft = await room.draft()
        action = room.button(draft, 2, Verb.EDIT).action
        form = await room.hearing.form(action)
        assert form is not None
        (field,) = form.fields
        assert (form.title, field.name, field.text) == ("Edit tweet 2", "text", SENTENCES[1].text)
        assert field.hint.startswith(f"{weighted_length(numbered(SENTENCES[1].text, 2, 8))} of 280")
        assert await room.hearing.hint(action, "x" * 300) == "305 of 280 with its 2/8, 25 too many"
        await room.hearing.submit(action, ADA, {"text": "The lamp finds 93 ships."}, "f1")
        await room.hearing.submit(action, ADA, {"text": "The lamp finds 93 ships."}, "f1")
        await room.work()
        assert room.tweet(draft, 2).text == "The lamp finds 93 ships.\n\n2/8"
        assert len((await room.draft()).numbered(2).revisions) == 2

    async def test_regenerate(self, room: Room) -> None:
        """The form asks what should change, which may be left open; sent, the writer is told."""
        draft = await room.draft()
        action = room.button(draft, 2, Verb.REGENERATE).action
        form = await room.hearing.form(action)
        assert form is not None
        assert [(field.name, field.optional) for field in form.fields] == [("note", True)]
        await room.hearing.submit(action, ADA, {"note": "less formal"})
        await room.work()
        assert room.writer.changes[0][1].note == "less formal"

    async def test_no_form(self, room: Room) -> None:
        """What needs no words is done without asking."""
        draft = await room.draft()
        for verb in (Verb.APPROVE, Verb.SHORTEN):
            assert await room.hearing.form(room.button(draft, 2, verb).action) is None

    async def test_what_was_typed_in_vain(self, room: Room) -> None:
        """A form for an older text does not open; one that was open already raises, so that it stays."""
        draft = await room.draft()
        action = room.button(draft, 2, Verb.EDIT).action
        await room.hearing.submit(action, BO, {"text": "The lamp finds 93 ships."})
        with pytest.raises(Outdated):
            await room.hearing.form(action)
        with pytest.raises(Outdated):
            await room.hearing.submit(action, ADA, {"text": "The lamp finds ships."})
        with pytest.raises(NotNow, match="empty"):
            await room.hearing.submit(action, ADA, {"text": "  "})
        assert (await room.draft()).numbered(2).now.text == "The lamp finds 93 ships."

    async def test_where_herald_may_not_write(self, room: Room) -> None:
        """A form that would cost money in a channel no longer named is refused while it is open."""
        draft = await room.draft()
        later = Room(lab=Lab(), store=room.store, chat=room.chat)
        with pytest.raises(NotAllowed):
            await later.hearing.submit(later.button(draft, 2, Verb.REGENERATE).action, ADA, {"note": ""})


class TestInstructed:
    """What people say in words."""

    async def test_number_of_the_newest_draft(self, room: Room) -> None:
        """A number is of the newest open draft of the channel, as it stands; words behind it are a note."""
        draft = await room.draft()
        await room.presses(room.button(draft, 2, Verb.EDIT), "The lamp finds 93 ships.")
        action, note, _ = await room.hearing.instructed(CHANNEL, ADA, "Regenerate tweet 2: less formal")
        assert action == Action(draft=draft.id, verb=Verb.REGENERATE, piece=2, revision=1)
        assert note == "less formal"
        await room.presses(action, note)
        assert room.tweet(draft, 2).text.startswith(OTHER.text)

    async def test_approve_all(self, room: Room) -> None:
        """“all” is the thread as it stands when it is said: a change that comes first voids it."""
        draft = await room.draft()
        action, _, _ = await room.hearing.instructed(CHANNEL, ADA, "approve all")
        assert action == Action(draft=draft.id, verb=Verb.APPROVE, revision=0)
        await room.presses(room.button(draft, 2, Verb.EDIT), "The lamp finds 93 ships.", by=BO)
        await room.presses(action)
        assert not (await room.draft()).approved
        assert "A tweet has changed" in room.told[-1][1]

    async def test_which_draft(self, room: Room) -> None:
        """In a draft's thread that one is meant, then one's own; a name or a link names any."""
        first = await room.draft()
        await room.posts("https://arxiv.org/abs/2601.00001 again", by=BO, message="m1")
        await room.asks(f"{LINK} for the poster", by=BO)
        second = (await room.store.drafts())[0]
        assert second.id != first.id
        link = await room.chat.link((await room.store.displays(first.id))[f"{first.id}:3"].ref)
        for where, person, text, meant in (
            (CHANNEL, BO, "shorten 3", second),
            (CHANNEL, ADA, "shorten 3", first),
            (CHANNEL, Person(platform="slack", id="C"), "shorten 3", second),
            (second.conversation, ADA, "shorten 3", second),
            (first.conversation, BO, "shorten 3", first),
            (CHANNEL, BO, f"{first.id.upper()} shorten 3", first),
            (CHANNEL, BO, f"<{link}> shorten 3", first),
            (CHANNEL, BO, f"<{link}|the tweet> shorten 3", first),
        ):
            action, _, remark = await room.hearing.instructed(where, person, text)
            assert (action.draft, action.piece) == (meant.id, 3)
            doubtful = where == CHANNEL and text == "shorten 3"
            assert (f"draft {meant.id}. Other drafts are open here" in remark) == doubtful

    async def test_which_draft_is_told(self, room: Room) -> None:
        """Who speaks in the channel, where several drafts are open, is told alone which one was taken."""
        await room.asks(f"{LINK} for the poster", by=BO)
        newest = (await room.store.drafts())[0]
        said = Addressed(event=room.event(), conversation=CHANNEL, person=BO, message="m9", text="approve 3")
        await room.does(said)
        (told,) = room.told
        named = f"“Lamps That Count Ships”, draft {newest.id}"
        assert told == ("B", f"This goes to {named}. Other drafts are open here; name one to mean it.")

    @pytest.mark.parametrize(
        ("text", "error", "words"),
        [
            ("help", AskedError, "Say “regenerate 3"),
            ("", AskedError, "Say “regenerate 3"),
            ("make it nicer", AskedError, "did not understand"),
            ("shorten 12", NoSuchPiece, "no tweet 12; choose 1 to 8"),
            ("shorten 0", NoSuchPiece, "no tweet 0"),
            ("zzzzzzzz shorten 3", NoSuchDraft, "no draft called zzzzzzzz"),
            ("https://chat.example/nothing shorten 3", NoSuchDraft, "leads to no draft"),
        ],
    )
    async def test_what_cannot_be_meant(
        self, room: Room, text: str, error: type[AskedError], words: str
    ) -> None:
        """What means nothing is answered with what could be said."""
        with pytest.raises(error, match=words):
            await room.hearing.instructed(CHANNEL, ADA, text)

    async def test_nothing_to_approve_yet(self) -> None:
        """Before there is a tweet, or a draft, one is told to wait, or to ask for one."""
        room = Room()
        with pytest.raises(NoSuchDraft, match="No draft is open here"):
            await room.hearing.instructed(CHANNEL, ADA, "approve all")
        await room.hearing.do(room.message())
        with pytest.raises(NoSuchPiece, match="no tweets yet"):
            await room.hearing.instructed(CHANNEL, ADA, "approve all")

    async def test_aimed_at_a_message(self, room: Room) -> None:
        """A verb chosen on a tweet's message is aimed at that tweet as the message shows it."""
        draft = await room.draft()
        ref = (await room.store.displays(draft.id))[f"{draft.id}:4"].ref
        assert await room.hearing.aimed(ref, Verb.EDIT) == room.button(draft, 4, Verb.EDIT).action
        for other in (
            CardRef(handle="slack:C1:9.9"),
            (await room.store.displays(draft.id))[f"{draft.id}:head"].ref,
        ):
            with pytest.raises(AskedError, match="no tweet of Herald's; choose one to edit"):
                await room.hearing.aimed(other, Verb.EDIT)

    async def test_suggested(self, room: Room) -> None:
        """While a number is typed tweets and ad can be offered; where no draft is, none are."""
        offered = await room.hearing.suggested(CHANNEL, ADA)
        assert offered[1] == ("2", SENTENCES[1].text)
        assert [name for name, _ in offered] == [*map(str, range(1, 9)), "ad"]
        ad = (await room.draft()).ad
        assert ad is not None
        assert offered[-1] == ("ad", ad.now.text)
        assert await room.hearing.suggested(CHANNEL.model_copy(update={"channel": "C9"}), ADA) == ()


class TestHome:
    """What a person finds of Herald at one place."""

    async def test_ones_own_first(self, room: Room) -> None:
        """The open drafts of the platform, one's own first, each with its link; no approved ones."""
        first = await room.draft()
        room.clock.now += timedelta(hours=1)
        await room.asks(f"{LINK} for the poster", by=BO)
        second = (await room.store.drafts())[0]
        assert [draft.id for draft, _ in await room.hearing.home(ADA)] == [first.id, second.id]
        assert [draft.id for draft, _ in await room.hearing.home(BO)] == [second.id, first.id]
        assert all(link.startswith("https://chat.example/") for _, link in await room.hearing.home(BO))
        assert await room.hearing.home(Person(platform="discord", id="A")) == ()
        await room.presses(Action(draft=second.id, verb=Verb.APPROVE, revision=0))
        assert [draft.id for draft, _ in await room.hearing.home(BO)] == [first.id]

    async def test_others_channels(self, room: Room) -> None:
        """Of channels in which a person had nothing to do with any draft, nothing is shown to them."""
        await room.draft()
        stranger = ADA.model_copy(update={"id": "Z", "name": "Zoe"})
        assert await room.hearing.home(stranger) == ()

    async def test_a_link_that_cannot_be_had(self, room: Room) -> None:
        """The draft is there without it."""

        class Linkless(RecordingChat):
            async def link(self, ref: CardRef) -> str:
                raise ChatError(f"Nothing leads to {ref.handle}.")

        later = Room(store=room.store, chat=Linkless())
        assert [link for _, link in await later.hearing.home(ADA)] == [""]
