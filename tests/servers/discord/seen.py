"""What tests look at: messages, threads and forms as they stood when they were asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.servers.discord import components as parts
from tests.servers.discord.model import COMPONENTS_V2, Json, Message, Thread


@dataclass(frozen=True)
class Button:
    """A button, or a select."""

    label: str
    custom_id: str
    url: str = ""
    disabled: bool = False
    kind: int = parts.BUTTON


@dataclass(frozen=True)
class Media:
    """A picture or file that a message shows, its alt text and its bytes."""

    name: str
    description: str
    content: bytes


@dataclass(frozen=True)
class Seen:
    """A message as a person sees it."""

    id: int
    channel_id: int
    channel: str
    author: str
    content: str
    texts: tuple[str, ...]  # of its components
    buttons: tuple[Button, ...]
    media: tuple[Media, ...]
    reactions: Mapping[str, tuple[str, ...]]  # names of those who reacted
    edited: bool
    pinged: tuple[str, ...]  # names of people and roles that it notified
    nonce: str | int | None
    v2: bool
    ephemeral: bool
    kind: int
    thread_id: int | None

    @property
    def text(self) -> str:
        """All that can be read in it."""
        return "\n".join(filter(None, (self.content, *self.texts)))

    @property
    def labels(self) -> tuple[str, ...]:
        """What its buttons say."""
        return tuple(button.label for button in self.buttons)


@dataclass(frozen=True)
class SeenChannel:
    """A text channel."""

    id: int
    name: str


@dataclass(frozen=True)
class SeenThread:
    """A thread; its messages are `discord.messages(thread)`."""

    id: int
    name: str
    parent: str
    archived: bool
    locked: bool
    auto_archive_minutes: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """A field of a form."""

    label: str
    custom_id: str
    kind: int
    value: str = ""
    required: bool = True
    description: str = ""
    options: tuple[str, ...] = ()
    most: int | None = None  # characters, or choices


@dataclass(frozen=True)
class Modal:
    """A form that a person has before them; `told` is how the bot wrote it."""

    title: str
    custom_id: str
    fields: tuple[Field, ...]
    texts: tuple[str, ...]
    told: Json
    interaction_id: int

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its fields."""
        return tuple(field.label for field in self.fields)

    def __getitem__(self, name: str) -> Field:
        """The field of that label or custom id."""
        return next(field for field in self.fields if name in {field.label, field.custom_id})


@dataclass(frozen=True)
class Ack:
    """How soon an interaction was answered: milliseconds, and the type of the answer."""

    what: str
    person: str
    ms: float
    type: int


def seen(message: Message) -> Seen:
    """A message as it stands."""
    v2 = bool(message.flags & COMPONENTS_V2)
    return Seen(
        id=message.id,
        channel_id=message.channel.id,
        channel=message.channel.name,
        author=message.author.name,
        content=message.content,
        texts=tuple(parts.texts(message.components)),
        buttons=tuple(
            _button(each)
            for each in parts.walk(message.components)
            if each["type"] == parts.BUTTON or each["type"] in parts.SELECTS
        ),
        media=_media(message, v2=v2),
        reactions={emoji: tuple(who.name for who in users) for emoji, users in message.reactions.items()},
        edited=message.edited is not None,
        pinged=message.pinged,
        nonce=message.nonce,
        v2=v2,
        ephemeral=message.seen_by is not None,
        kind=message.kind,
        thread_id=message.thread.id if message.thread else None,
    )


def seen_thread(thread: Thread) -> SeenThread:
    """A thread as it stands."""
    return SeenThread(
        id=thread.id,
        name=thread.name,
        parent=thread.parent.name,
        archived=thread.archived,
        locked=thread.locked,
        auto_archive_minutes=thread.archive_minutes,
        members=tuple(who.name for who in thread.members),
    )


def seen_modal(told: Json, interaction_id: int) -> Modal:
    """A form as a person reads it."""
    fields = []
    for each in parts.walk(told["components"]):
        if each["type"] == parts.LABEL:
            fields.append(_field(each["component"], str(each["label"]), str(each.get("description") or "")))
        elif each["type"] == parts.TEXT_INPUT and each.get("label"):
            fields.append(_field(each, str(each["label"]), ""))
    return Modal(
        title=told["title"],
        custom_id=told["custom_id"],
        fields=tuple(fields),
        texts=tuple(parts.texts(told["components"])),
        told=told,
        interaction_id=interaction_id,
    )


def _field(told: Json, label: str, description: str) -> Field:
    return Field(
        label=label,
        custom_id=told["custom_id"],
        kind=told["type"],
        value=str(told.get("value") or ""),
        required=bool(told.get("required", True)),
        description=description,
        options=tuple(str(each["label"]) for each in told.get("options") or []),
        most=told.get("max_length") or told.get("max_values"),
    )


def _button(told: Json) -> Button:
    emoji = (told.get("emoji") or {}).get("name") or ""
    return Button(
        label=str(told.get("label") or told.get("placeholder") or emoji),
        custom_id=str(told.get("custom_id") or ""),
        url=str(told.get("url") or ""),
        disabled=bool(told.get("disabled")),
        kind=told["type"],
    )


def _media(message: Message, *, v2: bool) -> tuple[Media, ...]:
    """Without components V2 all files are shown; with them, those that a component names."""
    files = {file.filename: file for file in message.attachments}
    if not v2:
        return tuple(Media(name, file.description or "", file.content) for name, file in files.items())
    shown = []
    for address, description in parts.media(message.components):
        name = address.removeprefix("attachment://")
        file = files.get(name)
        if file is None:
            shown.append(Media(address, description, b""))
        else:
            shown.append(Media(name, description or file.description or "", file.content))
    return tuple(shown)
