"""What the servers that answer HTTP alone have in common: a free port of the loopback, and one door."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.servers.running import Running, listening

MEBIBYTE = 1024 * 1024


class Loopback(Running, ABC):
    """The server. `base_url` is known once it has started."""

    most_bytes = MEBIBYTE
    """Of a request's body; a larger one is answered by status 413."""

    def __init__(self, name: str) -> None:
        super().__init__(f"loopback {name}", self._listening)
        self.base_url = ""

    @abstractmethod
    async def answer_to(self, request: web.Request) -> web.StreamResponse:
        """Answer a request, whatever its method and path."""

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        app = web.Application(client_max_size=self.most_bytes)
        app.router.add_route("*", "/{path:.*}", self.answer_to)
        # A client that hangs up cancels its answer: that is how it comes to be remembered.
        async with listening(app, handler_cancellation=True) as self.base_url:
            yield
