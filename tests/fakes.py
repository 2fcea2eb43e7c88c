"""Honest doubles of our ports: small classes that keep the contracts and remember what happened.

Each is pinned to its port at the end, so that mypy tells when the two drift apart.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from bot.arxiv_id import ArxivId
from bot.cards import Card
from bot.deeds import Deed
from bot.draft import Draft, Transition
from bot.errors import NoSuchDraft
from bot.jobs import Work
from bot.papers import ArxivEntry, Paper, Source
from bot.people import CardRef, Conversation, Person
from bot.ports import Chat, Contents, Display, Jobs, Store
from bot.store import (
    DISPLAY_SECONDS,
    DRAFT_SECONDS,
    DRAFTS_LISTED,
    ENTRY_SECONDS,
    NEWEST_SECONDS,
    PAPER_SECONDS,
    PDF_SECONDS,
    PICTURE_SECONDS,
    writable,
)
from bot.values import Value


class MemoryStore:
    """A store in a dictionary. `now` is its clock; everything is kept as JSON, as in the real one."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._kept: dict[tuple[str, ...], tuple[str | bytes, float]] = {}

    def _put(self, key: tuple[str, ...], content: str | bytes | Value, seconds: float) -> None:
        saved = writable(content).model_dump_json() if isinstance(content, Value) else content
        self._kept[key] = (saved, self._now() + seconds)

    def _get(self, *key: str) -> str | bytes | None:
        content, until = self._kept.get(key, (None, 0.0))
        return content if until > self._now() else None

    async def create(self, draft: Draft) -> Draft:
        """See `Store.create`."""
        if self._get("draft", draft.id) is None:
            self._put(("draft", draft.id), draft, DRAFT_SECONDS)
        return await self.load(draft.id)

    async def load(self, draft_id: str) -> Draft:
        """See `Store.load`."""
        await asyncio.sleep(0)  # as with the real one, others may come between
        saved = self._get("draft", draft_id)
        if saved is None:
            raise NoSuchDraft(f"There is no draft called {draft_id}: ask for it again with its link.")
        return Draft.model_validate_json(saved)

    async def change(self, draft_id: str, transition: Transition) -> Draft:
        """See `Store.change`."""
        while True:
            before = await self.load(draft_id)
            after = transition(before)
            if after == before:
                return before
            after = after.model_copy(update={"version": before.version + 1})
            await asyncio.sleep(0)
            if (await self.load(draft_id)).version == before.version:
                self._put(("draft", draft_id), after, DRAFT_SECONDS)
                return writable(after)

    async def drafts(self, conversation: Conversation | None = None) -> tuple[Draft, ...]:
        """See `Store.drafts`."""
        known = [await self.load(key[1]) for key in list(self._kept) if key[0] == "draft" and self._get(*key)]
        if conversation:
            place = (conversation.platform, conversation.channel)
            known = [d for d in known if (d.conversation.platform, d.conversation.channel) == place]
        known.sort(key=lambda draft: (draft.created.timestamp(), draft.id), reverse=True)
        return tuple(known[:DRAFTS_LISTED])

    async def keep_paper(self, source: Source, paper: Paper) -> None:
        """See `Store.keep_paper`."""
        self._keep("paper", source, paper, PAPER_SECONDS)

    async def paper(self, source: Source, *, any_reader: bool = False) -> Paper | None:
        """See `Store.paper`."""
        saved = self._get("paper", self._name(source))
        return None if saved is None else Paper.model_validate_json(saved)

    async def keep_pdf(self, source: Source, pdf: bytes) -> None:
        """See `Store.keep_pdf`."""
        self._keep("pdf", source, pdf, PDF_SECONDS)

    async def pdf(self, source: Source) -> bytes | None:
        """See `Store.pdf`."""
        saved = self._get("pdf", self._name(source))
        return saved if isinstance(saved, bytes) else None

    async def keep_picture(self, content: bytes) -> str:
        """See `Store.keep_picture`."""
        digest = hashlib.sha256(content).hexdigest()
        self._put(("picture", digest), content, PICTURE_SECONDS)
        return digest

    async def picture(self, digest: str) -> bytes | None:
        """See `Store.picture`."""
        content = self._get("picture", digest)
        if not isinstance(content, bytes):
            return None
        await self.keep_picture(content)
        return content

    async def keep_entry(self, entry: ArxivEntry, *, newest: bool) -> None:
        """See `Store.keep_entry`."""
        self._put(("entry", str(entry.id)), entry, ENTRY_SECONDS)
        if newest:
            self._put(("looked up", entry.id.number, str(entry.id.version or 0)), "", NEWEST_SECONDS)

    async def entry(self, arxiv_id: ArxivId) -> ArxivEntry | None:
        """See `Store.entry`."""
        saved = self._get("entry", str(self._newest(arxiv_id)))
        return None if saved is None else ArxivEntry.model_validate_json(saved)

    async def keep_display(self, draft_id: str, display: Display) -> None:
        """See `Store.keep_display`."""
        self._put(("display", draft_id, display.card), display, DISPLAY_SECONDS)
        self._put(("handle", display.ref.handle), json.dumps([draft_id, display.card]), DISPLAY_SECONDS)

    async def displays(self, draft_id: str) -> dict[str, Display]:
        """See `Store.displays`."""
        saved = {key[2]: self._get(*key) for key in list(self._kept) if key[:2] == ("display", draft_id)}
        return {card: Display.model_validate_json(said) for card, said in saved.items() if said is not None}

    async def displayed(self, handle: str) -> tuple[str, Display] | None:
        """See `Store.displayed`."""
        where = self._get("handle", handle)
        if where is None:
            return None
        draft_id, card = json.loads(where)
        display = (await self.displays(draft_id)).get(card)
        return None if display is None else (draft_id, display)

    async def once(self, key: str, seconds: int) -> bool:
        """See `Store.once`."""
        if self._get("once", key) is not None:
            return False
        self._put(("once", key), "", seconds)
        return True

    async def claimed(self, key: str) -> bool:
        """See `Store.claimed`."""
        return self._get("once", key) is not None

    def _keep(self, what: str, source: Source, content: bytes | Value, seconds: float) -> None:
        known = source.arxiv_id is None or self._newest(source.arxiv_id).version is not None
        self._put((what, self._name(source)), content, seconds if known else NEWEST_SECONDS)

    def _name(self, source: Source) -> str:
        return str(self._newest(source.arxiv_id)) if source.arxiv_id else source.pdf_sha256

    def _newest(self, arxiv_id: ArxivId) -> ArxivId:
        if arxiv_id.version is not None:
            return arxiv_id
        known = [key for key in self._kept if key[:2] == ("looked up", arxiv_id.number) and self._fresh(key)]
        newest = max((int(key[2]) for key in known), default=0)
        return arxiv_id.model_copy(update={"version": newest or None})

    def _fresh(self, key: tuple[str, ...]) -> bool:
        return self._get(*key) is not None


