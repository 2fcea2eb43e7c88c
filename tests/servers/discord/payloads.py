"""How Discord writes down what there is.

https://discord.com/developers/docs/resources
"""

from collections.abc import Collection, Iterable

from tests.servers.discord.model import Attachment, Channel, Json, Message, Role, Thread, User
from tests.servers.discord.permissions import bits
from tests.servers.discord.snowflakes import stamp


def user(who: User) -> Json:
    """A user, as everybody sees them."""
    return {
        "id": str(who.id),
        "username": who.name if who.bot else who.name.lower().replace(" ", "_"),
        "global_name": None if who.bot else who.name,
        "discriminator": "0" if not who.bot else "0001",
        "avatar": None,
        "bot": who.bot,
        "public_flags": 0,
    }


def member(who: User, *, with_user: bool = True) -> Json:
    """A user as a member of the guild."""
    return {
        **({"user": user(who)} if with_user else {}),
        "nick": None,
        "avatar": None,
        "roles": [str(role.id) for role in who.roles],
        "joined_at": stamp(who.joined),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


def role(one: Role, position: int) -> Json:
    """A role."""
    return {
        "id": str(one.id),
        "name": one.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": position,
        "permissions": str(one.permissions),
        "managed": False,
        "mentionable": True,
        "flags": 0,
    }


def channel(one: Channel, guild_id: int, bot: User) -> Json:
    """A channel, a thread, or a direct conversation."""
    last = one.last_message_id()
    told: Json = {
        "id": str(one.id),
        "type": one.kind,
        "flags": 0,
        "last_message_id": str(last) if last else None,
    }
    if one.recipient:
        return {**told, "recipients": [user(one.recipient)]}
    told |= {"guild_id": str(guild_id), "name": one.name, "rate_limit_per_user": 0}
    if isinstance(one, Thread):
        return told | _of_thread(one, bot)
    overwrites = [{"id": str(bot.id), "type": 1, "allow": "0", "deny": str(bits(one.denied))}]
    return told | {
        "position": one.position,
        "permission_overwrites": overwrites if one.denied else [],
        "nsfw": False,
        "topic": None,
        "parent_id": None,
        "default_auto_archive_duration": 4320,
    }


def _of_thread(one: Thread, bot: User) -> Json:
    told: Json = {
        "parent_id": str(one.parent.id),
        "owner_id": str(one.owner.id),
        "message_count": min(len(one.messages), 50),
        "total_message_sent": len(one.messages),
        "member_count": min(len(one.members), 50),
        "thread_metadata": {
            "archived": one.archived,
            "archive_timestamp": stamp(one.archive_changed),
            "auto_archive_duration": one.archive_minutes,
            "locked": one.locked,
            "create_timestamp": stamp(one.created),
        },
    }
    if bot in one.members:
        told["member"] = {
            "id": str(one.id),
            "user_id": str(bot.id),
            "join_timestamp": stamp(one.created),
            "flags": 1,
        }
    return told


def guild(
    guild_id: int,
    name: str,
    people: Collection[User],
    roles: Iterable[Role],
    channels: Iterable[Channel],
    bot: User,
) -> Json:
    """The guild as a bot is told of it that has not asked for members; the first person owns it."""
    told = [channel(one, guild_id, bot) for one in channels]
    return {
        "id": str(guild_id),
        "name": name,
        "owner_id": str(next(iter(people)).id),
        "icon": None,
        "features": [],
        "roles": [role(one, position) for position, one in enumerate(roles)],
        "emojis": [],
        "stickers": [],
        "channels": [one for one in told if "thread_metadata" not in one],
        "threads": [
            one for one in told if "thread_metadata" in one and not one["thread_metadata"]["archived"]
        ],
        "members": [member(bot)],
        "member_count": len(people),
        "large": False,
        "unavailable": False,
        "joined_at": stamp(bot.joined),
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "afk_timeout": 300,
        "afk_channel_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "premium_progress_bar_enabled": False,
    }


def attachment(one: Attachment, cdn: str) -> Json:
    """A file; `cdn` is the address below which its bytes are."""
    url = f"{cdn}/{one.id}/{one.filename}"
    told: Json = {
        "id": str(one.id),
        "filename": one.filename,
        "size": len(one.content),
        "url": url,
        "proxy_url": url,
        "content_type": one.media_type,
    }
    if one.description is not None:
        told["description"] = one.description
    return told


def emoji(name: str) -> Json:
    """An emoji: a character, or `name:id` for one of the guild's own."""
    label, _, number = name.partition(":")
    return {"id": number or None, "name": label}


def message(one: Message, guild_id: int, bot: User, cdn: str, *, event: bool = False) -> Json:
    """A message; `event` adds what only the gateway tells."""
    told: Json = {
        "id": str(one.id),
        "channel_id": str(one.channel.id),
        "type": one.kind,
        "author": user(one.author),
        "content": one.content,
        "timestamp": stamp(one.at),
        "edited_timestamp": stamp(one.edited),
        "tts": False,
        "mention_everyone": one.mentions_everyone,
        "mentions": [user(who) for who in one.mentions],
        "mention_roles": [str(role.id) for role in one.mentioned_roles],
        "attachments": [attachment(file, cdn) for file in one.attachments],
        "embeds": one.embeds,
        "components": resolved(one, cdn),
        "pinned": False,
        "flags": one.flags,
    }
    if one.nonce is not None:
        told["nonce"] = one.nonce
    if one.author is bot:
        told["application_id"] = str(bot.id)
    if one.metadata:
        told["interaction_metadata"] = one.metadata
    if one.thread:
        told["thread"] = channel(one.thread, guild_id, bot)
    if one.reference:
        told |= _reference(one.reference, guild_id, bot, cdn)
    if one.reactions and not event:
        told["reactions"] = [_reaction(name, users, bot) for name, users in one.reactions.items()]
    if event and not one.channel.direct:
        told["guild_id"] = str(guild_id)
        told["member"] = member(one.author, with_user=False)
    return told


def _reference(one: Message, guild_id: int, bot: User, cdn: str) -> Json:
    """What is told of the message that another one answers."""
    return {
        "message_reference": {
            "type": 0,
            "message_id": str(one.id),
            "channel_id": str(one.channel.id),
            "guild_id": str(guild_id),
        },
        "referenced_message": None if one.deleted else message(one, guild_id, bot, cdn),
    }


def _reaction(name: str, users: list[User], bot: User) -> Json:
    return {
        "emoji": emoji(name),
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "me": bot in users,
        "me_burst": False,
        "burst_colors": [],
    }


def resolved(one: Message, cdn: str) -> list[Json]:
    """A message's components, `attachment://` addresses replaced by where the files are."""
    return [_resolved(part, one, cdn) for part in one.components]


def _resolved(part: Json, one: Message, cdn: str) -> Json:
    told = dict(part)
    for name, value in part.items():
        if name in {"media", "file"} and isinstance(value, dict):
            told[name] = _media(value, one, cdn)
        elif isinstance(value, dict):
            told[name] = _resolved(value, one, cdn)
        elif isinstance(value, list):
            told[name] = [_resolved(each, one, cdn) if isinstance(each, dict) else each for each in value]
    return told


def _media(value: Json, one: Message, cdn: str) -> Json:
    name = str(value.get("url", "")).removeprefix("attachment://")
    for file in one.attachments:
        if file.filename == name:
            told = attachment(file, cdn)
            return {
                "url": told["url"],
                "proxy_url": told["proxy_url"],
                "content_type": file.media_type,
                "attachment_id": told["id"],
                "height": None,
                "width": None,
            }
    return value
