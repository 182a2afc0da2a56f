"""`coach plan`."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from coach.cli.completing import set_names
from coach.cli.kept import library_of
from coach.cli.named_files import FilePath
from coach.cli.options import json_option, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.written_over import check_free, force_option
from coach.errors import CannotWrite, WrongUse
from coach.formats import counted
from coach.library.disk import replacing
from coach.library.library import Library
from coach.plan.agenda import Agenda, DayKind, PlannedDay
from coach.plan.calendar_file import as_calendar
from coach.plan.dates import day_to_plan_for, short_day
from coach.plan.keeping import PlanFile
from coach.plan.reading import agenda_for, changed, morning_of
from coach.plan.records import MOST_QUESTIONS_A_DAY, QUESTIONS_A_DAY, Plan
from coach.plan.wording import (
    DEBRIEF_COMMAND,
    headline,
    in_short,
    mock_command,
    not_reached,
    of_today,
)
from coach.questions.finding import path_of_set
from coach.session.plan_document import document_of

_SHOWN_DAYS = 14  # after today; the rest is counted


@click.command("plan")
@click.argument("question_sets", metavar="[SET]…", nargs=-1, shell_complete=set_names)
@click.option(
    "--on",
    metavar="DATE",
    help="The day of the interview: 2026-12-03, thursday, '3 december', 'in 5 days'.",
)
@click.option(
    "--a-day",
    type=click.IntRange(1, MOST_QUESTIONS_A_DAY),
    metavar="N",
    help=f"Practise at most N questions a day ({QUESTIONS_A_DAY}).",
)
@click.option("--ics", type=FilePath(), metavar="FILE", help="Write the days for a calendar.")
@force_option
@click.option("--forget", is_flag=True, help="End the plan. Your sessions stay.")
@json_option
def command(question_sets: tuple[str, ...], **options: Any) -> None:
    """Plan what to practise each day until an interview, and see what is due today.

    SET is what the interview is about: the name of a question set, or a file; several may be named.
    Without SET and --on the plan is shown as it stands today.

    Each day has a few questions: what you rated low, what was not asked yet, and what has rested
    long enough. Two days before the interview comes a mock interview. `coach practice` takes what
    is due.
    """
    on, a_day, ics, force, forget = (
        options.pop(name) for name in ("on", "a_day", "ics", "force", "forget")
    )
    settings = settings_from(options)
    library = library_of(settings)
    is_changed = bool(question_sets or a_day) or on is not None
    if forget:
        if is_changed or ics:
            raise WrongUse("--forget goes with nothing else.", "coach plan --forget")
        _forget(library, settings.json_)
        return
    if ics:
        _check_calendar(ics, force=force)
    today = date.today()
    agenda = agenda_for(library, _plan(library, question_sets, on, a_day, today), today)
    if is_changed:
        PlanFile(library.folder).write(agenda.plan)
    if ics:
        _write_calendar(agenda, ics)
    if settings.json_:
        print_json(document_of(agenda, morning_of(library)))
    else:
        _Shown(agenda, library).show()


def _forget(library: Library, as_json: bool) -> None:
    forgotten = PlanFile(library.folder).forget()
    if as_json:
        print_json({"forgotten": forgotten})
    else:
        talk("The plan is forgotten. Your sessions stay." if forgotten else "There is no plan.")


def _plan(
    library: Library, names: tuple[str, ...], on: str | None, a_day: int | None, today: date
) -> Plan:
    """The plan that is kept, changed as it was typed; or a new one. Raises WrongUse."""
    kept = PlanFile(library.folder).read()
    if kept and not (names or a_day) and on is None:
        return kept
    sets = tuple(_kept_name(each) for each in dict.fromkeys(names))
    day = day_to_plan_for(on, today) if on is not None else None
    return changed(kept, today, day=day, sets=sets, questions_a_day=a_day)


def _kept_name(name: str) -> str:
    """The name of a set; the whole path of a file, which is found again from anywhere."""
    path = path_of_set(name)
    return str(path.resolve()) if path and Path(name).is_file() else name


def _check_calendar(path: Path, *, force: bool) -> None:
    """Raise WrongUse where the file for the calendar cannot be written."""
    if path.is_dir() or not path.parent.is_dir():
        raise WrongUse(f"{path} is no file that can be written.", "coach plan --ics interview.ics")
    check_free(path, force=force, elsewhere="--ics FILE")


def _write_calendar(agenda: Agenda, path: Path) -> None:
    try:
        with replacing(path) as file:
            file.write(as_calendar(agenda, datetime.now().astimezone()))
    except CannotWrite as error:
        raise CannotWrite(error.message, "Name another place: coach plan --ics FILE") from error
    talk(f"Written: {path}. Open it with your calendar, which others may be able to see.")


@dataclasses.dataclass(frozen=True)
class _Shown:
    """The plan on the terminal."""

    agenda: Agenda
    library: Library

    def show(self) -> None:
        """Print it."""
        agenda, now = self.agenda, self.agenda.now
        result(f"{headline(agenda)}. For it: {agenda.question_set.title}.")
        result(f"{of_today(agenda)}.")
        if agenda.not_reached:
            result(not_reached(agenda))
        if now is None:
            self._show_over()
            return
        self._show_today(now)
        later = agenda.days[1:]
        if later:
            result()
        for planned in later[:_SHOWN_DAYS]:
            self._show_day(planned)
        left_out = later[_SHOWN_DAYS:]
        if left_out:
            more = counted(len(left_out), "more day", "more days")
            result(f"  … and {more} until {short_day(agenda.plan.day)}")

    def _show_over(self) -> None:
        result(
            "Begin the next one: coach plan SET --on DATE    End this one: coach plan --forget"
            if self.agenda.told
            else DEBRIEF_COMMAND
        )

    def _show_today(self, now: PlannedDay) -> None:
        if now.questions:
            result()
        for each in now.questions:
            result(hanging("  ", each.question.worded("interview")))
            result(hanging("    ", "done" if each.done else each.why))
        if now.kind is DayKind.INTERVIEW:
            self._show_morning()
        elif now.kind is DayKind.MOCK and not now.held:
            result(mock_command(self.agenda.plan))
        elif now.left:
            result()
            result("Begin: coach practice")
        elif now.questions or now.held:
            result()
            result("Look back: coach debrief last    What comes next: coach practice")

    def _show_morning(self) -> None:
        morning = morning_of(self.library)
        if morning.reel:
            result("Hear your best answers: coach reel --play")
        if morning.vision:
            result("Hear your vision: coach vision play")
        if not (morning.reel or morning.vision):
            result("There is nothing left to prepare. Go and talk with them.")
        result(f"Afterwards, tell of it while it is fresh: {DEBRIEF_COMMAND}")

    def _show_day(self, planned: PlannedDay) -> None:
        result(hanging(f"  {short_day(planned.day):<11}  ", in_short(planned)))
