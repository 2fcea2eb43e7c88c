"""A lab with a Discord: its people and channels, and a Herald among them that is real but for its paper.

The store and the jobs are those of a real Herald, on the embedded server; archive, reader and writer are
scripted, so that a story takes no longer than what it tells of.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.advertising import Advertising
from bot.draft import Draft
from bot.drafting import Drafting
from bot.hearing import Hearing
from bot.jobs import DocketJobs, Work
from bot.lab import Lab
from bot.library import Library
from bot.ports import Writer
from bot.showing import Showing
from bot.store import RedisStore
from bot.workflow import Workflow
from bot.writing.extractive import ExtractiveWriter
from handlers.discord.app import DiscordPlatform
from handlers.serving import ended
from tests.scripted import ScriptedArchive, ScriptedReader, ScriptedWriter
from tests.servers.discord import LoopbackDiscord, Person, Seen

LINK = "https://arxiv.org/abs/2601.00001"


@dataclass
class Herald:
    """A running Herald."""

    platform: DiscordPlatform
    hearing: Hearing
    store: RedisStore
    jobs: DocketJobs
    serving: asyncio.Task[None]

    async def draft(self) -> Draft:
        """The newest draft."""
        return (await self.store.drafts())[0]


@dataclass
class DiscordLab:
    """Ada and Ben, the channel that Herald watches, the one in which it may be asked, and another."""

    discord: LoopbackDiscord
    redis_url: str
    writer: Writer = field(default_factory=ScriptedWriter)
    archive: ScriptedArchive = field(default_factory=ScriptedArchive)
    reader: ScriptedReader = field(default_factory=ScriptedReader)
    parts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.papers, self.asked = self.discord.channel("papers"), self.discord.channel("asked")
        self.ada = self.discord.person("Ada", roles=["reviewers"])
        self.ben = self.discord.person("Ben")

    @property
    def lab(self) -> Lab:
        """What Herald knows of the lab; `parts` are added to it."""
        watched, channels = (f"discord:{one.id}" for one in (self.papers, self.asked))
        return Lab(**{"watched": (watched,), "channels": (channels,), **self.parts})

    @asynccontextmanager
    async def herald(self, *, work: bool = True) -> AsyncIterator[Herald]:
        """A Herald, listening; at the end it takes its leave. Without `work` nobody does its jobs."""
        async with AsyncExitStack() as stack:
            store = await stack.enter_async_context(RedisStore(self.redis_url, reader="0" * 12))
            jobs = await stack.enter_async_context(DocketJobs(self.redis_url, lease=2, drain=0.2))
            platform = DiscordPlatform(
                self.discord.token, self.discord.api_url, self.discord.gateway_url, edit_pause=0.01
            )
            stack.push_async_callback(platform.aclose)
            library = Library(archive=self.archive, reader=self.reader, store=store)
            showing = Showing(store=store, chat=platform.chat, jobs=jobs)
            clock = partial(datetime.now, UTC)
            workflow = Workflow(library=library, showing=showing, jobs=jobs, lab=self.lab, clock=clock)
            drafting = Drafting(
                library=library,
                writer=self.writer,
                advertising=Advertising(self.writer, ExtractiveWriter(), showing, clock),
                showing=showing,
                clock=clock,
            )
            hearing = Hearing(workflow)
            what = Work(
                advance=drafting.advance,
                give_up=drafting.give_up,
                show=showing.show,
                do=hearing.do,
                undoable=hearing.undoable,
            )
            before = len(self.discord.identifies)
            serving = asyncio.create_task(platform.serve(hearing))
            stack.push_async_callback(_ended, serving)
            if work:
                stack.push_async_callback(_ended, asyncio.create_task(jobs.work(("discord",), what)))
            herald = Herald(platform, hearing, store, jobs, serving)
            await self.discord.eventually(lambda: self._listens(before) or serving.done(), 10)
            if serving.done():
                serving.result()
            yield herald

    def _listens(self, before: int) -> bool:
        return len(self.discord.identifies) > before and self.discord.online

    # What is seen ---------------------------------------------------------------------------------------

    async def thread(self, message: Seen) -> list[Seen]:
        """The messages of the thread below a message, when the draft in it can be reviewed."""
        return await self.discord.eventually(lambda: self._reviewable(message.id), 10)

    def _reviewable(self, place: int) -> list[Seen]:
        if not any(thread.id == place for thread in self.discord.threads()):
            return []
        shown = self.discord.messages(place)
        head = [one for one in shown if "ready to review" in one.text]
        tweets = [one for one in shown if "Approve" in one.labels]
        return shown if head and len(tweets) == 8 else []

    async def drafted(self, person: Person | None = None) -> list[Seen]:
        """The tweets of a draft that somebody's link in the watched channel has brought about."""
        said = (person or self.ada).says("papers", f"look: {LINK}")
        return tweets(await self.thread(said))


def tweets(shown: list[Seen]) -> list[Seen]:
    """The messages that show tweets, in order."""
    return [one for one in shown if one.text.startswith("### Tweet")]


async def _ended(task: asyncio.Task[None]) -> None:
    await ended([task])
