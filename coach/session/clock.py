"""The clock that the settings of a mock interview name."""

from __future__ import annotations

from coach.config import Settings
from coach.interview.clock import Clock
from coach.library.follow_ups import time_to_follow_up_s

_OF_ITS_TIME = 0.5  # many follow-ups are answered sooner, or there is none


def clock_of(settings: Settings) -> Clock:
    """The clock of a mock interview."""
    followed_up_s = _OF_ITS_TIME * time_to_follow_up_s(settings.answer)
    return Clock(
        session_s=settings.minutes * 60 if settings.minutes else None,
        think_s=settings.think,
        strict=settings.strict,
        follow_up_s=most_follow_ups(settings) * followed_up_s,
    )


def most_follow_ups(settings: Settings) -> int:
    """How many follow-ups may be asked after the answers to one question, as far as is known yet.

    Whether prepared answers have one more for them is known when the session begins.
    """
    if settings.follow_ups is False or (settings.answers and not settings.follow_ups):
        return 0
    return 2 if settings.probing else 1
