"""The page on which a real interview is told by typing, for who does not want to speak."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.config import PAGE, load_settings
from coach.debrief.records import Words
from coach.debrief.told import TELLING, ToldInterview
from coach.session.telling import new_telling
from coach.transcription.words import without_controls
from coach.web.library_view import LibraryView
from coach.web.routing import Form, Rejected, line_in, reading, writing


def typed_telling(library_view: LibraryView) -> list[Route]:
    """The page `/real`, and what it sends."""

    def type_it(_: Request) -> Response:
        return library_view.page("type.html", title="Tell of a real interview", asked=TELLING.text)

    def typed(_: Request, sent: Form) -> Response:
        text = without_controls(sent.get("text", "")).strip()
        if not text:
            raise Rejected("There is nothing in it yet. Tell of it, as it comes.")
        with (
            library_view.writing,
            new_telling(library_view.library, load_settings({}, PAGE)) as new,
        ):
            told = ToldInterview(new)
            told.tell(felt=line_in(sent, "felt") or None)
            told.tell_words(Words(text=text))
        return RedirectResponse(f"{library_view.session_path(new.session.id)}/debrief", 303)

    return [reading("/real", type_it), writing("/real", typed)]
