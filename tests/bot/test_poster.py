"""The facts of a poster: kept as they were given, with blanks for what is missing."""

from datetime import date, time

import pytest
from pydantic import ValidationError

from bot.arxiv_id import ArxivId
from bot.papers import Paper
from bot.poster import LONGEST_FACT, NAMES, PosterFacts, blank, facts_of_paper, when


def test_facts_are_kept_to_the_byte() -> None:
    """Spaces, dashes and composed letters within a fact stay; blanks around it are none of it."""
    facts = PosterFacts(title="  Größe  –\tA\u0301 ", links=(" https://x.org/a_(b) ",))  # noqa: RUF001  as typed
    assert facts.given == (("title", "Größe  –\tA\u0301"), ("link", "https://x.org/a_(b)"))  # noqa: RUF001  as typed
    assert PosterFacts.model_validate_json(facts.model_dump_json()) == facts


def test_what_is_missing_has_a_blank() -> None:
    """Only what nobody finds a poster without has one, and it says what belongs there."""
    assert PosterFacts().blanks == ("[title]", "[date]", "[time]", "[place]")
    assert PosterFacts(title="A", date="1 May", time="9 AM", place="B").blanks == ()
    assert blank("number") == "[poster number]"
    assert set(NAMES) == set(PosterFacts.model_fields)


@pytest.mark.parametrize(
    ("authors", "named"),
    [
        ((), ""),
        (("Ada Lovelace",), "Ada Lovelace"),
        (("Ada Lovelace", "Grace Hopper"), "Ada Lovelace and Grace Hopper"),
        (("A B", "C D", "E F"), "A B, C D and E F"),
        (("A B", "C D", "E F", "G H"), "A B et al."),
    ],
)
def test_facts_of_a_paper(authors: tuple[str, ...], named: str) -> None:
    """Before anybody has said a word the form has the paper's title, authors and link, and blanks else."""
    paper = Paper(
        id=ArxivId(number="2306.15626", version=1), title="LeanDojo", authors=authors, abstract="", pages=9
    )
    facts = facts_of_paper(paper)
    assert facts.given == tuple(
        (name, text)
        for name, text in (
            ("title", "LeanDojo"),
            ("authors", named),
            ("link", "https://arxiv.org/abs/2306.15626"),
        )
        if text
    )
    assert facts.blanks == ("[date]", "[time]", "[place]")


def test_a_fact_has_an_end() -> None:
    """What somebody pasted by mistake is refused."""
    with pytest.raises(ValidationError):
        PosterFacts(title="x" * (LONGEST_FACT + 1))


def test_when_a_poster_is_shown() -> None:
    """Day, last day and hours come from the two fields; without a day that can be read there is none."""
    told = when(PosterFacts(date="July 23-29", time="3-5pm", event="ICML 2023"), date(2026, 1, 1))
    assert told is not None
    assert (told.on, told.until) == (date(2023, 7, 23), date(2023, 7, 29))
    assert told.hours is not None
    assert (told.hours.begins, told.hours.ends) == (time(15), time(17))
    assert when(PosterFacts(date="Friday", time="3pm"), date(2026, 1, 1)) is None
