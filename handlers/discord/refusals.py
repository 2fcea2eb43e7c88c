"""What Discord does wrong, or the way to it, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.errors import ChatError

_ADVICE = {
    50001: "Herald does not see that channel: give it the right to view it.",
    50013: "Herald lacks a right in that channel; docs/discord.md lists those that it needs.",
    50083: "That thread is locked; ask a moderator to unlock it.",
    10003: "That channel is gone; ask in another one.",
    10008: "The message that Herald was asked in is gone; ask again.",
}


@contextmanager
def told() -> Iterator[None]:
    """Turn what Discord or the way to it does wrong into a `ChatError` in words."""
    try:
        yield
    except discord.LoginFailure:
        raise ChatError("Discord refuses DISCORD_TOKEN; make a new one and set it.") from None
    except discord.HTTPException as error:
        number = error.code or error.status
        words = _ADVICE.get(error.code, f"Discord refused a message ({number}); try again later.")
        raise ChatError(words) from None
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError):
        raise ChatError("Discord does not answer as it should; it is tried again for a while.") from None
