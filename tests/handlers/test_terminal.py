"""The terminal, as its users meet it: the real command, a loopback arXiv, the embedded store."""

import io
import json
import os
import pty
import pwd
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from bot.papers import Box, FigureKind
from tests.bot.paper import figure_pages
from tests.handlers import forked
from tests.papers import PAPERS
from tests.servers.arxiv import KnownPaper, LoopbackArxiv
from tests.servers.faults import hang, refuse

LIGHTHOUSE = PAPERS["lighthouse"]
SEEN_AS = "2601.00001"


@dataclass
class Terminal:
    """A person's shell in a directory of their own, with an environment that holds nothing else."""

    home: Path
    arxiv: LoopbackArxiv
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What the shell knows."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "USER": "somebody else",  # whoever sits there is who the system says, whatever this says
            "HERALD_DATA": str(self.home / "data"),
            "ARXIV_API_URL": self.arxiv.api_url,
            "ARXIV_URL": self.arxiv.base_url,
            "ARXIV_PAUSE": "0",
            **self.settings,
        }

    def start(self, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
        """A command that runs on."""
        return subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-m", "handlers", *arguments],
            cwd=self.home,
            env={**self.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def herald(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        """What a command prints on stdout and stderr; fails unless it ends with `code` and no traceback."""
        if any(name.startswith(("PYTHON", "LC_", "LANG")) for name in self.settings):
            with self.start(*arguments) as process:
                out, err = process.communicate(timeout=60)
                ended: int | None = process.returncode
        else:
            ended, out, err = forked.run(arguments, self.home, self.environment, patience=60)
        assert ended == code, err
        assert "Traceback" not in err
        return out, err

    def refused(self, *arguments: str, code: int = 1) -> str:
        """The one sentence with which a command fails."""
        out, err = self.herald(*arguments, code=code)
        assert out == ""
        return [line for line in err.splitlines() if not line.startswith("  ")][-1]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A person who has just installed Herald, and an arXiv that knows the lighthouse paper."""
    with LoopbackArxiv() as arxiv:
        truth = LIGHTHOUSE.truth
        arxiv.add(
            KnownPaper(SEEN_AS, title=truth.title, authors=truth.authors, pdf=LIGHTHOUSE.pdf.read_bytes())
        )
        yield Terminal(home=tmp_path, arxiv=arxiv)


def test_from_a_link_to_the_deliverable(terminal: Terminal) -> None:
    """A pasted link becomes a thread in the seed's form, on stdout and in the folder, with nothing set up."""
    out, err = terminal.herald("thread", f"https://arxiv.org/abs/{SEEN_AS}v1")
    assert out.startswith("# - tweet 1\n")
    count = out.count("# - tweet ")
    assert 8 <= count <= 13
    assert f"\n{count}/{count}\n" in out
    assert f"https://arxiv.org/abs/{SEEN_AS}" in out
    assert LIGHTHOUSE.truth.repository in out.split("# - tweet 3")[0]
    assert "[image: Table 3]" in out
    assert f"writing {count}/{count}" in err
    (folder,) = (terminal.home / "out").iterdir()
    assert (folder / "thread.md").read_text(encoding="utf-8").strip() == out.strip()
    assert f"{count}/{count}" in (folder / "thread.txt").read_text(encoding="utf-8")


def test_json_has_the_promised_shape(terminal: Terminal) -> None:
    """`--json` prints one object and nothing else, with evidence that code has verified and no hard fault."""
    out, _ = terminal.herald("thread", str(LIGHTHOUSE.pdf), "--json", "--out", "there")
    thread = json.loads(out)
    assert set(thread) == {"draft", "paper", "writer", "tweets", "covered", "uncovered", "ad", "usage"}
    assert thread["writer"] == "extractive"
    assert thread["usage"] is None
    assert thread["paper"] == {
        "id": None,
        "title": LIGHTHOUSE.truth.title,
        "authors": list(LIGHTHOUSE.truth.authors),
        "pages": LIGHTHOUSE.truth.pages,
        "repository": LIGHTHOUSE.truth.repository,
        "hidden_text": [],
    }
    for n, tweet in enumerate(thread["tweets"], 1):
        assert (tweet["n"], tweet["of"]) == (n, len(thread["tweets"]))
        assert tweet["text"].endswith(f"\n\n{n}/{len(thread['tweets'])}")
        assert tweet["weighted_length"] <= 280
        assert not [finding for finding in tweet["findings"] if finding["severity"] == "hard"]
        assert tweet["evidence"] is None or tweet["evidence"]["verified"]
    assert thread["tweets"][0]["role"] == "announcement"
    assert thread["tweets"][-1]["role"] == "limitation"
    figures = [tweet["figure"] for tweet in thread["tweets"] if tweet["figure"]]
    keys = "kind number page caption box box_page path width height doubt page_path alt"
    assert " ".join(figures[0]) == keys
    assert (terminal.home / "there" / "thread.md").is_file()


def test_pictures_come_with_the_thread(terminal: Terminal) -> None:
    """Every crop that is posted is a file of the size told, and in the zip; a doubtful one is no file."""
    tweets = json.loads(terminal.herald("thread", SEEN_AS, "--json", "--out", "there")[0])["tweets"]
    figures = [tweet["figure"] for tweet in tweets if tweet["figure"]]
    posted = [figure for figure in figures if figure["path"]]
    assert posted
    for figure in posted:
        assert (figure["doubt"], figure["page_path"]) == ("", None)
        assert figure["path"].startswith(f"there/{SEEN_AS}-{figure['kind']}-{figure['number']}.")
        with Image.open(terminal.home / figure["path"]) as picture:
            assert picture.size == (figure["width"], figure["height"])
        assert figure["box_page"] >= 1
        assert figure["alt"]
    for figure in figures:
        if figure not in posted:
            assert figure["doubt"]
            assert figure["width"] is None
            assert figure["page_path"] is None or (terminal.home / figure["page_path"]).is_file()
    with zipfile.ZipFile(terminal.home / "there" / "pictures.zip") as packed:
        names = [Path(figure["path"]).name for figure in posted]
        assert packed.namelist() == [*names, "alt.txt"]
        for name in names:
            assert packed.read(name) == (terminal.home / "there" / name).read_bytes()
        alts = packed.read("alt.txt").decode()
        assert all(figure["alt"] in alts for figure in posted)
    assert not list((terminal.home / "there" / "pages").glob("*")) or len(posted) < len(figures)
    shown, _ = terminal.herald("show")
    assert f"picture: {names[0]}\n  alt: {posted[0]['alt']}" in shown
    assert "Figure 1 → tweet " in shown


def test_pictures_are_written_where_asked_for(terminal: Terminal) -> None:
    """`show` and `tweet` write nothing of themselves, and everything into a folder that is named."""
    terminal.herald("thread", SEEN_AS, "--out", "first")
    paths = [
        [tweet["figure"]["path"] for tweet in json.loads(out)["tweets"] if tweet["figure"]]
        for out, _ in (
            terminal.herald("show", "--json"),
            terminal.herald("show", "--json", "--out", "second"),
            terminal.herald("tweet", "approve", "1", "--json", "--out", "third"),
        )
    ]
    assert not any(paths[0])
    assert any(paths[1])
    for place, named in (("second", paths[1]), ("third", paths[2])):
        there = {path.name for path in (terminal.home / place).iterdir()}
        assert there == {path.name for path in (terminal.home / "first").iterdir()}
        assert all((terminal.home / path).is_file() for path in named if path)


def test_a_figure_in_doubt_is_a_remark_and_its_page_comes_along(terminal: Terminal) -> None:
    """The person who runs the command is told that something is to be looked at, and finds the page."""
    true = next(one for one in LIGHTHOUSE.truth.figures if one.number == "3" and one.kind is FigureKind.TABLE)
    ink = true.bodies[0].ink
    bar = Box(left=ink.left + 40, top=ink.bottom - 20, right=ink.left + 60, bottom=ink.bottom + 120)
    over = PdfReader(io.BytesIO(figure_pages.pdf(figure_pages.filled(bar)))).pages[0]
    paper = PdfWriter(clone_from=LIGHTHOUSE.pdf)
    paper.pages[true.bodies[0].page - 1].merge_page(over)
    paper.write(terminal.home / "lamps.pdf")
    out, err = terminal.herald("thread", "lamps.pdf", "--out", "here")
    assert "[image: Table 3]" in out
    assert "\n1 remark for the reviewer: herald show" in err
    assert (terminal.home / "here" / "pages" / f"lamps-page-{true.bodies[0].page}.png").is_file()
    assert not (terminal.home / "here" / "lamps-table-3.png").exists()
    assert "No picture of Table 3 is attached: " in terminal.herald("show")[0]


def test_reading_writes_all_pictures(terminal: Terminal) -> None:
    """`herald read --out` writes the crop of every figure, used or not, and tells of the paper as ever."""
    out, err = terminal.herald("read", SEEN_AS, "--json", "--out", "cut")
    figures = json.loads(out)["figures"]
    crops = [figure for figure in figures if figure["path"]]
    assert crops
    assert all((terminal.home / figure["path"]).is_file() for figure in crops)
    assert all(figure["doubt"] for figure in figures if figure not in crops)
    assert "Written to cut: " in err
    assert not (terminal.home / "cut" / "thread.md").exists()
    shown, _ = terminal.herald("read", SEEN_AS)
    for figure in figures:
        if figure["doubt"]:
            assert f"no picture of it alone: {figure['doubt']}" in shown
    assert "--out" in terminal.refused("read", SEEN_AS, "--out", str(LIGHTHOUSE.pdf / "x"))
    (terminal.home / "full").mkdir()
    (terminal.home / "full" / Path(crops[0]["path"]).name).mkdir()  # nothing can be written over it
    assert "--out" in terminal.refused("read", SEEN_AS, "--out", "full")


def test_reading_shows_what_is_in_the_paper(terminal: Terminal) -> None:
    """`herald read` finds the sections, captions, repository and limitations that the source has."""
    truth = LIGHTHOUSE.truth
    found = json.loads(terminal.herald("read", str(LIGHTHOUSE.pdf), "--json")[0])
    assert " ".join(found) == (
        "id title authors abstract pages sections figures repository links contributions limitations"
        " future_work hidden_text"
    )
    assert [(figure["kind"], figure["number"]) for figure in found["figures"]] == [
        (figure.kind.value, figure.number) for figure in truth.figures
    ]
    assert [section["title"] for section in found["sections"]] == [
        section.title for section in truth.sections
    ]
    assert found["repository"] == truth.repository
    assert [sentence["text"] for sentence in found["limitations"]] == [s.text for s in truth.limitations]
    assert any(figure["box"] for figure in found["figures"])
    assert all(figure["path"] is None for figure in found["figures"]), "nothing is written unasked"
    assert truth.title in terminal.herald("read", str(LIGHTHOUSE.pdf))[0]


def test_every_verb_on_the_way_to_approval(terminal: Terminal) -> None:
    """Regenerate, shorten, edit, undo and approve change one tweet; the export says what is missing."""
    terminal.herald("thread", str(LIGHTHOUSE.pdf))
    before = json.loads(terminal.herald("show", "--json")[0])["tweets"]

    def tweet(*arguments: str) -> list[dict[str, str]]:
        return list(json.loads(terminal.herald("tweet", *arguments, "--json")[0])["tweets"])

    after = tweet("regenerate", "4")
    assert after[3]["text"] != before[3]["text"]
    assert [one["text"] for one in after[:3] + after[4:]] == [one["text"] for one in before[:3] + before[4:]]
    edited = "Lamps see further than we thought."
    assert tweet("edit", "4", "--note", edited)[3]["text"].startswith(edited)
    assert tweet("undo", "4")[3]["text"] == after[3]["text"]
    assert "Not every tweet" in terminal.herald("export")[1]
    shown, _ = terminal.herald("tweet", "approve", "all")
    assert shown.count(f"approved by {pwd.getpwuid(os.getuid()).pw_name}") == len(before)
    _, err = terminal.herald("export", "--out", "final")
    assert err == ""
    assert (terminal.home / "final" / "thread.md").is_file()
    assert f"{len(before)}/{len(before)}" in terminal.herald("drafts")[0]


def test_shortening_keeps_numbers_or_says_why_not(terminal: Terminal) -> None:
    """A shortened tweet is shorter with every number kept; one that cannot be shortened says so."""
    draft = json.loads(terminal.herald("thread", str(LIGHTHOUSE.pdf), "--json")[0])
    longest = max(draft["tweets"][2:-1], key=lambda tweet: int(tweet["weighted_length"]))
    with terminal.start("tweet", "shorten", str(longest["n"]), "--json") as process:
        out, err = process.communicate(timeout=60)
    if process.returncode:
        assert err.startswith("herald: ")
        return
    shorter = json.loads(out)["tweets"][longest["n"] - 1]
    assert shorter["weighted_length"] < longest["weighted_length"]


def test_the_lab_file_and_the_note_reach_the_thread(terminal: Terminal) -> None:
    """Handles and hashtags of the lab file and the venue of the note stand in the announcement."""
    author = LIGHTHOUSE.truth.authors[0]
    (terminal.home / "lab.toml").write_text(
        f'hashtags = ["#Lamps"]\n[venue_hashtags]\n"ICML 2026" = ["#ICML2026"]\n'
        f'[[members]]\nname = "{author}"\nx = "@ada_example"\n'
    )
    out, _ = terminal.herald("thread", str(LIGHTHOUSE.pdf), "--note", "accepted at ICML 2026")
    first = out.split("# - tweet 2")[0]
    assert all(word in first for word in ("#ICML2026", "@ada_example", "#Lamps"))
    assert author not in first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("thread", "hello"), "arXiv"),
        (("thread", "https://arxiv.org.evil.example/abs/2601.00001"), "arXiv"),
        (("thread", "nowhere.pdf"), "no file nowhere.pdf"),
        (("thread", "."), "is a folder"),
        (("tweet", "shorten", "three"), "no number"),
        (("tweet", "shorten", "all"), "no number"),
        (("tweet", "praise", "3"), "invalid choice"),
        (("thread",), "SOURCE"),
        (("thread", " "), "SOURCE is empty"),
        (("thread", "x" * 5000), "arXiv"),
        (("thread", "~nobody-of-that-name/paper.pdf"), "no file"),
        ((), "COMMAND"),
    ],
)
def test_wrong_calls_end_with_2(terminal: Terminal, arguments: tuple[str, ...], words: str) -> None:
    """A call that cannot be what was meant is one sentence and exit code 2."""
    assert words in terminal.refused(*arguments, code=2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("thread", "2601.99999"), "2601.99999"),
        (("show",), "No draft"),
        (("export", "nothing1"), "nothing1"),
        (("tweet", "approve", "1"), "No draft"),
        (("thread", str(PAPERS["scan"].pdf)), "scan"),
        (("read", __file__), "PDF"),
    ],
)
def test_failures_end_with_1(terminal: Terminal, arguments: tuple[str, ...], words: str) -> None:
    """What makes sense and fails is one sentence and exit code 1."""
    assert words in terminal.refused(*arguments)


