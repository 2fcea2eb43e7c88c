"""The loopback Slack's ways to the app, and what it does when it does not do what it should."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.servers.faults import refuse
from tests.servers.slack import (
    LoopbackSlack,
    error,
    hang,
    instead,
    late,
    lost_answer,
    rate_limited,
    status,
)
from tests.servers.slack_app import SmallApp, client, code, small_app


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    """A Slack without limits of pace that does not wait between tries."""
    async with LoopbackSlack(pace=0) as loopback:
        loopback.courier.retry_delays = (0.0, 0.0, 0.0)
        yield loopback


@asynccontextmanager
async def sockets(slack: LoopbackSlack, count: int) -> AsyncIterator[list[aiohttp.ClientWebSocketResponse]]:
    """So many bare sockets, greeted."""
    sdk = client(slack)
    async with aiohttp.ClientSession() as session:
        wires = []
        for _ in range(count):
            opened = await sdk.apps_connections_open(app_token=slack.app_token)
            wires.append(await session.ws_connect(opened["url"], autoping=False))
            assert (await wires[-1].receive_json())["type"] == "hello"
        yield wires


# Socket Mode -----------------------------------------------------------------------------------------------


async def test_acknowledgements_are_timed(slack: LoopbackSlack) -> None:
    """Each acknowledgement is kept with its delay; the first delivery already carries try number 0."""
    async with small_app(slack) as app:
        ada = slack.person("Ada")
        ada.says(slack.channel("papers", members=[ada]), "hello")
        await slack.eventually(lambda: slack.acks)
        [ack] = slack.acks
        assert (ack.kind, ack.what, ack.attempt) == ("events_api", "message", 0)
        assert 0 < ack.delay_ms < slack.courier.ack_seconds * 1000 == 3000
        assert app.retries == ["0"]


async def test_what_is_not_acknowledged_comes_again(slack: LoopbackSlack) -> None:
    """An event comes four times under one id, counted; a command comes once; both are told as failures."""
    slack.courier.ack_seconds = 0.05
    async with sockets(slack, 1) as [wire]:
        ada = slack.person("Ada")
        papers = slack.channel("papers", members=[ada])
        ada.says(papers, "hello")
        tries = [await wire.receive_json(timeout=2) for _ in range(4)]
        assert [one["retry_attempt"] for one in tries] == [0, 1, 2, 3]
        assert [one["retry_reason"] for one in tries] == ["", "timeout", "timeout", "timeout"]
        assert len({one["payload"]["event_id"] for one in tries}) == 1
        assert len({one["envelope_id"] for one in tries}) == 4
        ada.runs("/thread", "x", papers)
        command = await wire.receive_json(timeout=2)
        assert (command["type"], command["accepts_response_payload"]) == ("slash_commands", True)
        assert "retry_attempt" not in command
        await slack.eventually(lambda: len(slack.unacknowledged) == 2)
        assert [one.tries for one in slack.deliveries] == [4, 1]


async def test_a_late_acknowledgement_is_none(slack: LoopbackSlack) -> None:
    """Who answers the first try too late gets a second; an envelope that nobody sent is a refusal."""
    slack.courier.ack_seconds = 0.5
    async with sockets(slack, 1) as [wire]:
        ada = slack.person("Ada")
        ada.says(slack.channel("papers", members=[ada]), "hello")
        first = await wire.receive_json(timeout=2)
        second = await wire.receive_json(timeout=2)
        for envelope in (first, second):
            await wire.send_json({"envelope_id": envelope["envelope_id"]})
        await slack.eventually(lambda: slack.acks)
        assert [ack.attempt for ack in slack.acks] == [1]
        assert slack.refusals == []
        await wire.send_json({"envelope_id": "made-up"})
        await slack.eventually(lambda: slack.refusals)


async def test_a_form_that_nobody_takes_stays_open(slack: LoopbackSlack) -> None:
    """Without an acknowledgement the person sees that their form was not taken, and still has it."""
    slack.courier.ack_seconds = 0.05
    async with sockets(slack, 1):
        ada = slack.person("Ada")
        name = slack.run(lambda: slack.workspace.add_trigger(ada.id))
        form = {"type": "modal", "title": {"type": "plain_text", "text": "A form"}, "blocks": []}
        await client(slack).views_open(trigger_id=name, view=form)
        ada.submits(ada.view)
        await slack.eventually(lambda: ada.view and ada.view.trouble)


async def test_everything_can_come_twice(slack: LoopbackSlack) -> None:
    """When asked for, each acknowledged event comes again under its id, as after a lost acknowledgement."""
    slack.redeliver_everything = True
    async with small_app(slack) as app:
        ada = slack.person("Ada")
        ada.says(slack.channel("papers", members=[ada]), "hello")
        await slack.eventually(lambda: len(app.heard) == 2)
        assert app.heard[0]["event_id"] == app.heard[1]["event_id"]
        assert app.retries == ["0", "1"]
        await slack.eventually(lambda: slack.deliveries[0].tries == len(slack.acks) == 2)


async def test_ten_sockets_share_the_work(slack: LoopbackSlack) -> None:
    """Each payload goes to one of at most ten sockets; the eleventh is sent away, a used address refused."""
    sdk = client(slack)
    async with sockets(slack, 10) as wires, aiohttp.ClientSession() as session:
        url = (await sdk.apps_connections_open(app_token=slack.app_token))["url"]
        eleventh = await session.ws_connect(url)
        assert (await eleventh.receive_json())["reason"] == "too_many_websockets"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        ada = slack.person("Ada")
        papers = slack.channel("papers", members=[ada])
        for number in range(20):
            ada.says(papers, str(number))
        for wire in wires:
            for _ in range(2):
                envelope = await wire.receive_json(timeout=2)
                await wire.send_json({"envelope_id": envelope["envelope_id"]})
        await slack.eventually(lambda: len(slack.acks) == 20)
        assert {one.tries for one in slack.deliveries} == {1}


@pytest.mark.parametrize("end", ["killed", "silent", "refresh_requested"])
async def test_sockets_end_in_three_ways(slack: LoopbackSlack, end: str) -> None:
    """Killed, dead without a word or told to reconnect: the SDK opens another, and no event is lost."""
    slack.courier.ack_seconds = 0.3
    slack.courier.retry_delays = (0.2,) * 10
    async with small_app(slack, look_after=0.2) as app:
        ada = slack.person("Ada")
        papers = slack.channel("papers", members=[ada])
        if end == "killed":
            assert slack.kills_sockets() == 1
        elif end == "silent":
            assert slack.silences_sockets() == 1
        else:
            slack.disconnects(end, seconds=0.05)
        ada.says(papers, "hello")
        await slack.eventually(lambda: slack.sockets.opened > 1 and app.events("message"))
        await slack.eventually(lambda: len(slack.sockets.open) == 1)


async def test_a_warning_ends_nothing(slack: LoopbackSlack) -> None:
    """A `warning` is told in advance, and the socket goes on."""
    async with sockets(slack, 1) as [wire]:
        slack.disconnects("warning")
        told = await wire.receive_json(timeout=2)
        assert (told["type"], told["reason"]) == ("disconnect", "warning")
        ada = slack.person("Ada")
        ada.says(slack.channel("papers", members=[ada]), "hello")
        assert (await wire.receive_json(timeout=2))["type"] == "events_api"


def test_an_app_in_another_process_is_killed_and_comes_back() -> None:
    """What is typed while the app's process is dead reaches the next, by its environment."""
    with LoopbackSlack() as slack:
        slack.courier.retry_delays = (0.3,) * 100
        ada = slack.person("Ada")
        papers = slack.channel("papers", members=[ada])
        with app_process(slack) as first:
            ada.says(papers, "one")
            slack.until(lambda: [one.text for one in slack.messages(papers)] == ["one", "heard: one"])
            first.kill()
            first.wait()
            slack.until(lambda: not slack.connected)
            ada.says(papers, "two")
        with app_process(slack):
            slack.until(lambda: slack.messages(papers)[-1].text == "heard: two", seconds=30)
        assert slack.refusals == []


