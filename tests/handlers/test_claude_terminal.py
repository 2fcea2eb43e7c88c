"""The terminal with a key: the real command, and a loopback Anthropic that bills and fails like it."""

import base64
import json
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.writing.asking.prices import Tokens, dollars
from bot.writing.asking.scanning import Scanner
from tests.handlers.test_terminal import Terminal
from tests.papers import PAPERS
from tests.servers.anthropic import KEY, ApiError, Asked, LoopbackAnthropic, Reply
from tests.servers.anthropic.faults import refusal, stall_after
from tests.servers.arxiv import LoopbackArxiv

PAPER = PAPERS["lighthouse"]
THREAD = ("thread", str(PAPER.pdf), "--json")
EVIL = "https://evil.example/x"
SOME = 12_000  # bytes of a streamed reply: some tweets and part of another


@pytest.fixture
def claude() -> Iterator[LoopbackAnthropic]:
    """Anthropic, or what passes for it."""
    with LoopbackAnthropic() as server:
        yield server


@pytest.fixture
def terminal(tmp_path: Path, claude: LoopbackAnthropic) -> Iterator[Terminal]:
    """A person who has a key."""
    settings = {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": claude.base_url}
    with LoopbackArxiv() as arxiv:
        yield Terminal(home=tmp_path, arxiv=arxiv, settings=settings)


def printed(terminal: Terminal, *arguments: str) -> dict[str, Any]:
    """What a command prints as JSON; fails if the key is anywhere."""
    out, err = terminal.herald(*arguments)
    assert KEY not in out + err
    return dict(json.loads(out))


def texts(thread: dict[str, Any]) -> list[str]:
    """The tweets."""
    return [tweet["text"] for tweet in thread["tweets"]]


def hard(tweet: dict[str, Any]) -> list[str]:
    """The rules a tweet breaks and may not be approved with."""
    return [finding["rule"] for finding in tweet["findings"] if finding["severity"] == "hard"]


def prompt(asked: Asked) -> tuple[str, str]:
    """The paper and the task of a request; "" for a request without a paper."""
    (message,) = asked.body["messages"]
    *before, task = [block["text"] for block in message["content"]]
    return "".join(before), task


def cost(*asked: Asked) -> float:
    """What requests cost by what the server billed."""
    bills = [(each.body["model"], each.bill) for each in asked]
    return sum(
        dollars(
            model,
            Tokens(
                input=bill.uncached,
                output=bill.output,
                cache_read=bill.read,
                write_5m=bill.written_5m,
                write_1h=bill.written_1h,
            ),
        )
        or 0.0
        for model, bill in bills
    )


def with_link(place: int) -> Callable[[str], str]:
    """What becomes of a reply: the tweet of that place gets a link that nobody knows."""

    def change(reply: str) -> str:
        told = json.loads(reply)
        for tweet in told["tweets"]:
            tweet["text"] += f" {EVIL}" if tweet["place"] == place else ""
        return json.dumps(told)

    return change


def once(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def kill(process: "subprocess.Popen[str]", behind: str) -> None:
    """Kill a command, as the machine would, behind that line of its progress."""
    assert process.stderr
    while behind not in (line := process.stderr.readline()):
        assert line, "it ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)


def test_a_thread_is_written_and_changed(terminal: Terminal, claude: LoopbackAnthropic) -> None:
    """Draft, regenerate with a note, shorten, undo, show: checked, from one cached paper, each cost told."""
    terminal.settings["ANTHROPIC_BASE_URL"] += "/v1"
    first = printed(terminal, *THREAD)
    assert first["writer"] == "claude-sonnet-5-5"
    count = len(first["tweets"])
    assert 8 <= count <= 13
    assert [tweet["role"] for tweet in first["tweets"]][:: count - 1] == ["announcement", "limitation"]
    assert PAPER.truth.title in texts(first)[0]
    assert PAPER.truth.repository in texts(first)[1]
    for n, tweet in enumerate(first["tweets"], 1):
        assert tweet["text"].endswith(f"\n\n{n}/{count}")
        assert tweet["weighted_length"] <= 280
        assert hard(tweet) == []
        assert tweet["evidence"] is None or tweet["evidence"]["verified"]
    assert first["usage"]["cache_write_tokens"] > 1_000
    assert first["usage"]["dollars"] == pytest.approx(cost(*claude.asked))
    assert first["usage"]["dollars"] > 0

    second = printed(terminal, "tweet", "regenerate", "3", "--note", "less formal", "--json")
    drafted, regenerated = claude.asked
    assert texts(second)[2] != texts(first)[2]
    assert texts(second)[:2] + texts(second)[3:] == texts(first)[:2] + texts(first)[3:]
    assert "<note>\nless formal\n</note>" in prompt(regenerated)[1]
    assert texts(first)[2].removesuffix(f"\n\n3/{count}") in prompt(regenerated)[1]
    assert prompt(regenerated)[0] == prompt(drafted)[0]
    assert regenerated.bill.read == drafted.bill.written_1h > 0
    assert second["usage"]["cache_read_tokens"] == regenerated.bill.read
    assert second["usage"]["dollars"] == pytest.approx(cost(drafted, regenerated))

    third = printed(terminal, "tweet", "shorten", "3", "--json")
    shortened = claude.asked[-1]
    assert third["tweets"][2]["weighted_length"] < second["tweets"][2]["weighted_length"]
    assert (shortened.body["model"], prompt(shortened)[0]) == ("claude-haiku-5-5", "")
    assert third["usage"]["dollars"] == pytest.approx(cost(*claude.asked))

    assert texts(printed(terminal, "tweet", "undo", "3", "--json")) == texts(second)
    assert f"Cost so far: ${cost(*claude.asked):.3f}" in terminal.herald("show")[0]
    assert len(claude.asked) == 3
    assert not any(asked.brought_tools for asked in claude.asked)
    kept = [path for path in terminal.home.rglob("*") if path.is_file()]
    assert kept
    assert not any(KEY.encode() in path.read_bytes() for path in kept)


def images(asked: Asked) -> list[str]:
    """The pictures of a request, in base64."""
    (message,) = asked.body["messages"]
    return [block["source"]["data"] for block in message["content"] if block["type"] == "image"]


def test_pictures_are_shown_to_the_model_only_if_wanted(
    terminal: Terminal, claude: LoopbackAnthropic
) -> None:
    """With the setting, requests about the paper show the same crops; without it no picture leaves."""
    terminal.settings["HERALD_SEND_PICTURES"] = "yes"
    terminal.herald(*THREAD)
    terminal.herald("tweet", "regenerate", "3", "--note", "less formal")
    terminal.herald("tweet", "shorten", "3")
    drafted, *mended, regenerated, shortened = map(images, claude.asked)
    terminal.herald("read", str(PAPER.pdf), "--out", "all")
    crops = [path.read_bytes() for path in (terminal.home / "all").iterdir() if path.is_file()]
    assert drafted
    assert all(base64.b64decode(image) in crops for image in drafted)
    assert all(other == drafted for other in (*mended, regenerated))
    assert shortened == []
    del terminal.settings["HERALD_SEND_PICTURES"]
    terminal.herald("tweet", "regenerate", "3")
    assert images(claude.asked[-1]) == []


OVERLOADED = ApiError("Overloaded", status=529, kind="overloaded_error", headers={"retry-after": "3600"})


FAULTS: dict[str, tuple[dict[str, str], Reply | ApiError | None]] = {
    "claude-sonnet-5-5 declines to write about this paper": ({}, refusal(after=40)),
    "refuses the key; set ANTHROPIC_API_KEY": ({"ANTHROPIC_API_KEY": "sk-ant-stolen"}, None),
    "no model claude-nobody; set HERALD_MODEL": ({"HERALD_MODEL": "claude-nobody"}, None),
    "claude-sonnet-5-5 is overloaded; try again in 60 minutes": ({}, OVERLOADED),
}


def test_a_draft_that_fails_says_why(terminal: Terminal) -> None:
    """Exit code 1 and one sentence that says what to do: no traceback, no key, no words of the server."""
    with ExitStack() as stack:  # side by side: most of the time goes into loading the SDK
        begun = []
        for number, (words, (settings, answer)) in enumerate(FAULTS.items()):
            server = stack.enter_context(LoopbackAnthropic())
            server.always(answer)
            one = replace(terminal, home=terminal.home / str(number))
            one.home.mkdir()
            one.settings = {**terminal.settings, "ANTHROPIC_BASE_URL": server.base_url, **settings}
            begun.append((words, server, stack.enter_context(one.start(*THREAD))))
        for words, server, process in begun:
            out, err = process.communicate(timeout=60)
            assert (process.returncode, out) == (1, ""), words
            (said,) = (line for line in err.splitlines() if line.startswith("herald: "))
            assert err.endswith(f"{said}\n")
            assert words in said
            assert re.search(r"or “herald tweet retry all --draft \w{8}”\.$", said), said
            assert len(server.asked) == 1, "what another try does not help is not tried again"
            for secret in (KEY, "stolen", "bearer", "Overloaded", "lab methods", "Traceback"):
                assert secret not in err


def test_a_draft_that_stopped_is_gone_on_with(terminal: Terminal, claude: LoopbackAnthropic) -> None:
    """The failed command given again, or `retry all`, goes on with the paid tweets; the cost is told."""
    claude.next_answers(refusal(after=3_000), refusal(after=100))
    out, err = terminal.herald(*THREAD, code=1)
    assert out == ""
    bill = cost(*claude.asked)
    assert f"It has cost ${bill:.3f} so far.\n" in err
    (command,) = re.findall(r"“herald (tweet retry all --draft (\w+))”", err)
    assert "Going on" not in err
    before = [json.loads(source)["text"] for source in Scanner().feed(claude.asked[0].text_sent)]
    assert len(before) >= 1
    _, err = terminal.herald(*command[0].split(), "--json", code=1)
    assert command[0] in err
    assert "herald: claude-sonnet-5-5 declines" in err
    out, err = terminal.herald(*THREAD)
    assert f"Going on with draft {command[1]}, which stopped before.\n" in err
    thread = json.loads(out)
    assert thread["draft"] == command[1]
    assert [text.rpartition("\n\n")[0] for text in texts(thread)[: len(before)]] == before
    assert thread["usage"]["dollars"] == pytest.approx(cost(*claude.asked))
    assert len(claude.asked) == 3
    assert json.loads(terminal.herald(*THREAD)[0])["draft"] != command[1], "a finished one is no answer"


def test_without_a_writer_one_can_still_look(terminal: Terminal, claude: LoopbackAnthropic) -> None:
    """Settings that admit no writer stop what needs one before it is begun, and nothing else."""
    printed(terminal, *THREAD)
    asked = len(claude.asked)
    terminal.settings["HERALD_DRAFT_DOLLARS"] = "0.0001"
    for arguments in (
        ("show",),
        ("export",),
        ("drafts",),
        ("read", str(PAPER.pdf)),
        ("tweet", "edit", "3", "--note", "Lamps see further."),
        ("tweet", "undo", "3"),
        ("tweet", "approve", "3"),
    ):
        terminal.herald(*arguments)
    for arguments in (THREAD, ("tweet", "regenerate", "4"), ("tweet", "shorten", "4"), ("worker",)):
        assert "HERALD_DRAFT_DOLLARS" in terminal.refused(*arguments), arguments
    assert len(terminal.herald("drafts")[0].splitlines()) == 1, "nothing is begun"
    assert "asked for" not in terminal.herald("show")[0], "nothing is left to do"
    assert len(claude.asked) == asked


def test_a_killed_command_is_gone_on_with(terminal: Terminal, claude: LoopbackAnthropic) -> None:
    """Killed in mid-stream, a draft keeps its tweets and its bill; the same command goes on with the rest."""
    claude.next_answers(stall_after(SOME))
    with terminal.start(*THREAD) as process:
        once(lambda: any(asked.sent == SOME for asked in claude.asked))
        begun = claude.asked[0]
        before = [json.loads(source)["text"] for source in Scanner().feed(begun.text_sent)]
        assert len(before) >= 2
        kill(process, behind=f"writing {len(before)}/")
    after = printed(terminal, *THREAD)
    assert [text.rpartition("\n\n")[0] for text in texts(after)[: len(before)]] == before
    paper, task = prompt(claude.asked[1])
    assert paper == prompt(begun)[0]
    assert f"write the tweets from {len(before) + 1} to {len(after['tweets'])}" in task
    assert after["usage"]["cache_write_tokens"] == begun.bill.written_1h
    assert after["usage"]["cache_read_tokens"] == claude.asked[1].bill.read > 0
    assert len(claude.asked) == 2


def test_faulty_tweets_go_back_and_are_shown(terminal: Terminal, claude: LoopbackAnthropic) -> None:
    """An unknown link is told to the model twice, then shown; mending that fails does not fail a rewrite."""
    faulty = Reply(wrap=with_link(3))
    claude.always(faulty)
    thread = printed(terminal, *THREAD)
    assert len(claude.asked) == 3
    for mending in claude.asked[1:]:
        _, task = prompt(mending)
        assert f"The link “{EVIL}” is not the paper's, the lab's or the note's; put one that is." in task
        assert "the tweets 3 and no others" in task
        assert mending.bill.read == claude.asked[0].bill.written_1h
    assert [hard(tweet) for tweet in thread["tweets"] if hard(tweet)] == [["unknown-link"]]
    assert EVIL in texts(thread)[2]

    failing = ApiError("Internal server error", status=500, kind="api_error", headers={"retry-after": "3600"})
    claude.next_answers(faulty, failing)
    again = printed(terminal, "tweet", "regenerate", "3", "--json")
    assert len(claude.asked) == 5
    assert texts(again)[2] != texts(thread)[2]
    assert hard(again["tweets"][2]) == ["unknown-link"]
    assert again["usage"]["dollars"] == pytest.approx(cost(*claude.asked))
    unmended = "Some faults could not be mended: "
    assert unmended in terminal.herald("show")[0]

    claude.next_answers(faulty, failing)
    _, err = terminal.herald(*THREAD)
    assert [line for line in err.splitlines() if line.startswith(unmended)]


def test_without_a_key_nobody_is_asked(terminal: Terminal, claude: LoopbackAnthropic) -> None:
    """An address and a model alone send nothing anywhere: the extractive writer writes, for nothing."""
    terminal.settings |= {"ANTHROPIC_API_KEY": "", "HERALD_MODEL": "claude-opus-5-5"}
    thread = printed(terminal, *THREAD)
    assert (thread["writer"], thread["usage"]) == ("extractive", None)
    assert claude.requests == []
