"""How Herald names Discord's messages, and where it finds Discord."""

import re

import discord
import yarl

from bot.errors import ChatError
from bot.people import CardRef

PLATFORM = "discord"

_HANDLE = re.compile(rf"{PLATFORM}:(?P<channel>\d+)/(?P<message>\d+)")
_LINK = re.compile(r"https://(?:\w+\.)?discord(?:app)?\.com/channels/\d+/(?P<channel>\d+)/(?P<message>\d+)")


def point_at(api_url: str, gateway_url: str) -> None:
    """Where discord.py finds Discord: it knows of one for all clients of a process."""
    discord.http.Route.BASE = api_url
    if gateway_url:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


def handle(channel: int | str, message: int | str) -> str:
    """How Herald names a message of Discord's."""
    return f"{PLATFORM}:{channel}/{message}"


def ids(ref: CardRef) -> tuple[int, int]:
    """The channel and the message that a ref means."""
    found = _HANDLE.fullmatch(ref.handle)
    if found is None:
        raise ChatError("That message is none of Discord's.")
    return int(found["channel"]), int(found["message"])


def linked(url: str) -> CardRef | None:
    """The message whose link Discord's clients copy so; None for anything else."""
    found = _LINK.match(url.strip("<>"))
    return CardRef(handle=handle(found["channel"], found["message"])) if found else None
