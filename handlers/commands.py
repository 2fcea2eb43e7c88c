"""What each command of the terminal does: a call on the workflow, and the printing of what comes back."""

import argparse
import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.actions import Action, Verb
from bot.arxiv_id import ArxivId
from bot.draft import Draft, Stage
from bot.errors import HeraldError, NotAPaper
from bot.library import file_source
from bot.papers import Source
from bot.people import Conversation, Person
from bot.settings import Settings
from bot.tweets import copy_ready
from bot.workflow import Request
from handlers import doctor as checkup
from handlers.composition import Herald, herald, user
from handlers.console import PLATFORM, Console, drafts_text, paper_text, review_text, thread_text
from handlers.json_form import draft_json, paper_json

Command = Callable[[argparse.Namespace, Settings], Awaitable[int]]

VERBS = [verb.value for verb in (Verb.REGENERATE, Verb.SHORTEN, Verb.EDIT, Verb.APPROVE, Verb.UNDO)]

HERE = Conversation(platform=PLATFORM, channel="here")

GLANCE = 0.1
"""Seconds between two looks at a draft that a job is at work on: quick to the eye, nothing to the store."""


class WrongCall(HeraldError):
    """The command was called with something that cannot be what was meant."""


async def read(options: argparse.Namespace, settings: Settings) -> int:
    """`herald read SOURCE [--json]`."""
    source, pdf = _source(options.source, settings)
    async with herald(settings, Console()) as running:
        paper = await running.workflow.read(source, pdf)
    print(paper_json(paper) if options.json else paper_text(paper))
    return 0


async def thread(options: argparse.Namespace, settings: Settings) -> int:
    """`herald thread SOURCE [--note TEXT] [--out DIR] [--json]`."""
    source, pdf = _source(options.source, settings)
    console = Console()
    async with herald(settings, console) as running:
        request = Request(
            conversation=HERE,
            person=_person(),
            event=uuid.uuid4().hex,
            source=source,
            note=options.note.strip(),
            pdf=pdf,
            again=True,
        )
        draft = await _settled(running, await running.workflow.begin(request))
        if draft.stage is Stage.FAILED and draft.failure:
            raise HeraldError(draft.failure.words)
        await _print(running, draft, as_json=options.json, review=False)
    folder = _write(draft, options.out)
    remarks = sum(len(piece.now.findings) for piece in draft.pieces)
    print(
        f"Written to {folder}. Draft {draft.id}: {_count(remarks, 'remark')} for the reviewer",
        end="",
        file=sys.stderr,
    )
    print(f" (herald show {draft.id}).", file=sys.stderr)
    return 0


async def show(options: argparse.Namespace, settings: Settings) -> int:
    """`herald show [DRAFT] [--json]`."""
    async with herald(settings, Console()) as running:
        draft = await running.workflow.find(HERE, options.draft)
        await _print(running, draft, as_json=options.json, review=True)
    return 0


