"""What people take away from a draft: the thread as files, whatever platform hands them over."""

from bot.draft import Draft
from bot.errors import NotNow
from bot.papers import FigureKey
from bot.tweets import copy_ready, exported


def thread_markdown(draft: Draft) -> str:
    """The thread in the seed's form."""
    return exported(_tweets(draft))


def deliverable(draft: Draft) -> dict[str, str]:
    """The files by name: the thread as Markdown, and as plain text to post from.

    Raises `NotNow` while the draft has no tweets.
    """
    if not draft.pieces:
        raise NotNow(f"Draft {draft.id} has no tweets; there is nothing to export.")
    return {"thread.md": thread_markdown(draft), "thread.txt": copy_ready(_tweets(draft))}


def _tweets(draft: Draft) -> list[tuple[str, FigureKey | None]]:
    return [(piece.now.text, piece.now.figure) for piece in draft.pieces]
