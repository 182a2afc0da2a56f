"""What is due comes first, and never twice in the same order."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from coach.config import Settings
from coach.debrief.records import Rating
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.questions.choosing import choose
from coach.questions.finding import find_set
from coach.questions.sets import QuestionSet
from coach.session.due import asked_before
from coach.session.questions import asked, chosen_questions, set_asked_for
from tests.helpers.kept_sessions import PLAIN, keep, recordings
from tests.helpers.ratings import rate


@pytest.fixture
def library() -> Library:
    return Library(recordings())


@pytest.fixture
def screening() -> QuestionSet:
    return find_set("screening")


def answered(question_set: QuestionSet, question_id: str, *, days_ago: int = 0) -> str:
    """A kept session in which that question was answered; its id."""
    (question,) = asked(choose(question_set, only=[question_id]))
    return keep([PLAIN], question=question, days_ago=days_ago)


def ids(questions: list[AskedQuestion]) -> list[str]:
    return [each.id for each in questions]


def order(question_set: QuestionSet, library: Library, **options: object) -> list[str]:
    return ids(chosen_questions(question_set, Settings.model_validate(options), library))


def test_at_first_the_set_has_its_own_order(library: Library, screening: QuestionSet) -> None:
    plain = [each.id for each in screening.questions]
    assert order(screening, library) == plain
    answered(find_set("behavioural"), "failure")
    assert order(screening, library) == plain


def test_what_was_never_asked_comes_before_what_was(
    library: Library, screening: QuestionSet
) -> None:
    plain = [each.id for each in screening.questions]
    answered(screening, plain[0])
    answered(screening, plain[1], days_ago=3)
    assert order(screening, library) == [*plain[2:], plain[1], plain[0]]
    assert order(screening, library, questions=2) == plain[2:4]


def test_what_was_rated_low_comes_first_until_it_is_answered_again(
    library: Library, screening: QuestionSet
) -> None:
    plain = [each.id for each in screening.questions]
    rate(answered(screening, "salary"), Rating.NO)
    rate(answered(screening, "gap"), Rating.YES)
    rate(answered(screening, "leaving"), Rating.NOT_ASKED)
    others = [each for each in plain if each not in ("salary", "gap", "leaving")]
    found = order(screening, library)
    assert found[:-2] == ["salary", *others]
    assert set(found[-2:]) == {"gap", "leaving"}
    answered(screening, "salary")
    assert order(screening, library)[0] == plain[0]


def test_no_order_comes_twice_unless_it_is_seeded(library: Library) -> None:
    few = find_set("screening")
    few = few.model_copy(update={"questions": few.questions[:2]})
    plain = [each.id for each in few.questions]
    for question_id in plain:
        answered(few, question_id)
    for _ in range(8):
        assert order(few, library) == plain[::-1]
    assert order(few, library, seed=1) == plain
    assert order(few, library, only=plain) == plain
    many = find_set("behavioural")
    for each in many.questions:
        answered(many, each.id)
    assert len({tuple(order(many, library)) for _ in range(5)}) == 5


def test_only_what_the_person_was_asked_counts(library: Library, screening: QuestionSet) -> None:
    (question,) = asked(choose(screening, only=["salary"]))
    keep([PLAIN], kind=Kind.DEMO, question=question)
    assert asked_before(library) == {}
    session_id = answered(screening, "salary")
    (recordings() / session_id / "debrief.json").write_text("{")
    assert [each.worth for each in asked_before(library).values()] == [None]
    (recordings() / session_id / "session.json").write_text("{")
    assert asked_before(library) == {}


def test_a_question_that_was_asked_and_not_answered_was_asked(
    library: Library, screening: QuestionSet
) -> None:
    session_id = answered(screening, "salary")
    path = recordings() / session_id / "session.json"
    session = json.loads(path.read_text())
    asked_at = (datetime.now().astimezone() - timedelta(days=1)).isoformat()
    for turn in ({"asked_at": asked_at}, {"asked_at": asked_at, "skipped": True}, {}):
        session["turns"] = [session["turns"][0] | {"takes": [], "asked_at": None} | turn]
        path.write_text(json.dumps(session))
        assert len(asked_before(library)) == (turn == {"asked_at": asked_at})


def test_sets_and_theme_are_asked_for_together() -> None:
    both = set_asked_for(["screening", "values"], Settings(theme="ambition"), "screening")
    assert both.name == "screening+values"
    assert {each.theme for each in both.questions} == {"ambition"}
    assert set_asked_for([], Settings(), "screening").name == "screening"
    assert set_asked_for([], Settings(theme="values"), "screening").name == "theme-values"
