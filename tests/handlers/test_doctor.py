"""`herald doctor`: a line for each thing, and what to do about it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.settings import Settings
from handlers.doctor import examine
from tests.servers.arxiv import LoopbackArxiv

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
    assert [line.split()[0] for line in lines] == [words] * 3
    assert "token-" not in out
