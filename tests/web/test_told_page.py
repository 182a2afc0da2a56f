"""What was told of a real interview, on the page."""

from __future__ import annotations

import pytest

from coach.debrief.keeping import read_debrief
from coach.debrief.real import RealWalk
from coach.debrief.records import REAL_ANSWER
from coach.debrief.told import REAL_SET, TELLING
from coach.library.library import Library
from coach.library.records import Kind
from coach.testing import ScriptedPrompter
from tests.helpers.kept_sessions import recordings
from tests.helpers.reviewing import client, leads_to, read, send, text_of
from tests.helpers.told_interview import RATINGS, TOLD, keep_told


@pytest.fixture
def session() -> str:
    return keep_told(*RATINGS)


def test_it_is_read_and_heard(session: str) -> None:
    page = read(client(), f"/session/{session}/debrief")
    text = text_of(page)
    assert "In one word: rushed" in text
    assert "They asked why I left <b>so early</b>" in text  # as text
    assert "You said0:02 of 2:00" in text
    assert "0:00 I said it was time." in text
    assert "You wished" not in text
    assert "To fine-tune: Plainer." in text
    assert f'src="/session/{session}/2/1/audio"' in page
    assert "coach practice asked-" in text


def test_each_answer_given_there_is_rated_by_the_four_questions() -> None:
    session, browser = keep_told(), client()
    page = read(browser, f"/session/{session}/debrief")
    assert f'action="/session/{session}/2/0/rating"' in page
    ratings = {"vision": "no", "ambition": "yes", "skills": "partly", "achievements": "yes"}
    sent = send(browser, f"/session/{session}/2/0/rating", **ratings, finish="1")
    assert leads_to(browser, sent) == f"/session/{session}/debrief#q1"
    (rated,) = read_debrief(recordings() / session).rated
    assert (rated.take, rated.complete, rated.figures) == (REAL_ANSWER, True, {})
    assert "Rate it anew" in read(browser, f"/session/{session}/debrief")
    send(browser, f"/session/{session}/2/0/rating", again="1")
    page = read(browser, f"/session/{session}/debrief")
    assert "Did it truly reflect your …" in page
    assert "Put the rating back" in page
    send(browser, f"/session/{session}/2/0/rating", put_back="1")
    assert read_debrief(recordings() / session).rated == (rated,)


def test_it_is_not_rated_as_practice_is(session: str) -> None:
    browser = client()
    assert "not rated yet" not in text_of(read(browser, f"/session/{session}"))
    for path in ("2/1", "1/0", "7/0"):
        sent = send(browser, f"/session/{session}/{path}/rating", vision="yes")
        assert sent.status_code == 404
    read(browser, f"/session/{session}/debrief/summary", 404)


def test_it_is_listed_by_what_was_asked(session: str) -> None:
    page = text_of(read(client(), "/library"))
    assert "real · 1 asked" in page
    assert "not finished Tell me why you left <b>so early</b>." in page


def test_what_was_only_typed_has_no_recording_and_may_go_on() -> None:
    with Library(recordings()).new_session(Kind.REAL, REAL_SET, [TELLING]) as opened:
        script = ["rushed", "type it", TOLD, "that's right"]
        RealWalk(opened, ScriptedPrompter(script), lambda *_: None).through()
    browser, name = client(), opened.folder.name
    page = text_of(read(browser, f"/session/{name}"))
    assert "There is no recording in this session." in page
    assert "What you told" in page
    assert f"Go on: coach debrief {name}" in text_of(read(browser, f"/session/{name}/debrief"))
