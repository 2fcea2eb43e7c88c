"""The header Retry-After, in all forms in which servers write it, and in words."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from bot.retry_after import in_words, retry_after


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 3600 ", 3600.0),
        ("999999999", 999_999_999.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("0.5", 0.5),
        ("1.25", 1.25),
        ("1.", None),
        (".5", None),
        ("1.2.3", None),
        ("inf", None),
        ("nan", None),
        ("1e3", None),
        ("\u0663", None),
        ("9" * 400, None),
        ("Wed, 32 Jan 2026 00:00:00 GMT", None),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
    ],
)
def test_seconds(said: str, seconds: float | None) -> None:
    """Seconds are taken, with decimals too, a day that has passed is now, and whatever else is no answer."""
    assert retry_after({"retry-after": said}) == seconds


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0200"])
def test_a_date(zone: str) -> None:
    """A date is a wait until then, whatever its zone; without one it is Greenwich's."""
    ahead = timedelta(hours=2) if zone == "+0200" else timedelta()
    when = datetime.now(UTC) + timedelta(seconds=90) + ahead
    said = format_datetime(when, usegmt=True).replace("GMT", zone)
    assert retry_after({"retry-after": said}) == pytest.approx(90, abs=2)


def test_the_headers_of_an_answer() -> None:
    """The header is found however the server spells its name; without it there is no answer."""
    assert retry_after(httpx2.Headers({"Retry-After": "12"})) == 12
    assert retry_after(httpx2.Headers()) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "in 1 minute"),
        (0.5, "in 1 minute"),
        (60, "in 1 minute"),
        (61, "in 2 minutes"),
        (3600, "in 60 minutes"),
        (3601, "in 2 hours"),
        (7201, "in 3 hours"),
        (48 * 3600, "in 48 hours"),
        (48 * 3600 + 1, "later"),
        (999_999_999, "later"),
    ],
)
def test_in_words(seconds: float, words: str) -> None:
    """Minutes up to an hour, hours up to two days, rounded up; beyond that nobody counts."""
    assert in_words(seconds) == words
