"""How soon the writer on Claude hands tweets on, and what a review costs, against the tests' own server.

    python benchmarks/writing.py [--repeats N]

The server of `tests/servers/anthropic` runs in this process, on the loopback: it streams at a steady pace,
keeps Anthropic's rules on the prompt cache and bills by them. Its tokens are characters divided by 4, not
Anthropic's; its model quotes the paper, and says nothing about how well one writes. Prints Markdown: how soon
a finished tweet is handed on, beside a plain loop over the SDK; what draft, regeneration and shortening are
billed with the cache and without; what a whole review costs, beside sending the paper with every call.
"""

import argparse
import asyncio
import copy
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import anthropic
import httpx2

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent))

from bot.errors import NotNow  # noqa: E402 -- the checkout itself is measured, installed or not
from bot.paper.reading import read_paper  # noqa: E402 -- the same
from bot.papers import Figure, FigureKind, Paper, Paragraph, Section, Sentence  # noqa: E402 -- the same
from bot.ports import Brief, Change  # noqa: E402 -- the same
from bot.tweets import Usage, Wording, weighted_length  # noqa: E402 -- the same
from bot.writing.asking.prices import Tokens, dollars  # noqa: E402 -- the same
from bot.writing.claude import ClaudeWriter, Options  # noqa: E402 -- the same
from tests.papers import PAPERS  # noqa: E402 -- the same
from tests.servers.anthropic import KEY, Asked, Bill, LoopbackAnthropic, tokens_of  # noqa: E402 -- the same

CHUNK, PAUSE = 24, 0.02  # characters in one event of the stream, seconds between two: 300 tokens a second
REGENERATED, SHORTENED = 5, 3  # tweets in the review
BETWEEN = 600.0  # seconds between two clicks of a reviewer
_NOTE = "less formal"


def sample() -> Paper:
    """A sample paper of the tests, four pages long."""
    return read_paper(PAPERS["lighthouse"].pdf.read_bytes())


