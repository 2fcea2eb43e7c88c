"""How much two texts say the same, by the words they share."""

import re

_WORD = re.compile(r"[^\W_][\w\u2019'-]*")
_COMMON_WORDS = (
    "a an the of and or to in on for with by from at as is are was were be been we our us i this "
    "that these those it its they their which who can could may will would has have had do does not "
    "no than then more most such both also using use used show shows shown find found when where "
    "while how what into between over under all any each other only one two new paper work study "
    "limitation future code our s"
)
_COMMON = frozenset(_COMMON_WORDS.split())
TOO_ALIKE = 0.5
"""Share of the shorter text's words found in the other from which two tweets say the same."""


def words_of(text: str) -> frozenset[str]:
    """The words that carry meaning, without their plural and verb endings."""
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _COMMON)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the words of the smaller set that the other has too, from 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ing", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:  # noqa: PLR2004  what is left still tells words apart
            return word[: -len(ending)]
    return word
