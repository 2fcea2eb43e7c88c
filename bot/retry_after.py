"""The header Retry-After: how long a server wants to be left alone, and how people are told."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_HOUR = 3600
_DAYS = 48 * _HOUR
"""Seconds above which nobody counts hours: a server that says more seldom means it."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds until the server wants to be asked again; None if it does not say.

    Seconds or a date (RFC 9110, 10.2.3); decimals too, which some servers write. `headers`
    find their names in whatever case.
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", text):
        return float(text)
    try:
        when = parsedate_to_datetime(text)
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(seconds.total_seconds(), 0.0)


def in_words(seconds: float) -> str:
    """When to try again, behind "try again": rounded up, so that trying then is not too early."""
    if seconds > _DAYS:
        return "later"
    count, unit = (
        (math.ceil(seconds / _HOUR), "hour") if seconds > _HOUR else (math.ceil(seconds / 60), "minute")
    )
    return f"in {max(1, count)} {unit}{'s' if count > 1 else ''}"
