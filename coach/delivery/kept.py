"""The delivery figures of all takes in the library, kept in its index to be shown over time."""

from __future__ import annotations

import functools
import json
import sqlite3
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.delivery.measuring import Measured, MeasuredTake, measured
from coach.delivery.rules import rules_version
from coach.library.database import believed, checksum
from coach.library.kinds import Kind
from coach.library.library import Library
from coach.library.session_index import SessionIndex, Watch

# The figures that are charted are packed, for those of thirty thousand takes to be read at once.
CHARTED = (
    *("pace", "pace_with_pauses", "fillers_per_minute", "hedges", "long_pauses", "think_time"),
    *("specifics", "longest_pause", "length"),
)
_PACKED = struct.Struct(f"={2 + len(CHARTED)}d")  # began_s, day, and a figure each, or NaN
PACKED = 2 + len(CHARTED)
_NAN = float("nan")
_FIELDS = [each.name for each in fields(MeasuredTake)]
_KIND, _STARTED_AT = (_FIELDS.index(name) for name in ("kind", "started_at"))

_TABLES = (
    """CREATE TABLE IF NOT EXISTS measured_sessions (
        session TEXT PRIMARY KEY, state TEXT NOT NULL, rules TEXT NOT NULL, unread INTEGER NOT NULL,
        title TEXT, about TEXT, is_recognised INTEGER NOT NULL, checksum INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS measured_takes (
        id INTEGER PRIMARY KEY, session TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL,
        question_id TEXT NOT NULL, plain TEXT NOT NULL, language TEXT NOT NULL,
        began_s REAL NOT NULL, left_out INTEGER NOT NULL, advised TEXT, gone INTEGER,
        packed BLOB NOT NULL, packed_checksum INTEGER NOT NULL,
        document TEXT NOT NULL, checksum INTEGER NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS measured_of_session ON measured_takes (session)",
    "CREATE INDEX IF NOT EXISTS measured_in_order ON measured_takes (began_s, session, id)",
    "CREATE INDEX IF NOT EXISTS measured_of_question"
    " ON measured_takes (question_id, plain, began_s, session, id)",
)
# Oldest first.
_TAKES = "SELECT document, checksum FROM measured_takes ORDER BY began_s, session, id"
_SESSIONS = "SELECT about, checksum FROM measured_sessions WHERE about IS NOT NULL"


@dataclass(frozen=True)
class MeasuredSession:
    """A session, and its takes with a hedge in what the person says they want: (question, take)."""

    id: str
    kind: Kind
    started_at: datetime
    hedged: tuple[tuple[int, int], ...]


class FiguresIndex(SessionIndex[Measured]):
    """The figures of every take that counts over time: see SessionIndex.

    Taking in, and so asking, raises InvalidSetting.
    """

    tables = _TABLES

    def known(self, database: sqlite3.Connection) -> dict[str, str]:
        """See SessionIndex: "" where not all could be read, or the rules are others now."""
        rows = database.execute("SELECT session, state, rules, unread FROM measured_sessions")
        current = functools.cache(_are_current)
        return {
            session: "" if unread or not current(rules) else state
            for session, state, rules, unread in rows
        }

    def read(self, folder: Path) -> Measured:
        """See SessionIndex."""
        return measured(folder)

    def take_in(
        self, database: sqlite3.Connection, session: str, state: str, content: Measured
    ) -> None:
        """See SessionIndex."""
        about = content.about
        told = None if about is None else json.dumps(about, ensure_ascii=False)
        title = about and about["title"]
        row = (session, state, content.rules, content.unread, title, told)
        more = bool(about and about["recognised"]), checksum(told or "")
        database.execute(
            "INSERT INTO measured_sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, *more)
        )
        database.executemany(
            f"INSERT INTO measured_takes VALUES (NULL{', ?' * 14})",  # noqa: S608  # nosec B608
            map(_row, content.takes),
        )

    def take_out(self, database: sqlite3.Connection, sessions: Iterable[str]) -> None:
        """See SessionIndex."""
        rows = [(session,) for session in sessions]
        for table in ("measured_takes", "measured_sessions"):
            database.executemany(f"DELETE FROM {table} WHERE session = ?", rows)  # noqa: S608  # nosec B608


def figures(
    library: Library,
    watch: Watch = iter,
    *,
    thorough: bool = True,
    states: Mapping[str, str] | None = None,
) -> FiguresIndex:
    """The figures of a library. `watch`: see SessionIndex; `states`, where they were
    found just now: see LookedAt.

    Unless `thorough`, only what a coach has changed is seen. What came from elsewhere is seen once
    somebody looked for it (`refresh_figures`).
    """
    states_now = library.content_states if thorough else library.content_states_in_short
    return FiguresIndex(library.folder, functools.partial(states_now, states=states), watch)


def refresh_figures(
    library: Library, watch: Watch = iter, states: Mapping[str, str] | None = None
) -> bool:
    """Take in what was changed from outside. Returns whether anything was. `states`: see `figures`.

    Raises InvalidSetting.
    """
    index = figures(library, watch, states=states)
    index.refresh()
    return index.changed


def all_measured(library: Library) -> list[MeasuredTake]:
    """Every answer with speech that counts over time, oldest first.

    Demos never count, nor sessions in which somebody else speaks, nor what is told of real ones,
    nor what the person left out.

    A damaged session is passed over. Raises InvalidSetting.
    """
    return [take for take in counted_or_not(library) if not take.left_out]


def counted_or_not(library: Library) -> list[MeasuredTake]:
    """The same, with what the person left out. Raises InvalidSetting."""
    return figures(library).ask(all_takes)


def all_takes(database: sqlite3.Connection) -> list[MeasuredTake]:
    """The same, of the index."""
    return takes_in(database.execute(_TAKES))


def all_sessions_measured(library: Library) -> list[MeasuredSession]:
    """Every session in which the person speaks, newest first.

    A damaged session is passed over. Raises InvalidSetting.
    """
    sessions = [
        MeasuredSession(
            about["id"],
            Kind(about["kind"]),
            datetime.fromisoformat(about["started_at"]),
            tuple((question, take) for question, take in about["hedged"]),
        )
        for about in figures(library).ask(lambda database: abouts(database.execute(_SESSIONS)))
    ]
    return sorted(sessions, key=lambda each: each.started_at, reverse=True)


def abouts(rows: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """What sessions say of themselves: see Measured. Raises sqlite3.DatabaseError."""
    return [json.loads(believed(*row)) for row in rows]


def takes_in(rows: Iterable[tuple[str, int]]) -> list[MeasuredTake]:
    """The takes of rows with a document and its checksum. Raises sqlite3.DatabaseError."""
    return [_take(json.loads(believed(*row))) for row in rows]


def unpacked(rows: Iterable[tuple[bytes, int]]) -> bytes:
    """What is charted of many takes, PACKED numbers each. Raises sqlite3.DatabaseError."""
    found = []
    for packed, kept in rows:
        if zlib.crc32(packed) != kept:
            raise sqlite3.DatabaseError("a row has changed on the disk")
        found.append(packed)
    return b"".join(found)


def _are_current(rules: str) -> bool:
    return all(rules_version(code) == kept for code, kept in json.loads(rules).items())


def _row(take: MeasuredTake) -> tuple[object, ...]:
    """A row of `measured_takes`, without its number."""
    told = vars(take) | {"started_at": take.started_at.isoformat()}
    document = json.dumps(list(told.values()), ensure_ascii=False)
    began_s, advised = take.started_at.timestamp(), take.advice_before or {}
    figures = (take.figures.get(name, _NAN) for name in CHARTED)
    packed = _PACKED.pack(began_s, take.started_at.date().toordinal(), *figures)
    about = (take.session, take.title, take.kind.value, take.question_id, take.plain)
    return (
        *(*about, take.language, began_s, take.left_out),
        *(advised.get("finding"), advised.get("gone")),
        *(packed, zlib.crc32(packed), document, checksum(document)),
    )


def _take(document: Sequence[Any]) -> MeasuredTake:
    values = list(document)
    values[_KIND] = Kind(values[_KIND])
    values[_STARTED_AT] = datetime.fromisoformat(values[_STARTED_AT])
    return MeasuredTake(*values)
