"""What else the page records, over its WebSocket: retakes, the vision, drills, notes, tellings."""

from __future__ import annotations

import html
import json
import re
import time
from pathlib import Path

import numpy as np
import pytest

from coach import wiring
from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_clip
from coach.debrief.keeping import read_debrief
from coach.debrief.records import Words
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, Session
from coach.library.sound_erasing import erase_sound
from coach.paths import user_question_sets
from coach.stories.building import keep as keep_as_story
from coach.stories.keeping import StoriesFolder
from coach.testing import CannedTranscriber
from coach.vision.building import each_candidate, pick
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from coach.wiring import ChooseTranscriber
from tests.helpers.kept_sessions import HEDGED, PLAIN, SET, keep, keep_followed_up, recordings
from tests.helpers.kept_sessions import TEAM as QUESTION
from tests.helpers.page_server import Served, served
from tests.helpers.plans import plan
from tests.helpers.practising import LABEL, Pcm, PretendPage
from tests.helpers.reviewing import client, leads_to, read, send, text_of
from tests.helpers.spoken import TEAM
from tests.helpers.spoken_fixture import spoken
from tests.helpers.story_answers import keep_story

__all__ = ["spoken"]


@pytest.fixture(autouse=True)
def heard_before(home: Path) -> None:
    """Nobody is asked to say something first."""
    wiring.remember_heard(LABEL)


def saying(text: str) -> ChooseTranscriber:
    """Every answer is written down as `text`."""
    return lambda *_: CannedTranscriber([text])


@pytest.fixture
def answer(spoken: dict[str, Path]) -> Pcm:
    samples = read_clip(spoken[TEAM]).at_rate(LISTENING_RATE_HZ).samples
    return np.round(samples * 20_000).astype(np.int16)


def ask(page: PretendPage, kind: str, /, **asked: object) -> None:
    """Press Begin on the page of that sitting."""
    page.open_microphone()
    page.send(type=kind, options={"voice": "none"}, heard=True, **asked)


def say_it(page: PretendPage, answer: Pcm) -> None:
    """Answer what is asked, and go on."""
    page.wait_for_event("answer_started")
    page.say(answer)
    page.press("done")
    page.wait_for_event("answer_transcribed")
    page.press("next")


@pytest.mark.parametrize(("kind", "asked"), [("practice", 1), ("mock", 5)])
def test_what_is_planned_is_held(answer: Pcm, kind: str, asked: int) -> None:
    plan(9 if kind == "practice" else 2, a_day=1)
    with served() as server, server.tab() as page:
        ask(page, "begin", kind=kind, planned=True)
        begun = page.wait_for_event("question_asked")
        assert begun["question"]["id"] == "about-yourself"
        assert begun["of"] >= asked
        page.wait_for_event("answer_started")
        page.say(answer)
        page.press("stop")
        assert page.wait_for_type("ended", "failed")["type"] == "ended"
    session = Library(recordings()).session("last")
    assert (session.kind.value, session.question_set.name) == (kind, "screening")
    assert session.settings.get("minutes") == (20 if kind == "mock" else None)


def test_a_plan_that_is_over_by_now_is_told() -> None:
    plan(-1)
    with served() as server, server.tab() as page:
        ask(page, "begin", planned=True)
        assert "No interview is planned any more." in page.wait_for_type("failed")["message"]


