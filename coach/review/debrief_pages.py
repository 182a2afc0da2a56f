"""Looking back, blind first: an answer is rated by ear before its words or figures are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask, redirect, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from coach.debrief.gaps import beside_figures, told
from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.records import Aspect, Debrief, Rated, Rating
from coach.debrief.walk import newest
from coach.delivery.kept import delivery_of_take
from coach.errors import SessionDamaged
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import transcript_of
from coach.library.records import Kind, Session, Take, Turn
from coach.review.shelf import Shelf, page, session_path, take_path
from coach.review.takes import ShownTake, Viewer, key_of
from coach.review.told_pages import told_page
from coach.vision.keeping import VisionFolder
from coach.vision.yardstick import measure

_MOST_LINES = 3
_LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Answer:
    """An answer to look back at. What was said and how is there only once it is rated."""

    turn: Turn
    key: str
    path: str
    length_s: float
    rated: Rated | None
    shown: ShownTake | None
    gaps: tuple[str, ...] = ()
    vision: tuple[str, ...] = ()


def add_debrief_pages(app: Flask, shelf: Shelf) -> None:
    """The page `/session/…/debrief`, and what it sends."""

    @app.get("/session/<session_id>/debrief")
    def debrief(session_id: str) -> str:
        session = shelf.session(session_id)
        if session.kind is Kind.REAL:
            return told_page(shelf, session)
        answers = _answers(shelf.library, session)
        return page(
            "debrief.html",
            title="Looking back",
            session=session,
            path=session_path(session_id),
            answers=answers,
            left=sum(answer.shown is None for answer in answers),
            aspects=list(Aspect),
            ratings=list(Rating),
        )

    @app.post("/session/<session_id>/<int:question>/<int:take>/rating")
    def rate(session_id: str, question: int, take: int) -> Response:
        if shelf.session(session_id).kind is Kind.REAL:
            raise BadRequest("What was told of a real interview is rated by coach debrief.")
        with shelf.opened(session_id) as opened:
            _, turn, found = shelf.take(session_id, question, take)
            kept = read_debrief(opened.folder)
            if "again" in request.form:
                kept = kept.without(question, take)
            else:
                kept = kept.having(_rated(opened, turn, found, kept))
            write_debrief(opened.folder, opened.session, kept)
        return redirect(f"{session_path(session_id)}/debrief#{key_of(question, take)}", code=303)


def _answers(library: Library, session: Session) -> list[Answer]:
    kept = read_debrief(library.folder / session.id)
    return [
        _answer(library, session, turn, take, kept)
        for turn in session.turns
        if (take := newest(turn)) is not None
    ]


def _answer(library: Library, session: Session, turn: Turn, take: Take, kept: Debrief) -> Answer:
    rated = kept.of(turn.number, take.number)
    key = key_of(turn.number, take.number)
    path = take_path(session.id, turn.number, take.number)
    length_s = take.duration_s or 0.0
    if rated is None or not rated.complete:
        return Answer(turn, key, path, length_s, rated, None)
    folder = library.folder / session.id
    shown = Viewer(folder, lambda *_: f"{path}/audio").take(turn, take)
    gaps = tuple(told(gap) for gap in rated.gaps)
    vision = _vision(library, folder, turn, take)
    return Answer(turn, key, path, length_s, rated, shown, gaps, vision)


def _vision(library: Library, folder: Path, turn: Turn, take: Take) -> tuple[str, ...]:
    """Which lines of the vision the answer touched, where there is a vision."""
    try:
        transcript = transcript_of(folder, take)
        vision = VisionFolder(library.folder).read()
    except SessionDamaged:
        return ()
    if transcript is None:
        return ()
    beside = measure(transcript, turn.question.theme, vision)
    return (
        *(
            f"Your vision “{each.line.text}” was in “{each.sentence}”"
            for each in beside.touched[:_MOST_LINES]
        ),
        *(
            f"Your vision “{line.text}” was not in this answer."
            for line in beside.left_out[:_MOST_LINES]
        ),
    )


def _rated(opened: OpenSession, turn: Turn, take: Take, kept: Debrief) -> Rated:
    """What was rated now, beside what was before; with the figures once all of it is."""
    rated = kept.of(turn.number, take.number) or Rated(
        question=turn.number, take=take.number, rated_at=datetime.now().astimezone()
    )
    ratings = rated.ratings | dict(_ratings())
    note = " ".join(request.form.get("note", "").split())[:_LONGEST_NOTE]
    asked = note or "finish" in request.form  # an empty note is an answer, too
    rated = rated.model_copy(update={"ratings": ratings, "note": note if asked else rated.note})
    delivery = delivery_of_take(opened.folder, turn, take) if rated.complete else None
    return beside_figures(rated, delivery) if delivery else rated


def _ratings() -> list[tuple[Aspect, Rating]]:
    """The ratings that were sent. Raises BadRequest for one that does not exist."""
    try:
        return [
            (aspect, Rating(request.form[aspect.name.lower()]))
            for aspect in Aspect
            if aspect.name.lower() in request.form
        ]
    except ValueError as error:
        raise BadRequest("There is no such rating.") from error
