"""What goes over the wire and how long it may take: values without the SDK, whose import takes a second."""

from typing import Any, NamedTuple

from pydantic import BaseModel

from bot.values import Value

ANTHROPIC = "https://api.anthropic.com"


class Bounds(Value):
    """How long and how often; seconds."""

    seconds: float = 300.0  # for one reply, up to its last word
    attempts: int = 3
    first_pause: float = 2.0  # doubled for each further one, half of it left to chance
    longest_pause: float = 60.0  # a server that asks for more is not waited for

    @property
    def silence(self) -> float:
        """Seconds without a byte after which a reply is given up: the API sends pings while it thinks."""
        return max(20.0, self.seconds / 4)


class Request(NamedTuple):
    """What is sent, and what is needed to speak of it."""

    model: str
    setting: str  # which setting names the model, for people
    system: str
    prefix: tuple[dict[str, Any], ...]  # the blocks before the task; the last one carries the cache mark
    task: str
    reply: type[BaseModel]  # the form of the reply
    max_tokens: int
    thinking: dict[str, Any] | None = None


class AgainError(Exception):
    """Another attempt may do better, after that many seconds if the server says so. `str()` is for people."""

    def __init__(self, words: str, after: float | None = None) -> None:
        super().__init__(words)
        self.after = after
