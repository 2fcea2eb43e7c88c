"""What every method of the Web API works with."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.servers.slack.blocks import check_message, name_parts
from tests.servers.slack.errors import SlackError
from tests.servers.slack.events import Events
from tests.servers.slack.shapes import file_json
from tests.servers.slack.state import JSON, File
from tests.servers.slack.workspace import Workspace

MOST_TEXT, MOST_UPDATED_TEXT, MOST_METADATA = 40_000, 4000, 4000


@dataclass
class Desk:
    """The workspace, and who tells the app what happens in it."""

    workspace: Workspace
    events: Events

    def file_fault(self, named: JSON) -> str:
        """What is wrong with the picture that a block names; "" if nothing."""
        file = next((file for file in self.workspace.files.values() if self._is_named(file, named)), None)
        if file is None:
            return "there is no such file"
        if not file.ready:
            return "not ready yet"
        if file.mimetype not in ("image/png", "image/jpeg", "image/gif"):
            return f"{file.mimetype} is no picture that a block may show"
        return ""

    def _is_named(self, file: File, named: JSON) -> bool:
        """Whether a block names the file; one of another workspace has no links that could be named."""
        shown = file_json(self.workspace, file)
        links = [shown[key] for key in ("url_private", "permalink") if key in shown]
        return named.get("id") == file.id or named.get("url") in links

    def blocks(self, args: JSON) -> list[JSON] | None:
        """The blocks sent, checked and named; None if none were sent."""
        blocks: list[JSON] | None = copy.deepcopy(args.get("blocks"))
        if blocks is None:
            return None
        check_message(blocks, self.file_fault)
        name_parts(blocks, lambda: self.workspace.new_id("b"))
        return blocks

    def metadata(self, args: JSON) -> JSON | None:
        """The metadata sent, checked; None if none were sent."""
        metadata = args.get("metadata")
        if not metadata:
            return None
        if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
            raise SlackError("invalid_metadata_format", "metadata have an event_type and an event_payload")
        if not isinstance(metadata.get("event_payload"), dict):
            raise SlackError("invalid_metadata_format", "event_payload is an object")
        size = len(compact(metadata).encode())
        if size > MOST_METADATA:
            raise SlackError("metadata_too_large", f"{size} bytes; at most {MOST_METADATA}")
        return metadata


Method = Callable[[Desk, JSON], JSON]


def compact(value: Any) -> str:
    """JSON as it travels."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def need(args: JSON, name: str) -> Any:
    """An argument that must be there."""
    if args.get(name) in (None, ""):
        message = f"[ERROR] missing required field: {name}"
        raise SlackError("invalid_arguments", message, response_metadata={"messages": [message]})
    return args[name]


def flag(args: JSON, name: str) -> bool:
    """An argument that is true or false, as JSON or as a form has it."""
    return args.get(name) in (True, 1, "1", "true", "True")
