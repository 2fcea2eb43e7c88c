"""`herald doctor`: a line for each thing, and what to do about it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.settings import Settings
from handlers.doctor import examine
from tests.servers.anthropic import KEY, LoopbackAnthropic
from tests.servers.arxiv import LoopbackArxiv
from tests.servers.faults import Handler, hang_up, redirect, send

ROOT = Path(__file__).parents[2]


def _doctor(home: Path, **settings: str) -> tuple[int, list[str]]:
    run = subprocess.run(
        [sys.executable, "-m", "handlers", "doctor"],
        cwd=home,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "HERALD_DATA": str(home / "data"),
            **settings,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.stderr == ""
    return run.returncode, run.stdout.splitlines()


def test_with_nothing_configured(tmp_path: Path) -> None:
    """Every line says how a thing is; without accounts nothing is wrong while arXiv answers."""
    with LoopbackArxiv() as arxiv:
        code, lines = _doctor(tmp_path, ARXIV_API_URL=arxiv.api_url, ARXIV_URL=arxiv.base_url)
    assert code == 0, lines
    for thing, state in {
        "Python": "ok",
        "Store": "ok",
        "Lab": "--",
        "arXiv": "ok",
        "Claude": "--",
        "Slack": "--",
        "Discord": "--",
    }.items():
        assert [line.split()[0] for line in lines if line[6:].startswith(thing)] == [state]


def test_what_is_wrong_is_named_with_its_setting(tmp_path: Path) -> None:
    """A Redis, a lab file and an arXiv that are not there fail the check, each with what to change."""
    (tmp_path / "lab.toml").write_text("colour = 3")
    code, lines = _doctor(
        tmp_path,
        REDIS_URL="redis://127.0.0.1:9/0",
        ARXIV_API_URL="http://127.0.0.1:9/api",
        SLACK_BOT_TOKEN="xoxb-1",  # noqa: S106  one token of two, and not a real one
    )
    failed = "\n".join(line for line in lines if line.startswith("FAIL"))
    assert code == 1
    assert all(name in failed for name in ("REDIS_URL", "lab.toml", "ARXIV_API_URL", "SLACK_APP_TOKEN"))


@pytest.mark.parametrize(
    ("status", "said", "words"), [(200, True, "ok"), (401, False, "FAIL"), (503, False, "FAIL")]
)
async def test_keys_and_tokens_are_tried(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    status: int,
    *,
    said: bool,
    words: str,
) -> None:
    """Each secret is shown to its service, and the answer told without the secret."""
    monkeypatch.chdir(tmp_path)

    async def answer(request: web.Request) -> web.Response:
        assert request.headers["Authorization"].split()[1].startswith("token-")
        return web.json_response({"ok": said}, status=status)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    async with TestServer(app) as server:
        base = str(server.make_url("/")).rstrip("/")
        for name in ("ANTHROPIC_API_KEY", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DISCORD_TOKEN"):
            monkeypatch.setenv(name, f"token-{name}")
        for name in ("ANTHROPIC_BASE_URL", "SLACK_API_URL", "DISCORD_API_URL"):
            monkeypatch.setenv(name, base)
        monkeypatch.setenv("ARXIV_API_URL", "http://127.0.0.1:9/api")
        monkeypatch.setenv("HERALD_DATA", str(tmp_path / "data"))
        assert not await examine(Settings.load())  # arXiv is away
    out = capsys.readouterr().out
    lines = [line for line in out.splitlines() if line[6:].startswith(("Claude", "Slack", "Discord"))]
    assert {line.split()[0] for line in lines} - {"--"} == {words}
    assert {line[6:].split(":")[0].split()[0] for line in lines} == {"Claude", "Slack", "Discord"}
    assert "token-" not in out


@pytest.fixture
def anthropic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackAnthropic]:
    """A loopback Anthropic that the settings lead to; nothing else is there."""
    monkeypatch.chdir(tmp_path)
    with LoopbackAnthropic() as server:
        for name, value in {
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": server.base_url,
            "ARXIV_API_URL": "http://127.0.0.1:9/api",
            "HERALD_DATA": str(tmp_path / "data"),
        }.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def at_home(anthropic: LoopbackAnthropic, monkeypatch: pytest.MonkeyPatch) -> LoopbackAnthropic:
    """The same, taken for Anthropic's own address."""
    monkeypatch.setattr(Settings.model_fields["anthropic_base_url"], "default", anthropic.base_url)
    return anthropic


