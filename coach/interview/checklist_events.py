"""Events about what a question listens for, which is ticked after the answer. Part of `events`."""

from __future__ import annotations

from dataclasses import dataclass

from coach.library.records import QuestionRef


@dataclass(frozen=True)
class TakePlayed:
    """The take begins to play. `listen_for` are the points that the question listens for."""

    at_s: float
    take: int
    listen_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class PointsShown:
    """The points that the question listens for, and for each whether it was heard in the take.

    That is None until the person says so. Meanwhile they may choose what comes next.
    """

    at_s: float
    question: QuestionRef
    take: int
    listen_for: tuple[str, ...]
    heard: tuple[bool | None, ...]


@dataclass(frozen=True)
class PointTicked:
    """The person heard point number `point`, which is `text`, or takes that back."""

    at_s: float
    question: QuestionRef
    take: int
    point: int
    text: str
    heard: bool
