"""A reader that does in the child process what broken libraries and hostile files bring about.

The first word of the "PDF" says what; see `test_sandbox.py`.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.errors import Unreadable
from bot.papers import ArxivEntry, Paper


def read_pdf(pdf: bytes, entry: ArxivEntry | None) -> Paper:
    """Do as told, or give a paper whose title is what was asked for."""
    deed, _, rest = pdf.decode().partition(" ")
    title = entry.title if entry else _DEEDS[deed](rest)
    return Paper(id=None, title=title, authors=(), abstract="", pages=1)


def _refuse(words: str) -> str:
    raise Unreadable(words)


def _fail(words: str) -> str:
    raise ValueError(words)


def _die(number: str) -> str:
    os.kill(os.getpid(), int(number))
    return ""


def _leave(status: str) -> str:
    os._exit(int(status))


def _hoard(_: str) -> str:
    return str(len(bytearray(3_000_000_000)))


def _spin(_: str) -> str:
    while True:
        pass


def _babble(title: str) -> str:
    print("noise on standard output")  # noqa: T201  that is the deed
    os.write(1, b'{"paper": "forged"}')
    return title


def _forge(_: str) -> str:
    for number in range(3, 20):  # every pipe it holds, the answer's too
        with suppress(OSError):
            os.write(number, b"garbage \xff\x00")
    return ""


def _surroundings(_: str) -> str:
    return f"{' '.join(sorted(os.environ))} {Path.cwd()}"


def _sleep(path: str) -> str:
    """Leave a note of this process and of a child of it, and sleep."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    note = Path(path)
    note.with_suffix(".new").write_text(f"{os.getpid()} {other.pid}")
    note.with_suffix(".new").rename(note)
    time.sleep(60)
    return ""


_DEEDS: dict[str, Callable[[str], str]] = {
    "title": str,
    "refuse": _refuse,
    "fail": _fail,
    "die": _die,
    "leave": _leave,
    "hoard": _hoard,
    "spin": _spin,
    "babble": _babble,
    "forge": _forge,
    "flood": lambda length: "x" * int(length),
    "sleep": _sleep,
    "surroundings": _surroundings,
}
