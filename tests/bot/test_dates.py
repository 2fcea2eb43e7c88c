"""Days, times and zones are read as people write them, and what is open stays open."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.dates import day_of, days_in
from bot.hours import AMBIGUOUS, hours_in, zone_in, zone_of

TODAY = date(2023, 6, 1)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("7/28 Friday", date(2023, 7, 28)),
        ("Fri 28 July 2023", date(2023, 7, 28)),
        ("Friday, July 28th", date(2023, 7, 28)),
        ("the 28th of July", date(2023, 7, 28)),
        ("Thursday (7/27)", date(2023, 7, 27)),
        ("July 23–29, 2024", date(2024, 7, 23)),  # noqa: RUF001  dashes as printed
        ("23-29 July", date(2023, 7, 23)),
        ("2023-07-28", date(2023, 7, 28)),
        ("28.7.2023", date(2023, 7, 28)),
        ("28. 07.", date(2023, 7, 28)),
        ("28/7/2023", date(2023, 7, 28)),
        ("7/28/23", date(2023, 7, 28)),
        ("2024年7月28日", date(2024, 7, 28)),
        ("12월 3일", date(2023, 12, 3)),
        ("12월 3일 (일)", date(2023, 12, 3)),
        ("12月3日（日）", date(2023, 12, 3)),  # noqa: RUF001  as printed
        ("2024年7月28日星期天", date(2024, 7, 28)),
        ("Wed. 3 Sept. 2025", date(2025, 9, 3)),
        ("MON 4 MAR 2024", date(2024, 3, 4)),
        ("3/4 Wednesday", date(2024, 4, 3)),
        ("July 28,2024", date(2024, 7, 28)),
        ("May 3", date(2024, 5, 3)),
        ("Freitag, 28. Juli", date(2023, 7, 28)),
        ("28 de julio de 2024", date(2024, 7, 28)),
        ("vendredi 28 juillet", date(2023, 7, 28)),
        ("28 июля", date(2023, 7, 28)),
        ("29 February", date(2024, 2, 29)),
    ],
)
def test_a_day_is_read(text: str, on: date) -> None:
    """However it is written; without a year it is the next, and a weekday decides between two readings."""
    found = day_of(f"Come on {text}, please", TODAY)
    assert found is not None
    assert found[1] == on
    assert found[0].text == text.removeprefix("the ")


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "50/50",
        "GPT-4",
        "1.5 2.5",
        "31 words",
        "July 3.5x",
        "in July 1,000",
        "see you Friday",
        "30 February",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    """Fractions, versions and days that no calendar has give no date."""
    assert day_of(text, TODAY) is None


def test_the_year_of_the_event_counts() -> None:
    """A poster of a conference of 2021 was in that year, whatever today is."""
    for event in ("ICML 2021", "ICML'21", "ICML2021", "the ICML ’21 workshop"):  # noqa: RUF001  as printed
        found = day_of("7/28", TODAY, event)
        assert found is not None
        assert found[1] == date(2021, 7, 28), event


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("11월 5일 (목)", 3),
        ("11月5日 月曜日", 0),
        ("11月5日(日)", 6),
        ("11月5日周六", 5),
        ("11月5日星期天", 6),
    ],
)
def test_weekdays_of_east_asia(text: str, weekday: int) -> None:
    """A weekday belongs to its date in Chinese, Japanese and Korean too."""
    (day,) = days_in(text)
    assert (day.text, day.weekday) == (text, weekday)


def test_days_agree_or_not() -> None:
    """What one says and the other leaves open is no contradiction, and a day within a range agrees."""
    (day,) = days_in("July 28")
    same = ("Fri 28 July 2023", "7/28", "Friday", "July 23-29")
    other = ("29 July", "July 20-27")
    assert all(day.same_as(days_in(text)[0]) for text in same)
    assert not any(day.same_as(days_in(text)[0]) for text in other)


@pytest.mark.parametrize(
    ("text", "begins", "ends", "zone"),
    [
        ("11:45 AM – 12:15 PM", time(11, 45), time(12, 15), ""),  # noqa: RUF001  dashes as printed
        ("11:45 — 12:15 PM", time(11, 45), time(12, 15), ""),
        ("14:00–15:30 CEST", time(14), time(15, 30), "CEST"),  # noqa: RUF001  dashes as printed
        ("3-5pm", time(15), time(17), ""),
        ("9am-noon", time(9), time(12), ""),
        ("14h30", time(14, 30), None, ""),
        ("11 AM - 1:30 (PDT)", time(11), time(13, 30), "PDT"),
        ("4:30 p.m. to 6 p.m. PST", time(16, 30), time(18), "PST"),
        ("12:00 AM", time(0), None, ""),
        ("14 Uhr", time(14), None, ""),
        ("14.30 Uhr", time(14, 30), None, ""),
        ("12:30-14:00 (Europe/Vienna)", time(12, 30), time(14), "Europe/Vienna"),
        ("10:30 UTC+2", time(10, 30), None, "UTC+2"),
        ("10:30 +05:30", time(10, 30), None, "+05:30"),
        ("1:30 PM local time", time(13, 30), None, "local time"),
    ],
)
def test_a_time_is_read(text: str, begins: time, ends: time | None, zone: str) -> None:
    """24 hours and am/pm, any dash, one half of the day for both ends, and the zone behind."""
    (hours,) = hours_in(f"We are there {text} today")
    assert (hours.begins, hours.ends, hours.zone.text if hours.zone else "") == (begins, ends, zone)
    assert hours.text == text


@pytest.mark.parametrize("text", ["25:10", "13 PM", "2023", "room 301", "1.5 hours", "1:5", "10%-20%"])
def test_what_is_no_time_is_none(text: str) -> None:
    """Numbers that no clock shows are left alone."""
    assert hours_in(text) == ()


def test_zones() -> None:
    """A name is a place's rules, an offset is fixed, and what several places call theirs is nobody's."""
    summer, winter = datetime(2023, 7, 28), datetime(2023, 12, 12)  # noqa: DTZ001  times of day as read
    assert zone_of("PST").contradicts(summer)
    assert not zone_of("PST").contradicts(winter)
    assert not zone_of("PT").contradicts(summer)
    assert zone_of("AoE").claimed == timedelta(hours=-12)
    assert zone_of("UTC+25").rules is None
    assert zone_of("Europe/Atlantis").rules is None
    assert all(zone_of(name).rules is None for name in AMBIGUOUS)
    found = zone_in("at 10, Asia/Tokyo")
    assert found is not None
    assert found.key == "Asia/Tokyo"
