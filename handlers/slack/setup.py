"""What an app at Slack has and what it lacks, by `manifest.json`: pure, for `herald doctor`."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

JSON = dict[str, Any]

MANIFEST: JSON = json.loads(Path(__file__).with_name("manifest.json").read_text(encoding="utf-8"))
"""The app as it should be."""

NEEDED_FOR = {
    "app_mentions:read": "nobody can speak to Herald: the event app_mention does not arrive",
    "channels:history": "links in public channels are not seen: the event message.channels does not arrive",
    "chat:write": "Herald can post nothing",
    "commands": "there are no commands and no entries in the menus of messages",
    "files:read": "no picture is shown, because nobody can tell when it is ready",
    "files:write": "there are no pictures and no files to take away",
    "groups:history": "links in private channels are not seen: the event message.groups does not arrive",
    "reactions:read": "reactions do nothing: the events reaction_added and reaction_removed do not arrive",
    "reactions:write": "Herald cannot show that it has seen a link",
    "usergroups:read": "the user groups among the approvers of lab.toml are empty",
    "users:read": "people are called by their logins, and the app cannot be looked up here",
}
"""What does not work without each scope."""


def missing_scopes(granted: str) -> Iterator[str]:
    """A sentence for each scope that is not among the granted, as the header `x-oauth-scopes` lists them."""
    has = {scope.strip() for scope in granted.split(",")}
    for scope in MANIFEST["oauth_config"]["scopes"]["bot"]:
        if scope not in has:
            yield f"the scope {scope} is missing, so {NEEDED_FOR[scope]}"


def missing_parts(theirs: JSON, *, socket: bool) -> Iterator[str]:
    """A sentence for each event, command and shortcut that the app lacks by its own manifest.

    `socket`: whether Herald listens on a socket.
    """
    kinds: dict[str, Callable[[JSON], set[str]]] = {
        "event": _events,
        "command": partial(_named, kind="slash_commands", key="command"),
        "shortcut": partial(_named, kind="shortcuts", key="callback_id"),
    }
    for kind, names in kinds.items():
        for name in sorted(names(MANIFEST) - names(theirs)):
            yield f"the {kind} {name} is missing"
    settings, features = _of(theirs, "settings"), _of(theirs, "features")
    if not _of(settings, "interactivity").get("is_enabled"):
        yield "interactivity is off, so buttons and forms do nothing"
    if not _of(features, "app_home").get("home_tab_enabled"):
        yield "the home tab is off"
    if socket != bool(settings.get("socket_mode_enabled")):
        yield f"Socket Mode is {'off' if socket else 'on, and Herald listens for calls'}"


def _events(manifest: JSON) -> set[str]:
    return set(_of(_of(manifest, "settings"), "event_subscriptions").get("bot_events") or ())


def _named(manifest: JSON, kind: str, key: str) -> set[str]:
    return {one.get(key, "") for one in _of(manifest, "features").get(kind) or ()}


def _of(part: JSON, name: str) -> JSON:
    inner: JSON = part.get(name) or {}
    return inner
