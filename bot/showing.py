"""Saving and showing: whatever changes a draft changes, soon after, the messages people see of it."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.cards import Card, File, cards, headline_key
from bot.deliverable import ad_deliverable, deliverable, posted_pictures
from bot.draft import Draft, Transition
from bot.errors import ChatError, NoSuchDraft
from bot.ports import Chat, Display, Jobs, Store
from bot.transitions import placed

log = logging.getLogger(__name__)

POSTING_SECONDS = 24 * 3600
"""So long it is remembered that somebody has begun to post a card: the message may be there already."""


@dataclass(frozen=True)
class Showing:
    """The drafts in the store, with the messages that show them kept up to date.

    `jobs` have it done by workers, so that a change is there as soon as it is saved, and no crash leaves an
    old message; without them it is done at once, as the terminal wants it.
    """

    store: Store
    chat: Chat
    jobs: Jobs | None = None

    async def change(self, draft_id: str, transition: Transition) -> Draft:
        """Save a transition, and have the draft shown as it stands then; returns it.

        Shown even where nothing has changed: the change may have been saved before a crash, and not shown.
        """
        before: list[Draft] = []

        def remembered(draft: Draft) -> Draft:
            before[:] = [draft]  # a lost race calls it again, with the draft that won
            return transition(draft)

        draft = await self.store.change(draft_id, remembered)
        if draft.version != before[0].version:
            log.info(
                "draft %s v%d: %s, %d pieces", draft.id, draft.version, draft.stage.value, len(draft.pieces)
            )
        await self.soon(draft)
        return draft

    async def soon(self, draft: Draft) -> None:
        """Have the draft shown as it stands: it is new, or something of it has changed."""
        if self.jobs:
            await self.jobs.show(draft)
        else:
            await self.show(draft.id)

    async def show(self, draft_id: str) -> None:
        """Bring the messages of a draft up to date, and return when they show its last state.

        The draft is looked at anew for each message, so what has changed many times is shown once. A message
        that the chat refuses holds no other up; then `ChatError` is raised at the end. Of a draft that is
        forgotten there is nothing to show.
        """
        refused: dict[str, ChatError] = {}
        while True:
            displays = await self.store.displays(draft_id)
            head = displays.get(headline_key(draft_id))
            try:
                draft = await self._placed(draft_id, head)
            except NoSuchDraft:
                log.info("draft %s is forgotten: it is not shown", draft_id)
                return
            stale = [card for card in cards(draft) if card.key not in refused]
            stale = [card for card in stale if _digest(card) != _shown(displays.get(card.key))]
            if not stale:
                break
            first = min(stale, key=lambda card: _turn(card, head, displays))
            try:
                await self._put(draft, first, displays.get(first.key))
            except ChatError as error:
                log.warning("draft %s: %s could not be shown", draft.id, first.key)
                refused[first.key] = error
                if first.key == headline_key(draft_id) and not (head or draft.conversation.place):
                    break  # nobody knows yet where the others have their place
        if refused:
            raise next(iter(refused.values()))

    async def _placed(self, draft_id: str, head: Display | None) -> Draft:
        """The draft, which has its place below its headline if it was asked for where there is none."""
        draft = await self.store.load(draft_id)
        if head is None or not head.ref.place or draft.conversation.place:
            return draft
        return await self.store.change(draft_id, lambda draft: placed(draft, head.ref.place))

    async def _put(self, draft: Draft, card: Card, known: Display | None) -> None:
        """Show one card, and remember where."""
        again = known is None and not await self.store.once(f"post:{card.key}", POSTING_SECONDS)
        full = await self._with_files(draft, card)
        shown = known.ref if known else None
        ref = await self.chat.show(draft.conversation, full, shown, self.store.picture, again=again)
        display = Display(
            card=card.key, ref=ref, digest=_digest(card), piece=card.piece, revision=card.revision
        )
        await self.store.keep_display(draft.id, display)

    async def _with_files(self, draft: Draft, card: Card) -> Card:
        """The card of what was approved with what there is to take away; others as they are."""
        if not card.delivers or not card.text:
            return card
        if card.delivers == "ad":
            contents = ad_deliverable(draft)
        else:
            digests = {picture.digest for _, picture in posted_pictures(draft)}
            kept = {digest: await self.store.picture(digest) for digest in digests}
            contents = deliverable(draft, {digest: one for digest, one in kept.items() if one is not None})
        files = [
            File(name=name, digest=await self.store.keep_picture(content))
            for name, content in contents.items()
        ]
        return card.model_copy(update={"files": tuple(files)})


def _turn(card: Card, head: Display | None, displays: Mapping[str, Display]) -> int:
    """Which card comes first.

    A new headline, as the others may have their place below it; a change of a tweet, which somebody waits
    for; what is new; and only then the progress that the headline tells.
    """
    if card.piece is None and card.key in displays:
        return 3
    return 2 if head and card.key not in displays else int(head is not None)


def _shown(display: Display | None) -> str:
    return display.digest if display else ""


def _digest(card: Card) -> str:
    """Names what is to be seen, without the draft's version, which differs on every save."""
    seen = card.model_copy(update={"version": 0}).model_dump_json()
    return hashlib.sha256(seen.encode()).hexdigest()[:32]
