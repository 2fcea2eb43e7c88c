"""Herald's voice in Slack: cards become messages, each once; what was said to one person stays with them."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from aiolimiter import AsyncLimiter
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.cards import Card
from bot.errors import ChatError
from bot.people import CardRef, Conversation, Person
from bot.ports import Chat, Contents
from handlers.slack.blocks import card_blocks, escaped, fallback
from handlers.slack.people import UNREACHABLE

PLATFORM = "slack"

METADATA = "herald_card"
"""The type of the metadata by which a message of Herald's tells which card it shows."""

LOOKS = 20
"""So often it is asked, a second apart, whether a picture can be shown; Slack takes about one second."""

_GONE = {"message_not_found", "cant_update_message", "is_inactive", "edit_window_closed"}
_LINK = re.compile(r"https?://[\w.:-]+/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d{10})(?P<micros>\d{6})")


class SlackChat:
    """See `Chat`. `pause` is the time between two messages in a channel; Slack allows one a second."""

    def __init__(self, client: AsyncWebClient, *, pause: float = 1.0) -> None:
        self._client = client
        self._pause = pause = max(pause, 0.001)
        self._posts: dict[str, AsyncLimiter] = defaultdict(lambda: AsyncLimiter(1, pause))
        # "chat.update" is of tier 3, 50 a minute: 10 at once and 40 a minute are never more.
        self._updates = AsyncLimiter(10, 15 * pause)
        self._looks = AsyncLimiter(
            20, 15 * pause
        )  # the same for "files.info", which is of tier 4: 100 a minute

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
        with _told():
            known: dict[str, str] = json.loads(shown.memo) if shown and shown.memo else {}
            files = await self._with_pictures(card, known, contents)
            content: dict[str, Any] = {
                "text": fallback(card),
                "blocks": card_blocks(card, files),
                "metadata": {"event_type": METADATA, "event_payload": {"card": card.key}},
                "unfurl_links": False,
                "unfurl_media": False,
            }
            ts = _ts(shown) if shown else await self._adopted(conversation, card.key) if again else ""
            if not (ts and await self._updated(conversation, ts, content)):
                ts = await self._posted(conversation, content)
            if any(file.digest not in files for file in card.files):
                files |= await self._shared(conversation, ts, card, contents, look=again)
            place = "" if conversation.place else ts
            return CardRef(handle=handle(conversation.channel, ts), place=place, memo=json.dumps(files))

    async def seen(self, conversation: Conversation, message: str) -> None:
        """See `Chat.seen`."""
        with _told():
            try:
                await self._client.reactions_add(name="eyes", channel=conversation.channel, timestamp=message)
            except SlackApiError as error:
                if _code(error) != "already_reacted":
                    raise

    async def tell(self, conversation: Conversation, person: Person, words: str, answer: str = "") -> None:
        """See `Chat.tell`. An answer that Slack no longer takes is given beside the conversation.

        Where nobody has replied yet Slack shows nothing ("chat.postEphemeral"): it is said in the channel.
        """
        with _told():
            if answer:
                hook = AsyncWebhookClient(answer, session=self._client.session)
                said = await hook.send(text=escaped(words), response_type="ephemeral", replace_original=False)
                if said.status_code == 200:  # noqa: PLR2004  HTTP's "OK"; the SDK raises nothing for others
                    return
            await self._client.chat_postEphemeral(
                channel=conversation.channel,
                user=person.id,
                text=escaped(words),
                thread_ts=conversation.place if await self._is_thread(conversation) else None,
            )

    async def link(self, ref: CardRef) -> str:
        """See `Chat.link`."""
        _, channel, ts = ref.handle.split(":")
        with _told():
            answer = await self._client.chat_getPermalink(channel=channel, message_ts=ts)
        return str(answer["permalink"])

    async def linked(self, url: str) -> CardRef | None:
        """See `Chat.linked`."""
        found = _LINK.match(url.strip("<>"))
        if found is None:
            return None
        return CardRef(handle=handle(found["channel"], f"{found['seconds']}.{found['micros']}"))

    # Messages -------------------------------------------------------------------------------------------

    async def _posted(self, conversation: Conversation, content: dict[str, Any]) -> str:
        async with self._posts[conversation.channel]:
            answer = await self._client.chat_postMessage(
                channel=conversation.channel, thread_ts=conversation.place or None, **content
            )
        return str(answer["ts"])

    async def _updated(self, conversation: Conversation, ts: str, content: dict[str, Any]) -> bool:
        """Whether the message could be brought up to date; it cannot when somebody has deleted it."""
        try:
            async with self._updates:
                await self._client.chat_update(channel=conversation.channel, ts=ts, **content)
        except SlackApiError as error:
            if _code(error) in _GONE:
                return False
            raise
        return True

    async def _adopted(self, conversation: Conversation, card: str) -> str:
        """The message of ours that shows the card already, although its answer got lost; "" for none."""
        async for message in self._around(conversation):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == METADATA and metadata["event_payload"].get("card") == card:
                return str(message["ts"])
        return ""

    async def _is_thread(self, conversation: Conversation) -> bool:
        if not conversation.place:
            return False
        try:
            answer = await self._client.conversations_replies(
                channel=conversation.channel, ts=conversation.place, limit=1
            )
        except SlackApiError:  # the message is gone, say
            return False
        return bool(answer["messages"] and answer["messages"][0].get("reply_count"))

    async def _around(self, conversation: Conversation) -> AsyncIterator[dict[str, Any]]:
        """The messages among which a draft's stand: those of the thread, or the newest of the channel."""
        options: dict[str, Any] = {
            "channel": conversation.channel,
            "include_all_metadata": True,
            "limit": 200,
        }
        if not conversation.place:
            for message in (await self._client.conversations_history(**options))["messages"]:
                yield message
            return
        async for page in await self._client.conversations_replies(ts=conversation.place, **options):
            for message in page["messages"]:
                yield message

    # Files ----------------------------------------------------------------------------------------------

    async def _with_pictures(self, card: Card, known: dict[str, str], contents: Contents) -> dict[str, str]:
        """The files that the card's pictures are in, uploaded where they are not yet, by digest."""
        files = dict(known)
        for picture in filter(None, (card.picture, card.offered)):
            content = None if picture.digest in files else await contents(picture.digest)
            if content is not None:
                files[picture.digest] = await self._uploaded(picture.name, content, picture.alt)
        return files

    async def _uploaded(self, name: str, content: bytes, alt: str) -> str:
        """The file, in no channel: it is seen where a message shows it. Returns when it can be."""
        answer = await self._client.files_upload_v2(filename=name, content=content, title=name, alt_txt=alt)
        file = str(answer["files"][0]["id"])
        for _ in range(LOOKS):
            if await self._is_ready(file):
                return file
        raise TimeoutError

    async def _is_ready(self, file: str) -> bool:
        """Whether a file can be shown, a second later: looking at once would be in vain."""
        await asyncio.sleep(max(self._pause, 0.1))
        async with self._looks:
            return bool((await self._client.files_info(file=file))["file"].get("mimetype"))

    async def _shared(
        self, conversation: Conversation, ts: str, card: Card, contents: Contents, *, look: bool
    ) -> dict[str, str]:
        """The files to take away, in one message below the card's; `look`: they may be there already."""
        where = conversation if conversation.place else conversation.model_copy(update={"place": ts})
        stem = card.key.replace(":", "-")  # the draft and its revision: no other files have these names
        named = {f"{stem}-{file.name}": file for file in card.files}
        if look:
            shared = [file async for message in self._around(where) for file in message.get("files", ())]
            there = {file.get("name"): str(file["id"]) for file in shared}
            if named.keys() <= there.keys():
                return {file.digest: there[name] for name, file in named.items()}
        kept = {name: await contents(file.digest) for name, file in named.items()}
        uploads: list[dict[str, Any]] = [
            {"filename": name, "title": named[name].name, "content": content}
            for name, content in kept.items()
            if content is not None
        ]
        if not uploads:
            return {}
        async with self._posts[conversation.channel]:
            answer = await self._client.files_upload_v2(
                file_uploads=uploads, channel=conversation.channel, thread_ts=where.place
            )
        digests = [named[each["filename"]].digest for each in uploads]
        return dict(zip(digests, _ids(answer["files"]), strict=True))


