"""Discord as a platform: listens at the gateway, and speaks by a chat of its own."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.errors import ChatError, SettingsError
from bot.hearing import Hearing
from bot.ports import Chat
from bot.settings import Settings
from handlers.discord.addresses import PLATFORM
from handlers.discord.chat import EDIT_SECONDS, DiscordChat
from handlers.discord.listening import Listener
from handlers.platform import Platform

log = logging.getLogger(__name__)

BAD_TOKEN = "Discord refuses DISCORD_TOKEN: make a new one (developer portal, Bot, Reset Token) and set it."  # noqa: S105  no token
NO_CONTENT = (
    "Discord does not let Herald read messages, so links are not noticed; switch on “Message Content Intent” "
    "(developer portal, Bot) and start Herald again. Commands, menus and mentions work without it."
)
_TOKEN_REFUSED = 4004


class DiscordPlatform:
    """See `Platform`. Close it, or make it by `discord_platform`."""

    name = PLATFORM

    def __init__(
        self, token: str, api_url: str, gateway_url: str, *, edit_pause: float = EDIT_SECONDS
    ) -> None:
        logging.getLogger("discord").setLevel(logging.CRITICAL)  # it would print what people wrote
        self._token = token
        self._voice = DiscordChat(token, api_url, gateway_url, edit_pause=edit_pause)
        self.chat: Chat = self._voice

    async def aclose(self) -> None:
        """Close what the chat has opened."""
        await self._voice.aclose()

    async def serve(self, hearing: Hearing) -> None:
        """See `Platform.serve`. Without the right to read messages it goes on with what needs none."""
        try:
            try:
                await self._listen(hearing, reads=True)
            except discord.PrivilegedIntentsRequired:
                log.error(NO_CONTENT)  # noqa: TRY400  it is told what to do, not where it was found out
                await self._listen(hearing, reads=False)
        except discord.LoginFailure:
            raise SettingsError(BAD_TOKEN) from None
        except discord.PrivilegedIntentsRequired:
            raise SettingsError(NO_CONTENT) from None
        except discord.ConnectionClosed as error:
            if error.code == _TOKEN_REFUSED:
                raise SettingsError(BAD_TOKEN) from None
            raise ChatError(
                f"Discord has closed the connection for good ({error.code}); start Herald again."
            ) from None
        except discord.HTTPException as error:
            raise ChatError(
                f"Discord does not let Herald in ({error.code or error.status}); try again later."
            ) from None
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError):
            raise ChatError("Discord cannot be reached; check the network and DISCORD_API_URL.") from None
        raise ChatError("The connection to Discord has ended; start Herald again.")

    async def _listen(self, hearing: Hearing, *, reads: bool) -> None:
        """Until cancelled, or until the connection is lost for good; Discord is told good-bye."""
        listener = Listener(hearing, self.chat, reads=reads)
        try:
            await listener.login(self._token)
            await listener.connect()
        finally:
            await listener.close()


@asynccontextmanager
async def discord_platform(settings: Settings) -> AsyncIterator[Platform]:
    """Discord, if there is a token for it. Raises `SettingsError` without one."""
    if settings.discord_token is None:
        raise SettingsError("DISCORD_TOKEN is not set; docs/discord.md says how Herald comes into Discord.")
    platform = DiscordPlatform(
        settings.discord_token.get_secret_value(), settings.discord_api_url, settings.discord_gateway_url
    )
    try:
        yield platform
    finally:
        await platform.aclose()
