"""Where sentences end in scientific prose.

Our own rules rather than a library's: the kept general splitter tried (sentencex 1.0) ends a sentence
after "Eq." in "Eq. (2)" and after "approx.", and knows neither the footnote digits glued behind a full
stop nor numbered items. One pass with bounded look-around, so hostile text costs linear time.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MOST_BRACKETED = 400
"""Characters between two matching brackets or quotation marks within which no sentence ends."""

_WIDE = "。！？｡．"  # noqa: RUF001  full-width stops, which need no space behind them
_CLOSERS = "\"'”’»)]}』」）》"  # noqa: RUF001  closing marks as printed
_OPENERS = "\"'“‘«([{『「（《„¿¡"  # noqa: RUF001  opening marks as printed
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»", "「": "」", "（": "）"}  # noqa: RUF001  pairs as printed
_BRACKETS = ")]）"  # noqa: RUF001  the closing marks that are no quotation marks
_QUOTED_ON = frozenset("とでがはをにのもって")  # Japanese particles by which a quotation runs on
_BLANK_LINE = re.compile(r"\n[ \t\r\f\v]{0,200}\n")
_STOP = re.compile(rf"[.!?]{{1,16}}|[{_WIDE}]{{1,16}}")
_CITATION = re.compile(r"\s?\[\d[\d,;\s–-]{0,40}\]|[¹²³⁰⁴-⁹†‡∗*]{1,6}")  # noqa: RUF001  marks as printed
_FOOTNOTE = re.compile(r"\d{1,2}(?=\s|$)")
_LAST_WORD = re.compile(r"[^\s(\[{“‘«\"'/,;:—–]{0,40}$")  # noqa: RUF001  dashes as printed
_NEXT_WORD = re.compile(r"[^\s)\]}”’»\"',;:!?。，]{1,40}")  # noqa: RUF001  punctuation as printed
_DOTTED = re.compile(r"[a-z](?:\.[a-z]){1,5}")  # "u.s", "i.i.d"
_DATE = re.compile(r"\d\.\s\d{1,2}$")  # as Korean writes dates: "2020. 3. 5."
_NUMBER_LIKE = re.compile(r"[IVXLC]{1,6}\.?|[A-Za-z]\.?|.{0,8}\d.{0,40}")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never the end of a sentence, whatever follows.
_NEVER = _words(
    "cf eg e.g ie i.e viz vs v.s approx resp ca circa incl excl w.r.t wrt a.k.a s.t dr prof mr mrs ms mme "
    "mlle mm st messrs sr sra gen lt phys lett proc trans symp assoc dept univ inst natl bros eds jan feb "
    "mar apr jun jul aug sept oct nov dec p.ex p.ej z.b d.h u.a bzw vgl sog evtl ggf insb bijv d.w.z "
    "m.b.t núm"
)
# The end only when a word follows that often begins a sentence; so are letters with dots ("U.S.").
_SELDOM = _words("al ph.d b.sc m.sc inc ltd co corp jr conf rev ee.uu")
# Named parts of a paper: no end when a number, a letter or a bracketed number follows.
_REFERRING = _words(
    "fig figs eq eqs eqn eqns sec secs sect ch chap app append tab tbl ref refs alg algs thm lem prop cor "
    "def rem ex no nos nr n° vol pp p pt art abb gl kap §"
)
_STARTERS = _words(
    "the a an this these those that we our i in on at to for from by with as it its they there here "
    "however moreover furthermore thus hence therefore then also while when where although though because "
    "since if given let note see using based both each all some many most such similarly finally first "
    "second third next additionally consequently specifically instead unlike despite after before during "
    "under over what how why le la les un une nous ce cette dans en pour il elle der die das ein eine wir "
    "es dies diese el los las una este esta lo gli noi questo o os nós het een wij deze dit"
)
# They open no sentence in lower case: after a full stop they betray an abbreviation nobody listed.
_RUNS_ON = _words(
    "and or but of to in for with by from at on as is are was were be been has have had the a an that "
    "which who than then so nor et ou de du des und oder von der die das y o e di da en van"
)
# With a number they name what follows: "Theorem 3. Let".
_NUMBERED = _words(
    "theorem lemma proposition corollary definition remark example assumption step figure table algorithm "
    "chapter section appendix claim conjecture case hypothesis"
)
_MONTHS = _words("januar februar märz april mai juni juli august september oktober november dezember")
_WHOLE_WORD = 4  # letters a word must have for the lower-case word behind its full stop to open a sentence
_YEAR = 4  # digits


class _Stop(NamedTuple):
    """A stop and what stands around it."""

    mark: str
    head: str  # how the sentence that would end here begins
    before: str  # what stands before the stop in its sentence, at most 40 characters of it
    closing: str  # closing marks and citation marks behind
    word: str  # the next word, opening marks taken off

    @property
    def last(self) -> str:
        """The word before the stop."""
        found = _LAST_WORD.search(self.before)
        return found[0] if found else ""

    @property
    def opens_lower(self) -> bool:
        """The next word begins with a lower-case letter of prose (not a symbol, as Greek letters are)."""
        letter = self.word[:1]
        return letter.islower() and (letter < "Ͱ" or "Ѐ" <= letter < "\U0001d400")

    @property
    def starter(self) -> bool:
        """The next word often begins a sentence, and is written so."""
        return self.word[:1].isupper() and self.word.rstrip(".").lower() in _STARTERS


def split_sentences(text: str) -> list[str]:
    """The sentences of `text` in order, each with its white space made single spaces.

    Knows the abbreviations, initials, numbers, citation and footnote marks of papers, and the stops of
    Chinese and Japanese; a blank line always ends a sentence. Time is linear in the text.
    """
    return [" ".join(text[start:end].split()) for start, end in sentence_spans(text)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of `split_sentences` stand in `text`: [start, end), trimmed, none empty."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text):
        piece = text[start:end]
        if stripped := piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            spans.append((left, left + len(stripped)))
        start = end
    return spans


def _ends(text: str) -> Iterator[int]:
    """The offsets behind each sentence, in order."""
    bracketed = _bracketed(text)
    for start, end in _blocks(text):
        opened = start  # where the current sentence begins
        for found in _STOP.finditer(text, start, end):
            if found.start() < opened or bracketed[found.start()]:
                continue
            after = _behind(text, found, end)
            if _ends_here(text, opened, found, after, end):
                yield after
                opened = after
        yield end


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between blank lines."""
    start = 0
    for blank in _BLANK_LINE.finditer(text):
        yield start, blank.start()
        start = blank.end()
    yield start, len(text)


