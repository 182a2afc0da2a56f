"""The delivery figures of a take as the page shows them, each with its moments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coach.delivery.explained import EXPLAINED
from coach.delivery.findings import Certainty, Delivery, Finding, Moment
from coach.delivery.wording import told_part
from coach.formats import clock

_MOST_MOMENTS = 12
_HEARD_BEFORE_S = 1.0  # a moment is played from a little before it
_NAMES = {
    "fillers": "Fillers",
    "hedges": "Hedges",
    "markers": "Discourse markers",
    "long_pauses": "Long pauses",
    "specifics": "Numbers, dates, names, what you did",
    "repetitions": "Repeated phrases",
    "trailing_off": "Sentences trailing off",
}
_LENGTHS = {"long_pauses": "s", "trailing_off": "dB"}


@dataclass(frozen=True)
class ShownMoment:
    """A place to hear, and what it is."""

    at_s: float
    play_s: float
    text: str


@dataclass(frozen=True)
class Figure:
    """One line: a name, what was measured, and where. `left` moments more are not listed.

    `explained` says what it measures.
    """

    name: str
    value: str
    moments: tuple[ShownMoment, ...] = ()
    left: int = 0
    explained: str = ""


def summary_of(length_s: float, target_s: float | None, delivery: Delivery | None) -> str:
    """A take in a line: 1:42 of 2:00 · 151 words a minute · 3 fillers · thought 4.1 s."""
    parts = [clock(length_s) + (f" of {clock(target_s)}" if target_s else "")]
    figure = delivery.figure if delivery else lambda _: None
    if (pace := figure("pace")) is not None:
        parts.append(f"{pace:.0f} words a minute")
    if (fillers := figure("fillers")) is not None:
        parts.append(f"{fillers:.0f} filler{'' if fillers == 1 else 's'}")
    if (thought := figure("think_time")) is not None:
        parts.append(f"thought {thought:.1f} s")
    return " · ".join(parts)


def figures_of(delivery: Delivery) -> Iterator[Figure]:
    """The figures that say something, and last what could not be measured."""
    yield from _pace(delivery)
    yield from _pauses(delivery)
    for finding in delivery.findings:
        if finding.what == "structure":
            yield from _structure(finding)
        elif finding.what in _NAMES and (finding.how_many or finding.moments):
            yield _counted(finding, delivery)
    spread = delivery.figure("loudness_spread")
    if spread is not None:
        yield Figure("Loudness", f"within {spread:.0f} dB", explained=EXPLAINED["loudness_spread"])
    yield from _unsure(delivery)


def _pace(delivery: Delivery) -> Iterator[Figure]:
    speaking, overall = delivery.figure("pace"), delivery.of("pace_with_pauses")
    if speaking is None or overall is None or overall.how_many is None:
        return
    value = f"{speaking:.0f} words a minute while speaking, {overall.how_many:.0f} in all"
    if overall.outside_band and overall.band:
        low, high = overall.band.low, overall.band.high
        if low and high:
            value += f"; most speakers are between {low:.0f} and {high:.0f}"
    yield Figure("Pace", value, explained=EXPLAINED["pace"])


def _pauses(delivery: Delivery) -> Iterator[Figure]:
    count, longest_s = delivery.figure("pauses"), delivery.figure("longest_pause")
    if count and longest_s:
        value = f"{count:.0f}, the longest {longest_s:.1f} s"
        yield Figure("Pauses", value, explained=EXPLAINED["pauses"])


def _structure(finding: Finding) -> Iterator[Figure]:
    if finding.moments and finding.how_many is not None:
        heard = ", ".join(map(told_part, finding.moments))
        moments = tuple(
            _moment(each, f"{told_part(each)}: {each.quote}") for each in finding.moments
        )
        yield Figure("Sounds like, of a story", heard, moments, explained=EXPLAINED["structure"])


def _counted(finding: Finding, delivery: Delivery) -> Figure:
    value = "" if finding.how_many is None else f"{finding.how_many:.0f}"
    per_minute = delivery.figure("fillers_per_minute")
    ambitious = delivery.figure("hedges_in_ambition")
    if finding.what == "fillers" and per_minute:
        value += f", {per_minute:.1f} a minute"
    if finding.what == "hedges" and ambitious:
        value += f", {ambitious:.0f} where you say what you want"
    shown = finding.moments[:_MOST_MOMENTS]
    moments = tuple(_moment(moment, _text(finding, moment)) for moment in shown)
    left, explained = len(finding.moments) - len(shown), EXPLAINED[finding.what]
    return Figure(_NAMES[finding.what], value, moments, left, explained)


def _text(finding: Finding, moment: Moment) -> str:
    unit = _LENGTHS.get(finding.what)
    length = f"{moment.how_many:.1f} {unit}: " if unit else ""
    perhaps = "perhaps: " if moment.certainty is Certainty.UNSURE else ""
    return f"{length}{perhaps}“{moment.quote}”"


def _moment(moment: Moment, text: str) -> ShownMoment:
    return ShownMoment(moment.at_s, round(max(0.0, moment.at_s - _HEARD_BEFORE_S), 3), text)


def _unsure(delivery: Delivery) -> Iterator[Figure]:
    reasons: dict[str, list[str]] = {}
    for finding in delivery.findings:
        if finding.certainty is Certainty.UNSURE:
            reasons.setdefault(finding.why, []).append(finding.what.replace("_", " "))
    for why, names in reasons.items():
        yield Figure("Unsure", f"{', '.join(names)}: {why}")
