"""What an error says on the page."""

from __future__ import annotations

from coach.errors import CoachError


def hint_here(hint: str) -> str:
    """The hint of an error. A command alone is said to be one for a terminal."""
    return f"At a terminal: {hint}" if hint.startswith("coach ") else hint


def error_text(error: CoachError) -> str:
    """What happened, and what to do next."""
    return f"{error.message} {hint_here(error.hint)}".strip()
