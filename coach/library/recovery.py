"""Finding what a coach that died, or was stopped in a bad moment, has left half done."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from coach.audio.listener import EndedBy
from coach.library.lock import was_left
from coach.library.open_session import OpenSession
from coach.library.records import Kind

_WITHOUT_LENGTH = re.compile(rb'"duration_s"\s*:\s*null')  # only takes have this field


@dataclass(frozen=True)
class RecoveredTake:
    """An answer that was cut off, found at the next start."""

    session_id: str
    question_number: int
    duration_s: float


def needs_recovery(folder: Path) -> bool:
    """Whether the session in `folder` was left by a coach that died, or has a take without an end.

    `session.json` is searched, not parsed: this is asked of every session at each start.
    """
    try:
        return was_left(folder) or bool(
            _WITHOUT_LENGTH.search((folder / "session.json").read_bytes())
        )
    except OSError:
        return False


def recover(opened: OpenSession) -> list[RecoveredTake]:
    """Bring to an end what was cut off in a session that nobody else holds. Raises CannotWrite."""
    folder = opened.folder
    for unfinished in (*folder.glob(".*.json.*"), *folder.glob("*/.take-*")):
        unfinished.unlink(missing_ok=True)
    found = opened.end_open_takes(EndedBy.CRASH)
    for number, take in found:
        if opened.pack(take):
            opened.packed(number, take.number)
    session = opened.session
    if session.kind is Kind.IMPORT and not any(turn.kept_takes for turn in session.turns):
        shutil.rmtree(folder, ignore_errors=True)  # nothing came in, and its files are there
    return [RecoveredTake(folder.name, number, take.duration_s or 0.0) for number, take in found]