def test_a_tweet_that_is_not_there(terminal: Terminal) -> None:
    """A number beyond the thread is told with the numbers there are."""
    terminal.herald("thread", str(LIGHTHOUSE.pdf))
    assert "choose 1 to" in terminal.refused("tweet", "undo", "99")


def test_settings_and_folders_that_do_not_work(terminal: Terminal) -> None:
    """Wrong settings, a store that is away, and a folder that cannot be written are each one sentence."""
    terminal.settings = {"ARXIV_PAUSE": "soon"}
    assert "ARXIV_PAUSE" in terminal.herald("drafts", code=1)[1]
    terminal.settings = {"REDIS_URL": "redis://:secret@127.0.0.1:9/0"}
    words = terminal.refused("drafts")
    assert "REDIS_URL" in words
    assert "secret" not in words
    terminal.settings = {}
    (terminal.home / "taken").write_text("a file")
    _, err = terminal.herald("thread", str(LIGHTHOUSE.pdf), "--out", "taken/here", code=1)
    assert "--out" in err


def test_arxiv_in_trouble(terminal: Terminal) -> None:
    """When arXiv does not answer the draft fails in words, and the same command works later."""
    (terminal.home / "lab.toml").write_text('hashtags = ["#Lamps"]\nexamples = "."\n')
    terminal.arxiv.next_answers("/api", *[refuse(500)] * 4)
    assert "arXiv" in terminal.refused("thread", SEEN_AS)
    assert "nothing to export" in terminal.refused("export")
    assert "Going on with draft" in terminal.herald("thread", SEEN_AS)[1]
    assert len(terminal.herald("drafts")[0].splitlines()) == 1


