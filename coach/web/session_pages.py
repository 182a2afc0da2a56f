"""A session: its questions and takes to hear and read, and its sound."""

from __future__ import annotations

import math

from flask import Flask, Response, request

from coach.debrief.keeping import read_debrief
from coach.debrief.walk import newest
from coach.errors import SessionDamaged
from coach.library.records import Kind, Session
from coach.web.places import KEY, keep_place, kept_place
from coach.web.shelf import Shelf, page, session_path, sound, take_path
from coach.web.takes import Sought, Viewer


def add_session_pages(app: Flask, shelf: Shelf) -> None:
    """The pages below `/session/…` for hearing and reading."""

    @app.get("/session/<session_id>")
    def session(session_id: str) -> str:
        found = shelf.session(session_id)
        folder = shelf.folder(session_id)
        viewer = Viewer(folder, lambda t, e: _audio(session_id, t.number, e.number), _sought())
        return page(
            "session.html",
            title=found.question_set.title,
            session=found,
            path=session_path(session_id),
            questions=viewer.questions(found),
            place=kept_place(folder),
            sought=viewer.sought,
            unrated=_unrated(shelf, found),
        )

    @app.get("/session/<session_id>/<int:question>/<int:take>/audio")
    def audio(session_id: str, question: int, take: int) -> Response:
        _, _, found = shelf.take(session_id, question, take)
        return sound(shelf.folder(session_id), found.audio)

    @app.post("/session/<session_id>/place")
    def place(session_id: str) -> Response:
        folder = shelf.folder(session_id)
        key, at_s = request.form.get("take", ""), request.form.get("at_s", math.nan, type=float)
        if not KEY.fullmatch(key) or not math.isfinite(at_s):
            return Response(status=400)
        keep_place(folder, key, at_s)
        return Response(status=204)


def _audio(session_id: str, question: int, take: int) -> str:
    return f"{take_path(session_id, question, take)}/audio"


def _sought() -> Sought | None:
    key, at_s = request.args.get("take", ""), request.args.get("at", math.nan, type=float)
    return Sought(key, at_s) if KEY.fullmatch(key) and math.isfinite(at_s) else None


def _unrated(shelf: Shelf, session: Session) -> int:
    """How many answers wait to be rated; none where the ratings cannot be read, where it was told,
    or where it is of somebody else."""
    if session.kind is Kind.REAL or session.not_mine:
        return 0
    try:
        debrief = read_debrief(shelf.library.folder / session.id)
    except SessionDamaged:
        return 0
    waiting = 0
    for turn in session.turns:
        take = newest(turn)
        rated = debrief.of(turn.number, take.number) if take else None
        waiting += bool(take and not take.no_speech) and not (rated and rated.complete)
    return waiting
