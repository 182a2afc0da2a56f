"""A session as a file to take along: the page asks for it, and the browser saves it."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable
from typing import BinaryIO, cast
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coach.export.bundle import pack_session
from coach.export.documents import export_document, markdown
from coach.library.disk import writing
from coach.library.records import Session
from coach.web.library_view import LibraryView
from coach.web.page_file import as_html
from coach.web.parts import sent_in_blocks
from coach.web.routing import Rejected, reading


def taking_along(library_view: LibraryView) -> list[Route]:
    """`/session/…/along/FORMAT`: with `?notes=1` also what was rated."""

    def along(request: Request, session_id: str, format_: str) -> Response:
        session = library_view.session(session_id)
        with_notes = bool(request.query_params.get("notes"))
        if format_ == "zip":
            file = _zipped(library_view, session_id, with_notes)
            return sent_in_blocks(file, "application/zip", _saved_as(session_id, "zip"))
        if format_ not in _TEXTS:
            raise Rejected("There is no such kind of file.", 404)
        media_type, text_of = _TEXTS[format_]
        text = text_of(library_view, session, with_notes)
        return Response(text, media_type=media_type, headers=_saved_as(session_id, format_))

    return [reading("/session/{session_id}/along/{format_}", along)]


def _html(library_view: LibraryView, session: Session, with_notes: bool) -> str:
    return as_html(library_view.library, session, with_notes).text


def _markdown(library_view: LibraryView, session: Session, with_notes: bool) -> str:
    return markdown(library_view.folder(session.id), session, with_notes=with_notes)


def _json(library_view: LibraryView, session: Session, with_notes: bool) -> str:
    document = export_document(library_view.folder(session.id), session, with_notes=with_notes)
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


_TEXTS: dict[str, tuple[str, Callable[[LibraryView, Session, bool], str]]] = {
    "html": ("text/html", _html),
    "md": ("text/markdown", _markdown),
    "json": ("application/json", _json),
}


def _zipped(library_view: LibraryView, session_id: str, with_notes: bool) -> BinaryIO:
    """The whole session in a file that no folder names, so that nothing of it is left anywhere.

    Raises CannotWrite, and SessionDamaged where anything of the session cannot be read.
    """
    folder = library_view.folder(session_id)
    with contextlib.ExitStack() as stack, writing(folder):
        unnamed = stack.enter_context(tempfile.TemporaryFile(dir=library_view.library.folder))
        file = cast(BinaryIO, unnamed)
        packed = pack_session(file, folder, with_notes=with_notes)
        if unread := packed.unread_in(folder):
            raise unread[0]  # a file that is saved cannot say that it lacks something
        stack.pop_all()  # whoever sends it closes it
    return file


def _saved_as(session_id: str, ending: str) -> dict[str, str]:
    name = quote(f"{session_id}.{ending}")
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
