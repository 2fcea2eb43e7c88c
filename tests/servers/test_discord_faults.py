"""Rate limits and bad days of the loopback Discord, lived through by discord.py."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest

from tests.servers.discord import (
    LoopbackDiscord,
    as_asked,
    lost_answer,
    lost_request,
    rate_limited,
    slow,
    status,
)
from tests.servers.discord.rates import Rates
from tests.servers.discord_bot import SmallBot, channel, running


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server with a channel for papers."""
    async with LoopbackDiscord() as loopback:
        loopback.channel("papers")
        yield loopback


@pytest.fixture
async def bot(server: LoopbackDiscord) -> AsyncIterator[SmallBot]:
    """The bot, connected."""
    async with running(server) as small:
        yield small


# Rate limits -----------------------------------------------------------------------------------------------


async def test_discord_py_keeps_to_the_pace() -> None:
    """12 messages at once take three windows, and none of them is one too many."""
    async with LoopbackDiscord(pace=0.05) as server, running(server) as bot:
        general = channel(bot, "general")
        await asyncio.gather(*(general.send(str(number)) for number in range(12)))
        posted = server.called("POST", "/channels/{id}/messages")
        assert [call.status for call in posted] == [200] * 12
        assert posted[-1].at - posted[0].at >= 2 * 5 * 0.05


async def test_too_many_requests_are_refused(server: LoopbackDiscord) -> None:
    """The sixth message in a window is refused, by the headers and the body that Discord sends."""
    server.front.rates = Rates(1.0)
    url = f"{server.api_url}/channels/{server.channel('papers').id}/messages"
    headers = {"Authorization": f"Bot {server.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        left = []
        for number in range(5):
            async with session.post(url, json={"content": str(number)}) as response:
                assert response.status == 200
                assert response.headers["X-RateLimit-Limit"] == "5"
                left.append(int(response.headers["X-RateLimit-Remaining"]))
        assert left == [4, 3, 2, 1, 0]
        async with session.post(url, json={"content": "6"}) as response:
            told = await response.json()
            assert response.status == 429
            assert response.headers["Via"]
            assert response.headers["X-RateLimit-Bucket"]
            assert 0 < told["retry_after"] <= 5
            assert int(response.headers["Retry-After"]) >= told["retry_after"]
            assert told["global"] is False
        other = f"{server.api_url}/channels/{server.channel('general').id}/messages"
        async with session.post(other, json={"content": "elsewhere"}) as response:
            assert response.status == 200
    assert len(server.messages("papers")) == 5


async def test_too_many_requests_to_the_whole_api(server: LoopbackDiscord) -> None:
    """The 51st request in a second is refused whatever it asks for; answers to interactions are exempt."""
    server.front.rates = Rates(60.0)
    headers = {"Authorization": f"Bot {server.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for number in range(50):
            path = "users/@me" if number % 2 else f"channels/{server.channel('papers').id}"
            async with session.get(f"{server.api_url}/{path}") as response:
                assert response.status == 200
        async with session.get(f"{server.api_url}/users/@me") as response:
            assert response.status == 429
            assert response.headers["X-RateLimit-Global"] == "true"
            assert (await response.json())["global"] is True
        url = f"{server.api_url}/interactions/1/token/callback"
        async with session.post(url, json={"type": 5}) as response:
            assert (await response.json())["code"] == 10062


def test_a_window_opens_at_the_first_request() -> None:
    """Windows and their ends follow the first request, and 50 requests a second are all there are."""
    now = 100.0
    rates = Rates(1.0, lambda: now)
    assert [rates.take("post", "1")[1] for _ in range(6)] == [None] * 5 + [5.0]
    now = 104.9
    assert rates.take("post", "1")[1] == pytest.approx(0.1)
    now = 105.0
    assert rates.take("post", "1")[1] is None
    assert [rates.take_global() for _ in range(51)] == [None] * 50 + [1.0]
    now = 106.0
    assert rates.take_global() is None


# Bad days --------------------------------------------------------------------------------------------------


async def test_faults_are_lived_through(server: LoopbackDiscord, bot: SmallBot) -> None:
    """discord.py asks again after an error of the server and after a limit; each fault serves once."""
    path = "/channels/{id}/messages"
    server.next_answers("POST", path, status(500), rate_limited(0.05), rate_limited(0.05, everywhere=True))
    await channel(bot).send("in the end")
    assert [call.status for call in server.called("POST", path)] == [500, 429, 429, 200]
    server.next_answers("POST", path, as_asked(), status(403, 50013, "Missing Permissions"), slow(0.2))
    await channel(bot).send("fine")
    with pytest.raises(discord.Forbidden):
        await channel(bot).send("not this")
    began = time.monotonic()
    await channel(bot).send("slowly")
    assert time.monotonic() - began >= 0.2
    assert [message.text for message in server.messages("papers")] == ["in the end", "fine", "slowly"]


async def test_an_answer_gets_lost(server: LoopbackDiscord, bot: SmallBot) -> None:
    """The deed was done: with a nonce of its own the bot can ask again and has one message."""
    path = "/channels/{id}/messages"
    server.next_answers("POST", path, lost_answer(), as_asked(), lost_request())
    with pytest.raises(aiohttp.ClientError):
        await channel(bot).send("once", nonce="draft-1")
    assert [message.text for message in server.messages("papers")] == ["once"]
    sent = await channel(bot).send("once", nonce="draft-1")
    assert [message.id for message in server.messages("papers")] == [sent.id]
    with pytest.raises(aiohttp.ClientError):
        await channel(bot).send("never")
    assert len(server.messages("papers")) == 1


async def test_events_come_twice(server: LoopbackDiscord, bot: SmallBot) -> None:
    """An event can be told again, as Discord does at times."""
    server.person("Ada").says("papers", "a link")
    server.redelivers("MESSAGE_CREATE")
    await server.eventually(lambda: len(bot.heard) == 2)
    assert bot.heard[0].id == bot.heard[1].id
    with pytest.raises(LookupError):
        server.redelivers("MESSAGE_DELETE")


async def test_waiting_tells_what_there_was_instead(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A wait in vain fails with the bot's last requests, what was refused and what was not answered."""
    await channel(bot).send("hi")
    with pytest.raises(discord.HTTPException):
        await channel(bot).send("x" * 2001)
    with pytest.raises(AssertionError) as error:
        await server.eventually(lambda: len(server.messages("papers")) == 2, seconds=0.05)
    said = str(error.value)
    assert "len(server.messages" in said
    assert "POST /channels/" in said
    assert "the bot is online" in said
    assert "2000 or fewer" in said
    with pytest.raises(AssertionError, match="not so: two messages"):
        server.until(lambda: False, seconds=0.01, what="two messages")
