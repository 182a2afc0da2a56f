"""What listeners return, made without a browser."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from coach.debrief.listeners import KIND, SCHEMA_VERSION
from coach.library.library import Library
from coach.library.records import AskedQuestion
from tests.helpers.kept_sessions import recordings

POINTS = ("a number", "your own part")
LISTENED = AskedQuestion(id="team", text="Tell me about a team.", seconds=60, listen_for=POINTS)
RATINGS = {
    "career vision": "yes",
    "ambition and desire": "yes",
    "skills": "no",
    "achievements": "not asked for",
}


def reply_for(session: str, /, **changed: Any) -> dict[str, Any]:
    """What Anna returned of that session: she heard its first question's first take."""
    began = Library(recordings()).session(session).started_at
    answer = {"question": 1, "take": 1, "ratings": dict(RATINGS), "heard": [2]}
    made: dict[str, Any] = {
        "kind": KIND,
        "schema_version": SCHEMA_VERSION,
        "listener": "Anna",
        "session": session,
        "started_at": began.isoformat(),
        "saved_at": datetime(2026, 11, 29, 9, 30, tzinfo=UTC).isoformat(),
        "answers": [answer],
        "wanted": "To lead a small team",
        "stayed": "How calm you were.\nThe trucks.",
    }
    return made | changed


def returned(session: str, /, **changed: Any) -> bytes:
    """The same as the file."""
    return json.dumps(reply_for(session, **changed)).encode()
