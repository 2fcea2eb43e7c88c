"""The base of every value: immutable, compared by content, written to and read from JSON."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value.

    Unknown fields are refused, so that a draft saved by a newer Herald is never silently cut down and
    written back by an older one (`StoreError` tells the person instead).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
