"""What Slack demands of blocks: shapes by its schema, lengths and counts by its reference pages.

Faults are told in Slack's own form: "must be less than 3001 characters [json-pointer:/blocks/0/text/text]".
"""

import functools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import jsonschema_rs

from tests.servers.slack.errors import SlackError
from tests.servers.slack.state import JSON, said, texts_of

SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "wire" / "slack-blocks.schema.json"
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
ALL_TEXT = 13_200  # characters of all texts of a message; undocumented

LENGTHS: dict[str, dict[str, int]] = {
    "section": {"text": 3000},
    "header": {"text": 150},
    "image": {"alt_text": 2000, "title": 2000, "image_url": 3000},
    "markdown": {"text": 12_000},
    "input": {"label": 2000, "hint": 2000},
    "button": {"text": 75, "value": 2000, "url": 3000, "accessibility_label": 75},
    "plain_text_input": {"placeholder": 150, "initial_value": 3000},
    "static_select": {"placeholder": 150},
    "users_select": {"placeholder": 150},
}
COUNTS: dict[str, dict[str, int]] = {
    "section": {"fields": 10},
    "context": {"elements": 10},
    "actions": {"elements": 25},
    "overflow": {"options": 5},
    "checkboxes": {"options": 10},
    "radio_buttons": {"options": 10},
    "static_select": {"options": 100},
    "multi_static_select": {"options": 100},
}
_OF_PARTS: dict[str, dict[str, int]] = {
    "options": {"text": 75, "value": 150, "description": 75},
    "fields": {"text": 2000},
    "confirm": {"title": 100, "text": 300, "confirm": 30, "deny": 30},
}
_NAMES = {"block_id": 255, "action_id": 255}

FileCheck = Callable[[JSON], str]
"""What is wrong with the file that a block names; "" if nothing."""


class _Error(Protocol):
    @property
    def message(self) -> str: ...


class _Validator(Protocol):
    def iter_errors(self, instance: Any) -> Iterator[_Error]: ...


def check_message(blocks: list[JSON], file_fault: FileCheck) -> None:
    """Raise `SlackError` for blocks that no message may have."""
    faults = faults_of(blocks, MESSAGE_BLOCKS)
    if faults:
        raise invalid("invalid_blocks", faults)
    if sum(len(text) for text in texts_of(blocks)) > ALL_TEXT:
        raise SlackError("msg_blocks_too_long", f"all texts together have more than {ALL_TEXT} characters")
    faults = [
        f"invalid slack file: {fault} [json-pointer:{at}/slack_file]"
        for at, part in _parts(blocks, "/blocks")
        if "slack_file" in part and (fault := file_fault(part["slack_file"]))
    ]
    if faults:
        raise invalid("invalid_blocks", faults, broke=not all("not ready" in fault for fault in faults))


def invalid(code: str, faults: list[str], *, broke: bool = True) -> SlackError:
    """A refusal that tells its faults."""
    messages = [f"[ERROR] {fault}" for fault in faults]
    return SlackError(
        code, "; ".join(faults), broke=broke, errors=faults, response_metadata={"messages": messages}
    )


def faults_of(blocks: Any, most: int, at: str = "/blocks") -> list[str]:
    """All that is wrong with these blocks."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return [f"must be a list of blocks [json-pointer:{at}]"]
    faults = [f"no more than {most} items allowed [json-pointer:{at}]"] if len(blocks) > most else []
    for number, block in enumerate(blocks):
        faults += _shape_faults(block, f"{at}/{number}")
        action_ids = [part["action_id"] for _, part in _parts(block, "") if part.get("action_id")]
        faults += _twice(action_ids, "action_id", f"{at}/{number}")
    block_ids = [block["block_id"] for block in blocks if block.get("block_id")]
    faults += _twice(block_ids, "block_id", at)
    for where, part in _parts(blocks, at):
        faults += _size_faults(part, where)
    return faults


def name_parts(blocks: list[JSON], new_name: Callable[[], str]) -> None:
    """Give every block and every element the id that it lacks, as Slack does."""
    for block in blocks:
        block.setdefault("block_id", new_name())
        inside = [block.get("accessory"), block.get("element")]
        if block.get("type") in ("actions", "context_actions"):
            inside += block["elements"]
        for element in inside:
            if element and element.get("type") != "image":
                element.setdefault("action_id", new_name())


def _twice(names: list[str], kind: str, at: str) -> list[str]:
    doubles = sorted({name for name in names if names.count(name) > 1})
    return [f"`{kind}` {name!r} already exists [json-pointer:{at}]" for name in doubles]


def _size_faults(part: JSON, at: str) -> Iterator[str]:
    kind = part.get("type", "")
    place = at.split("/")
    holder = place[-1] if not place[-1].isdigit() else place[-2]
    limits = {**LENGTHS.get(kind, {}), **_OF_PARTS.get(holder, {}), **_NAMES}
    for key, most in limits.items():
        if key in part and len(said(part[key])) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}/{key}]"
    if kind in ("plain_text", "mrkdwn", "markdown") and not part.get("text"):
        yield f"must be more than 0 characters [json-pointer:{at}/text]"
    for key, most in COUNTS.get(kind, {}).items():
        if key in part and not 1 <= len(part[key]) <= most:
            yield f"must have 1 to {most} items [json-pointer:{at}/{key}]"


def _parts(part: Any, at: str) -> Iterator[tuple[str, JSON]]:
    """Every object within, with its place."""
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from _parts(one, f"{at}/{number}")
    elif isinstance(part, dict):
        yield at, part
        for key, value in part.items():
            yield from _parts(value, f"{at}/{key}")


def schema_checked() -> bool:
    """Whether shapes are checked: whether the schema is there, beside the repository."""
    return SCHEMA.exists()


def _shape_faults(block: JSON, at: str) -> list[str]:
    if not schema_checked():
        return []
    name = _definitions_of_blocks().get(block.get("type", ""))
    if name is None:
        return [f"unsupported type: {block.get('type')!r} [json-pointer:{at}/type]"]
    return [
        f"failed to match all allowed schemas: {fault.message} [json-pointer:{at}]"
        for fault in _validator(name).iter_errors(block)
    ]


@functools.cache
def _schema() -> JSON:
    schema: JSON = json.loads(SCHEMA.read_text())
    return schema


@functools.cache
def _definitions_of_blocks() -> dict[str, str]:
    """The definition that describes each type of block."""
    definitions = _schema()["definitions"]
    names = [one["$ref"].rpartition("/")[2] for one in definitions["KnownBlock"]["anyOf"]]
    return {_type_of(definitions[name]): name for name in names}


def _type_of(definition: JSON) -> str:
    first = definition["anyOf"][0] if "anyOf" in definition else definition
    return str(first["properties"]["type"]["const"])


@functools.cache
def _validator(name: str) -> _Validator:
    """What checks one kind of block: its own faults are plainer than those of all kinds together."""
    return jsonschema_rs.Draft7Validator(
        {"$ref": f"#/definitions/{name}", "definitions": _schema()["definitions"]}
    )
