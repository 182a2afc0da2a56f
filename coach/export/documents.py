"""A session as one text: for a person, or for a program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coach.debrief.keeping import debrief_as_markdown, read_debrief
from coach.errors import SessionDamaged
from coach.library.documents import session_document
from coach.library.reading import transcript_of
from coach.library.records import Session, Take
from coach.library.texts import as_markdown
from coach.transcription.ports import Transcript


def markdown(folder: Path, session: Session, *, with_notes: bool) -> str:
    """Questions and answers, and behind them what was rated. Raises SessionDamaged."""
    text = as_markdown(session, lambda take: _readable(folder, take), linked=False)
    debrief = read_debrief(folder) if with_notes else None
    if debrief and debrief.rated:
        text += "\n" + debrief_as_markdown(folder, session, debrief, linked=False)
    return text


def export_document(folder: Path, session: Session, *, with_notes: bool) -> dict[str, Any]:
    """The same as JSON, with the words and their times. Raises SessionDamaged.

    Without what is of use on one machine only: settings such as devices and paths.
    """
    document = session_document(folder, session)
    del document["settings"]
    if with_notes:
        rated = read_debrief(folder).rated
        document["ratings"] = [each.model_dump(mode="json") for each in rated]
    return document


def _readable(folder: Path, take: Take) -> Transcript | None:
    try:
        return transcript_of(folder, take)
    except SessionDamaged:  # one broken file must not keep the others from being read
        return None
