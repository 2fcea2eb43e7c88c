"""Whether the numbers of a tweet stand in the paper, with their unit and as exactly as the tweet says them.

A number of the tweet is found when the paper has it, or has a number that rounds to it at the digits the
tweet shows: 48.9% may become 49%, and "about 50%". A count ("21 datasets") must be the same. A percentage is
found as a fraction too (65.5%, 0.655), and a cell of a table, whose unit stands elsewhere, has any unit.
"""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice

from bot.writing.checking.numerals import (
    PERCENT,
    TIMES,
    Hedge,
    Numeral,
    Reading,
    numerals,
    prepared,
    readings,
    without_enumerators,
)

_CITATION_LIKE = 30  # characters of a number's text that are worth quoting
_MOST_READINGS = 100_000  # of one paper; the longest real ones have some thousands
_POINTS = frozenset(
    {"points", "point", "pts", "to", "and", "vs", "versus", "on", "in", "for", "of", "with", "at"}
)
_LOOSE = 0.05  # "about" reaches this share of the number at most
_NEAR = 0.10  # "over" and "nearly" reach this share; a number this near is worth showing beside a missing one


class _Pool:
    """Numbers of one unit, by value."""

    def __init__(self) -> None:
        self._found: dict[float, str] = {}
        self._values: list[float] | None = None

    def add(self, value: float, text: str) -> None:
        self._found.setdefault(value, text[:_CITATION_LIKE])
        self._values = None

    def between(self, low: float, high: float) -> str:
        """The text of a number from `low` to `high`, or "" if there is none."""
        if self._values is None:
            self._values = sorted(self._found)
        place = bisect_left(self._values, low)
        if place < len(self._values) and self._values[place] <= high:
            return self._found[self._values[place]]
        return ""


class NumberIndex:
    """The numbers of a paper: of its sentences (`prose`), and of cells and labels in figures (`labels`)."""

    def __init__(self, prose: Iterable[str], labels: Iterable[str] = ()) -> None:
        self._prose = _pools(prose)
        self._labels = _pools(labels)

    def missing(self, text: str, *, with_figure: bool = False) -> tuple[tuple[str, str], ...]:
        """The numbers of `text` that are not found, each with what the paper has near it, or "".

        `with_figure` says that a figure or table is shown with the text, so that its cells can be counted.
        """
        found = numerals(without_enumerators(prepared(text)))
        return tuple(
            (numeral.text, self._nearest(numeral)) for numeral in found if not self._has(numeral, with_figure)
        )

    def _has(self, numeral: Numeral, with_figure: bool) -> bool:  # noqa: FBT001  private
        return any(
            pool.between(low, high)
            for reading in numeral.readings
            for low, high, pools in self._where(reading, numeral, with_figure)
            for pool in pools
        )

    def _where(
        self,
        reading: Reading,
        numeral: Numeral,
        with_figure: bool,  # noqa: FBT001  private
    ) -> Iterable[tuple[float, float, list[_Pool]]]:
        """Between which bounds, and among which numbers, a reading is looked for."""
        count = _is_count(reading)
        low, high = _bounds(reading, numeral.hedge, exactly=count)
        fine = reading.step < 1  # decimals tell a number apart well enough to do without its unit
        prose, labels = self._prose, self._labels
        if reading.unit == "":
            counted = count and numeral.noun and numeral.noun not in _POINTS
            if counted:
                pools = [prose.get("")]
                pools += [labels.get("")] if with_figure else []
            else:
                pools = [*prose.values(), *labels.values()]
            yield low, high, _there(pools)
            if fine and reading.value <= 1:
                yield low * 100, high * 100, _there([prose.get(PERCENT), labels.get(PERCENT)])
            return
        pools = [prose.get(reading.unit), labels.get(reading.unit), labels.get("")]
        pools += [prose.get("")] if fine and reading.unit in (PERCENT, TIMES) else []
        yield low, high, _there(pools)
        if reading.unit == PERCENT and reading.value <= 100:  # noqa: PLR2004  percent of one
            yield low / 100, high / 100, _there([prose.get(""), labels.get("")])

    def _nearest(self, numeral: Numeral) -> str:
        """What the paper has instead: the same digits with another unit, or a number close by."""
        reading = numeral.readings[0]
        same = _bounds(reading, Hedge.EXACT, exactly=True)
        for pools in (self._prose, self._labels):
            for unit, pool in pools.items():
                if unit not in ("", reading.unit) and (text := pool.between(*same)):
                    return text
        near = self._prose.get(reading.unit)
        if near is not None and not (_is_count(reading) and reading.value < 10):  # noqa: PLR2004  any number is near those
            return near.between(reading.value * (1 - _NEAR), reading.value * (1 + _NEAR))
        return ""


def _pools(texts: Iterable[str]) -> dict[str, _Pool]:
    pools: dict[str, _Pool] = {}
    found = (each for text in texts for each in readings(prepared(text)))
    for reading, text in islice(found, _MOST_READINGS):
        pools.setdefault(reading.unit, _Pool()).add(reading.value, text)
    return pools


def _there(pools: list[_Pool | None]) -> list[_Pool]:
    return [pool for pool in pools if pool is not None]


def _is_count(reading: Reading) -> bool:
    return reading.unit == "" and reading.step == 1


def _bounds(reading: Reading, hedge: Hedge, *, exactly: bool) -> tuple[float, float]:
    """Between what a paper's number must lie to be rendered by this one.

    The rounding interval reaches half a step to either side; "about" widens it to the last digit that is
    no zero, "over" and "nearly" move it to their side.
    """
    value, step = reading.value, reading.step
    hair = 1e-9 * max(value, step)
    half = 0.0 if exactly else step / 2
    if hedge is Hedge.ABOUT:
        half = max(step / 2, min(_round_step(value, step) / 2, _LOOSE * value))
    low, high = value - half, value + half
    if hedge is Hedge.OVER:
        low, high = value, value + max(half * 2, _NEAR * value)
    elif hedge is Hedge.UNDER:
        low, high = value - max(half * 2, _NEAR * value), value
    return low - hair, high + hair


def _round_step(value: float, step: float) -> float:
    """The worth of the last digit that is no zero: 1000 in 98,000."""
    while value and step < value and abs(value / (step * 10) - round(value / (step * 10))) < 1e-9:  # noqa: PLR2004  equal
        step *= 10
    return step
