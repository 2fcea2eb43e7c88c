"""What each command of the terminal does: a call on the workflow, and the printing of what comes back."""

import argparse
import asyncio
import contextlib
import re
import signal
import sys
import uuid
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from bot.actions import Action, Verb
from bot.arxiv_id import ArxivId
from bot.cards import attached, cost_text, unmended_lines
from bot.deliverable import thread_markdown
from bot.draft import AD, Draft, Stage
from bot.errors import HeraldError, NotAPaper
from bot.library import file_source
from bot.papers import Source
from bot.people import Conversation, Person
from bot.settings import Settings
from bot.workflow import Request
from handlers import doctor as checkup
from handlers import folders
from handlers.composition import Herald, herald, user
from handlers.console import PLATFORM, Console, drafts_text, legible, paper_text, review_text
from handlers.editing import kept, new_text
from handlers.json_form import ad_json, draft_json, paper_json

Command = Callable[[argparse.Namespace, Settings], Awaitable[int]]

VERBS = [verb.value for verb in Verb if not verb.takes_facts]

HERE = Conversation(platform=PLATFORM, channel="here")

GLANCE = 0.1
"""Seconds between two looks at a draft that a job is at work on: quick to the eye, nothing to the store."""


class WrongCall(HeraldError):
    """The command was called with something that cannot be what was meant."""


async def read(options: argparse.Namespace, settings: Settings) -> int:
    """`herald read SOURCE [--out DIR] [--json]`."""
    source, pdf = source_of(options.source, settings)
    folder = folders.made(options.out) if options.out else None
    console = Console()
    console.say("reading the paper and cutting out its figures")
    written: dict[str, str] = {}
    async with herald(settings, console) as running:
        paper = await running.workflow.read(source, pdf)
        if folder:
            written = await folders.write_pictures(running.workflow, paper, folder, console)
    print(paper_json(paper, written) if options.json else legible(paper_text(paper)))
    if folder:
        plural = "" if len(written) == 1 else "s"
        console.say(f"Written to {folder}: {len(written)} picture{plural}.")
    return 0


async def thread(options: argparse.Namespace, settings: Settings) -> int:
    """`herald thread SOURCE [--note TEXT] [--out DIR] [--json]`."""
    source, pdf = source_of(options.source, settings)
    folders.made(options.out)
    console = Console()
    async with herald(settings, console) as running:
        request = Request(
            conversation=HERE,
            person=person(),
            event=uuid.uuid4().hex,
            source=source,
            note=options.note.strip(),
            pdf=pdf,
            again=True,
        )
        await running.ready()
        draft = await settled(running, await running.workflow.begin(request), console)
        check_written(draft, console)
        folder, written = await folders.deliver(running.workflow, draft, options.out, console)
        await _print(running, draft, written, as_json=options.json, review=False)
    remarks = sum(len(piece.now.findings) for piece in draft.pieces)
    remarks += sum(bool(piece.now.figure and not attached(draft, piece)) for piece in draft.pieces)
    plural = "" if remarks == 1 else "s"
    console.say(f"Written to {folder} by the {draft.writer} writer.")
    if draft.usage:
        console.say(f"It cost {cost_text(draft.usage)}.")
    for line in unmended_lines(draft):
        console.say(line)
    console.say(f"{remarks} remark{plural} for the reviewer: herald show {draft.id}")
    return 0


async def show(options: argparse.Namespace, settings: Settings) -> int:
    """`herald show [DRAFT] [--out DIR] [--json]`."""
    console = Console()
    async with herald(settings, console) as running:
        draft = await running.workflow.find(HERE, options.draft)
        await _review(running, draft, options, console)
    return 0


