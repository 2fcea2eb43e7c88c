"""The loopback Anthropic, seen through the SDK: what it says, what it refuses, what it remembers."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import anthropic
import pytest
from anthropic import AsyncAnthropic

from bot.tweets import LIMIT, numbered, weighted_length
from bot.writing.asking.reply import ToldText, ToldThread
from tests.servers.anthropic import KEY, ApiError, LoopbackAnthropic, Reply, tokens_of
from tests.servers.anthropic_requests import (
    SENTENCES,
    client,
    hear,
    marked,
    paper_text,
    picture,
    post,
    request,
    shortening,
)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackAnthropic]:
    """A server."""
    async with LoopbackAnthropic() as loopback:
        yield loopback


@pytest.fixture
async def sdk(server: LoopbackAnthropic) -> AsyncIterator[AsyncAnthropic]:
    """The SDK, pointed at it."""
    async with client(server) as made:
        yield made


# What it says ----------------------------------------------------------------------------------------------


async def test_a_draft_streams(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """A draft comes as the API's events, and its text is a thread of the asked size, true to the paper."""
    heard = await hear(sdk, request())
    assert heard.kinds[:2] == ["message_start", "content_block_start"]
    assert heard.kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert heard.stop_reason == "end_turn"
    told = ToldThread.model_validate_json(heard.text)
    assert [tweet.place for tweet in told.tweets] == list(range(1, told.count + 1)) == list(range(1, 10))
    assert "Tides Foreseen by Few Buoys" in told.tweets[0].text
    assert "https://arxiv.org/abs/2501.01234" in told.tweets[0].text
    assert "https://github.com/lab/tide" in told.tweets[1].text
    assert [tweet.figure for tweet in told.tweets if tweet.figure] == ["Figure 1", "Table 1"]
    assert told.tweets[-1].role == "limitation"
    for tweet in told.tweets[4:]:
        assert tweet.quote in SENTENCES
        assert tweet.page == 1 + SENTENCES.index(tweet.quote) % 4
    assert all(weighted_length(numbered(tweet.text, tweet.place, 9)) <= LIMIT for tweet in told.tweets)


async def test_a_regeneration_gives_the_asked_tweets_anew(sdk: AsyncAnthropic) -> None:
    """Only the places that the task names come, and they do not repeat what it shows."""
    first = ToldThread.model_validate_json((await hear(sdk, request())).text)
    shown = "\n".join(first.tweets[place - 1].text for place in (2, 3, 7))
    told = await hear(sdk, request(f"The earlier versions:\n{shown}\n\nWrite tweets 2, 3 and 7 of 9 again."))
    again = ToldThread.model_validate_json(told.text)
    assert [tweet.place for tweet in again.tweets] == [2, 3, 7]
    assert again.count == 9
    assert all(tweet.text != first.tweets[tweet.place - 1].text for tweet in again.tweets)


async def test_a_shortening_drops_a_word(sdk: AsyncAnthropic) -> None:
    """The schema of a shortening gets the tweet back without a filler, numbers and names kept."""
    heard = await hear(sdk, shortening("Tide is really 31% better."))
    assert ToldText.model_validate_json(heard.text).text == "Tide is 31% better."
    heard = await hear(sdk, shortening("Tide beats them by 31%"))
    assert ToldText.model_validate_json(heard.text).text == "Tide beats by 31%"


async def test_without_a_stream_it_answers_at_once(sdk: AsyncAnthropic) -> None:
    """The same reply comes as one message when no stream is asked for."""
    body = shortening("Tide is really good.")
    said = await sdk.messages.create(**body)
    assert [block.type for block in said.content] == ["text"]
    assert json.loads(getattr(said.content[0], "text", ""))["text"] == "Tide is good."
    assert said.stop_reason == "end_turn"
    assert said.usage.output_tokens > 0


