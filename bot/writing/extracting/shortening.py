"""Makes a text shorter without saying anything else: leaves out what grammar can do without."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bot.sentences import split_sentences
from bot.tweets import weighted_length
from bot.writing.extracting.prose import is_debris

_FILLERS = tuple(
    (re.compile(rf"\b{pattern}\b", re.IGNORECASE), instead)
    for pattern, instead in (
        (r"in order to", "to"),
        (r"so as to", "to"),
        (r"due to the fact that", "because"),
        (r"despite the fact that", "although"),
        (r"the fact that", "that"),
        (r"a (?:large|wide|great|significant) number of", "many"),
        (r"a (?:wide|broad) (?:range|variety) of", "many"),
        (r"a number of", "several"),
        (r"a variety of", "various"),
        (r"the majority of", "most"),
        (r"as well as", "and"),
        (r"in terms of", "in"),
        (r"with respect to", "for"),
        (r"with regards? to", "on"),
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
        (r"demonstrated", "showed"),
        (r"additional", "more"),
        (r"numerous", "many"),
        (r"prior to", "before"),
        (r"subsequent to", "after"),
        (r"in the context of", "in"),
        (r"for the purpose of", "for"),
        (r"on the basis of", "from"),
        (r"in the case of", "for"),
        (r"a small number of", "few"),
        (r"a large amount of", "much"),
        (r"a (?:set|series) of(?= [a-z-]+s\b)", ""),
        (r"approximately", "about"),
        (r"publicly available", "public"),
        (r"freely available", "free"),
        (r"in addition to", "besides"),
        (r"whether or not", "whether"),
        (r"at the time of", "during"),
        (r"over the course of", "during"),
        (r"by means of", "by"),
        (r"through the use of", "with"),
        (r"both(?= [\w-]+ and\b)", ""),
        (r"(?:that|which) (?:is|are|was|were)(?= [a-z]{3,}(?:ed|ing)\b)", ""),
        (r"as a function of", "by"),
        (r"it is (?:worth noting|important to note) that ", ""),
    )
)
_WEAK = re.compile(
    r"\b(?:very|quite|rather(?! than)|really|simply|extensive|comprehensive|actually"
    r"|essentially|basically|thorough(?:ly)?|novel|carefully|successfully|effectively"
    r"|explicitly|already|simultaneously|also|further(?= [a-z])|furthermore|in particular,?"
    r"|in fact|indeed|of course|clearly|obviously|to the best of our knowledge,?"
    r"|to our knowledge,?|respectively) ",
    re.IGNORECASE,
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
_PARENTHESIS = re.compile(r"\s?\([^()]{1,200}\)")
_AFTER_ASIDE = r"on|in|for|with|to|from|by|at|under|over|while|but|is|are|was|were|has|have|can|we|our"
_WHICH = re.compile(  # no list may follow: of "which are A, B and C" nothing would be left but ", B and C"
    rf", (?:which|who|whose|where) [^,;:.()]{{4,160}}(?:,(?= (?:{_AFTER_ASIDE})\b)|(?=[.;]))"
    r"|, (?:e\.g\.,?|i\.e\.,?|namely|including|such as|that is,) [^,;:.()]{4,160}(?=[.;])"
)
_DASHED = re.compile(r"\s?(?:—|\u2013|--)\s?[^—\u2013]{4,120}\s?(?:—|\u2013|--)\s?")
_TRAILING = re.compile(r", (?:thus |thereby |hence |further )?[a-z]{3,14}ing [^,;:.()]{4,160}\.$")
_LEADING = re.compile(
    r"^(?:To|Motivated by|Inspired by|Building (?:up)?on|Following|Leveraging|In order to"
    r"|Given the importance of|Towards?) [^,;:.]{4,120}, (?=(?:we|our|I) )"
)
_SECOND = re.compile(
    r"(?:, (?:and|while|whereas|but)|;) (?:we|our|the|it|they|this|these|thus|therefore) [^;:.]{8,200}\.$"
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

    `lead_ins` ("At a glance: ") go first, then fillers, asides and clauses. Stops as soon as it fits `room`;
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
    shorter = _WEAK.sub("", shorter)
    shorter = re.sub(r"\b([Aa]) (?=[aeio]\w)", r"\1n ", shorter)
    shorter = re.sub(r"\b([Aa])n (?=[bcdfgjklpqrtvwz])", r"\1 ", shorter)
    yield _sentence_case(shorter)


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
