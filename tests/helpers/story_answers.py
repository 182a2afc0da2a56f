"""Answers that tell a story, and sessions with them."""

from __future__ import annotations

from coach.library.records import AskedQuestion, Kind
from tests.helpers.kept_sessions import keep

TRUCKS = (
    "When I came to the warehouse in Leeds, every third truck left late. "
    "My task was to mend that before Christmas. I redesigned the route plan with two drivers. "
    "As a result, late trucks fell from thirty percent to four percent within three months."
)
TRUCKS_AGAIN = (
    "In Leeds every third truck left the warehouse late. My task was to change that. "
    "I drew up another route plan with two drivers. "
    "As a result only four percent of the trucks were late by Christmas."
)
AUDIT = (
    "The hospital was due for an audit, and sixty incident reports were open. "
    "My task was to close them. I wrote a checklist and called every ward. "
    "As a result, all sixty reports were closed before the auditors arrived."
)
HARD = AskedQuestion(
    id="hardest-challenge", theme="challenges", text="What was the hardest?", seconds=120
)
PROUD = AskedQuestion(
    id="proudest", theme="achievements-and-skills", text="What are you proud of?", seconds=90
)


def keep_story(
    text: str = TRUCKS,
    question: AskedQuestion = HARD,
    kind: Kind = Kind.PRACTICE,
    days_ago: int = 0,
) -> str:
    """A session in which that story is told; its id."""
    return keep([text], question=question, kind=kind, days_ago=days_ago)
