"""Ads of posters, as jobs make them: the first with a thread or by itself, and every other that is wanted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot import transitions
from bot.actions import Verb
from bot.draft import AD, Draft, Poster, Revision, Wanted
from bot.errors import NotNow, WriterError
from bot.papers import Paper
from bot.poster import AdBrief, Advertiser, PosterAd, facts_of_paper
from bot.review import ad_judged
from bot.showing import Showing
from bot.tweets import weighted_length
from bot.writing.checking.rules import finding
from bot.writing.locked import advertised

STANDS_IN = "The writer did not keep the facts, so a template stands in; regenerate it for another try."


@dataclass(frozen=True)
class Advertising:
    """What a worker does for a poster's ad."""

    writer: Advertiser
    spare: Advertiser  # makes ads that cost nothing, and those that the writer fails at
    showing: Showing
    clock: Callable[[], datetime]

    async def begin(self, draft: Draft, paper: Paper | None, remark: str = "") -> None:
        """Give a draft its first ad: of what was filled in, what the paper tells, and blanks for the rest.

        With a thread it is a template, to be filled in; asked for by itself it is the writer's. Where no ad
        can be made, it stands there empty with the reason, so that what is known can be changed. `remark` is
        told with it.
        """
        if draft.ad:
            return
        words, posters = "", [*_posters(draft, paper)]
        for poster in posters:
            writer = self.spare if draft.wants_thread else self.writer
            try:
                ad = await self._made(draft.id, writer, self._brief(draft, poster, paper))
            except NotNow as error:
                words = words or str(error)
                continue
            revision = self._revision(ad, writer, remark)
            if draft.wants_thread:  # nobody has said anything yet that one could speak of
                revision = revision.model_copy(update={"feedback": None})
            await self._add(draft, poster, revision)
            return
        empty = self._revision(PosterAd(text=""), self.spare, remark)
        await self._add(draft, posters[0], empty.model_copy(update={"findings": (finding("no-ad", words),)}))

    async def rewrite(self, draft: Draft, wish: Wanted, paper: Paper | None) -> None:
        """Do what somebody wants of the ad. Raises `NotNow` and `WriterError` with what there is to say."""
        poster, ad = draft.poster or Poster(), draft.piece(AD)
        update = {"note": wish.note, "spent": 0.0}  # what it may cost is its own
        brief = self._brief(draft, poster, paper).model_copy(update=update)
        if wish.verb is Verb.SHORTEN:
            brief = brief.model_copy(update={"most": weighted_length(ad.now.text) - 1})
        elif wish.verb is Verb.REGENERATE:
            texts = tuple(revision.text for revision in ad.revisions if revision.text)
            brief = brief.model_copy(update={"earlier": texts})
        said = await self._made(draft.id, self.writer, brief)
        revision = self._revision(said, self.writer).model_copy(
            update={"by": wish.by, "verb": wish.verb, "note": wish.note}
        )
        await self.showing.change(
            draft.id, lambda draft: self._judged(transitions.rewritten(draft, AD, revision))
        )

    async def _made(self, draft_id: str, writer: Advertiser, brief: AdBrief) -> PosterAd:
        """One ad, locks kept; what it cost is booked on the draft."""
        ad: PosterAd | None = None
        async for item in advertised(writer, self.spare, brief):
            if isinstance(item, PosterAd):
                ad = item
            else:
                await self.showing.change(draft_id, partial(transitions.spent, usage=item))
        if ad is None:
            raise WriterError("The writer gave no ad; try again.")
        return ad

    async def _add(self, draft: Draft, poster: Poster, revision: Revision) -> None:
        await self.showing.change(
            draft.id, lambda draft: self._judged(transitions.advertised(draft, poster, revision))
        )

    def _judged(self, draft: Draft) -> Draft:
        return ad_judged(draft, self.clock().date())

    def _brief(self, draft: Draft, poster: Poster, paper: Paper | None) -> AdBrief:
        return AdBrief(
            facts=poster.facts,
            draft=poster.own,
            paper=paper,
            lab=draft.lab,
            note=draft.note,
            most=draft.ad_room,
            spent=draft.usage.dollars if draft.usage else 0.0,
        )

    def _revision(self, ad: PosterAd, writer: Advertiser, remark: str = "") -> Revision:
        remarks = (remark, STANDS_IN if ad.stands_in else "")
        return Revision(
            text=ad.text,
            at=self.clock(),
            writer=(self.spare if ad.stands_in else writer).name,
            longer=ad.longer,
            feedback=ad.feedback,
            unmended=" ".join(filter(None, remarks)),
        )


def _posters(draft: Draft, paper: Paper | None) -> Iterator[Poster]:
    """What is known of the poster: filled in, and from the paper; then with less of that, as room asks."""
    known = draft.poster or Poster()
    if paper:
        given = {name: text for name, text in known.facts if text}
        told = facts_of_paper(paper)
        for less in ({}, {"authors": ""}, {"authors": "", "links": ()}):
            yield known.model_copy(update={"facts": told.model_copy(update=less | given)})
    yield known
