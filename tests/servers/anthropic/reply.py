"""What a model is to say and how it arrives, and what is remembered of each request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.servers.anthropic.cache import Bill
from tests.servers.anthropic.errors import ApiError

How = Literal["drop", "reset", "end", "stall", "error"]
"""The connection closed without an end of the body, or reset; the body ended properly, but too early;
silence; an `error` event behind the last event that fits in whole."""


@dataclass(frozen=True)
class Cut:
    """Where the body of a reply stops, in bytes, and how."""

    after: int
    how: How = "drop"
    error: ApiError = field(
        default_factory=lambda: ApiError("Overloaded", status=529, kind="overloaded_error")
    )
    seconds: float = 60.0  # of silence


@dataclass(frozen=True)
class Reply:
    """What a model says, and how it arrives; as it stands, the whole of what the server's `answer` says."""

    text: str | None = None  # None: what `answer` says
    wrap: Callable[[str], str] | None = None  # what becomes of that text
    only: int | None = None  # characters of the text that are written
    stop_reason: str = "end_turn"
    stop_details: Mapping[str, Any] | None = None
    thinking: str | None = None  # shown before the text; None: as the request asked for it
    usage: bool = True
    chunk: int | None = None  # characters in one text_delta; None: as the server does
    pause: float | None = None  # seconds between two of them; None: as the server does
    piece: int = 0  # bytes written at once; 0: an event at a time
    drip: float = 0.0  # seconds between two pieces
    strange: bool = False  # with events, blocks and deltas of unknown types
    garbled_at: int | None = None  # characters of text before an event whose data is no JSON
    cut: Cut | None = None


@dataclass(frozen=True)
class Written:
    """A piece of the body as it went out, with what had been written once it was out."""

    at: float  # monotonic clock, just before it was handed to the socket
    sent: int  # bytes of the body
    characters: int  # of the reply's text


@dataclass
class Asked:
    """A request that came, and what was made of it."""

    at: float  # monotonic clock
    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: dict[str, Any] = field(default_factory=dict)
    request_id: str = ""
    status: int = 0
    error: str = ""  # the message of an error that was answered
    text: str = ""  # of the reply, as far as it was meant to be written
    stop_reason: str = ""
    thought: int = 0  # tokens of thinking, within the output that is billed
    bill: Bill = field(default_factory=Bill)
    written: list[Written] = field(default_factory=list)
    over_at: float | None = None  # monotonic clock, when the answer was over, however it ended
    left: bool = False  # the client hung up before

    @property
    def sent(self) -> int:
        """Bytes of the body so far."""
        return self.written[-1].sent if self.written else 0

    @property
    def characters(self) -> int:
        """Characters of the reply's text so far."""
        return self.written[-1].characters if self.written else 0

    @property
    def text_sent(self) -> str:
        """The reply's text so far."""
        return self.text[: self.characters]

    @property
    def brought_tools(self) -> bool:
        """Whether any tools came along."""
        return bool(self.body.get("tools") or self.body.get("tool_choice"))

    def text_at(self, written: Written) -> str:
        """The reply's text once that piece was out."""
        return self.text[: written.characters]

    def when(self, characters: int) -> float | None:
        """When so many characters of the reply's text were on the wire; None: they never were."""
        return next((piece.at for piece in self.written if piece.characters >= characters), None)
