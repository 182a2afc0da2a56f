"""The plan as one JSON document: `coach plan --json`."""

from __future__ import annotations

from typing import Any

from coach.plan.agenda import Agenda, DayKind, PlannedDay
from coach.plan.reading import Morning
from coach.plan.wording import DEBRIEF_COMMAND, mock_command


def document_of(agenda: Agenda, morning: Morning) -> dict[str, Any]:
    """The plan, and every day from today on. `state` is ahead, today, over or told."""
    plan = agenda.plan
    return {
        "day": plan.day.isoformat(),
        "days_left": max(0, (plan.day - agenda.today).days),
        "state": _state(agenda),
        "sets": list(plan.sets),
        "title": agenda.question_set.title,
        "questions_a_day": plan.questions_a_day,
        "begun_on": plan.begun_on.isoformat(),
        "mock_day": plan.mock_day.isoformat() if plan.mock_day >= agenda.today else None,
        "not_reached": agenda.not_reached,
        "reel": morning.reel,
        "vision": morning.vision,
        "command": _command(agenda),
        "days": [_day(each) for each in agenda.days],
    }


def _state(agenda: Agenda) -> str:
    if agenda.now is None:
        return "told" if agenda.told else "over"
    return "today" if agenda.now.kind is DayKind.INTERVIEW else "ahead"


def _command(agenda: Agenda) -> str | None:
    """What to type today; None where nothing is left to do."""
    now = agenda.now
    if now is None:
        return None if agenda.told else DEBRIEF_COMMAND
    if now.kind is DayKind.MOCK and not now.held:
        return mock_command(agenda.plan)
    return "coach practice" if now.left else None


def _day(planned: PlannedDay) -> dict[str, Any]:
    return {
        "date": planned.day.isoformat(),
        "kind": planned.kind.value,
        "minutes": planned.minutes,
        "done": planned.held or bool(planned.questions and not planned.left),
        "questions": [
            {
                "id": each.question.id,
                "text": each.question.worded("interview"),
                "seconds": each.question.seconds,
                "why": each.why,
                "done": each.done,
            }
            for each in planned.questions
        ],
    }
