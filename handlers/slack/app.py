"""Slack as a platform: one app, on a socket that it opens or on calls that Slack makes."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ChatError, SettingsError
from bot.hearing import Hearing
from bot.lab import Lab
from bot.ports import Chat
from bot.settings import Settings
from handlers.platform import Platform
from handlers.slack.chat import PLATFORM, SlackChat
from handlers.slack.events import Events
from handlers.slack.people import Directory

log = logging.getLogger(__name__)

GLANCE_SECONDS = 2.0
"""Between two looks at the socket."""

LOST_SECONDS = 60.0
"""A socket that has been dead for so long will not come back by itself: the process ends."""

DRAIN_SECONDS = 5.0
"""What has been acknowledged and not been answered yet is given so long at the end."""

_CALL_SECONDS = 30
_REFUSED = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type"}


@dataclass
class SlackPlatform:
    """See `Platform`."""

    settings: Settings
    client: AsyncWebClient
    chat: Chat
    name: str = PLATFORM

    async def serve(self, hearing: Hearing) -> None:
        """See `Platform.serve`."""
        lab = hearing.workflow.lab
        events = Events(hearing, self.chat, self.client, Directory(self.client, _groups(lab)))
        secret = self.settings.slack_signing_secret
        app = AsyncApp(
            client=self.client,
            signing_secret=secret.get_secret_value() if secret else "unused on a socket",
            process_before_response=True,
            logger=_quiet("slack_bolt"),
        )
        events.listen(app)
        await self._check_token()
        try:
            if self.settings.slack_app_token:
                await self._on_a_socket(app, self.settings.slack_app_token.get_secret_value())
            else:
                await self._on_calls(app)
        finally:
            await events.drain(DRAIN_SECONDS)

    async def _check_token(self) -> None:
        try:
            await self.client.auth_test()
        except SlackApiError as error:
            if error.response.get("error") in _REFUSED:
                raise SettingsError("Slack refuses SLACK_BOT_TOKEN; make a new one and set it.") from None
            raise ChatError("Slack does not answer as it should; check SLACK_API_URL.") from None
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError):
            raise ChatError("Slack cannot be reached; check the network and SLACK_API_URL.") from None

    async def _on_a_socket(self, app: AsyncApp, token: str) -> None:
        """Listen on sockets that Slack hands out, until cancelled or until none can be had."""
        handler = AsyncSocketModeHandler(app, token, logger=_quiet("slack_sdk"))
        await self._open(handler)
        log.info("slack: listening")
        lost_since: float | None = None
        loop = asyncio.get_running_loop()
        try:
            while True:
                await asyncio.sleep(GLANCE_SECONDS)
                if await handler.client.is_connected():
                    lost_since = None
                    continue
                lost_since = lost_since or loop.time()
                if loop.time() - lost_since > LOST_SECONDS:
                    raise ChatError(
                        "The connection to Slack is lost and does not come back; start Herald again."
                    )
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's own

    async def _open(self, handler: AsyncSocketModeHandler) -> None:
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                # `connect` would try a wrong token for ever.
                handler.client.wss_uri = await handler.client.issue_new_wss_url()
                await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's own
        except SlackApiError as error:
            if error.response.get("error") in _REFUSED:
                raise SettingsError("Slack refuses SLACK_APP_TOKEN; make a new one and set it.") from None
            raise ChatError("Slack opens no socket for Herald; try again later.") from None
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError):
            raise ChatError("Slack opens no socket for Herald; check the network.") from None

    async def _on_calls(self, app: AsyncApp) -> None:
        """Listen for Slack's signed calls until cancelled."""
        if self.settings.slack_signing_secret is None:
            raise SettingsError(
                "Set SLACK_APP_TOKEN for a socket, or SLACK_SIGNING_SECRET for Slack's calls."
            )
        runner = web.AppRunner(app.web_app(path="/slack/events"), access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, port=self.settings.slack_port)
            try:
                await site.start()
            except OSError as error:
                raise SettingsError(
                    f"Port {self.settings.slack_port} cannot be used ({error.strerror}): "
                    "set HERALD_SLACK_PORT."
                ) from None
            log.info("slack: listening on port %d", self.settings.slack_port)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()


@asynccontextmanager
async def slack_platform(settings: Settings) -> AsyncIterator[Platform]:
    """Slack, if there is a token for it. Raises `SettingsError` without one."""
    if settings.slack_bot_token is None:
        raise SettingsError("SLACK_BOT_TOKEN is not set; README.md says how Herald comes into Slack.")
    async with aiohttp.ClientSession(trust_env=True) as session:
        client = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=f"{settings.slack_api_url}/",
            session=session,
            timeout=_CALL_SECONDS,
            trust_env_in_session=True,
            # Anything but a 429 may have been done: whether it was, is found out when it is tried again.
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=3)],
            logger=_quiet("slack_sdk"),
        )
        yield SlackPlatform(settings, client, SlackChat(client, pause=settings.slack_pause))


def _groups(lab: Lab) -> tuple[str, ...]:
    """The user groups among the lab's approvers: Slack's ids of groups begin with S."""
    beginning = f"{PLATFORM}:S"
    return tuple(one.partition(":")[2] for one in lab.approvers if one.startswith(beginning))


def _quiet(name: str) -> logging.Logger:
    """A logger for Slack's libraries, which would print what people have said and tokens."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.CRITICAL)
    return logger