def test_a_question_is_answered_again(answer: Pcm) -> None:
    session = keep([HEDGED])
    page_before = read(client(), f"/practice?session={session}&question=1")
    before = json.loads(html.unescape(page_before.split('data-before="')[1].split('"')[0]))
    assert (before["take"], before["text"], before["words"][0]["text"]) == (1, HEDGED, "I")
    with served() as server, server.tab() as page:
        ask(page, "retake", session=session, question=1)
        asked = page.wait_for_event("question_asked")
        assert asked["question"]["text"] == "Tell me about a team."
        say_it(page, answer)
        ended = page.wait_for_type("ended", "failed")
        assert (ended["type"], ended["session"]) == ("ended", session)
    takes = Library(recordings()).session(session).turn(1).answers
    assert [take.number for take in takes] == [1, 2]
    beside = read(client(), f"/session/{session}?beside=1")
    assert '<input type="checkbox" checked> Side by side' in beside
    look_back = read(client(), f"/session/{session}/debrief")
    assert f'src="/session/{session}/1/2/audio"' in look_back  # which is to be rated
    assert f'src="/session/{session}/1/1/audio" aria-label="The take before it"' in look_back


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"session": "nothing", "question": 1}, "There is no session 'nothing'."),
        ({"question": 7}, "has no question 7; it has 1."),
    ],
)
def test_what_is_not_there_is_not_answered_again(asked: dict[str, object], told: str) -> None:
    session = keep([HEDGED])
    with served() as server, server.tab() as page:
        ask(page, "retake", **({"session": session} | asked))
        assert told in page.wait_for_type("failed")["message"]


def test_a_take_before_that_cannot_be_read_keeps_nobody_from_answering_again() -> None:
    damaged, silent = keep([HEDGED]), keep([""])
    (transcript,) = (recordings() / damaged).glob("*/*.transcript-1.json")
    transcript.write_text("{")
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [QUESTION]) as opened:
        opened.take_in(1, [np.full(1600, 0.1, np.float32)])  # and is not written down
    for session in (damaged, silent, opened.folder.name):
        assert 'data-before=""' in read(client(), f"/practice?session={session}&question=1")


@pytest.mark.parametrize("place", ["", "/debrief"])
def test_answering_again_is_a_link_of_each_question(place: str) -> None:
    session = keep([HEDGED])
    browser = client()
    page = read(browser, f"/session/{session}{place}")
    back = "&amp;from=debrief" if place else ""
    assert f'href="/practice?session={session}&amp;question=1{back}">Answer it again</a>' in page
    said = read(browser, f"/practice?session={session}&question=1{back.replace('amp;', '')}")
    assert "Tell me about a team." in text_of(said)
    then = f"/session/{session}/debrief?question=1" if place else f"/session/{session}?beside=1#q1"
    assert f'data-then="{then}"' in said
    read(browser, f"/practice?session={session}&question=7", 404)
    read(browser, f"/practice?session={session}&question=one", 404)


def in_vision(text: str, section: Section = Section.AMBITION) -> None:
    """Have that sentence, said now, in the vision."""
    question = AskedQuestion(id="want", theme=section.value, text="What do you want?")
    keep([text], question=question)
    library = Library(recordings())
    pick(library, section, next(each_candidate(library, section)))


def test_the_vision_is_stated_aloud_with_its_lines_in_view(answer: Pcm) -> None:
    in_vision("I want to lead teams.")
    with served() as server, server.tab() as page:
        ask(page, "vision")
        assert page.wait_for_event("question_asked")["question"]["id"] == "vision"
        say_it(page, answer)
        session = page.wait_for_type("ended")["session"]
    kept = Library(recordings()).session(session)
    assert (kept.kind, kept.question_set.name) == (Kind.VISION, "vision")
    browser = client()
    assert 'href="/practice?vision=all">State it aloud' in read(browser, "/vision")
    shown = read(browser, "/practice?vision=all")
    assert '<section class="stated"' in shown
    assert "I want to lead teams." in text_of(shown)
    read(browser, "/practice?vision=nothing", 404)


def kept_story() -> tuple[Library, Session]:
    """A library with the story "Trucks", and the session in which it was told."""
    library = Library(recordings())
    session = library.session(keep_story())
    turn = session.turn(1)
    keep_as_story(library, session.id, turn, turn.takes[0], "Trucks")
    return library, session


