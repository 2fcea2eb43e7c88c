"""The guild and all that happens in it: every change is made here, and told to the gateway."""

import time
from collections.abc import Callable

from tests.servers.discord import payloads
from tests.servers.discord.errors import ApiError, unknown
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.model import (
    DIRECT,
    HAS_THREAD,
    PUBLIC_THREAD,
    THREAD_CREATED,
    THREAD_STARTER,
    Attachment,
    Channel,
    Json,
    Message,
    Role,
    Thread,
    User,
)
from tests.servers.discord.permissions import GRANTED, bits
from tests.servers.discord.session import Event
from tests.servers.discord.snowflakes import snowflake

NONCE_SECONDS = 300.0
"""For "a few minutes" an enforced nonce is remembered."""


class World:
    """One guild with its channels and people, and our bot in it. To be used on the server's loop only."""

    def __init__(self, gateway: Gateway, clock: Callable[[], float]) -> None:
        self.gateway = gateway
        self.clock = clock
        self.cdn = ""
        self.guild_id = snowflake()
        self.guild_name = "The Lab"
        self.bot = User("Herald", bot=True)
        self.owner = User("Owner")
        everyone = Role("@everyone", bits(GRANTED), id=self.guild_id)
        self.roles: dict[int, Role] = {everyone.id: everyone}
        self.users: dict[int, User] = {self.owner.id: self.owner, self.bot.id: self.bot}
        self.channels: dict[int, Channel] = {}
        self.files: dict[int, Attachment] = {}
        self.commands: list[Json] = []
        self._nonces: dict[tuple[int, str], tuple[float, Message]] = {}
        gateway.welcome = self._welcome

    # What there is ---------------------------------------------------------------------------------------

    def find_channel(self, channel_id: int) -> Channel:
        """The channel or thread of that id; raises 10003."""
        if channel_id not in self.channels:
            raise unknown("Channel", 10003)
        return self.channels[channel_id]

    def find_message(self, channel_id: int, message_id: int) -> Message:
        """A message that all can see; raises 10003 or 10008."""
        message = self.find_channel(channel_id).messages.get(message_id)
        if message is None or message.seen_by:
            raise unknown("Message", 10008)
        return message

    def channel_json(self, channel: Channel) -> Json:
        """A channel as Discord tells it to our bot."""
        return payloads.channel(channel, self.guild_id, self.bot)

    def message_json(self, message: Message, *, event: bool = False) -> Json:
        """A message as Discord tells it, text and all."""
        return payloads.message(message, self.guild_id, self.bot, self.cdn, event=event)

    def readable(self, message: Message) -> bool:
        """Whether our bot may read a message's text without the message_content intent."""
        return message.channel.direct or message.author is self.bot or self.bot in message.mentions

    def add_channel(self, channel: Channel) -> None:
        """A new channel."""
        self.channels[channel.id] = channel
        if not channel.direct:
            self.emit("CHANNEL_CREATE", self.channel_json(channel))

    def direct_channel(self, user: User) -> Channel:
        """The conversation of our bot with somebody."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel("", kind=DIRECT, recipient=user)
        self.add_channel(channel)
        return channel

    def role(self, name: str) -> Role:
        """The role of that name, made if there is none."""
        for role in self.roles.values():
            if role.name == name:
                return role
        role = Role(name)
        self.roles[role.id] = role
        told = {"guild_id": str(self.guild_id), "role": payloads.role(role, len(self.roles) - 1)}
        self.emit("GUILD_ROLE_CREATE", told)
        return role

    # What happens ----------------------------------------------------------------------------------------

    def emit(self, name: str, payload: Json, *, direct: bool = False, private: bool = False) -> None:
        """Tell the bot, if it sees where it happened."""
        place = self.channels.get(int(payload.get("channel_id", 0)))
        if place and "view_channel" in place.home.denied and name != "INTERACTION_CREATE":
            return
        self.gateway.emit(Event(name, payload, direct=direct, private=private))

    def remembered(self, author: User, nonce: object) -> Message | None:
        """The message that somebody posted with that nonce a short while ago."""
        at, message = self._nonces.get((author.id, str(nonce)), (0.0, None))
        return message if self.clock() - at < NONCE_SECONDS else None

    def post(self, message: Message) -> None:
        """A message appears; an archived thread awakes."""
        channel = message.channel
        channel.messages[message.id] = message
        self.keep_files(message)
        if message.nonce is not None:
            self._nonces[message.author.id, str(message.nonce)] = (self.clock(), message)
        if message.seen_by:
            return
        if isinstance(channel, Thread):
            if channel.archived:
                self.change_thread(channel, archived=False)
            if message.author not in channel.members:
                channel.members.append(message.author)
        self._tell(message, "MESSAGE_CREATE")

    def edit(self, message: Message, *, silent: bool = False) -> None:
        """A message has been changed; `silent`: not by its author."""
        if not silent:
            message.edited = time.time()
        self.keep_files(message)
        if not message.seen_by:
            self._tell(message, "MESSAGE_UPDATE")

    def delete(self, message: Message) -> None:
        """A message disappears; a thread made from it stays."""
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        if not message.seen_by:
            gone = {"id": str(message.id), **self._where(message.channel)}
            self.emit("MESSAGE_DELETE", gone, direct=message.channel.direct)

    def react(self, message: Message, who: User, emoji: str) -> None:
        """Somebody reacts; a second time changes nothing."""
        users = message.reactions.setdefault(emoji, [])
        if who in users:
            return
        users.append(who)
        told = self._reaction(message, who, emoji) | {"message_author_id": str(message.author.id)}
        if not message.channel.direct:
            told["member"] = payloads.member(who)
        self.emit("MESSAGE_REACTION_ADD", told, direct=message.channel.direct)

    def unreact(self, message: Message, who: User, emoji: str) -> None:
        """Somebody takes a reaction back; raises 10014 where there is none."""
        users = message.reactions.get(emoji, [])
        if who not in users:
            raise unknown("Emoji", 10014)
        users.remove(who)
        if not users:
            del message.reactions[emoji]
        told = self._reaction(message, who, emoji)
        self.emit("MESSAGE_REACTION_REMOVE", told, direct=message.channel.direct)

    def open_thread(
        self, parent: Channel, owner: User, name: str, minutes: int, starter: Message | None
    ) -> Thread:
        """A thread is opened, from a message or without one."""
        if starter and starter.thread:
            raise ApiError(400, 160004, "A thread has already been created for this message")
        if isinstance(parent, Thread) or parent.direct:
            raise ApiError(400, 50024, "Cannot execute action on this channel type")
        thread = Thread(
            name,
            kind=PUBLIC_THREAD,
            parent=parent,
            owner=owner,
            archive_minutes=minutes,
            members=[owner],
            id=starter.id if starter else snowflake(),
        )
        self.channels[thread.id] = thread
        self.emit("THREAD_CREATE", {**self.channel_json(thread), "newly_created": True})
        if starter:
            starter.thread = thread
            starter.flags |= HAS_THREAD
            self.edit(starter, silent=True)
            self.post(Message(thread, starter.author, kind=THREAD_STARTER, reference=starter))
        else:
            self.post(Message(parent, owner, content=name, kind=THREAD_CREATED))
        return thread

    def change_thread(self, thread: Thread, **changes: object) -> None:
        """Set attributes of a thread."""
        if "archived" in changes and changes["archived"] != thread.archived:
            thread.archive_changed = time.time()
        for name, value in changes.items():
            setattr(thread, name, value)
        self.emit("THREAD_UPDATE", self.channel_json(thread))

    def keep_files(self, message: Message) -> None:
        """Let the files of a message be fetched."""
        self.files |= {file.id: file for file in message.attachments}

    def _tell(self, message: Message, name: str) -> None:
        payload = self.message_json(message, event=True)
        self.emit(name, payload, direct=message.channel.direct, private=not self.readable(message))

    def _where(self, channel: Channel) -> Json:
        told = {"channel_id": str(channel.id)}
        return told if channel.direct else {**told, "guild_id": str(self.guild_id)}

    def _reaction(self, message: Message, who: User, emoji: str) -> Json:
        return {
            "user_id": str(who.id),
            "message_id": str(message.id),
            **self._where(message.channel),
            "emoji": payloads.emoji(emoji),
            "burst": False,
            "type": 0,
        }

    def _welcome(self) -> tuple[Json, list[Event]]:
        ready: Json = {
            "v": 10,
            "user": {**payloads.user(self.bot), "verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": str(self.guild_id), "unavailable": True}],
            "private_channels": [],
            "application": {"id": str(self.bot.id), "flags": 1 << 19},
        }
        seen = [each for each in self.channels.values() if not each.direct]
        guild = payloads.guild(
            self.guild_id, self.guild_name, self.users.values(), self.roles.values(), seen, self.bot
        )
        return ready, [Event("GUILD_CREATE", guild)]
