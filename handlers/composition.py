"""The composition root: settings become adapters, adapters become the workflow."""

import os
import pwd
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from bot.drafting import Drafting
from bot.embedded import embedded_redis
from bot.jobs import DocketJobs
from bot.lab import Lab
from bot.library import Library
from bot.paper.arxiv import Arxiv, Bounds
from bot.paper.sandbox import Bounds as ReaderBounds
from bot.paper.sandbox import SandboxedReader, reader_digest
from bot.ports import Chat, Writer
from bot.settings import Settings
from bot.showing import Showing
from bot.store import RedisStore
from bot.workflow import Workflow
from bot.writing.claude import Bounds as WriterBounds
from bot.writing.claude import ClaudeWriter, Options
from bot.writing.extractive import ExtractiveWriter

DRAIN = 3.0
"""Seconds a worker that is told to end gives its jobs; what has not ended then is taken up by another."""


@dataclass(frozen=True)
class Herald:
    """A running Herald: the workflow for people, the drafting for workers."""

    workflow: Workflow
    drafting: Drafting
    jobs: DocketJobs

    def work(self, platforms: tuple[str, ...]) -> Awaitable[None]:
        """Do the jobs of these platforms until cancelled."""
        return self.jobs.work(platforms, self.drafting.advance, self.drafting.give_up)


@asynccontextmanager
async def herald(settings: Settings, chat: Chat) -> AsyncIterator[Herald]:
    """Everything wired together, on the server that the settings name or else the embedded one."""
    lab = Lab.load(settings.lab)
    clock = partial(datetime.now, UTC)
    async with AsyncExitStack() as stack:
        url = stack.enter_context(redis_url(settings))
        store = await stack.enter_async_context(RedisStore(url, reader=reader_digest()))
        jobs = await stack.enter_async_context(DocketJobs(url, drain=DRAIN))
        archive = await stack.enter_async_context(
            Arxiv(
                api_url=settings.arxiv_api_url,
                base_url=settings.arxiv_url,
                contact=settings.contact,
                pace=store.pace(settings.arxiv_pause),
                bounds=Bounds(max_bytes=settings.pdf_bytes),
            )
        )
        library = Library(
            archive=archive, reader=SandboxedReader(ReaderBounds(size=settings.pdf_bytes)), store=store
        )
        showing = Showing(store=store, chat=chat)
        yield Herald(
            workflow=Workflow(library=library, showing=showing, jobs=jobs, lab=lab, clock=clock),
            drafting=Drafting(
                library=library,
                writer=await stack.enter_async_context(writer(settings)),
                showing=showing,
                clock=clock,
            ),
            jobs=jobs,
        )


@asynccontextmanager
async def writer(settings: Settings) -> AsyncIterator[Writer]:
    """Claude when there is a key; else the writer that needs none. Raises `SettingsError`."""
    if settings.anthropic_api_key is None:
        yield ExtractiveWriter()
        return
    async with ClaudeWriter(
        settings.anthropic_api_key.get_secret_value(),
        settings.anthropic_base_url,
        options=Options(
            model=settings.model,
            shorten_model=settings.model_for_shortening,
            paper_tokens=settings.paper_tokens,
            draft_dollars=settings.draft_dollars,
            cache=settings.prompt_cache,
            pictures=settings.send_pictures,
        ),
        bounds=WriterBounds(seconds=settings.writer_seconds),
    ) as claude:
        yield claude


@contextmanager
def redis_url(settings: Settings) -> Iterator[str]:
    """The Redis of the settings, or else the embedded one while the context lasts."""
    if settings.redis_url:
        yield settings.redis_url
        return
    with embedded_redis(settings.data / "store") as url:
        yield url


def user() -> str:
    """Who sits at the terminal, as the operating system names them; variables can say anything."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a user id without a name, as in some containers
        return str(os.getuid())
