"""Picking lines for the vision on the page, and taking them out."""

from __future__ import annotations

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
    assert text.count(LEAD) == 1
    assert send(browser, "/vision/1/drop").status_code == 303
    assert lines() == []
    assert send(browser, "/vision/1/drop").status_code == 404


def test_a_section_without_sentences_says_so() -> None:
    browser = client()
    assert "Nothing was said about it yet." in text_of(read(browser, "/vision/build"))
    read(browser, "/vision/build?section=nothing", 404)
    assert send(browser, "/vision/build", section="x").status_code == 404
