"""The medians of weeks."""

from __future__ import annotations

import random

import pytest

from coach.delivery.over_time import newest_weekly_medians, weekly_medians
from coach.delivery.series import Points


@pytest.mark.parametrize("answers", [0, 3, 50, 2_000])
@pytest.mark.parametrize("days_between", [0, 1, 2, 9])
def test_the_newest_weeks_are_those_of_all(answers: int, days_between: int) -> None:
    chance, day = random.Random(answers), 732_000
    days, values = [], []
    for _ in range(answers):
        day += chance.randint(0, days_between)
        days.append(day - chance.choice((0, 0, 1)))  # who travels west has a day twice
        values.append(chance.uniform(80, 200))
    points = Points(range(answers), days, days, values, frozenset({"en"}))
    for most in (1, 6):
        assert newest_weekly_medians(points, most) == weekly_medians(points)[-most:]