async def drafts(options: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  it has none
    """`herald drafts`."""
    async with herald(settings, Console()) as running:
        known = await running.workflow.drafts(HERE)
    if known:
        print(legible(drafts_text(known)))
    else:
        print("No drafts yet: begin one with herald thread and an arXiv link.", file=sys.stderr)
    return 0


async def tweet(options: argparse.Namespace, settings: Settings) -> int:
    """`herald tweet VERB N [--draft ID] [--note TEXT] [--out DIR] [--json]`."""
    verb = Verb(options.verb)
    number = _number(options.number, verb)
    console = Console()
    async with herald(settings, console) as running:
        draft = await running.workflow.find(HERE, options.draft, verb)
        draft = await settled(running, draft, console)  # what a killed command has left to do
        piece = draft.piece(AD) if number == AD else None if number is None else draft.numbered(number)
        text = new_text(options.note, piece.now.text) if piece and verb.takes_words else ""
        if verb.takes_work:
            await running.ready()  # else the wish would stand there with nobody to do it
        action = Action(
            draft=draft.id,
            verb=verb,
            piece=piece.key if piece else None,
            revision=piece.revision if piece else draft.revision if verb is Verb.APPROVE else None,
        )
        try:
            note = "" if verb.takes_words else options.note
            draft = await running.workflow.act(action, by=person(), note=note, text=text)
        except HeraldError as error:
            if text and not options.note:
                raise HeraldError(f"{error} Your text is kept in {kept(text)}.") from None
            raise
        draft = await settled(running, draft, console)
        wish = draft.piece(piece.key).wanted if piece else None
        if wish and wish.failure:
            raise HeraldError(wish.failure)
        check_written(draft, console)
        await _review(running, draft, options, console)
    return 0


async def export(options: argparse.Namespace, settings: Settings) -> int:
    """`herald export [DRAFT] [--out DIR]`."""
    console = Console()
    async with herald(settings, console) as running:
        draft = await running.workflow.find(HERE, options.draft)
        folder, _ = await folders.deliver(running.workflow, draft, options.out, console)
    if not draft.approved:
        some = f"Not every tweet of draft {draft.id} is"
        some = some if draft.wants_thread else f"The ad of draft {draft.id} is not"
        console.say(f"{some} approved yet.")
    print(legible(str(folder)))
    return 0


async def worker(options: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  it has none
    """`herald worker`: works until SIGTERM or SIGINT, then finishes what is under way."""
    async with herald(settings, Console()) as running:
        await running.ready()
        await running.workflow.take_up()
        work = asyncio.ensure_future(running.work((PLATFORM,)))
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, work.cancel)
        print("Working on the drafts of the terminal; stop with Ctrl-C.", file=sys.stderr, flush=True)
        with contextlib.suppress(asyncio.CancelledError):
            await work
    return 0


async def doctor(options: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  it has none
    """`herald doctor`."""
    return 0 if await checkup.examine(settings) else 1


def source_of(text: str, settings: Settings) -> tuple[Source, bytes | None]:
    """What the person means: a file that is there, else an arXiv link."""
    if not text.strip():
        raise WrongCall("The SOURCE is empty; give an arXiv link, an id, or the path of a PDF.")
    try:
        path = Path(text).expanduser()
        if path.is_dir():
            raise WrongCall(f"{text} is a folder; name a PDF in it.")
        there = path if path.exists() else None
    except (OSError, RuntimeError, ValueError):  # too long a name, a stranger's home, a NUL
        there = None
    if there:
        pdf = _bytes_of(there, settings)
        name = there.name.encode("utf-8", "replace").decode()
        return file_source(name, pdf), pdf
    if text.lower().endswith(".pdf") and "://" not in text and not ArxivId.find_all(text):
        raise WrongCall(f"There is no file {text[:200]}; check the path.")
    try:
        return Source(arxiv_id=ArxivId.parse(text)), None
    except NotAPaper as error:
        raise WrongCall(str(error)) from None


def _bytes_of(path: Path, settings: Settings) -> bytes:
    try:
        with path.open("rb") as file:
            pdf = file.read(settings.pdf_bytes + 1)
    except OSError as error:
        raise NotAPaper(f"{path.name} cannot be read ({error.strerror}); check its rights.") from None
    if len(pdf) > settings.pdf_bytes:
        limit = settings.pdf_megabytes
        raise NotAPaper(f"{path.name} is larger than {limit} MB; raise HERALD_PDF_MEGABYTES.")
    return pdf


def _number(text: str, verb: Verb) -> int | None:
    if text == "all" and verb.takes_all:
        return None
    if text == "ad":
        return AD
    if not re.fullmatch(r"[1-9][0-9]{0,2}", text):
        raise WrongCall(
            f"“{text[:20]}” is no number of a tweet; write for example: herald tweet {verb.value} 3"
        )
    return int(text)


def person() -> Person:
    """Who sits at the terminal."""
    return Person(platform=PLATFORM, id=user(), name=user())


async def settled(running: Herald, draft: Draft, console: Console) -> Draft:
    """Work on the drafts of the terminal in this process until this one has nothing left to do."""
    if draft.settled:
        return draft
    await running.workflow.take_up(draft)  # who asked for it may have been killed before the job was
    work = asyncio.ensure_future(running.work((PLATFORM,)))
    try:
        while not work.done():
            await asyncio.wait([work], timeout=GLANCE)
            draft = await running.workflow.find(HERE, draft.id)
            console.tell_progress(draft)  # another process may be the one that works on it
            if draft.settled:
                return draft
        work.result()  # it ends by an error alone
        return draft
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


def check_written(draft: Draft, console: Console) -> None:
    """Raise what stopped the draft, with the commands that go on with what it has."""
    if draft.stage is not Stage.FAILED or draft.failure is None:
        return
    if draft.usage:
        console.say(f"It has cost {cost_text(draft.usage)} so far.")
    if not draft.failure.retryable:
        raise HeraldError(draft.failure.words)
    on = f"herald tweet retry all --draft {draft.id}"
    raise HeraldError(f"{draft.failure.words} To go on with it: the same command again, or “{on}”.")


async def _review(running: Herald, draft: Draft, options: argparse.Namespace, console: Console) -> None:
    """Show the draft; written into a folder only where one is named."""
    written: dict[str, str] = {}
    if options.out:
        folder, written = await folders.deliver(running.workflow, draft, options.out, console)
        console.say(f"Written to {folder}.")
    await _print(running, draft, written, as_json=options.json, review=True)


async def _print(
    running: Herald, draft: Draft, written: Mapping[str, str], *, as_json: bool, review: bool
) -> None:
    if as_json and draft.wants_thread:
        print(draft_json(draft, await running.workflow.read(draft.source), written))
    elif as_json:
        print(ad_json(draft, written))
    else:
        print(legible(review_text(draft) if review else thread_markdown(draft)))
