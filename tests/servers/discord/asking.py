"""What a person enters, as the client sends it: options of commands, values of modals."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.servers.discord import payloads
from tests.servers.discord.commands import (
    BOOLEAN,
    CHANNEL,
    FILE,
    GROUP,
    INTEGER,
    NUMBER,
    ROLE,
    SLASH,
    STRING,
    SUBCOMMAND,
    USER,
)
from tests.servers.discord.components import FILE_UPLOAD, LABEL, ROW, TEXT_INPUT, walk
from tests.servers.discord.errors import CannotDo
from tests.servers.discord.model import Attachment, Json
from tests.servers.discord.world import World

_FITS: Mapping[int, Callable[[Any], bool]] = {
    STRING: lambda value: isinstance(value, str),
    INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    BOOLEAN: lambda value: isinstance(value, bool),
    NUMBER: lambda value: isinstance(value, int | float),
}


def find_command(world: World, name: str, kind: int) -> Json:
    """The registered command of that name, the guild's own first."""
    named = [each for each in world.commands if each["name"] == name and each["type"] == kind]
    if not named:
        known = sorted(each["name"] for each in world.commands)
        raise CannotDo(f"there is no command {name!r}; the bot has registered {known}")
    return max(named, key=lambda each: each["guild_id"] is not None)


def command_data(
    world: World, line: str, values: Mapping[str, Any], *, focused: tuple[str, str] | None = None
) -> Json:
    """A slash command with its options; `focused` is the option being typed, and what is typed so far."""
    name, *path = line.removeprefix("/").split()
    command = find_command(world, name, SLASH)
    known: list[Json] = command["options"] or []
    around: list[Json] = []
    for step in path:
        option = next((each for each in known if each["name"] == step), None)
        if option is None or option["type"] not in {SUBCOMMAND, GROUP}:
            raise CannotDo(f"/{name} has no {step!r}; it has {[each['name'] for each in known]}")
        around.append({"name": step, "type": option["type"]})
        known = option.get("options") or []
    if any(each["type"] in {SUBCOMMAND, GROUP} for each in known):
        raise CannotDo(f"/{line} needs one of {[each['name'] for each in known]} behind it")
    resolved: Json = {}
    options = _options(world, line, known, values, resolved, focused)
    for each in reversed(around):
        options = [{**each, "options": options}]
    data: Json = {"id": command["id"], "name": name, "type": SLASH, "options": options}
    if resolved:
        data["resolved"] = resolved
    return data if command["guild_id"] is None else {**data, "guild_id": command["guild_id"]}


def _options(
    world: World,
    line: str,
    known: list[Json],
    values: Mapping[str, Any],
    resolved: Json,
    focused: tuple[str, str] | None,
) -> list[Json]:
    names = {each["name"]: each for each in known}
    entered = {*values, focused[0]} if focused else set(values)
    if strange := sorted(entered - set(names)):
        raise CannotDo(f"/{line} has no option {strange[0]!r}; it has {sorted(names)}")
    told = []
    for option in known:
        name = option["name"]
        if focused and focused[0] == name:
            if not option.get("autocomplete"):
                raise CannotDo(f"the option {name!r} of /{line} has no autocomplete")
            told.append({"name": name, "type": option["type"], "value": focused[1], "focused": True})
        elif values.get(name) is not None:
            told.append(
                {"name": name, "type": option["type"], "value": _value(world, option, values[name], resolved)}
            )
        elif option.get("required") and not focused:
            raise CannotDo(f"/{line} needs the option {name!r}")
    return told


def _value(world: World, option: Json, value: Any, resolved: Json) -> Any:
    """A value as the client sends it; raises where the client would not let it through."""
    kind, name = option["type"], option["name"]
    if kind in {USER, CHANNEL, ROLE}:
        return _reference(world, kind, value, resolved)
    if kind == FILE:
        return resolve_file(world, value, resolved)
    if not _FITS[kind](value):
        raise CannotDo(f"the option {name!r} does not take {value!r}")
    if (choices := option.get("choices")) and value not in [each["value"] for each in choices]:
        raise CannotDo(f"the option {name!r} takes one of {[each['value'] for each in choices]}")
    size = len(value) if kind == STRING else value
    least = option.get("min_length" if kind == STRING else "min_value")
    most = option.get("max_length" if kind == STRING else "max_value")
    if (least is not None and size < least) or (most is not None and size > most):
        raise CannotDo(f"the option {name!r} takes {least} to {most}, not {size}")
    return value


