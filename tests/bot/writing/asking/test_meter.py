"""The bill of one reply, read off its events: each token is booked once, the broken reply's too."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from bot.tweets import Usage
from bot.writing.asking.meter import Meter

SONNET = "claude-sonnet-5-5"


def usage(**counts: Any) -> SimpleNamespace:
    """The counts of an event; those of the cache by how long it keeps."""
    split = {name: counts.pop(name) for name in list(counts) if name.startswith("ephemeral")}
    return SimpleNamespace(**counts, cache_creation=SimpleNamespace(**split) if split else None)


def start(**counts: Any) -> SimpleNamespace:
    """The first event."""
    return SimpleNamespace(type="message_start", message=SimpleNamespace(usage=usage(**counts)))


def delta(stop_reason: str | None = "end_turn", category: str = "", **counts: Any) -> SimpleNamespace:
    """The last event that counts."""
    details = SimpleNamespace(category=category) if category else None
    told = SimpleNamespace(stop_reason=stop_reason, stop_details=details)
    return SimpleNamespace(type="message_delta", delta=told, usage=usage(**counts))


def booked(meter: Meter, events: Iterable[object], heard: str = "") -> list[Usage]:
    """Every bill that a reply with those events and that text gives, in order."""
    first, *others = events
    bills = [meter.read(first)]
    if heard:
        meter.hear(heard)
    bills += [meter.read(event) for event in others]
    bills += [meter.rest(), meter.rest()]
    assert bills[-1] is None, "nothing is booked twice"
    return [bill for bill in bills if bill]


def total(bills: Iterable[Usage]) -> Usage:
    """Their sum."""
    sums: dict[str, float] = dict.fromkeys(Usage.model_fields, 0)
    for bill in bills:
        sums = {name: value + getattr(bill, name) for name, value in sums.items()}
    return Usage.model_validate(sums)


def test_the_prompt_is_booked_at_the_start_and_the_reply_at_the_end() -> None:
    """What is billed from the first event on is booked then: a draft that dies has cost its prompt."""
    events = [
        start(input_tokens=100, ephemeral_1h_input_tokens=9_000, output_tokens=1),
        SimpleNamespace(type="content_block_delta"),
        delta(input_tokens=100, cache_creation_input_tokens=9_000, output_tokens=1_200),
    ]
    bills = booked(Meter(SONNET), events)
    assert [bill.output_tokens for bill in bills] == [1, 1_199]
    assert [bill.cache_write_tokens for bill in bills] == [9_000, 0]
    assert bills[0].dollars == pytest.approx((100 * 2 + 9_000 * 4 + 10) / 1e6)
    assert total(bills).dollars == pytest.approx((100 * 2 + 9_000 * 4 + 1_200 * 10) / 1e6)


def test_counts_are_totals() -> None:
    """A later event that tells the same again, or more, replaces what was told: nothing is added up."""
    events = [
        start(input_tokens=50, cache_read_input_tokens=9_000, output_tokens=3),
        delta(None, input_tokens=50, output_tokens=40),
        delta("end_turn", input_tokens=60, cache_read_input_tokens=9_000, output_tokens=90),
    ]
    said = total(booked(Meter(SONNET), events))
    assert (said.input_tokens, said.cache_read_tokens, said.output_tokens) == (60, 9_000, 90)


def test_counts_that_fall_take_nothing_back() -> None:
    """Smaller counts behind larger ones, as proxies send them, are passed over: no bill is negative."""
    events = [
        start(
            input_tokens=1_000,
            output_tokens=100,
            cache_creation_input_tokens=5_000,
            ephemeral_1h_input_tokens=5_000,
        ),
        delta(input_tokens=0, cache_creation_input_tokens=0, ephemeral_1h_input_tokens=0, output_tokens=20),
    ]
    (bill,) = booked(Meter(SONNET), events)
    assert (bill.input_tokens, bill.cache_write_tokens, bill.output_tokens) == (1_000, 5_000, 100)


def test_what_was_booked_by_what_was_heard_stays_booked() -> None:
    """A reply that is begun twice is booked in between by its length; a smaller count takes nothing back."""
    begun = start(input_tokens=100, output_tokens=1)
    bills = booked(Meter(SONNET), [begun, begun, delta(output_tokens=9)], heard="x" * 4_000)
    assert [bill.output_tokens for bill in bills] == [1, 999]
    assert all(bill.dollars > 0 for bill in bills)


def test_five_minutes_and_an_hour_have_their_prices() -> None:
    """A write of unknown kind is one of five minutes; what is said to be an hour's is billed as such."""
    plain = total(booked(Meter(SONNET), [start(cache_creation_input_tokens=1_000)]))
    assert plain.dollars == pytest.approx(1_000 * 2.5 / 1e6)
    mixed = start(
        cache_creation_input_tokens=1_000, ephemeral_5m_input_tokens=400, ephemeral_1h_input_tokens=600
    )
    bill = total(booked(Meter(SONNET), [mixed]))
    assert bill.cache_write_tokens == 1_000
    assert bill.dollars == pytest.approx((400 * 2.5 + 600 * 4) / 1e6)


