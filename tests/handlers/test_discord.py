"""Herald in a lab's Discord, told as stories: a loopback Discord, real jobs, people who press and type."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot import worker
from bot.arxiv_id import ArxivId
from bot.errors import NotAPaper, Unreadable, Withdrawn, WriterError
from bot.people import CardRef
from bot.ports import Outline
from bot.tweets import Role, Wording
from tests.handlers.discord_lab import LINK, DiscordLab, tweets
from tests.scripted import ENTRY, SENTENCES, Said, ScriptedWriter, wordings
from tests.servers.discord import CannotDo, LoopbackDiscord, Modal, Person, Seen, status

SHORT = "Fog halves the ships that the lamp finds."
NEW = "In fog the lamp finds half as many ships."


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed job is tried again soon."""
    monkeypatch.setattr(worker, "_BACKOFF", (0.05, 0.2))


@pytest.fixture
async def lab(embedded_url: str) -> AsyncIterator[DiscordLab]:
    """A lab whose Discord has found nothing wrong with what it was sent."""
    async with LoopbackDiscord() as discord:
        yield DiscordLab(discord, embedded_url)
        assert not discord.refusals
        assert not discord.unanswered


def rewriting(*texts: str) -> ScriptedWriter:
    """A writer that gives these texts when it is asked to write a tweet anew."""
    return ScriptedWriter(rewritten=[[Wording(index=2, role=Role.RESULT, text=text)] for text in texts])


async def told(lab: DiscordLab, words: str) -> Seen:
    """What Ada alone was told, when it holds these words."""

    def found() -> list[Seen]:
        direct = [place.id for place in list(lab.discord.world.channels.values()) if place.direct]
        whispered = [one for place in direct for one in lab.discord.messages(place)]
        return [one for one in (*lab.ada.ephemerals, *whispered) if words in one.text]

    return (await lab.discord.eventually(found, what=f"Ada is told {words!r}"))[0]


def titles(shown: list[Seen]) -> list[str]:
    """The first line of each message."""
    return [one.text.splitlines()[0] for one in shown]


def delivered(lab: DiscordLab, place: int) -> list[Seen]:
    """The messages of a thread that hold the approved tweets."""
    begins = "### The approved thread\nready to post"
    return [one for one in lab.discord.messages(place) if one.text.startswith(begins)]


async def form(lab: DiscordLab, person: Person) -> Modal:
    """The form that somebody has before them."""
    await lab.discord.eventually(lambda: person.modal)
    shown = person.modal
    assert shown is not None
    return shown


async def test_from_a_link_to_a_thread_that_is_ready_to_post(lab: DiscordLab) -> None:
    """A link brings a thread with a card for each tweet; when all are approved, there is all to post it."""
    async with lab.herald():
        said = lab.ada.says("papers", f"look: {LINK}")
        shown = await lab.thread(said)
        assert lab.discord.now(said).reactions == {"👀": ("Herald",)}
        names = {"Lamps That Count Ships"}  # given as soon as the headline tells it
        await lab.discord.eventually(lambda: names == {one.name for one in lab.discord.threads()})
        assert [one.auto_archive_minutes for one in lab.discord.threads()] == [10080]
        head, *cards = shown
        assert "### Lamps That Count Ships\nready to review" in head.text
        assert head.labels == ("Approve all",)
        assert titles(tweets(cards)) == [f"### Tweet {n}/8" for n in range(1, 9)]
        await lab.discord.eventually(lambda: "### Poster ad" in titles(lab.discord.messages(said.id)))
        assert f"```\n{SENTENCES[1].text}\n\n2/8\n```" in cards[1].text
        assert [(one.name, bool(one.description)) for one in cards[1].media] == [
            ("2601.00001-table-1.png", True)
        ]
        lab.ben.clicks(head, "Approve all")
        done = await lab.discord.eventually(lambda: delivered(lab, said.id))
        assert [one.name for one in done[0].media] == ["thread.md", "thread.txt", "pictures.zip"]
        assert done[0].media[0].content.startswith(b"# - tweet 1\n")
        await lab.discord.eventually(lambda: "approved by Ben" in lab.discord.now(cards[7]).text)
        assert lab.discord.now(cards[7]).labels == ("Undo",)
        assert not any(one.pinged for one in lab.discord.messages(said.id))
        assert [*lab.ada.ephemerals, *lab.ben.ephemerals] == []
    await lab.discord.eventually(lambda: lab.discord.closes == [1000])


