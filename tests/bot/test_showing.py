"""How messages are kept up to date, by jobs."""

from collections import Counter
from dataclasses import dataclass, field

import pytest

from bot.actions import Action, Verb
from bot.cards import Card
from bot.draft import AD, Draft, Stage
from bot.errors import ChatError, StoreError
from bot.lab import Lab
from bot.people import CardRef, Conversation
from bot.ports import Contents, Display
from tests.bot.test_workflow import ADA, HARBOUR, House, request
from tests.fakes import MemoryStore, RecordingChat

THREAD = HARBOUR.model_copy(update={"place": "m1"})


@dataclass
class MoodyChat(RecordingChat):
    """A chat that refuses some cards, and remembers how it was called."""

    refused: set[str] = field(default_factory=set)  # what their keys end with
    calls: list[tuple[str, bool, bool]] = field(default_factory=list)  # key, whether known, whether again
    contents: dict[str, bytes | None] = field(default_factory=dict)  # of files, by name

    async def show(
        self,
        conversation: Conversation,
        card: Card,
        shown: CardRef | None,
        contents: Contents,
        *,
        again: bool = False,
    ) -> CardRef:
        """Refuse, or show."""
        self.calls.append((card.key, shown is not None, again))
        if card.key.rpartition(":")[2] in self.refused:
            raise ChatError("The chat refuses that message.")
        self.contents |= {file.name: await contents(file.digest) for file in card.files}
        return await super().show(conversation, card, shown, contents, again=again)


class Forgetful(MemoryStore):
    """A store that is lost right after the chat has been told to post one of these cards."""

    lost: str = ""

    async def keep_display(self, draft_id: str, display: Display) -> None:
        """Be gone, once."""
        if self.lost and display.card.endswith(self.lost):
            self.lost = ""
            raise StoreError("Redis does not answer.")
        await super().keep_display(draft_id, display)


@dataclass
class Shop(House):
    """A Herald whose messages are shown by jobs."""

    chat: MoodyChat = field(default_factory=MoodyChat)
    shown_by_jobs: bool = True

    async def show(self, draft: Draft) -> None:
        """Show it now, as a worker does."""
        await self.workflow.showing.show(draft.id)

    def keys(self) -> list[str]:
        """What stands there, from top to bottom."""
        return [card.key.rpartition(":")[2] for card in self.chat.cards()]

    async def everything(self, draft: Draft, *verbs: Verb) -> None:
        """Approve the whole, or undo tweet 2."""
        for verb in verbs:
            piece = None if verb is Verb.APPROVE else 2
            await self.workflow.act(Action(draft=draft.id, verb=verb, piece=piece), by=ADA)
            await self.work()


NUMBERS = [str(number) for number in range(1, 9)]
AD_CARD = str(AD)


async def test_headline_first_then_the_tweets() -> None:
    """The headline stands above the tweets, these in their order, the ad below; each is posted once."""
    shop = Shop()
    await shop.drafted(conversation=THREAD)
    assert shop.keys() == ["head", *NUMBERS, AD_CARD]
    posted = Counter(key for key, known, _ in shop.chat.calls if not known)
    assert posted == Counter(card.key for card in shop.chat.cards())
    assert {place for place, _ in shop.chat.messages.values()} == {THREAD}


async def test_many_changes_are_shown_once() -> None:
    """What has changed many times before a run is shown as it stands, in one go."""
    shop = Shop()
    draft = await shop.drafted()
    shop.chat.calls.clear()
    for text in ("The lamp finds 91 ships.", "The lamp finds 92 ships.", "The lamp finds 93 ships."):
        await shop.workflow.act(Action(draft=draft.id, verb=Verb.EDIT, piece=2), by=ADA, text=text)
    await shop.work()
    assert Counter(key for key, *_ in shop.chat.calls) == {f"{draft.id}:2": 1, f"{draft.id}:head": 1}
    assert shop.chat.card(f"{draft.id}:2").text.startswith("The lamp finds 93 ships.")


