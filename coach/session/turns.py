"""Finding the question of a session whose number the person named."""

from __future__ import annotations

from coach.errors import WrongUse
from coach.formats import to_type
from coach.library.records import Session, Turn


def turn_of(session: Session, number: int) -> Turn:
    """The question with that number. Raises WrongUse if there is none."""
    try:
        return session.turn(number)
    except KeyError:
        raise WrongUse(
            f"{session.id} has no question {number}; it has {len(session.turns)}.",
            to_type("show", session.id),
        ) from None
