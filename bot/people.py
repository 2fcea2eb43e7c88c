"""Who asks, and where: opaque addresses that only the platform they come from understands."""

from bot.values import Value


class Person(Value):
    """A chat user (never an author of the paper)."""

    platform: str  # "terminal", "slack", …: routes the answer, is never branched on
    id: str
    name: str = ""  # for people; not an identity
    groups: tuple[str, ...] = ()  # user groups or roles that they are in, as far as the lab file names them

    @property
    def addresses(self) -> tuple[str, ...]:
        """How a lab file names the person, and each group they are in: `platform:id`."""
        return tuple(f"{self.platform}:{one}" for one in (self.id, *self.groups))


class Conversation(Value):
    """Where a request is answered: a channel, or a thread in one."""

    platform: str
    channel: str
    place: str = ""  # the message or thread in the channel; "" where there is none

    @property
    def address(self) -> str:
        """How a lab file names the channel: `platform:id`."""
        return f"{self.platform}:{self.channel}"


class CardRef(Value):
    """A message that shows a card: opaque, only the platform that made it understands it."""

    handle: str  # names the message among those of all platforms: begins with "<platform>:"
    place: str = ""  # what lies below it, where the rest of its draft can stand: see `Conversation.place`
    memo: str = ""  # what the platform has to remember with it, as what was uploaded for it
