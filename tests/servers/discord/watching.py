"""What a test sees of the loopback Discord, and how it waits for it."""

import asyncio
import contextlib
import inspect
import time
from collections.abc import Callable
from typing import TypeVar

from tests.servers.discord.calls import Call
from tests.servers.discord.front import Front
from tests.servers.discord.gateway import Gateway, Identify
from tests.servers.discord.interactions import Interactions
from tests.servers.discord.messages import is_said
from tests.servers.discord.model import Channel, Thread
from tests.servers.discord.routes import pattern_of
from tests.servers.discord.seen import Ack, Seen, SeenChannel, SeenThread, seen, seen_thread
from tests.servers.discord.world import World
from tests.servers.running import Running

Place = str | int | Seen | SeenChannel | SeenThread
"""A channel or thread: its name or id, itself, or the message that a thread is made from."""

Truth = TypeVar("Truth")


class Watching(Running):
    """Everything that can be seen; the server itself sets what is looked at."""

    gateway: Gateway
    world: World
    interactions: Interactions
    front: Front

    def place(self, where: Place | None) -> Channel:
        """The channel or thread meant, the first channel without a word; on the server's loop only."""
        channels = self.world.channels
        if where is None:
            return next(iter(channels.values()))
        if isinstance(where, str):
            found = [each for each in channels.values() if each.name == where.removeprefix("#")]
            if len(found) != 1:
                known = [each.name for each in channels.values()]
                raise LookupError(f"{len(found)} channels are called {where!r}; there are {known}")
            return found[0]
        return channels[where if isinstance(where, int) else where.id]

    def messages(self, where: Place | None = None) -> list[Seen]:
        """The messages that all see in a channel or thread, as they stand, oldest first."""
        return self.run(lambda: [seen(each) for each in self.place(where).messages.values() if is_said(each)])

    def now(self, message: Seen) -> Seen:
        """A message as it stands now; one that is gone raises `KeyError`."""
        return self.run(lambda: seen(self.world.channels[message.channel_id].messages[message.id]))

    def threads(self, where: Place | None = None) -> list[SeenThread]:
        """The threads of a channel, or all, oldest first."""

        def deed() -> list[SeenThread]:
            all_of_them = [each for each in self.world.channels.values() if isinstance(each, Thread)]
            parent = None if where is None else self.place(where)
            return [seen_thread(each) for each in all_of_them if parent in {None, each.parent}]

        return self.run(deed)

    def thread_of(self, message: Seen) -> SeenThread | None:
        """The thread made from a message, if there is one."""
        return next((each for each in self.threads() if each.id == message.id), None)

    @property
    def calls(self) -> list[Call]:
        """The bot's requests, in order."""
        return self.front.calls

    def called(self, method: str, path: str) -> list[Call]:
        """The bot's requests of a method and path: `discord.called("POST", "/channels/{id}/messages")`."""
        pattern = pattern_of(path)
        return [call for call in list(self.calls) if call.method == method and pattern.match(call.path)]

    @property
    def refusals(self) -> list[str]:
        """What the bot sent that Discord would not take, in words; tests assert that there is nothing."""
        return self.front.refusals

    @property
    def acks(self) -> list[Ack]:
        """How soon each answered interaction was answered."""
        return [
            Ack(one.what, one.person.name, one.ms, one.answer)
            for one in list(self.interactions.all)
            if one.ms is not None and one.answer is not None
        ]

    @property
    def unanswered(self) -> list[str]:
        """The interactions that were not answered within 3 seconds."""
        return [str(one) for one in list(self.interactions.all) if self.interactions.failed(one)]

    @property
    def commands(self) -> list[str]:
        """The names of the commands that are registered."""
        return [command["name"] for command in self.world.commands]

    @property
    def identifies(self) -> list[Identify]:
        """How the bot introduced itself, each time."""
        return self.gateway.identifies

    @property
    def closes(self) -> list[int]:
        """The codes with which the bot closed its connections; 1000 is a good-bye."""
        return self.gateway.closes

    @property
    def online(self) -> bool:
        """Whether a bot is connected and has said who it is."""
        return self.run(lambda: self.gateway.online)

    def until(self, true: Callable[[], Truth], seconds: float = 5.0, what: str = "") -> Truth:
        """Wait until something is true, and return it; it fails with what there was to see instead.

        It blocks: with a bot on the caller's own loop use `eventually`.
        """
        deadline = time.monotonic() + seconds
        while not (value := true()):
            if time.monotonic() > deadline:
                raise AssertionError(self._disappointment(true, seconds, what))
            time.sleep(0.005)
        return value

    async def eventually(self, true: Callable[[], Truth], seconds: float = 5.0, what: str = "") -> Truth:
        """`until` for asynchronous tests."""
        deadline = time.monotonic() + seconds
        while not (value := true()):
            if time.monotonic() > deadline:
                raise AssertionError(self._disappointment(true, seconds, what))
            await asyncio.sleep(0.005)
        return value

    def _disappointment(self, true: Callable[[], object], seconds: float, what: str) -> str:
        if not what:
            with contextlib.suppress(OSError, TypeError):
                what = inspect.getsource(true).strip()
        newest = "\n".join(f"  {call}" for call in self.calls[-8:]) or "  none"
        return (
            f"after {seconds:g} s it is still not so: {what}\n"
            f"the bot is {'online' if self.online else 'not connected'}; its last requests:\n{newest}\n"
            f"refused: {self.refusals or 'nothing'}; unanswered: {self.unanswered or 'nothing'}"
        )
