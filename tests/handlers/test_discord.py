"""Herald in a lab's Discord, told as stories: a loopback Discord, real jobs, people who press and type."""

from collections.abc import AsyncIterator

import pytest

from tests.handlers.discord_lab import LINK, DiscordLab
from tests.scripted import SENTENCES
from tests.servers.discord import LoopbackDiscord


@pytest.fixture
async def lab(embedded_url: str) -> AsyncIterator[DiscordLab]:
    """A lab whose Discord has found nothing wrong with what it was sent."""
    async with LoopbackDiscord() as discord:
        yield DiscordLab(discord, embedded_url)
        assert not discord.refusals
        assert not discord.unanswered


async def test_from_a_link_to_a_thread_that_is_ready_to_post(lab: DiscordLab) -> None:
    """A link brings a thread with a card for each tweet; when all are approved, there is all to post it."""
    async with lab.herald():
        said = lab.ada.says("papers", f"look: {LINK}")
        shown = await lab.thread(said)
        assert lab.discord.now(said).reactions == {"👀": ("Herald",)}
        thread = lab.discord.thread_of(said)
        assert thread is not None
        assert (thread.name, thread.auto_archive_minutes) == ("Lamps That Count Ships", 10080)
        head, *cards = shown
        assert "### Lamps That Count Ships\nready to review" in head.text
        assert head.labels == ("Approve all",)
        assert [card.text.splitlines()[0] for card in cards] == [f"### Tweet {n}/8" for n in range(1, 9)]
        assert f"```\n{SENTENCES[1].text}\n\n2/8\n```" in cards[1].text
        assert [(one.name, bool(one.description)) for one in cards[1].media] == [
            ("2601.00001-table-1.png", True)
        ]
        lab.ben.clicks(head, "Approve all")
        done = await lab.discord.eventually(lambda: lab.discord.messages(said.id)[9:])
        assert "### The approved thread\nready to post" in done[0].text
        assert [one.name for one in done[0].media] == ["thread.md", "thread.txt", "pictures.zip"]
        assert done[0].media[0].content.startswith(b"# - tweet 1\n")
        await lab.discord.eventually(lambda: "approved by Ben" in lab.discord.now(cards[7]).text)
        assert lab.discord.now(cards[7]).labels == ("Undo",)
        assert not any(one.pinged for one in lab.discord.messages(said.id))
    assert lab.discord.closes == [1000]
