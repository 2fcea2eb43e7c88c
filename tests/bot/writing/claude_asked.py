"""A writer on Claude and a loopback to ask, what came of it, and what was sent."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.errors import HeraldError, WriterError
from bot.ports import Brief, Change, Outline, Piecemeal
from bot.tweets import Role, Usage, Wording
from bot.writing.claude import Bounds, ClaudeWriter, Options
from bot.writing.prompts import Prompts
from tests.bot.writing.samples import LAB, PAPER, key
from tests.servers.anthropic import KEY, Asked, Bill, LoopbackAnthropic

QUICK = Bounds(seconds=10.0, attempts=3, first_pause=0.001, longest_pause=2.0)
BRIEF = Brief(paper=PAPER, lab=LAB)
SENTENCE = "On average, Tidepool improves accuracy by 3.2% over the baseline."
"""Stands in the paper: what is said of a fault must not hold it."""

THREAD = (
    Wording(index=0, role=Role.ANNOUNCEMENT, text="Our new paper, Tidepool, is out."),
    Wording(
        index=1,
        role=Role.RESULT,
        text="Tidepool improves accuracy by 3.2% on average.",
        figure=key("Table 1"),
        quote=SENTENCE,
        page=1,
        alt="A table of accuracies.",
    ),
    Wording(index=2, role=Role.RESULT, text="Training gets up to 4x cheaper.", figure=key("Figure 1")),
    Wording(index=3, role=Role.LIMITATION, text="Limitation: only English was evaluated."),
)


def asking(
    server: LoopbackAnthropic,
    options: Options | None = None,
    *,
    bounds: Bounds = QUICK,
    key: str = KEY,
    prompts: Prompts | None = None,
) -> ClaudeWriter:
    """A writer on that server."""
    return ClaudeWriter(key, server.base_url, options=options, bounds=bounds, prompts=prompts)


def change(index: int = 1, **fields: Any) -> Change:
    """A wish for a tweet of `THREAD`."""
    return Change(thread=fields.pop("thread", THREAD), index=index, **fields)


def one(text: str) -> Change:
    """A wish for a thread of one tweet with that text."""
    return change(0, thread=(Wording(index=0, role=Role.RESULT, text=text, figure=key("Table 1")),))


def reply(*tweets: dict[str, Any], count: int = 4) -> str:
    """What a model says when it says these tweets."""
    return json.dumps({"count": count, "tweets": tweets}, ensure_ascii=False)


def tweet(place: int, text: str, **fields: Any) -> dict[str, Any]:
    """One tweet of a reply."""
    told = {"role": "result", "figure": "", "quote": "", "page": 0, "alt": ""}
    return {"place": place, **told, **fields, "text": text}


def shorter(text: str) -> str:
    """What a model says when it has shortened something."""
    return json.dumps({"text": text}, ensure_ascii=False)


@dataclass
class Came:
    """All that came from a writer, in order, and the error at its end."""

    items: list[Piecemeal] = field(default_factory=list)
    error: HeraldError | None = None

    @property
    def outlines(self) -> list[int]:
        """How many tweets were announced, each time."""
        return [item.count for item in self.items if isinstance(item, Outline)]

    @property
    def wordings(self) -> list[Wording]:
        """The tweets."""
        return [item for item in self.items if isinstance(item, Wording)]

    @property
    def texts(self) -> list[str]:
        """Their texts."""
        return [said.text for said in self.wordings]

    @property
    def usage(self) -> Usage:
        """The sum of what was booked."""
        booked = [item for item in self.items if isinstance(item, Usage)]
        return Usage(**{name: sum(getattr(one, name) for one in booked) for name in Usage.model_fields})


async def came(items: AsyncIterator[Any], seconds: float = 30.0) -> Came:
    """Take in what comes."""
    found = Came()
    try:
        async with asyncio.timeout(seconds):
            async for item in items:
                found.items.append(item)
    except HeraldError as error:
        found.error = error
    return found


async def drafted(server: LoopbackAnthropic, brief: Brief = BRIEF, **how: Any) -> Came:
    """A draft."""
    async with asking(server, **how) as writer:
        return await came(writer.write(brief))


async def regenerated(
    server: LoopbackAnthropic, wish: Change | None = None, brief: Brief = BRIEF, **how: Any
) -> Came:
    """Another tweet."""
    async with asking(server, **how) as writer:
        return await came(writer.regenerate(brief, wish or change()))


async def mended(
    server: LoopbackAnthropic, wishes: Sequence[Change], brief: Brief = BRIEF, **how: Any
) -> Came:
    """Tweets without their faults."""
    async with asking(server, **how) as writer:
        return await came(writer.mend(brief, wishes))


async def shortened(server: LoopbackAnthropic, wish: Change, brief: Brief = BRIEF, **how: Any) -> Came:
    """A shorter tweet."""
    async with asking(server, **how) as writer:
        return await came(writer.shorten(brief, wish))


def plain(error: HeraldError | None) -> str:
    """The words of an error, which are one sentence that says what to do, and hide nothing behind it."""
    assert type(error) is WriterError
    words = str(error)
    assert re.fullmatch(r"[^\n]{10,250}\.", words), words
    assert re.search(
        r"; (?:try|set|check|raise|lower)\b|\b(?:set|lower|raise|check) (?:HERALD|ANTHROPIC)_", words
    )
    assert error.__suppress_context__ or error.__context__ is None
    at: BaseException | None = error
    while at is not None:
        for secret in (KEY, SENTENCE):
            assert secret not in f"{at} {at.args} {getattr(at, '__notes__', '')}"
        at = at.__cause__ or at.__context__
    return words


def is_whole(found: Came) -> bool:
    """Whether a thread came as if nothing had happened."""
    count = len(found.wordings)
    assert found.error is None
    assert found.outlines == [count]
    assert count >= 8
    assert [said.index for said in found.wordings] == list(range(count))
    return len(set(found.texts)) == count


# What was sent -------------------------------------------------------------------------------------------


def contents(asked: Asked) -> list[dict[str, Any]]:
    """The blocks of a request's one message."""
    (message,) = asked.body["messages"]
    blocks: list[dict[str, Any]] = message["content"]
    return blocks


def task(asked: Asked) -> str:
    """What stands behind the paper."""
    return str(contents(asked)[-1]["text"])


def paper_sent(asked: Asked) -> str:
    """The block that carries the cache mark."""
    (marked,) = (block for block in contents(asked) if "cache_control" in block)
    return str(marked["text"])


def prefix(asked: Asked) -> str:
    """All that the cache goes by, up to the mark."""
    rest = {name: asked.body.get(name) for name in ("model", "system", "output_config", "thinking", "tools")}
    return json.dumps([rest, contents(asked)[:-1]])


def all_text(asked: Asked) -> str:
    """Every text of a request."""
    return "\n".join([*(block["text"] for block in asked.body.get("system", ())), *_texts(asked)])


def _texts(asked: Asked) -> list[str]:
    return [block["text"] for block in contents(asked) if block["type"] == "text"]


def dollars(bill: Bill, model: str = "claude-sonnet-5-5") -> float:
    """A bill at the prices of `facts`: dollars a million tokens of input, output and cache read."""
    into, out, read = {"claude-sonnet-5-5": (2.0, 10.0, 0.1), "claude-haiku-5-5": (0.1, 0.5, 0.01)}[model]
    sent = bill.uncached + 1.25 * bill.written_5m + 2 * bill.written_1h
    return (sent * into + bill.read * read + bill.output * out) / 1e6
