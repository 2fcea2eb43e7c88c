"""The store, in Redis: drafts by compare-and-set, papers read, and which message shows what.

Keys that belong together carry one hash tag, and no command touches two tags, so Redis Cluster works:

    herald:{<draft>}:draft              hash: version, json, token of the last save
    herald:{<draft>}:displays           hash: what shows each card, by the card's key
    herald:shown:<handle>               draft and card that a message shows
    herald:{<paper>}:paper|pdf|entry:…  caches, by version (a paper begins with its reader's digest)
    herald:{<paper>}:versions           sorted set: versions by the time they were looked up
    herald:{<digest>}:picture           a picture, by the SHA-256 of its content
    herald:drafts, herald:channel:<…>   sorted sets: ids of drafts by the time they were made
    herald:once:<…>                     claims
"""

import asyncio
import hashlib
import json
import logging
import random
import secrets
import time
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Self, TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from bot.arxiv_id import ArxivId
from bot.draft import Draft, Transition
from bot.errors import NoSuchDraft, StoreError
from bot.papers import ArxivEntry, Paper, Source
from bot.people import Conversation
from bot.ports import Display
from bot.redis_access import RedisAccess
from bot.redis_pace import RedisPace
from bot.values import Value

log = logging.getLogger(__name__)

V = TypeVar("V", bound=Value)

DRAFTS_LISTED = 100
"""Drafts that `drafts` returns at most."""

DRAFT_SECONDS = int(timedelta(days=180).total_seconds())
"""A draft is forgotten half a year after its last change: long after its paper's conference."""

DISPLAY_SECONDS = 2 * DRAFT_SECONDS  # outlives its draft: a forgotten message would be posted a second time
PAPER_SECONDS = DRAFT_SECONDS  # the checks of an edit look into the paper
PICTURE_SECONDS = DRAFT_SECONDS  # since it was last stored or looked at
PDF_SECONDS = ENTRY_SECONDS = int(timedelta(days=1).total_seconds())
NEWEST_SECONDS = int(timedelta(hours=1).total_seconds())
"""So long the newest version looked up counts as the newest there is."""

_INDEXED = 2 * DRAFTS_LISTED  # ids an index keeps: some of them may have been forgotten
_CONFLICT_SECONDS = 10.0  # a change that loses races for so long is given up

_SAVE = """
local saved = redis.call('HMGET', KEYS[1], 'version', 'token')
if saved[2] == ARGV[2] then return 1 end -- this very save, whose answer got lost on the way
if (saved[1] or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[3], 'token', ARGV[2], 'json', ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
"""


