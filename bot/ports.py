"""What the core needs of the world: Protocols, each docstring a contract for whoever implements it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Protocol

from bot.arxiv_id import ArxivId
from bot.cards import Card
from bot.deeds import Deed
from bot.draft import Draft, Transition
from bot.lab import Lab
from bot.papers import ArxivEntry, Cropped, FigureKey, Paper, Source
from bot.people import CardRef, Conversation, Person
from bot.poster import Advertiser
from bot.tweets import Finding, Usage, Wording
from bot.values import Value


class Archive(Protocol):
    """arXiv, asked courteously."""

    async def describe(self, arxiv_id: ArxivId) -> ArxivEntry:
        """Title, authors and the rest, of the version asked for or else the newest.

        Raises `NotAPaper` when arXiv has no such paper, `Withdrawn`, or `ArchiveError` when arXiv cannot
        be asked within the bounds.
        """

    async def fetch(self, arxiv_id: ArxivId) -> bytes:
        """The PDF of that paper and version.

        Raises `NotAPaper` when there is none, `Withdrawn`, or `ArchiveError` when it does not come within
        the bounds on size and time.
        """


class Reader(Protocol):
    """Reads PDFs, whoever made them."""

    def read(self, pdf: bytes, entry: ArxivEntry | None = None) -> AsyncIterator[Paper | Cropped]:
        """Read a PDF within bounds on memory, time and pages; never takes the caller down with it.

        First the paper, once; then a `Cropped` for each figure that a picture could be made of, by page.
        `entry`, when known, decides title, authors and abstract. Raises `Unreadable` with the reason
        in words before the paper has come: not a PDF, locked, a scan without text, too large, or broken.
        After it nothing is raised: what a page's pictures cost beyond the bounds, costs these pictures.
        """


class Shown(Value):
    """The picture of a figure or table, for a writer that can look at it."""

    figure: FigureKey
    media_type: str  # "image/png" or "image/jpeg"
    content: bytes


class Brief(Value):
    """All that a writer is told."""

    paper: Paper
    lab: Lab = Lab()
    note: str = ""  # what the person wrote after the link: venue, whom to thank, code link, tone
    so_far: tuple[Wording, ...] = ()  # kept from a run that was cut off: go on from there, do not repeat
    count: int | None = None  # how many tweets that run announced
    pictures: tuple[Shown, ...] = ()  # of the important figures, as far as they are cropped
    spent: float = 0.0  # dollars that this draft or rewrite has cost so far, for a writer that has a limit


Contents = Callable[[str], Awaitable[bytes | None]]
"""What is in a picture or file, by its digest; None for what is no longer kept."""


class Display(Value):
    """A message, and what it shows."""

    card: str  # the card's key
    ref: CardRef
    digest: str  # of the card as it was shown last
    piece: int | None = None  # whose text it shows, by the piece's key; None for no piece
    revision: int | None = None  # of that piece, or of the draft as a whole


class Outline(Value):
    """The first thing a writer says: how many tweets there will be."""

    count: int


class Change(Value):
    """A tweet to be written anew: which, out of which thread, and what is wanted."""

    thread: tuple[Wording, ...]  # as it stands, in order
    index: int
    earlier: tuple[str, ...] = ()  # texts it has had before: give something different
    note: str = ""  # what the person wants changed
    faults: tuple[Finding, ...] = ()  # what the checks found, when it is sent back


Piecemeal = Outline | Wording | Usage


class Writer(Advertiser, Protocol):
    """Turns a paper into tweets, and a poster's facts into an ad; the core checks both.

    Its tweets carry no `k/N`; the core numbers them.
    """

    name: str  # for people and logs: "extractive", a model's id
    digest: str  # names the wording of its prompts or rules, 12 hex digits

    def write(self, brief: Brief) -> AsyncIterator[Piecemeal]:
        """Draft the whole thread: first one `Outline`, then each `Wording` as soon as it is finished.

        A wording of an index already given replaces it. `Usage` comes whenever money was spent, and adds
        up. Raises `Unwritable` when the paper does not carry a thread, `WriterError` when the writer is
        to blame.
        """

    def mend(self, brief: Brief, changes: Sequence[Change]) -> AsyncIterator[Wording | Usage]:
        """Write the faulty tweets of a fresh draft again, each so that its `faults` are gone.

        A writer that can do nothing about a fault gives no wording for it.
        """

    def regenerate(self, brief: Brief, change: Change) -> AsyncIterator[Wording | Usage]:
        """A different tweet for the same place, heeding the note. Raises `NotNow` when there is none left."""

    def shorten(self, brief: Brief, change: Change) -> AsyncIterator[Wording | Usage]:
        """The same tweet in fewer weighted characters, every number and name kept.

        Raises `NotNow` when it cannot be made shorter.
        """


class Store(Protocol):
    """What must outlive a process: drafts, papers, and which message shows what.

    Every call raises `StoreError` when the store cannot be reached.
    """

    async def create(self, draft: Draft) -> Draft:
        """Save a new draft and list it under its channel; the first save of an id wins and is returned."""

    async def load(self, draft_id: str) -> Draft:
        """The draft of that id; raises `NoSuchDraft`."""

    async def change(self, draft_id: str, transition: Transition) -> Draft:
        """Apply a pure transition by compare-and-set, again after a lost race; returns the draft as saved.

        `version` grows by one with every save; a transition that changes nothing saves nothing. What the
        transition raises goes to the caller, and nothing is saved. Raises `NoSuchDraft`.
        """

    async def drafts(self, conversation: Conversation | None = None) -> tuple[Draft, ...]:
        """Drafts of a channel (`place` is not looked at), or of all, newest first, at most 100.

        One that this version cannot read is left out, and told in the log: it must not hide the others.
        """

    async def keep_paper(self, source: Source, paper: Paper) -> None:
        """Remember a read paper under its source, as long as drafts are kept."""

    async def paper(self, source: Source, *, any_reader: bool = False) -> Paper | None:
        """The paper read from that source by this version of the reader, if it is remembered.

        `any_reader` takes one read by another version too: better than none, when the PDF is gone.
        """

    async def keep_pdf(self, source: Source, pdf: bytes) -> None:
        """Remember a PDF for a day, so that a job that is run again does not fetch it again."""

    async def pdf(self, source: Source) -> bytes | None:
        """The PDF of that source, if it is remembered."""

    async def keep_picture(self, content: bytes) -> str:
        """Remember a picture as long as drafts are kept; returns its digest (SHA-256, 64 hex digits)."""

    async def picture(self, digest: str) -> bytes | None:
        """The picture of that digest, if it is remembered."""

    async def keep_entry(self, entry: ArxivEntry, *, newest: bool) -> None:
        """Remember what arXiv says of one version of a paper, for a day.

        `newest`: it was the answer to a question without a version, so it is the newest there is.
        """

    async def entry(self, arxiv_id: ArxivId) -> ArxivEntry | None:
        """What arXiv said of that paper: of that version, or the newest one looked up within the hour."""

    async def keep_display(self, draft_id: str, display: Display) -> None:
        """Remember which message shows a card of a draft, and what it shows."""

    async def displays(self, draft_id: str) -> dict[str, Display]:
        """What shows the cards of a draft, by the cards' keys."""

    async def displayed(self, handle: str) -> tuple[str, Display] | None:
        """What the message of that handle (`CardRef.handle`) shows: its draft's id, and the display."""

    async def once(self, key: str, seconds: int) -> bool:
        """True for the first who asks within that time, across all processes: claims and deduplication."""

    async def claimed(self, key: str) -> bool:
        """Whether somebody has asked `once` for that key, and its time is not over."""