async def drafts(options: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  it has none
    """`herald drafts`."""
    async with herald(settings, Console()) as running:
        known = await running.workflow.drafts(HERE)
    if known:
        print(drafts_text(known))
    else:
        print("No drafts yet: begin one with herald thread and an arXiv link.", file=sys.stderr)
    return 0


async def tweet(options: argparse.Namespace, settings: Settings) -> int:
    """`herald tweet regenerate|shorten|edit|approve|undo N [--draft ID] [--note TEXT] [--json]`."""
    verb = Verb(options.verb)
    number = _number(options.number, verb)
    async with herald(settings, Console(quiet=True)) as running:
        draft = await running.workflow.find(HERE, options.draft)
        piece = None if number is None else draft.numbered(number)
        text = _new_text(options.note, piece.now.text) if piece and verb is Verb.EDIT else ""
        action = Action(
            draft=draft.id,
            verb=verb,
            piece=piece.key if piece else None,
            revision=piece.revision if piece else None,
        )
        draft = await running.workflow.act(action, by=_person(), note=options.note, text=text)
        draft = await _settled(running, draft)
        wish = draft.piece(piece.key).wanted if piece else None
        if wish and wish.failure:
            raise HeraldError(wish.failure)
        await _print(running, draft, as_json=options.json, review=True)
    return 0


async def export(options: argparse.Namespace, settings: Settings) -> int:
    """`herald export [DRAFT] [--out DIR]`."""
    async with herald(settings, Console()) as running:
        draft = await running.workflow.find(HERE, options.draft)
    folder = _write(draft, options.out)
    if not draft.approved:
        print("Not every tweet of this draft is approved yet.", file=sys.stderr)
    print(folder)
    return 0


async def worker(options: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  it has none
    """`herald worker`: works until SIGTERM or SIGINT, then finishes what is under way."""
    async with herald(settings, Console()) as running:
        await running.workflow.take_up()
        work = asyncio.ensure_future(running.work((PLATFORM,)))
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, work.cancel)
        print("Working; stop with Ctrl-C.", file=sys.stderr, flush=True)
        with contextlib.suppress(asyncio.CancelledError):
            await work
    return 0


async def doctor(options: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  it has none
    """`herald doctor`."""
    return 0 if await checkup.examine(settings) else 1


def _source(text: str, settings: Settings) -> tuple[Source, bytes | None]:
    """What the person means: a file that is there, else an arXiv link."""
    path = Path(text).expanduser()
    if path.is_file():
        if path.stat().st_size > settings.pdf_bytes:
            raise NotAPaper(
                f"{path.name} is larger than {settings.pdf_megabytes} MB; raise HERALD_PDF_MEGABYTES."
            )
        try:
            pdf = path.read_bytes()
        except OSError as error:
            raise NotAPaper(f"{path.name} cannot be read ({error.strerror}); check its rights.") from None
        return file_source(path.name, pdf), pdf
    if path.is_dir():
        raise WrongCall(f"{text} is a folder; name a PDF in it.")
    if path.suffix.lower() == ".pdf" and "://" not in text and not ArxivId.find_all(text):
        raise WrongCall(f"There is no file {text}; check the path.")
    try:
        return Source(arxiv_id=ArxivId.parse(text)), None
    except NotAPaper as error:
        raise WrongCall(str(error)) from None


def _number(text: str, verb: Verb) -> int | None:
    if text == "all" and verb is Verb.APPROVE:
        return None
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise WrongCall(
            f"“{text[:20]}” is no number of a tweet; write for example: herald tweet {verb.value} 3"
        )
    return int(text)


def _person() -> Person:
    return Person(platform=PLATFORM, id=user(), name=user())


async def _settled(running: Herald, draft: Draft) -> Draft:
    """Work on the drafts of the terminal in this process until this one has nothing left to do."""
    if draft.settled:
        return draft
    work = asyncio.ensure_future(running.work((PLATFORM,)))
    try:
        while not work.done():
            await asyncio.wait([work], timeout=GLANCE)
            draft = await running.workflow.find(HERE, draft.id)
            if draft.settled:
                return draft
        work.result()  # it ends by an error alone
        return draft
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


async def _print(running: Herald, draft: Draft, *, as_json: bool, review: bool) -> None:
    if as_json:
        print(draft_json(draft, await running.workflow.read(draft.source)))
    else:
        print(review_text(draft, sys.stdout) if review else thread_text(draft))


def _write(draft: Draft, out: str | None) -> Path:
    """The deliverable: the thread in the seed's form, and copy-ready."""
    name = re.sub(r"[^\w.-]+", "-", str(draft.source).removesuffix(".pdf")).strip("-.") or "paper"
    folder = Path(out).expanduser() if out else Path("out") / f"{name}-{draft.id}"
    if not draft.pieces:
        raise HeraldError(f"Draft {draft.id} has no tweets; there is nothing to export.")
    tweets = [(piece.now.text, piece.now.figure) for piece in draft.pieces]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "thread.md").write_text(thread_text(draft), encoding="utf-8")
        (folder / "thread.txt").write_text(copy_ready(tweets), encoding="utf-8")
    except OSError as error:
        raise HeraldError(
            f"The deliverable cannot be written to {folder} ({error.strerror}); choose a folder with --out."
        ) from None
    return folder


def _new_text(given: str, now: str) -> str:
    """The new text of an edit: from the option, from what is piped in, or from an editor."""
    if given:
        return given
    if not sys.stdin.isatty():
        return sys.stdin.read(20_000)
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="herald-") as folder:
        path = Path(folder) / "tweet.txt"
        path.write_text(now, encoding="utf-8")
        try:
            subprocess.run([*editor.split(), str(path)], check=True)  # noqa: S603  the person's own editor
        except (OSError, subprocess.CalledProcessError):
            raise HeraldError(f"The editor {editor} did not work; give the new text with --note.") from None
        return path.read_text(encoding="utf-8")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