async def _claude(capsys: pytest.CaptureFixture[str]) -> str:
    """The line about Claude; fails if the key is in any line."""
    await examine(Settings.load())
    out = capsys.readouterr().out
    assert KEY not in out
    (line,) = (line for line in out.splitlines() if line[6:].startswith("Claude"))
    return line


def test_a_key_that_is_accepted(tmp_path: Path) -> None:
    """The real command asks for both models with the key, whether the address ends in /v1 or not."""
    with LoopbackAnthropic() as server:
        _, lines = _doctor(
            tmp_path,
            ARXIV_API_URL="http://127.0.0.1:9/api",
            ANTHROPIC_API_KEY=KEY,
            ANTHROPIC_BASE_URL=f"{server.base_url}/v1",
        )
        (line,) = (line for line in lines if line[6:].startswith("Claude"))
        assert line.startswith("ok")
        assert "claude-sonnet-5-5 writes" in line
        assert server.paths() == ["/v1/models/claude-sonnet-5-5", "/v1/models/claude-haiku-5-5"]
        assert server.asked == [], "nothing is paid for"


async def test_a_key_that_is_refused(
    anthropic: LoopbackAnthropic, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another key fails the check, with the setting and without the key."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-stolen")
    line = await _claude(capsys)
    assert line.startswith("FAIL")
    assert "ANTHROPIC_API_KEY" in line
    assert "stolen" not in line


@pytest.mark.parametrize("setting", ["HERALD_MODEL", "HERALD_SHORTEN_MODEL"])
async def test_a_model_that_anthropic_does_not_have(
    at_home: LoopbackAnthropic,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
) -> None:
    """At Anthropic an unknown model fails the check, and the setting that names it is told."""
    assert (await _claude(capsys)).startswith("ok")
    monkeypatch.setenv(setting, "claude-nobody")
    line = await _claude(capsys)
    assert line.startswith("FAIL")
    assert "claude-nobody" in line
    assert f"set {setting} to" in line


@pytest.mark.parametrize("answer", [None, send("<h1>Not found</h1>", status=404), send("", status=404)])
async def test_a_model_that_another_server_does_not_list(
    anthropic: LoopbackAnthropic,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: Handler | None,
) -> None:
    """Another server need not list what it has, in whatever form it says so: that is no failure."""
    monkeypatch.setenv("HERALD_MODEL", "qwen3:32b")
    anthropic.local = answer is None
    anthropic.always(answer, path="/v1/models/qwen3:32b")
    line = await _claude(capsys)
    assert line.startswith("--")
    assert "ANTHROPIC_BASE_URL" in line
    assert "qwen3:32b" in line


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (send("Who are you?", status=401), "refuses ANTHROPIC_API_KEY"),
        (send("Bad gateway", status=502), "status 502"),
        (redirect("https://example.org/"), "status 302"),
        (send("<h1>Welcome</h1>"), "check the service's URL"),
        (hang_up(), "cannot be reached"),
    ],
)
async def test_a_server_that_is_none(
    anthropic: LoopbackAnthropic, capsys: pytest.CaptureFixture[str], answer: Handler, words: str
) -> None:
    """A gateway, a web page or a dead line where the model's server should be is told as what it is."""
    anthropic.always(answer, path="/v1/models/claude-sonnet-5-5")
    line = await _claude(capsys)
    assert line.startswith("FAIL")
    assert words in line


async def test_a_writer_that_cannot_be_made(
    anthropic: LoopbackAnthropic, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would stop a draft before it is begun is told here too, with its setting."""
    monkeypatch.setenv("HERALD_DRAFT_DOLLARS", "0.01")
    line = await _claude(capsys)
    assert line.startswith("FAIL")
    assert "HERALD_DRAFT_DOLLARS" in line
    assert anthropic.requests == []
