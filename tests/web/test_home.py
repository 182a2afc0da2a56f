"""Home: what waits, what can be begun, and the sets that a session can be made of."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest

from coach.debrief.asked_set import AskedOnce, free_name, write_asked_set
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.paths import private_folder, user_question_sets
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from tests.helpers.kept_sessions import HEDGED, PLAIN, SET, TEAM, keep, keep_half, recordings
from tests.helpers.reviewing import client, read, text_of
from tests.helpers.visions import vision_of


def test_a_first_visitor_finds_one_button_and_every_set() -> None:
    page = read(client(), "/")
    assert 'class="large" name="set" value="career-vision"' in page
    for name in ("behavioural", "career-vision", "screening"):
        assert f'name="set" value="{name}"' in page
    text = text_of(page)
    assert "16 questions, about 28 minutes of speaking" in text
    assert "Nothing leaves this machine" in text
    assert text.index("Plan the way to it") < text.index("Or choose what you are asked")
    assert "Go on" not in text


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("3", "3 of 16 questions"),
        ("16", "16 questions, about 20 minutes"),
        ("", "16 questions, about 20 minutes"),
        ("0", "16 questions, about 20 minutes"),
        ("many", "16 questions, about 20 minutes"),
    ],
)
def test_as_many_questions_are_announced_as_are_asked(number: str, told: str) -> None:
    page = read(client(), f"/practice?set=screening&questions={number}")
    assert told in text_of(page)


def test_the_check_says_how_it_will_be_asked() -> None:
    asked = "/practice?set=screening&questions=2&coat=chat&hands_free=1&think=6&answer=20&minutes=x"
    told = "2 of 16 questions · against the clock · 6 s to think · 20 s for each answer"
    mock = text_of(read(client(), f"{asked}&kind=mock&strict=1"))
    assert f"{told} · one take each · asked as over coffee · by voice" in mock
    practice = text_of(read(client(), f"{asked}&kind=practice&strict=1"))
    assert "2 of 16 questions · asked as over coffee · by voice" in practice
    assert "clock" not in practice


def test_what_can_be_said_is_in_the_language_of_the_set() -> None:
    english, german = (
        text_of(read(client(), f"/practice?set={name}&hands_free=1"))
        for name in ("career-vision", "career-vision-de")
    )
    assert "Say “next question” when you are done. “Repeat the question”, “pause”" in english
    assert "Say “nächste Frage” when you are done. “Frage wiederholen”, “Pause”" in german


@pytest.mark.parametrize(
    ("said", "offered"),
    [(HEDGED, True), (PLAIN, False), ("I guess the trucks were late that day in Leeds.", False)],
)
def test_a_drill_is_offered_where_there_is_a_sentence_for_it(said: str, offered: bool) -> None:
    name, browser = keep([said]), client()
    link = f'href="/practice?drill={name}"'
    assert (link in read(browser, f"/session/{name}")) == offered
    read(browser, f"/practice?drill={name}", 200 if offered else 404)


def test_a_drill_without_a_hedge_says_what_it_looks_for() -> None:
    keep([PLAIN])
    page = text_of(read(client(), "/practice?drill=all", 404))
    assert "Nothing to say without a hedge" in page
    assert "No hedge was found in what you said you want." in page
    assert "Not found" not in page


def test_an_interrupted_session_waits_and_a_finished_one_does_not() -> None:
    answered = keep([PLAIN])  # all of it, though the session did not come to its end
    for path in ("/", "/library", f"/session/{answered}"):
        page = text_of(read(client(), path))
        assert not [each for each in ("Go on", "Write it down", "written down yet") if each in page]
    with Library(recordings()).open_session(answered) as opened:
        opened.finish()
    assert "Go on" not in text_of(read(client(), "/"))
    name = keep_half()
    page = read(client(), "/")
    assert f'href="/practice?session={name}">Go on</a>' in page
    assert "1 question is left." in text_of(page)
    assert "1 question is left." in text_of(read(client(), f"/practice?session={name}"))


def test_what_waits_to_be_gone_on_with_does_not_hide_what_waits_to_be_rated() -> None:
    whole, half = keep([PLAIN]), keep_half()
    page = read(client(), "/")
    assert f'href="/practice?session={half}">Go on</a>' in page
    assert f'href="/session/{whole}/debrief">Look back</a>' in page
    assert f'href="/session/{half}/debrief">Look back</a>' not in page


def test_what_was_said_days_ago_is_not_said_to_fade() -> None:
    name = keep([PLAIN])
    waits = "1 answer is not rated yet."
    assert f"{waits} Hear what you said, before it fades." in text_of(read(client(), "/"))
    session = Library(recordings()).session(name)
    began = {"started_at": session.started_at - timedelta(days=3)}
    path = recordings() / name / "session.json"
    path.write_text(session.model_copy(update=began).model_dump_json())
    assert f"3 days ago: {waits} Look back" in text_of(read(client(), "/"))


@pytest.mark.parametrize("finished", [True, False])
def test_the_day_of_a_real_interview_that_was_asked_again_is_named_once(finished: bool) -> None:
    name = keep([PLAIN]) if finished else keep_half()
    session = Library(recordings()).session(name)
    title = f"Asked on {session.started_at:%d %B %Y}"
    question_set = session.question_set.model_copy(update={"title": title})
    changed = session.model_copy(update={"question_set": question_set})
    (recordings() / name / "session.json").write_text(changed.model_dump_json())
    for path in ("/", "/library"):
        page = text_of(read(client(), path))
        assert re.search(rf"{title}\.?\s*(Today|Yesterday): 1 ", page)


@pytest.mark.parametrize(("days", "shown"), [(1, True), (20, False)])
def test_the_questions_of_a_real_interview_wait_for_some_days(days: int, shown: bool) -> None:
    day = date.today() - timedelta(days=days)
    name = free_name(day)
    write_asked_set([AskedOnce(question="Why do you want to leave?")], day, name)
    page = read(client(), "/")
    assert ('Yesterday you were asked "Why do you want to leave?"' in text_of(page)) is shown
    assert "theme-asked" not in page
    assert ("Be asked them again" in page) is shown


def test_a_broken_set_says_so_and_an_unknown_one_is_not_there() -> None:
    (private_folder(user_question_sets()) / "mine.yaml").write_text("title: [")
    assert "It cannot be asked:" in text_of(read(client(), "/"))
    read(client(), "/practice?set=mine", 409)
    for name in ("nothing", "/etc/passwd", "../mine.yaml"):
        read(client(), f"/practice?set={name}", 404)
    read(client(), "/practice?session=nothing", 404)


def test_a_list_of_ones_own_stands_where_home_says() -> None:
    folder = private_folder(user_question_sets())
    text = text_of(read(client(), "/"))
    assert f"one a line, and save it as my-questions.txt in {folder}" in text
    (folder / "my-questions.txt").write_text("Why nursing?\n")
    for path in ("/", "/plan"):  # before those that come with the program
        page = text_of(read(client(), path))
        assert page.index("My questions") < page.index("The awkward ones")
    assert "My questions “Why nursing?” 1 question, about 2 minutes" in text_of(read(client(), "/"))


def test_a_theme_and_several_sets_are_asked_for_by_name() -> None:
    page = read(client(), "/")
    assert '<button name="set" value="theme-done-and-why">Done and why <span' in page
    assert "Done and why" in text_of(read(client(), "/practice?set=theme-done-and-why"))
    joint = text_of(read(client(), "/practice?set=screening%2Bvalues&questions=5"))
    assert "Screening and Values and culture" in joint
    assert "5 of 32 questions" in joint
    for name in (
        "theme-zzz",
        "screening%2Bnothing",
        "screening%2B../mine.yaml",
        "a%2Ftheme-people",
    ):
        read(client(), f"/practice?set={name}", 404)
    (private_folder(user_question_sets()) / "mine.yaml").write_text("title: [")
    read(client(), "/practice?set=screening%2Bmine", 409)


def test_several_sets_are_chosen_on_the_page() -> None:
    page = read(client(), "/")
    assert '<input type="checkbox" name="with" value="screening">' in page
    path = "/practice?together=1&with=screening&with=values&with=graduate&questions=5"
    asked = read(client(), path)
    assert "Screening, Values and culture and " in text_of(asked)
    assert 'data-set="screening+values+graduate"' in html.unescape(asked)
    one = text_of(read(client(), "/practice?together=1&with=screening"))
    assert "Screening 16 questions" in one
    none = read(client(), "/practice?together=1&questions=", 400)
    assert "Choose the question sets first" in text_of(none)
    apart = read(client(), "/practice?together=1&with=screening&with=career-vision-de", 404)
    assert "they cannot be asked together" in text_of(apart)


def test_the_microphone_is_for_this_page_alone() -> None:
    assert client().get("/practice").headers["Permissions-Policy"] == "microphone=(self)"


def test_home_says_that_a_next_step_is_asked_about() -> None:
    step = "I will ask for it next spring."
    VisionFolder(recordings()).write(vision_of((Section.NEXT_STEPS, step)))
    browser = client()
    asked = f'You said: "{step}" How is that going?'
    assert f"At the end I ask about your next step, too: {asked}" in text_of(read(browser, "/"))
    question = AskedQuestion(id="next-step-1", theme="next-steps", text=asked)
    keep([PLAIN], question=question)
    assert "next step" not in text_of(read(browser, "/"))  # it was asked about this week


def test_a_session_is_gone_on_with_as_it_was_begun() -> None:
    held = {"hands_free": True, "voice": "none"}
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM, TEAM], held) as opened:
        opened.worth_keeping = True
    page = read(client(), f"/practice?session={opened.folder.name}")
    assert '<input type="checkbox" data-way="hands_free" checked>' in page
    assert '{"options":{"voice":"none"},"type":"resume",' in html.unescape(page)
