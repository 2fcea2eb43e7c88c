"""What a model's tokens cost: a dated table, in dollars a million tokens.

From Anthropic's price list, https://platform.claude.com/docs/en/about-claude/pricing. A write to the prompt
cache costs 1.25 times the input for five minutes, twice for an hour.
"""

from collections.abc import Mapping
from typing import NamedTuple

AS_OF = "2026-11-01"
"""The day of the table; what was booked before stays as it was booked."""

WRITE = {"5m": 1.25, "1h": 2.0}
"""Times the input's price, by how long the cache keeps it."""

_MILLION = 1_000_000


class Price(NamedTuple):
    """Dollars a million tokens; above `long_from` tokens of prompt, every rate is `long_times` as high."""

    input: float
    output: float
    cache_read: float
    long_from: int = 0
    long_times: float = 1.0


PRICES: Mapping[str, Price] = {
    "claude-haiku-5-5": Price(0.10, 0.50, 0.01, long_from=100_000, long_times=5.0),
    "claude-sonnet-5-5": Price(2.0, 10.0, 0.10),
    "claude-opus-5-5": Price(4.0, 20.0, 0.20),
}


class Tokens(NamedTuple):
    """Tokens of one reply, as the API bills them; `input` is what the cache had no part in."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    write_5m: int = 0
    write_1h: int = 0

    @property
    def prompt(self) -> int:
        """All that was sent."""
        return self.input + self.cache_read + self.write_5m + self.write_1h


def price_of(model: str) -> Price | None:
    """The price of a model by its id, whatever date stands behind it or cloud before; None if unknown."""
    return next((price for name, price in PRICES.items() if name in model), None)


def dollars(model: str, tokens: Tokens) -> float | None:
    """What those tokens cost, in dollars; None for a model that is not in the table."""
    price = price_of(model)
    if price is None:
        return None
    times = price.long_times if price.long_from and tokens.prompt > price.long_from else 1.0
    write = tokens.write_5m * WRITE["5m"] + tokens.write_1h * WRITE["1h"]
    cost = (tokens.input + write) * price.input + tokens.cache_read * price.cache_read
    return times * (cost + tokens.output * price.output) / _MILLION
