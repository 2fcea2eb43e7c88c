"""The heavy work on a draft, done by jobs: reading, writing, mending, rewriting."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot import transitions
from bot.actions import Verb
from bot.advertising import Advertising
from bot.alts import ALT_MOST
from bot.draft import AD, WORKING, Draft, Failure, Headline, Piece, Revision
from bot.errors import HeraldError, NoSuchDraft, OutsideError, StoreError, WriterError
from bot.library import Library
from bot.papers import Paper, Source
from bot.ports import Brief, Change, Outline, Shown, Writer
from bot.review import hard_findings, judged, wording
from bot.showing import Showing
from bot.tweets import MOST, Evidence, Usage, Wording, tidied, with_hashtags
from bot.writing.checks import Grounds

log = logging.getLogger(__name__)

MENDINGS = 2
"""How often tweets with hard faults go back to the writer before people see them as they are."""

SHOWN_SIDE = 8_000
"""Pixels of a picture's longer side that a model takes (Anthropic, "Vision"); larger ones are not shown."""

SHOWN_BYTES = 18_000_000
"""Bytes of all pictures shown at once: in base64 they have to fit into a request of 32 MB (Anthropic)."""

MOST_FIGURES = 200
"""Figures that a draft knows by caption and picture: more than any paper's main part has."""

MOST_WORDINGS = 2 * MOST
"""A writer that hands on more places than this is out of order."""


