"""What people do in a chat, from its arrival to a call on the workflow: every platform hears alike."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import ValidationError

from bot import forms
from bot.actions import Action, Verb
from bot.arxiv_id import ArxivId
from bot.cards import title_of
from bot.deeds import Addressed, Asked, Deed, Noticed, Pressed, Reacted
from bot.draft import AD, Draft, Poster
from bot.errors import AskedError, ChatError, HeraldError, NoSuchPiece, NotNow, Outdated, StoreError
from bot.forms import Form
from bot.instructions import HELP, Instruction, plain_links
from bot.papers import Source
from bot.people import CardRef, Conversation, Person
from bot.poster import LONGEST_DRAFT, LONGEST_FACT, NAMES, PosterFacts
from bot.workflow import Request, Workflow

log = logging.getLogger(__name__)

DONE_SECONDS = 24 * 3600
"""So long it is remembered what was done: chats deliver again within minutes."""

_SHOWN = 60  # characters that are quoted of what is no link
_POSTER = "poster"  # what the memo of a form begins with that asks for an ad of its own

MOST_PAPERS = 5
"""Papers of one message that get a draft; who posts more has posted a list."""


MOST_AT_HOME = 20
"""Drafts on a person's home: nobody reads more."""


@dataclass(frozen=True)
class Hearing:
    """All that a chat calls. `hear` writes down and returns; a worker does it by `do`."""

    workflow: Workflow

    # What is written down and done later ----------------------------------------------------------------

    def watches(self, conversation: Conversation) -> bool:
        """Whether links are noticed there."""
        return conversation.address in self.workflow.lab.watched

    def means(self, deed: Deed) -> bool:
        """Whether what somebody did means anything to Herald: most of what is said in a channel does not."""
        lab = self.workflow.lab
        if isinstance(deed, Noticed):
            return self.watches(deed.conversation) and bool(ArxivId.find_all(deed.text))
        return not isinstance(deed, Reacted) or lab.verb(deed.emoji) is not None

    async def hear(self, deed: Deed) -> bool:
        """Write down what somebody did, if it means anything to Herald; tells whether it does.

        Returns before it is done, so that a chat can be told in time that it arrived. Raises `StoreError`.
        """
        if not self.means(deed):
            return False
        await self.workflow.jobs.hear(deed)
        return True

    async def do(self, deed: Deed) -> None:
        """Do what was written down; what cannot be done is told to the person alone.

        Raises what another try may help against.
        """
        store = self.workflow.showing.store
        key = f"done:{deed.conversation.platform}:{deed.event}"
        if await store.claimed(key):
            return
        deeds: dict[type[Deed], Callable[[Any], Awaitable[None]]] = {
            Noticed: self._noticed,
            Asked: self._asked,
            Addressed: self._addressed,
            Pressed: self._pressed,
            Reacted: self._reacted,
        }
        try:
            await deeds[type(deed)](deed)
        except (StoreError, ChatError):
            raise
        except HeraldError as error:
            await self._tell(deed, said_of(error, _typed(deed)))
        await store.once(key, DONE_SECONDS)

    async def undoable(self, deed: Deed, error: BaseException) -> None:
        """No try has helped: the person is told so."""
        await self._tell(deed, said_of(error, _typed(deed)))

    async def _noticed(self, deed: Noticed) -> None:
        found = ArxivId.find_all(deed.text)
        await self._seen(deed.conversation, deed.message)
        for arxiv_id in found[:MOST_PAPERS]:
            await self._begin(deed, deed.message, arxiv_id, note="")
        if len(found) > MOST_PAPERS:
            words = f"That names {len(found)} papers; Herald drafts {MOST_PAPERS}. Ask for others singly."
            await self._tell(deed, words)

    async def _asked(self, deed: Asked | Addressed) -> None:
        self.workflow.lab.check_channel(deed.conversation)
        arxiv_id, behind = ArxivId.first(deed.text)
        note = " ".join(plain_links(behind).split())
        if deed.message:
            await self._seen(deed.conversation, deed.message)
        await self._begin(deed, deed.message or deed.event, arxiv_id, note)

    async def _addressed(self, deed: Addressed) -> None:
        if ArxivId.find_all(deed.text):
            await self._asked(deed)
            return
        action, note, remark = await self.instructed(deed.conversation, deed.person, deed.text)
        await self._act(deed, action, note)
        if remark:
            await self._tell(deed, remark)

    async def _begin(self, deed: Deed, event: str, arxiv_id: ArxivId, note: str) -> None:
        """A draft for a paper, or the way to the one that is open."""
        request = Request(
            conversation=deed.conversation,
            person=deed.person,
            event=event,
            source=Source(arxiv_id=arxiv_id),
            note=note,
            asked=not isinstance(deed, Noticed),
        )
        draft = await self.workflow.begin(request)
        there = not request.asked and draft.conversation == deed.conversation
        if draft.id != request.draft_id and not there:  # in its own thread people name it all the time
            where = await self._link(draft)
            words = f"There is a draft of “{title_of(draft)}” here already: {where or draft.id}"
            await self._tell(deed, words)

    async def _pressed(self, deed: Pressed) -> None:
        await self._act(deed, deed.action, deed.note)

    async def _act(self, deed: Deed, action: Action, words: str) -> None:
        """Do what was pressed or said; of what has changed since, the newer text is shown again."""
        text, note = (words, "") if action.verb.takes_words else ("", words)
        await self._check_channel(action)
        if action.verb.takes_words and not text.strip():
            raise NotNow(
                "Give the new text with it, as in “edit 3 The new text”, or press Edit below the tweet."
            )
        try:
            await self.workflow.act(action, by=deed.person, note=note, text=text, event=deed.event)
        except Outdated:
            await self.workflow.showing.soon(await self.workflow.showing.store.load(action.draft))
            raise

    async def _reacted(self, deed: Reacted) -> None:
        verb = self.workflow.lab.verb(deed.emoji)
        known = await self.workflow.showing.store.displayed(deed.message.handle)
        if verb is None or known is None or known[1].piece is None:
            return
        if not deed.added:
            if verb is not Verb.APPROVE:
                return
            verb = Verb.WITHDRAW
        draft_id, display = known
        draft = await self.workflow.showing.store.load(draft_id)
        piece = draft.piece(known[1].piece)
        # The message may have changed between the reaction and now: what was written later was not seen.
        there = sum(revision.at <= deed.at for revision in piece.revisions) - 1
        action = Action(
            draft=draft_id, verb=verb, piece=piece.key, revision=min(display.revision or 0, there)
        )
        await self._check_channel(action)
        await self.workflow.act(action, by=deed.person, event=deed.event, at=deed.at)

    # What is answered at once ---------------------------------------------------------------------------

    async def form(self, action: Action) -> Form | None:
        """What has to be asked before this can be done; None: nothing. Raises an `AskedError`."""
        if not action.verb.takes_form:
            return None
        return forms.form(await self.workflow.showing.store.load(action.draft), action)

    async def hint(self, action: Action, text: str) -> str:
        """What is said about a text while it is being typed."""
        draft = await self.workflow.showing.store.load(action.draft)
        return forms.length_hint(draft, draft.piece(action.piece or 0), text)

    async def submit(
        self, action: Action, person: Person, fields: Mapping[str, str], event: str = ""
    ) -> Draft:
        """Do what a form was filled in for; returns when it is saved, so that nothing typed is lost.

        Raises what there is to say; the form should stay open then.
        """
        await self._check_channel(action)
        if action.verb.takes_facts:
            fill = partial(filled_in, fields=fields)
            return await self.workflow.detail(action, by=person, fill=fill, event=event)
        note, text = fields.get("note", ""), fields.get("text", "")
        return await self.workflow.act(action, by=person, note=note, text=text, event=event)

    async def poster_form(self, conversation: Conversation, text: str) -> tuple[Form, str]:
        """The form of `/poster-ad [arxiv link]`, and what `sent` is to be given with what was filled in.

        It is the form of a draft's ad where the link, or the place, is one that has an ad. Platforms with
        room for few fields show the first `forms.FEW`; the card of the ad asks for the others. Raises
        `NotAllowed` where Herald may not be asked.
        """
        self.workflow.lab.check_channel(conversation)
        found = ArxivId.find_all(text)
        numbers = {each.number for each in found}
        for draft in await self.workflow.drafts(conversation):
            paper = draft.source.arxiv_id
            here = draft.conversation.place == conversation.place != ""
            if draft.ad and ((paper and paper.number in numbers) or (here and not numbers)):
                poster = draft.poster or Poster()
                action = Action(draft=draft.id, verb=Verb.DETAILS, piece=AD, revision=poster.changes)
                return forms.poster_form(poster), action.encode()
        entry = await self.workflow.showing.store.entry(found[0]) if found else None
        facts = PosterFacts(title=entry.title) if entry else PosterFacts()
        return forms.poster_form(Poster(facts=facts)), f"{_POSTER} {found[0] if found else ''}".strip()

    async def sent(
        self, conversation: Conversation, person: Person, memo: str, fields: Mapping[str, str], event: str
    ) -> Draft:
        """Do what a form was filled in for; returns when it is saved, so that nothing typed is lost.

        `memo` is an action as it encodes itself, or what came with the poster's form. Raises what there is
        to say; the form should stay open then.
        """
        if memo.split(" ", 1)[0] != _POSTER:
            return await self.submit(Action.decode(memo), person, fields, event)
        self.workflow.lab.check_channel(conversation)
        link = memo.removeprefix(_POSTER).strip()
        source = Source(arxiv_id=ArxivId.parse(link)) if link else Source()
        poster = filled_in(Poster(), fields)
        if source.empty and not poster.told:
            raise NotNow("Fill in what you know of the poster, or your own draft of an ad.")
        return await self.workflow.begin(Request(conversation, person, event, source, poster=poster))

    async def aimed(self, message: CardRef, verb: Verb) -> Action:
        """The verb on whatever a message shows, as it shows it; raises `AskedError` for others' messages."""
        known = await self.workflow.showing.store.displayed(message.handle)
        if known is None or known[1].piece is None:
            raise AskedError(f"That message is no tweet of Herald's; choose one to {verb.value}.")
        return Action(draft=known[0], verb=verb, piece=known[1].piece, revision=known[1].revision)

    async def instructed(
        self, conversation: Conversation, person: Person, text: str
    ) -> tuple[Action, str, str]:
        """What somebody means who says it in words: the action, the words for it, and a remark for them.

        The remark says which draft is taken for the one meant, where they named none and several are open;
        else it is empty. Raises an `AskedError` that says what could be said.
        """
        if text.strip().lower() in {"", "help", "?"}:
            raise AskedError(HELP)
        said = Instruction.parse(text)
        draft = await self.workflow.find(conversation, said.draft, said.verb, person)
        piece = draft.piece(AD) if said.ad else None
        piece = piece if said.number is None else draft.numbered(said.number)
        if piece is None and said.verb is Verb.APPROVE and not draft.whole:
            raise NoSuchPiece(draft.awaited)
        revision = piece.revision if piece else draft.revision if said.verb is Verb.APPROVE else None
        key = piece.key if piece else None
        action = Action(draft=draft.id, verb=said.verb, piece=key, revision=revision)
        return action, said.note, "" if said.draft else await self._taken_for(draft, conversation)

    async def _taken_for(self, draft: Draft, conversation: Conversation) -> str:
        """What is said of a draft that was not named, if it could have been another one."""
        known = await self.workflow.drafts(conversation)
        if draft.conversation == conversation or not any(one.open and one.id != draft.id for one in known):
            return ""
        named = f"“{title_of(draft)}”, draft {draft.id}"
        return f"This goes to {named}. Other drafts are open here; name one to mean it."

    async def suggested(self, conversation: Conversation, person: Person) -> tuple[tuple[str, str], ...]:
        """What may be named here: each tweet's number, or "ad", and the text it has."""
        try:
            draft = await self.workflow.find(conversation, "", Verb.EDIT, person)
        except AskedError:
            return ()
        tweets = tuple((str(draft.number(piece)), piece.now.text) for piece in draft.pieces)
        return (*tweets, ("ad", draft.ad.now.text)) if draft.ad else tweets

    async def home(self, person: Person) -> tuple[tuple[Draft, str], ...]:
        """The open drafts that matter to a person, their own first, each with the link of its headline.

        They are those of the channels in which the person has had to do with a draft: what is drafted in
        others, which may be private, is not theirs to see. At most `MOST_AT_HOME`; a link that cannot be had
        is "".
        """
        known = await self.workflow.showing.store.drafts()
        theirs = {one.conversation.address for one in known if person.id in one.people}
        here = [one for one in known if one.open and one.conversation.address in theirs]
        here = [one for one in here if one.conversation.platform == person.platform]
        here.sort(key=lambda draft: draft.requested_by.id != person.id)
        here = here[:MOST_AT_HOME]

        async def linked(draft: Draft) -> tuple[Draft, str]:
            try:
                return draft, await self._link(draft)
            except ChatError:
                return draft, ""

        return tuple(await asyncio.gather(*map(linked, here)))

    # Telling --------------------------------------------------------------------------------------------

    async def _check_channel(self, action: Action) -> None:
        """Nothing that costs money is done in a channel that the lab has taken off its list."""
        if action.verb.takes_work:
            draft = await self.workflow.showing.store.load(action.draft)
            self.workflow.lab.check_channel(draft.conversation)

    async def _seen(self, conversation: Conversation, message: str) -> None:
        """That it could not be shown is no reason not to draft."""
        try:
            await self.workflow.showing.chat.seen(conversation, message)
        except ChatError:
            log.warning("a message could not be marked as seen")

    async def _link(self, draft: Draft) -> str:
        """Where the draft's headline stands; "" while it does not."""
        displays = await self.workflow.showing.store.displays(draft.id)
        head = displays.get(f"{draft.id}:head")
        return await self.workflow.showing.chat.link(head.ref) if head else ""

    async def _tell(self, deed: Deed, words: str) -> None:
        """To the person alone. That it could not be told is no reason to do the deed again."""
        try:
            await self.workflow.showing.chat.tell(deed.conversation, deed.person, words, deed.answer)
        except ChatError:
            log.warning("%s: a person could not be told what became of their deed", deed.kind)


