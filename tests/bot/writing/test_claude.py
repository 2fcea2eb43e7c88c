"""The writer on Claude at its usual work, over real HTTP: drafting, and what the prompt cache makes of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Literal

import pytest

from bot.ports import Outline
from bot.tweets import Finding, Role, Severity, Usage, Wording
from bot.writing.claude import Options
from tests.bot.writing.claude_asked import (
    BRIEF,
    THREAD,
    asking,
    came,
    change,
    contents,
    dollars,
    drafted,
    mended,
    one,
    prefix,
    regenerated,
    reply,
    shortened,
    task,
    tweet,
)
from tests.bot.writing.samples import CODE, LAB, TITLE, key
from tests.servers.anthropic import LoopbackAnthropic, Reply
from tests.servers.anthropic.faults import stall_after

LONG = "Tidepool really improves the accuracy by 3.2% on average, which is quite a bit over the baseline."
FAULT = Finding(rule="too-long", severity=Severity.HARD, words="It weighs 300 of 280 with its number.")


@pytest.fixture
async def server() -> AsyncIterator[LoopbackAnthropic]:
    """A server."""
    async with LoopbackAnthropic() as loopback:
        yield loopback


# The draft -------------------------------------------------------------------------------------------------


async def test_a_draft(server: LoopbackAnthropic) -> None:
    """A draft comes place by place as the model told it: text, role, figure, quote, page and alt text."""
    found = await drafted(server)
    told = json.loads(server.asked[0].text)
    assert found.error is None
    assert found.outlines == [told["count"]]
    assert next(type(item) for item in found.items if not isinstance(item, Usage)) is Outline
    assert [said.index for said in found.wordings] == list(range(told["count"]))
    for said, source in zip(found.wordings, told["tweets"], strict=True):
        assert (said.text, said.role, said.quote) == (source["text"], source["role"], source["quote"])
        assert str(said.figure or "") == source["figure"]
        assert (said.page or 0, said.alt) == (source["page"], source["alt"])
    assert TITLE in found.texts[0]
    assert CODE in found.texts[1]
    assert found.wordings[-1].role is Role.LIMITATION
    assert {key("Figure 1"), key("Table 1"), key("Figure 2")} <= {said.figure for said in found.wordings}


async def test_what_a_draft_costs(server: LoopbackAnthropic) -> None:
    """What is booked is what the server bills, at the price list's rates."""
    found = await drafted(server)
    bill, booked = server.billed, found.usage
    assert bill.written_1h > 1000
    assert booked.input_tokens == bill.uncached
    assert (booked.cache_write_tokens, booked.cache_read_tokens) == (bill.written_1h, 0)
    assert (booked.output_tokens, booked.unpriced_tokens) == (bill.output, 0)
    assert booked.dollars == pytest.approx(dollars(bill))


async def test_a_tweet_comes_before_the_rest_is_written(server: LoopbackAnthropic) -> None:
    """The first tweet is handed on while the server holds back the rest; who then leaves hangs up."""
    await drafted(server)
    whole = server.asked[0]
    end = whole.text.index("}") + 1
    sent = next(piece.sent for piece in whole.written if piece.characters >= end)
    server.next_answers(stall_after(sent))
    async with asking(server) as writer, asyncio.timeout(5), aclosing(writer.write(BRIEF)) as items:  # type: ignore[type-var]  # it is a generator
        first = next_wording = None
        while next_wording is None:
            item = await anext(items)
            first = first or (item if isinstance(item, Outline) else None)
            next_wording = item if isinstance(item, Wording) else None
        assert first == Outline(count=json.loads(whole.text)["count"])
        assert next_wording.text == json.loads(whole.text)["tweets"][0]["text"]
        assert server.asked[1].over_at is None
    assert await asyncio.to_thread(server.settled)
    assert server.asked[1].left


@pytest.mark.parametrize("chunk", [1, 7, 100_000])
async def test_chunks_make_no_difference(server: LoopbackAnthropic, chunk: int) -> None:
    """However the reply is cut into deltas, the same tweets come."""
    whole = await drafted(server)
    server.chunk = chunk
    assert (await drafted(server)).wordings == whole.wordings


async def test_a_draft_that_was_cut_off_is_gone_on_with(server: LoopbackAnthropic) -> None:
    """Tweets that are written already are shown to the model, and only the others come."""
    whole = await drafted(server)
    count = whole.outlines[0]
    found = await drafted(
        server, BRIEF.model_copy(update={"so_far": tuple(whole.wordings[:3]), "count": count})
    )
    assert found.outlines == [count]
    assert [said.index for said in found.wordings] == list(range(3, count))
    assert not {*found.texts} & {*whole.texts[:3]}
    for text in whole.texts[:3]:
        assert text in task(server.asked[1])
    assert f"from 4 to {count}" in task(server.asked[1])
    assert server.asked[1].bill.read == server.asked[0].bill.written_1h


async def test_a_model_that_begins_anew_says_nothing_twice(server: LoopbackAnthropic) -> None:
    """A model that was to go on, but says the whole thread, gives only what was missing."""
    told = reply(
        tweet(1, "Our new paper, Tidepool, is out!"),
        tweet(2, THREAD[1].text),
        *(tweet(place, f"Finding {place} is that mixing number {place} helps.") for place in (3, 4)),
    )
    server.next_answers(told)
    found = await drafted(server, BRIEF.model_copy(update={"so_far": THREAD[:2], "count": 4}))
    assert [(said.index, said.text[:9]) for said in found.wordings] == [(2, "Finding 3"), (3, "Finding 4")]
    assert len(server.asked) == 1


