"""The base of every value: immutable, compared by content, written to and read from JSON."""

from pydantic import BaseModel, ConfigDict, ValidationError


class Value(BaseModel):
    """An immutable value.

    Unknown fields are refused, so that a draft saved by a newer Herald is never silently cut down and
    written back by an older one (`StoreError` tells the person instead).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


_PLAINLY = {
    "extra_forbidden": "is not known; check its spelling",
    "missing": "is missing",
    "tuple_type": "has to be a list",
    "dict_type": "has to be a table",
    "string_type": "has to be text in quotation marks",
}


def faults(error: ValidationError) -> str:
    """One line for each thing that is wrong, without the value it has (it may be a secret)."""
    lines = []
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        place = ".".join(str(part) for part in fault["loc"]) or "it"
        words = _PLAINLY.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
        lines.append(f"  {place}: {words}")
    return "\n".join(lines)
