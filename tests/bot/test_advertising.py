"""A poster's ad from its facts to its calendar file, told over honest doubles and a writer that lies."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from icalendar import Calendar

from bot.actions import Action, Verb
from bot.cards import Card
from bot.draft import AD, Draft, Piece, Stage
from bot.errors import (
    ArchiveError,
    NoSuchPiece,
    NotAllowed,
    NotAPaper,
    NotNow,
    Outdated,
    WriterError,
)
from bot.forms import FEW
from bot.lab import Lab
from bot.people import Conversation, Person
from bot.ports import Outline
from bot.poster import AdBrief, PosterAd, PosterFacts
from bot.tweets import LIMIT, ROOM, Severity, Usage, weighted_length
from bot.writing.extractive import ExtractiveWriter
from bot.writing.locked import locked
from tests.bot.test_hearing import CHANNEL, LINK, Room
from tests.bot.test_workflow import ADA, BO
from tests.bot.writing.posters import LEAN_DOJO, LEAN_DOJO_AD, posters, tampered
from tests.scripted import PAPER, ScriptedArchive, ScriptedReader, ScriptedWriter, wordings

FORM = {name: getattr(LEAN_DOJO, name) for name in ("title", "event", "date", "time", "place", "about")}
MOVED = {"place": "room 17"}
STANDS_IN = "so a template stands in"


@dataclass
class Stand(Room):
    """A chat in which people have posters."""

    async def fills_in(
        self,
        fields: Mapping[str, str],
        memo: str = "poster",
        *,
        by: Person = ADA,
        where: Conversation = CHANNEL,
    ) -> Draft:
        """Somebody fills in the form of `/poster-ad`, and the ad is written."""
        draft = await self.hearing.sent(where, by, memo, fields, self.event())
        await self.work()
        return await self.store.load(draft.id)

    async def changes(self, draft: Draft, fields: Mapping[str, str], *, by: Person = ADA) -> Draft:
        """Somebody fills in the form behind the ad's button, and the ad is written anew."""
        await self.hearing.submit(self.button(draft, AD, Verb.DETAILS).action, by, fields, self.event())
        await self.work()
        return await self.store.load(draft.id)

    def card(self, draft: Draft) -> Card:
        """The message of the ad."""
        return self.chat.card(f"{draft.id}:{AD}")

    def file(self, draft: Draft, name: str, revision: int = 0) -> bytes:
        """A file of the approved ad's message."""
        card = self.chat.card(f"{draft.id}:ad-{revision}")
        (found,) = (file for file in card.files if file.name == name)
        content = self.store._get("picture", found.digest)
        assert isinstance(content, bytes)
        return content


def ad_of(draft: Draft) -> Piece:
    """The ad there is."""
    assert draft.ad is not None
    return draft.ad


def facts_of(draft: Draft) -> PosterFacts:
    """What is known of the poster."""
    assert draft.poster is not None
    return draft.poster.facts


@dataclass
class Liar(ScriptedWriter):
    """A writer whose ads break a lock, each in another way, and who remembers what it was asked."""

    lies: list[str] = field(default_factory=list)
    name: str = "liar"

    async def advertise(self, brief: AdBrief) -> AsyncIterator[PosterAd | Usage]:
        """The next lie, told in the longer variant too."""
        self.ad_briefs.append(brief)
        yield Usage(input_tokens=10, output_tokens=5, dollars=0.01)
        lie = self.lies.pop(0)
        yield PosterAd(text=lie, longer=lie)


@pytest.fixture
def stand() -> Stand:
    """A chat whose writer needs no model."""
    return Stand(writer=honest())


def honest() -> ScriptedWriter:
    """A writer of threads by script, of ads by rule."""
    writer = Stand().writer
    writer.advertise = ExtractiveWriter().advertise  # type: ignore[method-assign]
    return writer


