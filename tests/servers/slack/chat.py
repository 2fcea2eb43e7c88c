"""`chat.*`: messages posted, updated, deleted. Source: each method's reference page."""

from typing import Any

from tests.servers.slack.desk import MOST_TEXT, MOST_UPDATED_TEXT, Desk, Method, flag, need
from tests.servers.slack.errors import SlackError
from tests.servers.slack.shapes import message_json
from tests.servers.slack.state import JSON, Channel, Message

_FLAGS = ("mrkdwn", "unfurl_links", "unfurl_media", "parse", "link_names")


def post(desk: Desk, args: JSON) -> JSON:
    """Post a message in a channel or a thread."""
    workspace = desk.workspace
    channel = workspace.channel(need(args, "channel"))
    public = (
        channel.kind == "channel" and "chat:write.public" in workspace.scopes and not args.get("thread_ts")
    )
    if not public:
        workspace.entered(channel.id)
    if channel.archived:
        raise SlackError("is_archived", f"#{channel.name} is archived")
    message = _made(desk, channel, args)
    workspace.keep(message)
    workspace.statuses.pop((channel.id, message.thread_ts), None)
    desk.events.posted(message)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(workspace, message, metadata=True),
    }


def post_ephemeral(desk: Desk, args: JSON) -> JSON:
    """Post a message that one person sees; in a thread nobody does before there is a reply."""
    workspace = desk.workspace
    channel = workspace.entered(need(args, "channel"))
    user = workspace.user(need(args, "user"))
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel", f"{user.name} is not in #{channel.name}")
    message = _made(desk, channel, args)
    message.seen_by = user.id
    parent = workspace.find(channel, message.thread_ts) if message.thread_ts else None
    if parent is None or workspace.replies(parent):
        workspace.ephemerals.append(message)
    return {"message_ts": message.ts}


def made_text(args: JSON, most: int) -> str:
    """The text sent, checked."""
    text = args.get("text") or args.get("markdown_text") or ""
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", "text is a string")
    if len(text) > most:
        raise SlackError("msg_too_long", f"{len(text)} characters of text; at most {most}")
    return text


def _made(desk: Desk, channel: Channel, args: JSON) -> Message:
    """A message of what was sent, everything checked."""
    workspace = desk.workspace
    text, blocks = made_text(args, MOST_TEXT), desk.blocks(args)
    if not text and not blocks and not args.get("attachments"):
        raise SlackError("no_text", "a message has a text or blocks")
    dressed = {"username", "icon_emoji", "icon_url"} & args.keys()
    if dressed and "chat:write.customize" not in workspace.scopes:
        raise SlackError("missing_scope", "a name or picture of its own needs chat:write.customize")
    return Message(
        channel,
        workspace.new_ts(),
        workspace.bot,
        text,
        thread_ts=workspace.thread(channel, args.get("thread_ts")),
        blocks=blocks or [],
        metadata=desk.metadata(args),
        attachments=args.get("attachments") or [],
        broadcast=flag(args, "reply_broadcast"),
        flags={name: args[name] for name in _FLAGS if name in args},
        texts=[text],
    )


def update(desk: Desk, args: JSON) -> JSON:
    """Change a message of the bot's own. A text without blocks takes the blocks away."""
    workspace = desk.workspace
    channel = workspace.entered(need(args, "channel"))
    message = _own(desk, channel, need(args, "ts"), "cant_update_message")
    text, blocks = made_text(args, MOST_UPDATED_TEXT), desk.blocks(args)
    if not text and blocks is None and not args.get("attachments"):
        raise SlackError("no_text", "an update has a text or blocks")
    metadata = desk.metadata(args)
    before = message_json(workspace, message, metadata=True)
    if blocks is not None or text:
        message.blocks = blocks or []
    if text:
        message.text = text
        message.texts.append(text)
    if "metadata" in args:
        message.metadata = metadata
    if not blocks:
        message.edited = {"user": workspace.bot.id, "ts": workspace.new_ts()}
    desk.events.changed(message, before)
    shown = message_json(workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(desk: Desk, args: JSON) -> JSON:
    """Delete a message of the bot's own."""
    channel = desk.workspace.channel(need(args, "channel"))
    message = _own(desk, channel, need(args, "ts"), "cant_delete_message")
    before = message_json(desk.workspace, message)
    message.deleted = True
    desk.events.deleted(message, before)
    return {"channel": channel.id, "ts": message.ts}


def permalink(desk: Desk, args: JSON) -> JSON:
    """The address of a message."""
    channel = desk.workspace.channel(need(args, "channel"))
    message = desk.workspace.message(channel, need(args, "message_ts"))
    return {"channel": channel.id, "permalink": desk.workspace.permalink(message)}


def set_status(desk: Desk, args: JSON) -> JSON:
    """Say below a thread what is being done; a message takes it away."""
    channel = desk.workspace.entered(need(args, "channel_id"))
    ts = desk.workspace.thread(channel, need(args, "thread_ts"))
    desk.workspace.statuses[channel.id, ts] = args.get("status", "")
    return {}


def _own(desk: Desk, channel: Channel, ts: Any, refusal: str) -> Message:
    message = desk.workspace.message(channel, ts)
    if message.user is not desk.workspace.bot:
        raise SlackError(refusal, f"{ts} was written by {message.user.name}")
    return message


METHODS: dict[str, Method] = {
    "assistant.threads.setStatus": set_status,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post,
    "chat.update": update,
}