class RedisStore:
    """The `Store` of all processes that share one Redis.

    `reader` names the version of the reader, so that a better reader reads papers anew. Close it, or use
    it as an async context manager. A draft is kept for 180 days after its last change.
    """

    def __init__(self, redis_url: str, *, reader: str = "", now: Callable[[], float] = time.time) -> None:
        self.redis = RedisAccess(redis_url)
        self._reader = hashlib.sha256(reader.encode()).hexdigest()[:12]
        self._now = now  # seconds since 1970, for which of the versions looked up is the newest

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self.redis.aclose()

    async def check(self) -> None:
        """Return when Redis answers and lets itself be written to; raises `StoreError` otherwise."""
        with self.redis.told():
            await self.redis.client.set("herald:check", "1", ex=1)

    def pace(self, interval: float) -> RedisPace:
        """Turns for requests to arXiv, `interval` seconds apart over all processes."""
        return RedisPace(self.redis, interval=interval)

    # Drafts ---------------------------------------------------------------------------------------------

    async def create(self, draft: Draft) -> Draft:
        """See `Store.create`. Listed before it is saved: a crash between the two loses no draft."""
        with self.redis.told():
            for index in (_index(None), _index(draft.conversation)):
                pipe = self.redis.client.pipeline(transaction=False)
                pipe.zadd(index, {draft.id: draft.created.timestamp()}, nx=True)
                pipe.zremrangebyrank(index, 0, -_INDEXED - 1)
                pipe.expire(index, DRAFT_SECONDS)
                await pipe.execute()
        draft = writable(draft)
        return draft if await self._save(draft, expected="") else await self.load(draft.id)

    async def load(self, draft_id: str) -> Draft:
        """See `Store.load`."""
        with self.redis.told():
            saved = await self.redis.client.hget(_draft_key(draft_id), "json")
        if saved is None:
            raise NoSuchDraft(f"There is no draft called {draft_id[:40]}: ask for it again with its link.")
        return _opened(saved, draft_id)

    async def change(self, draft_id: str, transition: Transition) -> Draft:
        """See `Store.change`."""
        deadline = time.monotonic() + _CONFLICT_SECONDS
        pause = 0.005
        while True:
            before = await self.load(draft_id)
            after = transition(before)
            if after == before:
                return before
            after = writable(after.model_copy(update={"version": before.version + 1}))
            if await self._save(after, expected=str(before.version)):
                return after
            if time.monotonic() > deadline:
                raise StoreError(f"Draft {draft_id} is changed by many at once: try again in a moment.")
            await asyncio.sleep(random.uniform(0, pause))  # noqa: S311  spreads rivals, guards nothing
            pause = min(2 * pause, 0.2)

    async def _save(self, draft: Draft, *, expected: str) -> bool:
        """Save if the draft saved has the version expected; "" expects none."""
        with self.redis.told():
            saved = await self.redis.client.eval(
                _SAVE,
                1,
                _draft_key(draft.id),
                expected,
                secrets.token_hex(8),
                str(draft.version),
                draft.model_dump_json(),
                str(DRAFT_SECONDS),
            )
        return bool(saved)

    async def drafts(self, conversation: Conversation | None = None) -> tuple[Draft, ...]:
        """See `Store.drafts`."""
        with self.redis.told():
            client = self.redis.client
            names = [name.decode() for name in await client.zrevrange(_index(conversation), 0, _INDEXED - 1)]
            found: list[tuple[str, bytes]] = []
            while names and len(found) < DRAFTS_LISTED:
                some, names = names[:DRAFTS_LISTED], names[DRAFTS_LISTED:]
                pipe = client.pipeline(transaction=False)
                for name in some:
                    pipe.hget(_draft_key(name), "json")
                found += [
                    pair for pair in zip(some, await pipe.execute(), strict=True) if pair[1] is not None
                ]
        opened = []
        for name, saved in found[:DRAFTS_LISTED]:
            try:
                opened.append(_opened(saved, name))
            except StoreError:
                log.warning("draft %s was saved by another version; it is left out of the list", name)
        return tuple(opened)

    # Papers ---------------------------------------------------------------------------------------------

    async def keep_paper(self, source: Source, paper: Paper) -> None:
        """See `Store.keep_paper`."""
        packed = zlib.compress(writable(paper).model_dump_json().encode())
        await self._keep(source, "paper", self._reader.encode() + packed, PAPER_SECONDS)

    async def paper(self, source: Source, *, any_reader: bool = False) -> Paper | None:
        """See `Store.paper`."""
        kept = await self._kept(source, "paper")
        if kept is None or not (any_reader or kept.startswith(self._reader.encode())):
            return None
        return _unpacked(Paper, kept[len(self._reader) :])

    async def keep_pdf(self, source: Source, pdf: bytes) -> None:
        """See `Store.keep_pdf`."""
        await self._keep(source, "pdf", pdf, PDF_SECONDS)

    async def pdf(self, source: Source) -> bytes | None:
        """See `Store.pdf`."""
        return await self._kept(source, "pdf")

    async def keep_picture(self, content: bytes) -> str:
        """See `Store.keep_picture`. What is there already is not sent again; its time begins anew."""
        digest = hashlib.sha256(content).hexdigest()
        key = _picture_key(digest)
        with self.redis.told():
            if not await self.redis.client.expire(key, PICTURE_SECONDS):
                await self.redis.client.set(key, content, ex=PICTURE_SECONDS)
        return digest

    async def picture(self, digest: str) -> bytes | None:
        """See `Store.picture`. A picture that is looked at is kept as long again."""
        with self.redis.told():
            content: bytes | None = await self.redis.client.getex(_picture_key(digest), ex=PICTURE_SECONDS)
        return content

    async def keep_entry(self, entry: ArxivEntry, *, newest: bool) -> None:
        """See `Store.keep_entry`."""
        versions = f"herald:{{{entry.id.number}}}:versions"
        packed = zlib.compress(writable(entry).model_dump_json().encode())
        with self.redis.told():
            pipe = self.redis.client.pipeline(transaction=False)
            pipe.set(_paper_key(entry.id, "entry"), packed, ex=ENTRY_SECONDS)
            if newest:
                pipe.zadd(versions, {str(entry.id.version or 0): self._now()})
                pipe.expire(versions, NEWEST_SECONDS)
            await pipe.execute()

    async def entry(self, arxiv_id: ArxivId) -> ArxivEntry | None:
        """See `Store.entry`."""
        newest = await self._newest(arxiv_id)
        with self.redis.told():
            packed = await self.redis.client.get(_paper_key(newest, "entry"))
        return None if packed is None else _unpacked(ArxivEntry, packed)

    async def _newest(self, arxiv_id: ArxivId) -> ArxivId:
        """The id with the newest version looked up within the hour, if it has none of its own."""
        if arxiv_id.version is not None:
            return arxiv_id
        with self.redis.told():
            since = self._now() - NEWEST_SECONDS
            versions = f"herald:{{{arxiv_id.number}}}:versions"
            known = await self.redis.client.zrangebyscore(versions, since, "+inf")
        newest = max((int(version) for version in known), default=0)
        return arxiv_id.model_copy(update={"version": newest or None})

    async def _keep(self, source: Source, what: str, content: bytes, seconds: int) -> None:
        key, lasting = await self._source_key(source, what)
        with self.redis.told():
            await self.redis.client.set(key, content, ex=seconds if lasting else min(seconds, NEWEST_SECONDS))

    async def _kept(self, source: Source, what: str) -> bytes | None:
        key, _ = await self._source_key(source, what)
        with self.redis.told():
            content: bytes | None = await self.redis.client.get(key)
        return content

    async def _source_key(self, source: Source, what: str) -> tuple[str, bool]:
        """Where something of a source is kept, and whether the source will always mean the same paper."""
        if source.arxiv_id is None:
            return f"herald:{{{source.pdf_sha256}}}:{what}", True
        newest = await self._newest(source.arxiv_id)
        return _paper_key(newest, what), newest.version is not None

    # Messages and claims --------------------------------------------------------------------------------

    async def keep_display(self, draft_id: str, display: Display) -> None:
        """See `Store.keep_display`."""
        key = _displays_key(draft_id)
        where = json.dumps([draft_id, display.card])
        with self.redis.told():
            await self.redis.client.set(_handle_key(display.ref.handle), where, ex=DISPLAY_SECONDS)
            pipe = self.redis.client.pipeline(transaction=False)
            pipe.hset(key, display.card, display.model_dump_json())
            pipe.expire(key, DISPLAY_SECONDS)
            await pipe.execute()

    async def displays(self, draft_id: str) -> dict[str, Display]:
        """See `Store.displays`."""
        with self.redis.told():
            saved = await self.redis.client.hgetall(_displays_key(draft_id))
        return {card.decode(): Display.model_validate_json(said) for card, said in saved.items()}

    async def displayed(self, handle: str) -> tuple[str, Display] | None:
        """See `Store.displayed`."""
        with self.redis.told():
            where = await self.redis.client.get(_handle_key(handle))
            if where is None:
                return None
            draft_id, card = json.loads(where)
            saved = await self.redis.client.hget(_displays_key(draft_id), card)
        return None if saved is None else (draft_id, Display.model_validate_json(saved))

    async def once(self, key: str, seconds: int) -> bool:
        """See `Store.once`. A claim whose answer got lost knows itself again by its token."""
        token = secrets.token_bytes(8)
        name = f"herald:once:{_digest(key)}"
        with self.redis.told():
            holder = await self.redis.client.set(name, token, nx=True, get=True, ex=max(1, seconds))
        return holder is None or holder == token

    async def claimed(self, key: str) -> bool:
        """See `Store.claimed`."""
        with self.redis.told():
            return bool(await self.redis.client.exists(f"herald:once:{_digest(key)}"))


