"""What Anthropic's API checks of a request before it asks a model; the first fault is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.servers.anthropic.blocks import blocks_of, check_blocks, check_marks
from tests.servers.anthropic.errors import ApiError
from tests.servers.anthropic.schema import check_format

SAMPLING = ("temperature", "top_p", "top_k")
EFFORTS = ("low", "medium", "high", "xhigh", "max")
_COUNTED = frozenset(
    {
        "model",
        "messages",
        "system",
        "tools",
        "tool_choice",
        "thinking",
        "output_config",
        "cache_control",
        "speed",
    }
)
_KNOWN = _COUNTED | {
    "max_tokens", "stream", "stop_sequences", "metadata", "service_tier", "container", "diagnostics",
    "inference_geo", "user_profile_id",
}  # fmt: skip
_TEXT_ONLY = frozenset({"text"})


@dataclass(frozen=True)
class KnownModel:
    """A model: what it is called, and the type that turns its thinking off ("": it always thinks)."""

    id: str
    name: str
    off: str = ""
    most_output: int = 128_000  # tokens of one reply

    def thinks(self, thinking: Mapping[str, Any] | None) -> bool:
        """Whether it thinks, asked like this; without a word about it, it does."""
        return not (self.off and thinking and thinking.get("type") == self.off)


MODELS = (
    KnownModel("claude-haiku-5-5", "Claude Haiku 5.5", off="disabled"),
    KnownModel("claude-sonnet-5-5", "Claude Sonnet 5.5", off="between_tools"),
    KnownModel("claude-opus-5-5", "Claude Opus 5.5"),
)


def check_headers(headers: Mapping[str, str], key: str) -> None:
    """Raise `ApiError` for a wrong key or a missing version; `headers` have lower-case names."""
    if headers.get("authorization") != f"Bearer {key}":
        raise ApiError("invalid bearer token", status=401, kind="authentication_error")
    if not headers.get("anthropic-version"):
        raise ApiError("anthropic-version: header is required")


def find_model(name: object, models: Mapping[str, KnownModel]) -> KnownModel:
    """The model of that name; raises `ApiError` (404) when there is none."""
    if not isinstance(name, str) or name not in models:
        raise ApiError(f"model: {name}", status=404, kind="not_found_error")
    return models[name]


def check_request(body: object, models: Mapping[str, KnownModel], *, counting: bool = False) -> KnownModel:
    """The model a request is for; raises `ApiError` at its first fault. `counting`: for count_tokens."""
    if not isinstance(body, dict):
        raise ApiError("The request body is not valid JSON.")
    for name in ("model", "messages") if counting else ("model", "max_tokens", "messages"):
        if name not in body:
            raise ApiError(f"{name}: Field required")
    for name in SAMPLING:
        if name in body:
            raise ApiError(f"{name}: sampling parameters are not supported on this model")
    if extra := body.keys() - (_COUNTED if counting else _KNOWN):
        raise ApiError(f"{min(extra)}: Extra inputs are not permitted")
    model = find_model(body["model"], models)
    if not counting:
        _check_room(body["max_tokens"], model)
    for name, check in _CHECKS:
        check(body.get(name))
    _check_thinking(body.get("thinking"), model)
    check_marks(body)
    _check_citations(body)
    return model


def _check_room(room: object, model: KnownModel) -> None:
    if not isinstance(room, int) or isinstance(room, bool) or room < 0:
        raise ApiError("max_tokens: Input should be a valid integer, 0 or more")
    if room > model.most_output:
        raise ApiError(
            f"max_tokens: {room} > {model.most_output}, which is the maximum allowed number of output tokens"
            f" for {model.id}"
        )


def _check_messages(messages: object) -> None:
    if not isinstance(messages, list) or not messages:
        raise ApiError("messages: at least one message is required")
    expected = "user"
    for number, message in enumerate(messages):
        where = f"messages.{number}"
        if not isinstance(message, dict) or message.get("role") not in {"user", "assistant"}:
            raise ApiError(f"{where}.role: Input should be 'user' or 'assistant'")
        if extra := message.keys() - {"role", "content"}:
            raise ApiError(f"{where}.{min(extra)}: Extra inputs are not permitted")
        if message["role"] != expected:
            raise ApiError(
                f"{where}.role: roles must alternate, beginning with 'user'; expected {expected!r}"
            )
        check_blocks(message.get("content"), f"{where}.content")
        expected = "user" if expected == "assistant" else "assistant"
    if messages[-1]["role"] != "user":
        raise ApiError(
            f"messages.{len(messages) - 1}.role: This model does not support assistant message prefill."
            " The conversation must end with a user message."
        )


def _check_system(system: object) -> None:
    if system is not None:
        check_blocks(system, "system", _TEXT_ONLY)


def _check_tools(tools: object) -> None:
    if tools is not None and not isinstance(tools, list):
        raise ApiError("tools: Input should be a valid list")
    for number, tool in enumerate(tools or ()):
        if not isinstance(tool, dict) or not tool.get("name"):
            raise ApiError(f"tools.{number}.name: Field required")


def _check_choice(choice: object) -> None:
    if choice is None:
        return
    kind = choice.get("type") if isinstance(choice, dict) else None
    if kind in {"any", "tool"}:
        raise ApiError(f"tool_choice: forced tool use ({kind}) is not supported on this model")
    if kind not in {"auto", "none"}:
        raise ApiError("tool_choice.type: Input should be 'auto' or 'none'")


def _check_config(config: object) -> None:
    if config is None:
        return
    if not isinstance(config, dict):
        raise ApiError("output_config: Input should be a valid dictionary")
    if extra := config.keys() - {"format", "effort"}:
        raise ApiError(f"output_config.{min(extra)}: Extra inputs are not permitted")
    if config.get("effort") not in {None, *EFFORTS}:
        raise ApiError(f"output_config.effort: Input should be one of {EFFORTS}")
    if config.get("format") is not None:
        check_format(config["format"])


def _check_thinking(thinking: object, model: KnownModel) -> None:
    if thinking is None:
        return
    kind = thinking.get("type") if isinstance(thinking, dict) else None
    admitted = {"adaptive", model.off} - {""}
    if kind not in admitted:
        raise ApiError(
            f'"thinking.type.{kind}" is not supported for this model; use one of {sorted(admitted)}'
        )
    if isinstance(thinking, dict) and (extra := thinking.keys() - {"type", "display"}):
        raise ApiError(f"thinking.{kind}.{min(extra)}: Extra inputs are not permitted")


def _check_citations(body: dict[str, Any]) -> None:
    if not (body.get("output_config") or {}).get("format"):
        return
    for number, message in enumerate(body["messages"]):
        for place, block in enumerate(blocks_of(message["content"])):
            if isinstance(block.get("citations"), dict) and block["citations"].get("enabled"):
                raise ApiError(
                    f"messages.{number}.content.{place}.citations: citations cannot be used together with"
                    " output_config.format"
                )


_CHECKS: tuple[tuple[str, Callable[[object], None]], ...] = (
    ("messages", _check_messages),
    ("system", _check_system),
    ("tools", _check_tools),
    ("tool_choice", _check_choice),
    ("output_config", _check_config),
)
