"""What a reply costs, read off its events: also when it breaks off, and when a server reports nothing."""

import math
from typing import Any

from bot.tweets import Usage
from bot.writing.asking.prices import Tokens, dollars

_CHARACTERS = 4
"""Characters of a token, roughly: what a reply said has been billed, also when nobody reports how much."""

_MOST = 10**9
"""Tokens that no reply has: a server that reports more has lost count."""


class Meter:
    """Reads the bill of one reply; `read` and `rest` give what has not been booked yet."""

    def __init__(self, model: str) -> None:
        self.begun = False  # whether anything of a reply has come
        self.stop_reason: str | None = None
        self.refusal = ""  # the category of a refusal, as the API names it
        self._model = model
        self._counts: dict[str, int] = {}
        self._heard = 0
        self._summed = False  # whether the end of the reply has told its length
        self._booked = Usage()

    def __str__(self) -> str:
        """Tokens, for the log."""
        tokens = self._tokens()
        return f"{tokens.prompt} tokens in ({tokens.cache_read} cached), {tokens.output} out"

    def hear(self, said: str) -> None:
        """Text has come."""
        self.begun = True
        self._heard += len(said)

    def read(self, event: Any) -> Usage | None:
        """Take an event's counts, which are totals; what it adds to the bill, if it is the first with any.

        Totals never fall: where a proxy's later count is smaller, the larger one has been billed.
        """
        kind = getattr(event, "type", "")
        message = getattr(event, "message", None)
        if kind == "message_start":
            self.begun = True
            self._count(getattr(message, "usage", None))
            return self.rest()
        if kind == "message_delta":
            told = self._count(getattr(event, "usage", None))
            delta = getattr(event, "delta", None)
            self.stop_reason = _word(delta, "stop_reason") or self.stop_reason
            self._summed |= told and self.stop_reason is not None
            self.refusal = _word(getattr(delta, "stop_details", None), "category") or self.refusal
        return None

    def rest(self) -> Usage | None:
        """What is billed and not booked yet; None for nothing, and never less: what is booked stays so."""
        tokens = self._tokens()
        if tokens.prompt and not self._summed:
            tokens = tokens._replace(output=max(tokens.output, math.ceil(self._heard / _CHARACTERS)))
        cost = dollars(self._model, tokens)
        total = Usage(
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            cache_read_tokens=tokens.cache_read,
            cache_write_tokens=tokens.write_5m + tokens.write_1h,
            dollars=cost or 0.0,
            unpriced_tokens=tokens.prompt + tokens.output if cost is None else 0,
        )
        before = self._booked
        self._booked = Usage(
            **{name: max(getattr(before, name), getattr(total, name)) for name in Usage.model_fields}
        )
        fresh = Usage(
            **{name: getattr(self._booked, name) - getattr(before, name) for name in Usage.model_fields}
        )
        return fresh if fresh != Usage() else None

    def _count(self, usage: Any) -> bool:
        """Take the counts; whether there is one of the reply."""
        for name in (
            "input_tokens",
            "output_tokens",
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
        ):
            self._take(name, getattr(usage, name, None))
        written = getattr(usage, "cache_creation", None)
        for name in ("ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"):
            self._take(name, getattr(written, name, None))
        return _counts(getattr(usage, "output_tokens", None)) > 0

    def _take(self, name: str, count: object) -> None:
        self._counts[name] = max(_counts(count), self._counts.get(name, 0))

    def _tokens(self) -> Tokens:
        count = self._counts.get
        hour = count("ephemeral_1h_input_tokens", 0)
        written = max(count("cache_creation_input_tokens", 0), hour)
        return Tokens(
            input=count("input_tokens", 0),
            output=count("output_tokens", 0),
            cache_read=count("cache_read_input_tokens", 0),
            write_5m=written - hour,
            write_1h=hour,
        )


def _counts(count: object) -> int:
    """A whole number from 0 on; 0 for anything else."""
    return count if isinstance(count, int) and 0 <= count <= _MOST else 0


def _word(told: Any, name: str) -> str:
    """A field that is a string; "" for a server that puts something else there."""
    said = getattr(told, name, None)
    return said if isinstance(said, str) else ""
