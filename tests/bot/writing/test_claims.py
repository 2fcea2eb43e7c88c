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
        ("Examples are hard", "Few examples are hard", "not-lost"),
        ("Examples are hard", "There is little that makes examples hard", "not-lost"),
        ("The forest wins", "Accuracy is high: the forest does not win", "not-lost"),
        ("It isn't new.\n\nIt isn't robust", "It is robust", "not-added"),
        ("We are the first to show it", "We show it", "stronger-than-quote"),
        ("Tidepool is the first to count crabs", "Tidepool counts crabs", "stronger-than-quote"),
        ("This would be the first to count crabs", "Tidepool counts crabs", "stronger-than-quote"),
        ("It must be the first to prove it", "It is there", "stronger-than-quote"),
        ("The first one to count crabs", "One that counts crabs", "stronger-than-quote"),
        ("The first 3 runs fail, and it is the first system", "A system", "stronger-than-quote"),
        ("It is the first attempt at it", "It is an attempt", "stronger-than-quote"),
        ("Our causal analysis shows it", "Our analysis shows it", "stronger-than-quote"),
        ("Causal masks cause it", "We use masks", "stronger-than-quote"),
        ("It works at all sizes", "It works", "stronger-than-quote"),
        ("They are all the same", "They are alike", "stronger-than-quote"),
        ("At best it is the best", "It is good", "stronger-than-quote"),
        ("Does it? No\nIt always helps", "It helps", "stronger-than-quote"),
        ("It does not always help, but it always runs", "It helps and it runs", "stronger-than-quote"),
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
        ("Some examples are hard", "A few examples are hard"),
        ("It learns from 5 examples", "It learns from as few as 5 examples"),
        ("Few-shot learning with examples", "Learning with examples"),
        ("It is small and quick", "It is not only small but also quick"),
        ("A price that accuracy does not show: a forest with leaves", "A forest has leaves and a price"),
        ("Don't count on it. Over 780 pairs agree", "Over 780 pairs agree"),
        ("One that it doesn't\n\nOur model has leaves", "Our model has leaves"),
        ("No tuning\nmodels of any size", "Models have a size"),
        ("Hard examples would be the first to flag", "Hard examples are flagged"),
        ("We expected hard examples to be the first to flag", "Hard examples are flagged"),
        ("Large models are the first to fail", "Large models fail early"),
        ("At first it falls", "It falls early"),
        ("The first 64 examples and the first five seconds count", "Early examples and seconds count"),
        ("Strictly causal systems", "Systems that use the past"),
        ("A causal mask and causal self-attention", "A mask and attention"),
        ("Correct for dust beforehand all the same", "Correct for dust beforehand"),
        ("It needs no clean data at all.", "It needs no clean data"),
        ("Models are as hard to read as software", "Models are as hard, if not more so, than software"),
        ("Training data was private", "None of the training data is open"),
        ("It never speaks of the search", "It misses the search altogether"),
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


def test_the_caption_of_the_figure_shown_may_carry_the_strong_word() -> None:
    """What stands below the figure may be said with it; a "not" has to stand in the quote or beside it."""
    said, quote = "It saves 29% of all hours", "It saves hours"
    assert broken(said, quote) == {"stronger-than-quote"}
    assert list(over_claims(said, quote, quote, caption="Share of all hours saved.")) == []
    denied = over_claims("It isn't robust", "It is robust", "It is robust", caption="Runs that do not end.")
    assert {claim.rule for claim in denied} == {"not-added"}


@pytest.mark.parametrize(
    "said",
    [
        "It comes with a robust performance guarantee",
        "We give safety guarantees for it",
        "It has guarantees.",
    ],
)
def test_a_guarantee_is_a_kind_of_result_where_the_paper_speaks_of_guarantees(said: str) -> None:
    """The noun passes in such a paper, and in no other."""
    quote = "We derive it"
    assert broken(said, quote) == {"stronger-than-quote"}
    assert list(over_claims(said, quote, quote, topic="Guarantees of robustness")) == []


@pytest.mark.parametrize(
    "said",
    ["It ranks the premises of a proof", "Lantern proves 51% of the theorems", "A proof repeats others."],
)
def test_a_paper_on_theorem_provers_speaks_of_proofs(said: str) -> None:
    """Proofs and proving theorems are what such a paper is about, and a claim in every other."""
    quote = "Lantern ranks what it needs."
    assert broken(said, quote) == {"stronger-than-quote"}
    assert list(over_claims(said, quote, quote, topic="Lantern, a prover with a memory")) == []


@pytest.mark.parametrize("said", ["We prove that theorem provers help", "This is proof that it helps"])
def test_a_claim_of_proof_is_one_in_every_paper(said: str) -> None:
    """Who says that something is proved is asked for it, whatever the paper is about."""
    claims = list(over_claims(said, "It helps", "It helps", topic="Theorem proving by a memory"))
    assert [claim.rule for claim in claims] == ["stronger-than-quote"]


def test_one_word_is_told_once() -> None:
    """A "never" that the paper does not say is a strong word, and not a denial too."""
    claims = list(over_claims("It never helps models", "It helps models", "It helps models"))
    assert [claim.rule for claim in claims] == ["stronger-than-quote"]


@pytest.mark.parametrize(
    "said", ["It guarantees success", "A way to guarantee success", "Guaranteed success"]
)
def test_to_guarantee_is_a_claim_in_every_paper(said: str) -> None:
    """The verb is compared with the quote whatever the paper is about."""
    claims = list(over_claims(said, "It brings success", "It brings success", topic="Guarantees of success"))
    assert [claim.rule for claim in claims] == ["stronger-than-quote"]