async def test_every_verb_on_the_way(lab: DiscordLab) -> None:
    """By a form, a command, a menu and emoji: each verb is done, and the message shows it."""
    lab.writer = rewriting(NEW, SHORT)
    async with lab.herald() as herald:
        third = (await lab.drafted())[2]
        lab.ada.clicks(third, "Regenerate")
        modal = await form(lab, lab.ada)
        assert (modal.title, modal.labels) == ("Regenerate tweet 3", ("What should change?",))
        lab.ada.submits(modal, {"note": "less technical"})
        await lab.discord.eventually(lambda: NEW in lab.discord.now(third).text)
        assert (await herald.draft()).pieces[2].now.note == "less technical"
        offered = await asyncio.to_thread(
            lab.ada.autocompletes, "tweet shorten", "number", "fog", third.channel_id
        )
        assert [value for _, value in offered] == ["3"]
        lab.ada.runs("tweet shorten", channel=third.channel_id, number="3")
        await lab.discord.eventually(lambda: SHORT in lab.discord.now(third).text)
        lab.ben.clicks(third, "Edit")
        modal = await form(lab, lab.ben)
        assert (modal["text"].value, modal["text"].most) == (SHORT, 4000)
        assert modal["text"].description == "46 of 280 with its 3/8"
        lab.ben.submits(modal, {"text": "Fog is bad for the lamp."})
        await lab.discord.eventually(lambda: "Fog is bad for the lamp." in lab.discord.now(third).text)
        lab.ben.clicks(third, "Undo")
        await lab.discord.eventually(lambda: f"```\n{SHORT}\n" in lab.discord.now(third).text)
        lab.ada.reacts(third, "✅")
        await lab.discord.eventually(lambda: "approved by Ada" in lab.discord.now(third).text)
        lab.ada.unreacts(third, "✅")
        await lab.discord.eventually(lambda: "approved by" not in lab.discord.now(third).text)
        lab.ben.uses_menu("Approve tweet", third)
        await lab.discord.eventually(lambda: "approved by Ben" in lab.discord.now(third).text)
        assert [one.text for one in lab.ada.ephemerals] == ["On it."]
        assert [one.text for one in lab.ben.ephemerals] == ["On it."]


@pytest.mark.parametrize(("emoji", "said"), [("👍🏽", "approved by Ada"), ("✂️", SHORT), ("🔁", SHORT)])
async def test_reactions_mean_what_the_lab_says(lab: DiscordLab, emoji: str, said: str) -> None:
    """Whatever skin tone or variation an emoji has; one that means nothing does nothing."""
    lab.writer = rewriting(SHORT)
    async with lab.herald():
        third = (await lab.drafted())[2]
        lab.ada.reacts(third, "🎉")
        lab.ada.reacts(third, emoji)
        await lab.discord.eventually(lambda: said in lab.discord.now(third).text)


async def test_a_command_brings_a_headline_with_a_thread_below(lab: DiscordLab) -> None:
    """`/thread` is answered at once; the headline stands in the channel, all else in its thread."""
    async with lab.herald() as herald:
        lab.ada.runs("thread", channel="asked", **{"arxiv-url": LINK, "notes": "for ICML 2026"})
        await told(lab, "On it.")
        (head,) = await lab.discord.eventually(lambda: lab.discord.messages("asked"))
        await lab.discord.eventually(lambda: "ready to review" in lab.discord.now(head).text)
        cards = await lab.discord.eventually(
            lambda: [one for one in lab.discord.messages(head.id) if "Approve" in one.labels][7:]
        )
        assert cards[0].text.startswith("### Tweet 8/8")
        named = [(head.id, "Lamps That Count Ships")]  # as soon as the headline tells it
        await lab.discord.eventually(lambda: named == [(one.id, one.name) for one in lab.discord.threads()])
        assert (await herald.draft()).note == "for ICML 2026"
        lab.ada.clicks(head, "Approve all")
        await lab.discord.eventually(lambda: delivered(lab, head.id))


async def test_herald_is_spoken_to(lab: DiscordLab) -> None:
    """A mention with a link begins a draft where Herald may be asked; in the thread it gives orders."""
    async with lab.herald():
        said = lab.ada.says("asked", f"{lab.discord.mention} please: {LINK} thank Bo")
        third = tweets(await lab.thread(said))[2]
        lab.ada.says(third.channel_id, f"{lab.discord.mention} approve 3")
        await lab.discord.eventually(lambda: "approved by Ada" in lab.discord.now(third).text)
        lab.ada.says(third.channel_id, f"{lab.discord.mention} make it shine")
        assert "did not understand" in (await told(lab, "Say “regenerate 3")).text


