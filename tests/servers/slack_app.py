"""What the tests of the loopback Slack share: a small app on Bolt, and parts of messages and forms.

As a program it is an app that repeats what it hears: `python -m tests.servers.slack_app`.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import LoopbackSlack, Person

JSON = dict[str, Any]
_ANY = re.compile(".*")
_EVENTS = ("message", "app_mention", "reaction_added", "reaction_removed", "app_home_opened")


class SmallApp:
    """An app that acknowledges everything and remembers what came."""

    def __init__(self, slack: LoopbackSlack) -> None:
        self.client = client(slack)
        self.bolt = AsyncApp(client=self.client, signing_secret=slack.signing_secret)
        self.heard: list[JSON] = []
        self.retries: list[str] = []  # the header that tells them, of each event
        self.answer: JSON = {}  # what acknowledgements of commands and forms carry
        for kind in _EVENTS:
            self.bolt.event(kind)(self._hear)
        self.bolt.action(_ANY)(self._hear)
        self.bolt.shortcut(_ANY)(self._hear)
        self.bolt.view_closed(_ANY)(self._hear)
        self.bolt.view(_ANY)(self._answer)
        self.bolt.command(_ANY)(self._answer)

    async def _hear(self, ack: Any, body: JSON, request: Any) -> None:
        self.heard.append(body)
        self.retries += request.headers.get("x-slack-retry-num", [])
        await ack()

    async def _answer(self, ack: Any, body: JSON) -> None:
        self.heard.append(body)
        await ack(**self.answer)

    def events(self, kind: str) -> list[JSON]:
        """The events of that type."""
        return [body["event"] for body in self.heard if body.get("event", {}).get("type") == kind]

    def of(self, kind: str) -> list[JSON]:
        """The interactions of that type, or the uses of that command."""
        return [body for body in self.heard if kind in (body.get("type"), body.get("command"))]


@asynccontextmanager
async def small_app(slack: LoopbackSlack, look_after: float = 5.0) -> AsyncIterator[SmallApp]:
    """The app, connected by Socket Mode; so many seconds lie between its looks after its socket."""
    app = SmallApp(slack)
    handler: Any = AsyncSocketModeHandler(app.bolt, slack.app_token, ping_interval=look_after)
    try:
        await handler.connect_async()
        await slack.eventually(lambda: slack.connected, what="the socket")
        yield app
    finally:
        await handler.close_async()


def client(slack: LoopbackSlack, token: str | None = None) -> AsyncWebClient:
    """Slack's own SDK, pointed at the loopback."""
    return AsyncWebClient(token or slack.bot_token, base_url=slack.api_url)


async def code(call: Awaitable[Any]) -> str:
    """The code with which a call is refused; "" if it is not."""
    try:
        await call
    except SlackApiError as error:
        return str(error.response["error"])
    return ""


def trigger(slack: LoopbackSlack, person: Person) -> str:
    """A fresh trigger, as any deed of a person makes one."""
    return slack.run(lambda: slack.workspace.add_trigger(person.id))


def plain(text: str) -> JSON:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def section(text: str) -> JSON:
    """A section of text."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(text: str = "Go", action_id: str = "go", value: str = "1") -> JSON:
    """A button."""
    return {"type": "button", "action_id": action_id, "value": value, "text": plain(text)}


def row(*elements: JSON) -> JSON:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def field(label: str, block_id: str, **more: Any) -> JSON:
    """An input block for text."""
    element = {"type": "plain_text_input", "action_id": "text", **more}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element}


def modal(*blocks: JSON, **more: Any) -> JSON:
    """A form."""
    return {
        "type": "modal",
        "title": plain("A form"),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


MANIFEST: JSON = {
    "display_information": {"name": "Small"},
    "features": {
        "slash_commands": [{"command": "/thread", "description": "Draft a thread"}],
        "shortcuts": [
            {"name": "Approve tweet", "type": "message", "callback_id": "approve", "description": "-"},
            {"name": "New draft", "type": "global", "callback_id": "new", "description": "-"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["channels:history", "chat:write", "commands", "reactions:read"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.channels", "reaction_added"]}},
}
"""A manifest with a little of everything."""


async def _repeat() -> None:
    client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client)

    @app.event("message")
    async def repeat(event: JSON, say: Any) -> None:
        await say(f"heard: {event['text']}")

    handler: Any = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
    await handler.connect_async()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_repeat())
