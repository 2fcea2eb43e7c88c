"""The one script every platform follows: from a link to an approved thread."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot import transitions
from bot.actions import Action, Verb
from bot.draft import AD, WORKING, Draft, Poster, Transition, Wanted, draft_id
from bot.errors import NoSuchDraft, NotNow, Outdated
from bot.lab import Lab
from bot.library import Library
from bot.papers import Paper, Source
from bot.people import Conversation, Person
from bot.ports import Brief, Jobs
from bot.review import ad_judged, judged
from bot.showing import Showing
from bot.tweets import tidied
from bot.writing.checks import Grounds
from bot.writing.feedback import feedback
from bot.writing.locked import broken_by_edit

NOTE_LIMIT = 2000
"""Characters of a note: several times what people type, and little beside a paper."""

TEXT_LIMIT = 4000
"""Characters of an edited tweet: more than any network takes."""

BEGINNING_SECONDS = 5
"""So long the first who asks for a paper has for saving its draft, before another begins one."""

GLANCE = 0.05  # seconds between two looks whether it is there


@dataclass(frozen=True)
class Request:
    """Somebody asks for a draft. `event` names the asking: the same event again is the same draft."""

    conversation: Conversation
    person: Person
    event: str
    source: Source
    note: str = ""
    pdf: bytes | None = None  # the file itself, when the source is one
    poster: Poster | None = None  # when the ad of a poster is asked for, not a thread
    asked: bool = False  # by a command: one that stopped is tried again
    again: bool = False  # at the terminal: that, and one that is ready to review is no answer

    @property
    def draft_id(self) -> str:
        """The id of the draft that this request begins."""
        where = self.conversation
        return draft_id(where.platform, where.channel, self.event, str(self.source))


@dataclass(frozen=True)
class Workflow:
    """All that people can ask for. What takes long is left to jobs (`bot.drafting`)."""

    library: Library
    showing: Showing
    jobs: Jobs
    lab: Lab
    clock: Callable[[], datetime]

    # Asking for a draft ---------------------------------------------------------------------------------

    async def begin(self, request: Request) -> Draft:
        """Begin a draft, or find the one of this paper that is open in the channel.

        When it was asked for, a draft that stopped, and may be tried again, is gone on with: its tweets are
        paid for.
        Raises `NotNow` when the note is too long. What is wrong with the paper shows later, on the draft.
        """
        note = _bounded(request.note, NOTE_LIMIT, "note")
        if request.pdf is not None:
            await self.showing.store.keep_pdf(request.source, request.pdf)
        draft = None if request.poster else await self._known(request)
        if draft is None:
            draft = Draft(
                id=request.draft_id,
                conversation=request.conversation,
                requested_by=request.person.model_copy(update={"groups": ()}),
                source=request.source,
                note=note,
                created=self.clock(),
                approvals_needed=self.lab.approvals_needed,
                lab=self.lab,
                wants_thread=request.poster is None,
                poster=request.poster,
            )
            draft = await self.showing.store.create(draft)
        if not draft.settled:
            await self.jobs.later(draft)
        await self.showing.soon(draft)
        return draft

    async def _known(self, request: Request) -> Draft | None:
        """The draft that answers the request already; None for who is to begin one.

        Of several who ask for the same at once one begins. The others wait until its draft is there, or,
        should it never come, until the claim on being the next after the newest one has run out.
        """
        while True:
            known = await self.showing.store.drafts(request.conversation)
            known = tuple(one for one in known if _same(one, request))
            draft = _open(known, request) or await self._stopped(known, request)
            if draft is not None:
                return draft
            after = known[0].id if known else ""
            place, paper = request.conversation.address, _paper(request.source)
            if await self.showing.store.once(
                f"begin:{place}:{paper}:{after}:{request.note}", BEGINNING_SECONDS
            ):
                return None
            await asyncio.sleep(GLANCE)

    async def _stopped(self, known: tuple[Draft, ...], request: Request) -> Draft | None:
        """The newest draft of this paper and note, if it stopped and another try may help: it is retried."""
        if not (request.asked or request.again):
            return None
        newest = next((one for one in known if _answers(one.source, request.source)), None)
        if not (newest and newest.failure and newest.failure.retryable and newest.lab == self.lab):
            return None
        draft = await self.showing.change(
            newest.id, lambda draft: transitions.retried(draft) if draft.failure else draft
        )
        words = f"Going on with draft {draft.id}, which stopped before."
        await self.showing.chat.tell(request.conversation, request.person, words)
        return draft

    async def find(
        self,
        conversation: Conversation,
        name: str = "",
        verb: Verb | None = None,
        person: Person | None = None,
    ) -> Draft:
        """The draft of that name, or else the newest one of the channel; raises `NoSuchDraft`.

        In a thread that is a draft's, that one is meant; else the person's own come before others'. For a
        verb that changes something the newest open one comes first; what is to be looked at or undone is
        more likely the newest of all.
        """
        if name.strip():
            draft = await self._named(name.strip())
            if draft.conversation.platform != conversation.platform:
                place = draft.conversation.platform
                raise NoSuchDraft(f"Draft {draft.id} belongs to {place}; change it there.")
            return draft
        known = await self.showing.store.drafts(conversation)
        if not known:
            raise NoSuchDraft("No draft is open here; ask for one with an arXiv link or a PDF first.")
        below = [draft for draft in known if draft.conversation.place == conversation.place != ""]
        own = [draft for draft in known if person and draft.requested_by.id == person.id and draft.open]
        known = tuple(below) or (*own, *known)
        if verb in {None, Verb.UNDO, Verb.RETRY}:
            return known[0]
        return next((draft for draft in known if draft.open), known[0])

    async def _named(self, name: str) -> Draft:
        """The draft of that id, or of the message with that link."""
        if "://" not in name:
            return await self.showing.store.load(name.lower())
        ref = await self.showing.chat.linked(name)
        known = await self.showing.store.displayed(ref.handle) if ref else None
        if known is None:
            raise NoSuchDraft(
                "That link leads to no draft; give the link of its headline, or the draft's name."
            )
        return await self.showing.store.load(known[0])

    async def drafts(self, conversation: Conversation) -> tuple[Draft, ...]:
        """The drafts of a channel, newest first."""
        return await self.showing.store.drafts(conversation)

    async def take_up(self, *known: Draft, shown_on: Collection[str] = ()) -> None:
        """Ask again for the jobs of these drafts, or of all: a crash may have come before the asking.

        On the platforms `shown_on` their messages are brought up to date too.
        """
        for draft in known or await self.showing.store.drafts():
            if not draft.settled:
                await self.jobs.later(draft)
            if draft.conversation.platform in shown_on:
                await self.showing.soon(draft)

    async def read(self, source: Source, pdf: bytes | None = None) -> Paper:
        """Read a paper without drafting anything; remembered for the draft that may follow."""
        if pdf is not None:
            await self.showing.store.keep_pdf(source, pdf)
        return (await self.library.paper(source))[1]

    async def pictures(self, digests: Iterable[str]) -> dict[str, bytes]:
        """The contents of pictures by their digests, as far as they are kept."""
        contents = {digest: await self.showing.store.picture(digest) for digest in dict.fromkeys(digests)}
        return {digest: content for digest, content in contents.items() if content is not None}

    # Acting on a draft ----------------------------------------------------------------------------------

    async def act(
        self,
        action: Action,
        *,
        by: Person,
        note: str = "",
        text: str = "",
        event: str = "",
        at: datetime | None = None,
    ) -> Draft:
        """Do what a button, a command or a reaction means; returns the draft as it stands then.

        `note` is for regenerating, `text` for editing; `event` names the asking where it may be told twice,
        and `at` says when it was where that may be told late. Raises an `AskedError` when it cannot be done,
        and then nothing has changed.
        """
        at = at or self.clock()
        named = tuple(group for group in by.groups if f"{by.platform}:{group}" in self.lab.approvers)
        by = by.model_copy(update={"groups": named})
        deeds: dict[Verb, Callable[[Action, Person, str], Awaitable[Draft]]] = {
            Verb.APPROVE: partial(self._approve, at=at),
            Verb.WITHDRAW: partial(self._withdraw, at=at),
            Verb.EDIT: partial(self._edit, text=text),
            Verb.REGENERATE: partial(self._want, note=note),
            Verb.SHORTEN: partial(self._want, note=note),
            Verb.UNDO: self._undo,
            Verb.RETRY: self._retry,
            Verb.LONGER: self._longer,
        }
        if action.verb not in deeds:
            raise NotNow("Facts are given in a form; press the button below the poster's ad.")
        return await deeds[action.verb](action, by, event)

    async def _approve(self, action: Action, by: Person, event: str, at: datetime) -> Draft:
        def approve(draft: Draft) -> Draft:
            whole = action.piece is None
            pieces = draft.whole if action.piece is None else (draft.piece(action.piece),)
            if not pieces:
                raise NotNow(draft.awaited)
            if whole and action.revision not in {None, draft.revision}:
                what = "A tweet has changed since you saw the thread"
                what = what if draft.wants_thread else "The ad has changed since you saw it"
                raise Outdated(f"{what}; look at it first.")
            for piece in pieces:
                self.lab.check_approver(by, piece.author or draft.requested_by)
                seen = None if whole else action.revision
                draft = transitions.approved(draft, piece.key, seen, by, at)
            return draft

        return await self._once(action, event, approve)

    async def _withdraw(self, action: Action, by: Person, event: str, at: datetime) -> Draft:
        key = _aimed(action)
        return await self._once(action, event, lambda draft: transitions.withdrawn(draft, key, by, at))

    async def detail(
        self, action: Action, *, by: Person, fill: Callable[[Poster], Poster], event: str = ""
    ) -> Draft:
        """Somebody fills in the poster's facts: its ad is written anew. The same facts change nothing.

        `action.revision` is the number of changes that they saw; see `draft.detailed` for what is raised.
        """
        wish = Wanted(verb=action.verb, by=by.model_copy(update={"groups": ()}), at=self.clock())
        draft = await self._once(
            action,
            event,
            lambda draft: self._ad_judged(transitions.detailed(draft, action.revision, fill, wish)),
        )
        if draft.pending:
            await self.jobs.later(draft)
        return draft

    async def _edit(self, action: Action, by: Person, event: str, text: str) -> Draft:
        if action.piece == AD:
            return await self._edit_ad(action, by, event, _bounded(text, TEXT_LIMIT, "text").strip())
        words = tidied(_bounded(text, TEXT_LIMIT, "text"))
        if not words:
            raise NotNow("The new text is empty; type what the tweet should say.")
        key = _aimed(action)
        judge = await self._judge(action)

        def edit(draft: Draft) -> Draft:
            update = {"text": words, "at": self.clock(), "by": by, "verb": Verb.EDIT, "note": ""}
            fresh = {"writer": "", "prompt": "", "restores": None, "unmended": ""}
            revision = draft.piece(key).now.model_copy(update=update | fresh)
            return judge(transitions.edited(draft, key, action.revision, revision))

        return await self._once(action, event, edit)

    async def _edit_ad(self, action: Action, by: Person, event: str, text: str) -> Draft:
        """The person's own words for the ad; refused where they break a fact: the form changes those."""
        if not text:
            raise NotNow("The new text is empty; type what the ad should say.")

        def edit(draft: Draft) -> Draft:
            poster = draft.poster or Poster()
            broken = broken_by_edit(text, poster.facts, poster.own)
            if broken:
                raise NotNow(f"{broken[0].words} To change a fact itself, fill in the poster details.")
            now = draft.piece(AD).now
            said = feedback(poster.own, poster.facts, text)  # what has changed is told of this text
            said = now.feedback.model_copy(update={"changed": said.changed}) if now.feedback else said
            update = {"text": text, "at": self.clock(), "by": by, "verb": Verb.EDIT, "note": ""}
            fresh = {"writer": "", "prompt": "", "restores": None, "unmended": "", "feedback": said}
            revision = now.model_copy(update=update | fresh)
            return self._ad_judged(transitions.edited(draft, AD, action.revision, revision))

        return await self._once(action, event, edit)

    def _ad_judged(self, draft: Draft) -> Draft:
        return ad_judged(draft, self.clock().date())

    async def _want(self, action: Action, by: Person, event: str, note: str) -> Draft:
        note = _bounded(note, NOTE_LIMIT, "note").strip()
        wish = Wanted(verb=action.verb, by=by, at=self.clock(), note=note)
        key = _aimed(action)
        draft = await self._once(
            action, event, lambda draft: transitions.wanted(draft, key, action.revision, wish)
        )
        await self.jobs.later(draft)
        return draft

    async def _undo(self, action: Action, by: Person, event: str) -> Draft:
        key = _aimed(action)
        judge = await self._judge(action)

        def undo(draft: Draft) -> Draft:
            standing = draft.piece(key).standing
            if standing and standing[-1].by.id != by.id:
                self.lab.check_approver(by, standing[-1].by)  # another's approval is theirs to judge
            return judge(transitions.undone(draft, key, action.revision, by, self.clock()))

        return await self._once(action, event, undo)

    async def _retry(self, action: Action, by: Person, event: str) -> Draft:  # noqa: ARG002  everybody may ask
        draft = await self._once(action, event, lambda draft: transitions.retried(draft, action.piece))
        await self.jobs.later(draft)
        return draft

    async def _longer(self, action: Action, by: Person, event: str) -> Draft:  # noqa: ARG002  it changes nothing
        """The variant of an ad for LinkedIn and e-mail, to the person who wants it."""
        draft = await self.showing.store.load(action.draft)
        longer = draft.piece(_aimed(action)).now.longer
        if not longer:
            raise NotNow("There is no longer variant of that; only a poster's ad has one.")
        await self.showing.chat.tell(draft.conversation, by, longer)
        return draft

    async def _once(self, action: Action, event: str, transition: Transition) -> Draft:
        return await self.showing.change(
            action.draft, lambda draft: transitions.once(draft, event, transition)
        )

    async def _judge(self, action: Action) -> Transition:
        """What brings the findings up to date after a change of the piece: of the ad, or of the thread."""
        if action.piece == AD:
            return self._ad_judged
        draft = await self.showing.store.load(action.draft)
        paper = (await self.library.paper(draft.source))[1]
        grounds = Grounds.of(Brief(paper=paper, lab=draft.lab, note=draft.note))
        return lambda draft: judged(draft, grounds, whole=True)


