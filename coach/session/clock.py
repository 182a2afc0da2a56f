"""The clock that the settings of a mock interview name."""

from __future__ import annotations

from coach.config import Settings
from coach.interview.clock import Clock


def clock_of(settings: Settings) -> Clock:
    """The clock of a mock interview."""
    return Clock(
        session_s=settings.minutes * 60 if settings.minutes else None,
        think_s=settings.think,
        strict=settings.strict,
    )