def test_a_story_is_told_once_more(answer: Pcm) -> None:
    library, session = kept_story()
    with served() as server, server.tab() as page:
        ask(page, "story", story=1, seconds=30)
        asked = page.wait_for_event("question_asked")["question"]["text"]
        assert asked == "Tell it in half a minute: Trucks"
        say_it(page, answer)
        told = page.wait_for_type("ended")["session"]
    (story,) = StoriesFolder(library.folder).read().stories
    assert [take.session for take in story.takes] == [session.id, told]
    assert story.newest.text == TEAM


def test_a_story_that_nobody_told_is_no_failure() -> None:
    library, session = kept_story()
    with served() as server, server.tab() as page:
        ask(page, "story", story=1, seconds=30)
        page.press("stop")
        assert page.wait_for_type("ended", "failed")["type"] == "ended"
    (story,) = StoriesFolder(library.folder).read().stories
    assert [take.session for take in story.takes] == [session.id]


def test_there_is_a_vision_before_it_is_stated() -> None:
    read(client(), "/practice?vision=all", 404)
    with served() as server, server.tab() as page:
        ask(page, "vision")
        assert page.wait_for_type("failed")["message"] == "There is no vision yet."


def test_a_line_for_the_vision_is_said_now(answer: Pcm) -> None:
    with served() as server, server.tab() as page:
        ask(page, "vision", section="next-steps")
        asked = page.wait_for_event("question_asked")["question"]["text"]
        assert asked == "Strategy and next steps: say it in a sentence."
        say_it(page, answer)
        page.wait_for_type("ended")
    offered = list(each_candidate(Library(recordings()), Section.NEXT_STEPS))
    assert offered[0].sentence.text == TEAM


def test_a_hedged_sentence_is_heard_and_said_once_more(answer: Pcm) -> None:
    session = keep([PLAIN, HEDGED])
    browser = client()
    assert f'href="/practice?drill={session}"' in read(browser, f"/session/{session}")
    assert HEDGED in text_of(read(browser, f"/practice?drill={session}"))
    with served() as server, server.tab() as page:
        ask(page, "drill", session=session)
        assert page.wait_for_event("notice_given")["message"] == f"You said: “{HEDGED}”"
        heard = page.wait_for_type("play")
        assert heard["duration_s"] == pytest.approx(6.0, abs=2.0)
        asked = page.wait_for_event("question_asked")["question"]["text"]
        assert asked == "Say it once more, in one sentence, without maybe."
        say_it(page, answer)
        drilled = page.wait_for_type("ended")["session"]
    both = read(browser, f"/drill/{drilled}")
    said = text_of(both)
    assert "No hedge was found in it now." in said
    assert said.index(HEDGED) < said.index(TEAM)
    assert browser.get(f"/drill/{drilled}/before").mimetype == "audio/wav"
    assert f'src="/session/{drilled}/1/1/audio"' in both
    assert f'href="/drill/{drilled}"' in read(browser, f"/session/{drilled}")
    read(browser, f"/practice?drill={session}", 404)  # it was drilled
    read(browser, f"/drill/{session}", 404)


def test_what_was_said_plainly_in_a_drill_is_offered_for_the_vision(answer: Pcm) -> None:
    keep([HEDGED])
    browser = client()
    with served() as server, server.tab() as page:
        ask(page, "drill")
        say_it(page, answer)
        drilled = page.wait_for_type("ended")["session"]
    both = read(browser, f"/drill/{drilled}")
    assert f"Pick for your vision: {TEAM}" in both
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', both))
    assert send(browser, "/vision/build", **fields).status_code == 303
    (line,) = VisionFolder(recordings()).read().lines
    assert (line.text, line.section) == (TEAM, Section.AMBITION)
    after = read(browser, f"/drill/{drilled}")
    assert "Pick for your vision" not in after
    assert "It is a line of your vision." in text_of(after)


