"""What is worked out of the sessions, kept to be quick; never the only copy of anything.

One SQLite file in the library. Whatever is wrong with it, it is made anew; where it cannot be
written, everything is worked out each time.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

_NAME = ".library.sqlite3"
_SCHEMA = 1

Document = dict[str, Any]


class Index:
    """One JSON document per session, and the state of the session that it was made from."""

    def __init__(self, folder: Path) -> None:
        """For the library in `folder`."""
        self._path = folder / _NAME

    def forget(self) -> None:
        """Keep nothing: SQLite would leave traces of what is only deleted."""
        self._path.unlink(missing_ok=True)

    def documents(
        self,
        sessions: Mapping[str, str],
        is_current: Callable[[Document], bool],
        work_out: Callable[[str], Document],
    ) -> Iterator[Document]:
        """The document of each of `sessions` (id → state); those that are not current are made."""
        known = self._read()
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
            self._write(made, gone)

    def _read(self) -> dict[str, tuple[str, str]]:
        if not self._path.is_file():
            return {}
        try:
            with contextlib.closing(sqlite3.connect(self._path)) as database:
                (schema,) = database.execute("PRAGMA user_version").fetchone()
                if schema != _SCHEMA:
                    return {}
                rows = database.execute("SELECT session, state, document FROM documents")
                return {session: (state, document) for session, state, document in rows}
        except sqlite3.Error:
            return {}

    def _write(self, made: Mapping[str, tuple[str, str]], gone: set[str]) -> None:
        try:
            self._store(made, gone)
        except sqlite3.DatabaseError:  # damaged, or of another version: it holds nothing of its own
            with contextlib.suppress(OSError, sqlite3.Error):
                self._path.unlink(missing_ok=True)
                self._store(made, gone)

    def _store(self, made: Mapping[str, tuple[str, str]], gone: set[str]) -> None:
        with contextlib.closing(sqlite3.connect(self._path, timeout=1.0)) as database, database:
            self._path.chmod(0o600)
            (schema,) = database.execute("PRAGMA user_version").fetchone()
            if schema != _SCHEMA:
                database.execute("DROP TABLE IF EXISTS documents")
                database.execute(f"PRAGMA user_version = {_SCHEMA}")
            database.execute(
                "CREATE TABLE IF NOT EXISTS documents"
                " (session TEXT PRIMARY KEY, state TEXT NOT NULL, document TEXT NOT NULL)"
            )
            database.executemany(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)",
                [(session, *rest) for session, rest in made.items()],
            )
            database.executemany("DELETE FROM documents WHERE session = ?", [(g,) for g in gone])
