"""Tweets: roles, what is known of each text, X's weighted length, numbering and the exported form."""

import re
import unicodedata
import warnings
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from bot.papers import FigureKey
from bot.values import Value

with warnings.catch_warnings():
    # It reads its table of emoji by pkg_resources, whose deprecation is no news for people at a terminal.
    warnings.filterwarnings("ignore", message=".*pkg_resources")
    from twitter_text import extract_emojis_with_indices, extract_urls_with_indices, parse_tweet
    from twitter_text.regexp.invalid_domain_chars import invalid_domain_chars

LIMIT = 280
"""Weighted characters of one tweet, numbering included (X, twitter-text v3)."""

FEWEST, MOST = 8, 13
"""Tweets in a thread, both included (the house style)."""

ROOM = LIMIT - len(f"\n\n{MOST}/{MOST}")
"""Weighted characters of a tweet's own text beside the widest numbering."""


_LONGEST_DOMAIN = 253  # characters (RFC 1035)
_MOST_LABELS = 16  # no address people post has more
_LONGEST_LINKED = 20_000  # characters; in a longer text, which is no tweet anyhow, no links are looked for
_LONGEST_LINK = 4096  # characters; X makes no link of a longer address
_DOMAIN_RUN = re.compile(rf"(?:[^{invalid_domain_chars.pattern}]|[._-])+")
_HASHTAG = re.compile(r"(?<![\w#&/])#(\w{0,100}[^\W\d]\w{0,100})")
_OWN_NUMBER = re.compile(r"[(\[]?\d{1,2}/\d{1,2}[)\]]?")
_UNBROKEN = re.compile(rf"\S{{{_LONGEST_LINK + 1},}}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")


class Role(StrEnum):
    """What a tweet is for; the order here is the order of the house style, the limitation last."""

    ANNOUNCEMENT = "announcement"
    CODE = "code"
    CONTRIBUTION = "contribution"
    METHOD = "method"
    RESULT = "result"
    IMPACT = "impact"
    FUTURE_WORK = "future_work"
    THANKS = "thanks"
    LIMITATION = "limitation"


class Severity(StrEnum):
    """HARD: cannot be approved before it is changed. SOFT: a warning to the reviewer."""

    HARD = "hard"
    SOFT = "soft"


class Finding(Value):
    """What a check says about a text; `words` are for the reviewer and for the writer that mends it."""

    rule: str  # kebab-case: "number-not-in-paper"
    severity: Severity
    words: str


class Evidence(Value):
    """The sentence of the paper a tweet rests on. `verified`: code found the quote on that page."""

    page: int
    quote: str
    verified: bool = False


class Wording(Value):
    """One tweet as a writer hands it on, not yet checked. `text` is without its `k/N`."""

    index: int  # its place, from 0; a later wording of the same index replaces an earlier one
    role: Role
    text: str
    figure: FigureKey | None = None
    quote: str = ""  # verbatim from the paper; "" where nothing is claimed
    page: int | None = None  # of the quote
    alt: str = ""  # alternative text of the figure's picture


class Covered(Value):
    """A figure or table that a tweet shows, and what makes it worth one."""

    figure: FigureKey
    reason: str


class Uncovered(Value):
    """A figure or table without a tweet, and why."""

    figure: FigureKey
    reason: str


class Usage(Value):
    """What a writer's call cost; writers that cost nothing report none at all."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    dollars: float = 0.0
    unpriced_tokens: int = 0  # in and out, of models whose price is not known: no part of `dollars`


# How X counts and links ----------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def weighted_length(text: str) -> int:
    """Length of `text` as X counts it (twitter-text v3: URLs 23, emoji 2, most scripts 1 or 2)."""
    text = unicodedata.normalize("NFC", _LONE_SURROGATE.sub("\ufffd", text))  # a JSON reply can hold them
    if len(text) > _LONGEST_LINKED:
        return _weigh(text.replace(".", ","))
    runs: list[str] = []

    def take_out(run: re.Match[str]) -> str:
        if _may_link(run):
            return run[0]
        runs.append(run[0])
        return ","  # of weight 1, and no part of an address

    rest = _DOMAIN_RUN.sub(take_out, _UNBROKEN.sub(take_out, text))
    return _weigh(rest) + sum(_weigh(run.replace(".", ",")) - 1 for run in runs)


def link_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where in `text` X makes a link: (start, end) in characters; bare domains link by themselves too."""
    if len(text) > _LONGEST_LINKED:
        return ()

    def blot_out(run: re.Match[str]) -> str:
        return run[0] if _may_link(run) else "," * len(run[0])

    safe = _DOMAIN_RUN.sub(blot_out, _UNBROKEN.sub(blot_out, text))
    return tuple((start, end) for start, end in (url["indices"] for url in extract_urls_with_indices(safe)))


