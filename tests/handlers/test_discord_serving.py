"""How Herald comes to Discord, stays there and leaves: tokens, intents, outages, restarts."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import worker
from bot.errors import ChatError, SettingsError, StoreError
from bot.settings import Settings
from handlers.discord import answering, missing
from handlers.discord.app import discord_platform
from handlers.discord.commands import IN_MENUS
from tests.handlers.discord_lab import LINK, DiscordLab, Herald, tweets
from tests.servers.discord import LoopbackDiscord, status


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


async def there(lab: DiscordLab, herald: Herald) -> None:
    """Wait until Herald has noted that it listens."""
    seen = f"discord:there:{lab.papers.id}"
    now = datetime.now(UTC)
    keys = [f"{seen}:{missing._step(one)}" for one in (now, now - missing.STEP)]
    while not any([await herald.store.claimed(key) for key in keys]):  # noqa: ASYNC110  it is Redis that knows
        await asyncio.sleep(0.01)


async def test_a_wrong_token(lab: DiscordLab) -> None:
    """It is the installer's to mend, and told so, whether Discord says it by HTTP or at the gateway."""
    lab.discord.front.token = "another"  # noqa: S105  no token
    with pytest.raises(SettingsError, match="DISCORD_TOKEN"):
        async with lab.herald():
            pytest.fail("it listens")


async def test_the_gateway_refuses_the_token(lab: DiscordLab) -> None:
    """A token may be renewed between the two: 4004 at the gateway."""
    lab.discord.gateway.token = "another"  # noqa: S105  no token
    with pytest.raises(SettingsError, match="DISCORD_TOKEN"):
        async with lab.herald():
            pytest.fail("it listens")


async def test_no_token() -> None:
    """What is missing is named."""
    with pytest.raises(SettingsError, match="DISCORD_TOKEN is not set"):
        async with discord_platform(Settings(DISCORD_TOKEN=None)):
            pytest.fail("it was made")


async def test_without_the_right_to_read(lab: DiscordLab, caplog: pytest.LogCaptureFixture) -> None:
    """Herald says once what to switch on, and does all that needs no reading: mentions, commands, menus."""
    lab.discord.gateway.privileged.clear()
    with caplog.at_level(logging.ERROR):
        async with lab.herald() as herald:
            await lab.discord.eventually(lambda: len(lab.discord.identifies) == 2 and lab.discord.online, 10)
            lab.ada.says("papers", LINK)
            mention = lab.ada.says("papers", f"{lab.discord.mention} {LINK}")
            await lab.thread(mention)
            lab.ada.runs("tweet approve", channel=mention.id, number="1")
            await lab.discord.eventually(
                lambda: "approved by Ada" in lab.discord.messages(mention.id)[1].text
            )
            assert len(await herald.store.drafts()) == 1
    assert [one.message for one in caplog.records if "Message Content Intent" in one.message]


async def test_the_commands_are_registered_when_they_change(lab: DiscordLab) -> None:
    """The first Herald registers them, the next finds them as they should be, and mends a changed one."""
    async with lab.herald(work=False):
        await lab.discord.eventually(lambda: lab.discord.commands)
    menus = [f"{verb.value.capitalize()} tweet" for verb in IN_MENUS]
    assert lab.discord.commands == ["thread", "poster-ad", "tweet", *menus, "Draft a tweet thread"]
    async with lab.herald(work=False):
        pass
    lab.discord.world.commands[0]["description"] = "Something else"
    async with lab.herald(work=False):
        pass
    assert len(lab.discord.called("PUT", "/applications/{id}/commands")) == 2
    assert lab.discord.world.commands[0]["description"] == "Draft the tweet thread of a paper"