class TestLocked:
    """What no writer gets past."""

    @pytest.mark.parametrize("part", range(6))
    async def test_no_lie_gets_into_a_draft(self, part: int) -> None:
        """Whatever a writer drops, changes or invents, twice: people see the facts as given, and why."""
        for facts, own, honest_ad in posters(240)[part::48]:
            lies = [text for _, text in tampered(facts, own, honest_ad)][part::17]
            stand = Stand(writer=Liar(lies=[*lies[:2]]))
            fields = {name: getattr(facts, name) for name in PosterFacts.model_fields if name != "links"}
            fields |= {"links": "\n".join(facts.links), "own": own}
            draft = await stand.fills_in(fields)
            now = ad_of(draft).now
            assert facts_of(draft) == facts
            assert locked(now.text, facts, own) == ()
            assert (now.text, now.writer) == (honest_ad, ExtractiveWriter().name)
            assert not now.longer or locked(now.longer, facts, own, 3000) == ()
            assert any(STANDS_IN in line for line in stand.card(draft).small)
            assert len(stand.writer.ad_briefs) == 2
            assert draft.usage is not None
            assert draft.usage.dollars == pytest.approx(0.02)

    async def test_nor_by_another_try(self) -> None:
        """Regenerated, shortened or with new details, a lie is replaced just the same."""
        lie = "Come to room 999 at noon!"
        stand = Stand(writer=Liar(lies=[lie] * 8))
        draft = await stand.fills_in(FORM)
        seen = {ad_of(draft).now.text}
        await stand.presses(stand.button(draft, AD, Verb.REGENERATE), "bolder")
        draft = await stand.changes(await stand.store.load(draft.id), MOVED)
        assert facts_of(draft).place == "room 17"
        for revision in ad_of(draft).revisions:
            facts = facts_of(draft) if revision is ad_of(draft).now else LEAN_DOJO
            assert locked(revision.text, facts, "") == ()
            seen.add(revision.text)
        assert len(seen) == 3
        assert not any("999" in card.text for card in stand.chat.history)

    async def test_a_mended_lie_stands(self) -> None:
        """Told what it broke, a writer may mend it; then the ad is its own, and nothing stands in."""
        better = LEAN_DOJO_AD.replace("Visit", "Come to")
        stand = Stand(writer=Liar(lies=["Come at 5 PM!", better]))
        draft = await stand.fills_in(FORM)
        assert (ad_of(draft).now.text, ad_of(draft).now.writer) == (better, "liar")
        assert {fault.rule for fault in stand.writer.ad_briefs[1].faults} == {"fact-missing", "fact-added"}
        assert not any(STANDS_IN in line for line in stand.card(draft).small)


