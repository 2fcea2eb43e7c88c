"""Tweets: roles, what is known of each text, X's weighted length, numbering and the exported form."""

from enum import StrEnum

from bot.papers import FigureKey
from bot.values import Value

LIMIT = 280
"""Weighted characters of one tweet, numbering included (X, twitter-text v3)."""

FEWEST, MOST = 8, 13
"""Tweets in a thread, both included (the house style)."""


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


class Uncovered(Value):
    """A figure or table without a tweet, and why."""

    figure: FigureKey
    reason: str


class Usage(Value):
    """What a writer's call cost; zero for writers that cost nothing are not reported at all."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    dollars: float = 0.0


def weighted_length(text: str) -> int:
    """Length of `text` as X counts it (twitter-text v3: URLs 23, emoji 2, most scripts 1 or 2)."""
    from twitter_text import parse_tweet  # noqa: PLC0415  replaced below

    return int(parse_tweet(text).asdict()["weightedLength"])
