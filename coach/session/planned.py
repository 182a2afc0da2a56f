"""What the plan has for today, as the questions of a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from coach.config import Settings
from coach.errors import SessionDamaged, WrongUse
from coach.formats import counted
from coach.library.library import Library
from coach.library.records import AskedQuestion
from coach.plan.agenda import Agenda, DayKind
from coach.plan.dates import long_day, past_day
from coach.plan.keeping import PlanFile
from coach.plan.reading import read_agenda
from coach.plan.wording import DEBRIEF_COMMAND, length_of, mock_command
from coach.questions.choosing import choose
from coach.questions.sets import QuestionSet
from coach.session.questions import asked


@dataclass(frozen=True)
class PlannedSession:
    """The questions of today's session, in order, as a set; and a line that says why these."""

    question_set: QuestionSet
    news: str

    def questions(self, settings: Settings) -> list[AskedQuestion]:
        """The questions as `settings` want them asked, in the form in which a session keeps them.

        Raises InvalidSetting.
        """
        return asked(
            choose(
                self.question_set,
                count=settings.questions,
                coat=settings.coat,
                shuffle=settings.shuffle,
                seed=settings.seed,
            )
        )


def planned_session(
    library: Library, today: date, tell: Callable[[str], None]
) -> PlannedSession | None:
    """What is due by the plan; None where there is no plan, or it is over.

    A plan that cannot be read, or followed, keeps nobody from practising: `tell` gets a sentence.
    """
    if not PlanFile(library.folder).path.is_file():
        return None
    try:
        agenda = read_agenda(library, today)
    except (SessionDamaged, WrongUse) as error:
        tell(f"{error.message} {error.hint}")
        return None
    if agenda and agenda.now:
        return session_of(agenda)
    if agenda and agenda.asks_for_debrief:
        when = past_day(agenda.plan.day, today)
        tell(f"Your interview was {when}. Tell of it while it is fresh: {DEBRIEF_COMMAND}")
    return None


def session_of(agenda: Agenda) -> PlannedSession:
    """What to practise today: what is left of what is planned, or else what is due next."""
    now = agenda.now
    left = tuple(each.question for each in now.left) if now else ()
    questions = left or agenda.next_best
    only = agenda.question_set.model_copy(update={"questions": questions})
    return PlannedSession(only, _news(agenda, len(questions)))


def _news(agenda: Agenda, count: int) -> str:
    now = agenda.now
    by_plan = f"By your plan for {long_day(agenda.plan.day, agenda.today)}"
    if now and now.left:
        return f"{by_plan}: {length_of(now)}. Why these: coach plan"
    which = counted(count, "question", "questions")
    more = f"Here is what comes next: {which}."
    if now and now.kind is DayKind.MOCK and not now.held:
        return f"{by_plan} today is the mock interview: {mock_command(agenda.plan)}. {more}"
    if now and now.kind is DayKind.INTERVIEW:
        return f"Today is the day of your interview: coach plan. {more}"
    if now and now.kind is DayKind.REST:
        return f"{by_plan} nothing is due today. {more}"
    return f"{by_plan} today is done. {more}"
