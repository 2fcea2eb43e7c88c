"""HTTP with bounds: one question to arXiv, followed as far as it stays with arXiv, and its answer.

Size is counted as the bytes come, time by the clock as well as by silence, redirects by hand. A turn of the
`Pace` stands before every request.
"""

import asyncio
import logging
from dataclasses import dataclass
from importlib import metadata

import httpx2

from bot.errors import ArchiveError
from bot.paper.fetching.pace import Pace
from bot.values import Value

_PAGE = 64 * 2**10  # bytes kept of an answer that is an error
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Bounds(Value):
    """How much and how long; seconds and bytes."""

    max_bytes: int = 64 * 2**20  # of a PDF
    silence: float = 20.0  # without a byte, or until the connection stands
    exchange: float = 90.0  # for one request, up to its last byte
    total: float = 300.0  # for one paper's answer: turns, pauses and repetitions included
    pauses: float = 60.0  # spent between repetitions, all together
    first_pause: float = 2.0  # doubled for each further one, half of it left to chance
    attempts: int = 4
    max_redirects: int = 5


@dataclass(frozen=True)
class Question:
    """What is asked for: where, how large the answer may be, and its name for people."""

    url: str
    limit: int
    name: str


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: httpx2.Headers
    body: bytes


class AgainError(Exception):
    """Another try may help: after that many seconds, if arXiv says so, and for everyone."""

    def __init__(self, words: str, after: float | None = None, *, everyone: bool = False) -> None:
        super().__init__(words)
        self.after = after
        self.everyone = everyone


class Wire:
    """The connections to arXiv; `homes` are the configured addresses, to which it may redirect."""

    def __init__(self, homes: tuple[str, ...], contact: str, pace: Pace, bounds: Bounds) -> None:
        self._homes = tuple(httpx2.URL(home) for home in homes)
        self._pace = pace
        self._bounds = bounds
        self._client = _client(contact, bounds)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def follow(self, question: Question) -> Answer:
        """The answer, redirects followed as far as they stay with arXiv."""
        url = httpx2.URL(question.url)
        for _ in range(self._bounds.max_redirects + 1):
            await self._pace.turn()
            answer = await self._exchange(url, question)
            location = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not location:
                return answer
            url = self._redirected(url, location)
        raise ArchiveError(f"arXiv redirects {question.name} too often; try again later.")

    async def _exchange(self, url: httpx2.URL, question: Question) -> Answer:
        """One request and its answer."""
        try:
            async with asyncio.timeout(self._bounds.exchange), self._client.stream("GET", url) as response:
                body = await _body(response, question)
                return Answer(response.status_code, response.headers, body)
        except TimeoutError:
            raise ArchiveError(
                f"arXiv is too slow: {question.name} was not there after {self._bounds.exchange:.0f} seconds;"
                " try again later."
            ) from None
        except (
            httpx2.TimeoutException,
            httpx2.NetworkError,
            httpx2.RemoteProtocolError,
            httpx2.ProxyError,
        ) as error:
            raise AgainError("arXiv cannot be reached") from error
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            raise ArchiveError("arXiv's answer cannot be read; try again in a few minutes.") from error

    def _redirected(self, url: httpx2.URL, location: str) -> httpx2.URL:
        try:
            target = url.join(location)
        except (httpx2.InvalidURL, ValueError) as error:
            raise ArchiveError("arXiv redirects to an address that is none; try again later.") from error
        if not self._is_home(target):
            raise ArchiveError(
                "arXiv redirects to another site, which Herald does not follow; try again later."
            )
        return target

    def _is_home(self, url: httpx2.URL) -> bool:
        """Whether a redirect there stays with arXiv: its hosts over HTTPS, or where the settings lead."""
        if url.userinfo:
            return False
        arxiv = url.host == "arxiv.org" or url.host.endswith(".arxiv.org")
        if arxiv and url.scheme == "https" and url.port is None:
            return True
        return any(
            url.host == home.host
            and (
                (url.scheme, url.port) == (home.scheme, home.port)
                or (url.scheme == "https" and url.port is None and home.port is None)
            )
            for home in self._homes
        )


def _client(contact: str, bounds: Bounds) -> httpx2.AsyncClient:
    """A client that follows nothing by itself, says who it is, and keeps quiet in the log."""
    for name in ("httpx2", "httpcore2"):
        library = logging.getLogger(name)
        if library.level == logging.NOTSET:
            library.setLevel(logging.WARNING)  # it would log each URL and header; we log one line a paper
    who = "".join(character for character in contact if character.isascii() and character.isprintable())
    try:
        version = metadata.version("herald")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        version = "0"
    return httpx2.AsyncClient(
        headers={
            "User-Agent": f"Herald/{version} (+{who})" if who else f"Herald/{version}",
            "Accept-Encoding": "identity",  # a PDF is compressed already, and a bomb never is one
        },
        timeout=httpx2.Timeout(bounds.silence),
        follow_redirects=False,
        mounts={"all://127.0.0.1": None, "all://localhost": None, "all://[::1]": None},  # by no proxy
    )


async def _body(response: httpx2.Response, question: Question) -> bytes:
    """The body, counted as it comes: a stated length may be wrong."""
    good = response.status_code == httpx2.codes.OK
    limit = question.limit if good else _PAGE
    stated = response.headers.get("content-length", "")
    too_large = (
        f"{question.name[0].upper()}{question.name[1:]} is larger than Herald takes ({limit >> 20} MB)."
    )
    if good and stated.isdecimal() and int(stated[:20]) > limit:
        raise ArchiveError(too_large)
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > limit:
            if good:
                raise ArchiveError(too_large)
            break
    return bytes(body)
