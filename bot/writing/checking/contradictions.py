"""What does not fit together in the facts of a poster: it is pointed out, and never corrected."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from bot.dates import LONGEST, WEEKDAYS, Day, date_of, days_in
from bot.hours import AMBIGUOUS, Hours, hours_in
from bot.poster import PosterFacts
from bot.tweets import Finding
from bot.writing.checking.rules import finding

_NUMBERED = re.compile(
    r"\b(?P<what>room|hall|ballroom|booth|board|poster|stand|building|floor|level|pavilion|stage)"
    r"\s?(?:[#№]|no\.?|number)?\s?(?P<id>(?-i:[A-Z]{0,3}-?\d\w*+|[A-Z](?!\w)))(?!\s?[-\u2010-\u2015]\s?\w)",
    re.IGNORECASE,
)


def contradictions(facts: PosterFacts, draft: str, today: date) -> tuple[Finding, ...]:
    """Weekdays, days, times, zones and rooms that contradict one another or the calendar, in form and draft.

    All are soft: the person may know better, and the ad keeps what they gave.
    """
    found = [
        *(found for text in (facts.date, draft) for found in _of_days(text, facts.event, today)),
        *(found for text in (facts.time, draft) for found in _of_hours(text)),
        *_of_zones(facts, draft, today),
        *_between(facts, draft),
    ]
    return tuple({one.words: one for one in found}.values())


def spoken(on: date) -> str:
    """A date as it is read out: "Friday, 28 July 2023"."""
    return f"{WEEKDAYS[on.weekday()]}, {on.day} {on:%B %Y}"


def _of_days(text: str, event: str, today: date) -> Iterator[Finding]:
    for day in days_in(text):
        if day.month is None:
            continue
        on = date_of(day, today, event)
        if on is None:
            yield finding("day-impossible", f"No calendar has “{day.text}”; check the date.")
            continue
        if day.weekday is not None and on.weekday() != day.weekday:
            yield finding(
                "weekday-contradicts",
                f"“{day.text}” does not fit: it is a {spoken(on).replace(',', '')}; check day and weekday.",
            )
        if day.other and day.weekday is None:
            other = day._replace(month=day.other[0], day=day.other[1], other=None)
            yield finding(
                "day-ambiguous",
                f"“{day.text}” may be {_named(day)} or {_named(other)}; write the month as a word.",
            )
        last = day._replace(month=day.last[0], day=day.last[1]).on(on.year) if day.last else None
        if max(on, last or on) < today:
            yield finding("day-past", f"“{day.text}” is past: it was {spoken(on)}; check the date.")
        if last and last < on and last.month == on.month:
            yield finding("end-before-start", f"“{day.text}” ends before it begins; check the dates.")


def _of_hours(text: str) -> Iterator[Finding]:
    for hours in hours_in(text):
        if hours.ends is not None and hours.ends <= hours.begins:
            yield finding("end-before-start", f"“{hours.text}” ends before it begins; check the times.")


def _of_zones(facts: PosterFacts, draft: str, today: date) -> Iterator[Finding]:
    days = [*days_in(facts.date), *days_in(draft)]
    on = next((on for day in days if day.month and (on := date_of(day, today, facts.event))), None)
    for hours in (*hours_in(facts.time), *hours_in(draft)):
        zone = hours.zone
        if zone is None:
            continue
        if zone.rules is None:
            meant = AMBIGUOUS.get(zone.text)
            why = f"may be that of {meant}" if meant else "is not one that calendars know"
            yield finding(
                "zone-unknown",
                f"The time zone “{zone.text}” {why}; write one such as “Europe/Vienna” or “UTC+2”.",
            )
        elif on and zone.contradicts(datetime.combine(on, hours.begins)):
            yield finding(
                "zone-contradicts",
                f"“{zone.text}” is not in force on {spoken(on)}; check whether summer time is meant.",
            )


def _between(facts: PosterFacts, draft: str) -> Iterator[Finding]:
    """What the form says otherwise than the draft; a draft with several agrees if one of them does."""
    form_days, draft_days = days_in(facts.date), days_in(draft)
    for one, other in _odd_days(form_days, draft_days):
        yield finding(
            "dates-contradict", f"The form says “{one.text}” and the draft “{other.text}”; make them agree."
        )
    for mine, theirs in _odd_hours(hours_in(facts.time), hours_in(draft)):
        yield finding(
            "times-contradict", f"The form says “{mine.text}” and the draft “{theirs.text}”; make them agree."
        )

    number = facts.number if any(map(str.isalpha, facts.number)) else f"poster {facts.number}"
    form, said = _numbered(f"{facts.place} | {number}"), _numbered(draft)
    for what in form.keys() & said.keys():
        if not form[what].keys() & said[what].keys():
            place, another = (next(iter(rooms[what].values())) for rooms in (form, said))
            yield finding(
                "places-contradict", f"The form says “{place}” and the draft “{another}”; make them agree."
            )


def _numbered(text: str) -> dict[str, dict[str, str]]:
    """The rooms, halls, floors and posters that a text numbers: what they are, number, words in the text."""
    found: dict[str, dict[str, str]] = {}
    for match in _NUMBERED.finditer(text[:LONGEST]):
        what = match["what"].lower().replace("board", "poster")
        found.setdefault(what, {}).setdefault(match["id"].lower(), match[0])
    return found


def _odd_days(form: tuple[Day, ...], draft: tuple[Day, ...]) -> Iterator[tuple[Day, Day]]:
    for one in form[:1]:
        if draft and not any(one.same_as(other) for other in draft):
            yield one, draft[0]


def _odd_hours(form: tuple[Hours, ...], draft: tuple[Hours, ...]) -> Iterator[tuple[Hours, Hours]]:
    for one in form[:1]:
        if draft and not any(one.same_as(other) for other in draft):
            yield one, draft[0]


def _named(day: Day) -> str:
    on = day.on(2000)  # a leap year
    return f"{on.day} {on:%B}" if on else day.text
