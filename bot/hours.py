"""Reads the times of day that people write, and their time zones: "11:45 AM - 12:15 PM PDT", "14h30 (UTC+2)".

As with days, it reads and never corrects.
"""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.dates import LONGEST

_ABBREVIATIONS: Mapping[str, tuple[str, float | None]] = {
    "UTC": ("UTC", 0),
    "GMT": ("UTC", 0),
    "PT": ("America/Los_Angeles", None),
    "PST": ("America/Los_Angeles", -8),
    "PDT": ("America/Los_Angeles", -7),
    "MT": ("America/Denver", None),
    "MST": ("America/Denver", -7),
    "MDT": ("America/Denver", -6),
    "CDT": ("America/Chicago", -5),
    "ET": ("America/New_York", None),
    "EST": ("America/New_York", -5),
    "EDT": ("America/New_York", -4),
    "AKST": ("America/Anchorage", -9),
    "AKDT": ("America/Anchorage", -8),
    "HST": ("Pacific/Honolulu", -10),
    "WET": ("Europe/Lisbon", 0),
    "WEST": ("Europe/Lisbon", 1),
    "CET": ("Europe/Paris", 1),
    "CEST": ("Europe/Paris", 2),
    "EET": ("Europe/Athens", 2),
    "EEST": ("Europe/Athens", 3),
    "JST": ("Asia/Tokyo", 9),
    "KST": ("Asia/Seoul", 9),
    "SGT": ("Asia/Singapore", 8),
    "HKT": ("Asia/Hong_Kong", 8),
    "AEST": ("Australia/Sydney", 10),
    "AEDT": ("Australia/Sydney", 11),
    "NZST": ("Pacific/Auckland", 12),
    "NZDT": ("Pacific/Auckland", 13),
    "AoE": ("", -12),
}
"""Zones by the names in use, with the hours from UTC that a name claims, None for one that claims none."""

AMBIGUOUS: Mapping[str, str] = {
    "CST": "Chicago or Shanghai",
    "IST": "India, Israel or Ireland",
    "BST": "Britain or Bangladesh",
    "AST": "Halifax or Riyadh",
}
"""Names that several places use for different times."""

_DASH = r"[-\u2010-\u2015\u2212]"
_NAMES = "|".join(sorted((*_ABBREVIATIONS, *AMBIGUOUS), key=len, reverse=True))
_OFFSET = r"[+\u2212-]\d{1,2}(?::?\d\d)?"
_ZONE = (
    rf"(?:(?:UTC|GMT)\s?{_OFFSET}\b|(?:{_NAMES})\b|(?<!\w){_OFFSET}\b(?=\s|$|[),])"
    r"|(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)/[\w+-]+(?:/[\w+-]+)?"
    r"|Z\b|local time\b|[A-Z][a-z]+(?: [A-Z][a-z]+)? time\b)"
)
_HALF = r"(?:[AaPp]\.\s?[Mm]\.|[AaPp]\s?[Mm]\b)"
_TIME = (
    rf"(?:\d{{1,2}}(?::[0-5]\d(?::[0-5]\d)?)?\s?{_HALF}|\d{{1,2}}:[0-5]\d|\d{{1,2}}\s?[hH](?:[0-5]\d)?\b"
    r"|\d{1,2}(?:\.[0-5]\d)?(?=\s?Uhr\b)|(?i:noon|midnight)\b)"
)
_BARE = r"\d{1,2}"
_TO = rf"\s?(?:{_DASH}|\bto\b|\buntil\b|\btill\b|~)\s?"
_HOURS = re.compile(
    rf"(?<![\w/.:$\u20ac\-])(?:(?P<range1>{_TIME}|{_BARE}){_TO}(?P<range2>{_TIME})"
    rf"|(?P<range3>{_TIME}){_TO}(?P<range4>{_BARE})(?![\w:%])"
    rf"|(?P<one>{_TIME}))(?!\w)(?:\s?(?:Uhr|hrs|o'clock)\b)?(?:,?\s?\(?(?P<zone>{_ZONE})\)?)?"
)
_CLOCK = re.compile(
    rf"(?P<h>\d{{1,2}})(?:[:.hH]\s?(?P<m>[0-5]\d))?(?::[0-5]\d)?\s?[hH]?\s?(?P<half>{_HALF})?"
)
_UTC_OFFSET = re.compile(r"(?:UTC|GMT)?\s?(?P<sign>[+\u2212-])(?P<h>\d{1,2})(?::?(?P<m>\d\d))?")
_AFTERNOON, _DAY = 12, 24


