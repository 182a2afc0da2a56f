"""The page of a drill: a hedged sentence as it was said, and as it was said once more."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coach.audio.wav import wav_bytes
from coach.errors import SessionDamaged
from coach.library.reading import transcript_of
from coach.library.records import Kind, Session, Take
from coach.vision.building import candidates_in, fed_by, sound
from coach.vision.drilling import SETTING, drilled, still_hedged
from coach.vision.records import Section
from coach.web.building_pages import Offered, offered
from coach.web.library_view import LibraryView
from coach.web.routing import Rejected, reading

Heard = tuple[str, str, str]  # a heading, words, and where their sound is


def drill_pages(library_view: LibraryView) -> list[Route]:
    """The page `/drill/…` and the sound of the sentence before."""

    def drill(_: Request, session_id: str) -> Response:
        session = _drill(library_view, session_id)
        again = still_hedged(library_view.library, session_id)
        is_plain = again is not None and again[1] == ()
        return library_view.page(
            "drill.html",
            title="Before, and after",
            session=session,
            path=library_view.session_path(session_id),
            after=again is not None,
            is_sure=again is not None and again[1] is not None,
            hedges=[each.quote for each in again[1] or ()] if again else [],
            is_waiting=any(take.unwritten for take in session.turns[0].takes),
            both=[*_before(library_view, session), *_after(library_view, session)],
            offered=_offered(library_view, session, again[0]) if again and is_plain else [],
            is_line=bool(fed_by(library_view.library, session_id)),
            section=Section.AMBITION.value,
        )

    def before(_: Request, session_id: str) -> Response:
        said = drilled(library_view.library, _drill(library_view, session_id))
        if said is None:
            raise Rejected("What you said before is gone.", 404)
        return Response(wav_bytes(sound(library_view.library, said)), media_type="audio/wav")

    return [reading("/drill/{session_id}", drill), reading("/drill/{session_id}/before", before)]


def _offered(library_view: LibraryView, session: Session, take: Take) -> list[Offered]:
    """What was said plainly, to be picked for the vision."""
    found = candidates_in(library_view.library, session.id, session.turns[0], take)
    return [offered(library_view, each) for each in found]


def _drill(library_view: LibraryView, session_id: str) -> Session:
    session = library_view.session(session_id)
    if session.kind is not Kind.DRILL:
        raise Rejected("That is no drill.", 404)
    return session


def _before(library_view: LibraryView, session: Session) -> list[Heard]:
    source = session.settings.get(SETTING) or {}
    said = drilled(library_view.library, session)
    can_be_heard = said is not None and said.take.has_sound
    audio = f"{library_view.root}/drill/{session.id}/before" if can_be_heard else ""
    return [("Before", str(source["text"]), audio)] if "text" in source else []


def _after(library_view: LibraryView, session: Session) -> list[Heard]:
    again = still_hedged(library_view.library, session.id)
    if again is None:
        return []
    take, turn = again[0], session.turns[0]
    try:
        transcript = transcript_of(library_view.folder(session.id), take)
        text = transcript.text if transcript else ""
    except SessionDamaged as error:
        text = error.message
    audio = f"{library_view.take_path(session.id, turn.number, take.number)}/audio"
    return [("After", text, audio if take.has_sound else "")]
