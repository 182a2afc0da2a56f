"""The time of a whole session, such as the 20 minutes of a mock interview. Pauses do not count."""

from __future__ import annotations

from coach.interview.clock import Clock
from coach.interview.time_source import TimeSource


class SessionTime:
    """The time of one session, from `begin` on, measured with `time`."""

    def __init__(self, clock: Clock | None, time: TimeSource) -> None:
        self._limit_s = clock.session_s if clock else None
        self._time = time
        self._began_s = time.now_s()
        self._paused_s = 0.0

    def begin(self) -> None:
        """The session begins now."""
        self._began_s = self._time.now_s()

    def paused(self, seconds: float) -> None:
        """Leave out so many seconds of a pause."""
        self._paused_s += seconds

    @property
    def gone_s(self) -> float:
        """The seconds since the session began."""
        return self._time.now_s() - self._began_s - self._paused_s

    @property
    def left_s(self) -> float | None:
        """The seconds left; None if the session may take as long as it likes."""
        return None if self._limit_s is None else max(0.0, self._limit_s - self.gone_s)
