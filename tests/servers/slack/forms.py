"""What a person fills in: the `state.values` of a view or a message."""

from typing import Any

from tests.servers.slack.errors import CannotDo
from tests.servers.slack.state import JSON, elements_of, said

_INITIAL = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
}
"""For each kind of field: where its value stands in the state, and where the app puts the first one."""


def values(blocks: list[JSON], filled: JSON | None = None, kept: JSON | None = None) -> JSON:
    """The state of these fields: what stood there at first, and what a person put in.

    `filled` names fields by label, block id or action id; an option by its words or its value. `kept` is an
    earlier state: a field of the same ids keeps its value, whatever the app says stands there at first.
    """
    filled = dict(filled or {})
    state: JSON = {}
    for block in blocks:
        for element in elements_of([block]):
            kind = element["type"]
            if kind not in _INITIAL:
                continue
            key, initial = _INITIAL[kind]
            name = _name(block, element, filled)
            value = _entry(element, filled.pop(name)) if name else element.get(initial)
            entry = {"type": kind, key: value if value is not None or not key.endswith("s") else []}
            before = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
            state.setdefault(block["block_id"], {})[element["action_id"]] = (not name and before) or entry
    if filled:
        raise CannotDo(f"the form has no field {', '.join(map(repr, filled))}; it has {labels(blocks)}")
    return state


def dispatching(blocks: list[JSON], name: str) -> JSON | None:
    """The field of that label, block id or action id, if the app wants to hear of each change of it."""
    for block in blocks:
        element = block.get("element") or {}
        if block.get("dispatch_action") and _name(block, element, {name: ""}):
            told_on = element.get("dispatch_action_config", {}).get("trigger_actions_on", [])
            if "text" not in element["type"] or "on_character_entered" in told_on:
                return {**element, "block_id": block["block_id"]}
    return None


def labels(blocks: list[JSON]) -> list[str]:
    """What the fields are called."""
    return [said(block["label"]) for block in blocks if block.get("type") == "input"]


def check_filled(blocks: list[JSON], state: JSON) -> None:
    """Slack's own client sends no form that lacks a value, or has too long a one."""
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        entry = state.get(block["block_id"], {}).get(element["action_id"], {})
        value = entry.get(_INITIAL.get(element["type"], ("value", ""))[0])
        label = said(block["label"])
        if not value and not block.get("optional"):
            raise CannotDo(f"“{label}” must be filled in before the form can be sent")
        if isinstance(value, str) and value:
            least, most = element.get("min_length", 0), element.get("max_length", 3000)
            if not least <= len(value) <= most:
                raise CannotDo(f"“{label}” takes {least} to {most} characters; {len(value)} were typed")


def _name(block: JSON, element: JSON, filled: JSON) -> str:
    """By which name, if any, the field was filled in."""
    names = [said(block.get("label") or ""), block.get("block_id", ""), element["action_id"]]
    return next((name for name in names if name and name in filled), "")


def _entry(element: JSON, value: Any) -> Any:
    """What a person put in, as the state has it."""
    if element["type"] in ("static_select", "radio_buttons"):
        return option(element, value)
    if element["type"] in ("checkboxes", "multi_static_select"):
        return [option(element, one) for one in value]
    if value == "":
        return None
    return value if isinstance(value, str) else getattr(value, "id", str(value))


def chosen(element: JSON, value: Any) -> JSON:
    """A choice as an action carries it."""
    if element["type"] not in _INITIAL:
        raise CannotDo(f"there is nothing to choose in a {element['type']}")
    return {_INITIAL[element["type"]][0]: _entry(element, value)}


def option(element: JSON, wanted: str) -> JSON:
    """The option of that wording or value."""
    options = [
        *element.get("options", []),
        *(one for group in element.get("option_groups", []) for one in group["options"]),
    ]
    for one in options:
        if wanted in (said(one["text"]), one.get("value")):
            found: JSON = one
            return found
    raise CannotDo(f"there is no option {wanted!r}; there are {[said(one['text']) for one in options]}")
