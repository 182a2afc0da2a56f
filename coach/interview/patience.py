"""Gives an engine up that gives no sign any more, where somebody waits for it."""

from __future__ import annotations

from coach.errors import EngineHangs
from coach.formats import counted
from coach.interview.time_source import TimeSource

GIVES_UP_S = 600.0  # a large model may take minutes for one piece on a slow machine
_LOOKS_EVERY_S = 5.0  # at least, while somebody waits


class Patience:
    """Watches how far the work has come, while somebody waits for it."""

    def __init__(self, time: TimeSource, session_id: str) -> None:
        self._time = time
        self._session_id = session_id
        self._state: object = None
        self._changed_s = self._looked_s = time.now_s()

    def look(self, state: object) -> None:
        """Somebody waits, and the work has come to `state`. Raises EngineHangs."""
        now_s = self._time.now_s()
        if state != self._state or now_s - self._looked_s > _LOOKS_EVERY_S:
            self._state, self._changed_s = state, now_s
        self._looked_s = now_s
        if now_s - self._changed_s > GIVES_UP_S:
            minutes = counted(round(GIVES_UP_S / 60), "minute", "minutes")
            raise EngineHangs(
                f"Whisper has given no sign for {minutes}.",
                f"What you said is kept. Write it down later: coach transcribe {self._session_id}",
            )
