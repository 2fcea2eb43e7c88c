"""The life of the gateway of the loopback Discord, lived through by discord.py."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest

from tests.servers.discord import (
    LoopbackDiscord,
)
from tests.servers.discord_bot import INTENTS, SmallBot, channel, pointed_at, running


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


async def talk(server: LoopbackDiscord, *said: Any) -> tuple[list[dict[str, Any]], int | None]:
    """Say these to the gateway: what it answers until it falls silent, or closes with that code."""
    answers: list[dict[str, Any]] = []
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as socket:
        for each in said:
            await socket.send_str(each if isinstance(each, str) else json.dumps(each))
        while True:
            try:
                message = await socket.receive(timeout=0.2)
            except TimeoutError:
                return answers, None
            if message.type is not aiohttp.WSMsgType.TEXT:
                return answers, socket.close_code
            answers.append(json.loads(message.data))


def identify(server: LoopbackDiscord, **more: Any) -> dict[str, Any]:
    """How a bot introduces itself."""
    return {"op": 2, "d": {"token": server.token, "intents": INTENTS.value, "properties": {}, **more}}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, None),
        ({"token": "wrong"}, 4004),
        ({"intents": INTENTS.value | 1 << 1}, 4014),
        ({"intents": INTENTS.value | 1 << 8}, 4014),
        ({"intents": 1 << 30}, 4013),
        ({"shard": [0, 1]}, None),
        ({"shard": [1, 1]}, 4010),
    ],
)
async def test_who_is_let_in(server: LoopbackDiscord, more: dict[str, Any], code: int | None) -> None:
    """A bot is welcome with its token, and intents that there are and that are switched on."""
    answers, closed = await talk(server, identify(server, **more))
    assert closed == code
    names = [each["t"] for each in answers]
    assert names == ([None] if code else [None, "READY", "GUILD_CREATE"])
    assert len(server.identifies) == 1


async def test_what_the_gateway_does_not_understand(server: LoopbackDiscord) -> None:
    """Each mistake is told by its own code."""
    me = identify(server)
    for said, code in (
        (["no json"], 4002),
        ([{"op": 3, "d": {}}], 4003),
        ([me, {"op": 77, "d": {}}], 4001),
        ([me, me], 4005),
        ([{"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}], 4004),
    ):
        assert (await talk(server, *said))[1] == code
    answers, closed = await talk(server, {"op": 1, "d": None})
    assert ([each["op"] for each in answers], closed) == ([10, 11], None)
    answers, closed = await talk(server, {"op": 6, "d": {"token": server.token, "session_id": "x", "seq": 1}})
    assert (answers[-1]["op"], answers[-1]["d"], closed) == (9, False, None)
    async with aiohttp.ClientSession() as client, client.ws_connect(server.gateway_url) as socket:
        await socket.send_json(me)
        ready = [await socket.receive_json() for _ in range(2)][1]
        server.drop_gateway(resumable=True)
    ahead = {"token": server.token, "session_id": ready["d"]["session_id"], "seq": 99}
    assert (await talk(server, {"op": 6, "d": ahead}))[1] == 4007


async def test_a_wrong_token_is_a_login_failure(server: LoopbackDiscord) -> None:
    """discord.py learns of it by REST, before it gets to the gateway."""
    with pytest.raises(discord.LoginFailure):
        async with running(server, token="wrong"):  # noqa: S106  no token
            pass
    assert server.calls[0].status == 401
    assert server.identifies == []


async def test_an_intent_that_is_not_switched_on(server: LoopbackDiscord) -> None:
    """discord.py says so by `PrivilegedIntentsRequired`."""
    server.gateway.privileged.clear()
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(server):
            pass


async def test_a_good_bye_is_1000(server: LoopbackDiscord) -> None:
    """A start that is cancelled before the bot closes says good-bye, and the session is over at once."""
    async with running(server):
        assert server.online
    await server.eventually(lambda: server.closes == [1000])
    assert server.gateway.sessions == {}


async def test_missed_events_are_told_after_resuming(server: LoopbackDiscord, bot: SmallBot) -> None:
    """What happens while the connection is broken is told once, in order, after the bot has resumed."""
    ada = server.person("Ada")
    ada.says("papers", "before")
    await server.eventually(lambda: len(bot.heard) == 1)
    server.drop_gateway(resumable=True)
    for text in ("meanwhile", "and more"):
        ada.says("papers", text)
    await server.eventually(lambda: bot.resumed == 1, seconds=10)
    ada.says("papers", "after")
    await server.eventually(lambda: len(bot.heard) == 4)
    assert [message.content for message in bot.heard] == ["before", "meanwhile", "and more", "after"]
    assert len(server.gateway.resumes) == len(server.identifies) == 1


async def test_the_server_asks_to_reconnect(server: LoopbackDiscord, bot: SmallBot) -> None:
    """After op 7 the bot resumes its session."""
    server.asks_to_reconnect()
    await server.eventually(lambda: bot.resumed == 1, seconds=10)
    server.person("Ada").says("papers", "after")
    await server.eventually(lambda: bot.heard)
    assert len(server.identifies) == 1
    assert 1000 not in server.closes


@pytest.mark.parametrize("resumable", [True, False])
async def test_the_server_invalidates_a_session(
    server: LoopbackDiscord, bot: SmallBot, *, resumable: bool
) -> None:
    """After op 9 the bot resumes if it may, and introduces itself anew if not."""
    server.invalidates_session(resumable=resumable)
    await server.eventually(lambda: bot.resumed == 1 or len(server.identifies) == 2, seconds=10)
    await server.eventually(lambda: server.online)
    assert (bot.resumed, len(server.identifies)) == ((1, 1) if resumable else (0, 2))
    server.person("Ada").says("papers", "after")
    await server.eventually(lambda: bot.heard)


async def test_past_the_resume_window(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A session is not kept for ever: what was missed then is in the history only."""
    server.outage(0.3, resumable=True)
    server.person("Ada").says("papers", "missed")
    server.pass_time(server.gateway.resume_window + 1)
    await server.eventually(lambda: server.online, seconds=10)
    assert (bot.resumed, len(server.identifies)) == (0, 2)
    server.person("Ada").says("papers", "after")
    await server.eventually(lambda: bot.heard)
    assert [message.content for message in bot.heard] == ["after"]
    assert [message.content async for message in channel(bot).history()] == ["after", "missed"]