class TestAlone:
    """An ad that is asked for by itself."""

    async def test_the_example_of_the_lab(self, stand: Stand) -> None:
        """The facts in the form make the ad that the lab calls good, to the byte."""
        draft = await stand.fills_in(FORM)
        assert (draft.stage, stand.card(draft).text) == (Stage.REVIEW, LEAN_DOJO_AD)
        head = stand.chat.card(f"{draft.id}:head")
        assert (head.title, head.status) == ("LeanDojo", "ready to review")
        assert not [card for card in stand.chat.cards() if card.key == f"{draft.id}:1"]

    async def test_from_a_paper(self, stand: Stand) -> None:
        """What was left out is the paper's; what was filled in comes before it; the rest are blanks."""
        form, memo = await stand.hearing.poster_form(CHANNEL, LINK)
        assert memo == "poster 2601.00001"
        assert [one.name for one in form.fields][:FEW] == ["title", "event", "date", "time", "place"]
        draft = await stand.fills_in({"title": "Counting Ships", "place": "Hall 3"}, memo)
        assert facts_of(draft) == PosterFacts(
            title="Counting Ships",
            authors="Ada Example and Bo Sample",
            place="Hall 3",
            links=("https://arxiv.org/abs/2601.00001",),
        )
        assert "[date], [time], Hall 3" in stand.card(draft).text
        assert stand.chat.card(f"{draft.id}:head").title == PAPER.title

    async def test_nothing_is_nothing(self, stand: Stand) -> None:
        """An empty form is refused while it is open, and no draft is begun; so is what is too long."""
        with pytest.raises(NotNow, match="Fill in what you know"):
            await stand.fills_in({"title": " "})
        with pytest.raises(NotNow, match="place is longer than 1000"):
            await stand.fills_in({"place": "x" * 1001})
        with pytest.raises(NotNow, match="Your draft has 5001"):
            await stand.fills_in({"own": "x" * 5001})
        assert await stand.store.drafts() == ()

    async def test_where_herald_may_not_write(self, stand: Stand) -> None:
        """In a channel that the lab does not name there is no form, and nothing is begun."""
        elsewhere = CHANNEL.model_copy(update={"channel": "C9"})
        with pytest.raises(NotAllowed):
            await stand.hearing.poster_form(elsewhere, "")
        with pytest.raises(NotAllowed):
            await stand.fills_in(FORM, where=elsewhere)

    async def test_facts_that_make_no_ad(self, stand: Stand) -> None:
        """The card says why, and its form has all that was typed; with less of it there is an ad."""
        draft = await stand.fills_in(FORM | {"authors": ", ".join(["Ada Lovelace"] * 15)})
        card = stand.card(draft)
        assert (card.text, [button.action.verb for button in card.buttons]) == ("", [Verb.DETAILS, Verb.MORE])
        assert any("shorten or leave out: authors (208)" in line for line in card.small)
        with pytest.raises(NotNow, match="cannot be approved yet"):
            await stand.workflow.act(Action(draft=draft.id, verb=Verb.APPROVE, piece=AD), by=ADA)
        form = await stand.hearing.form(stand.button(draft, AD, Verb.MORE).action)
        assert form is not None
        assert form.fields[0].text.startswith("Ada Lovelace, Ada")
        draft = await stand.changes(draft, {"authors": ""})
        assert stand.card(draft).text == LEAN_DOJO_AD

    async def test_a_paper_that_cannot_be_read(self) -> None:
        """What was filled in makes the ad without it, and the card says so; alone it is told and stops."""
        stand = Stand(writer=honest(), archive=ScriptedArchive(fault=NotAPaper("arXiv has no such paper.")))
        _, memo = await stand.hearing.poster_form(CHANNEL, LINK)
        draft = await stand.fills_in(FORM, memo)
        assert (draft.stage, stand.card(draft).text) == (Stage.REVIEW, LEAN_DOJO_AD)
        assert "The ad is made without the paper. arXiv has no such paper." in stand.card(draft).small
        stand.archive.fault = NotAPaper("arXiv has no such paper.")
        draft = await stand.fills_in({}, memo)
        assert draft.stage is Stage.FAILED

    async def test_a_paper_that_can_be_read_later(self) -> None:
        """While arXiv does not answer the draft stops with all that was typed, and may be tried again."""
        stand = Stand(writer=honest(), archive=ScriptedArchive(fault=ArchiveError("arXiv does not answer.")))
        _, memo = await stand.hearing.poster_form(CHANNEL, LINK)
        draft = await stand.fills_in(FORM, memo)
        assert (draft.stage, facts_of(draft)) == (Stage.FAILED, LEAN_DOJO)
        with pytest.raises(NotNow, match="has failed; retry it first"):
            await stand.hearing.submit(Action(draft=draft.id, verb=Verb.DETAILS, piece=AD), ADA, MOVED)
        (again,) = stand.chat.card(f"{draft.id}:head").buttons
        await stand.presses(again)
        draft = await stand.store.load(draft.id)
        assert draft.stage is Stage.REVIEW
        assert facts_of(draft).authors == "Ada Example and Bo Sample"

    async def test_a_paper_that_is_gone(self) -> None:
        """An ad keeps its facts: it is written anew when its paper can no longer be had."""
        stand = Stand(writer=honest(), reader=ScriptedReader())
        _, memo = await stand.hearing.poster_form(CHANNEL, LINK)
        draft = await stand.fills_in(FORM, memo)
        for key in [key for key in stand.store._kept if key[0] in {"paper", "entry", "looked up"}]:
            del stand.store._kept[key]
        stand.archive.fault = ArchiveError("arXiv does not answer.")
        draft = await stand.changes(draft, MOVED)
        assert "room 17" in stand.card(draft).text
        assert stand.archive.fault is None, "it was looked for"

    async def test_the_same_asking_is_one_draft(self, stand: Stand) -> None:
        """A form that is delivered twice makes one ad; the same facts in another one make another."""
        for _ in range(2):
            await stand.hearing.sent(CHANNEL, ADA, "poster", FORM, "twice")
        await stand.work()
        assert len(await stand.store.drafts()) == 1
        await stand.fills_in(FORM)
        assert len(await stand.store.drafts()) == 2

    async def test_in_words(self, stand: Stand) -> None:
        """“ad” is its name in words; a number, and a form's verb, mean nothing there."""
        draft = await stand.fills_in(FORM)
        action, note, _ = await stand.hearing.instructed(CHANNEL, ADA, "regenerate ad bolder")
        assert (action.piece, action.revision, note) == (AD, 0, "bolder")
        with pytest.raises(NoSuchPiece, match="called “ad”"):
            await stand.hearing.instructed(CHANNEL, ADA, "shorten 1")
        with pytest.raises(NotNow, match="in a form"):
            await stand.workflow.act(Action(draft=draft.id, verb=Verb.DETAILS, piece=AD), by=ADA)
        await stand.presses(stand.button(draft, AD, Verb.EDIT), f"{LEAN_DOJO_AD} Come!")
        with pytest.raises(Outdated, match="The ad has changed"):
            await stand.workflow.act(Action(draft=draft.id, verb=Verb.APPROVE, revision=0), by=ADA)
        action, _, _ = await stand.hearing.instructed(CHANNEL, ADA, "approve all")
        await stand.presses(action)
        assert (await stand.store.load(draft.id)).approved


