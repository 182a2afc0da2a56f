"""A session and its words as one JSON document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from coach.errors import SessionDamaged
from coach.library.reading import damage_of, original_of, transcript_of, trouble_of_words
from coach.library.records import Session, Take
from coach.transcription.lines import lines_of
from coach.transcription.ports import Transcript

Read = Callable[[Path, Take], Transcript | None]


def session_document(folder: Path, session: Session, read: Read = transcript_of) -> dict[str, Any]:
    """A session with its words as JSON.

    Of each take, `damage` is what its recording lacks, `trouble` what is wrong with its words.
    """
    return session.model_dump(mode="json", exclude={"turns"}) | {
        "session": session.id,
        "turns": [
            turn.model_dump(mode="json", exclude={"takes"})
            | {"takes": [_take(take, folder, read) for take in turn.kept_takes]}
            for turn in session.turns
        ],
    }


def _take(take: Take, folder: Path, read: Read) -> dict[str, Any]:
    written: dict[str, Any] = {"text": None, "lines": [], "words": [], "unclear": []}
    transcript = None
    try:
        transcript = read(folder, take)
    except SessionDamaged as error:
        written["trouble"] = error.message
    if transcript:
        written = {
            "text": transcript.text,
            "engine": transcript.engine,
            "model": transcript.model,
            "language": transcript.language,
            "lines": [line.model_dump(mode="json") for line in lines_of(transcript)],
            **transcript.model_dump(mode="json", include={"words", "unclear"}),
            "corrected": read is transcript_of and transcript != original_of(folder, take),
        }
        if trouble := trouble_of_words(folder, take, original=read is original_of):
            written["trouble"] = trouble
    lacks = damage_of(folder, take)
    damage = lacks.model_dump(mode="json") if lacks else None
    return take.model_dump(mode="json") | {"take": take.number, "damage": damage} | written
