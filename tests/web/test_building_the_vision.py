"""Picking lines for the vision on the page, and taking them out."""

from __future__ import annotations

import re

from coach.library.library import Library
from coach.library.records import AskedQuestion
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from tests.helpers.kept_sessions import keep, recordings
from tests.helpers.reviewing import client, leads_to, read, send, text_of

WANT = AskedQuestion(id="want", theme=Section.AMBITION.value, text="What do you want?")
LEAD = "I want to lead teams in Leeds."


def lines() -> list[str]:
    return [line.text for line in VisionFolder(Library(recordings()).folder).read().lines]


def test_a_sentence_is_picked_and_taken_out_again() -> None:
    session = keep([f"{LEAD} I will ask for it in May."], question=WANT)
    browser = client()
    page = read(browser, "/vision/build")
    assert f'src="/session/{session}/1/1/audio#t=0.00' in page
    assert 'href="/practice?vision=ambition">Say it now' in page
    sentence = f"{session}/1/1/0"
    picked = send(browser, "/vision/build", section="ambition", sentence=sentence)
    assert leads_to(browser, picked) == "/vision/build?section=ambition"
    assert lines() == [LEAD]
    again = send(browser, "/vision/build", section="ambition", sentence=sentence)
    assert again.status_code == 409
    text = text_of(read(browser, "/vision/build?section=ambition"))
    assert text.count(LEAD) == 2  # the line, and that it was picked last
    out = send(browser, "/vision/1/drop", section="ambition")
    assert leads_to(browser, out) == "/vision/build?section=ambition"
    assert lines() == []
    assert send(browser, "/vision/1/drop").status_code == 404


def test_a_section_without_sentences_says_so() -> None:
    browser = client()
    page = read(browser, "/vision/build")
    assert "There is no sentence to pick yet." in text_of(page)
    assert 'href="/practice?set=theme-ambition">answer the questions on it</a>' in page
    read(browser, "/vision/build?section=nothing", 404)
    assert send(browser, "/vision/build", section="x").status_code == 404


def test_a_change_can_be_undone_and_done_again() -> None:
    session = keep([f"{LEAD} I will ask for it in May."], question=WANT)
    browser = client()
    assert "Undo" not in read(browser, "/vision/build")
    send(browser, "/vision/build", section="ambition", sentence=f"{session}/1/1/0")
    assert f"Last picked: “{LEAD}” Undo" in text_of(read(browser, "/vision"))
    assert leads_to(browser, send(browser, "/vision/1/drop")) == "/vision"
    assert lines() == []
    shown = text_of(read(browser, "/vision"))
    assert f"Last taken out: “{LEAD}” Undo" in shown
    assert "There is no vision yet." in shown
    assert leads_to(browser, send(browser, "/vision/undo")) == "/vision"
    assert lines() == [LEAD]
    undone = send(browser, "/vision/undo", section="ambition")
    assert leads_to(browser, undone) == "/vision/build?section=ambition"
    assert lines() == []


def test_a_page_of_before_undoes_and_picks_nothing_that_it_does_not_show() -> None:
    session = keep([f"{LEAD} I will ask for it in May."], question=WANT)
    browser, first = client(), f"{session}/1/1/0"
    send(browser, "/vision/build", section="ambition", sentence=first, text=LEAD)
    (version,) = set(re.findall(r'name="version" value="(\d+)"', read(browser, "/vision")))
    send(browser, "/vision/build", section="ambition", sentence=f"{session}/1/1/7")
    assert send(browser, "/vision/undo", version=version).status_code == 409
    assert len(lines()) == 2
    send(browser, "/vision/1/drop")
    with Library(recordings()).open_session(session) as opened:
        opened.correct(1, opened.session.turn(1).takes[0], 3, 4, "run")
    stale = send(browser, "/vision/build", section="ambition", sentence=first, text=LEAD)
    assert stale.status_code == 409
    assert len(lines()) == 1


def test_what_cannot_be_undone_says_so() -> None:
    browser = client()
    assert send(browser, "/vision/undo").status_code == 404
    session = keep([f"{LEAD} I will ask for it in May."], question=WANT)
    for first_word in (0, 7):
        sentence = f"{session}/1/1/{first_word}"
        send(browser, "/vision/build", section="ambition", sentence=sentence)
    version = recordings() / "vision" / "versions" / "0001.json"
    version.write_text("{")
    assert "Undo" not in read(browser, "/vision")
    version.unlink()
    assert send(browser, "/vision/undo").status_code == 404
    assert len(lines()) == 2


def test_a_line_takes_over_what_was_corrected() -> None:
    session = keep(["I want to lead teems in Leeds."], question=WANT)
    browser = client()
    send(browser, "/vision/build", section="ambition", sentence=f"{session}/1/1/0")
    with Library(recordings()).open_session(session) as opened:
        opened.correct(1, opened.session.turn(1).takes[0], 4, 5, "teams")
    assert f"You corrected it: “{LEAD}”" in text_of(read(browser, "/vision"))
    assert leads_to(browser, send(browser, "/vision/1/reword")) == "/vision"
    assert lines() == [LEAD]
    assert f"Last reworded: “{LEAD}”" in text_of(read(browser, "/vision"))
    assert send(browser, "/vision/1/reword").status_code == 404
