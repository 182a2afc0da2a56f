"""What is planned for each day until the interview.

It is worked out anew each time, from the plan and from what was answered before today, so that a
missed day needs nobody to catch up: what was left comes on the days that are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from coach.plan.explaining import (
    NOT_ANSWERED,
    NOT_ASKED,
    NOT_LATELY,
    is_weak,
    why_again,
    why_planned,
)
from coach.plan.history import Answered, History
from coach.plan.records import Plan
from coach.plan.spacing import Grade, Memory, Spacing
from coach.questions.sets import Question, QuestionSet

MOCK_MINUTES = 20
_AROUND_ANSWER_S = 60  # to hear the question and the follow-up, and to hear oneself
_DAY = timedelta(days=1)
_REMINDED_DAYS = 14  # after the interview; then nobody is asked any more how it was


class DayKind(StrEnum):
    """What a day is for."""

    PRACTICE = "practice"
    REST = "rest"  # nothing is due
    MOCK = "mock"
    INTERVIEW = "interview"


@dataclass(frozen=True)
class PlannedQuestion:
    """A question of a day, and why it is. `done`: it was answered on that day."""

    question: Question
    why: str
    done: bool = False


@dataclass(frozen=True)
class PlannedDay:
    """A day of the plan. `held`: its mock interview was."""

    day: date
    kind: DayKind
    questions: tuple[PlannedQuestion, ...] = ()
    held: bool = False

    @property
    def left(self) -> tuple[PlannedQuestion, ...]:
        """The questions that were not answered on that day."""
        return tuple(each for each in self.questions if not each.done)

    @property
    def minutes(self) -> int:
        """How long what is left takes, about."""
        if self.kind is DayKind.MOCK:
            return 0 if self.held else MOCK_MINUTES
        return minutes_for([each.question for each in self.left])


@dataclass(frozen=True)
class Agenda:
    """The days from today to the interview; none once it is over, or told of on its day.

    `next_best` are the questions for who wants to practise more than is planned for today. `told`:
    the interview was debriefed. `not_reached`: so many questions come on none of the days.
    """

    plan: Plan
    question_set: QuestionSet
    today: date
    days: tuple[PlannedDay, ...]
    next_best: tuple[Question, ...]
    told: bool = False
    not_reached: int = 0

    @property
    def now(self) -> PlannedDay | None:
        """What is planned for today; None once the interview is over."""
        return self.days[0] if self.days else None

    @property
    def asks_for_debrief(self) -> bool:
        """Whether the interview was lately, and nothing was told of it."""
        days = (self.today - self.plan.day).days
        return 0 < days <= _REMINDED_DAYS and not self.told


def minutes_for(questions: Sequence[Question]) -> int:
    """How long these questions take with all around them, in whole minutes; 0 for none."""
    return round(sum(each.seconds + _AROUND_ANSWER_S for each in questions) / 60)


def agenda_of(plan: Plan, question_set: QuestionSet, history: History, today: date) -> Agenda:
    """The agenda of `plan` as it is on `today`. `question_set` has the questions of its sets."""
    planner = _Planner(plan, question_set.questions, history, today)
    told = any(day >= plan.day for day in history.told_days)
    days = () if told else tuple(planner.days())
    return Agenda(
        plan=plan,
        question_set=question_set,
        today=today,
        days=days,
        next_best=planner.next_best(),
        told=told,
        not_reached=planner.new if len(days) > 1 else 0,  # today is the day: no time is left
    )


@dataclass
class _Standing:
    """How a question stands on some day: what is known of it, and for when it was planned last."""

    question: Question
    answers: Sequence[Answered]
    memory: Memory
    planned: date | None = None

    @property
    def is_new(self) -> bool:
        return self.memory.card is None

    @property
    def is_weak(self) -> bool:
        return self.planned is None and bool(self.answers) and is_weak(self.answers)

    def is_due(self, day: date) -> bool:
        return self.memory.due is not None and self.memory.due <= day


@dataclass
class _Planner:
    """Goes through the days, and takes each for held as it is planned."""

    plan: Plan
    questions: Sequence[Question]
    history: History
    today: date
    spacing: Spacing = field(default_factory=Spacing)

    def __post_init__(self) -> None:
        before = self.history.before(self.today)
        self._done = self.history.on(self.today)
        different = {each.worded("interview"): each for each in self.questions}  # in all its sets
        self._standings = [self._standing(each, before) for each in different.values()]

    def _standing(self, question: Question, before: Mapping[str, list[Answered]]) -> _Standing:
        answers = before.get(question.worded("interview"), [])
        return _Standing(question, answers, self.spacing.after(answers))

    def days(self) -> Iterator[PlannedDay]:
        """Every day from today to that of the interview."""
        for count in range((self.plan.day - self.today).days + 1):
            day = self.today + count * _DAY
            if day == self.plan.day:
                yield PlannedDay(day, DayKind.INTERVIEW)
            elif day == self.plan.mock_day:
                held = day in self.history.mock_days
                yield PlannedDay(day, DayKind.MOCK, held=held)
            else:
                yield self._practised(day)
            if day == self.today:
                self._hold_the_rest()

    @property
    def new(self) -> int:
        """How many questions were not asked, and are not planned for any day so far."""
        return sum(each.is_new for each in self._standings)

    def next_best(self) -> tuple[Question, ...]:
        """What was not asked yet, then what rested longest; not answered today, if possible."""
        left = [each for each in self._standings if not self._is_done(each)] or self._standings
        before = self.history.before(self.today)
        fresh = [self._standing(each.question, before) for each in left]
        fresh.sort(key=lambda each: self.spacing.recall(each.memory, self.today))
        return tuple(each.question for each in fresh[: self.plan.questions_a_day])

    def _practised(self, day: date) -> PlannedDay:
        done = [each for each in self._standings if day == self.today and self._is_done(each)]
        others = [each for each in self._in_turn(day) if each not in done]
        taken = [*done, *others][: self.plan.questions_a_day]
        kind = DayKind.PRACTICE if taken else DayKind.REST
        questions = tuple(
            PlannedQuestion(each.question, self._why(each), each in done) for each in taken
        )
        for each in taken:
            self._hold(each, day)
        return PlannedDay(day, kind, questions)

    def _in_turn(self, day: date) -> list[_Standing]:
        """What may be asked on `day`: the weakest, what was never asked, what has rested.

        As long as something was never asked, at most half of a day goes to what was rated low.
        """
        due = [each for each in self._standings if each.is_due(day)]
        due.sort(key=lambda each: self.spacing.recall(each.memory, day))
        weak = [each for each in due if each.is_weak]
        rested = [each for each in due if not each.is_weak]
        half = max(1, self.plan.questions_a_day // 2)
        new = [each for each in self._standings if each.is_new]
        return [*weak[:half], *new, *weak[half:], *rested]

    def _hold(self, standing: _Standing, day: date) -> None:
        """Take the question for answered on `day`: as it was, or else well."""
        done = self._done.get(standing.question.worded("interview")) if day == self.today else None
        if done:
            standing.memory = self.spacing.after([*standing.answers, done])
            standing.answers = [*standing.answers, done]
            return
        standing.memory = self.spacing.reviewed(standing.memory, Grade.GOOD, day)
        standing.planned = day

    def _hold_the_rest(self) -> None:
        """Take for answered what was answered today besides what today has, as in its mock."""
        for each in self._standings:
            done = self._done.get(each.question.worded("interview"))
            if done and done not in each.answers:
                self._hold(each, self.today)

    def _why(self, standing: _Standing) -> str:
        if standing.planned:
            return why_planned(standing.planned)
        if standing.answers:
            return why_again(standing.answers, self.today)
        if standing.question.worded("interview") in self.history.unanswered:
            return NOT_ANSWERED
        return NOT_ASKED if self.history.reaches_back else NOT_LATELY

    def _is_done(self, standing: _Standing) -> bool:
        return standing.question.worded("interview") in self._done
