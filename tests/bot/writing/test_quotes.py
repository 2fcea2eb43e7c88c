"""Quotes, found in a paper whatever its typesetting did to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers import Sentence
from bot.writing.checking.quotes import QuoteIndex

INDEX = QuoteIndex(
    [
        Sentence(text="We present a method for efficient training [3, 14].", page=1),
        Sentence(
            text="It is data-centric, and its offset is 0.5 (Smith et al., 2020) on the “hard” set.", page=1
        ),
        Sentence(text="The effect is significant with p < 0.05 on all tasks.", page=2),
        Sentence(text="We present a method for efficient training in detail.", page=4),
        Sentence(text="", page=4),
    ]
)


@pytest.mark.parametrize(
    "quote",
    [
        "It is data-centric, and its offset is 0.5 on the 'hard' set.",
        "it is data-\ncentric, and its   off\u00adset is 0.5",
        "It is data\u2013centric, and its o\ufb00set is 0.5",
        'its offset is 0.5 (Smith et al., 2020) on the "hard" set',
        "present a method for efficient training [3]",
        "It is data-centric … on the hard set",
        "It is data-centric [...] with p < 0.05",
    ],
)
def test_typesetting_makes_no_difference(quote: str) -> None:
    """Line breaks, hyphens, ligatures, quotation marks, case and citations do not hide a quote."""
    assert INDEX.locate(quote) is not None


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "We present a",
        "It is data-centric, and its offset is 5",
        "It is data-centric, and its offset is 05",
        "The effect is significant with p > 0.05",
        "on the hard set … It is data-centric",
        "We present a theorem about nothing at all",
        "word " * 1000,
        "…",
    ],
)
def test_other_words_are_not_found(quote: str) -> None:
    """Fewer than four words, another number, a turned sign or another order is no quote."""
    assert INDEX.locate(quote) is None


def test_the_page_named_decides_among_several() -> None:
    """A sentence that stands twice is found on the page that is named, else where it comes first."""
    twice = "We present a method for efficient training"
    for asked, page in ((4, 4), (1, 1), (None, 1), (9, 1)):
        place = INDEX.locate(twice, asked)
        assert place
        assert place.page == page


def test_a_sentence_may_run_over_to_the_next_page() -> None:
    """The last sentence before a page break counts as standing on both pages."""
    place = INDEX.locate("It is data-centric, and its offset is 0.5")
    assert place
    assert (place.page, place.last_page) == (1, 2)


def test_neighbours_are_given_with_the_quote() -> None:
    """The sentences beside the quote are those a claim may rest on too."""
    place = INDEX.locate("The effect is significant with p < 0.05")
    assert place
    around = INDEX.around(place)
    assert "data-centric" in around
    assert "in detail" in around
    assert "[3, 14]" not in around


def test_a_script_without_spaces_has_words_too() -> None:
    """A Chinese sentence is long enough to be a quote though no space divides it."""
    index = QuoteIndex([Sentence(text="本文提出一种新的方法来评估信用风险。", page=3)])
    place = index.locate("提出一种新的方法来评估", 3)
    assert place
    assert place.page == 3
    assert index.locate("新的方法", 3) is None


def test_an_empty_paper_has_no_quotes() -> None:
    """A paper without sentences is searched without harm."""
    assert QuoteIndex([]).locate("four words are enough") is None


@given(
    st.lists(st.text(st.sampled_from("ab cd.,-[1]("), min_size=1, max_size=40), min_size=1, max_size=6),
    st.data(),
)
def test_whatever_stands_in_a_paper_is_found(texts: list[str], data: st.DataObject) -> None:
    """A sentence of enough words is found as a quote of itself, on its own page or an earlier one."""
    sentences = [Sentence(text=f"alpha beta gamma delta {text}", page=n) for n, text in enumerate(texts, 1)]
    quoted = data.draw(st.sampled_from(sentences))
    place = QuoteIndex(sentences).locate(quoted.text, quoted.page)
    assert place
    assert place.page <= quoted.page


def test_a_short_caption_is_found_when_it_is_whole() -> None:
    """Three words prove nothing, unless they are all of a caption or a sentence."""
    index = QuoteIndex(
        [
            Sentence(text="We list all coefficient values in a table.", page=1),
            Sentence(text="Coefficient values.", page=3),
            Sentence(text="Coefficient values.", page=5),
        ]
    )
    found = index.locate("Coefficient values.", 5)
    assert found is not None
    assert (found.page, found.first) == (5, 2)
    elsewhere = index.locate("Coefficient values", 9)
    assert elsewhere is not None
    assert elsewhere.page == 3
    assert index.locate("all coefficient", 1) is None
    assert index.locate("...", 1) is None
