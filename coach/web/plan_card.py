"""The plan in short, as home and its own page begin with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coach.errors import SessionDamaged, WrongUse
from coach.plan.agenda import Agenda, DayKind
from coach.plan.reading import morning_of, read_agenda
from coach.plan.wording import headline, of_today
from coach.web.library_view import LibraryView
from coach.web.practice.shown_sitting import Way


@dataclass(frozen=True)
class PlanCard:
    """When the interview is, what today has, and the one `way` on, if there is something to do.

    `more` is what the link to the plan is called. `trouble` is why the plan cannot be read or
    followed, or "".
    """

    headline: str
    today: str = ""
    way: Way | None = None
    more: str = "Mend it"
    trouble: str = ""


def plan_card(library_view: LibraryView, today: date) -> PlanCard | None:
    """The plan as home shows it; None where there is none, or nobody has to be asked any more."""
    try:
        agenda = read_agenda(library_view.library, today)
    except (SessionDamaged, WrongUse) as error:
        return PlanCard("Your interview", trouble=error.message)
    if agenda is None or not (agenda.now or agenda.asks_for_debrief):
        return None
    return card_of(library_view, agenda)


def card_of(library_view: LibraryView, agenda: Agenda) -> PlanCard:
    """An agenda in short."""
    way, more = _way(library_view, agenda), _more(agenda)
    return PlanCard(headline(agenda), f"{of_today(agenda)}.", way, more)


def _more(agenda: Agenda) -> str:
    """What the page of the plan has besides the card."""
    if agenda.now is None:
        return "Plan the next one"
    if agenda.now.kind is DayKind.INTERVIEW:
        return "What there is for today"
    return "The days until then, and why"


def _way(library_view: LibraryView, agenda: Agenda) -> Way | None:
    root, now = library_view.root, agenda.now
    if now is None:
        return None if agenda.told else Way("Tell of it", f"{root}/practice?real=new")
    if now.left:
        return Way("Practise these", f"{root}/practice?plan=today")
    if now.kind is DayKind.MOCK and not now.held:
        return Way("Begin the mock interview", f"{root}/practice?plan=mock")
    return _morning(library_view) if now.kind is DayKind.INTERVIEW else None


def _morning(library_view: LibraryView) -> Way | None:
    """What there is to hear before one goes."""
    morning = morning_of(library_view.library)
    if morning.vision:
        return Way("Hear your vision", f"{library_view.root}/vision")
    return Way("Hear your reel", f"{library_view.root}/vision/reel") if morning.reel else None
