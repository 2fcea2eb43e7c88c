"""Herald's voice in Discord: cards become messages, each once; words to one person stay with them."""

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import discord

from bot.cards import Card
from bot.people import CardRef, Conversation, Person
from bot.ports import Chat, Contents
from handlers.discord.addresses import handle, ids, linked, point_at
from handlers.discord.components import card_view, mark, thread_name
from handlers.discord.files import Upload, digests, uploads
from handlers.discord.refusals import told

EDIT_SECONDS = 1.25
"""Between two changes of one message: closer together, Discord would hold them up for much longer."""

WEEK: Final = 10080
"""Minutes without a message after which a thread is put away: the most that Discord offers."""

LOOKED_THROUGH = 200
"""Messages among which one is looked for whose answer got lost."""

ACKNOWLEDGED = (0.0, 0.5, 2.5)
"""Seconds before each try to answer: within three a deed is acknowledged, or never."""

MESSAGE = 2000
_EPHEMERAL = 64
_UNKNOWN = "?"  # the name of a thread that may be there already
_ARCHIVED, _HAS_THREAD = 50083, 160004

Result = TypeVar("Result")


class DiscordChat:
    """See `Chat`. It has a connection of its own, by HTTP alone, made when it is first needed.

    `edit_pause`: seconds between two changes of one message.
    """

    def __init__(
        self, token: str, api_url: str, gateway_url: str = "", *, edit_pause: float = EDIT_SECONDS
    ) -> None:
        point_at(api_url, gateway_url)
        self._token = token
        self._edit_pause = edit_pause
        self._opening = asyncio.Lock()
        self._open: discord.Client | None = None
        self._written: dict[int, float] = {}  # when a message was last written
        self._threads: set[int] = set()  # known to be there
        self._guilds: dict[int, int] = {}  # of channels

    async def aclose(self) -> None:
        """Close the connection; another is made if it is needed again."""
        client, self._open = self._open, None
        if client:
            await client.close()

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
        with told():
            known = shown or (await self._adopted(conversation, card) if again else None)
            ref = await self._changed(known, card, contents) if known else None
            return ref or await self._posted(conversation, card, contents, known)

    async def seen(self, conversation: Conversation, message: str) -> None:
        """See `Chat.seen`."""
        in_thread = conversation.place not in {"", message}
        with told():
            if in_thread and await self._is_thread(int(conversation.place)):
                channel = int(conversation.place)
            else:
                channel = int(conversation.channel)
            react = (await self._message(channel, int(message))).add_reaction
            await self._awake(channel, lambda: react("👀"))

    async def tell(self, conversation: Conversation, person: Person, words: str, answer: str = "") -> None:
        """See `Chat.tell`: where they asked, else in a direct message, else in the thread, by name."""
        with told():
            if answer and await self._answered(answer, words):
                return
            where = conversation.place or conversation.channel
            if await self._whispered(person, f"{words}\n-# About <#{where}>"):
                return
            channel = int(conversation.channel)
            if conversation.place and await self._is_thread(int(conversation.place)):
                channel = int(conversation.place)
            client = await self._client()
            for part in _parts(f"{person.name or 'Somebody'}: {words}"):
                await client.get_partial_messageable(channel).send(part, suppress_embeds=True)

    async def link(self, ref: CardRef) -> str:
        """See `Chat.link`."""
        channel, message = ids(ref)
        with told():
            if channel not in self._guilds:
                described: dict[str, Any] = {**await (await self._client()).http.get_channel(channel)}
                self._guilds[channel] = int(described.get("guild_id") or 0)
        return f"https://discord.com/channels/{self._guilds[channel] or '@me'}/{channel}/{message}"

    async def linked(self, url: str) -> CardRef | None:
        """See `Chat.linked`."""
        return linked(url)

    # Messages -------------------------------------------------------------------------------------------

    async def _posted(
        self, conversation: Conversation, card: Card, contents: Contents, gone: CardRef | None
    ) -> CardRef:
        """A new message, in the thread or, without a place, in the channel with a thread below it."""
        titled = await self._threaded(conversation, card) if conversation.place else ""
        channel = int(conversation.place or conversation.channel)
        attached = await uploads(card, contents)
        names = {one.digest: one.name for one in attached}
        messageable = (await self._client()).get_partial_messageable(channel)
        seed = f"{card.key} {gone.handle if gone else ''}"
        try:
            sent = await self._awake(
                channel,
                lambda: messageable.send(
                    view=card_view(card, names),
                    files=[one.file() for one in attached],
                    nonce=hashlib.sha256(seed.encode()).hexdigest()[:24],
                ),
            )
        except discord.NotFound:
            self._threads.discard(channel)  # somebody has deleted it: another try makes it anew
            raise
        self._written[sent.id] = time.monotonic()
        place = conversation.place
        if not place:
            place, titled = str(sent.id), thread_name(card.title)
            await self._open_thread(channel, sent.id, titled)
        return _ref(channel, sent.id, place, names, titled)

    async def _changed(self, ref: CardRef, card: Card, contents: Contents) -> CardRef | None:
        """The message brought up to date; None when somebody has deleted it."""
        channel, message = ids(ref)
        memo: dict[str, Any] = json.loads(ref.memo) if ref.memo else {}
        names: dict[str, str] = memo.get("names", {})
        fresh: list[Upload] | None = None
        if not ref.memo or set(names) != set(digests(card)):
            fresh, before = await uploads(card, contents), names
            names = {one.digest: one.name for one in fresh}
            if names == before:
                fresh = None  # what is missing is not kept any more
        await self._pace(message)
        edit = (await self._message(channel, message)).edit

        async def change() -> object:
            view = card_view(card, names)
            if fresh is None:  # then Discord keeps what is attached
                return await edit(view=view)
            return await edit(view=view, attachments=[one.file() for one in fresh])

        try:
            await self._awake(channel, change)
        except discord.NotFound:
            self._threads.discard(channel)
            return None
        titled = await self._renamed(ref.place, str(memo.get("titled", "")), card.title)
        return _ref(channel, message, ref.place, names, titled)

    async def _adopted(self, conversation: Conversation, card: Card) -> CardRef | None:
        """The message of ours that shows the card already, although its answer got lost."""
        if conversation.place and not await self._is_thread(int(conversation.place)):
            return None
        channel = int(conversation.place or conversation.channel)
        client = await self._client()
        wanted, own = mark(card.key), client.user.id if client.user else 0
        async for message in client.get_partial_messageable(channel).history(limit=LOOKED_THROUGH):
            boxes = [each.id for each in message.components if isinstance(each, discord.Container)]
            if message.author.id != own or wanted not in boxes:
                continue
            if conversation.place:
                return CardRef(handle=handle(channel, message.id), place=conversation.place)
            await self._open_thread(channel, message.id, thread_name(card.title))
            return _ref(channel, message.id, str(message.id), {}, _UNKNOWN)
        return None

    async def _message(self, channel: int, message: int) -> discord.PartialMessage:
        return (await self._client()).get_partial_messageable(channel).get_partial_message(message)

    async def _pace(self, message: int) -> None:
        now = time.monotonic()
        ready = self._written.get(message, 0.0) + self._edit_pause
        self._written = {one: at for one, at in self._written.items() if at + self._edit_pause > now}
        self._written[message] = max(ready, now)
        await asyncio.sleep(max(0.0, ready - now))

    # Threads --------------------------------------------------------------------------------------------

    async def _threaded(self, conversation: Conversation, card: Card) -> str:
        """Have the thread of the conversation be there; the name that it has been given now, or ""."""
        place = int(conversation.place)
        if await self._is_thread(place):
            return ""
        named = thread_name(card.title)
        await self._open_thread(int(conversation.channel), place, named)
        return named

    async def _is_thread(self, place: int) -> bool:
        if place not in self._threads:
            try:
                await (await self._client()).http.get_channel(place)
            except discord.NotFound:
                return False
            self._threads.add(place)
        return True

    async def _open_thread(self, channel: int, message: int, name: str) -> None:
        """A thread below the message: it has the message's id. That there is one already is as well."""
        try:
            await (await self._client()).http.start_thread_with_message(
                channel, message, name=name, auto_archive_duration=WEEK
            )
        except discord.HTTPException as error:
            if error.code != _HAS_THREAD:
                raise
        self._threads.add(message)

    async def _renamed(self, place: str, titled: str, title: str) -> str:
        """Give the thread that this card has named its new title; Discord lets it twice in ten minutes."""
        named = thread_name(title)
        if titled and titled != named:
            client = await self._client()
            await self._awake(int(place), lambda: client.http.edit_channel(int(place), name=named))
        return named if titled else ""

    async def _awake(self, channel: int, deed: Callable[[], Awaitable[Result]]) -> Result:
        """Do something in a thread, which is taken out of the archive first if it has been put there."""
        try:
            return await deed()
        except discord.HTTPException as error:
            if error.code != _ARCHIVED:
                raise
        await (await self._client()).http.edit_channel(channel, archived=False)
        return await deed()

    # One person -----------------------------------------------------------------------------------------

    async def _answered(self, answer: str, words: str) -> bool:
        """Whether it could be said where they asked; Discord takes it for a quarter of an hour.

        A refusal may be there before the deed is acknowledged: until then Discord knows of nothing to answer.
        """
        application, _, token = answer.partition(":")
        route = discord.http.Route(
            "POST",
            "/webhooks/{webhook_id}/{webhook_token}",
            webhook_id=application,
            webhook_token=token,
        )
        client = await self._client()
        said = {"flags": _EPHEMERAL, "allowed_mentions": {"parse": []}}
        for pause in ACKNOWLEDGED:
            await asyncio.sleep(pause)
            try:
                for part in _parts(words):
                    await client.http.request(route, json={"content": part, **said})
            except discord.NotFound:
                continue
            except discord.HTTPException:
                return False
            return True
        return False

    async def _whispered(self, person: Person, words: str) -> bool:
        """Whether it could be said to them directly; some people do not take direct messages."""
        client = await self._client()
        try:
            direct = discord.http.Route("POST", "/users/@me/channels")
            described = await client.http.request(direct, json={"recipient_id": person.id})
            for part in _parts(words):
                await client.get_partial_messageable(int(described["id"])).send(part, suppress_embeds=True)
        except discord.DiscordServerError:
            raise  # they may well take messages: what is meant for them is not told to all
        except discord.HTTPException:
            return False
        return True

    async def _client(self) -> discord.Client:
        """The connection, logged in."""
        async with self._opening:
            if self._open is None:
                client = discord.Client(  # it never listens; without guilds discord.py would warn
                    intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none()
                )
                try:
                    await client.login(self._token)
                except BaseException:
                    await client.close()
                    raise
                self._open = client
            return self._open


_: type[Chat] = DiscordChat


def _ref(channel: int, message: int, place: str, names: dict[str, str], titled: str) -> CardRef:
    memo = {"names": names} | ({"titled": titled} if titled else {})
    return CardRef(handle=handle(channel, message), place=place, memo=json.dumps(memo))


def _parts(words: str) -> list[str]:
    return [words[start : start + MESSAGE] for start in range(0, len(words), MESSAGE)]
