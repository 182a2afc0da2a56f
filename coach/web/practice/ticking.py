"""Keeps what the person ticked after an answer: what the question listens for, and was heard."""

from __future__ import annotations

import threading
from collections.abc import Callable

from coach.debrief.tick_keeping import Tick, keep_tick
from coach.errors import CoachError
from coach.library.library import Library
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
                name, ticked = self._waiting.pop(0)
                tick = Tick(ticked.question, ticked.take, ticked.point, ticked.heard)
                keep_tick(self._library.folder / name, tick)
            except CoachError as error:
                self._tell(error)
