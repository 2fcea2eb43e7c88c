"""The workspace: everybody and everything in it, and the rules of who may reach what."""

import itertools
import time
from collections.abc import Iterable
from typing import Any

from tests.servers.slack.errors import SlackError
from tests.servers.slack.limits import EVENT_SCOPES, EVERY_SCOPE, OTHER_SCOPES, Pace
from tests.servers.slack.state import (
    JSON,
    Call,
    Channel,
    File,
    Kind,
    Message,
    Refusal,
    ResponseUrl,
    Trigger,
    User,
    View,
)

BOT_TOKEN = "xoxb-loopback-bot"  # noqa: S105  keys to a loopback
CONFIG_TOKEN = "xoxe.xoxp-loopback"  # noqa: S105  the same
APP_TOKEN = "xapp-1-loopback-app"  # noqa: S105  the same


class Workspace:
    """State and look-ups; changed on the server's own thread only."""

    def __init__(self) -> None:
        self.base_url = ""
        self.team_id, self.domain, self.app_id = "T0LAB", "lab", "A0HERALD"
        self.scopes: set[str] = set(EVERY_SCOPE) - {"chat:write.public", "chat:write.customize"}
        self.app_scopes: set[str] = {"connections:write"}
        self.manifest: JSON | None = None
        self.pace = Pace()
        self.file_seconds = 1.0  # until an uploaded file may be shown
        self.trigger_seconds = 3.0
        self.response_url_seconds, self.response_url_uses = 1800.0, 5
        self.users: dict[str, User] = {}
        self.groups: dict[str, list[str]] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self._by_time: dict[tuple[str, Any], Message] = {}
        self._below: dict[tuple[str, str], list[Message]] = {}
        self.ephemerals: list[Message] = []
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}  # person: open modals, the uppermost last
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.statuses: dict[tuple[str, str], str] = {}  # channel and thread: "is reading …"
        self.calls: list[Call] = []
        self.refusals: list[Refusal] = []
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self.bot = self.add_user("herald", bot_id="B0HERALD", app_id=self.app_id, user_id="U0HERALD")

    # Making ------------------------------------------------------------------------------------------------

    def new_id(self, letter: str) -> str:
        """An id of Slack's form: a letter for the kind of thing, then capitals and digits."""
        return f"{letter}0{next(self._numbers):08d}"

    def new_ts(self) -> str:
        """The time as Slack writes it, different every time."""
        self._last_ts = max(self._last_ts + 1, int(time.time() * 1_000_000))
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def add_user(self, name: str, *, bot_id: str = "", app_id: str = "", user_id: str = "") -> User:
        """Somebody new."""
        user = User(user_id or self.new_id("U"), name, bot_id, app_id)
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, kind: Kind, members: Iterable[str]) -> Channel:
        """A new conversation."""
        letter = {"channel": "C", "group": "G", "im": "D"}[kind]
        channel = Channel(self.new_id(letter), name, kind, set(members))
        self.channels[channel.id] = channel
        return channel

    def direct(self, user: str) -> Channel:
        """The conversation of the bot and one other."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        return self.add_channel(self.users[user].name, "im", (user, self.bot.id))

    def keep(self, message: Message) -> None:
        """Let a message stand in its channel."""
        self._by_time[message.channel.id, message.ts] = message
        if message.is_reply:
            self._below.setdefault((message.channel.id, message.thread_ts), []).append(message)
        self.messages.append(message)

    def add_trigger(self, user: str, view: str = "") -> str:
        """What lets the app open a form for that person."""
        name = f"{self.new_id('')[1:]}.{self.team_id}.{len(self.triggers):032x}"
        self.triggers[name] = Trigger(user, time.monotonic() + self.trigger_seconds, view)
        return name

    def add_response_url(self, channel: Channel, user: str, message: Message | None = None) -> str:
        """Where the app may answer a deed."""
        name = self.new_id("R")
        until = time.monotonic() + self.response_url_seconds
        self.response_urls[name] = ResponseUrl(channel, user, message, until)
        return f"{self.base_url}/actions/{self.team_id}/{name}"

    def install(self, manifest: JSON) -> None:
        """Take scopes and subscriptions from a manifest; raises `ValueError` when they do not fit."""
        scopes = set(manifest["oauth_config"]["scopes"]["bot"])
        unknown = scopes - EVERY_SCOPE - OTHER_SCOPES
        if unknown:
            raise ValueError(f"this Slack knows no scope {sorted(unknown)}")
        settings, features = manifest.get("settings", {}), manifest.get("features", {})
        for event in settings.get("event_subscriptions", {}).get("bot_events", []):
            if event not in EVENT_SCOPES:
                raise ValueError(f"this Slack knows no event {event!r}")
            if EVENT_SCOPES[event] and EVENT_SCOPES[event] not in scopes:
                raise ValueError(f"the event {event} needs the scope {EVENT_SCOPES[event]}")
        if (features.get("slash_commands") or features.get("shortcuts")) and "commands" not in scopes:
            raise ValueError("slash commands and shortcuts need the scope commands")
        self.manifest, self.scopes = manifest, scopes

    # Looking up --------------------------------------------------------------------------------------------

    def channel(self, name: Any) -> Channel:
        """The conversation of that id; a person's id means the conversation with them."""
        if name in self.users and name != self.bot.id:
            return self.direct(name)
        if name not in self.channels:
            raise SlackError("channel_not_found", f"there is no conversation {name!r}")
        return self.channels[name]

    def entered(self, name: Any) -> Channel:
        """The same, if the bot is in it."""
        channel = self.channel(name)
        if self.bot.id not in channel.members:
            raise SlackError("not_in_channel", f"the bot is not in #{channel.name}")
        return channel

    def find(self, channel: Channel, ts: Any) -> Message | None:
        """The message of that time, deleted or not."""
        return self._by_time.get((channel.id, ts))

    def message(self, channel: Channel, ts: Any) -> Message:
        """The message of that time, if it still stands."""
        found = self.find(channel, ts)
        if found is None or found.deleted:
            raise SlackError("message_not_found", f"{ts} in #{channel.name}", broke=found is None)
        return found

    def replies(self, parent: Message) -> list[Message]:
        """The replies below a message that still stand, in order."""
        below = self._below.get((parent.channel.id, parent.ts), [])
        return [one for one in list(below) if not one.deleted]

    def thread(self, channel: Channel, ts: Any) -> str:
        """Check that one may reply there; "" stays "" (no thread)."""
        if not ts:
            return ""
        parent = self.find(channel, ts)
        if parent is None:
            raise SlackError("thread_not_found", f"there is no message {ts} in #{channel.name}")
        if parent.is_reply:
            raise SlackError("cannot_reply_to_message", f"{ts} is itself a reply, to {parent.thread_ts}")
        if parent.deleted and not self.replies(parent):
            raise SlackError("thread_not_found", f"{ts} was deleted", broke=False)
        return parent.ts

    def user(self, name: Any) -> User:
        """Somebody, by id."""
        if name not in self.users:
            raise SlackError("user_not_found", f"there is nobody {name!r}")
        return self.users[name]

    def file(self, name: Any) -> File:
        """A file whose upload was completed."""
        file = self.files.get(name)
        if file is None or file.ready_at == float("inf"):
            raise SlackError("file_not_found", f"there is no file {name!r}")
        return file

    def permalink(self, message: Message) -> str:
        """The address of a message, as people copy it."""
        thread = f"?thread_ts={message.thread_ts}&cid={message.channel.id}" if message.is_reply else ""
        place = f"{message.channel.id}/p{message.ts.replace('.', '')}"
        return f"https://{self.domain}.slack.com/archives/{place}{thread}"