@dataclass
class MemoryJobs:
    """Jobs in lists. `asked` is every call of `later`, `waiting` and `soon` what is still to be done."""

    attempts: int = 4
    asked: list[tuple[str, int]] = field(default_factory=list)  # draft id, version
    waiting: list[tuple[str, str, int]] = field(default_factory=list)  # platform, draft id, version
    running: set[tuple[str, str, int]] = field(default_factory=set)
    soon: list[tuple[str, str | Deed]] = field(default_factory=list)  # platform, what to show or to do
    heard: list[Deed] = field(default_factory=list)  # all of them
    doing: Deed | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def later(self, draft: Draft) -> None:
        """See `Jobs.later`."""
        self.asked.append((draft.id, draft.version))
        job = (draft.conversation.platform, draft.id, draft.version)
        if job not in self.waiting and job not in self.running:
            self.waiting.append(job)
            self._news.set()

    async def show(self, draft: Draft) -> None:
        """See `Jobs.show`."""
        job = (draft.conversation.platform, draft.id)
        if job not in self.soon:
            self.soon.append(job)
            self._news.set()

    async def hear(self, deed: Deed) -> None:
        """See `Jobs.hear`."""
        self.heard.append(deed)
        known = [one.event for _, one in self.soon if not isinstance(one, str)]
        if deed.event not in known and not (self.doing and self.doing.event == deed.event):
            self.soon.append((deed.conversation.platform, deed))
            self._news.set()

    async def work(self, platforms: Collection[str], do: Work) -> None:
        """Do jobs until cancelled, as `DocketJobs.work` does; a failed one at once again."""
        async with asyncio.TaskGroup() as group:
            while True:
                quick = next((each for each in self.soon if each[0] in platforms), None)
                if quick:
                    self.soon.remove(quick)
                    await self._quick(quick[1], do)
                    continue
                busy = {draft_id for _, draft_id, _ in self.running}
                job = next((j for j in self.waiting if j[0] in platforms and j[1] not in busy), None)
                if job is None:
                    self._news.clear()
                    await self._news.wait()
                    continue
                self.waiting.remove(job)
                self.running.add(job)
                group.create_task(self._run(job, do))

    async def all_done(self, do: Work) -> None:
        """Do jobs one after the other until none is left: for tests of what jobs do."""
        while self.soon or self.waiting:
            if self.soon:
                await self._quick(self.soon.pop(0)[1], do)
                continue
            job = self.waiting.pop(0)
            self.running.add(job)
            await self._run(job, do)

    async def _quick(self, what: str | Deed, do: Work) -> None:
        """Show a draft, or do a deed; what fails on every attempt is given up."""
        self.doing = None if isinstance(what, str) else what
        for attempt in range(1, self.attempts + 1):
            try:
                await (do.show(what) if isinstance(what, str) else do.do(what))
            except Exception as error:  # noqa: BLE001  whatever it is, the job is tried again or given up
                if attempt == self.attempts and not isinstance(what, str):
                    await do.undoable(what, error)
            else:
                break
        self.doing = None

    async def _run(self, job: tuple[str, str, int], do: Work) -> None:
        try:
            for attempt in range(1, self.attempts + 1):
                try:
                    await do.advance(job[1])
                except Exception as error:  # noqa: BLE001  the same
                    if attempt == self.attempts:
                        await do.give_up(job[1], error)
                else:
                    return
        except asyncio.CancelledError:
            self.waiting.append(job)
            raise
        finally:
            self.running.discard(job)
            self._news.set()


