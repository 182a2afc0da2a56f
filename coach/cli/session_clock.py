"""What is left of the time of a session, between the events that tell it."""

from __future__ import annotations

from coach.formats import clock


class SessionClock:
    """Runs on from what was told last; a session may have no limit."""

    def __init__(self) -> None:
        self._left_s: float | None = None
        self._ticked_s = 0.0

    @property
    def limits(self) -> bool:
        """Whether the session has a limit."""
        return self._left_s is not None

    @property
    def line(self) -> str:
        """What is left; empty where there is no limit."""
        return "" if self._left_s is None else f"{clock(self._left_s)} left in all"

    def told(self, left_s: float | None, at_s: float) -> None:
        """So much is left, `at_s` seconds into the session."""
        self._left_s, self._ticked_s = left_s, at_s

    def tick(self, at_s: float, paused: bool) -> None:
        """The time runs on until `at_s`, except while it is paused."""
        if self._left_s is not None and not paused:
            self._left_s = max(0.0, self._left_s - (at_s - self._ticked_s))
        self._ticked_s = at_s
