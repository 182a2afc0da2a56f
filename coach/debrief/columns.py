"""Lays side by side what the person heard in an answer, what figures show, what listeners heard.

It shows where they part, and judges nobody: there is no score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.debrief.gaps import gap_sentence, gaps
from coach.debrief.listeners import ListenerReply
from coach.debrief.records import Aspect, Debrief, Rating
from coach.delivery.findings import Delivery
from coach.delivery.measuring import delivery_of_take
from coach.errors import SessionDamaged
from coach.formats import counted
from coach.library.records import Session, Take, Turn

HEADS = ("by ear", "by figures", "by listener")
ABOUT_FIGURES = (
    "Figures count hedges where you say what you want, and specifics: numbers, dates, names and "
    "actions of yours. They do not judge, and count nothing of the vision or of skills."
)
_COUNTED = {
    Aspect.AMBITION: ("hedges_in_ambition", "hedge", "hedges"),
    Aspect.ACHIEVEMENTS: ("specifics", "specific", "specifics"),
}
_OVERALL_LATER = (
    "What listeners heard over all is shown once you have rated every answer they heard."
)
_NOTHING = "-"
_WIDTHS = (20, 13, 12)  # characters of the columns at a terminal; the last one is open
_EAR = "By ear"
YOU = "you"  # who looks back, among those who heard a point


@dataclass(frozen=True)
class AspectColumns:
    """What was heard of one aspect; "-" stands where there is nothing."""

    aspect: Aspect
    ear: str
    figures: str
    listener: str


@dataclass(frozen=True)
class HeardPoint:
    """A point to listen for, and who ticked it."""

    text: str
    heard_by: tuple[str, ...]

    @property
    def told(self) -> str:
        """Such as: heard by you, Anna."""
        return f"heard by {', '.join(self.heard_by)}" if self.heard_by else "not heard"


@dataclass(frozen=True)
class Columns:
    """One take that listeners heard. `apart` are sentences about where they part."""

    take: int
    rows: tuple[AspectColumns, ...]
    points: tuple[HeardPoint, ...]
    apart: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """At a terminal."""
        return [
            _row("", *HEADS),
            *(_row(each.aspect, each.ear, each.figures, each.listener) for each in self.rows),
            *(f"Listen for: {each.text}: {each.told}." for each in self.points),
            *self.apart,
        ]

    @property
    def markdown(self) -> list[str]:
        """As a table, and what is said beside it."""
        rows = [("", *HEADS), *((r.aspect, r.ear, r.figures, r.listener) for r in self.rows)]
        table = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
        table.insert(1, "|---" * len(rows[0]) + "|")
        told = [*(f"{each.text}: {each.told}" for each in self.points), *self.apart]
        return [*table, *([""] if told else []), *(f"- {each}" for each in told)]


def columns_of(
    folder: Path, turn: Turn, debrief: Debrief, replies: Sequence[ListenerReply]
) -> list[Columns]:
    """The takes of one question that listeners heard, each side by side; the newest first.

    It tells what figures show: it is for those who have rated the answer.
    """
    return [
        _columns(turn, take, debrief, _measured(folder, turn, take), heard)
        for take in reversed(turn.answers)
        if (heard := [each for each in replies if each.of(turn.number, take.number)])
    ]


def columns_by_question(
    folder: Path, session: Session, debrief: Debrief, replies: Sequence[ListenerReply]
) -> list[tuple[Turn, list[Columns]]]:
    """The same for each question of which an answer is rated, and that a listener heard."""
    rated = {each.question for each in debrief.rated if each.complete}
    turns = [turn for turn in session.turns if turn.number in rated]
    found = [(turn, columns_of(folder, turn, debrief, replies)) for turn in turns]
    return [(turn, columns) for turn, columns in found if columns]


def columns_document(
    folder: Path, session: Session, debrief: Debrief, replies: Sequence[ListenerReply]
) -> list[dict[str, Any]]:
    """The columns of a session as JSON."""
    return [
        {
            "question": turn.number,
            "take": each.take,
            "aspects": [vars(row) for row in each.rows],
            "listen_for": [{"text": p.text, "heard_by": list(p.heard_by)} for p in each.points],
            "apart": list(each.apart),
        }
        for turn, columns in columns_by_question(folder, session, debrief, replies)
        for each in columns
    ]


def overall_lines(debrief: Debrief, replies: Sequence[ListenerReply]) -> list[str]:
    """What listeners heard the person want, and what stayed with them.

    It is for those who have rated every answer that was heard; before that, so much is said.
    """
    rated = {each.question for each in debrief.rated if each.complete}
    if not rated.issuperset(answer.question for each in replies for answer in each.answers):
        return [_OVERALL_LATER]
    told = []
    for each in replies:
        if each.wanted:
            told.append(f"What {each.listener} heard you want: {each.wanted}")
        if each.stayed:
            told.append(f"What stayed with {each.listener}: {' '.join(each.stayed.split())}")
    return told


def _measured(folder: Path, turn: Turn, take: Take) -> Delivery | None:
    try:
        return delivery_of_take(folder, turn, take)
    except SessionDamaged:  # which is said where its words are read
        return None


def _columns(
    turn: Turn,
    take: Take,
    debrief: Debrief,
    delivery: Delivery | None,
    replies: Sequence[ListenerReply],
) -> Columns:
    rated = debrief.of(turn.number, take.number)
    ear = rated.ratings if rated else {}
    ticked = [number for number, is_heard in rated.heard.items() if is_heard] if rated else []
    heard = {
        reply.listener: answer
        for reply in replies
        if (answer := reply.of(turn.number, take.number))
    }
    ratings = {name: answer.ratings for name, answer in heard.items()}
    rows = [
        AspectColumns(
            aspect=aspect,
            ear=ear.get(aspect, _NOTHING),
            figures=_figure(aspect, delivery),
            listener=_listeners(aspect, ratings),
        )
        for aspect in Aspect
    ]
    by_ear = {YOU: ticked, **{name: answer.heard for name, answer in heard.items()}}
    points = [
        HeardPoint(text, tuple(who for who, numbers in by_ear.items() if number in numbers))
        for number, text in enumerate(turn.question.listen_for, 1)
    ]
    apart = [*_apart(ear, ratings), *_apart_from_figures(ear, ratings, delivery)]
    return Columns(take.number, tuple(rows), tuple(points), tuple(apart))


def _figure(aspect: Aspect, delivery: Delivery | None) -> str:
    what, one, several = _COUNTED.get(aspect, ("", "", ""))
    count = delivery.figure(what) if delivery else None
    return _NOTHING if count is None else counted(count, one, several)


def _listeners(aspect: Aspect, ratings: dict[str, dict[Aspect, Rating]]) -> str:
    told = [f"{name}: {each[aspect]}" for name, each in ratings.items() if aspect in each]
    return ", ".join(told) or _NOTHING


def _apart(ear: dict[Aspect, Rating], ratings: dict[str, dict[Aspect, Rating]]) -> Iterator[str]:
    """Where the person and the listeners, or two listeners, did not hear the same."""
    for aspect in Aspect:
        everybody = {_EAR: ear, **ratings}
        heard = {who: each[aspect] for who, each in everybody.items() if aspect in each}
        asked = {who: rating for who, rating in heard.items() if rating.worth is not None}
        if len(set(asked.values())) > 1:
            told = ", ".join(f"{who}: {rating}" for who, rating in asked.items())
            yield f"Apart on {aspect}. {told}."


def _apart_from_figures(
    ear: dict[Aspect, Rating],
    ratings: dict[str, dict[Aspect, Rating]],
    delivery: Delivery | None,
) -> Iterator[str]:
    """Where a listener heard what a figure does not go with, and the person did not."""
    if delivery is None:
        return
    known = {gap.aspect for gap in gaps(ear, delivery)}
    for name, each in ratings.items():
        yield from (
            gap_sentence(gap, name) for gap in gaps(each, delivery) if gap.aspect not in known
        )


def _row(*cells: str) -> str:
    *first, last = cells
    padded = "  ".join(cell.ljust(width) for cell, width in zip(first, _WIDTHS, strict=True))
    return f"{padded}  {last}"
