"""The writer on a model: Claude, or another behind `ANTHROPIC_BASE_URL`.

Draft, mending and regeneration send the paper in one block that the server remembers, the same to the byte;
shortening sends the tweet alone, to a cheaper model. Each tweet is handed on as soon as its last brace has
come, and the core checks it like anybody's words.
"""

import asyncio
import hashlib
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from bot.errors import NotNow, WriterError
from bot.ports import Brief, Change, Outline, Piecemeal
from bot.tweets import FEWEST, MOST, Usage, Wording, weighted_length
from bot.writing.asking import tasks
from bot.writing.asking.exchange import ANTHROPIC, AgainError, Bounds, Request
from bot.writing.asking.reply import ToldTweet, told
from bot.writing.asking.requests import Options, Requests
from bot.writing.asking.scanning import Scanner, TooMuch
from bot.writing.asking.wordings import anew, fresh, had_before, mended, nearly_the_same, text_of, why_not
from bot.writing.checks import Grounds, not_kept
from bot.writing.prompts import Prompts, load_prompts

if TYPE_CHECKING:
    from bot.writing.asking.wire import Wire

__all__ = ["ANTHROPIC", "Bounds", "ClaudeWriter", "Options"]

TRIES = 2
"""How often a regeneration or a shortening is asked for until code is content with it."""

_AIM = 150  # weighted characters at which shortening has done enough

_T = TypeVar("_T")


