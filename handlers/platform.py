"""What each chat platform brings along, and several of them as one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.cards import Card
from bot.errors import ChatError
from bot.hearing import Hearing
from bot.people import CardRef, Conversation, Person
from bot.ports import Chat, Contents


class Platform(Protocol):
    """A chat platform: outbound its `chat`, inbound what `serve` hears."""

    name: str  # as it stands in `Conversation.platform`
    chat: Chat

    async def serve(self, hearing: Hearing) -> None:
        """Listen until cancelled, then leave in good order.

        Called once. Raises `SettingsError` for what the installer has to mend, and `ChatError` when the
        connection is lost for good: then the process ends, for its supervisor to start it again.
        """


@dataclass(frozen=True)
class Chats:
    """The chats of one process as one: each conversation's own platform answers."""

    chats: Mapping[str, Chat]

    async def show(
        self,
        conversation: Conversation,
        card: Card,
        shown: CardRef | None,
        contents: Contents,
        *,
        again: bool = False,
    ) -> CardRef:
        """See `Chat.show`."""
        chat = self._of(conversation.platform)
        return await chat.show(conversation, card, shown, contents, again=again)

    async def seen(self, conversation: Conversation, message: str) -> None:
        """See `Chat.seen`."""
        await self._of(conversation.platform).seen(conversation, message)

    async def tell(self, conversation: Conversation, person: Person, words: str, answer: str = "") -> None:
        """See `Chat.tell`."""
        await self._of(conversation.platform).tell(conversation, person, words, answer)

    async def link(self, ref: CardRef) -> str:
        """See `Chat.link`. A handle begins with its platform's name."""
        return await self._of(ref.handle.partition(":")[0]).link(ref)

    async def linked(self, url: str) -> CardRef | None:
        """See `Chat.linked`."""
        for chat in self.chats.values():
            if ref := await chat.linked(url):
                return ref
        return None

    def _of(self, platform: str) -> Chat:
        if platform not in self.chats:
            raise ChatError(f"This Herald does not run on {platform}; start one that does.")
        return self.chats[platform]


_: type[Chat] = Chats
