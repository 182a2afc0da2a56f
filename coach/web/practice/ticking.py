"""Keeps what the person ticked after an answer: what the question listens for, and was heard."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from coach.debrief.tick_keeping import Tick, keep_tick
from coach.errors import CoachError
from coach.library.library import Library
from coach.web.practice.messages import Ticked


class Ticking:
    """The ticks of one room. Leaving its context waits until all are kept.

    Threads: `take` may be called by any thread, and returns at once. One thread of its own keeps
    the ticks, one after the other.
    """

    def __init__(self, library: Library, tell: Callable[[CoachError], object]) -> None:
        """`tell` is called, on the other thread, where a tick could not be kept."""
        self._library = library
        self._tell = tell
        self._keeping = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ticks")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._keeping.shutdown()

    def take(self, session: str, ticked: Ticked) -> Future[None]:
        """Keep a tick in the debrief of the session of that name, at some time."""
        return self._keeping.submit(self._keep, session, ticked)

    def _keep(self, session: str, ticked: Ticked) -> None:
        try:
            tick = Tick(ticked.question, ticked.take, ticked.point, ticked.heard)
            keep_tick(self._library.folder / session, tick)
        except CoachError as error:
            self._tell(error)
