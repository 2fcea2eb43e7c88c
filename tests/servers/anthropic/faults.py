"""Answers to queue: what Anthropic's API does on a bad day, and what the wire does to it.

Errors with a status are `ApiError`s; all others are `Reply`s and take another reply to befall, so that
`drip(reply=refusal(after=20))` is a refusal that trickles in. Handlers of `tests.servers.faults` serve too.
"""

from dataclasses import replace

from tests.servers.anthropic.errors import ApiError
from tests.servers.anthropic.reply import Cut, How, Reply

HONEST = Reply()
"""What the server's `answer` says, undisturbed."""

# Errors with a status --------------------------------------------------------------------------------------


def rate_limited(retry_after: str = "") -> ApiError:
    """429; `retry_after` is the header's value, and may be far too long."""
    return ApiError(
        "This request would exceed your organization's rate limit.",
        status=429,
        kind="rate_limit_error",
        headers={"retry-after": retry_after} if retry_after else None,
    )


def overloaded() -> ApiError:
    """529."""
    return ApiError("Overloaded", status=529, kind="overloaded_error")


def server_error(status: int = 500) -> ApiError:
    """500, or another of its kind."""
    return ApiError("Internal server error", status=status, kind="api_error")


def timed_out() -> ApiError:
    """408."""
    return ApiError("Request timed out", status=408, kind="timeout_error")


def conflict() -> ApiError:
    """409."""
    return ApiError("Conflict", status=409, kind="conflict_error")


def spend_limit(error_code: str = "enforced_spend_limit_reached", status: int = 429) -> ApiError:
    """A spend limit reached: looks like a rate limit (429) or like an unpaid bill (402)."""
    kind = (
        "billing_error" if status == 402 else "rate_limit_error" if status == 429 else "invalid_request_error"
    )
    return ApiError(
        "You have reached your specified API usage limits.",
        status=status,
        kind=kind,
        details={"error_code": error_code},
    )


def wrong_key() -> ApiError:
    """401."""
    return ApiError("invalid bearer token", status=401, kind="authentication_error")


def forbidden() -> ApiError:
    """403."""
    return ApiError("Your API key may not use this resource.", status=403, kind="permission_error")


def no_such_model(model: str = "claude-nobody") -> ApiError:
    """404."""
    return ApiError(f"model: {model}", status=404, kind="not_found_error")


def too_large() -> ApiError:
    """413."""
    return ApiError("Request exceeds the maximum size", status=413, kind="request_too_large")


def bad_request(message: str = "messages: Field required", error_code: str = "") -> ApiError:
    """400 with that message."""
    return ApiError(message, details={"error_code": error_code} if error_code else None)


# What a model says -----------------------------------------------------------------------------------------


def refusal(
    after: int = 0,
    category: str | None = "bio",
    explanation: str | None = "This request could be related to dangerous lab methods.",
    reply: Reply = HONEST,
) -> Reply:
    """A refusal behind so many characters of text."""
    details = {"type": "refusal", "category": category, "explanation": explanation}
    return replace(reply, only=after, stop_reason="refusal", stop_details=details)


def max_tokens_after(characters: int, reply: Reply = HONEST) -> Reply:
    """The text cut off there, for want of tokens."""
    return replace(reply, only=characters, stop_reason="max_tokens")


def window_full_after(characters: int, reply: Reply = HONEST) -> Reply:
    """The text cut off there, as the context window is full."""
    return replace(reply, only=characters, stop_reason="model_context_window_exceeded")


def empty_reply() -> Reply:
    """Nothing said, and ended as if all were well."""
    return Reply(text="")


def bad_json(kind: str = "unclosed", reply: Reply = HONEST) -> Reply:
    """Text that is no JSON: "unclosed", with a "comma" too many, or with a bare "quote" in its first text."""
    return replace(reply, wrap={"unclosed": _unclosed, "comma": _comma, "quote": _quote}[kind])


def fenced(reply: Reply = HONEST) -> Reply:
    """The JSON in a fence, with friendly words before and after."""
    return replace(reply, wrap=_fence)


def thinking_first(thought: str = "Let me read the paper first.", reply: Reply = HONEST) -> Reply:
    """Thinking that is shown before the text."""
    return replace(reply, thinking=thought)


def local_backend(reply: Reply = HONEST) -> Reply:
    """As llama.cpp's server replies: no usage anywhere, and no heed of the format."""
    return replace(fenced(reply), usage=False, thinking=reply.thinking or "")


def _unclosed(text: str) -> str:
    return text.rstrip("}] \n")


def _comma(text: str) -> str:
    head, brace, tail = text.rpartition("}")
    return f"{head},{brace}{tail}"


def _quote(text: str) -> str:
    head, key, tail = text.partition('"text": "')
    return f'{head}{key}a "{tail}'


def _fence(text: str) -> str:
    return f"Sure! Here is what you asked for:\n\n```json\n{text}\n```\n\nLet me know what to change."


# What the wire does ----------------------------------------------------------------------------------------


def cut_after(sent: int, how: How = "drop", reply: Reply = HONEST) -> Reply:
    """The body stops after so many bytes: see `How`; at or past its length, what ends it still befalls it."""
    return replace(reply, cut=Cut(sent, how))


def error_after(sent: int, error: ApiError | None = None, reply: Reply = HONEST) -> Reply:
    """An `error` event ("Overloaded" by default) behind the last event that ends within so many bytes."""
    return replace(reply, cut=Cut(sent, "error", error or overloaded()))


def stall_after(sent: int, seconds: float = 60.0, reply: Reply = HONEST) -> Reply:
    """Silence behind so many bytes, then the connection closed."""
    return replace(reply, cut=Cut(sent, "stall", seconds=seconds))


def drip(piece: int = 1, seconds: float = 0.01, reply: Reply = HONEST) -> Reply:
    """The body in pieces of so many bytes with pauses between, never silent for long."""
    return replace(reply, piece=piece, drip=seconds)


def garbled(after: int = 0, reply: Reply = HONEST) -> Reply:
    """An event whose data is no JSON behind so many characters of text; then all goes on."""
    return replace(reply, garbled_at=after)


def strange_events(reply: Reply = HONEST) -> Reply:
    """Events, blocks and deltas of types that nobody knows yet, among the usual ones."""
    return replace(reply, strange=True)