async def test_a_link_in_a_thread(lab: DiscordLab) -> None:
    """It begins a draft in that thread; the thread's own paper is no news there."""
    async with lab.herald() as herald:
        third = (await lab.drafted())[2]
        lab.ben.says(third.channel_id, f"I like {LINK}")
        other = lab.ben.says(third.channel_id, "compare https://arxiv.org/abs/2601.00099")
        await lab.discord.eventually(
            lambda: [one for one in lab.discord.messages(third.channel_id) if "begun by Ben" in one.text]
        )
        newest, first = await herald.store.drafts()
        assert newest.conversation == first.conversation
        assert lab.discord.now(other).reactions == {"👀": ("Herald",)}
        assert lab.ben.ephemerals == []
        assert not [one for one in list(lab.discord.world.channels.values()) if one.direct]


async def test_what_begins_nothing(lab: DiscordLab) -> None:
    """Previews, other bots, and channels that nobody watches; an edit that adds a link does."""
    async with lab.herald() as herald:
        await lab.drafted()
        lab.ben.says("general", "https://arxiv.org/abs/2601.00098")
        lab.discord.person("Tally", bot=True).says("papers", "https://arxiv.org/abs/2601.00097")
        said = lab.ben.says("papers", "a paper, wait")
        lab.discord.unfurls(said)
        edited = lab.ben.edits(said, "here: https://arxiv.org/abs/2601.00055")
        await lab.discord.eventually(lambda: lab.discord.thread_of(edited))
        assert len(await herald.store.drafts()) == 2


async def test_a_long_paste_and_a_message_passed_on(lab: DiscordLab) -> None:
    """A link in a small text file counts as said: Discord makes a file of what is too long."""
    async with lab.herald():
        said = lab.ada.says("papers", "", files=[("message.txt", f"so long\n{LINK}".encode())])
        assert await lab.thread(said)


async def test_the_menu_drafts_anybodys_message(lab: DiscordLab) -> None:
    """A message with a link in a channel that is not watched can be chosen for a draft."""
    async with lab.herald():
        said = lab.ben.says("asked", f"seen this? {LINK}")
        lab.ada.uses_menu("Draft a tweet thread", said)
        assert await lab.thread(said)
        lab.ada.uses_menu("Shorten tweet", said)
        await told(lab, "That message is no tweet of Herald's; choose one to shorten.")


async def test_the_same_paper_again(lab: DiscordLab) -> None:
    """It has a draft in the channel: who posts it again is led there, by a message to them or by name."""
    async with lab.herald() as herald:
        first = lab.ada.says("papers", LINK)
        head = (await lab.thread(first))[0]
        lab.ada.says("papers", f"{LINK} again")
        url = f"https://discord.com/channels/{lab.discord.guild_id}/{head.channel_id}/{head.id}"
        await told(lab, f"There is a draft of “Lamps That Count Ships” here already: {url}")
        lab.discord.next_answers("POST", "/users/@me/channels", status(403, 50007))
        lab.ben.says("papers", f"{LINK} once more")
        led = await lab.discord.eventually(lambda: lab.discord.messages("papers")[3:])
        assert led[0].text.startswith("Ben: There is a draft")
        assert led[0].pinged == ()
        assert len(await herald.store.drafts()) == 1
        named = await herald.platform.chat.linked(url)
        assert named == CardRef(handle=f"discord:{head.channel_id}/{head.id}")
        assert await herald.platform.chat.linked("https://example.org/channels/1/2/3") is None


async def test_told_twice_is_done_once(lab: DiscordLab) -> None:
    """Events that Discord delivers again change nothing."""
    async with lab.herald() as herald:
        third = (await lab.drafted())[2]
        lab.discord.redelivers("MESSAGE_CREATE")
        lab.ada.clicks(third, "Approve")
        await lab.discord.eventually(lambda: "approved by Ada" in lab.discord.now(third).text)
        lab.ada.clicks(third, "Undo")
        await lab.discord.eventually(lambda: "Approve" in lab.discord.now(third).labels)
        before = (await herald.draft()).version
        lab.discord.redelivers("INTERACTION_CREATE")
        lab.ada.reacts(third, "✅")
        await lab.discord.eventually(lambda: "approved by Ada" in lab.discord.now(third).text)
        assert len(await herald.store.drafts()) == 1
        assert (await herald.draft()).version == before + 1


