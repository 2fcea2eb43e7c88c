"""The front of the REST API: who asks, how often, in which form; then the deed, or a scripted fault."""

import re
import time
from collections import deque
from typing import Any

from aiohttp import web

from tests.servers.discord import calls, schema, wire
from tests.servers.discord.calls import Call
from tests.servers.discord.errors import ApiError
from tests.servers.discord.faults import Fault
from tests.servers.discord.rates import Rates, too_many
from tests.servers.discord.routes import Route, pattern_of
from tests.servers.discord.world import World

_LIFE = frozenset({50083, 160004, 40060})
"""Refusals that befall a bot without its fault: an archived thread, two at the same thing."""


class Front:
    """Answers requests, and remembers them."""

    def __init__(self, world: World, routes: tuple[Route, ...], rates: Rates, token: str) -> None:
        self.world = world
        self.rates = rates
        self.token = token
        self.schema = schema.found()  # None: bodies are held against our own rules only
        self.calls: list[Call] = []
        self.refusals: list[str] = []
        self.down_until = 0.0  # monotonic clock; until then nobody gets through
        self._routes = routes
        self._scripts: list[tuple[str, re.Pattern[str], deque[Fault]]] = []

    @property
    def down(self) -> bool:
        """Whether nobody gets through."""
        return time.monotonic() < self.down_until

    def script(self, method: str, path: str, faults: tuple[Fault, ...]) -> None:
        """Queue faults for the next requests of that method and path."""
        self._scripts.append((method, pattern_of(path), deque(faults)))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        if self.down:
            if request.transport:
                request.transport.abort()
            return web.Response()
        try:
            call = await calls.read(request)
        except ApiError as error:
            self.refusals.append(f"{request.method} {request.path}: {error}")
            return wire.answer(error.body(), error.status)
        self.calls.append(call)

        async def proceed() -> web.StreamResponse:
            return self._serve(call)

        fault = self._scripted(call)
        response = await (fault(request, proceed) if fault else proceed())
        call.status = response.status
        return response

    def _scripted(self, call: Call) -> Fault | None:
        for method, pattern, faults in self._scripts:
            if faults and method == call.method and pattern.match(call.path):
                return faults.popleft()
        return None

    def _serve(self, call: Call) -> web.StreamResponse:
        headers: dict[str, str] = {}
        try:
            route = self._admit(call)
            if not route.open and (wait := self.rates.take_global()) is not None:
                return too_many(wait, {}, everywhere=True)
            headers, wait = self._count(route, call)
            if wait is not None:
                return too_many(wait, headers)
            self._check_form(route, call)
            told = _carried_out(route, self.world, call)
        except ApiError as error:
            call.code, call.error = error.code, str(error)
            if error.status in {400, 413} and error.code not in _LIFE:
                self.refusals.append(f"{call.method} {call.path}: {error}")
            return wire.answer(error.body(), error.status, headers)
        if told is None:
            return web.Response(status=204, headers=headers)
        return wire.answer(told, headers=headers)

    def _admit(self, call: Call) -> Route:
        """What a request asks for, if whoever asks may ask."""
        route = self._find(call)
        if not route.open and call.headers.get("authorization") != f"Bot {self.token}":
            raise ApiError(401, 0, "401: Unauthorized")
        return route

    def _find(self, call: Call) -> Route:
        allowed = False
        for route in self._routes:
            if found := route.pattern.match(call.path):
                if route.method == call.method:
                    call.ids, call.route = found.groupdict(), route.path
                    return route
                allowed = True
        raise ApiError(405, 0, "405: Method Not Allowed") if allowed else ApiError(404, 0, "404: Not Found")

    def _count(self, route: Route, call: Call) -> tuple[dict[str, str], float | None]:
        if not route.bucket:
            return {}, None
        major = call.ids.get("channel_id") or call.ids.get("webhook_token") or call.ids.get("guild_id") or ""
        if call.method == "PATCH" and route.path == "/channels/{channel_id}" and call.json.get("name"):
            headers, wait = self.rates.take("rename", major)
            if wait is not None:
                return headers, wait
        return self.rates.take(route.bucket, major)

    def _check_form(self, route: Route, call: Call) -> None:
        path = (
            route.path.replace("/messages/{message_id}", "/messages/@original")
            if (call.ids.get("message_id") == "@original")
            else route.path
        )
        if self.schema and (wrong := self.schema.fault(call.method, path, call.body)):
            raise ApiError(400, 50035, f"not by Discord's own schema: {wrong}")


def _carried_out(route: Route, world: World, call: Call) -> Any:
    """Do it; what has not the form that it should have is told as Discord does, not as a crash."""
    try:
        return route.deed(world, call)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ApiError(400, 50035, f"Invalid Form Body: {error!r}") from error
