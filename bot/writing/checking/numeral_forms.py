"""What a number in a text is, and the words that are numbers, scales and units."""

from dataclasses import dataclass
from enum import Enum

PERCENT, TIMES = "%", "x"


class Hedge(Enum):
    """How the words before a number mean it."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


@dataclass(frozen=True)
class Reading:
    """One way to understand a number: `step` is the worth of the last digit written (0.01 in 4.76)."""

    value: float  # without its sign: "falls by 3%" and "-3%" are the same number
    step: float
    unit: str = ""  # "%", "x", "gb", "ms", …; "" without one


@dataclass(frozen=True)
class Numeral:
    """A number as it stands in a text, with every reading it admits, the likeliest first."""

    text: str
    start: int
    readings: tuple[Reading, ...]
    hedge: Hedge = Hedge.EXACT
    noun: str = ""  # the word behind it, in lower case

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_FIRST = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905  words
_ORDINALS = [*_FIRST, *(f"{word}th" for word in _SMALL[13:])]
RANKS = {word: n for n, word in enumerate(_ORDINALS, 1)}
RANKS |= {f"{ten[:-1]}ieth": 10 * n for n, ten in enumerate(_TENS, 2)}
RANKS |= {
    f"{ten}-{word}": 10 * n + m for n, ten in enumerate(_TENS, 2) for m, word in enumerate(_FIRST[:9], 1)
}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
LETTERS = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "bn": 1e9, "mn": 1e6}
SPOKEN = {  # words that are numbers by themselves; the precision is what people mean by them
    "half": (Reading(0.5, 0.1), Reading(50, 10, PERCENT)),
    "halves": (Reading(0.5, 0.1), Reading(50, 10, PERCENT)),
    "halved": (Reading(0.5, 0.1), Reading(50, 10, PERCENT)),
    "twice": (Reading(2, 0.5, TIMES),),
    "thrice": (Reading(3, 0.5, TIMES),),
    "double": (Reading(2, 0.5, TIMES),),
    "doubles": (Reading(2, 0.5, TIMES),),
    "doubled": (Reading(2, 0.5, TIMES),),
    "doubling": (Reading(2, 0.5, TIMES),),
    "triple": (Reading(3, 0.5, TIMES),),
    "triples": (Reading(3, 0.5, TIMES),),
    "tripled": (Reading(3, 0.5, TIMES),),
    "quadruple": (Reading(4, 0.5, TIMES),),
    "twofold": (Reading(2, 0.5, TIMES),),
    "threefold": (Reading(3, 0.5, TIMES),),
    "fourfold": (Reading(4, 0.5, TIMES),),
    "fivefold": (Reading(5, 0.5, TIMES),),
    "tenfold": (Reading(10, 0.5, TIMES),),
}
_UNITS = {
    PERCENT: "% \uff05 percent percents percentage pp",
    TIMES: "x \u00d7 times fold",
    "s": "s sec secs second seconds",
    "ms": "ms millisecond milliseconds",
    "us": "us µs μs microsecond microseconds",
    "ns": "ns nanosecond nanoseconds",
    "min": "min mins minute minutes",
    "h": "h hr hrs hour hours",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years yr yrs",
    "kb": "KB kB KiB kilobytes",
    "mb": "MB MiB megabytes",
    "gb": "GB GiB gigabyte gigabytes",
    "tb": "TB TiB terabyte terabytes",
    "hz": "Hz",
    "khz": "kHz",
    "mhz": "MHz",
    "ghz": "GHz",
    "nm": "nm",
    "um": "µm μm",
    "mm": "mm",
    "cm": "cm",
    "m": "m meter meters metre metres",
    "km": "km kilometers kilometres",
    "kg": "kg kilograms",
    "g": "g gram grams",
    "mg": "mg",
    "w": "W watts",
    "kw": "kW",
    "kwh": "kWh",
    "v": "V volts",
    "mv": "mV",
    "ev": "eV",
    "kev": "keV",
    "mev": "MeV",
    "gev": "GeV",
    "tev": "TeV",
    "db": "dB",
    "deg": "° degrees degree",
}
UNIT_OF = {spelling: unit for unit, spellings in _UNITS.items() for spelling in spellings.split()}
CURRENCY = "$€£¥"
