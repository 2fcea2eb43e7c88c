"""A server in a thread with a loop of its own.

So that an asynchronous test, a plain one and a `herald` in a child process can all talk to it.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self, TypeVar

Result = TypeVar("Result")


class Running:
    """A context manager, asynchronous or not, while which `serving` is entered in a thread."""

    def __init__(self, name: str, serving: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        self._name = name
        self._serving = serving
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name=name, daemon=True)

    def run(self, deed: Callable[[], Result]) -> Result:
        """Do something on the server's loop, between two requests; at once when it is not running."""
        loop = self._loop
        if loop is None or not self._thread.is_alive() or threading.current_thread() is self._thread:
            return deed()
        outcome: Future[Result] = Future()

        def carry_out() -> None:
            try:
                outcome.set_result(deed())
            except BaseException as error:  # noqa: BLE001  it belongs to whoever asked
                outcome.set_exception(error)

        loop.call_soon_threadsafe(carry_out)
        return outcome.result(10)

    def start(self) -> None:
        """Start listening on a free port of the loopback."""
        self._thread.start()
        if not self._ready.wait(10):
            raise TimeoutError(f"the {self._name} did not start")

    def stop(self) -> None:
        """Stop, breaking off whatever is under way; no harm when it has stopped already."""
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
        async with self._serving():
            self._ready.set()
            await self._over.wait()