class TestLonger:
    """The variant for LinkedIn and e-mail."""

    async def test_told_to_who_wants_it(self, stand: Stand) -> None:
        """It is told to the person alone, with every fact, and nothing changes."""
        draft = await stand.fills_in(FORM)
        longer = ad_of(draft).now.longer
        assert all(fact in longer for fact in FORM.values())
        await stand.presses(stand.button(draft, AD, Verb.LONGER).action)
        assert stand.chat.told[-1][1:] == (ADA, longer)
        assert await stand.store.load(draft.id) == draft

    async def test_tweets_have_none(self, stand: Stand) -> None:
        """Of a tweet there is no longer variant, and the person is told so."""
        await stand.posts()
        draft = await stand.draft()
        await stand.presses(Action(draft=draft.id, verb=Verb.LONGER, piece=1))
        assert "only a poster's ad has one" in stand.chat.told[-1][2]


class TestChanged:
    """Verbs on an ad."""

    async def test_an_edit_may_add_but_not_break(self, stand: Stand) -> None:
        """A person's words stand if every fact stands in them; else the fact is named."""
        draft = await stand.fills_in(FORM)
        edit = stand.button(draft, AD, Verb.EDIT).action
        with pytest.raises(NotNow, match=r"“room 301”\. To change a fact itself, fill in the poster details"):
            await stand.hearing.submit(edit, ADA, {"text": LEAN_DOJO_AD.replace("301", "302")})
        mine = f"{LEAN_DOJO_AD}\nCake at 5 PM by Zed Quux! #ICML2023"
        await stand.hearing.submit(edit, ADA, {"text": mine})
        await stand.work()
        card = stand.card(draft)
        assert card.text == mine
        assert Verb.APPROVE in {button.action.verb for button in card.buttons}

    async def test_an_edit_that_is_too_long_is_kept_and_told(self, stand: Stand) -> None:
        """What breaks no fact is not refused: the person's words are saved, and cannot be approved yet."""
        draft = await stand.fills_in(FORM)
        long = f"{LEAN_DOJO_AD}\n{'really ' * 30}"
        await stand.presses(stand.button(draft, AD, Verb.EDIT), long)
        card = stand.card(draft)
        assert card.text == long.strip()
        assert any(line.startswith("✗ It weighs") for line in card.small)
        assert Verb.APPROVE not in {button.action.verb for button in card.buttons}

    async def test_an_edit_that_comes_back(self, stand: Stand) -> None:
        """Undone to, a person's own additions are still theirs, and may be approved."""
        draft = await stand.fills_in(FORM)
        mine = f"{LEAN_DOJO_AD}\nCake at 5 PM!"
        await stand.presses(stand.button(draft, AD, Verb.EDIT), mine)
        await stand.presses(stand.button(draft, AD, Verb.REGENERATE))
        await stand.presses(stand.button(draft, AD, Verb.UNDO))
        assert stand.card(draft).text == mine
        await stand.presses(stand.button(draft, AD, Verb.APPROVE))
        assert stand.chat.card(f"{draft.id}:ad-3").text == mine

    async def test_an_edit_is_nobodys_template(self) -> None:
        """Once a person has put their own words, nothing stands in, and what changed is told of these."""
        stand = Stand(writer=Liar(lies=["Come!", "Come!"]))
        draft = await stand.fills_in(FORM | {"own": "LeanDojo proves theorems. Come to room 301!"})
        assert any(STANDS_IN in line for line in stand.card(draft).small)
        mine = f"{LEAN_DOJO_AD}\nLeanDojo proves theorems. Come to room 301!"
        await stand.presses(stand.button(draft, AD, Verb.EDIT), mine)
        small = stand.card(draft).small
        assert not any(STANDS_IN in line for line in small)
        assert any(line.startswith("Changed: Your words stand as they were") for line in small)

    async def test_undo_after_the_facts_have_changed(self, stand: Stand) -> None:
        """The old text comes back, and is judged by the facts as they are now: it cannot be approved."""
        draft = await stand.fills_in(FORM)
        draft = await stand.changes(draft, MOVED)
        assert "room 17" in stand.card(draft).text
        await stand.presses(stand.button(draft, AD, Verb.UNDO))
        card = stand.card(draft)
        assert card.text == LEAN_DOJO_AD
        assert "✗ Put the place in just as it was given: “room 17”." in card.small
        assert Verb.APPROVE not in {button.action.verb for button in card.buttons}
        assert ad_of(await stand.store.load(draft.id)).now.longer == ""

    async def test_shorter_or_not_at_all(self, stand: Stand) -> None:
        """A shorter ad has every fact; where there is none that is said, and the old text stands."""
        draft = await stand.fills_in(FORM)
        lengths = []
        for _ in range(9):
            lengths.append(weighted_length(stand.card(draft).text))
            await stand.presses(stand.button(draft, AD, Verb.SHORTEN))
            if any("failed" in line for line in stand.card(draft).small):
                break
        assert len(lengths) > 1
        assert lengths == sorted(set(lengths), reverse=True)
        assert any("shorten failed: It cannot be made shorter" in line for line in stand.card(draft).small)
        assert weighted_length(stand.card(draft).text) == lengths[-1]

    async def test_a_failed_rewrite_is_tried_again(self) -> None:
        """The reason is on the card; another try, or the same details once more, has the new facts in."""
        moved = LEAN_DOJO_AD.replace("room 301", "room 17")
        fault = WriterError("The model refuses.")
        writer = ScriptedWriter(ads=[[PosterAd(text=LEAN_DOJO_AD)], [fault], [PosterAd(text=moved)]])
        stand = Stand(writer=writer)
        draft = await stand.fills_in(FORM)
        await stand.presses(stand.button(draft, AD, Verb.REGENERATE), "bolder")
        assert "regenerate failed: The model refuses." in stand.card(draft).small
        draft = await stand.changes(draft, MOVED)
        assert stand.card(draft).text == moved
        long = {"authors": ", ".join(["Ada Lovelace"] * 15)}
        draft = await stand.changes(draft, long)
        card = stand.card(draft)
        assert card.text == moved
        assert any(
            line.startswith("an ad with the new details failed: With every fact") for line in card.small
        )
        writer.ads = [[PosterAd(text="")] for _ in range(4)]
        asked = len(writer.ad_briefs)
        await stand.presses(stand.button(draft, AD, Verb.RETRY))
        await stand.changes(await stand.store.load(draft.id), long)
        assert len(writer.ad_briefs) == asked + 4
        draft = await stand.changes(await stand.store.load(draft.id), {"authors": ""})
        assert "room 17" in stand.card(draft).text

    async def test_details_while_the_ad_is_being_written(self, stand: Stand) -> None:
        """One waits for the other: the form stays open, and what was typed in it with it."""
        draft = await stand.fills_in(FORM)
        action = Action(draft=draft.id, verb=Verb.DETAILS, piece=AD)
        await stand.hearing.submit(action, ADA, MOVED)
        with pytest.raises(NotNow, match="being written anew for Ada"):
            await stand.hearing.submit(action, BO, {"number": "17"})
        await stand.work()
        assert "room 17" in stand.card(draft).text

    async def test_two_people_fill_in_at_once(self, stand: Stand) -> None:
        """Who opened the form before another's change is told so: nobody's facts are taken back unseen."""
        draft = await stand.fills_in(FORM)
        action = stand.button(draft, AD, Verb.DETAILS).action
        _, memo = await stand.hearing.poster_form(CHANNEL.model_copy(update={"place": ""}), "")
        assert memo == "poster"
        form, memo = await stand.hearing.poster_form(draft.conversation, "")
        assert (memo, form.fields[4].text) == (action.encode(), "room 301")
        draft = await stand.changes(draft, FORM | MOVED, by=BO)
        for late in (stand.hearing.form(action), stand.hearing.submit(action, ADA, FORM | {"title": "Lean"})):
            with pytest.raises(Outdated, match="details have changed"):
                await late
        with pytest.raises(Outdated):
            await stand.hearing.sent(CHANNEL, ADA, memo, FORM | {"title": "Lean"}, "e")
        assert facts_of(await stand.store.load(draft.id)) == LEAN_DOJO.model_copy(update=MOVED)
        same = await stand.changes(draft, FORM | MOVED)
        assert (same.poster, ad_of(same).revision) == (draft.poster, ad_of(draft).revision)

    async def test_what_was_not_asked_for_stays(self, stand: Stand) -> None:
        """A form of few fields changes these alone; an empty one takes its fact out."""
        draft = await stand.fills_in(FORM | {"number": "17", "links": "https://a.example/b c.example"})
        draft = await stand.changes(draft, MOVED | {"event": ""})
        assert facts_of(draft) == LEAN_DOJO.model_copy(
            update={
                "place": "room 17",
                "event": "",
                "number": "17",
                "links": ("https://a.example/b", "c.example"),
            }
        )