def test_a_killed_run_is_gone_on_with(terminal: Terminal) -> None:
    """A command killed in mid-work leaves a draft that the same command finishes; nothing is begun twice."""
    terminal.arxiv.next_answers(f"/pdf/{SEEN_AS}", hang())
    with terminal.start("thread", SEEN_AS) as process:
        _wait_for(terminal.arxiv, f"/pdf/{SEEN_AS}")
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
    terminal.herald("thread", SEEN_AS)
    listed, _ = terminal.herald("drafts")
    assert len(listed.splitlines()) == 1
    assert "ready to review" in listed


def test_a_worker_finishes_what_a_killed_run_began(terminal: Terminal) -> None:
    """`herald worker` takes the job of a killed command over, and ends in peace on SIGTERM."""
    terminal.arxiv.next_answers(f"/pdf/{SEEN_AS}", hang())
    with terminal.start("thread", SEEN_AS) as process:
        _wait_for(terminal.arxiv, f"/pdf/{SEEN_AS}")
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
    with terminal.start("worker") as worker:
        deadline = time.monotonic() + 60
        while "ready to review" not in terminal.herald("drafts")[0]:
            assert time.monotonic() < deadline, "the worker does not take the job over"
            time.sleep(0.5)
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=30)
    assert worker.returncode == 0


