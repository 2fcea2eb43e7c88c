"""A session of the gateway: what was told to a bot, kept so that it can be told again."""

import json
import secrets
from dataclasses import dataclass, field

from aiohttp import web

from tests.servers.discord.intents import CONTENT, needed
from tests.servers.discord.model import Json

EMPTIED = {"content": "", "embeds": [], "attachments": [], "components": []}
"""What a message is told without, to a bot that may not read it."""


@dataclass(frozen=True)
class Event:
    """An event, before it is known to whom it goes; `private`: a message's text needs an intent."""

    name: str
    payload: Json
    direct: bool = False
    private: bool = False

    def told(self, intents: int) -> Json | None:
        """What a session with these intents is told of it, if anything."""
        bit = needed(self.name, direct=self.direct)
        if bit and not intents & bit:
            return None
        if self.private and not intents & CONTENT:
            return {**self.payload, **EMPTIED}
        return self.payload


@dataclass(eq=False)
class Session:
    """One bot process, identified; `socket` is None while it is away and may come back."""

    intents: int
    socket: web.WebSocketResponse | None
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    told: list[Json] = field(default_factory=list)
    left_at: float = 0.0

    def note(self, name: str, payload: Json) -> str:
        """Put an event into the session's memory; returns it as it goes over the wire."""
        self.sequence += 1
        frame = {"op": 0, "t": name, "s": self.sequence, "d": payload}
        self.told.append(frame)
        return json.dumps(frame)

    def after(self, sequence: int) -> list[str]:
        """What was told after that."""
        return [json.dumps(frame) for frame in self.told if frame["s"] > sequence]
