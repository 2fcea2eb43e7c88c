"""What tokens cost: the dated table, by whatever id a model goes."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.writing.asking.prices import AS_OF, PRICES, WRITE, Tokens, dollars, price_of

DOCUMENT = Path(__file__).parents[4] / "docs" / "models.md"


@pytest.mark.parametrize(
    ("tokens", "cost"),
    [
        (Tokens(input=1_000_000), 2.0),
        (Tokens(output=1_000_000), 10.0),
        (Tokens(cache_read=1_000_000), 0.10),
        (Tokens(write_5m=1_000_000), 2.5),
        (Tokens(write_1h=1_000_000), 4.0),
        (Tokens(), 0.0),
        (Tokens(input=1_000, write_1h=38_000, output=3_500), 0.002 + 0.152 + 0.035),  # a draft
        (Tokens(input=1_500, cache_read=38_000, output=300), 0.003 + 0.0038 + 0.003),  # a regeneration
    ],
)
def test_each_kind_of_token_has_its_price(tokens: Tokens, cost: float) -> None:
    """Input, output, reads and writes of the cache are each billed at their own rate."""
    assert dollars("claude-sonnet-5-5", tokens) == pytest.approx(cost)


def test_a_long_prompt_is_dearer() -> None:
    """Above its threshold a model bills every rate higher; the cache's tokens count to the prompt."""
    haiku = "claude-haiku-5-5"
    assert dollars(haiku, Tokens(input=100_000, output=1_000)) == pytest.approx(0.0105)
    assert dollars(haiku, Tokens(input=100_001, output=1_000)) == pytest.approx(5 * 0.0105, rel=1e-4)
    assert dollars(haiku, Tokens(cache_read=100_001)) == pytest.approx(5 * 0.01 * 0.100001)
    assert dollars(haiku, Tokens(output=1_000_000)) == pytest.approx(0.5), "a long reply is no long prompt"
    assert dollars("claude-sonnet-5-5", Tokens(input=900_000)) == pytest.approx(1.8)


@pytest.mark.parametrize(
    "model",
    ["claude-opus-5-5", "claude-opus-5-5-20260901", "anthropic.claude-opus-5-5-v1:0", "my/claude-opus-5-5"],
)
def test_a_model_goes_by_several_ids(model: str) -> None:
    """A date behind the id, or a cloud before it, changes nothing about the price."""
    assert price_of(model) == PRICES["claude-opus-5-5"]


@pytest.mark.parametrize("model", ["qwen3:32b", "claude-opus-4-1", "claude", ""])
def test_an_unknown_model_has_no_price(model: str) -> None:
    """Of a model that is not in the table nothing is guessed."""
    assert price_of(model) is None
    assert dollars(model, Tokens(input=1)) is None


def test_the_whole_prompt_is_all_that_was_sent() -> None:
    """Tokens read from the cache and written to it are part of the prompt, the reply is not."""
    assert Tokens(input=1, output=2, cache_read=4, write_5m=8, write_1h=16).prompt == 29


def test_the_table_is_dated_and_told() -> None:
    """The page on models has the same prices and the same day."""
    page = DOCUMENT.read_text(encoding="utf-8")
    assert date.fromisoformat(AS_OF).year >= 2026
    assert AS_OF in page
    rows = re.findall(r"^\| `(claude-[\w-]+)` \| ([\d.]+) / ([\d.]+) / ([\d.]+) \|", page, re.MULTILINE)
    told = {name: tuple(map(float, rates)) for name, *rates in rows}
    assert told == {name: (price.input, price.output, price.cache_read) for name, price in PRICES.items()}


def test_no_price_is_another_ones_prefix() -> None:
    """A model is found in the table by its name alone: no name stands within another."""
    assert not [(one, other) for one in PRICES for other in PRICES if one != other and one in other]
    assert all(price.cache_read < price.input < price.output for price in PRICES.values())
    assert WRITE["5m"] < WRITE["1h"]
