"""Herald in a simulated Discord (simcord), whose permissions are real and where a bot may start again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, cast

import discord
import pytest
import simcord

from bot.draft import AD, Draft
from bot.errors import ChatError
from bot.lab import Lab
from handlers.discord.chat import DiscordChat
from handlers.discord.listening import Listener
from tests.bot.test_workflow import House
from tests.fakes import RecordingChat

LINK = "https://arxiv.org/abs/2601.00001"


@dataclass
class Simulation:
    """Ada, who reviews, and Ben in a channel that Herald watches; store and jobs are doubles."""

    env: simcord.Env
    house: House
    papers: Any
    ada: Any
    ben: Any

    async def says(self, text: str) -> None:
        """Ada posts something, and what comes of it is done."""
        await self.ada.send(self.papers, text)
        await self.house.work()

    def shown(self) -> list[discord.Message]:
        """The messages of the thread below the newest message."""
        threads = self.papers.threads
        return threads[-1].history() if threads else []

    def button(self, draft: Draft, label: str, number: int) -> tuple[discord.Message, str]:
        """The message with that button of a tweet, and the button's id."""
        wanted = f"{draft.id}:{label}:{number}:"
        for message in self.shown():
            for each in discord.ui.LayoutView.from_message(message).walk_children():
                custom_id = getattr(each, "custom_id", None) or ""
                if custom_id.startswith(wanted):
                    return message, custom_id
        raise AssertionError(f"there is no button {wanted}")

    async def draft(self) -> Draft:
        """The only draft."""
        (draft,) = await self.house.store.drafts()
        return draft


@asynccontextmanager
async def simulation(denied: discord.PermissionOverwrite | None = None) -> AsyncIterator[Simulation]:
    """A guild with these people; `denied`: what Herald may not do in the channel."""
    chat = DiscordChat("token", "https://discord.com/api/v10", edit_pause=0)
    house = House(chat=cast("RecordingChat", chat), shown_by_jobs=True)
    async with simcord.run(listener(house)) as env:
        guild = env.create_guild()
        reviewers = guild.create_role("reviewers")
        overwrites: Any = {guild.me: denied} if denied else None
        papers = guild.create_text_channel("papers", overwrites=overwrites)
        ada = guild.add_member(env.create_user("ada"), roles=[reviewers])
        ben = guild.add_member(env.create_user("ben"))
        lab = Lab(watched=(f"discord:{papers.id}",), approvers=(f"discord:{reviewers.id}",))
        house.lab = lab
        house.workflow = replace(house.workflow, lab=lab)
        await env.restart_bot(listener(house))
        yield Simulation(env, house, papers, ada, ben)


def listener(house: House) -> Listener:
    """Herald's connection, which its chat speaks through as well: a simulation is of one connection."""
    chat = cast("DiscordChat", house.chat)
    house.hearing = replace(house.hearing, workflow=house.workflow)
    client = Listener(house.hearing, chat, reads=True)
    chat._open = client
    return client


async def test_only_a_role_may_approve() -> None:
    """A button is everybody's to press; of who has no role that approves, nothing changes."""
    async with simulation() as there:
        await there.says(LINK)
        draft = await there.draft()
        message, custom_id = there.button(draft, "approve", 2)
        await there.ben.click(message, custom_id=custom_id)
        await there.house.work()
        assert not (await there.draft()).numbered(2).standing
        await there.ada.click(message, custom_id=custom_id)
        await there.house.work()
        assert [one.by.name for one in (await there.draft()).numbered(2).standing] == ["ada"]


async def test_buttons_and_forms_outlive_a_restart() -> None:
    """What was posted and opened before Herald started again is heard by the new Herald."""
    async with simulation() as there:
        await there.says(LINK)
        draft = await there.draft()
        message, custom_id = there.button(draft, "edit", 3)
        form = await there.ada.click(message, custom_id=custom_id)
        assert form.modal is not None
        message, custom_id = there.button(draft, "approve", 4)
        await there.env.restart_bot(listener(there.house))
        await there.ada.submit_modal(form, {"text": "The lamp counts every ship it sees."})
        await there.ada.click(message, custom_id=custom_id)
        await there.house.work()
        draft = await there.draft()
        assert draft.numbered(3).now.text == "The lamp counts every ship it sees."
        assert draft.numbered(4).standing
        texts = [message for message in there.shown() if message.author.bot]
        assert len(texts) == 1 + len(draft.pieces) + (draft.piece(AD) is not None), "each message once"


async def test_a_channel_in_which_herald_may_open_no_thread() -> None:
    """Without the right to open threads nothing is posted, the draft is there, and words say why."""
    denied = discord.PermissionOverwrite(create_public_threads=False)
    async with simulation(denied) as there:
        await there.says(LINK)
        draft = await there.draft()
        assert len(draft.pieces) == 8
        assert there.shown() == []
        with pytest.raises(ChatError, match="lacks a right in that channel"):
            await there.house.workflow.showing.show(draft.id)
