"""Those events of a conversation that the clocks of a mock interview cause: see
`coach.interview.events`.
"""

from __future__ import annotations

from dataclasses import dataclass

from coach.library.records import QuestionRef


@dataclass(frozen=True)
class ThinkTimeStarted:
    """The question has been read. The start tone comes after `think_s` seconds."""

    at_s: float
    question: QuestionRef
    think_s: float


@dataclass(frozen=True)
class ThinkTimePassed:
    """`left_s` seconds are left to think. Comes about ten times a second, also while `paused`."""

    at_s: float
    left_s: float
    paused: bool = False


@dataclass(frozen=True)
class TimeWarned:
    """`left_s` seconds are left of the `target_s` for this answer."""

    at_s: float
    question: QuestionRef
    take: int
    left_s: float
    target_s: float


@dataclass(frozen=True)
class QuestionsDropped:
    """The session's time is too short for `count` later questions. `left` are still asked."""

    at_s: float
    count: int
    left: int