def test_a_hedge_that_stays_is_told(answer: Pcm) -> None:
    keep([HEDGED])
    with served(choose=saying(HEDGED)) as server, server.tab() as page:
        ask(page, "drill")
        say_it(page, answer)
        drilled = page.wait_for_type("ended")["session"]
    page_of_drill = read(client(), f"/drill/{drilled}")
    assert "Still hedged: “I want to maybe" in text_of(page_of_drill)
    assert "Pick for your vision" not in page_of_drill


def test_a_hedged_sentence_whose_sound_was_erased_is_read_and_said_once_more(answer: Pcm) -> None:
    with Library(recordings()).open_session(keep([HEDGED])) as opened:
        erase_sound(opened)
    with served() as server, server.tab() as page:
        ask(page, "drill")
        assert page.wait_for_event("notice_given")["message"] == f"You said: “{HEDGED}”"
        assert "was erased on" in page.wait_for_event("notice_given")["message"]
        say_it(page, answer)
        drilled = page.wait_for_type("ended")["session"]
    both = read(client(), f"/drill/{drilled}")
    assert HEDGED in text_of(both)
    assert "/before" not in both
    assert "Hear both" not in both
    assert 'id="speed"' in both  # what is left can be heard as before


def test_no_hedge_no_drill() -> None:
    keep([PLAIN])
    with served() as server, server.tab() as page:
        ask(page, "drill")
        told = page.wait_for_type("failed")["message"]
        assert told == "No hedge was found in what you said you want."


ALL = {"vision": "yes", "ambition": "yes", "skills": "partly", "achievements": "not asked for"}


def test_what_to_fine_tune_is_said(answer: Pcm) -> None:
    session = keep([PLAIN])
    browser = client()
    send(browser, f"/session/{session}/1/1/rating", **ALL)
    look_back = read(browser, f"/session/{session}/debrief")
    assert f'href="/practice?session={session}&amp;question=1&amp;note=1">Say it aloud' in look_back
    assert "Tell me about a team." in text_of(
        read(browser, f"/practice?session={session}&question=1&note=1")
    )
    with served() as server, server.tab() as page:
        ask(page, "note", session=session, question=1, take=1)
        asked = page.wait_for_event("question_asked")["question"]["text"]
        assert asked == "What would you fine-tune?"
        page.wait_for(lambda message: "done" in message.get("choices", ()))
        page.say(answer)
        page.press("done")
        ended = page.wait_for_type("ended", "failed")
        assert (ended["type"], ended["session"]) == ("ended", session)
    (rated,) = read_debrief(recordings() / session).rated
    assert (rated.note, rated.complete) == (TEAM, True)
    assert rated.figures
    assert f"To fine-tune: {TEAM}" in text_of(
        read(browser, f"/session/{session}/debrief?question=1")
    )
    assert len(Library(recordings()).session(session).turn(1).takes) == 1  # no sound is kept


def test_a_line_is_added_to_what_was_noted_of_a_follow_up(answer: Pcm) -> None:
    session, browser = keep_followed_up(), client()
    send(browser, f"/session/{session}/1/2/rating", note="Slower.")
    path = f"/session/{session}/debrief?question=1&amp;take=2"
    assert path in read(browser, f"/practice?session={session}&question=1&note=2")
    gone = read(browser, f"/practice?session={session}&question=1&note=9")
    assert f'{path.removesuffix("&amp;take=2")}"' in gone
    with served() as server, server.tab() as page:
        ask(page, "note", session=session, question=1, take=2)
        page.wait_for(lambda message: "done" in message.get("choices", ()))
        page.say(answer)  # and a silence ends it
        page.wait_for(lambda message: message.get("choices") == [])  # while it is written down
        page.wait_for_type("ended")
    (rated,) = read_debrief(recordings() / session).rated
    assert (rated.note, rated.complete) == (f"Slower. {TEAM}", False)


@pytest.mark.parametrize("number", ["-1", "1234567890", "one"])
def test_what_is_no_number_in_an_address_is_told(number: str) -> None:
    page = read(client(), f"/practice?session={keep([PLAIN])}&question=1&note={number}", 404)
    assert f"This address has “{number}” where a number belongs." in text_of(page)


