"""What a test sees of the workspace, and how it waits for what is to come."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from tests.servers.slack.blocks import schema_checked
from tests.servers.slack.courier import Courier, Delivery
from tests.servers.slack.people import Person
from tests.servers.slack.sockets import Sockets
from tests.servers.slack.state import Ack, Call, Channel, File, Message, Refusal, View
from tests.servers.slack.workspace import Workspace

T = TypeVar("T")


class Seeing:
    """The part of the server that looks. Messages and views are live: they change as the app changes them."""

    def __init__(self, workspace: Workspace, courier: Courier, sockets: Sockets) -> None:
        self.workspace = workspace
        self.courier = courier
        self.sockets = sockets

    @property
    def calls(self) -> list[Call]:
        """All calls so far, in order."""
        return list(self.workspace.calls)

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    @property
    def refusals(self) -> list[Refusal]:
        """Every request refused because it broke a rule, and every acknowledgement that made no sense."""
        strange = [
            Refusal("acknowledgement", "unknown_envelope", text, {}) for text in self.sockets.strange_acks
        ]
        return [*self.workspace.refusals, *strange]

    @property
    def acks(self) -> list[Ack]:
        """The acknowledgements, in order."""
        return list(self.courier.acks)

    @property
    def deliveries(self) -> list[Delivery]:
        """All that was or is being brought to the app."""
        return list(self.courier.deliveries)

    @property
    def unacknowledged(self) -> list[Delivery]:
        """What was given up, because the app acknowledged no try."""
        return [delivery for delivery in self.deliveries if delivery.failed]

    @property
    def connected(self) -> bool:
        """Whether the app has a socket that lives."""
        return any(not socket.dead for socket in list(self.sockets.open))

    @property
    def redeliver_everything(self) -> bool:
        """Whether every event is delivered a second time, under the same id, after it was acknowledged."""
        return self.courier.redeliver_everything

    @redeliver_everything.setter
    def redeliver_everything(self, value: bool) -> None:
        self.courier.redeliver_everything = value

    @property
    def schema_checked(self) -> bool:
        """Whether blocks are checked by Slack's schema; else a test of them skips."""
        return schema_checked()

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """What stands in a channel outside of threads (None: everything everywhere), in order."""
        return [
            one
            for one in list(self.workspace.messages)
            if not one.deleted and (channel is None or (one.channel is channel and not one.is_reply))
        ]

    def replies(self, message: Message) -> list[Message]:
        """What stands in the thread below a message, in order."""
        return self.workspace.replies(message)

    def deleted(self, channel: Channel) -> list[Message]:
        """What was deleted in a channel."""
        return [one for one in list(self.workspace.messages) if one.deleted and one.channel is channel]

    def ephemerals(self, person: Person) -> list[Message]:
        """What one person alone was shown and still sees, in order."""
        return [
            one for one in list(self.workspace.ephemerals) if one.seen_by == person.id and not one.deleted
        ]

    @property
    def views(self) -> list[View]:
        """All modals that are open, and App Homes."""
        return [*(view for stack in list(self.workspace.stacks.values()) for view in stack), *self.homes]

    @property
    def homes(self) -> list[View]:
        """All App Homes."""
        return list(self.workspace.homes.values())

    @property
    def files(self) -> dict[str, File]:
        """All files by id, with their bytes as `content`."""
        return dict(self.workspace.files)

    def status_of(self, message: Message) -> str:
        """What the app says below a thread that it is doing; "" if nothing."""
        return self.workspace.statuses.get((message.channel.id, message.ts), "")

    def until(self, predicate: Callable[[], T], seconds: float = 10.0, what: str = "") -> T:
        """Wait until it gives something true, and return that; fail with what there is instead."""
        deadline = time.monotonic() + seconds
        while not (found := predicate()):
            assert time.monotonic() < deadline, self._instead(seconds, what)
            time.sleep(0.005)
        return found

    async def eventually(self, predicate: Callable[[], T], seconds: float = 10.0, what: str = "") -> T:
        """The same without holding up the loop, for an app that runs on it."""
        deadline = time.monotonic() + seconds
        while not (found := predicate()):
            assert time.monotonic() < deadline, self._instead(seconds, what)
            await asyncio.sleep(0.005)
        return found

    def _instead(self, seconds: float, what: str) -> str:
        """Why a test waited in vain, as far as Slack can tell."""
        seen = [*self.messages()[-12:], *list(self.workspace.ephemerals)[-4:], *self.views]
        lines = [f"{what or 'what was waited for'} did not come within {seconds:g} s. There is:"]
        lines += [f"  {one!r}" for one in seen] or ["  nothing"]
        lines += [f"  refused: {one}" for one in self.refusals[-5:]]
        lines += [f"  not acknowledged: {one.what} ({one.failed})" for one in self.unacknowledged[-5:]]
        failed = [one for one in self.calls if one.status != 200 or not one.answer.get("ok", True)]
        lines += [
            f"  {one.method} was answered {one.status} {one.answer.get('error')}" for one in failed[-5:]
        ]
        if not self.connected:
            lines.append("  no living socket")
        return "\n".join(lines)
