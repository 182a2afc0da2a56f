"""The pages of a session, on which its takes can be heard and read, and its sound files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coach.delivery.advised import advice_in
from coach.formats import day
from coach.library.reading import sound_erased
from coach.library.records import Kind, Session, Take, Turn
from coach.web.library_view import LibraryView, SoundGone, sound
from coach.web.listing_index import waiting_to_be_rated
from coach.web.places import KEY, keep_place, kept_place
from coach.web.routing import Form, number_in, reading, writing
from coach.web.takes import ShownQuestion, Sought, Viewer

_RESUMED = (Kind.PRACTICE, Kind.MOCK)
_ASKED = (Kind.PRACTICE, Kind.MOCK, Kind.VISION, Kind.DRILL, Kind.STORY)


def session_pages(library_view: LibraryView) -> list[Route]:
    """The pages below `/session/…` for hearing and reading."""

    def session(request: Request, session_id: str) -> Response:
        found = library_view.session(session_id)
        folder = library_view.folder(session_id)

        def address(turn: Turn, take: Take) -> str:
            return f"{library_view.take_path(session_id, turn.number, take.number)}/audio"

        viewer = Viewer(folder, address, _sought(request), advice_in(folder, found))
        questions = viewer.questions(found)
        is_drill = found.kind is Kind.DRILL  # which tells by itself what became of the sentence
        return library_view.page(
            "session.html",
            title=f"{found.question_set.title}, {day(found.started_at)}",
            heading=found.question_set.title,
            session=found,
            path=library_view.session_path(session_id),
            questions=questions,
            place=kept_place(folder),
            sought=viewer.sought,
            unrated=0 if is_drill else len(waiting_to_be_rated(folder, found)),
            rated=(folder / "debrief.json").is_file(),
            waits=found.kind in _RESUMED and can_go_on(found),
            hedged=_has_hedges(found, questions),
            drilled=is_drill,
            again=again_path(library_view, found),
            counts=found.own_speech and found.kind is not Kind.REAL,
            beside=number_in(request.query_params, "beside", int, 0),
        )

    def audio(request: Request, session_id: str, question: int, take: int) -> Response:
        _, _, found = library_view.take(session_id, question, take)
        if erased := sound_erased(found):
            raise SoundGone(erased)
        return sound(request, library_view.folder(session_id), found.audio)

    def place(_: Request, sent: Form, session_id: str) -> Response:
        folder = library_view.folder(session_id)
        key, at_s = sent.get("take", ""), number_in(sent, "at_s", float, math.nan)
        if not KEY.fullmatch(key) or not math.isfinite(at_s):
            return Response(status_code=400)
        keep_place(folder, key, at_s)
        return Response(status_code=204)

    return [
        reading("/session/{session_id}", session),
        reading("/session/{session_id}/{question:number}/{take:number}/audio", audio),
        writing("/session/{session_id}/place", place),
    ]


def can_go_on(session: Session) -> bool:
    """Whether something is left to answer, or to write down; it may lack nothing but its end."""
    return session.unwritten or bool(session.open_turns)


def again_path(library_view: LibraryView, session: Session) -> str:
    """Where its questions are answered again; "" where nobody practised."""
    is_asked = session.kind in _ASKED and session.own_speech
    return f"{library_view.root}/practice?session={quote(session.id)}" if is_asked else ""


def _has_hedges(session: Session, questions: Sequence[ShownQuestion]) -> bool:
    """Whether a sentence may be said once more, without its hedge: one that a drill would take."""
    if not session.own_speech or session.kind is Kind.DRILL:
        return False
    return any(take.has_hedged_wish for each in questions for take in each.takes)


def _sought(request: Request) -> Sought | None:
    asked = request.query_params
    key, at_s = asked.get("take", ""), number_in(asked, "at", float, math.nan)
    return Sought(key, at_s) if KEY.fullmatch(key) and math.isfinite(at_s) else None
