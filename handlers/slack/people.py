"""Who somebody is: names and user groups, asked of Slack and remembered for a while."""

import asyncio
import logging
import time
from dataclasses import dataclass, field

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.people import Person

log = logging.getLogger(__name__)

UNREACHABLE = (SlackClientError, aiohttp.ClientError, OSError)
"""What the SDK raises when Slack refuses, or does not answer, or not in time."""

NAME_SECONDS, GROUP_SECONDS = 86_400.0, 300.0
"""So long a name, and who is in a group, are taken as known."""

PATIENCE = 1.5
"""Seconds to wait for Slack's answer: a deed has to be acknowledged within three."""


@dataclass
class Directory:
    """The people of a workspace. `groups` are the user groups that the lab file names, by their ids."""

    client: AsyncWebClient
    groups: tuple[str, ...]
    _names: dict[str, tuple[float, str]] = field(default_factory=dict)
    _bots: set[str] = field(default_factory=set)
    _members: dict[str, tuple[float, frozenset[str]]] = field(default_factory=dict)

    async def person(self, known: Person) -> Person:
        """The same person with the name they go by, if Slack tells it in time, and with their groups."""
        name, groups = known.name, known.groups
        try:
            async with asyncio.timeout(PATIENCE):
                name = await self._name(known.id) or name
                groups = tuple([group for group in self.groups if known.id in await self._in_group(group)])
        except UNREACHABLE as error:
            log.warning("Slack does not tell who somebody is (%s)", type(error).__name__)
        return known.model_copy(update={"name": name, "groups": groups})

    def is_bot(self, user: str) -> bool:
        """Whether that is an app's bot, as far as `person` has found out."""
        return user in self._bots

    async def _name(self, user: str) -> str:
        until, name = self._names.get(user, (0.0, ""))
        if until < time.monotonic():
            known = (await self.client.users_info(user=user))["user"]
            if known.get("is_bot"):
                self._bots.add(user)
            profile = known["profile"]
            name = str(profile.get("display_name") or profile.get("real_name") or "")
            self._names[user] = (time.monotonic() + NAME_SECONDS, name)
        return name

    async def _in_group(self, group: str) -> frozenset[str]:
        until, members = self._members.get(group, (0.0, frozenset()))
        if until < time.monotonic():
            members = frozenset((await self.client.usergroups_users_list(usergroup=group))["users"])
            self._members[group] = (time.monotonic() + GROUP_SECONDS, members)
        return members