async def test_nothing_new_is_no_call() -> None:
    """A run that finds every message as it should be leaves the chat alone."""
    shop = Shop()
    draft = await shop.drafted()
    shop.chat.calls.clear()
    await shop.show(draft)
    assert shop.chat.calls == []


async def test_what_stands_there_is_changed_before_anything_is_posted() -> None:
    """People wait for what they pressed; new messages come after it, and the headline tells of it last."""
    shop = Shop(chat=MoodyChat(refused={"3"}))
    draft = await shop.drafted()
    shop.chat.refused.clear()
    shop.chat.calls.clear()
    await shop.act(draft, Verb.EDIT, 5, text="The lamp tells ships from gulls.")
    assert [key.rpartition(":")[2] for key, *_ in shop.chat.calls] == ["5", "3", "head"]


async def test_buttons_alone_are_a_change() -> None:
    """A card whose text stays and whose buttons change is shown anew."""
    shop = Shop(lab=Lab(approvals_needed=2))
    draft = await shop.drafted()
    before = shop.chat.card(f"{draft.id}:head")
    await shop.act(draft, Verb.EDIT, 2, text="The lamp finds 93 ships.")
    after = shop.chat.card(f"{draft.id}:head")
    assert before.model_copy(update={"buttons": (), "version": 0, "revision": 0}) == after.model_copy(
        update={"buttons": (), "version": 0, "revision": 0}
    )
    assert (before.buttons[0].action.revision, after.buttons[0].action.revision) == (0, 1)


async def test_one_refused_message_holds_no_other_up() -> None:
    """The others stand; the refusal is raised at the end, and what was refused is shown when it can be."""
    shop = Shop(chat=MoodyChat(refused={"3"}))
    draft = await shop.drafted(conversation=THREAD)
    assert shop.keys() == ["head", *(n for n in NUMBERS if n != "3"), AD_CARD]
    with pytest.raises(ChatError, match="refuses"):
        await shop.show(draft)
    shop.chat.refused.clear()
    await shop.show(draft)
    assert set(shop.keys()) == {"head", *NUMBERS, AD_CARD}


async def test_a_refused_headline() -> None:
    """In a thread the tweets stand without it; in none they wait, since they would stand at a wrong place."""
    placed = Shop(chat=MoodyChat(refused={"head"}))
    await placed.drafted(conversation=THREAD)
    assert placed.keys() == [*NUMBERS, AD_CARD]
    shop = Shop(chat=MoodyChat(refused={"head"}))
    draft = await shop.drafted()
    assert (draft.stage, shop.keys()) == (Stage.REVIEW, [])
    shop.chat.refused.clear()
    await shop.show(draft)
    assert shop.keys() == ["head", *NUMBERS, AD_CARD]


async def test_a_headline_that_can_no_longer_be_changed() -> None:
    """Once it stands, the place of the others is known: they are shown whatever becomes of it."""
    shop = Shop()
    draft = await shop.workflow.begin(request())
    await shop.show(draft)
    shop.chat.refused = {"head"}
    await shop.work()
    assert shop.keys() == ["head", *NUMBERS, AD_CARD]


@pytest.mark.parametrize("card", ["head", "3", "done-0"])
async def test_a_crash_between_posting_and_remembering(card: str) -> None:
    """A message whose answer got lost is looked for and taken over: it stands there once."""
    shop = Shop(store=Forgetful())
    shop.store.lost = f":{card}"  # type: ignore[attr-defined]
    draft = await shop.drafted()
    await shop.everything(draft, Verb.APPROVE)
    assert shop.keys() == ["head", *NUMBERS, AD_CARD, "done-0"]
    assert [key for key, _, again in shop.chat.calls if again] == [f"{draft.id}:{card}"]
    assert (await shop.store.displays(draft.id)).keys() == {card.key for card in shop.chat.cards()}


