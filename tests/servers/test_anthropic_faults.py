"""Every fault of the loopback Anthropic as the SDK sees it, which is what Herald has to live with."""

import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import anthropic
import httpx2
import pytest
from anthropic import AsyncAnthropic

from tests.servers.anthropic import ApiError, Asked, LoopbackAnthropic, Reply, tokens_of
from tests.servers.anthropic.faults import (
    bad_json,
    bad_request,
    conflict,
    cut_after,
    drip,
    empty_reply,
    error_after,
    fenced,
    forbidden,
    garbled,
    local_backend,
    max_tokens_after,
    no_such_model,
    overloaded,
    rate_limited,
    refusal,
    server_error,
    spend_limit,
    stall_after,
    strange_events,
    thinking_first,
    timed_out,
    too_large,
    window_full_after,
    wrong_key,
)
from tests.servers.anthropic.reply import How
from tests.servers.anthropic_requests import client, hear, request, shortening
from tests.servers.faults import hang_up, refuse

SHORT = Reply(text="Größe “7”")
ENDS: tuple[How, ...] = ("drop", "reset", "end", "error")


@pytest.fixture
async def server() -> AsyncIterator[LoopbackAnthropic]:
    """A server."""
    async with LoopbackAnthropic(chunk=3) as loopback:
        yield loopback


@pytest.fixture
async def sdk(server: LoopbackAnthropic) -> AsyncIterator[AsyncAnthropic]:
    """The SDK, pointed at it."""
    async with client(server) as made:
        yield made


def small() -> dict[str, Any]:
    """A request without a paper."""
    return shortening("It is really so.")


async def last(server: LoopbackAnthropic) -> Asked:
    """The newest request, once its answer is over."""
    assert server.settled()
    return server.requests[-1]


# Errors with a status --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        (rate_limited(), anthropic.RateLimitError, "rate_limit_error"),
        (rate_limited("3600"), anthropic.RateLimitError, "rate_limit_error"),
        (overloaded(), anthropic.OverloadedError, "overloaded_error"),
        (server_error(), anthropic.InternalServerError, "api_error"),
        (server_error(503), anthropic.ServiceUnavailableError, "api_error"),
        (timed_out(), anthropic.RequestTimeoutError, "timeout_error"),
        (conflict(), anthropic.ConflictError, "conflict_error"),
        (wrong_key(), anthropic.AuthenticationError, "authentication_error"),
        (forbidden(), anthropic.PermissionDeniedError, "permission_error"),
        (no_such_model(), anthropic.NotFoundError, "not_found_error"),
        (too_large(), anthropic.ContentTooLargeError, "request_too_large"),
        (bad_request(), anthropic.BadRequestError, "invalid_request_error"),
        (spend_limit(), anthropic.RateLimitError, "rate_limit_error"),
        (spend_limit("contract_spend_limit_reached"), anthropic.RateLimitError, "rate_limit_error"),
        (
            spend_limit("linked_organization_spend_limit_reached", 402),
            anthropic.PaymentRequiredError,
            "billing_error",
        ),
        (
            spend_limit("workspace_spend_limit_reached", 400),
            anthropic.BadRequestError,
            "invalid_request_error",
        ),
    ],
)
async def test_an_error_with_a_status(
    server: LoopbackAnthropic,
    sdk: AsyncAnthropic,
    fault: ApiError,
    kind: type[anthropic.APIStatusError],
    told: str,
) -> None:
    """Each error is the SDK's own, once, with type, code, waiting time and request id; nothing is billed."""
    server.next_answers(fault)
    error = (await hear(sdk, small())).error
    assert isinstance(error, kind)
    assert (error.status_code, error.type, error.api_message) == (fault.status, told, fault.message)
    assert error.error_code == (fault.details or {}).get("error_code")
    assert error.response.headers.get("retry-after") == fault.headers.get("retry-after")
    asked = await last(server)
    assert error.request_id == asked.request_id
    assert (asked.status, asked.error, server.billed.prompt) == (fault.status, fault.message, 0)
    assert (await hear(sdk, small())).stop_reason == "end_turn"


