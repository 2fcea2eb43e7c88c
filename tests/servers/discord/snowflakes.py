"""Discord's ids: 64 bits that begin with the time, in milliseconds since 2015."""

import itertools
import time
from datetime import UTC, datetime

EPOCH = 1_420_070_400_000  # milliseconds: https://discord.com/developers/docs/reference#snowflakes
_COUNT = itertools.count()


def snowflake(at: float | None = None) -> int:
    """A new id, of a time in seconds since 1970 or of now; ids of the same millisecond keep their order."""
    milliseconds = int((time.time() if at is None else at) * 1000) - EPOCH
    return (milliseconds << 22) | (next(_COUNT) & 0x3F_FFFF)


def stamp(at: float | None) -> str | None:
    """A time in seconds since 1970 as Discord writes it."""
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")
