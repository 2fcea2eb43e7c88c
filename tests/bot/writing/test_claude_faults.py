"""Everything that goes wrong with a model, over real HTTP: what people are told, what is tried again."""

import json
import logging
import re
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from bot.tweets import Usage
from bot.writing.claude import Bounds, ClaudeWriter
from tests.bot.writing.claude_asked import (
    BRIEF,
    QUICK,
    SENTENCE,
    asking,
    came,
    change,
    drafted,
    is_whole,
    one,
    plain,
    regenerated,
    reply,
    shortened,
    shorter,
    task,
    tweet,
)
from tests.servers.anthropic import KEY, Answer, ApiError, LoopbackAnthropic, Reply
from tests.servers.anthropic.faults import (
    bad_request,
    conflict,
    cut_after,
    drip,
    empty_reply,
    error_after,
    forbidden,
    garbled,
    max_tokens_after,
    no_such_model,
    overloaded,
    rate_limited,
    refusal,
    server_error,
    spend_limit,
    stall_after,
    timed_out,
    too_large,
    window_full_after,
    wrong_key,
)
from tests.servers.faults import hang, hang_up, redirect, refuse, send

LIBRARIES = ("anthropic", "httpx2", "httpcore2")
ONCE = Bounds(seconds=1.5, attempts=1, first_pause=0.001)  # a busy machine takes its time to begin
WORDY = "Tidepool really improves the accuracy by 3.2% on average, which is quite a bit over the baseline."


@pytest.fixture
async def server() -> AsyncIterator[LoopbackAnthropic]:
    """A server."""
    async with LoopbackAnthropic() as loopback:
        yield loopback


