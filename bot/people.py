"""Who asks, and where: opaque addresses that only the platform they come from understands."""

from bot.values import Value


class Person(Value):
    """A chat user (never an author of the paper)."""

    platform: str  # "terminal", "slack", …: routes the answer, is never branched on
    id: str
    name: str = ""  # for people; not an identity


class Conversation(Value):
    """Where a request is answered: a channel, or a thread in one."""

    platform: str
    channel: str
    place: str = ""  # the message or thread in the channel; "" where there is none
