"""Asks for the ratings of one answer: what did it truly reflect?"""

from __future__ import annotations

from collections.abc import Callable

from coach.debrief.ports import BACK, Prompter
from coach.debrief.records import Aspect, Rated, Rating

FINE_TUNE = "What would you fine-tune?"
RATINGS = tuple(rating.value for rating in Rating)


def rate(prompter: Prompter, rated: Rated, keep: Callable[[Rated], object]) -> bool:
    """Ask what was not asked yet; False where the person stopped. Each reply is kept at once.

    The person may go back to a reply they gave before.
    """
    waiting = [aspect for aspect in Aspect if aspect not in rated.ratings]
    if waiting:
        prompter.show("Did it truly reflect your …")
    at = 0
    while at < len(waiting) or rated.note is None:
        if at == len(waiting):
            reply = _note(prompter, rated, keep, back=bool(waiting))
        else:
            options = (*RATINGS, BACK) if at else RATINGS
            reply = prompter.choose(f"{waiting[at]}?", options)
        if reply is None:
            return False
        if reply == BACK and at:  # else it is a note of that word: nothing is before it
            at -= 1
            continue
        if at == len(waiting):
            break
        ratings = rated.ratings | {waiting[at]: Rating(reply)}
        rated = rated.model_copy(update={"ratings": ratings})
        keep(rated)
        at += 1
    return True


def _note(
    prompter: Prompter, rated: Rated, keep: Callable[[Rated], object], *, back: bool
) -> str | None:
    """What the person would fine-tune, which is kept; None where they do not say it now.

    With `back` it may be BACK, which asks for the rating before.
    """

    def keep_note(note: str) -> None:
        keep(rated.model_copy(update={"note": note}))

    note = prompter.line(FINE_TUNE, keep_note, back=back)
    if note is not None and not (back and note == BACK):
        keep_note(note)
    return note
