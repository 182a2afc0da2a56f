"""Home: what waits, what can be begun, and the sets that a session can be made of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coach.debrief.asked_set import AskedOnce, free_name, write_asked_set
from coach.library.library import Library
from coach.paths import private_folder, user_question_sets
from tests.helpers.kept_sessions import PLAIN, keep, keep_half, recordings
from tests.helpers.reviewing import client, read, text_of


def test_a_first_visitor_finds_one_button_and_every_set() -> None:
    page = read(client(), "/")
    assert 'class="large" name="set" value="career-vision"' in page
    for name in ("behavioural", "career-vision", "screening"):
        assert f'name="set" value="{name}"' in page
    text = text_of(page)
    assert "14 questions, about 24 minutes of speaking" in text
    assert "Nothing leaves this machine" in text
    assert "Go on" not in text


def test_an_interrupted_session_waits_and_a_finished_one_does_not() -> None:
    with Library(recordings()).open_session(keep([PLAIN])) as opened:
        opened.finish()
    assert "Go on" not in text_of(read(client(), "/"))
    name = keep_half()
    page = read(client(), "/")
    assert f'href="/practice?session={name}">Go on</a>' in page
    assert "1 question is left." in text_of(page)
    assert "1 question is left." in text_of(read(client(), f"/practice?session={name}"))


@pytest.mark.parametrize(("days", "shown"), [(1, True), (20, False)])
def test_the_questions_of_a_real_interview_wait_for_some_days(days: int, shown: bool) -> None:
    day = date.today() - timedelta(days=days)
    name = free_name(day)
    write_asked_set([AskedOnce(question="Why do you want to leave?")], day, name)
    page = read(client(), "/")
    assert ('Yesterday you were asked "Why do you want to leave?"' in text_of(page)) is shown
    assert ("Be asked them again" in page) is shown


def test_a_broken_set_says_so_and_an_unknown_one_is_not_there() -> None:
    (private_folder(user_question_sets()) / "mine.yaml").write_text("title: [")
    assert "It cannot be asked:" in text_of(read(client(), "/"))
    read(client(), "/practice?set=mine", 409)
    for name in ("nothing", "/etc/passwd", "../mine.yaml"):
        read(client(), f"/practice?set={name}", 404)
    read(client(), "/practice?session=nothing", 404)


def test_the_microphone_is_for_this_page_alone() -> None:
    assert client().get("/practice").headers["Permissions-Policy"] == "microphone=(self)"
