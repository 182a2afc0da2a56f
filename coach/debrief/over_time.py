"""Finds the ratings of measured answers, and counts them: a rating has no value between two."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.delivery.measuring import MeasuredTake
from coach.errors import SessionDamaged
from coach.library.library import Library

if TYPE_CHECKING:
    from coach.debrief.records import Aspect, Debrief, Rated, Rating

_NEWEST = 10  # so many are told apart from those before them


@dataclass(frozen=True)
class RatingCounts:
    """How often each rating was given for an aspect, of so many answers."""

    aspect: Aspect
    before: dict[Rating, int]  # empty where there are only a few answers
    newest: dict[Rating, int]

    @property
    def parts(self) -> list[tuple[str, dict[Rating, int]]]:
        """What is shown, each with its name."""
        if not self.before:
            return [("", self.newest)]
        return [("before", self.before), ("newest", self.newest)]


def counted_ratings(rated: Sequence[tuple[MeasuredTake, Rated]]) -> list[RatingCounts]:
    """The ratings of each aspect that was rated, the newest ones apart from those before."""
    from coach.debrief.records import Aspect

    found = []
    for aspect in Aspect:
        given = [each.ratings[aspect] for _, each in rated if aspect in each.ratings]
        split = len(given) - _NEWEST if len(given) >= 2 * _NEWEST else 0
        if given:
            counts = _counted(given[:split]), _counted(given[split:])
            found.append(RatingCounts(aspect, *counts))
    return found


def _counted(given: Sequence[Rating]) -> dict[Rating, int]:
    from coach.debrief.records import Rating

    counts = Counter(given)
    return {rating: counts[rating] for rating in Rating if counts[rating]}


def with_debrief(library: Library, sessions: Iterable[str]) -> list[str]:
    """Those of `sessions` in which something may be rated. Quick, for ten thousand of them."""
    folder = str(library.folder)
    return [each for each in sessions if os.access(f"{folder}/{each}/debrief.json", os.F_OK)]


def rated_among(
    library: Library, takes: Sequence[MeasuredTake]
) -> list[tuple[MeasuredTake, Rated]]:
    """What was rated of these takes, in their order; a damaged debrief is passed over."""
    debriefs: dict[str, Debrief] = {}
    for session in with_debrief(library, sorted({take.session for take in takes})):
        from coach.debrief.keeping import read_debrief

        with contextlib.suppress(SessionDamaged):
            debrief = read_debrief(library.folder / session)
            if debrief.rated:
                debriefs[session] = debrief
    return [
        (take, rated)
        for take in takes
        if take.session in debriefs
        and (rated := debriefs[take.session].of(take.question, take.take))
    ]
