"""arXiv over HTTP: what its API says of a paper, and the paper's PDF.

Bounded in size, time, redirects and repetitions; a request is sent only when the `Pace` gives a turn, and
says who sends it. Courtesy as arXiv asks for it: https://info.arxiv.org/help/api/tou.html.
"""

import asyncio
import logging
import random
import re
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import quote

import httpx2

from bot.arxiv_id import ArxivId
from bot.errors import ArchiveError, NotAPaper, Withdrawn
from bot.paper.fetching import atom, withdrawal
from bot.paper.fetching.pace import LocalPace, Pace
from bot.paper.fetching.wire import AgainError, Answer, Bounds, Question, Wire
from bot.papers import ArxivEntry
from bot.ports import Archive
from bot.retry_after import in_words, retry_after

__all__ = ["Arxiv", "Bounds", "LocalPace", "Pace"]

API_URL = "https://export.arxiv.org/api"
BASE_URL = "https://arxiv.org"

_FEED = 4 * 2**20  # bytes of an answer of the API; one entry with 3,000 authors takes 0.3 MB
_MAGIC_WITHIN = 1024  # bytes in which "%PDF-" must come (ISO 32000-1, implementation note 13)
_REASON = 240  # characters of a withdrawal's reason that are passed on
_PAGE = 64 * 2**10  # bytes of a page that are searched
_LONGEST_REST = 3600.0  # seconds; beyond that arXiv is asked once more, whatever it said
_LATER = frozenset({408, 425, 429})
_MISSING = re.compile(
    rb"withdrawn|no pdf|pdf (?:is )?(?:unavailable|not available)|no document", re.IGNORECASE
)

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class _NoPdfError(Exception):
    """The archive has no PDF there."""


