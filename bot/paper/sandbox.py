"""Reads PDFs in a process of their own, so that no file can harm the caller.

pdfium gives up on some files by ending its whole process, and others keep it busy for hours; neither can be
caught in Python. A child process per PDF, with limits on memory and time and without secrets in its
environment, turns every such end into one sentence.
"""

import asyncio
import hashlib
import json
import logging
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from bot.errors import Unreadable
from bot.papers import ArxivEntry, Paper
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


@dataclass(frozen=True)
class Bounds:
    """What reading one PDF may take."""

    size: int = 100_000_000  # bytes of the PDF
    memory: int = 2_500_000_000  # bytes of address space; not honoured by macOS
    cpu_seconds: int = 60
    wall_seconds: float = 120.0
    answer: int = 32_000_000  # bytes of JSON: 300 dense pages give 3 million


def reader_digest() -> str:
    """Names the reader's code, so that papers read by an older one are read anew; 12 hex digits."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class SandboxedReader:
    """The `Reader` port over a child process a PDF; at most `at_once` of them run, others wait."""

    def __init__(
        self, bounds: Bounds | None = None, at_once: int = 2, reader: str = "bot.paper.reading"
    ) -> None:
        """`reader` is the module whose `read_pdf(pdf, entry)` does the work in the child."""
        self._bounds = bounds or Bounds()
        self._turns = asyncio.Semaphore(at_once)
        self._reader = reader

    async def read(self, pdf: bytes, entry: ArxivEntry | None = None) -> Paper:
        """Read a PDF; see `bot.ports.Reader`. A cancelled call leaves no process behind."""
        if len(pdf) > self._bounds.size:
            raise Unreadable(
                f"This PDF has {len(pdf) // 1_000_000} MB; "
                f"Herald reads up to {self._bounds.size // 1_000_000} MB."
            )
        async with self._turns:
            answer, status = await self._run(self._task(entry), pdf)
        return self._paper(answer, status)

    def _task(self, entry: ArxivEntry | None) -> bytes:
        task = {
            "root": str(_ROOT),
            "reader": self._reader,
            "entry": entry.model_dump(mode="json") if entry else None,
            "memory": self._bounds.memory,
            "cpu_seconds": self._bounds.cpu_seconds,
        }
        return json.dumps(task).encode() + b"\n"

    async def _run(self, task: bytes, pdf: bytes) -> tuple[bytes, int]:
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
        )
        feeding = asyncio.create_task(_feed(process, task, pdf))
        try:
            async with asyncio.timeout(self._bounds.wall_seconds):
                answer = await self._collect(process)
                await feeding
                status = await process.wait()
        except TimeoutError as error:
            raise Unreadable(_TOO_LONG) from error
        finally:
            await _end(process, feeding)
        return answer, status

    async def _collect(self, process: asyncio.subprocess.Process) -> bytes:
        answer = bytearray()
        stdout = process.stdout
        while stdout and (chunk := await stdout.read(_CHUNK)):
            answer += chunk
            if len(answer) > self._bounds.answer:
                raise Unreadable(_TOO_MUCH)
        return bytes(answer)

    def _paper(self, answer: bytes, status: int) -> Paper:
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


class _Answer(Value):
    """What the child says: one of the three."""

    paper: Paper | None = None
    unreadable: str = Field("", max_length=500)
    fault: str = Field("", max_length=200)


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
    """Kill the child and whatever it started, if it still runs, and let go of its pipes."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    feeding.cancel()
    await asyncio.gather(feeding, return_exceptions=True)
    while process.stdout and await process.stdout.read(_CHUNK):
        pass  # at most what the pipe held: nobody writes any more
    await process.wait()
