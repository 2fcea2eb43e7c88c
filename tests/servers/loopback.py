"""What servers on the loopback have in common that answer requests alone: a free port, and an end."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.servers.running import Running

MEBIBYTE = 1024 * 1024


class Loopback(Running, ABC):
    """The server; a context manager, asynchronous or not. `base_url` is known once it has started."""

    most_bytes = MEBIBYTE
    """Of a request's body; a larger one is answered by status 413."""

    def __init__(self, name: str) -> None:
        super().__init__(f"loopback-{name}", self._serving)
        self.base_url = ""

    @abstractmethod
    async def answer_to(self, request: web.Request) -> web.StreamResponse:
        """Answer a request, whatever its method and path."""

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        app = web.Application(client_max_size=self.most_bytes)
        app.router.add_route("*", "/{path:.*}", self.answer_to)
        # A client that hangs up cancels its answer: that is how it comes to be remembered.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield
        await asyncio.sleep(0.01)  # a connection that is just coming gets its transport, which can be closed
        await runner.cleanup()
        await asyncio.sleep(0.01)  # what was closed is told so before the loop ends
