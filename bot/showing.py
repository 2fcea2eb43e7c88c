"""Saving and showing in one step: whatever changes a draft changes the cards people see of it."""

import logging
from dataclasses import dataclass

from bot.cards import Card, headline_card, piece_card
from bot.draft import Draft, Transition
from bot.ports import Chat, Store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Showing:
    """The drafts in the store, with the messages that show them kept up to date."""

    store: Store
    chat: Chat

    async def change(self, draft_id: str, transition: Transition) -> Draft:
        """Save a transition, then show every card that it changed; returns the draft as saved."""
        before: list[Draft] = []

        def remembered(draft: Draft) -> Draft:
            before[:] = [draft]  # a lost race calls it again, with the draft that won
            return transition(draft)

        draft = await self.store.change(draft_id, remembered)
        if draft.version != before[0].version:
            log.info(
                "draft %s v%d: %s, %d pieces", draft.id, draft.version, draft.stage.value, len(draft.pieces)
            )
            known = {card.key: _timeless(card) for card in _cards(before[0])}
            await self._show(
                draft, [card for card in _cards(draft) if _timeless(card) != known.get(card.key)]
            )
        return draft

    async def show(self, draft: Draft) -> None:
        """Show the whole draft: it is new, or a crash may have come between saving and showing."""
        await self._show(draft, _cards(draft))

    async def _show(self, draft: Draft, cards: list[Card]) -> None:
        for card in cards:
            shown = await self.store.ref(card.key)
            ref = await self.chat.show(draft.conversation, card, shown)
            if ref != shown:
                await self.store.keep_ref(card.key, ref)


def _cards(draft: Draft) -> list[Card]:
    return [headline_card(draft), *(piece_card(draft, piece) for piece in draft.pieces)]


def _timeless(card: Card) -> Card:
    """The card without the draft's version, which differs on every save."""
    return card.model_copy(update={"version": 0})
