"""Asks for the ratings of one answer: what did it truly reflect?"""

from __future__ import annotations

from collections.abc import Callable

from coach.debrief.ports import Prompter
from coach.debrief.records import Aspect, Rated, Rating

FINE_TUNE = "What would you fine-tune?"
RATINGS = tuple(rating.value for rating in Rating)


def rate(prompter: Prompter, rated: Rated, keep: Callable[[Rated], object]) -> bool:
    """Ask what was not asked yet; False where the person stopped. Each reply is kept at once."""
    if len(rated.ratings) < len(Aspect):
        prompter.show("Did it truly reflect your …")
    for aspect in Aspect:
        if aspect in rated.ratings:
            continue
        answer = prompter.choose(f"{aspect}?", RATINGS)
        if answer is None:
            return False
        ratings = rated.ratings | {aspect: Rating(answer)}
        rated = rated.model_copy(update={"ratings": ratings})
        keep(rated)
    if rated.note is None:

        def keep_note(note: str) -> None:
            keep(rated.model_copy(update={"note": note}))

        note = prompter.line(FINE_TUNE, keep_note)
        if note is None:
            return False
        keep_note(note)
    return True
