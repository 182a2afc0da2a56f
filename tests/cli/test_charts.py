"""Charts on a terminal that has only plain letters."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import datetime, timedelta

from coach.cli.charts import dots, strip
from coach.delivery.findings import Band
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


def test_one_day_is_named_once_and_a_strip_is_as_long_as_fits() -> None:
    assert dots(points([DAY, DAY], [1.0, 2.0])).splitlines()[-1] == " 23 Nov 2026"
    assert strip([3, 2, 1, 0]) == "\u2588\u2588\u2588\u2593\u2593\u2592"
    assert len(strip([300, 300])) == 30
