"""Correcting the text of a transcript: what was written down stays, and so do the times."""

from __future__ import annotations

import hashlib

from flask import Flask, redirect, request
from werkzeug.exceptions import Conflict
from werkzeug.wrappers import Response

from coach.library.open_session import OpenSession
from coach.library.reading import original_of, transcript_of
from coach.library.records import Take
from coach.review.shelf import Shelf, page, session_path, take_path
from coach.review.takes import Viewer, key_of
from coach.transcription.lines import lines_of
from coach.transcription.ports import Transcript

_CHANGED = "The text has changed meanwhile, so nothing was corrected. Go back and load it again."


def add_correcting_pages(app: Flask, shelf: Shelf) -> None:
    """The page on which a take's lines are corrected, and what it sends."""

    @app.get("/session/<session_id>/<int:question>/<int:take>/correct")
    def correct(session_id: str, question: int, take: int) -> str:
        session, turn, found = shelf.take(session_id, question, take)
        folder = shelf.folder(session_id)
        path = take_path(session_id, question, take)
        transcript, original = transcript_of(folder, found), original_of(folder, found)
        return page(
            "correct.html",
            title="Correct the text",
            session=session,
            turn=turn,
            take=Viewer(folder, lambda *_: f"{path}/audio").take(turn, found),
            path=path,
            back=session_path(session_id),
            version=_version(transcript),
            corrected=transcript != original,
        )

    @app.post("/session/<session_id>/<int:question>/<int:take>/correct")
    def save(session_id: str, question: int, take: int) -> Response:
        with shelf.opened(session_id) as opened:
            found = shelf.take(session_id, question, take)[2]
            transcript = transcript_of(opened.folder, found)
            if transcript is None or request.form.get("version") != _version(transcript):
                raise Conflict(_CHANGED)
            if "take_back" in request.form:
                opened.take_back(found)
            else:
                _correct(opened, question, found, transcript)
        return redirect(f"{session_path(session_id)}#{key_of(question, take)}", code=303)


def _correct(opened: OpenSession, question: int, take: Take, transcript: Transcript) -> None:
    """Have the lines that were changed read as they were sent."""
    for line in reversed(lines_of(transcript)):  # from the end, so that the numbers before stay
        text = " ".join(request.form.get(f"line-{line.first_word}", line.text).split())
        if text != line.text:
            opened.correct(question, take, line.first_word, line.end_word, text)


def _version(transcript: Transcript | None) -> str:
    """A text that changes with the transcript."""
    text = transcript.model_dump_json() if transcript else ""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
