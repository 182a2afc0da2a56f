"""The local web app: its pages, behind the guard, and what goes wrong said in a sentence."""

from __future__ import annotations

import os

from flask import Flask, Response
from werkzeug.exceptions import HTTPException, InternalServerError

from coach.errors import CoachError, InvalidSetting, LibraryError, SessionBusy, WrongUse
from coach.library.library import Library
from coach.web.correcting_pages import add_correcting_pages
from coach.web.debrief_pages import add_debrief_pages
from coach.web.door import Door
from coach.web.keeping_pages import add_keeping_pages
from coach.web.library_pages import add_library_pages
from coach.web.safety import guard
from coach.web.session_pages import add_session_pages
from coach.web.shelf import LIBRARY, Shelf, SoundGone, name_of, page
from coach.web.vision_pages import add_vision_pages

MOST_WRITTEN_BYTES = 1_000_000  # more than all corrections of an hour's answer
_STATUS: tuple[tuple[type[CoachError], int], ...] = (
    (InvalidSetting, 500),
    (SoundGone, 404),
    (WrongUse, 404),
    (SessionBusy, 409),
    (LibraryError, 500),
)


def create_app(library: Library, door: Door) -> Flask:
    """The page of `library`, for those whom `door` lets in."""
    app = Flask("coach.web")
    app.config["MAX_CONTENT_LENGTH"] = MOST_WRITTEN_BYTES
    app.config[LIBRARY] = name_of(library)
    app.logger.disabled = "COACH_TRACEBACK" not in os.environ  # the page says it in a sentence
    app.url_map.merge_slashes = False  # no address leads to another one
    guard(app, door)
    shelf = Shelf(library)
    add_library_pages(app, shelf)
    add_session_pages(app, shelf)
    add_correcting_pages(app, shelf)
    add_debrief_pages(app, shelf)
    add_vision_pages(app, shelf)
    add_keeping_pages(app, shelf)
    app.register_error_handler(CoachError, _told)
    app.register_error_handler(HTTPException, _told_of_http)
    return app


def _told(error: Exception) -> Response:
    assert isinstance(error, CoachError)
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    return _page(status, error.message, error.hint)


def _told_of_http(error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.code == 404:
        return _page(404, "There is no such page.", "")
    if isinstance(error, InternalServerError):
        cause = error.original_exception or error
        broke = f"Something broke that should not: {type(cause).__name__}: {cause}"
        return _page(500, broke, "To see where: COACH_TRACEBACK=1 coach review")
    return _page(error.code or 500, error.description or "That did not work.", "")


def _page(status: int, message: str, hint: str) -> Response:
    title = "Not found" if status == 404 else "That did not work"
    text = page("error.html", title=title, message=message, hint=hint, bare=False)
    return Response(text, status=status)
