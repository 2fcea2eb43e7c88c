"""The house's rules that code can hold: imports, words, and documents that say what is so."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.writing.checking.rules import RULES
from handlers.__main__ import main

ROOT = Path(__file__).parents[1]


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_imports_point_downwards() -> None:
    """The import contracts of pyproject.toml hold."""
    program = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    run = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout


def test_the_core_runs_without_any_chat_sdk() -> None:
    """Importing every module of the core loads no SDK of a platform, and reads no setting."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "bot").rglob("*.py"))
        if path.name != "__init__.py"
    ]
    program = (
        f"import sys; [__import__(name) for name in {modules!r}]; "
        "print([name for name in ('slack_bolt', 'slack_sdk', 'discord') if name in sys.modules])"
    )
    wrong = {"ARXIV_PAUSE": "none", "HERALD_LAB": "/nowhere/lab.toml", "PATH": "/usr/bin:/bin"}
    run = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, env=wrong
    )
    assert run.stdout.strip() == "[]", run.stderr


def test_a_command_starts_without_the_sdks() -> None:
    """The command line loads no SDK before it is needed: Anthropic's alone takes a second."""
    program = (
        "import sys, handlers.__main__; import handlers.commands; "
        "print([name for name in ('slack_bolt', 'discord', 'anthropic', 'docket') if name in sys.modules])"
    )
    run = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stdout.strip() == "[]", run.stderr


def test_no_platform_is_named_in_the_core() -> None:
    """No code of the core asks which platform it runs on; prose and examples may name one."""
    asking = re.compile(r"platform\s*(?:==|!=|\bin\b)\s*[\"'({\[]")
    offenders = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "bot").rglob("*.py")
        if asking.search(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


def test_the_lock_file_names_no_index() -> None:
    """Whoever installs takes the packages from where their own pip does, each with its hash."""
    lock = _text("requirements.lock")
    assert "://" not in lock
    assert "--index" not in lock
    pinned = re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)
    assert len(pinned) <= lock.count("--hash=sha256:")


def test_every_dependency_is_locked_and_has_its_reason() -> None:
    """What pyproject.toml asks for stands in the lock file and in the page of reasons."""
    project = tomllib.loads(_text("pyproject.toml"))
    names = [re.split(r"[\[<>=; ]", line)[0] for line in project["project"]["dependencies"]]
    lock, reasons = _text("requirements.lock"), _text("docs/decisions/0002-libraries.md")
    for name in names:
        assert re.search(rf"^{re.escape(name.replace('.', '-'))}==", lock, re.MULTILINE), name
        assert name in reasons, name


def _commands(document: str) -> list[str]:
    return re.findall(r"^\| `herald ([\w-]+)", document, re.MULTILINE)


@pytest.mark.parametrize("line", sorted({*_commands(_text("README.md"))}))
def test_the_readme_names_real_commands(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command of the README's table is one that `herald` knows and explains."""
    with pytest.raises(SystemExit) as stopped:
        main([line, "--help"])
    assert stopped.value.code == 0
    assert "usage: herald" in capsys.readouterr().out


def test_every_command_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    """No command is left undocumented."""
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = re.findall(r"^    ([\w-]+)(?:  |$)", capsys.readouterr().out, re.MULTILINE)
    assert set(listed) == {*_commands(_text("README.md"))}


def test_the_procfile_starts_real_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """Each process of the Procfile is a command of `herald`."""
    for line in _text("Procfile").splitlines():
        program, command = shlex.split(line.split(":", 1)[1])[:2]
        assert program == "herald"
        with pytest.raises(SystemExit) as stopped:
            main([command, "--help"])
        assert stopped.value.code == 0
    capsys.readouterr()


def test_every_check_is_documented() -> None:
    """The page on checks has each rule with its severity and words, and no other."""
    rows = re.findall(r"^\| `([\w-]+)` \| (\w+) \| (.+) \|$", _text("docs/checks.md"), re.MULTILINE)
    assert rows == [(name, rule.severity.value, rule.holds) for name, rule in RULES.items()]
