"""The server itself: its thread, what a test may set, do and see."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from tests.servers.running import Running
from tests.servers.slack.api import Api
from tests.servers.slack.courier import EVENTS, Courier, Delivery
from tests.servers.slack.desk import Desk
from tests.servers.slack.events import Events
from tests.servers.slack.faults import Fault
from tests.servers.slack.interactions import Interactions
from tests.servers.slack.people import OtherBot, Person, Scene
from tests.servers.slack.seeing import Seeing
from tests.servers.slack.shapes import message_json
from tests.servers.slack.signed import SIGNING_SECRET, SignedRequests
from tests.servers.slack.sockets import Sockets
from tests.servers.slack.state import JSON, Channel, Kind, Message
from tests.servers.slack.workspace import APP_TOKEN, BOT_TOKEN, CONFIG_TOKEN, Workspace


class LoopbackSlack(Running, Seeing):
    """The server; a context manager, asynchronous or not.

    `pace` is how long Slack's second is where calls are counted: 1.0 as in reality, 0.05 to hurry, 0 for no
    limits. `workspace`, `courier` and `sockets` have the other settings, which may be changed at any time.
    """

    bot_token, app_token, signing_secret = BOT_TOKEN, APP_TOKEN, SIGNING_SECRET
    config_token = CONFIG_TOKEN

    def __init__(self, *, pace: float = 1.0) -> None:
        workspace = Workspace()
        workspace.pace.factor = pace
        sockets = Sockets(workspace.app_id)
        Running.__init__(self, "loopback-slack", self._serving)
        Seeing.__init__(self, workspace, Courier(sockets), sockets)
        self.signed = SignedRequests(SIGNING_SECRET)
        self.desk = Desk(workspace, Events(workspace, self.courier))
        self.api = Api(self.desk, self.sockets)
        self._scene = Scene(self.run, self.desk, Interactions(self.desk, self.courier))
        self._people: dict[str, Person] = {}

    # Who and what there is ---------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """What `AsyncWebClient(base_url=…)` takes."""
        return f"{self.workspace.base_url}/api/"

    @property
    def mention(self) -> str:
        """What a person types to speak to the bot."""
        return f"<@{self.workspace.bot.id}>"

    def person(self, name: str) -> Person:
        """Somebody; the same name is the same person."""
        if name not in self._people:
            self._people[name] = Person(self._scene, self.run(lambda: self.workspace.add_user(name)))
        return self._people[name]

    def bot(self, name: str) -> OtherBot:
        """Another app's bot."""
        bot_id, app_id = self.workspace.new_id("B"), self.workspace.new_id("A")
        user = self.run(lambda: self.workspace.add_user(name, bot_id=bot_id, app_id=app_id))
        return OtherBot(self._scene, user)

    def channel(
        self,
        name: str,
        members: Iterable[Person | OtherBot] = (),
        *,
        private: bool = False,
        with_bot: bool = True,
    ) -> Channel:
        """A channel with these members; without `with_bot` the bot has not been invited."""
        ids = {member.id for member in members} | ({self.workspace.bot.id} if with_bot else set())
        kind: Kind = "group" if private else "channel"
        return self.run(lambda: self.workspace.add_channel(name, kind, ids))

    def dm(self, person: Person) -> Channel:
        """The conversation of the bot and one person."""
        return self.run(lambda: self.workspace.direct(person.id))

    def usergroup(self, members: Iterable[Person]) -> str:
        """A group of people; its id."""
        group = self.workspace.new_id("S")
        self.workspace.groups[group] = [member.id for member in members]
        return group

    def install(self, manifest: JSON) -> None:
        """Install the app as its manifest says: its scopes, its events, its commands and shortcuts.

        Raises `ValueError` for scopes or events of which one lacks the other, as Slack refuses them.
        """
        self.workspace.install(manifest)

    # What goes wrong ---------------------------------------------------------------------------------------

    def next_answers(self, method: str, *answers: Fault) -> None:
        """Serve the next calls of a method by these, one each; also of "upload" and "response_url"."""
        self.api.scripts.setdefault(method, deque()).extend(answers)

    def always(self, method: str, answer: Fault | None) -> None:
        """Serve every call of a method by this, once no script is left; None: truly again."""
        self.api.always.pop(method, None)
        if answer is not None:
            self.api.always[method] = answer

    def disconnects(self, reason: str = "refresh_requested", seconds: float = 0.5) -> None:
        """Tell the sockets to reconnect ("warning", "refresh_requested"); the latter end that much later."""
        assert self._loop, "the loopback Slack is not running"
        asyncio.run_coroutine_threadsafe(self.sockets.say_goodbye(reason, seconds), self._loop).result(10)

    def kills_sockets(self) -> int:
        """Break all sockets off; how many there were."""
        return self.run(self.sockets.kill)

    def silences_sockets(self, *, answer_pings: bool = False) -> int:
        """Let all sockets die without closing, even answering the app's pings if so wished; how many."""
        return self.run(lambda: self.sockets.silence(answer_pings=answer_pings))

    def unfurls(self, message: Message, title: str) -> None:
        """Attach a preview of its link, as Slack does some time after: `message_changed`, the same text."""

        def deed() -> None:
            before = message_json(self.workspace, message, metadata=True)
            message.attachments = [{"id": 1, "title": title, "fallback": title}]
            self.desk.events.changed(message, before)

        self.run(deed)

    def deliver_to(self, url: str) -> Delivery:
        """From now on speak signed HTTP to that address, and begin with the challenge to it."""
        self.signed.deliver_to(url)
        self.courier.way = self.signed
        challenge = {"type": "url_verification", "challenge": self.workspace.new_id("c"), "token": "loopback"}
        return self.run(lambda: self.courier.send(Delivery(EVENTS, "url_verification", challenge)))

    # Its life ----------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        app = web.Application(client_max_size=2**30)
        self.api.routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.workspace.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield
        self.sockets.kill()
        await self.courier.stop()
        await self.signed.close()
        await asyncio.sleep(0.01)  # a connection that is just coming gets its transport, which can be closed
        await runner.cleanup()
        await asyncio.sleep(0.01)  # what was closed is told so before the loop ends
