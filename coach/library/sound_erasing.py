"""Erases the sound of answers and leaves their words, figures, ratings and corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coach.library.disk import writing
from coach.library.open_session import OpenSession
from coach.library.records import Session, Take, Turn


@dataclass(frozen=True)
class ErasedSound:
    """How many recordings are gone, how long they were, and how many stay: they have no words."""

    takes: int = 0
    length_s: float = 0.0
    unwritten: int = 0


def sound_to_erase(session: Session, before: datetime | None = None) -> list[tuple[Turn, Take]]:
    """The takes whose sound can go: recorded to their end, and written down or without speech.

    So can what was skipped or started over, which nobody will write down. Only those that began
    `before` a moment, where that is given.
    """
    return [
        (turn, take)
        for turn in session.turns
        for take in turn.takes
        if take.has_sound
        and (take.discarded or not take.unwritten)
        and (before is None or take.started_at < before)
    ]


def erase_sound(opened: OpenSession, before: datetime | None = None) -> ErasedSound:
    """Delete the sound that `sound_to_erase` names, and note when. Raises CannotWrite.

    Of what was skipped or started over nothing stays: there would be neither sound nor words to
    restore. The file goes first: a coach that is killed in between leaves no sound behind.
    """
    gone = sound_to_erase(opened.session, before)
    if discarded := [take for _, take in gone if take.discarded]:
        opened.delete_takes(discarded)
    for turn, take in gone:
        if take.discarded:
            continue
        audio = opened.folder / take.audio
        with writing(audio):
            for path in (audio, audio.with_suffix(".wav"), audio.with_suffix(".flac")):
                path.unlink(missing_ok=True)
        now = datetime.now().astimezone()
        opened.save_take(turn.number, take.model_copy(update={"sound_erased_at": now}))
    takes = [take for turn in opened.session.turns for take in turn.takes]
    return ErasedSound(
        takes=len(gone),
        length_s=sum(take.duration_s or 0.0 for _, take in gone),
        unwritten=sum(take.has_sound or not take.recorded for take in takes),
    )
