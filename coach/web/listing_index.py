"""What the pages list of each session, kept in the library's index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from coach.debrief.keeping import debrief_state, read_debrief
from coach.debrief.records import Debrief
from coach.debrief.walk import newest, unrated
from coach.errors import SessionDamaged
from coach.library.database import believed, checksum
from coach.library.library import Library
from coach.library.reading import read_session
from coach.library.records import Kind, Session
from coach.library.session_index import SessionIndex

_TABLES = (
    """CREATE TABLE IF NOT EXISTS page_rows (
        session TEXT PRIMARY KEY, state TEXT NOT NULL, sorted_by TEXT NOT NULL, title TEXT NOT NULL,
        kind TEXT NOT NULL, day TEXT, spoken_s REAL NOT NULL, counts INTEGER NOT NULL,
        is_whole INTEGER NOT NULL, unrated INTEGER NOT NULL,
        document TEXT NOT NULL, checksum INTEGER NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS page_rows_in_order ON page_rows (sorted_by, session)",
    "CREATE INDEX IF NOT EXISTS page_rows_of_set ON page_rows (title, kind)",
)


@dataclass(frozen=True)
class SessionRow:
    """One session in the list. `note` is what is to be known about it, such as that it waits.

    Its sequences are lists, as JSON has them.
    """

    id: str
    title: str
    kind: str
    started_at: datetime | None
    questions: Sequence[str]
    answered: int
    spoken_s: float
    when: str  # what it is sorted by: like the names of the folders, where there is no better
    note: str = ""
    without_speech: bool = False  # nothing but silence: it can be erased without a loss
    not_mine: bool = False  # somebody else speaks in it
    unrated: Sequence[int] = ()  # the numbers of questions whose answers wait to be rated
    sounds: Sequence[Sequence[int]] = ()  # question and take of what can be heard

    @property
    def done(self) -> str:
        """How far it went: of a real interview, which questions were asked there."""
        if self.kind == Kind.REAL:
            return f"{len(self.questions)} asked"
        return f"{self.answered} of {len(self.questions)} answered"

    @property
    def counts(self) -> bool:
        """Whether it is practice of the person's own."""
        return bool(self.answered) and self.kind != Kind.DEMO and not self.not_mine

    @property
    def is_whole(self) -> bool:
        """Whether every question has an answer, and nothing is to be known about it."""
        return self.answered == len(self.questions) and not self.note

    @property
    def day(self) -> date | None:
        """The day it began; None where it cannot be read."""
        return self.started_at.date() if self.started_at else None


class ListingIndex(SessionIndex[SessionRow]):
    """What the pages list of each session: see SessionIndex."""

    tables = _TABLES

    def __init__(self, library: Library) -> None:
        self._library = library
        super().__init__(library.folder, self._states_with_ratings)

    def known(self, database: sqlite3.Connection) -> dict[str, str]:
        """See SessionIndex: "" where a session could not be read."""
        states = "SELECT session, CASE WHEN kind = '' THEN '' ELSE state END FROM page_rows"
        return dict(database.execute(states))

    def read(self, folder: Path) -> SessionRow:
        """See SessionIndex."""
        try:
            return _row(folder, read_session(folder), bool(debrief_state(folder)))
        except SessionDamaged:
            return SessionRow(
                folder.name, folder.name, "", None, [], 0, 0.0, folder.name, "damaged"
            )

    def take_in(
        self, database: sqlite3.Connection, session: str, state: str, content: SessionRow
    ) -> None:
        """See SessionIndex."""
        day, document = content.day, _as_document(content)
        row = (
            *(session, state, content.when, content.title, content.kind, day and day.isoformat()),
            *(content.spoken_s, content.counts, content.is_whole, len(content.unrated)),
            *(document, checksum(document)),
        )
        database.execute(f"INSERT INTO page_rows VALUES (?{', ?' * 11})", row)  # noqa: S608  # nosec B608

    def take_out(self, database: sqlite3.Connection, sessions: Iterable[str]) -> None:
        """See SessionIndex."""
        rows = [(session,) for session in sessions]
        database.executemany("DELETE FROM page_rows WHERE session = ?", rows)

    def _states_with_ratings(self, _: Mapping[str, str]) -> dict[str, str]:
        """The state of each session, with that of its ratings, if it has some."""
        folder = str(self._library.folder)
        return {
            name: f"{state} {debrief_state(f'{folder}/{name}')}"
            for name, state in self._library.states().items()
        }


def rows_in(found: Iterable[tuple[str, int]]) -> list[SessionRow]:
    """The rows of these documents with their checksums. Raises sqlite3.DatabaseError."""
    rows = []
    for each in found:
        document = json.loads(believed(*each))
        began = document["started_at"]
        rows.append(
            SessionRow(**document | {"started_at": began and datetime.fromisoformat(began)})
        )
    return rows


def _as_document(row: SessionRow) -> str:
    began = row.started_at and row.started_at.isoformat()
    return json.dumps(vars(row) | {"started_at": began}, ensure_ascii=False)


def _row(folder: Path, session: Session, has_debrief: bool) -> SessionRow:
    asked = session.turns[1:] if session.kind is Kind.REAL else session.turns  # first, the telling
    without_speech = session.without_speech
    return SessionRow(
        id=session.id,
        title=session.question_set.title,
        kind=session.kind.value,
        started_at=session.started_at,
        questions=[turn.question.text for turn in asked],
        answered=session.answered,
        spoken_s=session.spoken_s,
        when=f"{session.started_at:%Y-%m-%d_%H%M_%S%f}",
        note=_note(session, without_speech),
        without_speech=without_speech and session.kind is not Kind.REAL,
        not_mine=session.not_mine,
        unrated=list(waiting_to_be_rated(folder, session, has_debrief)),
        sounds=[
            [turn.number, take.number]
            for turn in session.turns
            if (take := newest(turn)) and take.has_sound
        ],
    )


def waiting_to_be_rated(
    folder: Path, session: Session, has_debrief: bool = True
) -> tuple[int, ...]:
    """The questions whose answers wait to be rated; none where the ratings cannot be read, where
    it was told, or where it is of somebody else."""
    if session.kind is Kind.REAL or session.not_mine:
        return ()
    try:
        debrief = read_debrief(folder) if has_debrief else Debrief()
    except SessionDamaged:
        return ()
    return tuple(turn.number for turn in unrated(session, debrief))


def _note(session: Session, without_speech: bool) -> str:
    if session.not_mine:
        return "not your own speech"
    if without_speech:
        return "no speech heard"
    if session.unwritten:
        return "not written down yet"
    if session.finished_at is None:
        return "not finished"
    return ""