def _bracketed(text: str) -> bytearray:
    """1 for each character inside brackets or quotation marks that close soon enough to be meant.

    The last character of a quotation, or of brackets around whole sentences, stays 0: a stop there may
    end the sentence together with the closing mark.
    """
    inside = bytearray(len(text))
    opened: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if opened and place - opened[0][1] > MOST_BRACKETED:
            opened.clear()
        if character in _PAIRS:
            opened.append((_PAIRS[character], place))
        elif opened and character == opened[-1][0]:
            begun = opened.pop()[1]
            if opened:
                continue
            alone = text[max(0, begun - 3) : begun].rstrip()[-1:] in {"", ".", "!", "?"}
            whole = alone or character not in _BRACKETS
            length = place - begun - whole
            inside[begun : begun + length] = b"\x01" * length
    return inside


def _behind(text: str, stop: re.Match[str], end: int) -> int:
    """The offset behind the closing marks and citation marks that follow a stop."""
    place = stop.end()
    limit = min(end, place + 8)
    while place < limit and text[place] in _CLOSERS:
        place += 1
    before = text[stop.start() - 1 : stop.start()]
    footnote = _FOOTNOTE.match(text, place, end) if before.isalpha() or before in ")]”" else None
    if footnote:
        return footnote.end()
    for _ in range(3):
        mark = _CITATION.match(text, place, end)
        if not mark:
            break
        place = mark.end()
    return place


def _ends_here(text: str, opened: int, found: re.Match[str], after: int, end: int) -> bool:
    """Whether the stop `found` ends the sentence begun at `opened`; `after` is behind its closing marks."""
    closing = text[found.end() : after]
    if found[0][0] in _WIDE:
        return not (closing and after < end and text[after] in _QUOTED_ON)
    if after < end and not text[after].isspace():
        return False
    place = after
    while place < end and (text[place].isspace() or text[place] in _OPENERS):
        place += 1
    if place >= end:
        return True
    before = text[max(opened, found.start() - 40) : found.start()]
    following = _NEXT_WORD.match(text, place, end)
    stop = _Stop(
        mark=found[0],
        head=text[opened : min(found.start(), opened + 60)].strip(),
        before=before,
        closing=closing,
        word=following[0] if following else "",
    )
    if before.endswith("(") or not stop.word:  # "(?)" marks a citation that was not found
        return False
    return _full_stop_ends(stop) if stop.mark == "." else not stop.opens_lower


def _full_stop_ends(stop: _Stop) -> bool:
    """Whether one full stop ends a sentence."""
    name = stop.last.rstrip(_CLOSERS).lower()
    runs_on = stop.opens_lower and stop.word in _RUNS_ON
    if (
        not stop.before.strip() or stop.before[-1].isspace() or stop.word.startswith(".")
    ):  # ". . ." and stray stops
        return stop.starter
    abbreviation = _abbreviation_ends(stop, name)
    if abbreviation is not None:
        return abbreviation
    if stop.last[-1:] in _CLOSERS or stop.closing.strip("0123456789"):
        return not runs_on
    if len(name) == 1 and name.isalpha():
        return _letter_ends(stop)
    if name[-1:].isdigit():
        return _number_ends(stop, name)
    whole_word = name.isalpha() and len(name) >= _WHOLE_WORD and stop.last[1:].islower()
    return not stop.opens_lower or (whole_word and not runs_on)


def _abbreviation_ends(stop: _Stop, name: str) -> bool | None:
    """Whether the full stop of an abbreviation ends the sentence too; None when it is no abbreviation."""
    if name in _NEVER:
        return False
    if name in _REFERRING and (stop.closing or _NUMBER_LIKE.fullmatch(stop.word)):
        return stop.starter and len(stop.word) > 1 and not stop.closing
    if name in _SELDOM or _DOTTED.fullmatch(name) or stop.last in {"No", "Nos"}:
        return stop.starter
    return None


def _letter_ends(stop: _Stop) -> bool:
    """Whether a single letter with a full stop ends a sentence, or is an initial."""
    if stop.word[0].isalpha() and stop.word[1:] == ".":  # the next initial: "J. K."
        return False
    if stop.last.isupper() or stop.last in "pnzdu":
        return stop.starter
    return not stop.opens_lower


def _number_ends(stop: _Stop, name: str) -> bool:
    """Whether a number's full stop ends a sentence, or numbers what follows ("2. We", "Lemma 3. Let")."""
    words = stop.head.lower().split(maxsplit=2)
    if _DATE.search(stop.before):
        return stop.starter
    if words[0] == name or (len(words) == 2 and words[0] in _NUMBERED):  # noqa: PLR2004  a name and a number
        return False
    if stop.word[0].isdigit():  # else a decimal or a date torn apart
        return len(name) == _YEAR
    return not stop.opens_lower and stop.word.lower() not in _MONTHS