def emoji_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where in `text` an emoji stands, sequences joined by zero-width joiners being one: (start, end)."""
    return tuple((start, end) for start, end in (one["indices"] for one in extract_emojis_with_indices(text)))


def _may_link(run: re.Match[str]) -> bool:
    """Whether the library may look for an address in a run of characters that a domain or a link is made of.

    Its patterns take cubic time on runs such as "a.a.a.a" and quadratic time on long paths; what is longer
    than any address is spared them, and counts as plain characters.
    """
    if run.re is _UNBROKEN:
        return False
    return len(run[0]) <= _LONGEST_DOMAIN and run[0].count(".") <= _MOST_LABELS


def _weigh(text: str) -> int:
    return int(parse_tweet(text).weightedLength)


# What is posted and exported -----------------------------------------------------------------------------


def numbered(text: str, n: int, of: int) -> str:
    """The exact text as posted: the tweet, a blank line, its `k/N`."""
    return f"{text}\n\n{n}/{of}"


def tidied(text: str) -> str:
    """A text as it was handed in, without stray white space and without its own `k/N` on the last line.

    Half characters, which no network takes, become question marks.
    """
    text = text.encode("utf-8", "replace").decode()
    lines = [" ".join(line.split()) for line in text.splitlines()]
    while lines and (not lines[-1] or _OWN_NUMBER.fullmatch(lines[-1])):
        lines.pop()
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def hashtags_in(text: str) -> tuple[str, ...]:
    """The hashtags of a text as written, with the leading #; the fragment of a link is none."""
    return tuple(f"#{tag}" for tag in _HASHTAG.findall(without_links(text)))


def without_links(text: str) -> str:
    """The text with each link that X would make replaced by one space."""
    kept, place = [], 0
    for start, end in link_spans(text):
        kept.append(text[place:start])
        place = end
    return " ".join((*kept, text[place:]))


def with_hashtags(text: str, hashtags: Sequence[str], *, room: int = ROOM) -> str:
    """The text followed by those hashtags it does not have yet, as many as `room` (weighted) admits.

    A hashtag that does not fit is left out whole, and a shorter one behind it may still come in.
    """
    known = {tag.casefold() for tag in hashtags_in(text)}
    last = text.rsplit("\n", 1)[-1].split()
    goes_on = bool(last) and all(
        _HASHTAG.fullmatch(word) for word in last
    )  # a line of hashtags is there already
    for tag in hashtags:
        longer = f"{text}{' ' if goes_on else chr(10) * 2}{tag}"
        if tag.casefold() in known or weighted_length(longer) > room:
            continue
        text, goes_on = longer, True
        known.add(tag.casefold())
    return text


def exported(tweets: Sequence[tuple[str, FigureKey | None]]) -> str:
    """The thread as Markdown in the form the lab keeps its threads in; texts come without their `k/N`.

    Each tweet is its heading `# - tweet 1`, its text, a blank line, `1/13`, and `[image: Figure 2]` if it
    has a picture.
    """
    parts = []
    for n, (text, figure) in enumerate(tweets, 1):
        picture = f"\n[image: {figure}]" if figure else ""
        parts.append(f"# - tweet {n}\n{numbered(text, n, len(tweets))}{picture}\n")
    return "\n".join(parts)


def copy_ready(tweets: Sequence[tuple[str, str]]) -> str:
    """The thread as plain text for posting by hand: between the rules stands exactly what is posted.

    The rule above a tweet carries what goes with it, the second of each pair, as "with figure-2.png"; texts
    come without their `k/N`.
    """
    parts = []
    for n, (text, beside) in enumerate(tweets, 1):
        said = f" {beside} " if beside else ""
        parts.append(f"{said:─^60}\n{numbered(text, n, len(tweets))}\n")
    return "".join(parts)
