"""`herald doctor` about an app at Slack: what it lacks, by name, and what to do."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from handlers.doctor import examine
from handlers.slack.setup import MANIFEST, NEEDED_FOR
from tests.servers.slack import LoopbackSlack
from tests.servers.slack.limits import EVENT_SCOPES


@pytest.fixture
def slack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackSlack]:
    """A loopback Slack with Herald's app installed, to which the settings lead; nothing else is there."""
    monkeypatch.chdir(tmp_path)
    with LoopbackSlack(pace=0) as server:
        server.install(MANIFEST)
        for name, value in {
            "ARXIV_API_URL": "http://127.0.0.1:9/api",
            "HERALD_DATA": str(tmp_path / "data"),
            "SLACK_API_URL": server.api_url.rstrip("/"),
            "SLACK_BOT_TOKEN": server.bot_token,
            "SLACK_APP_TOKEN": server.app_token,
        }.items():
            monkeypatch.setenv(name, value)
        yield server


async def _lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is said of Slack; fails if a token is in any line."""
    await examine(Settings.load())
    out = capsys.readouterr().out
    assert "loopback" not in out
    return [line for line in out.splitlines() if line[6:].startswith("Slack")]


def _without(*path: str, name: str = "") -> dict[str, Any]:
    """The manifest without a part, or without one of its list."""
    made = copy.deepcopy(MANIFEST)
    part = made
    for step in path[:-1]:
        part = part[step]
    kept = [one for one in part[path[-1]] if name not in json.dumps(one)] if name else None
    part[path[-1]] = kept
    return made


async def test_an_app_that_has_everything(
    slack: LoopbackSlack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the configuration token it is said how to compare by hand; with it, all has been looked at."""
    lines = await _lines(capsys)
    assert [line.split()[0] for line in lines] == ["ok", "--", "ok"]
    assert "SLACK_CONFIG_TOKEN" in lines[1]
    assert "manifest.json" in lines[1]
    monkeypatch.setenv("SLACK_CONFIG_TOKEN", slack.config_token)
    assert [line.split()[0] for line in await _lines(capsys)] == ["ok", "ok"]
    assert slack.refusals == []


@pytest.mark.parametrize("scope", MANIFEST["oauth_config"]["scopes"]["bot"])
async def test_each_missing_scope_is_named(
    slack: LoopbackSlack, capsys: pytest.CaptureFixture[str], scope: str
) -> None:
    """Each scope that is not granted fails the check, with the events that do not arrive for want of it."""
    slack.workspace.scopes -= {scope}
    failed = [line for line in await _lines(capsys) if line.startswith("FAIL")]
    assert len(failed) == 1
    assert scope in failed[0]
    lost = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    assert all(event in failed[0] for event in lost if EVENT_SCOPES[event] == scope)
    assert "install the app again" in failed[0]


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (_without("settings", "event_subscriptions", "bot_events", name="app_home"), "event app_home_opened"),
        (_without("settings", "event_subscriptions", "bot_events", name="removed"), "event reaction_removed"),
        (_without("features", "slash_commands", name="/tweet"), "command /tweet"),
        (_without("features", "shortcuts", name="shorten"), "shortcut shorten"),
        (_without("settings", "interactivity"), "interactivity is off"),
        (_without("features", "app_home"), "home tab is off"),
        (_without("settings", "socket_mode_enabled"), "Socket Mode is off"),
    ],
)
async def test_what_the_app_lacks_is_named(
    slack: LoopbackSlack,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    manifest: dict[str, Any],
    words: str,
) -> None:
    """With the configuration token each missing event, command, shortcut and switch is told by its name."""
    monkeypatch.setenv("SLACK_CONFIG_TOKEN", slack.config_token)
    slack.workspace.manifest = manifest
    failed = [line for line in await _lines(capsys) if line.startswith("FAIL")]
    assert len(failed) == 1
    assert words in failed[0]


async def test_a_configuration_token_that_has_run_out(
    slack: LoopbackSlack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lasts twelve hours; then the line says so."""
    monkeypatch.setenv("SLACK_CONFIG_TOKEN", "xoxe.xoxp-old")
    failed = [line for line in await _lines(capsys) if line.startswith("FAIL")]
    assert len(failed) == 1
    assert "SLACK_CONFIG_TOKEN" in failed[0]


async def test_signed_calls_need_no_app_token(
    slack: LoopbackSlack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a signing secret and no app token, Slack calls Herald, and one token is enough."""
    monkeypatch.delenv("SLACK_APP_TOKEN")
    assert "SLACK_APP_TOKEN is missing" in (await _lines(capsys))[0]
    monkeypatch.setenv("SLACK_SIGNING_SECRET", slack.signing_secret)
    assert "SLACK_BOT_TOKEN is accepted" in (await _lines(capsys))[0]


def test_every_scope_has_its_reason() -> None:
    """What is lost without a scope is known for each of the manifest, and for no other."""
    assert NEEDED_FOR.keys() == set(MANIFEST["oauth_config"]["scopes"]["bot"])
