"""The requests: which model, how much of the paper, how long a reply, and what it may cost at most."""

import base64
from typing import Any, Literal

from bot.errors import SettingsError, WriterError
from bot.ports import Brief
from bot.values import Value
from bot.writing.asking import tasks
from bot.writing.asking.document import document
from bot.writing.asking.exchange import Request
from bot.writing.asking.prices import WRITE, price_of
from bot.writing.asking.reply import ToldAd, ToldText, ToldThread
from bot.writing.prompts import Prompts

BYTES = 3
"""Bytes of UTF-8 in a token at the least, in whatever script: a request's size is reckoned with it."""

ATTEMPTS = 2
"""How many replies at their dearest a draft's dollars have to reach for: one may break off."""

LEAST_PAPER = 8_000
"""Tokens of a paper below which a thread cannot do it justice."""

BESIDE_PAPER = 20_000
"""Tokens for all but the paper, at most: rules, examples, the lab's own threads, the task."""

REPLY = 6_000
"""Tokens of the longest reply: 13 tweets with their evidence take about 3,500."""

THINKING = 10_000
"""Tokens more for a model that thinks before it writes: thinking is billed and counted as reply."""

_AD = 2_500  # tokens of the longest reply with an ad: both variants in any script, and the feedback
_MOST_PICTURES, _PICTURE_BYTES, _PICTURE_TOKENS = 8, 3_700_000, 1_600  # the API takes 5 MB each, in base64
_MILLION = 1_000_000

_QUIET: dict[str, dict[str, Any]] = {
    "claude-haiku-5-5": {"type": "disabled"},
    "claude-sonnet-5-5": {"type": "between_tools"},
}
"""How models that would think by default are told not to: a draft gains little, and waits and costs more."""


class Options(Value):
    """What the settings say of the model."""

    model: str = "claude-sonnet-5-5"
    shorten_model: str = "claude-haiku-5-5"
    paper_tokens: int = 80_000  # of a paper, at most
    draft_dollars: float = 1.5  # for one draft, mendings and broken attempts included
    cache: Literal["5m", "1h"] = "1h"  # how long the server remembers the paper
    pictures: bool = False  # whether pictures of figures are sent along


class Requests:
    """Makes the requests of one writer, and knows beforehand what they may cost."""

    def __init__(self, options: Options, prompts: Prompts) -> None:
        """Raises `SettingsError` when the dollars do not reach for a paper of any length."""
        self.options = options
        self._prompts = prompts
        self._room = BYTES * min(options.paper_tokens, self._affordable())

    def about(self, brief: Brief, task: str, *, tweets: int) -> Request:
        """A request behind the paper, for so many tweets; those of one paper begin the same to the byte."""
        quiet = _quiet(self.options.model)
        return Request(
            model=self.options.model,
            setting="HERALD_MODEL",
            system=tasks.house(self._prompts, tasks.own_threads(brief.lab.examples)),
            prefix=self._prefix(brief),
            task=task,
            reply=ToldThread,
            max_tokens=min(REPLY, 600 + 450 * tweets) + (0 if quiet else THINKING),
            thinking=quiet,
        )

    def shortening(self, task: str) -> Request:
        """A request without the paper."""
        quiet = _quiet(self.options.shorten_model)
        return Request(
            model=self.options.shorten_model,
            setting="HERALD_SHORTEN_MODEL",
            system="",
            prefix=(),
            task=task,
            reply=ToldText,
            max_tokens=600 + (0 if quiet else THINKING),
            thinking=quiet,
        )

    def advertising(self, task: str) -> Request:
        """A request for a poster's ad; what it needs of the paper is in the task."""
        quiet = _quiet(self.options.model)
        return Request(
            model=self.options.model,
            setting="HERALD_MODEL",
            system="",
            prefix=(),
            task=task,
            reply=ToldAd,
            max_tokens=_AD + (0 if quiet else THINKING),
            thinking=quiet,
        )

    def check_cost(self, request: Request, spent: float) -> None:
        """Raise `WriterError` if the request could take a draft that has cost `spent` dollars over its limit.

        Nothing can be said of a model whose price is not known; its tokens are bounded all the same.
        """
        worst = self._worst(request)
        if worst and spent + worst > self.options.draft_dollars:
            raise WriterError(
                f"Another request could cost ${worst:.2f} and take this draft, at ${spent:.2f}, over its "
                f"limit of ${self.options.draft_dollars:.2f}; raise HERALD_DRAFT_DOLLARS and try again."
            )

    def _prefix(self, brief: Brief) -> tuple[dict[str, Any], ...]:
        """Pictures, then the paper, which carries the mark: all up to it is remembered."""
        blocks: list[dict[str, Any]] = []
        shown = [one for one in brief.pictures if len(one.content) <= _PICTURE_BYTES]
        for one in shown[:_MOST_PICTURES] if self.options.pictures else ():
            content = base64.b64encode(one.content).decode("ascii")
            blocks.append({"type": "text", "text": f"The picture of {one.figure}:"})
            source = {"type": "base64", "media_type": one.media_type, "data": content}
            blocks.append({"type": "image", "source": source})
        mark = {"type": "ephemeral", "ttl": self.options.cache}
        return (*blocks, {"type": "text", "text": document(brief.paper, self._room), "cache_control": mark})

    def _worst(self, request: Request) -> float:
        """Dollars that the request costs at most: nothing remembered, and the longest reply; 0 if unknown."""
        price = price_of(request.model)
        if price is None:
            return 0.0
        texts = [request.system, request.task, *(block.get("text", "") for block in request.prefix)]
        pictures = sum(block["type"] == "image" for block in request.prefix)
        tokens: float = sum(len(text.encode()) for text in texts) / BYTES + pictures * _PICTURE_TOKENS
        times = price.long_times if price.long_from and tokens > price.long_from else 1.0
        sent = tokens * price.input * WRITE[self.options.cache]
        return float(times) * (sent + request.max_tokens * price.output) / _MILLION

    def _affordable(self) -> int:
        """Tokens of a paper that one draft can pay for, and that keep a model below its dearer rates."""
        model, limit = self.options.model, self.options.draft_dollars
        price = price_of(model)
        if price is None:
            return self.options.paper_tokens
        reply = (REPLY + (0 if _quiet(model) else THINKING)) * price.output / _MILLION
        a_token = price.input * WRITE[self.options.cache] / _MILLION
        room = int((limit / ATTEMPTS - reply) / a_token) - BESIDE_PAPER
        if room < LEAST_PAPER:
            least = ATTEMPTS * (reply + (LEAST_PAPER + BESIDE_PAPER) * a_token)
            raise SettingsError(
                f"HERALD_DRAFT_DOLLARS is too low for {model}; raise it to {least + 0.005:.2f}, or choose a "
                "cheaper model."
            )
        return min(room, price.long_from - BESIDE_PAPER) if price.long_from else room


def _quiet(model: str) -> dict[str, Any] | None:
    """What tells a model not to think; None for one that cannot be told, or of which nothing is known."""
    return next((quiet for name, quiet in _QUIET.items() if name in model), None)
