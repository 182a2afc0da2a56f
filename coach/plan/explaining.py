"""Why a question is planned for a day, in a few words: every choice can be explained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from coach.plan.dates import past_day, short_day
from coach.plan.history import Answered
from coach.plan.spacing import Grade, grade_of, grade_of_worth

NOT_ASKED = "not asked yet"
NOT_LATELY = "not asked lately"  # where not everything that is kept was looked at
NOT_ANSWERED = "asked before, and not answered yet"
NEW = frozenset((NOT_ASKED, NOT_LATELY, NOT_ANSWERED))


def why_again(answers: Sequence[Answered], today: date) -> str:
    """Why a question comes back after its `answers`, as seen on `today`."""
    last = answers[-1]
    when = past_day(last.day, today)
    if last.worth is not None and (rated := _rated(last.worth)):
        return f"rated {rated} {when}"
    if last.hedged:
        return f"hedged {when}, where you said what you want"
    if last.over_time:
        return f"ran well over its time {when}"
    if last.to_change:
        return f"to change, as you were told {when}: {last.to_change}"
    if last.worth is None:
        return f"answered {when}, and not rated yet"
    return f"went well {when}, and has rested since"


def why_planned(last: date) -> str:
    """Why a question is to come back that is planned for `last` before."""
    return f"comes back after its rest since {short_day(last)}"


def is_weak(answers: Sequence[Answered]) -> bool:
    """Whether the newest answer was rated low or partly, or a finding speaks against it."""
    return grade_of(answers[-1]) <= Grade.HARD


def _rated(worth: float) -> str:
    """What the person rated it on the whole; "" where it went well."""
    if worth == 0.0:
        return "no"
    return {Grade.AGAIN: "low", Grade.HARD: "partly"}.get(grade_of_worth(worth), "")