def _reference(world: World, kind: int, value: Any, resolved: Json) -> str:
    number = int(getattr(value, "id", value))
    if kind == USER:
        user = world.users[number]
        resolved.setdefault("users", {})[str(number)] = payloads.user(user)
        resolved.setdefault("members", {})[str(number)] = payloads.member(user, with_user=False)
    elif kind == CHANNEL:
        channel = {**world.channel_json(world.channels[number]), "permissions": "0"}
        resolved.setdefault("channels", {})[str(number)] = channel
    else:
        resolved.setdefault("roles", {})[str(number)] = payloads.role(world.roles[number], 1)
    return str(number)


def resolve_file(world: World, value: tuple[str, bytes], resolved: Json) -> str:
    """A file that somebody uploads, by name and content."""
    file = Attachment(value[0], value[1])
    world.files[file.id] = file
    told = {**payloads.attachment(file, world.cdn), "ephemeral": True}
    resolved.setdefault("attachments", {})[str(file.id)] = told
    return str(file.id)


def modal_data(world: World, modal: Json, values: Mapping[str, Any]) -> Json:
    """A modal, filled in; what is not named keeps what stands in it. Names are labels or custom ids."""
    labels = {
        each["component"]["custom_id"]: str(each.get("label"))
        for each in walk(modal["components"])
        if each.get("type") == LABEL
    }
    labels |= {
        each["custom_id"]: str(each["label"])
        for each in walk(modal["components"])
        if each.get("type") == TEXT_INPUT and each.get("label")
    }
    known = set(labels) | set(labels.values())
    if strange := sorted(set(values) - known):
        raise CannotDo(
            f"the form {modal['title']!r} has no field {strange[0]!r}; it has {sorted(labels.values())}"
        )
    resolved: Json = {}

    def entered(field: Json) -> Json:
        own = str(field["custom_id"])
        label = labels.get(own, own)
        value: Any = values.get(own, values.get(label, field.get("value")))
        told = {"type": field["type"], "id": field["id"], "custom_id": own}
        if field["type"] == TEXT_INPUT:
            return told | {"value": _typed(field, label, value or "")}
        chosen: list[Any] = [value] if isinstance(value, str) else list(value or [])
        if field["type"] == FILE_UPLOAD:
            chosen = [resolve_file(world, file, resolved) for file in chosen]
        return told | {"values": _chosen(field, label, chosen)}

    told: list[Json] = []
    for number, each in enumerate(modal["components"], 1):
        frame = {"type": each["type"], "id": each.get("id") or number}
        if each["type"] == LABEL:
            told.append({**frame, "component": entered({"id": 100 + number, **each["component"]})})
        elif each["type"] == ROW:
            inner = [entered({"id": 100 + number, **field}) for field in each["components"]]
            told.append({**frame, "components": inner})
        else:
            told.append(frame)
    data: Json = {"custom_id": modal["custom_id"], "components": told}
    return {**data, "resolved": resolved} if resolved else data


def _typed(field: Json, label: str, value: str) -> str:
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    if not value and field.get("required", True):
        raise CannotDo(f"the field {label!r} must be filled in")
    if value and not least <= len(value) <= most:
        raise CannotDo(f"the field {label!r} takes {least} to {most} characters, not {len(value)}")
    return value


def _chosen(field: Json, label: str, values: list[str]) -> list[str]:
    options = [each["value"] for each in field.get("options") or []]
    if options and not set(values) <= set(options):
        raise CannotDo(f"the field {label!r} takes some of {options}")
    preset = [each["value"] for each in field.get("options") or [] if each.get("default")]
    chosen = values or preset
    asked = field.get("min_values"), field.get("max_values")
    least, most = (1 if each is None else each for each in asked)
    if not (least if field.get("required", True) else 0) <= len(chosen) <= most:
        raise CannotDo(f"the field {label!r} takes {least} to {most} choices")
    return chosen