@contextmanager
def app_process(slack: LoopbackSlack) -> Iterator[subprocess.Popen[bytes]]:
    """The small app in a process of its own, connected."""
    environment = {
        **os.environ,
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
    }
    command = [sys.executable, "-m", "tests.servers.slack_app"]
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603  our own module
        try:
            slack.until(lambda: slack.connected, seconds=30, what="the app's socket")
            yield process
        finally:
            process.kill()


async def test_a_dead_socket_may_still_answer_pings(slack: LoopbackSlack) -> None:
    """The worst death: pings are answered, so that the SDK sees nothing, but nothing is delivered."""
    slack.courier.ack_seconds = 0.05
    async with sockets(slack, 1) as [wire]:
        slack.silences_sockets(answer_pings=True)
        assert not slack.connected
        ada = slack.person("Ada")
        ada.says(slack.channel("papers", members=[ada]), "hello")
        await slack.eventually(lambda: slack.unacknowledged)
        await wire.ping(b"there?")
        heard = await wire.receive(timeout=2)
        assert (heard.type, heard.data) == (aiohttp.WSMsgType.PONG, b"there?")


# HTTP mode -------------------------------------------------------------------------------------------------


@asynccontextmanager
async def served(slack: LoopbackSlack, *first: int) -> AsyncIterator[SmallApp]:
    """The app behind a web server, which answers with these statuses before it lets the app answer."""
    app = SmallApp(slack)
    statuses = list(first)

    @web.middleware
    async def fail_first(request: web.Request, handler: Any) -> web.StreamResponse:
        if statuses and b"url_verification" not in await request.read():
            return web.Response(status=statuses.pop(0))
        answer: web.StreamResponse = await handler(request)
        return answer

    server: Any = app.bolt.server(port=0, path="/slack/events")
    server.web_app.middlewares.append(fail_first)
    runner = web.AppRunner(server.web_app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    challenge = slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await slack.eventually(lambda: challenge.settled)
    assert challenge.ack is not None, challenge.failed
    assert challenge.ack.payload == {"challenge": challenge.payload["challenge"]}
    try:
        yield app
    finally:
        await runner.cleanup()


async def test_signed_requests_reach_the_app(slack: LoopbackSlack) -> None:
    """In HTTP mode events, commands and presses come signed, and Bolt believes them."""
    async with served(slack) as app:
        ada = slack.person("Ada")
        papers = slack.channel("papers", members=[ada])
        app.answer = {"text": "on it"}
        ada.says(papers, "hello: ü & 1 + 1")
        ada.runs("/thread", "a=b&c", papers)
        await slack.eventually(lambda: len(app.heard) == 2)
        assert app.of("/thread")[0]["text"] == "a=b&c"
        [private] = await slack.eventually(lambda: slack.ephemerals(ada))
        assert private.text == "on it"
        assert app.retries == []


async def test_a_request_that_fails_comes_again(slack: LoopbackSlack) -> None:
    """Any status but 200 is no acknowledgement: the event is posted again with its number and the reason."""
    async with served(slack, 500, 503) as app:
        ada = slack.person("Ada")
        ada.says(slack.channel("papers", members=[ada]), "hello")
        await slack.eventually(lambda: app.heard)
        assert app.retries == ["2"]
        assert slack.deliveries[-1].tries == 3


async def test_an_old_timestamp_is_not_believed(slack: LoopbackSlack) -> None:
    """A request signed six minutes ago is refused by Bolt, and Slack gives up."""
    async with served(slack) as app:
        slack.signed.ahead = -360
        ada = slack.person("Ada")
        ada.says(slack.channel("papers", members=[ada]), "hello")
        [given_up] = await slack.eventually(lambda: slack.unacknowledged)
        assert (given_up.failed, app.heard) == ("http_error", [])


# Faults ----------------------------------------------------------------------------------------------------


async def test_faults_serve_one_call_each(slack: LoopbackSlack) -> None:
    """Scripted answers come in order, none is a refusal, then the truth comes again."""
    sdk = client(slack)
    papers = slack.channel("papers")
    slack.next_answers(
        "chat.postMessage", status(500), rate_limited(7), error("fatal_error"), instead(refuse(502))
    )

    async def post() -> Any:
        return await sdk.chat_postMessage(channel=papers.id, text="x")

    seen = []
    for _ in range(4):
        with pytest.raises(SlackApiError) as refused:
            await post()
        answer = refused.value.response
        seen.append((answer.status_code, answer.headers.get("Retry-After")))
    assert seen == [(500, None), (429, "7"), (200, None), (502, None)]
    await post()
    assert (len(slack.messages(papers)), slack.refusals) == (1, [])
    assert [call.status for call in slack.called("chat.postMessage")] == [500, 429, 200, 502, 200]
    slack.always("chat.postMessage", error("internal_error"))
    assert [await code(post()), await code(post())] == ["internal_error", "internal_error"]
    slack.always("chat.postMessage", None)
    assert await code(post()) == ""


async def test_an_answer_can_be_lost(slack: LoopbackSlack) -> None:
    """With `lost_answer` and `late` the deed is done though no answer comes in time; `hang` does nothing."""
    sdk: Any = client(slack)
    sdk.timeout = 0.1
    sdk.retry_handlers.clear()
    papers = slack.channel("papers")
    slack.next_answers("chat.postMessage", lost_answer(), hang(0.3), late(0.3))
    with pytest.raises(aiohttp.ClientError):
        await sdk.chat_postMessage(channel=papers.id, text="lost")
    for text in ("never", "late"):
        with pytest.raises(asyncio.TimeoutError):
            await sdk.chat_postMessage(channel=papers.id, text=text)
    assert [message.text for message in slack.messages(papers)] == ["lost", "late"]


def test_plain_code_can_use_it() -> None:
    """A test without a loop talks to it in the same way, and waits by `until`; it may be stopped twice."""
    with LoopbackSlack() as slack:
        papers = slack.channel("papers")
        sdk = WebClient(slack.bot_token, base_url=slack.api_url)
        poster = threading.Thread(target=lambda: sdk.chat_postMessage(channel=papers.id, text="hello"))
        poster.start()
        [message] = slack.until(lambda: slack.messages(papers))
        poster.join()
        assert message.text == "hello"
        assert json.loads(json.dumps(slack.calls[0].answer))["ok"] is True
    slack.stop()
