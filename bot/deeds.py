"""What people do in a chat, as values: each is written down as a job before the chat is told that it arrived.

So no crash loses a click. `event` names the doing as the platform names it: delivered twice it is one.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.actions import Action
from bot.people import CardRef, Conversation, Person
from bot.values import Value


class _Deed(Value):
    """Who did it, and where the answer goes."""

    event: str
    conversation: Conversation
    person: Person
    answer: str = ""  # by which the platform can answer this person alone; opaque, short-lived


class Noticed(_Deed):
    """Somebody has posted a message."""

    kind: Literal["noticed"] = "noticed"
    message: str  # the platform's id of it
    text: str


class Asked(_Deed):
    """Somebody asks for a draft: an arXiv link, and notes to the writer behind it."""

    kind: Literal["asked"] = "asked"
    text: str
    message: str = ""  # the message in which they did, if it was one


class Addressed(_Deed):
    """Somebody speaks to Herald in words: for a draft, or about one."""

    kind: Literal["addressed"] = "addressed"
    message: str
    text: str  # without Herald's name


class Pressed(_Deed):
    """Somebody has pressed a button, or said the same in words."""

    kind: Literal["pressed"] = "pressed"
    action: Action
    note: str = ""


class Reacted(_Deed):
    """Somebody has put an emoji on a message, or taken theirs away."""

    kind: Literal["reacted"] = "reacted"
    message: CardRef
    emoji: str  # its name, without colons and skin tone
    added: bool
    at: datetime  # when, by the platform's clock: events may arrive in any order


Deed = Annotated[Noticed | Asked | Addressed | Pressed | Reacted, Field(discriminator="kind")]

_DEED: TypeAdapter[Deed] = TypeAdapter(Deed)


def packed(deed: Deed) -> str:
    """The deed as JSON."""
    return deed.model_dump_json()


def unpacked(text: str) -> Deed:
    """What `packed` wrote."""
    return _DEED.validate_json(text)
