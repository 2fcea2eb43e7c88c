"""`herald doctor` about Herald's app at Discord: what it lacks, by name, and what to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from handlers.discord.setup import PERMISSIONS, missing
from handlers.doctor import examine
from tests.servers.discord import LoopbackDiscord

RIGHTS = {
    name: name.lower().replace(" ", "_").replace("view_channels", "view_channel") for name in PERMISSIONS
}


@pytest.fixture
def discord(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackDiscord]:
    """A loopback Discord to which the settings lead, with a channel of the lab; nothing else is there."""
    monkeypatch.chdir(tmp_path)
    with LoopbackDiscord() as server:
        channel = server.channel("papers")
        (tmp_path / "lab.toml").write_text(f'watched = ["discord:{channel.id}", "slack:C1"]\n')
        for name, value in {
            "ARXIV_API_URL": "http://127.0.0.1:9/api",
            "HERALD_DATA": str(tmp_path / "data"),
            "DISCORD_API_URL": server.api_url,
            "DISCORD_TOKEN": server.token,
        }.items():
            monkeypatch.setenv(name, value)
        yield server


async def _lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is said of Discord; fails if the token is in any line."""
    await examine(Settings.load())
    out = capsys.readouterr().out
    assert "loopback" not in out
    return [line for line in out.splitlines() if line[6:].startswith("Discord")]


async def test_an_app_that_has_everything(
    discord: LoopbackDiscord, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing to say but that the token is accepted."""
    assert await _lines(capsys) == ["ok    Discord: DISCORD_TOKEN is accepted"]
    assert discord.refusals == []


async def test_an_app_that_may_not_read(discord: LoopbackDiscord, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said what that costs, and which switch it is; it may be meant, so nothing fails."""
    discord.gateway.privileged.clear()
    lines = await _lines(capsys)
    assert [line.split()[0] for line in lines] == ["ok", "--"]
    assert "Message Content Intent" in lines[1]


@pytest.mark.parametrize("name", [name for name in PERMISSIONS if name != "View Channels"])
async def test_each_missing_permission_is_named(
    discord: LoopbackDiscord, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """As Discord's settings call it, with the channel in which it is missing."""
    discord.forbids("papers", RIGHTS[name])
    failed = [line for line in await _lines(capsys) if line.startswith("FAIL")]
    assert failed == [f"FAIL  Discord: in #papers Herald lacks {name}; allow it there"]


async def test_a_channel_that_is_not_seen(
    discord: LoopbackDiscord, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A private channel, or an id that is none."""
    discord.forbids("papers", "view_channel")
    (failed,) = [line for line in await _lines(capsys) if line.startswith("FAIL")]
    assert f"does not see the channel {discord.channel('papers').id} of lab.toml" in failed
    (tmp_path / "lab.toml").write_text('channels = ["discord:12"]\n')
    (failed,) = [line for line in await _lines(capsys) if line.startswith("FAIL")]
    assert "does not see the channel 12" in failed


def test_what_a_channel_gives_and_takes() -> None:
    """Roles add up; a channel changes them for all, by role, by person; administrators may do everything."""
    every = str(sum(PERMISSIONS.values()))
    none = {"id": "1", "permissions": "0"}
    guild = {"id": "1", "roles": [none, {"id": "2", "permissions": every}]}
    member = {"id": "9", "roles": ["2"]}
    files = str(PERMISSIONS["Attach Files"])

    def changed(**by: tuple[str, str]) -> dict[str, object]:
        return {
            "permission_overwrites": [
                {"id": name[1:], "deny": deny, "allow": allow} for name, (deny, allow) in by.items()
            ]
        }

    assert missing(guild, member, {}) == []
    assert missing(guild, {"id": "9", "roles": []}, {}) == list(PERMISSIONS)
    assert missing(guild, member, changed(_1=(files, "0"))) == ["Attach Files"]
    assert missing(guild, member, changed(_1=(files, "0"), _2=("0", files))) == []
    assert missing(guild, member, changed(_2=("0", files), _9=(files, "0"))) == ["Attach Files"]
    assert missing(guild, member, changed(_7=(files, "0"))) == []
    admin = {"id": "1", "roles": [none, {"id": "2", "permissions": "8"}]}
    assert missing(admin, member, changed(_9=(every, "0"))) == []
