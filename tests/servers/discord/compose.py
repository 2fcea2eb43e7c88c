"""From the body of a request to a message: the rules that the finished message has to keep."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.servers.discord import components as parts
from tests.servers.discord.errors import ApiError, bad_form
from tests.servers.discord.mentions import mentions
from tests.servers.discord.model import (
    COMPONENTS_V2,
    SUPPRESS_NOTIFICATIONS,
    Attachment,
    Json,
    Message,
)
from tests.servers.discord.world import World

MOST_CONTENT, MOST_FILES, MOST_DESCRIPTION = 2000, 10, 1024
MOST_FILE_BYTES, MOST_BYTES = 10 * 1024 * 1024, 25 * 1024 * 1024
_SETTABLE = (1 << 2) | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    filename: str
    content: bytes
    media_type: str


def fill(
    message: Message, body: Json, uploads: Mapping[int, Upload], world: World, *, notify: bool = False
) -> None:
    """Write what a body says into a message; raises, with the message unchanged, where a rule is broken.

    `notify`: it is new, so it notifies whom it mentions; an edit notifies nobody.
    """
    flags = _flags(message, body)
    content = str(body.get("content") or "") if "content" in body else message.content
    embeds = list(body.get("embeds") or []) if "embeds" in body else message.embeds
    components = list(body.get("components") or []) if "components" in body else message.components
    attachments = _attachments(message, body, uploads)
    if flags & COMPONENTS_V2 and (content or embeds):
        field = "content" if content else "embeds"
        raise bad_form(field, f"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
    if len(content) > MOST_CONTENT:
        raise bad_form("content", f"Must be {MOST_CONTENT} or fewer in length.")
    parts.check_message(components, [file.filename for file in attachments], v2=bool(flags & COMPONENTS_V2))
    if not (content.strip() or embeds or components or attachments):
        raise ApiError(400, 50006, "Cannot send an empty message")
    text = "\n".join([content, *parts.texts(components)])
    named = mentions(text, body.get("allowed_mentions"), world.users, world.roles, message.reference)
    if notify:
        message.pinged = named.names()
    message.flags, message.content, message.embeds = flags, content, embeds
    message.components = parts.numbered(components)
    message.attachments = attachments
    message.mentions, message.mentioned_roles = named.users, named.roles
    message.mentions_everyone = named.everyone


def _flags(message: Message, body: Json) -> int:
    asked = int(body.get("flags") or 0) & _SETTABLE
    if "flags" in body and message.flags & COMPONENTS_V2 and not asked & COMPONENTS_V2:
        raise bad_form("flags", "The IS_COMPONENTS_V2 flag cannot be removed once a message has it.")
    return message.flags | asked


def _attachments(message: Message, body: Json, uploads: Mapping[int, Upload]) -> list[Attachment]:
    """The files of the finished message: those that it keeps, and the new ones with what is said of them."""
    listed = body.get("attachments")
    known = {file.id: file for file in message.attachments}
    kept = [] if listed is not None else list(message.attachments)
    said: dict[int, Json] = {}
    for each in listed or []:
        number = int(each["id"])
        if number in known:
            kept.append(known[number])
        elif number in uploads:
            said[number] = each
        else:
            raise bad_form("attachments", f"no file and no attachment of the message has the id {number}")
    new = [_attachment(upload, said.get(number, {})) for number, upload in sorted(uploads.items())]
    if len(kept) + len(new) > MOST_FILES:
        raise bad_form("attachments", f"Must be {MOST_FILES} or fewer in length.")
    sizes = [len(file.content) for file in new]
    if any(size > MOST_FILE_BYTES for size in sizes) or sum(sizes) > MOST_BYTES:
        raise ApiError(413, 40005, "Request entity too large")
    return kept + new


def _attachment(upload: Upload, said: Json) -> Attachment:
    description = said.get("description")
    if description is not None and len(description) > MOST_DESCRIPTION:
        raise bad_form("attachments.description", f"Must be {MOST_DESCRIPTION} or fewer in length.")
    return Attachment(
        str(said.get("filename") or upload.filename), upload.content, description, upload.media_type
    )
