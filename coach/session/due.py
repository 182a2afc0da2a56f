"""Puts first what is due: questions rated low, then those never asked, then the longest ago."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.debrief.records import Debrief
from coach.errors import SessionDamaged
from coach.library.library import Library
from coach.library.reading import read_session
from coach.library.records import Session, Turn
from coach.plan.history import debrief_in, rated_worth
from coach.questions.sets import Question, QuestionSet

_MOST_SESSIONS = 200  # read within a fifth of a second; what was asked before them is due anyway
_LOW = 0.5  # of what an answer was to reflect; `worth` is from 0 to 1


@dataclass(frozen=True)
class AskedBefore:
    """When a question was asked last, and what the answer was worth; None where nobody rated it."""

    at: datetime
    worth: float | None = None


def in_due_order(question_set: QuestionSet, library: Library) -> QuestionSet:
    """The set with what is due first. As long as nothing of it was asked, its own order holds.

    Questions that are equally due come in random order, and not in that of the last time.
    """
    asked = asked_before(library)
    questions = due_first(question_set.questions, asked)
    return question_set.model_copy(update={"questions": tuple(questions)})


def asked_before(library: Library) -> dict[str, AskedBefore]:
    """Every question that the person was asked in the newest sessions, by its wording for an
    interview.
    """
    found: dict[str, AskedBefore] = {}
    for session in _newest_sessions(library):
        debrief = debrief_in(library.folder / session.id)
        for turn in session.turns:
            before = _asked(turn, debrief)
            wording = turn.question.plain
            if before and (wording not in found or found[wording].at <= before.at):
                found[wording] = before
    return found


def _newest_sessions(library: Library) -> Iterator[Session]:
    """The newest sessions in which the person speaks. Damaged ones are told elsewhere."""
    for name in list(library.states())[-_MOST_SESSIONS:]:
        with contextlib.suppress(SessionDamaged):
            session = read_session(library.folder / name)
            if session.own_speech:
                yield session


def due_first(
    questions: Sequence[Question],
    asked: Mapping[str, AskedBefore],
    draw: random.Random | None = None,
) -> list[Question]:
    """`questions` with what is due first; see `in_due_order`."""
    new = [each for each in questions if each.worded("interview") not in asked]
    old = [each for each in questions if each.worded("interview") in asked]
    if not old:
        return new
    last = sorted(old, key=lambda each: asked[each.worded("interview")].at)
    drawn = list(old)
    (draw or random.Random()).shuffle(drawn)  # noqa: S311  not a secret
    low = [each for each in drawn if _is_low(asked[each.worded("interview")])]
    others = [each for each in drawn if each not in low]
    others.sort(key=lambda each: asked[each.worded("interview")].at.date())
    return _unlike([*low, *new, *others], last)


def _unlike(ordered: list[Question], last: Sequence[Question]) -> list[Question]:
    """`ordered`, but for the last two, if they all came in that order the last time."""
    if len(ordered) > 1 and ordered == last:
        ordered[-2:] = reversed(ordered[-2:])
    return ordered


def _is_low(before: AskedBefore) -> bool:
    return before.worth is not None and before.worth < _LOW


def _asked(turn: Turn, debrief: Debrief) -> AskedBefore | None:
    """When a turn's question was asked last: its newest answer, else the asking itself."""
    if not turn.answers:
        return AskedBefore(turn.asked_at) if turn.asked_at and not turn.skipped else None
    newest = turn.answers[-1]
    rated = debrief.of(turn.number, newest.number)
    return AskedBefore(newest.started_at, rated_worth(rated))
