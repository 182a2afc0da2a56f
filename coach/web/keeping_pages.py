"""Which sessions are kept, and which count: those without speech can be erased, and recordings of
other people left out of the person's progress."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.library.records import Kind
from coach.vision.erasing import erase_session
from coach.web.routing import Form, Rejected, writing
from coach.web.shelf import Shelf


def keeping_pages(shelf: Shelf) -> list[Route]:
    """What the library's rows and a session's page send."""

    def erase(_: Request, __: Form, session_id: str) -> Response:
        if not shelf.session(session_id).without_speech:
            raise Rejected("There is speech in it, so only coach erase deletes it.")
        with shelf.writing:
            erase_session(shelf.library, session_id)
        return RedirectResponse(f"{shelf.root}/", 303)

    def mine(_: Request, sent: Form, session_id: str) -> Response:
        if shelf.session(session_id).kind is not Kind.IMPORT:
            raise Rejected("Only what was imported may be of somebody else.")
        with shelf.opened(session_id) as opened:
            opened.mark_not_mine("not_mine" in sent)
        return RedirectResponse(shelf.session_path(session_id), 303)

    return [
        writing("/session/{session_id}/erase", erase),
        writing("/session/{session_id}/mine", mine),
    ]
