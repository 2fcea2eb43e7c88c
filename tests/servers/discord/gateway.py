"""The gateway: identify, resume, heartbeats, and events to every session there is.

https://discord.com/developers/docs/events/gateway
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.servers.discord.intents import KNOWN, PRIVILEGED
from tests.servers.discord.model import Json
from tests.servers.discord.session import Event, Session

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, CHUNK = 0, 1, 2, 3, 6, 7, 8
INVALID, HELLO, ACK = 9, 10, 11
_GOOD_BYES = (WSCloseCode.OK, WSCloseCode.GOING_AWAY)
"""Closing with these ends the session: the bot is shown as offline, and nothing is kept for it."""


@dataclass(frozen=True)
class Identify:
    """A bot that introduced itself: when (monotonic clock), and what it asked for."""

    at: float
    intents: int
    shard: tuple[int, int] | None
    properties: dict[str, str]


class Gateway:
    """All sessions of the bot. Its methods run on the server's loop."""

    def __init__(self, token: str, heartbeat: float, clock: Callable[[], float]) -> None:
        self.token = token
        self.heartbeat = heartbeat  # seconds between two
        self.patience = heartbeat * 1.5  # seconds of silence after which a bot is sent away
        self.privileged = {"message_content"}  # what is switched on in the developer portal
        self.resume_window = 120.0  # seconds for which a session waits for its bot
        self.url = ""
        self.deaf = False  # acknowledges no heartbeat
        self.sessions: dict[str, Session] = {}
        self.identifies: list[Identify] = []
        self.resumes: list[str] = []  # ids of the sessions that came back
        self.closes: list[int] = []  # codes with which the bot closed
        self.refused: list[int] = []  # codes with which it was sent away
        self.events: list[Event] = []
        self.welcome: Callable[[], tuple[Json, list[Event]]] = lambda: ({}, [])
        self._clock = clock
        self._sockets: dict[web.WebSocketResponse, asyncio.BaseTransport | None] = {}
        self._sending: asyncio.Queue[tuple[web.WebSocketResponse, str]] = asyncio.Queue()

    @property
    def online(self) -> bool:
        """Whether a bot is connected."""
        return any(session.socket for session in self.sessions.values())

    def emit(self, event: Event) -> None:
        """Tell every session whose intents ask for it; those that are away are told when they resume."""
        self.events.append(event)
        self._forget_lost()
        for session in self.sessions.values():
            told = event.told(session.intents)
            if told is not None:
                frame = session.note(event.name, told)
                if session.socket:
                    self._sending.put_nowait((session.socket, frame))

    def say(self, op: int, told: Any = None) -> None:
        """Say something that is no event to every session that is there."""
        for session in self.sessions.values():
            if session.socket:
                self._sending.put_nowait((session.socket, _frame(op, told)))

    def drop(self, *, resumable: bool) -> None:
        """Break off all connections, as a network does; without `resumable` the sessions are lost, too."""
        if not resumable:
            self.sessions.clear()
        for socket in list(self._sockets):
            self._abort(socket)

    def expire(self) -> None:
        """Forget all sessions, and leave their connections as they are."""
        self.sessions.clear()

    async def pump(self) -> None:
        """Send what is to be sent, in order."""
        while True:
            socket, frame = await self._sending.get()
            with contextlib.suppress(ConnectionError, RuntimeError):
                await socket.send_str(frame)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """A bot connects."""
        socket = web.WebSocketResponse(max_msg_size=4096 * 4, autoclose=True, timeout=0.5)
        await socket.prepare(request)
        self._sockets[socket] = request.transport
        session: Session | None = None
        said: int | None = None  # the code of its good-bye: aiohttp forgets it when its own gets lost
        await socket.send_str(_frame(HELLO, {"heartbeat_interval": int(self.heartbeat * 1000)}))
        try:
            while True:
                message = await socket.receive(timeout=self.patience)
                if message.type is not WSMsgType.TEXT:
                    said = message.data if message.type is WSMsgType.CLOSE else None
                    break
                session = await self._hear(socket, session, message.data)
        except TimeoutError:
            await self._send_away(socket, 4009)
            if session:
                self.sessions.pop(session.id, None)
        finally:
            self._sockets.pop(socket, None)
            self._left(socket, session, said)
        return socket

    def _left(self, socket: web.WebSocketResponse, session: Session | None, said: int | None) -> None:
        code = said or socket.close_code
        if code is not None and code != WSCloseCode.ABNORMAL_CLOSURE and code not in self.refused:
            self.closes.append(code)
        if session and session.socket is socket:
            session.socket, session.left_at = None, self._clock()
            if code in _GOOD_BYES:
                self.sessions.pop(session.id, None)

    async def _hear(self, socket: web.WebSocketResponse, session: Session | None, raw: str) -> Session | None:
        try:
            said = json.loads(raw)
            op, told = said["op"], said.get("d")
        except (ValueError, KeyError, TypeError):
            await self._send_away(socket, 4002)
            return session
        if op == HEARTBEAT:
            if not self.deaf:
                await socket.send_str(_frame(ACK))
        elif op in {IDENTIFY, RESUME} and session:
            await self._send_away(socket, 4005)
        elif op == IDENTIFY:
            return await self._identify(socket, told)
        elif op == RESUME:
            return await self._resume(socket, told)
        elif session is None:
            await self._send_away(socket, 4003)
        elif op not in {PRESENCE, CHUNK}:
            await self._send_away(socket, 4001)
        return session

    async def _identify(self, socket: web.WebSocketResponse, told: Json) -> Session | None:
        shard = told.get("shard")
        intents = int(told.get("intents", -1))
        self.identifies.append(
            Identify(time.monotonic(), intents, tuple(shard) if shard else None, told.get("properties") or {})
        )
        if told.get("token") != self.token:
            await self._send_away(socket, 4004)
            return None
        if shard and (len(shard) != 2 or not 0 <= shard[0] < shard[1]):
            await self._send_away(socket, 4010)
            return None
        if not 0 <= intents <= KNOWN:
            await self._send_away(socket, 4013)
            return None
        if any(intents & bit and name not in self.privileged for name, bit in PRIVILEGED.items()):
            await self._send_away(socket, 4014)
            return None
        session = Session(intents, socket)
        ready, events = self.welcome()
        ready |= {"session_id": session.id, "resume_gateway_url": self.url, "shard": shard or [0, 1]}
        frames = [session.note("READY", ready)]
        frames += [
            session.note(event.name, payload)
            for event in events
            if (payload := event.told(intents)) is not None
        ]
        self.sessions[session.id] = session
        for frame in frames:
            self._sending.put_nowait((socket, frame))
        return session

    async def _resume(self, socket: web.WebSocketResponse, told: Json) -> Session | None:
        if told.get("token") != self.token:
            await self._send_away(socket, 4004)
            return None
        self._forget_lost()
        session = self.sessions.get(str(told.get("session_id")))
        sequence = int(told.get("seq") or 0)
        if session is None:
            await socket.send_str(_frame(INVALID, told=False))
            return None
        if sequence > session.sequence:
            await self._send_away(socket, 4007)
            return None
        if session.socket:
            self._abort(session.socket)
        session.socket = socket
        self.resumes.append(session.id)
        for frame in [*session.after(sequence), session.note("RESUMED", {"_trace": []})]:
            self._sending.put_nowait((socket, frame))
        return session

    async def _send_away(self, socket: web.WebSocketResponse, code: int) -> None:
        self.refused.append(code)
        await socket.close(code=code)

    def _abort(self, socket: web.WebSocketResponse) -> None:
        transport = self._sockets.get(socket)
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    def _forget_lost(self) -> None:
        limit = self._clock() - self.resume_window
        lost = [each.id for each in self.sessions.values() if not each.socket and each.left_at < limit]
        for each in lost:
            del self.sessions[each]


def _frame(op: int, told: Any = None) -> str:
    return json.dumps({"op": op, "d": told, "s": None, "t": None})
