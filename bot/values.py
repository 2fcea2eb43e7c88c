"""The base of every value: immutable, compared by content, written to and read from JSON."""

from pydantic import BaseModel, ConfigDict, ValidationError


class Value(BaseModel):
    """An immutable value.

    Unknown fields are refused, so that a draft saved by a newer Herald is never silently cut down and
    written back by an older one (`StoreError` tells the person instead).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


def faults(error: ValidationError) -> str:
    """One line for each thing that is wrong, without the value it has (it may be a secret)."""
    lines = []
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        place = ".".join(str(part) for part in fault["loc"]) or "it"
        lines.append(f"  {place}: {fault['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)