async def test_a_failed_request_leaves_no_cache(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """What was refused for load has not been remembered; what broke off behind its beginning has."""
    server.next_answers(overloaded(), cut_after(0))
    reads = [(await hear(sdk, request())).error and server.asked[-1].bill.read for _ in range(2)]
    assert reads == [0, 0]
    assert (await hear(sdk, request())).usage.cache_read_input_tokens > 0


async def test_faults_of_any_server(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """A proxy's page of HTML and a connection closed without a word can be queued too, on any path."""
    server.next_answers(refuse(502, body="<html>Bad gateway</html>"), hang_up())
    error = (await hear(sdk, small())).error
    assert isinstance(error, anthropic.InternalServerError)
    assert isinstance((await hear(sdk, small())).error, anthropic.APIConnectionError)
    server.next_answers(overloaded(), path="/v1/models")
    with pytest.raises(anthropic.OverloadedError):
        await sdk.models.list()
    server.always(server_error(), path="/v1/messages/count_tokens")
    with pytest.raises(anthropic.InternalServerError):
        await sdk.messages.count_tokens(model="claude-sonnet-5-5", messages=small()["messages"])


# What a model says -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 5])
async def test_a_refusal(server: LoopbackAnthropic, sdk: AsyncAnthropic, after: int) -> None:
    """A refusal comes with status 200, its kind and words, before any text or in its middle."""
    server.next_answers(refusal(after, category="frontier_llm", explanation="Why."))
    heard = await hear(sdk, small())
    assert (heard.error, heard.stop_reason, len(heard.text)) == (None, "refusal", after)
    details = heard.stop_details
    assert (details.type, details.category, details.explanation) == ("refusal", "frontier_llm", "Why.")
    server.next_answers(refusal(after))
    whole = await sdk.messages.create(**small())
    assert whole.stop_reason == "refusal"
    assert whole.stop_details
    assert (await last(server)).stop_reason == "refusal"


async def test_a_text_cut_off_by_the_model(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """Out of tokens or out of window, the text ends there and is billed so far."""
    for fault, stop_reason in (
        (max_tokens_after(9), "max_tokens"),
        (window_full_after(9), "model_context_window_exceeded"),
    ):
        server.next_answers(fault)
        heard = await hear(sdk, small())
        assert (heard.stop_reason, len(heard.text), heard.usage.output_tokens) == (stop_reason, 9, 3)


async def test_an_empty_reply(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """Nothing is said, and the end is as usual."""
    server.next_answers(empty_reply())
    heard = await hear(sdk, small())
    assert heard.kinds == ["message_start", "message_delta", "message_stop"]
    assert (heard.text, heard.stop_reason) == ("", "end_turn")


@pytest.mark.parametrize("kind", ["unclosed", "comma", "quote"])
async def test_bad_json(server: LoopbackAnthropic, sdk: AsyncAnthropic, kind: str) -> None:
    """The text is nearly the JSON that was asked for, and cannot be parsed."""
    server.next_answers(bad_json(kind))
    heard = await hear(sdk, small())
    assert heard.stop_reason == "end_turn"
    with pytest.raises(json.JSONDecodeError):
        json.loads(heard.text)


async def test_fences(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """The JSON stands in a fence, with prose before and after."""
    server.next_answers(fenced())
    heard = await hear(sdk, small())
    head, inner, tail = heard.text.split("```")
    assert json.loads(inner.removeprefix("json")) == {"text": "It is so."}
    assert head.strip()
    assert tail.strip()


async def test_thinking_before_the_text(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """Thinking comes in a block of its own, and is billed as output."""
    server.next_answers(thinking_first("Hm, well.", SHORT))
    heard = await hear(sdk, small())
    assert (heard.thinking, heard.text) == ("Hm, well.", "Größe “7”")
    assert heard.usage.output_tokens == tokens_of("Hm, well.") + tokens_of("Größe “7”")


async def test_a_local_backend(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """No usage stands anywhere, and the format is not heeded; the SDK makes None of it."""
    server.next_answers(local_backend())
    heard = await hear(sdk, small())
    assert (heard.started.usage, heard.usage, heard.stop_reason) == (None, None, "end_turn")
    assert heard.text.startswith("Sure!")


# What the wire does ----------------------------------------------------------------------------------------


async def test_cut_at_any_byte(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """Wherever the body ends, by whichever way, the text so far is a beginning, and the bill knows it.

    A clean end raises nothing but for a broken character; a connection dropped is an exception of httpx2's
    own, an `error` event a bare `APIStatusError` with status 200.
    """
    server.next_answers(SHORT)
    text = (await hear(sdk, small())).text
    size = (await last(server)).sent
    for after in range(0, size + 1, 3):  # every third, and each way to end in turn: the test has to be quick
        how = ENDS[after % 4]
        server.next_answers(cut_after(after, how, SHORT))
        heard = await hear(sdk, small())
        asked = await last(server)
        assert text.startswith(heard.text)
        assert asked.text_sent.startswith(heard.text)
        assert asked.bill.output == tokens_of(asked.text_sent)
        if how == "error":
            assert type(heard.error) is anthropic.APIStatusError
            assert (heard.error.status_code, heard.error.type) == (200, "overloaded_error")
        else:
            assert asked.sent == after
            wanted = UnicodeDecodeError if how == "end" else httpx2.HTTPError
            assert isinstance(heard.error, wanted) or (how == "end" and heard.error is None)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (lambda after: cut_after(after, "drop", Reply(text="ö")), httpx2.RemoteProtocolError),
        (lambda after: cut_after(after, "end", Reply(text="ö")), UnicodeDecodeError),
        (lambda after: stall_after(after, 0.05, Reply(text="ö")), httpx2.RemoteProtocolError),
    ],
)
async def test_a_body_cut_in_a_character(
    server: LoopbackAnthropic, sdk: AsyncAnthropic, fault: Callable[[int], Reply], error: type[Exception]
) -> None:
    """A cut may go through the middle of a character of UTF-8; a clean end there breaks the SDK's decoder."""
    server.next_answers(Reply(text="ö"))
    await hear(sdk, small())
    whole = next(piece.sent for piece in (await last(server)).written if piece.characters == 1)
    server.next_answers(fault(whole - len('"}}\n\n') - 1))
    heard = await hear(sdk, small())
    assert heard.text == ""
    assert isinstance(heard.error, error)


async def test_a_clean_end_too_early(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """Nothing is raised, and no reason to stop has been told."""
    server.next_answers(cut_after(700, "end", Reply(text="x" * 400)))
    heard = await hear(sdk, small())
    assert (heard.error, heard.stop_reason) == (None, None)
    assert 0 < len(heard.text) < 400


async def test_an_error_in_the_stream(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """An `error` event is a bare status error with the type that it tells."""
    server.next_answers(error_after(700, spend_limit(), Reply(text="x" * 400)))
    heard = await hear(sdk, small())
    assert type(heard.error) is anthropic.APIStatusError
    assert (heard.error.type, heard.error.error_code) == ("rate_limit_error", "enforced_spend_limit_reached")
    assert 0 < len(heard.text) < 400
    asked = await last(server)
    assert (asked.status, asked.error) == (200, spend_limit().message)
    assert asked.bill.output == tokens_of(heard.text)


@pytest.mark.parametrize("after", [0, 700, 100_000])
async def test_silence(server: LoopbackAnthropic, after: int) -> None:
    """Silence at the beginning, in the middle or behind the last event runs into the time-out of a read."""
    server.next_answers(stall_after(after, reply=Reply(text="x" * 400)))
    async with client(server, timeout=0.2) as sdk:
        heard = await hear(sdk, small())
    assert isinstance(heard.error, httpx2.ReadTimeout)
    assert len(heard.text) == {0: 0, 100_000: 400}.get(after, len(heard.text))
    assert (await last(server)).left


async def test_a_drip(server: LoopbackAnthropic) -> None:
    """Small pieces keep coming, so that a time-out of a read never strikes, however long it takes."""
    server.next_answers(drip(40, 0.01, Reply(text="x" * 30)))
    async with client(server, timeout=0.2) as sdk:
        began = time.monotonic()
        heard = await hear(sdk, small())
    assert (heard.error, heard.text) == (None, "x" * 30)
    assert time.monotonic() - began > 0.3
    assert len((await last(server)).written) > 30


async def test_data_that_is_no_json(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """An event with broken data is an error of json's own."""
    server.next_answers(garbled(6, Reply(text="x" * 30)), garbled(99, SHORT))
    heard = await hear(sdk, small())
    assert isinstance(heard.error, json.JSONDecodeError)
    assert heard.text == "x" * 6
    heard = await hear(sdk, small())
    assert isinstance(heard.error, json.JSONDecodeError)
    assert heard.text == SHORT.text


async def test_events_of_unknown_types(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """Events, blocks and deltas that nobody knows pass through the SDK and do no harm to the text."""
    server.next_answers(strange_events(SHORT))
    heard = await hear(sdk, small())
    assert (heard.error, heard.text, heard.stop_reason) == (None, SHORT.text, "end_turn")
    assert "weather_report" in heard.kinds


async def test_faults_befall_one_another(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """A thoughtful refusal in fences can trickle in and break off."""
    refused = refusal(8, reply=thinking_first("Hm.", fenced()))
    server.next_answers(drip(100, 0.001, refused), cut_after(900, "end", refused))
    heard = await hear(sdk, small())
    assert (heard.thinking, heard.text, heard.stop_reason) == ("Hm.", "Sure! He", "refusal")
    heard = await hear(sdk, small())
    assert (heard.thinking, heard.stop_reason) == ("Hm.", None)


@pytest.mark.parametrize("how", ENDS)
async def test_a_whole_message_breaks_too(server: LoopbackAnthropic, sdk: AsyncAnthropic, how: How) -> None:
    """Without a stream, the one body can be cut just as well."""
    server.next_answers(cut_after(50, how))
    with pytest.raises((anthropic.APIConnectionError, anthropic.APIResponseValidationError, ValueError)):
        await sdk.messages.create(**small())
