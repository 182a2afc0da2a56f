"""The page of a real interview: how it felt, and what was told about each question."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.debrief.keeping import read_told
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
from coach.debrief.told import PROMPTS, Part, ToldInterview, questions_told, why_none
from coach.errors import SessionDamaged
from coach.formats import day
from coach.library.records import Kind, Session, Turn
from coach.transcription.words import without_controls
from coach.web.library_view import LibraryView
from coach.web.rating import KEYS
from coach.web.routing import Form, Rejected, line_in, writing
from coach.web.takes import ShownTake, Viewer

_ALL = range(1, 100)  # numbers of questions


@dataclass(frozen=True)
class ToldWords:
    """Words that were typed, or said: then `take` is how that is heard and read."""

    title: str
    text: str
    take: ShownTake | None = None


@dataclass(frozen=True)
class ToldPart:
    """What was said to a question, or wished: None until it is told. Typed words can be changed.

    `path` is where they are sent, and `aloud` where they can be said.
    """

    name: Part
    prompt: str
    words: ToldWords | None
    typed: str | None
    path: str
    aloud: str

    @property
    def is_open(self) -> bool:
        """Whether nothing was told yet, not even that there is nothing."""
        return self.words is None and self.typed is None


@dataclass(frozen=True)
class AskedThere:
    """A question of the interview, and what was told of it."""

    number: int
    text: str
    quote: str
    parts: tuple[ToldPart, ...]
    rated: Rated | None


_CHANGED = "This was changed elsewhere meanwhile. Load the page again: what you typed stands there."
_MORE = 2  # empty fields for questions that were not heard


def told_pages(library_view: LibraryView) -> list[Route]:
    """What the page of a real interview sends."""

    def confirm(_: Request, sent: Form, session_id: str) -> Response:
        found = _sent(sent)
        with _opened(library_view, session_id) as told:
            if not found:
                raise Rejected("There is no question to keep. Write down at least one.")
            if told.telling.words is None or told.telling.recalled is not None:
                raise Rejected("The questions are kept already, or nothing is told yet.", 409)
            _tell_felt(told, line_in(sent, "felt") or None)
            told.confirm(found)
        return _back(library_view, session_id)

    def feel(_: Request, sent: Form, session_id: str) -> Response:
        with _opened(library_view, session_id) as told:
            _tell_felt(told, line_in(sent, "felt"))
        return _back(library_view, session_id)

    def tell_of(_: Request, sent: Form, session_id: str, question: int) -> Response:
        part: Part = "wished" if sent.get("part") == "wished" else "said"
        with _opened(library_view, session_id) as told:
            recalled = told.telling.recall_of(question)
            words = getattr(recalled, part, None)
            if recalled is None or (words and words.take):
                raise Rejected("That was said aloud, or is no question of this interview.", 409)
            typed = without_controls(sent.get("text", "")).strip()
            if words and _lines(words.text) not in (
                _lines(sent.get("was", words.text)),
                _lines(typed),
            ):
                raise Rejected(_CHANGED, 409)
            told.tell_of(recalled, part, Words(text=typed))
            told.finish_if_told()
        return _back(library_view, session_id, f"#q{question - 1}")

    return [
        writing("/session/{session_id}/questions", confirm),
        writing("/session/{session_id}/felt", feel),
        writing("/session/{session_id}/{question:number}/told", tell_of),
    ]


@contextlib.contextmanager
def _opened(library_view: LibraryView, session_id: str) -> Iterator[ToldInterview]:
    """What is told in that session, to be changed. Raises Rejected, LibraryError."""
    if library_view.session(session_id).kind is not Kind.REAL:
        raise Rejected("Nothing was told in it.")
    with library_view.opened(session_id) as opened:
        yield ToldInterview(opened)


def _tell_felt(told: ToldInterview, felt: str | None) -> None:
    """Keep how it was, in a word; None: as it is. It is asked for once. Raises Rejected."""
    if felt is None or felt == told.telling.felt:
        return
    if told.telling.felt is not None:
        raise Rejected(_CHANGED, 409)
    told.tell(felt=felt)


def _lines(text: str) -> list[str]:
    """`text` to compare: browsers end lines in several ways."""
    return text.strip().splitlines()


def _back(library_view: LibraryView, session_id: str, place: str = "") -> Response:
    path = f"{library_view.session_path(session_id)}/debrief{place}"
    return RedirectResponse(path, 303)


def _sent(sent: Form) -> list[RecalledQuestion]:
    """The questions that were sent; an empty one is dropped."""
    typed = ((number, " ".join(sent.getlist(f"question-{number}"))) for number in _ALL)
    questions = ((number, " ".join(text.split())) for number, text in typed)
    return [
        RecalledQuestion(quote=sent.get(f"quote-{number}", ""), question=text)
        for number, text in questions
        if text
    ]


def told_page(library_view: LibraryView, session: Session) -> Response:
    """The page of a session of kind real. Raises SessionDamaged."""
    folder = library_view.folder(session.id)
    debrief = read_told(folder, session)
    telling = debrief.telling or Telling()
    return library_view.page(
        "told.html",
        title=f"A real interview, {day(session.started_at)}",
        session=session,
        path=library_view.session_path(session.id),
        felt=telling.felt,
        told=telling.words is not None,
        heard=_heard(folder, session, telling),
        why_none=why_none(session),
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
    turn = session.turn(recalled.question)
    return AskedThere(
        number=turn.number - 1,
        text=turn.question.text,
        quote=recalled.quote,
        parts=(
            _part(library_view, session, turn, ("said", "You said"), recalled.said),
            _part(
                library_view, session, turn, ("wished", "You wished you had said"), recalled.wished
            ),
        ),
        rated=debrief.of(turn.number, REAL_ANSWER),
    )


def _part(
    library_view: LibraryView,
    session: Session,
    turn: Turn,
    about: tuple[Part, str],
    words: Words | None,
) -> ToldPart:
    name, title = about
    at = urlencode({"real": session.id, "question": turn.number, "part": name})
    return ToldPart(
        name,
        PROMPTS[name],
        _said(library_view, library_view.folder(session.id), turn, title, words),
        typed=None if words is None or words.take else words.text,
        path=f"{library_view.session_path(session.id)}/{turn.number}/told",
        aloud=f"{library_view.root}/practice?{at}",
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
