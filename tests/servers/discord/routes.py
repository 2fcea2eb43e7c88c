"""Which request does what.

https://discord.com/developers/docs/reference
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord import commands, messages, places
from tests.servers.discord.calls import Call
from tests.servers.discord.interactions import Interactions
from tests.servers.discord.world import World

Deed = Callable[[World, Call], Any]


@dataclass(frozen=True)
class Route:
    """A method and a path, what is done, and the rate limit that it counts for ("" for none)."""

    method: str
    path: str
    deed: Deed
    bucket: str = "other"
    open: bool = False  # needs no token of the bot
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", pattern_of(self.path))


def pattern_of(path: str) -> re.Pattern[str]:
    """A path with `{names}` as a pattern; each stands for one step."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)) + "$")


_CHANNEL = "/channels/{channel_id}"
_MESSAGES = f"{_CHANNEL}/messages"
_MESSAGE = f"{_MESSAGES}/{{message_id}}"
_REACTION = f"{_MESSAGE}/reactions/{{emoji_name}}"
_APPLICATION = "/applications/{application_id}"
_GUILD = "/guilds/{guild_id}"
_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ANSWER = f"{_WEBHOOK}/messages/{{message_id}}"


def table(interactions: Interactions) -> tuple[Route, ...]:
    """All routes there are."""
    fixed = (
        Route("GET", "/users/@me", places.me),
        Route("GET", "/users/@me/guilds", places.guilds),
        Route("POST", "/users/@me/channels", places.open_direct),
        Route("GET", "/users/{user_id}", places.user),
        Route("GET", "/oauth2/applications/@me", places.application),
        Route("GET", "/applications/@me", places.application),
        Route("GET", "/gateway", places.gateway, open=True),
        Route("GET", "/gateway/bot", places.gateway),
        Route("GET", _GUILD, places.guild),
        Route("GET", f"{_GUILD}/channels", places.guild_channels),
        Route("GET", f"{_GUILD}/roles", places.roles),
        Route("GET", f"{_GUILD}/members/{{user_id}}", places.member),
        Route("GET", f"{_GUILD}/threads/active", places.active_threads),
        Route("GET", _CHANNEL, places.channel),
        Route("PATCH", _CHANNEL, places.change_channel),
        Route("POST", f"{_CHANNEL}/threads", places.thread_alone),
        Route("GET", f"{_CHANNEL}/threads/archived/public", places.archived_threads),
        Route("PUT", f"{_CHANNEL}/thread-members/{{user_id}}", places.join_thread),
        Route("POST", f"{_CHANNEL}/typing", messages.typing),
        Route("GET", _MESSAGES, messages.history),
        Route("POST", _MESSAGES, messages.create, "post"),
        Route("GET", _MESSAGE, messages.read_one),
        Route("PATCH", _MESSAGE, messages.edit, "edit"),
        Route("DELETE", _MESSAGE, messages.delete, "delete"),
        Route("POST", f"{_MESSAGE}/threads", places.thread_from_message),
        Route("GET", _REACTION, messages.reactors),
        Route("PUT", f"{_REACTION}/@me", messages.react, "react"),
        Route("DELETE", f"{_REACTION}/@me", messages.unreact, "react"),
        Route("DELETE", f"{_REACTION}/{{user_id}}", messages.unreact, "react"),
    )
    registry = tuple(
        Route(method, f"{_APPLICATION}{place}/commands{rest}", deed)
        for place in ("", _GUILD)
        for method, rest, deed in (
            ("GET", "", commands.listed),
            ("PUT", "", commands.overwrite),
            ("POST", "", commands.create),
            ("DELETE", "/{command_id}", commands.delete),
        )
    )
    callback = "/interactions/{interaction_id}/{interaction_token}/callback"
    answers = (
        Route("POST", callback, lambda _, call: interactions.callback(call), "", open=True),
        Route("POST", _WEBHOOK, lambda _, call: interactions.follow_up(call), "webhook", open=True),
        Route("GET", _ANSWER, lambda _, call: interactions.read(call), "webhook", open=True),
        Route("PATCH", _ANSWER, lambda _, call: interactions.edit(call), "webhook", open=True),
        Route("DELETE", _ANSWER, lambda _, call: interactions.delete(call), "webhook", open=True),
    )
    return (*fixed, *registry, *answers)
