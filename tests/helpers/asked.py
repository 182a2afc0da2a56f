"""Sets of questions that were really asked, so many days ago."""

from __future__ import annotations

from datetime import date, timedelta

from coach.debrief.asked_set import AskedOnce, free_name, write_asked_set

WISH = "That I had learnt what I could."
ASKED = [
    AskedOnce(question="Why did you leave so early?", wished=WISH),
    AskedOnce(question="Have you ever led a team?"),
]


def asked(days_ago: int) -> str:
    """Keep one; its name."""
    day = date.today() - timedelta(days=days_ago)
    name = free_name(day)
    write_asked_set(ASKED, day, name)
    return name