async def test_a_whole_draft_is_asked_for_no_more(server: LoopbackAnthropic) -> None:
    """Where nothing is missing, nothing is sent."""
    found = await drafted(server, BRIEF.model_copy(update={"so_far": THREAD, "count": 4}))
    assert found.items == [Outline(count=4)]
    assert server.requests == []


async def test_a_thread_without_roles_and_count(server: LoopbackAnthropic) -> None:
    """Of a bare reply the count is the house's fewest, and roles are guessed by their place."""
    server.next_answers(json.dumps([{"text": f"Tweet about mixing {place}."} for place in range(8)]))
    found = await drafted(server)
    assert found.outlines == [8]
    roles = [said.role for said in found.wordings]
    assert (roles[0], roles[1], roles[-1]) == (Role.ANNOUNCEMENT, Role.RESULT, Role.LIMITATION)


# The prompt cache ------------------------------------------------------------------------------------------


async def test_all_that_needs_the_paper_shares_it(server: LoopbackAnthropic) -> None:
    """Draft, regeneration and mending are the same to the byte up to the mark, and the paper is paid once."""
    await drafted(server)
    await regenerated(server)
    await mended(server, [change(faults=(FAULT,)), change(2, faults=(FAULT,))])
    first, second, third = server.asked
    assert prefix(first) == prefix(second) == prefix(third)
    assert first.bill.written_1h == second.bill.read == third.bill.read > 1000
    assert second.bill.written_1h == third.bill.written_1h == 0
    assert dollars(second.bill) < dollars(first.bill) / 2
    for asked in server.asked:
        assert contents(asked)[-2]["cache_control"] == {"type": "ephemeral", "ttl": "1h"}
        assert "cache_control" not in contents(asked)[-1]


async def test_a_shortening_sends_no_paper(server: LoopbackAnthropic) -> None:
    """The tweet alone goes out, to the cheaper model, without a mark."""
    found = await shortened(server, one(LONG))
    (asked,) = server.asked
    assert asked.body["model"] == "claude-haiku-5-5"
    assert "system" not in asked.body
    assert "<paper>" not in json.dumps(asked.body)
    assert "cache_control" not in json.dumps(asked.body)
    assert asked.bill.prompt < 700
    assert found.usage.dollars == pytest.approx(dollars(asked.bill, "claude-haiku-5-5"))
    assert 0 < len(found.texts[0]) < len(LONG)


@pytest.mark.parametrize(("cache", "read"), [("5m", False), ("1h", True)])
async def test_how_long_the_paper_is_remembered(
    server: LoopbackAnthropic, cache: Literal["5m", "1h"], *, read: bool
) -> None:
    """Six minutes later it is read or written again, as the setting has it, and booked at that price."""
    options = Options(cache=cache)
    await drafted(server, options=options)
    server.pass_time(360)
    found = await regenerated(server, options=options)
    first, second = server.asked
    assert (first.bill.written_5m > 0, first.bill.written_1h > 0) == (not read, read)
    assert (second.bill.read > 0) == read
    assert (second.bill.written_5m > 0) == (not read)
    assert found.usage.dollars == pytest.approx(dollars(second.bill))


async def test_what_the_cache_misses(server: LoopbackAnthropic, tmp_path: Path) -> None:
    """Another model or other examples of the lab are another prefix; another lab's name or note is none."""
    await drafted(server)
    (tmp_path / "ours.md").write_text("# - tweet 1\nWe saw it!\n\n1/1\n", encoding="utf-8")
    examples = LAB.model_copy(update={"examples": tmp_path})
    named = LAB.model_copy(update={"name": "Another Lab"})
    haiku = Options(model="claude-haiku-5-5")
    await regenerated(server, brief=BRIEF.model_copy(update={"lab": examples}))
    await regenerated(server, options=haiku)
    await regenerated(server, brief=BRIEF.model_copy(update={"lab": named, "note": "ICML, please"}))
    assert [asked.bill.read > 0 for asked in server.asked] == [False, False, False, True]
    assert "We saw it!" in server.asked[1].body["system"][0]["text"]
    assert server.asked[2].body["thinking"] == {"type": "disabled"}


async def test_a_model_that_always_thinks(server: LoopbackAnthropic) -> None:
    """It is asked plainly, has room to think, and its thinking is booked as output."""
    found = await drafted(server, options=Options(model="claude-opus-5-5"))
    (asked,) = server.asked
    assert "thinking" not in asked.body
    assert asked.body["max_tokens"] > 10_000
    assert asked.thought > 0
    assert found.usage.output_tokens == asked.bill.output
    assert found.outlines == [len(found.wordings)]


async def test_one_writer_drafts_several_papers_at_once(server: LoopbackAnthropic) -> None:
    """Drafts over one writer do not get mixed up."""
    server.answer = lambda body: reply(
        *(tweet(place, f"{'B' if 'tone: b' in body['messages'][0]['content'][-1]['text'] else 'A'} {place}.")
          for place in (1, 2)),
        count=2,
    )  # fmt: skip
    server.always(Reply(pause=0.001, chunk=5))
    async with asking(server) as writer:
        both = await asyncio.gather(
            came(writer.write(BRIEF)), came(writer.write(BRIEF.model_copy(update={"note": "tone: b"})))
        )
    assert [found.texts for found in both] == [["A 1.", "A 2."], ["B 1.", "B 2."]]
