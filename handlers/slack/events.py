"""What Slack tells: each event becomes one deed, written down before Slack is told that it arrived."""

import asyncio
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import aiohttp
from slack_bolt.async_app import AsyncBoltContext
from yarl import URL

from bot.deeds import Addressed, Noticed, Reacted
from bot.people import CardRef
from handlers.slack.blocks import home_view
from handlers.slack.chat import handle
from handlers.slack.desk import JSON, Desk, person, place
from handlers.slack.people import PATIENCE

log = logging.getLogger(__name__)

_SAID = {None, "file_share", "thread_broadcast", "message_changed"}
MOST_OF_A_FILE = 200_000
"""Bytes of a text file in which links are looked for: a reading list, not a log."""

_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")


@dataclass
class Events:
    """The listeners."""

    desk: Desk

    async def message(self, body: JSON, context: AsyncBoltContext) -> None:
        """Somebody has posted or changed a message. What other bots post begins nothing: it costs money."""
        event: JSON = body["event"]
        changed = event.get("subtype") == "message_changed"
        said: JSON = event["message"] if changed else event
        if event.get("subtype") not in _SAID or "user" not in said or said.get("bot_id"):
            return
        if not changed and f"<@{context.bot_user_id}>" in said.get("text", ""):
            return  # it comes as a mention, too
        where = place(event["channel"], said.get("thread_ts") or said["ts"])
        files = said.get("files", ()) if self.desk.hearing.watches(where) else ()
        deed = Noticed(
            event=body["event_id"],
            conversation=where,
            person=person(said["user"]),
            message=said["ts"],
            text="\n".join([all_text(said), *[await self._whole(file) for file in files]]),
        )
        await self.desk.hear(deed)

    async def _whole(self, file: JSON) -> str:
        """The text of a file of which only the beginning has come with the message; "" for others."""
        if not file.get("preview_is_truncated") or file.get("size", 0) > MOST_OF_A_FILE:
            return ""
        client, url = self.desk.client, URL(file.get("url_private", ""))
        own = URL(client.base_url)
        if (url.scheme, url.authority) not in {("https", "files.slack.com"), (own.scheme, own.authority)}:
            return ""  # the token goes with it
        try:
            async with asyncio.timeout(PATIENCE), aiohttp.ClientSession(trust_env=True) as http:
                headers = {"Authorization": f"Bearer {client.token}"}
                async with http.get(url, headers=headers, allow_redirects=False) as answer:
                    return await answer.text(errors="replace") if answer.status == HTTPStatus.OK else ""
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("a text file could not be read (%s)", type(error).__name__)
            return ""

    async def mention(self, body: JSON) -> None:
        """Somebody speaks to Herald."""
        event: JSON = body["event"]
        if event.get("bot_id") or "user" not in event:
            return
        deed = Addressed(
            event=body["event_id"],
            conversation=place(event["channel"], event.get("thread_ts") or event["ts"]),
            person=person(event["user"]),
            message=event["ts"],
            text=_MENTION.sub(" ", event.get("text", "")).strip(),
        )
        await self.desk.hear(deed)

    async def reaction(self, body: JSON) -> None:
        """Somebody has put an emoji on a message, or taken it away."""
        event: JSON = body["event"]
        item: JSON = event["item"]
        if item.get("type") != "message":
            return
        deed = Reacted(
            event=body["event_id"],
            conversation=place(item["channel"]),
            person=person(event["user"]),
            message=CardRef(handle=handle(item["channel"], item["ts"])),
            emoji=event["reaction"].partition("::")[0],
            added=event["type"] == "reaction_added",
            at=datetime.fromtimestamp(float(event["event_ts"]), UTC),
        )
        await self.desk.hear(deed)

    async def home(self, body: JSON) -> None:
        """Somebody looks at Herald's home."""
        if body["event"].get("tab") == "home":
            self.desk.later(self._publish(body["event"]["user"]))

    async def _publish(self, user: str) -> None:
        drafts = await self.desk.hearing.home(person(user))
        await self.desk.client.views_publish(user_id=user, view=home_view(drafts, person=user))


def all_text(message: JSON) -> str:
    """All that a message says: its text, its snippets' beginnings, and what it quotes."""
    parts = [message.get("text", "")]
    for file in message.get("files", ()):
        parts += [file.get(name, "") for name in ("title", "preview", "plain_text")]
    for quoted in message.get("attachments", ()):
        parts += [quoted.get(name, "") for name in ("from_url", "original_url", "text")]
    return "\n".join(str(part) for part in parts if part)
