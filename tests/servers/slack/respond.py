"""What an app says through a response URL, or in the acknowledgement of a command.

Source: Slack's page "Handling user interaction": five uses within thirty minutes.
"""

import time

from tests.servers.slack.chat import made_text
from tests.servers.slack.desk import MOST_TEXT, Desk, flag
from tests.servers.slack.errors import SlackError
from tests.servers.slack.shapes import message_json
from tests.servers.slack.state import JSON, Channel, Message


def to(desk: Desk, name: str, args: JSON) -> None:
    """Take what was posted to a response URL. Raises `SlackError`."""
    url = desk.workspace.response_urls.get(name)
    if url is None:
        raise SlackError("no_service", "there is no such response URL")
    if time.monotonic() > url.until:
        raise SlackError("expired_url", "a response URL lasts thirty minutes")
    if url.uses >= desk.workspace.response_url_uses:
        raise SlackError("used_url", f"a response URL serves {desk.workspace.response_url_uses} times")
    url.uses += 1
    if flag(args, "delete_original"):
        _delete(desk, url.message)
    elif flag(args, "replace_original") and url.message:
        _replace(desk, url.message, args)
    else:
        say(desk, url.channel, url.user, args)


def say(desk: Desk, channel: Channel, user: str, args: JSON) -> None:
    """Post what an app answered: to that person alone, unless it says `in_channel`."""
    workspace = desk.workspace
    text, blocks = made_text(args, MOST_TEXT), desk.blocks(args) or []
    if not text and not blocks:
        raise SlackError("no_text", "a message has a text or blocks")
    thread_ts = workspace.thread(channel, args.get("thread_ts"))
    message = Message(channel, workspace.new_ts(), workspace.bot, text, thread_ts, blocks, texts=[text])
    if args.get("response_type") == "in_channel":
        workspace.keep(message)
        desk.events.posted(message)
        return
    message.seen_by = user
    workspace.ephemerals.append(message)


def _delete(desk: Desk, message: Message | None) -> None:
    if message is None:
        raise SlackError("no_original", "there is no message to delete")
    before = message_json(desk.workspace, message)
    message.deleted = True
    if not message.seen_by:
        desk.events.deleted(message, before)


def _replace(desk: Desk, message: Message, args: JSON) -> None:
    text, blocks = made_text(args, MOST_TEXT), desk.blocks(args) or []
    before = message_json(desk.workspace, message)
    message.blocks, message.text = blocks, text
    message.texts.append(text)
    if not message.seen_by:
        desk.events.changed(message, before)
