"""What Discord tells: each event becomes one deed, written down for a worker to do."""

import asyncio
import itertools
import logging
import sys
from collections import Counter
from contextlib import suppress
from datetime import datetime
from typing import Any

import discord
from discord import app_commands

from bot.deeds import Addressed, Noticed, Reacted
from bot.errors import HeraldError
from bot.hearing import Hearing
from bot.lab import Lab
from bot.people import CardRef, Conversation
from bot.ports import Chat, Store
from handlers.discord.addresses import PLATFORM, handle
from handlers.discord.answering import Answering, conversation, person
from handlers.discord.commands import add_commands, sync
from handlers.discord.components import ActionButton
from handlers.discord.emoji_names import named
from handlers.discord.missing import Missed

log = logging.getLogger(__name__)

TEXT_FILE = 64 * 1024
"""Bytes of a text file that is looked into: what is pasted and too long for a message becomes one."""

TOGETHER_SECONDS = 2
"""Two sessions of Herald's hear of the same reaction within less, and name it alike."""

READY_SECONDS = 0.5
"""So long a session waits for the next of its servers to be told."""

_TEXT = (".txt", ".md")
_SAID = {discord.MessageType.default, discord.MessageType.reply}


class Listener(discord.Client):
    """A connection to Discord's gateway. `reads`: whether it may read what people write to others."""

    def __init__(self, hearing: Hearing, chat: Chat, *, reads: bool) -> None:
        intents = discord.Intents(
            guilds=True, guild_messages=True, guild_reactions=True, message_content=reads
        )
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            guild_ready_timeout=READY_SECONDS,
        )
        self.hearing = hearing
        self.chat = chat
        self.answering = Answering(hearing)
        self.missed = Missed(self)
        self.tree: app_commands.CommandTree[Any] = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )
        self._identified = False
        self._now = 0
        self._alike: Counter[str] = Counter()  # reactions of the last moments
        add_commands(self.tree, self.answering, text_of)

    @property
    def lab(self) -> Lab:
        """What is known of the lab."""
        return self.hearing.workflow.lab

    @property
    def store(self) -> Store:
        """Where it is noted what was heard."""
        return self.hearing.workflow.showing.store

    async def setup_hook(self) -> None:
        """Logged in, not yet connected."""
        self.add_dynamic_items(ActionButton)
        if await sync(self.tree):
            log.info("discord: commands registered")

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Called before Herald introduces itself: again after a while only, as Discord wants it."""
        self._identified = True
        await super().before_identify_hook(shard_id, initial=initial)

    async def on_ready(self) -> None:
        """A new session: what was said while there was none is looked up."""
        log.info("discord: listening")
        await self.missed.begin()

    async def on_resumed(self) -> None:
        """The session goes on, and what was missed has been told."""
        self.missed.resumed()

    async def on_disconnect(self) -> None:
        """There may be something to catch up with."""
        log.info("discord: the connection has broken off")
        self.missed.left()

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """What Herald did not foresee. Its words may hold what somebody has written."""
        log.error("discord: %s failed with %s", event_method, getattr(sys.exc_info()[0], "__name__", "?"))

    async def close(self) -> None:
        """Take one's leave. discord.py stumbles over a session that is not ready when it ends."""
        await self.missed.end()
        if self._identified and not self.is_ready():
            with suppress(TimeoutError):
                await asyncio.wait_for(self.wait_until_ready(), 2 * READY_SECONDS)
        await super().close()

    # Messages -------------------------------------------------------------------------------------------

    async def on_message(self, message: discord.Message) -> None:
        """Somebody has posted a message."""
        await self.read(message, str(message.id))

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Somebody has changed a message; that Discord has added a preview to one is nothing."""
        message = event.message
        if message.edited_at:
            await self.read(message, f"{message.id}:{message.edited_at.timestamp()}")

    async def read(self, message: discord.Message, event: str) -> None:
        """Somebody has written something: to Herald, or in a channel it watches or a thread of one."""
        if message.author.bot or message.type not in _SAID:
            return
        where = conversation(message.channel)
        mention = f"<@{self.user.id}>" if self.user else ""
        to_herald = bool(mention) and mention in message.content.replace("<@!", "<@")
        if not to_herald and not self.hearing.watches(where):
            return
        said: dict[str, Any] = {
            "event": event,
            "conversation": where if where.place else where.model_copy(update={"place": str(message.id)}),
            "person": person(message.author),
            "message": str(message.id),
            "text": await text_of(message),
        }
        if to_herald:
            said["text"] = said["text"].replace("<@!", "<@").replace(mention, " ").strip()
        await self._heard(Addressed(**said) if to_herald else Noticed(**said))

    # Reactions ------------------------------------------------------------------------------------------

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Somebody has put an emoji on a message."""
        if event.member and not event.member.bot:
            name = named(event.emoji, self.lab)
            await self.reacted(event.channel_id, event.message_id, event.member, name, added=True)

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """Somebody has taken theirs away."""
        if not self.user or event.user_id != self.user.id:
            who, name = discord.Object(event.user_id), named(event.emoji, self.lab)
            await self.reacted(event.channel_id, event.message_id, who, name, added=False)

    async def reacted(
        self,
        channel: int,
        message: int,
        who: discord.Member | discord.Object,
        name: str,
        *,
        added: bool,
        at: datetime | None = None,
    ) -> None:
        """Write a reaction down; `at` when it was, if not now. Discord tells neither that nor its event."""
        now = discord.utils.utcnow()
        when = int(now.timestamp() // TOGETHER_SECONDS)
        alike = f"{message}:{who.id}:{name}:{added:d}"
        if when != self._now:
            self._now, self._alike = when, Counter()
        self._alike[alike] += 1
        heard = await self._heard(
            Reacted(
                event=f"{alike}:{when}:{self._alike[alike]}",
                conversation=self._where(channel),
                person=person(who),
                message=CardRef(handle=handle(channel, message)),
                emoji=name,
                added=added,
                at=at or now,
            )
        )
        if heard and added:
            await self.missed.heard(message, who.id, name)

    def _where(self, channel_id: int) -> Conversation:
        known = self.get_channel(channel_id)
        return conversation(known) if known else Conversation(platform=PLATFORM, channel=str(channel_id))

    # Interactions ---------------------------------------------------------------------------------------

    async def pressed(self, interaction: discord.Interaction, custom_id: str) -> None:
        """See `components.Answering`."""
        await self.answering.pressed(interaction, custom_id)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """A form is known by its custom id, not by who opened it: that may have been before a restart."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self.answering.submitted(interaction)

    async def _heard(self, deed: Addressed | Noticed | Reacted) -> bool:
        """Write it down; when that is not possible, the person is told."""
        try:
            return await self.hearing.hear(deed)
        except HeraldError as error:
            log.warning("discord: %s was not written down (%s)", deed.kind, type(error).__name__)
            await self.chat.tell(deed.conversation, deed.person, str(error))
            return False


async def text_of(message: discord.Message) -> str:
    """What stands in a message: written, passed on, or in small text files."""
    parts = [message.content, *(passed_on.content for passed_on in message.message_snapshots)]
    for file in itertools.islice(message.attachments, 3):
        if file.filename.endswith(_TEXT) and file.size <= TEXT_FILE:
            try:
                parts.append((await file.read()).decode(errors="replace"))
            except (TimeoutError, discord.HTTPException, OSError):
                log.warning("discord: a text file could not be read")
    return "\n".join(filter(None, parts))