async def test_two_people_at_one_tweet(lab: DiscordLab) -> None:
    """The second finds that the text has changed; what they typed comes back to them, however long."""
    lab.writer = rewriting(NEW)
    async with lab.herald():
        third = (await lab.drafted())[2]
        lab.ada.clicks(third, "Edit")
        modal = await form(lab, lab.ada)
        lab.ben.clicks(third, "Shorten")
        await lab.discord.eventually(lambda: NEW in lab.discord.now(third).text)
        lab.ada.submits(modal, {"text": "My own ``` words."})
        lost = await told(lab, "What you typed:")
        assert "has changed since" in lost.text
        assert "My own" in lost.text
        lab.ada.clicks(lab.discord.now(third), "Edit")
        modal = await form(lab, lab.ada)
        lab.ben.clicks(third, "Undo")
        await lab.discord.eventually(lambda: SENTENCES[2].text in lab.discord.now(third).text)
        lab.ada.submits(modal, {"text": "long " * 790})
        lost = await told(lab, "What you typed is in the file.")
        assert lost.media[0].content.decode().startswith("long long")


async def test_a_restart_in_the_middle(lab: DiscordLab) -> None:
    """Another Herald goes on where one has stopped: each message once, and old forms and buttons work."""
    gate = asyncio.Semaphore(3)
    lab.writer = ScriptedWriter(gate=gate)
    async with lab.herald():
        said = lab.ada.says("papers", LINK)
        await lab.discord.eventually(lambda: lab.discord.thread_of(said))
        await lab.discord.eventually(lambda: lab.discord.messages(said.id)[3:])
    kept = [one.id for one in lab.discord.messages(said.id)]
    rest: list[Said] = [Outline(count=8), *wordings()[3:]]
    lab.writer = ScriptedWriter(written=[rest])
    async with lab.herald() as herald:
        await herald.hearing.workflow.take_up()
        shown = await lab.thread(said)
        assert [one.id for one in shown][: len(kept)] == kept
        assert [one.text.splitlines()[0] for one in tweets(shown)] == [
            f"### Tweet {n}/8" for n in range(1, 9)
        ]
        lab.ada.clicks(shown[3], "Edit")
        modal = await form(lab, lab.ada)
    async with lab.herald():
        lab.ada.submits(modal, {"text": NEW})
        await lab.discord.eventually(lambda: NEW in lab.discord.now(shown[3]).text)
        lab.ben.clicks(shown[4], "Approve")
        await lab.discord.eventually(lambda: "approved by Ben" in lab.discord.now(shown[4]).text)
    await lab.discord.eventually(lambda: lab.discord.closes == [1000] * 3)
    assert len(lab.discord.called("PUT", "/applications/{id}/commands")) == 1


async def test_who_may_approve(lab: DiscordLab) -> None:
    """Roles count as approvers; whoever is none is told so alone, even before the press is acknowledged."""
    lab.parts = {"approvers": (f"discord:{lab.discord.role_id('reviewers')}",)}
    async with lab.herald():
        third = (await lab.drafted(lab.ben))[2]
        lab.discord.next_answers("POST", "/webhooks/{id}/{token}", status(404, 10015))
        lab.ben.clicks(third, "Approve")
        refused = await lab.discord.eventually(lambda: lab.ben.ephemerals)
        assert refused[0].text.startswith("You are not among the lab's approvers")
        lab.ada.clicks(third, "Approve")
        await lab.discord.eventually(lambda: "approved by Ada" in lab.discord.now(third).text)


@pytest.mark.parametrize(
    ("command", "options", "words"),
    [
        ("thread", {"arxiv-url": "https://example.org/paper"}, "arXiv"),
        ("tweet shorten", {"number": "9"}, "has no tweet 9"),
        ("tweet shorten", {"number": "all"}, "say which tweet to shorten"),
        ("tweet approve", {"number": "one"}, "did not understand"),
        ("tweet approve", {"number": "1", "draft": "zzzzzzzz"}, "zzzzzzzz"),
    ],
)
async def test_what_cannot_be_done_is_told(
    lab: DiscordLab, command: str, options: dict[str, str], words: str
) -> None:
    """Each mistake is answered in one sentence, to the person alone."""
    async with lab.herald():
        await lab.drafted()
        lab.ada.runs(command, channel="papers", **options)
        assert words in (await told(lab, words)).text


