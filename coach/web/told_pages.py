"""What was told of a real interview: how it felt, and question by question."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

from coach.debrief.keeping import read_debrief
from coach.debrief.records import REAL_ANSWER, Aspect, Debrief, Rated, Recalled, Telling, Words
from coach.errors import SessionDamaged
from coach.library.reading import transcript_of
from coach.library.records import Session, Turn
from coach.web.shelf import Shelf

_NOT_WRITTEN = "Not written down yet."


@dataclass(frozen=True)
class Said:
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
    said: tuple[Said, ...]
    rated: Rated | None


def told_page(shelf: Shelf, session: Session) -> Response:
    """The page of a session of kind real. Raises SessionDamaged."""
    folder = shelf.folder(session.id)
    debrief = read_debrief(folder)
    telling = debrief.telling or Telling()
    return shelf.page(
        "told.html",
        title="A real interview",
        session=session,
        path=shelf.session_path(session.id),
        felt=telling.felt,
        telling=_said(shelf, folder, session.turn(1), "What you told", telling.words),
        questions=[_asked(shelf, session, debrief, each) for each in telling.recalled or ()],
        set_name=telling.set_name,
        aspects=list(Aspect),
    )


def _asked(shelf: Shelf, session: Session, debrief: Debrief, recalled: Recalled) -> AskedThere:
    turn, folder = session.turn(recalled.question), shelf.folder(session.id)
    said = (
        _said(shelf, folder, turn, "You said", recalled.said),
        _said(shelf, folder, turn, "You wished you had said", recalled.wished),
    )
    return AskedThere(
        number=turn.number - 1,
        text=turn.question.text,
        quote=recalled.quote,
        said=tuple(each for each in said if each),
        rated=debrief.of(turn.number, REAL_ANSWER),
    )


def _said(shelf: Shelf, folder: Path, turn: Turn, title: str, words: Words | None) -> Said | None:
    if words is None or words == Words():
        return None
    if words.take is None:
        return Said(title, words.text)
    audio = f"{shelf.take_path(folder.name, turn.number, words.take)}/audio"
    try:
        transcript = transcript_of(folder, turn.take(words.take))
    except SessionDamaged as error:
        return Said(title, error.message, audio)
    return Said(title, transcript.text if transcript else _NOT_WRITTEN, audio)
