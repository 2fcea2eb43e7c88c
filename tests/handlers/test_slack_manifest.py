"""The manifest that people paste into Slack: valid, and asking for what Herald uses and no more."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from handlers.slack import blocks
from tests.servers.slack.limits import EVENT_SCOPES, EVERY_SCOPE, METHODS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "handlers/slack"
MANIFEST: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text())
SCHEMA = ROOT.parent / "shared/wire/slack-manifest.schema.json"
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
CODE = "\n".join(file.read_text() for file in sorted(FOLDER.glob("*.py")))
KINDS = ("channel", "group")
"""The kinds of conversations that Herald works in."""


def _called() -> set[str]:
    """The methods of the Web API that the code calls, by the SDK's names of them."""
    names = {name: name.replace(".", "_") for name in METHODS}
    found = {name for name, spelled in names.items() if re.search(rf"\.{spelled}\(", CODE)}
    if "files_upload_v2(" in CODE:
        found |= {"files.getUploadURLExternal", "files.completeUploadExternal"}
    return found


def test_it_passes_slacks_schema() -> None:
    """Slack's own schema of manifests finds no fault."""
    if not SCHEMA.exists():
        pytest.skip("Slack's schema of manifests is not beside the repository")
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()))
    assert [error.message for error in validator.iter_errors(MANIFEST)] == []


def test_scopes_and_events_are_slacks() -> None:
    """The schema knows no names, so each scope and event is looked up in the list of those there are."""
    assert SCOPES <= EVERY_SCOPE
    assert EVENT_SCOPES.keys() >= EVENTS


def test_each_event_has_its_scope() -> None:
    """An event whose scope is missing would never arrive."""
    assert {EVENT_SCOPES[event] for event in EVENTS} - {""} <= SCOPES


def test_each_method_has_its_scope_and_each_scope_its_use() -> None:
    """What the code calls is allowed, and nothing is asked for that neither a call nor an event needs."""
    called = _called()
    assert {"chat.postMessage", "chat.update", "views.open", "files.info"} <= called
    wanted = {METHODS[name].wanted(kind) for name in called for kind in KINDS} - {""}
    wanted |= {EVENT_SCOPES[event] for event in EVENTS} - {""}
    assert wanted | {"commands"} == SCOPES


def test_what_it_offers_is_listened_to() -> None:
    """Every command and shortcut has a listener, and every listener its entry."""
    commands = {one["command"] for one in MANIFEST["features"]["slash_commands"]}
    assert commands == set(re.findall(r'app\.command\("(/[a-z-]+)"\)', CODE))
    shortcuts = {one["callback_id"] for one in MANIFEST["features"]["shortcuts"]}
    (pattern,) = re.findall(r'app\.shortcut\(re\.compile\("\^\((.*)\)\$"\)\)', CODE)
    assert shortcuts == {"draft", *pattern.split("|")}


def test_buttons_and_fields_are_told_apart() -> None:
    """The names by which listeners are chosen do not fit one another: the first that fits would win."""
    assert not blocks.TYPED.startswith(f"{blocks.BUTTON}-")
    assert not blocks.FORM.startswith(f"{blocks.BUTTON}-")


def test_nothing_is_left_to_chance() -> None:
    """A socket by default, interactivity on, and the home open."""
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is True
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"] is True
