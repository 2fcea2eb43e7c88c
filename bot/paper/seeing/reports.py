"""What is told of text that no reader sees: one report a page and reason, and none of what figures crop away.

Text that was painted white, tiny, without ink or off the page was put there so, and is always reported.
Text that is clipped, covered or transparent is, in honest papers, what is left of a figure's labels and
listings: it is reported when it reads as prose, as an order to a language model does.
"""

import re

from bot.papers import HiddenText

CHARS = 500
"""Characters of one report."""

_REPORTS = 200  # of one paper
_WORD = re.compile(r"[^\W\d_]{3}|[\u3040-\u9fff\uac00-\ud7af]")
_LETTERS = r"[^\W\d_]++(?:['\u2019-][^\W\d_]++)?+[,;:]?+"  # possessive: a pass over the text
_RUN = re.compile(rf"(?<![^\W\d_]){_LETTERS}(?: {_LETTERS}){{4,60}}")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{8}")
_DISTINCT, _SMALL = 4, 3  # words of a run of prose: different ones, and those in small letters
_GRAMMAR = frozenset(
    """
    a all an and any are as at be but by do for from give has have if ignore in is it its must no not of on
    only or paper please review should that the their this to we with you your
    """.split()  # noqa: SIM905  one word a line would fill a page
)
_GRAMMATICAL = 2  # such words make a run in capitals prose


class Reports:
    """Gathers hidden pieces and gives them as reports."""

    def __init__(self, always: frozenset[str]) -> None:
        """`always` are the reasons of which every text is reported."""
        self._always = always
        self._pieces: dict[tuple[int, str], str] = {}

    def add(self, page: int, reason: str, text: str) -> None:
        """Take in a piece; what does not fit into a report is dropped."""
        before = self._pieces.get((page, reason))
        if before is None and len(self._pieces) >= _REPORTS:
            return
        if text and len(before or "") < 2 * CHARS:
            self._pieces[page, reason] = f"{before} {text}" if before else text

    def told(self) -> list[HiddenText]:
        """The reports, by page."""
        return [
            HiddenText(page=page, text=text[:CHARS].strip(), reason=reason)
            for (page, reason), text in self._pieces.items()
            if _WORD.search(text) and (reason in self._always or reads_as_prose(text))
        ]


def reads_as_prose(text: str) -> bool:
    """Whether words follow one another as in a sentence, and not as in labels or a listing."""
    if _IDEOGRAPHS.search(text):
        return True
    for run in _RUN.findall(text):
        words = [word.strip(",;:") for word in run.split()]
        small = {word for word in words if word.islower() and len(word) > 1}
        grammatical = {word.lower() for word in words} & _GRAMMAR
        if len(set(words)) >= _DISTINCT and (len(small) >= _SMALL or len(grammatical) >= _GRAMMATICAL):
            return True
    return False
