"""The chats of one process: each that has a token is opened, all share one workflow and its workers."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager

from bot.errors import SettingsError
from bot.settings import Settings
from handlers import commands
from handlers.composition import herald
from handlers.platform import Chats, Platform

NOTHING_TO_SERVE = (
    "No chat has a token: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_TOKEN; docs/ says how."
)


PATIENCE = 12.0
"""Seconds that a platform has for leaving in good order, before it is told again to end."""


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """`herald run`, `herald slack`, `herald discord`: serves until SIGTERM or SIGINT, and then leaves."""
    names = [options.platform] if options.platform else with_tokens(settings)
    if not names and options.sample:
        print("No chat has a token, so here is the thread of a paper.", file=sys.stderr)
        options.source, options.note, options.out, options.json = options.sample, "", None, False
        return await commands.thread(options, settings)
    if not names:
        raise SettingsError(NOTHING_TO_SERVE)
    with contextlib.suppress(asyncio.CancelledError):
        await serve(names, settings)
    return 0


def with_tokens(settings: Settings) -> list[str]:
    """The platforms that a token is set for."""
    tokens = {"slack": settings.slack_bot_token, "discord": settings.discord_token}
    return [name for name, token in tokens.items() if token]


async def serve(names: list[str], settings: Settings) -> None:
    """Serve until cancelled, or until something ends that should not: raises what ended it."""
    async with AsyncExitStack() as stack:
        platforms = [await stack.enter_async_context(_opened(name, settings)) for name in names]
        chat = Chats({platform.name: platform.chat for platform in platforms})
        running = await stack.enter_async_context(herald(settings, chat, workers_show=True))
        await running.ready()
        await running.workflow.take_up(shown_on=names)
        serving = [platform.serve(running.hearing) for platform in platforms]
        tasks = [asyncio.ensure_future(each) for each in (running.work(tuple(names)), *serving)]
        print(f"Herald serves {' and '.join(names)}; stop with Ctrl-C.", file=sys.stderr, flush=True)
        try:
            first, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in first:
                task.result()
        finally:
            await ended(tasks)


async def ended(tasks: Collection[asyncio.Future[None]]) -> None:
    """Cancel tasks and wait for their end; what they raise is dropped.

    A cancellation may get lost on its way (`asyncio.wait_for` before Python 3.12): it is said again.
    """
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=PATIENCE)
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def _opened(name: str, settings: Settings) -> AsyncIterator[Platform]:
    """A platform by its name. Its SDK is imported now: a terminal does not wait for it."""
    if name == "discord":
        from handlers.discord.app import discord_platform as opened  # noqa: PLC0415
    else:
        from handlers.slack.app import slack_platform as opened  # noqa: PLC0415
    async with opened(settings) as platform:
        yield platform