async def test_where_nothing_is_open_and_where_herald_may_not_write(lab: DiscordLab) -> None:
    """A verb where no draft is open; a paper in a channel off the lab's list; one without permissions."""
    async with lab.herald():
        lab.ada.runs("tweet approve", channel="general", number="1")
        await told(lab, "No draft is open here")
        lab.ada.runs("thread", channel="general", **{"arxiv-url": LINK})
        await told(lab, "Herald may not write here yet; add “discord:")
        assert await asyncio.to_thread(lab.ada.autocompletes, "tweet approve", "number", "", "general") == []
        lab.discord.forbids("asked", "attach_files", "create_public_threads")
        lab.ada.runs("thread", channel="asked", **{"arxiv-url": LINK, "notes": "thank Bo"})
        said = await told(lab, "Herald lacks Create Public Threads, Attach Files in this channel")
        assert f"{LINK} thank Bo" in said.text


@pytest.mark.parametrize("fault", [NotAPaper("no such paper"), Withdrawn("withdrawn by its authors")])
async def test_a_paper_that_cannot_be_had(lab: DiscordLab, fault: NotAPaper | Withdrawn) -> None:
    """What is wrong with it stands on the headline, and nothing is offered that would not help."""
    lab.archive.fault = fault
    async with lab.herald():
        said = lab.ada.says("papers", LINK)
        await lab.discord.eventually(lambda: lab.discord.thread_of(said))
        (head,) = await lab.discord.eventually(
            lambda: [one for one in lab.discord.messages(said.id) if str(fault) in one.text]
        )
        assert head.labels == ()


async def test_a_scan_and_a_model_that_refuses(lab: DiscordLab) -> None:
    """A paper that cannot be read stops for good; a writer's bad day ends by pressing Try again."""
    lab.reader.fault = Unreadable("The PDF is a scan.")
    async with lab.herald():
        said = lab.ada.says("papers", LINK)
        await lab.discord.eventually(lambda: lab.discord.thread_of(said))
        head = (await lab.discord.eventually(lambda: lab.discord.messages(said.id)))[0]
        await lab.discord.eventually(lambda: "The PDF is a scan." in lab.discord.now(head).text)
    lab.reader.fault = None
    script: list[Said] = [Outline(count=8), *wordings()]
    lab.writer = ScriptedWriter(written=[[WriterError("The model is overloaded.")], script])
    async with lab.herald():
        said = lab.ada.says("papers", f"{LINK}v1")
        await lab.discord.eventually(lambda: lab.discord.thread_of(said))
        head = (await lab.discord.eventually(lambda: lab.discord.messages(said.id)))[0]
        await lab.discord.eventually(lambda: "The model is overloaded." in lab.discord.now(head).text)
        lab.ada.clicks(head, "Try again")
        assert await lab.thread(said)


async def test_a_button_of_an_older_text(lab: DiscordLab) -> None:
    """Who presses it is told that the text has changed; the message shows the new one."""
    async with lab.herald() as herald:
        third = (await lab.drafted())[2]
        custom_id = next(one.custom_id for one in third.buttons if one.label == "Approve")
        lab.ben.clicks(third, "Edit")
        lab.ben.submits(await form(lab, lab.ben), {"text": NEW})
        await lab.discord.eventually(lambda: NEW in lab.discord.now(third).text)
        assert custom_id not in {one.custom_id for one in lab.discord.now(third).buttons}
        with pytest.raises(CannotDo):
            lab.ada.clicks(third, custom_id)
        assert (await herald.draft()).pieces[2].standing == ()


async def test_an_unknown_paper_number_is_no_paper(lab: DiscordLab) -> None:
    """The headline says that arXiv has none of that number."""
    unknown = ArxivId(number="2601.77777")
    assert unknown.number != ENTRY.id.number
    async with lab.herald():
        said = lab.ada.says("papers", f"https://arxiv.org/abs/{unknown}")
        await lab.discord.eventually(lambda: lab.discord.thread_of(said))
        shown = await lab.discord.eventually(lambda: lab.discord.messages(said.id))
        await lab.discord.eventually(lambda: "arXiv has no paper" in lab.discord.now(shown[0]).text)
