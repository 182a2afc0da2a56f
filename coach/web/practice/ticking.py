"""Keeps what the person ticked after an answer: what the question listens for, and was heard."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.records import Rated
from coach.errors import CoachError
from coach.library.library import Library
from coach.library.reading import read_session
from coach.library.records import Session
from coach.web.practice.messages import Ticked


class Ticking:
    """The ticks of one room. They are written by threads of their own, one after the other.

    Threads: `take` may be called by any thread, and returns at once.
    """

    def __init__(self, library: Library, tell: Callable[[CoachError], object]) -> None:
        """`tell` is called, on another thread, where a tick could not be kept."""
        self._library = library
        self._tell = tell
        self._writing = threading.Lock()
        self._waiting: list[tuple[str, Ticked]] = []

    def take(self, session: str, ticked: Ticked) -> threading.Thread:
        """Keep a tick in the debrief of the session of that name; the thread that does it."""
        self._waiting.append((session, ticked))
        thread = threading.Thread(target=self._keep_next, name="ticks")
        thread.start()
        return thread

    def _keep_next(self) -> None:
        with self._writing:
            try:
                self._keep(*self._waiting.pop(0))
            except CoachError as error:
                self._tell(error)

    def _keep(self, name: str, ticked: Ticked) -> None:
        folder = self._library.folder / name
        session = read_session(folder)
        if not _is_asked(session, ticked):
            return
        debrief = read_debrief(folder)
        rated = debrief.of(ticked.question, ticked.take) or Rated(
            question=ticked.question, take=ticked.take, rated_at=datetime.now().astimezone()
        )
        heard = rated.heard | {ticked.point: ticked.heard}
        changed = debrief.having(rated.model_copy(update={"heard": heard}))
        write_debrief(folder, session, changed)


def _is_asked(session: Session, ticked: Ticked) -> bool:
    """Whether the session has that answer, and its question that point."""
    return any(
        turn.number == ticked.question
        and ticked.point <= len(turn.question.listen_for)
        and any(take.number == ticked.take for take in turn.answers)
        for turn in session.turns
    )
