"""Where a conversation has the time from, so that no test has to wait as long as a person would."""

from __future__ import annotations

import time
from typing import Protocol


class TimeSource(Protocol):
    """A clock that can be waited by; `coach.testing.HurriedTime` is one that runs fast."""

    def now_s(self) -> float:
        """Seconds since some moment; never goes back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait for so many of its seconds."""
        ...


class SystemTime:
    """The time of this machine."""

    def now_s(self) -> float:
        """See TimeSource."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """See TimeSource."""
        time.sleep(seconds)
