"""What a shorter tweet has to keep, and what it may not add."""

import pytest

from bot.writing.checks import altered, not_kept

LONG = (
    "On average, @ada_l and Grace Hopper of #ICML2024 find that Tidepool may really improve accuracy by up to"
    " 3.2% over ResNet-50 on 21 datasets. https://github.com/lovelace/tidepool"
)


def shorter(*changes: tuple[str, str]) -> str:
    """The text with some of its words replaced, as in `shorter(("really", ""))`."""
    text = LONG
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return " ".join(text.split())


@pytest.mark.parametrize(
    "after",
    [
        LONG,
        shorter(("really", ""), ("find", "see")),
        "3.2%, ResNet-50, 21, Tidepool, Grace Hopper, @ADA_L #icml2024 https://github.com/lovelace/tidepool",
    ],
)
def test_all_is_kept(after: str) -> None:
    """Order, case of handles and hashtags, and plain words may change; nothing is missed."""
    assert not_kept(LONG, after) == ()


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        (shorter(("https://github.com/lovelace/tidepool", "")), "https://github.com/lovelace/tidepool"),
        (shorter(("lovelace/tidepool", "lovelace")), "https://github.com/lovelace/tidepool"),
        (shorter(("@ada_l", "Ada")), "@ada_l"),
        (shorter(("#ICML2024", "ICML")), "#ICML2024"),
        (shorter(("3.2%", "3%")), "3.2%"),
        (shorter(("3.2%", "much")), "3.2%"),
        (shorter(("21 datasets", "many datasets")), "21"),
        (shorter(("Grace Hopper", "Grace")), "Hopper"),
        (shorter(("ResNet-50", "the baseline")), "ResNet-50"),
        (shorter(("Tidepool", "it")), "Tidepool"),
    ],
)
def test_what_is_lost_is_named(after: str, lost: str) -> None:
    """A link, handle, hashtag, number or name that is gone, or no longer the same, is said as it stood."""
    assert any(lost in bit for bit in not_kept(LONG, after)), not_kept(LONG, after)


def test_each_loss_is_told_once_and_links_first() -> None:
    """An empty text has lost everything, each bit once."""
    lost = not_kept(f"{LONG} Tidepool!", "")
    assert lost[0] == "https://github.com/lovelace/tidepool"
    assert len(lost) == len(set(lost))
    assert {"@ada_l", "#ICML2024", "Tidepool"} <= set(lost)


def test_a_number_in_a_link_is_no_number_of_the_text() -> None:
    """Digits of links, handles and hashtags are compared with the link, not counted among the numbers."""
    before = "It works. https://arxiv.org/abs/2401.01234 @lab_42 #NeurIPS2024"
    assert not_kept(before, "Works. https://arxiv.org/abs/2401.01234 @lab_42 #NeurIPS2024") == ()
    assert not_kept("About 42 ships.", "Ships. @lab_42") == ("42",)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("It improves accuracy by 3%.", "It improves accuracy by 3%, 5 times.", "“5"),
        ("It beats the old system.", "It beats ResNet-50.", "“ResNet-50” is new"),
        ("The code is out.", "The code is out: https://evil.com/x", "“https://evil.com/x” is new"),
        ("The code is out.", "Out, says @mary_s.", "“@mary_s” is new"),
        ("The code is out.", "The code is out. #AI", "“#AI” is new"),
        ("It may help small models.", "It helps small models.", "“may”"),
        ("It is up to 4 times cheaper.", "It is 4 times cheaper.", "up to 4"),
        ("On average it saves 3% of time.", "It saves 3% of time.", "On average"),
        ("It does not help small models.", "It helps small models.", "not"),
        ("It helps small models.", "It never helps small models.", "never"),
        ("It is better than the old one.", "It is proven better than the old one.", "“proven”"),
    ],
)
def test_what_is_added_or_turned_round_is_named(before: str, after: str, words: str) -> None:
    """New numbers, names and links, lost hedges, scopes and denials, and stronger words are told."""
    found = altered(before, after)
    assert any(words in each for each in found), found


@pytest.mark.parametrize(
    "after",
    [
        LONG,
        shorter(("really", "")),
        shorter((" really improve", " improve"), (" and Grace Hopper", "")),
        "Tidepool may improve accuracy by up to 3.2% on average.",
    ],
)
def test_nothing_is_added_by_leaving_out(after: str) -> None:
    """Words that are left out are not news, as long as hedges and scopes stay."""
    assert altered(LONG, after) == ()


def test_an_empty_text_adds_nothing() -> None:
    """Nothing said is nothing new; that it says nothing is for others to tell."""
    assert altered("The lamp is bright.", "") == ()
    assert not_kept("", "Anything.") == ()
