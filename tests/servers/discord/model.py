"""What there is in the loopback Discord: people, channels, threads and messages."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord.snowflakes import snowflake

Json = dict[str, Any]

TEXT, DIRECT, PUBLIC_THREAD = 0, 1, 11
DEFAULT, THREAD_CREATED, REPLY, CHAT_INPUT, THREAD_STARTER, CONTEXT_MENU = 0, 18, 19, 20, 21, 23
HAS_THREAD, EPHEMERAL, LOADING, SUPPRESS_NOTIFICATIONS, COMPONENTS_V2 = (
    1 << 5,
    1 << 6,
    1 << 7,
    1 << 12,
    1 << 15,
)
SAID = (DEFAULT, REPLY, CHAT_INPUT, CONTEXT_MENU)
"""The types of messages that somebody wrote; the others are Discord's own."""


@dataclass(eq=False)
class Role:
    """A role of the guild."""

    name: str
    permissions: int = 0
    id: int = field(default_factory=snowflake)


@dataclass(eq=False)
class User:
    """Somebody: a person, our bot or another."""

    name: str
    bot: bool = False
    roles: list[Role] = field(default_factory=list)
    id: int = field(default_factory=snowflake)
    joined: float = field(default_factory=time.time)


@dataclass(eq=False)
class Attachment:
    """A file of a message, with its alt text."""

    filename: str
    content: bytes
    description: str | None = None
    media_type: str = "application/octet-stream"
    id: int = field(default_factory=snowflake)


@dataclass(eq=False)
class Channel:
    """A text channel of the guild, or a direct one with a person."""

    name: str
    kind: int = TEXT
    position: int = 0
    recipient: User | None = None
    denied: set[str] = field(default_factory=set)  # permissions that our bot has not got here
    messages: dict[int, "Message"] = field(default_factory=dict)
    id: int = field(default_factory=snowflake)

    @property
    def home(self) -> "Channel":
        """Where permissions are set: the channel itself, or the one a thread is in."""
        return self

    @property
    def direct(self) -> bool:
        """Whether it is a conversation of two."""
        return self.kind == DIRECT

    def last_message_id(self) -> int | None:
        """The newest message that all can see."""
        return max(
            (message.id for message in self.messages.values() if message.seen_by is None), default=None
        )


@dataclass(eq=False)
class Thread(Channel):
    """A public thread of a channel."""

    parent: Channel = field(default_factory=lambda: Channel(""))
    owner: User = field(default_factory=lambda: User(""))
    archive_minutes: int = 4320
    archived: bool = False
    locked: bool = False
    archive_changed: float = field(default_factory=time.time)
    created: float = field(default_factory=time.time)
    members: list[User] = field(default_factory=list)

    @property
    def home(self) -> Channel:
        """The channel it is in."""
        return self.parent


@dataclass(eq=False)
class Message:
    """A message as it stands; `seen_by` is set when it is for that person alone."""

    channel: Channel
    author: User
    content: str = ""
    kind: int = DEFAULT
    flags: int = 0
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    reactions: dict[str, list[User]] = field(default_factory=dict)
    mentions: list[User] = field(default_factory=list)
    mentioned_roles: list[Role] = field(default_factory=list)
    mentions_everyone: bool = False
    pinged: tuple[str, ...] = ()  # names of the people and roles that were notified
    nonce: str | int | None = None
    reference: "Message | None" = None
    metadata: Json | None = None  # of the interaction it answers
    seen_by: User | None = None
    thread: Thread | None = None
    edited: float | None = None
    at: float = field(default_factory=time.time)
    id: int = field(default_factory=snowflake)
    deleted: bool = False

    @property
    def bare(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.content or self.embeds or self.components or self.attachments)
