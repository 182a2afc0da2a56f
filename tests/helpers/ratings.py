"""Ratings of kept answers."""

from __future__ import annotations

from datetime import datetime

from coach.debrief.keeping import write_debrief
from coach.debrief.records import Aspect, Debrief, Rated, Rating
from coach.library.library import Library
from tests.helpers.kept_sessions import recordings


def rate(session_id: str, rating: Rating) -> None:
    """Rate the answer of a session, the same for all that it may have reflected."""
    library = Library(recordings())
    rated = Rated(
        question=1,
        take=1,
        ratings=dict.fromkeys(Aspect, rating),
        note="",
        rated_at=datetime.now().astimezone(),
    )
    session = library.session(session_id)
    write_debrief(library.folder / session_id, session, Debrief().having(rated))
