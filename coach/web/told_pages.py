"""The page of a real interview: how it felt, and what was told about each question."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

from coach.debrief.keeping import read_debrief
from coach.debrief.records import REAL_ANSWER, Aspect, Debrief, Rated, Recalled, Telling, Words
from coach.errors import SessionDamaged
from coach.library.reading import transcript_of
from coach.library.records import Session, Turn
from coach.web.library_view import LibraryView

_NOT_WRITTEN = "Not written down yet."


@dataclass(frozen=True)
class ToldWords:
    """Words that were typed, or said: then `audio` is where the sound is."""

    title: str
    text: str
    audio: str = ""


@dataclass(frozen=True)
class AskedThere:
    """A question of the interview, and what was told of it."""

    number: int
    text: str
    quote: str
    said: tuple[ToldWords, ...]
    rated: Rated | None


def told_page(library_view: LibraryView, session: Session) -> Response:
    """The page of a session of kind real. Raises SessionDamaged."""
    folder = library_view.folder(session.id)
    debrief = read_debrief(folder)
    telling = debrief.telling or Telling()
    return library_view.page(
        "told.html",
        title="A real interview",
        session=session,
        path=library_view.session_path(session.id),
        felt=telling.felt,
        telling=_said(library_view, folder, session.turn(1), "What you told", telling.words),
        questions=[_asked(library_view, session, debrief, each) for each in telling.recalled or ()],
        set_name=telling.set_name,
        aspects=list(Aspect),
    )


def _asked(
    library_view: LibraryView, session: Session, debrief: Debrief, recalled: Recalled
) -> AskedThere:
    turn, folder = session.turn(recalled.question), library_view.folder(session.id)
    said = (
        _said(library_view, folder, turn, "You said", recalled.said),
        _said(library_view, folder, turn, "You wished you had said", recalled.wished),
    )
    return AskedThere(
        number=turn.number - 1,
        text=turn.question.text,
        quote=recalled.quote,
        said=tuple(each for each in said if each),
        rated=debrief.of(turn.number, REAL_ANSWER),
    )


def _said(
    library_view: LibraryView, folder: Path, turn: Turn, title: str, words: Words | None
) -> ToldWords | None:
    if words is None or words == Words():
        return None
    if words.take is None:
        return ToldWords(title, words.text)
    audio = f"{library_view.take_path(folder.name, turn.number, words.take)}/audio"
    try:
        transcript = transcript_of(folder, turn.take(words.take))
    except SessionDamaged as error:
        return ToldWords(title, error.message, audio)
    return ToldWords(title, transcript.text if transcript else _NOT_WRITTEN, audio)
