"""The delivery figures of a take as lines of text.

A figure without anything to show has no line.
"""

from __future__ import annotations

from collections.abc import Iterator

from coach.cli.output import hanging
from coach.delivery.explained import EXPLAINED
from coach.delivery.findings import Certainty, Delivery, Finding, Moment
from coach.delivery.wording import told_part
from coach.formats import clock, counted

_MOST_SHOWN = 8  # moments of one figure
_NAMES = {
    "fillers": ("filler", "fillers"),
    "markers": ("discourse marker", "discourse markers"),
    "hedges": ("hedge", "hedges"),
    "long_pauses": ("long pause", "long pauses"),
    "repetitions": ("repeated phrase", "repeated phrases"),
    "specifics": ("specific", "specifics"),
    "trailing_off": ("sentence trailing off", "sentences trailing off"),
}
_MEASURED_IN = {"long_pauses": " s", "trailing_off": " dB"}


def lines_of_delivery(delivery: Delivery, target_s: int | None, first: int) -> Iterator[str]:
    """The lines of all figures, each with its moments. The first moment has the number `first`."""
    figure = delivery.figure
    length_s = figure("length") or 0.0
    thought = figure("think_time")
    told = [f"{clock(length_s)}{f' of {clock(target_s)}' if target_s else ''}"]
    told += [f"thought {thought:.1f} s"] if thought is not None else []
    yield "   " + ", ".join(told)
    yield from (f"   {line}" for line in (_pace(delivery), _loudness(delivery)) if line)
    number = first
    for finding in delivery.findings:
        title = _title(finding, delivery)
        if title:
            yield hanging("   ", f"{title}: {EXPLAINED[finding.what]}")
        yield from _moments(finding, number)
        number += len(finding.moments)


def unsure_line(delivery: Delivery) -> str:
    """A line that says what could not be measured and why; empty if everything could be."""
    reasons: dict[str, list[str]] = {}
    for finding in delivery.findings:
        if finding.certainty is Certainty.UNSURE:
            reasons.setdefault(finding.why, []).append(finding.what.replace("_", " "))
    told = "; ".join(f"{', '.join(names)} ({why})" for why, names in reasons.items())
    return hanging("   unsure: ", told) if told else ""


def _pace(delivery: Delivery) -> str:
    speaking, overall = delivery.of("pace"), delivery.of("pace_with_pauses")
    if not speaking or speaking.how_many is None or not overall or overall.how_many is None:
        return ""
    line = f"{speaking.how_many:.0f} words a minute while speaking, {overall.how_many:.0f} in all"
    band = overall.band
    if band and band.low and band.high:
        line += f" (most speakers: {band.low:.0f}-{band.high:.0f})"
    return hanging("   ", f"{line}: {EXPLAINED['pace']}").strip()


def _loudness(delivery: Delivery) -> str:
    spread = delivery.figure("loudness_spread")
    if spread is None:
        return ""
    return f"loudness within {spread:.0f} dB: {EXPLAINED['loudness_spread']}"


def _title(finding: Finding, delivery: Delivery) -> str:
    """The line of a figure; empty if another line shows it, or if there is nothing to show."""
    if finding.how_many is None or (not finding.how_many and not finding.moments):
        return ""
    if finding.what == "pauses":
        longest_s = delivery.figure("longest_pause") or 0.0
        return counted(finding.how_many, "pause", "pauses") + f", the longest {longest_s:.1f} s"
    if finding.what == "structure":
        return "sounds like " + ", ".join(map(told_part, finding.moments))
    if finding.what not in _NAMES:
        return ""
    line = counted(finding.how_many, *_NAMES[finding.what])
    rate = delivery.figure("fillers_per_minute")
    ambitious = delivery.figure("hedges_in_ambition")
    if finding.what == "fillers" and rate:
        line += f", {rate:.1f} a minute"
    if finding.what == "hedges" and ambitious:
        line += f", {ambitious:.0f} where you say what you want"
    return line


def _moments(finding: Finding, number: int) -> Iterator[str]:
    shown = finding.moments[:_MOST_SHOWN]
    for moment in shown:
        yield hanging(f"   {number:>5}  {clock(moment.at_s):>5}  ", _moment_line(finding, moment))
        number += 1
    if left_out := finding.moments[_MOST_SHOWN:]:  # also told within `coach debrief`
        yield f"          and {len(left_out)} more (coach delivery --json has all)"


def _moment_line(finding: Finding, moment: Moment) -> str:
    if finding.what == "structure":
        return f'{told_part(moment)}  "{moment.quote}"'
    unit = _MEASURED_IN.get(finding.what)
    what = f"{moment.how_many:.1f}{unit}  " if unit else ""
    perhaps = "perhaps  " if moment.certainty is Certainty.UNSURE else ""
    return f'{what}{perhaps}"{moment.quote}"'
