"""What a paper says of itself: contributions, limitations, future work, thanks."""

import time

import pytest

from bot.paper.meaning.points import MOST, acknowledgements, contributions, future_work, limitations
from bot.papers import Paragraph, Section, Sentence
from bot.sentences import split_sentences


def section(title: str, *paragraphs: str, page: int = 3, level: int = 1, appendix: bool = False) -> Section:
    """A section whose paragraphs are given as text."""
    return Section(
        title=title,
        page=page,
        level=level,
        appendix=appendix,
        paragraphs=tuple(
            Paragraph(sentences=tuple(Sentence(text=one, page=page) for one in split_sentences(text)))
            for text in paragraphs
        ),
    )


def texts(sentences: tuple[Sentence, ...]) -> list[str]:
    """The sentences without their pages."""
    return [sentence.text for sentence in sentences]


INTRODUCTION = "Sorting is old. We propose a new way to sort."


@pytest.mark.parametrize(
    "marks", [("• ", "• ", "• "), ("1. ", "2. ", "3. "), ("(i) ", "(ii) ", "(iii) "), ("◦ ", "◦ ", "◦ ")]
)
def test_a_list_of_contributions_is_taken_item_by_item(marks: tuple[str, str, str]) -> None:
    """Bulleted and numbered items come without their marks, first sentences only, up to the list's end."""
    items = [
        "We give a proof of it. It is long.",
        "A data set of ten towers is released.",
        "We test on five of them.",
    ]
    paper = section(
        "Introduction",
        INTRODUCTION + " Our main contributions are as follows:",
        *(mark + item for mark, item in zip(marks, items, strict=True)),
        "The last section concludes all of this.",
    )
    assert texts(contributions([paper], "")) == ["We give a proof of it.", items[1], items[2]]


def test_contributions_counted_within_a_paragraph() -> None:
    """A count ("First, … Second, …") is a list too, and keeps the page it stands on."""
    text = (
        "We make two contributions: First, we build a tower. Second, we measure how tall it is. It is tall."
    )
    found = contributions([section("Introduction", text, page=2)], "")
    assert texts(found) == [
        "We make two contributions: First, we build a tower.",
        "Second, we measure how tall it is.",
    ]
    assert {sentence.page for sentence in found} == {2}


def test_contributions_told_one_after_another() -> None:
    """Where no list follows the announcement, the announcing sentences behind it count."""
    text = (
        "This paper makes two contributions. We present a tower. Towers are tall. We show that it stands up."
    )
    assert texts(contributions([section("Introduction", text)], "")) == [
        "We present a tower.",
        "We show that it stands up.",
    ]


def test_without_a_list_the_announcing_sentences_are_taken_once() -> None:
    """Abstract, introduction and conclusion; no road map, no plan, and nothing twice."""
    sections = [
        section("Introduction", INTRODUCTION + " In Section 2, we present the details of the towers."),
        section("Related Work", "We propose nothing new in this section at all."),
        section(
            "Conclusion", "We have shown that towers can be sorted. In the future, we propose to sort more."
        ),
    ]
    abstract = (
        "Towers are tall. In this paper, we propose a new way to sort. Our results show that it is quick."
    )
    assert texts(contributions(sections, abstract)) == [
        "In this paper, we propose a new way to sort.",
        "Our results show that it is quick.",
        "We have shown that towers can be sorted.",
    ]


def test_at_most_eight_contributions() -> None:
    """A long list is cut."""
    items = [f"• We build tower number {n} of {n + 20} towers in town {n + 50}." for n in range(12)]
    paper = section("Introduction", "Our contributions are:", *items)
    assert len(contributions([paper], "")) == MOST


@pytest.mark.parametrize(
    "title", ["Limitations", "Limitations of our method", "Threats to Validity", "局限性"]
)
def test_a_section_of_limitations_is_taken_whole(title: str) -> None:
    """Whatever words it uses."""
    paper = [
        section("Method", "We only sort."),
        section(title, "Our towers were small. Nothing else was tried by us."),
    ]
    assert texts(limitations(paper)) == ["Our towers were small.", "Nothing else was tried by us."]


def test_limitations_run_in_and_as_a_list() -> None:
    """A bold run-in heading is taken off; a list behind it is taken item by item, and ends with it."""
    text = "Limitations. Our towers were small. Few of them were tried."
    run_in = [section("Discussion", text, "Implications. All is well here.")]
    assert texts(limitations(run_in)) == ["Our towers were small.", "Few of them were tried."]
    listed = [
        section(
            "Discussion",
            "Limitations:",
            "• Towers were rather small. So.",
            "• Few were tried here.",
            "All is well.",
        )
    ]
    assert texts(limitations(listed)) == ["Towers were rather small.", "Few were tried here."]


def test_of_a_mixed_section_each_kind_gets_its_own() -> None:
    """A section "Limitations and Future Work" is told apart sentence by sentence."""
    paper = [
        section(
            "Limitations and Future Work",
            "Our towers are wooden. The method does not scale to stone. We plan to extend it to bricks.",
        )
    ]
    assert texts(limitations(paper)) == ["The method does not scale to stone."]
    assert texts(future_work(paper)) == ["We plan to extend it to bricks."]


