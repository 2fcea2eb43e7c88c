"""Whom a message notifies, as its `allowed_mentions` have it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tests.servers.discord.errors import bad_form
from tests.servers.discord.model import Json, Message, Role, User

_PERSON = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


@dataclass(frozen=True)
class Mentions:
    """Those a text names and may notify."""

    users: list[User]
    roles: list[Role]
    everyone: bool

    def names(self) -> tuple[str, ...]:
        """All of them, for a test to look at."""
        return (
            *(who.name for who in self.users),
            *(f"@{role.name}" for role in self.roles),
            *(["@everyone"] if self.everyone else []),
        )


def mentions(
    text: str,
    allowed: Json | None,
    users: Mapping[int, User],
    roles: Mapping[int, Role],
    answered: Message | None = None,
) -> Mentions:
    """Whom a text notifies; without `allowed_mentions` everybody it names, and whom it answers.

    https://discord.com/developers/docs/resources/message#allowed-mentions-object
    """
    rule: Json = (
        {"parse": ["users", "roles", "everyone"], "replied_user": True} if allowed is None else allowed
    )
    parse = rule.get("parse") or []
    for kind in ("users", "roles"):
        if kind in parse and rule.get(kind):
            raise bad_form(
                "allowed_mentions", f"parse:[{kind!r}] and {kind}: [ids...] are mutually exclusive."
            )

    def admitted(kind: str, found: list[str]) -> list[int]:
        chosen = {int(each) for each in rule.get(kind) or []}
        return [int(each) for each in dict.fromkeys(found) if kind in parse or int(each) in chosen]

    named = [users[each] for each in admitted("users", _PERSON.findall(text)) if each in users]
    if answered and rule.get("replied_user") and answered.author not in named:
        named.append(answered.author)
    return Mentions(
        named,
        [roles[each] for each in admitted("roles", _ROLE.findall(text)) if each in roles],
        "everyone" in parse and bool(_EVERYONE.search(text)),
    )