async def test_what_was_missed_in_an_outage(lab: DiscordLab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link and a reaction that Discord does not tell of afterwards are found; nothing is done twice."""
    monkeypatch.setattr(missing, "UNNOTICED", timedelta(seconds=0.4))
    async with lab.herald() as herald:
        tweet = (await lab.drafted())[2]
        await there(lab, herald)
        await asyncio.sleep(0.5)  # the draft is older than the outage
        lab.discord.outage(0.3)
        said = lab.ben.says("papers", "missed: https://arxiv.org/abs/2601.00077")
        below = lab.ben.says(tweet.channel_id, "and https://arxiv.org/abs/2601.00078")
        lab.ben.reacts(tweet, "✅")
        await lab.discord.eventually(lambda: lab.discord.thread_of(said), 20)
        await lab.discord.eventually(lambda: lab.discord.now(below).reactions)
        await lab.discord.eventually(lambda: "approved by Ben" in lab.discord.now(tweet).text)
        assert len(await herald.store.drafts()) == 3


async def test_what_cannot_be_looked_up_holds_nothing_up(
    lab: DiscordLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A channel that Discord does not show, and somebody who has left: all else that was missed is found."""
    monkeypatch.setattr(missing, "UNNOTICED", timedelta(seconds=0.4))
    async with lab.herald() as herald:
        tweet = (await lab.drafted())[2]
        await there(lab, herald)
        await asyncio.sleep(0.5)  # the draft is older than the outage
        lab.discord.next_answers("GET", "/channels/{id}/messages", status(403, 50001))
        lab.discord.next_answers(
            "GET", f"/guilds/{lab.discord.guild_id}/members/{lab.ada.id}", status(404, 10007)
        )
        lab.discord.outage(0.3)
        for person in (lab.ada, lab.ben):
            person.reacts(tweet, "✅")
        await lab.discord.eventually(lambda: "approved by Ben" in lab.discord.now(tweet).text, 20)


async def test_what_was_missed_in_a_restart(lab: DiscordLab) -> None:
    """Another Herald finds it; of a channel that has just come onto the list it looks at no past."""
    lab.discord.person("Ada").says("general", f"old: {LINK}")
    async with lab.herald() as herald:
        await there(lab, herald)
    said = lab.ada.says("papers", LINK)
    lab.parts = {
        "watched": tuple(f"discord:{one.id}" for one in (lab.papers, lab.discord.channel("general")))
    }
    async with lab.herald() as herald:
        await lab.thread(said)
        assert len(await herald.store.drafts()) == 1


async def test_two_heralds(lab: DiscordLab) -> None:
    """Both hear everything, and everything is done once."""
    async with lab.herald() as one, lab.herald():
        tweet = (await lab.drafted())[2]
        lab.ben.clicks(tweet, "Approve")
        await lab.discord.eventually(lambda: "approved by Ben" in lab.discord.now(tweet).text)
        lab.ada.reacts(tweet, "✅")
        await lab.discord.eventually(lambda: lab.discord.now(tweet).text.count("approved by") == 2)
        assert len(tweets(lab.discord.messages(tweet.channel_id))) == 8
        assert len(await one.store.drafts()) == 1


async def test_the_connection_ends_for_good(lab: DiscordLab) -> None:
    """Discord lets Herald in no more: the process ends, for its supervisor to start it again."""
    lab.discord.next_answers("GET", "/users/@me", status(403, 0))
    with pytest.raises(ChatError, match=r"does not let Herald in \(403\)"):
        async with lab.herald():
            pytest.fail("it listens")
    lab.discord.stop()
    with pytest.raises(ChatError, match="cannot be reached"):
        async with lab.herald():
            pytest.fail("it listens")


async def test_the_store_is_gone(lab: DiscordLab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who presses is told in time; nothing is acknowledged that was not written down."""
    async with lab.herald() as herald:
        tweet = (await lab.drafted())[2]

        async def gone(*_: object) -> None:
            raise StoreError("Redis does not answer at here.")

        async def slow(*_: object) -> None:
            await asyncio.sleep(5)

        monkeypatch.setattr(herald.jobs, "hear", gone)
        lab.ada.clicks(tweet, "Approve")
        await lab.discord.eventually(lambda: "Redis does not answer" in str(lab.ada.ephemerals))
        monkeypatch.setattr(answering, "ANSWER_SECONDS", 0.1)
        monkeypatch.setattr(herald.jobs, "hear", slow)
        lab.ben.clicks(tweet, "Approve")
        await lab.discord.eventually(lambda: "does not answer in time" in str(lab.ben.ephemerals))
        monkeypatch.setattr(herald.jobs, "hear", gone)
        lab.ada.says("papers", "https://arxiv.org/abs/2601.00066")
        await lab.discord.eventually(
            lambda: [place for place in list(lab.discord.world.channels.values()) if place.direct]
        )
    assert not lab.discord.unanswered
