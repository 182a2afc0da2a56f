"""The search index: the sentences of each take's transcript, in the library's database.

Each session is indexed as a whole, with its state at that time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from coach.errors import PartMissing, SessionDamaged
from coach.library.session_index import SessionIndex
from coach.library.states import content_state

if TYPE_CHECKING:
    from coach.library.records import Session, Take, Turn
    from coach.transcription.ports import Transcript

_TRANSCRIPTS = "*/take-*.transcript-*.json"
LINES_BITS = 16  # a sentence's row is its take's number here and its own: take << 16 | line
_MOST_LINES = (1 << LINES_BITS) - 1

_TABLES = (
    """CREATE TABLE IF NOT EXISTS searched_sessions (
        session TEXT PRIMARY KEY, state TEXT NOT NULL, kind TEXT, set_name TEXT, title TEXT,
        own INTEGER NOT NULL, unread INTEGER NOT NULL
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

_STATES = """
SELECT session, state FROM searched_sessions WHERE session IN (SELECT value FROM json_each(?))
"""

_T = TypeVar("_T")


class SentenceIndex(SessionIndex["Session | None"]):
    """The sentences of the library in `folder`: see SessionIndex."""

    tables = _TABLES

    def known(self, database: sqlite3.Connection) -> dict[str, str]:
        """See SessionIndex: "" where not all of a session could be read."""
        states = "SELECT session, CASE WHEN unread THEN '' ELSE state END FROM searched_sessions"
        return dict(database.execute(states))

    def read(self, folder: Path) -> Session | None:
        """See SessionIndex: its words are read as they are taken in."""
        from coach.library.reading import read_session

        try:
            return read_session(folder)
        except SessionDamaged:  # nothing of it can be found; it is looked at again each time
            return None

    def take_in(
        self, database: sqlite3.Connection, session: str, state: str, content: Session | None
    ) -> None:
        """See SessionIndex."""
        about: tuple[str | bool | None, ...] = (None, None, None, False)
        unread = 0
        if content:
            name = content.question_set
            about = (content.kind, name.name, name.title, content.own_speech)
            for turn in content.turns:
                for take in turn.kept_takes:
                    unread += not _take_in_take(database, self._folder / session, turn, take)
        else:
            unread = _answers_in(self._folder / session)
        row = (session, state, *about, unread)
        database.execute("INSERT INTO searched_sessions VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def take_out(self, database: sqlite3.Connection, sessions: Iterable[str]) -> None:
        """See SessionIndex."""
        for session in sessions:
            takes = database.execute("SELECT id FROM searched_takes WHERE session = ?", (session,))
            for (take,) in takes.fetchall():
                rows = (take << LINES_BITS, (take + 1) << LINES_BITS)
                database.execute("DELETE FROM said WHERE rowid >= ? AND rowid < ?", rows)
            database.execute("DELETE FROM searched_takes WHERE session = ?", (session,))
            database.execute("DELETE FROM searched_sessions WHERE session = ?", (session,))

    def forget(self, database: sqlite3.Connection, sessions: Iterable[str]) -> None:
        """See SessionIndex: out of the FTS index, too."""
        self.take_out(database, sessions)
        database.execute("INSERT INTO said (said) VALUES ('optimize')")

    def are_current(self, sessions: Collection[str]) -> bool:
        """Whether these sessions are as they were when they were taken in."""

        def states(database: sqlite3.Connection) -> dict[str, str]:
            which = (json.dumps(list(sessions)),)
            return dict(database.execute(_STATES, which))

        known = self.ask_as_it_is(states) or {}
        return all(
            content_state(f"{self._folder}/{name}", known.get(name, "")) == known.get(name)
            for name in sessions
        )

    def ask(self, asking: Callable[[sqlite3.Connection], _T]) -> _T:
        """See SessionIndex. Raises PartMissing where SQLite lacks FTS5."""
        try:
            return super().ask(asking)
        except sqlite3.OperationalError as error:
            raise PartMissing(
                "Search needs SQLite with full-text search (FTS5), which this Python lacks.",
                "The Pythons of python.org, Debian and Homebrew have it.",
            ) from error


def _answers_in(folder: Path) -> int:
    """How many answers are written down in a session that cannot be read, at least one."""
    takes = {path.name.split(".")[0] + path.parent.name for path in folder.glob(_TRANSCRIPTS)}
    return len(takes) or 1


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
