"""Which figures and tables matter, and the reasons that the reviewer is told."""

import time

import pytest

from bot.papers import Figure, FigureKey, FigureKind, Paper, Section, Sentence
from bot.writing.checking.coverage import covered, important_figures, ranked_figures, room
from bot.writing.checking.spoken import Part, mentions_of
from bot.writing.checks import check_thread
from tests.bot.writing.samples import figure, grounds, key, paper, section, tweet

FIGURE, TABLE = FigureKind.FIGURE, FigureKind.TABLE


def ranked(*figures: Figure, **changes: object) -> list[str]:
    """The names of the figures worth a tweet, the weightiest first."""
    return [str(each) for each in ranked_figures(paper(**{"abstract": "", "figures": figures, **changes}))]


def reasons(on: Paper) -> dict[str, str]:
    """Why each figure is shown, if all of them are."""
    shown = [each.key for each in on.figures]
    return {str(each.figure): each.reason for each in covered(on, shown)[0]}


def spoken(*names: str, title: str = "On corpora") -> Section:
    """A section that speaks of each figure in a sentence of its own."""
    return section(title, *[(1, f"We draw {name} here.") for name in names])


def test_those_spoken_of_most_go_first() -> None:
    """Lists of symbols, the appendix and what nobody mentions are left out."""
    figures = (
        figure(FIGURE, "3", caption="Waves.", page=6),
        figure(TABLE, "1", caption="Labels.", page=6),
        figure(TABLE, "2", caption="Notation used in all sections.", page=6),
        figure(FIGURE, "4", caption="Rain.", page=6),
        figure(FIGURE, "9", caption="More waves.", appendix=True, page=9),
    )
    said = spoken("Table 1", "Table 1", "Table 1", "Figure 3", "Table 2", "Figure 9")
    assert ranked(*figures, sections=(said,)) == ["Table 1", "Figure 3"]


@pytest.mark.parametrize(
    "caption",
    [
        "Overview of the tally.",
        "The architecture of Seaglass.",
        "An illustration of our approach to voting.",
        "How Seaglass works.",
        "Seaglass at a glance.",
    ],
)
def test_the_overview_comes_before_what_is_spoken_of_as_often(caption: str) -> None:
    """A figure early in the paper whose caption says that it shows the whole outweighs a mention or two."""
    figures = (
        figure(FIGURE, "1", caption="Gulls.", page=1),
        figure(FIGURE, "2", caption=caption, page=2),
        figure(FIGURE, "3", caption="Gulls again.", page=6),
    )
    said = spoken("Figure 1", "Figure 2", "Figure 3", "Figure 3")
    on = paper(abstract="", figures=figures, sections=(said, section("End", (9, "It ends."))))
    assert str(ranked_figures(on)[0]) == "Figure 2"
    assert reasons(on)["Figure 2"].startswith("shows the overview")
    assert reasons(on)["Figure 1"].startswith("opens the paper")


def test_the_abstract_counts_most() -> None:
    """One mention in the abstract outweighs several in the text, and the reason says so."""
    figures = (figure(FIGURE, "1", caption="Waves.", page=5), figure(FIGURE, "2", caption="Rain.", page=5))
    on = paper(
        abstract="We draw Figure 2.", figures=figures, sections=(spoken(*["Figure 1"] * 3, "Figure 2"),)
    )
    assert [str(each) for each in ranked_figures(on)] == ["Figure 2", "Figure 1"]
    assert reasons(on) == {
        "Figure 1": "spoken of 3 times",
        "Figure 2": "spoken of twice, also in the abstract",
    }


def test_the_abstracts_numbers_point_to_the_main_result() -> None:
    """They count where caption or text have them, and less where they stand somewhere on the page."""
    figures = tuple(figure(TABLE, str(n), caption=f"Scores {n}.", page=n) for n in (3, 4, 5))
    said = section("S", (1, "Table 3 is a table."), (1, "Table 4 has one too."), (1, "Table 5 has 71.25."))
    cells = (Sentence(text="A 71.25 65.5", page=4),)
    on = paper(abstract="We reach 71.25% in 2024.", figures=figures, sections=(said,), figure_text=cells)
    assert [str(each) for each in ranked_figures(on)] == ["Table 5", "Table 4", "Table 3"]
    assert "has the abstract's numbers" in reasons(on)["Table 5"]
    assert "its page has the abstract's numbers" in reasons(on)["Table 4"]
    assert "abstract" not in reasons(on)["Table 3"]


def test_a_number_that_all_figures_have_tells_nothing() -> None:
    """The size in a model's name stands everywhere."""
    figures = tuple(
        figure(TABLE, str(n), caption="Of the 540B model, 540 in all.", page=n) for n in range(3, 9)
    )
    said = spoken(*(f"Table {n}" for n in range(3, 9)))
    on = paper(abstract="It has 540 parts.", figures=figures, sections=(said,))
    assert not any("abstract" in reason for reason in reasons(on).values())


