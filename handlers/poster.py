"""`herald poster-ad`: the advertisement of a poster, from what is given on the command line."""

import argparse
import io
import sys
import uuid
from functools import partial
from pathlib import Path

from bot.actions import Action, Verb
from bot.cards import cost_text, feedback_lines
from bot.draft import AD, Draft, Poster
from bot.errors import HeraldError
from bot.hearing import filled_in
from bot.papers import Source
from bot.poster import LONGEST_DRAFT
from bot.settings import Settings
from bot.tweets import Severity
from bot.workflow import Request
from handlers import commands, folders
from handlers.composition import Herald, herald
from handlers.console import Console, legible
from handlers.json_form import ad_json

FACTS = ("title", "authors", "event", "date", "time", "place", "number", "about")
"""Facts that are one option each; links may be several."""


async def poster_ad(options: argparse.Namespace, settings: Settings) -> int:
    """`herald poster-ad [SOURCE] [--title …] … [--draft-file FILE] [--draft ID] [--longer] [--out DIR]`."""
    if options.draft and options.source:
        raise commands.WrongCall(
            f"Draft {options.draft} has its paper; leave out the SOURCE, or --draft for a new ad."
        )
    fields = _fields(options)
    console = Console()
    if options.out:
        folders.made(options.out)
    async with herald(settings, console) as running:
        await running.ready()
        if options.draft:
            draft = await _changed(running, options.draft, fields, console)
        else:
            draft = await _begun(running, options.source, fields, settings)
        draft = await commands.settled(running, draft, console)
        wish = draft.ad.wanted if draft.ad else None
        if wish and wish.failure:
            raise HeraldError(wish.failure)
        commands.check_written(draft, console)
        written: dict[str, str] = {}
        if options.out and draft.ad and draft.ad.now.text:
            folder, written = await folders.deliver(running.workflow, draft, options.out, console)
            console.say(f"Written to {folder}.")
    _print(draft, options, written, console)
    return 0 if draft.ad and draft.ad.now.text else 1


async def _begun(running: Herald, source: str, fields: dict[str, str], settings: Settings) -> Draft:
    of, pdf = commands.source_of(source, settings) if source else (Source(), None)
    poster = filled_in(Poster(), fields)
    if of.empty and not poster.told:
        raise commands.WrongCall(
            "Give what is known of the poster (--title, --date, --time, --place …), a draft, or a paper."
        )
    request = Request(
        conversation=commands.HERE,
        person=commands.person(),
        event=uuid.uuid4().hex,
        source=of,
        pdf=pdf,
        poster=poster,
    )
    return await running.workflow.begin(request)


async def _changed(running: Herald, name: str, fields: dict[str, str], console: Console) -> Draft:
    """The draft with these facts changed, and no others; without any, the draft as it stands."""
    draft = await running.workflow.find(commands.HERE, name)
    draft = await commands.settled(running, draft, console)  # what a killed command has left to do
    action = Action(draft=draft.id, verb=Verb.DETAILS, piece=AD)
    fill = partial(filled_in, fields=fields)
    return await running.workflow.detail(action, by=commands.person(), fill=fill)


def _fields(options: argparse.Namespace) -> dict[str, str]:
    """What was given, as a form would give it: what was not given is left out."""
    fields = {name: getattr(options, name) for name in FACTS if getattr(options, name) is not None}
    if options.link:
        fields["links"] = "\n".join(options.link)
    if options.draft_file is not None:
        fields["own"] = _draft(options.draft_file)
    return fields


def _draft(name: str) -> str:
    """The person's own draft: no more of it than shows that it is too long."""
    most = LONGEST_DRAFT + 2  # a mark of the byte order is none of its characters
    try:
        if name == "-":
            return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8").read(most) if sys.stdin else ""
        with Path(name).open(encoding="utf-8") as file:
            return file.read(most)
    except (OSError, UnicodeDecodeError):
        raise commands.WrongCall(
            f"The file {name} cannot be read; give a text file, or - for standard input."
        ) from None


def _print(draft: Draft, options: argparse.Namespace, written: dict[str, str], console: Console) -> None:
    ad = draft.ad
    if options.json:
        print(ad_json(draft, written))
    elif ad and ad.now.text:
        print(legible(ad.now.longer if options.longer and ad.now.longer else ad.now.text))
    if ad is None:
        return
    if options.longer and ad.now.text and not ad.now.longer:
        console.say("There is no longer variant of this ad.")
    for line in feedback_lines(ad.now.feedback) if ad.now.feedback else ():
        console.say(line)
    for finding in ad.now.findings:
        console.say(f"{'✗' if finding.severity is Severity.HARD else '!'} {finding.words}")
    if ad.now.unmended:
        console.say(ad.now.unmended)
    if draft.usage:
        console.say(f"It cost {cost_text(draft.usage)}.")
    console.say(
        f"To change its facts: herald poster-ad --draft {draft.id} --place …; "
        f"its words: herald tweet edit ad --draft {draft.id}"
    )