def synthetic() -> Paper:
    """A paper of some 30,000 of the server's tokens, the same on every run."""
    deeds = ("improves", "halves the error of", "is cheaper than", "agrees with", "fails beside")
    places = ("the harbour", "the open sea", "a river mouth", "the strait", "an inland lake")

    def said(n: int) -> str:
        return (
            f"In setting {n}, buoy {n * 7 % 97} {deeds[n % 5]} the forecast for {places[n // 5 % 5]} by"
            f" {(n * 37 % 891) / 10 + 1}%, over {n * 13 % 365 + 1} days of {places[n // 3 % 5]}'s records."
        )

    sections = tuple(
        Section(
            title=f"Part {part + 1}",
            page=3 * part + 1,
            paragraphs=tuple(
                Paragraph(
                    sentences=tuple(
                        Sentence(text=said(108 * part + 9 * block + n), page=3 * part + 1 + block // 4)
                        for n in range(9)
                    )
                )
                for block in range(12)
            ),
        )
        for part in range(9)
    )
    limit = Sentence(text="A limitation is that no buoy was ever tried in a storm.", page=27)
    return Paper(
        id=None,
        title="Buoys That Foresee the Tide",
        authors=("Ada Example", "Bo Sample"),
        abstract="We foresee the tide with buoys.",
        pages=27,
        sections=(
            *sections,
            Section(title="Limitations", page=27, paragraphs=(Paragraph(sentences=(limit,)),)),
        ),
        figures=tuple(
            Figure(kind=FigureKind.FIGURE, number=str(n), page=3 * n, caption=f"Errors of forecast {n}.")
            for n in range(1, 6)
        ),
        repository="https://github.com/example-lab/buoys",
        limitations=(limit,),
    )


def writer(server: LoopbackAnthropic, cache: Literal["5m", "1h"] = "1h") -> ClaudeWriter:
    """The writer as it is by default, at that server."""
    return ClaudeWriter(KEY, server.base_url, options=Options(cache=cache))


# How soon ------------------------------------------------------------------------------------------------


@dataclass
class Waits:
    """Seconds: from a tweet's closing brace to its hand-over, and pairs of ours and the plain loop's."""

    handed: list[float] = field(default_factory=list)
    first: list[tuple[float, float]] = field(default_factory=list)  # tweet in hand, since the request
    whole: list[tuple[float, float]] = field(default_factory=list)  # thread in hand


async def hand_over(papers: Sequence[Paper], repeats: int) -> Waits:
    """Drafts by us and by a plain loop in turn, at the same pace."""
    waits = Waits()
    async with LoopbackAnthropic(chunk=CHUNK, pause=PAUSE) as server, writer(server) as ours:
        sdk = anthropic.AsyncAnthropic(api_key=KEY, base_url=server.base_url, max_retries=0)
        async with sdk:
            for turn in range(-1, repeats):  # the first loads the SDK and opens the connections
                brief = Brief(paper=papers[turn % len(papers)])
                begin = time.monotonic()
                came = [time.monotonic() async for item in ours.write(brief) if isinstance(item, Wording)]
                done, asked = time.monotonic() - begin, server.asked[-1]
                theirs = await plain(sdk, asked.body)
                if turn < 0:
                    continue
                for at, end in zip(came, ends(asked.text), strict=True):
                    waits.handed.append(at - (asked.when(end) or at))
                waits.first.append((came[0] - begin, theirs))
                waits.whole.append((done, theirs))
    return waits


async def plain(sdk: anthropic.AsyncAnthropic, body: dict[str, Any]) -> float:
    """The same request in a plain loop over the SDK: seconds until the tweets are there, all at once."""
    begin = time.monotonic()
    events = await sdk.messages.create(**body)
    deltas = [event.delta async for event in events if event.type == "content_block_delta"]
    tweets = json.loads("".join(delta.text for delta in deltas))["tweets"]
    if not tweets:
        raise RuntimeError("the plain loop got no tweets")
    return time.monotonic() - begin


def ends(reply: str) -> Iterator[int]:
    """Where in a reply each tweet's closing brace has come, in characters."""
    place = reply.index("[") + 1
    decoder = json.JSONDecoder()
    while True:
        _, place = decoder.raw_decode(reply, place)
        yield place
        if reply[place] == "]":
            return
        place = reply.index("{", place)


def told_waits(waits: Waits) -> None:
    """Print how soon."""
    handed = sorted(1000 * wait for wait in waits.handed)
    heads("", "median", "p99", "max")
    cells = (statistics.median(handed), handed[int(0.99 * (len(handed) - 1))], handed[-1])
    row = " | ".join(f"{cell:.2f}" for cell in cells)
    print(f"| closing brace to hand-over, ms ({len(handed)} tweets) | {row} |")
    heads("", "plain loop, s", "ours, s", "ratio (median of pairs)")
    for name, pairs in (("first tweet there", waits.first), ("whole thread there", waits.whole)):
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(plain / our for our, plain in pairs)
        print(f"| {name} | {theirs:.3f} | {ours:.3f} | {ratio:.2f} |")


# What it costs -------------------------------------------------------------------------------------------


@dataclass
class Call:
    """One request: what somebody wanted, what was sent, and what it was billed."""

    deed: str
    asked: Asked

    @property
    def dollars(self) -> float:
        """Its price by our table."""
        return price(self.asked.body["model"], self.asked.bill)


def price(model: str, bill: Bill) -> float:
    """Dollars of a bill."""
    tokens = Tokens(
        input=bill.uncached,
        output=bill.output,
        cache_read=bill.read,
        write_5m=bill.written_5m,
        write_1h=bill.written_1h,
    )
    return dollars(model, tokens) or 0.0


async def review(paper: Paper, cache: Literal["5m", "1h"]) -> list[Call]:
    """A draft, then regenerations and shortenings with time between them; the calls that this took."""
    calls: list[Call] = []
    booked = 0.0
    async with LoopbackAnthropic() as server, writer(server, cache) as ours:

        async def heard(deed: str, items: AsyncIterator[Any]) -> list[Wording]:
            nonlocal booked
            before, said = len(server.asked), []
            with suppress(NotNow):  # what cannot be shortened has been paid for all the same
                async for item in items:
                    booked += item.dollars if isinstance(item, Usage) else 0.0
                    said += [item] if isinstance(item, Wording) else []
            calls.extend(Call(deed, asked) for asked in server.asked[before:])
            return said

        brief = Brief(paper=paper)
        thread = await heard("draft", ours.write(brief))
        for index in range(2, 2 + REGENERATED):
            server.pass_time(BETWEEN)
            change = Change(thread=tuple(thread), index=index, earlier=(thread[index].text,), note=_NOTE)
            for said in await heard("regenerate", ours.regenerate(brief, change)):
                thread[index] = said
        longest = sorted(range(2, len(thread)), key=lambda place: -weighted_length(thread[place].text))
        for index in longest[:SHORTENED]:
            server.pass_time(BETWEEN)
            await heard("shorten", ours.shorten(brief, Change(thread=tuple(thread), index=index)))
    total = sum(call.dollars for call in calls)
    if abs(booked - total) > 1e-9:  # noqa: PLR2004  the same to the last digit, but for rounding
        raise RuntimeError(f"booked ${booked:.6f}, billed ${total:.6f}")
    return calls


async def without_cache(calls: Sequence[Call]) -> list[Call]:
    """The same requests without a mark."""
    return await again(calls, [bare(call.asked.body) for call in calls])


async def naive(calls: Sequence[Call]) -> list[Call]:
    """The same deeds by one model, each with the whole paper and without a mark."""
    draft = bare(calls[0].asked.body)
    bodies = []
    for call in calls:
        body = bare(call.asked.body)
        if call.deed == "shorten":
            content = [*draft["messages"][0]["content"][:-1], body["messages"][0]["content"][-1]]
            shared = {name: draft[name] for name in ("model", "system", "thinking")}
            body |= {**shared, "messages": [{"role": "user", "content": content}]}
        bodies.append(body)
    return await again(calls, bodies)


def bare(body: dict[str, Any]) -> dict[str, Any]:
    """The request without its cache mark."""
    body = copy.deepcopy(body)
    for block in body["messages"][0]["content"]:
        block.pop("cache_control", None)
    return body


async def again(calls: Sequence[Call], bodies: Sequence[dict[str, Any]]) -> list[Call]:
    """Those requests, sent to a server of their own."""
    headers = {"Authorization": f"Bearer {KEY}", "anthropic-version": "2026-10-21"}
    async with LoopbackAnthropic() as server, httpx2.AsyncClient(headers=headers) as http:
        for body in bodies:
            (await http.post(f"{server.base_url}/v1/messages", json=body)).raise_for_status()
        return [Call(call.deed, asked) for call, asked in zip(calls, server.asked, strict=True)]


def told_deeds(name: str, calls: Sequence[Call], plain_calls: Sequence[Call]) -> None:
    """Print what the first call of each deed is billed, with the cache and without."""
    for deed in ("draft", "regenerate", "shorten"):
        place = next(place for place, call in enumerate(calls) if call.deed == deed)
        call, other = calls[place], plain_calls[place]
        bill = call.asked.bill
        cells = [name, deed, str(call.asked.body["model"])]
        cells += [f"{count:,}" for count in (bill.uncached, bill.written_1h + bill.written_5m, bill.read)]
        cells += [f"{call.dollars:.5f}", f"{other.asked.bill.uncached:,}", f"{other.dollars:.5f}"]
        cells += [f"{other.dollars / call.dollars:.1f}"]
        print("| " + " | ".join(cells) + " |")


def told_review(name: str, rows: Mapping[str, Sequence[Call]]) -> None:
    """Print what a review took, each way of doing it."""
    least = sum(call.dollars for call in next(iter(rows.values())))
    for way, calls in rows.items():
        bill = sum((call.asked.bill for call in calls), Bill())
        cost = sum(call.dollars for call in calls)
        cells = [name, way, str(len(calls)), f"{bill.prompt:,}", f"{bill.uncached:,}"]
        cells += [f"{bill.written_1h + bill.written_5m:,}", f"{bill.read:,}", f"{bill.output:,}"]
        cells += [f"{cost:.3f}", f"{cost / least:.1f}"]
        print("| " + " | ".join(cells) + " |")


def heads(*names: str) -> None:
    """Print the head of a table."""
    print("\n| " + " | ".join(names) + " |\n" + "|---" * len(names) + "|")


async def run(repeats: int) -> None:
    """Measure, and print the tables."""
    papers = {"sample": sample(), "long": synthetic()}
    told_waits(await hand_over(list(papers.values()), repeats))
    hour = {name: await review(paper, "1h") for name, paper in papers.items()}
    plainly = {name: await without_cache(calls) for name, calls in hour.items()}
    blocks = {name: calls[0].asked.body["messages"][0]["content"][0] for name, calls in hour.items()}
    sizes = (f"{name} {tokens_of(block['text']):,}" for name, block in blocks.items())
    print(f"\nTokens of the papers alone: {', '.join(sizes)}.")
    heads("paper", "deed", "model", "new", "written", "read", "$", "new, no cache", "$, no cache", "ratio")
    for name, calls in hour.items():
        told_deeds(name, calls, plainly[name])
    heads("paper", "way", "calls", "tokens sent", "new", "written", "read", "out", "$", "ratio")
    for name, calls in hour.items():
        rows = {
            "Herald, cache of 1h": calls,
            "Herald, cache of 5m": await review(papers[name], "5m"),
            "Herald, no cache": plainly[name],
            "naive": await naive(calls),
        }
        told_review(name, rows)


def main() -> int:
    """Print the tables; the exit code is 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--repeats", type=int, default=10, help="drafts that are timed")
    asyncio.run(run(max(1, parser.parse_args().repeats)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
