"""Interactions: what a person pressed, ran or filled in, and the one answer that it gets.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.servers.discord import payloads
from tests.servers.discord.calls import Call
from tests.servers.discord.commands import MOST_CHOICES
from tests.servers.discord.components import check_modal
from tests.servers.discord.compose import Upload, fill
from tests.servers.discord.errors import ApiError, bad_form, unknown
from tests.servers.discord.model import (
    CHAT_INPUT,
    CONTEXT_MENU,
    DEFAULT,
    EPHEMERAL,
    LOADING,
    Channel,
    Json,
    Message,
    User,
)
from tests.servers.discord.permissions import GRANTED, bits, granted
from tests.servers.discord.snowflakes import snowflake
from tests.servers.discord.world import World

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 7, 8, 9
TOKEN_SECONDS = 900.0
_ADMITTED: Mapping[int, frozenset[int]] = {
    COMMAND: frozenset({SAY, DEFER, SHOW_MODAL}),
    COMPONENT: frozenset({SAY, DEFER, DEFER_UPDATE, UPDATE, SHOW_MODAL}),
    AUTOCOMPLETE: frozenset({CHOICES}),
    MODAL: frozenset({SAY, DEFER, DEFER_UPDATE, UPDATE}),
}


@dataclass(eq=False)
class Interaction:
    """One interaction; `answer` is the type of its answer once there is one, `ms` how long that took."""

    what: str  # for people: "/tweet shorten", "button Approve"
    kind: int
    person: User
    channel: Channel
    data: Json
    at: float  # on the world's clock
    message: Message | None = None  # on which it was pressed, or from which its modal came
    answer: int | None = None
    ms: float | None = None
    original: Message | None = None
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list)
    answered: threading.Event = field(default_factory=threading.Event)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    id: int = field(default_factory=snowflake)

    def __str__(self) -> str:
        done = (
            "not answered" if self.answer is None else f"answered by type {self.answer} in {self.ms:.1f} ms"
        )
        return f"{self.person.name}: {self.what}, {done}"


class Interactions:
    """All interactions there have been."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ack_seconds = 3.0
        self.all: list[Interaction] = []

    def begin(self, made: Interaction) -> Interaction:
        """Tell the bot of an interaction."""
        self.all.append(made)
        self.world.emit("INTERACTION_CREATE", self._payload(made))
        return made

    def failed(self, one: Interaction) -> bool:
        """Whether the person was told that "the application did not respond"."""
        return one.answer is None and self.world.clock() - one.at > self.ack_seconds

    def callback(self, call: Call) -> Json | None:
        """The answer to an interaction: once, within 3 seconds, and of a type that fits."""
        one = self._by_token(call.ids["interaction_token"])
        if one is None or one.id != call.id("interaction_id") or self.failed(one):
            raise unknown("interaction", 10062)
        if one.answer is not None:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        kind, told = call.json.get("type"), call.json.get("data") or {}
        if kind not in _ADMITTED[one.kind] or (
            kind in {DEFER_UPDATE, UPDATE} and (one.message is None or one.message.deleted)
        ):
            raise bad_form("type", f"an answer of type {kind} does not fit an interaction of type {one.kind}")
        self._carry_out(one, int(kind), told, call.uploads)
        one.answer, one.ms = int(kind), (self.world.clock() - one.at) * 1000
        one.answered.set()
        return self._receipt(one) if call.query.get("with_response") in {"1", "true"} else None

    def follow_up(self, call: Call) -> Json:
        """Another message; after a deferral the first one becomes the original answer."""
        one = self._open(call)
        if one.original and one.original.flags & LOADING:
            return self._edit(one.original, call)
        message = self._new(one, DEFAULT, call.json, call.uploads)
        self.world.post(message)
        return self.world.message_json(message)

    def edit(self, call: Call) -> Json:
        """Change the original answer or a later message."""
        return self._edit(self._message(call), call)

    def read(self, call: Call) -> Json:
        """The original answer or a later message."""
        return self.world.message_json(self._message(call))

    def delete(self, call: Call) -> None:
        """Delete the original answer or a later message."""
        self.world.delete(self._message(call))

    def _carry_out(self, one: Interaction, kind: int, told: Json, uploads: Mapping[int, Upload]) -> None:
        if kind in {SAY, DEFER}:
            menu = one.kind == COMMAND and one.data.get("type") != 1
            shape = (CONTEXT_MENU if menu else CHAT_INPUT) if one.kind == COMMAND else DEFAULT
            if kind == SAY:
                one.original = self._new(one, shape, told, uploads)
            else:
                hidden = bool(int(told.get("flags") or 0) & EPHEMERAL)
                one.original = self._empty(one, shape, ephemeral=hidden)
                one.original.flags |= LOADING
            self.world.post(one.original)
        elif kind in {DEFER_UPDATE, UPDATE} and one.message:
            one.original = one.message
            if kind == UPDATE:
                fill(one.message, told, uploads, self.world)
                self.world.edit(one.message)
        elif kind == CHOICES:
            one.choices = _checked_choices(told)
        else:
            check_modal(told)
            one.modal = told

    def _new(self, one: Interaction, shape: int, told: Json, uploads: Mapping[int, Upload]) -> Message:
        ephemeral = bool(int(told.get("flags") or 0) & EPHEMERAL)
        message = self._empty(one, shape, ephemeral=ephemeral)
        fill(message, told, uploads, self.world, notify=True)
        return message

    def _empty(self, one: Interaction, shape: int, *, ephemeral: bool) -> Message:
        return Message(
            one.channel,
            self.world.bot,
            kind=shape,
            flags=EPHEMERAL if ephemeral else 0,
            seen_by=one.person if ephemeral else None,
            metadata=self._metadata(one),
        )

    def _edit(self, message: Message, call: Call) -> Json:
        loading = bool(message.flags & LOADING)
        fill(message, call.json, call.uploads, self.world, notify=loading)
        message.flags &= ~LOADING
        self.world.edit(message, silent=loading)
        return self.world.message_json(message)

    def _message(self, call: Call) -> Message:
        one = self._open(call)
        if call.ids["message_id"] == "@original":
            message = one.original
        else:
            message = one.channel.messages.get(call.id("message_id"))
        if message is None or message.deleted or message.author is not self.world.bot:
            raise unknown("Message", 10008)
        return message

    def _open(self, call: Call) -> Interaction:
        one = self._by_token(call.ids["webhook_token"])
        if call.id("webhook_id") != self.world.bot.id or one is None or one.answer is None:
            raise unknown("Webhook", 10015)
        if self.world.clock() - one.at > TOKEN_SECONDS:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        return one

    def _by_token(self, token: str) -> Interaction | None:
        return next((one for one in self.all if one.token == token), None)

    def _receipt(self, one: Interaction) -> Json:
        told: Json = {"id": str(one.id), "type": one.kind}
        receipt: Json = {"interaction": told}
        if one.original and one.answer != DEFER_UPDATE:
            told |= {
                "response_message_id": str(one.original.id),
                "response_message_loading": bool(one.original.flags & LOADING),
                "response_message_ephemeral": one.original.seen_by is not None,
            }
            receipt["resource"] = {"type": one.answer, "message": self.world.message_json(one.original)}
        return receipt

    def _metadata(self, one: Interaction) -> Json:
        told: Json = {
            "id": str(one.id),
            "type": one.kind,
            "user": payloads.user(one.person),
            "authorizing_integration_owners": {"0": str(self.world.guild_id)},
        }
        if one.kind == COMPONENT and one.message:
            told["interacted_message_id"] = str(one.message.id)
        if one.kind == MODAL:
            told["triggering_interaction_metadata"] = {**told, "type": COMMAND}
        return told

    def _payload(self, one: Interaction) -> Json:
        world, direct = self.world, one.channel.direct
        told: Json = {
            "id": str(one.id),
            "application_id": str(world.bot.id),
            "type": one.kind,
            "token": one.token,
            "version": 1,
            "data": one.data,
            "channel_id": str(one.channel.id),
            "channel": {**world.channel_json(one.channel), "permissions": str(bits(GRANTED))},
            "app_permissions": str(granted(one.channel)),
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": "0" if direct else str(world.guild_id)},
            "context": 1 if direct else 0,
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if direct:
            told["user"] = payloads.user(one.person)
        else:
            told["member"] = {**payloads.member(one.person), "permissions": str(bits(GRANTED))}
            told["guild_id"] = str(world.guild_id)
            told["guild"] = {"id": str(world.guild_id), "locale": "en-US", "features": []}
            told["guild_locale"] = "en-US"
        if one.message:
            told["message"] = world.message_json(one.message)
        return told


def _checked_choices(told: Json) -> list[Json]:
    choices = list(told.get("choices") or [])
    if len(choices) > MOST_CHOICES:
        raise bad_form("data.choices", f"Must be {MOST_CHOICES} or fewer in length.")
    for each in choices:
        if not 1 <= len(str(each.get("name") or "")) <= 100 or len(str(each.get("value"))) > 100:
            raise bad_form("data.choices", "names and values of choices: 1 to 100 characters")
    return choices
