"""The tweets come out of a streaming reply each at its own closing brace, whatever the chunks."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.writing.asking import scanning
from bot.writing.asking.scanning import DEEPEST, LONGEST_ITEM, LONGEST_REPLY, Scanner, TooMuch

ONE, TWO, THREE = (
    '{"place": 1, "role": "result", "figure": {"kind": "figure", "number": "2"}, "text": "One \\"{[\\\\"}',
    '{"text":"Two \\u007b \\ud83d\\ude00 \U0001f40d }],{\\n","marks":[{"text":"inner"},[{"a":"}"}]]}',
    '{ "text" : "" , "page" : -1.5e3 , "alt" : null , "tags" : [ ] }',
)
WITHIN = f'{{"text": "a", "tweets": [{ONE}]}}'
TWEETS = [ONE, TWO, THREE]
THREAD = f'{{"count": 3, "tweets": [{ONE}, {TWO},\n{THREE}]}}'

TRICKY: dict[str, tuple[str, list[str], int | None]] = {
    "the reply asked for": (THREAD, TWEETS, 3),
    "without white space": (f'{{"count":3,"tweets":[{ONE},{TWO},{THREE}]}}', TWEETS, 3),
    "the count last": (f'{{"tweets": [{ONE}], "note": [1, []], "count": 1 }}', [ONE], 1),
    "fenced, with prose": (f"Sure! Here is it [1]:\n```json\n{THREAD}\n```\nAny {{else}} [2]?", TWEETS, 3),
    "after thinking": (f'\n<think>As in {{"tweets": [{ONE}, </thin</think>\n\n{THREAD}', TWEETS, 3),
    "after thinking twice": (f"<thinking>[{{</think></thinking> <think>{ONE}</think>{THREAD}", TWEETS, 3),
    "with a bracket left open": (f"For x in [0, 1) and {{a, b}} see {{'this'}} [[1]]. {THREAD}", TWEETS, 3),
    "after a draft with dots": (f'So {{"count": n, "tweets": [...]}} it is: {THREAD}', TWEETS, 3),
    "a bare array": (f"The tweets:\n[{ONE},{TWO}]", [ONE, TWO], None),
    "in a wrapper": (f'{{"thread": {{"count": 2, "tweets": [{ONE}, {TWO}]}}}}', [ONE, TWO], 2),
    "in a wrapper, the count last": (f'{{"thread": {{"tweets": [{ONE}], "count": 1}}}}', [ONE], 1),
    "in an array": (f'[{{"count": 2, "tweets": [{ONE}, {TWO}]}}]', [ONE, TWO], 2),
    "JSON Lines": (f"{ONE}\n{TWO}\n{THREE}\n", TWEETS, None),
    "one object with a text": (f"```\n{ONE}```", [ONE], None),
    "other arrays of objects first": (f'{{"points": [{{"p": 1}}], "tweets": [{ONE}]}}', [ONE], None),
    "a wrapper with a text": (f'{{"text": "Here:", "tweets": [{ONE}]}}', [ONE], None),
    "a wrapper for each": (f'[{{"n": {{"tweets": [{ONE}]}}}}, {{"tweets": [{TWO}]}}]', [ONE, TWO], None),
    "arrays in the array": (f'{{"tweets": [[{ONE}], [{{}}]]}}', [ONE, "{}"], None),
    "tweets within a tweet": (f'{{"tweets": [{WITHIN}]}} [{WITHIN}]', [WITHIN, WITHIN], None),
    "an object without a text": ('{"tweets": [{"tweet": "a"}, {}]}', ['{"tweet": "a"}', "{}"], None),
    "keys with escapes": (r'{"c\u006funt": 2, "\u0074weets": [{"te\u0078t":1}]}', [r'{"te\u0078t":1}'], 2),
    "commas too many and too few": (f'{{"tweets": [{ONE} {TWO},],}}', [ONE, TWO], None),
    "a count within a tweet": ('[{"count": 4, "text": ""}]', ['{"count": 4, "text": ""}'], None),
    "a count within a string": ('{"note": "\\"count\\": 5", "tweets": []}', [], None),
    "a count further in": ('{"usage": {"count": 5}, "tweets": []}', [], None),
    "a count in quotation marks": ('{"count": "7", "tweets": []}', [], 7),
    "a count that is none": ('{"count": "many", "count": true, "count": 1e3, "count": 12345}', [], None),
    "a count with a point": ('{"count": 4.0}', [], 4),
}  # fmt: skip
ASKED = [name for name in TRICKY if name.startswith(("the reply", "without", "in a wrapper"))]


def feed_all(scanner: Scanner, deltas: Sequence[str]) -> list[str]:
    """What the scanner hands on while it is fed the deltas."""
    return [item for delta in deltas for item in scanner.feed(delta)]


def fed(deltas: Sequence[str]) -> tuple[list[str], Scanner]:
    """What a scanner hands on in all, and the scanner."""
    scanner = Scanner()
    return feed_all(scanner, deltas), scanner


def chunks(text: str, size: int) -> list[str]:
    """The text in pieces of that many characters."""
    return [text[start : start + size] for start in range(0, len(text), size)]


def ends(reply: str, items: Sequence[str]) -> list[int]:
    """Where in the reply each item ends, read from its end backwards: earlier mentions are no items."""
    found, before = [], len(reply)
    for item in reversed(items):
        before = reply.rindex(item, 0, before)
        found.append(before + len(item))
    return found[::-1]


@pytest.mark.parametrize("name", TRICKY)
def test_every_tricky_reply_is_read_at_every_split(name: str) -> None:
    """Whatever the chunk size, and wherever a reply is split in two, tweets, count and end are the same."""
    reply, items, count = TRICKY[name]
    splits = [[reply[:at], reply[at:]] for at in range(len(reply) + 1)]
    sizes = [chunks(reply, size) for size in range(1, len(reply) + 1)]
    for deltas in (*splits, *sizes):
        found, scanner = fed(deltas)
        assert found == items
        assert scanner.count == count
        assert scanner.complete


@pytest.mark.parametrize("name", TRICKY)
def test_a_tweet_comes_at_its_closing_brace(name: str) -> None:
    """Cut anywhere, a reply has given exactly the tweets whose closing brace has come."""
    reply, items, _ = TRICKY[name]
    last = ends(reply, items)
    for at in range(len(reply) + 1):
        for deltas in ([reply[:at]], chunks(reply[:at], 7)):
            found, _ = fed(deltas)
            assert found == items[: sum(end <= at for end in last)]


@pytest.mark.parametrize(
    ("before", "sign"),
    [
        ('{"count": 12', ","),
        ('{"count":12', "}"),
        ('{"tweets": [{"text": ""}], "count": 12', "\n"),
        ('{"count": "12', '"'),
        ('{"thread": {"count": 12, "tweets": ', "["),
        ('[{"count": 12, "tweets": ', "["),
        ('{"thread": {"tweets": [{}], "count": 12', " "),
    ],
)
def test_the_count_is_known_when_its_digits_have_ended(before: str, sign: str) -> None:
    """The number is told with the sign after it; further in, when the tweets begin beside it."""
    scanner = Scanner()
    for one in before:
        scanner.feed(one)
        assert scanner.count is None
    scanner.feed(sign)
    assert scanner.count == 12


@pytest.mark.parametrize("name", ASKED)
def test_a_reply_is_complete_at_its_last_brace(name: str) -> None:
    """Until the top-level value has closed, the reply is not complete; prose behind it changes nothing."""
    reply = TRICKY[name][0]
    scanner = Scanner()
    for sign in reply:
        assert not scanner.complete
        scanner.feed(sign)
    assert scanner.complete
    scanner.feed("\nSee {this} or [1], [")
    assert scanner.complete


@pytest.mark.parametrize(
    "prose", ["", "No.", "See [1] and [[2, 3]].", "[] {}", "<think>{}", "{", '{"a', "<", "<thi"]
)
def test_prose_alone_is_no_complete_reply(prose: str) -> None:
    """What holds no value, or none that has closed, is not complete and gives nothing."""
    for size in range(1, len(prose) + 1):
        found, scanner = fed(chunks(prose, size))
        assert (found, scanner.count, scanner.complete) == ([], None, False)


def test_lines_of_json_are_complete_between_objects() -> None:
    """With one object after another, the reply is complete whenever none is open."""
    scanner = Scanner()
    scanner.feed(ONE)
    assert scanner.complete
    scanner.feed('\n{"te')
    assert not scanner.complete


BROKEN = {
    "bare quotation marks": '{"text": "He said "hi" to us", "alt": ""}',
    "an odd quotation mark": '{"text": "5" wide", "alt": "a"}',
    "a word that is none": '{"text": "a", "page": four}',
    "a number that is none": '{"text": "a", "page": 1.2.3}',
    "no value": '{"text": , "page": 4}',
    "no colon": '{"text" "a"}',
    "no comma": '{"text": "a" "page": 4}',
    "two commas": '{"text": "a",, "page": 4}',
    "the wrong bracket": '{"text": ["a"}',
    "an endless word": f'{{"text": {"1" * 900}}}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_tweet_costs_no_other(name: str) -> None:
    """A tweet that is no JSON is passed over; those before and behind it come at every chunk size."""
    reply = f'{{"count": 4, "tweets": [{ONE}, {BROKEN[name]}, {TWO}, {THREE}]}}'
    for size in range(1, len(reply) + 1):
        found, scanner = fed(chunks(reply, size))
        assert [found[0], *found[-2:]] == [ONE, TWO, THREE]
        assert scanner.count == 4


# Random replies ------------------------------------------------------------------------------------------

STRINGS = st.text(st.sampled_from('"\\{}[],: \n\tu0deéß中\U0001f40d\u2028ab'), max_size=12)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | STRINGS
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3),
    max_leaves=6,
)
RANDOM_TWEETS = st.lists(
    st.builds(lambda rest, text: rest | {"text": text}, st.dictionaries(STRINGS, NESTED, max_size=3), NESTED),
    max_size=4,
)
CUTS = st.lists(st.integers(0, 400), max_size=12)


def cut(text: str, places: list[int]) -> list[str]:
    """The text, cut at those places."""
    within = sorted({0, len(text), *(place for place in places if place < len(text))})
    return [text[start:end] for start, end in pairwise(within)]


@settings(max_examples=300, deadline=None)
@given(
    RANDOM_TWEETS,
    CUTS,
    st.fixed_dictionaries({"ensure_ascii": st.booleans(), "indent": st.sampled_from([None, 1, "\t"])}),
)
def test_random_threads_are_read_as_json_reads_them(
    tweets: list[dict[str, Any]], places: list[int], form: dict[str, Any]
) -> None:
    """However written and cut, the items are the tweets that json.loads finds, as a prefix at every cut."""
    reply = json.dumps({"count": len(tweets), "tweets": tweets}, **form)
    scanner, found, so_far = Scanner(), [], ""
    for delta in cut(reply, places):
        found += [json.loads(item) for item in scanner.feed(delta)]
        so_far += delta
        assert found == tweets[: len(found)]
    assert (found, scanner.count, scanner.complete) == (tweets, len(tweets), True)


@settings(max_examples=200, deadline=None)
@given(RANDOM_TWEETS.filter(bool), CUTS, st.sampled_from(["[]", "lines", "wrapped"]))
def test_random_threads_in_other_forms_are_read_too(
    tweets: list[dict[str, Any]], places: list[int], form: str
) -> None:
    """A bare array, JSON Lines and a wrapper give the same tweets."""
    reply = {
        "[]": json.dumps(tweets),
        "lines": "\n".join(json.dumps(tweet) for tweet in tweets),
        "wrapped": json.dumps({"thread": {"tweets": tweets}}),
    }[form]
    found, scanner = fed(cut(reply, places))
    assert [json.loads(item) for item in found] == tweets
    assert scanner.complete


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('{}[]",:\\ \n1-.ntextcou<hink>/é'), max_size=60), CUTS)
def test_noise_never_depends_on_the_chunks(noise: str, places: list[int]) -> None:
    """Noise raises nothing, and is read in pieces as it is read whole."""
    whole, one = fed([noise])
    pieces, other = fed(cut(noise, places))
    assert (pieces, other.count, other.complete) == (whole, one.count, one.complete)
    assert all(item in noise for item in whole)


# Bounds --------------------------------------------------------------------------------------------------


def tweet(length: int) -> str:
    """A tweet's source of that many characters."""
    return '{"text": "' + "\\n" * ((length - 12) // 2) + "a" * (length % 2) + '"}'


@pytest.mark.parametrize("form", ['{{"tweets": [{0}]}}', "[{0}]", "{0}"])
@pytest.mark.parametrize("size", [97, LONGEST_REPLY])
def test_a_tweet_may_be_so_long_and_no_longer(form: str, size: int) -> None:
    """A tweet at the limit is handed on; one beyond it is an error, open or closed, and stays one."""
    longest = form.format(tweet(LONGEST_ITEM))
    assert fed(chunks(longest, size))[0] == [tweet(LONGEST_ITEM)]
    scanner = Scanner()
    for reply in (
        form.format(tweet(LONGEST_ITEM + 1)),
        form.format(tweet(3 * LONGEST_ITEM))[: 2 * LONGEST_ITEM],
    ):
        scanner = Scanner()
        with pytest.raises(TooMuch, match="longer than 32,000 characters"):
            feed_all(scanner, chunks(reply, size))
    with pytest.raises(TooMuch):
        scanner.feed("}")


def test_what_stands_beside_the_tweets_may_be_longer_than_one() -> None:
    """A long analysis in the wrapper, or before it, is no tweet."""
    analysis = "because " * LONGEST_ITEM
    for reply in (f'{{"analysis": "{analysis}", "tweets": [{ONE}]}}', f"{analysis} {THREAD}"):
        assert fed(chunks(reply, 5000))[0][0] == ONE


@pytest.mark.parametrize("reply", ["a", "[", '{"a": "', "<think>", f"[{ONE},"])
def test_a_reply_without_end_is_an_error(reply: str) -> None:
    """Prose, thinking, strings and tweets end at the limit of the whole, and the error says so."""
    scanner = Scanner()
    scanner.feed(reply)
    with pytest.raises(TooMuch, match="longer than 1,000,000 characters"):
        feed_all(scanner, [" " * 1000] * (LONGEST_REPLY // 1000 + 1))


def test_a_reply_may_nest_so_deep_and_no_deeper() -> None:
    """Nesting at the limit is read; beyond it is an error."""
    inner = DEEPEST - 3
    nested = f'{{"tweets": [{{"text": {"[" * inner}{"]" * inner}}}]}}'
    assert len(fed([nested])[0]) == 1
    with pytest.raises(TooMuch, match="nests more than 64"):
        fed([nested.replace("[]", "[[]]")])


def lines_run(deed: Callable[[], object]) -> int:
    """How many lines of the scanner Python runs in a deed."""
    ran = 0

    def count(_: FrameType, event: str, __: object) -> Any:
        nonlocal ran
        ran += event == "line"
        return count

    def enter(frame: FrameType, _: str, __: object) -> Any:
        return count if frame.f_code.co_filename == scanning.__file__ else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        deed()
    finally:
        sys.settrace(before)
    return ran


def long_replies(length: int) -> Iterator[str]:
    """Replies of about that length in which something goes on for long."""
    tweets = ", ".join([ONE] * (length // len(ONE)))
    yield f'{{"tweets": [{tweets}]}}'
    yield "\n".join([TWO] * (length // len(TWO)))
    yield "<think>" + "</thin" * (length // 6)
    yield '{"' * (length // 2)
    yield '{"a": "' + "\\" * length
    yield '{"a": [' + "{}," * (length // 3)
    yield f'{{"a": "{"b" * length}"}}'


@pytest.mark.parametrize("size", [1, 10_000])
def test_twice_the_reply_is_twice_the_work(size: int) -> None:
    """The lines run grow with the reply's length and no faster, fed by the character or at once."""
    for short, long in zip(long_replies(3000), long_replies(6000), strict=True):
        work = [lines_run(lambda reply=reply: fed(chunks(reply, size))) for reply in (short, long)]  # type: ignore[misc]
        assert work[1] <= 2.1 * work[0] + 200


def test_what_is_kept_does_not_grow_with_the_reply() -> None:
    """Between tweets nothing of the earlier ones is kept, so no step can be as long as the reply."""
    scanner = Scanner()
    scanner.feed('{"tweets": [')
    for _ in range(500):
        assert scanner.feed(f"{ONE}, ") == (ONE,)
        assert sum(map(len, scanner._kept)) < 20


def test_a_long_reply_by_the_character_is_read() -> None:
    """A reply of a quarter of a million characters, fed one at a time, is read whole."""
    tweets = [tweet(25_000)] * 10
    found, scanner = fed(list(f'{{"count": 10, "tweets": [{",".join(tweets)}]}}'))
    assert (found, scanner.complete) == (tweets, True)
