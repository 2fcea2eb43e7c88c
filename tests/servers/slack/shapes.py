"""The JSON by which Slack shows what it has: messages, files, people, conversations, views."""

import copy
import hashlib
import re
from collections.abc import Iterator

from tests.servers.slack.state import JSON, Channel, File, Message, User, View
from tests.servers.slack.workspace import Workspace

_TYPED = re.compile(r"<(@U\w+|!\w+|https?://[^>|]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"https?://[^\s<>]+|(?<![\w@/.-])(?:[\w-]+\.)+(?:org|com|co|net|io|edu)/[^\s<>]*")
_MENTION = re.compile(r"(<@U\w+>)")


def typed(workspace: Workspace, text: str) -> str:
    """What people type, as Slack sends it: marks escaped, links and mentions in angle brackets."""
    named = {"@channel": "<!channel>", "@here": "<!here>"}
    named |= {f"@{user.name}": f"<@{user.id}>" for user in workspace.users.values()}
    parts = _MENTION.split(text)
    for number in range(0, len(parts), 2):
        parts[number] = "".join(_linked(parts[number]))
        for name, mark in named.items():
            parts[number] = re.sub(rf"(?<![\w@]){re.escape(name)}\b", mark, parts[number])
    return "".join(parts)


def _linked(text: str) -> Iterator[str]:
    done = 0
    for found in _LINK.finditer(text):
        url = found.group().rstrip(".,;:!?'\"")
        if url.endswith(")") and "(" not in url:
            url = url.rstrip(")")
        yield _escaped(text[done : found.start()])
        shown = _escaped(url)
        yield f"<{shown}>" if "://" in url else f"<http://{shown}|{shown}>"
        done = found.start() + len(url)
    yield _escaped(text[done:])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rich_text(text: str) -> list[JSON]:
    """The block that Slack's own client makes of what a person types."""
    elements: list[JSON] = []
    done = 0
    for found in _TYPED.finditer(text):
        _plain(elements, text[done : found.start()])
        target, label = found.groups()
        if target[0] == "@":
            elements.append({"type": "user", "user_id": target[1:]})
        elif target[0] == "!":
            elements.append({"type": "broadcast", "range": target[1:]})
        else:
            label_part = {"text": label} if label else {}
            elements.append({"type": "link", "url": _unescaped(target), **label_part})
        done = found.end()
    _plain(elements, text[done:])
    section = {"type": "rich_text_section", "elements": elements}
    name = hashlib.sha256(text.encode()).hexdigest()[:5]
    return [{"type": "rich_text", "block_id": name, "elements": [section]}]


def _plain(elements: list[JSON], text: str) -> None:
    if text:
        elements.append({"type": "text", "text": _unescaped(text)})


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> JSON:
    """A message as `conversations.replies` gives it; `metadata` only if asked for."""
    user = message.user
    shown: JSON = {"type": "message", "ts": message.ts, "text": message.text, "team": workspace.team_id}
    if message.subtype:
        shown["subtype"] = message.subtype
    if message.username:
        shown |= {"username": message.username, "bot_id": user.bot_id}
    else:
        shown["user"] = user.id
        if user.bot_id:
            profile = {"id": user.bot_id, "app_id": user.app_id, "name": user.name, "deleted": False}
            shown |= {"bot_id": user.bot_id, "app_id": user.app_id}
            shown["bot_profile"] = {**profile, "team_id": workspace.team_id}
    if message.blocks:
        shown["blocks"] = copy.deepcopy(message.blocks)
    if message.files:
        shown |= {"files": [file_json(workspace, file) for file in message.files], "upload": False}
    if message.attachments:
        shown["attachments"] = copy.deepcopy(message.attachments)
    if message.edited:
        shown["edited"] = message.edited
    if message.metadata and metadata:
        shown["metadata"] = copy.deepcopy(message.metadata)
    if message.reactions:
        shown["reactions"] = reactions_json(message)
    return shown | _threading(workspace, message)


def _threading(workspace: Workspace, message: Message) -> JSON:
    if message.is_reply:
        parent = workspace.find(message.channel, message.thread_ts)
        parents_user = {"parent_user_id": parent.user.id} if parent else {}
        return {"thread_ts": message.thread_ts, **parents_user}
    replies = workspace.replies(message)
    if not replies:
        return {}
    users = list(dict.fromkeys(one.user.id for one in replies))
    counts = {"reply_count": len(replies), "reply_users_count": len(users), "reply_users": users[:5]}
    return {"thread_ts": message.ts, "latest_reply": replies[-1].ts, "is_locked": False, **counts}


def tombstone(workspace: Workspace, message: Message) -> JSON:
    """What is shown of a message that was deleted while replies stand below it."""
    shown = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
    return {
        **shown,
        "text": "This message was deleted.",
        "ts": message.ts,
        **_threading(workspace, message),
    }


def reactions_json(message: Message) -> list[JSON]:
    """The reactions on a message."""
    return [
        {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
    ]


_PREVIEWED = 5
"""Lines of a text file that come with it."""


def file_json(workspace: Workspace, file: File) -> JSON:
    """A file; without its type as long as Slack is still looking at it."""
    if file.foreign:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
    private = f"{workspace.base_url}/files-pri/{workspace.team_id}-{file.id}/{file.name}"
    mimetype = file.mimetype if file.ready else ""
    snippet: JSON = {"mode": "hosted"}
    if mimetype.startswith("text/"):
        lines = (file.content or b"").decode(errors="replace").splitlines()
        shown = lines[:_PREVIEWED]
        snippet = {"mode": "snippet", "preview": "\n".join(shown), "lines": len(lines)}
        snippet |= {"lines_more": len(lines) - len(shown), "preview_is_truncated": len(lines) > len(shown)}
    return snippet | {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": mimetype,
        "filetype": mimetype.rpartition("/")[2],
        "alt_txt": file.alt,
        "user": file.user,
        "user_team": workspace.team_id,
        "size": len(file.content or b""),
        "is_external": False,
        "is_public": bool(file.channels),
        "url_private": private,
        "url_private_download": f"{private}?download=1",
        "permalink": f"https://{workspace.domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
        "channels": list(file.channels),
    }


def user_json(workspace: Workspace, user: User) -> JSON:
    """Somebody, as `users.info` gives them."""
    handle = handle_of(user)
    profile = {"real_name": user.name, "display_name": handle, "image_72": ""}
    if user.bot_id:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id}
    known = {"id": user.id, "team_id": workspace.team_id, "name": handle, "real_name": user.name}
    return {
        **known,
        "deleted": False,
        "tz": "Etc/UTC",
        "tz_offset": 0,
        "is_bot": bool(user.bot_id),
        "profile": profile,
    }


def handle_of(user: User) -> str:
    """The name by which Slack files somebody."""
    return user.name.lower().replace(" ", ".")


def channel_json(workspace: Workspace, channel: Channel) -> JSON:
    """A conversation, as `conversations.info` gives it."""
    shown: JSON = {"id": channel.id, "is_archived": channel.archived, "is_im": channel.kind == "im"}
    if channel.kind == "im":
        other = next((one for one in channel.members if one != workspace.bot.id), workspace.bot.id)
        return {**shown, "user": other, "is_channel": False, "is_private": True}
    return {
        **shown,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_private": channel.kind == "group",
        "is_member": workspace.bot.id in channel.members,
        "num_members": len(channel.members),
    }


def view_json(workspace: Workspace, view: View, values: JSON | None = None) -> JSON:
    """A view as the app gets it, with what the person filled in."""
    empty = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None}
    return {
        "close": None,
        "clear_on_close": False,
        "notify_on_close": False,
        **empty,
        **copy.deepcopy(view.body),
        "id": view.id,
        "team_id": workspace.team_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot.bot_id,
        "hash": view.hash,
        "root_view_id": view.root or view.id,
        "previous_view_id": view.previous or None,
        "state": {"values": values or {}},
    }