async def test_nobody_gets_through_in_an_outage(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Requests and connections break off until it is over."""
    server.outage(0.5)
    with pytest.raises(aiohttp.ClientError):
        await channel(bot).send("now")
    assert not server.online
    await asyncio.sleep(0.6)
    await channel(bot).send("later")
    await server.eventually(lambda: server.online, seconds=10)
    assert [message.text for message in server.messages("papers")] == ["later"]


async def test_heartbeats() -> None:
    """They are acknowledged; a bot that gets no answer breaks off with 4000 and resumes."""
    async with LoopbackDiscord(heartbeat=0.5) as server, running(server) as bot:
        server.gateway.patience = 30
        assert bot.ws._keep_alive is not None
        bot.ws._keep_alive.heartbeat_timeout = 0.9
        await asyncio.sleep(1.7)
        assert (server.online, server.closes) == (True, [])
        server.gateway.deaf = True
        await server.eventually(lambda: 4000 in server.closes, seconds=10)
        server.gateway.deaf = False
        await server.eventually(lambda: bot.resumed, seconds=10)


async def test_a_bot_without_a_heartbeat_is_sent_away() -> None:
    """One and a half intervals of silence end the session."""
    async with LoopbackDiscord(heartbeat=0.1) as server:
        answers, closed = await talk(server, identify(server))
        assert answers[0]["d"] == {"heartbeat_interval": 100}
        assert closed == 4009
        await server.eventually(lambda: server.gateway.sessions == {})


async def test_two_processes_get_every_event(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Several sessions of one bot are all told."""
    with pointed_at(server):
        async with running(server) as other:
            server.person("Ada").says("papers", "a link")
            await server.eventually(lambda: bot.heard and other.heard)
    assert bot.heard[0].id == other.heard[0].id
