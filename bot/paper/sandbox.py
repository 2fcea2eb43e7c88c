"""Reads PDFs in a process of their own, so that no file can harm the caller.

pdfium gives up on some files by ending its whole process, and others keep it busy for hours; neither can be
caught in Python. A child process per PDF, with limits on memory and time and without secrets in its
environment, turns every such end into one sentence. The paper is handed on as soon as it has come; what goes
wrong after that costs pictures.
"""

import asyncio
import hashlib
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from bot.errors import Unreadable
from bot.paper.frames import HEADER, Admission, BadFrame, EndHeader, PictureBounds, read_header
from bot.paper.options import Options
from bot.papers import ArxivEntry, Cropped, Paper
from bot.values import Value

_log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = Path(__file__).with_name("child.py")
_CHUNK = 1 << 16
# What the child may know of its surroundings: where the interpreter's libraries are, and nothing else.
_PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

_TOO_LONG = "This PDF takes too long to read; Herald gave up on it."
_TOO_MUCH = "This PDF gives a far longer text than a paper has; Herald does not read it."
_DIED = "This PDF is broken in a way that makes reading it fail; try another version of the paper."
_FAULT = "Herald failed on this PDF, and the fault is Herald's; try another version of the paper."
_DIED_OF_TIME = frozenset({signal.SIGXCPU})
_GRACE = 3.0  # seconds more than the child allows itself for its pictures: it then ends in good order


@dataclass(frozen=True)
class Bounds:
    """What reading one PDF may take."""

    size: int = 100_000_000  # bytes of the PDF
    memory: int = 2_500_000_000  # bytes of address space; not honoured by macOS
    cpu_seconds: int = 60
    wall_seconds: float = 120.0
    answer: int = 32_000_000  # bytes of JSON: 300 dense pages give 3 million
    pictures: PictureBounds = field(default_factory=PictureBounds)  # these come on top, after the paper


def reader_digest(options: Options | None = None) -> str:
    """Names the reader's code and options, so that papers read by another are read anew; 12 hex digits."""
    digest = hashlib.sha256(json.dumps(asdict(options or Options()), sort_keys=True).encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class SandboxedReader:
    """The `Reader` port over a child process a PDF; at most `at_once` of them run, others wait."""

    def __init__(
        self,
        bounds: Bounds | None = None,
        at_once: int = 2,
        options: Options | None = None,
        reader: str = "bot.paper.reading",
    ) -> None:
        """`reader` is the module whose `begin(pdf, entry, options)` does the work in the child."""
        self._bounds = bounds or Bounds()
        self._turns = asyncio.Semaphore(at_once)
        self._options = options or Options()
        self._reader = reader

    async def read(
        self, pdf: bytes, entry: ArxivEntry | None = None
    ) -> AsyncGenerator[Paper | Cropped, None]:
        """Read a PDF; see `bot.ports.Reader`. Closed early or cancelled, it leaves no process behind.

        What the caller does between two pictures does not count towards their time.
        """
        if len(pdf) > self._bounds.size:
            raise Unreadable(
                f"This PDF has {len(pdf) // 1_000_000} MB; "
                f"Herald reads up to {self._bounds.size // 1_000_000} MB."
            )
        async with self._turns, _child(self._task(entry), pdf) as (process, stdout):
            paper = await self._paper(process, stdout)
            yield paper
            pictures = _Pictures(stdout, paper, self._bounds.pictures)
            while picture := await pictures.next():
                yield picture

    def _task(self, entry: ArxivEntry | None) -> bytes:
        task = {
            "root": str(_ROOT),
            "reader": self._reader,
            "entry": entry.model_dump(mode="json") if entry else None,
            "options": asdict(self._options),
            "memory": self._bounds.memory,
            "cpu_seconds": self._bounds.cpu_seconds,
            "pictures": asdict(self._bounds.pictures),
        }
        return json.dumps(task).encode() + b"\n"

    async def _paper(self, process: asyncio.subprocess.Process, stdout: asyncio.StreamReader) -> Paper:
        answer, status = b"", 0
        try:
            async with asyncio.timeout(self._bounds.wall_seconds):
                try:
                    answer = await self._answer(stdout)
                except asyncio.IncompleteReadError:  # it has ended; the question is how
                    status = await process.wait()
        except TimeoutError as error:
            raise Unreadable(_TOO_LONG) from error
        if status < 0:
            name = signal.Signals(-status).name if -status in set(signal.Signals) else str(status)
            _log.info("the reader's process was ended by %s", name)
            raise Unreadable(_TOO_LONG if -status in _DIED_OF_TIME else _DIED)
        try:
            told = _Answer.model_validate_json(answer)
        except ValidationError:
            _log.error("the reader gave no valid answer (status %d, %d bytes)", status, len(answer))
            raise Unreadable(_FAULT) from None  # the cause would quote the answer: a paper's text
        if told.unreadable:
            raise Unreadable(told.unreadable)
        if told.paper is None:
            _log.error("the reader failed with %s", told.fault)
            raise Unreadable(_FAULT)
        return told.paper

    async def _answer(self, stdout: asyncio.StreamReader) -> bytes:
        """The answer's JSON; "" when what comes is no answer."""
        try:
            header = _AnswerHeader.model_validate_json(await _line(stdout))
        except (BadFrame, ValidationError):
            return b""
        if header.bytes > self._bounds.answer:
            raise Unreadable(_TOO_MUCH)
        return await stdout.readexactly(header.bytes)


class _Pictures:
    """The pictures behind a paper, as long as the child sends what it should, in time."""

    def __init__(self, stdout: asyncio.StreamReader, paper: Paper, bounds: PictureBounds) -> None:
        self._stdout = stdout
        self._admission = Admission(paper, bounds)
        self._patience = bounds.seconds + _GRACE  # seconds of waiting

    async def next(self) -> Cropped | None:
        """The next picture; None after the last, or when no more can be had."""
        begun = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(0.0, self._patience)):
                return await self._read()
        except TimeoutError:
            _log.warning("the reader's pictures took too long: the rest is left out")
        except asyncio.IncompleteReadError:
            _log.warning("the reader's process ended amid its pictures: the rest is left out")
        except BadFrame as error:
            _log.error("the reader's process sent %s: the rest of its pictures is left out", error)
        finally:
            self._patience -= asyncio.get_running_loop().time() - begun
        return None

    async def _read(self) -> Cropped | None:
        while True:
            header = read_header(await _line(self._stdout))
            if isinstance(header, EndHeader):
                if header.lost or header.faults:
                    _log.warning("pages %s gave no or not all pictures: %s", header.lost, header.faults)
                return None
            self._admission.admit(header)
            picture = self._admission.open(header, await self._stdout.readexactly(header.bytes))
            if picture:
                return picture


