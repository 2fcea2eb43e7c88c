"""A tweet as X counts, links and shows it."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers import FigureKey, FigureKind
from bot.tweets import (
    LIMIT,
    ROOM,
    copy_ready,
    emoji_spans,
    exported,
    hashtags_in,
    link_spans,
    numbered,
    tidied,
    weighted_length,
    with_hashtags,
    without_links,
)

FIGURE = FigureKey(kind=FigureKind.FIGURE, number="2")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Plain words", 11),
        ("https://example.com/a/very/long/path/that/goes/on/and/on?with=query", 23),
        ("see example.com for it", 23 + len("see  for it")),
        ("user@example.com", 16),  # an e-mail address is no link
        ("日本語", 6),
        ("é", 1),
        ("e\u0301", 1),  # composed before it is counted
        ("a\r\nb", 3),
        ("😷", 2),
        ("👨‍👩‍👧‍👦", 2),  # a family is one emoji
        ("🙋🏽", 2),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2),
        ("“quoted” \u2013 dash \u2032", 17),
        ("\ud800", 2),  # half a character, as a model's JSON may hold
        ("…", 2),  # outside the ranges of weight 1
    ],
)
def test_weight_follows_twitter_text_v3(text: str, length: int) -> None:
    """Links count 23, emoji 2, wide scripts 2 a character, and what is composed counts once."""
    assert weighted_length(text) == length


def test_a_long_text_with_labels_no_domain_may_have() -> None:
    """A host with a label of thousands of letters is no link, and the real link behind it is one."""
    host = "some" * 990
    text = f"Long: {f'https://{host}.com/foo ' * 3}https://valid-address.com"
    assert weighted_length(text) == len(text) - len("https://valid-address.com") + 23


@pytest.mark.parametrize(
    "text",
    [
        "a." * 5000,
        "a-" * 5000 + ".com",
        "日" * 5000 + " b.com",
        ("a." * 15 + "a ") * 320,
        "http://a.co/" + "(a)" * 3300,
        "http://" * 1400 + ".",
        "@a" * 5000,
        "\u200d" * 10_000,
    ],
    ids=["labels", "hyphens", "wide", "runs", "brackets", "schemes", "mentions", "joiners"],
)
def test_ten_thousand_hostile_characters_are_counted_quickly(text: str) -> None:
    """What makes the library's patterns backtrack for minutes is spared them."""
    begin = time.process_time()
    weighted_length(text)
    link_spans(text)
    assert time.process_time() - begin < 5


@given(st.text(st.sampled_from("ab .-_/:@#日é😷‍👩\n1"), max_size=60))
def test_white_space_separates_weights(text: str) -> None:
    """No link or emoji reaches over a space, so the weights of the parts add up."""
    assert weighted_length(f"{text} {text}") == 2 * weighted_length(text) + 1


@given(st.text(max_size=200))
def test_no_text_weighs_more_than_two_a_character_or_a_link(text: str) -> None:
    """The weight is bounded by the characters and links a text has, whatever they are."""
    composed = unicodedata.normalize("NFC", text)
    assert 0 <= weighted_length(text) <= 2 * len(composed) + 23 * len(link_spans(composed))


def test_links_are_found_where_x_finds_them() -> None:
    """Addresses with a scheme and bare domains link; versions, abbreviations and e-mail addresses do not."""
    text = "Look: https://arxiv.org/abs/2306.13840 or github.com/a/b, v2.1, e.g. not me@site.org"
    assert [text[start:end] for start, end in link_spans(text)] == [
        "https://arxiv.org/abs/2306.13840",
        "github.com/a/b",
    ]
    assert without_links("a https://x.org/y b") == "a   b"


def test_text_of_absurd_length_has_no_links() -> None:
    """A text far beyond any tweet is counted plainly."""
    text = "see x.org " * 3000
    assert link_spans(text) == ()
    assert weighted_length(text) == len(text)


def test_emoji_are_seen_whole() -> None:
    """A sequence with joiners is one emoji."""
    assert emoji_spans("a👨‍👩‍👧b") == ((1, 6),)


def test_numbered_is_text_blank_line_number() -> None:
    """The posted text ends in a blank line and k/N."""
    assert numbered("Text", 3, 13) == "Text\n\n3/13"


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("  a   b \r\n\r\n\r\n\r\nc  ", "a b\n\nc"),
        ("Text.\n\n3/13", "Text."),
        ("Text.\n(3/13)\n", "Text."),
        ("It wins on 9/10", "It wins on 9/10"),
        ("3/13", ""),
        ("\n\n", ""),
        ("a\tb", "a b"),
    ],
)
def test_tidied_takes_off_white_space_and_a_last_line_number(text: str, tidy: str) -> None:
    """What a writer adds round a text goes, what it says stays."""
    assert tidied(text) == tidy


@given(st.text(max_size=300))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    """A tidy text stays as it is, so that approvals of it are not voided by saving it again."""
    assert tidied(tidied(text)) == tidied(text)


def test_hashtags_are_told_from_fragments_and_numbers() -> None:
    """The part of a link behind # and a bare number are no hashtags."""
    assert hashtags_in("#ICML #ICML2023 x#y #1 https://a.org/b#quick-start (#NLP)") == (
        "#ICML",
        "#ICML2023",
        "#NLP",
    )


def test_hashtags_are_appended_once_in_a_block() -> None:
    """Those that the text has in any case are not put on again."""
    assert with_hashtags("Our #ml paper", ["#NLP", "#ML", "#LLM", "#nlp"]) == "Our #ml paper\n\n#NLP #LLM"
    assert with_hashtags("Our paper\n\n#NLP", ["#NLP", "#ML"]) == "Our paper\n\n#NLP #ML"
    assert with_hashtags("Text", []) == "Text"


def test_a_hashtag_that_does_not_fit_is_left_out_whole() -> None:
    """A long one stays away, and a short one behind it may come in."""
    assert with_hashtags("x" * 10, ["#Wonderful", "#A"], room=15) == "x" * 10 + "\n\n#A"


@given(
    st.text(max_size=300), st.lists(st.sampled_from(["#NLP", "#ML", "#LLM", "#DataCentricAI"]), max_size=4)
)
def test_hashtags_never_push_a_tweet_over_the_limit(text: str, tags: list[str]) -> None:
    """Whatever text comes in, putting hashtags on makes no tweet too long that was not so before."""
    longer = with_hashtags(text, tags)
    assert longer.startswith(text)
    assert longer == text or weighted_length(numbered(longer, 13, 13)) <= LIMIT


def test_room_leaves_space_for_the_widest_number() -> None:
    """A text of ROOM characters fits with 13/13."""
    assert weighted_length(numbered("x" * ROOM, 13, 13)) == LIMIT


def test_exported_has_the_form_the_lab_keeps_threads_in() -> None:
    """Heading, text, blank line, number, and the picture in brackets where there is one."""
    assert exported([("One", None), ("Two\n\nlines", FIGURE)]) == (
        "# - tweet 1\nOne\n\n1/2\n\n# - tweet 2\nTwo\n\nlines\n\n2/2\n[image: Figure 2]\n"
    )


def test_copy_ready_shows_exactly_what_is_posted() -> None:
    """Between the rules stands the numbered text and nothing else; the rule names the picture."""
    lines = copy_ready([("One", ""), ("Two", "with figure-2.png")]).split("\n")
    assert lines[0] == "─" * 60
    assert lines[1:4] == ["One", "", "1/2"]
    assert lines[4].strip("─") == " with figure-2.png "
    assert lines[5:8] == ["Two", "", "2/2"]
