"""`coach progress`."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from coach.cli.charts import chart
from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import as_json, result, talk, whole
from coach.cli.watching import Watching
from coach.debrief.over_time import rated_among
from coach.delivery.kept import MeasuredTake, kept_figures, measured_in, refresh_figures
from coach.errors import WrongUse
from coach.formats import counted
from coach.library.library import Library
from coach.session.recognised import Recognised, recognised_in

if TYPE_CHECKING:
    from coach.debrief.records import Rated

# The figures that are charted and listed, with their names. --json and --csv have all figures.
MEASURES = {
    "pace": "words a minute while speaking",
    "fillers_per_minute": "fillers a minute",
    "hedges": "hedges",
    "long_pauses": "long pauses",
    "think_time": "seconds to think",
    "specifics": "numbers, dates, names, actions",
}
_MOST_QUESTIONS = 12  # so many fit on a screen


@click.command("progress")
@click.argument("question", required=False)
@click.option("--csv", "as_csv", is_flag=True, help="Print every figure of every take as CSV.")
@json_option
def command(question: str | None, as_csv: bool, **options: Any) -> None:
    """See how your answers change over time, figure by figure and question by question. Demos never
    count.

    QUESTION is the id of a question: you see only the takes of that question.
    """
    settings = settings_from(options)
    if as_csv and settings.json_:
        raise WrongUse("--csv and --json exclude each other.", "coach progress --csv")
    library = library_of(settings)
    # A person can be told of more a moment later, a program cannot.
    whole_check = as_csv or settings.json_
    figures = kept_figures(library, Watching("Working out figures"), thorough=whole_check)
    takes = measured_in(figures)
    if question is not None:
        takes = takes_of(takes, question)
    rated = rated_among(library, takes)
    known = [each for each in recognised_in(figures) if question in (None, each.question_id)]
    if as_csv:
        whole(_as_csv(takes).rstrip("\n"))
    elif settings.json_:
        # Indented, ten thousand takes would take a second.
        whole(as_json(_document(takes, rated, known)))
    elif not takes:
        talk("There is nothing to compare yet. Begin: coach practice")
    else:
        _show(takes)
        _show_ratings(rated)
        _show_recognised(known)
    if not whole_check:
        _tell_of_changes(library)


def _tell_of_changes(library: Library) -> None:
    """Look for changes from outside, such as by a sync client, and take them in."""
    if refresh_figures(library, Watching("Working out figures")):
        talk("Sessions have changed from outside meanwhile. See the figures anew: coach progress")


def takes_of(takes: Sequence[MeasuredTake], question: str) -> list[MeasuredTake]:
    """The takes of the question with the id `question`. Raises WrongUse if there are none."""
    found = [take for take in takes if take.question_id == question]
    if not found:
        ids = sorted({take.question_id for take in takes})
        some = ", ".join(ids[:8]) + (", …" if len(ids) > 8 else "")
        raise WrongUse(
            f"No answer to a question {question!r} is kept."
            + (f" There are: {some}." if ids else ""),
            "coach progress" if ids else "coach practice",
        )
    return found


def by_question(takes: Sequence[MeasuredTake]) -> dict[str, list[MeasuredTake]]:
    """Question id → takes, with the question that has most takes first."""
    found: dict[str, list[MeasuredTake]] = {}
    for take in takes:
        found.setdefault(take.question_id, []).append(take)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _show(takes: Sequence[MeasuredTake]) -> None:
    days = sorted({take.started_at.date() for take in takes})
    answers, on_days = counted(len(takes), "answer", "answers"), counted(len(days), "day", "days")
    until = f" to {days[-1]:%d %b %Y}" if len(days) > 1 else ""
    result(f"{answers} on {on_days}, {days[0]:%d %b %Y}{until}")
    for measure, title in MEASURES.items():
        values = [take.figures[measure] for take in takes if measure in take.figures]
        if len(values) > 1 and any(values):
            result()
            result(f"{title}: first {_rounded(values[0])}, last {_rounded(values[-1])}")
            result(chart(values))
    questions = by_question(takes)
    again = {name: found for name, found in questions.items() if len(found) > 1}
    if again:
        result()
        result("Questions answered more than once: first, the one before, newest")
    for name, found in list(again.items())[:_MOST_QUESTIONS]:
        result(f"  {name} ({len(found)} takes)")
        for measure, title in MEASURES.items():
            columns = [_number(take, measure) for take in (found[0], found[-2], found[-1])]
            if any(value != "-" for value in columns):
                result(f"    {title:<32} {' '.join(f'{value:>7}' for value in columns)}")
    if again:
        talk(f"Hear the difference: coach compare {next(iter(again))} --play")


def _show_ratings(rated: Sequence[tuple[MeasuredTake, Rated]]) -> None:
    if not rated:
        return
    from coach.debrief.records import Aspect

    result()
    result(f"By ear, {len(rated)} rated, oldest first")
    for aspect in Aspect:
        given = [each.ratings[aspect].value for _, each in rated if aspect in each.ratings]
        result(f"  {aspect:<32} {', '.join(given[-_MOST_QUESTIONS:])}")
    apart = [len(each.gaps) for _, each in rated]
    if any(apart):
        result(f"  {'ear and figures apart':<32} {', '.join(map(str, apart[-_MOST_QUESTIONS:]))}")


def _show_recognised(known: Sequence[Recognised]) -> None:
    if known:
        result()
        right = sum(each.is_right for each in known)
        result(f"In another coat, recognised {right} of {len(known)} questions, oldest first")
        told = ("yes" if each.is_right else "no" for each in known[-_MOST_QUESTIONS:])
        result(f"  {', '.join(told)}")


def _rounded(value: float) -> str:
    """`value` as exactly as anybody reads it."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}".removesuffix(".0")


def _number(take: MeasuredTake, measure: str) -> str:
    value = take.figures.get(measure)
    return "-" if value is None else f"{value:.1f}"


def _document(
    takes: Sequence[MeasuredTake],
    rated: Sequence[tuple[MeasuredTake, Rated]] = (),
    known: Sequence[Recognised] = (),
) -> dict[str, Any]:
    return {
        "takes": [take.as_json() for take in takes],
        "questions": [
            {
                "id": name,
                "takes": len(found),
                "first": found[0].figures,
                "last": found[-2].figures if len(found) > 1 else None,
                "newest": found[-1].figures,
            }
            for name, found in by_question(takes).items()
        ],
        "ratings": [
            {"session": take.session, "question_id": take.question_id}
            | each.model_dump(mode="json", exclude={"figures"})
            for take, each in rated
        ],
        "recognised": [each.as_json() for each in known],
        "practice_days": sorted({take.started_at.date().isoformat() for take in takes}),
    }


def _as_csv(takes: Sequence[MeasuredTake]) -> str:
    measures = sorted({measure for take in takes for measure in take.figures})
    about = ["session", "kind", "set_name", "question", "question_id", "take", "started_at"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*about, *measures])
    for take in takes:
        row = take.as_json()
        writer.writerow([*(row[name] for name in about), *(take.figures.get(m) for m in measures)])
    return text.getvalue()
