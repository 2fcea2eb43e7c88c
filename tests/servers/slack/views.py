"""`views.*`: modals and App Homes. Source: Slack's pages "Modals" and "Views"."""

import copy
import time
from typing import Any

from tests.servers.slack import forms
from tests.servers.slack.blocks import VIEW_BLOCKS, faults_of, invalid, name_parts
from tests.servers.slack.desk import Desk, Method, need
from tests.servers.slack.errors import SlackError
from tests.servers.slack.shapes import view_json
from tests.servers.slack.state import JSON, Trigger, View, said
from tests.servers.slack.workspace import Workspace

MOST_STACKED = 3
_LENGTHS = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}
_TITLES = ("title", "submit", "close")
_MOST_TITLE = 24


def checked(workspace: Workspace, body: Any, kind: str = "modal") -> JSON:
    """A view that was sent, its ids filled in. Raises `SlackError` for what no view may have."""
    if not isinstance(body, dict):
        raise SlackError("invalid_arguments", "a view is an object")
    faults = [] if body.get("type") == kind else [f"must be a {kind} [json-pointer:/view/type]"]
    faults += faults_of(body.get("blocks"), VIEW_BLOCKS, "/view/blocks")
    for name, most in _LENGTHS.items():
        if len(body.get(name) or "") > most:
            faults.append(f"must be less than {most + 1} characters [json-pointer:/view/{name}]")
    for name in _TITLES if kind == "modal" else ():
        faults += _title_faults(name, body.get(name))
    if not faults and kind == "modal" and not body.get("submit"):
        inputs = [block for block in body["blocks"] if block.get("type") == "input"]
        faults += ["missing required field: submit, as there are inputs [json-pointer:/view]"] * bool(inputs)
    if faults:
        raise invalid("invalid_arguments", faults)
    made = copy.deepcopy(body)
    name_parts(made["blocks"], lambda: workspace.new_id("b"))
    return made


def _title_faults(name: str, title: Any) -> list[str]:
    if title is None:
        return ["missing required field: title [json-pointer:/view]"] if name == "title" else []
    at = f"[json-pointer:/view/{name}]"
    if not isinstance(title, dict) or title.get("type") != "plain_text":
        return [f"must be plain_text {at}"]
    if not 1 <= len(said(title)) <= _MOST_TITLE:
        return [f"must have 1 to {_MOST_TITLE} characters {at}"]
    return []


def made(workspace: Workspace, user: str, body: JSON) -> View:
    """A new view of that person's."""
    view = View(workspace.new_id("V"), user, body, _hash(workspace), entries=forms.values(body["blocks"]))
    workspace.views[view.id] = view
    return view


def change(workspace: Workspace, view: View, body: JSON) -> None:
    """Let a view show something else; fields whose ids stay keep what was typed."""
    view.entries = forms.values(body["blocks"], kept=view.entries)
    view.body, view.hash, view.errors = body, _hash(workspace), {}


def _hash(workspace: Workspace) -> str:
    return f"{int(time.time())}.{workspace.new_id('h')}"


def put_on_top(workspace: Workspace, view: View) -> None:
    """Show a modal above those that are open already."""
    stack = workspace.stacks.get(view.user, [])
    if len(stack) >= MOST_STACKED:
        raise SlackError("push_limit_reached", f"{MOST_STACKED} modals are open already")
    if stack:
        view.root, view.previous = stack[0].id, stack[-1].id
    workspace.stacks[view.user] = [*stack, view]


def _pulled(workspace: Workspace, args: JSON) -> Trigger:
    """The trigger named, used up."""
    name = need(args, "trigger_id")
    trigger = workspace.triggers.get(name)
    if trigger is None:
        raise SlackError("invalid_trigger_id", f"there is no trigger {name!r}")
    if trigger.used:
        raise SlackError("exchanged_trigger_id", "this trigger was used before")
    if time.monotonic() > trigger.until:
        raise SlackError("expired_trigger_id", f"it is older than {workspace.trigger_seconds:g} s")
    trigger.used = True
    return trigger


def open_view(desk: Desk, args: JSON) -> JSON:
    """Open a modal in answer to a deed; one that is open gives way."""
    workspace = desk.workspace
    body = checked(workspace, need(args, "view"))
    view = made(workspace, _pulled(workspace, args).user, body)
    for old in workspace.stacks.pop(view.user, []):
        old.open = False
    put_on_top(workspace, view)
    return {"view": view_json(workspace, view)}


def push(desk: Desk, args: JSON) -> JSON:
    """Open a modal above another."""
    workspace = desk.workspace
    body = checked(workspace, need(args, "view"))
    trigger = _pulled(workspace, args)
    if not trigger.view:
        raise SlackError("invalid_trigger_id", "a modal is pushed in answer to a deed in another")
    view = made(workspace, trigger.user, body)
    put_on_top(workspace, view)
    return {"view": view_json(workspace, view)}


def update(desk: Desk, args: JSON) -> JSON:
    """Change a view that is open."""
    workspace = desk.workspace
    named = args.get("view_id")
    external = args.get("external_id") or need({"view_id": named}, "view_id")
    view = workspace.views.get(named or "") or next(
        (one for one in workspace.views.values() if one.open and one.body.get("external_id") == external),
        None,
    )
    if view is None or not view.open:
        raise SlackError("not_found", f"no view {named or external!r} is open", broke=view is None)
    if args.get("hash") and args["hash"] != view.hash:
        raise SlackError("hash_conflict", "the view has changed meanwhile", broke=False)
    change(workspace, view, checked(workspace, need(args, "view"), view.body["type"]))
    return {"view": view_json(workspace, view)}


def publish(desk: Desk, args: JSON) -> JSON:
    """Show an App Home."""
    workspace = desk.workspace
    user = workspace.user(need(args, "user_id"))
    body = checked(workspace, need(args, "view"), "home")
    home = workspace.homes.get(user.id)
    if home and args.get("hash") and args["hash"] != home.hash:
        raise SlackError("hash_conflict", "the view has changed meanwhile", broke=False)
    if home:
        change(workspace, home, body)
    else:
        home = workspace.homes[user.id] = made(workspace, user.id, body)
    return {"view": view_json(workspace, home)}


METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.publish": publish,
    "views.push": push,
    "views.update": update,
}
