"""The composition root: settings become adapters, adapters become the workflow."""

import os
import pwd
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from bot.advertising import Advertising
from bot.drafting import Drafting
from bot.embedded import embedded_redis
from bot.hearing import Hearing
from bot.jobs import DocketJobs, Work
from bot.lab import Lab
from bot.library import Library
from bot.paper.arxiv import Arxiv, Bounds
from bot.paper.options import Options as CropOptions
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


@dataclass
class Herald:
    """A running Herald: the workflow for people, and the work for jobs.

    Who only looks, approves or edits needs no writer: it is made when there is work for it.
    """

    workflow: Workflow
    jobs: DocketJobs
    settings: Settings
    open: AsyncExitStack
    _drafting: Drafting | None = field(default=None, init=False)

    @property
    def hearing(self) -> Hearing:
        """What chats call."""
        return Hearing(self.workflow)

    async def ready(self) -> Drafting:
        """Make the writer, before anything is asked of it. Raises `SettingsError`."""
        if self._drafting is None:
            made = await self.open.enter_async_context(writer(self.settings))
            showing, clock = self.workflow.showing, self.workflow.clock
            self._drafting = Drafting(
                library=self.workflow.library,
                writer=made,
                advertising=Advertising(made, ExtractiveWriter(), showing, clock),
                showing=showing,
                clock=clock,
                pictures=self.settings.send_pictures and self.settings.anthropic_api_key is not None,
            )
        return self._drafting

    async def work(self, platforms: tuple[str, ...]) -> None:
        """Do the jobs of these platforms until cancelled. Raises `SettingsError`."""
        drafting = await self.ready()
        work = Work(
            advance=drafting.advance,
            give_up=drafting.give_up,
            show=self.workflow.showing.show,
            do=self.hearing.do,
            undoable=self.hearing.undoable,
        )
        await self.jobs.work(platforms, work)


@asynccontextmanager
async def herald(settings: Settings, chat: Chat, *, workers_show: bool = False) -> AsyncIterator[Herald]:
    """Everything wired together, on the server that the settings name or else the embedded one.

    `workers_show`: what people see is brought up to date by jobs, not by whoever changes it.
    """
    lab = Lab.load(settings.lab)
    crops = CropOptions(captions=settings.crop_captions, algorithms=settings.crop_algorithms)
    async with AsyncExitStack() as stack:
        url = stack.enter_context(redis_url(settings))
        store = await stack.enter_async_context(RedisStore(url, reader=reader_digest(crops)))
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
            archive=archive,
            reader=SandboxedReader(ReaderBounds(size=settings.pdf_bytes), options=crops),
            store=store,
        )
        workflow = Workflow(
            library=library,
            showing=Showing(store=store, chat=chat, jobs=jobs if workers_show else None),
            jobs=jobs,
            lab=lab,
            clock=partial(datetime.now, UTC),
        )
        yield Herald(workflow=workflow, jobs=jobs, settings=settings, open=stack)


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
