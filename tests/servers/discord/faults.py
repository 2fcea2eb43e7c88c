"""What Discord's API does on a bad day: to queue with `discord.next_answers`, each for one request."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.servers.discord import wire
from tests.servers.discord.errors import ApiError
from tests.servers.discord.rates import too_many

Proceed = Callable[[], Awaitable[web.StreamResponse]]
Fault = Callable[[web.Request, Proceed], Awaitable[web.StreamResponse]]


def status(number: int, code: int = 0, message: str = "") -> Fault:
    """That status, and nothing done."""

    async def answer(_request: web.Request, _proceed: Proceed) -> web.StreamResponse:
        body = ApiError(number, code, message or f"{number}: it is not your fault").body()
        return wire.answer(body, number)

    return answer


def rate_limited(seconds: float, *, everywhere: bool = False) -> Fault:
    """429, with so long to wait."""

    async def answer(_request: web.Request, _proceed: Proceed) -> web.StreamResponse:
        return too_many(seconds, {}, everywhere=everywhere)

    return answer


def lost_answer() -> Fault:
    """The deed is done, and the connection breaks before the answer is out."""

    async def answer(request: web.Request, proceed: Proceed) -> web.StreamResponse:
        response = await proceed()
        if request.transport:
            request.transport.abort()
        return response

    return answer


def lost_request() -> Fault:
    """The connection breaks before anything is done."""

    async def answer(request: web.Request, _proceed: Proceed) -> web.StreamResponse:
        if request.transport:
            request.transport.abort()
        return web.Response()

    return answer


def slow(seconds: float) -> Fault:
    """The deed is done after a while."""

    async def answer(_request: web.Request, proceed: Proceed) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await proceed()

    return answer


def as_asked() -> Fault:
    """Nothing wrong: to let a request pass before the next fault."""

    async def answer(_request: web.Request, proceed: Proceed) -> web.StreamResponse:
        return await proceed()

    return answer
