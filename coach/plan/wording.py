"""The sentences about a plan that every front end shows."""

from __future__ import annotations

from collections import Counter

from coach.formats import counted, to_type
from coach.plan.agenda import MOCK_MINUTES, Agenda, DayKind, PlannedDay
from coach.plan.dates import coming, long_day
from coach.plan.explaining import NEW
from coach.plan.records import Plan

NOTHING_DUE = "nothing is due: a day to rest"


def headline(agenda: Agenda) -> str:
    """When the interview is, or was."""
    day, today = agenda.plan.day, agenda.today
    if day < today:
        return f"Your interview was on {long_day(day, today)}"
    return f"Your interview: {long_day(day, today)}, {coming(day, today)}"


def of_today(agenda: Agenda) -> str:
    """What today has, in a sentence without its full stop."""
    now = agenda.now
    if now is None:
        over = "You have told of it, so this plan is over"
        return over if agenda.told else "How was it? Tell of it while it is fresh"
    if now.kind is DayKind.INTERVIEW:
        return "Today is the day"
    if now.kind is DayKind.REST:
        return f"Today {NOTHING_DUE}"
    if now.kind is DayKind.MOCK:
        length = f"a mock interview, {MOCK_MINUTES} minutes"
        return "Today: the mock interview is done" if now.held else f"Today: {length}"
    return f"Today: {_questions_of_today(now)}"


def _questions_of_today(now: PlannedDay) -> str:
    done = len(now.questions) - len(now.left)
    if not now.left:
        return f"all {done} questions are done" if done > 1 else "the question is done"
    left = length_of(now)
    return f"{done} of {len(now.questions)} done; {left} left" if done else left


def length_of(planned: PlannedDay) -> str:
    """How many questions are left, and how long they take."""
    questions = counted(len(planned.left), "question", "questions")
    return f"{questions}, about {counted(planned.minutes, 'minute', 'minutes')}"


def in_short(planned: PlannedDay) -> str:
    """What a later day has."""
    if planned.kind is DayKind.INTERVIEW:
        return "the interview; in the morning your reel and your vision"
    if planned.kind is DayKind.MOCK:
        return f"a mock interview, {MOCK_MINUTES} minutes"
    if planned.kind is DayKind.REST:
        return NOTHING_DUE
    return f"{length_of(planned)}: {_reasons(planned)}"


def _reasons(planned: PlannedDay) -> str:
    """How many are new, and how many come back."""
    new = Counter(each.why in NEW for each in planned.questions)
    again = f"{new[False]} to come back to" if new[False] else ""
    return ", ".join(part for part in (f"{new[True]} new" if new[True] else "", again) if part)


def not_reached(agenda: Agenda) -> str:
    """How many questions come on none of the days, and what would change that."""
    are = counted(agenda.not_reached, "question does", "questions do")
    return f"{are} not fit until then. More a day: coach plan --a-day N"


def mock_command(plan: Plan) -> str:
    """What to type for the mock interview."""
    return to_type("mock", *plan.sets, "--minutes", MOCK_MINUTES)


DEBRIEF_COMMAND = "coach debrief --real"
