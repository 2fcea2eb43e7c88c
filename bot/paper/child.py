"""The reader's own process: one PDF in, one answer out, within limits set before a byte of it is looked at.

Started by `bot.paper.sandbox` as a script, so that nothing but the standard library is loaded before the
limits hold. It gets one line of JSON (`Task`) and then the PDF on standard input, and writes one JSON object
to standard output:

    {"paper": …}          the paper, as `bot.papers.Paper` writes itself
    {"unreadable": "…"}   the PDF is to blame, in words for people
    {"fault": "…"}        Herald is to blame: the exception's type and place, never its message
"""

import contextlib
import importlib
import json
import os
import resource
import sys
import traceback
from pathlib import Path
from typing import Any

_LARGEST_FILE = 1_000_000  # bytes: Python may cache its compiled modules; nothing else is written
TOO_MUCH_MEMORY = "This PDF needs more memory than a paper does; Herald does not read it."


def main() -> None:
    """Read the task, limit oneself, read the PDF, answer."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is not an answer
    task = json.loads(sys.stdin.buffer.readline())
    _limit(task)
    sys.path.insert(0, task["root"])
    answers.write(_answer(task["entry"], sys.stdin.buffer.read(), task["reader"]))
    answers.flush()
    os._exit(0)  # the answer is out: nothing in a hostile file's remains is worth tidying up


def _limit(task: dict[str, Any]) -> None:
    """Memory, CPU, files and core dumps. macOS does not honour RLIMIT_AS: there, the other limits hold."""
    for name, value, last in (
        ("RLIMIT_AS", task["memory"], 0),
        ("RLIMIT_CPU", task["cpu_seconds"], 2),  # first SIGXCPU, by which the parent knows what happened
        ("RLIMIT_FSIZE", _LARGEST_FILE, 0),
        ("RLIMIT_NOFILE", 64, 0),
        ("RLIMIT_CORE", 0, 0),
    ):
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (value, value + last))


def _answer(entry: dict[str, Any] | None, pdf: bytes, reader: str) -> bytes:
    unreadable = importlib.import_module("bot.errors").Unreadable
    try:
        return b'{"paper":' + _read(entry, pdf, reader) + b"}"
    except MemoryError:
        return json.dumps({"unreadable": TOO_MUCH_MEMORY}).encode()
    except unreadable as error:
        return json.dumps({"unreadable": str(error)}).encode()
    except Exception as error:  # noqa: BLE001  the parent says it in words; here it would be lost
        return json.dumps({"fault": _where(error)}).encode()


def _read(entry: dict[str, Any] | None, pdf: bytes, reader: str) -> bytes:
    papers = importlib.import_module("bot.papers")
    read_pdf = importlib.import_module(reader).read_pdf
    paper = read_pdf(pdf, papers.ArxivEntry.model_validate(entry) if entry else None)
    encoded: bytes = paper.model_dump_json().encode()
    return encoded


def _where(error: BaseException) -> str:
    """The type and the innermost place in Herald's own code."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/bot/" in frame.filename]
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


if __name__ == "__main__":
    main()
