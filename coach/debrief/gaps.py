"""Finds ratings by ear that do not agree with the figures. They are shown, but not judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from coach.debrief.records import Aspect, Rated, Rating, RatingGap
from coach.delivery.findings import NAMES, Delivery
from coach.delivery.measuring import delivery_of_take
from coach.formats import counted
from coach.library.records import Take, Turn

_HEDGES = ("hedge where you say what you want", "hedges where you say what you want")
_NO_SPECIFICS = "no number, date, name or action of yours was found"


def beside_figures(rated: Rated, delivery: Delivery) -> Rated:
    """What was rated, with the figures of the same answer and where they go apart."""
    figures = {f.what: f.how_many for f in delivery.findings if f.how_many is not None}
    return rated.model_copy(
        update={"figures": figures, "gaps": tuple(gaps(rated.ratings, delivery))}
    )


def when_complete(folder: Path, turn: Turn, take: Take, rated: Rated) -> Rated:
    """What was rated of `take`; with its figures if all of it is rated. Raises SessionDamaged."""
    delivery = delivery_of_take(folder, turn, take) if rated.complete else None
    return beside_figures(rated, delivery) if delivery else rated


def gaps(ratings: Mapping[Aspect, Rating], delivery: Delivery) -> list[RatingGap]:
    """The ratings that a figure of the same answer does not go with."""
    return [*_of_ambition(ratings, delivery), *_of_achievements(ratings, delivery)]


def _of_ambition(ratings: Mapping[Aspect, Rating], delivery: Delivery) -> Iterator[RatingGap]:
    ear = ratings.get(Aspect.AMBITION)
    hedged, hedges = delivery.figure("hedges_in_ambition"), delivery.of("hedges")
    if ear is Rating.YES and hedged and hedges:
        quote = next((m.quote for m in hedges.moments if "ambition" in m.rule), "")
        yield RatingGap(
            aspect=Aspect.AMBITION,
            ear=ear,
            figure="hedges_in_ambition",
            how_many=hedged,
            quote=quote,
        )


def _of_achievements(ratings: Mapping[Aspect, Rating], delivery: Delivery) -> Iterator[RatingGap]:
    ear = ratings.get(Aspect.ACHIEVEMENTS)
    specifics = delivery.of("specifics")
    if not specifics or specifics.how_many is None or ear is None or NAMES not in specifics.rule:
        return
    # Numbers and names make no achievement: where the ear found none, they prove nothing.
    if ear is Rating.YES and not specifics.how_many:
        yield RatingGap(aspect=Aspect.ACHIEVEMENTS, ear=ear, figure="specifics", how_many=0)


def gap_sentence(gap: RatingGap, who: str = "By ear") -> str:
    """A sentence for the person about a gap between a figure and what `who` heard."""
    found = _NO_SPECIFICS if gap.figure == "specifics" else counted(gap.how_many, *_HEDGES)
    quote = f': "{gap.quote}"' if gap.quote else ""
    return f"{who}: {gap.aspect}, {gap.ear}. In figures: {found}{quote}."