def _same(draft: Draft, request: Request) -> bool:
    """Whether a draft is what is asked for: of that paper and note, or of this very asking.

    Who merely posts a link has no wishes: whatever note a draft of it was begun with, it is the same paper.
    """
    merely_posted = not (request.note or request.asked or request.again)
    noted = merely_posted or draft.note == request.note
    same = draft.wants_thread and noted and _paper(draft.source) == _paper(request.source)
    return same or draft.id == request.draft_id


def _open(known: tuple[Draft, ...], request: Request) -> Draft | None:
    """The one of these drafts that people are at work on."""
    for draft in known:
        if draft.id == request.draft_id:
            return draft  # the same asking again
        if draft.open and (draft.stage in WORKING or not request.again):
            return draft
    return None


def _paper(source: Source) -> str:
    """The paper, in any version."""
    return source.arxiv_id.number if source.arxiv_id else source.pdf_sha256


def _answers(one: Source, asked: Source) -> bool:
    """Whether a draft of that paper is of the version asked for, if one is named."""
    named = asked.arxiv_id and asked.arxiv_id.version
    return not named or one.arxiv_id == asked.arxiv_id


def _bounded(text: str, limit: int, what: str) -> str:
    if len(text) > limit:
        raise NotNow(f"The {what} has {len(text)} characters; shorten it to {limit}.")
    return text


def _aimed(action: Action) -> int:
    if action.piece is None:
        raise NotNow(f"Say which tweet to {action.verb.value}, by its number, or “ad” for the poster's ad.")
    return action.piece
