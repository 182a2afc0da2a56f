"""What is planned for each day, from what was answered before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan.agenda import Agenda, DayKind, agenda_of
from coach.plan.history import Answered, History
from coach.plan.records import Plan
from coach.plan.spacing import Grade, Memory, Spacing, grade_of
from coach.plan.wording import headline, of_today
from coach.questions.sets import Question, QuestionSet, Wordings

TODAY = date(2026, 11, 29)  # a Sunday


def days(count: int) -> timedelta:
    return timedelta(days=count)


def a_set(count: int) -> QuestionSet:
    """A set of the questions q1, q2 and so on, each of two minutes."""
    questions = tuple(
        Question(
            id=f"q{number}",
            theme="any",
            wordings=Wordings(interview=f"Question {number}?"),
            seconds=120,
            listen_for=("a number",),
        )
        for number in range(1, count + 1)
    )
    return QuestionSet(name="mine", title="Mine", path=Path("mine.yaml"), questions=questions)


def agenda(
    answers: Sequence[Answered] = (),
    *,
    away: int = 10,
    questions: int = 8,
    a_day: int = 4,
    **history: Any,
) -> Agenda:
    """The agenda of an interview so many days `away`."""
    plan = Plan(
        day=TODAY + days(away), sets=("mine",), questions_a_day=a_day, begun_on=TODAY - days(9)
    )
    ordered = tuple(sorted(answers, key=lambda each: each.day))
    return agenda_of(plan, a_set(questions), History(ordered, **history), TODAY)


def answered(number: int, ago: int, worth: float | None = None, **found: Any) -> Answered:
    return Answered(f"Question {number}?", TODAY - days(ago), worth, **found)


def whys(agenda: Agenda) -> dict[str, str]:
    """Why each question of today is there."""
    assert agenda.now
    return {each.question.id: each.why for each in agenda.now.questions}


_ANSWERS = st.lists(
    st.builds(
        answered,
        number=st.integers(1, 12),
        ago=st.integers(0, 40),
        worth=st.sampled_from([None, 0.0, 0.25, 0.5, 0.75, 1.0]),
        hedged=st.booleans(),
        over_time=st.booleans(),
    ),
    max_size=40,
)


@settings(deadline=None)  # the first one imports the scheduler
@given(
    answers=_ANSWERS, away=st.integers(0, 60), questions=st.integers(1, 12), a_day=st.integers(1, 6)
)
def test_no_day_has_too_much_and_the_mock_is_two_days_before(
    answers: list[Answered], away: int, questions: int, a_day: int
) -> None:
    found = agenda(answers, away=away, questions=questions, a_day=a_day)
    assert [each.day for each in found.days] == [TODAY + days(n) for n in range(away + 1)]
    assert found.days[-1].kind is DayKind.INTERVIEW
    mocks = [each.day for each in found.days if each.kind is DayKind.MOCK]
    assert mocks == ([found.plan.day - days(2)] if away >= 2 else [])
    for each in found.days:
        ids = [one.question.id for one in each.questions]
        assert len(ids) <= a_day
        assert len(set(ids)) == len(ids)
        assert bool(ids) == (each.kind is DayKind.PRACTICE)
        assert all(one.why for one in each.questions)
    assert 1 <= len(found.next_best) <= a_day
    assert found == agenda(answers, away=away, questions=questions, a_day=a_day)


def test_at_first_the_questions_come_in_their_order_and_then_again_after_a_rest() -> None:
    found = agenda()
    kinds = [each.kind.value for each in found.days]
    assert kinds == [*["practice"] * 4, *["rest"] * 4, "mock", "rest", "interview"]
    first, second = found.days[:2]
    assert [each.question.id for each in first.questions] == ["q1", "q2", "q3", "q4"]
    assert [each.question.id for each in second.questions] == ["q5", "q6", "q7", "q8"]
    assert set(whys(found).values()) == {"not asked yet"}
    again = next(day for day in found.days[2:] if day.questions)
    assert again.questions[0].why == "comes back after its rest since Sun 29 Nov"
    assert found.not_reached == 0
    assert agenda(away=3, questions=16).not_reached == 8
    assert agenda(away=0, questions=16).not_reached == 0  # nothing can be practised more often


def test_what_was_rated_low_comes_first_but_leaves_room_for_what_is_new() -> None:
    low = [answered(number, 5, 0.0) for number in (3, 4, 5)]
    found = agenda([*low, answered(6, 5, 1.0)])
    assert list(whys(found)) == ["q3", "q4", "q1", "q2"]
    assert whys(found)["q3"] == "rated no on Tuesday"
    only_low = agenda(low, questions=5)
    assert list(whys(only_low)) == ["q3", "q4", "q1", "q2"]
    assert list(whys(agenda([answered(n, 5, 0.25) for n in range(1, 9)]))) == [
        "q1",
        "q2",
        "q3",
        "q4",
    ]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (answered(1, 1, 0.0), "rated no yesterday"),
        (answered(1, 1, 0.25), "rated low yesterday"),
        (answered(1, 5, 0.5), "rated partly on Tuesday"),
        (answered(1, 20, 0.5), "rated partly on 9 November"),
        (answered(1, 20, 1.0), "went well on 9 November, and has rested since"),
        (answered(1, 5, hedged=True), "hedged on Tuesday, where you said what you want"),
        (answered(1, 5, over_time=True), "ran well over its time on Tuesday"),
        (answered(1, 5), "answered on Tuesday, and not rated yet"),
        (
            answered(1, 5, 1.0, to_change="the long sentence"),
            "to change, as you were told on Tuesday: the long sentence",
        ),
    ],
)
def test_every_choice_is_explained(answer: Answered, why: str) -> None:
    assert whys(agenda([answer], questions=1)) == {"q1": why}


def test_a_question_that_was_skipped_or_lies_far_back_is_not_called_unasked() -> None:
    found = agenda(unanswered=frozenset(("Question 1?",)), questions=1)
    assert whys(found) == {"q1": "asked before, and not answered yet"}
    plan = Plan(day=TODAY, sets=("mine",), begun_on=TODAY).model_copy(
        update={"day": TODAY + days(4)}
    )
    far = agenda_of(plan, a_set(1), History(reaches_back=False), TODAY)
    assert whys(far) == {"q1": "not asked lately"}


def test_what_went_well_rests() -> None:
    found = agenda([answered(1, 1, 1.0), answered(2, 1, 0.0)], questions=2)
    assert list(whys(found)) == ["q2"]
    assert [each.id for each in found.next_best] == ["q2", "q1"]
    rested = agenda([answered(1, 1, 1.0)], questions=1)
    assert of_today(rested) == "Today nothing is due: a day to rest"
    assert [each.id for each in rested.next_best] == ["q1"]


def test_a_second_look_on_the_same_day_shows_what_is_done() -> None:
    some = agenda([answered(2, 0), answered(7, 0)])
    assert some.now
    assert [(each.question.id, each.done) for each in some.now.questions] == [
        ("q2", True),
        ("q7", True),
        ("q1", False),
        ("q3", False),
    ]
    assert of_today(some) == "Today: 2 of 4 done; 2 questions, about 6 minutes left"
    assert whys(some)["q2"] == "not asked yet"
    done = agenda([answered(number, 0) for number in (1, 2, 3, 4)])
    assert of_today(done) == "Today: all 4 questions are done"
    assert [each.id for each in done.next_best] == ["q5", "q6", "q7", "q8"]
    assert of_today(agenda([answered(1, 0)], a_day=1)) == "Today: the question is done"
    low = agenda([answered(1, 0, 0.0)], questions=1)
    assert low.days[1].questions[0].why == "rated no today"


def test_what_was_answered_besides_what_today_has_is_not_planned_as_unasked() -> None:
    more = agenda([answered(number, 0) for number in range(1, 7)])
    assert of_today(more) == "Today: all 4 questions are done"
    assert [each.question.id for each in more.days[1].questions] == ["q7", "q8"]
    mock = agenda(
        [answered(number, 0) for number in range(1, 8)], away=2, mock_days=frozenset((TODAY,))
    )
    assert [each.question.id for each in mock.days[1].questions] == ["q8"]
    assert mock.not_reached == 0
    low = agenda([answered(1, 0, 0.0)], away=2, questions=1)
    assert [each.why for each in low.days[1].questions] == ["rated no today"]


def test_who_follows_the_plan_has_each_day_what_was_planned_for_it() -> None:
    plan = Plan(day=TODAY + days(20), sets=("mine",), begun_on=TODAY)
    planned = agenda_of(plan, a_set(10), History(), TODAY).days
    answers: list[Answered] = []
    for expected in planned:
        now = agenda_of(plan, a_set(10), History(tuple(answers)), expected.day).now
        assert now
        assert [each.question for each in now.questions] == [
            each.question for each in expected.questions
        ]
        wordings = [each.question.wordings.interview for each in now.questions]
        answers += [Answered(wording, expected.day) for wording in wordings]
    assert {each.wording for each in answers} == {f"Question {n}?" for n in range(1, 11)}


def test_a_question_that_two_sets_have_is_planned_once() -> None:
    twice = a_set(2).questions
    both = a_set(2).model_copy(update={"questions": (*twice, *twice)})
    plan = Plan(day=TODAY + days(9), sets=("mine",), begun_on=TODAY)
    now = agenda_of(plan, both, History(), TODAY).now
    assert now
    assert [each.question.id for each in now.questions] == ["q1", "q2"]


def test_missed_days_are_taken_up() -> None:
    """Who answered nothing since the plan began has the same days as who begins today."""
    found = agenda()
    assert found.now
    assert len(found.now.questions) == 4
    assert of_today(found) == "Today: 4 questions, about 12 minutes"


@pytest.mark.parametrize(
    ("away", "head", "today"),
    [
        (0, "Your interview: Sunday 29 November, today", "Today is the day"),
        (1, "Your interview: Monday 30 November, tomorrow", "Today: 4 questions, about 12 minutes"),
        (2, "Your interview: Tuesday 1 December, in 2 days", "Today: a mock interview, 20 minutes"),
        (
            -1,
            "Your interview was on Saturday 28 November",
            "How was it? Tell of it while it is fresh",
        ),
    ],
)
def test_the_last_days(away: int, head: str, today: str) -> None:
    found = agenda(away=away)
    assert (headline(found), of_today(found)) == (head, today)
    assert found.asks_for_debrief is (away < 0)


def test_a_mock_that_was_held_and_an_interview_that_was_told_of_are_known() -> None:
    held = agenda(away=2, mock_days=frozenset((TODAY,)))
    assert of_today(held) == "Today: the mock interview is done"
    for away in (-1, 0):
        told = agenda(away=away, told_days=frozenset((TODAY,)))
        assert of_today(told) == "You have told of it, so this plan is over"
        assert not told.asks_for_debrief
    assert agenda(away=0, told_days=frozenset((TODAY - days(1),))).now
    assert not agenda(away=-15).asks_for_debrief


@pytest.mark.parametrize(
    ("worth", "found", "grade"),
    [
        (None, False, Grade.GOOD),
        (None, True, Grade.HARD),
        (1.0, False, Grade.EASY),
        (1.0, True, Grade.GOOD),
        (0.75, False, Grade.GOOD),
        (0.5, True, Grade.HARD),
        (0.25, True, Grade.AGAIN),
    ],
)
def test_a_finding_takes_one_grade_off(worth: float | None, found: bool, grade: Grade) -> None:
    change = "the haste" if found else ""
    for finding in ({"hedged": found}, {"over_time": found}, {"to_change": change}):
        assert grade_of(answered(1, 1, worth, **finding)) is grade


def test_better_answers_rest_longer_and_are_forgotten_slowly() -> None:
    spacing = Spacing()
    dues = [spacing.reviewed(Memory(), grade, TODAY).due for grade in Grade]
    assert dues == [TODAY + days(count) for count in (1, 1, 2, 8)]
    twice = spacing.after([answered(1, 8, 1.0), answered(1, 0, 1.0)])
    assert twice.due is not None
    assert twice.due > TODAY + days(30)
    assert spacing.recall(Memory(), TODAY) == 0.0
    assert spacing.recall(twice, TODAY) > spacing.recall(twice, TODAY + days(30)) > 0.8


def test_of_several_answers_on_one_day_the_last_counts() -> None:
    found = agenda([answered(1, 2, 0.0), answered(1, 2, 1.0)], questions=1)
    assert of_today(found) == "Today nothing is due: a day to rest"
