"""What to do next: which session waits to be looked back at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from coach.formats import counted, days_ago
from coach.library.records import Kind
from coach.web.library_view import LibraryView
from coach.web.listing import Rows
from coach.web.listing_index import SessionRow

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
    return next(iter(all_to_look_back_at(library_view, rows)), None)


def all_to_look_back_at(library_view: LibraryView, rows: Rows) -> list[NextUp]:
    """The newest two of them: one of them may wait to be gone on with."""
    now = datetime.now().astimezone()
    found = rows.to_rate(_LOOKED_BACK, now - timedelta(days=_LATELY_DAYS))
    return [_next_up(library_view, row, row.started_at, now) for row in found if row.started_at]


def _next_up(
    library_view: LibraryView, row: SessionRow, started_at: datetime, now: datetime
) -> NextUp:
    left = counted(len(row.unrated), "answer is", "answers are")
    when = days_ago((now.date() - started_at.date()).days)
    is_fresh = started_at >= now - timedelta(days=_FRESH_DAYS)
    return NextUp(
        session=row.id,
        title=row.title,
        why=f"{when}: {left} not rated yet.{_FRESH if is_fresh else ''}",
        path=f"{library_view.root}/session/{quote(row.id, safe='')}/debrief",
        name="Look back",
    )