def writable(value: V) -> V:
    """The value as UTF-8 can write it: `?` for half a surrogate pair (of a broken PDF or terminal)."""
    try:
        value.model_dump_json()
    except PydanticSerializationError:
        text = json.dumps(value.model_dump(mode="json"), ensure_ascii=False)
        return type(value).model_validate_json(text.encode(errors="replace"))
    return value


def _draft_key(draft_id: str) -> str:
    return f"herald:{{{draft_id}}}:draft"


def _displays_key(draft_id: str) -> str:
    return f"herald:{{{draft_id}}}:displays"


def _handle_key(handle: str) -> str:
    return f"herald:shown:{_digest(handle)}"


def _paper_key(arxiv_id: ArxivId, what: str) -> str:
    return f"herald:{{{arxiv_id.number}}}:{what}:{arxiv_id.version or 'newest'}"


def _picture_key(digest: str) -> str:
    return f"herald:{{{digest}}}:picture"


def _index(conversation: Conversation | None) -> str:
    if conversation is None:
        return "herald:drafts"
    return f"herald:channel:{_digest(conversation.platform, conversation.channel)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _opened(saved: bytes, draft_id: str) -> Draft:
    try:
        return Draft.model_validate_json(saved)
    except ValidationError:
        raise StoreError(
            f"Draft {draft_id} was saved by another version of Herald: update Herald and try again."
        ) from None


def _unpacked(kind: type[V], packed: bytes) -> V | None:
    """What was packed, or None: what another version of Herald packed is read anew."""
    try:
        return kind.model_validate_json(zlib.decompress(packed))
    except (zlib.error, ValidationError):
        log.info("a %s of another version is not used", kind.__name__)
        return None
