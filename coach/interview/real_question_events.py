"""Events about which question it really was, when it was asked in mixed coats. Part of `events`."""

from __future__ import annotations

from dataclasses import dataclass

from coach.library.records import QuestionRef


@dataclass(frozen=True)
class RealQuestionAsked:
    """The person is asked which question that really was: one of `themes`, by its place."""

    at_s: float
    question: QuestionRef
    themes: tuple[str, ...]


@dataclass(frozen=True)
class RealQuestionTold:
    """What the question was about (`theme`), and its plain wording.

    `chosen` is the theme that the person took it for; None if they did not say.
    """

    at_s: float
    question: QuestionRef
    theme: str
    wording: str
    chosen: str | None = None
