"""Runs a command in a process of its own, forked from a Python that has imported Herald already.

Imports are the best part of a second in each of some hundred and fifty commands. Commands that are killed,
interrupted, fed or read from while they run are started as people start them.
"""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from handlers.__main__ import main

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["handlers.__main__"])


def run(
    arguments: Sequence[str], home: Path, environment: dict[str, str], patience: float
) -> tuple[int | None, str, str]:
    """Its exit code, and what it wrote to stdout and stderr; None as the code of one that was too slow."""
    with TemporaryDirectory() as name:
        out, err = (Path(name, stream) for stream in ("out", "err"))
        process = _PROCESSES.Process(target=_run, args=(list(arguments), home, environment, out, err))
        process.start()
        process.join(patience)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
        said = (one.read_text(encoding="utf-8") if one.exists() else "" for one in (out, err))
        return code, next(said), next(said)


def _run(arguments: list[str], home: Path, environment: dict[str, str], out: Path, err: Path) -> None:
    os.chdir(home)
    os.environ.clear()
    os.environ.update(environment)
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream.fileno())
    sys.exit(main(arguments))
