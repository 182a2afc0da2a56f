"""Charts on a terminal: dots, and strips of counted parts."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from coach.cli.output import wide_characters_fit

if TYPE_CHECKING:
    from coach.delivery.bands import Band
    from coach.delivery.series import Points

_HEIGHT = 6
_WIDEST = 72
_MARGIN = 0.01  # of the time shown, so that no dot lies on the edge
_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"  # with the quarters 1, 2 (above), 4, 8 (below) as bits
_PLAIN_DOTS = " " + 15 * "+"
_FRAME = "─", "│", "┌┐", "└┘"  # a line, a side, and the corners above and below
_PLAIN_FRAME = "-", "|", "  ", "  "
_LONGEST_STRIP = 30
_FILLS = "\u2588\u2593\u2592\u2591"  # a full block, and three shades of one


def dots(points: Points, band: Band | None = None) -> str:
    """Draw a dot for each value, and the limits of `band` as lines; time goes to the right.

    Dots are not joined: they may be answers to different questions.
    """
    width = min(_WIDEST, shutil.get_terminal_size().columns - 10)
    limits = [each for each in (band.low, band.high) if each is not None] if band else []
    highest = max(*points.values, *limits, 1) * 1.05
    drawn = _framed(_with_dots(points, highest, width), limits, highest, width)
    first, last = (date.fromordinal(int(points.days[end])) for end in (0, -1))
    return f"{drawn}\n{_dates(first, last, width)}"


def _with_dots(points: Points, highest: float, width: int) -> dict[tuple[int, int], int]:
    """Line and column of each character with a dot, and which of its quarters have one, as bits."""
    first_s, last_s = min(points.times_s), max(points.times_s)
    margin_s = max(1.0, _MARGIN * (last_s - first_s))
    per_s = 2 * width / (last_s - first_s + 2 * margin_s)
    per_unit = 2 * _HEIGHT / highest
    from_s, lines = first_s - margin_s, 2 * _HEIGHT
    places = {  # as one number each: few differ, of thirty thousand
        int((time_s - from_s) * per_s) * lines + int(value * per_unit)
        for time_s, value in zip(points.times_s, points.values, strict=True)
    }
    quarters: dict[tuple[int, int], int] = {}
    for place in places:
        x, y = divmod(place, lines)
        at = _HEIGHT - 1 - y // 2, x // 2
        quarters[at] = quarters.get(at, 0) | 1 << (x % 2 + 2 * (1 - y % 2))
    return quarters


def _framed(
    quarters: Mapping[tuple[int, int], int], limits: Sequence[float], highest: float, width: int
) -> str:
    """The chart in its frame, with 0 and the largest round number at their heights."""
    dots, (dash, side, above, below) = (
        (_QUARTERS, _FRAME) if wide_characters_fit() else (_PLAIN_DOTS, _PLAIN_FRAME)
    )
    dashed = {_line_of(limit, highest) for limit in limits}
    most = _round_below(highest)
    scale = {_HEIGHT - 1: " 0", _line_of(most, highest): f" {most:g}"}
    lines = []
    for number in range(_HEIGHT):
        blank = dash if number in dashed else " "
        drawn = (dots[quarters.get((number, column), 0)] for column in range(width))
        lines.append("".join(each if each != " " else blank for each in drawn))
    told = (f"{side}{line}{side}{scale.get(number, '')}" for number, line in enumerate(lines))
    return "\n".join(
        [above[0] + dash * width + above[1], *told, below[0] + dash * width + below[1]]
    )


def _line_of(value: float, highest: float) -> int:
    """The line of the chart, from the top, that shows a value."""
    return _HEIGHT - 1 - int(value * _HEIGHT / highest)


def _round_below(value: float) -> float:
    """The largest of 1, 2, 5, 10, 20, … that is not above `value`, which is at least 1."""
    power = 10.0 ** (len(str(int(value))) - 1)
    return max(step * power for step in (1, 2, 5) if step * power <= value)


def _dates(first: date, last: date, width: int) -> str:
    """The first and the last day, below the ends of a chart."""
    left, right = (f"{day.day} {day:%b %Y}" for day in (first, last))
    if left == right:
        return f" {left}"
    room = width - len(left)
    return f" {left}{right:>{room}}" if len(right) < room else f" {left}\n {right:>{max(0, width)}}"


def strip(counts: Sequence[int]) -> str:
    """A bar of up to four parts, as long as `counts` are large; "" where it cannot be shown."""
    if not wide_characters_fit():
        return ""
    longest = max(1, -(-sum(counts) // _LONGEST_STRIP))
    return "".join(
        fill * (-(-count // longest)) for fill, count in zip(_FILLS, counts, strict=False)
    )