def test_interrupting_is_no_fault(terminal: Terminal) -> None:
    """Ctrl-C ends a run with a sentence on how to go on."""
    terminal.arxiv.next_answers(f"/pdf/{SEEN_AS}", hang())
    with terminal.start("thread", SEEN_AS) as process:
        _wait_for(terminal.arxiv, f"/pdf/{SEEN_AS}")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "goes on where" in err


def test_a_killed_rewrite_is_gone_on_with(terminal: Terminal) -> None:
    """A rewrite whose command was killed is finished by the next command on the draft."""
    draft = json.loads(terminal.herald("thread", str(LIGHTHOUSE.pdf), "--json")[0])
    with terminal.start("tweet", "regenerate", "4") as process:
        deadline = time.monotonic() + 30
        while "regenerate asked for" not in terminal.herald("show")[0] and process.poll() is None:
            assert time.monotonic() < deadline
        process.kill()
        process.communicate(timeout=30)
    terminal.herald("tweet", "approve", "4")
    shown, _ = terminal.herald("show")
    assert "approved by" in shown
    assert "asked for" not in shown
    assert draft["draft"] in shown


def test_nothing_commands_the_terminal(terminal: Terminal) -> None:
    """Escape sequences in a text, a file's name or an argument are made harmless before they are printed."""
    evil = terminal.home / "e\x1b[31mvil\n.pdf"
    evil.write_bytes(LIGHTHOUSE.pdf.read_bytes())
    printed = [*terminal.herald("thread", str(evil), "--note", "thank \x1b[31mBo")]
    printed += terminal.herald(
        "tweet", "edit", "4", "--note", "Red \x1b[31m words \x1b]0;x\a and \u202e more"
    )
    printed += terminal.herald("show", "x\x1b[31m", code=1)
    printed += terminal.herald("drafts")
    assert not any(sign in text for text in printed for sign in ("\x1b", "\x07", "\u202e"))


