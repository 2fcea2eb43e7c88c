"""Events: what happened, told to the app if it subscribed to it and is there to see it.

Source: the reference page of each event.
"""

import time

from tests.servers.slack.courier import EVENTS, Courier, Delivery
from tests.servers.slack.shapes import message_json, view_json
from tests.servers.slack.state import JSON, Channel, Message, User
from tests.servers.slack.workspace import Workspace

_SUBSCRIPTION = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


class Events:
    """Makes the payloads and gives them to the courier."""

    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self.workspace = workspace
        self.courier = courier

    def posted(self, message: Message) -> None:
        """A message was posted; one with a mention of the bot is told twice, under the same `ts`."""
        event = self._event(message)
        self._message(message.channel, event)
        mentioned = f"<@{self.workspace.bot.id}>" in message.text and message.channel.kind != "im"
        if mentioned and message.user is not self.workspace.bot:
            self._send({**event, "type": "app_mention"}, "app_mention", message.channel)

    def changed(self, message: Message, before: JSON) -> None:
        """A message became another: its text, blocks, files or previews."""
        after = message_json(self.workspace, message, metadata=True)
        told = {"subtype": "message_changed", "message": after, "previous_message": before, "hidden": True}
        self._message(message.channel, self._stamped(message.channel, told))

    def deleted(self, message: Message, before: JSON) -> None:
        """A message was deleted."""
        told = {"subtype": "message_deleted", "previous_message": before, "deleted_ts": message.ts}
        self._message(message.channel, self._stamped(message.channel, {**told, "hidden": True}))

    def reacted(self, message: Message, user: User, name: str, *, added: bool) -> None:
        """A reaction came or went."""
        kind = "reaction_added" if added else "reaction_removed"
        item = {"type": "message", "channel": message.channel.id, "ts": message.ts}
        told = {"type": kind, "user": user.id, "reaction": name, "item": item, "item_user": message.user.id}
        self._send({**told, "event_ts": self.workspace.new_ts()}, kind, message.channel)

    def home_opened(self, user: User) -> None:
        """Somebody opened the App Home."""
        channel = self.workspace.direct(user.id)
        told = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": "home"}
        home = self.workspace.homes.get(user.id)
        shown = {"view": view_json(self.workspace, home)} if home else {}
        self._send({**told, **shown, "event_ts": self.workspace.new_ts()}, "app_home_opened", channel)

    def _event(self, message: Message) -> JSON:
        shown = message_json(self.workspace, message, metadata=True)
        place = {"channel": message.channel.id, "event_ts": message.ts}
        if message.broadcast:
            shown["subtype"] = "thread_broadcast"
        return {**shown, **place, "channel_type": message.channel.kind}

    def _stamped(self, channel: Channel, told: JSON) -> JSON:
        ts = self.workspace.new_ts()
        stamp = {"channel": channel.id, "ts": ts, "event_ts": ts, "channel_type": channel.kind}
        return {"type": "message", **told, **stamp}

    def _message(self, channel: Channel, event: JSON) -> None:
        self._send(event, _SUBSCRIPTION[channel.kind], channel)

    def _send(self, event: JSON, subscription: str, channel: Channel) -> None:
        workspace = self.workspace
        if workspace.bot.id not in channel.members or not self._subscribed(subscription):
            return
        authorization = {"team_id": workspace.team_id, "user_id": workspace.bot.id, "is_bot": True}
        payload = {
            "token": "loopback-verification",
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": workspace.new_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [{"enterprise_id": None, **authorization, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": f"4-{workspace.new_id('E')}",
        }
        self.courier.send(Delivery(EVENTS, _name(event), payload))

    def _subscribed(self, subscription: str) -> bool:
        """Whether the installed app asked for such events; without a manifest it gets all."""
        manifest = self.workspace.manifest
        if manifest is None:
            return True
        wanted = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
        return subscription in wanted


def _name(event: JSON) -> str:
    """The event's type, with its subtype if it has one: "message/message_changed"."""
    return "/".join(filter(None, (str(event["type"]), event.get("subtype"))))
