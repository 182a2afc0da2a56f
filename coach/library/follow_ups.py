"""Records of follow-ups: what was asked after an answer, and why."""

from __future__ import annotations

from enum import StrEnum

from coach.records import Number, RewrittenRecord

FOLLOW_UP_S = 60
"""How long a good answer to a follow-up takes, at most."""


def time_to_follow_up_s(seconds: int | None) -> int:
    """How long an answer to a follow-up may take where the question itself has `seconds`."""
    return min(FOLLOW_UP_S, seconds or FOLLOW_UP_S)


class FollowUpReason(StrEnum):
    """Why a follow-up is asked."""

    OVER_TIME = "over_time"
    HEDGED_AMBITION = "hedged_ambition"
    SHORT = "short"
    OWN_PART = "own_part"
    NO_OUTCOME = "no_outcome"
    NO_INSTANCE = "no_instance"
    NUMBER = "number"
    OF_THE_QUESTION = "of_the_question"


class AskedFollowUp(RewrittenRecord):
    """A follow-up that was asked after take `after` of a question.

    The takes that answer it have its `number`. `reason` is one of FollowUpReason, or one that a
    later version knows. `quote` has the words of the person that it goes back to, if any. `seconds`
    is how long a good answer takes.
    """

    number: Number
    text: str
    reason: str
    after: Number
    quote: str = ""
    seconds: int = FOLLOW_UP_S


_WHY = {
    FollowUpReason.OVER_TIME: "you were far over the time",
    FollowUpReason.HEDGED_AMBITION: "you hedged what you want",
    FollowUpReason.SHORT: "that was short",
    FollowUpReason.OWN_PART: "you said “we”, and never “I”",
    FollowUpReason.NO_OUTCOME: "I heard no outcome",
    FollowUpReason.NO_INSTANCE: "I heard nothing that can be checked",
    FollowUpReason.NUMBER: "you named a number",
    FollowUpReason.OF_THE_QUESTION: "it belongs to this question",
}


def why_asked(reason: str) -> str:
    """Why a follow-up was asked, for the person: a part of a sentence; "" for an unknown reason."""
    return next((why for known, why in _WHY.items() if known == reason), "")
