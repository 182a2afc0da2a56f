"""Gives an engine up that gives no sign any more, where somebody waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable

from coach.errors import EngineHangs
from coach.formats import counted

_LOOKS_EVERY_S = 5.0  # at least, while somebody waits


class Patience:
    """Watches how far the work of an engine has come, while somebody waits for it."""

    def __init__(
        self, limit_s: float, hint: str = "", now_s: Callable[[], float] = time.monotonic
    ) -> None:
        """`limit_s`: see Transcriber.hangs_after_s. `hint` is that of the error."""
        self._limit_s = limit_s
        self._hint = hint
        self._now_s = now_s
        self._state: object = None
        self._changed_s = self._looked_s = now_s()

    def look(self, state: object) -> None:
        """Somebody waits, and the work has come to `state`. Raises EngineHangs."""
        now_s = self._now_s()
        if state != self._state or now_s - self._looked_s > _LOOKS_EVERY_S:
            self._state, self._changed_s = state, now_s
        self._looked_s = now_s
        if now_s - self._changed_s > self._limit_s:
            minutes = counted(max(1, round(self._limit_s / 60)), "minute", "minutes")
            raise EngineHangs(f"Whisper has given no sign for {minutes}.", self._hint)