@dataclass
class RecordingChat:
    """A platform that remembers. `messages` is what can be seen, oldest first; `told` what was whispered."""

    messages: dict[str, tuple[Conversation, Card]] = field(default_factory=dict)  # by handle
    history: list[Card] = field(default_factory=list)  # every change that could be seen
    told: list[tuple[Conversation, Person, str]] = field(default_factory=list)
    noticed: dict[str, Conversation] = field(default_factory=dict)  # by message

    async def show(
        self,
        conversation: Conversation,
        card: Card,
        shown: CardRef | None,
        contents: Contents,
        *,
        again: bool = False,
    ) -> CardRef:
        """See `Chat.show`."""
        handle = shown.handle if shown else self._handle(conversation, card.key, again=again)
        known = self.messages.get(handle)
        if known is None or (known[1].version <= card.version and known[1] != card):
            self.messages[handle] = (
                known[0] if known else conversation,
                card,
            )  # messages stay where they are
            self.history.append(card)
        return CardRef(handle=handle, place="" if conversation.place else f"below {handle}")

    async def seen(self, conversation: Conversation, message: str) -> None:
        """See `Chat.seen`."""
        self.noticed[message] = conversation

    async def tell(self, conversation: Conversation, person: Person, words: str, answer: str = "") -> None:
        """See `Chat.tell`."""
        self.told.append((conversation, person, words))

    async def link(self, ref: CardRef) -> str:
        """See `Chat.link`."""
        return f"https://chat.example/{ref.handle}"

    async def linked(self, url: str) -> CardRef | None:
        """See `Chat.linked`."""
        handle = url.removeprefix("https://chat.example/")
        return CardRef(handle=handle) if handle in self.messages else None

    def cards(self, conversation: Conversation | None = None) -> tuple[Card, ...]:
        """What can be seen, in a conversation or everywhere, oldest message first."""
        return tuple(
            card for place, card in self.messages.values() if conversation is None or place == conversation
        )

    def card(self, key: str) -> Card:
        """The card of that key as it can be seen; fails unless there is exactly one."""
        (card,) = (card for card in self.cards() if card.key == key)
        return card

    def _handle(self, conversation: Conversation, key: str, *, again: bool) -> str:
        """The handle of the message that shows this card already, if it is to be looked for, or a new one."""
        for handle, (place, card) in self.messages.items():
            if again and place.channel == conversation.channel and card.key == key:
                return handle
        return f"message-{len(self.messages) + 1}"


_store: type[Store] = MemoryStore
_jobs: type[Jobs] = MemoryJobs
_chat: type[Chat] = RecordingChat