class ClaudeWriter:
    """A `Writer` on a model that speaks Anthropic's Messages API; an asynchronous context manager."""

    def __init__(
        self,
        api_key: str,
        base_url: str = ANTHROPIC,
        *,
        options: Options | None = None,
        bounds: Bounds | None = None,
        prompts: Prompts | None = None,
    ) -> None:
        """Raises `SettingsError` when a prompt file is wrong, or the dollars do not reach for a draft."""
        options = options or Options()
        self.prompts = prompts or load_prompts()
        self.requests = Requests(options, self.prompts)
        self._bounds = bounds or Bounds()
        self._door = (api_key, base_url)
        self._opened: Wire | None = None
        self.name = options.model
        wording = f"{self.prompts.digest} {tasks.house(self.prompts, '')}"  # with the form of the reply
        self.digest = hashlib.sha256(wording.encode()).hexdigest()[:12]

    async def __aenter__(self) -> Self:
        """Ready at once; connections are opened when they are needed."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        if self._opened:
            await self._opened.aclose()

    @property
    def _wire(self) -> "Wire":
        """Opened when it is needed: who only looks at a draft does not wait for the SDK."""
        if self._opened is None:
            from bot.writing.asking.wire import Wire  # noqa: PLC0415  see above

            self._opened = Wire(*self._door, self._bounds)
        return self._opened

    async def write(self, brief: Brief) -> AsyncIterator[Piecemeal]:
        """See the port. A reply that breaks off is gone on with, never begun again."""
        draft = _Thread(self, brief)
        if draft.count:
            yield Outline(count=draft.count)
        if not draft.done:
            async for item in self._insist(draft.attempt):
                yield item

    async def mend(self, brief: Brief, changes: Sequence[Change]) -> AsyncIterator[Wording | Usage]:
        """See the port; of the reply only what is at fault is taken."""
        task = tasks.mend(self.prompts, brief, Grounds.of(brief), changes)
        request = self.requests.about(brief, task, tweets=len(changes))
        at_fault = {change.index + 1: change for change in changes}
        attempt = partial(self._placed, request, Ledger(brief.spent), tuple(at_fault))
        async for item in self._insist(attempt):
            yield item if isinstance(item, Usage) else mended(item, at_fault[item.place], brief)

    async def regenerate(self, brief: Brief, change: Change) -> AsyncIterator[Wording | Usage]:
        """See the port. Asked for once more if the text is one it has had before."""
        grounds, ledger, tried = Grounds.of(brief), Ledger(brief.spent), ""
        for _ in range(TRIES):
            task = tasks.tweet(self.prompts, brief, grounds, change, tried)
            request = self.requests.about(brief, task, tweets=1)
            found: Wording | None = None
            async for item in self._insist(partial(self._placed, request, ledger, (change.index + 1,))):
                if isinstance(item, Usage):
                    yield item
                else:
                    found = anew(item, change, brief)
            if found and not had_before(found, change):
                yield found
                return
            tried = found.text if found else ""
        raise NotNow(
            f"{self.name} found nothing else to say in this place; tell it in a note what to change, or edit "
            "the tweet by hand."
        )

    async def shorten(self, brief: Brief, change: Change) -> AsyncIterator[Wording | Usage]:
        """See the port. Accepted only if code finds every number, name and link again, and nothing new."""
        now, ledger = change.thread[change.index], Ledger(brief.spent)  # of the brief, no more is needed
        aim = min(_AIM, weighted_length(now.text) - 1)
        keep: tuple[str, ...] = ()
        lost: tuple[str, str] | None = None
        for _ in range(TRIES):
            request = self.requests.shortening(tasks.shorten(self.prompts, now.text, aim, keep, lost))
            shorter = ""
            async for item in self._insist(partial(self._shorter, request, ledger)):
                if isinstance(item, Usage):
                    yield item
                else:
                    shorter = item
            keep = not_kept(now.text, shorter)
            why = why_not(now.text, shorter, keep)
            if not why:
                yield now.model_copy(update={"text": shorter})
                return
            lost = (shorter, why)
        raise NotNow(
            "It cannot be made shorter without losing a number, a name or its sense; edit it by hand."
        )

    async def told(
        self, request: Request, ledger: "Ledger", scanner: Scanner
    ) -> AsyncGenerator[ToldTweet | Usage, None]:
        """One attempt: each tweet of the reply as soon as it is whole. Raises `AgainError`, `WriterError`."""
        self.requests.check_cost(request, ledger.spent)
        async with aclosing(self._wire.ask(request)) as reply:
            async for said in reply:
                if isinstance(said, Usage):
                    ledger.spent += said.dollars
                    yield said
                    continue
                try:
                    sources = scanner.feed(said)
                except TooMuch:
                    raise AgainError(self.unreadable) from None
                for source in sources:
                    if tweet := told(source):
                        yield tweet

    @property
    def unreadable(self) -> str:
        """What people are told of a reply that holds no tweets."""
        return (
            f"{self.name} gave no tweets that can be read; try again, or set HERALD_MODEL to another model."
        )

    async def _placed(
        self, request: Request, ledger: "Ledger", places: Sequence[int]
    ) -> AsyncGenerator[ToldTweet | Usage, None]:
        """One attempt at the tweets of some places, from 1: of the reply those alone, each once.

        A tweet that comes alone, where one was asked for, is the one, whatever place it says.
        """
        left, astray, scanner = set(places), list[ToldTweet](), Scanner()
        try:
            async with aclosing(self.told(request, ledger, scanner)) as items:
                async for item in items:
                    if isinstance(item, Usage):
                        yield item
                    elif item.place in left:
                        left.remove(item.place)
                        yield item
                    else:
                        astray.append(item)
        except AgainError:
            if left:  # else nothing is lost by the rest
                raise
        if len(places) == len(left) == len(astray) == 1:
            yield astray[0].model_copy(update={"place": places[0]})
        elif len(left) == len(places) and not scanner.complete:
            raise AgainError(self.unreadable)

    async def _shorter(self, request: Request, ledger: "Ledger") -> AsyncGenerator[str | Usage, None]:
        """One attempt at a shorter text, handed on whole; "" for a reply without any."""
        self.requests.check_cost(request, ledger.spent)
        said: list[str] = []
        async with aclosing(self._wire.ask(request)) as reply:
            async for item in reply:
                if isinstance(item, Usage):
                    ledger.spent += item.dollars
                    yield item
                else:
                    said.append(item)
        yield text_of("".join(said))

    async def _insist(self, attempt: Callable[[], AsyncGenerator[_T, None]]) -> AsyncGenerator[_T, None]:
        """What an attempt gives; and another attempt, after a pause, as long as that may help."""
        bounds = self._bounds
        pause = bounds.first_pause
        for left in reversed(range(bounds.attempts)):
            try:
                async with aclosing(attempt()) as items:
                    async for item in items:
                        yield item
            except AgainError as again:
                wait = pause * random.uniform(0.5, 1.0) if again.after is None else again.after  # noqa: S311  no secret
                if not left or wait > bounds.longest_pause:
                    raise WriterError(str(again)) from None
            else:
                return
            await asyncio.sleep(wait)
            pause *= 2


@dataclass
class Ledger:
    """Dollars spent on a draft so far: what another request may cost is reckoned against them."""

    spent: float


class _Thread:
    """A thread on its way: what is written outlives a reply that breaks off."""

    def __init__(self, writer: ClaudeWriter, brief: Brief) -> None:
        self.count = brief.count
        self._writer = writer
        self._brief = brief
        self._grounds = Grounds.of(brief)
        self._ledger = Ledger(brief.spent)
        self._written = list(brief.so_far)

    @property
    def done(self) -> bool:
        """Whether as many tweets are written as were announced."""
        return bool(self.count) and len(self._written) >= (self.count or 0)

    async def attempt(self) -> AsyncGenerator[Piecemeal, None]:
        """Ask for what is missing, and hand it on."""
        before, lost = len(self._written), False
        task = tasks.thread(
            self._writer.prompts, self._brief, self._grounds, self._written, self.count or MOST
        )
        request = self._writer.requests.about(self._brief, task, tweets=max(1, MOST - before))
        scanner = Scanner()
        try:
            async with aclosing(self._writer.told(request, self._ledger, scanner)) as items:
                async for item in items:
                    if isinstance(item, Usage):
                        yield item
                        continue
                    lost = lost or (scanner.torn and item.place > len(self._written) + 1)
                    if lost:  # a tweet before it could not be read; the rest is heard for its bill
                        continue
                    if not self.count:
                        self.count = max(1, min(scanner.count or FEWEST, MOST))
                        yield Outline(count=self.count)
                    if len(self._written) < 2 * MOST and not self._said_already(item, before):
                        self._written.append(fresh(item, len(self._written), self.count, self._brief))
                        yield self._written[-1]
        except AgainError:
            if not self.done:  # else nothing is lost by the rest
                raise
        if lost or len(self._written) == before or not (scanner.complete or self.done):
            raise AgainError(self._writer.unreadable)

    def _said_already(self, item: ToldTweet, before: int) -> bool:
        """Whether a model that was to go on began anew: it says what stands there already."""
        if not 1 <= item.place <= before:
            return False
        return nearly_the_same(item.text, self._written[item.place - 1].text)
