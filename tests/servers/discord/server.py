"""The loopback Discord itself: REST and the gateway in a thread, and what a test asks of it."""

import asyncio
import contextlib
import inspect
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from aiohttp import web

from tests.servers.discord.calls import BASE, Call
from tests.servers.discord.faults import Fault
from tests.servers.discord.front import Front
from tests.servers.discord.gateway import INVALID, RECONNECT, Gateway, Identify
from tests.servers.discord.interactions import Interactions
from tests.servers.discord.messages import is_said
from tests.servers.discord.model import Channel, Thread, User
from tests.servers.discord.people import Person
from tests.servers.discord.permissions import BITS
from tests.servers.discord.rates import Rates
from tests.servers.discord.routes import pattern_of, table
from tests.servers.discord.running import Running
from tests.servers.discord.seen import Ack, Seen, SeenChannel, SeenThread, seen, seen_thread
from tests.servers.discord.world import World

TOKEN = "bG9vcGJhY2s.loopback.discord"  # noqa: S105  a token of no account
Place = str | int | Seen | SeenChannel | SeenThread
"""A channel or thread: its name or id, itself, or the message that a thread is made from."""

Truth = TypeVar("Truth")


class LoopbackDiscord(Running):
    """The server; a context manager, asynchronous or not.

    `pace` shortens the windows of the rate limits (1.0: as long as Discord's); `heartbeat` is in seconds;
    `privileged` are the intents that are switched on in the developer portal.
    """

    def __init__(
        self,
        *,
        pace: float = 0.01,
        heartbeat: float = 41.25,
        privileged: Sequence[str] = ("message_content",),
    ) -> None:
        super().__init__("loopback-discord", self._serving)
        self.token = TOKEN
        self.api_url = ""
        self.gateway_url = ""
        self._ahead = 0.0
        self.gateway = Gateway(TOKEN, heartbeat, self._clock)
        self.gateway.privileged = set(privileged)
        self.world = World(self.gateway, self._clock)
        self.interactions = Interactions(self.world)
        self.front = Front(self.world, table(self.interactions), Rates(pace), TOKEN)
        self.channel("general")

    # People and places -----------------------------------------------------------------------------------

    def person(self, name: str, roles: Sequence[str] = (), *, bot: bool = False) -> Person:
        """Somebody of that name, who has these roles from now on; `bot`: another bot."""

        def deed() -> Person:
            user = next((each for each in self.world.users.values() if each.name == name), None)
            if user is None:
                user = User(name, bot=bot)
                self.world.users[user.id] = user
            user.roles = [self.world.role(each) for each in roles] or user.roles
            return Person(self, user)

        return self.run(deed)

    def channel(self, name: str) -> SeenChannel:
        """The text channel of that name, made if there is none."""

        def deed() -> SeenChannel:
            known = [each for each in self.world.channels.values() if each.name == name and each.kind == 0]
            channel = known[0] if known else Channel(name, position=len(self.world.channels))
            if not known:
                self.world.add_channel(channel)
            return SeenChannel(channel.id, name)

        return self.run(deed)

    def role_id(self, name: str) -> int:
        """The id of a role."""
        return self.run(lambda: self.world.role(name).id)

    @property
    def guild_id(self) -> int:
        """The id of the guild."""
        return self.world.guild_id

    @property
    def bot_id(self) -> int:
        """The id of our bot, and of its application."""
        return self.world.bot.id

    @property
    def mention(self) -> str:
        """How a message mentions our bot."""
        return f"<@{self.bot_id}>"

    def forbids(self, where: Place, *permissions: str) -> None:
        """Take permissions of our bot away in a channel: "send_messages", "view_channel", …"""
        self._permit(where, lambda denied: denied | set(permissions))

    def allows(self, where: Place, *permissions: str) -> None:
        """Give permissions back."""
        self._permit(where, lambda denied: denied - set(permissions))

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

    # What is to be seen ----------------------------------------------------------------------------------

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

    # What befalls the bot --------------------------------------------------------------------------------

    def next_answers(self, method: str, path: str, *faults: Fault) -> None:
        """Serve the next requests of that method and path by these, one each; `{id}` stands for any step."""
        self.run(lambda: self.front.script(method, path, faults))

    def drop_gateway(self, *, resumable: bool = True) -> None:
        """Break the connections of the gateway off; without `resumable` the sessions are lost."""
        self.run(lambda: self.gateway.drop(resumable=resumable))

    def asks_to_reconnect(self) -> None:
        """Ask every session to connect again and resume."""
        self.run(lambda: self.gateway.say(RECONNECT))

    def invalidates_session(self, *, resumable: bool = False) -> None:
        """Tell every session that it is no longer valid."""

        def deed() -> None:
            self.gateway.say(INVALID, resumable)
            if not resumable:
                self.gateway.expire()

        self.run(deed)

    def outage(self, seconds: float, *, resumable: bool = False) -> None:
        """Break everything off and let nobody through for so long; what happens then is not told later."""

        def deed() -> None:
            self.front.down_until = time.monotonic() + seconds
            self.gateway.drop(resumable=resumable)

        self.run(deed)

    def redelivers(self, event: str) -> None:
        """Tell the newest event of that name once more: "MESSAGE_CREATE", "INTERACTION_CREATE", …"""

        def deed() -> None:
            told = [each for each in self.gateway.events if each.name == event]
            if not told:
                raise LookupError(f"there was no {event}")
            self.gateway.emit(told[-1])

        self.run(deed)

    def unfurls(self, message: Seen) -> None:
        """Add a preview to a message with a link, as Discord does a moment later: an edit by nobody."""

        def deed() -> None:
            found = self.world.channels[message.channel_id].messages[message.id]
            found.embeds = [{"type": "link", "title": "A preview", "url": "https://example.org"}]
            self.world.edit(found, silent=True)

        self.run(deed)

    def archives(self, thread: Place, *, locked: bool = False) -> None:
        """Archive a thread, as time does; `locked`: as a moderator does."""

        def deed() -> None:
            found = self.place(thread)
            if not isinstance(found, Thread):
                raise LookupError(f"{found.name!r} is no thread")
            self.world.change_thread(found, archived=True, locked=locked)

        self.run(deed)

    def pass_time(self, seconds: float) -> None:
        """Put the clock of sessions, nonces and interactions forward."""
        self._ahead += seconds

    # How it runs -----------------------------------------------------------------------------------------

    def _clock(self) -> float:
        return time.monotonic() + self._ahead

    def _permit(self, where: Place, change: Callable[[set[str]], set[str]]) -> None:
        def deed() -> None:
            home = self.place(where).home
            home.denied = change(home.denied)
            if strange := home.denied - set(BITS):
                raise LookupError(f"there are no permissions {sorted(strange)}; there are {sorted(BITS)}")
            self.world.emit("CHANNEL_UPDATE", self.world.channel_json(home))

        self.run(deed)

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

    @contextlib.asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/gw", self._connect)
        app.router.add_get("/cdn/{id}/{name}", self._file)
        app.router.add_route("*", f"{BASE}/{{path:.*}}", self.front.answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        where = f"127.0.0.1:{runner.addresses[0][1]}"
        self.api_url = f"http://{where}{BASE}"
        self.gateway_url = self.gateway.url = f"ws://{where}/gw"
        self.world.cdn = f"http://{where}/cdn"
        pump = asyncio.create_task(self.gateway.pump())
        try:
            yield
        finally:
            pump.cancel()
            self.gateway.drop(resumable=False)
            await asyncio.sleep(
                0.01
            )  # a connection that is just coming gets its transport, which can be closed
            await runner.cleanup()
            await asyncio.sleep(0.01)  # what was closed is told so before the loop ends

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if self.front.down:
            if request.transport:
                request.transport.abort()
            return web.Response()
        return await self.gateway.answer(request)

    async def _file(self, request: web.Request) -> web.Response:
        file = self.world.files.get(int(request.match_info["id"]))
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.content, headers={"Content-Type": file.media_type})
