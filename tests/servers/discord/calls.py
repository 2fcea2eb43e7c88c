"""A request of the bot: read from the wire, remembered, and answered."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.servers.discord.compose import Upload
from tests.servers.discord.errors import ApiError
from tests.servers.discord.model import Json

BASE = "/api/v10"


@dataclass(eq=False)
class Call:
    """A request: when (monotonic clock), what was asked, and how it was answered (`status` 0: not yet)."""

    at: float
    method: str
    path: str  # below /api/v10
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: Any = None  # the JSON, also that of a form's `payload_json`
    uploads: dict[int, Upload] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)  # what stands in the path
    route: str = ""  # "/channels/{channel_id}/messages"
    status: int = 0
    code: int = 0  # Discord's number for the error
    error: str = ""

    def id(self, name: str) -> int:
        """An id in the path; raises 50035 for one that is none."""
        try:
            return int(self.ids[name])
        except ValueError:
            raise ApiError(400, 50035, f"Value {self.ids[name]!r} is not snowflake.") from None

    def number(self, name: str, default: int, most: int) -> int:
        """A number in the query, within 1 and `most`."""
        value = int(self.query.get(name, default))
        if not 1 <= value <= most:
            raise ApiError(400, 50035, "Invalid Form Body", fields={name: f"should be between 1 and {most}."})
        return value

    @property
    def json(self) -> Json:
        """The body, which is an object."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise ApiError(400, 50109, "The request body contains invalid JSON.")
        return self.body

    def __str__(self) -> str:
        told = f"{self.method} {self.path} → {self.status or 'under way'}"
        return f"{told} ({self.code}: {self.error})" if self.error else told


async def read(request: web.Request) -> Call:
    """Read a request to its end; raises `ApiError` for a body that is none."""
    call = Call(
        time.monotonic(),
        request.method,
        request.path.removeprefix(BASE),
        dict(request.query),
        {name.lower(): value for name, value in request.headers.items()},
    )
    if request.content_type == "multipart/form-data":
        await _read_form(request, call)
    elif raw := await request.read():
        call.body = _parsed(raw)
    return call


async def _read_form(request: web.Request, call: Call) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read())
        name = part.name or ""
        if name == "payload_json":
            call.body = _parsed(content)
        elif name.startswith("files[") and name.endswith("]") and name[6:-1].isdigit():
            media_type = _sniffed(content)
            call.uploads[int(name[6:-1])] = Upload(part.filename or "file", content, media_type)


def _sniffed(content: bytes) -> str:
    """The type of a file, by how it begins: Discord does not believe what it is told."""
    starts = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"PK\x03\x04": "application/zip"}
    for start, media_type in starts.items():
        if content.startswith(start):
            return media_type
    return "text/plain; charset=utf-8" if b"\0" not in content else "application/octet-stream"


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from None