def test_a_reply_that_breaks_off_is_billed_by_what_was_heard() -> None:
    """Without a last event the reply counts a token for four characters, or what was told if that is more."""
    cut = booked(Meter(SONNET), [start(input_tokens=100, output_tokens=1)], heard="x" * 4_001)
    assert total(cut).output_tokens == 1_001
    more = [start(input_tokens=100, output_tokens=1), delta(None, output_tokens=70)]
    told = booked(Meter(SONNET), more, heard="x" * 40)
    assert total(told).output_tokens == 70


def test_a_whole_reply_is_billed_as_told() -> None:
    """Once a reply has ended, its own count holds, however much was heard."""
    bills = booked(Meter(SONNET), [start(input_tokens=100), delta(output_tokens=9)], heard="x" * 4_000)
    assert total(bills).output_tokens == 9


@pytest.mark.parametrize("end", [{}, {"output_tokens": None}, {"output_tokens": 0}, {"output_tokens": "9"}])
def test_a_whole_reply_that_nobody_counted(end: dict[str, Any]) -> None:
    """Where a proxy counts the prompt and not the reply, the reply is billed by what was heard of it."""
    first = start(input_tokens=100, output_tokens=1)
    assert total(booked(Meter(SONNET), [first, delta(**end)], heard="x" * 4_000)).output_tokens == 1_000


def test_a_server_that_counts_nothing_bills_nothing() -> None:
    """Events without usage, as local servers send them, are no bill, whole or cut off."""
    bare = SimpleNamespace(type="message_start", message=SimpleNamespace())
    assert booked(Meter(SONNET), [bare], heard="x" * 400) == []
    assert booked(Meter("qwen3"), [SimpleNamespace(type="message_start", message=None)]) == []
    assert booked(Meter(SONNET), [object()]) == []


@pytest.mark.parametrize("count", [None, -5, "12", 1.5, [3]])
def test_counts_that_are_none_are_passed_over(count: object) -> None:
    """What is no whole number from 0 on is not counted, and does not stop the reply."""
    bills = booked(Meter(SONNET), [start(input_tokens=count), delta(output_tokens=count)])
    assert bills == []


def test_an_unknown_price_is_told_as_tokens() -> None:
    """Tokens of a model that is not in the table are counted as unpriced, in and out, and cost no dollars."""
    bills = booked(Meter("qwen3:32b"), [start(input_tokens=700), delta(output_tokens=300)])
    assert total(bills) == Usage(input_tokens=700, output_tokens=300, unpriced_tokens=1_000)


def test_the_end_is_remembered() -> None:
    """Why a reply stopped, and what it was refused for, are read off the last event."""
    meter = Meter(SONNET)
    meter.read(start(input_tokens=1))
    assert (meter.stop_reason, meter.refusal) == (None, "")
    meter.read(delta("refusal", "bio", output_tokens=1))
    meter.read(delta(None))
    assert (meter.stop_reason, meter.refusal) == ("refusal", "bio")


def test_whether_a_reply_has_begun() -> None:
    """A reply has begun with its first event, or, of a server that leaves that out, with its first text."""
    started, heard, strange = Meter(SONNET), Meter(SONNET), Meter(SONNET)
    started.read(start())
    heard.hear("{")
    strange.read(SimpleNamespace(type="ping"))
    assert (started.begun, heard.begun, strange.begun) == (True, True, False)


def test_the_log_is_told_counts_alone() -> None:
    """The meter in words holds tokens, and nothing of what was said."""
    meter = Meter(SONNET)
    meter.read(start(input_tokens=10, cache_read_input_tokens=90))
    meter.hear("secret")
    meter.read(delta(output_tokens=7))
    assert str(meter) == "100 tokens in (90 cached), 7 out"
