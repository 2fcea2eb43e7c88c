"""The texts of the requests, from the prompt files and what is known: the same in, the same out.

What people typed and what the model said before stands between marks, and can hold none of ours.
"""

import codecs
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from bot.ports import Brief, Change
from bot.tweets import FEWEST, MOST, ROOM, Role, Wording, weighted_length
from bot.writing.asking.document import bounded, neutral, neutral_lines
from bot.writing.asking.reply import ToldText, ToldThread, ToldTweet
from bot.writing.checks import Grounds
from bot.writing.notes import handle_of, handles_in, read_note
from bot.writing.prompts import Prompts

_OWN_FILES, _OWN_FILE, _OWN = 8, 8_000, 24_000
"""How much of the lab's own threads is sent: files, bytes of each, and bytes in all."""

_OWN_SUFFIXES = frozenset({".md", ".txt"})
_NAMED, _NAME = 40, 100  # authors in the facts, bytes of a name
_EARLIER = 6  # texts of a tweet that are shown when another is wanted

_ROLES = {
    Role.ANNOUNCEMENT: "announcing the paper",
    Role.CODE: "the code",
    Role.CONTRIBUTION: "a contribution",
    Role.METHOD: "how it works",
    Role.RESULT: "a result",
    Role.IMPACT: "why it matters",
    Role.FUTURE_WORK: "what comes next",
    Role.THANKS: "thanks",
    Role.LIMITATION: "the limitation",
}


def house(prompts: Prompts, own_threads: str) -> str:
    """What stands before everything: rules, voice, the form of the reply, and examples."""
    examples = "\n\n".join(f"<example>\n{example}\n</example>" for example in prompts.examples)
    own = prompts.house.part("own_threads", threads=own_threads) if own_threads else ""
    return prompts.house.say(fields=form(ToldThread), examples=examples, own_threads=own)


def own_threads(folder: Path | None) -> str:
    """The threads in the lab's own folder, by file name, as many as are sent; "" without any.

    A folder that has gone since the lab file was read costs the examples, not the draft; a file that cannot
    be read, or is no text in UTF-8, costs itself.
    """
    if folder is None:
        return ""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _OWN_SUFFIXES)
    except OSError:
        return ""
    found: list[str] = []
    left = _OWN
    for path in paths:
        text = _own_thread(path, min(_OWN_FILE, left))
        if text:
            found.append(f"<example>\n{text}\n</example>")
            left -= len(text.encode())
        if len(found) == _OWN_FILES or left <= 0:
            break
    return "\n\n".join(found)


