"""Correcting the text of a transcript: what was written down stays, and so do the times."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from flask import Flask, redirect, request
from werkzeug.exceptions import BadRequest, Conflict
from werkzeug.wrappers import Response

from coach.debrief.keeping import quote_anew
from coach.errors import SessionDamaged
from coach.library.open_session import OpenSession
from coach.library.reading import KeptTake, transcript_of
from coach.library.records import Take
from coach.web.answering import kept, wants_json
from coach.web.merging import Merged, Row, merged
from coach.web.shelf import Shelf, page, session_path, take_path
from coach.web.takes import Viewer, key_of


@dataclass(frozen=True)
class Clash:
    """A line that was changed here and elsewhere: how it reads now, and what was typed."""

    theirs: str
    yours: str


def add_correcting_pages(app: Flask, shelf: Shelf) -> None:
    """The page on which a take's lines are corrected, and what it sends."""

    @app.get("/session/<session_id>/<int:question>/<int:take>/correct")
    def correct(session_id: str, question: int, take: int) -> str:
        return _page(shelf, session_id, question, take)

    @app.post("/session/<session_id>/<int:question>/<int:take>/correct")
    def save(session_id: str, question: int, take: int) -> Response | tuple[str, int]:
        found = Merged((), (), ())
        rows: list[Row] = []
        with shelf.opened(session_id) as opened:
            given = shelf.take(session_id, question, take)[2]
            if "take_back" in request.form:
                opened.take_back(given)
            elif "put_back" in request.form:
                opened.put_back(given)
            elif "put_in" in request.form:
                opened.put_in(given, request.form["put_in"])
            elif "leave_out" in request.form:
                opened.leave_out(given, request.form["leave_out"])
            else:
                rows = _rows()
                found = _correct(opened, question, given, rows)
            with contextlib.suppress(SessionDamaged):  # of the debrief; the correction is kept
                quote_anew(opened.folder, opened.session)
        if wants_json():
            return kept(reads=found.reads, clashes=found.clashes)
        if found.clashes:
            clashes = [Clash(found.reads[n], rows[n].text) for n in found.clashes]
            return _page(shelf, session_id, question, take, clashes), 409
        return redirect(f"{session_path(session_id)}#{key_of(question, take)}", code=303)


def _page(
    shelf: Shelf, session_id: str, question: int, take: int, clashes: list[Clash] | None = None
) -> str:
    session, turn, found = shelf.take(session_id, question, take)
    folder, path = shelf.folder(session_id), take_path(session_id, question, take)
    kept_take = KeptTake(folder, found)
    name, edits = kept_take.name, kept_take.edits
    return page(
        "correct.html",
        title="Correct the text",
        session=session,
        turn=turn,
        take=Viewer(folder, lambda *_: f"{path}/audio").take(turn, found),
        path=path,
        back=f"{session_path(session_id)}#{key_of(question, take)}",
        corrected=bool(edits.of(name)),
        taken_back=edits.can_go_forth(name),
        clashes=clashes or [],
    )


def _rows() -> list[Row]:
    """The lines that were sent, each with how the page had shown it. Raises BadRequest."""
    was, now = request.form.getlist("was"), request.form.getlist("line")
    if len(was) != len(now):
        raise BadRequest("This is not what the page sends. Load it again.")
    return [Row(" ".join(a.split()), " ".join(b.split())) for a, b in zip(was, now, strict=True)]


def _correct(opened: OpenSession, question: int, take: Take, rows: list[Row]) -> Merged:
    """Have the lines that were changed read as they were sent, except where they clash."""
    transcript = transcript_of(opened.folder, take)
    if transcript is None:
        raise Conflict("There is no text to correct yet.")
    found = merged(rows, transcript)
    for change in reversed(found.changes):  # from the end, so that the numbers before stay
        opened.correct(question, take, change.first_word, change.end_word, change.text)
    return found
