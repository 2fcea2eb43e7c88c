"""What was said while Herald was away longer than Discord keeps a session."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.draft import Draft
from bot.errors import StoreError
from handlers.discord.addresses import PLATFORM, ids
from handlers.discord.emoji_names import named

if TYPE_CHECKING:
    from handlers.discord.listening import Listener

log = logging.getLogger(__name__)

STEP = timedelta(minutes=10)
"""So exactly it is known after a restart when Herald was there last."""

UNNOTICED = timedelta(minutes=2)
"""A connection may have been dead for so long before that is found out."""

LONGEST = timedelta(hours=24)
"""What was said longer ago stays unheard: by then somebody has asked again, or forgotten it."""

REMEMBERED = timedelta(days=30)
"""So long it is known that a reaction was heard."""

MOST_MESSAGES, MOST_DRAFTS = 200, 10
"""Messages of one channel, and open drafts, that are looked through: the newest."""

NOTE_SECONDS = 60.0

_UNREACHABLE = (discord.DiscordException, aiohttp.ClientError, OSError)


class Missed:
    """Notes every few minutes that Herald listens, and looks up later what it did not hear.

    The notes are claims in the store, by channel: one that has only now come onto the lab's list has no
    past. Nothing is done twice, because a message's id names the doing, and of reactions it is noted which
    were heard. A reaction that was taken away meanwhile is not found out.
    """

    def __init__(self, listener: "Listener") -> None:
        self._listener = listener
        self._there = False
        self._left: datetime | None = None
        self._over = False
        self._task: asyncio.Task[None] | None = None

    def left(self) -> None:
        """The connection has broken off."""
        if self._there:
            self._there, self._left = False, discord.utils.utcnow()

    def resumed(self) -> None:
        """It goes on, and nothing was missed."""
        self._there, self._left = True, None

    async def begin(self) -> None:
        """There is a new session: hear what has been missed, and note from now on that nothing is."""
        await self._stop()
        if not self._over:
            self._task = asyncio.create_task(self._keep(), name="what Discord did not tell")

    async def end(self) -> None:
        """Look nothing up and note nothing any more; what begins after that ends at once."""
        self._over = True
        await self._stop()

    async def _stop(self) -> None:
        task, self._task = self._task, None
        while task and not task.done():  # a client may swallow a cancellation that meets its answer
            task.cancel()
            await asyncio.wait({task}, timeout=0.1)

    async def _keep(self) -> None:
        try:
            await self._catch_up()
        except (StoreError, *_UNREACHABLE) as error:
            log.warning("discord: what was missed could not be looked up (%s)", type(error).__name__)
        self.resumed()
        while True:
            if self._there:
                with suppress(StoreError):
                    await self._note()
            await asyncio.sleep(NOTE_SECONDS)

    async def _catch_up(self) -> None:
        for channel in self._watched():
            if since := await self._last_there(channel):
                for place in self._places(channel, since):
                    await _as_far_as_it_goes(self._messages(place, since))
        if since := await self._last_there(""):
            await self._reactions(since)

    async def heard(self, message: int, user: int, emoji: str) -> None:
        """A reaction was heard."""
        with suppress(StoreError):
            key = f"{PLATFORM}:reacted:{message}:{user}:{emoji}"
            await self._listener.store.once(key, int(REMEMBERED.total_seconds()))

    # Looking up -----------------------------------------------------------------------------------------

    def _places(self, channel: str, since: datetime) -> list[discord.TextChannel | discord.Thread]:
        """The channel, and its threads in which something may have been written since then."""
        found = self._listener.get_channel(int(channel))
        if not isinstance(found, discord.TextChannel):
            return []
        first = discord.utils.time_snowflake(since)
        return [found, *(one for one in found.threads if (one.last_message_id or 0) >= first)]

    async def _messages(self, place: discord.TextChannel | discord.Thread, since: datetime) -> None:
        newest = [each async for each in place.history(limit=MOST_MESSAGES, after=since, oldest_first=False)]
        for message in reversed(newest):
            await self._listener.read(message, str(message.id))

    async def _reactions(self, since: datetime) -> None:
        """They count as put when Herald left: what was written since then, nobody can have approved."""
        drafts = await self._listener.store.drafts()
        here = [draft for draft in drafts if draft.open and draft.conversation.platform == PLATFORM]
        for draft in here[:MOST_DRAFTS]:
            async for message in self._shown(draft):
                await _as_far_as_it_goes(self._at(draft, message, since))

    async def _shown(self, draft: Draft) -> AsyncIterator[discord.Message]:
        displays = await self._listener.store.displays(draft.id)
        for display in displays.values():
            if display.piece is not None:
                channel, message = ids(display.ref)
                with suppress(discord.NotFound, discord.Forbidden):
                    yield await self._listener.get_partial_messageable(channel).fetch_message(message)

    async def _at(self, draft: Draft, message: discord.Message, since: datetime) -> None:
        channel = self._listener.get_channel(int(draft.conversation.channel))
        if not isinstance(channel, discord.abc.GuildChannel):
            return
        for reaction in message.reactions:
            name = named(reaction.emoji, self._listener.lab)
            if self._listener.lab.verb(name) is None:
                continue
            async for user in reaction.users():
                key = f"{PLATFORM}:reacted:{message.id}:{user.id}:{name}"
                if user.bot or await self._listener.store.claimed(key):
                    continue
                with suppress(discord.NotFound):  # they have left the server
                    member = await channel.guild.fetch_member(user.id)
                    await self._listener.reacted(
                        message.channel.id, message.id, member, name, added=True, at=since
                    )

    # Noting ---------------------------------------------------------------------------------------------

    def _watched(self) -> list[str]:
        beginning = f"{PLATFORM}:"
        watched = (one for one in self._listener.lab.watched if one.startswith(beginning))
        return [one for one in (each.removeprefix(beginning) for each in watched) if one.isdecimal()]

    async def _last_there(self, channel: str) -> datetime | None:
        """When Herald last listened there, rather too early than too late; None if not within `LONGEST`."""
        now = discord.utils.utcnow()
        for back in range(int(LONGEST / STEP)):
            then = now - back * STEP
            if await self._listener.store.claimed(_noted(channel, then)):
                begun = datetime.fromtimestamp(_step(then) * STEP.total_seconds(), then.tzinfo)
                return max(begun, self._left - UNNOTICED) if self._left else begun
        return None

    async def _note(self) -> None:
        for channel in ("", *self._watched()):
            key = _noted(channel, discord.utils.utcnow())
            await self._listener.store.once(key, int((LONGEST + STEP).total_seconds()))


async def _as_far_as_it_goes(looking: Awaitable[None]) -> None:
    """Look something up; that Discord does not show it keeps nothing else from being looked up."""
    try:
        await looking
    except discord.HTTPException as error:
        log.warning("discord: something missed could not be looked up (%s)", error.code or error.status)


def _noted(channel: str, when: datetime) -> str:
    return f"{PLATFORM}:there:{channel}:{_step(when)}"


def _step(when: datetime) -> int:
    return int(when.timestamp() // STEP.total_seconds())
