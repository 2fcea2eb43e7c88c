"""The worked examples of the system prompt keep every rule that a model is held to."""

import re
import tomllib
from functools import cache
from statistics import fmean
from typing import NamedTuple

import pytest

from bot.arxiv_id import ArxivId
from bot.lab import Lab, LabMember
from bot.paper.reading import read_paper
from bot.papers import FigureKey, FigureKind, Paper
from bot.ports import Brief
from bot.tweets import (
    FEWEST,
    MOST,
    ROOM,
    Role,
    Wording,
    emoji_spans,
    hashtags_in,
    weighted_length,
    with_hashtags,
    without_links,
)
from bot.writing.asking.tasks import facts as told_facts
from bot.writing.checks import Grounds, bare, check_thread, check_tweet, verified_evidence
from bot.writing.prompts import FOLDER
from tests.papers import PAPERS

EXAMPLES = ("lighthouse", "orchard", "tidepool")

LEAST, AIM, MOST_LISTED, MOST_WITH_LINK = 80, 150, 180, 200
"""Weighted characters, line breaks counted: of a tweet, of one that lists numbers, of the code tweet."""

LISTING = 2
"""Tweets of a thread that may go beyond the aim."""

MEAN_MOST, MEAN_WORDS = 145, 25
"""On average over all tweets but the announcement: a model copies the length it sees, not the rule."""

RUN = 8
"""Words in a row that a tweet and its paper may not share: the tweet says it anew."""

_FILE = re.compile(r"\+\+\+\n(?P<head>.+?\n)\+\+\+\n(?P<body>.+)", re.DOTALL)
_HEADING = re.compile(r"^# - tweet (\d+)\n", re.MULTILINE)
_EVIDENCE = re.compile(
    r"\[(?P<role>[a-z_]+)(?: · (?P<kind>Figure|Table) (?P<number>\S+))?"
    r"(?: · p\. (?P<page>\d+): “(?P<quote>.+)”)?\]"
)
_ALT = re.compile(r"\[alt: (?P<alt>\S.*)\]")
_NAMED = re.compile(r"(?P<name>[^,()]+?)(?: \((?P<x>@\w+)\))?(?:, |$)")
_BANNED = re.compile(r"- Not one of these: (?P<list>.+?)\n- ", re.DOTALL)


class Example(NamedTuple):
    """A worked example: what the model was told besides the paper, and the thread."""

    slug: str
    facts: str
    wordings: tuple[Wording, ...]


@cache
def example(slug: str) -> Example:
    """The example of that name, as it stands in the prompts."""
    return parsed((FOLDER / "examples" / f"{slug}.md").read_text(encoding="utf-8"))


def parsed(text: str) -> Example:
    """An example file, read strictly: whatever is not in its form fails an assertion."""
    parts = _FILE.fullmatch(text)
    assert parts, "an example is a head between two lines +++, and tweets"
    head = tomllib.loads(parts["head"])
    assert head.keys() == {"paper", "facts"}
    before, *pieces = _HEADING.split(parts["body"])
    assert not before.strip(), "nothing stands before the first tweet"
    numbers, blocks = pieces[::2], pieces[1::2]
    assert [int(number) for number in numbers] == list(range(1, len(blocks) + 1))
    wordings = (wording(place, block.strip()) for place, block in enumerate(blocks))
    return Example(head["paper"], head["facts"].strip(), tuple(wordings))


def wording(place: int, block: str) -> Wording:
    """One tweet: text, evidence, and the alternative text of its picture."""
    lines = block.split("\n")
    alt = _ALT.fullmatch(lines[-1])
    if alt:
        lines.pop()
    evidence = _EVIDENCE.fullmatch(lines.pop())
    assert evidence, f"tweet {place + 1} has no line of evidence under its text"
    assert bool(alt) is bool(evidence["kind"]), f"tweet {place + 1}: a picture has its alternative text"
    text = "\n".join(lines)
    assert text == text.strip(), f"tweet {place + 1}: the line of evidence stands right under the text"
    assert not any(line.startswith("[") for line in lines), f"tweet {place + 1}: brackets inside the text"
    kind = evidence["kind"]
    return Wording(
        index=place,
        role=Role(evidence["role"]),
        text=text,
        figure=FigureKey(kind=FigureKind(kind.lower()), number=evidence["number"]) if kind else None,
        quote=evidence["quote"] or "",
        page=int(evidence["page"]) if evidence["page"] else None,
        alt=alt["alt"] if alt else "",
    )


