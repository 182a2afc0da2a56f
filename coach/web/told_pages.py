"""The page of a real interview: how it felt, and what was told about each question."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.debrief.keeping import read_debrief
from coach.debrief.records import (
    REAL_ANSWER,
    Aspect,
    Debrief,
    Rated,
    Recalled,
    RecalledQuestion,
    Telling,
    Words,
)
from coach.debrief.told import ToldInterview, questions_told
from coach.errors import SessionDamaged
from coach.formats import day
from coach.library.records import Kind, Session, Turn
from coach.web.library_view import LibraryView
from coach.web.rating import KEYS
from coach.web.routing import Form, Rejected, writing
from coach.web.takes import ShownTake, Viewer

_ALL = range(1, 100)  # numbers of questions


@dataclass(frozen=True)
class ToldWords:
    """Words that were typed, or said: then `take` is how that is heard and read."""

    title: str
    text: str
    take: ShownTake | None = None


@dataclass(frozen=True)
class AskedThere:
    """A question of the interview, and what was told of it."""

    number: int
    text: str
    quote: str
    said: tuple[ToldWords, ...]
    rated: Rated | None


_MORE = 2  # empty fields for questions that were not heard


def told_pages(library_view: LibraryView) -> list[Route]:
    """What the page of a real interview sends."""

    def confirm(_: Request, sent: Form, session_id: str) -> Response:
        if library_view.session(session_id).kind is not Kind.REAL:
            raise Rejected("Nothing was told in it.")
        found = _sent(sent)
        if not found:
            raise Rejected("There is no question to keep. Write down at least one.")
        with library_view.opened(session_id) as opened:
            told = ToldInterview(opened)
            if told.telling.words is None or told.telling.recalled is not None:
                raise Rejected("The questions are kept already, or nothing is told yet.", 409)
            if felt := sent.get("felt", "").strip():
                told.tell(felt=felt)
            told.confirm(found)
        return RedirectResponse(f"{library_view.session_path(session_id)}/debrief", 303)

    return [writing("/session/{session_id}/questions", confirm)]


def _sent(sent: Form) -> list[RecalledQuestion]:
    """The questions that were sent; an empty one is dropped."""
    questions = ((number, " ".join(sent.getlist(f"question-{number}")).strip()) for number in _ALL)
    return [
        RecalledQuestion(quote=sent.get(f"quote-{number}", ""), question=text)
        for number, text in questions
        if text
    ]


def told_page(library_view: LibraryView, session: Session) -> Response:
    """The page of a session of kind real. Raises SessionDamaged."""
    folder = library_view.folder(session.id)
    debrief = read_debrief(folder)
    telling = debrief.telling or Telling()
    return library_view.page(
        "told.html",
        title=f"A real interview, {day(session.started_at)}",
        session=session,
        path=library_view.session_path(session.id),
        felt=telling.felt,
        told=telling.words is not None,
        heard=_heard(folder, session, telling),
        more=_MORE,
        telling=_said(library_view, folder, session.turn(1), "What you told", telling.words),
        questions=[_asked(library_view, session, debrief, each) for each in telling.recalled or ()],
        set_name=telling.set_name,
        aspects=list(Aspect),
        ratings=list(KEYS.items()),
        set_aside={each.question for each in debrief.set_aside},
    )


def _heard(folder: Path, session: Session, telling: Telling) -> list[RecalledQuestion] | None:
    """The questions that wait to be confirmed; None where none do, or it is not written down."""
    if telling.words is None or telling.recalled is not None:
        return None
    try:
        return questions_told(folder, session, telling)
    except SessionDamaged:
        return None


def _asked(
    library_view: LibraryView, session: Session, debrief: Debrief, recalled: Recalled
) -> AskedThere:
    turn, folder = session.turn(recalled.question), library_view.folder(session.id)
    said = (
        _said(library_view, folder, turn, "You said", recalled.said),
        _said(library_view, folder, turn, "You wished you had said", recalled.wished),
    )
    return AskedThere(
        number=turn.number - 1,
        text=turn.question.text,
        quote=recalled.quote,
        said=tuple(each for each in said if each),
        rated=debrief.of(turn.number, REAL_ANSWER),
    )


def _said(
    library_view: LibraryView, folder: Path, turn: Turn, title: str, words: Words | None
) -> ToldWords | None:
    if words is None or words == Words():
        return None
    if words.take is None:
        return ToldWords(title, words.text)
    audio = f"{library_view.take_path(folder.name, turn.number, words.take)}/audio"
    shown = Viewer(folder, lambda *_: audio).take(turn, turn.take(words.take))
    return ToldWords(title, " ".join(line.text for line in shown.lines), shown)