class TestApproved:
    """What comes of an approved ad."""

    async def test_text_and_calendar(self, stand: Stand) -> None:
        """The card has the exact text and its files; the calendar entry keeps its name, a newer one."""
        draft = await stand.fills_in(FORM | {"date": "28 July 2028", "time": "11:45 – 12:15 CEST"})  # noqa: RUF001  a dash as people type it
        await stand.presses(stand.button(draft, AD, Verb.APPROVE))
        done = stand.chat.card(f"{draft.id}:ad-0")
        assert done.text == stand.card(draft).text
        assert [file.name for file in done.files] == ["poster-ad.txt", "poster-ad-longer.txt", "poster.ics"]
        assert stand.file(draft, "poster-ad.txt").decode() == done.text
        (first,) = Calendar.from_ical(stand.file(draft, "poster.ics")).walk("VEVENT")
        await stand.presses(stand.button(draft, AD, Verb.UNDO))
        lost = stand.chat.card(f"{draft.id}:ad-0")
        assert (lost.text, lost.files, lost.status) == ("", (), "no longer approved: do not post it")
        draft = await stand.changes(draft, MOVED)
        await stand.presses(stand.button(draft, AD, Verb.APPROVE))
        (second,) = Calendar.from_ical(stand.file(draft, "poster.ics", 1)).walk("VEVENT")
        assert (first["UID"], first["SEQUENCE"]) == (f"{draft.id}@herald", 0)
        assert (second["UID"], second["SEQUENCE"]) == (first["UID"], 1)
        assert str(second["LOCATION"]).startswith("room 17, ")
        assert second.decoded("DTSTART") == first.decoded("DTSTART")

    async def test_a_blank_forbids_it(self, stand: Stand) -> None:
        """What nobody has filled in is named, and approval waits for it."""
        draft = await stand.fills_in({"title": "LeanDojo"})
        assert Verb.APPROVE not in {button.action.verb for button in stand.card(draft).buttons}
        with pytest.raises(NotNow, match=r"The ad cannot be approved yet: Fill in the date.*“\[date\]”"):
            await stand.workflow.act(Action(draft=draft.id, verb=Verb.APPROVE, piece=AD), by=ADA)

    async def test_new_facts_void_it(self, stand: Stand) -> None:
        """Facts changed by command while it stands approved: nothing may be posted until signed again."""
        draft = await stand.fills_in(FORM)
        await stand.presses(stand.button(draft, AD, Verb.APPROVE))
        _, memo = await stand.hearing.poster_form(draft.conversation, "")
        await stand.hearing.sent(draft.conversation, BO, memo, MOVED, "later")
        await stand.workflow.showing.show(draft.id)
        assert stand.chat.card(f"{draft.id}:ad-0").text == ""
        await stand.work()
        assert not (await stand.store.load(draft.id)).approved

    @pytest.mark.parametrize(
        ("fields", "rule", "words"),
        [
            ({"date": "1 May 2020", "time": "9 AM UTC"}, "day-past", "“1 May 2020” is past"),
            ({"date": "some day soon"}, "calendar", "No calendar can read the date “some day soon”"),
            ({"date": "1 May 2030", "time": "soon"}, "calendar", "“soon” is no time that can be read"),
            ({"date": "1 May 2030", "time": "9 AM"}, "calendar", "no time zone that calendars know"),
            ({"date": "1 May 2030", "time": "9 AM CST"}, "zone-unknown", "“CST” may be"),
            ({"date": "1 May 2030", "time": "5 PM - 3 PM UTC"}, "end-before-start", "“5 PM - 3 PM UTC” ends"),
            ({"date": "", "own": "Come on 1 May to room 301!"}, "calendar", "needs the date"),
        ],
    )
    async def test_what_is_odd_is_told_once_and_not_mended(
        self, stand: Stand, fields: dict[str, str], rule: str, words: str
    ) -> None:
        """A past day, an end before its start, what no calendar can read: a remark, and the facts stay."""
        draft = await stand.fills_in(FORM | fields)
        found = [one for one in ad_of(draft).now.findings if one.rule in {rule, "calendar"}]
        assert [(one.rule, one.severity) for one in found] == [(rule, Severity.SOFT)]
        assert words in found[0].words
        assert all(text in stand.card(draft).text for _, text in facts_of(draft).given)


