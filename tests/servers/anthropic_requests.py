"""Requests to the loopback Anthropic as tests make them, and what the SDK makes of the answers."""

import base64
import io
from dataclasses import dataclass, field
from typing import Any

from anthropic import AsyncAnthropic, AsyncStream, DefaultAsyncHttpxClient, transform_schema
from anthropic.types import RawMessageStreamEvent
from PIL import Image

from bot.writing.asking.reply import ToldText, ToldThread
from tests.servers.anthropic import KEY, LoopbackAnthropic

SENTENCES = (
    "We present Tide, a way to foresee the height of a tide from 12 buoys.",
    "Our forecasts are 31% more accurate than those of the harbour office.",
    "We release the readings of all buoys over seven years.",
    "The method needs only one hour of computing for a season.",
    "It has been tried in two harbours and may fail in others.",
    "We hope that small harbours will use it.",
)
FILLING = "The sea was measured again and again, in calm and in storm, by day and by night, without a pause. "


def paper_text(*, pages: int = 4, title: str = "Tides Foreseen by Few Buoys") -> str:
    """A paper in the form of Herald's prompts; each page has over 1000 tokens."""
    parts = [f"Title: {title}", "https://arxiv.org/abs/2501.01234", "https://github.com/lab/tide"]
    parts += [
        "Figure 1 (p. 2): Where the buoys lie.",
        "Table 1 (p. 3): Errors in centimetres. Less is better.",
    ]
    for page in range(1, pages + 1):
        parts += [f"[p. {page}]", f"## Section {page}", *SENTENCES[page - 1 :: pages], *[FILLING * 4] * 12]
    return "<paper>\n" + "\n".join(parts) + "\n</paper>"


def request(task: str = "Write the thread: 9 tweets.", **changes: Any) -> dict[str, Any]:
    """A draft's request; `changes` replace its fields, and None takes one out."""
    body: dict[str, Any] = {
        "model": "claude-sonnet-5-5",
        "max_tokens": 4000,
        "system": [{"type": "text", "text": "You write threads of tweets about papers."}],
        "messages": [{"role": "user", "content": [marked(paper_text()), {"type": "text", "text": task}]}],
        "output_config": {"format": {"type": "json_schema", "schema": transform_schema(ToldThread)}},
        "thinking": {"type": "between_tools"},
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


def shortening(tweet: str) -> dict[str, Any]:
    """A shortening's request: no paper."""
    task = f"Shorten it.\n<tweet>{tweet}</tweet>"
    return request(
        messages=[{"role": "user", "content": task}],
        output_config={"format": {"type": "json_schema", "schema": transform_schema(ToldText)}},
    )


def marked(text: str, ttl: str | None = "1h") -> dict[str, Any]:
    """A text block with a cache mark."""
    mark = {"type": "ephemeral", **({"ttl": ttl} if ttl else {})}
    return {"type": "text", "text": text, "cache_control": mark}


def picture(width: int = 30, height: int = 50, media_type: str = "image/png") -> dict[str, Any]:
    """An image block with a PNG."""
    raw = io.BytesIO()
    Image.new("1", (width, height)).save(raw, "PNG")
    coded = base64.b64encode(raw.getvalue()).decode()
    return {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": coded}}


def client(server: LoopbackAnthropic, key: str = KEY, **options: Any) -> AsyncAnthropic:
    """The SDK, pointed at the server."""
    plain = DefaultAsyncHttpxClient(verify=False)  # it is http, and certificates take long to load
    options = {"timeout": 5.0, "http_client": plain, **options}
    return AsyncAnthropic(api_key=key, base_url=server.base_url, max_retries=0, **options)


async def post(sdk: AsyncAnthropic, body: dict[str, Any]) -> AsyncStream[RawMessageStreamEvent]:
    """The stream that answers a request, whatever its fields."""
    named = {name: body.get(name) for name in ("model", "max_tokens", "messages")}
    missing = [name for name, value in named.items() if value is None]
    rest = {name: value for name, value in body.items() if name not in named}
    stream: AsyncStream[RawMessageStreamEvent]
    if missing:  # the SDK insists on them, so the whole body goes over its head
        stream = await sdk.post(
            "/v1/messages",
            body={**body, "stream": True},
            cast_to=object,
            stream=True,
            stream_cls=AsyncStream[RawMessageStreamEvent],
        )
        return stream
    stream = await sdk.messages.create(**named, stream=True, extra_body=rest)  # type: ignore[arg-type, assignment]  # raw JSON
    return stream


@dataclass
class Heard:
    """What came out of the SDK for one request."""

    text: str = ""
    thinking: str = ""
    kinds: list[str] = field(default_factory=list)
    stop_reason: str | None = None
    stop_details: Any = None
    started: Any = None  # the message of message_start
    usage: Any = None  # of message_delta
    error: BaseException | None = None


async def hear(sdk: AsyncAnthropic, body: dict[str, Any]) -> Heard:
    """Ask, and take in what comes up to its end or its error."""
    heard = Heard()
    try:
        async with await post(sdk, body) as stream:
            async for told in stream:
                _take(heard, told)
    except Exception as error:  # noqa: BLE001  whatever the SDK raises is what the test looks at
        # Without the frames it went through: they keep the SDK's half-read generators alive, of which the
        # cycle collector complains in the middle of another test.
        heard.error = error.with_traceback(None)
    return heard


def _take(heard: Heard, told: RawMessageStreamEvent) -> None:
    heard.kinds.append(told.type)
    if told.type == "message_start":
        heard.started = told.message
    elif told.type == "content_block_delta":
        heard.text += told.delta.text if told.delta.type == "text_delta" else ""
        heard.thinking += told.delta.thinking if told.delta.type == "thinking_delta" else ""
    elif told.type == "message_delta":
        heard.stop_reason, heard.stop_details = told.delta.stop_reason, told.delta.stop_details
        heard.usage = told.usage
