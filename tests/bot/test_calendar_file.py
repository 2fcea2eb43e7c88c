"""The calendar file of a poster, read back by the library as calendars would read it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot.calendar_file import calendar_file
from bot.errors import NotNow
from bot.poster import PosterFacts

NOW = datetime(2023, 6, 1, 12, tzinfo=UTC)
FACTS = PosterFacts(
    title="LeanDojo; a toolkit, 定理証明",
    event="ICML 2023",
    date="7/28 Friday",
    time="11:45 AM – 12:15 PM HST",  # noqa: RUF001  dashes as printed
    place="room 301, level 3",
    links=("https://en.wikipedia.org/wiki/Lean_(proof_assistant)",),
    about="LLMs for theorem proving",
)


def entry(content: bytes) -> Any:
    """The one entry of a file; what it holds has as many types as the library has properties."""
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def dated(day: str, hours: str) -> PosterFacts:
    """The poster at another time."""
    return FACTS.model_copy(update={"date": day, "time": hours, "event": ""})


def test_all_that_a_calendar_shows() -> None:
    """Title, place, link and every fact stand in the entry as given, and the times in their zone."""
    made = calendar_file(FACTS, "poster-7@herald", 3, NOW)
    event = entry(made.content)
    assert event["UID"] == "poster-7@herald"
    assert event["SEQUENCE"] == 3
    assert event["SUMMARY"] == "Poster: LeanDojo; a toolkit, 定理証明"
    assert event["LOCATION"] == "room 301, level 3, ICML 2023"
    assert event["URL"] == "https://en.wikipedia.org/wiki/Lean_(proof_assistant)"
    assert all(text in event["DESCRIPTION"] for name, text in FACTS.given if name != "title")
    assert event.start == datetime.fromisoformat("2023-07-28T11:45-10:00")
    assert event.end == datetime.fromisoformat("2023-07-28T12:15-10:00")
    assert made.findings == ()


def test_the_same_poster_is_updated_not_added() -> None:
    """After a change the entry keeps its UID and its sequence grows; the same facts give the same file."""
    before = entry(calendar_file(FACTS, "p@herald", 1, NOW).content)
    moved = FACTS.model_copy(update={"place": "room 7"})
    after = entry(calendar_file(moved, "p@herald", 2, NOW).content)
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]
    assert after["LOCATION"].startswith("room 7")
    assert (
        calendar_file(FACTS, "p@herald", 1, NOW).content == calendar_file(FACTS, "p@herald", 1, NOW).content
    )


@pytest.mark.parametrize(
    ("day", "hours", "starts", "ends"),
    [
        (
            "Sat 2 Nov 2024",
            "1:30 - 3:30 PM America/New_York",
            "2024-11-02T13:30-04:00",
            "2024-11-02T15:30-04:00",
        ),
        (
            "Sun 3 Nov 2024",
            "1:30 - 3:30 PM America/New_York",
            "2024-11-03T13:30-05:00",
            "2024-11-03T15:30-05:00",
        ),
        ("Sun 3 Nov 2024", "12:30 - 3:30 AM ET", "2024-11-03T00:30-04:00", "2024-11-03T03:30-05:00"),
        ("30 March 2024", "10:00-11:00 Europe/Vienna", "2024-03-30T10:00+01:00", "2024-03-30T11:00+01:00"),
        ("31 March 2024", "10:00-11:00 Europe/Vienna", "2024-03-31T10:00+02:00", "2024-03-31T11:00+02:00"),
        ("31 March 2024", "01:30-03:30 CET", "2024-03-31T01:30+01:00", "2024-03-31T03:30+02:00"),
        ("28 July 2023", "10:00-11:00 PST", "2023-07-28T10:00-08:00", "2023-07-28T11:00-08:00"),
        ("28 July 2023", "10:00-11:00 UTC+5:30", "2023-07-28T10:00+05:30", "2023-07-28T11:00+05:30"),
        ("28 July 2023", "10:00-11:00 AoE", "2023-07-28T10:00-12:00", "2023-07-28T11:00-12:00"),
    ],
)
def test_the_hour_is_right_whatever_the_clocks_do(day: str, hours: str, starts: str, ends: str) -> None:
    """On and beside the day of a change, across it, and where a name claims another offset: as written."""
    event = entry(calendar_file(dated(day, hours), "p@herald", 0, NOW).content)
    assert event.start == datetime.fromisoformat(starts)
    if hours.endswith("CET"):  # the name claims +1 at both ends, and does not hold at the second
        assert event.end == datetime.fromisoformat("2024-03-31T03:30+01:00")
    else:
        assert event.end == datetime.fromisoformat(ends)


def test_the_rules_of_a_zone_come_with_the_file() -> None:
    """A calendar that has never heard of the zone finds its rules in the file, but not those of a century."""
    content = calendar_file(dated("3 Nov 2024", "1:30 PM ET"), "p@herald", 0, NOW).content
    (rules,) = Calendar.from_ical(content).walk("VTIMEZONE")
    assert rules["TZID"] == "America/New_York"
    assert {part.name for part in rules.subcomponents} == {"STANDARD", "DAYLIGHT"}
    assert len(content) < 3000


@pytest.mark.parametrize("hours", ["10:00 - 11:00", "10:00 - 11:00 CST", "10:00 - 11:00 local time"])
def test_a_zone_that_nobody_can_tell_is_no_zone(hours: str) -> None:
    """The entry shows the time on the clock, and the person is told so."""
    made = calendar_file(dated("28 July 2023", hours), "p@herald", 0, NOW)
    event = entry(made.content)
    assert event.start == datetime(2023, 7, 28, 10)  # noqa: DTZ001  floating
    assert isinstance(event.start, datetime)
    assert event.start.tzinfo is None
    assert "no time zone" in made.findings[0].words


@pytest.mark.parametrize(
    ("hours", "words"), [("", "no time is known"), ("after lunch", "“after lunch” is no time")]
)
def test_without_a_time_the_entry_is_for_the_day(hours: str, words: str) -> None:
    """The whole day, with a word about it; several days reach to the last."""
    made = calendar_file(dated("July 23-29, 2023", hours), "p@herald", 0, NOW)
    event = entry(made.content)
    assert (event.start, event.end) == (date(2023, 7, 23), date(2023, 7, 30))
    assert words in made.findings[0].words


def test_of_several_days_the_first_is_taken_and_told() -> None:
    """A time on a range of days is one day's, and which one is asked."""
    made = calendar_file(dated("July 23-29, 2023", "10:00 UTC"), "p@herald", 0, NOW)
    assert entry(made.content).start == datetime(2023, 7, 23, 10, tzinfo=UTC)
    assert "first of 7 days" in made.findings[0].words


def test_over_the_turn_of_the_year() -> None:
    """A range that ends in January ends in the next year."""
    event = entry(calendar_file(dated("Dec 30 - Jan 2", ""), "p@herald", 0, NOW).content)
    assert isinstance(event.end, date)
    assert event.end - event.start == timedelta(days=4)


@pytest.mark.parametrize(
    ("day", "hours", "words"),
    [
        ("", "10:00", "fill it in"),
        ("soon", "10:00", "“soon”; write it like"),
        ("31 June 2023", "10:00", "“31 June 2023”"),
        ("28 July 2023", "3 PM - 1 PM", "ends before it begins"),
    ],
)
def test_what_no_calendar_can_hold_is_refused(day: str, hours: str, words: str) -> None:
    """A missing or impossible date, and an end before its beginning, are said in a sentence."""
    with pytest.raises(NotNow, match=words):
        calendar_file(dated(day, hours), "p@herald", 0, NOW)