async def test_a_place_below_the_headline() -> None:
    """A draft that was asked for in no thread has its headline in the channel, and all else below that."""
    shop = Shop()
    draft = await shop.drafted()
    (head,) = shop.chat.cards(HARBOUR)
    assert head.key == f"{draft.id}:head"
    assert draft.conversation.place == f"below {next(iter(shop.chat.messages))}"
    assert len(shop.chat.cards(draft.conversation)) == 8 + 1


async def test_a_crash_before_the_place_is_saved() -> None:
    """The place is the headline's, also where it was posted and the place not saved."""

    class Lost(MemoryStore):
        lost = True

        async def change(self, draft_id: str, transition: object) -> Draft:
            if self.lost and await self.displays(draft_id):
                self.lost = False
                raise StoreError("Redis does not answer.")
            return await super().change(draft_id, transition)  # type: ignore[arg-type]

    shop = Shop(store=Lost())
    draft = await shop.drafted()
    (head,) = shop.chat.cards(HARBOUR)
    assert head.key == f"{draft.id}:head"
    assert len(shop.chat.cards(draft.conversation)) == 8 + 1


async def test_the_deliverable_and_its_loss() -> None:
    """The approved thread comes with its files; when it is approved no longer, text and files are gone."""
    shop = Shop()
    draft = await shop.drafted()
    await shop.everything(draft, Verb.APPROVE)
    done = shop.chat.card(f"{draft.id}:done-0")
    assert [file.name for file in done.files] == ["thread.md", "thread.txt", "pictures.zip"]
    assert (shop.chat.contents["thread.txt"] or b"").decode() == done.text
    await shop.everything(draft, Verb.UNDO)
    lost = shop.chat.card(f"{draft.id}:done-0")
    assert (lost.text, lost.files, lost.status) == ("", (), "no longer approved: do not post it")
    assert lost.small == ("Files of it that are still to be found are outdated.",)
    await shop.everything(draft, Verb.APPROVE)
    assert shop.chat.card(f"{draft.id}:done-0") == done.model_copy(update={"version": draft.version + 3})
    assert len(shop.keys()) == 1 + 8 + 1 + 1


async def test_another_text_approved_is_another_deliverable() -> None:
    """Each text that was approved as a whole has its own message; only the last may be posted."""
    shop = Shop()
    draft = await shop.drafted()
    await shop.everything(draft, Verb.APPROVE)
    await shop.act(draft, Verb.EDIT, 2, text="The lamp finds 93 ships.")
    await shop.everything(draft, Verb.APPROVE)
    assert [shop.chat.card(f"{draft.id}:done-{n}").status for n in (0, 1)] == [
        "no longer approved: do not post it",
        "ready to post",
    ]


async def test_a_forgotten_draft() -> None:
    """A job for a draft that is there no longer ends quietly."""
    shop = Shop()
    draft = await shop.drafted()
    shop.chat.calls.clear()
    del shop.store._kept["draft", draft.id]
    await shop.show(draft)
    assert shop.chat.calls == []


async def test_saved_and_not_shown() -> None:
    """A deed whose change was saved before a crash, and not shown, is shown when it is told again."""
    shop = Shop()
    draft = await shop.drafted()
    action = Action(draft=draft.id, verb=Verb.APPROVE, piece=2, revision=0)
    await shop.workflow.act(action, by=ADA, event="e1")
    shop.jobs.soon.clear()
    await shop.workflow.act(action, by=ADA, event="e1")
    await shop.work()
    assert "approved by Ada" in shop.chat.card(f"{draft.id}:2").small[-1]


async def test_a_worker_that_starts_brings_messages_up_to_date() -> None:
    """What nobody showed, for a crash or a long outage of the chat, is shown when a worker takes up."""
    shop = Shop()
    draft = await shop.drafted()
    await shop.workflow.act(Action(draft=draft.id, verb=Verb.APPROVE, piece=2), by=ADA)
    shop.jobs.soon.clear()
    await shop.workflow.take_up(shown_on=("discord",))
    assert shop.jobs.soon == []
    await shop.workflow.take_up(shown_on=("slack",))
    await shop.work()
    assert "approved by Ada" in shop.chat.card(f"{draft.id}:2").small[-1]
