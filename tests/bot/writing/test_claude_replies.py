"""Replies that are not quite what was asked for, from models and servers of all kinds."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.tweets import Role, Usage
from bot.writing.claude import Options
from tests.bot.writing.claude_asked import (
    SENTENCE,
    drafted,
    is_whole,
    one,
    regenerated,
    reply,
    shortened,
    tweet,
)
from tests.servers.anthropic import KnownModel, LoopbackAnthropic, Reply
from tests.servers.anthropic.faults import (
    bad_json,
    fenced,
    local_backend,
    max_tokens_after,
    refusal,
    strange_events,
    thinking_first,
)

WORDY = "Tidepool really improves the accuracy by 3.2% on average, which is quite a bit over the baseline."


@pytest.fixture
async def server() -> AsyncIterator[LoopbackAnthropic]:
    """A server."""
    async with LoopbackAnthropic() as loopback:
        yield loopback


@pytest.mark.parametrize(
    "odd",
    [
        fenced(),
        thinking_first(SENTENCE),
        strange_events(),
        bad_json("comma"),
        Reply(wrap=lambda text: f'<think>{{"text": "a draft"}}</think>{text}'),
        Reply(wrap=lambda text: text.replace('"place": ', '"place": "').replace(', "role"', '", "role"')),
    ],
    ids=["fenced", "thinking", "strange events", "a comma too many", "thinking aloud", "numbers as text"],
)
async def test_it_is_read_all_the_same(server: LoopbackAnthropic, odd: Reply) -> None:
    """What stands around the JSON, and small faults in it, cost neither a tweet nor another request."""
    whole = await drafted(server)
    server.next_answers(odd)
    found = await drafted(server)
    assert is_whole(found)
    assert found.texts == whole.texts
    assert len(server.asked) == 2


def broken_tweet(text: str) -> str:
    """The reply with a bare quotation mark in its fourth tweet."""
    first, second, third, rest = text.split('"text": "', 4)[:4]
    return '"text": "'.join([first, second, third, f'"{rest}', *text.split('"text": "', 4)[4:]])


@pytest.mark.parametrize("broken", [bad_json("unclosed"), bad_json("quote"), Reply(wrap=broken_tweet)])
async def test_json_that_is_broken(server: LoopbackAnthropic, broken: Reply) -> None:
    """A tweet that cannot be read is asked for again, and the others stay."""
    whole = await drafted(server)
    server.next_answers(broken)
    found = await drafted(server)
    assert is_whole(found)
    assert found.texts[0] == whole.texts[0]
    assert len(server.asked) == 3


@pytest.mark.parametrize("odd", [fenced, local_backend])
async def test_changes_in_other_clothes(server: LoopbackAnthropic, odd: Callable[[], Reply]) -> None:
    """A regeneration and a shortening are read from a fence, and without usage, as a draft is."""
    server.next_answers(odd(), odd())
    found = await regenerated(server)
    assert (found.error, len(found.wordings)) == (None, 1)
    found = await shortened(server, one(WORDY))
    assert (found.error, len(found.wordings)) == (None, 1)
    assert len(server.asked) == 2


async def test_a_local_server() -> None:
    """A server without key, prices, usage and schemas gives a whole thread that costs nothing."""
    async with LoopbackAnthropic(local=True) as local:
        options = Options(model="qwen-9:30b", shorten_model="qwen-9:30b")
        found = await drafted(local, options=options, key="any")
        assert is_whole(found)
        assert found.usage == Usage()
        assert len((await shortened(local, one(WORDY), options=options)).texts) == 1
        assert '"quote": <' in local.asked[0].body["system"][0]["text"]
        assert {asked.path for asked in local.requests} == {"/v1/messages"}


async def test_a_model_without_a_price(server: LoopbackAnthropic) -> None:
    """Its tokens are booked as tokens without a price, cached ones too, and no dollars."""
    server.models["house-7"] = KnownModel("house-7", "House 7")
    found = await drafted(server, options=Options(model="house-7"))
    assert is_whole(found)
    bill, booked = server.billed, found.usage
    assert (booked.dollars, booked.unpriced_tokens) == (0.0, bill.prompt + bill.output)


# A thread that is not whole ---------------------------------------------------------------------------------


def _tweets(first: int, last: int, word: str = "Ships") -> list[dict[str, Any]]:
    """Tweets that say something, the last of nine being the limitation."""
    return [
        tweet(n, f"{word} counted by lamp {n}.", role="limitation" if n == 9 else "result")
        for n in range(first, last + 1)
    ]


@pytest.mark.parametrize("count", [0, 1, -3, 1000, "many", None])
async def test_a_count_that_makes_no_sense(server: LoopbackAnthropic, count: object) -> None:
    """Where the model's count is none, a reply that breaks off is gone on with all the same."""
    whole = json.dumps({"count": count, "tweets": _tweets(1, 9)})
    server.next_answers(
        max_tokens_after(whole.index("lamp 6"), Reply(text=whole)), reply(*_tweets(6, 9), count=9)
    )
    found = await drafted(server)
    assert found.error is None
    assert [said.text for said in found.wordings] == [f"Ships counted by lamp {n}." for n in range(1, 10)]
    assert len(found.outlines) == 1