class Zone(NamedTuple):
    """A time zone: how its name is written, and what it is."""

    text: str
    rules: tzinfo | None  # None: not known, or several places call theirs so
    key: str = ""  # of the IANA data base; "" for a fixed offset
    claimed: timedelta | None = None  # from UTC, if the name claims one: PDT is seven hours behind

    def contradicts(self, moment: datetime) -> bool:
        """Whether the name claims another offset than is in force there then: PST in July."""
        if self.rules is None or self.claimed is None:
            return False
        return moment.replace(tzinfo=self.rules).utcoffset() != self.claimed


class Hours(NamedTuple):
    """A time, or a time span, as it stands in a text."""

    text: str
    start: int
    begins: time
    ends: time | None
    zone: Zone | None

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)

    def same_as(self, other: "Hours") -> bool:
        """Whether nothing that both say differs; a beginning alone fits a span that begins then."""
        ends = self.ends is None or other.ends is None or self.ends == other.ends
        return self.begins == other.begins and ends


def hours_in(text: str) -> tuple[Hours, ...]:
    """The times of a text in order; 24 hours and am/pm, noon and midnight, spans with any dash."""
    return tuple(hours for match in _HOURS.finditer(text[:LONGEST]) if (hours := _read(match)))


def zone_in(text: str) -> Zone | None:
    """The first zone that a text names by itself: "PDT", "Europe/Vienna", "UTC+2"; None for none."""
    found = re.search(rf"(?<!\w){_ZONE}", text[:LONGEST])
    return zone_of(found[0]) if found else None


def zone_of(name: str) -> Zone:
    """The zone of that name; one without rules when nobody can tell which is meant."""
    if name in _ABBREVIATIONS:
        key, hours = _ABBREVIATIONS[name]
        claimed = None if hours is None else timedelta(hours=hours)
        if not key:
            return Zone(name, timezone(claimed or timedelta()), "", claimed)
        return Zone(name, ZoneInfo(key), key, claimed)
    if name == "Z":
        return zone_of("UTC")._replace(text=name)
    if offset := _UTC_OFFSET.fullmatch(name):
        minutes = 60 * int(offset["h"]) + int(offset["m"] or 0)
        fixed = timedelta(minutes=minutes if offset["sign"] == "+" else -minutes)
        known = abs(fixed) < timedelta(hours=_DAY)
        return Zone(name, timezone(fixed) if known else None, "", fixed if known else None)
    try:
        return Zone(name, ZoneInfo(name), name) if "/" in name else Zone(name, None)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Zone(name, None)


def _read(match: re.Match[str]) -> Hours | None:
    """What a match says; None for what is no time, as 31:15."""
    first = match["range1"] or match["range3"] or match["one"]
    second = match["range2"] or match["range4"] or ""
    zone = zone_of(match["zone"]) if match["zone"] else None
    begins, ends = _clock(first), _clock(second) if second else None
    if begins is None or (second and ends is None):
        return None
    if ends and _half(second) and not _half(first) and begins.hour <= _AFTERNOON:
        begins = _nearest(begins, ends)  # "11:45 - 12:15 PM", "3-5pm"
    elif ends and _half(first) and not _half(second) and _plain(second) and ends < begins:
        ends = _later(ends)  # "11 AM - 1:30"
    text = match[0].rstrip()
    if text.endswith(")") and "(" not in text:
        text = text[:-1]
    return Hours(text, match.start(), begins, ends, zone)


def _clock(text: str) -> time | None:
    if text.lower() in {"noon", "midnight"}:
        return time(_AFTERNOON if text.lower() == "noon" else 0)
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minute = int(found["h"]), int(found["m"] or 0)
    if found["half"]:
        if not 1 <= hour <= _AFTERNOON:
            return None
        hour = hour % _AFTERNOON + (_AFTERNOON if found["half"][0] in "pP" else 0)
    return time(hour, minute) if hour < _DAY else None


def _half(text: str) -> str:
    """Which half of the day a time says it means, "a" or "p", as noon and midnight do; "" for neither."""
    if text.lower() in {"noon", "midnight"}:
        return "p" if text.lower() == "noon" else "a"
    found = _CLOCK.fullmatch(text)
    return found["half"][0].lower() if found and found["half"] else ""


def _plain(text: str) -> bool:
    """Whether a time may mean the morning or the afternoon: 1:30, but not 13:30."""
    found = _CLOCK.fullmatch(text)
    return bool(found) and int((found or {"h": "0"})["h"]) <= _AFTERNOON


def _later(clock: time) -> time:
    return clock.replace(hour=(clock.hour + _AFTERNOON) % _DAY)


def _nearest(begins: time, ends: time) -> time:
    """The beginning in the half of the day that puts it before its end, and nearer to it."""
    later = begins.replace(hour=begins.hour % _AFTERNOON + _AFTERNOON)
    return later if later <= ends else begins.replace(hour=begins.hour % _AFTERNOON)
