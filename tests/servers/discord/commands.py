"""The commands that the bot has registered.

https://discord.com/developers/docs/interactions/application-commands
"""

import re
from collections import Counter
from typing import Any

from tests.servers.discord.calls import Call
from tests.servers.discord.errors import ApiError, bad_form, unknown
from tests.servers.discord.model import Json
from tests.servers.discord.snowflakes import snowflake
from tests.servers.discord.world import World

SLASH, MESSAGE_MENU = 1, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER, FILE = (
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    10,
    11,
)
MOST = {1: 100, 2: 15, 3: 15}  # of a type
MOST_CHOICES = 25
_NAME = re.compile(r"[-_'\w]{1,32}")


def overwrite(world: World, call: Call) -> list[Json]:
    """Put these commands in the place of all that there were, in the guild or everywhere."""
    if not isinstance(call.body, list):
        raise ApiError(400, 50035, "Invalid Form Body")
    guild_id = _guild(world, call)
    for number, command in enumerate(call.body):
        check(command, str(number))
    names = Counter((command.get("type", SLASH), command["name"]) for command in call.body)
    if twice := [name for (_, name), count in names.items() if count > 1]:
        raise bad_form("0.name", f"Application command names must be unique: {twice[0]}")
    _check_count(call.body)
    kept = [each for each in world.commands if each["guild_id"] != guild_id]
    made = [_registered(world, command, guild_id) for command in call.body]
    world.commands[:] = kept + made
    return made


def listed(world: World, call: Call) -> list[Json]:
    """The commands of the guild, or those that are everywhere."""
    guild_id = _guild(world, call)
    return [each for each in world.commands if each["guild_id"] == guild_id]


def create(world: World, call: Call) -> Json:
    """Add a command, or replace the one of its name and type."""
    guild_id = _guild(world, call)
    check(call.json, "")
    made = _registered(world, call.json, guild_id)
    world.commands[:] = [each for each in world.commands if each["id"] != made["id"]] + [made]
    _check_count([each for each in world.commands if each["guild_id"] == guild_id])
    return made


def delete(world: World, call: Call) -> None:
    """Take a command away."""
    guild_id = _guild(world, call)
    left = [
        each
        for each in world.commands
        if (each["id"], each["guild_id"]) != (call.ids["command_id"], guild_id)
    ]
    if len(left) == len(world.commands):
        raise unknown("application command", 10063)
    world.commands[:] = left


def check(command: Json, where: str) -> None:
    """Raise for a command that Discord does not take."""
    kind, name = command.get("type", SLASH), str(command.get("name") or "")
    if kind == SLASH and (not _NAME.fullmatch(name) or name != name.lower()):
        raise bad_form(f"{where}.name", "Command name is invalid")
    if not 1 <= len(name) <= 32:
        raise bad_form(f"{where}.name", "Must be between 1 and 32 in length.")
    if kind == SLASH and not 1 <= len(str(command.get("description") or "")) <= 100:
        raise bad_form(f"{where}.description", "Must be between 1 and 100 in length.")
    if kind != SLASH and (command.get("description") or command.get("options")):
        raise bad_form(f"{where}.description", "Context menu commands cannot have a description or options")
    _check_options(command.get("options") or [], f"{where}.options")


def _check_options(options: list[Json], where: str) -> None:
    if len(options) > MOST_CHOICES or len({each["name"] for each in options}) < len(options):
        raise bad_form(where, "at most 25 options, each name once")
    optional = False
    for number, option in enumerate(options):
        place = f"{where}.{number}"
        if not _NAME.fullmatch(option["name"]) or option["name"] != option["name"].lower():
            raise bad_form(f"{place}.name", "Option name is invalid")
        if not 1 <= len(str(option.get("description") or "")) <= 100:
            raise bad_form(f"{place}.description", "Must be between 1 and 100 in length.")
        if option["type"] in {SUBCOMMAND, GROUP}:
            _check_options(option.get("options") or [], f"{place}.options")
            continue
        if option.get("required") and optional:
            raise bad_form(place, "Required options must be placed before non-required options")
        optional = optional or not option.get("required")
        if option.get("autocomplete") and option.get("choices"):
            raise bad_form(place, "an option has choices or autocomplete, not both")
        if len(option.get("choices") or []) > MOST_CHOICES:
            raise bad_form(f"{place}.choices", f"Must be {MOST_CHOICES} or fewer in length.")


def _check_count(commands: list[Json]) -> None:
    for kind, count in Counter(each.get("type", SLASH) for each in commands).items():
        if count > MOST[kind]:
            raise ApiError(400, 30032, f"Maximum number of application commands reached ({MOST[kind]}).")


def _registered(world: World, command: Json, guild_id: str | None) -> Json:
    """A command as Discord keeps it: the one of its name and type keeps its id."""
    kind = command.get("type", SLASH)
    known = {(each["name"], each["type"], each["guild_id"]): each["id"] for each in world.commands}
    defaults: dict[str, Any] = {
        "description": "",
        "options": [],
        "default_member_permissions": None,
        "nsfw": False,
    }
    return {
        **defaults,
        **command,
        "type": kind,
        "id": known.get((command["name"], kind, guild_id)) or str(snowflake()),
        "application_id": str(world.bot.id),
        "guild_id": guild_id,
        "version": str(snowflake()),
    }


def _guild(world: World, call: Call) -> str | None:
    if call.id("application_id") != world.bot.id:
        raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
    if "guild_id" not in call.ids:
        return None
    if call.id("guild_id") != world.guild_id:
        raise ApiError(403, 50001, "Missing Access")
    return call.ids["guild_id"]
