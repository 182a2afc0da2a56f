"""What a list says of each session, cached: a session is read again only when it has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.errors import SessionDamaged
from coach.library.folders import session_states
from coach.library.index import MANY, Document, Index, Watch


@dataclass(frozen=True)
class Overview:
    """A session in a list. `about` has what `coach sessions --json` says of it. `marks` are notes
    of a few words, such as "not finished". `damage` is a sentence and a hint: it cannot be read.
    """

    id: str
    started_at: datetime | None
    about: dict[str, Any]
    marks: tuple[str, ...] = ()
    damage: tuple[str, str] | None = None

    @property
    def is_silent(self) -> bool:
        """Whether it holds only silence. Of a real interview, answers may have been typed."""
        return bool(self.about["no_speech"]) and self.about["kind"] != "real"


def overviews(
    library: Path,
    watch: Watch = iter,
    states: Mapping[str, str] | None = None,
    many: int = MANY,
) -> list[Overview]:
    """All sessions below `library`: those that can be read, oldest first, and then the others.

    `watch`: see Index; `states`: see `session_states`, where they were found just now. From `many`
    sessions on, what was read is remembered.
    """
    now = session_states(library, also_lost=True) if states is None else states

    def work_out(name: str) -> Document:
        return _document(library / name)

    if len(now) < many:  # read as quickly as remembered
        documents = [work_out(name) for name in now]
    else:
        index = Index(library, "listed", watch)
        documents = index.documents(lambda _: now, work_out, lambda each: not each["damage"])
    listed = [_overview(document) for document in documents]
    readable = [each for each in listed if each.started_at]
    readable.sort(key=lambda each: each.started_at)  # type: ignore[arg-type,return-value]
    return readable + [each for each in listed if not each.started_at]


def _overview(document: Document) -> Overview:
    about, damage = document["about"], document["damage"]
    return Overview(
        about["session"],
        None if damage else datetime.fromisoformat(about["started_at"]),
        about,
        tuple(document["marks"]),
        (damage[0], damage[1]) if damage else None,
    )


def _document(folder: Path) -> Document:
    from coach.library.reading import read_session

    try:
        session = read_session(folder)
    except SessionDamaged as damage:
        told = [damage.message, damage.hint]
        return {"about": {"session": folder.name}, "marks": [], "damage": told}
    marks = {
        "no speech": session.without_speech,
        f"{session.silent} without speech": session.silent and not session.without_speech,
        "not your speech": session.not_mine,
        "not written down": session.unwritten,
        "not finished": not session.complete,
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
    return {"about": about, "marks": told, "damage": None}
