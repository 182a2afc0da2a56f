"""What a list says of each session, cached: a session is read again only when it has changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.errors import SessionDamaged
from coach.library.database import believed, checksum
from coach.library.folders import names_that_are_no_text, session_states
from coach.library.kinds import Kind
from coach.library.session_index import SessionIndex, Watch
from coach.paths import readable_name

_UNWRITTEN, _UNFINISHED = "not written down", "not finished"

_TABLE = """CREATE TABLE IF NOT EXISTS listed (
    session TEXT PRIMARY KEY, state TEXT NOT NULL, is_damaged INTEGER NOT NULL,
    shown TEXT NOT NULL, about TEXT NOT NULL, checksum INTEGER NOT NULL
) WITHOUT ROWID"""


@dataclass(frozen=True)
class Overview:
    """A session in a list. `marks` are what is to be known about it, and `question_ids` those of
    its questions. `damage` is a sentence and a hint where it cannot be read.
    """

    id: str
    about_as_kept: str  # JSON: of ten thousand it is only parsed where somebody asks for it
    started_at: datetime | None
    kind: str
    set_name: str
    questions: int
    answered: int
    spoken_s: float
    without_speech: bool
    marks: Sequence[str]
    question_ids: Sequence[str]
    damage: Sequence[str] | None

    @property
    def about(self) -> dict[str, Any]:
        """What `coach sessions --json` says of it."""
        found: dict[str, Any] = json.loads(self.about_as_kept)
        return found

    @property
    def waits(self) -> bool:
        """Whether `coach resume` has something to do in it: see Session."""
        return _UNWRITTEN in self.marks or _UNFINISHED in self.marks

    @property
    def is_silent(self) -> bool:
        """Whether it holds only silence. Of a real interview, answers may have been typed."""
        return self.without_speech and self.kind != Kind.REAL


def overviews(
    library: Path,
    watch: Watch = iter,
    states: Mapping[str, str] | None = None,
) -> list[Overview]:
    """All sessions below `library`: those that can be read, oldest first, and then the others.

    `watch`: see SessionIndex; `states`: see `session_states`, where they were found just now.
    """
    now = session_states(library, also_lost=True) if states is None else states
    rows = _OverviewIndex(library, lambda _: now, watch).ask(_rows) if now else []
    # All at once: ten thousand calls would take half the time.
    shown = json.loads(f"[{','.join(shown for _, shown, _ in rows)}]")
    listed = [
        Overview(name, about, began and datetime.fromisoformat(began), *more)
        for (name, _, about), (began, *more) in zip(rows, shown, strict=True)
    ]
    readable = [each for each in listed if each.started_at]
    readable.sort(key=lambda each: each.started_at)  # type: ignore[arg-type,return-value]
    damaged = [each for each in listed if not each.started_at]
    return [*readable, *damaged, *_unnameable(library)]


class _OverviewIndex(SessionIndex[tuple[str, str]]):
    """What a list says of each session: see SessionIndex."""

    tables = (_TABLE,)

    def known(self, database: sqlite3.Connection) -> dict[str, str]:
        """See SessionIndex: "" where a session could not be read."""
        states = "SELECT session, CASE WHEN is_damaged THEN '' ELSE state END FROM listed"
        return dict(database.execute(states))

    def read(self, folder: Path) -> tuple[str, str]:
        """See SessionIndex."""
        return _kept(folder)

    def take_in(
        self, database: sqlite3.Connection, session: str, state: str, content: tuple[str, str]
    ) -> None:
        """See SessionIndex."""
        row = (session, state, not content[1], *content, checksum("".join(content)))
        database.execute("INSERT INTO listed VALUES (?, ?, ?, ?, ?, ?)", row)

    def take_out(self, database: sqlite3.Connection, sessions: Iterable[str]) -> None:
        """See SessionIndex."""
        rows = [(session,) for session in sessions]
        database.executemany("DELETE FROM listed WHERE session = ?", rows)


def _unnameable(library: Path) -> Iterator[Overview]:
    """The sessions that the index cannot name, which nobody can read either."""
    for name in names_that_are_no_text(library):
        shown, about = _kept(library / name)
        yield Overview(readable_name(name), about, None, *json.loads(shown)[1:])


def _rows(database: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Each session's name with what is kept of it. Raises sqlite3.DatabaseError."""
    rows = database.execute("SELECT session, shown, about, checksum FROM listed ORDER BY session")
    return [
        (name, shown, about) for name, shown, about, kept in rows if believed(shown + about, kept)
    ]


def _kept(folder: Path) -> tuple[str, str]:
    """A session's Overview from `started_at` on, and its `about`, as JSON; that is "" where the
    session cannot be read.
    """
    from coach.library.reading import read_session

    try:
        session = read_session(folder)
    except SessionDamaged as damage:
        told = [damage.message, damage.hint]
        return _as_json([None, "", "", 0, 0, 0.0, False, [], [], told]), ""
    marks = {
        "no speech": session.without_speech,
        f"{session.silent} without speech": session.silent and not session.without_speech,
        "not your speech": session.not_mine,
        _UNWRITTEN: session.unwritten,
        _UNFINISHED: not session.complete,
    }
    about = {
        "session": session.id,
        "kind": session.kind.value,
        "title": session.question_set.title,
        "set": session.question_set.name,
        "started_at": session.started_at.isoformat(),
        "finished_at": session.finished_at and session.finished_at.isoformat(),
        "questions": len(session.turns),
        "answered": session.answered,
        "no_speech": session.without_speech,
        "not_written_down": session.unwritten,
        "takes": sum(len(turn.kept_takes) for turn in session.turns),
        "spoken_s": round(session.spoken_s, 3),
        "not_mine": session.not_mine,
    }
    told = [mark for mark, applies in marks.items() if applies]
    ids = [turn.question.id for turn in session.turns]
    names = ("started_at", "kind", "set", "questions", "answered", "spoken_s", "no_speech")
    shown = [*(about[name] for name in names), told, ids, None]
    return _as_json(shown), _as_json(about)


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
