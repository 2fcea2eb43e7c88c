"""How a reply goes out: piece by piece, with everything that can befall it on the way."""

import asyncio
import socket
import struct
import time
from collections.abc import Iterable, Mapping

from aiohttp import web

from tests.servers.anthropic.events import Frame, event
from tests.servers.anthropic.reply import Asked, Cut, Reply, Written

_FLUSH = 2000  # milliseconds that the bytes before a dropped connection have to get out


async def send(
    request: web.Request, asked: Asked, reply: Reply, frames: Iterable[Frame], headers: Mapping[str, str]
) -> web.StreamResponse:
    """Write a reply as far as it goes, and end it as it is to end."""
    response = web.StreamResponse(headers=dict(headers))
    await response.prepare(request)
    await response.write(b"")  # the headers, whatever follows
    for frame in frames:
        room = reply.cut.after - asked.sent if reply.cut else len(frame.raw)
        if room < len(frame.raw):
            if reply.cut and reply.cut.how != "error":
                await _write(response, asked, reply, frame.raw[:room], asked.characters)
            break
        await _write(response, asked, reply, frame.raw, frame.characters)
        asked.bill.output = frame.tokens
        await asyncio.sleep(reply.pause or 0)
    if reply.cut:
        await _end(request, response, asked, reply.cut)
    return response


async def _write(
    response: web.StreamResponse, asked: Asked, reply: Reply, raw: bytes, characters: int
) -> None:
    size = reply.piece or len(raw)
    before = asked.characters
    for start in range(0, len(raw), max(1, size)):
        piece = raw[start : start + size]
        last = start + size >= len(raw)
        asked.written.append(
            Written(time.monotonic(), asked.sent + len(piece), characters if last else before)
        )
        await response.write(piece)
        if reply.drip:
            await asyncio.sleep(reply.drip)


async def _end(request: web.Request, response: web.StreamResponse, asked: Asked, cut: Cut) -> None:
    if cut.how == "end":
        return
    if cut.how == "error":
        raw = event(cut.error.body(asked.request_id))
        asked.error = cut.error.message
        asked.written.append(Written(time.monotonic(), asked.sent + len(raw), asked.characters))
        await response.write(raw)
        return
    if cut.how == "stall":
        await asyncio.sleep(cut.seconds)
    await _hang_up(request, reset=cut.how == "reset")


async def _hang_up(request: web.Request, *, reset: bool) -> None:
    """Close the connection once all bytes written are out; `reset` tells the peer that something broke."""
    transport = request.transport
    if not isinstance(transport, asyncio.WriteTransport):
        return
    for _ in range(_FLUSH):  # a transport tells nobody that its buffer is empty
        if not transport.get_write_buffer_size():
            break
        await asyncio.sleep(0.001)
    connection = transport.get_extra_info("socket")
    if reset and connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
