"""An index of what was worked out of each session: JSON documents, cached in the database.

Each kind of document has a table of its own.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from coach.library.database import Database

Document = dict[str, Any]
Table = Literal["listed", "rows"]

_AT_ONCE = 100  # documents; work that is broken off has kept those before
MANY = 200  # sessions: working these out takes a while

# Goes through what has to be worked out, and may show how far that is.
Watch = Callable[[Collection[str]], Iterator[str]]


class Index:
    """One JSON document for each session, with the state of the session it was made from."""

    def __init__(self, folder: Path, table: Table, watch: Watch = iter) -> None:
        """For the library in `folder`. `watch` is called where there is much to work out."""
        self._database = Database(folder)
        self._table = table
        self._watch = watch

    def documents(
        self,
        states_now: Callable[[Mapping[str, str]], Mapping[str, str]],
        work_out: Callable[[str], Document],
        is_current: Callable[[Document], bool] = lambda _: True,
    ) -> list[Document]:
        """The document of each session. Documents that are not current are made with `work_out`.

        `states_now` returns the current state of each session; it gets the states known before.
        """
        known = self._database.read(partial(_kept, table=self._table)) or {}
        sessions = states_now({session_id: state for session_id, (state, _) in known.items()})
        texts = {
            session_id: kept[1]
            for session_id, state in sessions.items()
            if (kept := known.get(session_id)) and kept[0] == state
        }
        # All at once: ten thousand calls would take half the time.
        documents: list[Document] = json.loads(f"[{','.join(texts.values())}]")
        found = {
            session_id: document
            for session_id, document in zip(texts, documents, strict=True)
            if is_current(document)
        }
        gone = known.keys() - sessions.keys()
        if gone:
            self._database.write(partial(_forget, table=self._table, gone=gone))
        old = [session_id for session_id in sessions if session_id not in found]
        for session_id, document in self._worked_out(old, sessions, work_out):
            found[session_id] = document
        return [found[session_id] for session_id in sessions]

    def _worked_out(
        self, names: Sequence[str], states: Mapping[str, str], work_out: Callable[[str], Document]
    ) -> Iterator[tuple[str, Document]]:
        """These documents, each of them kept soon after it was made."""
        watched = self._watch(names) if len(names) > MANY else iter(names)
        while some := list(itertools.islice(watched, _AT_ONCE)):
            made = [(name, work_out(name)) for name in some]
            rows = [
                (name, states[name], json.dumps(document, ensure_ascii=False))
                for name, document in made
            ]
            self._database.write(partial(_store, table=self._table, rows=rows))
            yield from made


def _kept(database: sqlite3.Connection, table: Table) -> dict[str, tuple[str, str]]:
    """The state and the document of each session; rows that are damaged are as good as none."""
    rows = database.execute(f"SELECT session, state, document, checksum FROM {table}")  # noqa: S608  # nosec B608
    return {row[0]: (row[1], row[2]) for *row, checksum in rows if _checksum(row) == checksum}


def _checksum(row: Sequence[str]) -> int:
    """SQLite does not notice when the content of a row has changed on the disk."""
    return zlib.crc32("\n".join(row).encode())


def _store(
    database: sqlite3.Connection, table: Table, rows: Sequence[tuple[str, str, str]]
) -> None:
    database.execute(
        f"CREATE TABLE IF NOT EXISTS {table}"
        " (session TEXT PRIMARY KEY, state TEXT NOT NULL, document TEXT NOT NULL,"
        " checksum INTEGER NOT NULL)"
    )
    database.executemany(
        f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?)",  # noqa: S608  one of two names
        [(*row, _checksum(row)) for row in rows],
    )


def _forget(database: sqlite3.Connection, table: Table, gone: set[str]) -> None:
    rows = [(name,) for name in gone]
    database.executemany(f"DELETE FROM {table} WHERE session = ?", rows)  # noqa: S608  # nosec B608
