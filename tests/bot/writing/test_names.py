"""Names in tweets: known, unknown, mixed up."""

import pytest

from bot.writing.checking.names import Vocabulary

KNOWN = Vocabulary(
    [
        "We train GPT-4 and ResNet50 on ImageNet-1k with AdamW.",
        "The Lean Dojo of Stanford hosts MiniF2F and LLMs.",
    ],
    ["Ada King Lovelace", "Charles Babbage", "Jean-Luc de la Tour"],
)


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4 beats ResNet-50 and MiniF2F's baseline",
        "We love LeanDojo and the LLM by Ada Lovelace",
        "Ada K. Lovelace, Charles Babbage and Jean-Luc de la Tour",
        "A new day. Another sentence\nBegins: Here • There “Quoted words",
        "This is NOT all; AI and GPUs, 6B parameters, 1.5M images, 10GB",
        "NEW paper in July 2024! Thanks, and more on arXiv and GitHub",
        "Stanford's lean dojo",
        "A GPT-4-based, ImageNet-trained and AdamW-style model",
        "",
    ],
)
def test_known_names_and_ordinary_words_pass(text: str) -> None:
    """Spelling variants, possessives, sentence beginnings and common acronyms raise no alarm."""
    assert KNOWN.unknown(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("better than GPT-5", ("GPT-5",)),
        ("better than Llama and BERT", ("Llama", "BERT")),
        ("with ImageNet-22k", ("ImageNet-22k",)),
        ("led by Grace Hopper at Yale", ("Grace Hopper", "Yale")),
        ("by Ada Babbage", ("Ada Babbage",)),
        ("uses DeepFoo", ("DeepFoo",)),
        ("XLNet is out", ("XLNet",)),
        ("a GPT-5-based and BERT-style model", ("GPT-5-based", "BERT-style")),
        ("better than GPT-4-mini", ("GPT-4-mini",)),
    ],
)
def test_unknown_names_are_named(text: str, names: tuple[str, ...]) -> None:
    """Models, places and people that stand nowhere are found, and mixtures of two people."""
    assert KNOWN.unknown(text) == names


def test_a_name_is_known_by_what_it_owns() -> None:
    """Who has read of GPT-4's answers and Llama's, knows GPT-4 and Llama."""
    known = Vocabulary(["We saw GPT-4's answers, Llama\u2019s and those of BERTs' kin."])
    assert known.unknown("It was GPT-4, then Llama and BERTs, and GPT-4's own") == ()
    assert known.unknown("It was GPT-5's") == ("GPT-5",)


def test_german_nouns_are_no_names() -> None:
    """Where every noun has a capital, only acronyms and inner capitals mark a name."""
    german = Vocabulary(["Wir messen."], nouns_are_capital=True)
    assert german.unknown("Wir messen die Vielfalt mit FooNet") == ("FooNet",)