_: type[Chat] = SlackChat


def handle(channel: str, ts: str) -> str:
    """How Herald names a message of Slack's."""
    return f"{PLATFORM}:{channel}:{ts}"


def _ts(ref: CardRef) -> str:
    return ref.handle.rpartition(":")[2]


def _ids(files: Iterable[dict[str, Any]]) -> Iterator[str]:
    return (str(file["id"]) for file in files)


def _code(error: SlackApiError) -> str:
    data: Any = error.response.data
    return str(data.get("error", "")) if isinstance(data, dict) else ""


_ADVICE = {
    "not_in_channel": "Herald is not in that channel: invite it with /invite @Herald.",
    "channel_not_found": "Herald does not see that channel: invite it with /invite @Herald.",
    "is_archived": "That channel is archived; ask in another one.",
    "missing_scope": "Slack does not let Herald do that: a scope is missing; run herald doctor.",
    "invalid_auth": "Slack refuses SLACK_BOT_TOKEN; make a new one and set it.",
    "account_inactive": "Slack refuses SLACK_BOT_TOKEN: the app was removed; install it again.",
    "token_revoked": "Slack refuses SLACK_BOT_TOKEN: it was revoked; make a new one and set it.",
}


@contextmanager
def _told() -> Iterator[None]:
    """Turn what Slack or the way to it does wrong into a `ChatError` in words."""
    try:
        yield
    except SlackApiError as error:
        code = _code(error)
        words = _ADVICE.get(code, f"Slack refused a message ({code or 'no reason given'}); try again later.")
        raise ChatError(words) from None
    except (*UNREACHABLE, ValueError):
        raise ChatError("Slack does not answer as it should; it is tried again for a while.") from None
