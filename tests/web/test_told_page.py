"""What was told of a real interview, on the page."""

from __future__ import annotations

from datetime import datetime

import pytest

from coach.debrief.keeping import read_debrief
from coach.debrief.real import RealWalk
from coach.debrief.records import REAL_ANSWER, Aspect, Rated, Rating, Telling, Words
from coach.debrief.told import PROMPTS, REAL_SET, TELLING, ToldInterview
from coach.library.library import Library
from coach.library.records import Kind
from coach.paths import user_question_sets
from coach.questions.reading import read_set
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
    assert 'href="/practice?set=asked-' in page


@pytest.fixture
def confirmed() -> str:
    """A session whose only question waits for what was said to it."""
    with Library(recordings()).new_session(Kind.REAL, REAL_SET, [TELLING]) as opened:
        script = ["rushed", "type it", TOLD, "that's right"]
        RealWalk(opened, ScriptedPrompter(script), lambda *_: None).through()
    return opened.folder.name


def telling_of(session: str) -> Telling:
    found = read_debrief(recordings() / session).telling
    assert found
    return found


def asked_again(session: str) -> str:
    name = telling_of(session).set_name
    return (user_question_sets() / f"{name}.yaml").read_text()


def test_a_language_whose_questions_cannot_be_picked_out_is_named() -> None:
    french = REAL_SET.model_copy(update={"language": "fr"})
    with Library(recordings()).new_session(Kind.REAL, french, [TELLING]) as opened:
        ToldInterview(opened).tell_words(Words(text="Elle a demandé pourquoi."))
    text = text_of(read(client(), f"/session/{opened.folder.name}/debrief"))
    assert "I heard no question. I cannot pick questions out in the language “fr”" in text


def test_what_was_said_and_what_one_wishes_are_told_by_typing(confirmed: str) -> None:
    browser = client()
    page = read(browser, f"/session/{confirmed}/debrief")
    at = f"/practice?real={confirmed}&amp;question=2&amp;part="
    for part, prompt in PROMPTS.items():
        assert f'href="{at}{part}" aria-label="Say it aloud: {prompt} Question 1"' in page
    path = f"/session/{confirmed}/2/told"
    sent = send(browser, path, part="said", text=" It was time. ")
    assert leads_to(browser, sent) == f"/session/{confirmed}/debrief#q1"
    send(browser, path, part="wished", text="That I wanted to lead.")
    assert "That I wanted to lead." in asked_again(confirmed)
    send(browser, path, part="wished", text="")
    assert "That I wanted to lead." not in asked_again(confirmed)
    (recalled,) = telling_of(confirmed).recalled or ()
    assert (recalled.said, recalled.wished) == (Words(text="It was time."), Words())
    text = text_of(read(browser, f"/session/{confirmed}/debrief"))
    assert "You said It was time. Change that" in text
    assert "What do you wish you had said? You left that out" in text
    assert not Library(recordings()).session(confirmed).finished_at  # it is not rated yet


def test_a_page_of_before_overwrites_nothing_that_was_told_since(confirmed: str) -> None:
    browser, path = client(), f"/session/{confirmed}/2/told"
    send(browser, path, part="said", was="", text="One.\nTwo.")
    page = read(browser, f"/session/{confirmed}/debrief")
    assert 'name="was" value="One.\nTwo."' in page
    assert send(browser, path, part="said", was="", text="Three.").status_code == 409
    again = send(browser, path, part="said", was="", text="One.\r\nTwo.")  # a double click
    assert again.status_code == 303
    changed = send(browser, path, part="said", was="One.\r\nTwo.", text="Four.")
    assert changed.status_code == 303
    (recalled,) = telling_of(confirmed).recalled or ()
    assert recalled.said == Words(text="Four.")
    assert telling_of(confirmed).felt
    felt = telling_of(confirmed).felt
    assert send(browser, f"/session/{confirmed}/felt", felt="otherwise").status_code == 409
    assert telling_of(confirmed).felt == felt


