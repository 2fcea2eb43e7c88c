"""The loopback Discord itself: REST and the gateway in a thread, and what a test asks of it."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence

from aiohttp import web

from tests.servers.discord.calls import BASE
from tests.servers.discord.faults import Fault
from tests.servers.discord.front import Front
from tests.servers.discord.gateway import INVALID, RECONNECT, Gateway
from tests.servers.discord.interactions import Interactions
from tests.servers.discord.model import Channel, Thread, User
from tests.servers.discord.people import Person
from tests.servers.discord.permissions import BITS
from tests.servers.discord.rates import Rates
from tests.servers.discord.routes import table
from tests.servers.discord.seen import Seen, SeenChannel
from tests.servers.discord.watching import Place, Watching
from tests.servers.discord.world import World
from tests.servers.running import listening

TOKEN = "bG9vcGJhY2s.loopback.discord"  # noqa: S105  a token of no account


class LoopbackDiscord(Watching):
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

    def person(self, name: str, roles: Sequence[str] | None = None, *, bot: bool = False) -> Person:
        """Somebody of that name, who has these roles from now on (None: as before); `bot`: another bot."""

        def deed() -> Person:
            user = next((each for each in self.world.users.values() if each.name == name), None)
            if user is None:
                user = User(name, bot=bot)
                self.world.users[user.id] = user
            if roles is not None:
                user.roles = [self.world.role(each) for each in roles]
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
        """Take permissions of our bot away in a channel: "send_messages" or "view_channel"."""
        self._permit(where, lambda denied: denied | set(permissions))

    def allows(self, where: Place, *permissions: str) -> None:
        """Give permissions back."""
        self._permit(where, lambda denied: denied - set(permissions))

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
        """Tell the newest event of that name once more: "MESSAGE_CREATE" or "INTERACTION_CREATE"."""

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
                raise TypeError(f"{found.name!r} is no thread")
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

    @contextlib.asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/gw", self._connect)
        app.router.add_get("/cdn/{id}/{name}", self._file)
        app.router.add_route("*", f"{BASE}/{{path:.*}}", self.front.answer)
        async with listening(app) as address:
            where = address.removeprefix("http://")
            self.api_url = f"http://{where}{BASE}"
            self.gateway_url = self.gateway.url = f"ws://{where}/gw"
            self.world.cdn = f"http://{where}/cdn"
            pump = asyncio.create_task(self.gateway.pump())
            try:
                yield
            finally:
                pump.cancel()
                self.gateway.drop(resumable=False)

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
