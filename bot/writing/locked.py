"""The way of every ad: a writer writes it, code checks it, and what breaks a lock does not come out."""

from collections.abc import AsyncIterator

from bot.errors import NotNow, WriterError
from bot.poster import LONGER, AdBrief, Advertiser, PosterAd, PosterFacts
from bot.tweets import LIMIT, Finding, Severity, Usage
from bot.writing.checking.locks import check_ad
from bot.writing.feedback import feedback

TRIES = 2
"""How often a writer is asked before the template is taken."""


def locked(ad: str, facts: PosterFacts, draft: str, most: int = LIMIT) -> tuple[Finding, ...]:
    """The locks that an ad breaks, to be sent back to its writer; () when it may stand."""
    return tuple(found for found in check_ad(ad, facts, draft, most) if found.severity is Severity.HARD)


FACTS_LOST = frozenset({"fact-missing", "fact-reordered", "fact-undone"})
"""Rules that an ad breaks which no longer says what was given."""


def broken_by_edit(ad: str, facts: PosterFacts, draft: str) -> tuple[Finding, ...]:
    """The facts that a person's edit of an ad breaks: it is refused with these named.

    A person may add a fact, as a draft may hold more than the form; to change one they change the form. What
    else is wrong with their words they are told when these are saved.
    """
    return tuple(found for found in locked(ad, facts, draft) if found.rule in FACTS_LOST)


async def advertised(
    writer: Advertiser, spare: Advertiser, brief: AdBrief
) -> AsyncIterator[PosterAd | Usage]:
    """One ad that breaks no lock: the writer's, or after `TRIES` of them that of `spare`, a template.

    A longer variant that breaks a lock is replaced by the template's. Feedback is the writer's where it has
    any, or else made by rule. Raises what the writers raise; `WriterError` only when it costs people a note.
    """
    spent, asked = brief.spent, brief
    for _ in range(TRIES):
        came: PosterAd | None = None
        try:
            async for item in writer.advertise(asked):
                if isinstance(item, Usage):
                    spent += item.dollars
                    yield item
                else:
                    came = item
        except WriterError:
            if brief.note.strip() or brief.earlier:  # the person wants this writer's, and can try again
                raise
            break
        if came is None:
            break
        faults = locked(came.text, brief.facts, brief.draft, brief.most)
        if not faults and came.text not in brief.earlier:
            yield await _whole(came, spare, brief)
            return
        asked = brief.model_copy(update={"tried": came.text, "faults": faults, "spent": spent})
    yield (await _spare(spare, brief)).model_copy(update={"stands_in": True})


async def _whole(ad: PosterAd, spare: Advertiser, brief: AdBrief) -> PosterAd:
    """The ad with a longer variant that keeps the locks, and with feedback."""
    said = ad.feedback
    if not (said.strong or said.missing or said.changed):
        said = feedback(brief.draft, brief.facts, ad.text)
    longer = ad.longer
    if not longer or locked(longer, brief.facts, brief.draft, LONGER):
        try:
            longer = (await _spare(spare, brief.model_copy(update={"earlier": (), "most": LIMIT}))).longer
        except NotNow:
            longer = ""
    return ad.model_copy(update={"feedback": said, "longer": longer})


async def _spare(spare: Advertiser, brief: AdBrief) -> PosterAd:
    """The ad of the writer that keeps every fact by its making."""
    async for item in spare.advertise(brief):
        if isinstance(item, PosterAd):
            return item
    raise NotNow("There is no ad of these facts; write one by hand.")
