"""Where the objects and arrays of a reply stand in one another, and which of them are tweets."""

from dataclasses import dataclass
from enum import Enum, auto

_THREAD = "tweets"  # the array under this key holds tweets, even in an object that stands in an array


class Awaits(Enum):
    """What may come next in an object or array, white space aside."""

    KEY = auto()  # or the end
    COLON = auto()
    VALUE = auto()  # or, in an array, the end
    COMMA = auto()  # or the end


class Within(Enum):
    """Where an object or array stands: decides whether its elements may be tweets."""

    NOTHING = 0
    PERHAPS_A_TWEET = 1  # only an array under "tweets" counts
    A_TWEET = 2


@dataclass(slots=True)
class Open:
    """An object or array whose end has not come yet."""

    closer: str
    start: int  # characters of the reply before it
    awaits: Awaits
    within: Within = Within.NOTHING
    in_thread: bool = False  # an array of tweets, or an element of one
    is_element: bool = False  # an object that may be handed on as an element of an array
    is_root: bool = False
    name: str = ""  # the key whose value comes
    has_text: bool = False
    holds_items: bool = False  # what has been handed on came from within
    holds_something: bool = False
    count: int | None = None

    @property
    def is_item(self) -> bool:
        """Whether it is handed on when it ends."""
        if self.holds_items or self.closer != "}":
            return False
        if self.is_element:
            return self.has_text or self.in_thread
        return self.is_root and self.has_text

    @property
    def within_it(self) -> Within:
        """Where its values stand."""
        if self.is_element:
            return Within.A_TWEET if self.is_item else Within.PERHAPS_A_TWEET
        if self.is_root and self.has_text:
            return Within.PERHAPS_A_TWEET
        return self.within

    @property
    def may_end(self) -> bool:
        """Whether its closer may come: it is empty, a value has ended, or a comma is one too many."""
        return self.awaits in {Awaits.KEY, Awaits.COMMA} or (
            self.closer == "]" and self.awaits is Awaits.VALUE
        )

    def lacks_comma(self, sign: str) -> bool:
        """Whether an object follows another in an array without a comma."""
        return sign == "{" and self.closer == "]" and self.awaits is Awaits.COMMA

    def take_in(self, new: "Open") -> None:
        """Tell an object or array that begins within this one where it stands."""
        new.within = self.within_it
        in_array = self.closer == "]"
        if new.closer == "]":
            named = self.name == _THREAD and new.within is not Within.A_TWEET
            new.in_thread = self.in_thread if in_array else named
        elif in_array:
            new.in_thread = self.in_thread
            new.is_element = self.in_thread or self.within is Within.NOTHING