@pytest.fixture(autouse=True)
def _nothing_leaks_into_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Neither the key nor the paper is in any log, even when somebody turns on every message."""
    for name in (None, *LIBRARIES):
        caplog.set_level(logging.DEBUG, name)
    yield
    for record in caplog.get_records("call"):
        said = f"{record.getMessage()} {record.args} {record.exc_info}"
        assert KEY not in said, record
        assert SENTENCE not in said, record


def leaky(fault: ApiError) -> ApiError:
    """The same, with the key and the paper in its message."""
    words = f"{fault.message}: {KEY} {SENTENCE}"
    return ApiError(words, status=fault.status, kind=fault.kind, details=fault.details, headers=fault.headers)


def stream(*events: str) -> Answer:
    """A stream that begins well, and these events."""
    begun = 'event: message_start\ndata: {"type": "message_start", "message": {"usage": {"input_tokens": 9}}}'
    return send("".join(f"{event}\n\n" for event in (begun, *events)), "text/event-stream")


# What no other attempt would mend --------------------------------------------------------------------------

FINAL: list[tuple[str, Answer, str]] = [
    ("401", leaky(wrong_key()), "ANTHROPIC_API_KEY"),
    ("403", leaky(forbidden()), "HERALD_MODEL"),
    ("404", leaky(no_such_model()), "no model claude-sonnet-5-5; set HERALD_MODEL"),
    ("413", leaky(too_large()), "HERALD_PAPER_TOKENS"),
    ("400", leaky(bad_request()), "HERALD_MODEL"),
    ("429 spend", leaky(spend_limit()), "limit is used up"),
    ("429 contract", leaky(spend_limit("contract_spend_limit_reached")), "limit is used up"),
    ("402 spend", leaky(spend_limit("linked_organization_spend_limit_reached", 402)), "limit is used up"),
    ("400 spend", leaky(spend_limit("workspace_spend_limit_reached", 400)), "limit is used up"),
    ("refusal", refusal(explanation=f"{KEY} {SENTENCE}"), "biology"),
    ("refusal later", refusal(after=300, category=None), "declines to write about this paper; set"),
    ("unknown refusal", refusal(category=f"{KEY} {SENTENCE}"), "declines to write about this paper; set"),
    ("window", window_full_after(200), "too long for claude-sonnet-5-5; set HERALD_MODEL"),
    ("far too long a wait", leaky(rate_limited("3600")), "try again in 60 minutes"),
    ("hours", leaky(rate_limited("7000.5")), "try again in 2 hours"),
    ("years", leaky(rate_limited("999999999")), "try again later"),
    ("no Anthropic", refuse(404, body=f"<html>{SENTENCE}"), "check ANTHROPIC_BASE_URL"),
    ("no POST", refuse(405, body=f"<html>{SENTENCE}"), "check ANTHROPIC_BASE_URL"),
    ("no status for a reply", refuse(304), "check ANTHROPIC_BASE_URL"),
    ("spend limit in mid-stream", error_after(700, leaky(spend_limit())), "limit is used up"),
    ("a key refused in mid-stream", error_after(700, leaky(wrong_key())), "refuses the key"),
    ("a request refused in mid-stream", error_after(700, leaky(bad_request())), "(status 400)"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "said"), [rest for _, *rest in FINAL], ids=[name for name, *_ in FINAL])
async def test_it_is_told_and_not_tried_again(server: LoopbackAnthropic, fault: Answer, said: str) -> None:
    """One request, and one sentence that says what to do."""
    server.always(fault)
    began = time.monotonic()
    found = await drafted(server)
    assert said in plain(found.error)
    assert len(server.asked) == 1
    assert time.monotonic() - began < 20  # an hour was asked for, and the SDK would wait


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(server: LoopbackAnthropic, status: int) -> None:
    """A server that leads elsewhere is told as a wrong address, not as a wrong model, and not asked again."""
    server.always(redirect("http://127.0.0.1:9/else", status))
    words = plain((await drafted(server)).error)
    assert f"elsewhere (status {status})" in words
    assert "set ANTHROPIC_BASE_URL" in words
    assert len(server.asked) == 1


async def test_the_model_that_shortens_is_named(server: LoopbackAnthropic) -> None:
    """A fault of the shortening names its own setting."""
    server.always(leaky(no_such_model()))
    found = await shortened(server, one(WORDY))
    assert "claude-haiku-5-5; set HERALD_SHORTEN_MODEL" in plain(found.error)


@pytest.mark.parametrize("key", ["sk-ant-of-another", "", f"{KEY}\n", "schlüssel"])
async def test_a_key_that_is_none(server: LoopbackAnthropic, key: str) -> None:
    """A wrong, missing or broken key is told in a sentence without it."""
    found = await drafted(server, key=key)
    words = plain(found.error)
    assert not key.strip() or key.strip() not in words
    assert found.items == []


async def test_a_gateways_headers(server: LoopbackAnthropic, monkeypatch: pytest.MonkeyPatch) -> None:
    """Headers of ANTHROPIC_CUSTOM_HEADERS are sent; one that replaces the key can be a wrong key."""
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "X-Gateway: tide")
    assert is_whole(await drafted(server))
    assert server.asked[0].headers["x-gateway"] == "tide"
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "Authorization: Bearer of-another")
    assert "refuses the key" in plain((await drafted(server)).error)


async def test_nobody_is_there() -> None:
    """A server that cannot be reached is asked as often as the bounds say."""
    async with ClaudeWriter(KEY, "http://127.0.0.1:9", bounds=QUICK) as writer:
        found = await came(writer.write(BRIEF))
    assert "cannot be reached; check the network" in plain(found.error)


# What another attempt may mend -----------------------------------------------------------------------------

PASSING: list[tuple[str, Answer, str]] = [
    ("429", leaky(rate_limited()), "no more requests of this key"),
    ("429 at once", leaky(rate_limited("0")), "try again"),
    ("429 of yesterday", leaky(rate_limited("Mon, 23 Nov 2020 08:00:00 GMT")), "try again"),
    ("529", leaky(overloaded()), "is overloaded; try again"),
    ("500", leaky(server_error()), "has failed (status 500); try again"),
    ("503", leaky(server_error(503)), "has failed (status 503); try again"),
    ("408", leaky(timed_out()), "has failed (status 408); try again"),
    ("409", leaky(conflict()), "has failed (status 409); try again"),
    ("a proxy's page", refuse(502, body=f"<html>{SENTENCE}"), "has failed (status 502); try again"),
    ("hung up", hang_up(), "cannot be reached"),
    ("a page", send(f"<html>{SENTENCE}"), "does not speak like Anthropic's API; check ANTHROPIC_BASE_URL"),
    ("no events", send("", "text/event-stream"), "check ANTHROPIC_BASE_URL"),
    ("in one piece", send(f'{{"type": "message", "content": [{{"type": "text", "text": "{SENTENCE}"}}]}}')
     , "check ANTHROPIC_BASE_URL"),
    ("nothing said", empty_reply(), "no tweets that can be read"),
    ("prose", Reply(text=f"I will not. {SENTENCE}"), "no tweets that can be read"),
    ("other JSON", Reply(text='{"thread": 9}'), "no tweets that can be read"),
    ("too deep", Reply(text="[" * 5000, chunk=9999), "no tweets that can be read"),
    ("dropped", cut_after(500), "cannot be reached"),
    ("reset", cut_after(500, "reset"), "cannot be reached"),
    ("ended too early", cut_after(500, "end"), "broke off; try again"),
    ("an error in the stream", error_after(500, leaky(overloaded())), "is overloaded"),
    ("a limit in the stream", error_after(500, leaky(rate_limited())), "no more requests of this key"),
    ("an inner error in the stream", error_after(500, leaky(server_error())), "has failed in the middle"),
    ("an error that is words", stream(f'event: error\ndata: {{"error": "{SENTENCE}"}}'), "as it should"),
    ("an error that is null", stream("event: error\ndata: null"), "does not answer as it should"),
    ("an error that is a list", stream(f'event: error\ndata: ["{SENTENCE}"]'), "as it should"),
    ("an error of no known type", error_after(500, ApiError(SENTENCE, kind="new_error")), "as it should"),
    ("an event nested too deep", stream(f"event: message_delta\ndata: {'[' * 200_000}"), "as it should"),
    ("too deep, closed", stream(f"event: message_delta\ndata: {'[' * 99_999}{']' * 99_999}"), "as it should"),
    ("max_tokens", max_tokens_after(30), "longer than a thread can be"),
    ("broken data", garbled(20, Reply(text=f'{{"count": 9, "tweets": [{{"text": "{SENTENCE}'))
     , "does not answer as it should"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "said"), [rest for _, *rest in PASSING], ids=[name for name, *_ in PASSING]
)
async def test_it_passes_or_is_told(server: LoopbackAnthropic, fault: Answer, said: str) -> None:
    """Once, it is survived by another request; again and again, it ends after three, in a sentence."""
    server.next_answers(fault)
    async with asking(server) as writer:
        assert is_whole(await came(writer.write(BRIEF)))
        assert len(server.asked) == 2
        server.always(fault)
        found = await came(writer.write(BRIEF))
    assert said in plain(found.error)
    assert len(server.asked) == 5


EVENTS = [
    "data: []",
    "data: null",
    "data: 5",
    'data: "text"',
    "event: error\ndata: no JSON",
    "event: error\ndata: []",
    'event: error\ndata: {"error": 5}',
    'event: error\ndata: {"error": {"type": 5, "details": [1]}}',
    'data: {"type": "message_start"}',
    'data: {"type": "message_start", "message": {"usage": 5}}',
    'data: {"type": "message_start", "message": {"usage": {"input_tokens": "9", "output_tokens": -9}}}',
    'data: {"type": "message_start", "message": {"usage": {"input_tokens": 1' + "0" * 400 + "}}}",
    'data: {"type": "content_block_delta"}',
    'data: {"type": "content_block_delta", "index": 0, "delta": null}',
    'data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": [1]}}',
    'data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "{\\ud800"}}',
    'data: {"type": "message_delta", "delta": {"stop_reason": {"a": 1}}}',
    'data: {"type": "message_delta", "delta": {"stop_reason": "refusal", "stop_details": {"category": [1]}}}',
]


@pytest.mark.parametrize("event", EVENTS)
async def test_events_that_mean_nothing(server: LoopbackAnthropic, event: str) -> None:
    """A server that sends nonsense is a fault like another: told in a sentence, never a traceback."""
    name = (
        ""
        if event.startswith("event")
        else f"event: {json.loads(event[6:])['type']}\n"
        if "type" in event
        else ""
    )
    server.always(send(f"{name}{event}\n\n", "text/event-stream"))
    plain((await drafted(server)).error)


async def test_a_short_wait_is_waited_for(server: LoopbackAnthropic) -> None:
    """A server that wants to be left alone for a second is."""
    server.next_answers(rate_limited("1"))
    assert is_whole(await drafted(server))
    first, second = server.asked
    assert 1 <= second.at - (first.over_at or 0) < 3


@pytest.mark.parametrize("said", ["0", "0.5", "Mon, 23 Nov 2020 08:00:00 GMT"])
async def test_there_is_always_a_pause(server: LoopbackAnthropic, said: str) -> None:
    """A server that may be asked again at once is still given the pause that any other gets."""
    server.next_answers(rate_limited(said))
    assert is_whole(await drafted(server, bounds=QUICK.model_copy(update={"first_pause": 0.6})))
    first, second = server.asked
    assert second.at - first.at >= 0.3


async def test_pauses_grow(server: LoopbackAnthropic) -> None:
    """Each pause is longer than the one before, and the last attempt is not followed by any."""
    server.always(overloaded())
    began = time.monotonic()
    await drafted(server, bounds=QUICK.model_copy(update={"attempts": 4, "first_pause": 0.04}))
    pauses = [second.at - first.at for first, second in zip(server.asked, server.asked[1:], strict=False)]
    assert len(pauses) == 3
    assert all(pause >= least for pause, least in zip(pauses, (0.02, 0.04, 0.08), strict=True))
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("fault", "booked"),
    [
        (stall_after(0), False),
        (stall_after(700), True),
        (stall_after(10**6), True),
        (drip(40, 0.005), True),
        (hang(), False),
    ],
    ids=["no word", "in the middle", "at the end", "drip by drip", "no headers"],
)
async def test_it_ends_in_time(server: LoopbackAnthropic, fault: Answer, *, booked: bool) -> None:
    """Silence and a slow drip end when the bounds say so, and what was billed is booked."""
    server.always(fault)
    began = time.monotonic()
    found = await drafted(server, bounds=ONCE)
    took = time.monotonic() - began
    if found.error:
        assert "too slow; try again, or raise HERALD_WRITER_SECONDS" in plain(found.error)
    assert took < 20  # the server would go on for a minute
    assert any(isinstance(item, Usage) for item in found.items) == booked


# What is booked, and gone on with --------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["drop", "end", "error"])
async def test_broken_attempts_are_booked(server: LoopbackAnthropic, how: str) -> None:
    """What attempts cost that broke off is booked too: their prompt exactly, their reply about."""
    fault = error_after(2500) if how == "error" else cut_after(2500, "drop" if how == "drop" else "end")
    server.always(fault)
    found = await drafted(server)
    plain(found.error)
    assert len(server.asked) == 3
    bill, booked = server.billed, found.usage
    assert booked.input_tokens == bill.uncached
    assert (booked.cache_write_tokens, booked.cache_read_tokens) == (bill.written_1h, bill.read)
    assert bill.output > 0
    assert abs(booked.output_tokens - bill.output) <= 30
    assert booked.dollars > 0


async def test_a_count_that_falls_takes_nothing_back(server: LoopbackAnthropic) -> None:
    """A proxy's zeros at the end of a reply leave booked what its beginning has told."""
    end = '{"type": "message_delta", "delta": {"stop_reason": "refusal"}, "usage": {"input_tokens": 0}}'
    server.always(stream(f"event: message_delta\ndata: {end}"))
    booked = [item for item in (await drafted(server)).items if isinstance(item, Usage)]
    assert [item.input_tokens for item in booked] == [9]


