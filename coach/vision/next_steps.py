"""Turns a next step of the vision into a question for a later session: how is that going?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, Session
from coach.vision.keeping import VisionFolder
from coach.vision.records import Line, Section

_ID = "next-step-{}"
_REST = timedelta(days=7)  # before the same step is asked about again
_SECONDS = 60
_BEGINS = 'You said: "'
_ASKED_IN = (Kind.PRACTICE, Kind.MOCK)


def next_step(
    library: Library, now: datetime, asked_in: Iterable[Session] | None = None
) -> AskedQuestion | None:
    """The step that was not asked about for longest, new ones first; None where none waits.

    `asked_in` are the sessions in which a step was asked about, if they are known. Raises
    SessionDamaged where the vision cannot be read.
    """
    steps = VisionFolder(library.folder).read().of(Section.NEXT_STEPS)
    if not steps:
        return None
    if asked_in is None:
        asked_in = (listed.session for listed in library.sessions() if listed.session)
    sessions = list(asked_in)
    asked_at = {line.number: _last_asked(line, sessions) for line in steps}
    waiting = [line for line in steps if not (at := asked_at[line.number]) or now - at >= _REST]
    if not waiting:
        return None
    line = min(waiting, key=lambda each: (asked_at[each.number] or each.said_at, each.number))
    return AskedQuestion(
        id=_ID.format(line.number),
        theme=Section.NEXT_STEPS.value,
        text=f'{_BEGINS}{line.text}" How is that going?',
        seconds=_SECONDS,
    )


def is_about_step(question: str) -> bool:
    """Whether a question with that text may be about a step."""
    return question.startswith(_BEGINS)


def _last_asked(line: Line, sessions: list[Session]) -> datetime | None:
    """When somebody last answered the question about a step."""
    answered = (
        take.started_at
        for session in sessions
        if session.kind in _ASKED_IN
        for turn in session.turns
        if turn.question.id == _ID.format(line.number)
        for take in turn.answers
    )
    return max(answered, default=None)