async def test_fewer_than_announced(server: LoopbackAnthropic) -> None:
    """A reply that ends in good order with too few tweets is asked for the rest."""
    server.next_answers(reply(*_tweets(1, 2), count=9), reply(*_tweets(3, 9), count=9))
    assert len((await drafted(server)).wordings) == 9
    server.always(reply(*_tweets(1, 2), count=9))
    found = await drafted(server)
    assert "gave no tweets that can be read" in str(found.error)


@pytest.mark.parametrize("count", [9, 14, 50])
async def test_more_than_a_thread_can_have(server: LoopbackAnthropic, count: int) -> None:
    """Of fifty tweets thirteen come; a limitation behind them takes the place of the last."""
    told = [tweet(n, f"Ships counted by lamp {n}.") for n in range(1, 51)]
    server.always(reply(*told, count=count))
    assert [said.index for said in (await drafted(server)).wordings] == list(range(13))
    told[49]["role"] = "limitation"
    server.always(reply(*told, count=count))
    found = await drafted(server)
    assert [said.index for said in found.wordings] == [*range(13), 12]
    assert (found.texts[-1], found.wordings[-1].role) == ("Ships counted by lamp 50.", Role.LIMITATION)
    assert len(server.asked) == 2


async def test_one_more_than_announced(server: LoopbackAnthropic) -> None:
    """A model that has miscounted loses none of its tweets."""
    server.next_answers(reply(*_tweets(1, 9), count=8))
    assert len((await drafted(server)).wordings) == 9


@pytest.mark.parametrize("word", ["Ships", "Boats"])
async def test_a_thread_that_is_said_twice(server: LoopbackAnthropic, word: str) -> None:
    """A model that says its thread again, in the same words or better ones, is heard once."""
    server.next_answers(f"{reply(*_tweets(1, 9), count=9)}\nBetter:\n{reply(*_tweets(1, 9, word), count=9)}")
    found = await drafted(server)
    assert is_whole(found)
    assert {said.text.split()[0] for said in found.wordings} == {"Ships"}


async def test_it_begins_anew_in_other_words(server: LoopbackAnthropic) -> None:
    """A model that was to go on and begins with the announcement again doubles nothing."""
    whole = reply(*_tweets(1, 9), count=9)
    anew = _tweets(1, 9, "Boats")
    anew[0]["role"] = "announcement"
    server.next_answers(max_tokens_after(whole.index("lamp 4"), Reply(text=whole)), reply(*anew, count=9))
    found = await drafted(server)
    assert [said.text.split()[0] for said in found.wordings] == ["Ships"] * 3 + ["Boats"] * 6


async def test_a_refusal_behind_the_last_tweet(server: LoopbackAnthropic) -> None:
    """When all announced tweets are there, what goes wrong behind them is nobody's loss."""
    whole = reply(*_tweets(1, 9), count=9)
    server.next_answers(refusal(after=len(whole), reply=Reply(text=whole)))
    found = await drafted(server)
    assert (found.error, len(found.wordings), len(server.asked)) == (None, 9, 1)


async def test_a_reply_without_end_is_billed(server: LoopbackAnthropic) -> None:
    """What costs money is booked to the last word, though no tweet can be taken from it."""
    server.always("[" * 100 + "words " * 2000)
    found = await drafted(server)
    assert "gave no tweets that can be read" in str(found.error)
    assert found.usage.output_tokens == server.billed.output
    assert found.usage.cache_write_tokens == server.billed.written_1h
