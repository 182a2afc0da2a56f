"""Finds ratings by ear that do not agree with the figures. They are shown, but not judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from coach.debrief.records import Aspect, Rated, Rating, RatingGap
from coach.delivery.findings import Delivery, Finding
from coach.delivery.kept import delivery_of_take
from coach.library.records import Take, Turn

_MANY = 3  # so many numbers, dates, names and actions are hard to overhear


_COUNTED = {
    "hedges_in_ambition": (
        "hedge where you say what you want",
        "hedges where you say what you want",
    ),
    "specifics": (
        "number, date, name or action of yours",
        "numbers, dates, names or actions of yours",
    ),
}


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
    if not specifics or specifics.how_many is None or ear is None:
        return
    nothing = ear is Rating.YES and not specifics.how_many
    plenty = ear is Rating.NO and specifics.how_many >= _MANY
    if nothing or plenty:
        yield RatingGap(
            aspect=Aspect.ACHIEVEMENTS,
            ear=ear,
            figure="specifics",
            how_many=specifics.how_many,
            quote=_first_quote(specifics),
        )


def _first_quote(finding: Finding) -> str:
    return finding.moments[0].quote if finding.moments else ""


def gap_sentence(gap: RatingGap, who: str = "By ear") -> str:
    """A sentence for the person about a gap between a figure and what `who` heard."""
    one, several = _COUNTED[gap.figure]
    what = one if gap.how_many == 1 else several
    quote = f': "{gap.quote}"' if gap.quote else ""
    return f"{who}: {gap.aspect}, {gap.ear}. In figures: {gap.how_many:.0f} {what}{quote}."
