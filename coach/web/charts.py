"""Draws progress as SVG charts with pygal: a dot for each answer, never joined to another one."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from markupsafe import Markup

from coach.delivery.bands import Band
from coach.delivery.measuring import MeasuredTake
from coach.delivery.over_time import Week, band_of, monday_of, range_of, weekly_medians
from coach.delivery.series import Points, Series
from coach.formats import day, rounded

_MOST_DOTS = 300  # of the newest answers; all of them are in the medians
_LABELS = 4
_RADIUS = 4  # of a dot
_WIDTH, _HEIGHT = 720, 240
_HALF_A_LABEL = 44
_MARGIN = 0.02  # of the time shown, on either side
_EDGE = 0.06  # of the width, where a label would be cut off
_LEAST_S = 86_400.0  # what a chart shows at least, so that the answers of one day are in its middle

FIGURES = {
    "pace_with_pauses": ("Pace", "words a minute, with pauses"),
    "fillers_per_minute": ("Fillers", "a minute"),
    "hedges": ("Hedges", "an answer"),
    "think_time": ("Time to think", "seconds"),
    "longest_pause": ("Longest pause", "seconds"),
    "length": ("Length", "seconds"),
}

Opens = Callable[[MeasuredTake], str]  # where an answer is read and heard


@dataclass(frozen=True)
class Chart:
    """A figure over time, with the medians of the weeks. `left` answers are too old for a dot."""

    name: str
    title: str
    unit: str
    shaded: str  # the range of most speakers, in words; "" where none is known
    weeks: tuple[Week, ...]
    left: int
    picture: Markup


def dotted_rows(series: Series) -> set[int]:
    """The rows of the answers that get a dot in a chart of `series`."""
    points = (series.of(name) for name in FIGURES)
    return {row for each in points if each.chartable for row in each.rows[-_MOST_DOTS:]}


def charts(series: Series, takes: Mapping[int, MeasuredTake], opens: Opens) -> list[Chart]:
    """A chart for each figure that two answers have, and that is not always 0.

    `takes`, by row, are those of `dotted_rows`.
    """
    made = []
    for name, (title, unit) in FIGURES.items():
        points = series.of(name)
        if points.chartable:
            dotted = [takes[row] for row in points.rows[-_MOST_DOTS:]]
            made.append(_chart(name, title, unit, points, dotted, opens))
    return made


def _chart(
    name: str,
    title: str,
    unit: str,
    points: Points,
    dotted: Sequence[MeasuredTake],
    opens: Opens,
) -> Chart:
    band, weeks = band_of(points, name), weekly_medians(points)
    span = _Span.of(dotted)
    shown = [week for week in weeks if week.monday >= monday_of(span.first.date())]
    picture = _drawn(span, [_dot(take, name, opens) for take in dotted], shown, band)
    shaded = range_of(band) if band else ""
    return Chart(name, title, unit, shaded, tuple(weeks), len(points.rows) - len(dotted), picture)


@dataclass(frozen=True)
class _Span:
    """The time that a chart shows."""

    first: datetime
    last: datetime
    newest: datetime

    @classmethod
    def of(cls, takes: Sequence[MeasuredTake]) -> _Span:
        first, last = takes[0].started_at, takes[-1].started_at
        margin_s = max(_LEAST_S / 2, _MARGIN * (last - first).total_seconds())
        margin = timedelta(seconds=margin_s)
        return cls(first - margin, last + margin, last)

    def within(self, moment: datetime) -> datetime:
        return min(max(moment, self.first), self.last)

    def labels(self) -> list[datetime]:
        """Moments of different days, evenly spaced, until the newest answer."""
        days = max(1, -(-(self.last - self.first).days // _LABELS))
        earlier = [self.newest - timedelta(days=days * number) for number in range(1, _LABELS)]
        room = _EDGE * (self.last - self.first)
        return [*(each for each in reversed(earlier) if each - self.first > room), self.newest]


@dataclass(frozen=True)
class _Dot:
    """A value: a link, with what it tells where the mouse is."""

    at: datetime
    value: float
    path: str
    told: str


def _dot(take: MeasuredTake, name: str, opens: Opens) -> _Dot:
    value = take.figures[name]
    told = f"{rounded(value)}: {take.text}, {day(take.started_at)}"
    return _Dot(_at(take.started_at), value, opens(take), told)


def _at(moment: datetime) -> datetime:
    """pygal writes a moment as it is in UTC: so it shows the day of the clock on the wall."""
    return moment.replace(tzinfo=UTC)


def _bar(week: Week, span: _Span) -> list[tuple[datetime, float | None]]:
    """A line over the days of a week, which is not joined to that of the next one."""
    begins = datetime.combine(week.monday, time(), span.first.tzinfo)
    first, last = (_at(span.within(begins + timedelta(days=days))) for days in (0, 7))
    return [(first, week.median), (last, week.median), (last, None)]


def _drawn(span: _Span, dots: Sequence[_Dot], weeks: Sequence[Week], band: Band | None) -> Markup:
    """An SVG without any style or script of its own: the page's style sheet colours it.

    It is hidden from those who do not see it, who get the same from the table.
    """
    import pygal

    values = [dot.value for dot in dots]
    highest = max(1.0, *values, (band and band.high) or 0.0) * 1.05
    chart = pygal.DateTimeLine(
        width=_WIDTH,
        height=_HEIGHT,
        margin=8,
        margin_right=_HALF_A_LABEL,
        css=(),
        js=(),
        range=(0, highest),
        xrange=(_at(span.first), _at(span.last)),
        zero=(band and band.low) or 0,
        show_legend=False,
        max_scale=5,
        dots_size=_RADIUS,
        spacing=14,
        no_prefix=True,
        truncate_label=-1,
        x_labels=[_at(moment) for moment in span.labels()],
        x_value_formatter=lambda moment: f"{moment.day} {moment:%b %Y}",
    )
    if band:
        top = highest if band.high is None else band.high
        ends = [(_at(moment), top) for moment in (span.first, span.last)]
        chart.add("band", ends, fill=True, show_dots=False)
    corners = [(_at(span.first), 0.0), (_at(span.last), highest)]
    chart.add("answers", corners, stroke=False)
    bars = [point for week in weeks for point in _bar(week, span)]
    if bars:
        chart.add("weeks", bars, show_dots=False, allow_interruptions=True)
    chart.add_xml_filter(_plain)
    root = chart.render_tree()
    _put_dots(root, corners, dots)
    root.attrib |= {"aria-hidden": "true", "focusable": "false"}
    # No text of the person's is in it.
    return Markup(_as_text(root))  # noqa: S704  pygal escapes  # nosec B704


def _put_dots(root: Any, corners: Sequence[tuple[datetime, float]], dots: Sequence[_Dot]) -> None:
    """Put `dots` in place of the two that pygal drew in the corners: fifteen hundred would take it
    half a second.
    """
    from xml.etree.ElementTree import SubElement

    parents = {child: parent for parent in root.iter() for child in parent}
    drawn = [each for each in root.iter() if _name(each) == "circle"]
    (left, bottom), (right, top) = (
        (float(each.get("cx")), float(each.get("cy"))) for each in drawn
    )
    series = parents[parents[drawn[0]]]
    series[:] = []
    (first, lowest), (last, highest) = corners
    for dot in dots:
        x = left + (right - left) * ((dot.at - first) / (last - first))
        y = bottom + (top - bottom) * (dot.value - lowest) / (highest - lowest)
        group = SubElement(series, "g", {"class": "dots"})
        link = SubElement(group, "a", {"href": dot.path, "target": "_self", "tabindex": "-1"})
        SubElement(link, "title").text = dot.told
        place = {"cx": f"{x:.2f}", "cy": f"{y:.2f}"}
        SubElement(link, "circle", place | {"r": str(_RADIUS), "class": "dot reactive"})


def _plain(root: Any) -> Any:
    """The drawing alone: what pygal adds for its own style, its pop-ups and its reader goes."""
    root.attrib.pop("id", None)
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_not_drawn(child):
                parent.remove(child)
    return root


_NOT_DRAWN = ("defs", "script", "style", "title", "desc")
_POP_UPS = ("plot text-overlay", "plot tooltip-overlay")


def _is_not_drawn(child: Any) -> bool:
    if not isinstance(child.tag, str) or child.get("class") in _POP_UPS:
        return True
    return _name(child) in _NOT_DRAWN


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _as_text(root: Any) -> str:
    from xml.etree import ElementTree

    out = io.BytesIO()
    ElementTree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=False)
    return out.getvalue().decode()
