"""Splits an abstract or a caption into sentences; the reader has split the body already."""

import re

_STOP = re.compile(
    r"[.!?][)\]\"'\u201d\u2019]{0,2}(?:\s?\[\d[\d,; \u2013-]{0,30}\])?\s+(?=[^\Wa-z_]|[(\[\"\u201c\u2018])"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:[A-Z]|[a-z]\.[a-z]|[A-Z]\.[A-Z]|et al|vs|cf|viz|approx|resp|ca|Figs?|Tabs?|Eqs?|Eqns?"
    r"|Secs?|Refs?|Alg|Thm|Prop|Def|App|Ch|No|Nos|Vol|pp|Dr|Prof|Mr|Ms|St|incl|excl)\.$",
)
_LOOKED_BACK = 12  # characters an abbreviation has at the most


def sentences_of(text: str) -> list[str]:
    """The sentences of `text` in order, each with its white space made single spaces; linear time."""
    text = " ".join(text.split())
    found: list[str] = []
    begun = 0
    for stop in _STOP.finditer(text):
        if stop[0][0] == "." and _ABBREVIATION.search(
            text[max(begun, stop.start() - _LOOKED_BACK) : stop.start() + 1]
        ):
            continue
        found.append(text[begun : stop.end()].strip())
        begun = stop.end()
    found.append(text[begun:].strip())
    return [sentence for sentence in found if sentence]
