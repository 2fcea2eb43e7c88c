"""A streamed reply cut off at every byte: whatever has come stays, and only what is missing is asked for."""

import asyncio
import re
from string import Template
from typing import Any

import pytest

from bot.papers import Paper
from bot.ports import Brief, Outline
from bot.tweets import Wording
from bot.writing.prompts import Prompt, load_prompts
from tests.bot.writing.claude_asked import asking, came, reply
from tests.servers.anthropic import LoopbackAnthropic
from tests.servers.anthropic.faults import cut_after
from tests.servers.anthropic.reply import How

LANES = 2
CHUNK = 256
TEXTS = ("Größe: “7”.", 'A \\ is {no} "well".', "c", "d", "e", "f", "g", "h")  # no fewer make a thread
BRIEF = Brief(paper=Paper(id=None, title="Lamps", authors=(), abstract="We count lamps. " * 20, pages=1))
PROMPTS = load_prompts()._replace(house=Prompt(Template("Write."), {}), examples=())  # thousands are sent
_REST = re.compile(r"write the tweets from (\d) to (\d)")


def say(body: dict[str, Any]) -> str:
    """A model with little to say, which goes on where it is asked to."""
    rest = _REST.search(body["messages"][0]["content"][-1]["text"])
    first, last = (int(rest[1]), int(rest[2])) if rest else (1, len(TEXTS))
    return reply(*({"text": TEXTS[n - 1], "place": n} for n in range(first, last + 1)), count=len(TEXTS))


async def lane(places: list[int], how: How, size: int) -> int:
    """Drafts, each cut off at one of these bytes; how many of them were whole without another request."""
    alone = 0
    async with LoopbackAnthropic(chunk=CHUNK) as server, asking(server, prompts=PROMPTS) as writer:
        server.answer = say
        for place in places:
            server.next_answers(cut_after(place, how))
            before = len(server.asked)
            found = await came(writer.write(BRIEF))
            where = f"cut at byte {place} of {size}, {how}"
            assert found.error is None, where
            kinds = [type(item) for item in found.items if isinstance(item, Outline | Wording)]
            assert kinds == [Outline, *[Wording] * len(TEXTS)], where
            assert found.outlines == [len(TEXTS)], where
            assert tuple(found.texts) == TEXTS, where
            assert [said.index for said in found.wordings] == list(range(len(TEXTS))), where
            asked = len(server.asked) - before
            assert asked in {1, 2}, where
            alone += asked == 1
    return alone


@pytest.mark.parametrize(("how", "step"), [("drop", 1), ("end", 5)])
async def test_cut_at_every_byte(how: How, step: int) -> None:
    """No tweet is lost, none comes twice, and the count is told once, wherever the reply is cut."""
    async with LoopbackAnthropic(chunk=CHUNK) as server, asking(server, prompts=PROMPTS) as writer:
        server.answer = say
        assert tuple((await came(writer.write(BRIEF))).texts) == TEXTS
        size = server.asked[0].sent
    places = list(range(0, size + 1, step))
    alone = await asyncio.gather(*(lane(places[n::LANES], how, size) for n in range(LANES)))
    assert 0 < sum(alone) < len(places) / 2
