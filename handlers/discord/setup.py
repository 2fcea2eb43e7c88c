"""What Herald's app at Discord has and what it lacks, for `herald doctor`: no library of Discord's is needed.

https://docs.discord.com/developers/topics/permissions
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

from bot.lab import Lab

JSON = dict[str, Any]
Get = Callable[[str], Awaitable[JSON | None]]
"""What Discord's API has at a path; None for what it does not show."""

PERMISSIONS = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Create Public Threads": 1 << 35,
    "Send Messages in Threads": 1 << 38,
    "Attach Files": 1 << 15,
    "Add Reactions": 1 << 6,
    "Read Message History": 1 << 16,
}
"""What Herald needs in a channel; docs/discord.md says for what."""

READS = 1 << 18 | 1 << 19
"""The flags of an app that may read messages: it was admitted to, or it is switched on for a small one."""

NOT_READING = (
    "links are not noticed; switch on “Message Content Intent” (developer portal, Bot) if they should be"
)

_ADMINISTRATOR = 1 << 3


async def faults(get: Get, lab: Lab) -> AsyncIterator[str]:
    """A sentence for each channel of the lab file in which Herald cannot do its work."""
    me = await get("/users/@me") or {}
    addresses = dict.fromkeys((*lab.watched, *lab.channels))
    for channel_id in (one.partition(":")[2] for one in addresses if one.startswith("discord:")):
        channel = await get(f"/channels/{channel_id}")
        guild_id = channel.get("guild_id") if channel else None
        guild = await get(f"/guilds/{guild_id}") if guild_id else None
        member = await get(f"/guilds/{guild_id}/members/{me.get('id')}") if guild_id else None
        if channel is None or guild is None or member is None:
            yield f"Herald does not see the channel {channel_id} of lab.toml; let it view it, or mend the id"
            continue
        lacks = missing(guild, {**member, "id": me.get("id")}, channel)
        if lacks:
            yield f"in #{channel.get('name')} Herald lacks {', '.join(lacks)}; allow it there"


def missing(guild: JSON, member: JSON, channel: JSON) -> list[str]:
    """The permissions that a member of the guild does not have in a channel, by the names people read.

    `member` has its own `id`; what roles give, the channel takes away or adds: for everybody, by role, by
    person.
    """
    everyone, roles = str(guild["id"]), set(member.get("roles", ()))
    given = 0
    for role in guild.get("roles", ()):
        if role["id"] == everyone or role["id"] in roles:
            given |= int(role["permissions"])
    if given & _ADMINISTRATOR:
        return []
    changes = channel.get("permission_overwrites", ())
    for ids in ({everyone}, roles, {str(member["id"])}):
        given = _changed(given, [change for change in changes if change["id"] in ids])
    return [name for name, bit in PERMISSIONS.items() if not given & bit]


def _changed(given: int, changes: Iterable[JSON]) -> int:
    denied = allowed = 0
    for change in changes:
        denied |= int(change["deny"])
        allowed |= int(change["allow"])
    return given & ~denied | allowed
