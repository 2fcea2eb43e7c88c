"""Socket Mode: a socket that Herald opens, and that is watched, because sockets die without a word."""

import asyncio
import logging
import time

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.errors import ChatError, SettingsError
from handlers.slack.people import UNREACHABLE

log = logging.getLogger(__name__)

GLANCE_SECONDS = 2.0
"""Between two looks at the socket."""

LOST_SECONDS = 60.0
"""A socket that has been closed for so long will not come back by itself: the process ends."""

SILENT_SECONDS, SILENT_TURNS = 5.0, 6
"""A socket on which so many of Slack's pings have not come, for so long at least, is dead."""

OPENING_SECONDS = 30

REFUSED = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type"}
"""What Slack answers to a token that it does not know."""

_ENDS = "start Herald again."


class Wire(aiohttp.ClientWebSocketResponse):
    """A socket that knows when Slack was last heard on it, and at what intervals Slack pings."""

    heard = pinged = interval = 0.0

    async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:  # noqa: ASYNC109  aiohttp's own
        """The next message."""
        message = await super().receive(timeout)
        now = time.monotonic()
        if message.type is aiohttp.WSMsgType.PING:
            self.interval, self.pinged = (now - self.pinged if self.pinged else 0.0), now
        if message.type in {aiohttp.WSMsgType.PING, aiohttp.WSMsgType.TEXT}:
            self.heard = now
        return message

    @property
    def silent(self) -> bool:
        """Whether Slack, which has pinged before, does so no more, even if it still answers our pings."""
        patience = max(SILENT_SECONDS, SILENT_TURNS * self.interval)
        return self.interval > 0 and time.monotonic() - self.heard > patience


async def listen_on_sockets(app: AsyncApp, token: str, logger: logging.Logger) -> None:
    """Listen until cancelled. Raises `SettingsError` for a wrong token, `ChatError` when Slack is lost."""
    handler = AsyncSocketModeHandler(app, token, logger=logger)
    await handler.client.aiohttp_client_session.close()
    handler.client.aiohttp_client_session = aiohttp.ClientSession(ws_response_class=Wire)
    try:
        await _open(handler)
        log.info("slack: listening")
        await _watch(handler)
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's own


async def _open(handler: AsyncSocketModeHandler) -> None:
    try:
        async with asyncio.timeout(OPENING_SECONDS):
            # `connect` would try a wrong token for ever.
            handler.client.wss_uri = await handler.client.issue_new_wss_url()
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's own
    except SlackApiError as error:
        if error.response.get("error") in REFUSED:
            raise SettingsError("Slack refuses SLACK_APP_TOKEN; make a new one and set it.") from None
        raise ChatError("Slack opens no socket for Herald; try again later.") from None
    except UNREACHABLE:
        raise ChatError("Slack opens no socket for Herald; check the network.") from None


async def _watch(handler: AsyncSocketModeHandler) -> None:
    """Return never; raise `ChatError` when the socket is dead or does not come back."""
    lost_since: float | None = None
    while True:
        await asyncio.sleep(GLANCE_SECONDS)
        wire = handler.client.current_session
        if isinstance(wire, Wire) and not wire.closed and wire.silent:
            raise ChatError(f"Slack has gone silent on its socket; {_ENDS}")
        if await handler.client.is_connected():
            lost_since = None
            continue
        lost_since = lost_since or time.monotonic()
        if time.monotonic() - lost_since > LOST_SECONDS:
            raise ChatError(f"The connection to Slack is lost and does not come back; {_ENDS}")
