"""Fewer words for the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tweets import weighted_length
from bot.writing.extracting.shortening import (
    contracted,
    facts,
    fitted,
    in_fewer_words,
    size_of,
    without_lead_in,
)


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("We use waves in order to smooth labels.", "We use waves to smooth labels."),
        ("We train teachers (all of them small) on votes.", "We train teachers on votes."),
        ("We train teachers, which are all small, on votes.", "We train teachers on votes."),
        ("We show that waves smooth labels of all kinds.", "Waves smooth labels of all kinds."),
        ("At a glance: Labels after three waves.", "Labels after three waves."),
        ("We do not need clean labels for it.", "We don't need clean labels for it."),
        ("Labels of the crowd.\n\nWaves help them.", "Waves help them."),
        ("Teachers agree on labels and votes.", "Teachers agree on labels & votes."),
    ],
)
def test_what_says_nothing_goes_first(text: str, shorter: str) -> None:
    """Fillers, asides, lead-ins and announcements of a claim go; then come contractions and short signs."""
    assert in_fewer_words(text, len(shorter), ["At a glance: "]) == shorter


def test_numbers_names_links_and_negations_stay() -> None:
    """No aside with a number, a name or a condition is dropped."""
    for text in (
        "Waves help (by 3.2%).",
        "Waves help (as Ada found).",
        "Waves help, which never holds for glass.",
        "Glass smooths labels.",
        "https://example.org/with",
    ):
        assert in_fewer_words(text, 5) is None


def test_title_in_bold_is_left_as_it_is() -> None:
    """The opening gets shorter, the title does not."""
    text = "Excited to share our new paper:\n\n**Learning with and without Labels**\n\nBy Ada and Bo"
    shorter = in_fewer_words(text, 10)
    assert shorter
    assert "**Learning with and without Labels**" in shorter
    assert weighted_length(shorter) < weighted_length(text)


def test_items_behind_a_colon_stay_together() -> None:
    """Of two things that were announced none is cut off."""
    text = "We study two things: waves of teachers, which are small, and votes of workers."
    assert fitted(text, 60) is None


def test_fitted_leaves_alone_what_fits() -> None:
    """A sentence that fits is not touched."""
    assert fitted("Waves help (a lot).", 100) == "Waves help (a lot)."


def test_sizes_agree_with_twitters_own_count() -> None:
    """Counting alone gives what the library gives, links and heavy characters included."""
    for text in (
        "Waves help.",
        "Waves → help “all”.",
        "See example.com now",
        "波 helps",
        "https://example.org/a/b/c/d/e/f",
    ):
        assert size_of(text) == weighted_length(text)


def test_facts_are_numbers_names_links_and_handles() -> None:
    """The first word of a sentence is no name."""
    text = "We thank @ada, see https://e.org/x for GPT-4 with 3.2% in Table 1. Then more."
    assert facts(text) == {"@ada", "https://e.org/x", "GPT-4", "3.2", "Table", "1"}


def test_lead_ins_and_contractions() -> None:
    """What stands before a text comes off; contractions are those of spoken English."""
    assert without_lead_in("In one table: the votes.", ["In one table: "]) == "The votes."
    assert contracted("We have shown it is so; we cannot stop.") == "We've shown it's so; we can't stop."


@given(st.text(max_size=300), st.integers(min_value=1, max_value=200))
def test_whatever_is_handed_in_gets_shorter_or_stays(text: str, room: int) -> None:
    """A shorter text weighs less and has lost no number, name, link or handle; nothing is raised."""
    shorter = in_fewer_words(text, room, ["At a glance: "])
    if shorter is not None:
        assert weighted_length(shorter) < weighted_length(text)
        assert facts(text) <= facts(shorter)


@pytest.mark.parametrize(
    "text",
    [
        "A new design would allow us to more thoroughly test the hypothesis.",
        "Without any additional task, the teachers agree on every label.",
        "Our novel and robust teachers agree on good labels.",
        "Weak teachers do as well as strong ones on every dataset.",
        "We use votes, masks, and the best teachers of each wave.",
        "We study pruning, masking, training and scaling of weak teachers.",
        "Teachers cost 10\u2013100 times less than votes at 3\u20135 waves.",
        "The majority of the teachers agree on (and only on) good labels.",
    ],
)
def test_a_sentence_that_cannot_lose_a_word_stays_as_printed(text: str) -> None:
    """Quality before brevity: what something else in the sentence holds on to is left alone."""
    shorter = in_fewer_words(text, 20)
    assert shorter is None or all(
        broken not in shorter
        for broken in (
            "more test",
            "any more",
            "Our and",
            "Our &",
            "do and",
            "masks.",
            "masking.",
            "10 5",
            "Most the",
            "agree good",
        )
    )
    assert fitted(text, len(text) - 2) in {None, text.replace("The majority of the", "Most of the")}
