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

from bot.errors import NotNow, Unwritable, WriterError
from bot.ports import Brief, Change, Outline, Piecemeal
from bot.poster import AdBrief, PosterAd
from bot.tweets import MOST, Usage, Wording, weighted_length
from bot.writing.asking import tasks
from bot.writing.asking.advertisement import poster_ad
from bot.writing.asking.exchange import ANTHROPIC, AgainError, Bounds, Request
from bot.writing.asking.hearing import Heard
from bot.writing.asking.reply import ToldTweet, told
from bot.writing.asking.requests import Options, Requests
from bot.writing.asking.scanning import Scanner, TooMuch
from bot.writing.asking.wordings import (
    LEAST_GAIN,
    ad_of,
    anew,
    had_before,
    mended,
    placed,
    says_something,
    text_of,
    why_not,
)
from bot.writing.asking.written import Written
from bot.writing.checks import Grounds, not_kept
from bot.writing.prompts import Prompts, load_prompts

if TYPE_CHECKING:
    from bot.writing.asking.wire import Wire

__all__ = ["ANTHROPIC", "Bounds", "ClaudeWriter", "Options"]

TRIES = 2
"""How often a regeneration or a shortening is asked for until code is content with it."""

_AIM = 150  # weighted characters at which shortening has done enough
_LEAST_TEXT = 200  # characters of a paper, abstract and body; a blank PDF has none

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
        if len(brief.paper.abstract) + sum(len(said.text) for said in brief.paper.sentences) < _LEAST_TEXT:
            raise Unwritable("The PDF holds too little text for a thread; check that it is the paper itself.")
        written = Written(brief)
        if written.count:
            yield Outline(count=written.count)
        if not written.done:
            attempt = partial(self._missing, brief, written, Grounds.of(brief), Ledger(brief.spent))
            async for item in self._insist(attempt):
                yield item

    async def mend(self, brief: Brief, changes: Sequence[Change]) -> AsyncIterator[Wording | Usage]:
        """See the port; of the reply only what is at fault is taken."""
        grounds, ledger = Grounds.of(brief), Ledger(brief.spent)
        left = {change.index + 1: change for change in changes}

        async def attempt() -> AsyncGenerator[ToldTweet | Usage, None]:
            task = tasks.mend(self.prompts, brief, grounds, tuple(left.values()))
            request = self.requests.about(brief, task, tweets=len(left))
            async for item in self._placed(request, ledger, tuple(left)):
                yield item

        async for item in self._insist(attempt):
            yield item if isinstance(item, Usage) else mended(item, left.pop(item.place), brief)

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
        if not tried:
            raise WriterError(self._unreadable)
        raise NotNow(
            f"{self.name} found nothing else to say in this place; tell it in a note what to change, or edit "
            "the tweet by hand."
        )

    async def shorten(self, brief: Brief, change: Change) -> AsyncIterator[Wording | Usage]:
        """See the port. Accepted only if code finds every number, name and link again, and nothing new."""
        now, ledger = change.thread[change.index], Ledger(brief.spent)  # of the brief, no more is needed
        aim = min(_AIM, weighted_length(now.text) - LEAST_GAIN)
        keep: tuple[str, ...] = ()
        lost: tuple[str, str] | None = None
        for _ in range(TRIES):
            request = self.requests.shortening(tasks.shorten(self.prompts, now.text, aim, keep, lost))
            shorter = ""
            async for item in self._insist(partial(self._replied, request, ledger, _a_text)):
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

    async def advertise(self, brief: AdBrief) -> AsyncIterator[PosterAd | Usage]:
        """See `Advertiser`. Sends the facts, the draft, and of the paper no more than its abstract."""
        request = self.requests.advertising(poster_ad(self.prompts, brief))
        ledger = Ledger(brief.spent)
        async for item in self._insist(partial(self._replied, request, ledger, _an_ad)):
            yield item

    async def _told(
        self, request: Request, ledger: "Ledger", scanner: Scanner
    ) -> AsyncGenerator[ToldTweet | Usage | None, None]:
        """One attempt: each tweet of the reply as soon as it is whole, None for one that says nothing.

        A reply that is too long is heard to its end, for its bill. Raises `AgainError`, `WriterError`.
        """
        self.requests.check_cost(request, ledger.spent)
        endless = False
        async with aclosing(self._wire.ask(request)) as reply:
            async for said in reply:
                if isinstance(said, Usage):
                    ledger.spent += said.dollars
                    yield said
                    continue
                try:
                    sources = () if endless else scanner.feed(said)
                except TooMuch:
                    sources, endless = (), True
                for source in sources:
                    tweet = told(source)
                    yield tweet if tweet and says_something(tweet.text) else None
        if endless:
            raise AgainError(self._unreadable)

    @property
    def _unreadable(self) -> str:
        """What people are told of a reply that holds no tweets."""
        return (
            f"{self.name} gave no tweets that can be read; try again, or set HERALD_MODEL to another model."
        )

    async def _missing(
        self, brief: Brief, written: Written, grounds: Grounds, ledger: "Ledger"
    ) -> AsyncGenerator[Piecemeal, None]:
        """One attempt at the tweets of a thread that are missing."""
        before = tuple(said.text for said in written.tweets)
        task = tasks.thread(self.prompts, brief, grounds, written.tweets, written.ask_on())
        request = self.requests.about(brief, task, tweets=max(1, MOST - len(before)))
        scanner, heard = Scanner(), Heard(before)
        try:
            async with aclosing(self._told(request, ledger, scanner)) as items:
                async for item in items:
                    if isinstance(item, Usage):
                        yield item
                        continue
                    if not written.count:
                        yield Outline(count=written.announced(scanner.count))
                    goes_on = heard.goes_on(item, torn=scanner.torn, full=written.done)
                    if item and goes_on and (said := written.take(item)):
                        yield said
        except (AgainError, WriterError):
            if not written.done:  # else nothing is lost by the rest
                raise
        if len(written.tweets) == len(before) or not written.enough(
            complete=scanner.complete and not heard.lost
        ):
            raise AgainError(self._unreadable)

    async def _placed(
        self, request: Request, ledger: "Ledger", places: Sequence[int]
    ) -> AsyncGenerator[ToldTweet | Usage, None]:
        """One attempt at the tweets of some places, from 1: of the reply those alone, each once."""
        came, scanner = list[ToldTweet](), Scanner()
        broke: AgainError | WriterError | None = None
        try:
            async with aclosing(self._told(request, ledger, scanner)) as items:
                async for item in items:
                    if isinstance(item, Usage):
                        yield item
                    elif item:
                        came.append(item)
        except (AgainError, WriterError) as error:
            broke = error
        found = placed(came, places)
        for tweet in found:
            yield tweet
        if len(found) < len(places):
            if broke:
                raise broke
            if not found and not scanner.complete:
                raise AgainError(self._unreadable)

    async def _replied(
        self, request: Request, ledger: "Ledger", read: Callable[[str], _T | None]
    ) -> AsyncGenerator[_T | Usage, None]:
        """One attempt at a reply that is handed on whole, as `read` makes it out."""
        self.requests.check_cost(request, ledger.spent)
        said: list[str] = []
        async with aclosing(self._wire.ask(request)) as reply:
            async for item in reply:
                if isinstance(item, Usage):
                    ledger.spent += item.dollars
                    yield item
                else:
                    said.append(item)
        found = read("".join(said))
        if found is None:
            raise AgainError(
                f"{request.model} gave no text that can be read; try again, or set {request.setting} to "
                "another model."
            )
        yield found

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


def _a_text(reply: str) -> str | None:
    text = text_of(reply)
    return text if says_something(text) else None


def _an_ad(reply: str) -> PosterAd | None:
    ad = ad_of(reply)
    return ad if ad and says_something(ad.text) else None


@dataclass
class Ledger:
    """Dollars spent on a draft so far: what another request may cost is reckoned against them."""

    spent: float
