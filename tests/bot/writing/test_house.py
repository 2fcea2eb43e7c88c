"""The rules of the house style on a whole thread, and the figures it should show."""

from collections.abc import Sequence

import pytest

from bot.papers import FigureKind, Paper
from bot.tweets import Role, Wording
from bot.writing.checking.coverage import important_figures, mentions, room
from bot.writing.checks import ThreadFindings, check_thread
from tests.bot.writing.samples import CODE, PAPER, TITLE, figure, grounds, key, paper, section

FIRST = f"Our #ICML2024 paper:\n\n**{TITLE}**\n\nAda Lovelace et al.\n\nhttps://arxiv.org/abs/2401.01234"
MIDDLE = (
    "Corpora differ in how mixed they are, and nobody measured that before.",
    "Small probes are enough: each costs seconds on a laptop.",
    "Accuracy grows with mixing across every corpus we tried.",
    "The curve over time shows when mixing begins to pay.",
    "Practitioners can filter documents before training starts.",
)


def thread(**changes: str) -> list[Wording]:
    """A thread of 8 tweets without fault, but for the texts given by place (`_1="…"` is tweet 2)."""
    texts = [
        FIRST,
        f"Code with a quick start: {CODE}",
        *MIDDLE,
        "Limitation: we did not look beyond English.",
    ]
    roles = [Role.ANNOUNCEMENT, Role.CODE, *[Role.RESULT] * 5, Role.LIMITATION]
    for place, text in changes.items():
        texts[int(place.strip("_"))] = text
    shown = {4: key("Table 1"), 5: key("Figure 1")}
    return [
        Wording(index=place, role=role, text=text, figure=shown.get(place))
        for place, (role, text) in enumerate(zip(roles, texts, strict=True))
    ]


def rules(found: ThreadFindings) -> set[tuple[int, str]]:
    """Place and rule of each finding."""
    return {(place, each.rule) for place, findings in found.findings.items() for each in findings}


def check(wordings: Sequence[Wording], on: Paper = PAPER) -> set[tuple[int, str]]:
    """Place and rule of what is wrong with a thread on a paper."""
    return rules(check_thread(wordings, grounds(on)))


def test_a_good_thread_has_no_findings() -> None:
    """The house style, kept, raises no alarm; what is not shown is listed with its reason."""
    found = check_thread(thread(), grounds())
    assert found.findings == {}
    assert {str(each.figure): each.reason for each in found.uncovered} == {
        "Figure 2": "the text does not mention it",
        "Algorithm 1": "it is an algorithm",
        "Figure 9": "it stands in the appendix",
    }


@pytest.mark.parametrize(
    ("place", "text", "rule"),
    [
        (0, FIRST.replace(TITLE, "A paper"), "title-missing"),
        (0, FIRST.replace("2401.01234", "2401.01235"), "paper-link-missing"),
        (0, FIRST.replace("#ICML2024", "ICML"), "venue-missing"),
        (0, FIRST.replace("Ada Lovelace et al.", "by us"), "authors-missing"),
        (1, "Code is on GitHub.", "code-not-second"),
        (1, "Code: https://github.com/lovelace/other", "code-not-second"),
        (7, "Tidepool is wonderful.", "limitation-unsaid"),
        (6, "Again: small probes are enough, each costs seconds on any laptop.", "repeated"),
    ],
)
def test_each_fixed_tweet_has_its_rules(place: int, text: str, rule: str) -> None:
    """A thread with one fault is found at fault at that tweet."""
    assert check(thread(**{f"_{place}": text})) == {(place, rule)}


@pytest.mark.parametrize(
    "title",
    [f"{TITLE}", "Tidepool", "tidepool \u2013 measuring the mixing of corpora, with small probes"],
)
def test_the_title_may_differ_in_small_things_or_stop_at_its_colon(title: str) -> None:
    """Case, dashes and the part behind the colon do not matter."""
    assert check(thread(_0=FIRST.replace(TITLE, title))) == set()


def test_authors_count_by_handle_too() -> None:
    """The handle of an author says who did it."""
    assert check(thread(_0=FIRST.replace("Ada Lovelace et al.", "Joint with @ada_l"))) == set()


