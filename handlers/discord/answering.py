"""What people press, fill in and run, answered within the three seconds that Discord gives.

What was done is written down first, so an answer means that nothing of it can be lost.
"""

import asyncio
import io
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord

from bot.actions import Action, Verb
from bot.deeds import Asked, Deed, Pressed
from bot.errors import ChatError, HeraldError
from bot.hearing import Hearing, said_of
from bot.people import CardRef, Conversation, Person
from handlers.discord.addresses import PLATFORM, handle
from handlers.discord.chat import MESSAGE
from handlers.discord.components import exact, filled_in, form_modal
from handlers.discord.setup import PERMISSIONS

log = logging.getLogger(__name__)

ANSWER_SECONDS = 2.2
"""After this an answer is given in any case: Discord waits for three seconds, some of them on the way."""

SAVING_SECONDS = 60.0
"""So long a form may take to be saved; that it was sent is answered long before."""

ON_IT = "On it."
SLOW = "Herald's store does not answer in time; try again in a minute."

Interaction = discord.Interaction[Any]


@dataclass(frozen=True)
class Answering:
    """Answers interactions. Whatever goes wrong is one sentence, seen by the person alone."""

    hearing: Hearing

    async def asked(self, interaction: Interaction, text: str) -> None:
        """Somebody runs a command for a draft."""
        async with self._told(interaction, text):
            _check_rights(interaction)
            await self._heard(interaction, Asked(**_said(interaction), text=text))

    async def asked_about(self, interaction: Interaction, message: discord.Message, text: str) -> None:
        """Somebody chooses, at a message, to have its paper drafted."""
        async with self._told(interaction):
            _check_rights(interaction)
            said = _said(interaction)
            if not said["conversation"].place:
                said["conversation"] = Conversation(
                    platform=PLATFORM, channel=str(message.channel.id), place=str(message.id)
                )
            await self._heard(interaction, Asked(**said, text=text, message=str(message.id)))

    async def asked_for_ad(self, interaction: Interaction, link: str) -> None:
        """Somebody runs the command for a poster's ad."""
        async with self._told(interaction):
            form, memo = await self.hearing.poster_form(conversation(interaction.channel), link)
            await interaction.response.send_modal(form_modal(form, memo))

    async def pressed(self, interaction: Interaction, custom_id: str) -> None:
        """Somebody presses a button."""
        async with self._told(interaction):
            await self._act(interaction, Action.decode(custom_id))

    async def aimed(self, interaction: Interaction, message: discord.Message, verb: Verb) -> None:
        """Somebody chooses a verb at a message."""
        async with self._told(interaction):
            ref = CardRef(handle=handle(message.channel.id, message.id))
            await self._act(interaction, await self.hearing.aimed(ref, verb))

    async def instructed(self, interaction: Interaction, said: str, words: str) -> None:
        """Somebody runs a command with a verb and a number. Words that may be left out are not asked for."""
        async with self._told(interaction, words):
            who, where = person(interaction.user), conversation(interaction.channel)
            action, _, remark = await self.hearing.instructed(where, who, said)
            form = None if words else await self.hearing.form(action)
            if form and not all(field.optional for field in form.fields):
                await interaction.response.send_modal(form_modal(form, action.encode()))
                return
            deed = Pressed(**_said(interaction), action=action, note=words)
            await self._heard(interaction, deed, remark or ON_IT)

    async def suggested(self, interaction: Interaction, typed: str) -> list[tuple[str, str]]:
        """The tweets that may be meant by what was typed: how each begins, and its number."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                known = await self.hearing.suggested(
                    conversation(interaction.channel), person(interaction.user)
                )
        except (HeraldError, TimeoutError):
            return []
        begins = [(f"{number}: {' '.join(text.split())}", str(number)) for number, text in known]
        return [one for one in begins if typed.lower() in one[0].lower()]

    async def submitted(self, interaction: Interaction) -> None:
        """Somebody sends a form off. What they typed comes back to them if it cannot be done."""
        data: Any = interaction.data or {}
        fields = filled_in(data.get("components") or ())
        typed = "\n\n".join(filter(None, fields.values()))
        async with self._told(interaction, typed, seconds=SAVING_SECONDS):
            who, where = person(interaction.user), conversation(interaction.channel)
            memo = str(data.get("custom_id"))
            saving = asyncio.create_task(self.hearing.sent(where, who, memo, fields, str(interaction.id)))
            await asyncio.wait({saving}, timeout=ANSWER_SECONDS)
            if not saving.done():
                await _acknowledge(interaction)
            await saving
            if not interaction.response.is_done():
                await _acknowledge(interaction)

    # How it is done -------------------------------------------------------------------------------------

    async def _act(self, interaction: Interaction, action: Action) -> None:
        """Ask for what the action takes, or have it done."""
        form = await self.hearing.form(action)
        if form:
            await interaction.response.send_modal(form_modal(form, action.encode()))
            return
        await self._heard(interaction, Pressed(**_said(interaction), action=action))

    async def _heard(self, interaction: Interaction, deed: Deed, words: str = ON_IT) -> None:
        """Write it down, then say that it has arrived."""
        await self.hearing.hear(deed)
        await _acknowledge(interaction, words)

    @asynccontextmanager
    async def _told(
        self, interaction: Interaction, typed: str = "", *, seconds: float | None = None
    ) -> AsyncIterator[None]:
        """The one boundary at which what goes wrong, or takes too long, becomes words."""
        try:
            async with asyncio.timeout(seconds or ANSWER_SECONDS):
                yield
        except HeraldError as error:
            await _say(interaction, str(error), typed)
        except TimeoutError:
            await _say(interaction, SLOW, typed)
        except discord.HTTPException as error:
            log.warning("discord: an interaction was not answered (%s)", error.code or error.status)
        except Exception as error:  # noqa: BLE001  whatever it is, the person is told
            log.error("discord: an interaction failed with %s", type(error).__name__)  # noqa: TRY400  its words may be a paper's
            await _say(interaction, said_of(error), typed)


def person(user: discord.abc.User | discord.Object) -> Person:
    """Who that is, with their roles."""
    roles = getattr(user, "roles", ())
    return Person(
        platform=PLATFORM,
        id=str(user.id),
        name=getattr(user, "display_name", ""),
        groups=tuple(str(role.id) for role in roles),
    )


def conversation(channel: object) -> Conversation:
    """Where that is: a channel, or a thread in one."""
    number = str(getattr(channel, "id", ""))
    parent = getattr(channel, "parent_id", None) if isinstance(channel, discord.Thread) else None
    if parent is None:
        return Conversation(platform=PLATFORM, channel=number)
    return Conversation(platform=PLATFORM, channel=str(parent), place=number)


def _said(interaction: Interaction) -> dict[str, Any]:
    """What every deed of an interaction has in common."""
    return {
        "event": str(interaction.id),
        "conversation": conversation(interaction.channel),
        "person": person(interaction.user),
        "answer": f"{interaction.application_id}:{interaction.token}",
    }


def _check_rights(interaction: Interaction) -> None:
    """Raise `ChatError` where Herald could not show what it is asked for: nobody would see why."""
    lacks = [name for name, bit in PERMISSIONS.items() if not interaction.app_permissions.value & bit]
    if lacks:
        raise ChatError(f"Herald lacks {', '.join(lacks)} in this channel; have it allowed, and ask again.")


async def _acknowledge(interaction: Interaction, words: str = ON_IT) -> None:
    """Silently where the card will show it, in words where there is none before them."""
    if interaction.message is not None:
        await interaction.response.defer()
    else:
        await interaction.response.send_message(words, ephemeral=True)


async def _say(interaction: Interaction, words: str, typed: str = "") -> None:
    """To the person alone, with what they typed so that it is not lost."""
    extra: dict[str, Any] = {}
    if typed:
        whole = f"{words} What you typed:\n{exact(typed)}"
        if len(whole) <= MESSAGE:
            words = whole
        else:
            words = f"{words} What you typed is in the file."
            extra["file"] = discord.File(io.BytesIO(typed.encode()), "typed.txt")
    try:
        if interaction.response.is_done():
            await interaction.followup.send(words, ephemeral=True, **extra)
        else:
            await interaction.response.send_message(words, ephemeral=True, **extra)
    except discord.HTTPException as error:
        log.warning("discord: an interaction was not answered (%s)", error.code or error.status)
