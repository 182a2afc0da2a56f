"""The charted figures of many answers, figure by figure: thirty thousand are no objects."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

from coach.delivery.kept import CHARTED, PACKED


@dataclass(frozen=True)
class Points:
    """The answers that have a figure, oldest first: row, time, day (as date.toordinal counts)."""

    rows: Sequence[int]
    times_s: Sequence[float]
    days: Sequence[float]
    values: Sequence[float]
    languages: frozenset[str]

    @property
    def chartable(self) -> bool:
        """Whether there are two of them, and not only zeros."""
        return len(self.values) > 1 and any(self.values)


@dataclass(frozen=True)
class Series:
    """Answers, oldest first: the numbers of their rows in the index, and what is packed of each."""

    rows: Sequence[int]
    languages: Sequence[str]
    packed: bytes

    @cached_property
    def _numbers(self) -> array[float]:
        return array("d", self.packed)

    @property
    def days(self) -> list[int]:
        """The days of answers, each once, in order."""
        return sorted({int(day) for day in self._numbers[1::PACKED]})

    def of(self, figure: str) -> Points:
        """The answers that have one of the CHARTED figures."""
        numbers = self._numbers
        values = numbers[2 + CHARTED.index(figure) :: PACKED]
        columns = self.rows, numbers[0::PACKED], numbers[1::PACKED], values, self.languages
        if isnan(sum(values)):  # some have none
            having = [row for row in zip(*columns, strict=True) if not isnan(row[3])]
            columns = tuple(zip(*having, strict=True)) or ((), (), (), (), ())  # type: ignore[assignment]
        rows, times_s, days, values, languages = columns
        return Points(rows, times_s, days, values, frozenset(languages))
