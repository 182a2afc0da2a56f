"""The search index: the sentences of each take's transcript, in the library's database.

Each session is indexed as a whole, with its state at that time.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from coach.errors import PartMissing, SessionDamaged
from coach.library.database import Database
from coach.library.index import MANY, Watch

if TYPE_CHECKING:
    from coach.library.records import Session, Take, Turn
    from coach.transcription.ports import Transcript

_TRANSCRIPTS = "*/take-*.transcript-*.json"
_AT_ONCE = 100  # sessions; a refresh that is broken off has kept those before
LINES_BITS = 16  # a sentence's row is its take's number here and its own: take << 16 | line
_MOST_LINES = (1 << LINES_BITS) - 1

_TABLES = (
    """CREATE TABLE IF NOT EXISTS searched_sessions (
        session TEXT PRIMARY KEY, state TEXT NOT NULL, kind TEXT, set_name TEXT, title TEXT,
        unread INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS searched_takes (
        id INTEGER PRIMARY KEY, session TEXT NOT NULL, question INTEGER, question_id TEXT,
        question_text TEXT, take INTEGER, started_at TEXT, began_s REAL, transcript TEXT
    )""",
    "CREATE INDEX IF NOT EXISTS takes_of_session ON searched_takes (session)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS said USING fts5 (
        text, first_word UNINDEXED, end_word UNINDEXED, start_s UNINDEXED, end_s UNINDEXED,
        word_starts UNINDEXED, tokenize = 'unicode61 remove_diacritics 2'
    )""",
)

_T = TypeVar("_T")
States = Callable[[Mapping[str, str]], Mapping[str, str]]


class SentenceIndex:
    """The sentences of the library in `folder`.

    `states_now` returns the current state of each session; it gets the states known before.
    """

    def __init__(self, folder: Path, states_now: States, watch: Watch = iter) -> None:
        """`watch`: see Index."""
        self._folder = folder
        self._watch = watch
        self.changed = False  # by a refresh
        self._states_now = states_now
        self._states: Mapping[str, str] = {}
        self._kept = Database(folder)

    def ask(self, asking: Callable[[sqlite3.Connection], _T]) -> _T:
        """The result of the query `asking` on the current sentences.

        Raises PartMissing where SQLite lacks FTS5.
        """
        for _ in range(2):
            if not self.refresh():
                break
            found = self._kept.read(asking)
            if found is not None:
                return found
            with contextlib.suppress(OSError):
                self._kept.forget()  # damaged where a refresh does not look
        return self._ask_without_keeping(asking)

    def refresh(self) -> bool:
        """Index sessions that changed or could not be read before. Whether all are indexed now."""
        known = self._kept.read(_known) or {}
        self._states = self._states_now(known)
        gone = [session for session in known if session not in self._states]
        if gone and not self._kept.write(partial(_forget, sessions=gone)):
            return False
        new = [name for name, state in self._states.items() if known.get(name) != state]
        self.changed = bool(gone) or any(known.get(name) != "" for name in new)
        changed = self._watch(new) if len(new) > MANY else iter(new)
        while some := list(itertools.islice(changed, _AT_ONCE)):
            if not self._kept.write(partial(self._take_in, names=some)):
                return False
        return True

    def _ask_without_keeping(self, asking: Callable[[sqlite3.Connection], _T]) -> _T:
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            try:
                self._states = self._states_now({})
                self._take_in(database, self._states)
            except sqlite3.OperationalError as error:
                raise PartMissing(
                    "Search needs SQLite with full-text search (FTS5), which this Python lacks.",
                    "The Pythons of python.org, Debian and Homebrew have it.",
                ) from error
            return asking(database)

    def _take_in(self, database: sqlite3.Connection, names: Iterable[str]) -> None:
        """Keep what was said in these sessions, in place of what there was of them."""
        for statement in _TABLES:
            database.execute(statement)
        for name in names:
            _take_out(database, [name])
            session = _readable(self._folder / name)
            about: tuple[str | None, ...] = (None, None, None)
            unread = _answers_in(self._folder / name)
            if session:
                unread = 0
                about = (session.kind, session.question_set.name, session.question_set.title)
                for turn in session.turns:
                    for take in turn.kept_takes:
                        unread += not _take_in_take(database, self._folder / name, turn, take)
            row = (name, self._states[name], *about, unread)
            database.execute("INSERT INTO searched_sessions VALUES (?, ?, ?, ?, ?, ?)", row)


def _readable(folder: Path) -> Session | None:
    from coach.library.reading import read_session

    try:
        return read_session(folder)
    except SessionDamaged:  # nothing of it can be found; it is looked at again each time
        return None


def _answers_in(folder: Path) -> int:
    """How many answers are written down in a session that cannot be read, at least one."""
    takes = {path.name.split(".")[0] + path.parent.name for path in folder.glob(_TRANSCRIPTS)}
    return len(takes) or 1


def _known(database: sqlite3.Connection) -> dict[str, str]:
    """The states that sessions had when all of them could be read; "" where it could not."""
    states = "SELECT session, CASE WHEN unread THEN '' ELSE state END FROM searched_sessions"
    return dict(database.execute(states))


def _forget(database: sqlite3.Connection, sessions: Iterable[str]) -> None:
    """Take out sessions that are gone for good, their words out of the FTS index, too."""
    _take_out(database, sessions)
    database.execute("INSERT INTO said (said) VALUES ('optimize')")


def _take_out(database: sqlite3.Connection, sessions: Iterable[str]) -> None:
    for session in sessions:
        takes = database.execute("SELECT id FROM searched_takes WHERE session = ?", (session,))
        for (take,) in takes.fetchall():
            rows = (take << LINES_BITS, (take + 1) << LINES_BITS)
            database.execute("DELETE FROM said WHERE rowid >= ? AND rowid < ?", rows)
        database.execute("DELETE FROM searched_takes WHERE session = ?", (session,))
        database.execute("DELETE FROM searched_sessions WHERE session = ?", (session,))


def _take_in_take(database: sqlite3.Connection, folder: Path, turn: Turn, take: Take) -> bool:
    """Keep what was said in a take; False where its words or corrections cannot be read."""
    from coach.library.reading import KeptTake

    kept = KeptTake(folder, take)
    try:
        transcript = kept.transcript
    except SessionDamaged:
        return False
    if transcript and transcript.words:
        about = turn, take, kept.name
        _take_in_transcript(database, folder.name, about, transcript)
    return not kept.trouble


def _take_in_transcript(
    database: sqlite3.Connection,
    session: str,
    about: tuple[Turn, Take, str],
    transcript: Transcript,
) -> None:
    from coach.transcription.lines import lines_of

    turn, take, name = about
    question, began_at = turn.question, take.started_at
    added = database.execute(
        "INSERT INTO searched_takes VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(session, turn.number, question.id, question.text, take.number),
            *(began_at.isoformat(), began_at.timestamp(), name),
        ),
    )
    first_row = (added.lastrowid or 0) << LINES_BITS
    words = transcript.words
    database.executemany(
        "INSERT INTO said (rowid, text, first_word, end_word, start_s, end_s, word_starts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *(first_row + number, line.text, line.first_word, line.end_word),
                *(line.start_s, line.end_s),
                " ".join(str(word.start_s) for word in words[line.first_word : line.end_word]),
            )
            for number, line in enumerate(lines_of(transcript)[:_MOST_LINES], 1)
        ),
    )
