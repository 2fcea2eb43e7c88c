"""Socket Mode: up to ten sockets, each payload to one of them, until it acknowledges.

Source: Slack's page "Using Socket Mode".
"""

import asyncio
import itertools
import json
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.servers.slack.courier import EVENTS, Delivery, NotTaken
from tests.servers.slack.state import JSON

MOST = 10


@dataclass(eq=False)
class Socket:
    """A socket of the app.

    A `dead` one stays open, but nothing goes in or out any more, except that it may still answer pings.
    """

    number: int
    wire: web.WebSocketResponse
    request: web.Request
    dead: bool = False
    answers_pings: bool = True
    leaving: bool = False  # it was told to reconnect
    waiting: dict[str, asyncio.Future[JSON | None]] = field(default_factory=dict)


class Sockets:
    """All sockets; the way of Socket Mode."""

    def __init__(self, app_id: str) -> None:
        self.app_id = app_id
        self.ping_seconds = 10.0
        self.open: list[Socket] = []
        self.opened = 0  # how many there were so far
        self.tickets: set[str] = set()
        self.strange_acks: list[str] = []  # of envelopes that nobody sent on that socket
        self._turn = itertools.count()

    def ticket(self) -> str:
        """What lets a socket in, once."""
        name = uuid.uuid4().hex
        self.tickets.add(name)
        return name

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One socket, from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=403)
        self.tickets.discard(ticket)
        wire = web.WebSocketResponse(autoping=False)
        await wire.prepare(request)
        if len(self.open) >= MOST:
            await wire.send_json(self._farewell("too_many_websockets"))
            await wire.close()
            return wire
        self.opened += 1
        socket = Socket(self.opened, wire, request)
        self.open.append(socket)
        pings = asyncio.create_task(self._ping(socket))
        try:
            await self._greet(socket)
            await self._listen(socket)
        finally:
            pings.cancel()
            self.open.remove(socket)
            for future in socket.waiting.values():
                if not future.done():
                    future.set_exception(NotTaken("timeout"))
        return wire

    async def hand(self, delivery: Delivery, attempt: int, reason: str) -> JSON | None:
        """Send it down one socket, in turn, and await the acknowledgement."""
        staying = [socket for socket in self.open if not socket.leaving] or self.open
        if not staying:
            raise NotTaken("no socket is open")
        socket = staying[next(self._turn) % len(staying)]
        name = str(uuid.uuid4())
        envelope: JSON = {
            "envelope_id": name,
            "payload": delivery.payload,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != EVENTS,
        }
        if delivery.kind == EVENTS:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        future: asyncio.Future[JSON | None] = asyncio.get_running_loop().create_future()
        socket.waiting[name] = future
        if not socket.dead:
            try:
                await socket.wire.send_json(envelope)
            except ConnectionError:
                raise NotTaken("timeout") from None
        return await future

    async def say_goodbye(self, reason: str, seconds: float) -> None:
        """Tell every socket to reconnect ("warning", "refresh_requested"); the latter are then closed."""
        for socket in list(self.open):
            socket.leaving = reason != "warning"
            await socket.wire.send_json(self._farewell(reason))
            if socket.leaving:
                asyncio.get_running_loop().call_later(seconds, self._abort, socket)

    def kill(self) -> int:
        """Break all sockets off without a word; how many there were."""
        for socket in self.open:
            self._abort(socket)
        return len(self.open)

    def silence(self, *, answer_pings: bool) -> int:
        """Let all sockets die silently; how many there were."""
        for socket in self.open:
            socket.dead, socket.answers_pings = True, answer_pings
        return len(self.open)

    @staticmethod
    def _abort(socket: Socket) -> None:
        if socket.request.transport:
            socket.request.transport.abort()

    async def _greet(self, socket: Socket) -> None:
        await socket.wire.send_json(
            {
                "type": "hello",
                "num_connections": len(self.open),
                "debug_info": {"host": "applink-loopback", "approximate_connection_time": 18060},
                "connection_info": {"app_id": self.app_id},
            }
        )

    async def _listen(self, socket: Socket) -> None:
        async for message in socket.wire:
            if message.type == WSMsgType.PING and socket.answers_pings:
                await socket.wire.pong(message.data)
            elif message.type == WSMsgType.TEXT and not socket.dead:
                told = json.loads(message.data)
                future = socket.waiting.pop(told.get("envelope_id", ""), None)
                if future is None:
                    self.strange_acks.append(message.data)
                elif not future.done():
                    future.set_result(told.get("payload"))

    async def _ping(self, socket: Socket) -> None:
        while True:
            await asyncio.sleep(self.ping_seconds)
            if not socket.dead:
                await socket.wire.ping(b"Ping from applink-loopback")

    @staticmethod
    def _farewell(reason: str) -> JSON:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-loopback"}}
