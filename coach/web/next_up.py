"""What to do next: which session waits to be looked back at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from coach.formats import counted, day
from coach.library.records import Kind
from coach.web.library_view import LibraryView
from coach.web.listing import SessionRow

_LOOKED_BACK = tuple(
    kind.value for kind in (Kind.PRACTICE, Kind.MOCK, Kind.VISION, Kind.STORY, Kind.IMPORT)
)
_LATELY_DAYS = 30  # an older session is left to the list of all

_FRESH_DAYS = 1  # afterwards it has faded
_FRESH = " Hear what you said, before it fades."


@dataclass(frozen=True)
class NextUp:
    """A session that waits to be looked back at, and the link that leads there."""

    session: str
    title: str
    why: str
    path: str
    name: str


def to_look_back_at(library_view: LibraryView, rows: Iterable[SessionRow]) -> NextUp | None:
    """The newest session of the person's own with answers that are not rated yet."""
    now = datetime.now().astimezone()
    since, fresh = now - timedelta(days=_LATELY_DAYS), now - timedelta(days=_FRESH_DAYS)
    for row in rows:
        lately = row.started_at is not None and row.started_at >= since
        if lately and row.started_at and row.unrated and row.counts and row.kind in _LOOKED_BACK:
            left = counted(len(row.unrated), "answer is", "answers are")
            return NextUp(
                session=row.id,
                title=f"{row.title}, {day(row.started_at)}",
                why=f"{left} not rated yet.{_FRESH if row.started_at >= fresh else ''}",
                path=f"{library_view.root}/session/{quote(row.id, safe='')}/debrief",
                name="Look back",
            )
    return None
