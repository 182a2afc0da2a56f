"""What a list says of each session, cached: a session is read again only when it has changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.errors import SessionDamaged
from coach.library.database import believed, checksum
from coach.library.folders import session_states
from coach.library.session_index import MANY, SessionIndex, Watch

Document = dict[str, Any]

_UNWRITTEN, _UNFINISHED = "not written down", "not finished"

_TABLE = """CREATE TABLE IF NOT EXISTS listed (
    session TEXT PRIMARY KEY, state TEXT NOT NULL, is_damaged INTEGER NOT NULL,
    document TEXT NOT NULL, checksum INTEGER NOT NULL
) WITHOUT ROWID"""


@dataclass(frozen=True)
class Overview:
    """A session in a list: `about` has what `coach sessions --json` says of it, and `marks` what
    is to be known about it. `damage` is a sentence and a hint where it cannot be read.
    `question_ids` are those of the questions that it has.
    """

    id: str
    started_at: datetime | None
    about: dict[str, Any]
    marks: tuple[str, ...] = ()
    damage: tuple[str, str] | None = None
    question_ids: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether `coach resume` has something to do in it: see Session."""
        return _UNWRITTEN in self.marks or _UNFINISHED in self.marks

    @property
    def is_silent(self) -> bool:
        """Whether it holds only silence. Of a real interview, answers may have been typed."""
        return bool(self.about["no_speech"]) and self.about["kind"] != "real"


def overviews(
    library: Path,
    watch: Watch = iter,
    states: Mapping[str, str] | None = None,
    many: int = MANY,
) -> list[Overview]:
    """All sessions below `library`: those that can be read, oldest first, and then the others.

    `watch`: see SessionIndex; `states`: see `session_states`, where they were found just now. From
    `many` sessions on, what was read is remembered.
    """
    now = session_states(library, also_lost=True) if states is None else states
    if len(now) < many:  # read as quickly as remembered
        documents = [_document(library / name) for name in now]
    else:
        documents = _OverviewIndex(library, lambda _: now, watch).ask(_documents)
    listed = [_overview(document) for document in documents]
    readable = [each for each in listed if each.started_at]
    readable.sort(key=lambda each: each.started_at)  # type: ignore[arg-type,return-value]
    return readable + [each for each in listed if not each.started_at]


class _OverviewIndex(SessionIndex[Document]):
    """What a list says of each session: see SessionIndex."""

    tables = (_TABLE,)

    def known(self, database: sqlite3.Connection) -> dict[str, str]:
        """See SessionIndex: "" where a session could not be read."""
        states = "SELECT session, CASE WHEN is_damaged THEN '' ELSE state END FROM listed"
        return dict(database.execute(states))

    def read(self, folder: Path) -> Document:
        """See SessionIndex."""
        return _document(folder)

    def take_in(
        self, database: sqlite3.Connection, session: str, state: str, content: Document
    ) -> None:
        """See SessionIndex."""
        text = json.dumps(content, ensure_ascii=False)
        row = (session, state, bool(content["damage"]), text, checksum(text))
        database.execute("INSERT INTO listed VALUES (?, ?, ?, ?, ?)", row)

    def take_out(self, database: sqlite3.Connection, sessions: Iterable[str]) -> None:
        """See SessionIndex."""
        rows = [(session,) for session in sessions]
        database.executemany("DELETE FROM listed WHERE session = ?", rows)


def _documents(database: sqlite3.Connection) -> list[Document]:
    rows = database.execute("SELECT document, checksum FROM listed ORDER BY session").fetchall()
    # All at once: ten thousand calls would take half the time.
    found: list[Document] = json.loads(f"[{','.join(believed(*row) for row in rows)}]")
    return found


def _overview(document: Document) -> Overview:
    about, damage = document["about"], document["damage"]
    return Overview(
        about["session"],
        None if damage else datetime.fromisoformat(about["started_at"]),
        about,
        tuple(document["marks"]),
        (damage[0], damage[1]) if damage else None,
        tuple(document["question_ids"]),
    )


def _document(folder: Path) -> Document:
    from coach.library.reading import read_session

    try:
        session = read_session(folder)
    except SessionDamaged as damage:
        told = [damage.message, damage.hint]
        return {"about": {"session": folder.name}, "marks": [], "damage": told, "question_ids": []}
    marks = {
        "no speech": session.without_speech,
        f"{session.silent} without speech": session.silent and not session.without_speech,
        "not your speech": session.not_mine,
        _UNWRITTEN: session.unwritten,
        _UNFINISHED: not session.complete,
    }
    about = {
        "session": session.id,
        "kind": session.kind.value,
        "title": session.question_set.title,
        "set": session.question_set.name,
        "started_at": session.started_at.isoformat(),
        "finished_at": session.finished_at and session.finished_at.isoformat(),
        "questions": len(session.turns),
        "answered": session.answered,
        "no_speech": session.without_speech,
        "not_written_down": session.unwritten,
        "takes": sum(len(turn.kept_takes) for turn in session.turns),
        "spoken_s": round(session.spoken_s, 3),
        "not_mine": session.not_mine,
    }
    told = [mark for mark, applies in marks.items() if applies]
    ids = [turn.question.id for turn in session.turns]
    return {"about": about, "marks": told, "damage": None, "question_ids": ids}
