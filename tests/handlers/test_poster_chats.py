"""A poster's ad in Slack and in Discord: the form, the ad, its correction, its approval, the calendar."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.handlers.discord_lab import DiscordLab
from tests.handlers.slack_lab import Lab, lab_in, link
from tests.servers.discord import LoopbackDiscord, Seen
from tests.servers.slack import Message

ASKED = {
    "Title": "LeanDojo",
    "Event": "the ICML workshop on Knowledge and Logical Reasoning",
    "Date": "28 July 2027",
    "Time, with its zone": "11:45 AM to 12:15 PM HST",
    "Place": "room 301",
}


@pytest.fixture
def slack_lab(tmp_path: Path) -> Iterator[Lab]:
    """A lab in Slack, with Herald as a process."""
    with lab_in(tmp_path) as lab:
        lab.run()
        yield lab
        assert lab.slack.refusals == []
        assert lab.slack.unacknowledged == []


@pytest.fixture
async def discord_lab(embedded_url: str) -> AsyncIterator[DiscordLab]:
    """A lab in Discord."""
    async with LoopbackDiscord() as discord:
        yield DiscordLab(discord, embedded_url)
        assert not discord.refusals
        assert not discord.unanswered


def test_an_ad_in_slack(slack_lab: Lab) -> None:
    """A form becomes an ad with every fact as given; the form alone changes one, and the calendar follows."""
    lab, channel = slack_lab, slack_lab.asked

    def below() -> list[Message]:
        return [reply for head in lab.slack.messages(channel) for reply in lab.slack.replies(head)]

    def entries() -> list[dict[str, str]]:
        files = {file.name: file.content or b"" for message in below() for file in message.files}
        calendars = [Calendar.from_ical(files[name]) for name in sorted(files) if name.endswith(".ics")]
        return [{key: str(value) for key, value in each.walk("VEVENT")[0].items()} for each in calendars]

    lab.ada.runs("/poster-ad", "", channel)
    asked = {**ASKED, "Your own draft": "Ask us about <!channel>!"}
    lab.ada.submits(lab.slack.until(lambda: lab.ada.view), asked)
    ad = lab.slack.until(lambda: [m for m in below() if "*Poster ad" in m.words], 30)[0]
    lab.until_says(ad, "room 301")
    assert all(fact in ad.words for fact in ASKED.values())
    assert not ad.pings
    lab.slack.until(lambda: "Edit" in ad.buttons)
    lab.ada.clicks(ad, "Edit")
    form = lab.slack.until(lambda: lab.ada.view)
    assert form is not None
    lab.ada.submits(form, {"Text": "Come to LeanDojo in room 302!"})
    lab.slack.until(lambda: form.errors, what="a refusal that names the fact")
    assert "just as it was given" in str(form.errors)
    lab.ada.closes(form)
    lab.ada.clicks(ad, "Approve")
    (first,) = lab.slack.until(entries, 30)
    lab.ada.clicks(ad, "Undo")
    lab.slack.until(lambda: "Fill in the poster details" in ad.buttons)
    lab.ada.clicks(ad, "Fill in the poster details")
    lab.ada.submits(lab.slack.until(lambda: lab.ada.view), {"Place": "room 302"})
    lab.until_says(ad, "room 302")
    lab.slack.until(lambda: "Approve" in ad.buttons)
    lab.ada.clicks(ad, "Approve")
    lab.slack.until(lambda: len(entries()) == 2, 30)
    later = max(entries(), key=lambda entry: int(entry["SEQUENCE"]))
    assert later["UID"] == first["UID"]
    assert int(later["SEQUENCE"]) > int(first["SEQUENCE"])
    assert "room 302" in later["LOCATION"]


def test_a_form_of_a_known_ad(slack_lab: Lab) -> None:
    """For a paper whose draft has an ad, the command opens that ad's form, with what is known in it."""
    lab = slack_lab
    root = lab.ada.says(lab.papers, link())
    lab.reviewed(root)
    lab.slack.until(lambda: any("*Poster ad" in m.words for m in lab.slack.replies(root)), 30)
    lab.ben.runs("/poster-ad", link(), lab.papers)
    form = lab.slack.until(lambda: lab.ben.view)
    lab.ben.submits(form, {"Date": "28 July 2027", "Time, with its zone": "9:00 UTC", "Place": "hall 2"})
    ad = next(m for m in lab.slack.replies(root) if "*Poster ad" in m.words)
    lab.until_says(ad, "hall 2")
    lab.slack.until(lambda: "Longer" in ad.buttons)
    lab.ben.clicks(ad, "Longer")
    assert "Place: hall 2" in lab.told(lab.ben, "We look forward").words
    lab.ben.runs("/poster-ad", link(), lab.random)
    lab.told(lab.ben, "channels in lab.toml")


async def test_an_ad_in_discord(discord_lab: DiscordLab) -> None:
    """The same in Discord, whose forms have room for five fields: the rest is asked for at the ad."""
    lab = discord_lab
    async with lab.herald():
        lab.ada.runs("poster-ad", channel="asked")
        lab.ada.submits(await lab.discord.eventually(lambda: lab.ada.modal), ASKED)
        head = (await lab.discord.eventually(lambda: lab.discord.messages("asked")))[0]

        def ad() -> Seen | None:
            shown = lab.discord.messages(head.id) if lab.discord.thread_of(head) else []
            return next(
                (m for m in shown if m.text.startswith("### Poster ad") and "room 301" in m.text), None
            )

        shown = await lab.discord.eventually(ad, 20)
        assert shown is not None
        assert all(fact in shown.text for fact in ASKED.values())
        await lab.discord.eventually(lambda: "More details" in lab.discord.now(shown).labels)
        lab.ada.clicks(lab.discord.now(shown), "More details")
        form = await lab.discord.eventually(lambda: lab.ada.modal)
        lab.ada.submits(form, {"What you would like to talk about": "provers that retrieve"})
        await lab.discord.eventually(
            lambda: any("provers that retrieve" in m.text for m in lab.discord.messages(head.id)), 20
        )
        fresh = next(m for m in lab.discord.messages(head.id) if m.text.startswith("### Poster ad"))
        await lab.discord.eventually(lambda: "Approve" in lab.discord.now(fresh).labels)
        lab.ada.clicks(lab.discord.now(fresh), "Approve")

        def done() -> Seen | None:
            shown = lab.discord.messages(head.id)
            return next((m for m in shown if m.text.startswith("### The approved ad")), None)

        delivered = await lab.discord.eventually(done, 20)
        assert delivered is not None
        names = [one.name for one in delivered.media]
        assert "poster.ics" in names
