"""The loopback Discord as the real discord.py sees it: events, messages, threads and reactions."""

from collections.abc import AsyncIterator

import discord
import pytest

from tests.servers.discord import LoopbackDiscord
from tests.servers.discord_bot import SmallBot, running


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server; what is refused without a test's asking fails it."""
    async with LoopbackDiscord() as loopback:
        loopback.channel("papers")
        yield loopback


@pytest.fixture
async def bot(server: LoopbackDiscord) -> AsyncIterator[SmallBot]:
    """The bot, connected."""
    async with running(server) as small:
        yield small


def papers(bot: SmallBot) -> discord.TextChannel:
    channel = discord.utils.get(bot.get_all_channels(), name="papers")
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_the_way_of_one_link(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A person's message is heard, answered in a thread that has its id, and reacted to by both."""
    ada = server.person("Ada", roles=["reviewers"])
    said = ada.says("papers", "look: https://arxiv.org/abs/2306.15626")
    await server.eventually(lambda: bot.heard)
    heard = bot.heard[0]
    assert heard.content == said.content
    assert [role.name for role in heard.author.roles][1:] == ["reviewers"]
    thread = await heard.create_thread(name="A thread", auto_archive_duration=10080)
    assert thread.id == said.id
    seen = server.thread_of(said)
    assert seen and (seen.name, seen.auto_archive_minutes, seen.parent) == ("A thread", 10080, "papers")
    sent = await thread.send("tweet 1", file=discord.File(__file__, description="the alt text"))
    await sent.add_reaction("✅")
    shown, = server.messages(seen)
    assert shown.reactions == {"✅": ("Herald",)}
    assert shown.media[0].description == "the alt text"
    ada.reacts(shown, "✅")
    ada.unreacts(shown, "✅")
    await server.eventually(lambda: len(bot.reactions) == 3)
    assert [event.event_type for event in bot.reactions] == ["REACTION_ADD", "REACTION_ADD", "REACTION_REMOVE"]
    assert bot.reactions[1].member and bot.reactions[1].member.display_name == "Ada"
    assert not server.refusals


async def test_commands(server: LoopbackDiscord, bot: SmallBot) -> None:
    """c."""
    import asyncio
    await bot.tree.sync()
    ada = server.person("Ada", roles=["reviewers"])
    ada.runs("echo", text="hi", times=2, channel="papers")
    await server.eventually(lambda: server.messages("papers"))
    assert server.messages("papers")[0].content == "hi hi"
    choices = await asyncio.to_thread(ada.autocompletes, "tweet shorten", "number", "3", "papers")
    assert choices[0] == ("tweet 3", 3)
    ada.runs("tweet shorten", number=3, channel="papers")
    await server.eventually(lambda: len(ada.ephemerals) == 2)
    assert [m.content for m in ada.ephemerals] == ["shortened 3", "and more"]
    ada.uses_menu("Approve tweet", server.messages("papers")[0])
    await server.eventually(lambda: len(ada.ephemerals) == 3)
    v = discord.ui.View()
    for n in ("form", "update", "hush"):
        v.add_item(discord.ui.Button(label=n.title(), custom_id=n))
    await papers(bot).send("buttons", view=v)
    m = server.messages("papers")[-1]
    ada.clicks(m, "Form")
    modal = await server.eventually(lambda: ada.modal)
    assert modal.labels == ("Wish",) and modal["Wish"].value == "shorter"
    ada.submits(modal, {"Wish": "longer"})
    await server.eventually(lambda: len(ada.ephemerals) == 4)
    assert ada.ephemerals[-1].content == "wished: longer"
    ada.clicks(m, "Update")
    await server.eventually(lambda: server.now(m).content == "updated")
    print(server.acks)
    assert not server.refusals