async def test_answers_can_be_scripted(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """Scripted texts serve one request each, then what is set for always, then `answer`, which can be set."""
    server.next_answers("one", Reply(text="two", chunk=1))
    server.always("three")
    assert [(await hear(sdk, request())).text for _ in range(4)] == ["one", "two", "three", "three"]
    server.always(None)
    server.answer = lambda body: body["model"]
    assert (await hear(sdk, request())).text == "claude-sonnet-5-5"


async def test_chunks_have_the_size_asked_for(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """A text comes in as many deltas as its size and the chunk say."""
    server.chunk = 4
    server.next_answers("0123456789", Reply(text="0123456789", chunk=100))
    assert (await hear(sdk, request())).kinds.count("content_block_delta") == 3
    assert (await hear(sdk, request())).kinds.count("content_block_delta") == 1


async def test_a_model_that_thinks_says_so(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """Thinking comes first, unseen unless asked for, is billed, and can be turned off."""
    server.always("Said.")
    silent = await hear(sdk, request(thinking=None))
    assert (silent.thinking, silent.text) == ("", "Said.")
    assert silent.kinds.count("content_block_start") == 2
    shown = await hear(sdk, request(thinking={"type": "adaptive", "display": "summarized"}))
    assert shown.thinking == server.thought
    off = await hear(sdk, request())
    assert off.kinds.count("content_block_start") == 1
    assert shown.usage.output_tokens == silent.usage.output_tokens
    assert silent.usage.output_tokens - off.usage.output_tokens == tokens_of(server.thought)


async def test_models_are_listed_and_tokens_counted(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """The list of models, one model, and the count of a prompt's tokens are there."""
    assert [model.id async for model in sdk.models.list()] == list(server.models)
    assert (await sdk.models.retrieve("claude-opus-5-5")).max_input_tokens == server.window
    with pytest.raises(anthropic.NotFoundError, match="claude-nobody"):
        await sdk.models.retrieve("claude-nobody")
    body = request(max_tokens=None)
    counted = await sdk.messages.count_tokens(**body)
    heard = await hear(sdk, request())
    assert counted.input_tokens == heard.usage.input_tokens + heard.usage.cache_creation_input_tokens


# What it refuses -------------------------------------------------------------------------------------------

HI: dict[str, Any] = {"role": "user", "content": "Hi"}
HELLO: dict[str, Any] = {"role": "assistant", "content": "Hello"}


def said(*blocks: Any) -> list[dict[str, Any]]:
    """One message of the user with these blocks."""
    return [{"role": "user", "content": list(blocks)}]


def schema(**properties: Any) -> dict[str, Any]:
    """An `output_config` with an object of these properties."""
    form = {"type": "object", "properties": properties, "required": [], "additionalProperties": False}
    return {"format": {"type": "json_schema", "schema": form}}


LOOSE = {"format": {"type": "json_schema", "schema": {"type": "object", "properties": {}, "required": []}}}
OPEN = {
    "format": {
        "type": "json_schema",
        "schema": {"type": "object", "properties": {}, "additionalProperties": False},
    }
}
CITING = {
    "type": "document",
    "source": {"type": "text", "media_type": "text/plain", "data": "x"},
    "citations": {"enabled": True},
}
RECURSIVE = {
    "format": {
        "type": "json_schema",
        "schema": {
            "$ref": "#/$defs/A",
            "$defs": {
                "A": {
                    "type": "object",
                    "properties": {"a": {"$ref": "#/$defs/A"}},
                    "required": ["a"],
                    "additionalProperties": False,
                }
            },
        },
    }
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": None}, "model: Field required"),
        ({"max_tokens": None}, "max_tokens: Field required"),
        ({"messages": None}, "messages: Field required"),
        ({"max_tokens": -1}, "max_tokens: Input should be"),
        ({"max_tokens": 10**6}, "max_tokens: 1000000 > 128000"),
        ({"prefill": "x"}, "prefill: Extra inputs"),
        ({"temperature": 0.5}, "temperature: sampling"),
        ({"top_p": 0.5}, "top_p: sampling"),
        ({"top_k": 5}, "top_k: sampling"),
        ({"messages": []}, "at least one message"),
        ({"messages": [HI, HELLO]}, "messages.1.role: .* prefill"),
        ({"messages": [HI, HI]}, "messages.1.role: roles must alternate"),
        ({"messages": [HELLO, HI]}, "messages.0.role: roles must alternate"),
        ({"messages": [{"role": "system", "content": "Hi"}]}, "messages.0.role: Input"),
        ({"messages": [{**HI, "name": "Ada"}]}, "messages.0.name: Extra"),
        ({"messages": said()}, "messages.0.content: Input"),
        ({"messages": said("Hi")}, "messages.0.content.0: Input"),
        ({"messages": said({"type": "text", "text": " "})}, "messages.0.content.0: text content blocks"),
        ({"messages": said({"type": "text"})}, "messages.0.content.0.text.text: Field required"),
        ({"messages": said({"type": "text", "text": "a", "b": 1})}, "messages.0.content.0.text.b: Extra"),
        ({"messages": said({"type": "video"})}, "messages.0.content.0: Input tag 'video'"),
        ({"system": ""}, "system: Input"),
        ({"system": [{"type": "text", "text": ""}]}, "system.0: text content blocks"),
        ({"system": [picture()]}, "system.0: Input tag 'image'"),
        ({"tools": [{"description": "x"}]}, "tools.0.name"),
        ({"tool_choice": {"type": "any"}}, "tool_choice: forced"),
        ({"tool_choice": {"type": "tool", "name": "x"}}, "tool_choice: forced"),
        ({"tool_choice": {"type": "must"}}, "tool_choice.type"),
        ({"messages": said(*[marked("a")] * 5)}, "maximum of 4 blocks with cache_control .* Found 5"),
        ({"messages": said(marked("a", "2h"))}, "messages.0.content.0.cache_control.ephemeral.ttl"),
        ({"messages": said(marked("a", "5m"), marked("b", "1h"))}, "content.1.cache_control.ttl: a ttl='1h'"),
        ({"messages": said(marked("a", None), marked("b", "1h"))}, "content.1.cache_control.ttl: a ttl='1h'"),
        ({"system": [marked("a", "5m")]}, "content.0.cache_control.ttl: a ttl='1h'"),
        ({"cache_control": {"type": "permanent"}}, "request.cache_control.type"),
        ({"output_config": {"effort": "huge"}}, "output_config.effort"),
        ({"output_config": {"style": "x"}}, "output_config.style: Extra"),
        ({"output_config": {"format": {"type": "json"}}}, "output_config.format.type"),
        ({"output_config": LOOSE}, "format.schema: .*'additionalProperties'"),
        ({"output_config": OPEN}, "format.schema: .*'required'"),
        ({"output_config": RECURSIVE}, "recursive"),
        ({"output_config": schema(a={"type": "string", "minLength": 1})}, "properties.a: .*minLength"),
        ({"output_config": schema(a={"type": "integer", "maximum": 9})}, "properties.a: .*maximum"),
        ({"output_config": schema(a={"type": "string", "format": "phone"})}, "properties.a: format 'phone'"),
        (
            {"output_config": schema(a={"type": "array", "items": {"type": "null"}, "minItems": 2})},
            "minItems",
        ),
        ({"output_config": schema(a={"type": "array"})}, "properties.a: .*'items'"),
        ({"output_config": schema(a={"type": "tuple"})}, "properties.a: type 'tuple'"),
        (
            {"output_config": schema(a={"anyOf": [{"type": "string", "maxLength": 1}]})},
            "anyOf.0: .*maxLength",
        ),
        ({"output_config": schema(a={"$ref": "#/$defs/B"})}, "properties.a: .*leads nowhere"),
        ({"output_config": schema(a={})}, "properties.a: needs a type"),
        ({"messages": said(CITING)}, "content.0.citations: .*output_config.format"),
        ({"thinking": {"type": "disabled"}}, '"thinking.type.disabled" is not supported'),
        (
            {"thinking": {"type": "enabled", "budget_tokens": 2000}},
            '"thinking.type.enabled" is not supported',
        ),
        ({"thinking": {"type": "adaptive", "budget_tokens": 1}}, "thinking.adaptive.budget_tokens: Extra"),
        ({"model": "claude-haiku-5-5"}, '"thinking.type.between_tools" is not supported'),
        ({"model": "claude-opus-5-5"}, '"thinking.type.between_tools" is not supported'),
        (
            {"model": "claude-opus-5-5", "thinking": {"type": "disabled"}},
            '"thinking.type.disabled" is not supported',
        ),
    ],
)
async def test_a_request_against_the_rules_is_refused(
    server: LoopbackAnthropic, sdk: AsyncAnthropic, changes: dict[str, Any], words: str
) -> None:
    """Each rule of the API answers 400 with the field, bills nothing and takes no scripted answer away."""
    server.next_answers("scripted")
    with pytest.raises(anthropic.BadRequestError, match=words) as caught:
        await post(
            sdk, {name: value for name, value in {**request(), **changes}.items() if value is not None}
        )
    assert caught.value.type == "invalid_request_error"
    assert caught.value.request_id == server.requests[0].request_id
    assert (server.requests[0].status, server.billed.prompt) == (400, 0)
    assert (await hear(sdk, request())).text == "scripted"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"media_type": "image/tiff"}, "media_type: Input"),
        ({"media_type": "image/jpeg"}, "appears to be PNG"),
        ({"data": "%%%"}, "invalid base64"),
        ({"data": ""}, "data: Field required"),
        ({"data": "aGVsbG8="}, "Could not process image"),
        ({"data": "A" * (5 * 1024 * 1024 + 4)}, "exceeds 5 MB maximum"),
        ({"data": picture(8001, 1)["source"]["data"]}, "exceeds 8000 pixels"),
        ({"type": "url", "url": "https://example.org/a.png"}, "of type 'base64' only"),
    ],
)
async def test_a_bad_image_is_refused(sdk: AsyncAnthropic, source: dict[str, str], words: str) -> None:
    """An image of a wrong type, code, size or kind answers 400 with its place."""
    block = picture()
    block["source"].update(source)
    with pytest.raises(anthropic.BadRequestError, match=rf"messages.0.content.0.*{words}"):
        await post(sdk, request(messages=said(block)))


