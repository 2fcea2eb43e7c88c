"""Reaching Redis: one pool of connections, bounded waits, and what to tell people when it fails."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.errors import SettingsError, StoreError

log = logging.getLogger(__name__)

CONNECTIONS = 32
"""Connections of one process; more callers than that wait in line."""

_CONNECT_SECONDS = 3.0
_ANSWER_SECONDS = 10.0  # also the time a whole PDF may take to arrive
_RETRIES = 4  # after a lost connection, within about a second: a server that is being restarted
_CANNOT_SAVE = ("MISCONF", "NOREPLICAS", "OOM", "READONLY")


class RedisAccess:
    """The connections of one process to one Redis, Valkey or Redis Cluster (`redis+cluster://`).

    Raises `SettingsError` for an address that is none; connects at the first command.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        options: dict[str, Any] = {
            "socket_connect_timeout": _CONNECT_SECONDS,
            "socket_timeout": _ANSWER_SECONDS,
            "health_check_interval": 30,
            "retry": Retry(
                ExponentialWithJitterBackoff(cap=0.5, base=0.05), _RETRIES, (RedisConnectionError,)
            ),
        }
        try:
            if "+cluster" in urlsplit(url).scheme:
                plain = url.replace("+cluster", "", 1)
                self.client: Any = RedisCluster.from_url(plain, max_connections=CONNECTIONS, **options)
            else:
                pool = BlockingConnectionPool.from_url(
                    url, max_connections=CONNECTIONS, timeout=_ANSWER_SECONDS, **options
                )
                self.client = Redis.from_pool(pool)
        except (ValueError, TypeError):  # a query in the URL becomes arguments
            raise SettingsError(
                "REDIS_URL is no address of Redis: write it like redis://localhost:6379/0."
            ) from None

    async def aclose(self) -> None:
        """Close all connections."""
        await self.client.aclose()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Within it, a failure of Redis becomes a `StoreError` in words."""
        with told(self.url):
            yield


@contextmanager
def told(url: str) -> Iterator[None]:
    """Turn a failure of the Redis at `url` into a `StoreError` for people, without its password."""
    try:
        yield
    except (RedisError, OSError) as error:  # the built-in TimeoutError is an OSError
        log.warning("Redis: %s", type(error).__name__)
        raise StoreError(_words(error, place(url))) from None


def place(url: str) -> str:
    """Where that Redis is, without name and password: `host:port`, or the path of its socket."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return parts.path
    try:
        return f"{parts.hostname or 'localhost'}:{parts.port or 6379}"
    except ValueError:  # the port is no number
        return parts.hostname or "localhost"


def _words(error: Exception, where: str) -> str:
    if isinstance(error, AuthenticationError | NoPermissionError):
        return f"Redis at {where} refuses Herald's name or password: check REDIS_URL."
    if isinstance(error, BusyLoadingError):
        return f"Redis at {where} is still loading its data: try again in a moment."
    if isinstance(error, OutOfMemoryError | ReadOnlyError) or str(error).startswith(_CANNOT_SAVE):
        return (
            f"Redis at {where} cannot save anything: make room on its disk or in its memory, "
            "or let REDIS_URL name the primary, not a replica."
        )
    if isinstance(error, RedisConnectionError | RedisTimeoutError | OSError):
        return f"Redis does not answer at {where}: start it or check REDIS_URL."
    return f"Redis at {where} gave an answer Herald cannot use: Redis 7 or newer, or Valkey, is needed."
