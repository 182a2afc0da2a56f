"""What was answered so far, read from the sessions that are kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

from coach.debrief.records import Rating
from coach.library.library import Library
from coach.library.records import Kind
from coach.plan.history import Answered, history_of
from coach.questions.finding import find_set
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, recordings
from tests.helpers.plans import answered
from tests.helpers.ratings import rate

TODAY = date.today()


def wording(question_id: str) -> str:
    question = find_set("screening").question(question_id)
    assert question
    return question.wordings.interview


def test_answers_are_known_with_day_rating_and_findings() -> None:
    rate(answered("salary", days_ago=3), Rating.PARTLY)
    rate(answered("gap", days_ago=2), Rating.NOT_ASKED)
    answered("leaving", said=HEDGED)
    answered("strengths", said=PLAIN * 40)
    found = history_of(Library(recordings()))
    plain = Answered(wording("gap"), TODAY - timedelta(days=2))
    assert found.answers[:2] == (
        Answered(wording("salary"), TODAY - timedelta(days=3), worth=0.5),
        plain,
    )
    assert set(found.answers[2:]) == {
        replace(plain, wording=wording("leaving"), day=TODAY, hedged=True),
        replace(plain, wording=wording("strengths"), day=TODAY, over_time=True),
    }
    assert found.reaches_back
    assert set(found.before(TODAY)) == {wording("salary"), wording("gap")}
    assert set(found.on(TODAY)) == {wording("leaving"), wording("strengths")}


def test_what_was_to_be_changed_is_known_in_words() -> None:
    session_id = answered("salary")
    library = Library(recordings())
    with library.open_session(session_id) as opened:
        take = opened.session.turn(1).takes[0]
        opened.save_take(1, take.model_copy(update={"to_change": "no_own_part"}))
    (found,) = history_of(library).answers
    assert (found.to_change, found.has_finding) == ("only “we”", True)


def test_only_the_persons_own_practice_counts() -> None:
    answered("salary", kind=Kind.DEMO)
    answered("salary", kind=Kind.DRILL)
    damaged = answered("salary")
    (recordings() / damaged / "session.json").write_text("{")
    unrated = answered("gap")
    (recordings() / unrated / "debrief.json").write_text("{")
    found = history_of(Library(recordings()))
    assert [(each.wording, each.worth) for each in found.answers] == [(wording("gap"), None)]


def test_mock_and_real_interviews_are_known_by_their_days() -> None:
    keep([PLAIN], kind=Kind.MOCK)
    keep([PLAIN], kind=Kind.REAL)
    keep([""], kind=Kind.VISION)
    found = history_of(Library(recordings()))
    assert (found.mock_days, found.told_days) == ({TODAY}, {TODAY})
    assert len(found.answers) == 1


def test_a_question_that_was_asked_in_vain_is_known() -> None:
    session_id = answered("salary")
    path = recordings() / session_id / "session.json"
    session = json.loads(path.read_text())
    asked_at = datetime.now().astimezone().isoformat()
    session["turns"] = [session["turns"][0] | {"takes": [], "asked_at": asked_at}]
    path.write_text(json.dumps(session))
    found = history_of(Library(recordings()))
    assert (found.answers, found.unanswered) == ((), {wording("salary")})


def test_a_rating_that_comes_later_is_seen() -> None:
    """The page asks again and again, and reads only what has changed."""
    library = Library(recordings())
    session_id = answered("salary")
    assert history_of(library).answers[0].worth is None
    rate(session_id, Rating.NO)
    assert history_of(library).answers[0].worth == 0.0


def test_what_lies_too_far_back_is_not_taken_for_unasked() -> None:
    answered("salary")
    answered("gap")
    found = history_of(Library(recordings()), most=1)
    assert not found.reaches_back
    assert len(found.answers) == 1
