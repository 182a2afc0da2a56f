"""Knows which sessions need no recovery, so that a start looks only at those that changed.

A session is settled when all of its takes have an end, and nobody who held it has died.
"""

from __future__ import annotations

import os
import re
import sqlite3
from functools import partial
from pathlib import Path

from coach.library.database import Database
from coach.library.folders import DATED_NAME, session_states
from coach.library.index import MANY

LOCK = ".lock"
HOLDER = ".holder.json"  # the note of who holds a session
ERASED = ".erasing-"  # before the name of a session that is being deleted
_WITHOUT_LENGTH = re.compile(rb'"duration_s"\s*:\s*null')  # only takes have this field
_AT_ONCE = 500  # sessions; a look that is broken off has kept those before


def unsettled(library: Path) -> list[str]:
    """The names of the sessions that may need recovery."""
    states = session_states(library)
    database = Database(library)
    known = (database.read(_known) or {}) if len(states) >= MANY else {}
    found, settled = [], {}
    for name, state in states.items():
        if os.path.lexists(f"{library}/{name}/{HOLDER}"):
            found.append(name)
        elif known.get(name) != state:
            if lacks_an_end(library / name):
                found.append(name)
            else:
                settled[name] = state
    if len(states) < MANY:
        return found
    gone = known.keys() - states.keys()
    names = list(settled)
    for first in range(0, len(names), _AT_ONCE):
        some = {name: settled[name] for name in names[first : first + _AT_ONCE]}
        database.write(partial(_keep, settled=some, gone=gone))
    if gone and not names:
        database.write(partial(_keep, settled={}, gone=gone))
    return found


def left_behind(library: Path) -> list[Path]:
    """What coaches that died may have been deleting, or making before it was a session."""
    try:
        names = os.listdir(library)  # noqa: PTH208  of ten thousand
    except OSError:
        return []
    return [library / name for name in names if _is_left_behind(f"{library}/{name}", name)]


def _is_left_behind(path: str, name: str) -> bool:
    if name.startswith(ERASED):
        return True
    was_begun = DATED_NAME.match(name) and not os.path.lexists(f"{path}/session.json")
    return bool(was_begun) and os.path.lexists(f"{path}/{LOCK}")


def lacks_an_end(folder: Path) -> bool:
    """Whether a take of the session in `folder` has no end.

    `session.json` is searched, not parsed.
    """
    try:
        return bool(_WITHOUT_LENGTH.search((folder / "session.json").read_bytes()))
    except OSError:
        return False


def _known(database: sqlite3.Connection) -> dict[str, str]:
    return dict(database.execute("SELECT session, state FROM settled"))


def _keep(database: sqlite3.Connection, settled: dict[str, str], gone: set[str]) -> None:
    database.execute(
        "CREATE TABLE IF NOT EXISTS settled (session TEXT PRIMARY KEY, state TEXT NOT NULL)"
        " WITHOUT ROWID"
    )
    database.executemany("INSERT OR REPLACE INTO settled VALUES (?, ?)", settled.items())
    database.executemany("DELETE FROM settled WHERE session = ?", [(name,) for name in gone])
