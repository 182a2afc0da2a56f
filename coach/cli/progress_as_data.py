"""The answers over time as JSON or CSV."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from coach.cli.output import as_json
from coach.cli.over_time import MEASURES
from coach.debrief.over_time import rated_among
from coach.delivery.advice_taken import advice_taken
from coach.delivery.kept import FiguresIndex, all_takes
from coach.delivery.measuring import MeasuredTake
from coach.delivery.over_time import OverTime, weekly_medians
from coach.delivery.series import Series
from coach.errors import WrongUse
from coach.library.library import Library
from coach.session.recognised import Recognised, recognised_in

if TYPE_CHECKING:
    from coach.debrief.records import Rated


def as_data(library: Library, index: FiguresIndex, question: str | None, *, as_csv: bool) -> str:
    """All of it as CSV or JSON. Raises WrongUse where there is no answer to `question`."""
    found, series, known = index.ask(partial(_everything, question=question))
    takes = takes_of([each for each in found if not each.left_out], question)
    if as_csv:
        return _as_csv(takes).rstrip("\n")
    document = _document(takes, series, rated_among(library, takes), known)
    left_out = [take.as_json() for take in found if take.left_out]
    # Indented, ten thousand takes would take a second.
    return as_json(document | {"left_out": left_out})


def _everything(
    database: sqlite3.Connection, question: str | None
) -> tuple[list[MeasuredTake], Series, list[Recognised]]:
    answers = OverTime(database, question)
    known = recognised_in(answers.recognised())
    return all_takes(database), answers.series(), of_question(known, question)


def of_question(known: Sequence[Recognised], question: str | None) -> list[Recognised]:
    """Those that are about the question with that id, or all."""
    return [each for each in known if question in (None, each.question_id)]


def takes_of(takes: Sequence[MeasuredTake], question: str | None) -> list[MeasuredTake]:
    """The takes of the question with the id `question`, or all. Raises WrongUse without any."""
    if question is None:
        return list(takes)
    found = [take for take in takes if take.question_id == question]
    if not found:
        raise no_answer(question, sorted({take.question_id for take in takes}))
    return found


def no_answer(question: str, ids: Sequence[str]) -> WrongUse:
    """There is none to `question`; there are answers to those with these `ids`."""
    some = ", ".join(ids[:8]) + (", …" if len(ids) > 8 else "")
    return WrongUse(
        f"No answer to a question {question!r} is kept." + (f" There are: {some}." if ids else ""),
        "coach progress" if ids else "coach practice",
    )


def by_question(takes: Sequence[MeasuredTake]) -> dict[str, list[MeasuredTake]]:
    """Question id → takes, with the question that has most takes first."""
    found: dict[str, list[MeasuredTake]] = {}
    for take in takes:
        found.setdefault(take.question_id, []).append(take)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _document(
    takes: Sequence[MeasuredTake],
    series: Series,
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
        "weeks": _weeks(series),
        "ratings": [
            {"session": take.session, "question_id": take.question_id}
            | each.model_dump(mode="json", exclude={"figures"})
            for take, each in rated
        ],
        "advice_taken": [each.as_json() for each in advice_taken(_advised(takes))],
        "recognised": [each.as_json() for each in known],
        "practice_days": sorted({take.started_at.date().isoformat() for take in takes}),
    }


def _weeks(series: Series) -> dict[str, list[dict[str, Any]]]:
    """The medians of each figure's weeks, by its name."""
    weeks = {measure: weekly_medians(series.of(measure)) for measure in MEASURES}
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


def _advised(takes: Sequence[MeasuredTake]) -> Iterator[tuple[str, bool, str]]:
    for take in takes:
        if before := take.advice_before:
            yield before["finding"], before["gone"], take.language
