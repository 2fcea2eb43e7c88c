"""A paper's title as people write it: plain letters, and no capitals throughout."""

import re
from collections import Counter
from itertools import islice

from bot.papers import Paper
from bot.writing.extracting.prose import plain

_LATEX_FORMAT = re.compile(
    r"\\(?:emph|text\w{0,2}|math\w{1,4}|rm|it|bf|tt|sc|em|left|right|ensuremath|mbox|,|;|!"
    r"|:)(?![a-zA-Z])\s?"
)
_LATEX_NAME = re.compile(r"\\([a-zA-Z]{1,20}|.)")
_MOST_SMALL = 0.2  # share of small letters up to which a title is set in capitals
_FEWEST_LETTERS = 8
_SENTENCES = 400  # of the paper, in which a word's usual spelling is looked up
_WORD = re.compile(r"[^\W\d_][\w\u2019']*")
_SMALL_WORDS = frozenset(
    "a an the and or but nor of in on at by to for from with via as is are be vs into over under than".split()  # noqa: SIM905  a list of words reads better
)
_LONGEST_UNKNOWN = 4  # letters of a word that is taken for an abbreviation if the paper never says it
_NO_VOWEL = re.compile(r"[^AEIOUY]+")
_SPACE_LOST = re.compile(r"(?<=[a-z]{3}:)(?=[A-Z][a-z])")


def title_of(paper: Paper) -> str:
    """The title in plain letters, without formula marks, handles or links that X would act on.

    A title in capitals is set in title case; a word keeps the capitals it has in the paper's text.
    """
    title = _LATEX_NAME.sub(r"\1", _LATEX_FORMAT.sub("", plain(paper.title[:600])))
    for mark in ("$", "{", "}", "@", "**"):
        title = title.replace(mark, "")
    title = _SPACE_LOST.sub(" ", " ".join(title.split()))
    letters = [c for c in title if c.isalpha()]
    small = sum(c.islower() for c in letters)
    if len(letters) < _FEWEST_LETTERS or small > _MOST_SMALL * len(letters) or " " not in title:
        return title
    return _in_title_case(title, paper)


def _in_title_case(title: str, paper: Paper) -> str:
    said = " ".join(
        (paper.abstract[:6000], *(sentence.text for sentence in islice(paper.sentences, _SENTENCES)))
    )
    spellings: dict[str, Counter[str]] = {word.casefold(): Counter() for word in _WORD.findall(title)}
    for word in _WORD.findall(said):
        if (counter := spellings.get(word.casefold())) is not None:
            counter[word] += 1

    def cased(found: re.Match[str]) -> str:
        word = found[0]
        begins = found.start() == 0 or title[: found.start()].rstrip().endswith(
            (":", "?", "!", ".", "\u2014")
        )
        if any(c.islower() for c in word):
            return word
        if word.lower() in _SMALL_WORDS:
            return word.capitalize() if begins else word.lower()
        usual = spellings[word.casefold()]
        if usual:
            best = usual.most_common(1)[0][0]
            return best[:1].upper() + best[1:] if best[1:].islower() or len(best) == 1 else best
        short = len(word) <= _LONGEST_UNKNOWN or _NO_VOWEL.fullmatch(word)
        return word if short else word.capitalize()

    return _WORD.sub(cased, title)
