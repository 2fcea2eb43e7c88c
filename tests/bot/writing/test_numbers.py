"""Numbers of tweets, found in papers with their unit and rounding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.writing.checking.numbers import NumberIndex
from bot.writing.checking.numerals import Hedge, numerals, prepared, without_enumerators


def read(text: str) -> list[tuple[float, str]]:
    """The likeliest reading of each number: value and unit."""
    found = numerals(without_enumerators(prepared(text)))
    return [(round(numeral.readings[0].value, 9), numeral.readings[0].unit) for numeral in found]


def found(tweet: str, paper: str, *labels: str, with_figure: bool = False) -> bool:
    """Whether every number of a tweet is found in a paper of one sentence."""
    return not NumberIndex([paper], labels).missing(tweet, with_figure=with_figure)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("about 3\u20135x more", [(3, "x"), (5, "x")]),
        ("2.7-4.76", [(2.7, ""), (4.76, "")]),
        ("3.2%", [(3.2, "%")]),
        ("3.2 percentage points", [(3.2, "%")]),
        ("21 datasets", [(21, "")]),
        ("twenty-one datasets", [(21, "")]),
        ("one hundred and five", [(105, "")]),
        ("three million", [(3e6, "")]),
        ("1.5M and 1.5 million", [(1.5e6, ""), (1.5e6, "")]),
        ("1,234 or 1\u202f234", [(1234, ""), (1234, "")]),
        ("10^-3, 10\u207b\u00b3, 1e-3, 2 \u00d7 10^-3", [(0.001, ""), (0.001, ""), (0.001, ""), (0.002, "")]),
        ("half", [(0.5, "")]),
        ("2\u00d7, x10, \u00d710, two-fold, twice", [(2, "x"), (10, "x"), (10, "x"), (2, "x"), (2, "x")]),
        ("a factor of 3.5", [(3.5, "x")]),
        ("from 48.9 to 51.2%", [(48.9, "%"), (51.2, "%")]),
        ("$1.5M", [(1.5e6, "$")]),
        ("16-bit, 5-shot, 3\u00d73", [(16, ""), (5, ""), (3, ""), (3, "")]),
        ("p<0.05, k=5", [(0.05, ""), (5, "")]),
        ("3.2 GB in 5 ms", [(3.2, "gb"), (5, "ms")]),
        ("-3.2%", [(3.2, "%")]),
    ],
)
def test_numbers_are_read_with_value_and_unit(text: str, values: list[tuple[float, str]]) -> None:
    """The forms in which papers and tweets write numbers are understood."""
    assert read(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4, Top-1, Task2Vec, CIFAR-10, ImageNet-1k, H100, F1, 3D, v2.1, RoBERTa-base-125",
        "1st, 2nd",
        "11:45 AM",
        "1\ufe0f\u20e3 first",
        "1) this & 2) that, (3) those",
        "1. this\n2. that\n#3 there",
        "zero-shot, one of them, no one",
        "a million reasons",
        "half-life",
    ],
)
def test_digits_of_names_and_enumerations_are_no_numbers(text: str) -> None:
    """What only looks like a number is not looked for in the paper."""
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("about 5%", Hedge.ABOUT),
        ("~5%", Hedge.ABOUT),
        ("over 5%", Hedge.OVER),
        ("5+ models", Hedge.OVER),
        (">5%", Hedge.OVER),
        ("nearly 5%", Hedge.UNDER),
        ("less than 5%", Hedge.UNDER),
        ("5%", Hedge.EXACT),
    ],
)
def test_the_words_before_a_number_say_how_exactly_it_is_meant(text: str, hedge: Hedge) -> None:
    """Words such as "about", "over" and "nearly" are kept with the number."""
    assert numerals(prepared(text))[0].hedge is hedge


@pytest.mark.parametrize(
    ("tweet", "paper"),
    [
        ("about 3-5x", "between 2.7 and 4.76 times"),
        ("3-5x", "2.7-4.76\u00d7"),
        ("about 49%", "48.9%"),
        ("49%", "48.9 %"),
        ("about 50%", "48.9%"),
        ("over 98,000", "98,734 theorems"),
        ("nearly 99,000", "98,734 theorems"),
        ("99k", "98,734 theorems"),
        ("1.5 million", "1,498,213 documents"),
        ("twenty-one datasets", "21 benchmarks"),
        ("21 datasets", "twenty-one benchmarks"),
        ("65.5%", "a ratio of 0.655"),
        ("0.655", "65.5% of them"),
        ("10^-3", "a rate of 10\u22123"),
        ("1e-3", "a rate of 0.001"),
        ("10^5 steps", "105 steps"),
        ("half of them", "50% of them"),
        ("half of them", "half of all"),
        ("twice as fast", "a speedup of 2.1"),
        ("3.5x", "a factor of 3.5"),
        ("48.9%", "from 48.9 to 51.2%"),
        ("3 million", "3 to 5 million"),
        ("a gain of 12 points", "a gain of 12%"),
        ("in 2023", "ICML 2023"),
        ("wins on 9/10", "nine of 10 tasks"),
        ("after five days", "on the fifth day"),
        ("on day five", "the fifth run"),
        ("21 centuries", "the twenty-first century"),
        ("row 40", "the fortieth row and the 95th"),
    ],
)
def test_a_number_is_found_when_the_paper_has_it_or_rounds_to_it(tweet: str, paper: str) -> None:
    """The same number in other words, units of the same kind, and honest rounding are fine."""
    assert found(tweet, paper)


@pytest.mark.parametrize(
    ("tweet", "paper"),
    [
        ("3.2%", "3.2 GB of memory"),
        ("3.2 GB", "3.2%"),
        ("21%", "21 datasets"),
        ("21 datasets", "21%"),
        ("5 datasets", "a mean of 4.76"),
        ("50%", "48.9%"),
        ("98,000", "98,734 theorems"),
        ("98k", "98,734 theorems"),
        ("about 40%", "48.9%"),
        ("over 99,000", "98,734 theorems"),
        ("under 98,000", "98,734 theorems"),
        ("1.4M", "1.5 million"),
        ("3x faster", "from 10 ms to 30 ms"),
        ("twice", "a factor of 1.6"),
        ("half", "37%"),
        ("4.76", "4.67"),
        ("2 seconds", "2 ms"),
        ("$5", "5 datasets"),
        ("5 datasets", "one fifth of the data"),
        ("five days", "the fifth hour"),
        ("6 datasets", "the fifth dataset"),
    ],
)
def test_a_number_that_is_not_there_is_missing(tweet: str, paper: str) -> None:
    """Another unit, another digit, a rounding the digits do not bear, a ratio the paper does not state."""
    assert not found(tweet, paper)


def test_cells_of_tables_have_any_unit_and_count_nothing_but_for_their_own_tweet() -> None:
    """A bare cell serves a percentage; a count is found in a cell only when the table is shown."""
    assert found("65.5%", "", "65.5")
    assert found("2.5x", "", "2.5")
    assert not found("7 tasks", "", "7")
    assert found("7 tasks", "", "7", with_figure=True)


def test_what_is_near_is_named() -> None:
    """Beside a missing number stands what the paper has instead."""
    index = NumberIndex(["It gains 48.9% with 3.2 GB and 21 datasets."])
    assert index.missing("48.2%") == (("48.2%", "48.9%"),)
    assert index.missing("3.2 MB") == (("3.2 MB", "3.2 GB"),)
    assert index.missing("77%") == (("77%", ""),)


@given(st.integers(2, 10**7))
def test_an_integer_is_found_in_every_spelling(number: int) -> None:
    """With and without thousand separators, the same integer is the same number."""
    assert found(f"{number:,} things", f"We have {number} things.")
    assert found(f"{number} things", f"We have {number:,} things.")
    assert not found(f"{number + 1} things", f"We have {number} things.")


@given(st.decimals(min_value="0.01", max_value="999", places=2), st.integers(0, 1))
def test_correct_rounding_is_found_and_wrong_rounding_is_not(number: object, places: int) -> None:
    """A percentage rounded to fewer digits is found; one step further off it is not."""
    value = float(str(number))
    rounded = round(value, places)
    step = 10.0**-places
    assert found(f"{rounded:.{places}f}%", f"a gain of {value}%")
    if rounded + 2 * step != 0.5:
        assert not found(f"{rounded + 2 * step:.{places}f}%", f"a gain of {value}%")


@pytest.mark.parametrize("text", ["tr\u0131ple", "3 b\u0130llion", "the s\u0131xth", "f\u0131ve"])
def test_a_dotless_i_is_an_i(text: str) -> None:
    """Letters that only a pattern without case takes for others upset nothing."""
    assert NumberIndex([text]).missing(text) == ()


@given(st.text(max_size=300))
def test_every_text_has_its_own_numbers(text: str) -> None:
    """Whatever a paper's text is, a tweet that repeats it has no number that is missing."""
    assert NumberIndex([text]).missing(text, with_figure=True) == ()


@given(st.text(st.sampled_from("0123456789.,-%x eE^kM\u2013\u00d7~ab"), max_size=40))
def test_digits_in_any_disorder_are_found_again(text: str) -> None:
    """Strings close to numbers are read the same way on both sides."""
    assert NumberIndex([text]).missing(text, with_figure=True) == ()