async def _line(stdout: asyncio.StreamReader) -> bytes:
    """A frame's header; raises `BadFrame` when none ends where it must, `IncompleteReadError` at the end."""
    try:
        line = await stdout.readuntil(b"\n")
    except asyncio.LimitOverrunError:
        raise BadFrame("a header without an end") from None
    if len(line) > HEADER:
        raise BadFrame("a header that is too long")
    return line


class _AnswerHeader(Value):
    """What stands before the answer."""

    kind: Literal["answer"]
    bytes: int = Field(ge=1)


class _Answer(Value):
    """What the child says: one of the three."""

    paper: Paper | None = None
    unreadable: str = Field("", max_length=500)
    fault: str = Field("", max_length=200)


@asynccontextmanager
async def _child(
    task: bytes, pdf: bytes
) -> AsyncIterator[tuple[asyncio.subprocess.Process, asyncio.StreamReader]]:
    """A child process at work on a PDF, and what it writes; with the context it is gone."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",  # neither PYTHON* variables nor the working directory nor the user's packages
        str(_CHILD),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # libraries may quote the file
        env=_ENVIRONMENT | {name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        cwd="/",
        start_new_session=True,
        limit=_CHUNK,
    )
    feeding = asyncio.create_task(_feed(process, task, pdf))
    try:
        yield process, _pipe(process.stdout)
    finally:
        await _end(process, feeding)


def _pipe(stdout: asyncio.StreamReader | None) -> asyncio.StreamReader:
    if stdout is None:  # only where no pipe was asked for
        raise AssertionError("a child without a standard output")
    return stdout


async def _feed(process: asyncio.subprocess.Process, task: bytes, pdf: bytes) -> None:
    stdin = process.stdin
    if stdin is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):  # it died before it had read everything
        stdin.write(task)
        stdin.write(pdf)
        await stdin.drain()
        stdin.close()
        await stdin.wait_closed()


async def _end(process: asyncio.subprocess.Process, feeding: asyncio.Task[None]) -> None:
    """Kill the child and whatever it started, and let go of its pipes."""
    _kill_group(process)
    feeding.cancel()
    await asyncio.gather(feeding, return_exceptions=True)
    while process.stdout and await process.stdout.read(_CHUNK):
        pass  # at most what the pipe held: nobody writes any more
    await process.wait()


def _kill_group(process: asyncio.subprocess.Process) -> None:
    """Kill the child's process group, of which members may be left though the child itself has ended.

    As long as one is left, the system gives the group's number to no other process; so once a process
    has that number again, the group is gone.
    """
    with suppress(ProcessLookupError, PermissionError):
        if process.returncode is not None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, 0)
                return
        os.killpg(process.pid, signal.SIGKILL)
