"""Components of messages and modals: what stands in them, and the limits that Discord sets them.

https://discord.com/developers/docs/components/reference
"""

from collections.abc import Iterator
from typing import Any

from tests.servers.discord.errors import bad_form
from tests.servers.discord.model import Json

ROW, BUTTON, SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE = 1, 2, 3, 4, 9, 10, 11, 12, 13
SEPARATOR, CONTAINER, LABEL, FILE_UPLOAD = 14, 17, 18, 19
SELECTS = frozenset({3, 5, 6, 7, 8})
LINK = 5  # a button's style
_V2 = frozenset({SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER})
MOST_COMPONENTS, MOST_TEXT, MOST_CUSTOM_ID, MOST_LABEL = 40, 4000, 100, 80
MOST_ROWS, MOST_BUTTONS, MOST_OPTIONS, MOST_TITLE, MOST_INPUT = 5, 5, 25, 45, 4000


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, outer ones first, in the order they are read in."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for inner in (component.get("accessory"), component.get("component")):
            if isinstance(inner, dict):
                yield from walk([inner])


def texts(components: list[Json]) -> list[str]:
    """The texts that stand in them."""
    return [str(each["content"]) for each in walk(components) if each.get("type") == TEXT]


def media(components: list[Json]) -> list[tuple[str, str]]:
    """Addresses and alt texts of the pictures and files they show."""
    found: list[tuple[str, str]] = []
    for each in walk(components):
        items: list[Any] = each.get("items") or [] if each.get("type") == GALLERY else [each]
        for item in items:
            shown = item.get("media") or item.get("file")
            if isinstance(shown, dict):
                found.append((str(shown.get("url", "")), str(item.get("description") or "")))
    return found


def numbered(components: list[Json]) -> list[Json]:
    """The same with ids where none were given, as Discord gives them."""
    taken = {each["id"] for each in walk(components) if each.get("id")}
    free = iter(number for number in range(1, 10_000) if number not in taken)

    def give(component: Json) -> Json:
        told = {**component, "id": component.get("id") or next(free)}
        for name in ("accessory", "component"):
            if isinstance(told.get(name), dict):
                told[name] = give(told[name])
        if isinstance(told.get("components"), list):
            told["components"] = [give(each) for each in told["components"]]
        return told

    return [give(component) for component in components]


def check_message(components: list[Json], filenames: list[str], *, v2: bool) -> None:
    """Raise for components that Discord does not take in a message."""
    every = list(walk(components))
    if not v2 and any(each.get("type") in _V2 for each in every):
        raise bad_form("components", "this type of component needs the flag IS_COMPONENTS_V2")
    if not v2 and len(components) > MOST_ROWS:
        raise bad_form("components", f"Must be {MOST_ROWS} or fewer in length.")
    if len(every) > MOST_COMPONENTS:
        raise bad_form("components", f"Must have {MOST_COMPONENTS} or fewer components in total.")
    if sum(map(len, texts(components))) > MOST_TEXT:
        raise bad_form("components", f"Displayable text exceeds the maximum size of {MOST_TEXT}")
    for address, description in media(components):
        if address.startswith("attachment://") and address.removeprefix("attachment://") not in filenames:
            raise bad_form("components", f"The referenced attachment was not found: {address}")
        if len(description) > 1024:
            raise bad_form("components", "description: Must be 1024 or fewer in length.")
    for each in every:
        _check_one(each)
    _check_ids(every)


def check_modal(modal: Json) -> None:
    """Raise for a modal that Discord does not take."""
    components = modal.get("components") or []
    every = list(walk(components))
    if not 1 <= len(str(modal.get("title") or "")) <= MOST_TITLE:
        raise bad_form("data.title", f"Must be between 1 and {MOST_TITLE} in length.")
    if not 1 <= len(str(modal.get("custom_id") or "")) <= MOST_CUSTOM_ID:
        raise bad_form("data.custom_id", f"Must be between 1 and {MOST_CUSTOM_ID} in length.")
    if not 1 <= len(components) <= MOST_ROWS:
        raise bad_form("data.components", f"Must be between 1 and {MOST_ROWS} in length.")
    for each in every:
        if each.get("type") in {LABEL, TEXT_INPUT} and len(str(each.get("label") or "")) > MOST_TITLE:
            raise bad_form("data.components.label", f"Must be {MOST_TITLE} or fewer in length.")
        if each.get("type") == TEXT_INPUT and len(str(each.get("value") or "")) > min(
            MOST_INPUT, each.get("max_length") or MOST_INPUT
        ):
            raise bad_form("data.components.value", "Must be no longer than the field takes.")
        if each.get("type") not in {ROW, TEXT, LABEL, TEXT_INPUT, FILE_UPLOAD, *SELECTS}:
            raise bad_form("data.components", f"a modal takes no component of type {each.get('type')}")
        if each.get("type") != TEXT_INPUT:
            _check_one(each)
    _check_ids(every)


def _check_one(each: Json) -> None:
    kind = each.get("type")
    if kind == TEXT and not str(each.get("content") or "").strip():
        raise bad_form("components.content", "This field is required")
    if kind == ROW:
        inner = [part.get("type") for part in each.get("components") or []]
        if not 1 <= len(inner) <= MOST_BUTTONS or (len(inner) > 1 and set(inner) != {BUTTON}):
            raise bad_form("components", f"a row takes 1 to {MOST_BUTTONS} buttons, or one select")
    if kind == BUTTON:
        _check_button(each)
    if kind == SELECT and not 1 <= len(each.get("options") or []) <= MOST_OPTIONS:
        raise bad_form("components.options", f"Must be between 1 and {MOST_OPTIONS} in length.")


def _check_button(each: Json) -> None:
    if not each.get("label") and not each.get("emoji"):
        raise bad_form("components.label", "a button needs a label or an emoji")
    if len(str(each.get("label") or "")) > MOST_LABEL:
        raise bad_form("components.label", f"Must be {MOST_LABEL} or fewer in length.")
    if each.get("style") == LINK and (each.get("custom_id") or not each.get("url")):
        raise bad_form("components.url", "a link button has a url and no custom_id")
    if each.get("style") != LINK and (each.get("url") or not each.get("custom_id")):
        raise bad_form("components.custom_id", "a button has a custom_id and no url")


def _check_ids(every: list[Json]) -> None:
    custom = [str(each["custom_id"]) for each in every if each.get("custom_id")]
    if any(len(name) > MOST_CUSTOM_ID for name in custom):
        raise bad_form("components.custom_id", f"Must be {MOST_CUSTOM_ID} or fewer in length.")
    if len(set(custom)) < len(custom):
        raise bad_form("components.custom_id", "Component custom id cannot be duplicated")
    numbers = [each["id"] for each in every if each.get("id")]
    if len(set(numbers)) < len(numbers):
        raise bad_form("components.id", "Component id cannot be duplicated")
