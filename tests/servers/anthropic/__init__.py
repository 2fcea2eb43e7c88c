"""A loopback Anthropic over real HTTP and server-sent events."""

from tests.servers.anthropic.cache import Bill, prompt_tokens, tokens_of
from tests.servers.anthropic.errors import ApiError
from tests.servers.anthropic.honest import honest
from tests.servers.anthropic.reply import Asked, Cut, Reply, Written
from tests.servers.anthropic.rules import MODELS, KnownModel
from tests.servers.anthropic.server import KEY, Answer, LoopbackAnthropic

__all__ = [
    "KEY",
    "MODELS",
    "Answer",
    "ApiError",
    "Asked",
    "Bill",
    "Cut",
    "KnownModel",
    "LoopbackAnthropic",
    "Reply",
    "Written",
    "honest",
    "prompt_tokens",
    "tokens_of",
]
