"""What to do next: which session waits to be looked back at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from coach.formats import counted, day
from coach.library.records import Kind
from coach.web.library_view import LibraryView
from coach.web.listing import Rows

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


def to_look_back_at(library_view: LibraryView, rows: Rows) -> NextUp | None:
    """The newest session of the person's own with answers that are not rated yet."""
    now = datetime.now().astimezone()
    row = rows.to_rate(_LOOKED_BACK, now - timedelta(days=_LATELY_DAYS))
    if row is None or row.started_at is None:
        return None
    left = counted(len(row.unrated), "answer is", "answers are")
    is_fresh = row.started_at >= now - timedelta(days=_FRESH_DAYS)
    return NextUp(
        session=row.id,
        title=f"{row.title}, {day(row.started_at)}",
        why=f"{left} not rated yet.{_FRESH if is_fresh else ''}",
        path=f"{library_view.root}/session/{quote(row.id, safe='')}/debrief",
        name="Look back",
    )
