"""Finding the take of a question whose number was typed."""

from __future__ import annotations

from coach.errors import WrongUse
from coach.formats import to_type
from coach.library.records import Session, Take, Turn


def take_of(session: Session, turn: Turn, number: int | None) -> Take:
    """The take with that number, or the newest take, with speech if one has. Raises WrongUse."""
    takes = [take for take in turn.kept_takes if take.recorded]
    if not takes:
        raise WrongUse(
            f"Question {turn.number} of {session.id} has no answer.",
            to_type("retake", session.id, turn.number),
        )
    if number is None:
        return (turn.answers or takes)[-1]
    for take in takes:
        if take.number == number:
            return take
    raise WrongUse(
        f"Question {turn.number} has no take {number}; it has {len(takes)}.",
        to_type("show", session.id),
    )
