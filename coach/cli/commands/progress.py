"""`coach progress`."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from coach.cli.advice_taken import show_advice_taken
from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import as_json, talk, whole
from coach.cli.over_time import (
    MEASURES,
    show_figures,
    show_ratings,
    show_recognised,
    show_then_and_now,
)
from coach.cli.watching import Watching
from coach.debrief.over_time import rated_among
from coach.delivery.advice_taken import advice_taken
from coach.delivery.kept import MeasuredTake, kept_figures, measured_in, refresh_figures
from coach.delivery.over_time import weekly_medians
from coach.errors import WrongUse
from coach.formats import counted
from coach.library.library import Library
from coach.session.recognised import Recognised, recognised_in

if TYPE_CHECKING:
    from coach.debrief.records import Rated


@click.command("progress")
@click.argument("question", required=False)
@click.option("--csv", "as_csv", is_flag=True, help="Print every figure of every take as CSV.")
@click.option(
    "--leave-out",
    nargs=2,
    type=(str, int),
    metavar="SESSION QUESTION",
    help="First leave the newest answer to a question out of what is compared.",
)
@click.option(
    "--count",
    nargs=2,
    type=(str, int),
    metavar="SESSION QUESTION",
    help="First have an answer that was left out count again.",
)
@click.option("--take", type=int, metavar="N", help="With these: take N, not the newest.")
@json_option
def command(question: str | None, as_csv: bool, **options: Any) -> None:
    """See how your answers change over time, figure by figure and question by question. Demos never
    count, nor answers without speech, nor what somebody else says.

    QUESTION is the id of a question: you see only the takes of that question.
    """
    marks = {name: options.pop(name) for name in ("leave_out", "count")}
    number = options.pop("take")
    settings = settings_from(options)
    if as_csv and settings.json_:
        raise WrongUse("--csv and --json exclude each other.", "coach progress --csv")
    library = library_of(settings)
    for name, named in marks.items():
        if named:
            _mark(library, named, number, left_out=name == "leave_out")
    # A person can be told of more a moment later, a program cannot.
    whole_check = as_csv or settings.json_
    figures = kept_figures(library, Watching("Working out figures"), thorough=whole_check)
    found = measured_in(figures)
    takes = takes_of([each for each in found if not each.left_out], question)
    rated = rated_among(library, takes)
    known = [each for each in recognised_in(figures) if question in (None, each.question_id)]
    if as_csv:
        whole(_as_csv(takes).rstrip("\n"))
    elif settings.json_:
        # Indented, ten thousand takes would take a second.
        whole(as_json(_document(found, takes, rated, known)))
    else:
        _show(takes, rated, known)
        _tell_left_out(found)
        _tell_of_changes(library)


def _tell_of_changes(library: Library) -> None:
    """Look for changes from outside, such as by a sync client, and take them in."""
    if refresh_figures(library, Watching("Working out figures")):
        talk("Sessions have changed from outside meanwhile. See the figures anew: coach progress")


def _mark(library: Library, named: tuple[str, int], number: int | None, *, left_out: bool) -> None:
    """Note whether an answer counts in what is compared over time. Raises WrongUse."""
    from coach.cli.selecting import take_of
    from coach.session.turns import turn_of

    with library.open_session(library.find(named[0])) as opened:
        turn = turn_of(opened.session, named[1])
        found = take_of(opened.session, turn, number)
        opened.save_take(turn.number, found.model_copy(update={"left_out": left_out}))


def _show(
    takes: Sequence[MeasuredTake],
    rated: Sequence[tuple[MeasuredTake, Rated]],
    known: Sequence[Recognised],
) -> None:
    if not takes:
        talk("There is nothing to compare yet. Begin: coach practice")
        return
    show_figures(takes)
    show_then_and_now(takes)
    show_advice_taken(takes)
    show_ratings(rated)
    show_recognised(known)


def _tell_left_out(takes: Sequence[MeasuredTake]) -> None:
    left_out = [take for take in takes if take.left_out]
    if left_out:
        last = left_out[-1]
        talk(
            f"{counted(len(left_out), 'answer is', 'answers are')} left out. Count the last again: "
            f"coach progress --count {last.session} {last.question} --take {last.take}"
        )


def takes_of(takes: Sequence[MeasuredTake], question: str | None) -> list[MeasuredTake]:
    """The takes of the question with the id `question`, or all. Raises WrongUse without any."""
    if question is None:
        return list(takes)
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


def _document(
    everything: Sequence[MeasuredTake],
    takes: Sequence[MeasuredTake],
    rated: Sequence[tuple[MeasuredTake, Rated]],
    known: Sequence[Recognised],
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
        "weeks": _weeks(takes),
        "left_out": [take.as_json() for take in everything if take.left_out],
        "ratings": [
            {"session": take.session, "question_id": take.question_id}
            | each.model_dump(mode="json", exclude={"figures"})
            for take, each in rated
        ],
        "advice_taken": [each.as_json() for each in advice_taken(takes)],
        "recognised": [each.as_json() for each in known],
        "practice_days": sorted({take.started_at.date().isoformat() for take in takes}),
    }


def _weeks(takes: Sequence[MeasuredTake]) -> dict[str, list[dict[str, Any]]]:
    """The medians of each figure's weeks, by its name."""
    weeks = {measure: weekly_medians(takes, measure) for measure in MEASURES}
    return {
        measure: [
            {"monday": week.monday.isoformat(), "answers": week.answers, "median": week.median}
            for week in found
        ]
        for measure, found in weeks.items()
        if found
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
