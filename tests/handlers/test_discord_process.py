"""Herald in Discord as the process that a lab runs: killed, stopped, and started with a wrong token."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.handlers.discord_process import LINK, arxiv_for, herald
from tests.servers.discord import LoopbackDiscord, Seen


@pytest.fixture
def environment(short_path: Path) -> Iterator[dict[str, str]]:
    """What Herald's process knows."""
    with arxiv_for(short_path) as known:
        yield known


def titles(shown: list[Seen]) -> list[str]:
    """The first line of each message."""
    return [one.text.splitlines()[0] for one in shown]


def test_killed_in_the_middle(environment: dict[str, str]) -> None:
    """Whoever is started after a kill goes on: each message is there once, and what was pressed is done."""
    with LoopbackDiscord() as discord:
        with herald(discord, environment) as process:
            said = discord.person("Ada").says("papers", LINK)
            discord.until(lambda: discord.thread_of(said) and len(discord.messages(said.id)) > 4, 60)
            process.kill()
            process.wait()
        with herald(discord, environment) as process:

            def whole() -> list[Seen]:
                shown = discord.messages(said.id)
                return shown if shown[-1].text.startswith("### Poster ad") else []

            shown = discord.until(whole, 90)
            discord.until(lambda: "Approve all" in discord.now(shown[0]).labels, 60)
            assert titles(shown)[1:-1] == [f"### Tweet {n}/13" for n in range(1, 14)]
            discord.person("Ben").clicks(shown[3], "Approve")
            discord.until(lambda: "approved by Ben" in discord.now(shown[3]).text, 20)
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        discord.until(lambda: 1000 in discord.closes)
        assert not discord.refusals


def test_a_wrong_token_ends_the_process(environment: dict[str, str]) -> None:
    """With one sentence and an exit code that a supervisor sees."""
    with LoopbackDiscord() as discord:
        with herald(discord, {**environment, "DISCORD_TOKEN": "wrong"}) as process:
            _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "Discord refuses DISCORD_TOKEN" in said.splitlines()[-1]
        assert "Traceback" not in said
