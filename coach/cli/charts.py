"""Charts on a terminal: dots drawn by uniplot, and strips of counted parts."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from coach.cli.output import wide_characters_fit

if TYPE_CHECKING:
    from coach.delivery.findings import Band
    from coach.delivery.series import Points

_HEIGHT = 6
_WIDEST = 72
_MARGIN = 0.01  # of the time shown, so that no dot lies on the edge
_LONGEST_STRIP = 30
_FILLS = "\u2588\u2593\u2592\u2591"  # a full block, and three shades of one


@contextlib.contextmanager
def _without_numba() -> Iterator[None]:
    """Have uniplot do without numba, which would take a second and a half to draw some dots."""
    if "numba" in sys.modules:
        yield
        return
    sys.modules["numba"] = None  # type: ignore[assignment]  # an import of it fails
    try:
        yield
    finally:
        del sys.modules["numba"]


def dots(points: Points, band: Band | None = None) -> str:
    """Draw a dot for each value, and the limits of `band` as lines; time goes to the right.

    Dots are not joined: they may be answers to different questions.
    """
    with _without_numba():
        from uniplot import plot_to_string

    width = min(_WIDEST, shutil.get_terminal_size().columns - 10)
    times_s, values = points.times_s, points.values
    margin_s = max(1.0, _MARGIN * (max(times_s) - min(times_s)))
    limits = [each for each in (band.low, band.high) if each is not None] if band else []
    drawn: str = plot_to_string(
        ys=values,
        xs=times_s,
        lines=False,
        height=_HEIGHT,
        width=width,
        x_min=min(times_s) - margin_s,
        x_max=max(times_s) + margin_s,
        y_min=0,
        y_max=max(*values, *limits, 1) * 1.05,
        x_gridlines=[],
        y_gridlines=limits,
        character_set="block" if wide_characters_fit() else "ascii",
        x_labels=False,
    )
    first, last = (date.fromordinal(int(points.days[end])) for end in (0, -1))
    return f"{drawn}\n{_dates(first, last, width)}"


def _dates(first: date, last: date, width: int) -> str:
    """The first and the last day, below the ends of a chart."""
    left, right = (f"{day.day} {day:%b %Y}" for day in (first, last))
    return f" {left}" if left == right else f" {left}{right:>{max(0, width - len(left))}}"


def strip(counts: Sequence[int]) -> str:
    """A bar of up to four parts, as long as `counts` are large; "" where it cannot be shown."""
    if not wide_characters_fit():
        return ""
    longest = max(1, -(-sum(counts) // _LONGEST_STRIP))
    return "".join(
        fill * (-(-count // longest)) for fill, count in zip(_FILLS, counts, strict=False)
    )
