"""Draws pages in processes forked for it, so that a page that ends pdfium costs its own pictures only.

pdfium ends its whole process on some pages and is busy for hours on others. The reader's child has handed
on the paper by then and has one thread: it forks, and the fork draws page by page, with a limit on CPU for
each, and writes whole frames into a pipe. When it dies, or is silent for too long, another one goes on
behind the page that it died on. What was read is shared with the forks and need not be read again.
"""

import contextlib
import gc
import math
import os
import resource
import select
import signal
import struct
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from bot.paper.child import DESCRIPTORS, where
from bot.paper.frames import HEADER, PictureBounds, end_frame, picture_frame
from bot.papers import Cropped

_CHUNK = 1 << 16
_MARK = struct.Struct(">cI")  # what a message is, and how many bytes it has
_PICTURE, _DONE = b"P", b"D"  # a frame; the end of a page, with the fault there was


class Reading(Protocol):
    """A PDF whose paper has been read, as far as its pictures go."""

    def pages(self) -> Sequence[int]:
        """The numbers of the pages with figures, in order; finds out where on them the figures are."""

    def crop(self, page: int) -> Iterator[Cropped]:
        """The pictures of one of these pages."""


class _Beyond(Exception):
    """The pictures have taken all that they may."""


@dataclass
class _Left:
    """What the pictures of one paper may still take, and what went wrong with them."""

    bounds: PictureBounds
    seconds: float
    cpu_seconds: float
    count: int
    total: int
    deaths: int
    lost: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def whole(cls, bounds: PictureBounds) -> "_Left":
        return cls(bounds, bounds.seconds, bounds.cpu_seconds, bounds.count, bounds.total, bounds.deaths)

    def take(self, size: int) -> None:
        """One picture of that many bytes; raises `_Beyond`."""
        self.count -= 1
        self.total -= size
        if self.count < 0 or self.total < 0:
            raise _Beyond

    @property
    def enough(self) -> bool:
        """Whether another page may be tried."""
        return min(self.seconds, self.cpu_seconds, self.count, self.total, self.deaths) > 0


def picture_frames(reading: Reading, bounds: PictureBounds) -> Iterator[bytes]:
    """The frames of all pictures that can be had within the bounds, and the end; raises nothing."""
    left = _Left.whole(bounds)
    pages = list(_pages(reading, left))
    gc.freeze()  # what is there by now stays shared with the forks until somebody writes to it
    try:
        while pages and left.enough:
            yield from _draw(reading, pages, left)
    except _Beyond:
        pass
    except OSError as error:  # the system has no process or pipe to give
        left.faults.append(where(error))
    left.lost.extend(pages)
    yield end_frame(left.lost, left.faults)


def _pages(reading: Reading, left: _Left) -> Sequence[int]:
    begun = time.monotonic()
    limit_cpu(left.bounds.plan_cpu_seconds)
    try:
        return reading.pages()
    except Exception as error:  # noqa: BLE001  the paper is out: whatever it is, it costs the pictures
        left.faults.append(where(error))
        return ()
    finally:
        left.seconds -= time.monotonic() - begun
        limit_cpu(left.bounds.plan_cpu_seconds)  # for handing on what the forks draw


def _draw(reading: Reading, pages: list[int], left: _Left) -> Iterator[bytes]:
    """Frames from one fork, as they come; takes the pages that are done with, or lost, off the list."""
    before = _cpu_of_forks()
    frames, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_the_fork(reading, pages, writing, left)
    os.close(writing)
    try:
        for kind, content in _messages(frames, left):
            if kind == _PICTURE:
                left.take(len(content))
                yield content
                continue
            if not pages:
                break
            page = pages.pop(0)
            if content:
                left.lost.append(page)
                left.faults.append(content.decode("ascii", "replace"))
    finally:
        os.close(frames)
        os.kill(pid, signal.SIGKILL)  # it is not waited for yet, so the number is still its own
        os.waitpid(pid, 0)
        left.cpu_seconds -= _cpu_of_forks() - before
    if pages:
        left.deaths -= 1
        left.lost.append(pages.pop(0))


def _messages(pipe: int, left: _Left) -> Generator[tuple[bytes, bytes], None, None]:
    """What the fork writes, until it ends, is too slow with a page, or writes what no fork does."""
    got = bytearray()
    patience = left.bounds.page_seconds
    while True:
        while len(got) >= _MARK.size:
            kind, size = _MARK.unpack_from(got)
            if size > left.bounds.each + HEADER:
                return
            if len(got) < _MARK.size + size:
                break
            content = bytes(got[_MARK.size : _MARK.size + size])
            del got[: _MARK.size + size]
            if kind == _DONE:
                patience = left.bounds.page_seconds
            yield kind, content
        begun = time.monotonic()
        ready, _, _ = select.select([pipe], [], [], max(0.0, min(patience, left.seconds)))
        waited = time.monotonic() - begun
        patience, left.seconds = patience - waited, left.seconds - waited
        chunk = os.read(pipe, _CHUNK) if ready else b""
        if not chunk:
            return
        got += chunk


def _be_the_fork(reading: Reading, pages: Sequence[int], writing: int, left: _Left) -> NoReturn:
    """Draw the pages and end; nothing of the child's own is touched or tidied up."""
    try:
        os.closerange(3, writing)
        os.closerange(writing + 1, DESCRIPTORS)
        most = math.ceil(left.cpu_seconds)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        for page in pages:
            limit_cpu(left.bounds.page_cpu_seconds)
            _write(writing, _DONE, _fault_in(reading, page, writing, left.bounds).encode())
    finally:
        os._exit(0)


def _fault_in(reading: Reading, page: int, writing: int, bounds: PictureBounds) -> str:
    """Draw one page and write its frames; what failed, if anything did."""
    try:
        for cropped in reading.crop(page):
            if len(cropped.content) > bounds.each:
                return "PictureTooLarge"
            _write(writing, _PICTURE, picture_frame(cropped))
    except Exception as error:  # noqa: BLE001  the next page may go well
        return where(error)
    return ""


def _write(pipe: int, kind: bytes, content: bytes) -> None:
    rest = memoryview(_MARK.pack(kind, len(content)) + content)
    while rest:
        rest = rest[os.write(pipe, rest) :]


def limit_cpu(seconds: float) -> None:
    """Let this process use so many more seconds of CPU, within its hard limit."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = math.ceil(used.ru_utime + used.ru_stime + seconds)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _cpu_of_forks() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