@cache
def brief(slug: str) -> Brief:
    """What Herald knew when it told the facts of an example."""
    said = dict(line.split(": ", maxsplit=1) for line in example(slug).facts.splitlines())
    read = read_paper(PAPERS[slug].pdf.read_bytes())
    paper = Paper.model_validate(
        {name: getattr(read, name) for name in Paper.model_fields}
        | {"id": ArxivId.parse(said["link to the paper"])}
    )
    authors = [(found["name"], found["x"]) for found in _NAMED.finditer(said["authors"])]
    lab = Lab(
        members=tuple(LabMember(name=name, x=x) for name, x in authors if x),
        hashtags=hashtags_in(said.get("the lab's hashtags", "")),
    )
    venue = re.fullmatch(r"#(\w+?)(\d{4})( \(a workshop there\))?", said.get("venue", ""))
    note = f"It is at {venue[1]} {venue[2]}{', at a workshop' if venue[3] else ''}." if venue else ""
    return Brief(paper=paper, lab=lab, note=note)


@cache
def grounds(slug: str) -> Grounds:
    """The grounds of that brief."""
    return Grounds.of(brief(slug))


def banned() -> list[re.Pattern[str]]:
    """The words that the system prompt's section on voice rules out, as it lists them."""
    found = _BANNED.search((FOLDER / "house.md").read_text(encoding="utf-8"))
    assert found, "house.md lists what must not be said"
    listed = " ".join(found["list"].replace("\\\n", " ").split()).rstrip(".")
    phrases = [
        (quoted or plain).strip().removesuffix(" as praise").rstrip(":")
        for quoted, plain in re.findall(r'"([^"]+)"|([^",]+)', listed)
    ]
    return [
        re.compile(r".{1,60}".join(map(re.escape, re.split(r"\b[XY]\b", phrase))), re.IGNORECASE)
        for phrase in phrases
        if phrase
    ]


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return re.findall(r"\w+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of `RUN` words in a text."""
    said = words(text)
    return {tuple(said[start : start + RUN]) for start in range(len(said) - RUN + 1)}


def test_every_example_is_tested() -> None:
    """No example stands in the prompt that these tests do not look at, and each is named for its paper."""
    assert sorted(path.stem for path in (FOLDER / "examples").glob("*.md")) == list(EXAMPLES)
    assert [example(slug).slug for slug in EXAMPLES] == list(EXAMPLES)


@pytest.mark.parametrize(
    "body",
    [
        "# - tweet 1\nText.\n",
        "# - tweet 1\nText.\n\n[result]\n",
        "# - tweet 1\nText.\n[alt: a chart]\n[result]\n",
        "# - tweet 1\nText.\n[result · Figure 1 · p. 2: “Words.”]\n",
        "# - tweet 1\nText.\n[result · p. 2: Words.]\n",
        "# - tweet 2\nText.\n[result]\n",
        "Words.\n# - tweet 1\nText.\n[result]\n",
    ],
)
def test_what_is_not_in_the_form_is_refused(body: str) -> None:
    """The reading of the examples is strict: a slip in the form does not pass as a tweet."""
    with pytest.raises(AssertionError):
        parsed(f'+++\npaper = "orchard"\nfacts = ""\n+++\n{body}')


@pytest.mark.parametrize("slug", EXAMPLES)
def test_the_facts_are_those_herald_tells(slug: str) -> None:
    """The facts of an example are what a model is told of such a paper and lab, up to the length."""
    assert told_facts(brief(slug), grounds(slug)).startswith(f"{example(slug).facts}\n")


@pytest.mark.parametrize("slug", EXAMPLES)
def test_no_check_finds_anything(slug: str) -> None:
    """Neither a hard nor a soft finding on any tweet, nor on the thread as a whole."""
    said = example(slug).wordings
    found = {
        each.index + 1: findings
        for each in said
        if (findings := check_tweet(each, n=each.index + 1, of=len(said), grounds=grounds(slug)))
    }
    assert found == {}
    assert check_thread(said, grounds(slug)).findings == {}


@pytest.mark.parametrize("slug", EXAMPLES)
def test_every_quote_stands_on_its_page(slug: str) -> None:
    """Each quote is found in the paper, on the page that is named."""
    for said in example(slug).wordings:
        evidence = verified_evidence(said, grounds(slug))
        assert evidence is None or (evidence.verified and evidence.page == said.page), said.quote


@pytest.mark.parametrize("slug", EXAMPLES)
def test_lengths(slug: str) -> None:
    """As many tweets as a thread has, each with room for its number and the lab's hashtags."""
    said, hashtags = example(slug).wordings, brief(slug).lab.hashtags
    assert FEWEST <= len(said) <= MOST
    for each in said:
        assert weighted_length(each.text) <= ROOM
        assert set(hashtags) <= set(hashtags_in(with_hashtags(each.text, hashtags))), "they have no room"


@pytest.mark.parametrize("slug", EXAMPLES)
def test_the_tweets_are_as_short_as_the_rule(slug: str) -> None:
    """All but the announcement keep to the length aimed at, one by one and on average."""
    _, code, *others = said = [each.text for each in example(slug).wordings]
    assert weighted_length(code) <= MOST_WITH_LINK
    lengths = {text: weighted_length(text) for text in others}
    assert {text: length for text, length in lengths.items() if not LEAST <= length <= MOST_LISTED} == {}
    assert len([text for text, length in lengths.items() if length > AIM]) <= LISTING
    assert fmean(map(weighted_length, said[1:])) <= MEAN_MOST
    assert fmean(len(bare(text).split()) for text in said[1:]) <= MEAN_WORDS


@pytest.mark.parametrize("slug", EXAMPLES)
def test_hashtags_are_those_of_the_rule(slug: str) -> None:
    """The lab's own are not typed, the venue's stand in the announcement, others in the code tweet alone."""
    announcement, code, *others = (hashtags_in(each.text) for each in example(slug).wordings)
    venue = grounds(slug).venue
    assert announcement == (venue.hashtags if venue else ())
    assert not any(others)
    assert not code if brief(slug).lab.hashtags else 3 <= len(code) <= 6


@pytest.mark.parametrize("slug", EXAMPLES)
def test_the_voice(slug: str) -> None:
    """No ruled-out word, no emoji, no dash, few exclamation marks, and openings that vary."""
    texts = [each.text for each in example(slug).wordings]
    together = "\n\n".join(texts)
    assert [found[0] for pattern in banned() if (found := pattern.search(together))] == []
    assert not emoji_spans(together)
    assert not re.search(r"\u2014|\s\u2013\s|\s--?\s", together)
    assert together.count("!") <= len(texts) / 3
    openings = [words(without_links(text))[0] for text in texts]
    assert all(openings.count(word) <= 2 for word in openings), openings


def test_the_ruled_out_words_are_read_from_the_rules() -> None:
    """The list in the system prompt is understood, its patterns too."""
    patterns = banned()
    for text in ("A groundbreaking result", "It's not a bug, it's a feature", "A thread: 1"):
        assert any(pattern.search(text) for pattern in patterns), text
    assert not any(pattern.search("It is a plain sentence about notes.") for pattern in patterns)


@pytest.mark.parametrize("slug", EXAMPLES)
def test_the_tweets_say_it_in_their_own_words(slug: str) -> None:
    """No tweet takes over a run of words from the paper, but for its title."""
    paper = grounds(slug).paper
    own = set().union(*(runs(sentence.text) for sentence in grounds(slug).quotes.sentences))
    for said in example(slug).wordings:
        assert not runs(bare(said.text.replace(paper.title, ""))) & own, said.text
