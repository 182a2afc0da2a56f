"""What the reel has in it: the stories that the person chose, then the best takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coach.debrief.reel import LEAST_WORTH, Best, Extra, best_takes, fitting, rated_takes
from coach.errors import SessionDamaged, WrongUse
from coach.formats import to_type
from coach.library.library import Library
from coach.stories.along import stories_along
from coach.stories.records import StoryTake


def into_reel(
    library: Library,
    minutes: float | None = None,
    tell: Callable[[SessionDamaged], object] = lambda _: None,
) -> list[Best | Extra]:
    """What goes into the reel, as far as it fits into `minutes`.

    `tell` is told of ratings that cannot be read. Raises WrongUse if there is nothing.
    """
    stories = stories_along(library)
    rated = list(rated_takes(library, tell))
    best = [each for each in best_takes(rated) if not _is_told(each, stories)]
    everything: list[Best | Extra] = [*(extra for _, extra in stories), *best]
    if not everything:
        raise _nothing(rated)
    chosen = everything if minutes is None else fitting(library, everything, minutes)
    if not chosen:
        raise WrongUse(f"None of your best takes fits into {minutes:g} min.", "coach reel")
    return chosen


def _is_told(best: Best, stories: Sequence[tuple[StoryTake, Extra]]) -> bool:
    """Whether that answer is in the reel already, as a story."""
    key = (best.session, best.turn.number, best.take.number)
    return any(take.key == key for take, _ in stories)


def _nothing(rated: Sequence[Best]) -> WrongUse:
    if not rated:
        return WrongUse("No answer is rated yet, so none is your best.", "coach debrief")
    newest = max(rated, key=lambda each: each.take.started_at)
    told = "No rated answer reflects at least half of what was asked for."
    if any(each.worth >= LEAST_WORTH for each in rated):
        told = "The sound of your best answers was erased."
    again = to_type("retake", newest.session, newest.turn.number)
    return WrongUse(told, f"Answer one again, then rate it: {again}")
