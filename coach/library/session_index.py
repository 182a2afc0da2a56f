"""Tables of what is in each session, in the library's database, and how they are kept up to date.

Each session is taken in as a whole, with its state at that time. Sessions are taken in some at a
time: work that is broken off has kept those before, and only these few are held in memory.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from coach.library.database import Database, MemoryDatabase

MANY = 200  # sessions: taking these in takes a while
_AT_ONCE = 100  # sessions

_T = TypeVar("_T")
_Content = TypeVar("_Content")
States = Callable[[Mapping[str, str]], Mapping[str, str]]
Watch = Callable[[Collection[str]], Iterator[str]]


class SessionIndex(ABC, Generic[_Content]):
    """Tables about the sessions of the library in `folder`.

    `states_now` returns the current state of each session; it gets the states known before.
    `watch` goes through what has to be taken in where that is much, and may show how far it is.
    """

    tables: Sequence[str]  # the statements that make them, where they are not there

    def __init__(self, folder: Path, states_now: States, watch: Watch = iter) -> None:
        self._folder = folder
        self._watch = watch
        self.changed = False  # by a refresh
        self._states_now = states_now
        self._states: Mapping[str, str] = {}
        self._kept = Database(folder)

    @abstractmethod
    def known(self, database: sqlite3.Connection) -> dict[str, str]:
        """The state that each session had when it was taken in; "" where it has to be again."""

    @abstractmethod
    def read(self, folder: Path) -> _Content:
        """What `take_in` needs of a session; meanwhile others may write to the database."""

    @abstractmethod
    def take_in(
        self, database: sqlite3.Connection, session: str, state: str, content: _Content
    ) -> None:
        """Keep what is in a session, of which nothing is there."""

    @abstractmethod
    def take_out(self, database: sqlite3.Connection, sessions: Iterable[str]) -> None:
        """Delete what is there of these sessions."""

    def forget(self, database: sqlite3.Connection, sessions: Iterable[str]) -> None:
        """Delete it for good."""
        self.take_out(database, sessions)

    def ask(self, asking: Callable[[sqlite3.Connection], _T]) -> _T:
        """The result of the query `asking` on the tables as they should be now."""
        for _ in range(2):
            if not self.refresh():
                break
            found = self.ask_as_it_is(asking)
            if found is not None:
                return found
            with contextlib.suppress(OSError):
                self._kept.forget()  # damaged where a refresh does not look
        self._kept = in_memory = MemoryDatabase()
        in_memory.write(partial(self._take_in, content={}))
        self.refresh()
        return in_memory.read(asking)

    def ask_as_it_is(self, asking: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """The result on the tables as they are, however old; None where they cannot be read."""
        return self._kept.read(asking)

    def refresh(self) -> bool:
        """Take in what changed or could not be read before. Whether all is taken in now."""
        known = self._kept.read(self.known) or {}
        self._states = self._states_now(known)
        gone = [session for session in known if session not in self._states]
        if gone and not self._kept.write(partial(self.forget, sessions=gone)):
            return False
        new = [name for name, state in self._states.items() if known.get(name) != state]
        self.changed = bool(gone) or any(known.get(name) != "" for name in new)
        changed = self._watch(new) if len(new) > MANY else iter(new)
        while some := list(itertools.islice(changed, _AT_ONCE)):
            content = {name: self.read(self._folder / name) for name in some}
            if not self._kept.write(partial(self._take_in, content=content)):
                return False
        # Without any session there are tables, too.
        return bool(known or new) or self._kept.write(partial(self._take_in, content={}))

    def _take_in(self, database: sqlite3.Connection, content: Mapping[str, _Content]) -> None:
        for statement in self.tables:
            database.execute(statement)
        for name, each in content.items():
            self.take_out(database, [name])
            self.take_in(database, name, self._states[name], each)
