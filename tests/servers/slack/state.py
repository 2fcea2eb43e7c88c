"""What a workspace is made of: values that tests look at while they change."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

JSON = dict[str, Any]
Kind = Literal["channel", "group", "im"]

_RINGING = ("user", "usergroup", "broadcast")  # elements of rich text
_PING = re.compile(r"<(?:@[UW]\w+|!(?:channel|here|everyone)|!subteam\^\w+)[^>]*>")


@dataclass(eq=False)
class User:
    """Somebody of the workspace: a person, or a bot with its `bot_id` and `app_id`."""

    id: str
    name: str
    bot_id: str = ""
    app_id: str = ""


@dataclass(eq=False)
class Channel:
    """A public channel, a private one ("group") or a conversation of two ("im")."""

    id: str
    name: str
    kind: Kind = "channel"
    members: set[str] = field(default_factory=set)
    archived: bool = False


@dataclass(eq=False)
class File:
    """A file: its bytes come after its id, its type some time after the upload was completed."""

    id: str
    name: str
    user: str
    length: int
    alt: str = ""
    title: str = ""
    content: bytes | None = None
    mimetype: str = ""
    ready_at: float = float("inf")  # monotonic
    channels: list[str] = field(default_factory=list)
    foreign: bool = False  # of another workspace, by Slack Connect: events tell nothing of it but its id

    @property
    def ready(self) -> bool:
        """Whether Slack knows its type, so that messages may show it."""
        return time.monotonic() >= self.ready_at


@dataclass(eq=False)
class Message:
    """A message as it stands; edits change it in place."""

    channel: Channel
    ts: str
    user: User
    text: str = ""
    thread_ts: str = ""  # of the message it replies to
    blocks: list[JSON] = field(default_factory=list)
    metadata: JSON | None = None
    files: list[File] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)  # name: who
    edited: JSON | None = None
    deleted: bool = False
    subtype: str = ""
    username: str = ""
    broadcast: bool = False
    seen_by: str = ""  # the one person who sees it, if it is ephemeral
    flags: JSON = field(default_factory=dict)  # mrkdwn, unfurl_links, unfurl_media as they were sent
    texts: list[str] = field(default_factory=list)  # every text it has had, this one last

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return bool(self.thread_ts) and self.thread_ts != self.ts

    @property
    def words(self) -> str:
        """Everything it shows: the texts of its blocks in order, or its text when it has none."""
        return "\n".join(texts_of(self.blocks)) if self.blocks else self.text

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons, in order."""
        return [said(one["text"]) for one in elements_of(self.blocks) if one.get("type") == "button"]

    @property
    def pings(self) -> list[str]:
        """What in it rings at somebody's: `<@U…>`, `<!channel>` and their like, outside plain text."""
        named = _PING.findall("\n".join((self.text, *texts_of(self.blocks, plain=False))))
        return named + [kind for kind in _kinds(self.blocks) if kind in _RINGING]

    def __repr__(self) -> str:
        """As a failing test shows it."""
        who = f"{self.user.name} to {self.seen_by} alone" if self.seen_by else self.user.name
        state = " [deleted]" if self.deleted else ""
        buttons = f" {self.buttons}" if self.buttons else ""
        return f"<{self.ts} #{self.channel.name} {who}: {self.words[:120]!r}{buttons}{state}>"


@dataclass(eq=False)
class View:
    """A modal or an App Home as it stands."""

    id: str
    user: str
    body: JSON  # as it was sent, ids filled in
    hash: str
    root: str = ""
    previous: str = ""
    open: bool = True
    entries: JSON = field(default_factory=dict)  # what stands in its fields: block id, action id, entry
    errors: JSON = field(default_factory=dict)  # block id: sentence, from the last submission
    trouble: bool = False  # the last submission was not acknowledged in time

    @property
    def blocks(self) -> list[JSON]:
        """Its blocks."""
        blocks: list[JSON] = self.body["blocks"]
        return blocks

    @property
    def title(self) -> str:
        """Its title; "" of an App Home."""
        return said(self.body.get("title") or "")

    @property
    def words(self) -> str:
        """The texts of its blocks, in order."""
        return "\n".join(texts_of(self.blocks))

    def __repr__(self) -> str:
        """As a failing test shows it."""
        return f"<{self.body['type']} {self.id} {self.title!r} {self.words[:200]!r}>"


@dataclass
class Call:
    """A call of the Web API, or of a response URL: when (monotonic clock), with what, and its answer."""

    method: str
    args: JSON
    at: float
    status: int = 0  # 0: not answered
    answer: JSON = field(default_factory=dict)


@dataclass(frozen=True)
class Refusal:
    """A request that broke a rule."""

    method: str
    error: str
    why: str
    args: JSON = field(repr=False)


@dataclass(frozen=True)
class Ack:
    """An acknowledgement: of what, after how long, and what it carried."""

    kind: str  # "events_api", "slash_commands", "interactive"
    what: str  # the event's type, the command, the interaction's type
    delay_ms: float
    attempt: int
    payload: JSON | None


@dataclass
class Trigger:
    """What a person's deed allows the app to open, once and soon."""

    user: str
    until: float
    view: str = ""  # the modal in which it happened
    used: bool = False


@dataclass
class ResponseUrl:
    """Where an app may answer a deed, a few times."""

    channel: Channel
    user: str
    message: Message | None
    until: float
    uses: int = 0


def said(text: Any) -> str:
    """The words of a text object, or of a plain string."""
    return str(text.get("text", "")) if isinstance(text, dict) else str(text)


def elements_of(blocks: Sequence[JSON]) -> list[JSON]:
    """What can be pressed, chosen or filled in, in order; each with its `block_id`."""
    found: list[JSON] = []
    for block in blocks:
        inside = [block.get("accessory"), block.get("element")]
        if block.get("type") in ("actions", "context_actions"):
            inside += block.get("elements", [])
        found += [
            {**element, "block_id": block.get("block_id", "")}
            for element in inside
            if element and "action_id" in element
        ]
    return found


def _kinds(part: Any) -> list[str]:
    """The types of all parts of blocks, in order."""
    if isinstance(part, list):
        return [kind for one in part for kind in _kinds(one)]
    if not isinstance(part, dict):
        return []
    return [str(part.get("type", "")), *(kind for value in part.values() for kind in _kinds(value))]


def texts_of(part: Any, *, plain: bool = True) -> list[str]:
    """The texts in blocks, in order of reading; without `plain` only those where marks mean something."""
    if isinstance(part, list):
        return [text for one in part for text in texts_of(one, plain=plain)]
    if not isinstance(part, dict):
        return []
    text = part.get("text")
    literal = part.get("type") in ("plain_text", "text")  # the latter in rich text, which knows no marks
    here = [text] if isinstance(text, str) and (plain or not literal) else []
    inner = (value for key, value in part.items() if isinstance(value, dict | list) and key != "confirm")
    return here + [text for value in inner for text in texts_of(value, plain=plain)]
