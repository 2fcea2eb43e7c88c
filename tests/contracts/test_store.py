"""The contract of `Store`, on the double, the embedded server, a Redis of the machine and a Redis Cluster."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.arxiv_id import ArxivId
from bot.draft import Draft, Headline, Piece, Revision, Stage
from bot.draft import Failure as DraftFailure
from bot.errors import NoSuchDraft, NotNow
from bot.papers import ArxivEntry, Paper, Paragraph, Section, Sentence, Source
from bot.people import CardRef, Conversation, Person
from bot.ports import Display, Store
from bot.store import RedisStore
from bot.transitions import failed, reading, spent
from bot.tweets import Evidence, Finding, Role, Severity, Usage
from tests.fakes import MemoryStore

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
ADA = Person(platform="slack", id="U1", name="Ada")
HERE = Conversation(platform="slack", channel="C1", place="1700000000.000100")


@dataclass
class Clock:
    """A clock that a test moves."""

    seconds: float = NOON.timestamp()

    def __call__(self) -> float:
        """Seconds since 1970."""
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """The clock of the store under test."""
    return Clock()


@pytest.fixture(params=["memory", "embedded", "server", "cluster"])
async def store(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[Store]:
    """Each implementation, empty."""
    if request.param == "memory":
        yield MemoryStore(now=clock)
    else:
        async with RedisStore(request.getfixturevalue(f"{request.param}_url"), now=clock) as opened:
            yield opened


def draft(name: str = "abcd2345", *, minutes: int = 0, where: Conversation = HERE) -> Draft:
    """A draft, made some minutes after noon."""
    source = Source(arxiv_id=ArxivId(number="2306.15626", version=1))
    created = NOON + timedelta(minutes=minutes)
    return Draft(id=name, conversation=where, requested_by=ADA, source=source, created=created)


def written() -> Draft:
    """A draft with everything in it."""
    finding = Finding(rule="number-not-in-paper", severity=Severity.SOFT, words="“3.2 %” is not there — ∑ 🎉")
    evidence = Evidence(page=3, quote="We find 3.1 %.", verified=True)
    revision = Revision(text="Wir finden 3.1 %\n🧵", at=NOON, evidence=evidence, findings=(finding,))
    update = {
        "stage": Stage.WRITING,
        "headline": Headline(paper_id="2306.15626v1", title="LeanDojo", authors=("Kaiyu Yang",), pages=30),
        "pieces": (Piece(key=1, role=Role.RESULT, revisions=(revision,)),),
        "usage": Usage(input_tokens=7, dollars=0.1),
    }
    return draft().model_copy(update=update)


def display(card: str, handle: str, *, piece: int | None = None, revision: int | None = None) -> Display:
    """What a message shows."""
    ref = CardRef(handle=handle, place="below", memo="F1")
    return Display(card=f"abcd2345:{card}", ref=ref, digest="ab" * 16, piece=piece, revision=revision)


def one_token(draft: Draft) -> Draft:
    """A transition that every call can be told by."""
    return spent(draft, Usage(input_tokens=1))


class TestDrafts:
    """`create`, `load`, `change`, `drafts`."""

    async def test_round_trip(self, store: Store) -> None:
        """A draft comes back as it was saved, to the last field."""
        assert await store.create(written()) == written()
        assert await store.load(written().id) == written()

    async def test_first_save_wins(self, store: Store) -> None:
        """The same event seen twice is one draft, and what has become of it since stays."""
        await store.create(draft())
        changed = await store.change(draft().id, reading)
        assert await store.create(draft().model_copy(update={"note": "again"})) == changed
        assert await store.drafts() == (changed,)

    async def test_saved_at_once(self, store: Store) -> None:
        """Of many who save the same id at once one wins, and all are given what it saved."""
        rivals = [draft().model_copy(update={"note": str(number)}) for number in range(10)]
        returned = await asyncio.gather(*(store.create(rival) for rival in rivals))
        saved = await store.load(draft().id)
        assert all(each == saved for each in returned)

    async def test_unknown(self, store: Store) -> None:
        """A draft that is not there is said not to be there, by every call that needs one."""
        with pytest.raises(NoSuchDraft, match="no draft called nothere"):
            await store.load("nothere")
        with pytest.raises(NoSuchDraft):
            await store.change("nothere", one_token)

    async def test_change(self, store: Store) -> None:
        """A transition is applied, saved, returned, and counted in the version."""
        await store.create(draft())
        changed = await store.change(draft().id, reading)
        assert (changed.stage, changed.version) == (Stage.READING, 1)
        assert await store.load(draft().id) == changed

    async def test_no_change(self, store: Store) -> None:
        """A transition that changes nothing saves nothing."""
        await store.create(draft())
        before = await store.change(draft().id, reading)
        assert await store.change(draft().id, reading) == before

    async def test_refused(self, store: Store) -> None:
        """What a transition raises comes through, and the draft stays as it was."""
        await store.create(draft())
        gone = await store.change(draft().id, lambda d: failed(d, DraftFailure(words="No.", retryable=False)))
        with pytest.raises(NotNow):
            await store.change(draft().id, reading)
        assert await store.load(draft().id) == gone

    async def test_no_change_is_lost(self, store: Store) -> None:
        """Of changes made at once every one lands, each on top of the others."""
        await store.create(draft())
        await asyncio.gather(*(store.change(draft().id, one_token) for _ in range(25)))
        after = await store.load(draft().id)
        assert (after.usage, after.version) == (Usage(input_tokens=25), 25)

    async def test_listed(self, store: Store) -> None:
        """Drafts are listed newest first, by channel whatever the place, and all together."""
        elsewhere = Conversation(platform="slack", channel="C2")
        namesake = Conversation(platform="discord", channel="C1")
        first = await store.create(draft("first", minutes=1))
        third = await store.create(draft("third", minutes=3, where=HERE.model_copy(update={"place": "x"})))
        second = await store.create(draft("second", minutes=2))
        other = await store.create(draft("other", minutes=4, where=elsewhere))
        same_name = await store.create(draft("namesake", minutes=5, where=namesake))
        assert await store.drafts(HERE) == (third, second, first)
        assert await store.drafts(elsewhere) == (other,)
        assert await store.drafts() == (same_name, other, third, second, first)
        assert await store.drafts(Conversation(platform="web", channel="C1")) == ()

    async def test_listed_with_bound(self, store: Store) -> None:
        """At most a hundred drafts are listed, the newest."""
        for minutes in range(103):
            await store.create(draft(f"d{minutes}", minutes=minutes))
        assert [d.id for d in await store.drafts(HERE)] == [f"d{number}" for number in range(102, 2, -1)]

    async def test_broken_characters(self, store: Store) -> None:
        """Half a surrogate pair, which UTF-8 cannot write, becomes a question mark and loses nothing else."""
        await store.create(draft())
        changed = await store.change(draft().id, lambda d: d.model_copy(update={"note": "é\udcff🎉"}))
        assert changed.note == "é?🎉"
        assert await store.load(draft().id) == changed


def paper(title: str = "LeanDojo") -> Paper:
    """A paper with a sentence in it."""
    section = Section(
        title="Results", page=2, paragraphs=(Paragraph(sentences=(Sentence(text="So.", page=2),)),)
    )
    read = Paper(id=None, title=title, authors=("Ada",), abstract="A.", pages=2, sections=(section,))
    assert read.sentences  # remembered by the value itself, and not to be saved
    return read


def entry(version: int, number: str = "2306.15626") -> ArxivEntry:
    """What arXiv says of one version."""
    return ArxivEntry(id=ArxivId(number=number, version=version), title="T", authors=("A",), abstract="x")


def of(version: int | None, number: str = "2306.15626") -> Source:
    """The source that is a version of a paper."""
    return Source(arxiv_id=ArxivId(number=number, version=version))


class TestPapers:
    """`paper`, `pdf`, `entry`."""

    async def test_paper(self, store: Store) -> None:
        """A paper is remembered under its id and version, and not under another."""
        await store.keep_paper(of(2), paper())
        assert await store.paper(of(2)) == paper()
        assert await store.paper(of(1)) is None
        assert await store.paper(of(2, "hep-th/9901001")) is None

    async def test_local_file(self, store: Store) -> None:
        """A local PDF is told by its bytes, whatever its name."""
        mine = Source(pdf_sha256="ab" * 32, name="mine.pdf")
        await store.keep_pdf(mine, b"%PDF-1.7\x00\xff")
        await store.keep_paper(mine, paper())
        renamed = mine.model_copy(update={"name": "renamed.pdf"})
        assert await store.pdf(renamed) == b"%PDF-1.7\x00\xff"
        assert await store.paper(renamed) == paper()
        assert await store.pdf(Source(pdf_sha256="cd" * 32)) is None

    async def test_entry(self, store: Store) -> None:
        """What arXiv says is remembered by version; an id of old with its slash is an id like any other."""
        await store.keep_entry(entry(1, "hep-th/9901001"), newest=True)
        assert await store.entry(ArxivId(number="hep-th/9901001", version=1)) == entry(1, "hep-th/9901001")
        assert await store.entry(ArxivId(number="hep-th/9901001", version=2)) is None
        assert await store.entry(ArxivId(number="2306.15626")) is None

    async def test_newest(self, store: Store, clock: Clock) -> None:
        """An id without version means the newest looked up within the hour, and afterwards none."""
        newest = ArxivId(number="2306.15626")
        await store.keep_entry(entry(10), newest=True)
        await store.keep_entry(entry(11), newest=False)
        clock.seconds += 1800
        await store.keep_entry(entry(9), newest=True)
        assert await store.entry(newest) == entry(10)
        clock.seconds += 1801
        assert await store.entry(newest) == entry(9)
        clock.seconds += 1800
        assert await store.entry(newest) is None
        assert await store.entry(ArxivId(number="2306.15626", version=9)) == entry(9)

    async def test_source_without_version(self, store: Store, clock: Clock) -> None:
        """A source without version shares what is kept of the newest, and never keeps an old one alive."""
        await store.keep_entry(entry(2), newest=True)
        await store.keep_paper(of(None), paper("second"))
        await store.keep_pdf(of(2), b"second")
        assert await store.paper(of(2)) == paper("second")
        assert await store.pdf(of(None)) == b"second"
        await store.keep_entry(entry(3), newest=True)
        assert await store.paper(of(None)) is None
        clock.seconds += 3601
        assert await store.pdf(of(None)) is None
        assert await store.pdf(of(2)) == b"second"

    async def test_version_never_learnt(self, store: Store) -> None:
        """What is kept of a source whose version nobody knows is found by that source alone."""
        await store.keep_pdf(of(None), b"some version")
        assert await store.pdf(of(None)) == b"some version"
        assert await store.pdf(of(1)) is None


class TestPictures:
    """`keep_picture`, `picture`."""

    async def test_round_trip(self, store: Store) -> None:
        """A picture comes back to the byte under the digest of its content; stored twice it is one."""
        content = b"\x89PNG\r\n\x1a\n\x00\xff" * 50_000
        digest = await store.keep_picture(content)
        assert digest == hashlib.sha256(content).hexdigest()
        assert await store.keep_picture(content) == digest
        assert await store.picture(digest) == content

    async def test_unknown(self, store: Store) -> None:
        """A picture that is not kept, or was never one, is none."""
        assert await store.picture("ab" * 32) is None
        assert await store.picture("") is None


class TestMessages:
    """`keep_display`, `displays`, `displayed`, `once`, `claimed`."""

    async def test_displays(self, store: Store) -> None:
        """What shows a card is found by its draft and by the message; a newer one replaces it."""
        assert await store.displays("abcd2345") == {}
        head, old = display("head", "1.0"), display("3", "old")
        new = display("3", '{"ts": "1.2", "ö": 1}', piece=3, revision=2)
        for each in (head, old, new):
            await store.keep_display("abcd2345", each)
        await store.keep_display("other234", display("3", "2.0"))
        assert await store.displays("abcd2345") == {"abcd2345:head": head, "abcd2345:3": new}
        assert await store.displayed(new.ref.handle) == ("abcd2345", new)
        assert await store.displayed("nobody's") is None

    async def test_claimed(self, store: Store) -> None:
        """Looking whether something is claimed claims nothing."""
        assert not await store.claimed("event:1")
        assert await store.once("event:1", 60)
        assert await store.claimed("event:1")
        assert not await store.claimed("event:2")

    async def test_once(self, store: Store) -> None:
        """Of many who claim the same at once one is given it, and later ones are not."""
        claims = await asyncio.gather(*(store.once("event:1", 60) for _ in range(20)))
        assert claims.count(True) == 1
        assert not await store.once("event:1", 60)
        assert await store.once("event:2", 60)
        assert await store.once("x" * 10_000, 0)
