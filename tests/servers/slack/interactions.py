"""What the app gets when people press, choose, submit and command, and what its answer does.

Source: the reference pages "block_actions payload", "view_submission payload", "shortcut payload" and
"Slash commands".
"""

from typing import Any

from tests.servers.slack import forms, respond, views
from tests.servers.slack.courier import COMMANDS, INTERACTIVE, Courier, Delivery
from tests.servers.slack.desk import Desk
from tests.servers.slack.errors import SlackError
from tests.servers.slack.shapes import handle_of, message_json, view_json
from tests.servers.slack.state import JSON, Channel, Message, Refusal, User, View

TOKEN = "loopback-verification"  # noqa: S105  Slack's outdated token, which nobody should look at


class Interactions:
    """Makes the payloads, gives them to the courier, does what the acknowledgements say."""

    def __init__(self, desk: Desk, courier: Courier) -> None:
        self.desk = desk
        self.workspace = desk.workspace
        self.courier = courier

    def pressed(self, user: User, where: Message | View, element: JSON, chosen: JSON) -> Delivery:
        """An element of a message or a view was used."""
        shown: JSON = {
            key: element[key] for key in ("action_id", "block_id", "type", "style") if key in element
        }
        if element["type"] == "button":
            words: JSON = {key: element[key] for key in ("text", "value", "url") if key in element}
            shown |= words
        action = {**shown, **chosen, "action_ts": self.workspace.new_ts()}
        state = {"values": where.entries if isinstance(where, View) else forms.values(where.blocks)}
        payload = self._payload("block_actions", user, view=where.id if isinstance(where, View) else "")
        payload |= {"actions": [action]}
        if isinstance(where, View):
            payload["container"] = {"type": "view", "view_id": where.id}
            payload["view"] = view_json(self.workspace, where, state["values"])
        else:
            payload |= self._about(where, user) | {"state": state}
        return self.courier.send(Delivery(INTERACTIVE, "block_actions", payload))

    def _about(self, message: Message, user: User) -> JSON:
        """The message on which something was pressed, and where to answer."""
        channel = message.channel
        container: JSON = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
        container["is_ephemeral"] = bool(message.seen_by)
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        about: JSON = {"container": container, "channel": {"id": channel.id, "name": _name(channel)}}
        if not message.seen_by:
            about["message"] = message_json(self.workspace, message, metadata=True)
        return about | {"response_url": self.workspace.add_response_url(channel, user.id, message)}

    def shortcut(self, user: User, callback_id: str, message: Message | None) -> Delivery:
        """A shortcut was chosen: of a message, or a global one."""
        kind = "message_action" if message else "shortcut"
        payload = self._payload(kind, user) | {"callback_id": callback_id}
        payload["action_ts"] = self.workspace.new_ts()
        if message:
            channel = message.channel
            payload |= {
                "channel": {"id": channel.id, "name": _name(channel)},
                "message_ts": message.ts,
                "message": message_json(self.workspace, message, metadata=True),
                "response_url": self.workspace.add_response_url(channel, user.id, message),
            }
        return self.courier.send(Delivery(INTERACTIVE, kind, payload))

    def command(self, user: User, command: str, text: str, channel: Channel) -> Delivery:
        """A slash command was typed."""
        payload = {
            "token": TOKEN,
            "team_id": self.workspace.team_id,
            "team_domain": self.workspace.domain,
            "channel_id": channel.id,
            "channel_name": _name(channel),
            "user_id": user.id,
            "user_name": handle_of(user),
            "command": command,
            "text": text,
            "api_app_id": self.workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": self.workspace.add_response_url(channel, user.id),
            "trigger_id": self.workspace.add_trigger(user.id),
        }

        def answered(answer: JSON) -> None:
            if answer:
                self._judged("slash command's answer", answer, self.desk, channel, user.id)

        return self.courier.send(Delivery(COMMANDS, command, payload, answered))

    def _judged(self, what: str, answer: JSON, desk: Desk, channel: Channel, user: str) -> None:
        try:
            respond.say(desk, channel, user, answer)
        except SlackError as error:
            self.workspace.refusals.append(Refusal(what, error.code, error.why, answer))

    def submitted(self, user: User, view: View, state: JSON) -> Delivery:
        """A form was sent; it closes unless the acknowledgement says otherwise."""
        payload = self._payload("view_submission", user, view=view.id)
        payload |= {"view": view_json(self.workspace, view, state), "response_urls": []}
        view.trouble, view.errors = False, {}

        def answered(answer: JSON) -> None:
            try:
                self._obey(view, answer)
            except SlackError as error:
                view.trouble = True
                refusal = Refusal("view_submission's answer", error.code, error.why, answer)
                self.workspace.refusals.append(refusal)

        def failed() -> None:
            view.trouble = True

        return self.courier.send(Delivery(INTERACTIVE, "view_submission", payload, answered, failed))

    def closed(self, user: User, view: View, *, all_of_them: bool) -> Delivery | None:
        """A modal was closed; the app hears of it if it wanted to."""
        self._close(view, all_of_them=all_of_them)
        if not view.body.get("notify_on_close"):
            return None
        payload = self._payload("view_closed", user)
        payload |= {"view": view_json(self.workspace, view), "is_cleared": all_of_them}
        return self.courier.send(Delivery(INTERACTIVE, "view_closed", payload))

    def _obey(self, view: View, answer: JSON) -> None:
        """What the app wants of a form that was sent (Slack's page "Modals")."""
        deed = answer.get("response_action")
        if deed is None:
            self._close(view, all_of_them=False)
        elif deed == "clear":
            self._close(view, all_of_them=True)
        elif deed == "errors":
            view.errors = _known_errors(view, answer.get("errors"))
        elif deed == "update":
            views.change(self.workspace, view, views.checked(self.workspace, answer.get("view")))
        elif deed == "push":
            body = views.checked(self.workspace, answer.get("view"))
            views.put_on_top(self.workspace, views.made(self.workspace, view.user, body))
        else:
            raise SlackError("invalid_response_action", f"there is no {deed!r}")

    def _close(self, view: View, *, all_of_them: bool) -> None:
        stack = self.workspace.stacks.get(view.user, [])
        gone = stack if all_of_them else [view]
        for one in gone:
            one.open = False
        self.workspace.stacks[view.user] = [one for one in stack if one.open]

    def _payload(self, kind: str, user: User, view: str = "") -> JSON:
        handle, team = handle_of(user), self.workspace.team_id
        return {
            "type": kind,
            "token": TOKEN,
            "team": {"id": team, "domain": self.workspace.domain},
            "user": {"id": user.id, "username": handle, "name": handle, "team_id": team},
            "api_app_id": self.workspace.app_id,
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self.workspace.add_trigger(user.id, view),
        }


def _known_errors(view: View, errors: Any) -> JSON:
    inputs = {block["block_id"] for block in view.blocks if block.get("type") == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_errors", f"errors belong to input blocks, which are {sorted(inputs)}")
    return errors


def _name(channel: Channel) -> str:
    return {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)
