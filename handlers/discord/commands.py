"""Herald's commands and menus in Discord, and when Discord is told of them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord import app_commands

from bot.actions import Verb
from handlers.discord.answering import Answering, Interaction

CHOICES, CHOICE = 25, 100
"""Choices that are offered, and the characters of one."""

IN_MENUS = (Verb.APPROVE, Verb.SHORTEN, Verb.REGENERATE)
"""What can be chosen at a tweet's message; all else is on its buttons."""

ReadText = Callable[[discord.Message], Awaitable[str]]
Tree = app_commands.CommandTree[Any]


def add_commands(tree: Tree, answering: Answering, text_of: ReadText) -> None:
    """Register all of them. `text_of` tells what stands in a message."""
    tree.add_command(_thread(answering))
    tree.add_command(_poster_ad(answering))
    tweet = app_commands.Group(name="tweet", description="Do something with a tweet of a draft")
    for verb in (verb for verb in Verb if not verb.takes_facts):
        tweet.add_command(_of_verb(answering, verb))
    tree.add_command(tweet)
    for verb in IN_MENUS:
        tree.add_command(_at_tweet(answering, verb))
    tree.add_command(_at_message(answering, text_of))


async def sync(tree: Tree) -> bool:
    """Tell Discord of the commands unless it knows them so: it takes 200 a day. Tells whether it was told."""
    client = tree.client
    known = await client.http.get_global_commands(client.application_id or 0)
    sent = [one.to_dict(tree) for one in tree.get_commands()]
    ours = {(one["type"], one["name"]): one for one in sent}
    theirs = {(one.get("type", 1), one["name"]): one for one in known}
    if ours.keys() == theirs.keys() and all(_same(ours[name], theirs[name]) for name in ours):
        return False
    await tree.sync()
    return True


def _same(ours: Any, theirs: Any) -> bool:
    """Whether Discord has what we would send; it adds ids and defaults of its own."""
    if isinstance(ours, Mapping):
        return all(_same(value, theirs.get(name)) for name, value in ours.items())
    if isinstance(ours, list):
        return len(ours) == len(theirs or ()) and all(map(_same, ours, theirs or ()))
    return bool(ours == theirs or not (ours or theirs))


def _thread(answering: Answering) -> app_commands.Command[Any, ..., None]:
    @app_commands.rename(link="arxiv-url")
    @app_commands.describe(
        link="The paper, as in https://arxiv.org/abs/2306.15626",
        notes="For the writer: venue, whom to thank, code link, tone",
    )
    async def thread(interaction: Interaction, link: str, notes: str = "") -> None:
        await answering.asked(interaction, f"{link} {notes}".strip())

    return app_commands.Command(
        name="thread", description="Draft the tweet thread of a paper", callback=thread
    )


def _poster_ad(answering: Answering) -> app_commands.Command[Any, ..., None]:
    @app_commands.rename(link="arxiv-url")
    @app_commands.describe(link="The paper on the poster, as in https://arxiv.org/abs/2306.15626")
    async def poster_ad(interaction: Interaction, link: str = "") -> None:
        await answering.asked_for_ad(interaction, link)

    return app_commands.Command(
        name="poster-ad",
        description="Write a poster's ad; your own draft of it goes in later, by “More details” below the ad",
        callback=poster_ad,
    )


def _of_verb(answering: Answering, verb: Verb) -> app_commands.Command[Any, ..., None]:
    """The command of a verb: its tweet by number, words where it takes some, and which draft is meant."""
    every = ", or “all”" if verb.takes_all else ""
    number = app_commands.describe(
        number=f"Which tweet, by its number; “ad” is the poster's ad{every}",
        draft="Which draft, by its name or a message's link; else yours here, or the newest",
    )

    async def run(interaction: Interaction, number: str, words: str, draft: str) -> None:
        await answering.instructed(interaction, f"{draft} {verb.value} {number}".strip(), words)

    if verb.takes_note:

        @number
        @app_commands.describe(words="The new text" if verb.takes_words else "What should change")
        async def of_verb(interaction: Interaction, number: str, words: str = "", draft: str = "") -> None:
            await run(interaction, number, words, draft)

        callback: Any = of_verb
    else:

        @number
        async def of_number(interaction: Interaction, number: str, draft: str = "") -> None:
            await run(interaction, number, "", draft)

        callback = of_number
    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=verb.value, description=f"{verb.value.capitalize()} a tweet{every}", callback=callback
    )

    @command.autocomplete("number")
    async def offered(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = await answering.suggested(interaction, typed)
        return [app_commands.Choice(name=name[:CHOICE], value=value) for name, value in found[:CHOICES]]

    return command


def _at_tweet(answering: Answering, verb: Verb) -> app_commands.ContextMenu:
    async def chosen(interaction: Interaction, message: discord.Message) -> None:
        await answering.aimed(interaction, message, verb)

    return app_commands.ContextMenu(name=f"{verb.value.capitalize()} tweet", callback=chosen)


def _at_message(answering: Answering, text_of: ReadText) -> app_commands.ContextMenu:
    async def chosen(interaction: Interaction, message: discord.Message) -> None:
        await answering.asked_about(interaction, message, await text_of(message))

    return app_commands.ContextMenu(name="Draft a tweet thread", callback=chosen)