class TestWithAThread:
    """The ad that comes with every thread."""

    async def test_with_blanks_and_a_button(self, stand: Stand) -> None:
        """It costs nothing, has the paper's facts, shows blanks, and asks for the details."""
        stand = Stand()  # whose writer of ads has nothing to say
        await stand.posts()
        draft = await stand.draft()
        assert stand.writer.ad_briefs == []
        card = stand.card(draft)
        assert "“Lamps That Count Ships”" in card.text
        assert "[date], [time], [place]" in card.text
        assert [line for line in card.small if "Changed" in line or "Missing" in line] == []
        assert card.buttons[0].label == "Fill in the poster details"
        form = await stand.hearing.form(card.buttons[0].action)
        assert form is not None
        assert (form.fields[0].name, form.fields[0].text) == ("title", PAPER.title)

    async def test_a_title_that_makes_no_ad(self) -> None:
        """A thread whose paper has too long a title has its ad's card all the same, to be filled in."""
        paper = PAPER.model_copy(update={"title": "Ships " * 60})
        archive = ScriptedArchive(entry=replace_title(paper.title))
        stand = Stand(reader=ScriptedReader(paper=paper), archive=archive)
        await stand.posts()
        draft = await stand.draft()
        card = stand.card(draft)
        assert card.text == ""
        assert any("shorten or leave out: title" in line for line in card.small)
        form = await stand.hearing.form(card.buttons[0].action)
        assert form is not None
        assert form.fields[0].text.startswith("Ships Ships")

    async def test_approvals_are_apart(self, stand: Stand) -> None:
        """Approving all of the thread leaves the ad alone, and the other way round."""
        await stand.posts()
        draft = await stand.draft()
        await stand.presses(Action(draft=draft.id, verb=Verb.APPROVE, revision=0))
        draft = await stand.draft()
        assert draft.approved
        assert not draft.is_approved(ad_of(draft))
        before = stand.chat.card(f"{draft.id}:done-0")
        draft = await stand.changes(draft, FORM)
        await stand.presses(stand.button(draft, AD, Verb.APPROVE))
        draft = await stand.draft()
        assert draft.approved
        assert stand.chat.card(f"{draft.id}:ad-1").text == ad_of(draft).now.text
        after = stand.chat.card(f"{draft.id}:done-0")
        assert after.model_copy(update={"version": 0}) == before.model_copy(update={"version": 0})

    @pytest.mark.parametrize(("ad_tweet", "place"), [("last", 9), ("before-last", 8)])
    async def test_as_a_tweet(self, ad_tweet: Any, place: int) -> None:
        """Where the lab wants it so, an approved ad has its place and number in the thread, within 280."""
        lab = Lab(watched=("slack:C1",), ad_tweet=ad_tweet)
        stand = Stand(lab=lab, writer=honest())
        await stand.posts()
        draft = await stand.changes(await stand.draft(), {"date": "1 May 2030", "time": "9 AM", "place": "B"})
        assert stand.tweet(draft, 1).title == "Tweet 1/8"
        await stand.presses(stand.button(draft, AD, Verb.APPROVE))
        await stand.presses(Action(draft=draft.id, verb=Verb.APPROVE, revision=0))
        draft = await stand.draft()
        card = stand.card(draft)
        assert card.text == f"{ad_of(draft).now.text}\n\n{place}/9"
        assert weighted_length(card.text) <= LIMIT
        assert f"posted as tweet {place}/9" in card.small[0]
        last = 8 if ad_tweet == "last" else 9
        assert stand.tweet(draft, 8).text.endswith(f"\n\n{last}/9")
        done = stand.chat.card(f"{draft.id}:done-0")
        assert done.text.index(ad_of(draft).now.text) > done.text.index("7/9")
        await stand.presses(stand.button(draft, 8, Verb.UNDO))
        await stand.presses(stand.button(draft, 8, Verb.SHORTEN))
        assert stand.writer.changes[-1][1].index == 7, "the writer's tweets have no ad among them"
        await stand.presses(stand.button(draft, AD, Verb.UNDO))
        assert stand.tweet(draft, 1).title == "Tweet 1/8"

    @pytest.mark.parametrize(("ad_tweet", "faults"), [("", []), ("last", ["too-long"])])
    async def test_tweets_leave_room_for_one_more(self, ad_tweet: Any, faults: list[str]) -> None:
        """Of nine tweets that are to be ten, one that fits with `3/9` alone is found before the ad comes."""
        said = [*wordings(), wordings()[-1].model_copy(update={"index": 8})]
        said[2] = said[2].model_copy(update={"text": f"Fog {'x' * (LIMIT - len('Fog ') - len('..3/9'))}"})
        lab = Lab(watched=("slack:C1",), ad_tweet=ad_tweet)
        stand = Stand(lab=lab, writer=ScriptedWriter(written=[[Outline(count=9), *said]]))
        await stand.posts()
        draft = await stand.draft()
        assert weighted_length(stand.tweet(draft, 3).text) == LIMIT
        assert [fault.rule for fault in draft.numbered(3).now.faults] == faults

    async def test_room_for_its_number(self) -> None:
        """An ad that is to be a tweet leaves room for `k/N`; one that stands alone has all 280."""
        lab = Lab(watched=("slack:C1",), ad_tweet="last")
        facts = {"title": "Ships", "date": "1 May 2030", "time": "9 AM", "place": "B"}
        stand = Stand(lab=lab, writer=honest())
        alone = await stand.fills_in(facts)
        await stand.posts()
        (thread,) = (draft for draft in await stand.store.drafts() if draft.id != alone.id)
        assert (alone.ad_room, thread.ad_room) == (LIMIT, ROOM)
        tight = facts | {"authors": "", "links": "", "about": "x" * (ROOM - 25)}
        draft = await stand.changes(thread, tight)
        assert [line for line in stand.card(draft).small if f"of {ROOM} characters" in line]


def replace_title(title: str) -> Any:
    """What arXiv says of a paper of that title."""
    return ScriptedArchive().entry.model_copy(update={"title": title})
