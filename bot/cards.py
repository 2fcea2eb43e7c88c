"""What people see and may press, made from a draft by pure functions; each platform only renders it."""

from bot.actions import Action
from bot.values import Value


class Form(Value):
    """What a button asks for before it acts."""

    title: str
    label: str
    text: str = ""  # what stands in the field at first
    optional: bool = False


class Button(Value):
    """Something to press."""

    label: str
    action: Action
    form: Form | None = None


class Picture(Value):
    """A picture of the picture store, and the words for those who do not see it."""

    name: str
    alt: str


class Card(Value):
    """One message, as the core wants it seen."""

    key: str  # the same card keeps its key: `draft:head`, `draft:3`
    version: int  # of the draft: a later state has a higher one
    title: str
    text: str  # exactly as it will be posted; "" where there is nothing to post
    small: tuple[str, ...] = ()  # lines for the reviewer, never posted
    picture: Picture | None = None
    buttons: tuple[Button, ...] = ()
