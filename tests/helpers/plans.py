"""Plans, and rated answers to the questions of a set, that are kept."""

from __future__ import annotations

from datetime import date, timedelta

from coach.library.records import Kind
from coach.plan.keeping import PlanFile
from coach.plan.records import Plan
from coach.questions.choosing import choose
from coach.questions.finding import find_set
from coach.session.questions import asked
from tests.helpers.kept_sessions import PLAIN, keep, recordings


def plan(away: int, *sets: str, a_day: int = 4) -> Plan:
    """Keep a plan for the interview so many days `away`, begun a month before it."""
    day = date.today() + timedelta(days=away)
    kept = Plan(
        day=day,
        sets=sets or ("screening",),
        questions_a_day=a_day,
        begun_on=day - timedelta(days=30),
    )
    PlanFile(recordings()).write(kept)
    return kept


def answered(
    question_id: str,
    *,
    days_ago: int = 0,
    said: str = PLAIN,
    set_name: str = "screening",
    kind: Kind = Kind.PRACTICE,
) -> str:
    """A kept session in which that question of a set was answered; its id."""
    (question,) = asked(choose(find_set(set_name), only=[question_id]))
    return keep([said], kind=kind, question=question, days_ago=days_ago)
