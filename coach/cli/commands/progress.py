"""`coach progress`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import click

from coach.cli.advice_taken import show_advice_taken
from coach.cli.kept import looked_at
from coach.cli.options import json_option, listing_settings_from
from coach.cli.output import talk, whole
from coach.cli.over_time import (
    MOST_QUESTIONS,
    ThenAndNow,
    show_figures,
    show_ratings,
    show_recognised,
    show_then_and_now,
)
from coach.cli.progress_as_data import as_data, no_answer, of_question
from coach.cli.watching import Watching
from coach.debrief.over_time import rated_among, with_debrief
from coach.delivery.kept import figures, refresh_figures
from coach.delivery.measuring import MeasuredTake
from coach.delivery.over_time import OverTime, QuestionOverTime
from coach.delivery.series import Series
from coach.errors import WrongUse
from coach.formats import counted, to_type
from coach.library.library import Library
from coach.session.recognised import Recognised, recognised_in


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
    settings = listing_settings_from(options)
    if as_csv and settings.json_:
        raise WrongUse("--csv and --json exclude each other.", "coach progress --csv")
    if number is not None and not any(marks.values()):
        hint = to_type("progress", "--leave-out", "SESSION", "QUESTION", "--take", number)
        raise WrongUse("--take goes with --leave-out or --count.", hint)
    library, states = looked_at(settings)
    for name, named in marks.items():
        if named:
            _mark(library, named, number, left_out=name == "leave_out")
            states = None
    # A person can be told of more a moment later, a program cannot.
    thorough = as_csv or settings.json_
    index = figures(library, Watching("Working out figures"), thorough=thorough, states=states)
    if as_csv or settings.json_:
        whole(as_data(library, index, question, as_csv=as_csv))
        return
    _show(library, index.ask(partial(_gathered, library=library, question=question)), question)
    _tell_of_changes(library, states)


def _tell_of_changes(library: Library, states: Mapping[str, str] | None) -> None:
    """Look for changes from outside, such as by a sync client, and take them in."""
    if refresh_figures(library, Watching("Working out figures"), states):
        talk("Sessions have changed from outside meanwhile. See the figures anew: coach progress")


def _mark(library: Library, named: tuple[str, int], number: int | None, *, left_out: bool) -> None:
    """Note whether an answer counts in what is compared over time. Raises WrongUse."""
    from coach.cli.selecting import take_of
    from coach.session.turns import turn_of

    with library.open_session(library.find(named[0])) as opened:
        turn = turn_of(opened.session, named[1])
        found = take_of(opened.session, turn, number)
        opened.save_take(turn.number, found.model_copy(update={"left_out": left_out}))


@dataclass(frozen=True)
class _Gathered:
    """What is shown; `ids` are those of all questions, where there is no answer to the one."""

    series: Series
    then_and_now: list[tuple[QuestionOverTime, ThenAndNow]]
    advised: list[tuple[str, bool, str]]
    with_debrief: list[MeasuredTake]
    known: list[Recognised]
    left_out: list[MeasuredTake]
    ids: list[str]


def _gathered(database: sqlite3.Connection, library: Library, question: str | None) -> _Gathered:
    answers = OverTime(database, question)
    series, repeated = answers.series(), answers.repeated()[:MOST_QUESTIONS]
    return _Gathered(
        series,
        [(each, answers.then_and_now(each)) for each in repeated],
        answers.advised(),
        answers.of_sessions(with_debrief(library, answers.sessions())),
        of_question(recognised_in(answers.recognised()), question),
        OverTime(database).left_out(),
        [] if series.rows else OverTime(database).question_ids(),
    )


def _show(library: Library, found: _Gathered, question: str | None) -> None:
    """Show what there is. Raises WrongUse where there is no answer to `question`."""
    if not found.series.rows:
        if question is not None:
            raise no_answer(question, found.ids)
        talk("There is nothing to compare yet. Begin: coach practice")
    else:
        show_figures(found.series)
        show_then_and_now(found.then_and_now)
        show_advice_taken(found.advised)
        show_ratings(rated_among(library, found.with_debrief))
        show_recognised(found.known)
    _tell_left_out(found.left_out)


def _tell_left_out(left_out: Sequence[MeasuredTake]) -> None:
    if left_out:
        last = left_out[-1]
        again = to_type("progress", "--count", last.session, last.question, "--take", last.take)
        answers = counted(len(left_out), "answer is", "answers are")
        talk(f"{answers} left out. Count the last again: {again}")
