"""The list of sessions on the library page. A session is read again only when it has changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from coach.debrief.keeping import debrief_state, read_debrief
from coach.debrief.records import Debrief
from coach.debrief.walk import newest, unrated
from coach.errors import SessionDamaged
from coach.library.index import MANY, Document, Index
from coach.library.library import Library
from coach.library.reading import read_session
from coach.library.records import Kind, Session


@dataclass(frozen=True)
class SessionRow:
    """One session in the list. `note` is what is to be known about it, such as that it waits.

    Its sequences are lists, as JSON has them: ten thousand rows come from the index at once.
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
    def day(self) -> date | None:
        """The day it began; None where it cannot be read."""
        return self.started_at.date() if self.started_at else None


@dataclass(frozen=True)
class Wanted:
    """What the person asked the list for; "" and None where everything will do."""

    set_title: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Wanted()

    def fits(self, row: SessionRow) -> bool:
        """Whether `row` is among them."""
        if self.set_title and row.title != self.set_title:
            return False
        if self.kind and row.kind != self.kind:
            return False
        if not self.since and not self.until:
            return True
        day = row.day
        if day is None:
            return False
        return (not self.since or day >= self.since) and (not self.until or day <= self.until)


class Listing:
    """The rows of a library. Any thread may ask; one at a time reads what has changed.

    Where many have, as at the first time, the rows come from the library's index.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, SessionRow]] = {}

    def rows(self) -> list[SessionRow]:
        """All sessions, newest first."""
        with self._lock:
            states = self._states()
            new = [name for name, state in states.items() if self._state_of(name) != state]
            for session_id in self._known.keys() - states.keys():
                del self._known[session_id]
            rows = self._indexed(states) if len(new) >= MANY else map(self._row, new)
            self._known |= {row.id: (states[row.id], row) for row in rows}
            found = [row for _, row in self._known.values()]
        return sorted(found, key=lambda row: row.when, reverse=True)

    def _states(self) -> dict[str, str]:
        """The state of each session, with that of its ratings, if it has some."""
        folder = str(self._library.folder)
        return {
            name: f"{state} {debrief_state(f'{folder}/{name}')}"
            for name, state in self._library.states().items()
        }

    def _state_of(self, session_id: str) -> str:
        known = self._known.get(session_id)
        return known[0] if known else ""

    def _indexed(self, states: Mapping[str, str]) -> Iterator[SessionRow]:
        documents = Index(self._library.folder, "rows").documents(
            lambda _: states,
            lambda name: _as_document(self._row(name)),
            lambda document: bool(document["started_at"]),  # a damaged one is read again
        )
        return map(_from_document, documents)

    def _row(self, session_id: str) -> SessionRow:
        folder = self._library.folder / session_id
        try:
            return _row(folder, read_session(folder), bool(debrief_state(folder)))
        except SessionDamaged:
            return SessionRow(session_id, session_id, "", None, [], 0, 0.0, session_id, "damaged")


def _as_document(row: SessionRow) -> Document:
    return vars(row) | {"started_at": row.started_at and row.started_at.isoformat()}


def _from_document(document: Document) -> SessionRow:
    began = document["started_at"]
    document["started_at"] = began and datetime.fromisoformat(began)
    return SessionRow(**document)


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
        sounds=[[turn.number, take.number] for turn in session.turns if (take := newest(turn))],
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


@dataclass(frozen=True)
class Day:
    """A day of the calendar; `level` from 0 (nothing) to 4, by the minutes spoken."""

    day: date
    week: int
    spoken_s: float
    sessions: int
    level: int


_MINUTES = (1, 5, 10, 20)  # from which a day's level is 1, 2, 3, 4; less than one is still a 1


def calendar(rows: Sequence[SessionRow], today: date, weeks: int) -> list[Day]:
    """The days of the last `weeks` weeks, Mondays first, with what the person spoke."""
    first = today.toordinal() - today.weekday() - 7 * (weeks - 1)
    since = date.fromordinal(first).isoformat()
    spoken: dict[date, list[float]] = {}
    for row in rows:
        if row.when >= since and row.day and row.counts:  # text is compared quickly
            spoken.setdefault(row.day, []).append(row.spoken_s)
    days = []
    for ordinal in range(first, today.toordinal() + 1):
        day = date.fromordinal(ordinal)
        lengths_s = spoken.get(day, [])
        total_s = sum(lengths_s)
        level = max(int(bool(lengths_s)), sum(total_s >= 60 * least for least in _MINUTES))
        days.append(Day(day, (ordinal - first) // 7, total_s, len(lengths_s), level))
    return days