@dataclass(frozen=True)
class Drafting:
    """What a worker does with the id of a draft."""

    library: Library
    writer: Writer
    advertising: Advertising
    showing: Showing
    clock: Callable[[], datetime]
    pictures: bool = False  # whether the writer looks at the pictures of important figures

    async def advance(self, draft_id: str) -> None:
        """Do all there is to do for a draft; run again after a crash, it goes on where that one stopped."""
        draft = await self.showing.store.load(draft_id)
        await self.showing.soon(draft)
        while not draft.settled:
            if draft.stage in WORKING:
                await self._draft(draft)
            else:
                await asyncio.gather(*(self._rewrite(draft, piece) for piece in draft.pending))
            draft = await self.showing.store.load(draft_id)

    async def give_up(self, draft_id: str, error: BaseException) -> None:
        """A job has failed for a reason Herald does not know: the draft says so and offers another try."""
        name = type(error).__name__
        words = f"Something went wrong inside Herald ({name}). Try again, and tell its makers if it stays so."

        def mark(draft: Draft) -> Draft:
            if draft.stage in WORKING:
                return transitions.failed(draft, Failure(words=words, retryable=True))
            for piece in draft.pending:
                draft = transitions.not_rewritten(draft, piece.key, words)
            return draft

        with suppress(NoSuchDraft):  # of one that is forgotten there is nobody to tell
            await self.showing.change(draft_id, mark)

    async def _draft(self, draft: Draft) -> None:
        async def found(source: Source, paper: Paper) -> None:
            headline = _headline(paper)
            await self.showing.change(draft.id, lambda draft: transitions.cropping(draft, source, headline))

        try:
            if draft.source.empty:
                await self._advertise(draft)
                return
            draft = await self.showing.change(draft.id, transitions.reading)
            source, paper = await self.library.paper(draft.source, found)
            headline = _headline(paper)
            draft = await self.showing.change(
                draft.id, lambda draft: transitions.writing(draft, source, headline, self.writer.name)
            )
            await (self._write(draft, paper) if draft.wants_thread else self._advertise(draft, paper))
        except StoreError:
            raise  # the draft cannot be told; the job is run again
        except HeraldError as error:
            retryable = isinstance(error, OutsideError)
            known = not draft.wants_thread and draft.poster and draft.poster.told
            if known and not retryable:  # what people know makes an ad as well
                await self._advertise(draft, remark=f"The ad is made without the paper. {error}")
                return
            failure = Failure(words=str(error), retryable=retryable)
            await self.showing.change(draft.id, lambda draft: transitions.failed(draft, failure))

    async def _advertise(self, draft: Draft, paper: Paper | None = None, remark: str = "") -> None:
        """The ad by itself."""
        if paper is None:
            draft = await self.showing.change(
                draft.id, lambda draft: transitions.writing_ad(draft, self.writer.name)
            )
        await self.advertising.begin(draft, paper, remark)
        await self.showing.change(draft.id, transitions.finished)

    async def _write(self, draft: Draft, paper: Paper) -> None:
        so_far = tuple(wording(piece, piece.key - 1) for piece in draft.pieces)
        brief = Brief(
            paper=paper,
            lab=draft.lab,
            note=draft.note,
            so_far=so_far,
            count=draft.count or None,
            spent=_dollars(draft),
        )
        grounds = Grounds.of(brief)
        brief = await self._illustrated(brief, grounds)
        kept = {said.index for said in so_far}
        async for item in self.writer.write(brief):
            if isinstance(item, Outline):
                draft = await self._outlined(draft.id, item)
            elif isinstance(item, Usage):
                draft = await self._spent(draft.id, item)
            elif item.index not in kept:
                draft = await self._worded(draft, item, grounds)
        if not draft.pieces:
            raise WriterError("The writer gave no tweets; try again, or choose another model.")
        await self._mend(draft, brief, grounds)
        await self.advertising.begin(draft, paper)
        await self.showing.change(
            draft.id, lambda draft: judged(transitions.finished(draft), grounds, whole=True)
        )

    async def _illustrated(self, brief: Brief, grounds: Grounds) -> Brief:
        """The brief with the pictures of important figures, if they are wanted and as far as they are good.

        The same for every request about a paper, so that the server remembers them with it.
        """
        shown: list[Shown] = []
        room = SHOWN_BYTES
        for key in grounds.important if self.pictures else ():
            figure = brief.paper.figure(key)
            picture = figure.picture if figure else None
            if picture is None or picture.doubt or max(picture.width, picture.height) > SHOWN_SIDE:
                continue
            content = await self.library.store.picture(picture.digest) if picture.size <= room else None
            if content is not None:
                room -= len(content)
                shown.append(Shown(figure=key, media_type=picture.media_type, content=content))
        return brief.model_copy(update={"pictures": tuple(shown)})

    async def _mend(self, draft: Draft, brief: Brief, grounds: Grounds) -> None:
        """Send tweets with hard faults back to the writer, at most `MENDINGS` times."""
        for _ in range(MENDINGS):
            whole = judged(draft, grounds, whole=True)
            changes = tuple(_change(whole, piece) for piece in whole.pieces if piece.now.faulty)
            if not changes:
                return
            brief = brief.model_copy(update={"spent": _dollars(draft)})
            try:
                async for item in self.writer.mend(brief, changes):
                    if isinstance(item, Usage):
                        await self._spent(draft.id, item)
                    elif 0 <= item.index < len(whole.pieces):
                        at_key = item.model_copy(update={"index": whole.pieces[item.index].key - 1})
                        await self._worded(draft, at_key, grounds)
            except WriterError as error:  # people see the faults, and the thread is whole
                log.warning("draft %s: mending failed (%s)", draft.id, type(error).__name__)
                await self._unmended(draft.id, str(error), grounds)
                return
            draft = await self.showing.store.load(draft.id)

    async def _unmended(self, draft_id: str, words: str, grounds: Grounds) -> None:
        await self.showing.change(
            draft_id, lambda draft: transitions.unmended(judged(draft, grounds, whole=True), words)
        )

    async def _outlined(self, draft_id: str, outline: Outline) -> Draft:
        count = min(outline.count, MOST_WORDINGS)
        return await self.showing.change(draft_id, lambda draft: transitions.outlined(draft, count))

    async def _spent(self, draft_id: str, usage: Usage) -> Draft:
        return await self.showing.change(draft_id, lambda draft: transitions.spent(draft, usage))

    async def _worded(self, draft: Draft, said: Wording, grounds: Grounds) -> Draft:
        """Save and show a tweet as soon as the writer has finished it."""
        if not 0 <= said.index < MOST_WORDINGS:
            raise WriterError("The writer lost count of its tweets; try again, or choose another model.")
        revision = self._revision(said, draft)
        return await self.showing.change(
            draft.id,
            lambda draft: judged(
                transitions.worded(draft, said.index + 1, said.role, revision), grounds, whole=False
            ),
        )

    async def _rewrite(self, draft: Draft, piece: Piece) -> None:
        """Do what somebody wanted of one piece; whatever goes wrong is said on that piece."""
        wish = piece.wanted
        if wish is None:
            return
        try:
            if piece.key == AD:
                await self.advertising.rewrite(draft, wish, await self._at_hand(draft.source))
                return
            paper = (await self.library.paper(draft.source))[1]
            brief = Brief(paper=paper, lab=draft.lab, note=draft.note)  # what it may cost is its own
            grounds = Grounds.of(brief)
            if wish.verb is not Verb.SHORTEN:  # for which the tweet is enough
                brief = await self._illustrated(brief, grounds)
            change = _change(draft, piece).model_copy(update={"note": wish.note, "faults": ()})
            write = {Verb.REGENERATE: self.writer.regenerate, Verb.SHORTEN: self.writer.shorten}[wish.verb]
            said, dollars = await self._last(draft.id, write(brief, change))
            if said is None:
                raise WriterError("The writer gave no new text; try again.")
            unmended = ""
            if wish.verb is not Verb.SHORTEN:  # it says what stood there, faults and all
                brief = brief.model_copy(update={"spent": dollars})
                said, unmended = await self._mended(draft.id, said, change, brief, grounds)
            revision = self._revision(said, draft).model_copy(
                update={"by": wish.by, "verb": wish.verb, "note": wish.note, "unmended": unmended}
            )
            await self.showing.change(
                draft.id,
                lambda draft: judged(transitions.rewritten(draft, piece.key, revision), grounds, whole=True),
            )
        except StoreError:
            raise
        except HeraldError as error:
            words = str(error)
            await self.showing.change(
                draft.id, lambda draft: transitions.not_rewritten(draft, piece.key, words)
            )

    async def _at_hand(self, source: Source) -> Paper | None:
        """The paper, as far as it can be had: an ad has its facts, and can do without one."""
        if source.empty:
            return None
        try:
            return (await self.library.paper(source))[1]
        except StoreError:
            raise
        except HeraldError as error:
            log.info("an ad is written without its paper (%s)", type(error).__name__)
            return None

    async def _mended(
        self, draft_id: str, said: Wording, change: Change, brief: Brief, grounds: Grounds
    ) -> tuple[Wording, str]:
        """The rewrite after its hard faults went back to the writer, at most `MENDINGS` times.

        `brief.spent` is what this rewrite has cost: others of the same draft may be under way. With it comes
        why faults could not be mended; "" when nothing stood in the way.
        """
        for _ in range(MENDINGS):
            thread = (*change.thread[: change.index], said, *change.thread[change.index + 1 :])
            faults = hard_findings(thread, change.index, grounds)
            if not faults:
                break
            again = change.model_copy(update={"thread": thread, "faults": faults})
            try:
                better, dollars = await self._last(draft_id, self.writer.mend(brief, (again,)))
            except WriterError as error:  # people see the text, and what is wrong with it
                log.warning("draft %s: mending failed (%s)", draft_id, type(error).__name__)
                return said, str(error)
            if better is None:
                break
            said, brief = better, brief.model_copy(update={"spent": brief.spent + dollars})
        return said, ""

    async def _last(
        self, draft_id: str, items: AsyncIterator[Wording | Usage]
    ) -> tuple[Wording | None, float]:
        """The last text that comes, and the dollars that all of them cost."""
        said, dollars = None, 0.0
        async for item in items:
            if isinstance(item, Usage):
                await self._spent(draft_id, item)
                dollars += item.dollars
            else:
                said = item
        return said, dollars

    def _revision(self, said: Wording, draft: Draft) -> Revision:
        return Revision(
            text=with_hashtags(tidied(said.text), draft.lab.hashtags),
            at=self.clock(),
            writer=self.writer.name,
            prompt=self.writer.digest,
            figure=said.figure,
            alt=said.alt,
            evidence=Evidence(page=said.page or 0, quote=said.quote) if said.quote else None,
        )


def _dollars(draft: Draft) -> float:
    return draft.usage.dollars if draft.usage else 0.0


def _headline(paper: Paper) -> Headline:
    return Headline(
        paper_id=str(paper.id) if paper.id else None,
        title=paper.title,
        authors=paper.authors,
        pages=paper.pages,
        repository=paper.repository,
        hidden_text=len(paper.hidden_text),
        figures=tuple(
            figure.model_copy(update={"caption": _cut(figure.caption)})
            for figure in paper.figures[:MOST_FIGURES]
        ),
    )


def _cut(caption: str) -> str:
    """As much of a caption as an alternative text can need."""
    return caption if len(caption) <= ALT_MOST else f"{caption[: ALT_MOST - 1].rsplit(' ', 1)[0]}…"


def _change(draft: Draft, piece: Piece) -> Change:
    return Change(
        thread=tuple(wording(other, index) for index, other in enumerate(draft.pieces)),
        index=next(index for index, other in enumerate(draft.pieces) if other.key == piece.key),
        earlier=tuple(revision.text for revision in piece.revisions),
        faults=piece.now.faults,
    )
