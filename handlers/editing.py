"""The words of a person at the terminal: typed, piped in, or written in their editor."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.errors import HeraldError
from bot.workflow import TEXT_LIMIT


def new_text(given: str, now: str) -> str:
    """The new text of an edit: from the option, from what is piped in, or from an editor."""
    if given:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        return sys.stdin.read(TEXT_LIMIT + 1) if sys.stdin else ""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    path = kept(now)
    try:
        subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603  the person's own editor
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError, subprocess.CalledProcessError):
        raise HeraldError(f"The editor {editor} did not work; give the new text with --note.") from None
    path.unlink(missing_ok=True)
    return text


def kept(text: str) -> Path:
    """A file of the person's own that holds the text."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", errors="replace", prefix="herald-", suffix=".txt", delete=False
    ) as file:
        file.write(text)
    return Path(file.name)
