"""Reads the days that people write: "7/28 Friday", "Fri 28 July 2023", "July 23-29", "2023-07-28", "7月28日".

It reads and never corrects: what can be read in two ways says so, and the words keep their place in the text.
"""

import re
from collections.abc import Iterator
from datetime import MINYEAR, date
from typing import NamedTuple

LONGEST = 5000
"""Characters of a text that are looked at."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MONTH_NAMES = (  # English, German, French, Spanish, Italian, Portuguese, Russian
    "January Jan Januar Jänner janvier enero gennaio janeiro января",
    "February Feb Februar février febrero febbraio fevereiro февраля",
    "March Mar März Mär mars marzo março марта",
    "April Apr avril abril aprile апреля",
    "May Mai mayo maggio maio мая",
    "June Jun Juni juin junio giugno junho июня",
    "July Jul Juli juillet julio luglio julho июля",
    "August Aug août agosto августа",
    "September Sept Sep septembre septiembre settembre setembro сентября",
    "October Oct Oktober Okt octobre octubre ottobre outubro октября",
    "November Nov novembre noviembre novembro ноября",
    "December Dec Dezember Dez décembre diciembre dicembre dezembro декабря",
)
_WEEKDAY_NAMES = (
    "Monday Montag lundi lunes lunedì понедельник",
    "Tuesday Dienstag mardi martes martedì вторник",
    "Wednesday Mittwoch mercredi miércoles mercoledì среда",
    "Thursday Donnerstag jeudi jueves giovedì четверг",
    "Friday Freitag vendredi viernes venerdì пятница",
    "Saturday Samstag Sonnabend samedi sábado sabato суббота",
    "Sunday Sonntag dimanche domingo domenica воскресенье",
)
_MONTH_OF = {name.lower(): n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAY_OF = {name.lower(): n for n, names in enumerate(_WEEKDAY_NAMES) for name in names.split()}
_CJK_DAYS = ("月火水木金土日", "월화수목금토일", "一二三四五六日", "......天")
_CJK_WEEKDAY = r"(?:[月火水木金土日]曜日?|(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|[월화수목금토일]요일)"
_DASH = r"[-\u2010-\u2015\u2212]"
_MONTH = rf"(?:{'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})\b\.?"
_WEEKDAY = (
    rf"(?:(?i:{'|'.join(_WEEKDAY_OF)})"
    r"|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun|MON|TUE|WED|THU|FRI|SAT|SUN)\b\.?)"
)
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_NO_MORE = r"(?!:|\.\d|,\d{1,3}\b)"  # of the number: "July 3.5" and "July 1,000" are no days
_YEAR = r"(?:19|20)\d\d"
_FORMS = (
    rf"(?P<iso>(?P<iy>{_YEAR})[-/.](?P<im>\d\d?)[-/.](?P<id>\d\d?)(?![\w/]))",
    (
        r"(?P<cjk>(?:(?P<cy>\d{4})\s?[年년]\s?)?(?P<cm>\d{1,2})\s?[月월]\s?(?P<cd>\d{1,2})\s?[日일]"
        rf"(?:\s?(?P<cw>{_CJK_WEEKDAY}|\((?:{_CJK_WEEKDAY}|[월화수목금토일月火水木金土日一二三四五六])\)"
        rf"|（(?:{_CJK_WEEKDAY}|[월화수목금토일月火水木金土日一二三四五六])）))?)"  # noqa: RUF001  as printed
    ),
    (
        rf"(?P<md>(?P<mm>(?i:{_MONTH}))\s?(?P<m1>{_ORDINAL})\b{_NO_MORE}(?:\s?{_DASH}\s?(?:(?P<m2m>(?i:{_MONTH}))\s)?"
        rf"(?P<m2>{_ORDINAL})\b{_NO_MORE})?(?:(?:,\s?|\s)(?P<my>{_YEAR})\b)?)"
    ),
    (
        rf"(?P<dm>(?P<d1>{_ORDINAL})\.?(?:\s?{_DASH}\s?(?P<d2>{_ORDINAL})\.?)?\s?(?:(?:of|de)\s)?(?P<dm_>(?i:{_MONTH}))"
        rf"(?:,?\s(?:de\s)?(?P<dy>{_YEAR})\b)?)"
    ),
    r"(?P<num>(?P<n1>\d{1,2})/(?P<n2>\d{1,2})(?:/(?P<ny>\d{4}|\d\d))?(?![\w/]))",
    r"(?P<dot>(?P<o1>\d{1,2})\.\s?(?P<o2>\d{1,2})\.\s?(?P<oy>\d{4}|\d\d\b)?(?!\w))",
)
_DAY = re.compile(
    rf"(?<![\w/.:\-])(?:(?P<before>{_WEEKDAY})(?:,|\s?\()?\s?(?:the\s)?)?(?:{'|'.join(_FORMS)})"
    rf"(?:,?\s?\(?(?P<after>{_WEEKDAY})(?!\w)\)?)?"
)
_ALONE = re.compile(rf"(?<![\w/]){_WEEKDAY}s?(?![\w])")
_DIGITS = re.compile(r"\d+")
_HINT = re.compile(rf"(?:(?<!\d)(?={_YEAR})|(?<=['\u2019]))(\d{{2,4}})(?!\d)")
_LAST_DAY, _DECEMBER, _SHORT = 31, 12, 2


class Day(NamedTuple):
    """One day, or several in a row, as it stands in a text. What is not said is None."""

    text: str
    start: int
    month: int | None  # None for a weekday alone
    day: int | None
    year: int | None
    weekday: int | None  # Monday is 0
    other: tuple[int, int] | None = None  # month and day in the other reading of "3/4"
    last: tuple[int, int] | None = None  # month and day on which "July 23-29" ends

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)

    def on(self, year: int) -> date | None:
        """That day in a year; None for a weekday alone, and for a day that the year does not have."""
        try:
            return date(year, self.month or 0, self.day or 0)
        except ValueError:
            return None

    def same_as(self, other: "Day") -> bool:
        """Whether both can be one day: nothing that both say differs, and an open reading may agree."""
        if not _agree(self.year, other.year) or not _agree(self.weekday, other.weekday):
            return False
        if self.month is None or other.month is None:
            return True
        mine = {(self.month, self.day), self.other} - {None}
        theirs = {(other.month, other.day), other.other} - {None}
        return bool(mine & theirs) or self.holds(other) or other.holds(self)

    def holds(self, other: "Day") -> bool:
        """Whether these are several days, and the other is one of them."""
        if self.last is None:
            return False
        return (self.month or 0, self.day or 0) <= (other.month or 0, other.day or 0) <= self.last


def days_in(text: str) -> tuple[Day, ...]:
    """The days of a text in order, weekdays that stand alone among them."""
    text = text[:LONGEST]
    found = [day for match in _DAY.finditer(text) if (day := _read(match))]
    taken = [range(day.start, day.end) for day in found]
    found += [
        Day(match[0], match.start(), None, None, None, _weekday(match[0]))
        for match in _ALONE.finditer(text)
        if not any(match.start() in stretch for stretch in taken)
    ]
    return tuple(sorted(found, key=lambda day: day.start))


def day_of(text: str, today: date, hints: str = "") -> tuple[Day, date] | None:
    """The first day of a text, and its date; None if there is none.

    Without a year it is the year that `hints` names ("ICML 2023", "ICML'23"), or else the first in which the
    day is not past. Of two readings the one that its weekday fits is taken. A day that no year has
    gives None.
    """
    for day in days_in(text):
        if day.month is not None and (on := date_of(day, today, hints)):
            return day, on
    return None


def date_of(day: Day, today: date, hints: str = "") -> date | None:
    """The date of one day; see `day_of`."""
    named = [year for digits in _HINT.findall(hints[:LONGEST]) if (year := _year(digits))]
    years = [day.year] if day.year else named[:1]
    for year in years or range(today.year, today.year + 5):  # 29 February comes every four years or eight
        on = _on(day, year)
        if on and (years or on >= today):
            return on
    return None


def _on(day: Day, year: int) -> date | None:
    first = day.on(year)
    if day.other and day.weekday is not None and first and first.weekday() != day.weekday:
        second = day._replace(month=day.other[0], day=day.other[1]).on(year)
        if second and second.weekday() == day.weekday:
            return second
    return first


def _read(match: re.Match[str]) -> Day | None:
    """What a match says; None for "24/7" and other numbers that are no day."""
    weekday = _weekday(match["before"] or match["after"] or match["cw"] or "")
    if match["num"] == "24/7":
        return None
    for month, day, year, other, last in _readings(match):
        if 1 <= month <= _DECEMBER and 1 <= day <= _LAST_DAY:
            text = match[0].rstrip()
            if "(" in text and ")" not in text and match.string[match.end() : match.end() + 1] == ")":
                text += ")"
            return Day(text, match.start(), month, day, year, weekday, other, last)
    return None


_Reading = tuple[int, int, int | None, tuple[int, int] | None, tuple[int, int] | None]


def _readings(match: re.Match[str]) -> Iterator[_Reading]:
    """Month, day, year, the other reading and the last day, the likeliest first."""
    if match["iso"]:
        yield int(match["im"]), int(match["id"]), int(match["iy"]), None, None
    elif match["cjk"]:
        yield int(match["cm"]), int(match["cd"]), _year(match["cy"]), None, None
    elif match["md"]:
        month = _month(match["mm"])
        last = (_month(match["m2m"] or match["mm"]), _number(match["m2"])) if match["m2"] else None
        yield month, _number(match["m1"]), _year(match["my"]), None, last
    elif match["dm"]:
        month = _month(match["dm_"])
        last = (month, _number(match["d2"])) if match["d2"] else None
        yield month, _number(match["d1"]), _year(match["dy"]), None, last
    elif match["num"]:
        one, two, year = int(match["n1"]), int(match["n2"]), _year(match["ny"])
        both = one <= _DECEMBER and two <= _DECEMBER and one != two
        yield one, two, year, (two, one) if both else None, None
        yield two, one, year, None, None
    else:
        yield int(match["o2"]), int(match["o1"]), _year(match["oy"]), None, None


def _month(word: str) -> int:
    return _MONTH_OF[word.lower().rstrip(".")]


def _weekday(word: str) -> int | None:
    word = word.lower().rstrip(".")
    english = (n for n, name in enumerate(WEEKDAYS) if word and name.lower().startswith(word))
    cjk = (days.index(sign) for sign in word for days in _CJK_DAYS if sign in days)
    read = next(english, next(cjk, None))
    return _WEEKDAY_OF.get(word.removesuffix("s"), _WEEKDAY_OF.get(word, read))


def _number(ordinal: str) -> int:
    found = _DIGITS.match(ordinal)
    return int(found[0]) if found else 0


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    return 2000 + int(digits) if len(digits) == _SHORT else max(MINYEAR, int(digits))


def _agree(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other
