"""The folders into which results are written, and what stands in them."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.cards import Picture, offered
from bot.deliverable import ad_deliverable, deliverable, posted_pictures
from bot.draft import Draft
from bot.errors import HeraldError
from bot.library import file_stem
from bot.papers import FigurePicture, Paper
from bot.workflow import Workflow
from handlers.console import Console

PAGES = "pages"
"""The folder beside the pictures for those that are offered only: whole pages, where no crop is good."""


def made(out: str | None) -> Path:
    """The folder, made if it has to be: before the work, so that no work is done in vain."""
    folder = Path(out or "out")
    try:
        folder = folder.expanduser()
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "it may not be written to")
    except (OSError, RuntimeError) as error:
        raise _not_written(folder, error) from None
    return folder


async def deliver(
    workflow: Workflow, draft: Draft, out: str | None, console: Console
) -> tuple[Path, dict[str, str]]:
    """Write the deliverable into the folder named or one of its own under out/; returns it, and the paths.

    Beside the deliverable stand the pictures themselves, and the pages that are offered in their place.
    """
    posted = [picture for _, picture in posted_pictures(draft)]
    pages = [page for piece in draft.pieces if (page := offered(draft, piece))]
    pictures = await _pictures(workflow, posted, pages, console)
    contents = {each.digest: pictures[each.name] for each in posted if each.name in pictures}
    files = pictures
    if draft.pieces or draft.ad is None:
        files |= deliverable(draft, contents)
    if draft.ad and (draft.is_approved(draft.ad) or not draft.wants_thread):
        files |= ad_deliverable(draft)
    name = file_stem(str(draft.source).removesuffix(".pdf"), most=80) or (
        "paper" if draft.wants_thread else "poster"
    )
    folder = made(out or f"out/{name}-{draft.id}")
    return folder, _written(folder, files)


async def write_pictures(workflow: Workflow, paper: Paper, folder: Path, console: Console) -> dict[str, str]:
    """Write the pictures of all figures of a paper into a folder that is there; returns the paths by name."""
    known = [figure.picture for figure in paper.figures if figure.picture]
    crops = [picture for picture in known if not picture.doubt]
    pages = [picture for picture in known if picture.doubt]
    return _written(folder, await _pictures(workflow, crops, pages, console))


async def _pictures(
    workflow: Workflow,
    crops: Sequence[Picture | FigurePicture],
    pages: Sequence[Picture | FigurePicture],
    console: Console,
) -> dict[str, bytes]:
    """The pictures as files; those that the store has lost are told of."""
    names = {crop.name: crop.digest for crop in crops}
    names |= {f"{PAGES}/{page.name}": page.digest for page in pages}
    contents = await workflow.pictures(names.values())
    lost = sum(digest not in contents for digest in names.values())
    if lost:
        console.say(f"Not written, because the store has lost them: {lost} of {len(names)} pictures.")
    return {name: contents[digest] for name, digest in names.items() if digest in contents}


def _written(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """Write files, and return their paths by name; a name may have one folder before it, left out there."""
    paths: dict[str, str] = {}
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            paths[path.name] = str(path)
    except OSError as error:
        raise _not_written(folder, error) from None
    return paths


def _not_written(folder: Path, error: Exception) -> HeraldError:
    reason = getattr(error, "strerror", None) or "there is no such home directory"
    return HeraldError(f"Nothing can be written to {folder} ({reason}); choose a folder with --out.")