async def test_a_reply_that_was_too_long_is_gone_on_with(server: LoopbackAnthropic) -> None:
    """After max_tokens the model is asked for what is missing, and is shown what it has said."""
    whole = await drafted(server)
    end = [brace.end() for brace in re.finditer(r"\}", server.asked[0].text)][2]
    server.next_answers(max_tokens_after(end + 20))
    found = await drafted(server)
    assert is_whole(found)
    assert found.texts[:3] == whole.texts[:3]
    assert f"from 4 to {len(whole.texts)}" in task(server.asked[2])
    assert found.texts[2] in task(server.asked[2])


async def test_a_body_that_does_not_end(server: LoopbackAnthropic) -> None:
    """A server that says its last event and keeps the connection is not waited for."""
    server.next_answers(stall_after(10**6, reply=Reply(text=shorter("Tidepool improves accuracy by 3.2%."))))
    began = time.monotonic()
    found = await shortened(server, one("Tidepool really improves accuracy by 3.2%."))
    assert found.texts == ["Tidepool improves accuracy by 3.2%."]
    assert len(server.asked) == 1
    assert time.monotonic() - began < 20


async def test_nothing_is_asked_for_behind_the_last_tweet(server: LoopbackAnthropic) -> None:
    """A reply that breaks off when all announced tweets have come is as good as whole."""
    await drafted(server)
    for fault in (max_tokens_after(len(server.asked[0].text)), cut_after(server.asked[0].sent - 30)):
        server.next_answers(fault)
        before = len(server.asked)
        assert is_whole(await drafted(server))
        assert len(server.asked) == before + 1


