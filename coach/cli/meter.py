"""The level of the microphone over the last second or so, as bars of text."""

from __future__ import annotations

from collections import deque

_BARS = " ▁▂▃▄▅▆▇█"
_QUIETEST_DB, _LOUDEST_DB = -60.0, -12.0
_WIDTH = 12


class Meter:
    """The newest levels, one bar for each."""

    def __init__(self) -> None:
        self._levels_db: deque[float] = deque(maxlen=_WIDTH)

    def add(self, level_db: float) -> None:
        """Show one more level; the oldest goes."""
        self._levels_db.append(level_db)

    def clear(self) -> None:
        """Begin anew."""
        self._levels_db.clear()

    @property
    def text(self) -> str:
        """The bars."""
        return "".join(_bar(level_db) for level_db in self._levels_db)

    @property
    def padded(self) -> str:
        """The bars in their full width, for something beside them that must stand still."""
        return self.text.ljust(_WIDTH)


def _bar(level_db: float) -> str:
    share = (level_db - _QUIETEST_DB) / (_LOUDEST_DB - _QUIETEST_DB)
    return _BARS[round(min(1.0, max(0.0, share)) * (len(_BARS) - 1))]
