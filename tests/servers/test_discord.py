"""The loopback Discord as the real discord.py sees it: messages, files and reactions."""

import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace

import discord
import pytest

from tests.servers.discord import CannotDo, LoopbackDiscord, Seen
from tests.servers.discord_bot import INTENTS, SmallBot, asked, channel, running

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


async def test_the_way_of_one_link(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A person's message is heard, answered in a thread that has its id, and reacted to by both."""
    ada = server.person("Ada", roles=["reviewers"])
    said = ada.says("papers", "look: https://arxiv.org/abs/2306.15626")
    await server.eventually(lambda: bot.heard)
    assert bot.heard[0].content == said.content
    author = bot.heard[0].author
    assert isinstance(author, discord.Member)
    assert [role.name for role in author.roles] == ["@everyone", "reviewers"]
    thread = await bot.heard[0].create_thread(name="A thread", auto_archive_duration=10080)
    assert thread.id == said.id
    seen = server.thread_of(said)
    assert seen is not None
    assert (seen.name, seen.auto_archive_minutes, seen.parent) == ("A thread", 10080, "papers")
    sent = await thread.send("tweet 1")
    await sent.add_reaction("✅")
    (shown,) = server.messages(seen)
    assert (shown.author, shown.text, shown.reactions) == ("Herald", "tweet 1", {"✅": ("Herald",)})
    ada.reacts(shown, "✅")
    ada.unreacts(shown, "✅")
    await server.eventually(lambda: len(bot.reactions) == 3)
    kinds = [event.event_type for event in bot.reactions]
    assert kinds == ["REACTION_ADD", "REACTION_ADD", "REACTION_REMOVE"]
    assert bot.reactions[1].channel_id == thread.id
    assert bot.reactions[1].member is not None
    assert bot.reactions[1].member.display_name == "Ada"
    assert bot.reactions[2].member is None  # Discord tells it of added ones only
    assert bot.reactions[2].user_id == ada.id
    assert not server.refusals


async def test_a_bot_in_a_child_process() -> None:
    """A plain caller can talk to a bot in another process, which finds the server by its addresses."""
    script = (
        "import discord, sys, yarl\n"
        "discord.http.Route.BASE = sys.argv[1]\n"
        "discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sys.argv[2])\n"
        "class Parrot(discord.Client):\n"
        "    async def on_message(self, message):\n"
        "        if not message.author.bot:\n"
        "            await message.channel.send(message.content.upper())\n"
        "            await self.close()\n"
        "intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)\n"
        "Parrot(intents=intents).run(sys.argv[3], log_handler=None)\n"
    )
    with LoopbackDiscord() as server:
        command = [sys.executable, "-c", script, server.api_url, server.gateway_url, server.token]
        with subprocess.Popen(command) as child:  # noqa: S603, ASYNC220  ours
            server.until(lambda: server.online, seconds=30)
            server.person("Ada").says("general", "hello")
            server.until(lambda: [each.text for each in server.messages("general")] == ["hello", "HELLO"])
            child.wait(10)
        server.until(lambda: not server.online)


@pytest.mark.parametrize("granted", [True, False])
async def test_text_needs_the_intent(server: LoopbackDiscord, granted: bool) -> None:  # noqa: FBT001  a case
    """Without message_content a message comes empty, unless it mentions the bot or is for it alone."""
    if not granted:
        server.gateway.privileged.clear()
    intents = discord.Intents(INTENTS.value, message_content=granted)
    async with running(server, intents=intents) as bot:
        ada = server.person("Ada")
        ada.says("papers", "a link", files=[("a.png", PNG)])
        ada.says("papers", f"{server.mention} a link")
        ada.whispers("a link for you")
        await server.eventually(lambda: len(bot.heard) == 3)
        texts = [message.content for message in bot.heard]
        assert texts == ["a link" if granted else "", f"{server.mention} a link", "a link for you"]
        assert len(bot.heard[0].attachments) == int(granted)
        history = [message.content async for message in channel(bot).history(oldest_first=True)]
        assert history == texts[:2]


async def test_a_bot_hears_what_its_intents_ask_for(server: LoopbackDiscord) -> None:
    """Without the intents for messages and reactions neither is told."""
    async with running(server, intents=discord.Intents(guilds=True)) as bot:
        message = server.person("Ada").says("papers", "a link")
        server.person("Ada").reacts(message, "✅")
        server.channel("new")
        await server.eventually(lambda: discord.utils.get(bot.get_all_channels(), name="new"))
        assert (bot.heard, bot.reactions) == ([], [])


async def test_history_before_and_after(server: LoopbackDiscord, bot: SmallBot) -> None:
    """History is told in pages, before or after a message; what is for one person alone is not in it."""
    said = [server.person("Ada").says("papers", str(number)) for number in range(130)]

    async def texts(before: Seen | None = None, after: Seen | None = None) -> list[str]:
        bounds = [discord.Object(each.id) if each else None for each in (before, after)]
        pages = channel(bot).history(limit=None, before=bounds[0], after=bounds[1])
        return [each.content async for each in pages]

    assert await texts() == [str(number) for number in reversed(range(130))]
    assert await texts(after=said[126]) == ["127", "128", "129"]
    assert await texts(before=said[2]) == ["1", "0"]
    around = [each.content async for each in channel(bot).history(around=discord.Object(said[5].id), limit=3)]
    assert sorted(around) == ["4", "5", "6"]
    path = f"/channels/{channel(bot).id}/messages"
    assert len(await asked(bot, "GET", f"{path}?limit=100")) == 100
    assert await refused(asked(bot, "GET", f"{path}?limit=101")) == 50035


async def test_edits_and_deletions(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Edits are told, a preview too though nobody edited; the bot changes its own messages only."""
    message = await heard(server, bot)
    ada = server.person("Ada")
    said = server.messages("papers")[0]
    server.unfurls(said)
    await server.eventually(lambda: len(bot.edited) == 1)
    assert bot.edited[0].message.edited_at is None
    ada.edits(said, "another link")
    await server.eventually(lambda: len(bot.edited) == 2)
    assert bot.edited[1].message.edited_at is not None
    assert bot.edited[1].message.content == "another link"
    assert await refused(message.edit(content="mine")) == 50005
    assert await refused(message.delete()) == 50013
    own = await channel(bot).send("own")
    await channel(bot).get_partial_message(own.id).edit(content="changed")
    assert (server.messages("papers")[1].text, server.messages("papers")[1].edited) == ("changed", True)
    await own.delete()
    assert await refused(own.edit(content="again")) == 10008
    with pytest.raises(CannotDo, match="gone"):
        ada.reacts(replace(said, id=own.id), "✅")


async def test_the_same_nonce_is_the_same_message(server: LoopbackDiscord, bot: SmallBot) -> None:
    """An enforced nonce names one message for a few minutes, and another later; it has 25 characters."""
    first = await channel(bot).send("once", nonce="draft-1")
    assert (await channel(bot).send("twice", nonce="draft-1")).id == first.id
    assert (await channel(bot).send("other", nonce="draft-2")).id != first.id
    assert [each.text for each in server.messages("papers")] == ["once", "other"]
    server.pass_time(301)
    assert (await channel(bot).send("late", nonce="draft-1")).id != first.id
    await channel(bot).send("edge", nonce="n" * 25)
    assert await refused(channel(bot).send("over", nonce="n" * 26)) == 50035
    assert server.messages("papers")[0].nonce == "draft-1"


async def test_whom_a_message_notifies(server: LoopbackDiscord, bot: SmallBot) -> None:
    """It is recorded whom a message notified: everybody it names, unless allowed_mentions says otherwise."""
    ada = server.person("Ada")
    text = f"{ada.mention} <@&{server.role_id('reviewers')}> @everyone"
    await channel(bot).send(text)
    silent = await channel(bot).send(text, allowed_mentions=discord.AllowedMentions.none())
    await channel(bot).send(text, allowed_mentions=discord.AllowedMentions(everyone=False, roles=False))
    await silent.edit(content=f"{text} again", allowed_mentions=discord.AllowedMentions.all())
    pinged = [message.pinged for message in server.messages("papers")]
    assert pinged == [("Ada", "@reviewers", "@everyone"), (), ("Ada",)]
    answered = await heard(server, bot)
    await answered.reply("yes")
    await answered.reply("yes", mention_author=False)
    assert [message.pinged for message in server.messages("papers")[-2:]] == [("Ada",), ()]


async def test_files_and_their_descriptions(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Files come with descriptions and can be fetched; an edit keeps those that it lists."""
    files = [discord.File(__file__, "a.py", description="ours"), discord.File(__file__, "b.py")]
    sent = await channel(bot).send("files", files=files)
    (shown,) = server.messages("papers")
    assert [(each.name, each.description) for each in shown.media] == [("a.py", "ours"), ("b.py", "")]
    assert await sent.attachments[0].read() == shown.media[0].content
    added = discord.File(__file__, "c.py", description="new")
    edited = await sent.edit(attachments=[sent.attachments[1], added])
    assert [each.filename for each in edited.attachments] == ["b.py", "c.py"]
    assert [each.description for each in server.messages("papers")[0].media] == ["", "new"]
    assert not server.refusals


async def test_reactions_are_counted_and_listed(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Who reacted can be asked; a reaction that is not there cannot be taken away, nor a word be one."""
    message = await heard(server, bot)
    said = server.messages("papers")[0]
    for person in (server.person("Ada"), server.person("Ben"), server.person("Tally", bot=True)):
        person.reacts(said, "✅")
        person.reacts(said, "✅")
    await message.add_reaction("✅")
    fetched = await channel(bot).fetch_message(message.id)
    assert (fetched.reactions[0].count, fetched.reactions[0].me) == (4, True)
    names = {user.name async for user in fetched.reactions[0].users(limit=100)}
    assert names == {"ada", "ben", "Tally", "Herald"}
    assert await refused(message.remove_reaction("🔁", bot.user or discord.Object(0))) == 10014
    assert await refused(message.add_reaction("word")) == 10014
    await message.remove_reaction("✅", bot.user or discord.Object(0))
    assert server.messages("papers")[0].reactions == {"✅": ("Ada", "Ben", "Tally")}
    assert await refused(message.remove_reaction("✅", discord.Object(server.person("Ben").id))) == 50013
