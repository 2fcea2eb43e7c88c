"""What every server on the loopback has in common: a thread and a loop of its own, a free port, and an end.

So that an asynchronous test, a plain one and a `herald` in a child process can all talk to it.
"""

import asyncio
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from aiohttp import web

MEBIBYTE = 1024 * 1024


class Loopback(ABC):
    """The server; a context manager, asynchronous or not. `base_url` is known once it has started."""

    most_bytes = MEBIBYTE
    """Of a request's body; a larger one is answered by status 413."""

    def __init__(self, name: str) -> None:
        self.base_url = ""
        self._name = name
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve()), name=f"loopback-{name}", daemon=True
        )

    @abstractmethod
    async def answer_to(self, request: web.Request) -> web.StreamResponse:
        """Answer a request, whatever its method and path."""

    def start(self) -> None:
        """Start listening on a free port of the loopback."""
        self._thread.start()
        if not self._ready.wait(10):
            raise TimeoutError(f"the loopback {self._name} did not start")

    def stop(self) -> None:
        """Stop, breaking off whatever is being sent; no harm when it has stopped already."""
        if self._loop and self._over and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    async def __aenter__(self) -> Self:
        """Start, without holding up the loop."""
        await asyncio.to_thread(self.start)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, without holding up the loop."""
        await asyncio.to_thread(self.stop)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=self.most_bytes)
        app.router.add_route("*", "/{path:.*}", self.answer_to)
        # A client that hangs up cancels its answer: that is how it comes to be remembered.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()
        await self._over.wait()
        await asyncio.sleep(0.01)  # a connection that is just coming gets its transport, which can be closed
        await runner.cleanup()
        await asyncio.sleep(0.01)  # what was closed is told so before the loop ends
