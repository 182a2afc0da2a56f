"""What the page writes: ratings, as `coach debrief` keeps them, and corrections."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from coach.debrief.keeping import read_debrief
from coach.debrief.records import Aspect, Rating
from coach.library.library import Library
from coach.library.reading import KeptTake, transcript_of
from coach.library.records import Kind
from coach.web.listing_index import waiting_to_be_rated
from tests.helpers.kept_sessions import (
    HEDGED,
    PLAIN,
    SET,
    TEAM,
    WHY,
    keep,
    keep_followed_up,
    keep_take,
    recordings,
)
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.reviewing import HERE, Answer, Client, client, leads_to, read, send, text_of

ALL = {"vision": "yes", "ambition": "yes", "skills": "partly", "achievements": "not asked for"}


def test_nothing_of_an_answer_is_shown_before_it_is_rated() -> None:
    name = keep([HEDGED])
    page = read(client(), f"/session/{name}/debrief")
    assert "/1/1/audio" in page
    shown = text_of(page).lower()
    assert not [word for word in ("maybe", "leeds", "hedge", "words a minute") if word in shown]
    assert "<path" not in page


def test_what_is_rated_is_kept_where_the_command_keeps_it_and_then_shown() -> None:
    name = keep([HEDGED])
    browser = client()
    sent = send(browser, f"/session/{name}/1/1/rating", **ALL, note=" Say it. ", finish="1")
    assert (sent.status_code, leads_to(browser, sent)) == (
        303,
        f"/session/{name}/debrief?question=1",
    )
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.complete
    assert rated.ratings[Aspect.SKILLS] is Rating.PARTLY
    assert rated.note == "Say it."
    assert rated.figures["hedges"] == 2
    page = text_of(read(browser, f"/session/{name}/debrief?question=1"))
    assert HEDGED in page
    assert "By ear: ambition and desire, yes." in page
    assert "Say it." in (recordings() / name / "debrief.md").read_text()


def test_what_a_question_listens_for_is_ticked_by_ear_and_told() -> None:
    points = ("what you did yourself", "what came of it")
    name = keep([HEDGED], question=TEAM.model_copy(update={"listen_for": points}))
    browser = client()
    blind = read(browser, f"/session/{name}/debrief")
    assert "what came of it" in text_of(blind)
    assert 'name="heard-2"' in blind
    send(browser, f"/session/{name}/1/1/rating", **ALL, **{"heard-1": "yes", "heard-2": "no"})
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.heard == {1: True, 2: False}
    send(browser, f"/session/{name}/1/1/rating", finish="1")
    page = text_of(read(browser, f"/session/{name}/debrief?question=1"))
    assert "Heard: what you did yourself" in page
    assert "Not heard: what came of it" in page


def two_answers() -> str:
    """A session of two questions, both answered; its id."""
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM, WHY]) as opened:
        for question, text in ((1, HEDGED), (2, PLAIN)):
            transcript = as_transcript(text)
            keep_take(opened, transcript, facts_for(transcript), question)
        opened.finish()
        return opened.session.id


def test_one_answer_is_looked_back_at_after_the_other_and_summed_up() -> None:
    name, browser = two_answers(), client()
    at, look_back = f"/session/{name}", f"/session/{name}/debrief"
    page = read(browser, look_back)
    assert "Tell me about a team." in page
    assert "Why us?" not in page
    assert 'aria-label="Question 2, not rated yet"' in page
    send(browser, f"{at}/1/1/rating", **ALL, finish="1")
    assert f'href="{look_back}?question=2" data-key="n">Next answer' in read(
        browser, f"{look_back}?question=1"
    )
    assert "Why us?" in read(browser, look_back)  # the next that waits
    assert "1 of 2 answers are rated." in text_of(read(browser, f"{look_back}/summary"))
    send(browser, f"{at}/2/1/rating", **ALL | {"vision": "no"}, note="Say why.", finish="1")
    assert "Sum it up" in read(browser, f"{look_back}?question=2")
    summary = read(browser, look_back)
    told = text_of(summary)
    assert "All of it is rated." in told
    assert "career vision1 yes, 1 no" in told
    assert "To fine-tune: Say why." in told
    assert "By your ratings, “Why us?” reflected you least." in told
    assert f'href="/practice?session={name}&amp;question=2&amp;from=debrief">Answer question' in (
        summary
    )


def test_a_follow_up_is_rated_after_the_answer_that_it_may_quote() -> None:
    name, browser = keep_followed_up((HEDGED, PLAIN), asks="Why “a small team”?"), client()
    at, look_back = f"/session/{name}", f"/session/{name}/debrief"
    for page in ("", "?question=1", "?question=1&take=2", "/summary"):
        assert "small team" not in text_of(read(browser, look_back + page))
    assert "A follow-up to your answer" in text_of(read(browser, f"{look_back}/summary"))
    assert "The follow-up to question 1" not in read(browser, look_back)
    sent = send(browser, f"{at}/1/1/rating", **ALL, finish="1")
    assert leads_to(browser, sent) == f"{look_back}?question=1"
    page = read(browser, f"{look_back}?question=1")
    assert f'href="{look_back}?question=1&amp;take=2" data-key="n">Next answer' in page
    waiting = read(browser, look_back)
    assert "Follow-up: Why “a small team”? (that was short)" in text_of(waiting)
    assert "forty people" not in text_of(waiting)
    assert 'aria-label="The follow-up to question 1, not rated yet"' in waiting
    assert "Answer it again" not in waiting
    assert f'href="{look_back}?question=1">The answer before' in waiting
    sent = send(browser, f"{at}/1/2/rating", **ALL, note="Name the year.", finish="1")
    assert leads_to(browser, sent) == f"{look_back}?question=1&take=2"
    assert "forty people" in text_of(read(browser, f"{look_back}?question=1&take=2"))
    summary = text_of(read(browser, look_back))
    assert "All of it is rated." in summary
    assert "Follow-up: Why “a small team”?" in summary
    assert "To fine-tune: Name the year." in summary
    send(browser, f"{at}/1/1/rating", again="1")  # then the follow-up waits again
    assert "small team" not in text_of(read(browser, f"{look_back}?question=1&take=2"))


def test_of_a_session_with_a_follow_up_both_answers_wait_to_be_rated() -> None:
    name, browser = keep_followed_up(), client()
    send(browser, f"/session/{name}/1/1/rating", **ALL, finish="1")
    assert "1 answer is not rated yet." in text_of(
        read(browser, f"/session/{name}/debrief/summary")
    )
    assert waiting_to_be_rated(recordings() / name, Library(recordings()).session(name)) == (1,)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("no", "partly", "By your ratings, “Tell me about a team.” reflected you least."),
        ("no", "no", "You rated “Tell me about a team.” with a no."),
        ("partly", "partly", "You rated “Tell me about a team.” with a partly."),
    ],
)
def test_no_answer_is_called_the_least_where_another_was_rated_the_same(
    first: str, second: str, told: str
) -> None:
    name, browser = two_answers(), client()
    for number, rating in ((1, first), (2, second)):
        ratings = dict.fromkeys(ALL, "yes") | {"skills": rating}
        send(browser, f"/session/{name}/{number}/1/rating", **ratings, finish="1")
    assert told in text_of(read(browser, f"/session/{name}/debrief/summary"))


def test_one_answer_alone_is_not_the_least_of_any() -> None:
    name, browser = keep([PLAIN]), client()
    send(browser, f"/session/{name}/1/1/rating", **ALL, finish="1")
    told = text_of(read(browser, f"/session/{name}/debrief/summary"))
    assert "You rated “Tell me about a team.” with a partly." in told


@pytest.mark.parametrize("rating", ["no", "not asked for"])
def test_what_was_not_rated_with_a_yes_is_not_said_to_reflect_anybody(rating: str) -> None:
    name, browser = keep([PLAIN], kind=Kind.VISION), client()
    ratings = dict.fromkeys(ALL, "not asked for") | {"skills": rating}
    send(browser, f"/session/{name}/1/1/rating", **ratings, finish="1")
    told = text_of(read(browser, f"/session/{name}/debrief/summary"))
    assert "reflect" not in told.replace("Did it truly reflect your", "")
    assert "Practise" in told


def test_what_held_leads_on_to_the_vision() -> None:
    name, browser = keep([PLAIN]), client()
    yes = dict.fromkeys(ALL, "yes")
    send(browser, f"/session/{name}/1/1/rating", **yes, finish="1")
    assert "Pick sentences for your vision" in read(browser, f"/session/{name}/debrief")
    assert "By your ear, all of it reflects you." in read(browser, f"/session/{name}/debrief")
    silent = keep([""])
    summary = text_of(read(browser, f"/session/{silent}/debrief"))
    assert "No answer has any speech, so there is nothing to rate." in summary


def test_what_is_half_rated_is_kept_and_still_blind() -> None:
    name = keep([HEDGED])
    browser = client()
    send(browser, f"/session/{name}/1/1/rating", vision="no")
    (rated,) = read_debrief(recordings() / name).rated
    assert not rated.complete
    page = read(browser, f"/session/{name}/debrief")
    assert "maybe" not in text_of(page)
    assert re.search(r'name="vision" value="no" data-key="n" required checked', page)
    send(browser, f"/session/{name}/1/1/rating", **ALL, finish="1")
    assert read_debrief(recordings() / name).rated[0].note == ""


def test_the_newest_take_is_rated_and_may_be_rated_anew() -> None:
    name = keep([HEDGED, PLAIN])
    browser = client()
    assert 'action="/session/' + name + '/1/2/rating"' in read(browser, f"/session/{name}/debrief")
    send(browser, f"/session/{name}/1/2/rating", **ALL, finish="1")
    assert "Rate it anew" in read(browser, f"/session/{name}/debrief?question=1")
    send(browser, f"/session/{name}/1/2/rating", again="1")
    assert read_debrief(recordings() / name).rated == ()


def test_a_rating_that_does_not_exist_is_refused() -> None:
    name = keep([HEDGED])
    sent = send(client(), f"/session/{name}/1/1/rating", vision="excellent")
    assert sent.status_code == 400
    assert not (recordings() / name / "debrief.json").exists()


def test_a_session_in_use_is_not_written_to() -> None:
    name = keep([HEDGED])
    with Library(recordings()).open_session(name):
        sent = send(client(), f"/session/{name}/1/1/rating", **ALL, finish="1")
    assert sent.status_code == 409
    assert "in use" in sent.text


def test_a_damaged_debrief_is_named_and_left_alone() -> None:
    name = keep([HEDGED])
    (recordings() / name / "debrief.json").write_text("{")
    browser = client()
    assert "debrief.json" in read(browser, f"/session/{name}/debrief", 500)
    assert send(browser, f"/session/{name}/1/1/rating", **ALL, finish="1").status_code == 500
    assert (recordings() / name / "debrief.json").read_text() == "{"
    assert HEDGED in text_of(read(browser, f"/session/{name}"))


def correct(browser: Client, path: str, *rows: tuple[str, str]) -> Answer:
    """Send lines as the page does: how each was shown, and how it should read."""
    fields = {"was": [was for was, _ in rows], "line": [line for _, line in rows]}
    return browser.post(path, data=fields, headers={"Origin": HERE})


def test_text_is_corrected_and_what_was_heard_stays() -> None:
    name = keep(["I lead a teem of forty. We are in Leads."])
    browser = client()
    path = f"/session/{name}/1/1/correct"
    sent = correct(
        browser,
        path,
        ("I lead a teem of forty.", "I lead a team of forty."),
        ("We are in Leads.", "We are in Leeds."),
    )
    assert (sent.status_code, leads_to(browser, sent)) == (303, f"/session/{name}#q1t1")
    take = Library(recordings()).session(name).turns[0].takes[0]
    kept = KeptTake(recordings() / name, take)
    now, heard = kept.transcript, kept.heard
    assert now is not None
    assert heard is not None
    assert now.text == "I lead a team of forty. We are in Leeds."
    assert heard.text == "I lead a teem of forty. We are in Leads."
    assert [w.start_s for w in now.words] == [w.start_s for w in heard.words]
    assert "Take all corrections back" in read(browser, path)
    send(browser, path, take_back="1")
    assert transcript_of(recordings() / name, take) == heard
    page = read(client(), path)  # also by a page that was opened later
    assert "Take all corrections back" not in page
    assert "Put them back" in page
    send(browser, path, put_back="1")
    assert transcript_of(recordings() / name, take) == now


def test_two_pages_that_changed_other_lines_are_put_together() -> None:
    name = keep(["I lead a teem of forty. We are in Leads."])
    browser, path = client(), f"/session/{name}/1/1/correct"
    first, second = "I lead a teem of forty.", "We are in Leads."
    correct(browser, path, (first, "I lead forty."), (second, second))
    correct(browser, path, (first, first), (second, "We are in Leeds."))
    take = Library(recordings()).session(name).turns[0].takes[0]
    now = transcript_of(recordings() / name, take)
    assert now is not None
    assert now.text == "I lead forty. We are in Leeds."


def test_a_line_that_changed_meanwhile_is_not_corrected_and_both_are_shown() -> None:
    name = keep([PLAIN])
    browser, path = client(), f"/session/{name}/1/1/correct"
    correct(browser, path, (PLAIN, "Something <b>else</b>."))
    again = correct(browser, path, (PLAIN, "A third thing."))
    assert again.status_code == 409
    shown = text_of(again.text)
    assert "It reads now: Something <b>else</b>. You typed: A third thing." in shown
    told = browser.post(
        path,
        data={"was": PLAIN, "line": "A third thing."},
        headers={"Origin": HERE, "Accept": "application/json"},
    )
    assert told.json == {"kept": True, "reads": ["Something <b>else</b>."], "clashes": [0]}
    assert "Something &lt;b&gt;else&lt;/b&gt;." in read(browser, path)


def test_what_no_page_sends_is_refused() -> None:
    path = f"/session/{keep([PLAIN])}/1/1/correct"
    sent = client().post(path, data={"was": "a", "line": ["b", "c"]}, headers={"Origin": HERE})
    assert sent.status_code == 400


def test_a_rating_that_was_to_be_made_anew_can_be_put_back() -> None:
    name = keep([HEDGED])
    browser, path = client(), f"/session/{name}/1/1/rating"
    send(browser, path, **ALL, note="First.", finish="1")
    before = read_debrief(recordings() / name).rated
    send(browser, path, again="1")
    assert read_debrief(recordings() / name).rated == ()
    page = read(client(), f"/session/{name}/debrief")
    assert "Put the rating back" in page
    assert "First." not in page  # as blind as before
    send(browser, path, **ALL | {"vision": "no"}, note="Second.", finish="1")
    shown = read(browser, f"/session/{name}/debrief?question=1")
    assert "Put the rating before this one back" in shown
    send(browser, path, put_back="1")
    assert read_debrief(recordings() / name).rated == before
    send(browser, path, put_back="1")
    assert read_debrief(recordings() / name).rated[0].note == "Second."


def test_who_begins_anew_twice_can_put_the_whole_rating_back() -> None:
    name = keep([HEDGED])
    browser, path = client(), f"/session/{name}/1/1/rating"
    send(browser, path, **ALL, note="First.", finish="1")
    before = read_debrief(recordings() / name).rated
    send(browser, path, again="1")
    send(browser, path, vision="no")
    send(browser, path, again="1")
    send(browser, path, put_back="1")
    assert read_debrief(recordings() / name).rated == before


def test_a_note_that_changed_meanwhile_stays_and_is_told() -> None:
    name = keep([HEDGED])
    browser, path = client(), f"/session/{name}/1/1/rating"
    send(browser, path, note="Theirs.", vision="yes")
    headers = {"Origin": HERE, "Accept": "application/json"}
    for was, given, kept in (("", "Mine.", "Theirs."), ("Theirs.", "Mine.", "Mine.")):
        sent = browser.post(
            path, data={"note": given, "note_was": was, "skills": "no"}, headers=headers
        )
        assert sent.json == {"kept": True} | ({"theirs": kept} if kept == "Theirs." else {})
        (rated,) = read_debrief(recordings() / name).rated
        assert (rated.note, rated.ratings[Aspect.SKILLS]) == (kept, Rating.NO)
        assert rated.ratings[Aspect.VISION] is Rating.YES


def test_damage_is_told_in_words_and_hides_no_more_than_it_must() -> None:
    name = keep([PLAIN])
    browser = client()
    with Library(recordings()).open_session(name) as opened:
        opened.add_transcript(1, opened.session.turn(1).takes[0], as_transcript("Newer."))
    next((recordings() / name).glob("01-*/take-1.transcript-2.json")).write_text('{"words": [')
    page = text_of(read(browser, f"/session/{name}"))
    assert PLAIN in page
    assert "take-1.transcript-2.json is cut off, or something else has written to it." in page
    assert "This is the transcript before it." in page
    for content in ("", "{", "[1]", "{}", '{"id": 3}'):
        (recordings() / name / "session.json").write_text(content)
        told = text_of(read(browser, f"/session/{name}", 500))
        for jargon in ("JSON", "Invalid", "column", "Field required", "Input", "valid"):
            assert jargon not in told, told


@pytest.mark.parametrize(
    ("field", "value"),
    [("level_step_s", 0), ("levels_db", [float("nan")]), ("duration_s", 10**400)],
)
def test_impossible_numbers_in_the_sound_facts_are_damage(field: str, value: object) -> None:
    name = keep([PLAIN])
    path = next((recordings() / name).glob("01-*/take-1.sound.json"))
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))
    page = text_of(read(client(), f"/session/{name}"))
    assert "take-1.sound.json" in page
    assert "is not what it should be" in page
    assert PLAIN in page


def test_a_follow_up_that_was_rated_lowest_is_named_as_what_it_is() -> None:
    name, browser = keep_followed_up(asks="Who helped you?"), client()
    for take, rating in ((1, "yes"), (2, "no")):
        ratings = dict.fromkeys(("vision", "ambition", "skills", "achievements"), rating)
        send(browser, f"/session/{name}/1/{take}/rating", **ratings, finish="1")
    page = text_of(read(browser, f"/session/{name}/debrief/summary"))
    assert "By your ratings, the follow-up “Who helped you?” reflected you least." in page
    assert "Answer question 1 again" in page


def test_every_point_is_ticked_however_many_there_are() -> None:
    points = tuple(f"point {number}" for number in range(1, 26))
    name = keep([HEDGED], question=TEAM.model_copy(update={"listen_for": points}))
    browser = client()
    page = read(browser, f"/session/{name}/debrief")
    ticks = dict.fromkeys(set(re.findall(r'name="(heard-\d+)"', page)), "yes")
    send(browser, f"/session/{name}/1/1/rating", **ticks)
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.heard == dict.fromkeys(range(1, 26), True)


def test_signs_that_nobody_sees_come_into_no_note() -> None:
    name, browser = keep([HEDGED]), client()
    path = f"/session/{name}/1/1/rating"
    send(browser, path, note="Say\x1b[31m it.\x07")
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.note == "Say[31m it."
    asked = {"Origin": HERE, "Accept": "application/json"}
    again = {"note": "Say it now.", "note_was": "Say\x1b[31m it.\x07"}
    assert "theirs" not in browser.post(path, data=again, headers=asked).json
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.note == "Say it now."


def test_a_space_that_is_typed_in_japanese_parts_no_other_words() -> None:
    said = ("今日", "は", "元気", "です。", "とても", "いい", "日。")
    first, second = "".join(said[:4]), "".join(said[4:])
    transcript = as_transcript(" ".join(said), "ja")
    (segment,) = transcript.segments
    written = segment.model_copy(update={"text": first + second})
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
        keep_take(
            opened, transcript.model_copy(update={"segments": (written,)}), facts_for(transcript)
        )
    path, browser = f"/session/{opened.session.id}/1/1/correct", client()

    def saved(*lines: tuple[str, str]) -> Any:
        data = {"was": [was for was, _ in lines], "line": [line for _, line in lines]}
        return browser.post(path, data=data, headers={"Origin": HERE, "Accept": "application/json"})

    told = saved((first, "今日は 本当に 元気です。"), (second, second)).json
    shown = re.findall(r'name="was" value="([^"]*)"', read(browser, path))
    assert told["reads"] == shown == ["今日は本当に元気です。", second]
    again = saved((shown[0], "今日は元気だ。"), (second, second)).json
    assert (again["reads"], again["clashes"]) == (["今日は元気だ。", second], [])
