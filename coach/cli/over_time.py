"""What `coach progress` shows of answers over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from coach.cli.charts import dots, strip
from coach.cli.output import hanging, result, talk
from coach.debrief.over_time import counted_ratings
from coach.delivery.measuring import MeasuredTake
from coach.delivery.over_time import (
    QuestionOverTime,
    band_of,
    newest_weekly_medians,
    range_of,
)
from coach.delivery.series import Points, Series
from coach.formats import counted, rounded, to_type
from coach.session.recognised import Recognised, by_month

if TYPE_CHECKING:
    from coach.debrief.records import Rated

# The figures that are charted and listed, with their names. --json and --csv have all figures.
MEASURES = {
    "pace": "words a minute while speaking",
    "pace_with_pauses": "words a minute, with pauses",
    "fillers_per_minute": "fillers a minute",
    "hedges": "hedges",
    "long_pauses": "long pauses",
    "think_time": "seconds to think",
    "specifics": "numbers, dates, names, actions",
}
MOST_QUESTIONS = 12  # so many fit on a screen
_MOST_WEEKS = 6

ThenAndNow = tuple[MeasuredTake, MeasuredTake]


def show_figures(series: Series) -> None:
    """A dot for each answer, figure by figure, with the medians of the weeks."""
    days = series.days
    answers = counted(len(series.rows), "answer", "answers")
    on_days = counted(len(days), "day", "days")
    first, last = (date.fromordinal(days[end]) for end in (0, -1))
    until = f" to {last:%d %b %Y}" if len(days) > 1 else ""
    result(f"{answers} on {on_days}, {first:%d %b %Y}{until}. One dot is one answer.")
    for measure, title in MEASURES.items():
        points = series.of(measure)
        if points.chartable:
            band = band_of(points, measure)
            result()
            result(title + (f", most speakers {range_of(band)}" if band else ""))
            result(dots(points, band))
            _show_weeks(points)


def _show_weeks(points: Points) -> None:
    weeks = newest_weekly_medians(points, _MOST_WEEKS)
    told = (f"{week.monday.day} {week.monday:%b}: {rounded(week.median)}" for week in weeks)
    if weeks:
        result(hanging("median of the week from ", ", ".join(told)))


def show_then_and_now(repeated: Sequence[tuple[QuestionOverTime, ThenAndNow]]) -> None:
    """The first and the newest take of each question that was answered more than once."""
    if not repeated:
        return
    result()
    result("Then and now: the first and the newest take of a question")
    for question, both in repeated:
        result(hanging("  ", f"{question.text} ({question.id}, {question.takes} takes)"))
        _show_both(both)
    talk(f"Hear the difference: {to_type('compare', repeated[0][0].id)} --play")


def _show_both(both: ThenAndNow) -> None:
    then, now = (f"{take.started_at:%d %b %Y}" for take in both)
    result(f"    {'':<31}{then:>12}{now:>13}")
    for measure, title in MEASURES.items():
        columns = [_number(take, measure) for take in both]
        if any(value != "-" for value in columns):
            result(f"    {title:<31}{columns[0]:>12}{columns[1]:>13}")


def show_ratings(rated: Sequence[tuple[MeasuredTake, Rated]]) -> None:
    """How often each rating was given, aspect by aspect."""
    if not rated:
        return
    from coach.debrief.records import Rating

    result()
    result(f"By ear, {len(rated)} rated")
    rows = [
        (
            f"{each.aspect}, {name}" if name else str(each.aspect),
            ", ".join(f"{rating} {count}" for rating, count in counts.items()),
            strip([counts.get(rating, 0) for rating in Rating]),
        )
        for each in counted_ratings(rated)
        for name, counts in each.parts
    ]
    width = max((len(told) for _, told, _ in rows), default=0)
    for about, told, shares in rows:
        result(f"  {about:<28} {told:<{width}} {shares}".rstrip())
    apart = sum(bool(each.gaps) for _, each in rated)
    if apart:
        result(f"  ear and figures apart in {counted(apart, 'answer', 'answers')}")


def show_recognised(known: Sequence[Recognised]) -> None:
    """How many questions in another coat were recognised, month by month."""
    if not known:
        return
    result()
    right = sum(each.is_right for each in known)
    result(f"In another coat, recognised {right} of {counted(len(known), 'question', 'questions')}")
    for month in by_month(known)[-_MOST_WEEKS:]:
        shares = strip([month.right, 0, month.asked - month.right])
        result(f"  {month.first_day:%b %Y}: {month.right} of {month.asked}  {shares}".rstrip())


def _number(take: MeasuredTake, measure: str) -> str:
    value = take.figures.get(measure)
    return "-" if value is None else rounded(value)
