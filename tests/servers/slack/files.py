"""`files.*`: a file comes in three steps, and may be shown some time after the last.

Source: Slack's page "Working with files"; that a fresh file is refused in blocks, public issue threads.
"""

import mimetypes
import time
from typing import Any

from aiohttp import web

from tests.servers.slack.desk import Desk, Method, need
from tests.servers.slack.errors import SlackError
from tests.servers.slack.shapes import file_json
from tests.servers.slack.state import JSON, File, Message

_MAGIC = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


def upload_url(desk: Desk, args: JSON) -> JSON:
    """Where the bytes may be sent."""
    workspace = desk.workspace
    try:
        length = int(need(args, "length"))
    except ValueError:
        raise SlackError("invalid_arguments", "length is a number of bytes") from None
    if length < 1:
        raise SlackError("invalid_arguments", "an empty file cannot be uploaded")
    file = File(workspace.new_id("F"), need(args, "filename"), workspace.bot.id, length)
    file.alt = args.get("alt_txt", "")
    workspace.files[file.id] = file
    return {"upload_url": f"{workspace.base_url}/upload/v1/{file.id}", "file_id": file.id}


def complete(desk: Desk, args: JSON) -> JSON:
    """Say that the bytes are there, and share them if a channel is named."""
    workspace = desk.workspace
    named: list[JSON] = need(args, "files")
    shared = args.get("channel_id") or args.get("channels")
    channels = [workspace.entered(name) for name in str(shared).split(",")] if shared else []
    thread_ts = workspace.thread(channels[0], args.get("thread_ts")) if channels else ""
    files = []
    for one in named:
        file = workspace.files.get(one.get("id", ""))
        if file is None or file.content is None:
            raise SlackError("file_not_found", f"no bytes came for {one.get('id')!r}")
        file.title = one.get("title") or ""
        file.mimetype = type_of(file)
        file.ready_at = time.monotonic() + workspace.file_seconds
        files.append(file)
    # A file with an alternative text is accepted, and then not shared.
    visible = [file for file in files if not file.alt]
    for channel in channels if visible else ():
        comment = args.get("initial_comment") or ""
        message = Message(channel, workspace.new_ts(), workspace.bot, comment, thread_ts=thread_ts)
        message.subtype, message.files = "file_share", visible
        workspace.keep(message)
        for file in visible:
            file.channels.append(channel.id)
        desk.events.posted(message)
    return {"files": [file_json(workspace, file) for file in files]}


def info(desk: Desk, args: JSON) -> JSON:
    """What is known of a file."""
    file = desk.workspace.file(need(args, "file"))
    return {"file": file_json(desk.workspace, file), "response_metadata": {"next_cursor": ""}}


def type_of(file: File) -> str:
    """What a file is, by its first bytes or else its name."""
    for magic, mimetype in _MAGIC.items():
        if (file.content or b"").startswith(magic):
            return mimetype
    guessed = mimetypes.guess_type(file.name)[0] or ""
    return guessed if guessed and not guessed.startswith("image/") else "application/octet-stream"


async def take_upload(desk: Desk, request: web.Request) -> web.Response:
    """The bytes themselves, bare or as a form."""
    file = desk.workspace.files.get(request.match_info["file"])
    if file is None or file.content is not None:
        return web.Response(status=404, text="there is no such upload")
    content: Any = await request.read()
    if request.content_type == "multipart/form-data":
        fields = await request.post()
        field = next((one for one in fields.values() if isinstance(one, web.FileField)), None)
        content = field.file.read() if field else b""
    if len(content) != file.length:
        return web.Response(status=400, text=f"{file.length} bytes were announced, {len(content)} came")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


def give(desk: Desk, request: web.Request) -> web.Response:
    """A file's bytes, for whoever may see them."""
    file = desk.workspace.files.get(request.match_info["name"].partition("-")[2])
    if file is None or file.content is None:
        return web.Response(status=404)
    return web.Response(body=file.content, content_type=file.mimetype or "application/octet-stream")


METHODS: dict[str, Method] = {
    "files.completeUploadExternal": complete,
    "files.getUploadURLExternal": upload_url,
    "files.info": info,
}