def test_nothing_is_noted_where_the_person_stops_or_the_take_is_not_there() -> None:
    session = keep([PLAIN])
    with served() as server, server.tab() as page:
        ask(page, "note", session=session, question=1, take=1)
        page.press("stop")
        assert page.wait_for_type("ended", "failed")["session"] == ""
        page.send(type="note", session=session, question=1, take=2, options={"voice": "none"})
        assert "no take 2" in page.wait_for_type("failed")["message"]
    assert not read_debrief(recordings() / session).rated


TOLD = "They asked why I left so early, and I said it was time. Have you ever led a team? Not yet."


def told(server: Served, answer: Pcm) -> str:
    """Tell of a real interview; the session."""
    with server.tab() as page:
        ask(page, "real")
        asked = page.wait_for_event("question_asked")["question"]["text"]
        assert asked == "Tell me about it, from the start, as it comes."
        page.wait_for_event("answer_started")
        page.say(answer)
        page.press("done")
        assert page.wait_for_event("answer_transcribed")["text"] == TOLD
        ended = page.wait_for_type("ended", "failed")
        assert ended["type"] == "ended"
        return str(ended["session"])


def test_a_real_interview_is_told_and_its_questions_wait(
    answer: Pcm,
) -> None:
    with served(choose=saying(TOLD)) as server:
        session = told(server, answer)
    browser = client()
    assert 'href="/practice?real=new"' in read(browser, "/")
    page = read(browser, f"/session/{session}/debrief")
    assert "I heard 2 questions." in text_of(page)
    assert 'value="Have you ever led a team?"' in page
    early = "Why did you leave so early?"
    fields = {"question-1": early, "question-2": "", "question-4": "Why us?"}
    sent = send(browser, f"/session/{session}/questions", felt="rushed", **fields)
    assert leads_to(browser, sent) == f"/session/{session}/debrief"
    kept = read_debrief(recordings() / session).telling
    assert kept
    assert (kept.felt, kept.words, len(kept.recalled or ())) == ("rushed", Words(take=1), 2)
    asked = [turn.question.text for turn in Library(recordings()).session(session).turns[1:]]
    assert asked == [early, "Why us?"]
    home = read(browser, "/")
    assert f'Today you were asked "{early}", and 1 more.' in text_of(home)
    shown = read(browser, f"/session/{session}/debrief")
    assert f'class="button" href="/practice?set={kept.set_name}">Be asked them again' in shown
    again = send(browser, f"/session/{session}/questions", **{"question-1": "Why?"})
    assert again.status_code == 409


def test_what_was_said_to_a_question_is_told_aloud(answer: Pcm) -> None:
    with served(choose=saying(TOLD)) as server:
        session = told(server, answer)
        browser = client()
        send(browser, f"/session/{session}/questions", **{"question-1": "Why us?"})
        with server.tab() as page:
            ask(page, "real", session=session, question=2, part="wished")
            asked = page.wait_for_event("question_asked")["question"]["text"]
            assert asked == "What do you wish you had said?"
            page.wait_for_event("answer_started")
            page.say(answer)
            page.press("done")
            ended = page.wait_for_type("ended", "failed")
            assert (ended["type"], ended["session"]) == ("ended", session)
            page.send(type="real", session=session, question=3, options={"voice": "none"})
            assert "no question 3" in page.wait_for_type("failed")["message"]
            page.send(type="real", session=session, question=1, options={"voice": "none"})
            assert "picked out" in page.wait_for_type("failed")["message"]
            page.send(type="real", session=session, question=2, part="wished")
            assert page.wait_for_type("ended", "failed")["type"] == "ended"  # it is told already
    telling = read_debrief(recordings() / session).telling
    assert telling
    (recalled,) = telling.recalled or ()
    assert (recalled.said, recalled.wished) == (None, Words(take=1))
    assert TOLD in (user_question_sets() / f"{telling.set_name}.yaml").read_text()
    shown = text_of(read(browser, f"/session/{session}/debrief"))
    assert "You wished you had said" in shown
    assert "Have you ever led a team?" in shown


