"""Turns a next step of the vision into a question for a later session: how is that going?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from coach.errors import SessionDamaged
from coach.library.library import Library
from coach.library.overview import overviews
from coach.library.reading import read_session
from coach.library.records import AskedQuestion, Kind, Session
from coach.vision.keeping import VisionFolder
from coach.vision.records import Line, Section

_ID = "next-step-{}"
_REST = timedelta(days=7)  # before the same step is asked about again
_SECONDS = 60
_ASKED_IN = (Kind.PRACTICE, Kind.MOCK)


def next_step(library: Library, now: datetime) -> AskedQuestion | None:
    """The step that was not asked about for longest, new ones first; None where none waits.

    Raises SessionDamaged where the vision cannot be read.
    """
    steps = VisionFolder(library.folder).read().of(Section.NEXT_STEPS)
    if not steps:
        return None
    sessions = list(_asked_about(library, {_ID.format(line.number) for line in steps}))
    asked_at = {line.number: _last_asked(line, sessions) for line in steps}
    waiting = [line for line in steps if not (at := asked_at[line.number]) or now - at >= _REST]
    if not waiting:
        return None
    line = min(waiting, key=lambda each: (asked_at[each.number] or each.said_at, each.number))
    return AskedQuestion(
        id=_ID.format(line.number),
        theme=Section.NEXT_STEPS.value,
        text=f'You said: "{line.text}" How is that going?',
        seconds=_SECONDS,
    )


def _asked_about(library: Library, ids: set[str]) -> Iterator[Session]:
    """The sessions that have a question of these."""
    for each in overviews(library.folder):
        if not ids.isdisjoint(each.question_ids):
            with contextlib.suppress(SessionDamaged):  # changed since it was listed
                yield read_session(library.folder / each.id)


def _last_asked(line: Line, sessions: list[Session]) -> datetime | None:
    """When somebody last answered the question about a step.

    What was answered before it was said is about another one of its number, of a vision that was
    erased.
    """
    answered = (
        take.started_at
        for session in sessions
        if session.kind in _ASKED_IN
        for turn in session.turns
        if turn.question.id == _ID.format(line.number)
        for take in turn.answers
        if take.started_at > line.said_at
    )
    return max(answered, default=None)
