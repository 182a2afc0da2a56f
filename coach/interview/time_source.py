"""The clock of a conversation, which a test can replace by one that runs fast."""

from __future__ import annotations

import time
from typing import Protocol


class TimeSource(Protocol):
    """A clock that can also wait. `coach.testing.HurriedTime` is one that runs fast."""

    def now_s(self) -> float:
        """Seconds since some fixed moment. Never goes back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of this clock."""
        ...


class SystemTime:
    """The clock of this machine."""

    def now_s(self) -> float:
        """See TimeSource."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """See TimeSource."""
        time.sleep(seconds)