async def test_what_the_rules_admit(sdk: AsyncAnthropic) -> None:
    """Four marks in order, images, plain strings, turns, effort and each model's thinking are taken."""
    four = said(marked("a"), marked("b"), picture(), marked("c", "5m"), marked("d", None))
    for changes in (
        {"messages": four},
        {"messages": [HI, HELLO, HI], "system": "Be brief."},
        {"output_config": {"effort": "low"}, "messages": said(CITING)},
        {"output_config": schema(a={"enum": ["x"]}, b={"anyOf": [{"type": "null"}, {"type": "string"}]})},
        {"model": "claude-haiku-5-5", "thinking": {"type": "disabled"}},
        {"model": "claude-opus-5-5", "thinking": None},
        {"thinking": {"type": "adaptive"}, "stop_sequences": ["x"], "metadata": {"user_id": "x"}},
    ):
        heard = await hear(sdk, request(**changes))
        assert (heard.error, heard.stop_reason) == (None, "end_turn")


async def test_keys_models_and_sizes(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """A wrong key is 401, no version 400, an unknown model 404, 32 MB 413, and too long a prompt 400."""
    async with client(server, key="sk-wrong") as stranger:
        with pytest.raises(anthropic.AuthenticationError, match="invalid bearer token"):
            await post(stranger, request())
    with pytest.raises(anthropic.BadRequestError, match="anthropic-version"):
        await sdk.messages.create(**shortening("a b"), extra_headers={"anthropic-version": anthropic.omit})
    with pytest.raises(anthropic.NotFoundError, match="claude-nobody") as caught:
        await post(sdk, request(model="claude-nobody"))
    assert caught.value.type == "not_found_error"
    with pytest.raises(anthropic.ContentTooLargeError):
        await post(sdk, request(messages=[{"role": "user", "content": "x" * (32 * 1024 * 1024)}]))
    server.window = 1000
    with pytest.raises(anthropic.BadRequestError, match=r"prompt is too long: \d+ tokens > 1000 maximum"):
        await post(sdk, request())
    with pytest.raises(anthropic.BadRequestError, match="prompt is too long"):
        await sdk.messages.count_tokens(**request(max_tokens=None))
    with pytest.raises(anthropic.BadRequestError, match="not valid JSON"):
        await sdk.post("/v1/messages", body=["x"], cast_to=object)
    with pytest.raises(anthropic.NotFoundError):
        await sdk.get("/v1/files", cast_to=object)
    assert [asked.status for asked in server.requests] == [401, 400, 404, 413, 400, 400, 400, 404]


# What it bills ---------------------------------------------------------------------------------------------


async def test_a_regeneration_reads_the_cache(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """The second request with the same paper reads what the first has written; only its task is new."""
    await hear(sdk, request())
    heard = await hear(sdk, request("Write tweet 3 of 9 again."))
    first, second = (asked.bill for asked in server.asked)
    system = tokens_of("You write threads of tweets about papers.")
    assert first.written_1h == system + tokens_of(paper_text()) == second.read
    assert (first.read, first.written_5m) == (0, 0)
    assert (second.written_1h, second.uncached) == (0, tokens_of("Write tweet 3 of 9 again."))
    assert heard.started.usage.cache_read_input_tokens == second.read
    assert heard.usage.output_tokens == second.output == tokens_of(heard.text)
    assert server.billed.read == second.read
    assert first.usage()["cache_creation"]["ephemeral_1h_input_tokens"] == first.written_1h


@pytest.mark.parametrize(
    "changes",
    [
        {"output_config": shortening("x")["output_config"]},
        {"output_config": None},
        {"thinking": {"type": "adaptive"}},
        {"thinking": None},
        {"model": "claude-haiku-5-5", "thinking": None},
        {"system": "You write tweets."},
        {"tools": [{"name": "look", "input_schema": {"type": "object"}}]},
        {"messages": said(marked(paper_text() + " "), {"type": "text", "text": "Go."})},
        {"messages": said(picture(), marked(paper_text()), {"type": "text", "text": "Go."})},
    ],
)
async def test_what_misses_the_cache(
    server: LoopbackAnthropic, sdk: AsyncAnthropic, changes: dict[str, Any]
) -> None:
    """Another schema, thinking, model, system, tool, paper or image before the mark reads nothing."""
    await hear(sdk, request())
    heard = await hear(sdk, request(**changes))
    assert heard.usage.cache_read_input_tokens == 0
    assert server.asked[1].bill.written_1h > 0
    assert server.asked[1].brought_tools == ("tools" in changes)


async def test_the_cache_forgets(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """An entry lives five minutes or an hour, and each read gives it its time anew."""
    for ttl, seconds in (("5m", 200), ("1h", 3000)):
        body = request(messages=said(marked(paper_text(title=ttl), ttl), {"type": "text", "text": "Go."}))
        for ahead, hit in ((0, False), (seconds, True), (seconds, True), (2 * seconds, False)):
            server.pass_time(ahead)
            heard = await hear(sdk, body)
            assert bool(heard.usage.cache_read_input_tokens) == hit


async def test_short_prefixes_are_not_cached(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """Below 512 tokens a mark does nothing, silently; at 512 it does."""
    for tokens, cached in ((511, 0), (512, 512)):
        body = request(system=None, messages=said(marked("x" * 4 * tokens), {"type": "text", "text": "Go."}))
        await hear(sdk, body)
        heard = await hear(sdk, body)
        assert heard.usage.cache_read_input_tokens == cached
        assert server.asked[-2].bill.written_1h == cached
        assert server.asked[-2].bill.prompt == tokens + 1


async def test_marks_find_what_earlier_marks_left(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """A mark further on reads the prefix of an earlier one and writes the rest, each at its own price."""
    one, two, three = (marked(name * 4000, ttl) for name, ttl in (("a", "1h"), ("b", "5m"), ("c", "5m")))
    bare = {"type": "text", "text": "a" * 4000}
    await hear(sdk, request(system=None, messages=said(one)))
    await hear(sdk, request(system=None, messages=said(bare, two, three)))
    await hear(sdk, request(system=None, messages=said(one, two, three)))
    await hear(sdk, request(system=None, messages=said(bare), cache_control={"type": "ephemeral"}))
    bills = [(bill.read, bill.written_1h, bill.written_5m) for bill in (asked.bill for asked in server.asked)]
    assert bills == [(0, 1000, 0), (1000, 0, 2000), (3000, 0, 0), (1000, 0, 0)]
    assert [asked.bill.uncached for asked in server.asked] == [0, 0, 0, 0]


async def test_a_mark_looks_back_twenty_blocks(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """What an earlier mark left further back than that is not found."""
    paper, step = "p" * 4000, {"type": "text", "text": "step"}
    await hear(sdk, request(messages=said(marked(paper))))
    for steps, hit in ((18, True), (25, False)):
        blocks = [{"type": "text", "text": paper}, *[step] * steps, marked("end")]
        assert bool((await hear(sdk, request(messages=said(*blocks)))).usage.cache_read_input_tokens) == hit


async def test_images_have_a_price(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """An image costs a token for every 750 pixels begun."""
    await hear(sdk, request(system=None, messages=said(picture(100, 76))))
    assert server.asked[0].bill.prompt == 11


async def test_room_runs_out(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """A reply longer than `max_tokens` or the window admits is cut there, thinking counted."""
    server.always("x" * 400)
    heard = await hear(sdk, request(max_tokens=10))
    assert (heard.stop_reason, len(heard.text), heard.usage.output_tokens) == ("max_tokens", 40, 10)
    heard = await hear(sdk, request(max_tokens=20, thinking=None))
    assert (heard.stop_reason, heard.usage.output_tokens) == ("max_tokens", 20)
    assert len(heard.text) == 4 * (20 - tokens_of(server.thought))
    heard = await hear(sdk, request(max_tokens=5, thinking=None))
    assert (heard.stop_reason, heard.text, heard.usage.output_tokens) == ("max_tokens", "", 5)
    server.window = server.asked[0].bill.prompt + 30
    heard = await hear(sdk, request())
    assert (heard.stop_reason, len(heard.text)) == ("model_context_window_exceeded", 120)


# What it remembers -----------------------------------------------------------------------------------------


async def test_it_remembers_what_came_and_when_it_answered(
    server: LoopbackAnthropic, sdk: AsyncAnthropic
) -> None:
    """Body and headers are kept, and for each piece written the time and the text so far."""
    server.next_answers("He said “hello”, and left.")
    server.chunk, server.pause = 5, 0.002
    before = time.monotonic()
    await hear(sdk, request())
    assert server.settled()
    asked = server.asked[0]
    assert (asked.headers["authorization"], asked.path, asked.method) == (
        f"Bearer {KEY}",
        "/v1/messages",
        "POST",
    )
    assert asked.body["stream"] is True
    assert asked.body["messages"] == request()["messages"]
    assert not asked.brought_tools
    times = [piece.at for piece in asked.written]
    assert before < asked.at < times[0] < times[-1] < (asked.over_at or 0) < time.monotonic()
    assert times == sorted(times)
    texts = list(dict.fromkeys(asked.text_at(piece) for piece in asked.written))
    assert texts == [
        "",
        "He sa",
        "He said “h",
        "He said “hello”",
        "He said “hello”, and",
        "He said “hello”, and left",
        asked.text,
    ]
    assert asked.text_sent == "He said “hello”, and left."
    assert asked.when(8) == next(piece.at for piece in asked.written if piece.characters == 10)
    assert asked.when(1000) is None
    assert (asked.when(25) or 0) - (asked.when(1) or 0) >= 0.008
    assert server.paths() == ["/v1/messages"]


async def test_it_sees_a_client_leave(server: LoopbackAnthropic, sdk: AsyncAnthropic) -> None:
    """A client that breaks off is remembered, and what was not written is not billed."""
    server.next_answers(Reply(text="x" * 4000, chunk=4, pause=0.01))
    async with await post(sdk, request()) as stream:
        async for event in stream:
            if event.type == "content_block_delta":
                break
    assert server.settled()
    assert server.asked[0].left
    assert 1 <= server.asked[0].bill.output < 500


async def test_a_local_backend(server: LoopbackAnthropic) -> None:
    """A server set to `local` takes any key and field, counts nothing and puts prose around its JSON."""
    async with LoopbackAnthropic(local=True) as local, client(local, key="none") as sdk:
        heard = await hear(sdk, request(model="llama", temperature=0.3))
        assert heard.text.startswith("Sure!")
        assert '"count": 9' in heard.text
        assert heard.started.usage is None
        with pytest.raises(anthropic.NotFoundError):
            await sdk.messages.count_tokens(**request(max_tokens=None))


def test_a_plain_test_can_use_it() -> None:
    """It starts and stops for the synchronous SDK as well, twice stopped or not."""
    with LoopbackAnthropic() as server:
        server.next_answers(ApiError("Nothing to see.", status=403, kind="permission_error"))
        with anthropic.Anthropic(api_key=KEY, base_url=server.base_url, max_retries=0) as sdk:
            with pytest.raises(anthropic.PermissionDeniedError, match=r"Nothing to see\."):
                sdk.messages.create(**shortening("a b"))
            assert sdk.messages.create(**shortening("It is just so.")).stop_reason == "end_turn"
        server.stop()
