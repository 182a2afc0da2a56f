"""Looking back: one answer at a time is rated by ear, and shown then; a summary at the end."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.debrief.records import Aspect
from coach.library.records import Kind, Session
from coach.web.heard_by_listeners import heard_in
from coach.web.library_view import LibraryView
from coach.web.rated_answers import AnswerToRate, answers_of, revealed
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
        answer = _asked_for(answers, number_in(request.query_params, "question", int, 0))
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
        where = f"#q{question - 1}" if told else f"?question={question}"
        return RedirectResponse(f"{library_view.session_path(session_id)}/debrief{where}", 303)

    return [
        reading("/session/{session_id}/debrief", debrief),
        reading("/session/{session_id}/debrief/summary", summary),
        writing("/session/{session_id}/{question:number}/{take:number}/rating", rate),
    ]


def _asked_for(answers: list[AnswerToRate], number: int) -> AnswerToRate | None:
    """The answer to question `number`, or else the first that is not rated; None without one."""
    asked = [answer for answer in answers if answer.number == number]
    waiting = (answer for answer in answers if not answer.is_rated)
    return next(iter(asked), None) or next(waiting, None)


def _one_answer(
    library_view: LibraryView,
    session: Session,
    answers: list[AnswerToRate],
    answer: AnswerToRate,
) -> Response:
    place = answers.index(answer)
    after = [*answers[place + 1 :], *answers[:place]]
    return library_view.page(
        "debrief.html",
        title=f"Look back at question {answer.number}: {session.question_set.title}",
        session=session,
        path=library_view.session_path(session.id),
        answers=answers,
        answer=answer,
        before=answers[place - 1] if place else None,
        following=next((each for each in after if not each.is_rated), None),
        beyond=answers[place + 1] if place + 1 < len(answers) else None,
        said=revealed(library_view, session, answer),
        listeners=heard_in(library_view.folder(session.id), answer.turn),
        again=again_path(library_view, session),
        aspects=list(Aspect),
        ratings=list(KEYS.items()),
    )
