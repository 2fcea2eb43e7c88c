"""What goes wrong with a model, each in one plain sentence, and whether another attempt may do better.

Statuses and types as Anthropic documents them, https://platform.claude.com/docs/en/api/errors; a message of
the API or a library is never passed on, since it can hold the key or the paper's text.
"""

from typing import NamedTuple

import anthropic
import httpx2

from bot.errors import WriterError
from bot.retry_after import retry_after
from bot.writing.asking.exchange import AgainError

OUTSIDE = (anthropic.AnthropicError, httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, ValueError)
"""What the SDK raises, what leaks through it in mid-stream, and JSON that is none."""

_AGAIN = frozenset({408, 409, 429, 529})
_AGAIN_TYPES = frozenset({"rate_limit_error", "overloaded_error", "api_error", "timeout_error"})
_SERVER_ERROR = 500
_MONEY = frozenset({"billing_error"})
_REFUSALS = {
    "bio": "as if it were about dangerous biology, which harmless papers trigger too",
    "cyber": "as if it were about attacks on computers, which harmless papers trigger too",
    "frontier_llm": "as if it helped to build a competing model, which harmless papers trigger too",
    "general_harms": "as if it were harmful, which harmless papers trigger too",
}


class Asked(NamedTuple):
    """What was asked, as far as a sentence about its failure needs it."""

    name: str  # the model
    setting: str  # which setting names it
    at_anthropic: bool

    @property
    def server(self) -> str:
        """Who answers, for people."""
        return "Anthropic" if self.at_anthropic else "The model's server"


def of_the_end(stop_reason: str | None, refusal: str, asked: Asked) -> AgainError | WriterError | None:
    """What is wrong with a reply that has ended; None for one that has ended well."""
    if stop_reason is None:
        return AgainError(f"The reply of {asked.name} broke off; try again.")
    if stop_reason == "refusal":
        why = f" ({_REFUSALS[refusal]})" if refusal in _REFUSALS else ""
        return WriterError(
            f"{asked.name} declines to write about this paper{why}; set {asked.setting} to another model "
            "and try again."
        )
    if stop_reason == "max_tokens":
        return AgainError(
            f"The reply of {asked.name} was longer than a thread can be; try again, or set {asked.setting} "
            "to another model."
        )
    if stop_reason == "model_context_window_exceeded":
        return WriterError(
            f"The paper is too long for {asked.name}; set {asked.setting} to a model that takes more, or "
            "lower HERALD_PAPER_TOKENS."
        )
    return None


def of_the_error(error: Exception, asked: Asked) -> AgainError | WriterError:
    """What an exception of the SDK, of the wire or of the stream means."""
    if isinstance(error, anthropic.APIStatusError):
        return _of_the_status(error, asked)
    if isinstance(error, anthropic.APITimeoutError | httpx2.TimeoutException):
        return AgainError(f"{asked.server} fell silent; try again.")
    if isinstance(error, anthropic.APIConnectionError | httpx2.HTTPError | httpx2.StreamError):
        return AgainError(
            f"{asked.server} cannot be reached; check the network, or ANTHROPIC_BASE_URL, and try again."
        )
    return AgainError(f"{asked.server} does not answer as it should; try again, or check ANTHROPIC_BASE_URL.")


def _of_the_status(error: anthropic.APIStatusError, asked: Asked) -> AgainError | WriterError:
    kind, status = str(error.type or ""), error.status_code
    if kind in _MONEY or status == 402 or (error.error_code or "").endswith("spend_limit_reached"):  # noqa: PLR2004  Payment Required
        return WriterError(
            f"{asked.server} bills no more: its credit or spending limit is used up; raise it there, and "
            "try again."
        )
    if kind in _AGAIN_TYPES or status in _AGAIN or status >= _SERVER_ERROR:
        return _busy(error, asked, limited=kind == "rate_limit_error" or status == 429)  # noqa: PLR2004  Too Many Requests
    refused = {
        401: f"{asked.server} refuses the key; set ANTHROPIC_API_KEY to one that it takes.",
        403: f"The key may not use {asked.name}; set {asked.setting} to another model, or change its rights.",
        413: f"{asked.server} takes no request as large as this paper; lower HERALD_PAPER_TOKENS.",
    }
    if words := refused.get(status):
        return WriterError(words)
    if status == 404:  # noqa: PLR2004  Not Found
        if kind == "not_found_error":
            return WriterError(f"There is no model {asked.name}; set {asked.setting} to one that there is.")
        return WriterError("Nothing that speaks like Anthropic answers there; check ANTHROPIC_BASE_URL.")
    return WriterError(
        f"{asked.name} does not take the request (status {status}); set {asked.setting} to another model, or "
        "lower HERALD_PAPER_TOKENS for a long paper."
    )


def _busy(error: anthropic.APIStatusError, asked: Asked, *, limited: bool) -> AgainError:
    after = retry_after(error.response.headers)
    when = "in a few minutes" if after is None else _in(after)
    if limited:
        return AgainError(
            f"{asked.server} takes no more requests of this key for now; try again {when}.", after
        )
    return AgainError(f"{asked.name} is overloaded; try again {when}.", after)


def _in(seconds: float) -> str:
    minutes = max(1, round(seconds / 60 + 0.5))
    return f"in {minutes} minute{'s' if minutes > 1 else ''}"
