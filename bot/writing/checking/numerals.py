"""Reads the numbers of a text: value, precision, unit, and how exactly the words around them mean it.

"about 3-5x", "3.2%", "21 datasets", "twenty-one", "1.5 million", "10^-3" are numbers. The digits of names
("GPT-4", "Top-1", "3D", "v2.1") are not: they belong to the name. Papers and tweets are read by the same
rules, so what stands in both forms is found.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.writing.checking.numeral_forms import (
    CURRENCY,
    LETTERS,
    PERCENT,
    RANKS,
    SCALES,
    SPOKEN,
    TIMES,
    UNIT_OF,
    WORDS,
    Hedge,
    Numeral,
    Reading,
)

__all__ = [
    "PERCENT",
    "TIMES",
    "Hedge",
    "Numeral",
    "Reading",
    "numerals",
    "prepared",
    "readings",
    "without_enumerators",
]

_SIGNS = "%\uff05\u00d7°"
_ALL_WORDS = "|".join(sorted((*WORDS, *SCALES), key=len, reverse=True))
_UNIT = "|".join(
    re.escape(spelling) for spelling in sorted(UNIT_OF, key=len, reverse=True) if spelling not in _SIGNS
)
_TOKEN = re.compile(
    r"(?P<keycap>[0-9#*]\ufe0f?\u20e3)"
    rf"|(?P<words>\b(?:{_ALL_WORDS})(?:[ -](?:and )?(?:{_ALL_WORDS})){{0,6}}\b)"
    rf"|(?P<spoken>\b(?:{'|'.join(sorted(SPOKEN, key=len, reverse=True))})\b(?!-))"
    r"|(?P<by>(?<!\w)[x\u00d7](?=\d))"
    r"|(?P<name>[^\W\d]\w{0,80}(?:-(?!\d[\d.,]{0,12}\s?[%x\u00d7])\w{1,80}|(?<=\d)\.\d{1,20}){0,8})"
    r"|(?P<number>(?:\d{1,3}(?:,\d{3}){1,8}(?!\d)|\d{1,30})(?:\.\d{1,30}){0,5}|(?<![\w.])\.\d{1,30})",
    re.IGNORECASE,
)
_POWER = re.compile(r"\s?\^\s?[{(]?\s?([+-]?\d{1,3})[})]?")
_LOST_POWER = re.compile(
    r"\s?-\s?(\d{1,2})(?![\d.,]|\s?%)"
)  # a PDF's text does not show that "-3" stood higher
_EXPONENT = re.compile(r"[eE]([+-]?\d{1,3})(?!\w)")
_SCIENTIFIC = re.compile(
    r"\s?[\u00d7x·*⋅]\s?10\s?(?:\^\s?[{(]?\s?([+-]?\d{1,3})[})]?|([+-]\s?\d{1,3})(?!\d))"
)
_CLOSE_SCALE = re.compile(r"(k|K|M|B|T|bn|mn)(?!\w)")
_WORD_SCALE = re.compile(r"[\s-]?(hundred|thousand|million|billion|trillion)\b", re.IGNORECASE)
_FAR_SCALE = re.compile(r"\s([kKMB])(?![\w-])")
_UNIT_BEHIND = re.compile(rf"\s?([%\uff05°])|\s?(\u00d7)(?!\s?\d)|[\s-]?({_UNIT})(?!\s?\d)(?![\w/])")
_NOUN = re.compile(r"[\s-]{1,2}([^\W\d_]{1,40})")
_LABEL = re.compile(r"[^\W\d_]")  # directly behind digits: "3D", "1st"
_CLOCK = re.compile(r":\d{2}(?!\d)")  # "11:45" is a time, not two numbers
_BETWEEN = re.compile(r"\s?(?:[-\u2013/,→]|->|to|and|or|vs\.?|versus|, and|, or)\s?")
_RANGE = re.compile(r"\s?(?:[-\u2013]|to)\s?")
_BEFORE = (
    (Hedge.ABOUT, r"(?<!\w)(?:about|around|approximately|approx\.?|roughly|circa|ca\.|some)|[~≈\u223c≃]"),
    (
        Hedge.OVER,
        r"(?<!\w)(?:over|more than|greater than|above|beyond|at least|exceed(?:s|ed|ing)?|upwards of)|[>≥]",
    ),
    (Hedge.UNDER, r"(?<!\w)(?:under|less than|fewer than|below|nearly|almost|close to|just shy of)|[<≤]"),
)
_HEDGES = tuple(
    (hedge, re.compile(rf"(?:{words})\s{{0,2}}(?:a )?[{CURRENCY}(]?$", re.IGNORECASE))
    for hedge, words in _BEFORE
)
_BY = re.compile(r"(?<![^\W_])[x\u00d7]$")  # "x10"
_FACTOR = re.compile(
    r"\b(?:factor|speed-?ups?) of\s?(?:about |around |roughly |up to |nearly |[~≈])?$", re.IGNORECASE
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]{1,10}")
_SPACED = re.compile("(?<=\\d)[\u2009\u202f\u00a0](?=\\d{3}(?!\\d))")
_LONG_YEARS = re.compile(r"(?<=\d)(?:\s|-)?([GMk])yrs?\b")
_YEARS = {"G": " billion years", "M": " million years", "k": " thousand years"}
_DASHES = str.maketrans({"−": "-", "‐": "-", "‑": "-", "‒": "–", "—": "–"})  # noqa: RUF001  dashes as printed
_TURKISH = str.maketrans(
    "\u0131\u0130", "iI"
)  # a pattern without case takes these for an i; no table has them
_ENUMERATORS = re.compile(
    r"(?<![^\s;,:&])\(?\d{1,2}\)(?=\s)|^[ \t]{0,8}(?:#\d{1,2}:?|\d{1,2}[.:])(?=\s)"
    r"|\b(?:[Ss]tep|[Pp]art|[Rr]eviewer) \d{1,2}\b",
    re.MULTILINE,
)
_RANK_WORDS = "|".join(sorted(RANKS, key=len, reverse=True))
_RANK = re.compile(  # not the "third" of "one third"
    rf"(?<!\w)(?<!one[ -])(?:(?P<figures>\d{{1,4}})(?:st|nd|rd|th)|{_RANK_WORDS})\b(?! of\b)", re.IGNORECASE
)
_NUMBER_WORD = re.compile(rf"\d|\b(?:{_ALL_WORDS}|{'|'.join(SPOKEN)})", re.IGNORECASE)


def prepared(text: str) -> str:
    """The text with its numbers in the one form that is read: plain digits, dashes and spaces."""
    text = _RAISED_RUN.sub(lambda run: "^" + run[0].translate(_RAISED), text)
    text = _LONG_YEARS.sub(lambda found: _YEARS[found[1]], text)  # astronomers' Gyr, and what people say
    text = _SPACED.sub(",", text).translate(_DASHES)
    return unicodedata.normalize("NFKC", text).translate(_TURKISH)


def without_enumerators(text: str) -> str:
    """The text without the "1)", "2." and "step 3" that count its own points."""
    return _ENUMERATORS.sub(lambda mark: " " * len(mark[0]), text)


def numerals(text: str) -> tuple[Numeral, ...]:
    """The numbers of a `prepared` text, in order; the words zero and one count nothing by themselves."""
    found = [
        replace(numeral, hedge=_hedge(text, numeral), noun=_noun(text, numeral.end))
        for numeral in _scanned(text)
    ]
    return tuple(_joined(found, text))


def readings(text: str) -> Iterator[tuple[Reading, str]]:
    """Every reading of every number of a `prepared` text, with the number as written.

    What a paper counts off counts too: who reads of a fifth day may speak of five days and of day five.
    """
    for numeral in _joined(list(_scanned(text)), text):
        yield from ((reading, numeral.text) for reading in numeral.readings)
    for found in _RANK.finditer(text):
        value = int(found["figures"]) if found["figures"] else RANKS[found[0].lower()]
        if value > 2:  # noqa: PLR2004  first is no number, second a time
            counted = _with_unit(text, found.start(), found.end(), (Reading(value, 1),))
            yield Reading(value, 1), found[0]
            yield counted.readings[0], counted.text


def _scanned(text: str) -> Iterator[Numeral]:
    if not _NUMBER_WORD.search(text):
        return
    read = 0  # up to where the text belongs to numbers that have been read
    for token in _TOKEN.finditer(text):
        if token.start() < read:
            continue
        found = None
        if token["words"]:
            found = _from_words(token)
        elif token["spoken"]:
            found = Numeral(token[0], token.start(), SPOKEN[token[0].lower()])
        elif token["number"]:
            clock = _CLOCK.match(text, token.end())
            read = clock.end() if clock else read
            found = None if clock else _from_digits(token, text)
        if found:
            read = found.end
            yield found


def _from_words(token: re.Match[str]) -> Numeral | None:
    total, part, step = 0.0, 0.0, 1.0
    for word in re.split(r"[ -]", token[0].lower()):
        if word in WORDS:
            part += WORDS[word]
        elif word == "hundred":
            part = (part or 1) * SCALES[word]
        elif word in SCALES:
            total, part, step = total + (part or 1) * SCALES[word], 0, 1.0
    value = total + part
    scale_alone = token[0].lower() in SCALES  # "a million reasons"
    if value <= 1 or scale_alone:
        return None
    return _with_unit(token.string, token.start(), token.end(), (Reading(value, step),))


def _from_digits(token: re.Match[str], text: str) -> Numeral | None:
    digits = token[0]
    if digits.count(".") > 1 or len(digits) > 30:  # noqa: PLR2004  longer ones are serial numbers
        return None
    plain = digits.replace(",", "")
    value = float(plain)
    decimals = len(plain.split(".")[1]) if "." in plain else 0
    found, end = _scaled(Reading(value, 10.0**-decimals), text, token.end())
    if end == token.end() and (_LABEL.match(text, end) and not _UNIT_BEHIND.match(text, end)):
        return None
    return _with_unit(text, token.start(), end, found)


def _scaled(bare: Reading, text: str, end: int) -> tuple[tuple[Reading, ...], int]:
    """What a power, an exponent or a "million" behind the digits makes of them, and where that ends."""
    if power := _POWER.match(text, end):
        exponent = int(power[1])
        flat = float(f"{bare.value:.0f}{abs(exponent)}")  # as a PDF's text shows it when the exponent sinks
        raised = _times(bare.value, exponent)
        return (Reading(raised, raised / 1e6), Reading(flat, 1e-9)), power.end()
    for pattern, factor in _FACTORS:
        if mark := pattern.match(text, end):
            times = _multiplied(bare, factor(mark[mark.lastindex or 0]))
            return ((times, bare) if pattern is _FAR_SCALE else (times,)), mark.end()
    if bare.value == 10 and (lost := _LOST_POWER.match(text, end)):  # noqa: PLR2004  powers of ten
        small = 10.0 ** -int(lost[1])
        return (bare, Reading(small, small / 1e6)), end
    return (bare,), end


def _power_of_ten(exponent: str) -> float:
    return 10.0 ** max(-300, min(int(exponent.replace(" ", "")), 300))


_FACTORS: tuple[tuple[re.Pattern[str], Callable[[str], float]], ...] = (
    (_EXPONENT, _power_of_ten),
    (_SCIENTIFIC, _power_of_ten),
    (_CLOSE_SCALE, lambda letter: LETTERS[letter]),
    (_WORD_SCALE, lambda word: SCALES[word.lower()]),
    (_FAR_SCALE, lambda letter: LETTERS[letter]),
)


def _times(base: float, exponent: int) -> float:
    try:
        return float(base**exponent) if base else 0.0
    except OverflowError:
        return float("inf")


def _multiplied(bare: Reading, factor: float) -> Reading:
    return Reading(bare.value * factor, bare.step * factor, bare.unit)


def _with_unit(text: str, start: int, end: int, bare: tuple[Reading, ...]) -> Numeral:
    unit = ""
    if behind := _UNIT_BEHIND.match(text, end):
        unit = UNIT_OF.get(behind[1] or behind[2] or behind[3], "")
        end = behind.end()
    elif start and text[start - 1] in CURRENCY:
        unit, start = text[start - 1], start - 1
    elif (
        start and text[start - 1] in "x\u00d7" and not text[start - 2 : start - 1].isalnum()
    ) or _FACTOR.search(text, max(0, start - 40), start):
        unit = TIMES
    return Numeral(text[start:end], start, tuple(replace(reading, unit=unit) for reading in bare))


def _hedge(text: str, found: Numeral) -> Hedge:
    if text[found.end : found.end + 1] == "+":
        return Hedge.OVER
    for hedge, words in _HEDGES:
        if words.search(text, max(0, found.start - 24), found.start):
            return hedge
    return Hedge.EXACT


def _noun(text: str, end: int) -> str:
    noun = _NOUN.match(text, end)
    return noun[1].lower() if noun else ""


def _joined(found: list[Numeral], text: str) -> Iterator[Numeral]:
    """Let the first number of "3-5x" or "48.9 to 51.2%" be read with the unit and scale of the second."""
    for place in range(len(found) - 2, -1, -1):
        one, other = found[place], found[place + 1]
        gap = text[one.end : other.start].rstrip(CURRENCY)
        if not _BETWEEN.fullmatch(gap):
            continue
        is_range = bool(_RANGE.fullmatch(gap))
        first, last = one.readings[0], other.readings[0]
        if first.unit == "" and last.unit:
            shared = tuple(replace(reading, unit=last.unit) for reading in one.readings)
            both = shared if is_range else (*one.readings, *shared)
            found[place] = one = replace(one, readings=both)
        scale = _scale_of(other)
        if scale > 1 and _scale_of(one) == 1:
            more = tuple(_multiplied(reading, scale) for reading in one.readings)
            found[place] = one = replace(one, readings=(*one.readings, *more))
        if is_range and one.hedge is not Hedge.EXACT and other.hedge is Hedge.EXACT:
            found[place + 1] = replace(other, hedge=one.hedge)
    return iter(found)


def _scale_of(numeral: Numeral) -> float:
    text = numeral.text
    for spelling, scale in (*SCALES.items(), *LETTERS.items()):
        if re.search(rf"(?<=[\d\s-]){spelling}\b", text):
            return scale
    return 1
