"""The embedded server: private, shared, lasting as long as its users, and not to be killed for good."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from bot import embedded
from bot.embedded import embedded_redis
from bot.errors import SettingsError
from tests.conftest import NO_REDIS_SERVER

HERE = Path(__file__).parents[2]
USER = """
import sys
from pathlib import Path
from bot.embedded import embedded_redis
with embedded_redis(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@contextmanager
def client(url: str) -> Iterator[Any]:
    """A client of that server."""
    with redis.Redis.from_url(url) as opened:
        yield opened


def begin(directory: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until its standard input ends."""
    return subprocess.Popen(  # noqa: S603  this Python, a program of this file
        [sys.executable, "-c", USER, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=HERE,
    )


def begun(process: subprocess.Popen[str]) -> str:
    """The URL that the other process was given."""
    assert process.stdout
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str], by: int | None = None) -> None:
    """Let the other process end, or end it."""
    if by:
        process.send_signal(by)
    process.communicate()


def number(directory: Path) -> int:
    """The process of the server."""
    return int((directory / "v.pid").read_text())


def soon(condition: Callable[[], bool]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def place(short_path: Path) -> Path:
    """A directory for a server, not yet made."""
    return short_path / "data" / "store"


class TestPrivate:
    """Nobody else can read or reach it."""

    def test_modes_and_no_port(self, place: Path) -> None:
        """The directory, the socket and the data are for their owner alone; no port is opened."""
        with embedded_redis(place) as url, client(url) as server:
            server.set("draft", "secret")
            assert url == f"unix://{place}/v.sock"
            assert server.config_get("port") == {b"port": b"0"} or server.config_get("port") == {"port": "0"}
            assert place.stat().st_mode & 0o777 == 0o700
            assert (place / "v.sock").stat().st_mode & 0o777 == 0o700
            data = list((place / "appendonlydir").iterdir())
            assert data
            assert not any(path.stat().st_mode & 0o077 for path in (*data, place / "v.log"))

    def test_open_directory(self, place: Path) -> None:
        """A directory that others could look into is closed to them first."""
        place.mkdir(parents=True, mode=0o755)
        with embedded_redis(place):
            assert place.stat().st_mode & 0o777 == 0o700

    def test_long_path(self, tmp_path: Path) -> None:
        """Where the path is too long for a socket, the socket gets a private directory of its own."""
        place = tmp_path / ("long" * 30)
        with embedded_redis(place) as url, client(url) as server:
            server.set("a", "1")
            socket = Path(url.removeprefix("unix://"))
            assert len(str(socket)) < 100
            assert socket.parent.stat().st_mode & 0o777 == 0o700
            with embedded_redis(place) as again:
                assert again == url
        with embedded_redis(place) as url, client(url) as server:
            assert server.get("a") == b"1"
        shutil.rmtree(socket.parent)

    def test_directory_of_somebody_else(self, short_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A directory under the socket's name that is not ours is not used."""
        place = short_path / ("long" * 30)
        temporary = short_path / "tmp"
        temporary.mkdir()
        monkeypatch.setattr("tempfile.gettempdir", lambda: str(temporary))
        with embedded_redis(place) as url:
            mine = Path(url.removeprefix("unix://")).parent
        assert mine.parent == temporary
        mine.rmdir()
        (temporary / "elsewhere").mkdir()
        mine.symlink_to(temporary / "elsewhere")
        with pytest.raises(SettingsError, match="belongs to somebody else"), embedded_redis(place):
            pass

    def test_long_temporary_directory(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the temporary directory has a long path as well, /tmp serves."""
        place = tmp_path / ("long" * 30)
        monkeypatch.setattr("tempfile.gettempdir", lambda: str(place))
        with embedded_redis(place) as url:
            socket = Path(url.removeprefix("unix://"))
            assert socket.exists()
            assert len(str(socket)) < 60
        shutil.rmtree(socket.parent)


class TestShared:
    """One server for all processes of a directory, from the first to the last."""

    def test_outlives_its_starter(self, place: Path) -> None:
        """Who comes later joins the server, keeps it when its starter leaves, and ends it as the last."""
        starter = begin(place)
        url = begun(starter)
        with embedded_redis(place) as joined, client(joined) as server:
            assert joined == url
            first = number(place)
            end(starter)
            assert server.set("a", "1")
            assert number(place) == first
        assert not (place / "v.sock").exists()
        with embedded_redis(place) as url, client(url) as server:
            assert server.get("a") == b"1"

    def test_many_at_once(self, place: Path) -> None:
        """Processes that come at the same time share one server, and leave none behind."""
        users = [begin(place) for _ in range(6)]
        assert {begun(user) for user in users} == {f"unix://{place}/v.sock"}
        lives = embedded._Server(place)
        assert lives.lives()
        for user in users:
            end(user)
        assert not lives.lives()

    def test_interrupted_starter(self, place: Path) -> None:
        """A Ctrl-C that ends its starter does not reach the server that others use."""
        starter = begin(place)
        begun(starter)
        with embedded_redis(place) as url, client(url) as server:
            assert os.getsid(number(place)) != os.getsid(0)
            end(starter, signal.SIGINT)
            assert server.ping()

    def test_orphan(self, place: Path) -> None:
        """A server whose users were all killed is joined by the next, who shuts it down."""
        killed = begin(place)
        begun(killed)
        orphan = number(place)
        end(killed, signal.SIGKILL)
        with embedded_redis(place) as url, client(url) as server:
            assert server.info("server")["process_id"] == orphan
        assert not embedded._Server(place).lives()


class TestLasting:
    """What was written stays, whatever dies."""

    def test_killed_server_comes_back(self, place: Path) -> None:
        """A server killed a second after a write is soon there again, with what was written."""
        with embedded_redis(place) as url, client(url) as server:
            server.set("a", "1")
            first = number(place)
            time.sleep(1.1)
            os.kill(first, signal.SIGKILL)
            soon(
                lambda: (
                    (place / "v.pid").exists()
                    and number(place) != first
                    and embedded._Server(place).answers()
                )
            )
            assert server.get("a") == b"1"

    def test_left_behind(self, place: Path) -> None:
        """The socket and the process number that a killed server left behind are not mistaken for one."""
        user = begin(place)
        begun(user)
        end(user, signal.SIGKILL)
        os.kill(number(place), signal.SIGKILL)
        (place / "v.pid").write_text(str(os.getpid()))  # the number has become somebody else's meanwhile
        soon(lambda: not embedded._Server(place).lives())
        assert (place / "v.sock").exists()
        with embedded_redis(place) as url, client(url) as server:
            assert server.ping()

    def test_lost_socket(self, place: Path) -> None:
        """A server whose socket was swept away makes way for one that can be reached."""
        user = begin(place)
        with client(begun(user)) as server:
            server.set("a", "1")
        (place / "v.sock").unlink()
        with embedded_redis(place) as url, client(url) as server:
            assert server.get("a") == b"1"
            end(user)
            assert server.ping()

    def test_log_is_bounded(self, place: Path) -> None:
        """The server's log is emptied when it grows, its end kept beside it."""
        with embedded_redis(place):
            with (place / "v.log").open("a") as log:
                log.write("x" * embedded._LOG_BYTES)
            soon(lambda: (place / "v.log").stat().st_size < embedded._LOG_BYTES)
        assert (place / "v.log.1").stat().st_size > embedded._LOG_BYTES


class TestUnusable:
    """Where it cannot run, one sentence says why and what to do."""

    def test_no_directory(self, tmp_path: Path) -> None:
        """A path that can be no directory is named, with the reason."""
        (tmp_path / "file").write_text("")
        for path in (tmp_path / "file", tmp_path / "file" / "store"):
            with (
                pytest.raises(SettingsError, match=r"cannot use .*file.* directory of your own"),
                embedded_redis(path),
            ):
                pass

    @pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
    def test_no_right(self, tmp_path: Path) -> None:
        """A directory that cannot be written to is named."""
        tmp_path.chmod(0o500)
        with pytest.raises(SettingsError, match="Permission denied"), embedded_redis(tmp_path / "store"):
            pass

    def test_broken_data(self, place: Path) -> None:
        """Data that the server cannot read are left alone, and what it says of them is told."""
        with embedded_redis(place) as url, client(url) as server:
            server.set("a", "1")
        (file,) = (place / "appendonlydir").glob("*.incr.aof")
        file.write_bytes(b"what is this?\n" * 10)
        with (
            pytest.raises(SettingsError, match=r"does not start: Bad file format.*v\.log"),
            embedded_redis(place),
        ):
            pass
        assert file.read_bytes() == b"what is this?\n" * 10

    def test_no_program(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where there is no server program, REDIS_URL is needed."""
        monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
        monkeypatch.setenv("PATH", "")
        with pytest.raises(SettingsError, match="REDIS_URL is needed"), embedded_redis(place):
            pass

    def test_program_that_does_not_run(
        self, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A program that is none, or ends at once, is told with what it said."""
        monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
        monkeypatch.setenv("PATH", str(tmp_path))
        program = tmp_path / "redis-server"
        for content, words in (
            (b"\x7fELF?", "cannot be run"),
            (b"#!/bin/sh\necho no libc >&2\nexit 1", "no libc"),
        ):
            program.write_bytes(content)
            program.chmod(0o755)
            with pytest.raises(SettingsError, match=words), embedded_redis(place):
                pass

    @pytest.mark.skipif(shutil.which("redis-server") is None, reason=NO_REDIS_SERVER)
    def test_program_of_the_machine(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where Herald brings no server along, the machine's serves as well."""
        monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
        for value in (b"1", b"2"):
            with embedded_redis(place) as url, client(url) as server:
                assert server.get("a") in (None, b"1")
                server.set("a", value)
                assert server.config_get("appendonly")
        assert not embedded._Server(place).lives()