def test_an_editor_that_was_for_nothing_keeps_the_text(terminal: Terminal) -> None:
    """Words typed for a tweet that cannot take them are kept in a file that is named."""
    terminal.herald("thread", str(LIGHTHOUSE.pdf))
    environment = {
        **terminal.environment,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TMPDIR": str(terminal.home),
    }
    run = subprocess.run(
        [sys.executable, "-m", "handlers", "tweet", "edit", "4"],
        cwd=terminal.home,
        env=environment,
        input="My words. " * 500,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 1
    (kept,) = terminal.home.glob("herald-*.txt")
    assert str(kept) in run.stderr
    assert kept.read_text(encoding="utf-8").startswith("My words.")


def test_the_editor_of_a_terminal(terminal: Terminal) -> None:
    """On a terminal an edit opens the person's editor with the text; one that fails is told."""
    terminal.herald("thread", str(LIGHTHOUSE.pdf))
    editor = terminal.home / "editor"
    editor.write_text("#!/bin/sh\necho Lamps see further. > $1\n")
    editor.chmod(0o700)
    for setting, code, words in ((str(editor), 0, "Lamps see further."), ("false", 1, "--note")):
        main, side = pty.openpty()
        run = subprocess.run(
            [sys.executable, "-m", "handlers", "tweet", "edit", "4"],
            cwd=terminal.home,
            env={
                **terminal.environment,
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "EDITOR": setting,
            },
            stdin=side,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        os.close(main)
        os.close(side)
        assert run.returncode == code, run.stderr
        assert words in run.stdout + run.stderr


def test_being_ended_from_outside(terminal: Terminal) -> None:
    """SIGTERM ends a command with a sentence, and the embedded server with it."""
    terminal.arxiv.always(f"/pdf/{SEEN_AS}", hang())
    with terminal.start("thread", SEEN_AS) as process:
        _wait_for(terminal.arxiv, f"/pdf/{SEEN_AS}")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 143
    assert "ended from outside" in err
    assert "Traceback" not in err
    assert not (terminal.home / "data" / "store" / "v.sock").exists()


def test_a_terminal_without_unicode(terminal: Terminal) -> None:
    """Where the terminal knows ASCII alone, what it cannot show becomes a question mark."""
    terminal.settings = {"PYTHONIOENCODING": "ascii"}
    terminal.herald("thread", str(LIGHTHOUSE.pdf))
    assert "?" in terminal.herald("show")[0]


def test_output_may_be_cut_off(terminal: Terminal) -> None:
    """A reader of stdout that leaves early, as `head` does, causes no traceback."""
    terminal.herald("thread", str(LIGHTHOUSE.pdf))
    with terminal.start("show") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def _wait_for(arxiv: LoopbackArxiv, path: str) -> None:
    deadline = time.monotonic() + 30
    while not any(seen.startswith(path) for seen in arxiv.paths()):
        assert time.monotonic() < deadline, f"nobody asked for {path}"
        time.sleep(0.02)
