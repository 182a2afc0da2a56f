"""The local web app: all pages, the guard in front of them, and pages for errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from coach.errors import CoachError, InvalidSetting, LibraryError, SessionBusy, WrongUse
from coach.library.library import Library
from coach.web.building_pages import building_pages
from coach.web.correcting_pages import correcting_pages
from coach.web.debrief_pages import debrief_pages
from coach.web.door import STATIC, Door
from coach.web.drill_pages import drill_pages
from coach.web.guard import TOLD, Guard
from coach.web.keeping_pages import keeping_pages
from coach.web.library_pages import library_pages
from coach.web.library_view import LibraryView, SoundGone
from coach.web.listeners_pages import listeners_pages
from coach.web.plan_pages import plan_pages
from coach.web.practice.pages import practice_pages
from coach.web.progress_pages import progress_pages
from coach.web.question_import_pages import question_import_pages
from coach.web.reel_pages import reel_pages
from coach.web.routing import Rejected
from coach.web.session_pages import session_pages
from coach.web.settings_pages import settings_pages
from coach.web.story_pages import story_pages
from coach.web.taking_along import taking_along
from coach.web.templating import rendered
from coach.web.told_pages import told_pages
from coach.web.typed_telling import typed_telling
from coach.web.vision_pages import vision_pages

_STATUS: tuple[tuple[type[CoachError], int], ...] = (
    (InvalidSetting, 500),
    (SoundGone, 404),
    (WrongUse, 404),
    (SessionBusy, 409),
    (LibraryError, 500),
)


def create_app(library: Library, door: Door, more: Sequence[BaseRoute] = ()) -> ASGIApp:
    """The page of `library`, for those whom `door` lets in; `more` are the routes of a session."""
    library_view = LibraryView(library, door.root)
    return behind_door(door, library_view, [*more, *page_routes(library_view)])


def page_routes(library_view: LibraryView) -> list[BaseRoute]:
    """Every address below the secret path, and what answers there."""
    return [
        *practice_pages(library_view),
        *plan_pages(library_view),
        *library_pages(library_view),
        *progress_pages(library_view),
        *session_pages(library_view),
        *correcting_pages(library_view),
        *debrief_pages(library_view),
        *told_pages(library_view),
        *typed_telling(library_view),
        *vision_pages(library_view),
        *reel_pages(library_view),
        *building_pages(library_view),
        *drill_pages(library_view),
        *story_pages(library_view),
        *listeners_pages(library_view),
        *keeping_pages(library_view),
        *taking_along(library_view),
        *settings_pages(library_view),
        *question_import_pages(library_view),
    ]


def behind_door(door: Door, library_view: LibraryView, routes: Sequence[BaseRoute]) -> ASGIApp:
    """An app of `routes` for those whom `door` lets in; the others get nothing but its look."""
    look = Mount(STATIC.rstrip("/"), StaticFiles(directory=Path(__file__).parent / "static"))
    app = Starlette(
        routes=[*routes, look, WebSocketRoute("/{path:path}", _nowhere)],
        exception_handlers=_Errors(library_view).handlers,
    )
    app.router.redirect_slashes = False  # no address leads to another one
    return Guard(app, door)


async def _nowhere(connection: WebSocket) -> None:
    await connection.send_denial_response(PlainTextResponse(TOLD[404], 404))


@dataclass(frozen=True)
class _Errors:
    """What went wrong, as a page."""

    library_view: LibraryView

    @property
    def handlers(self) -> dict[Any, Any]:
        """What answers for each kind of error."""
        return {CoachError: self._ours, HTTPException: self._of_http, Exception: self._fault}

    def _ours(self, request: Request, error: CoachError) -> Response:
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        return self._page(request, status, error.message, error.hint)

    def _of_http(self, request: Request, error: HTTPException) -> Response:
        if isinstance(error, Rejected):
            return self._page(request, error.status_code, error.detail, title=error.title)
        told = TOLD.get(error.status_code, "That did not work.")
        answer = self._page(request, error.status_code, told)
        answer.headers.update(error.headers or {})
        return answer

    def _fault(self, request: Request, error: Exception) -> Response:
        broke = f"Something broke that should not: {type(error).__name__}: {error}"
        return self._page(request, 500, broke, "To see where: COACH_TRACEBACK=1 coach open")

    def _page(
        self, request: Request, status: int, message: str, hint: str = "", title: str = ""
    ) -> Response:
        title = title or ("Not found" if status == 404 else "That did not work")
        values = {"title": title, "message": message, "hint": hint}
        if request.scope.get("root_path"):
            return self.library_view.page("error.html", status, bare=False, **values)
        return HTMLResponse(rendered("error.html", bare=True, root="", **values), status)
