"""A reader that does in the child process what broken libraries and hostile files bring about.

The first word of the "PDF" says what; see `test_sandbox.py`. On a second line stand deeds for the pictures,
separated by commas, one for each page: each page has a figure of its number.
"""

import errno
import io
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bot.errors import Unreadable
from bot.paper.frames import end_frame, picture_frame
from bot.paper.options import Options
from bot.papers import ArxivEntry, Box, Cropped, Figure, FigureKey, FigureKind, Paper

PAGES = 9


@dataclass(frozen=True)
class Misbehaving:
    """The paper, and the deeds that follow it."""

    paper: Paper
    deeds: tuple[str, ...]

    def pages(self) -> list[int]:
        """A page for each deed, or the deed at once when it is one of the child's own."""
        if self.deeds and self.deeds[0].split()[0] in _AT_ONCE:
            deed, _, rest = self.deeds[0].partition(" ")
            _AT_ONCE[deed](rest)
        return list(range(1, len(self.deeds) + 1))

    def crop(self, page: int) -> Iterator[Cropped]:
        """The page's picture, or the deed."""
        deed, _, rest = self.deeds[page - 1].partition(" ")
        if deed == "draw":
            yield picture(page)
        elif deed == "jpeg":
            yield picture(page, form="JPEG")
        elif deed == "large":
            yield picture(page, content=b"x" * int(rest))
        else:
            _DEEDS[deed](rest)


def begin(pdf: bytes, entry: ArxivEntry | None, options: Options) -> Misbehaving:
    """Do as told, or give a paper whose title is what was asked for."""
    first, _, then = pdf.decode().partition("\n")
    deed, _, rest = first.partition(" ")
    title = entry.title if entry else str(options) if deed == "options" else _DEEDS[deed](rest)
    figures = tuple(
        Figure(kind=FigureKind.FIGURE, number=str(page), page=page, caption="")
        for page in range(1, PAGES + 1)
    )
    paper = Paper(id=None, title=title, authors=(), abstract="", pages=PAGES, figures=figures)
    return Misbehaving(paper, tuple(then.split(",")) if then else ())


def picture(
    number: int, content: bytes = b"", size: tuple[int, int] = (40, 30), form: str = "PNG"
) -> Cropped:
    """A small picture of a figure, or whatever the content is."""
    out = io.BytesIO()
    Image.new("L", size, 200).save(out, form)
    return Cropped(
        figure=FigureKey(kind=FigureKind.FIGURE, number=str(number)),
        page=number,
        box=Box(left=1, top=2, right=3, bottom=4),
        content=content or out.getvalue(),
        width=size[0],
        height=size[1],
    )


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
    _leave_note(path)
    time.sleep(60)
    return ""


def _leave_note(path: str) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    note = Path(path)
    note.with_suffix(".new").write_text(f"{os.getpid()} {other.pid}")
    note.with_suffix(".new").rename(note)


def _orphan(path: str) -> str:
    """Leave a note, kill the child whose fork this is, and sleep."""
    _leave_note(path)
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)
    return ""


def _promise(_: str) -> str:
    """Announce to the child far more than it takes."""
    _tell(b"P\xff\xff\xff\xff")
    time.sleep(60)
    return ""


def _boast(_: str) -> str:
    """Tell the child of more pages done than there are."""
    _tell(b"D\0\0\0\0" * 20)
    time.sleep(60)
    return ""


def _have_no_forks(_: str) -> str:
    """A system that has no process to give."""

    def fork() -> int:
        raise BlockingIOError(errno.EAGAIN, "words of the system")

    os.fork = fork
    return ""


def _changed(frame: bytes, *changes: tuple[bytes, bytes]) -> bytes:
    for old, new in changes:
        assert old in frame
        frame = frame.replace(old, new, 1)
    return frame


_SECOND = picture_frame(picture(2))
_PNG = picture(2).content
LIES: dict[str, bytes] = {
    "a figure of another paper": picture_frame(picture(99)),
    "a page behind the last": _changed(_SECOND, (b'"page":2', b'"page":10')),
    "a page before the first": _changed(_SECOND, (b'"page":2', b'"page":0')),
    "no PNG and no JPEG": picture_frame(picture(2, content=b"<svg/>" * 20)),
    "a PNG cut off": picture_frame(picture(2, content=_PNG[:-6])),
    "another size": _changed(_SECOND, (b'"width":40', b'"width":41')),
    "too many pixels": picture_frame(picture(2, size=(9, 9000)).model_copy(update={"width": 9000})),
    "too many bytes": _changed(_SECOND, (b'"bytes":', b'"bytes":9')),
    "no bytes": _changed(_SECOND, (b'"bytes":%d' % len(_PNG), b'"bytes":0')),
    "bytes below zero": _changed(_SECOND, (b'"bytes":', b'"bytes":-')),
    "a box inside out": _changed(_SECOND, (b'"left":1', b'"left":7')),
    "a box that is no number": _changed(_SECOND, (b'"left":1.0', b'"left":NaN')),
    "a doubt of control characters": picture_frame(picture(2).model_copy(update={"doubt": "a\x1b[2Jb"})),
    "a doubt without an end": _changed(_SECOND, (b'"doubt":""', b'"doubt":"%b"' % (b"x" * 501))),
    "a field of its own": _changed(_SECOND, (b'"page":2', b'"page":2,"path":"/etc"')),
    "another kind": _changed(_SECOND, (b'"picture"', b'"sound"')),
    "an answer again": b'{"kind":"answer","bytes":2}\n{}',
    "garbage": b"garbage \xff\x00\n" * 20,
    "a header too long": b" " * 5000 + _SECOND,
    "a header without an end": b"{" * 300_000,
    "a fault in words": end_frame([], ["ValueError: garbage"]),
    "nothing": b"",
    "half a header": _SECOND[:30],
    "half a picture": _SECOND[:-30],
}
"""What a child may write behind a good first picture."""


MORE = {
    "one figure twice": picture_frame(picture(1)) + _SECOND + end_frame([], []),
    "two figures more": _SECOND + picture_frame(picture(3)) + end_frame([], []),
}
"""What it may write there without lying."""


def _lie(name: str) -> str:
    """A good picture, then the lie."""
    _tell(picture_frame(picture(1)) + (LIES | MORE)[name])
    os._exit(0)


def _stall(name: str) -> str:
    """A good picture, then the lie, and then nothing more."""
    _tell(picture_frame(picture(1)) + (LIES | MORE)[name])
    time.sleep(60)
    return ""


def _drip(_: str) -> str:
    """Blanks for ever, now and then one."""
    _tell(picture_frame(picture(1)))
    while True:
        _tell(b" ")
        time.sleep(0.05)


def _tell(content: bytes) -> None:
    """Write to the pipe that answers go to."""
    (pipe,) = (fd for fd in range(3, 20) if _is_pipe(fd))
    while content:
        content = content[os.write(pipe, content) :]


def _is_pipe(fd: int) -> bool:
    with suppress(OSError):
        return stat.S_ISFIFO(os.fstat(fd).st_mode)
    return False


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
    "orphan": _orphan,
    "promise": _promise,
    "boast": _boast,
}
_AT_ONCE: dict[str, Callable[[str], str]] = {
    "lie": _lie,
    "stall": _stall,
    "drip": _drip,
    "child-dies": _die,
    "child-fails": _fail,
    "child-spins": _spin,
    "child-has-no-forks": _have_no_forks,
}
