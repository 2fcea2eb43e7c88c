"""The server itself.

    with LoopbackAnthropic() as anthropic:
        environment = {"ANTHROPIC_BASE_URL": anthropic.base_url, "ANTHROPIC_API_KEY": KEY}

Every request is checked by the API's rules and billed by its cache; then it is answered by the next scripted
answer, by the one set for always, or by `answer`, a model that does what it was asked. A request that breaks
a rule takes no scripted answer away.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiohttp import web

from tests.servers.anthropic import rules
from tests.servers.anthropic.cache import Bill, PrefixCache, prompt_tokens, tokens_of
from tests.servers.anthropic.errors import ApiError
from tests.servers.anthropic.events import events, whole
from tests.servers.anthropic.faults import fenced
from tests.servers.anthropic.honest import honest
from tests.servers.anthropic.reply import Asked, Reply
from tests.servers.anthropic.wire import send
from tests.servers.faults import Handler
from tests.servers.loopback import Loopback

KEY = "sk-ant-loopback"
MESSAGES = "/v1/messages"
MOST_BYTES = 32 * 1024 * 1024  # of a request

Answer = str | Reply | ApiError | Handler
"""A reply's text, a reply, an error, or whatever a handler does."""


class LoopbackAnthropic(Loopback):
    """The server; all attributes may be set at any time.

    `local` makes it a server such as llama.cpp's: any key and model, no rules, no cache, no count of tokens,
    no usage, thinking and prose around the JSON.
    """

    most_bytes = 8 * MOST_BYTES  # larger than the API's, whose own answer it gives

    def __init__(self, *, chunk: int = 24, pause: float = 0.0, local: bool = False) -> None:
        super().__init__("anthropic")
        self.key = KEY
        self.models = {model.id: model for model in rules.MODELS}
        self.window = 1_000_000  # tokens of prompt and reply
        self.answer: Callable[[dict[str, Any]], str] = honest
        self.thought = "I read the paper first, then I choose what to say."  # billed when a model thinks
        self.chunk = chunk  # characters in one text_delta
        self.pause = pause  # seconds between two of them
        self.local = local
        self.cache = PrefixCache()
        self.requests: list[Asked] = []
        self._scripts: list[tuple[str, deque[Answer]]] = []
        self._always: dict[str, Answer] = {}

    def next_answers(self, *answers: Answer, path: str = MESSAGES) -> None:
        """Answer the next requests for `path` by these, one each."""
        self._scripts.append((path, deque(answers)))

    def always(self, answer: Answer | None, path: str = MESSAGES) -> None:
        """Answer every request for `path` by this, once no script is left; None: as asked, again."""
        self._always.pop(path, None)
        if answer is not None:
            self._always[path] = answer

    def pass_time(self, seconds: float) -> None:
        """Put the cache's clock forward."""
        self.cache.ahead += seconds

    @property
    def asked(self) -> list[Asked]:
        """The requests for a message, in order."""
        return [request for request in self.requests if request.path == MESSAGES]

    @property
    def billed(self) -> Bill:
        """The sum of all bills so far."""
        return sum((request.bill for request in self.requests), Bill())

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.requests]

    def settled(self, seconds: float = 5.0) -> bool:
        """Wait until no answer is under way any more; False when that took too long."""
        deadline = time.monotonic() + seconds
        while any(request.over_at is None for request in self.requests):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.002)
        return True

    async def answer_to(self, request: web.Request) -> web.StreamResponse:
        """Remember a request, and answer it."""
        asked = Asked(
            time.monotonic(),
            request.method,
            request.path,
            {name.lower(): value for name, value in request.headers.items()},
            request_id=f"req_{len(self.requests):06}",
        )
        self.requests.append(asked)
        try:
            response = await self._respond(request, asked)
            asked.status = response.status
        except ApiError as error:
            asked.status, asked.error = error.status, error.message
            response = error.response(asked.request_id)
        except (asyncio.CancelledError, ConnectionError):
            asked.left = True
            raise
        finally:
            asked.over_at = time.monotonic()
        return response

    async def _respond(self, request: web.Request, asked: Asked) -> web.StreamResponse:
        raw = await request.read()
        if not self.local:
            rules.check_headers(asked.headers, self.key)
            if len(raw) > MOST_BYTES:
                raise ApiError("Request exceeds the maximum size", status=413, kind="request_too_large")
        kind, _, name = asked.path.removeprefix("/v1/").partition("/")
        if request.method == "GET" and kind == "models" and not (self.local and name):
            return await self._scripted(request, asked) or self._model_list(name)
        if request.method != "POST" or kind != "messages" or name not in {"", "count_tokens"}:
            raise ApiError("Not Found", status=404, kind="not_found_error")
        if name and self.local:
            raise ApiError("File Not Found", status=404, kind="not_found_error")
        asked.body = _parsed(raw)
        if not self.local:
            rules.check_request(asked.body, self.models, counting=bool(name))
            self._check_window(asked.body)
        if scripted := await self._scripted(request, asked):
            return scripted
        if name:
            return web.json_response({"input_tokens": prompt_tokens(asked.body)})
        return await self._say(request, asked, Reply())

    def _check_window(self, body: dict[str, Any]) -> None:
        if (tokens := prompt_tokens(body)) > self.window:
            raise ApiError(f"prompt is too long: {tokens} tokens > {self.window} maximum")

    async def _scripted(self, request: web.Request, asked: Asked) -> web.StreamResponse | None:
        script = next((script for path, script in self._scripts if path == asked.path and script), None)
        answer = script.popleft() if script else self._always.get(asked.path)
        if answer is None:
            return None
        if isinstance(answer, ApiError):
            raise answer
        if isinstance(answer, str):
            return await self._say(request, asked, Reply(text=answer))
        if isinstance(answer, Reply):
            return await self._say(request, asked, answer)
        return await answer(request)

    async def _say(self, request: web.Request, asked: Asked, reply: Reply) -> web.StreamResponse:
        asked.status = 200
        reply = self._settle(asked, reply)
        headers = {"request-id": asked.request_id, "Cache-Control": "no-cache"}
        if not asked.body.get("stream"):
            frames = whole(asked, reply)
            return await send(request, asked, reply, frames, {**headers, "Content-Type": "application/json"})
        frames = events(asked, reply, reply.chunk or self.chunk)
        headers["Content-Type"] = "text/event-stream; charset=utf-8"
        return await send(request, asked, reply, frames, headers)

    def _settle(self, asked: Asked, reply: Reply) -> Reply:
        """Bill the prompt, and find the reply's text, thinking and end as the request has them."""
        body = asked.body
        if self.local:
            honest_text = reply.text is None and reply.wrap is None
            reply = replace(fenced(reply) if honest_text else reply, usage=False)
        else:
            asked.bill = self.cache.charge(body)
        text = self.answer(body) if reply.text is None else reply.text
        thinking = body.get("thinking") or {}
        model = self.models.get(str(body.get("model")))
        if reply.thinking is not None:
            asked.thought = tokens_of(reply.thinking)
        elif model and not self.local and model.thinks(thinking):
            shown = thinking.get("display") == "summarized"
            asked.thought = tokens_of(self.thought)
            reply = replace(reply, thinking=self.thought if shown else "")
        text = (reply.wrap(text) if reply.wrap else text)[: reply.only]
        rooms = {
            "max_tokens": int(body.get("max_tokens") or 0) if not self.local else self.window,
            "model_context_window_exceeded": self.window - asked.bill.prompt,
        }
        for stop_reason, room in rooms.items():
            if tokens_of(text) + asked.thought > room:
                asked.thought = min(asked.thought, room)
                text = text[: 4 * (room - asked.thought)]
                reply = replace(reply, stop_reason=stop_reason, stop_details=None)
        asked.text, asked.stop_reason = text, reply.stop_reason
        return replace(reply, pause=self.pause if reply.pause is None else reply.pause)

    def _model_list(self, name: str) -> web.Response:
        if name:
            return web.json_response(self._model(rules.find_model(name, self.models)))
        told = [self._model(model) for model in self.models.values()]
        ends = {"first_id": told[0]["id"], "last_id": told[-1]["id"]} if told else {}
        return web.json_response({"data": told, "has_more": False, **ends})

    def _model(self, model: rules.KnownModel) -> dict[str, Any]:
        return {
            "type": "model",
            "id": model.id,
            "display_name": model.name,
            "created_at": "2026-09-01T00:00:00Z",
            "lifecycle": "active",
            "max_input_tokens": self.window,
            "max_tokens": model.most_output,
        }


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ApiError("The request body is not valid JSON.")
    return body