def _own_thread(path: Path, most: int) -> str:
    """The text of a file, `most` bytes of it; "" for what is no text."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            source = file.read(most + 1)
    except OSError:
        return ""
    if b"\0" in source:
        return ""
    try:  # the last character may be cut in two
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(source[:most], final=len(source) <= most)
    except UnicodeDecodeError:
        return ""
    return neutral_lines(text).strip()


def thread(prompts: Prompts, brief: Brief, grounds: Grounds, written: Sequence[Wording], count: int) -> str:
    """Asks for the thread, or for the rest of one of which something is written already."""
    prompt, keys = prompts.thread, ", ".join(map(str, grounds.important))
    return prompt.say(
        fewest=FEWEST,
        most=MOST,
        facts=facts(brief, grounds),
        note=_note(prompts, "thread", brief.note),
        figures=prompt.part("figures", most=MOST, keys=keys) if keys else "",
        so_far=prompt.part("so_far", written=_listed(written, count), next=len(written) + 1, count=count)
        if written
        else "",
    )


def tweet(prompts: Prompts, brief: Brief, grounds: Grounds, change: Change, tried: str = "") -> str:
    """Asks for another text of one tweet; `tried` is one that came too near to what there was."""
    now = change.thread[change.index]
    earlier = [*change.earlier[-_EARLIER:], *([tried] if tried else [])]
    return prompts.tweet.say(
        facts=facts(brief, grounds),
        thread=_listed(change.thread, len(change.thread)),
        place=change.index + 1,
        of=len(change.thread),
        role=_ROLES[now.role],
        earlier=neutral_lines("\n---\n".join(earlier or [now.text])),
        note=_note(prompts, "tweet", change.note),
        figure=prompts.tweet.part("figure", key=now.figure) if now.figure and not change.note else "",
    )


def mend(prompts: Prompts, brief: Brief, grounds: Grounds, changes: Sequence[Change]) -> str:
    """Asks for the tweets at fault again."""
    standing = changes[0].thread
    found = "".join(
        prompts.mend.part(
            "fault",
            place=change.index + 1,
            words=neutral_lines("\n".join(f"- {neutral(fault.words)}" for fault in change.faults)),
        )
        for change in changes
    )
    return prompts.mend.say(
        facts=facts(brief, grounds),
        thread=_listed(standing, len(standing)),
        of=len(standing),
        faults=found,
        places=", ".join(str(change.index + 1) for change in changes),
    )


def shorten(prompts: Prompts, text: str, aim: int, keep: Sequence[str], lost: tuple[str, str] | None) -> str:
    """Asks for the same in fewer characters; `lost` is the last try and why it will not do."""
    prompt = prompts.shorten
    bits = neutral(", ".join(f"“{bit}”" for bit in keep))
    again = prompt.part("lost", tried=neutral_lines(lost[0]), why=neutral(lost[1])) if lost else ""
    return prompt.say(
        tweet=neutral_lines(text),
        weight=weighted_length(text),
        aim=aim,
        keep=prompt.part("keep", bits=bits) if bits else "",
        lost=again,
        fields=form(ToldText),
    )


def facts(brief: Brief, grounds: Grounds) -> str:
    """What the code knows better than the paper's text: links, handles, hashtags, and the room there is."""
    paper, lab = brief.paper, brief.lab
    note, venue = read_note(brief.note), grounds.venue
    authors = [(bounded(name, _NAME), handle_of(name, lab, note)) for name in paper.authors[:_NAMED]]
    theirs = {handle for _, handle in authors}
    further = [handle for handle in handles_in(brief.note) if handle not in theirs]
    hashtags = " ".join(lab.hashtags)
    lines = {
        "link to the paper": paper.arxiv_url or "unknown: the announcement has the note's, or else none",
        "authors": ", ".join(f"{name} ({handle})" if handle else name for name, handle in authors)
        or "the PDF names none",
        "further handles, from the note": ", ".join(further),
        "code": neutral(grounds.code) or "no repository was found, so there is no code tweet",
        "venue": f"{' '.join(venue.hashtags)}{' (a workshop there)' if venue.workshop else ''}"
        if venue
        else "",
        "the lab": neutral(lab.name),
        "the lab's hashtags": f"{hashtags} (added by Herald where there is room: do not type them)"
        if hashtags
        else "",
        "length of a tweet": f"150 characters or less; in no case above {_room(lab.hashtags)}",
    }
    return neutral_lines("\n".join(f"{name}: {said}" for name, said in lines.items() if said))


def _room(hashtags: Sequence[str]) -> int:
    added = " ".join(hashtags)
    return max(150, ROOM - (weighted_length(added) + 2 if added else 0))


def _note(prompts: Prompts, prompt: str, note: str) -> str:
    said: str = getattr(prompts, prompt).part("note", note=neutral_lines(note)) if note.strip() else ""
    return said


def _listed(wordings: Sequence[Wording], count: int) -> str:
    return "\n\n".join(
        f"{said.index + 1}/{count} [{said.role}{f', {said.figure}' if said.figure else ''}]\n"
        f"{neutral_lines(said.text)}"
        for said in wordings
    )


def form(model: type[BaseModel]) -> str:
    """The form of a reply in words, for servers that know no schema: made from the schema, so they agree."""

    def fields(of: type[BaseModel], indent: str) -> str:
        return ",\n".join(
            f'{indent}"{name}": <{field.description}>'
            for name, field in of.model_fields.items()
            if field.description
        )

    if model is not ToldThread:
        return f"{{\n{fields(model, '  ')}\n}}"
    tweets = f'  "tweets": [\n    {{\n{fields(ToldTweet, "      ")}\n    }},\n    …\n  ]'
    return f"{{\n{fields(ToldThread, '  ')},\n{tweets}\n}}"