async def test_another_tweet_that_breaks_off(server: LoopbackAnthropic) -> None:
    """A regeneration is asked for again, unless its tweet was whole already."""
    told = reply(tweet(2, "Mixed corpora train models faster."))
    server.next_answers(max_tokens_after(90, Reply(text=told)), told)
    assert (await regenerated(server)).texts == ["Mixed corpora train models faster."]
    assert len(server.asked) == 2
    server.next_answers(max_tokens_after(len(told) - 1, Reply(text=told)))
    assert (await regenerated(server)).texts == ["Mixed corpora train models faster."]
    assert len(server.asked) == 3


async def test_a_shortening_that_breaks_off(server: LoopbackAnthropic) -> None:
    """The half that came does not get mixed up with the whole that follows."""
    text = "Tidepool improves accuracy by 3.2% on average."
    server.next_answers(max_tokens_after(20, Reply(text=shorter(text))), shorter(text))
    long = text.replace("on average", "on average, as we were very glad to find")
    found = await shortened(server, one(long))
    assert found.texts == [text]
    assert found.usage.output_tokens == server.billed.output


async def test_faults_are_logged_by_their_kind(
    server: LoopbackAnthropic, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says which model was asked, how it ended, and the tokens."""
    server.next_answers(leaky(overloaded()))
    await drafted(server)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert re.match(r"asked claude-sonnet-5-5: AgainError, 0 tokens in", ours[0])
    assert re.match(r"asked claude-sonnet-5-5: done, \d{4,} tokens in \(0 cached\), \d+ out", ours[1])
    assert [record.name for record in caplog.records if record.name.startswith(LIBRARIES)] == []


async def test_a_logger_that_says_less_is_left_alone(server: LoopbackAnthropic) -> None:
    """The libraries' loggers are quietened where they would say too much, and never made to say more."""
    for name, level in zip(LIBRARIES, (logging.NOTSET, logging.DEBUG, logging.ERROR), strict=True):
        logging.getLogger(name).setLevel(level)  # put back by `caplog`
    await drafted(server)
    levels = [logging.getLogger(name).level for name in LIBRARIES]
    assert levels == [logging.WARNING, logging.WARNING, logging.ERROR]


async def test_a_fault_of_a_change(server: LoopbackAnthropic) -> None:
    """Regenerating tells its faults as drafting does, and what came before them is booked."""
    server.always(replace(refusal(after=40)))
    found = await regenerated(server, change(note="warmer"))
    assert "declines" in plain(found.error)
    assert found.wordings == []
    assert found.usage.output_tokens == server.billed.output > 0
