"""What the page writes: ratings, as `coach debrief` keeps them, and corrections."""

from __future__ import annotations

import re

from coach.debrief.keeping import read_debrief
from coach.debrief.records import Aspect, Rating
from coach.library.library import Library
from coach.library.reading import original_of, transcript_of
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, recordings
from tests.helpers.reviewing import client, leads_to, read, send, text_of

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
    assert (sent.status_code, leads_to(browser, sent)) == (303, f"/session/{name}/debrief#q1t1")
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.complete
    assert rated.ratings[Aspect.SKILLS] is Rating.PARTLY
    assert rated.note == "Say it."
    assert rated.figures["hedges"] == 2
    page = text_of(read(browser, f"/session/{name}/debrief"))
    assert HEDGED in page
    assert "By ear: ambition and desire, yes." in page
    assert "Say it." in (recordings() / name / "debrief.md").read_text()


def test_what_is_half_rated_is_kept_and_still_blind() -> None:
    name = keep([HEDGED])
    browser = client()
    send(browser, f"/session/{name}/1/1/rating", vision="no")
    (rated,) = read_debrief(recordings() / name).rated
    assert not rated.complete
    page = read(browser, f"/session/{name}/debrief")
    assert "maybe" not in text_of(page)
    assert re.search(r'name="vision" value="no" required checked', page)
    send(browser, f"/session/{name}/1/1/rating", **ALL, finish="1")
    assert read_debrief(recordings() / name).rated[0].note == ""


def test_the_newest_take_is_rated_and_may_be_rated_anew() -> None:
    name = keep([HEDGED, PLAIN])
    browser = client()
    assert 'action="/session/' + name + '/1/2/rating"' in read(browser, f"/session/{name}/debrief")
    send(browser, f"/session/{name}/1/2/rating", **ALL, finish="1")
    assert "Rate it anew" in read(browser, f"/session/{name}/debrief")
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


def test_text_is_corrected_and_what_was_heard_stays() -> None:
    name = keep(["I lead a teem of forty. We are in Leads."])
    browser = client()
    path = f"/session/{name}/1/1/correct"
    sent = send(
        browser,
        path,
        version=version(read(browser, path)),
        **{"line-0": "I lead a team of forty.", "line-6": "We are in Leeds."},
    )
    assert (sent.status_code, leads_to(browser, sent)) == (303, f"/session/{name}#q1t1")
    take = Library(recordings()).session(name).turns[0].takes[0]
    now, heard = transcript_of(recordings() / name, take), original_of(recordings() / name, take)
    assert now is not None
    assert heard is not None
    assert now.text == "I lead a team of forty. We are in Leeds."
    assert heard.text == "I lead a teem of forty. We are in Leads."
    assert [w.start_s for w in now.words] == [w.start_s for w in heard.words]
    page = read(browser, path)
    assert "Take all corrections back" in page
    send(browser, path, version=version(page), take_back="1")
    assert transcript_of(recordings() / name, take) == heard


def test_a_text_that_changed_meanwhile_is_not_corrected() -> None:
    name = keep([PLAIN])
    path = f"/session/{name}/1/1/correct"
    browser = client()
    before = version(read(browser, path))
    send(browser, path, version=before, **{"line-0": "Something else."})
    again = send(browser, path, version=before, **{"line-0": "A third thing."})
    assert again.status_code == 409
    assert "changed meanwhile" in again.text
    assert "Something else." in read(browser, path)


def version(page: str) -> str:
    """Which state of the text a page shows."""
    (found,) = set(re.findall(r'name="version" value="(\w+)"', page))
    return str(found)
