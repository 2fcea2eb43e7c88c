"""What the loopback Slack does when it does not do what it should: answers for one request each."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.servers.faults import Handler

Deed = Callable[[], Awaitable[web.StreamResponse]]
"""Does what was asked, and gives the true answer."""

Fault = Callable[[web.Request, Deed], Awaitable[web.StreamResponse]]


def status(code: int) -> Fault:
    """An HTTP status and no JSON, as Slack's front gives when what is behind it is down."""

    async def answer(_request: web.Request, _deed: Deed) -> web.StreamResponse:
        return web.Response(status=code, text="upstream request failed")

    return answer


def error(code: str) -> Fault:
    """`ok` false with that code: "internal_error", "fatal_error", "service_unavailable"."""

    async def answer(_request: web.Request, _deed: Deed) -> web.StreamResponse:
        return web.json_response({"ok": False, "error": code})

    return answer


def rate_limited(seconds: int) -> Fault:
    """429 with so many seconds in Retry-After."""

    async def answer(_request: web.Request, _deed: Deed) -> web.StreamResponse:
        return web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)}
        )

    return answer


def late(seconds: float) -> Fault:
    """The deed done at once, the true answer after so long."""

    async def answer(_request: web.Request, deed: Deed) -> web.StreamResponse:
        response = await deed()
        await asyncio.sleep(seconds)
        return response

    return answer


def hang(seconds: float = 60.0) -> Fault:
    """Silence for so long, and then the connection dropped; nothing is done."""

    async def answer(request: web.Request, _deed: Deed) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return _dropped(request)

    return answer


def lost_answer() -> Fault:
    """The deed done, but the connection dropped before the answer."""

    async def answer(request: web.Request, deed: Deed) -> web.StreamResponse:
        await deed()
        return _dropped(request)

    return answer


def instead(handler: Handler) -> Fault:
    """Whatever a handler of `tests.servers.faults` does."""

    async def answer(request: web.Request, _deed: Deed) -> web.StreamResponse:
        return await handler(request)

    return answer


def _dropped(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()
