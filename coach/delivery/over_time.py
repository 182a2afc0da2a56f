"""What answers show over time: the median of a week, the usual band, a question then and now.

Different questions ask for different answers, so single answers are never compared in a row: a
figure of all answers is summed up week by week, and only takes of one question stand side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

from coach.delivery.kept import MeasuredTake
from coach.language_tags import primary_language
from coach.library.kinds import Kind

if TYPE_CHECKING:
    from coach.delivery.findings import Band

ENOUGH_ANSWERS = 4  # in a week, for a median of them to say something


@dataclass(frozen=True)
class Week:
    """The median of a figure in a week that begins on `monday`."""

    monday: date
    answers: int
    median: float


@dataclass(frozen=True)
class QuestionOverTime:
    """A question that was answered more than once, and its takes, oldest first."""

    takes: tuple[MeasuredTake, ...]

    @property
    def key(self) -> str:
        """What tells it from every other: two questions may have one id."""
        return f"{self.id} {self.text}"

    @property
    def id(self) -> str:
        """Its id in the question set."""
        return self.newest.question_id

    @property
    def text(self) -> str:
        """How it is asked in an interview."""
        return self.newest.plain

    @property
    def first(self) -> MeasuredTake:
        """The take that was given first."""
        return self.takes[0]

    @property
    def newest(self) -> MeasuredTake:
        """The take that was given last."""
        return self.takes[-1]


def weekly_medians(takes: Sequence[MeasuredTake], figure: str) -> list[Week]:
    """The medians of the weeks with enough answers that have the figure, oldest first."""
    weeks: dict[date, list[float]] = {}
    for take in takes:
        if figure in take.figures:
            weeks.setdefault(monday_of(take.started_at.date()), []).append(take.figures[figure])
    return [
        Week(monday, len(values), round(median(values), 1))
        for monday, values in sorted(weeks.items())
        if len(values) >= ENOUGH_ANSWERS
    ]


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def repeated_questions(takes: Sequence[MeasuredTake]) -> list[QuestionOverTime]:
    """The questions with more than one of `takes`; the one that was answered last comes first.

    Two questions of one id are told apart by what they ask. Drills say another sentence each time.
    """
    found: dict[tuple[str, str], list[MeasuredTake]] = {}
    for take in takes:
        if take.kind is not Kind.DRILL:
            found.setdefault((take.question_id, take.plain), []).append(take)
    repeated = [QuestionOverTime(tuple(each)) for each in found.values() if len(each) > 1]
    return sorted(repeated, key=lambda each: each.newest.started_at, reverse=True)


def band_of(takes: Sequence[MeasuredTake], figure: str) -> Band | None:
    """The band of most speakers for a figure; None where there is none, or `takes` are in several
    languages.

    Raises InvalidSetting.
    """
    languages = {primary_language(code) for code in {take.language for take in takes}}
    if len(languages) != 1:
        return None
    from coach.delivery.language import language_of

    return language_of(languages.pop()).bands.get(figure)


def range_of(band: Band) -> str:
    """A band in words, such as: 125 to 210."""
    if band.low is None:
        return f"up to {band.high:g}"
    return f"{band.low:g} or more" if band.high is None else f"{band.low:g} to {band.high:g}"
