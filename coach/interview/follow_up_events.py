"""Events about what is asked besides a question: other words, and follow-ups. Part of `events`."""

from __future__ import annotations

from dataclasses import dataclass

from coach.library.records import QuestionRef


@dataclass(frozen=True)
class QuestionReworded:
    """The voice begins to read the question in other words, `text`."""

    at_s: float
    question: QuestionRef
    text: str


@dataclass(frozen=True)
class FollowUpAsked:
    """The voice begins to ask a follow-up, `latency_s` after the end of the answer.

    `question` has its number and its text. `reason` is one of FollowUpReason; `why` says it to the
    person. `quote` has the words of the answer that it goes back to, if any. `seconds` is how long
    a good answer takes. `asked_by` is a name of a panel.
    """

    at_s: float
    question: QuestionRef
    text: str
    reason: str
    why: str
    quote: str
    seconds: int
    latency_s: float
    asked_by: str = ""
