"""How often the person recognised a question that was asked in another coat."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Recognised:
    """A question in a coat, the theme it has, and the one it was taken for."""

    session: str
    question: int
    question_id: str
    text: str
    asked_at: datetime
    coat: str
    theme: str
    chosen: str

    @property
    def is_right(self) -> bool:
        """Whether it was recognised."""
        return self.chosen == self.theme

    def as_json(self) -> dict[str, object]:
        """As `coach progress --json` prints it."""
        told = dataclasses.asdict(self) | {"asked_at": self.asked_at.isoformat()}
        return told | {"right": self.is_right}


def recognised_in(abouts: Iterable[dict[str, Any]]) -> list[Recognised]:
    """Every question of the person's own sessions of which they said what it was, oldest first.

    `abouts`: see `coach.delivery.measuring.Measured`.
    """
    found = [
        Recognised(
            about["id"],
            number,
            question_id,
            text,
            datetime.fromisoformat(asked_at),
            *coat_theme_and_choice,
        )
        for about in abouts
        for number, question_id, text, asked_at, *coat_theme_and_choice in about["recognised"]
    ]
    return sorted(found, key=lambda each: each.asked_at)


@dataclass(frozen=True)
class MonthOfRecognising:
    """How many questions in a coat were recognised in a month, which begins on `first_day`."""

    first_day: date
    right: int
    asked: int


def by_month(known: Sequence[Recognised]) -> list[MonthOfRecognising]:
    """The months in which questions came in a coat that hid them, oldest first."""
    months: dict[date, list[bool]] = {}
    for each in known:
        months.setdefault(each.asked_at.date().replace(day=1), []).append(each.is_right)
    return [
        MonthOfRecognising(first_day, sum(right), len(right))
        for first_day, right in sorted(months.items())
    ]
