"""What people take away from a draft: the thread and its pictures as files, whatever platform has them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress

from bot.calendar_file import calendar_file
from bot.cards import Picture, attached, thread_text
from bot.draft import AD, Draft, Poster
from bot.errors import NotNow
from bot.papers import FigureKey
from bot.tweets import exported

_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can tell: the same draft gives the same bytes
_READABLE = 0o100644 << 16  # a plain file that its owner may write and everybody read
_UNIX = 3

ALT_TEXTS = "alt.txt"
"""The file in the zip that holds the alternative texts."""


def thread_markdown(draft: Draft) -> str:
    """The thread in the seed's form."""
    return exported(_tweets(draft))


def posted_pictures(draft: Draft) -> tuple[tuple[int, Picture], ...]:
    """The pictures that are posted, in order, each with the number of its tweet."""
    numbered = ((number, attached(draft, piece)) for number, piece in enumerate(draft.posted, 1))
    return tuple((number, picture) for number, picture in numbered if picture)


def deliverable(draft: Draft, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files by name: the thread as Markdown, as plain text to post from, and a zip of its pictures.

    `pictures` are the contents by digest, as far as they are kept. No zip without a picture. Raises `NotNow`
    while the draft has no tweets.
    """
    if not draft.pieces:
        raise NotNow(f"Draft {draft.id} has no tweets; there is nothing to export.")
    files = {
        "thread.md": thread_markdown(draft).encode(),
        "thread.txt": thread_text(draft).encode(),
    }
    there = [(number, picture) for number, picture in posted_pictures(draft) if picture.digest in pictures]
    if there:
        files["pictures.zip"] = _zipped(there, pictures)
    return files


def ad_deliverable(draft: Draft) -> dict[str, bytes]:
    """The files of the ad by name: its text, the longer variant, and a calendar file if the date is known.

    The calendar's entry keeps its identity when facts change, so that calendars bring it up to date. Raises
    `NotNow` while there is no ad.
    """
    poster, ad = draft.poster or Poster(), draft.piece(AD)
    if not ad.now.text:
        raise NotNow("There is no ad of these facts yet; change them first.")
    files = {"poster-ad.txt": ad.now.text.encode()}
    if ad.now.longer:
        files["poster-ad-longer.txt"] = ad.now.longer.encode()
    with suppress(NotNow):  # a date that no calendar can read is told with the ad's findings
        at = ad.standing[-1].at if ad.standing else ad.now.at
        entry = calendar_file(poster.facts, f"{draft.id}@herald", poster.changes, at)
        files["poster.ics"] = entry.content
    return files


def _zipped(pictures: Sequence[tuple[int, Picture]], contents: Mapping[str, bytes]) -> bytes:
    """The pictures in order of their tweets, each once, and behind them their alternative texts."""
    files = {picture.name: contents[picture.digest] for _, picture in pictures}
    texts = (f"tweet {number}: {picture.name}\n{picture.alt}\n" for number, picture in pictures)
    files[ALT_TEXTS] = "\n".join(texts).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _NO_DATE)  # stored as it is: a picture is packed already
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            archive.writestr(entry, content)
    return packed.getvalue()


def _tweets(draft: Draft) -> list[tuple[str, FigureKey | None]]:
    return [(piece.now.text, piece.now.figure) for piece in draft.posted]