class Jobs(Protocol):
    """Work that outlives the request for it: at least once, across crashes."""

    async def later(self, draft: Draft) -> None:
        """Have `Drafting.advance(draft.id)` run in a worker of the draft's platform.

        Asking twice for the same version of a draft is asking once. Jobs of one draft never run at the
        same time; a job whose worker was killed is taken up by another within a minute.
        """

    async def show(self, draft: Draft) -> None:
        """Have `Showing.show(draft.id)` run soon, in a worker of the draft's platform.

        Runs of one draft never overlap, and after each call one begins that sees what was saved before it.
        Heavy work does not hold it up.
        """

    async def hear(self, deed: Deed) -> None:
        """Have `Hearing.do(deed)` run soon, in a worker of its platform; heavy work does not hold it up.

        Returns when the deed is written down where no crash loses it. May run again for what it has done.
        """


class Chat(Protocol):
    """A platform, outbound. Converts and sends; decides nothing and stores nothing."""

    async def show(
        self,
        conversation: Conversation,
        card: Card,
        shown: CardRef | None,
        contents: Contents,
        *,
        again: bool = False,
    ) -> CardRef:
        """Make the card visible: a new message, or the one `shown` brought up to date.

        `contents` gives what is in a picture or file, by its digest; None for what is no longer kept.
        `again` tells that a message may be there whose answer got lost: it is looked for, and taken over.
        In a conversation without a place the message stands in the channel, and the ref says what lies
        below it. Called for one draft at a time, in order of `card.version`. Raises `ChatError`.
        """

    async def seen(self, conversation: Conversation, message: str) -> None:
        """Let people see that Herald has seen a message; twice is once. Raises `ChatError`."""

    async def tell(self, conversation: Conversation, person: Person, words: str, answer: str = "") -> None:
        """Say a sentence to one person alone; `answer` is what came with their deed.

        Called when something went wrong already: raises nothing but `ChatError`.
        """

    async def link(self, ref: CardRef) -> str:
        """The URL of a message, for people; "" where there is none. Raises `ChatError`."""

    async def linked(self, url: str) -> CardRef | None:
        """The message that a URL leads to; None for anything else."""
