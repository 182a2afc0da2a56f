"""Requests of the library page: erase a session without speech, or mark it as somebody else's."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.library.records import Kind
from coach.vision.erasing import erase_session
from coach.web.library_view import LibraryView
from coach.web.routing import Form, Rejected, writing


def keeping_pages(library_view: LibraryView) -> list[Route]:
    """What the library's rows and a session's page send."""

    def erase(_: Request, __: Form, session_id: str) -> Response:
        if not library_view.session(session_id).without_speech:
            raise Rejected("There is speech in it, so only coach erase deletes it.")
        with library_view.writing:
            erase_session(library_view.library, session_id)
        return RedirectResponse(f"{library_view.root}/library", 303)

    def mine(_: Request, sent: Form, session_id: str) -> Response:
        if library_view.session(session_id).kind is not Kind.IMPORT:
            raise Rejected("Only what was imported may be of somebody else.")
        with library_view.opened(session_id) as opened:
            opened.mark_not_mine("not_mine" in sent)
        return RedirectResponse(library_view.session_path(session_id), 303)

    return [
        writing("/session/{session_id}/erase", erase),
        writing("/session/{session_id}/mine", mine),
    ]
