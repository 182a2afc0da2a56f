"""Keeps what was ticked after an answer, beside what is rated of it when looking back."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.records import Rated
from coach.library.reading import read_session
from coach.library.records import Session

# Of one session: the page ticks on threads of its own, beside the thread of the conversation.
_WRITING = threading.Lock()


@dataclass(frozen=True)
class Tick:
    """Whether `point`, by its number, was heard in a take of a question."""

    question: int
    take: int
    point: int
    heard: bool


def keep_tick(folder: Path, tick: Tick) -> None:
    """Keep `tick` in the debrief of the session in `folder`, if the session has what it is about.

    Raises SessionDamaged, CannotWrite.
    """
    with _WRITING:
        session = read_session(folder)
        if not _is_asked(session, tick):
            return
        debrief = read_debrief(folder)
        rated = debrief.of(tick.question, tick.take) or Rated(
            question=tick.question, take=tick.take, rated_at=datetime.now().astimezone()
        )
        heard = rated.heard | {tick.point: tick.heard}
        write_debrief(folder, session, debrief.having(rated.model_copy(update={"heard": heard})))


def _is_asked(session: Session, tick: Tick) -> bool:
    """Whether the session has that answer, and its question that point."""
    return any(
        turn.number == tick.question
        and tick.point <= len(turn.question.listen_for)
        and any(take.number == tick.take for take in turn.answers)
        for turn in session.turns
    )