def said_of(error: BaseException, typed: str = "") -> str:
    """What a person is told of an error, with the words of theirs that would else be lost with it.

    What Herald did not foresee is only named: its words may hold a paper's text. A single word is soon typed
    again.
    """
    words = f"Something went wrong inside Herald ({type(error).__name__}); try again."
    words = str(error) if isinstance(error, HeraldError) else words
    return f"{words} What you typed: {typed}" if len(typed.split()) > 1 else words


def _typed(deed: Deed) -> str:
    """What was typed with it; a message stands where it was written."""
    if isinstance(deed, Pressed):
        return deed.note
    return deed.text if isinstance(deed, Asked) and not deed.message else ""


def filled_in(known: Poster, fields: Mapping[str, str]) -> Poster:
    """What is known of a poster after a form was filled in; a field that was not asked for stays as it was.

    Raises `NotNow` for what is too long, and for a link that is none.
    """
    facts: dict[str, object] = {name: fields[name] for name in PosterFacts.model_fields if name in fields}
    if "links" in fields:
        facts["links"] = links = fields["links"].split()
        if wrong := next((text for text in links if "." not in text and "://" not in text), ""):
            raise NotNow(f"“{wrong[:_SHOWN]}” is no link; give an address such as https://arxiv.org.")
    try:
        said = PosterFacts.model_validate(known.facts.model_dump() | facts)
    except ValidationError as error:
        fault = error.errors()[0]
        name = NAMES.get(str(fault["loc"][0]), "text")
        if fault["type"] != "string_too_long":
            raise NotNow(f"The {name} has signs that are no text; type it anew.") from None
        raise NotNow(f"The {name} is longer than {LONGEST_FACT} characters; shorten it.") from None
    own = fields.get("own", known.own)
    if len(own) > LONGEST_DRAFT:
        raise NotNow(f"Your draft has {len(own)} characters; shorten it to {LONGEST_DRAFT}.")
    own = own.removeprefix("\ufeff").replace("\r\n", "\n").strip()  # as some editors leave it
    return known.model_copy(update={"facts": said, "own": own})
