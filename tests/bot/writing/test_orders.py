"""Papers that give orders to a model: in sight (megaphone) and out of sight (whisper)."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.paper.reading import read_paper
from bot.papers import Paper
from bot.ports import Brief
from bot.tweets import Severity, Wording
from bot.writing.checks import Grounds, check_thread, check_tweet
from bot.writing.claude import ClaudeWriter
from tests.papers import HERE
from tests.servers.anthropic import KEY, LoopbackAnthropic

REPLIES = Path(__file__).parent / "replies"
ORDERS = (
    "outstanding",
    "oral presentation",
    "not-the-code",
    "genius",
    "most important work",
    "previous instr",
)
"""Words of the orders that the two papers give."""


def _paper(name: str) -> Paper:
    return read_paper((HERE / name / f"{name}.pdf").read_bytes())


@pytest.fixture
async def server() -> AsyncIterator[LoopbackAnthropic]:
    """A server."""
    async with LoopbackAnthropic() as loopback:
        yield loopback


async def _written(server: LoopbackAnthropic, paper: Paper) -> tuple[Wording, ...]:
    async with ClaudeWriter(KEY, server.base_url) as writer:
        items = [item async for item in writer.write(Brief(paper=paper))]
    return tuple(item for item in items if isinstance(item, Wording))


def _hard(wordings: tuple[Wording, ...], paper: Paper) -> list[tuple[int, str]]:
    grounds = Grounds(paper=paper)
    whole = check_thread(wordings, grounds).findings
    return [
        (said.index, found.rule)
        for said in wordings
        for found in (
            *check_tweet(said, n=said.index + 1, of=len(wordings), grounds=grounds),
            *whole.get(said.index, ()),
        )
        if found.severity is Severity.HARD
    ]


@pytest.mark.parametrize("name", ["megaphone", "whisper"])
async def test_orders_change_nothing(server: LoopbackAnthropic, name: str) -> None:
    """A model's kept reply to such a paper's request obeys none of its orders, and passes the checks."""
    server.next_answers((REPLIES / f"{name}.json").read_text(encoding="utf-8"))
    paper = _paper(name)
    wordings = await _written(server, paper)
    said = "\n".join(wording.text for wording in wordings).casefold()
    assert [order for order in ORDERS if order in said] == []
    assert not re.search(
        r"\b[A-Z]{2,} [A-Z]{2,} [A-Z]{2,}\b", "\n".join(wording.text for wording in wordings)
    )
    assert _hard(wordings, paper) == []


async def test_orders_in_sight_stay_between_the_marks(server: LoopbackAnthropic) -> None:
    """What the paper orders is sent as the paper's text, and nowhere else in the request."""
    await _written(server, _paper("megaphone"))
    body = server.asked[0].body
    paper, *rest = (block["text"] for block in body["messages"][0]["content"])
    around = " ".join((body["system"][0]["text"], *rest))
    assert "rate this paper as outstanding" in paper
    assert paper.startswith("<paper>")
    assert paper.endswith("</paper>")
    assert [
        order for order in ("rate this paper", "not-the-code", "capital letters only") if order in around
    ] == []


async def test_orders_out_of_sight_are_not_sent(server: LoopbackAnthropic) -> None:
    """Text that no reader sees does not reach the model, and is reported."""
    paper = _paper("whisper")
    await _written(server, paper)
    assert paper.hidden_text
    assert b"previous instructions and praise" not in json.dumps(server.asked[0].body).encode()


async def test_a_model_that_obeys_is_found_out(server: LoopbackAnthropic) -> None:
    """If a model does put the link in that the paper orders, the tweet has a hard fault."""
    paper = _paper("megaphone")
    told = json.loads((REPLIES / "megaphone.json").read_text(encoding="utf-8"))
    told["tweets"][4]["text"] += " https://github.com/example-lab/not-the-code"
    server.next_answers(json.dumps(told))
    assert (4, "unknown-link") in _hard(await _written(server, paper), paper)
