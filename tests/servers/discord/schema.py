"""Discord's own OpenAPI, to hold every body against that the bot sends."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.servers.discord.model import Json

BESIDE = Path(__file__).parents[3].parent / "shared" / "wire"
"""Beside the repository, where wire formats of others are kept; HERALD_WIRE names another place."""

_URI = "urn:discord"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Schema:
    """What the document says of bodies."""

    def __init__(self, document: Json) -> None:
        self._bodies = {
            (method.upper(), path): deed["requestBody"]["content"]["application/json"]["schema"]
            for path, deeds in document["paths"].items()
            for method, deed in deeds.items()
            if isinstance(deed, dict)  # beside the methods stand the path's parameters
            and "application/json" in (deed.get("requestBody") or {}).get("content", {})
        }
        self._registry = jsonschema_rs.Registry(
            [(_URI, {"$schema": _DIALECT, "components": document["components"]})]
        )
        self._validators: dict[tuple[str, str], Any] = {}

    def fault(self, method: str, path: str, body: Any) -> str:
        """What is wrong with a body, "" if nothing; `path` with the document's `{names}`."""
        if body is None or (method, path) not in self._bodies:
            return ""
        validator = self._validators.get((method, path))
        if validator is None:
            schema = {**_absolute(self._bodies[method, path]), "$schema": _DIALECT}
            validator = jsonschema_rs.Draft202012Validator(schema, registry=self._registry)
            self._validators[method, path] = validator
        errors = list(validator.iter_errors(_with_text_ids(body)))
        return _told(_nearest(errors)[2]) if errors else ""


@cache
def found() -> Schema | None:
    """The document, where it is there."""
    document = Path(os.environ.get("HERALD_WIRE", BESIDE)) / "discord-openapi.json"
    return Schema(json.loads(document.read_text("utf-8"))) if document.is_file() else None


def _absolute(schema: Any) -> Any:
    """A part of the document, with references that find their way from outside."""
    if isinstance(schema, dict):
        return {
            name: f"{_URI}{value}" if name == "$ref" and isinstance(value, str) else _absolute(value)
            for name, value in schema.items()
        }
    return [_absolute(each) for each in schema] if isinstance(schema, list) else schema


def _with_text_ids(body: Any) -> Any:
    """The body with ids as text where discord.py sends numbers, which Discord takes as well."""
    if not isinstance(body, dict):
        return body
    told = dict(body)
    if isinstance(told.get("data"), dict):
        told["data"] = _with_text_ids(told["data"])
    if isinstance(told.get("message_reference"), dict):
        told["message_reference"] = {
            name: str(value) if name.endswith("_id") and isinstance(value, int) else value
            for name, value in told["message_reference"].items()
        }
    if isinstance(told.get("attachments"), list):
        told["attachments"] = [
            {**each, "id": str(each["id"])} if isinstance(each.get("id"), int) else each
            for each in told["attachments"]
        ]
    return told


def _nearest(errors: list[Any]) -> tuple[int, int, Any]:
    """The fault to tell, and how many there are: of alternatives that fail, those of the one that fits best.

    That is the one with the fewest faults, and of these the one that came farthest. Between: minus its depth.
    """
    count, told = 0, []
    for error in errors:
        branches = [branch for branch in getattr(error.kind, "context", None) or [] if branch]
        best = min(map(_nearest, branches), key=lambda one: one[:2], default=None)
        count += best[0] if best else 1
        told.append(best or (1, -len(error.instance_path), error))
    deepest = min(told, key=lambda one: one[1])
    return count, deepest[1], deepest[2]


def _told(error: Any) -> str:
    place = ".".join(map(str, error.instance_path)) or "the body"
    return f"{place}: {str(error.message)[-200:]}"
