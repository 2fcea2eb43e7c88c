"""Where sentences end."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sentences import sentence_spans, split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        [
            "We follow Smith et al. (2020) in this.",
            "We also try B.",
            "See Fig. 3, cf. Sec. 4, and Eq. (2) for it.",
        ],
        [
            "It holds, e.g. in the U.S. market, i.e. here.",
            "It works vs. Adam [3].",
            "By J. Smith and A. B. Jones.",
        ],
        ["As in Smith et al.", "The model fails."],
        ["All are i.i.d.", "We assume so, etc.", "However, 3.5 is approx. 4."],
        ["Theorem 3. Let x be given.", "In 2019.", "We saw 12 of them on Nov. 3, and Fig. S3."],
        ["1. We show this.", "2. We show that."],
        ["It is the state of the art.", "Transformers win.", "The answer is no.", "Nobody wins."],
        ["Funded under Grant No. NSF 1234.", "We thank them."],
        ["The package is called stargazer.", "stargazer infers ages."],
        ["See Ref. [3] and refs. 4.", "Then stop."],
        ["Really?", "Yes!", "Nobody knows..."],
        ["CLIP (?), LLaMA (?) and others.", "We go on."],
    ],
)
def test_prose_of_papers(sentences: list[str]) -> None:
    """Abbreviations, initials, numbers and lost citations do not end a sentence; full stops do."""
    assert split_sentences(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["It is better.[12]", "The next one is worse. [4, 5]", "Adam wins."],
        ["It is better.3", "The next one is worse.”", "The end."],
        ["(This is one. And this is two.)", "We (see x. Y and z.) go on.", "“One. Two.”", "The end."],
        ["He said “One.”", "The end of it."],
    ],
)
def test_marks_and_brackets_stay_with_their_sentence(sentences: list[str]) -> None:
    """Citation marks, glued footnote digits, brackets and quotation marks belong to what they close."""
    assert split_sentences(" ".join(sentences)) == sentences


def test_a_version_number_is_no_footnote() -> None:
    """Digits behind a decimal point do not end a sentence, though a capital follows."""
    assert split_sentences("With GPT-3.5 The Pile is used.") == ["With GPT-3.5 The Pile is used."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("他说好。我们走！真的吗？是的。", ["他说好。", "我们走！", "真的吗？", "是的。"]),  # noqa: RUF001
        ("「行く。」と言った。そうだ。", ["「行く。」と言った。", "そうだ。"]),
        ("문장이다. 2020. 3. 5. 시행되었다. 끝.", ["문장이다.", "2020. 3. 5. 시행되었다.", "끝."]),
        (
            "M. Dupont l'a dit, p. ex., hier (cf. fig. 3). Il part.",
            ["M. Dupont l'a dit, p. ex., hier (cf. fig. 3).", "Il part."],
        ),
        (
            "Das Modell, z. B. am 3. Januar, d. h. heute, ist gut. Die Sache ist klar.",
            ["Das Modell, z. B. am 3. Januar, d. h. heute, ist gut.", "Die Sache ist klar."],
        ),
    ],
)
def test_other_languages(text: str, sentences: list[str]) -> None:
    """Chinese and Japanese stops need no space; Korean dates, French and German abbreviations are known."""
    assert split_sentences(text) == sentences


def test_a_blank_line_ends_a_sentence_and_a_line_break_does_not() -> None:
    """Paragraphs are kept apart, lines are joined."""
    assert split_sentences("First line\nof two\n \nand another.") == ["First line of two", "and another."]


def test_nothing_gives_nothing() -> None:
    """White space alone holds no sentence."""
    assert split_sentences(" \n\n ") == []


@given(st.text(alphabet="aB1. ?!()[]“”。\n'é", max_size=200))
def test_no_character_is_lost(text: str) -> None:
    """The spans follow one another, are trimmed, and hold every character but white space."""
    spans = sentence_spans(text)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


@pytest.mark.parametrize(
    "unit", ["a. ", "(", "(a. ", "A.B.", "“([", "[1,", ".", "?(!", "\n", "1 ", "e.g. X", "。"]
)
def test_time_is_linear_on_hostile_text(unit: str) -> None:
    """100,000 characters of anything take seconds at most, not minutes."""
    begun = time.perf_counter()
    split_sentences(unit * (100_000 // len(unit)))
    assert time.perf_counter() - begun < 20
