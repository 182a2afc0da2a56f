"""An index of the figures of all sessions: one JSON document each, cached in the database."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from coach.library.database import Database

Document = dict[str, Any]


class Index:
    """One JSON document for each session, with the state of the session it was made from."""

    def __init__(self, folder: Path) -> None:
        """For the library in `folder`."""
        self._database = Database(folder)

    def documents(
        self,
        states_now: Callable[[Mapping[str, str]], Mapping[str, str]],
        is_current: Callable[[Document], bool],
        work_out: Callable[[str], Document],
    ) -> Iterator[Document]:
        """The document of each session. Documents that are not current are made with `work_out`.

        `states_now` returns the current state of each session; it gets the states known before.
        """
        known = self._database.read(_kept) or {}
        sessions = states_now({session_id: state for session_id, (state, _) in known.items()})
        made: dict[str, tuple[str, str]] = {}
        for session_id, state in sessions.items():
            kept_state, text = known.get(session_id, ("", ""))
            document: Document | None = json.loads(text) if kept_state == state else None
            if document is None or not is_current(document):
                document = work_out(session_id)
                made[session_id] = (state, json.dumps(document, ensure_ascii=False))
            yield document
        gone = known.keys() - sessions.keys()
        if made or gone:
            self._database.write(lambda database: _store(database, made, gone))


def _kept(database: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """The state and the document of each session; rows that are damaged are as good as none."""
    rows = database.execute("SELECT session, state, document, checksum FROM documents")
    return {row[0]: (row[1], row[2]) for *row, checksum in rows if _checksum(row) == checksum}


def _checksum(row: Sequence[str]) -> int:
    """SQLite does not notice when the content of a row has changed on the disk."""
    return zlib.crc32(repr(tuple(row)).encode())


def _store(
    database: sqlite3.Connection, made: Mapping[str, tuple[str, str]], gone: set[str]
) -> None:
    database.execute(
        "CREATE TABLE IF NOT EXISTS documents"
        " (session TEXT PRIMARY KEY, state TEXT NOT NULL, document TEXT NOT NULL,"
        " checksum INTEGER NOT NULL)"
    )
    rows = [(session, *rest) for session, rest in made.items()]
    database.executemany(
        "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)",
        [(*row, _checksum(row)) for row in rows],
    )
    database.executemany("DELETE FROM documents WHERE session = ?", [(g,) for g in gone])
