"""The reader's own process: one PDF in, one answer out, within limits set before a byte of it is looked at.

Started by `bot.paper.sandbox` as a script, so that nothing but the standard library is loaded before the
limits hold. It gets one line of JSON (`Task`) and then the PDF on standard input, and writes to standard
output a line with the answer's length and the answer, which is one JSON object:

    {"kind": "answer", "bytes": 48211}
    {"paper": …}          the paper, as `bot.papers.Paper` writes itself
    {"unreadable": "…"}   the PDF is to blame, in words for people
    {"fault": "…"}        Herald is to blame: the exception's type and place, never its message

Behind a paper come the pictures of its figures, in the frames of `bot.paper.frames`. The paper is out before
the first page is drawn: `bot.paper.apart` draws in processes forked from this one.
"""

import contextlib
import importlib
import json
import os
import resource
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

DESCRIPTORS = 64
"""So many files and pipes the process may have open."""

_LARGEST_FILE = 1_000_000  # bytes: Python may cache its compiled modules; nothing else is written
TOO_MUCH_MEMORY = "This PDF needs more memory than a paper does; Herald does not read it."


def main() -> None:
    """Read the task, limit oneself, read the PDF, answer; then the pictures."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is not an answer
    task = json.loads(sys.stdin.buffer.readline())
    _limit(task)
    sys.path.insert(0, task["root"])
    answer, reading = _answer(task, sys.stdin.buffer.read())
    out.write(b'{"kind":"answer","bytes":%d}\n' % len(answer))
    out.write(answer)
    out.flush()
    if reading:
        _hand_on_pictures(task, reading, out)
    os._exit(0)  # all is out: nothing in a hostile file's remains is worth tidying up


def _limit(task: dict[str, Any]) -> None:
    """Memory, CPU, files and core dumps. macOS does not honour RLIMIT_AS: there, the other limits hold."""
    for name, value, last in (
        ("RLIMIT_AS", task["memory"], 0),
        ("RLIMIT_CPU", task["cpu_seconds"], 2),  # first SIGXCPU, by which the parent knows what happened
        ("RLIMIT_FSIZE", _LARGEST_FILE, 0),
        ("RLIMIT_NOFILE", DESCRIPTORS, 0),
        ("RLIMIT_CORE", 0, 0),
    ):
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (value, value + last))


def _answer(task: dict[str, Any], pdf: bytes) -> tuple[bytes, Any]:
    """The answer, and what the pictures can be asked of when it is a paper."""
    unreadable = importlib.import_module("bot.errors").Unreadable
    try:
        reading = _read(task, pdf)
        return b'{"paper":' + reading.paper.model_dump_json().encode() + b"}", reading
    except MemoryError:
        return json.dumps({"unreadable": TOO_MUCH_MEMORY}).encode(), None
    except unreadable as error:
        return json.dumps({"unreadable": str(error)}).encode(), None
    except Exception as error:  # noqa: BLE001  the parent says it in words; here it would be lost
        return json.dumps({"fault": where(error)}).encode(), None


def _read(task: dict[str, Any], pdf: bytes) -> Any:
    papers = importlib.import_module("bot.papers")
    entry = papers.ArxivEntry.model_validate(task["entry"]) if task["entry"] else None
    options = importlib.import_module("bot.paper.options").Options(**task["options"])
    return importlib.import_module(task["reader"]).begin(pdf, entry, options)


def _hand_on_pictures(task: dict[str, Any], reading: Any, out: BinaryIO) -> None:
    apart, frames = (importlib.import_module(f"bot.paper.{name}") for name in ("apart", "frames"))
    for frame in apart.picture_frames(reading, frames.PictureBounds(**task["pictures"])):
        out.write(frame)
        out.flush()


def where(error: BaseException) -> str:
    """The type and the innermost place in Herald's own code."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/bot/" in frame.filename]
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


if __name__ == "__main__":
    main()
