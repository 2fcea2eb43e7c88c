"""What a server does when it does not do what it should: answers for one request, for any loopback."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def refuse(status: int, *, retry_after: str = "", body: str = "Rate exceeded.") -> Handler:
    """An error status, with Retry-After if given."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        headers = {"Retry-After": retry_after} if retry_after else {}
        return web.Response(status=status, text=body, headers=headers)

    return answer


def send(
    body: bytes | str,
    content_type: str = "text/html",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Handler:
    """That body, whatever was asked for."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        raw = body.encode() if isinstance(body, str) else body
        return web.Response(status=status, body=raw, content_type=content_type, headers=headers)

    return answer


def redirect(target: str, status: int = 302) -> Handler:
    """A redirect there."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": target})

    return answer


def hang(seconds: float = 60.0) -> Handler:
    """Silence."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return web.Response()

    return answer


def hang_up() -> Handler:
    """The connection closed without a word."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.transport:
            request.transport.abort()
        return web.Response()

    return answer


def drip(body: bytes, pause: float, piece: int = 1) -> Handler:
    """The body in small pieces with pauses between them, never silent for long."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/pdf"})
        await response.prepare(request)
        for start in range(0, len(body), piece):
            await response.write(body[start : start + piece])
            await asyncio.sleep(pause)
        return response

    return answer


def truncate(body: bytes, after: int) -> Handler:
    """The connection cut after so many bytes of the stated length."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "application/pdf", "Content-Length": str(len(body))}
        )
        await response.prepare(request)
        await response.write(body[:after])
        await asyncio.sleep(0.05)  # let the bytes out first
        if request.transport:
            request.transport.abort()
        return response

    return answer


def endless(head: bytes = b"%PDF-1.7\n", piece: int = 65_536, most: int = 2**28) -> Handler:
    """A body of no stated length that goes on and on."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/pdf"})
        await response.prepare(request)
        await response.write(head)
        for _ in range(most // piece):
            await response.write(b"\0" * piece)
        return response

    return answer
