"""Charts on a terminal: dots in a frame, with a scale, in plain letters where it has no others."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import datetime, timedelta

import pytest

from coach.cli.charts import dots, strip
from coach.delivery.bands import Band
from coach.delivery.series import Points

DAY = datetime(2026, 11, 23, 9, 0).astimezone()


def points(at: Sequence[datetime], values: Sequence[float]) -> Points:
    times_s = [each.timestamp() for each in at]
    days = [float(each.toordinal()) for each in at]
    return Points(range(len(at)), times_s, days, values, frozenset({"en"}))


def test_dots_are_plain_and_strips_are_left_out() -> None:
    with redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="ascii")):
        both = points([DAY, DAY + timedelta(days=2)], [1.0, 2.0])
        drawn = dots(both, Band(high=2.0, source="here"))
        assert strip([3, 2, 1, 0]) == ""
    assert drawn.count("+") == 2
    assert drawn.splitlines()[-1].split() == ["23", "Nov", "2026", "25", "Nov", "2026"]


def test_each_dot_is_at_its_time_and_height() -> None:
    at = [DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)]
    drawn = dots(points(at, [0.0, 100.0, 190.0]), Band(low=100.0, source="here")).splitlines()
    top, middle, bottom = drawn[1], drawn[3], drawn[6]
    assert len({line.rindex("│") for line in drawn[1:7]}) == 1
    assert top.strip("│ ") in "▘▝▖▗"
    assert top.index(top.strip("│ ")) == top.rindex("│") - 1
    assert middle.endswith("│ 100")
    assert middle.count("─") == len(middle) - len("││ 100") - 1  # the band's limit, with one dot
    assert bottom.strip("│ 0") in "▖▗"
    assert bottom.index(bottom.strip("│ 0")) == 1
    assert bottom.endswith("│ 0")


@pytest.mark.parametrize(("most", "told"), [(0.5, "1"), (3.0, "2"), (7.0, "5"), (1234.0, "1000")])
def test_the_scale_is_a_round_number(most: float, told: str) -> None:
    drawn = dots(points([DAY, DAY + timedelta(days=1)], [0.0, most]))
    assert [line.rpartition("│")[2] for line in drawn.splitlines() if line.endswith(told)]


@pytest.mark.parametrize("columns", [9, 20, 30, 33, 80])
def test_two_days_are_never_written_as_one(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    drawn = dots(points([DAY, DAY + timedelta(days=9)], [1.0, 2.0]))
    below = drawn.partition("\u2514")[2].partition("\n")[2]
    assert below.split() == ["23", "Nov", "2026", "2", "Dec", "2026"]


def test_one_day_is_named_once_and_a_strip_is_as_long_as_fits() -> None:
    assert dots(points([DAY, DAY], [1.0, 2.0])).splitlines()[-1] == " 23 Nov 2026"
    assert strip([3, 2, 1, 0]) == "\u2588\u2588\u2588\u2593\u2593\u2592"
    assert len(strip([300, 300])) == 30
