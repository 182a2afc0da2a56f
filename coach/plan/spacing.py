"""When a question is due again, by FSRS, the Free Spaced Repetition Scheduler (py-fsrs).

Each answer is a review of its question. FSRS estimates from all reviews how likely the answer would
come as well today (its recall), and has the question come back when that falls to 90 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import IntEnum
from typing import TYPE_CHECKING

from coach.plan.history import Answered

if TYPE_CHECKING:
    from fsrs import Card

_LOW, _PARTLY = 0.5, 0.75  # of what an answer was to reflect: below them it is rated low, or partly
_NOON = time(12, tzinfo=UTC)  # whole days between reviews, whatever the hour and the time of year


class Grade(IntEnum):
    """How well an answer went; the numbers are FSRS's own."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


def grade_of(answer: Answered) -> Grade:
    """The grade of an answer: from its rating, one less where a finding speaks against it.

    An answer that was not rated is taken for a good one.
    """
    grade = grade_of_worth(answer.worth)
    if answer.has_finding:
        return Grade(max(grade - 1, Grade.HARD)) if grade > Grade.HARD else grade
    return grade


def grade_of_worth(worth: float | None) -> Grade:
    """The grade by what the person rated an answer, from 0 to 1; None where they did not."""
    if worth is None:
        return Grade.GOOD
    if worth < _LOW:
        return Grade.AGAIN
    if worth < _PARTLY:
        return Grade.HARD
    return Grade.EASY if worth == 1.0 else Grade.GOOD


@dataclass(frozen=True)
class Memory:
    """What FSRS knows of a question after its answers so far; `card` is None before the first."""

    card: Card | None = None

    @property
    def due(self) -> date | None:
        """When the question is to come back; None before its first answer."""
        return self.card.due.date() if self.card else None


class Spacing:
    """FSRS in whole days, without chance: the same answers give the same days."""

    def __init__(self) -> None:
        from fsrs import Scheduler  # half of what it imports is needed nowhere else

        self._scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)

    def after(self, answers: Sequence[Answered]) -> Memory:
        """What is known of a question after these answers, oldest first."""
        memory = Memory()
        for each in answers:
            memory = self.reviewed(memory, grade_of(each), each.day)
        return memory

    def reviewed(self, memory: Memory, grade: Grade, day: date) -> Memory:
        """What is known after one more answer."""
        from fsrs import Card, Rating

        card = memory.card or Card(card_id=0)  # without a number it would wait to draw one
        return Memory(self._scheduler.review_card(card, Rating(grade), _noon(day))[0])

    def recall(self, memory: Memory, day: date) -> float:
        """How likely the answer would come as well on `day`, from 0 to 1."""
        if memory.card is None:
            return 0.0
        return self._scheduler.get_card_retrievability(memory.card, _noon(day))


def _noon(day: date) -> datetime:
    return datetime.combine(day, _NOON)
