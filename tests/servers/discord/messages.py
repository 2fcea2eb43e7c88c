"""Messages and reactions over REST.

https://discord.com/developers/docs/resources/message
"""

import bisect

from tests.servers.discord import payloads
from tests.servers.discord.calls import Call
from tests.servers.discord.compose import fill
from tests.servers.discord.errors import ApiError, bad_form, unknown
from tests.servers.discord.model import REPLY, SAID, Json, Message
from tests.servers.discord.permissions import require, require_sending, require_unarchived
from tests.servers.discord.session import EMPTIED
from tests.servers.discord.world import World

MOST_REACTIONS = 20  # different ones on a message


def told(world: World, message: Message) -> Json:
    """A message as REST tells it: without its text where the bot may not read it."""
    payload = world.message_json(message)
    if "message_content" in world.gateway.privileged or world.readable(message):
        return payload
    return {**payload, **EMPTIED}


def create(world: World, call: Call) -> Json:
    """Post a message; with an enforced nonce that is known, the message it made before."""
    channel = world.find_channel(call.id("channel_id"))
    body = call.json
    require_sending(channel, files=bool(call.uploads), embeds=bool(body.get("embeds")))
    if getattr(channel, "locked", False):
        require_unarchived(channel)
    nonce = body.get("nonce")
    if isinstance(nonce, str) and len(nonce) > 25:
        raise bad_form("nonce", "Must be 25 or fewer in length.")
    if body.get("enforce_nonce") and (known := world.remembered(world.bot, nonce)):
        return told(world, known)
    message = Message(channel, world.bot, nonce=nonce)
    if body.get("message_reference"):
        require(channel, "read_message_history")
        message.reference = world.find_message(channel.id, int(body["message_reference"]["message_id"]))
        message.kind = REPLY
    fill(message, body, call.uploads, world, notify=True)
    world.post(message)
    return told(world, message)


def edit(world: World, call: Call) -> Json:
    """Change one of the bot's own messages."""
    message = _found(world, call)
    require_unarchived(message.channel)
    if message.author is not world.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    fill(message, call.json, call.uploads, world)
    world.edit(message)
    return told(world, message)


def delete(world: World, call: Call) -> None:
    """Delete a message."""
    message = _found(world, call)
    require_unarchived(message.channel)
    if message.author is not world.bot:
        require(message.channel, "manage_messages")
    world.delete(message)


def read_one(world: World, call: Call) -> Json:
    """One message."""
    message = _found(world, call)
    require(message.channel, "read_message_history")
    return told(world, message)


def history(world: World, call: Call) -> list[Json]:
    """Up to 100 messages, newest first, `before`, `after` or `around` one; without the right to, none."""
    channel = world.find_channel(call.id("channel_id"))
    require(channel)
    limit = call.number("limit", 50, 100)
    if "read_message_history" in channel.home.denied:
        return []
    ids = sorted(number for number, message in channel.messages.items() if message.seen_by is None)
    if "after" in call.query:
        ids = [each for each in ids if each > int(call.query["after"])][:limit]
    elif "around" in call.query:
        middle = bisect.bisect_left(ids, int(call.query["around"]))
        first = max(0, middle - limit // 2)
        ids = ids[first : first + limit]
    else:
        before = int(call.query.get("before", 2**63))
        ids = [each for each in ids if each < before][-limit:]
    return [told(world, channel.messages[each]) for each in reversed(ids)]


def typing(world: World, call: Call) -> None:
    """Show that the bot is typing."""
    channel = world.find_channel(call.id("channel_id"))
    require_sending(channel, files=False, embeds=False)


def react(world: World, call: Call) -> None:
    """Put the bot's own reaction on a message."""
    message = _found(world, call)
    emoji = call.ids["emoji_name"]
    require(message.channel, "read_message_history")
    require_unarchived(message.channel)
    if emoji.isascii() and ":" not in emoji:
        raise unknown("Emoji", 10014)
    if emoji not in message.reactions:
        require(message.channel, "add_reactions")
        if len(message.reactions) >= MOST_REACTIONS:
            raise ApiError(403, 30010, f"Maximum number of reactions reached ({MOST_REACTIONS})")
    world.react(message, world.bot, emoji)


def unreact(world: World, call: Call) -> None:
    """Take a reaction away: the bot's own, or that of another."""
    message = _found(world, call)
    require_unarchived(message.channel)
    who = world.bot
    if "user_id" in call.ids and call.id("user_id") != world.bot.id:
        require(message.channel, "manage_messages")
        if call.id("user_id") not in world.users:
            raise unknown("User", 10013)
        who = world.users[call.id("user_id")]
    world.unreact(message, who, call.ids["emoji_name"])


def reactors(world: World, call: Call) -> list[Json]:
    """Who reacted so, by id, after one of them."""
    message = _found(world, call)
    require(message.channel, "read_message_history")
    after = int(call.query.get("after", 0))
    users = sorted(message.reactions.get(call.ids["emoji_name"], []), key=lambda who: who.id)
    chosen = [who for who in users if who.id > after][: call.number("limit", 25, 100)]
    return [payloads.user(who) for who in chosen]


def is_said(message: Message) -> bool:
    """Whether somebody wrote it, and everybody sees it."""
    return message.kind in SAID and message.seen_by is None


def _found(world: World, call: Call) -> Message:
    message = world.find_message(call.id("channel_id"), call.id("message_id"))
    require(message.channel)
    return message