def test_comparisons_and_results_come_before_settings_and_asides() -> None:
    """What is spoken of once each is told apart by caption and place."""
    figures = (
        figure(TABLE, "1", caption="Training details.", page=5),
        figure(FIGURE, "1", caption="A toy example.", page=5),
        figure(FIGURE, "2", caption="Rain.", page=5),
        figure(TABLE, "2", caption="Accuracy on rain.", page=5),
        figure(TABLE, "3", caption="Comparison with previous work.", page=5),
    )
    names = ("Table 1", "Figure 1", "Figure 2", "Table 2", "Table 3")
    below = section("Rain", *[(6, f"We draw {name}.") for name in names])
    below = below.model_copy(update={"level": 2})
    said = (section("Experiments", (6, "We try.")), below)
    on = paper(abstract="", figures=figures, sections=said)
    assert [str(each) for each in ranked_figures(on)] == [
        "Table 3",
        "Table 2",
        "Figure 2",
        "Table 1",
        "Figure 1",
    ]
    assert reasons(on)["Table 3"] == "compares with others; spoken of once"
    assert reasons(on)["Table 2"] == "shows results; spoken of once"
    assert reasons(on)["Figure 2"] == "spoken of among the results; spoken of once"


def test_each_figure_has_its_reason_in_order() -> None:
    """Shown or not, each figure of the paper is told once, in the paper's order."""
    on = paper()
    chosen, left = covered(on, {key("Table 1"), key("Figure 7")})
    assert [str(each.figure) for each in chosen] == ["Table 1"]
    assert [str(each.figure) for each in left] == ["Figure 1", "Figure 2", "Algorithm 1", "Figure 9"]
    found = check_thread([tweet("Look.").model_copy(update={"figure": key("Figure 1")})], grounds())
    assert [str(each.figure) for each in found.covered] == ["Figure 1"]


def test_a_thread_with_its_pictures_is_not_told_to_show_more() -> None:
    """The first three are asked for whatever else is shown, others only as far as there is room."""
    many = tuple(figure(FIGURE, str(n), page=6) for n in range(1, 21))
    said = spoken(*(f"Figure {n}" for n in range(1, 21)), *["Figure 20"] * 3)
    on = paper(figures=many, sections=(said,))
    first = [str(each) for each in ranked_figures(on)][:3]
    chosen = [str(each) for each in important_figures(on)]
    others = [str(each.key) for each in many if str(each.key) not in chosen][: room(on)]

    def asked(*names: str) -> str:
        thread = [
            tweet(f"Look {n}.").model_copy(update={"figure": key(name)}) for n, name in enumerate(names)
        ]
        found = check_thread(thread, grounds(on)).findings.get(0, ())
        return next((each.words for each in found if each.rule == "figure-uncovered"), "")

    assert all(name in asked(*others) for name in first)
    assert asked(*others[: room(on) - 3], *first) == ""
    assert asked(*first).count("Figure") == room(on) - 3


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Abbildung 2 und Tabelle 3 zeigen es.", {"Figure 2", "Table 3"}),
        ("Le tableau 1 et la figure 2.", {"Table 1", "Figure 2"}),
        ("См. рис. 4 и таблицу 2.", {"Figure 4", "Table 2"}),
        ("如图4.1和表 2所示", {"Figure 4.1", "Table 2"}),
        ("La tabla 1 y las figuras 2 y 3.", {"Table 1", "Figure 2", "Figure 3"}),
    ],
)
def test_figures_are_named_in_other_languages(text: str, named: set[str]) -> None:
    """The words by which the reader knows captions are known in the text too."""
    on = paper(sections=(section("S", (1, text)),), abstract="")
    assert {str(mention.figure) for mention in mentions_of(on)} == named


def test_a_mention_has_its_part() -> None:
    """Abstract, introduction, results with what stands below them, appendix, and the rest."""
    names = ("Introduction", "Method", "4 Experiments", "Rain", "Proofs")
    sections = [section(name, (1, f"See Figure {n}.")) for n, name in enumerate(names, 2)]
    sections[3] = sections[3].model_copy(update={"level": 2})
    sections[4] = sections[4].model_copy(update={"appendix": True})
    found = mentions_of(paper(abstract="See Figure 1.", sections=tuple(sections)))
    assert [mention.part for mention in found] == [
        Part.ABSTRACT, Part.INTRODUCTION, Part.ELSEWHERE, Part.RESULTS, Part.RESULTS, Part.APPENDIX,
    ]  # fmt: skip


def test_weighing_takes_linear_time() -> None:
    """A hostile paper with many figures, mentions and numbers costs no more than its length."""
    figures = tuple(
        figure(TABLE, str(n), caption="1.5 " * 400 + "overview " * 400, page=4) for n in range(1, 200)
    )
    text = " ".join(f"Table {n} and 12.{n}" for n in range(1, 200))
    said = section("Results", *[(1, text) for _ in range(60)])
    cells = tuple(Sentence(text="12.5 " * 200, page=4) for _ in range(200))
    on = paper(abstract="12.5 and 1.5. " * 200, figures=figures, sections=(said,), figure_text=cells)
    begun = time.process_time()
    covered(on, {FigureKey(kind=TABLE, number="1")})
    assert time.process_time() - begun < 3
