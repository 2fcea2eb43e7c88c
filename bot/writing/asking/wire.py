"""One request to the model over Anthropic's SDK: its text as it streams, its bill, and its faults in words.

The SDK retries nothing here: it obeys `Retry-After` without bound and knows nothing of a stream that breaks.
A reply that ends without a reason to stop has been cut off, however cleanly.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from functools import cache
from typing import Any

import anthropic
import httpx2
from pydantic import BaseModel

from bot.errors import WriterError
from bot.tweets import Usage
from bot.writing.asking import faults
from bot.writing.asking.exchange import ANTHROPIC, AgainError, Bounds, Request
from bot.writing.asking.faults import Asked
from bot.writing.asking.meter import Meter

_log = logging.getLogger(__name__)

_END = object()  # of the events: an event itself may be anything, null too

_LINGER = 1.0  # seconds for a body to end behind its last event, so that the connection can be used again


class Wire:
    """The connections to the model's server."""

    def __init__(self, api_key: str, base_url: str, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or Bounds()
        self._home = base_url == ANTHROPIC
        timeout = httpx2.Timeout(self.bounds.silence, connect=min(20.0, self.bounds.silence))
        for name in ("anthropic", "httpx2", "httpcore2"):
            library = logging.getLogger(name)
            library.setLevel(
                max(library.level, logging.WARNING)
            )  # below it, they log requests with the paper
        self._client = anthropic.AsyncAnthropic(
            api_key=api_key,
            base_url=base_url,
            max_retries=0,
            open_telemetry=False,  # its spans can carry what is asked and answered
            http_client=anthropic.DefaultAsyncHttpxClient(
                timeout=timeout,
                follow_redirects=False,  # key and paper go where the setting says, and nowhere else
                mounts={"all://127.0.0.1": None, "all://localhost": None, "all://[::1]": None},  # by no proxy
            ),
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def ask(self, request: Request) -> AsyncGenerator[str | Usage, None]:
        """One attempt: the reply's text as it comes, and `Usage` as soon as something is billed.

        Raises `AgainError` where another attempt may do better, `WriterError` where none will.
        """
        asked = Asked(request.model, request.setting, at_anthropic=self._home)
        meter = Meter(request.model)
        started = time.monotonic()
        problem: AgainError | WriterError | None = None
        try:
            async with aclosing(self._events(request)) as events:
                async for event in events:
                    if said := _text(event):
                        meter.hear(said)
                        yield said
                    if bill := meter.read(event):
                        yield bill
        except TimeoutError:
            problem = AgainError(f"{asked.name} was too slow; try again, or raise HERALD_WRITER_SECONDS.")
        except faults.OUTSIDE as error:
            problem = faults.of_the_error(error, asked)
        if meter.stop_reason or not problem:  # what breaks behind a reply's end does it no harm
            problem = faults.of_the_end(meter, asked)
        if bill := meter.rest():
            yield bill
        outcome = type(problem).__name__ if problem else "done"
        _log.info("asked %s: %s, %s, %.2f s", request.model, outcome, meter, time.monotonic() - started)
        if problem:
            raise problem

    async def _events(self, request: Request) -> AsyncGenerator[Any, None]:
        """The events of the stream, each waited for no longer than until the deadline of them all."""
        deadline = asyncio.get_running_loop().time() + self.bounds.seconds
        async with asyncio.timeout_at(deadline):
            opened: Any = await self._client.messages.create(stream=True, **_body(request))
        try:
            events = aiter(opened)
            while True:
                async with asyncio.timeout_at(deadline):
                    event = await anext(events, _END)
                if event is _END:
                    return
                yield event
                if getattr(event, "type", "") == "message_stop":
                    deadline = min(deadline, asyncio.get_running_loop().time() + _LINGER)
        finally:
            with suppress(*faults.OUTSIDE):
                await opened.close()


def _text(event: Any) -> str:
    """The text that an event brings, "" for none; thinking is no text."""
    delta = getattr(event, "delta", None)
    said = getattr(delta, "text", None) if getattr(delta, "type", "") == "text_delta" else None
    return said if isinstance(said, str) else ""


@cache
def _schema(form: type[BaseModel]) -> dict[str, Any]:
    return anthropic.transform_schema(form)


def _body(request: Request) -> dict[str, Any]:
    """The request as `messages.create` takes it; the task is last, behind the cache mark."""
    system = {"system": [{"type": "text", "text": request.system}]} if request.system else {}
    task = {"type": "text", "text": request.task}
    return {
        "model": request.model,
        "max_tokens": request.max_tokens,
        **system,
        "messages": [{"role": "user", "content": [*request.prefix, task]}],
        "output_config": {"format": {"type": "json_schema", "schema": _schema(request.reply)}},
        **({"thinking": request.thinking} if request.thinking else {}),
    }
