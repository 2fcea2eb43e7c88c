"""Claims, compared with the sentence they rest on."""

import pytest

from bot.writing.checking.claims import over_claims


def broken(tweet: str, quote: str) -> set[str]:
    """The rules that a tweet breaks beside its quote."""
    return {claim.rule for claim in over_claims(tweet, quote, quote)}


@pytest.mark.parametrize(
    ("tweet", "quote", "rule"),
    [
        ("We prove that it helps", "It helps on two tasks", "stronger-than-quote"),
        ("It always helps", "It helps on two tasks", "stronger-than-quote"),
        ("It never fails", "It helps on two tasks", "stronger-than-quote"),
        ("The first tool for this", "A tool for this", "stronger-than-quote"),
        ("State-of-the-art results!", "Results are competitive", "stronger-than-quote"),
        ("It outperforms GPT", "It is comparable to GPT", "stronger-than-quote"),
        ("It is the best", "It is good", "stronger-than-quote"),
        ("It significantly helps", "It helps a little", "stronger-than-quote"),
        ("It solves learning", "It is a step towards learning", "stronger-than-quote"),
        ("It guarantees success", "It makes success frequent", "stronger-than-quote"),
        ("Depth causes success", "Depth correlates with success", "stronger-than-quote"),
        ("A breakthrough!", "An improvement", "stronger-than-quote"),
        ("Depth explains it", "Depth may explain it", "hedge-dropped"),
        ("Depth explains it", "We conjecture that depth explains it", "hedge-dropped"),
        ("It gains 3%", "On average it gains 3%", "scope-dropped"),
        ("It helps", "It helps in some cases", "scope-dropped"),
        ("It is 4x faster", "It is up to 4x faster", "scope-dropped"),
        ("Pre-training beats it", "Pre-training does not always beat it", "not-lost"),
        ("It isn't robust", "It is robust", "not-added"),
    ],
)
def test_a_wider_claim_is_found(tweet: str, quote: str, rule: str) -> None:
    """Stronger words, lost hedges and scopes, and a "not" on one side alone are found."""
    assert rule in broken(tweet, quote)


@pytest.mark.parametrize(
    ("tweet", "quote"),
    [
        ("We prove it", "Theorem 2 establishes it"),
        ("It outperforms GPT", "It achieves higher accuracy than GPT"),
        ("It does NOT always beat it", "It does not beat it"),
        ("Depth might explain it", "Depth may explain it"),
        ("Typically it gains 3%", "On average it gains 3%"),
        ("Up to 4x faster", "It is up to 4x faster"),
        ("It runs at 12 Hz and is fast", "It is up to 4x faster"),
        ("It fails on code", "It does not work on code"),
        ("It only works on text", "It does not work on images"),
        ("The first author explains", "We explain"),
        ("It is robust", "It is robust"),
    ],
)
def test_the_same_claim_in_other_words_passes(tweet: str, quote: str) -> None:
    """Words of the same strength, kept hedges and other ways to say "not" raise no alarm."""
    assert broken(tweet, quote) == set()


def test_the_neighbours_of_the_quote_may_carry_the_strong_word() -> None:
    """What the sentence beside the quote says, the tweet may say."""
    assert (
        list(over_claims("It outperforms GPT", "We compare with GPT.", "We compare with GPT. It is better."))
        == []
    )


def test_both_words_are_named() -> None:
    """The finding says which word of the tweet stands against which of the paper."""
    claim = next(over_claims("It proves it", "It may be so", "It may be so"))
    assert "proves" in claim.words
    assert "may" in claim.words
