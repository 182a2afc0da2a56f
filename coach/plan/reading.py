"""The agenda of the plan that a library has, and what there is to hear on the day itself."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date

from coach.errors import SessionDamaged, WrongUse
from coach.library.library import Library
from coach.plan.agenda import Agenda, agenda_of
from coach.plan.history import history_of
from coach.plan.keeping import PlanFile
from coach.plan.records import Plan
from coach.questions.combining import combined, named_set
from coach.questions.sets import QuestionSet
from coach.stories.into_reel import into_reel
from coach.vision.keeping import VisionFolder

DEFAULT_SET = "screening"


@dataclass(frozen=True)
class Morning:
    """What there is to hear before one goes: answers for a reel, and lines of a vision."""

    reel: bool
    vision: bool


def changed(
    kept: Plan | None,
    today: date,
    *,
    day: date | None = None,
    sets: tuple[str, ...] = (),
    questions_a_day: int | None = None,
) -> Plan:
    """The plan that is `kept` with these changes; a new one where there is none, or it is over.

    Raises WrongUse where no `day` is known that is still to come.
    """
    is_over = kept is None or kept.day < today
    if kept is not None and not is_over:
        day = day or kept.day
    if day is None:
        told = "There is no plan yet. Say when the interview is."
        if kept:
            told = "The interview of your plan is over. Say when the next interview is."
        raise WrongUse(told, "coach plan screening --on thursday")
    return (kept or Plan(day=day, sets=(DEFAULT_SET,), begun_on=today)).model_copy(
        update={
            "day": day,
            **({"sets": sets} if sets else {}),
            **({"questions_a_day": questions_a_day} if questions_a_day else {}),
            **({"begun_on": today} if is_over else {}),
        }
    )


def read_agenda(library: Library, today: date) -> Agenda | None:
    """The agenda of the plan in `library`; None where there is no plan.

    Raises SessionDamaged, WrongUse where a set of the plan cannot be read.
    """
    plan = PlanFile(library.folder).read()
    return agenda_for(library, plan, today) if plan else None


def agenda_for(library: Library, plan: Plan, today: date) -> Agenda:
    """The agenda of `plan`. Raises WrongUse where one of its sets cannot be read."""
    return agenda_of(plan, question_set_of(plan.sets), history_of(library), today)


def question_set_of(names: tuple[str, ...]) -> QuestionSet:
    """The sets of a plan as one. Raises WrongUse."""
    try:
        return combined([named_set(each) for each in names])
    except WrongUse as error:
        hint = "Plan with other sets: coach plan SET"
        why = error.message.rstrip(".")
        raise WrongUse(f"The plan cannot be followed. {why}.", hint) from error


def morning_of(library: Library) -> Morning:
    """What there is to hear. What cannot be read is left out: it has been told elsewhere."""
    reel = vision = False
    with contextlib.suppress(SessionDamaged):
        vision = bool(VisionFolder(library.folder).read().lines)
    with contextlib.suppress(SessionDamaged, WrongUse):
        reel = bool(into_reel(library))
    return Morning(reel=reel, vision=vision)