def test_a_wish_changes_nothing_else_that_the_person_wrote_into_the_set(confirmed: str) -> None:
    browser, path = client(), f"/session/{confirmed}/2/told"
    name = telling_of(confirmed).set_name
    file = user_question_sets() / f"{name}.yaml"
    mine = file.read_text().replace("seconds: 120", "seconds: 45  # it was short")
    mine = mine.replace("questions:", "# mine\nquestions:\n- Why not us?")
    file.write_text(mine)
    send(browser, path, part="wished", text='That I wanted to "lead": now.')
    with_wish = file.read_text()
    assert [each.wished for each in read_set(file).questions] == [
        None,
        'That I wanted to "lead": now.',
    ]
    assert set(mine.splitlines()) < set(with_wish.splitlines())
    send(browser, path, part="wished", text="Nothing.")
    assert file.read_text() == with_wish.replace("""'That I wanted to "lead": now.'""", "Nothing.")
    send(browser, path, part="wished", text="")
    assert file.read_text() == mine
    for broken in ("questions: [", "title: Mine\nquestions: [Why?]\n"):
        file.write_text(broken)
        send(browser, path, part="wished", text="That.")
        send(browser, path, part="wished", text="")
        assert file.read_text() == broken
    file.unlink()
    send(browser, path, part="wished", text="That.")
    assert not file.exists()


def test_it_is_over_when_nothing_is_left_to_be_told(confirmed: str) -> None:
    with Library(recordings()).open_session(confirmed) as opened:
        told = ToldInterview(opened)
        told.finish_if_told()
        ratings = dict.fromkeys(Aspect, Rating.YES)
        now = datetime.now().astimezone()
        rated = Rated(question=2, take=REAL_ANSWER, ratings=ratings, note="", rated_at=now)
        told.keep_rating(rated)
    browser, path = client(), f"/session/{confirmed}/2/told"
    send(browser, path, part="said", text="It was time.")
    assert not Library(recordings()).session(confirmed).finished_at
    send(browser, path, part="wished", text="")
    assert Library(recordings()).session(confirmed).finished_at


def test_what_was_said_aloud_is_not_typed_over(session: str) -> None:
    browser = client()
    assert "Change that" not in text_of(read(browser, f"/session/{session}/debrief"))
    for question in (2, 9):
        path = f"/session/{session}/{question}/told"
        assert send(browser, path, part="said", text="Nothing.").status_code == 409


def test_how_it_was_is_asked_as_long_as_nobody_has_said_it() -> None:
    browser = client()
    assert "Say it aloud instead" in text_of(read(browser, "/real"))
    assert send(browser, "/real", text=" ").status_code == 400
    session = leads_to(browser, send(browser, "/real", text=TOLD)).split("/")[2]
    assert "I heard one question." in text_of(read(browser, f"/session/{session}/debrief"))
    send(browser, f"/session/{session}/questions", **{"question-1": "Why did you leave?"})
    assert "In one word, how was it?" in text_of(read(browser, f"/session/{session}/debrief"))
    send(browser, f"/session/{session}/felt", felt=" rushed ")
    assert telling_of(session).felt == "rushed"
    assert "In one word: rushed" in text_of(read(browser, f"/session/{session}/debrief"))
    assert "Today you were asked" in text_of(read(browser, "/"))


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


def test_its_page_names_no_kind_of_practice(session: str) -> None:
    assert "· real" not in text_of(read(client(), f"/session/{session}"))


def test_it_is_listed_by_what_was_asked(session: str) -> None:
    page = text_of(read(client(), "/library"))
    assert "A real interview 1 asked" in page
    assert "not finished Tell me why you left <b>so early</b>." in page


def test_what_was_only_typed_has_no_recording_and_may_go_on() -> None:
    with Library(recordings()).new_session(Kind.REAL, REAL_SET, [TELLING]) as opened:
        script = ["rushed", "type it", TOLD, "that's right"]
        RealWalk(opened, ScriptedPrompter(script), lambda *_: None).through()
    browser, name = client(), opened.folder.name
    page = text_of(read(browser, f"/session/{name}"))
    assert "There is no recording in this session." in page
    assert "What you told" in page
    assert f"waits here. At a terminal: coach debrief {name}" in text_of(
        read(browser, f"/session/{name}/debrief")
    )
