"""What goes wrong with a model, each in one plain sentence, and whether another attempt may do better.

Statuses and types as Anthropic documents them, https://platform.claude.com/docs/en/api/errors; a message of
the API or a library is never passed on, since it can hold the key or the paper's text.
"""

from typing import NamedTuple

import anthropic
import httpx2

from bot.errors import WriterError
from bot.retry_after import in_words, retry_after
from bot.writing.asking.exchange import AgainError
from bot.writing.asking.meter import Meter

OUTSIDE = (
    anthropic.AnthropicError,
    httpx2.HTTPError,
    httpx2.StreamError,
    httpx2.InvalidURL,
    ValueError,
    RecursionError,
)
"""What the SDK raises, what leaks through it in mid-stream, and JSON that is none or is nested too deep."""

_AGAIN = frozenset({408, 409, 429, 529})
_AGAIN_TYPES = frozenset({"rate_limit_error", "overloaded_error", "api_error", "timeout_error"})
_OVERLOADED = 529
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_IN_MID_STREAM = 200
"""The status of an error that comes as an event: the one with which the stream began."""

_STATUSES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
}
"""What such an error's type would have had for a status."""

_LEAST = 1.0
"""Seconds below which a pause that a server asks for is none: ours is at least as good, and grows."""

_ANOTHER = "What answers does not speak like Anthropic's API; check ANTHROPIC_BASE_URL"

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


def of_the_end(meter: Meter, asked: Asked) -> AgainError | WriterError | None:
    """What is wrong with a reply that has ended; None for one that has ended well."""
    stop_reason, refusal = meter.stop_reason, meter.refusal
    if stop_reason is None and not meter.begun:  # a page, or a reply in one piece
        return AgainError(f"{_ANOTHER}, or try again.")
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
    return _strange(asked)


def _strange(asked: Asked) -> AgainError:
    return AgainError(f"{asked.server} does not answer as it should; try again, or check ANTHROPIC_BASE_URL.")


def _of_the_status(error: anthropic.APIStatusError, asked: Asked) -> AgainError | WriterError:
    kind, status = str(error.type or ""), error.status_code
    if kind in _MONEY or status == 402 or (error.error_code or "").endswith("spend_limit_reached"):  # noqa: PLR2004  Payment Required
        return WriterError(
            f"{asked.server} bills no more: its credit or spending limit is used up; raise it there, and "
            "try again."
        )
    if kind in _AGAIN_TYPES or status in _AGAIN or status >= 500:  # noqa: PLR2004  the server's own fault
        return _passing(error, asked)
    if status == _IN_MID_STREAM:
        return _final(_STATUSES[kind], kind, asked) if kind in _STATUSES else _strange(asked)
    return _final(status, kind, asked)


def _final(status: int, kind: str, asked: Asked) -> WriterError:
    """What no other attempt would mend."""
    if status in _REDIRECTS:
        return WriterError(
            f"The model's server sends Herald elsewhere (status {status}), where the key does not go; "
            "set ANTHROPIC_BASE_URL to the server that answers by itself."
        )
    another = status < 400 or status == 405 or (status == 404 and kind != "not_found_error")  # noqa: PLR2004  as HTTP has them
    if another:
        return WriterError(f"{_ANOTHER}.")
    refused = {
        401: f"{asked.server} refuses the key; set ANTHROPIC_API_KEY to one that it takes.",
        403: f"The key may not use {asked.name}; set {asked.setting} to another model, or change its rights.",
        404: f"There is no model {asked.name}; set {asked.setting} to one that there is.",
        413: f"{asked.server} takes no request as large as this paper; lower HERALD_PAPER_TOKENS.",
    }
    return WriterError(
        refused.get(status)
        or f"{asked.name} does not take the request (status {status}); set {asked.setting} to another model, "
        "or lower HERALD_PAPER_TOKENS for a long paper."
    )


def _passing(error: anthropic.APIStatusError, asked: Asked) -> AgainError:
    """What passes: a limit, too much load, a failure of the server."""
    kind, status = error.type, error.status_code
    after = retry_after(error.response.headers)
    when = "in a few minutes" if after is None else in_words(after)
    if kind == "rate_limit_error" or status == 429:  # noqa: PLR2004  Too Many Requests
        what = f"{asked.server} takes no more requests of this key for now"
    elif kind == "overloaded_error" or status == _OVERLOADED:
        what = f"{asked.name} is overloaded"
    else:
        at = "in the middle of its reply" if status == _IN_MID_STREAM else f"(status {status})"
        what = f"{asked.server} has failed {at}"
    return AgainError(f"{what}; try again {when}.", after if after and after >= _LEAST else None)
