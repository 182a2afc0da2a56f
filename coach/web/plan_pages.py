"""The page of the plan: when the interview is and what for, and what each day until then has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.errors import SessionDamaged, WrongUse
from coach.plan.agenda import Agenda, DayKind
from coach.plan.calendar_file import FILE_NAME, MEDIA_TYPE, as_calendar
from coach.plan.dates import day_to_plan_for, short_day
from coach.plan.keeping import PlanFile
from coach.plan.reading import DEFAULT_SET, agenda_for, changed, morning_of, read_agenda
from coach.plan.records import MOST_QUESTIONS_A_DAY, QUESTIONS_A_DAY, Plan
from coach.plan.wording import in_short
from coach.questions.finding import available_sets, own_first
from coach.web.library_view import LibraryView
from coach.web.plan_card import PlanCard, card_of
from coach.web.routing import Form, Rejected, line_in, number_in, reading, writing

_SHOWN_DAYS = 21  # after today; the rest is counted


@dataclass(frozen=True)
class SetChoice:
    """A question set that the interview may be about."""

    name: str
    title: str
    is_chosen: bool


@dataclass(frozen=True)
class Typed:
    """What the form has: as it was typed, or as it is kept."""

    on: str
    a_day: int
    sets: tuple[str, ...]


def plan_pages(library_view: LibraryView) -> list[Route]:
    """The page `/plan`, what it sends, and the file for a calendar."""

    def shown(request: Request) -> Response:
        return _page(library_view, first=request.query_params.get("set", ""))

    def keep(_: Request, sent: Form) -> Response:
        typed = _typed(sent)
        try:
            with library_view.writing:  # a double click sends it twice
                _keep(library_view, typed)
        except (SessionDamaged, WrongUse) as error:
            return _page(library_view, typed, error.message)
        return RedirectResponse(f"{library_view.root}/plan", 303)

    def forget(_: Request, __: Form) -> Response:
        with library_view.writing:
            PlanFile(library_view.library.folder).forget()
        return RedirectResponse(f"{library_view.root}/plan", 303)

    def calendar(_: Request) -> Response:
        agenda = read_agenda(library_view.library, date.today())
        if agenda is None:
            raise Rejected("No interview is planned.", 404)
        saved = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
        return Response(as_calendar(agenda, datetime.now().astimezone()), 200, saved, MEDIA_TYPE)

    return [
        reading("/plan", shown),
        writing("/plan", keep),
        writing("/plan/forget", forget),
        reading(f"/plan/{FILE_NAME}", calendar),
    ]


def _typed(sent: Form) -> Typed:
    a_day = number_in(sent, "a_day", int, QUESTIONS_A_DAY)
    sets = tuple(dict.fromkeys(sent.getlist("set")))
    return Typed(line_in(sent, "on"), min(max(1, a_day), MOST_QUESTIONS_A_DAY), sets)


def _keep(library_view: LibraryView, typed: Typed) -> None:
    """Keep the plan as it was typed. Raises SessionDamaged, WrongUse, CannotWrite."""
    file, today = PlanFile(library_view.library.folder), date.today()
    kept = file.read()
    known = {each.name for each in available_sets()} | set(kept.sets if kept else ())
    if unknown := [each for each in typed.sets if each not in known]:
        raise WrongUse(f"There is no question set “{unknown[0]}”.")
    if not typed.sets:
        raise WrongUse("Choose what the interview is about: one set at least.")
    day = day_to_plan_for(typed.on, today) if typed.on else None
    plan = changed(kept, today, day=day, sets=typed.sets, questions_a_day=typed.a_day)
    agenda_for(library_view.library, plan, today)  # its sets fit together
    file.write(plan)


def _page(
    library_view: LibraryView, typed: Typed | None = None, trouble: str = "", first: str = ""
) -> Response:
    today, refused = date.today(), bool(trouble)
    kept: Plan | None = None
    agenda: Agenda | None = None
    card: PlanCard | None = None
    try:
        kept = PlanFile(library_view.library.folder).read()
        agenda = agenda_for(library_view.library, kept, today) if kept else None
    except (SessionDamaged, WrongUse) as error:
        trouble = trouble or error.message
        card = PlanCard("Your interview", trouble=trouble)
    if agenda:
        card = card_of(library_view, agenda)
    shown = typed or _as_kept(kept, today, first)
    return library_view.page(
        "plan.html",
        400 if refused else 200,
        title="The way to your interview",
        card=card,
        agenda=agenda,
        days=_days(agenda) if agenda else [],
        more_days=max(0, len(agenda.days) - 1 - _SHOWN_DAYS) if agenda else 0,
        morning=morning_of(library_view.library) if _is_the_day(agenda) else None,
        trouble=trouble,
        typed=shown,
        sets=list(_choices(shown.sets)),
        most_a_day=MOST_QUESTIONS_A_DAY,
        earliest=today.isoformat(),
        calendar=FILE_NAME,
    )


def _is_the_day(agenda: Agenda | None) -> bool:
    return bool(agenda and agenda.now and agenda.now.kind is DayKind.INTERVIEW)


def _as_kept(kept: Plan | None, today: date, first: str) -> Typed:
    """The form as it is at first; `first` is a set that the person comes from."""
    if kept is None:
        return Typed("", QUESTIONS_A_DAY, (first or DEFAULT_SET,))
    on = kept.day.isoformat() if kept.day >= today else ""
    sets = (*kept.sets, *([first] if first and first not in kept.sets else []))
    return Typed(on, kept.questions_a_day, sets)


def _choices(chosen: tuple[str, ...]) -> Iterator[SetChoice]:
    """The sets to choose from: those chosen, a file that the terminal named, too; then own ones."""
    found = own_first(available_sets())
    titles = {each.name: each.question_set.title for each in found if each.question_set}
    for name in chosen:
        if name in titles or "/" in name:
            yield SetChoice(name, titles.get(name, name), is_chosen=True)
    for name, title in titles.items():
        if name not in chosen:
            yield SetChoice(name, title, is_chosen=False)


@dataclass(frozen=True)
class ShownDay:
    """A day of the plan: its name, what it has, and each question with why it is there."""

    name: str
    has: str
    questions: tuple[tuple[str, str], ...]


def _days(agenda: Agenda) -> list[ShownDay]:
    """The days after today, of which the next weeks are shown."""
    return [
        ShownDay(
            short_day(each.day),
            in_short(each),
            tuple((one.question.worded("interview"), one.why) for one in each.questions),
        )
        for each in agenda.days[1 : _SHOWN_DAYS + 1]
    ]
