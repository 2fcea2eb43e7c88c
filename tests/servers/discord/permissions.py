"""What our bot may do in a channel."""

from tests.servers.discord.errors import ApiError
from tests.servers.discord.model import Channel, Thread

BITS = {
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "send_messages_in_threads": 1 << 38,
}
"""https://discord.com/developers/docs/topics/permissions"""

_MODERATION = frozenset({"manage_messages", "manage_threads", "mention_everyone"})
GRANTED = frozenset(BITS) - _MODERATION
"""What everybody in the guild has, our bot too."""


def bits(names: frozenset[str] | set[str]) -> int:
    """Names as Discord's number."""
    return sum(BITS[name] for name in names)


def granted(channel: Channel) -> int:
    """What our bot has in a channel, as Discord's number."""
    return bits(GRANTED - channel.home.denied)


def require(channel: Channel, *names: str) -> None:
    """Raise 50001 when our bot does not see the channel, 50013 when it lacks one of these."""
    if channel.direct:
        return
    denied = channel.home.denied | _MODERATION
    if "view_channel" in denied:
        raise ApiError(403, 50001, "Missing Access")
    if any(name in denied for name in names):
        raise ApiError(403, 50013, "Missing Permissions")


def require_sending(channel: Channel, *, files: bool, embeds: bool) -> None:
    """Raise unless our bot may post such a message there."""
    require(channel, "send_messages_in_threads" if isinstance(channel, Thread) else "send_messages")
    if files:
        require(channel, "attach_files")
    if embeds:
        require(channel, "embed_links")


def require_unarchived(channel: Channel) -> None:
    """Raise 50083 in an archived thread."""
    if isinstance(channel, Thread) and channel.archived:
        raise ApiError(400, 50083, "Thread is archived")
