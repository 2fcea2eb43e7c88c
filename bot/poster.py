"""The advertisement of a poster: the facts, which stand in it as they were given, and what comes of them."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from types import MappingProxyType
from typing import Annotated, NamedTuple, Protocol

from pydantic import StringConstraints

from bot.dates import Day, date_of, days_in
from bot.hours import Hours, hours_in
from bot.lab import Lab
from bot.papers import Paper
from bot.tweets import LIMIT, Finding, Usage
from bot.values import Value

LONGER = 3000
"""Characters of the longer variant at most: what LinkedIn takes in one post."""

LONGEST_FACT = 1000
"""Characters of one fact; more is a mistake of the clipboard."""

LONGEST_DRAFT = 5000
"""Characters of a person's own draft."""

MOST_AUTHORS = 3
"""Authors that are all named in an ad of which nothing is known but the paper."""

Fact = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_FACT)]

NAMES = MappingProxyType(
    {
        "title": "title",
        "authors": "authors",
        "event": "event",
        "date": "date",
        "time": "time",
        "place": "place",
        "number": "poster number",
        "links": "link",
        "about": "topic",
    }
)
"""How people are told of each fact."""

NEEDED = ("title", "date", "time", "place")
"""Facts without which nobody finds the poster: where one is missing, the ad has a blank for it."""


class PosterFacts(Value):
    """What is known of a poster, each text byte for byte as the person gave it; "" is not known."""

    title: Fact = ""
    authors: Fact = ""  # as they are to be named: "Ada Lovelace and Charles Babbage"
    event: Fact = ""  # "the ICML workshop on …"
    date: Fact = ""
    time: Fact = ""  # beginning, or beginning and end, with the time zone behind: "11:45 AM - 12:15 PM HST"
    place: Fact = ""
    number: Fact = ""  # of the poster or its board
    links: tuple[Fact, ...] = ()
    about: Fact = ""  # what the authors would like to talk about

    @property
    def given(self) -> tuple[tuple[str, str], ...]:
        """The facts there are: name for people, text; each link by itself."""
        one_each = ((NAMES[name], getattr(self, name)) for name in NAMES if name != "links")
        return tuple(
            (name, text)
            for name, text in (*one_each, *((NAMES["links"], link) for link in self.links))
            if text
        )

    @property
    def blanks(self) -> tuple[str, ...]:
        """The blanks that an ad of these facts has, for the needed ones that are not known: "[date]"."""
        return tuple(blank(name) for name in NEEDED if not getattr(self, name))


def facts_of_paper(paper: Paper) -> PosterFacts:
    """What the form is filled with before a person has said anything: title, authors and link of the paper.

    Many authors are the first "et al.", which leaves room for the rest; the person may name them.
    """
    names = paper.authors
    authors = (
        f"{names[0]} et al."
        if len(names) > MOST_AUTHORS
        else " and ".join((", ".join(names[:-1]), *names[-1:]))
    )
    links = (paper.arxiv_url,) if paper.arxiv_url else ()
    return PosterFacts(
        title=paper.title[:LONGEST_FACT], authors=authors.removeprefix(" and ")[:LONGEST_FACT], links=links
    )


def blank(name: str) -> str:
    """What stands in an ad where a fact is to be filled in."""
    return f"[{NAMES[name]}]"


class Feedback(Value):
    """What is said to a person about their own draft; each point is one short sentence."""

    strong: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()  # what stands differently in the ad, and why


class PosterAd(Value):
    """An advertisement: for X, longer for LinkedIn and e-mail, and what is said of the person's draft."""

    text: str  # at most 280 weighted characters
    longer: str = ""
    feedback: Feedback = Feedback()
    stands_in: bool = False  # a template's, because the writer's broke a lock twice, or did not come


class AdBrief(Value):
    """All that a writer of ads is told."""

    facts: PosterFacts
    draft: Annotated[str, StringConstraints(max_length=LONGEST_DRAFT)] = ""  # the person's own
    paper: Paper | None = None  # title, authors, abstract and contributions alone are told
    lab: Lab = Lab()
    note: str = ""  # what the person wants changed
    earlier: tuple[str, ...] = ()  # texts it has had before: give something different
    most: int = LIMIT  # weighted characters; less when a shorter ad is wanted
    tried: str = ""  # what was written last and broke a lock
    faults: tuple[Finding, ...] = ()  # the locks it broke
    spent: float = 0.0  # dollars that this draft has cost so far


class Advertiser(Protocol):
    """Turns the facts of a poster into an ad. The core checks it: a writer's promise does not count."""

    name: str  # for people and logs

    def advertise(self, brief: AdBrief) -> AsyncIterator[PosterAd | Usage]:
        """One ad, in which every fact of the form and of the draft stands as given, and none is added.

        `Usage` comes whenever money was spent. Raises `NotNow` when there is no other or no shorter ad, or
        when the facts alone are too long, `WriterError` when the writer is to blame.
        """


class When(NamedTuple):
    """When a poster is shown, as far as it can be read."""

    day: Day
    on: date
    until: date  # the last day; the same, but for "July 23-29"
    hours: Hours | None


def when(facts: PosterFacts, today: date) -> When | None:
    """When the poster is shown; None when the date is missing or cannot be read.

    A year that the date leaves out is the event's, or else the next in which the day comes.
    """
    for day in days_in(facts.date):
        on = date_of(day, today, facts.event) if day.month else None
        if on is None:
            continue
        until = day._replace(month=day.last[0], day=day.last[1], other=None).on(on.year) if day.last else on
        if until and until < on:  # over the turn of the year
            until = day._replace(month=until.month, day=until.day, other=None).on(on.year + 1)
        hours = next(iter(hours_in(facts.time)), None)
        return When(day, on, until or on, hours)
    return None


def days_of(told: When) -> int:
    """On how many days it is shown."""
    return (told.until - told.on) // timedelta(days=1) + 1