@pytest.mark.parametrize(
    "sentence",
    [
        "One potential limitation of our method is the need for wood.",
        "Another limitation of this work is that towers were small.",
        "This paper has several limitations.",
        "A drawback of the proposed approach is its hunger for wood.",
        "These limitations of our approach remain for small towers.",
        "Our method cannot handle towers made of stone.",
        "We only considered towers that are made of wood.",
        "Our analysis is limited to wooden towers.",
        "Stone towers are left for future work.",
        "Stone towers are beyond the scope of this paper.",
    ],
)
def test_a_sentence_that_limits_this_work_is_found(sentence: str) -> None:
    """In a conclusion without any heading of limitations."""
    paper = [
        section("Results", "Towers stand."),
        section("Conclusion", f"Towers were sorted. {sentence} All is well."),
    ]
    assert texts(limitations(paper)) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Existing methods suffer from a serious limitation when towers are tall.",
        "The main limitation of conventional sorting algorithms is their cost.",
        "To overcome this limitation, we propose to use stone.",
        "Our method addresses the limitations of prior work.",
        "We build on work whose limitations are discussed in Section 4.",
        "Baselines such as QuickTower cannot handle towers made of stone.",
        "A key limitation of ChatGPT is that it invents towers.",
        "Our method does not require any stone at all.",
        "We did not observe any fallen towers in the test.",
        "The use of wood is not a limitation here.",
    ],
)
def test_what_others_lack_is_never_taken(sentence: str) -> None:
    """Nor what this work overcomes or gladly does without."""
    paper = [
        section("Results", "Towers stand."),
        section("Conclusion", f"Towers were sorted. {sentence} All is well."),
    ]
    assert limitations(paper) == ()


def test_limitations_of_earlier_work_under_a_heading_are_not_ours() -> None:
    """A heading such as "Limitations of Existing Sorting" is about others."""
    assert limitations([section("Limitations of Existing Sorting", "Sorting is slow everywhere else.")]) == ()


def test_a_method_that_only_does_one_thing_is_not_limited_by_it() -> None:
    """A choice told in the method is no limitation; the same words looking back are."""
    paper = [
        section("Method", "We only sort the upper half."),
        section("Results", *["Towers stand up well."] * 30),
    ]
    assert limitations(paper) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "In future work, we will sort stone towers.",
        "We plan to extend the sorting to stone.",
        "It would be interesting to sort stone towers.",
        "An exciting direction is to sort stone towers.",
        "Whether stone sorts remains an open question.",
    ],
)
def test_future_work_without_a_heading(sentence: str) -> None:
    """Plans, wishes and open questions of the conclusion."""
    assert texts(future_work([section("Conclusion", f"Towers were sorted. {sentence}")])) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "We hope this will inspire future research on towers.",
        "We establish accessible baselines for future work to build upon.",
        "Current and future work at the observatory is described elsewhere.",
        "We would like to thank the masons.",
        "We would like to give special thanks to the masons.",
    ],
)
def test_what_others_may_do_is_not_our_future_work(sentence: str) -> None:
    """Hopes to inspire, and thanks, are no plans."""
    assert future_work([section("Conclusion", f"Towers were sorted. {sentence}")]) == ()


def test_questions_asked_for_future_work_come_along() -> None:
    """They are what the sentence before them announces."""
    text = "Our work raises questions for future work. Why do towers stand? Which of them fall? All is well."
    assert len(future_work([section("Conclusion", text)])) == 3


def test_the_conclusion_comes_before_a_heading_in_the_appendix() -> None:
    """Authors say there what matters most to them."""
    paper = [
        section("Conclusion", "Sorting stone is left for future work."),
        section("Future Work", "Towers of glass could be tried one day.", appendix=True, page=9),
    ]
    assert [sentence.page for sentence in future_work(paper)] == [3, 9]


def test_acknowledgements_below_their_heading() -> None:
    """Thanks and money; a reference that follows without a heading thanks nobody."""
    text = (
        "We thank A. Mason for wood. This work was funded by the Tower Fund. Tower T. J. Stone 3, 14 (1999)."
    )
    assert texts(acknowledgements([section("Acknowledgments and Disclosure of Funding", text)])) == [
        "We thank A. Mason for wood.",
        "This work was funded by the Tower Fund.",
    ]


def test_acknowledgements_run_in_and_scattered() -> None:
    """A run-in heading is taken off; without any heading the sentences that thank are found."""
    run_in = [
        section("Conclusion", "All is well.", "Acknowledgements We are grateful to A. Mason for his wood.")
    ]
    assert texts(acknowledgements(run_in)) == ["We are grateful to A. Mason for his wood."]
    scattered = [
        section("Introduction", "Towers are tall. This work was in part supported by the Tower Fund.")
    ]
    assert texts(acknowledgements(scattered)) == ["This work was in part supported by the Tower Fund."]
    admitted = [section("Introduction", "We acknowledge that towers may fall.")]
    assert acknowledgements(admitted) == ()


def test_an_empty_paper_says_nothing() -> None:
    """No sections, no abstract, nothing found."""
    assert contributions([], "") == limitations([]) == future_work([]) == acknowledgements([]) == ()


@pytest.mark.parametrize(
    "unit", ["we ", "limitation of the ", "our a-b ", "future ", "thanks to ", "1. ", "A.B. ", "not "]
)
def test_time_is_linear_on_hostile_sentences(unit: str) -> None:
    """One sentence of 100,000 characters takes seconds at most."""
    text = unit * (100_000 // len(unit))
    paper = [
        Section(
            title="Conclusion", page=1, paragraphs=(Paragraph(sentences=(Sentence(text=text, page=1),)),)
        ),
        Section(title=text[:5000], page=1),
    ]
    begun = time.perf_counter()
    contributions(paper, ""), limitations(paper), future_work(paper), acknowledgements(paper)
    assert time.perf_counter() - begun < 20
