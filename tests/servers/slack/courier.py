"""Brings payloads to the app, over Socket Mode or by signed HTTP, and again when they are not acknowledged.

Events are tried four times: at once, nearly at once, after a minute, after five (`retry_delays`; Slack's page
"Events API", "Error handling"). Commands and interactions are tried once; the person sees that it failed.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from tests.servers.slack.state import JSON, Ack

EVENTS, COMMANDS, INTERACTIVE = "events_api", "slash_commands", "interactive"


class NotTaken(Exception):
    """The app did not acknowledge, and why: "timeout", "http_error", "connection_failed"."""


@dataclass(eq=False)
class Delivery:
    """Something on its way to the app, and what became of it."""

    kind: str
    what: str
    payload: JSON
    on_ack: Callable[[JSON], None] | None = None
    on_failure: Callable[[], None] | None = None
    ack: Ack | None = None
    tries: int = 0
    failed: str = ""  # why, when it was given up

    @property
    def settled(self) -> bool:
        """Whether it was acknowledged or given up."""
        return self.ack is not None or bool(self.failed)


class Way(Protocol):
    """A way to the app."""

    async def hand(self, delivery: Delivery, attempt: int, reason: str) -> JSON | None:
        """Hand it over, and give what the acknowledgement carried. Raises `NotTaken`."""


@dataclass
class Courier:
    """Carries; all deliveries are kept in order."""

    way: Way
    ack_seconds: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    redeliver_everything: bool = False
    deliveries: list[Delivery] = field(default_factory=list)
    acks: list[Ack] = field(default_factory=list)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def send(self, delivery: Delivery) -> Delivery:
        """Start a delivery; on the server's own thread."""
        self.deliveries.append(delivery)
        task = asyncio.get_running_loop().create_task(self._carry(delivery))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return delivery

    async def stop(self) -> None:
        """Give up whatever is under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _carry(self, delivery: Delivery) -> None:
        events = delivery.kind == EVENTS
        reason = ""
        for attempt, delay in enumerate((0.0, *(self.retry_delays if events else ()))):
            if delay:
                await asyncio.sleep(delay)
            try:
                await self._once(delivery, attempt, reason)
            except NotTaken as why:
                reason = str(why)
                continue
            if events and self.redeliver_everything and attempt == 0:
                reason = "timeout"  # as when the acknowledgement was lost
                continue
            return
        if delivery.ack is None:
            delivery.failed = reason
            if delivery.on_failure:
                delivery.on_failure()

    async def _once(self, delivery: Delivery, attempt: int, reason: str) -> None:
        delivery.tries += 1
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.ack_seconds):
                payload = await self.way.hand(delivery, attempt, reason)
        except TimeoutError:
            raise NotTaken("timeout") from None
        ack = Ack(delivery.kind, delivery.what, (time.monotonic() - began) * 1000, attempt, payload)
        self.acks.append(ack)
        first = delivery.ack is None
        delivery.ack = ack
        if first and delivery.on_ack:
            delivery.on_ack(payload or {})
