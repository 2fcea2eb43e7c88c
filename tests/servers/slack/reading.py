"""What is looked up, and reactions: `auth.*`, `conversations.*`, `reactions.*`, `users.*`, `usergroups.*`."""

import base64
import re

from tests.servers.slack.desk import Desk, Method, flag, need
from tests.servers.slack.errors import SlackError
from tests.servers.slack.shapes import (
    channel_json,
    handle_of,
    message_json,
    reactions_json,
    tombstone,
    user_json,
)
from tests.servers.slack.state import JSON, Message

_EMOJI = re.compile(r"[a-z0-9_+'-]+(?:::skin-tone-[2-6])?")
_MOST_A_PAGE = 1000


def auth_test(desk: Desk, _args: JSON) -> JSON:
    """Who the token belongs to."""
    workspace = desk.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": "Lab",
        "user": handle_of(workspace.bot),
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot.bot_id,
        "is_enterprise_install": False,
    }


def bots_info(desk: Desk, args: JSON) -> JSON:
    """Which app a bot is."""
    for user in desk.workspace.users.values():
        if user.bot_id and user.bot_id == args.get("bot", desk.workspace.bot.bot_id):
            bot = {"id": user.bot_id, "deleted": False, "name": user.name, "app_id": user.app_id}
            return {"bot": {**bot, "user_id": user.id}}
    raise SlackError("bot_not_found", f"there is no bot {args.get('bot')!r}")


def replies(desk: Desk, args: JSON) -> JSON:
    """A thread: its first message, then the replies in order."""
    workspace = desk.workspace
    channel = workspace.entered(need(args, "channel"))
    parent = workspace.find(channel, need(args, "ts"))
    below = workspace.replies(parent) if parent and not parent.is_reply else []
    if parent is None or (parent.deleted and not below):
        raise SlackError("thread_not_found", f"{args['ts']} in #{channel.name}", broke=False)
    within = [one for one in below if _within(one, args)]
    return _paged(desk, [parent, *within], args)


def history(desk: Desk, args: JSON) -> JSON:
    """A channel's messages, the newest first, without the replies in threads."""
    channel = desk.workspace.entered(need(args, "channel"))
    found = [
        one
        for one in desk.workspace.messages
        if one.channel is channel
        and (not one.is_reply or one.broadcast)
        and (not one.deleted or desk.workspace.replies(one))
        and _within(one, args)
    ]
    return _paged(desk, found[::-1], args)


def _within(message: Message, args: JSON) -> bool:
    """Whether it lies between `oldest` and `latest`, the ends counted only if `inclusive`."""
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    at = float(message.ts)
    return oldest <= at <= latest if flag(args, "inclusive") else oldest < at < latest


def _paged(desk: Desk, found: list[Message], args: JSON) -> JSON:
    limit = int(args.get("limit") or 100)
    if not 1 <= limit <= _MOST_A_PAGE:
        raise SlackError("invalid_limit", f"{limit} messages a page; 1 to {_MOST_A_PAGE} are possible")
    start = _position(args.get("cursor"))
    page, more = found[start : start + limit], len(found) > start + limit
    shown = [
        tombstone(desk.workspace, one)
        if one.deleted
        else message_json(desk.workspace, one, metadata=flag(args, "include_all_metadata"))
        for one in page
    ]
    cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    return {"messages": shown, "has_more": more, "response_metadata": {"next_cursor": cursor}}


def _position(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except ValueError:
        raise SlackError("invalid_cursor", f"{cursor!r} comes from no earlier page") from None


def conversation_info(desk: Desk, args: JSON) -> JSON:
    """What a conversation is."""
    channel = desk.workspace.channel(need(args, "channel"))
    if channel.kind == "group":
        desk.workspace.entered(channel.id)
    return {"channel": channel_json(desk.workspace, channel)}


def join(desk: Desk, args: JSON) -> JSON:
    """Enter a public channel."""
    channel = desk.workspace.channel(need(args, "channel"))
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type", f"#{channel.name} is private")
    channel.members.add(desk.workspace.bot.id)
    return {"channel": channel_json(desk.workspace, channel)}


def open_direct(desk: Desk, args: JSON) -> JSON:
    """Begin a conversation with one person."""
    user = desk.workspace.user(need(args, "users"))
    return {"channel": channel_json(desk.workspace, desk.workspace.direct(user.id))}


def _reacted(desk: Desk, args: JSON) -> tuple[Message, str]:
    channel = desk.workspace.entered(need(args, "channel"))
    message = desk.workspace.message(channel, need(args, "timestamp"))
    name = need(args, "name")
    if not _EMOJI.fullmatch(name):
        raise SlackError("invalid_name", f"{name!r} is no name of an emoji")
    return message, name


def add_reaction(desk: Desk, args: JSON) -> JSON:
    """React to a message."""
    message, name = _reacted(desk, args)
    react(desk, message, desk.workspace.bot.id, name)
    return {}


def react(desk: Desk, message: Message, user: str, name: str) -> None:
    """Somebody reacts."""
    users = message.reactions.get(name, [])
    if user in users:
        raise SlackError("already_reacted", f"with {name} to {message.ts}", broke=False)
    message.reactions[name] = [*users, user]
    desk.events.reacted(message, desk.workspace.users[user], name, added=True)


def remove_reaction(desk: Desk, args: JSON) -> JSON:
    """Take a reaction away."""
    message, name = _reacted(desk, args)
    unreact(desk, message, desk.workspace.bot.id, name)
    return {}


def unreact(desk: Desk, message: Message, user: str, name: str) -> None:
    """Somebody takes a reaction away."""
    users = message.reactions.get(name, [])
    if user not in users:
        raise SlackError("no_reaction", f"{name} on {message.ts}", broke=False)
    left = [one for one in users if one != user]
    message.reactions = {**message.reactions, name: left}
    if not left:
        message.reactions = {key: who for key, who in message.reactions.items() if key != name}
    desk.events.reacted(message, desk.workspace.users[user], name, added=False)


def get_reactions(desk: Desk, args: JSON) -> JSON:
    """The reactions on a message."""
    channel = desk.workspace.entered(need(args, "channel"))
    message = desk.workspace.message(channel, need(args, "timestamp"))
    shown = message_json(desk.workspace, message) | {"reactions": reactions_json(message)}
    if not message.reactions:
        del shown["reactions"]
    return {
        "type": "message",
        "channel": channel.id,
        "message": {**shown, "permalink": desk.workspace.permalink(message)},
    }


def user_info(desk: Desk, args: JSON) -> JSON:
    """Who somebody is."""
    return {"user": user_json(desk.workspace, desk.workspace.user(need(args, "user")))}


def group_members(desk: Desk, args: JSON) -> JSON:
    """Who is in a group of people."""
    group = need(args, "usergroup")
    if group not in desk.workspace.groups:
        raise SlackError("no_such_subteam", f"there is no group {group!r}")
    return {"users": list(desk.workspace.groups[group])}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "bots.info": bots_info,
    "conversations.history": history,
    "conversations.info": conversation_info,
    "conversations.join": join,
    "conversations.open": open_direct,
    "conversations.replies": replies,
    "reactions.add": add_reaction,
    "reactions.get": get_reactions,
    "reactions.remove": remove_reaction,
    "usergroups.users.list": group_members,
    "users.info": user_info,
}
