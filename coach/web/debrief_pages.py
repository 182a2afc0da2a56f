"""Looking back: one answer at a time is rated by ear, and shown then; a summary at the end."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.debrief.records import Aspect
from coach.library.records import Kind, Session, Take, Turn
from coach.web.heard_by_listeners import ShownListeners, heard_in
from coach.web.library_view import LibraryView
from coach.web.rated_answers import AnswerToRate, answers_of, asked_by, revealed
from coach.web.rating import KEYS, take_rating
from coach.web.routing import Form, Rejected, kept, number_in, reading, wants_json, writing
from coach.web.session_pages import again_path
from coach.web.summing_up import summing_up
from coach.web.told_pages import told_page


def debrief_pages(library_view: LibraryView) -> list[Route]:
    """The pages below `/session/…/debrief`, and what they send."""

    def debrief(request: Request, session_id: str) -> Response:
        session = library_view.session(session_id)
        if session.kind is Kind.REAL:
            return told_page(library_view, session)
        answers = answers_of(library_view, session)
        number, take = (
            number_in(request.query_params, name, int, 0) for name in ("question", "take")
        )
        answer = _asked_for(answers, number, take)
        if answer is None:
            return summing_up(library_view, session, answers)
        return _one_answer(library_view, session, answers, answer)

    def summary(_: Request, session_id: str) -> Response:
        session = library_view.session(session_id)
        if session.kind is Kind.REAL:
            raise Rejected("What was told is read on its own page.", 404)
        return summing_up(library_view, session, answers_of(library_view, session))

    def rate(request: Request, sent: Form, session_id: str, question: int, take: int) -> Response:
        session = library_view.session(session_id)
        theirs = take_rating(library_view, session, question, take, sent)
        if wants_json(request):
            return kept() if theirs is None else kept(theirs=theirs)
        told = session.kind is Kind.REAL  # of which the first turn is the telling itself
        where = f"#q{question - 1}" if told else f"?{asked_by(*_which(session, question, take))}"
        return RedirectResponse(f"{library_view.session_path(session_id)}/debrief{where}", 303)

    return [
        reading("/session/{session_id}/debrief", debrief),
        reading("/session/{session_id}/debrief/summary", summary),
        writing("/session/{session_id}/{question:number}/{take:number}/rating", rate),
    ]


def _which(session: Session, question: int, take: int) -> tuple[Turn, Take]:
    turn = session.turn(question)
    return turn, turn.take(take)


def _asked_for(answers: list[AnswerToRate], number: int, take: int) -> AnswerToRate | None:
    """The answer to question `number`, or to a follow-up to it as that `take`; or else the first
    that is left to rate, or that can be rated from memory alone; None without one.

    No follow-up is shown before the answer that it follows is rated.
    """
    asked = [answer for answer in answers if answer.number == number]
    follow_ups = (answer for answer in asked if answer.take.number == take and not answer.waits)
    left = (answer for answer in answers if answer.is_left)
    unrated = (answer for answer in answers if not answer.is_rated)
    found = (next(each, None) for each in (follow_ups, iter(asked), left, unrated))
    return next(filter(None, found), None)


def _listeners(library_view: LibraryView, session: Session, answer: AnswerToRate) -> ShownListeners:
    """What listeners heard in the answer; follow-ups are not on their page."""
    if answer.is_follow_up:
        return ShownListeners()
    return heard_in(library_view.folder(session.id), answer.turn)


def _one_answer(
    library_view: LibraryView,
    session: Session,
    answers: list[AnswerToRate],
    answer: AnswerToRate,
) -> Response:
    place = answers.index(answer)
    earlier, later = (
        [each for each in part if not each.waits]
        for part in (answers[:place], answers[place + 1 :])
    )
    return library_view.page(
        "debrief.html",
        title=f"Look back at {answer.name}: {session.question_set.title}",
        session=session,
        path=library_view.session_path(session.id),
        answers=answers,
        answer=answer,
        before=earlier[-1] if earlier else None,
        following=next((each for each in (*later, *earlier) if each.is_left), None),
        all_rated=all(each.is_rated for each in answers),
        beyond=later[0] if later else None,
        said=revealed(library_view, session, answer),
        listeners=_listeners(library_view, session, answer),
        again="" if answer.is_follow_up else again_path(library_view, session),
        aspects=list(Aspect),
        ratings=list(KEYS.items()),
    )