class Arxiv:
    """The archive, as an asynchronous context manager; keeps nothing between requests but its connections.

    `api_url` and `base_url` may lead to a loopback. `contact` (a URL or an address) goes into the
    User-Agent, as arXiv asks. Without a `pace` this process keeps arXiv's three seconds on its own.
    """

    def __init__(
        self,
        *,
        api_url: str = API_URL,
        base_url: str = BASE_URL,
        contact: str = "",
        pace: Pace | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self._api_url, self._base_url = api_url.rstrip("/").removesuffix("/query"), base_url.rstrip("/")
        self._pace = pace or LocalPace()
        self._bounds = bounds or Bounds()
        self._refused_until = 0.0  # on the monotonic clock: arXiv wants no request before
        self._wire = Wire((self._api_url, self._base_url), contact, self._pace, self._bounds)

    async def __aenter__(self) -> Self:
        """Ready at once; connections are opened when they are needed."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def describe(self, arxiv_id: ArxivId) -> ArxivEntry:
        """What the API says of a paper; see the port."""
        return await self._describe(arxiv_id, self._bounds.attempts)

    async def fetch(self, arxiv_id: ArxivId) -> bytes:
        """The PDF of a paper; see the port."""
        question = Question(
            f"{self._base_url}{arxiv_id.pdf_path}", self._bounds.max_bytes, f"the PDF of {arxiv_id}"
        )
        try:
            return await self._ask(question, _pdf, self._bounds.attempts)
        except _NoPdfError:
            # The API knows whether there is no such paper or version, or why it was withdrawn.
            with suppress(ArchiveError):
                await self._describe(arxiv_id, attempts=1)
            raise NotAPaper(f"arXiv has no PDF of {arxiv_id}.") from None

    async def _describe(self, arxiv_id: ArxivId, attempts: int) -> ArxivEntry:
        url = f"{self._api_url}/query?id_list={quote(str(arxiv_id), safe='/')}&max_results=1"
        feed = await self._ask(Question(url, _FEED, f"the entry of {arxiv_id}"), _feed, attempts)
        entry = _chosen(feed.entries, arxiv_id)
        if entry.withdrawn:
            reason = withdrawal.notice(entry.title, entry.abstract, entry.comment) or ""
            told = f": “{reason}”" if 0 < len(reason) <= _REASON else "."
            raise Withdrawn(f"{entry.id} has been withdrawn from arXiv{told}")
        return entry

    async def _ask(self, question: Question, made: Callable[[Answer], _T], attempts: int) -> _T:
        """Ask, again where that may help, until `made` can make something of the answer."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._bounds.total):
                return await self._insist(question, made, attempts)
        except TimeoutError:
            raise ArchiveError(
                f"arXiv did not give {question.name} within {self._bounds.total:.0f} s; try again later."
            ) from None
        finally:
            _log.info("asked arXiv for %s: %.2f s", question.name, time.monotonic() - started)

    async def _insist(self, question: Question, made: Callable[[Answer], _T], attempts: int) -> _T:
        left = self._bounds.pauses
        for attempt in range(1, attempts + 1):
            if (refused := self._refused_until - time.monotonic()) > 0:
                raise ArchiveError(_try_again_in(refused))
            try:
                return made(await self._wire.follow(question))
            except AgainError as again:
                pause = max(again.after or 0.0, self._pause(attempt))
                _log.info("asked arXiv for %s: attempt %d failed: %s", question.name, attempt, again)
                if pause > left and again.after:
                    self._refused_until = time.monotonic() + min(again.after, _LONGEST_REST)
                if again.everyone:
                    await self._pace.rest(min(pause, _LONGEST_REST))
                if pause > left or attempt == attempts:
                    words = (
                        _try_again_in(again.after) if again.after else f"{again}; try again in a few minutes."
                    )
                    raise ArchiveError(words) from again
                left -= pause
                await asyncio.sleep(pause)
        raise AssertionError(attempts)  # at least one attempt, and each returns, raises or leaves another

    def _pause(self, attempt: int) -> float:
        longest: float = self._bounds.first_pause * 2 ** (attempt - 1)
        return random.uniform(longest / 2, longest)  # noqa: S311  spreads requests, hides nothing


if TYPE_CHECKING:
    _: type[Archive] = Arxiv


def _refuse(answer: Answer) -> None:
    """Raise for an answer that is neither what was asked for nor a page to look at."""
    if answer.status in _LATER or answer.status >= httpx2.codes.INTERNAL_SERVER_ERROR:
        busy = answer.status in {429, 503}
        raise AgainError(
            f"arXiv does not answer (status {answer.status})", retry_after(answer.headers), everyone=busy
        )
    if answer.status == httpx2.codes.FORBIDDEN:
        raise ArchiveError(
            "arXiv refuses Herald's requests; try again later, and check the contact in the settings."
        )
    if answer.status not in {200, 400, 404, 410}:
        raise ArchiveError(f"arXiv answers with status {answer.status}; try again later.")


def _feed(answer: Answer) -> atom.Feed:
    """The API's answer, read."""
    _refuse(answer)
    try:
        feed = atom.read(answer.body)
    except ArchiveError as error:
        raise AgainError("arXiv's answer cannot be read") from error
    if feed.total and not feed.entries:  # a known fault of the API: results counted, none given
        raise AgainError("arXiv's answer is empty")
    return feed


def _chosen(entries: tuple[ArxivEntry, ...], asked: ArxivId) -> ArxivEntry:
    """The entry that was asked for."""
    same = [entry for entry in entries if entry.id.number == asked.number]
    if not same:
        raise NotAPaper(f"arXiv has no paper {asked}; check the number.")
    entry = next((entry for entry in same if entry.id == asked), same[0])
    newest = entry.id.version
    if asked.version and newest and asked.version > newest:
        raise NotAPaper(f"arXiv has no version {asked.version} of {asked.number}; the newest is {newest}.")
    # An answer about a newer version than asked for still tells the title and the authors.
    return entry.model_copy(update={"id": asked}) if asked.version else entry


def _pdf(answer: Answer) -> bytes:
    """The PDF; arXiv says under status 404, or on a page, that there is none."""
    _refuse(answer)
    if answer.status != httpx2.codes.OK:
        raise _NoPdfError
    if b"%PDF-" in answer.body[:_MAGIC_WITHIN]:
        return answer.body
    if _MISSING.search(answer.body[:_PAGE]):
        raise _NoPdfError
    raise AgainError("arXiv sends something else instead of the PDF")


def _try_again_in(seconds: float) -> str:
    return f"arXiv asks for a pause; try again {in_words(seconds)}."
