"""A small bot on the real discord.py, for the tests of the loopback Discord."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, cast

import discord
import yarl
from discord import app_commands

from tests.servers.discord import LoopbackDiscord

INTENTS = discord.Intents(
    guilds=True, guild_messages=True, guild_reactions=True, dm_messages=True, message_content=True
)


class Note(discord.ui.Modal, title="What should change?"):
    """A form of one field."""

    wish: discord.ui.Label[Any] = discord.ui.Label(
        text="Wish", component=discord.ui.TextInput(default="shorter", max_length=20)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was wished."""
        field = self.wish.component
        assert isinstance(field, discord.ui.TextInput)
        await interaction.response.send_message(f"wished: {field.value}", ephemeral=True)


class SmallBot(discord.Client):
    """Remembers what it is told; tests use its connection for whatever else they do."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.0)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.edited: list[discord.RawMessageUpdateEvent] = []
        self.reactions: list[discord.RawReactionActionEvent] = []
        self.interactions: list[discord.Interaction] = []
        self.resumed = 0
        self.quiet = False  # answers no interaction
        add_commands(self)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait 5 seconds before introducing oneself again."""

    async def on_message(self, message: discord.Message) -> None:
        """Remember it."""
        self.heard.append(message)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Remember it."""
        self.edited.append(event)

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Remember it."""
        self.reactions.append(event)

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """Remember it."""
        self.reactions.append(event)

    async def on_resumed(self) -> None:
        """Count it."""
        self.resumed += 1

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Remember it, and answer what was pressed by its custom id."""
        self.interactions.append(interaction)
        if self.quiet or interaction.type is not discord.InteractionType.component:
            return
        told: Mapping[str, Any] = cast("Mapping[str, Any]", interaction.data)
        name = told["custom_id"]
        if name == "form":
            await interaction.response.send_modal(Note())
        elif name == "update":
            await interaction.response.edit_message(content="updated", view=None)
        elif name == "hush":
            await interaction.response.send_message("hush", ephemeral=True)


def add_commands(bot: SmallBot) -> None:
    """A command, a group with autocomplete, and a command of the message menu."""

    @bot.tree.command(description="Say it")
    async def echo(
        interaction: discord.Interaction, text: str, times: app_commands.Range[int, 1, 3] = 1
    ) -> None:
        if not bot.quiet:
            await interaction.response.send_message(" ".join([text] * times))

    tweet = app_commands.Group(name="tweet", description="Tweets")

    @tweet.command(description="Make it shorter")
    async def shorten(interaction: discord.Interaction, number: int) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(f"shortened {number}")
        await interaction.followup.send("and more", ephemeral=True)

    @shorten.autocomplete("number")
    async def numbers(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[int]]:
        return [
            app_commands.Choice(name=f"tweet {n}", value=n)
            for n in range(1, 40)
            if str(n).startswith(str(current))
        ]

    bot.tree.add_command(tweet)

    @bot.tree.context_menu(name="Approve tweet")
    async def approve(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"approved: {message.content}", ephemeral=True)


def channel(bot: SmallBot, name: str = "papers") -> discord.TextChannel:
    """A channel as the bot knows it."""
    found = discord.utils.get(bot.get_all_channels(), name=name)
    assert isinstance(found, discord.TextChannel)
    return found


async def asked(bot: SmallBot, method: str, path: str, **body: Any) -> Any:
    """A request past all that discord.py itself would check."""
    route = discord.http.Route(method, path)
    return await (bot.http.request(route, json=body) if body else bot.http.request(route))


@contextlib.asynccontextmanager
async def running(
    server: LoopbackDiscord, *, intents: discord.Intents = INTENTS, token: str | None = None
) -> AsyncIterator[SmallBot]:
    """The bot, connected and ready; it takes its leave at the end."""
    with pointed_at(server):
        bot = SmallBot(intents)
        started = asyncio.create_task(bot.start(token or server.token))
        ready = asyncio.create_task(bot.wait_until_ready())
        try:
            await asyncio.wait({started, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
            if started.done():
                started.result()
            assert bot.is_ready(), "the bot did not get ready"
            await server.eventually(lambda: bot.guilds and not bot.guilds[0].unavailable)  # behind READY
            yield bot
        finally:
            for task in (started, ready):
                task.cancel()
            await asyncio.gather(started, ready, return_exceptions=True)
            await bot.close()


@contextlib.contextmanager
def pointed_at(server: LoopbackDiscord) -> Iterator[None]:
    """discord.py talks to that server for a while."""
    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = server.api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = before
