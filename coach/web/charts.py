"""Draws progress as SVG charts with pygal, and lists the numbers behind each chart."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Any

from markupsafe import Markup

from coach.debrief.records import Aspect, Rated
from coach.delivery.kept import MeasuredTake

_MOST_POINTS = 60
_LABELS = 4
_WIDTH, _HEIGHT = 720, 240
_HALF_A_LABEL = 44
_BY_EAR = "1 is yes, 0.5 partly, 0 no"

FIGURES = {
    "pace": ("Pace while speaking", "words a minute"),
    "fillers_per_minute": ("Fillers", "a minute"),
    "hedges": ("Hedges", "an answer"),
    "think_time": ("Time to think", "seconds"),
    "longest_pause": ("Longest pause", "seconds"),
    "length": ("Length", "seconds"),
}


@dataclass(frozen=True)
class Point:
    """The mean of `answers` neighbouring answers, of which the first was given at `at`."""

    at: datetime
    until: datetime
    answers: int
    mean: float


@dataclass(frozen=True)
class Chart:
    """A figure over time."""

    name: str
    title: str
    unit: str
    points: tuple[Point, ...]
    picture: Markup


def charts(takes: Sequence[MeasuredTake]) -> list[Chart]:
    """A chart for each figure that at least two of `takes`, oldest first, have."""
    made = [
        _chart(
            name, title, unit, [(t.started_at, t.figures[name]) for t in takes if name in t.figures]
        )
        for name, (title, unit) in FIGURES.items()
    ]
    return [chart for chart in made if chart]


def rating_charts(rated: Sequence[tuple[MeasuredTake, Rated]]) -> list[Chart]:
    """A chart for each aspect that was asked for twice, and where ear and figures went apart."""
    made = [
        _chart(
            f"by-ear-{aspect.name.lower()}",
            f"{aspect.capitalize()}, by ear",
            _BY_EAR,
            [
                (take.started_at, worth)
                for take, each in rated
                if aspect in each.ratings and (worth := each.ratings[aspect].worth) is not None
            ],
        )
        for aspect in Aspect
    ]
    apart = [(take.started_at, float(len(each.gaps))) for take, each in rated if each.complete]
    made.append(_chart("apart", "Ear and figures apart", "times an answer", apart))
    return [chart for chart in made if chart]


def _chart(
    name: str, title: str, unit: str, values: Sequence[tuple[datetime, float]]
) -> Chart | None:
    """A chart of at least two values."""
    points = _points(values)
    if len(points) < 2:
        return None
    return Chart(name, title, unit, points, _drawn(title, unit, points))


def _points(values: Sequence[tuple[datetime, float]]) -> tuple[Point, ...]:
    """As many points as fit; where there are more values, neighbours share one."""
    shared = -(-len(values) // _MOST_POINTS) or 1
    groups = [values[first : first + shared] for first in range(0, len(values), shared)]
    return tuple(
        Point(group[0][0], group[-1][0], len(group), round(fmean(v for _, v in group), 1))
        for group in groups
    )


def _drawn(title: str, unit: str, points: Sequence[Point]) -> Markup:
    """An SVG without any style or script of its own: the page's style sheet colours it."""
    import pygal

    chart = pygal.Line(
        width=_WIDTH,
        height=_HEIGHT,
        margin=8,
        margin_right=_HALF_A_LABEL,
        css=(),
        js=(),
        range=(0, max(1.0, *(point.mean for point in points)) * 1.05),
        show_legend=False,
        max_scale=5,
        dots_size=3,
        spacing=14,
        no_prefix=True,
        truncate_label=-1,
    )
    chart.x_labels = _days(points)
    chart.add(title, [point.mean for point in points])
    chart.add_xml_filter(_plain)
    root = chart.render_tree()
    root.attrib |= {"role": "img", "aria-label": f"{title}, {unit}, over time"}
    # No text of the person's is in it.
    return Markup(_as_text(root))  # noqa: S704  pygal escapes  # nosec B704


def _days(points: Sequence[Point]) -> list[str]:
    """A day below every few points, each day once."""
    every = -(-len(points) // _LABELS)
    labels: list[str] = []
    for number, point in enumerate(points):
        day = f"{point.at.day} {point.at:%b %Y}"
        labels.append(day if number % every == 0 and day not in labels else "")
    return labels


def _plain(root: Any) -> Any:
    """The drawing alone: what pygal adds for its own style, its pop-ups and its reader goes."""
    root.attrib.pop("id", None)
    for parent in list(root.iter()):
        for child in list(parent):
            gone = isinstance(child.tag, str) and child.tag.split("}")[-1] in _NOT_DRAWN
            if gone or not isinstance(child.tag, str) or child.get("class") in _POP_UPS:
                parent.remove(child)
    return root


_NOT_DRAWN = ("defs", "script", "style", "title", "desc")
_POP_UPS = ("plot text-overlay", "plot tooltip-overlay")


def _as_text(root: Any) -> str:
    from xml.etree import ElementTree

    out = io.BytesIO()
    ElementTree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=False)
    return out.getvalue().decode()
