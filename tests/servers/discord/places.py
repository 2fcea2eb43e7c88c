"""Who and where over REST: the bot itself, the guild, channels and threads."""

from tests.servers.discord import payloads
from tests.servers.discord.calls import Call
from tests.servers.discord.errors import ApiError, bad_form, unknown
from tests.servers.discord.model import Json, Thread
from tests.servers.discord.permissions import require
from tests.servers.discord.world import World

ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
MOST_NAME = 100


def me(world: World, call: Call) -> Json:
    """The bot's own user."""
    return {**payloads.user(world.bot), "verified": True, "mfa_enabled": False, "email": None}


def application(world: World, call: Call) -> Json:
    """The bot's application."""
    owner = payloads.user(world.owner)
    return {
        "id": str(world.bot.id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 1 << 19 if "message_content" in world.gateway.privileged else 0,
        "owner": owner,
        "team": None,
    }


def gateway(world: World, call: Call) -> Json:
    """Where the gateway is, and how often one may identify."""
    left = 1000 - len(world.gateway.identifies)
    limit = {"total": 1000, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": world.gateway.url, "shards": 1, "session_start_limit": limit}


def guilds(world: World, call: Call) -> list[Json]:
    """The guilds that the bot is in."""
    return [
        {"id": str(world.guild_id), "name": world.guild_name, "icon": None, "owner": False, "features": []}
    ]


def guild(world: World, call: Call) -> Json:
    """The guild."""
    _in_guild(world, call)
    return payloads.guild(
        world.guild_id, world.guild_name, world.users.values(), world.roles.values(), [], world.bot
    )


def guild_channels(world: World, call: Call) -> list[Json]:
    """The channels of the guild, without threads."""
    _in_guild(world, call)
    channels = [each for each in world.channels.values() if not each.direct and not isinstance(each, Thread)]
    return [world.channel_json(each) for each in channels]


def roles(world: World, call: Call) -> list[Json]:
    """The roles of the guild."""
    _in_guild(world, call)
    return [payloads.role(role, position) for position, role in enumerate(world.roles.values())]


def member(world: World, call: Call) -> Json:
    """A member of the guild."""
    _in_guild(world, call)
    if call.id("user_id") not in world.users:
        raise unknown("Member", 10007)
    return payloads.member(world.users[call.id("user_id")])


def user(world: World, call: Call) -> Json:
    """Somebody."""
    if call.id("user_id") not in world.users:
        raise unknown("User", 10013)
    return payloads.user(world.users[call.id("user_id")])


def open_direct(world: World, call: Call) -> Json:
    """The direct conversation with somebody."""
    who = world.users.get(int(call.json["recipient_id"]))
    if who is None or who is world.bot:
        raise ApiError(400, 50033, "Invalid Recipient(s)")
    return world.channel_json(world.direct_channel(who))


def channel(world: World, call: Call) -> Json:
    """A channel or thread."""
    found = world.find_channel(call.id("channel_id"))
    require(found)
    return world.channel_json(found)


def change_channel(world: World, call: Call) -> Json:
    """Change a thread: its name, whether it is archived, when it will be."""
    found = world.find_channel(call.id("channel_id"))
    if not isinstance(found, Thread):
        raise ApiError(403, 50013, "Missing Permissions")
    changes = {
        ours: call.json[theirs]
        for theirs, ours in {
            "name": "name",
            "archived": "archived",
            "locked": "locked",
            "auto_archive_duration": "archive_minutes",
        }.items()
        if call.json.get(theirs) is not None
    }
    require(found, "send_messages_in_threads")
    if "locked" in changes or (found.locked and changes):
        require(found, "manage_threads")
    if found.owner is not world.bot and set(changes) - {"archived"}:
        require(found, "manage_threads")
    if found.archived and changes.get("archived") is not False and changes:
        raise ApiError(400, 50083, "Thread is archived")
    _check_thread(changes.get("name"), changes.get("archive_minutes"))
    world.change_thread(found, **changes)
    return world.channel_json(found)


def thread_from_message(world: World, call: Call) -> Json:
    """Open a thread under a message: it gets the message's id."""
    message = world.find_message(call.id("channel_id"), call.id("message_id"))
    require(message.channel, "create_public_threads", "read_message_history")
    name, minutes = call.json.get("name"), call.json.get("auto_archive_duration")
    _check_thread(name or "", minutes)
    thread = world.open_thread(message.channel, world.bot, str(name), minutes or 4320, message)
    return world.channel_json(thread)


def thread_alone(world: World, call: Call) -> Json:
    """Open a thread that belongs to no message."""
    parent = world.find_channel(call.id("channel_id"))
    require(parent, "create_public_threads")
    if call.json.get("type", 12) != 11:
        raise bad_form("type", "this server opens public threads only")
    name, minutes = call.json.get("name"), call.json.get("auto_archive_duration")
    _check_thread(name or "", minutes)
    return world.channel_json(world.open_thread(parent, world.bot, str(name), minutes or 4320, None))


def active_threads(world: World, call: Call) -> Json:
    """The threads of the guild that are not archived."""
    _in_guild(world, call)
    threads = [each for each in world.channels.values() if isinstance(each, Thread) and not each.archived]
    return {"threads": [world.channel_json(each) for each in reversed(threads)], "members": []}


def archived_threads(world: World, call: Call) -> Json:
    """The archived threads of a channel, the last archived first."""
    parent = world.find_channel(call.id("channel_id"))
    require(parent, "read_message_history")
    threads = [
        each
        for each in world.channels.values()
        if isinstance(each, Thread) and each.archived and each.parent is parent
    ]
    threads.sort(key=lambda each: each.archive_changed, reverse=True)
    return {"threads": [world.channel_json(each) for each in threads], "members": [], "has_more": False}


def join_thread(world: World, call: Call) -> None:
    """Let the bot, or somebody else, into a thread."""
    found = world.find_channel(call.id("channel_id"))
    who = world.bot if call.ids.get("user_id", "@me") == "@me" else world.users.get(call.id("user_id"))
    if not isinstance(found, Thread) or who is None:
        raise unknown("Channel", 10003)
    if found.archived:
        raise ApiError(400, 50083, "Thread is archived")
    if who not in found.members:
        found.members.append(who)


def _check_thread(name: str | None, minutes: int | None) -> None:
    if name is not None and not 1 <= len(name) <= MOST_NAME:
        raise bad_form("name", f"Must be between 1 and {MOST_NAME} in length.")
    if minutes is not None and minutes not in ARCHIVE_MINUTES:
        raise bad_form("auto_archive_duration", f"Value must be one of {ARCHIVE_MINUTES}.")


def _in_guild(world: World, call: Call) -> None:
    if call.id("guild_id") != world.guild_id:
        raise unknown("Guild", 10004)
