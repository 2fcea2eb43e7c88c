"""The writer that needs no key: it composes the thread from the paper's own sentences.

It invents nothing. What stands round the sentences comes from `prompts/phrases.toml`.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Sequence

from bot.errors import NotNow
from bot.ports import Brief, Change, Outline, Piecemeal
from bot.poster import AdBrief, PosterAd
from bot.tweets import LIMIT, Finding, Role, Usage, Wording, weighted_length
from bot.writing.extracting.advertising import advertised_by_rule
from bot.writing.extracting.announcement import NUMBERING, code_link, fitting_announcement
from bot.writing.extracting.composition import compose
from bot.writing.extracting.material import ROOM, Material, gather
from bot.writing.extracting.rewriting import rewritten
from bot.writing.extracting.shortening import in_fewer_words
from bot.writing.notes import handle_of, handles_in
from bot.writing.phrases import Phrases, load_phrases

_RULES = "3"
"""Counts the changes of the rules that alter what is written; part of the digest."""

_AIM = 150
"""Weighted characters at which shortening has done enough."""

_LEAST_GAIN = 4
"""Weighted characters a shorter text must save to be worth an approval lost."""

_URL = re.compile(r"\s{0,3}https?://[^\s<>*]{1,2000}")
_HANDLE = re.compile(r"(?<![\w@/.])@(\w{1,40})")


class ExtractiveWriter:
    """A `Writer` without a model: whole sentences and clauses of the paper, chosen by rule.

    The same brief gives the same thread, so a run that was cut off is taken up where it stopped.
    """

    name = "extractive"

    def __init__(self, phrases: Phrases | None = None) -> None:
        """`phrases`: those of `prompts/phrases.toml` unless given; raises `SettingsError` if it is wrong."""
        self._phrases = phrases or load_phrases()
        self.digest = hashlib.sha256(f"{_RULES} {self._phrases.digest}".encode()).hexdigest()[:12]

    async def write(self, brief: Brief) -> AsyncIterator[Piecemeal]:
        """First the `Outline`, then each tweet that is not there yet. Raises `Unwritable`."""
        planned = await asyncio.to_thread(self._planned, brief)
        yield Outline(count=brief.count or len(planned))
        for wording in planned:
            yield wording

    async def mend(self, brief: Brief, changes: Sequence[Change]) -> AsyncIterator[Wording | Usage]:
        """Repair what rules can: length, unknown links and handles, or else by another sentence."""
        material = await asyncio.to_thread(gather, brief, self._phrases)
        thread = {w.index: w for change in changes for w in change.thread}
        for change in changes:
            now = change.thread[change.index]
            standing = change.model_copy(update={"thread": tuple(thread[i] for i in sorted(thread))})
            mended = await asyncio.to_thread(self._mended, brief, standing, now, material)
            if mended:
                thread[mended.index] = mended
                yield mended

    async def regenerate(self, brief: Brief, change: Change) -> AsyncIterator[Wording | Usage]:
        """Another sentence for the same place. Raises `NotNow` when the paper has none left."""
        found = await asyncio.to_thread(self._rewritten, brief, change)
        if not found:
            raise NotNow(
                "The paper has no other sentence for this tweet that reads on its own; edit it by hand."
            )
        yield found

    async def shorten(self, brief: Brief, change: Change) -> AsyncIterator[Wording | Usage]:
        """The same tweet without asides and fillers. Raises `NotNow` when nothing can go."""
        del brief  # the text alone decides
        now = change.thread[change.index]
        room = min(_AIM, weighted_length(now.text) - 1)
        shorter = await asyncio.to_thread(in_fewer_words, now.text, room, self._phrases.lead_ins)
        if not shorter or weighted_length(now.text) - weighted_length(shorter) < _LEAST_GAIN:
            raise NotNow(
                "Nothing can be left out of this tweet without losing a number, a name or its sense; "
                "edit it by hand."
            )
        yield now.model_copy(update={"text": shorter})

    async def advertise(self, brief: AdBrief) -> AsyncIterator[PosterAd | Usage]:
        """See `Advertiser`: the person's own words, or a template of the next tone."""
        yield await asyncio.to_thread(advertised_by_rule, brief, self._phrases)

    def _planned(self, brief: Brief) -> list[Wording]:
        """The tweets still missing, none of which repeats one that is there."""
        planned = compose(brief, self._phrases)
        have = {wording.index: wording for wording in brief.so_far}
        if not have:
            return planned
        count = brief.count or len(planned)
        texts = {wording.text for wording in brief.so_far}
        missing = [wording for wording in planned if wording.index not in have and wording.index < count]
        if not any(wording.text in texts for wording in missing):
            return missing
        material = gather(brief, self._phrases)
        whole = {wording.index: wording for wording in missing} | have
        for wording in missing:
            if wording.text in texts:
                thread = tuple(whole[i] for i in sorted(whole))
                place = thread.index(wording)
                other = rewritten(brief, Change(thread=thread, index=place), material, self._phrases)
                whole[wording.index] = other or wording
        return [whole[wording.index] for wording in missing]

    def _rewritten(self, brief: Brief, change: Change) -> Wording | None:
        return rewritten(brief, change, gather(brief, self._phrases), self._phrases)

    def _mended(self, brief: Brief, change: Change, now: Wording, material: Material) -> Wording | None:
        """The tweet without its faults, as far as they can be told; `None` if it would stay as it is."""
        text = _without_strangers(now.text, change.faults, brief, material)
        if weighted_length(text) > ROOM:
            text = in_fewer_words(text, ROOM, self._phrases.lead_ins) or text
        only_form = all(_is_of_form(fault) for fault in change.faults)
        if text != now.text and only_form and weighted_length(text) <= ROOM:
            return now.model_copy(update={"text": text})
        if now.role is Role.ANNOUNCEMENT:
            bare = fitting_announcement(
                material.paper, brief.lab, material.note, material.venue, self._phrases
            )
            fits = bare != now.text and weighted_length(bare) <= LIMIT - NUMBERING
            return now.model_copy(update={"text": bare, "quote": "", "page": None}) if fits else None
        return rewritten(brief, change, material, self._phrases)


def _is_of_form(fault: Finding) -> bool:
    """Whether a fault lies in the form of the text (length, links, handles), not in what it says."""
    return any(
        word in fault.rule
        for word in ("long", "length", "link", "url", "handle", "mention", "character", "control")
    )


def _without_strangers(text: str, faults: Sequence[Finding], brief: Brief, material: Material) -> str:
    """The text without links and handles that nobody vouches for, if a fault is about those."""
    rules = " ".join(fault.rule for fault in faults)
    if "link" in rules or "url" in rules:
        known = {material.paper.arxiv_url, code_link(material.paper, material.note), *brief.lab.links}
        text = _URL.sub(lambda found: found[0] if found[0].strip().rstrip(".,;:") in known else "", text)
    if "handle" in rules or "mention" in rules:
        vouched = {member.x for member in brief.lab.members} | set(handles_in(brief.note))
        vouched |= {handle_of(author, brief.lab, material.note) for author in material.paper.authors}
        text = _HANDLE.sub(lambda found: found[0] if found[0] in vouched else found[1], text)
    return text
