"""Whether processes that a test has started are there, and are gone."""

import os
import time
from pathlib import Path


def appears(note: Path) -> None:
    """Wait until a process has left its note."""
    for _ in range(500):
        if note.exists():
            return
        time.sleep(0.02)
    raise AssertionError("the child has not begun")


def assert_gone(note: Path) -> None:
    """The processes named in the note have ended (a zombie of another parent counts as ended)."""
    for pid in map(int, note.read_text().split()):
        for _ in range(100):
            if not _runs(pid):
                break
            time.sleep(0.02)
        assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z")
