"""A cache of what was computed from the sessions. It is never the only copy of anything.

It is one SQLite file in the library. If the file is damaged, it is made anew. If it cannot be
written, everything is computed each time.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_NAME = ".library.sqlite3"
_SCHEMA = 12  # of all tables; a file of another one is made anew
_PATIENCE_S = 5.0  # another coach may be writing
_NOT_ITS_FAULT = {  # of SQLite: in use, no room, or no leave to write
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
}

_T = TypeVar("_T")


class Database:
    """The library's SQLite file. Every call has a connection of its own, on any thread."""

    def __init__(self, folder: Path) -> None:
        """For the library in `folder`."""
        self._path = folder / _NAME

    def forget(self) -> None:
        """Delete the file: SQLite would leave traces of rows that are only deleted."""
        for ending in ("", "-journal"):
            self._path.with_name(_NAME + ending).unlink(missing_ok=True)

    def read(self, reading: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """The result of `reading`; None if the file cannot be read."""
        if not self._path.is_file():
            return None
        try:
            with contextlib.closing(self._connected()) as database:
                database.execute("BEGIN")  # what it reads is all of one moment
                return reading(database) if _schema(database) == _SCHEMA else None
        except sqlite3.Error:
            return None

    def write(self, writing: Callable[[sqlite3.Connection], None]) -> bool:
        """Let `writing` change the database in one transaction. Returns whether that succeeded.

        A file that is damaged, or of another version, is made anew: it is only a cache.
        """
        with contextlib.suppress(OSError, sqlite3.Error):
            try:
                self._write(writing)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF in _NOT_ITS_FAULT:
                    return False
                self.forget()
                self._write(writing)
            return True
        return False

    def _write(self, writing: Callable[[sqlite3.Connection], None]) -> None:
        with contextlib.closing(self._connected()) as database:
            is_of_another = _schema(database) not in (0, _SCHEMA)
        if is_of_another:
            self.forget()
        with contextlib.closing(self._connected()) as database:
            self._path.chmod(0o600)
            with database:
                database.execute("BEGIN IMMEDIATE")
                database.execute(f"PRAGMA user_version = {_SCHEMA}")
                writing(database)

    def _connected(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_PATIENCE_S)
        database.execute("PRAGMA secure_delete = ON")  # what is deleted is written over
        return database


class MemoryDatabase(Database):
    """A database without a file, for a library that cannot be written to.

    One thread at a time may use it. Reading and writing raise sqlite3.Error.
    """

    def __init__(self) -> None:
        self._only = sqlite3.connect(":memory:", check_same_thread=False)

    def forget(self) -> None:
        """See Database: there is no file."""

    def read(self, reading: Callable[[sqlite3.Connection], _T]) -> _T:
        """See Database."""
        return reading(self._only)

    def write(self, writing: Callable[[sqlite3.Connection], None]) -> bool:
        """See Database."""
        with self._only:
            writing(self._only)
        return True


def checksum(text: str) -> int:
    """Kept beside a text: SQLite does not notice when the content of a row changed on the disk."""
    return zlib.crc32(text.encode())


def believed(text: str, kept: int) -> str:
    """`text`, if it is the one with the checksum `kept`. Raises sqlite3.DatabaseError."""
    if checksum(text) != kept:
        raise sqlite3.DatabaseError("a row has changed on the disk")
    return text


def _schema(database: sqlite3.Connection) -> int:
    (schema,) = database.execute("PRAGMA user_version").fetchone()
    return int(schema)