def test_the_page_says_which_question_is_told_of(answer: Pcm) -> None:
    with served(choose=saying(TOLD)) as server:
        session = told(server, answer)
    browser = client()
    assert 'href="/real">Type it instead' in read(browser, "/practice?real=new")
    send(browser, f"/session/{session}/questions", **{"question-1": "Why us?"})
    for part, prompt in (("said", "What did you say?"), ("wished", "What do you wish")):
        page = text_of(read(browser, f"/practice?real={session}&question=2&part={part}"))
        assert prompt in page
        assert "You were asked: “Why us?”" in page


def test_there_is_a_question_to_keep(answer: Pcm) -> None:
    with served(choose=saying(TOLD)) as server:
        session = told(server, answer)
    browser = client()
    assert send(browser, f"/session/{session}/questions").status_code == 400
    plain = keep([PLAIN])
    assert send(browser, f"/session/{plain}/questions", **{"question-1": "?"}).status_code == 400


@pytest.mark.long  # what is written down of a beginning is as long as it was heard in time
def test_a_telling_that_breaks_off_is_kept_and_gone_on_with(
    answer: Pcm,
) -> None:
    with served(grace_s=0.5, choose=saying(TOLD)) as server:
        with server.tab("first") as page:
            ask(page, "real")
            page.wait_for_event("answer_started")
            page.say(answer)
        with server.tab("second") as page:
            page.wait_for_type("failed", "welcome")
            while server.room.is_running:
                time.sleep(0.05)
            session = Library(recordings()).session("last").id
            page.send(type="real", session=session, options={"voice": "none"})
            assert page.wait_for_type("ended")["session"] == session
    assert "I heard 2 questions." in text_of(read(client(), f"/session/{session}/debrief"))


def test_a_page_knows_the_session_of_a_telling_in_case_its_coach_dies() -> None:
    with served() as server, server.tab() as page:
        ask(page, "real")
        started = page.wait_for(lambda m: m.get("document", {}).get("event") == "answer_started")
        assert started["session"] == Library(recordings()).session("last").id


def test_nothing_is_kept_of_a_telling_that_was_stopped() -> None:
    with served() as server, server.tab() as page:
        ask(page, "real")
        page.press("stop")
        assert page.wait_for_type("ended", "failed")["session"] == ""
        page.send(type="real", session=keep([PLAIN]), options={"voice": "none"})
        assert "is not about a real interview" in page.wait_for_type("failed")["message"]


def test_the_next_step_is_asked_about_at_the_end(answer: Pcm) -> None:
    in_vision("I will ask for it next spring.", Section.NEXT_STEPS)
    with served() as server, server.tab() as page:
        page.open_microphone()
        page.begin(questions=2)
        page.wait_for_event("question_asked")
        say_it(page, answer)
        asked = page.wait_for_event("question_asked")["question"]
        assert asked["text"] == 'You said: "I will ask for it next spring." How is that going?'
        page.press("skip")
        page.wait_for_type("ended")


def test_a_session_goes_on_by_voice(answer: Pcm) -> None:
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [QUESTION, QUESTION]) as opened:
        opened.worth_keeping = True
    with served() as server, server.tab() as page:
        page.open_microphone()
        options = {"voice": "none", "hands_free": True, "captions": False}
        page.send(type="resume", session=opened.folder.name, options=options)
        page.wait_for_event("answer_started")
        page.say(answer)
        page.press("done")  # and it goes on by itself
        assert page.wait_for_event("question_asked")["question"]["number"] == 2
        heard = [each.get("document", {}).get("event") for each in page.messages]
        assert "caption_heard" not in heard
        page.press("stop")
        page.wait_for_type("ended")
