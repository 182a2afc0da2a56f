"""The event about advice on an answer. Part of `events`."""

from __future__ import annotations

from dataclasses import dataclass

from coach.delivery.advice.records import Candidate
from coach.library.records import QuestionRef


@dataclass(frozen=True)
class AnswerAdvised:
    """What to keep and what to change in an answer; either is None where nothing is sure.

    `tried` is what was to be changed in the take before, and `gone` whether it holds no more; both
    are None where there was nothing, or nobody can tell. `lines` say all of it to the person.
    """

    at_s: float
    question: QuestionRef
    take: int
    keep: Candidate | None
    change: Candidate | None
    tried: Candidate | None
    gone: bool | None
    lines: tuple[str, ...]