def test_the_note_can_name_the_code() -> None:
    """A repository in the note is the one tweet 2 is for."""
    on = grounds(note="code: https://github.com/engines/mill")
    assert (1, "code-not-second") in rules(check_thread(thread(), on))
    said = thread(_1="Code: https://github.com/engines/mill/tree/main#readme")
    assert (1, "code-not-second") not in rules(check_thread(said, on))


def test_length_and_last_tweet() -> None:
    """Fewer than eight tweets are told, and a thread that ends in something else than a limitation."""
    assert check(thread()[:7]) == {(0, "thread-length"), (6, "limitation-not-last")}
    assert check([]) == set()


def test_figures_are_shown_once_and_important_ones_at_all() -> None:
    """A figure on two tweets is told at the second, a missing important one at the first tweet."""
    said = thread()
    said[5] = said[5].model_copy(update={"figure": key("Table 1")})
    found = check_thread(said, grounds())
    assert rules(found) == {(5, "figure-twice"), (0, "figure-uncovered")}
    assert (
        next(each.reason for each in found.uncovered if str(each.figure) == "Figure 1")
        == "the writer found nothing to say of it that stands alone"
    )


def test_a_paper_without_id_code_authors_or_venue_asks_for_none() -> None:
    """What a paper does not have is not missed."""
    bare = paper(id=None, repository="", authors=(), entry=None)
    assert check(thread(_0=TITLE, _1="Something else entirely, about rivers and stones."), bare) == set()


def test_mentions_are_counted_in_every_form() -> None:
    """Ranges, lists, sub-figures and abbreviations count for each figure they name, the appendix included."""
    said = section(
        "S",
        (1, "See Figs. 1-3, Fig. 4a, Figures 5 and 6, Tab. 2, TABLE II and Figure A.1(b)."),
        (2, "Table 2 again."),
    )
    counted = mentions(paper(sections=(said,), abstract=""))
    names = {str(each): count for each, count in counted.items()}
    assert names == {
        "Figure 1": 1, "Figure 2": 1, "Figure 3": 1, "Figure 4": 1, "Figure 5": 1, "Figure 6": 1,
        "Figure A.1": 1, "Table 2": 2, "Table II": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("On our tables 31% of the leaves are cut.", set()),
        ("In our tables 31 rows are empty.", set()),
        ("The tables 1,240 of us drew, and figures 3x as large.", set()),
        ("Each figure 3 times, and this table 12 rows long.", set()),
        ("In Figure 4, 5% of the runs fail.", {"Figure 4"}),
        ("As figure 3 shows, and tables 4 and 5.", {"Figure 3", "Table 4", "Table 5"}),
        ("The figures 3\u20135 and Tables 31 and 32 (see table 6).", {
            "Figure 3", "Figure 4", "Figure 5", "Table 6", "Table 31", "Table 32",
        }),
    ],
)  # fmt: skip
def test_an_amount_behind_the_word_is_no_mention(text: str, named: set[str]) -> None:
    """A share, a factor, a large number or a count of rows is not the number of a table."""
    counted = mentions(paper(sections=(section("S", (1, text)),), abstract=""))
    assert {str(each) for each in counted} == named


def test_of_figures_alike_those_spoken_of_most_are_important() -> None:
    """With more figures than room, the number of mentions decides, then the order of appearance."""
    many = tuple(figure(FigureKind.FIGURE, str(n)) for n in range(1, 21))
    text = section("S", *[(1, f"Figure {n} shows it.") for n in (*range(1, 21), 20, 20, 15)])
    crowded = paper(figures=many, sections=(text,))
    chosen = important_figures(crowded)
    assert len(chosen) == room(crowded) == 7
    assert [each.number for each in chosen] == ["1", "2", "3", "4", "5", "15", "20"]
    left = check_thread(thread(), grounds(crowded)).uncovered
    assert "no room: others matter more" in {each.reason for each in left}


def test_without_any_mention_all_figures_of_the_main_part_count() -> None:
    """When the reader finds no mention at all, captions have to do."""
    unspoken = paper(sections=(), abstract="")
    assert [str(each) for each in important_figures(unspoken)] == ["Figure 1", "Table 1", "Figure 2"]
