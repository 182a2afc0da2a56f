"""The pages of practising: home, which says what waits and what can be begun, and the session."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coach.choices import choices
from coach.debrief.asked_set import THEME as ASKED
from coach.errors import SessionDamaged, SessionNotFound
from coach.formats import counted, days_ago
from coach.library.records import Kind, Session
from coach.paths import user_question_sets
from coach.questions.combining import JOINT, THEME_PREFIX
from coach.questions.finding import FoundSet, available_sets, own_first
from coach.questions.naming import title_of
from coach.session.questions import asked_lately
from coach.vision.next_steps import next_step
from coach.web.library_view import LibraryView
from coach.web.listing import Rows
from coach.web.next_up import all_to_look_back_at
from coach.web.plan_card import plan_card
from coach.web.practice.asked_for import DEFAULT_SET, outline_of, sitting_asked_for
from coach.web.routing import Rejected, reading
from coach.web.session_pages import can_go_on

_PRACTISED = (Kind.PRACTICE.value, Kind.MOCK.value)
_MOST_WAITING_S = 15 * 60  # of sound in the browser's memory, for a coach that is away: some 30 MB
_WAITS_DAYS = 30  # an older session that broke off is left to the list of all


@dataclass(frozen=True)
class SetCard:
    """A question set as home shows it; `trouble` is why it cannot be asked, or ""."""

    name: str
    title: str
    outline: str
    example: str
    count: int = 0
    purpose: str = ""
    language: str = "en"
    trouble: str = ""


@dataclass(frozen=True)
class ThemeButton:
    """A theme as home offers it: as a set, by its name, with so many questions."""

    name: str
    title: str
    questions: int


@dataclass(frozen=True)
class Waiting:
    """A session that broke off; `why` it waits, and since when, is a sentence."""

    id: str
    title: str
    why: str


def practice_pages(library_view: LibraryView) -> list[Route]:
    """The pages `/` and `/practice`."""

    def home(_: Request) -> Response:
        found = available_sets()
        broken, unrated = library_view.listing.ask(
            lambda rows: (broken_off(rows), all_to_look_back_at(library_view, rows))
        )
        begun = interrupted(library_view, broken)
        look_back = (each for each in unrated if not begun or each.session != begun.id)
        return library_view.page(
            "home.html",
            title="Practise",
            plan=plan_card(library_view, date.today()),
            begun=begun,
            look_back=next(look_back, None),
            step=_next_step(library_view),
            asked=asked_lately(library_view.library, date.today()),
            sets=[_card(each) for each in own_first(found)],
            themes=_themes(found),
            first=_first(found),
            own_sets=user_question_sets(),
            coats=choices("coat"),
            voices=choices("voice"),
        )

    def practice(request: Request) -> Response:
        sitting = sitting_asked_for(library_view, _joined(request.query_params))
        return library_view.page(
            "practice.html", title=sitting.title, sitting=sitting, most_waiting_s=_MOST_WAITING_S
        )

    return [reading("/", home), reading("/practice", practice)]


def _joined(asked: QueryParams) -> QueryParams:
    """What the address asks for, with the sets that were chosen together as one."""
    if not asked.get("together"):
        return asked
    chosen = asked.getlist("with")
    if not chosen:
        raise Rejected("Choose the question sets first, then have them asked together.")
    return QueryParams({**asked, "set": JOINT.join(chosen)})


def _card(found: FoundSet) -> SetCard:
    if found.question_set is None:
        trouble = found.error.message if found.error else ""
        return SetCard(found.name, found.name, "", "", trouble=trouble)
    question_set = found.question_set
    example = question_set.questions[0].wordings.interview
    purpose = question_set.purpose or ""
    count = len(question_set.questions)
    outline = outline_of(question_set)
    language = question_set.language
    return SetCard(found.name, question_set.title, outline, example, count, purpose, language)


def _themes(found: Sequence[FoundSet]) -> list[ThemeButton]:
    """The themes of all questions, for who would be asked about one."""
    questions = (
        question for each in found if each.question_set for question in each.question_set.questions
    )
    counts = Counter(question.theme for question in questions)
    return [
        ThemeButton(f"{THEME_PREFIX}{theme}", title_of(theme), counts[theme])
        for theme in sorted(counts)
        if theme != ASKED
    ]


def _first(found: list[FoundSet]) -> str:
    """The set that the large button begins; the browser may remember another."""
    names = [each.name for each in found if each.question_set]
    return DEFAULT_SET if DEFAULT_SET in names or not names else names[0]


def _next_step(library_view: LibraryView) -> str:
    """What practice will ask about the next step; "" where no step waits."""
    with contextlib.suppress(SessionDamaged):  # the vision's own page tells it
        step = next_step(library_view.library, datetime.now().astimezone())
        return step.text if step else ""
    return ""


def broken_off(rows: Rows) -> list[str]:
    """The sessions of practice, newest first, that may wait to be gone on with."""
    since = datetime.now().astimezone() - timedelta(days=_WAITS_DAYS)
    return rows.broken_off(_PRACTISED, since)


def interrupted(library_view: LibraryView, names: Sequence[str]) -> Waiting | None:
    """The first of these sessions that waits to be gone on with."""
    for name in names:
        try:
            session = library_view.session(name)
        except (SessionDamaged, SessionNotFound):  # changed since the list was read
            continue
        if can_go_on(session):
            return Waiting(name, session.question_set.title, _why_it_waits(session))
    return None


def _why_it_waits(session: Session) -> str:
    when = days_ago((date.today() - session.started_at.date()).days)
    left = len(session.open_turns)
    if not left:
        return f"{when}: it is not written down yet."
    return f"{when}: {counted(left, 'question is', 'questions are')} left."
