"""Which sessions are kept, and which count: those without speech can be erased, and recordings of
other people left out of the person's progress."""

from __future__ import annotations

from flask import Flask, redirect, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from coach.library.records import Kind
from coach.vision.erasing import erase_session
from coach.web.shelf import Shelf, session_path


def add_keeping_pages(app: Flask, shelf: Shelf) -> None:
    """What the library's rows and a session's page send."""

    @app.post("/session/<session_id>/erase")
    def erase(session_id: str) -> Response:
        if not shelf.session(session_id).without_speech:
            raise BadRequest("There is speech in it, so only coach erase deletes it.")
        with shelf.writing:
            erase_session(shelf.library, session_id)
        return redirect(f"{request.script_root}/", code=303)

    @app.post("/session/<session_id>/mine")
    def mine(session_id: str) -> Response:
        if shelf.session(session_id).kind is not Kind.IMPORT:
            raise BadRequest("Only what was imported may be of somebody else.")
        with shelf.opened(session_id) as opened:
            opened.mark_not_mine("not_mine" in request.form)
        return redirect(session_path(session_id), code=303)
