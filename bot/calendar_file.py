"""The poster as an entry for calendars: iCalendar (RFC 5545), by the icalendar library."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event

from bot.errors import NotNow
from bot.hours import Zone
from bot.poster import PosterFacts, When, days_of, when
from bot.tweets import Finding, Severity

PRODUCT = "-//Herald//Poster advertisements//EN"
_AROUND = timedelta(days=400)  # of the changes of a zone's clocks, those that matter are sent along


class CalendarFile(NamedTuple):
    """The file's bytes, and what a person should know of it before it is passed on."""

    content: bytes
    findings: tuple[Finding, ...] = ()


def calendar_file(facts: PosterFacts, uid: str, sequence: int, now: datetime) -> CalendarFile:
    """One entry for one poster.

    `uid` stays the same as long as it is the same poster, and `sequence` has grown whenever the file is made
    anew: calendars then update the entry instead of adding another (RFC 5545, 3.8.7.4). `now` knows its zone.

    A zone of the IANA data base comes with its rules (VTIMEZONE), a fixed offset in UTC; a time without
    a zone, or with one that is not known, is the time on the clock wherever one is. Without a time the entry
    is for the whole day. Raises `NotNow` when the date is missing or cannot be read, or when the poster ends
    before it begins.
    """
    told = when(facts, now.date())
    if told is None:
        raise NotNow(
            f"No calendar can read the date “{facts.date}”; write it like “28 July 2023”."
            if facts.date
            else "A calendar entry needs the date of the poster; fill it in."
        )
    begins, ends = _span(told)
    event = Event.new(
        uid=uid,
        sequence=sequence,
        stamp=now.astimezone(UTC),
        summary=_summary(facts),
        start=begins,
        end=ends,
        location=", ".join(text for text in (facts.place, facts.event) if text) or None,
        description=_description(facts) or None,
        url=facts.links[0] if facts.links and facts.links[0].startswith("http") else None,
    )
    calendar = Calendar()
    for name, text in (("prodid", PRODUCT), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(name, text)
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=told.on - _AROUND, last_date=told.until + _AROUND)
    return CalendarFile(calendar.to_ical(), tuple(_findings(facts, told)))


def _span(told: When) -> tuple[date, date | None]:
    """Beginning and end; dates alone where no time is known, the end then being the day behind (RFC 5545)."""
    if told.hours is None:
        return told.on, told.until + timedelta(days=1)
    begins, ends = told.hours.begins, told.hours.ends
    if ends is not None and ends <= begins:
        raise NotNow(
            f"“{told.hours.text}” ends before it begins; check the times, then ask for the file again."
        )
    return _moment(told, begins), _moment(told, ends) if ends else None


def _moment(told: When, clock: time) -> datetime:
    plain = datetime.combine(told.on, clock)
    zone = told.hours.zone if told.hours else None
    if zone is None or zone.rules is None:
        return plain
    if _as_written(zone, plain):
        return plain.replace(tzinfo=zone.rules)
    return (plain - (zone.claimed or timedelta())).replace(tzinfo=UTC)


def _as_written(zone: Zone, plain: datetime) -> bool:
    """Whether the zone's rules give the offset that its name claims; else what is written counts."""
    return bool(zone.key) and not zone.contradicts(plain)


def _summary(facts: PosterFacts) -> str:
    return f"Poster: {facts.title or facts.about or facts.event}".removesuffix(": ")


def _description(facts: PosterFacts) -> str:
    return "\n".join(f"{name[0].upper()}{name[1:]}: {text}" for name, text in facts.given if name != "title")


def _findings(facts: PosterFacts, told: When) -> Iterator[Finding]:
    zone = told.hours.zone if told.hours else None
    words = ""
    if told.hours is None:
        words = "The calendar entry is for the whole day, because no time is known; fill it in."
        if facts.time:
            words = f"The calendar entry is for the whole day: “{facts.time}” is no time that can be read."
    elif zone is None or zone.rules is None:
        words = (
            "The calendar entry has no time zone that calendars know and shows the same time everywhere; add "
            "one to the time, such as “Europe/Vienna” or “UTC+2”."
        )
    elif days_of(told) > 1:
        words = f"The calendar entry is for the first of {days_of(told)} days; check which one is meant."
    if words:
        yield Finding(rule="calendar", severity=Severity.SOFT, words=words)
