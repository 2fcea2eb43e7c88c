"""Slack as a platform: one app, on a socket that it opens or on calls that Slack makes."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from aiolimiter import AsyncLimiter
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ChatError, SettingsError
from bot.hearing import Hearing
from bot.lab import Lab
from bot.ports import Chat
from bot.settings import Settings
from handlers.platform import Platform
from handlers.slack import blocks
from handlers.slack.chat import PLATFORM, SlackChat
from handlers.slack.commands import Commands
from handlers.slack.desk import Desk
from handlers.slack.events import Events
from handlers.slack.forms import Forms
from handlers.slack.people import UNREACHABLE, Directory
from handlers.slack.sockets import REFUSED, listen_on_sockets

log = logging.getLogger(__name__)

DRAIN_SECONDS = 5.0
"""What has been acknowledged and not been answered yet is given so long at the end."""

_CALL_SECONDS = 30


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
        desk = Desk(hearing, self.chat, self.client, Directory(self.client, _groups(lab)))
        secret = self.settings.slack_signing_secret
        app = AsyncApp(
            client=self.client,
            signing_secret=secret.get_secret_value() if secret else "unused on a socket",
            process_before_response=True,
            logger=_quiet("slack_bolt"),
        )
        _listen(app, desk, Forms(desk, AsyncLimiter(20, max(15 * self.settings.slack_pause, 0.001))))
        await self._check_token()
        try:
            if self.settings.slack_app_token:
                token = self.settings.slack_app_token.get_secret_value()
                await listen_on_sockets(app, token, _quiet("slack_sdk"))
            else:
                await self._on_calls(app)
        finally:
            await desk.drain(DRAIN_SECONDS)

    async def _check_token(self) -> None:
        try:
            await self.client.auth_test()
        except SlackApiError as error:
            if error.response.get("error") in REFUSED:
                raise SettingsError("Slack refuses SLACK_BOT_TOKEN; make a new one and set it.") from None
            raise ChatError("Slack does not answer as it should; check SLACK_API_URL.") from None
        except UNREACHABLE:
            raise ChatError("Slack cannot be reached; check the network and SLACK_API_URL.") from None

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
        raise SettingsError("SLACK_BOT_TOKEN is not set; docs/slack.md says how Herald comes into Slack.")
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


def _listen(app: AsyncApp, desk: Desk, forms: Forms) -> None:
    """Have the app call Herald's listeners."""
    events, commands = Events(desk), Commands(desk, forms)
    app.event("message")(events.message)
    app.event("app_mention")(events.mention)
    app.event("reaction_added")(events.reaction)
    app.event("reaction_removed")(events.reaction)
    app.event("app_home_opened")(events.home)
    app.event(re.compile(""))(_heard_for_nothing)  # else Slack would tell it again and again
    app.command("/thread")(commands.thread)
    app.command("/tweet")(commands.tweet)
    app.command("/poster-ad")(commands.poster)
    app.action(re.compile(rf"^{blocks.BUTTON}-"))(commands.button)
    app.shortcut("draft")(commands.draft)
    app.shortcut(re.compile("^(approve|regenerate|shorten)$"))(commands.shortcut)
    app.action(blocks.TYPED)(forms.typed)
    app.view(blocks.FORM)(forms.sent)
    app.error(_failed)


async def _heard_for_nothing() -> None:
    """Events that mean nothing to Herald are acknowledged all the same."""


async def _failed(error: Exception) -> None:
    """A listener that fails is not acknowledged: Slack tells it again. Its words stay out of the log."""
    log.warning("a deed could not be written down (%s); Slack will tell it again", type(error).__name__)


def _groups(lab: Lab) -> tuple[str, ...]:
    """The user groups among the lab's approvers: Slack's ids of groups begin with S."""
    beginning = f"{PLATFORM}:S"
    return tuple(one.partition(":")[2] for one in lab.approvers if one.startswith(beginning))


def _quiet(name: str) -> logging.Logger:
    """A logger for Slack's libraries, which would print what people have said and tokens."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.CRITICAL)
    return logger
