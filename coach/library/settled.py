"""Knows which sessions need no recovery, so that a start looks only at those that changed.

A session is settled when all of its takes have an end, and nobody who held it has died.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from coach.library.database import Database
from coach.library.folders import DATED_NAME, session_states
from coach.library.session_index import MANY

LOCK = ".lock"
HOLDER = ".holder.json"  # the note of who holds a session
ERASED = ".erasing-"  # before the name of a session that is being deleted
_WITHOUT_LENGTH = re.compile(rb'"duration_s"\s*:\s*null')  # only takes have this field
_AT_ONCE = 500  # sessions; a look that is broken off has kept those before


@dataclass(frozen=True)
class LookedAt:
    """The sessions of a library as they were found, in one go through ten thousand of them.

    `states` are those of `session_states`, also of what lost its `session.json`.
    """

    states: dict[str, str]
    unsettled: list[str]  # the names of those that may need recovery
    left_behind: list[Path]  # what coaches that died were deleting, or had only begun to make

    @property
    def is_as_it_was(self) -> bool:
        """Whether nothing of it has to be recovered or deleted."""
        return not self.unsettled and not self.left_behind


def look_at(library: Path) -> LookedAt:
    """Look at each session's folder once."""
    states = session_states(library, also_lost=True)
    folder = str(library)
    held = {name for name in states if os.access(f"{folder}/{name}/{HOLDER}", os.F_OK)}
    there = {name: state for name, state in states.items() if state}
    settled = (Database(library).read(_known) or {}) if len(there) >= MANY else {}
    unsettled, new = [], {}
    for name, state in there.items():
        if name in held:
            unsettled.append(name)
        elif settled.get(name) != state:
            if lacks_an_end(library / name):
                unsettled.append(name)
            else:
                new[name] = state
    if len(there) >= MANY:
        _note(library, new, settled.keys() - there.keys())
    return LookedAt(states, unsettled, _left_behind(library, there))


def _note(library: Path, settled: Mapping[str, str], gone: set[str]) -> None:
    database, names = Database(library), list(settled)
    for first in range(0, len(names), _AT_ONCE):
        some = {name: settled[name] for name in names[first : first + _AT_ONCE]}
        database.write(partial(_keep, settled=some, gone=gone))
    if gone and not names:
        database.write(partial(_keep, settled={}, gone=gone))


def _left_behind(library: Path, there: Mapping[str, str]) -> list[Path]:
    try:
        names = os.listdir(library)  # noqa: PTH208  of ten thousand
    except OSError:
        return []
    begun = (name for name in names if name not in there and DATED_NAME.match(name))
    without_session = {name for name in begun if os.path.lexists(f"{library}/{name}/{LOCK}")}
    return [library / name for name in names if name.startswith(ERASED) or name in without_session]


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
