"""Makes a text shorter without saying anything else: leaves out what grammar can do without."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bot.sentences import split_sentences
from bot.tweets import weighted_length
from bot.writing.extracting.prose import is_debris

_FILLERS = tuple(  # only what means the same in every sentence it can stand in
    (re.compile(rf"\b{pattern}\b", re.IGNORECASE), instead)
    for pattern, instead in (
        (r"in order to", "to"),
        (r"so as to", "to"),
        (r"due to the fact that", "because"),
        (r"despite the fact that", "although"),
        (r"a (?:large|great|significant) number of(?! (?:the|our|these|those|its|their)\b)", "many"),
        (r"a (?:wide|broad) (?:range|variety) of(?! (?:the|our|these|those|its|their)\b)", "many"),
        (r"a number of(?! (?:the|our|these|those|its|their)\b)", "several"),
        (r"a variety of(?! (?:the|our|these|those|its|their)\b)", "various"),
        (r"the majority of(?= (?:the|our|these|those|its|their)\b)", "most of"),
        (r"(?<!vast )the majority of(?! (?:the|our|these|those|its|their)\b)", "most"),
        (r"(?<=, )as well as", "and"),
        (r"is able to", "can"),
        (r"are able to", "can"),
        (r"has the ability to", "can"),
        (r"have the ability to", "can"),
        (r"make use of", "use"),
        (r"makes use of", "uses"),
        (r"utili[sz]e", "use"),
        (r"utili[sz]es", "uses"),
        (r"utili[sz]ing", "using"),
        (r"demonstrate", "show"),
        (r"demonstrates", "shows"),
        (r"numerous", "many"),
        (r"prior to", "before"),
        (r"subsequent to", "after"),
        (r"in the context of", "in"),
        (r"for the purpose of", "for"),
        (r"approximately(?= \d)", "about"),
        (r"publicly available", "public"),
        (r"in addition to", "besides"),
        (r"whether or not", "whether"),
        (r"over the course of", "during"),
        (r"by means of", "by"),
        (r"through the use of", "with"),
        (r"both(?= [\w-]+ and [\w-]+)", ""),
        (r"(?<=[a-z] )(?:that|which) (?:is|are|was|were)(?= (?:based|trained|used|called|designed)\b)", ""),
    )
)
_LINKS = r"and|or|but|yet|because|as|in|on|at|by|to|for|with|from|than|of|enough"
_WEAK = re.compile(  # adverbs before a plain word
    r"\b([\w\u2019'-]+ )?(?:very|quite|really|simply|actually|essentially|basically|carefully|successfully"
    rf"|effectively|thoroughly) (?=(?!(?:{_LINKS})\b)[a-z])"
)
_HOLDS_ON = frozenset(
    [
        "more",
        "most",
        "less",
        "least",
        "not",
        "n't",
        "as",
        "so",
        "how",
        "too",
        "and",
        "or",
        "but",
        "only",
        "no",
        "by",
    ]
)
"""Words that an adverb behind them cannot leave: "more thoroughly test"."""

_WEAK_NAMES = re.compile(  # adjectives of praise between an article and the noun they praise
    rf"\b([Aa]n?|[Oo]ur|[Tt]he) (?:novel|extensive|comprehensive"
    rf"|thorough) (?=(?!(?:{_LINKS})\b)[a-z][a-z-]* )"
)
_EXCITED = re.compile(
    r"^(?:Excited to share|(?:We are|We['\u2019]re|I am|I['\u2019]m) (?:excited|happy|thrilled"
    r"|glad|proud) to"
    r" (?:share|announce|present)) (?=our )|^Many (?=thanks to)",
    re.IGNORECASE,
)
_GRATEFUL = re.compile(r"^We are (?:very )?grateful to ")
_JOINT = re.compile(r"(?<=\n)(?:Joint work by|From) (?=[A-Z@])")
_CONTRACTIONS = (
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|would|could|should) not\b"), r"\1n't"),
    (re.compile(r"\b([Cc])annot\b"), r"\1an't"),
    (re.compile(r"\b([Ww])ill not\b"), r"\1on't"),
    (re.compile(r"\b([Ww]e) have (?=[a-z]+(?:ed|wn|en)\b)"), r"\1've "),
    (re.compile(r"\b([Ww]e) are\b"), r"\1're"),
    (re.compile(r"\b([Ww]e) will\b"), r"\1'll"),
    (re.compile(r"\b([Ii]t) is\b"), r"\1's"),
)
_SIGNS = (
    (re.compile(r"(?<=[\w,)]) and (?=\w)"), " & "),
    (re.compile(r"(?<=\w) without (?=\w)"), " w/o "),
    (re.compile(r"(?<=\w) with (?=\w)"), " w/ "),
)
_PARENTHESIS = re.compile(
    r"(?<!\b[a-z])(?<!\b(?:of|in|by|to|or|as|is))(?<!\b(?:the|for|and|are))\s\([^()]{1,200}\)(?=[\s.,;:]|$)"
)
_AFTER_ASIDE = r"on|in|for|with|to|from|by|at|under|over|while|but|is|are|was|were|has|have|can|we|our"
_WHICH = re.compile(  # no list may follow: of "which are A, B and C" nothing would be left but ", B and C"
    rf", (?:which|who|whose|where) [^,;:.()]{{4,160}}(?:,(?= (?:{_AFTER_ASIDE})\b)|(?=[.;]))"
    r"|, (?:e\.g\.,?|i\.e\.,?|namely|including|such as|that is,) [^,;:.()]{4,160}(?=[.;])"
)
_DASHED = re.compile(r"(?:\s?—\s?[^—]{4,120}\s?—\s?| (?:\u2013|--) [^—\u2013]{4,120} (?:\u2013|--) )")
_TRAILING = re.compile(
    r"(?<!ing), (?:thus |thereby |hence |further )?(?:achiev|reach|improv|outperform|exceed|suggest"
    r"|indicat|show"
    r"|demonstrat|reveal|highlight|mak|allow|enabl|lead|result|provid|yield|giv|leav|rais|reduc|increas"
    r"|surpass"
    r"|confirm|imply|ensur|open|pav|mean|help|offer|rang)ing [^,;:.()]{4,160}\.$"
)
_LEADING = re.compile(
    r"^(?:To|Motivated by|Inspired by|Building (?:up)?on|Following|Leveraging|In order to"
    r"|Given the importance of|Towards?) [^,;:.]{4,120}, (?=(?:we|our|I) )"
)
_SECOND = re.compile(  # a second main clause: behind "and" only one that begins with its own pronoun
    r"(?:, and (?:we|it|they)|, (?:while|whereas) (?:we|our|the|it|they|this|these)|; (?:we|our|the|it"
    r"|they|this|these)) "
    r"[^;:.]{8,200}\.$"
)
_CLAIM = re.compile(
    r"^(?:We|I|Our (?:\w+ ){0,2}(?:results|experiments|findings|analysis|analyses|evaluation)"
    r"|(?:The )?(?:experimental |empirical )?(?:results|experiments))"
    r" (?:\w+ly )?(?:show|find|demonstrate|observe|prove|establish|reveal|indicate"
    r"|confirm)s? that (?=\w)"
)
_FACT = re.compile(r"https?://\S+|[@#]\w+|\d[\d.,]*\d|\d|(?<![.!?:*\n] )(?<!^)(?<![\n*])\b[A-Z][\w-]*[\w]")
_HEAVY_OR_LINKED = re.compile(r"[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]|\w\.[A-Za-z]{2}|://")
_TITLE = re.compile(r"\*\*[^*\n]{1,400}\*\*")
_MASK = "**Title**"
_NEGATION = re.compile(
    r"\b(?:not|no|only|unless|except|never|without|if|under|assuming|provided)\b|n['\u2019]t\b", re.IGNORECASE
)


def size_of(text: str) -> int:
    """As `weighted_length`, by counting alone where nothing weighs more than 1 and no link stands."""
    if _HEAVY_OR_LINKED.search(text):
        return weighted_length(text)
    return len(unicodedata.normalize("NFC", text))


def contracted(text: str) -> str:
    """The text with the contractions of spoken English ("don't"); it says the same."""
    for pattern, instead in _CONTRACTIONS:
        text = pattern.sub(instead, text)
    return text


def facts(text: str) -> frozenset[str]:
    """Numbers, links, handles, hashtags and names that stand in the text."""
    return frozenset(match[0] for match in _FACT.finditer(text))


def fitted(sentence: str, room: int) -> str | None:
    """The sentence in at most `room` weighted characters, asides dropped as needed; `None` if it is longer.

    Nothing that narrows a claim (a negation, a condition) is dropped.
    """
    return _reduced(sentence, room, lambda _before, _after: True)


def in_fewer_words(text: str, room: int, lead_ins: Sequence[str] = ()) -> str | None:
    """The text in fewer weighted characters, every number, name, link and handle kept; `None` if none can go.

    `lead_ins` ("In the figure: ") go first, then fillers, asides, clauses. Stops as soon as it fits `room`;
    gives the shortest it found when that stays above it. A title in bold is left as it is.
    """
    title = _TITLE.search(text)
    masked = text.replace(title[0], _MASK) if title else text
    room -= weighted_length(text) - weighted_length(masked)
    bare = without_lead_in(masked, lead_ins)
    shorter = bare if bare != masked and weighted_length(bare) <= room else None
    if not shorter:
        fewer = _reduced(bare, room, lambda before, after: facts(before) <= facts(after), partly=True)
        shorter = fewer or (bare if bare != masked else None)
    return shorter.replace(_MASK, title[0]) if shorter and title else shorter


def without_lead_in(text: str, lead_ins: Sequence[str]) -> str:
    """The text without the phrase it opens with, if that is one of `lead_ins`."""
    lead = next((lead for lead in lead_ins if text.startswith(lead)), "")
    if not lead:
        return text
    return text[len(lead) : len(lead) + 1].upper() + text[len(lead) + 1 :]


def _reduced(
    text: str, room: int, allowed: Callable[[str, str], bool], *, partly: bool = False
) -> str | None:
    size = size_of(text)
    if size <= room and not partly:
        return text
    best = text
    for form in _for_people if partly else _forms:
        for shorter in form(best):
            if len(shorter) < len(best) and allowed(text, shorter) and not is_debris(_first_line(shorter)):
                best = shorter
                break
        if best != text and size_of(best) <= room:
            break
    smaller = size_of(best) < size
    if partly:
        return best if smaller else None
    return best if size_of(best) <= room else None


def _first_line(text: str) -> str:
    return "" if "\n" in text or "http" in text or "*" in text or "@" in text or "#" in text else text


def _without_fillers(text: str) -> Iterator[str]:
    shorter = text
    for pattern, instead in _FILLERS:
        shorter = pattern.sub(partial(_cased, word=instead), shorter)
    shorter = _WEAK_NAMES.sub(r"\1 ", _WEAK.sub(_without_weak, shorter))
    shorter = re.sub(r"\b([Aa]) (?=[aeio]\w)", r"\1n ", shorter)
    shorter = re.sub(r"\b([Aa])n (?=[bcdfgjklpqrtvwz])", r"\1 ", shorter)
    yield _sentence_case(shorter)


def _without_weak(found: re.Match[str]) -> str:
    before = found[1] or ""
    return found[0] if before.strip().lower() in _HOLDS_ON else before


def _without_courtesies(text: str) -> Iterator[str]:
    shorter = _JOINT.sub("By ", _GRATEFUL.sub("Thanks to ", _EXCITED.sub("", text)))
    yield shorter[:1].upper() + shorter[1:] if shorter != text else text


def _contracted(text: str) -> Iterator[str]:
    yield contracted(text)


def _signed(text: str) -> Iterator[str]:
    """With the short signs that threads use for "and" and "with"."""
    for pattern, sign in _SIGNS:
        text = pattern.sub(sign, text)
    yield text


def _cased(found: re.Match[str], word: str) -> str:
    return word[:1].upper() + word[1:] if found[0][:1].isupper() else word


def _sentence_case(text: str) -> str:
    return (
        re.sub(r"(^|\n|[.!?] )([a-z])", lambda m: m[1] + m[2].upper(), text, count=1)
        if text[:1].islower()
        else text
    )


def _cut(pattern: re.Pattern[str], instead: str = "") -> Callable[[str], Iterator[str]]:
    def form(text: str) -> Iterator[str]:
        found = list(pattern.finditer(text))
        harmless = [
            match for match in found if not _NEGATION.search(match[0]) and not _in_list(text[: match.start()])
        ]
        if len(harmless) > 1:
            yield _joined(text, harmless, instead)
        for match in reversed(harmless):
            yield _joined(text, [match], instead)

    return form


def _in_list(before: str) -> bool:
    """Whether a colon in the same sentence announces items, of which none may go."""
    return ": " in before[max(before.rfind(". "), before.rfind("\n")) + 1 :]


def _joined(text: str, cuts: list[re.Match[str]], instead: str) -> str:
    kept, place = [], 0
    for cut in cuts:
        ending = "." if cut[0].endswith(".") and not instead else instead
        kept += [text[place : cut.start()], ending]
        place = cut.end()
    kept.append(text[place:])
    shorter = re.sub(r" {2,}", " ", "".join(kept))
    return shorter[:1].upper() + shorter[1:]


def _without_last(text: str) -> Iterator[str]:
    """Without the last of several sentences of the last paragraph."""
    head, gap, tail = text.rpartition("\n\n")
    if head and "\n" not in head and not any(mark in text for mark in ("http", "@", "#")):
        yield tail  # below the label of a figure, what is said of it
    sentences = split_sentences(tail)
    if len(sentences) > 1:
        yield head + gap + " ".join(sentences[:-1])
    if head and tail and not any(mark in tail for mark in ("http", "@", "#")) and "\n\n" in head:
        yield head


_forms: tuple[Callable[[str], Iterator[str]], ...] = (
    _without_fillers,
    _cut(_PARENTHESIS),
    _cut(_WHICH),
    _cut(_DASHED, " "),
    _cut(_LEADING),
    _cut(_TRAILING),
    _without_last,
    _cut(_SECOND),
    _cut(_CLAIM),
)
_for_people: tuple[Callable[[str], Iterator[str]], ...] = (
    _without_courtesies,
    _without_fillers,
    _contracted,
    *_forms[1:],
    _signed,
)
