"""Fixtures that tests of several kinds share."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import redis

from bot.embedded import embedded_redis

NO_REDIS_SERVER = "there is no redis-server on PATH"


@pytest.fixture(autouse=True, scope="session")
def _ctrl_c_is_heard() -> None:
    """A shell lets what it runs in the background ignore Ctrl-C, and what tests start would inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A directory whose path leaves room for the name of a socket."""
    with TemporaryDirectory(prefix="h-", dir="/tmp") as name:
        yield Path(name).resolve()


@pytest.fixture(scope="session")
def _embedded_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One embedded server for the whole session."""
    with embedded_redis(tmp_path_factory.mktemp("embedded")) as url:
        yield url


@pytest.fixture(scope="session")
def _server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Redis of the machine for the whole session; skips where there is none."""
    port = _free_port()
    options = ("--bind", "127.0.0.1", "--port", str(port))
    with _redis_server(tmp_path_factory.mktemp("server"), *options):
        url = f"redis://127.0.0.1:{port}"
        _await(lambda: bool(_said(url, "PING")))
        yield url


@pytest.fixture(scope="session")
def _cluster_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis Cluster of one node, which refuses commands over several hash tags as any other does."""
    directory = tmp_path_factory.mktemp("cluster")
    port, bus = _free_port(), _free_port()
    options = ("--bind", "127.0.0.1", "--port", str(port), "--cluster-port", str(bus))
    with _redis_server(directory, *options, "--cluster-enabled", "yes"):
        url = f"redis://127.0.0.1:{port}"
        _await(lambda: bool(_said(url, "PING")))
        _said(url, "CLUSTER", "ADDSLOTSRANGE", "0", "16383")
        _await(lambda: b"cluster_state:ok" in _said(url, "CLUSTER", "INFO"))
        yield url.replace("redis://", "redis+cluster://")


@pytest.fixture
def embedded_url(_embedded_url: str) -> str:
    """URL of an embedded server that is empty."""
    _said(_embedded_url, "FLUSHALL")
    return _embedded_url


@pytest.fixture
def server_url(_server_url: str) -> str:
    """URL of a Redis of the machine that is empty."""
    _said(_server_url, "FLUSHALL")
    return _server_url


@pytest.fixture
def cluster_url(_cluster_url: str) -> str:
    """URL of a Redis Cluster that is empty."""
    _said(_cluster_url.replace("+cluster", ""), "FLUSHALL")
    return _cluster_url


@contextmanager
def _redis_server(directory: Path, *options: str) -> Iterator[None]:
    """A `redis-server` of the machine, while the context lasts."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip(NO_REDIS_SERVER)
    command = [program, "--dir", str(directory), "--save", "", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603  a program of the machine
        try:
            yield
        finally:
            process.terminate()


def _said(url: str, *command: str) -> bytes:
    """What that Redis answers; nothing when there is none."""
    client: Any = redis.Redis.from_url(url)
    try:
        answer = client.execute_command(*command)
    except redis.ConnectionError:
        return b""
    else:
        return answer if isinstance(answer, bytes) else str(answer).encode()
    finally:
        client.close()


def _await(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "the server of the test does not come up"
        time.sleep(0.01)


def _free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])
