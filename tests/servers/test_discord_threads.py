"""Threads of the loopback Discord, archived or not, and what its bot may do where."""

from collections.abc import AsyncIterator, Awaitable, Callable

import discord
import pytest

from tests.servers.discord import CannotDo, LoopbackDiscord
from tests.servers.discord_bot import SmallBot, channel, running

PNG = b"\x89PNG\r\n\x1a\n and so on"


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server with a channel for papers."""
    async with LoopbackDiscord() as loopback:
        loopback.channel("papers")
        yield loopback


@pytest.fixture
async def bot(server: LoopbackDiscord) -> AsyncIterator[SmallBot]:
    """The bot, connected."""
    async with running(server) as small:
        yield small


async def heard(server: LoopbackDiscord, bot: SmallBot, text: str = "a link") -> discord.Message:
    """A message of Ada's in the channel, as the bot hears it."""
    before = len(bot.heard)
    server.person("Ada").says("papers", text)
    await server.eventually(lambda: len(bot.heard) > before)
    return bot.heard[-1]


async def refused(deed: Awaitable[object]) -> int:
    """Discord's number for why a deed is refused."""
    with pytest.raises(discord.HTTPException) as error:
        await deed
    return error.value.code


async def test_an_archived_thread_refuses(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Edits and reactions are refused with 50083 until the thread is unarchived; a message awakes it."""
    message = await heard(server, bot)
    thread = await message.create_thread(name="thread")
    assert await refused(message.create_thread(name="again")) == 160004
    sent = await thread.send("tweet")
    ada = server.person("Ada")
    (seen,) = server.messages(thread.id)
    deeds: list[Callable[[], Awaitable[object]]] = [
        lambda: sent.edit(content="new"),
        lambda: sent.add_reaction("✅"),
        lambda: thread.edit(name="new name"),
    ]
    server.archives(thread.id)
    for deed in deeds:
        assert await refused(deed()) == 50083
    for person_deed in (lambda: ada.reacts(seen, "✅"), lambda: ada.runs("echo", channel=thread.id)):
        with pytest.raises(CannotDo, match="archived"):
            person_deed()
    await thread.edit(archived=False)
    for deed in deeds:
        await deed()
    server.archives(thread.id)
    await thread.send("awake")
    assert not server.threads("papers")[0].archived
    server.archives(thread.id, locked=True)
    assert await refused(thread.send("locked")) == 50083
    assert not server.refusals  # none of it is a mistake of form


async def test_archived_threads_can_be_found(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Active and archived threads are listed apart, and people's messages in them are heard."""
    threads = [await (await heard(server, bot)).create_thread(name=name) for name in ("one", "two")]
    server.archives(threads[0].id)
    assert [each.id for each in await channel(bot).guild.active_threads()] == [threads[1].id]
    assert [each.id async for each in channel(bot).archived_threads()] == [threads[0].id]
    server.person("Ada").says("one", "awake")
    await server.eventually(lambda: bot.heard[-1].content == "awake")
    assert isinstance(bot.heard[-1].channel, discord.Thread)


async def test_what_the_bot_may_not_do(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Rights that are taken away refuse with 50013 or 50001, and discord.py knows of them."""
    message = await heard(server, bot)
    papers = channel(bot)
    cases: dict[str, tuple[Callable[[], Awaitable[object]], int]] = {
        "send_messages": (lambda: papers.send("no"), 50013),
        "attach_files": (lambda: papers.send(file=discord.File(__file__)), 50013),
        "embed_links": (lambda: papers.send(embed=discord.Embed(title="no")), 50013),
        "create_public_threads": (lambda: message.create_thread(name="no"), 50013),
        "add_reactions": (lambda: message.add_reaction("✅"), 50013),
        "read_message_history": (lambda: papers.fetch_message(message.id), 50013),
        "view_channel": (lambda: papers.send("no"), 50001),
    }
    for right, (deed, code) in cases.items():
        server.forbids("papers", right)
        assert await refused(deed()) == code, right
        await server.eventually(lambda: not getattr(papers.permissions_for(papers.guild.me), right))  # noqa: B023  awaited here
        server.allows("papers", right)
        await deed()
    server.forbids("papers", "view_channel")
    server.person("Ada").says("papers", "out of sight")
    server.allows("papers", "view_channel")
    assert (await heard(server, bot, "in sight")).content == "in sight"
    assert "out of sight" not in [each.content for each in bot.heard]
    server.forbids("papers", "read_message_history")
    assert [each async for each in papers.history()] == []  # not refused, but empty
    server.allows("papers", "read_message_history")
    server.forbids("papers", "add_reactions")
    server.person("Ada").reacts(server.messages("papers")[0], "🔁")
    await message.add_reaction("🔁")  # to join in needs no right
    assert not server.refusals
