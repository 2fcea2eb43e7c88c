"""What all listeners of an app share: whom they tell, and where an error becomes words for one person."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.deeds import Deed
from bot.hearing import Hearing, said_of
from bot.people import Conversation, Person
from bot.ports import Chat
from handlers.slack.chat import PLATFORM
from handlers.slack.people import Directory

log = logging.getLogger(__name__)

JSON = dict[str, Any]


@dataclass
class Desk:
    """Herald's end of one app."""

    hearing: Hearing
    chat: Chat
    client: AsyncWebClient
    directory: Directory
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def hear(self, deed: Deed) -> None:
        """Write down what means anything, with what Slack tells of the person. Raises `StoreError`.

        What bots do means nothing: an approval is a person's.
        """
        if not self.hearing.means(deed):
            return
        person = await self.directory.person(deed.person)
        if not self.directory.is_bot(person.id):
            await self.hearing.hear(deed.model_copy(update={"person": person}))

    @asynccontextmanager
    async def told(
        self, where: Conversation, person: Person, answer: str, typed: str = ""
    ) -> AsyncIterator[None]:
        """The error boundary of what people ask for: words for the person alone, with what they typed."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  whatever it is, the person is told
            log.warning("what somebody asked for failed (%s)", type(error).__name__)
            self.later(self.chat.tell(where, person, said_of(error, typed), answer))

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it in a task of its own; what goes wrong there is named in the log."""
        task = asyncio.create_task(_named(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, seconds: float) -> None:
        """Let what is under way end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)


def place(channel: str, ts: str = "") -> Conversation:
    """A channel of Slack's, or the thread below its message `ts`."""
    return Conversation(platform=PLATFORM, channel=channel, place=ts)


def person(user: JSON | str, name: str = "") -> Person:
    """Somebody as Slack tells of them in passing: an id, and at most a login."""
    if isinstance(user, str):
        return Person(platform=PLATFORM, id=user, name=name)
    return Person(platform=PLATFORM, id=user["id"], name=user.get("name") or user.get("username") or "")


async def _named(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001  asyncio would print its words, which may be a person's
        log.warning("an answer to Slack failed (%s)", type(error).__name__)
