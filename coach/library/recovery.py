"""Finds and finishes takes that a crash or a kill cut off."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.damage import SoundDamage, forget_noted_gaps, noted_gaps
from coach.audio.recorder import EndedBy
from coach.audio.wav import mend_header
from coach.errors import CannotWrite, LibraryError
from coach.library.disk import delete_unfinished, writing
from coach.library.lock import locked, was_left
from coach.library.open_session import OpenSession
from coach.library.records import Kind, Take
from coach.library.settled import ERASED, lacks_an_end


@dataclass(frozen=True)
class RecoveredTake:
    """An answer that was cut off, found at the next start."""

    session_id: str
    question_number: int
    duration_s: float


def needs_recovery(folder: Path) -> bool:
    """Whether a session was left by a coach that died, or has a take without an end."""
    return was_left(folder) or lacks_an_end(folder)


@contextlib.contextmanager
def brought_to_an_end(opened: OpenSession) -> Iterator[None]:
    """Leave no take without an end, and the text up to date, whatever broke off the recording."""
    try:
        opened.write_text()
        yield
    finally:
        with contextlib.suppress(CannotWrite):  # the next start tries again
            end_open_takes(opened, EndedBy.INTERRUPTED)
            end_encoding(opened)
            opened.write_text()


def end_open_takes(opened: OpenSession, ended_by: EndedBy) -> list[tuple[int, Take]]:
    """Finish every take that has no end. Returns those with sound, and their questions' numbers.

    Their sound facts are measured when they are transcribed. A take without any sound is discarded.
    Raises CannotWrite.
    """
    ended = [
        (turn.number, _end_at_its_file(opened, turn.number, take, ended_by))
        for turn in opened.session.turns
        for take in turn.takes
        if not take.recorded
    ]
    return [(number, take) for number, take in ended if take.duration_s]


def _end_at_its_file(opened: OpenSession, number: int, take: Take, ended_by: EndedBy) -> Take:
    """End `take` where its recording ends."""
    wav = opened.folder / take.audio
    with writing(wav):
        count = mend_header(wav) if wav.is_file() else 0
    damage = SoundDamage(gaps=tuple(noted_gaps(wav)))
    changes = {
        "duration_s": round(count / LISTENING_RATE_HZ, 3),
        "ended_by": take.ended_by or ended_by.value,
        "discarded": take.discarded or not count,
        "damage": damage or take.damage,
    }
    take = opened.save_take(number, take.model_copy(update=changes))
    forget_noted_gaps(wav)
    return take


def end_encoding(opened: OpenSession) -> None:
    """Encode nothing any more, and name the recordings that were encoded and not named yet.

    Whoever encodes may still be at it when a session is left. Raises CannotWrite.
    """
    opened.encoder.end()
    for turn in opened.session.turns:
        for take in turn.takes:
            wav = opened.folder / take.audio
            if wav.suffix == ".wav" and wav.with_suffix(".flac").is_file() and wav.is_file():
                opened.encoded(turn.number, take.number)


def recover(opened: OpenSession) -> list[RecoveredTake]:
    """Finish takes that were cut off, in a session that no other coach holds.

    Raises CannotWrite.
    """
    folder = opened.folder
    for within in (folder, *(folder / turn.folder for turn in opened.session.turns)):
        delete_unfinished(within, is_held=True)
    with writing(folder):
        _delete_sound_kept_twice(opened)
    found = end_open_takes(opened, EndedBy.CRASH)
    for number, take in found:
        if opened.encode(take):
            opened.encoded(number, take.number)
    session = opened.session
    if session.kind is Kind.IMPORT and not any(turn.kept_takes for turn in session.turns):
        shutil.rmtree(folder, ignore_errors=True)  # nothing came in, and its files are there
    return [RecoveredTake(folder.name, number, take.duration_s or 0.0) for number, take in found]


def _delete_sound_kept_twice(opened: OpenSession) -> None:
    """Of a WAV and the FLAC that was taking its place, delete the one that is not named."""
    for turn in opened.session.turns:
        for take in turn.takes:
            named = opened.folder / take.audio
            if named.is_file():
                other = named.with_suffix(".wav" if named.suffix == ".flac" else ".flac")
                other.unlink(missing_ok=True)


def erase_folder(folder: Path) -> None:
    """Delete a session whole, in the eyes of whoever looks: it goes by one change of its name.

    Raises OSError.
    """
    real = folder.resolve()  # a link to it leads to what is to be gone
    going = real.with_name(f"{ERASED}{real.name}")
    shutil.rmtree(going, ignore_errors=True)  # of another one that had this name
    real.rename(going)
    folder.unlink(missing_ok=True)
    while going.exists():
        with contextlib.suppress(FileNotFoundError):  # another coach that starts deletes it, too
            shutil.rmtree(going)


def delete_left_behind(folders: Iterable[Path]) -> None:
    """Delete what coaches left behind (see LookedAt), unless one of them still lives."""
    for folder in folders:
        if folder.name.startswith(ERASED):
            shutil.rmtree(folder, ignore_errors=True)
        elif _is_only_begun(folder):
            _delete_begun(folder)


def _delete_begun(folder: Path) -> None:
    """Delete a session that was only begun, while nobody can hold it: see `Library.new_session`."""
    with contextlib.suppress(LibraryError), locked(folder):
        if _is_only_begun(folder):
            shutil.rmtree(folder, ignore_errors=True)
    if os.name == "nt" and _is_only_begun(folder):  # Windows deletes no file that is locked
        shutil.rmtree(folder, ignore_errors=True)


def _is_only_begun(folder: Path) -> bool:
    try:
        return all(each.name.startswith(".") for each in folder.iterdir())
    except OSError:  # another coach has deleted it meanwhile
        return False
