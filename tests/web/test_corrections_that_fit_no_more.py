"""The page where another transcript counts than the one that was corrected."""

from __future__ import annotations

import html
import re

import pytest

from coach.library.library import Library
from coach.library.reading import KeptTake
from coach.transcription.ports import Stage
from coach.web.page_file import as_html
from tests.helpers.kept_sessions import keep, recordings
from tests.helpers.labels import as_transcript
from tests.helpers.reviewing import client, leads_to, read, send, text_of

SAID = "We sold so relto in Leeds."


@pytest.fixture
def session() -> str:
    name = keep([SAID], verbatim=False)
    better = as_transcript("We sold Chorelto here in Leeds.")
    with Library(recordings()).open_session(name) as opened:
        opened.correct(1, opened.session.take(1, 1), 2, 4, "Xarelto")
        newer = better.model_copy(update={"stage": Stage.FULL})
        opened.add_transcript(1, opened.session.take(1, 1), newer)
    return name


def now(session: str) -> str:
    take = Library(recordings()).session(session).take(1, 1)
    transcript = KeptTake(recordings() / session, take).transcript
    assert transcript
    return transcript.text


def buttons(page: str, name: str) -> list[str]:
    return [html.unescape(key) for key in re.findall(f'name="{name}" value="([^"]*)"', page)]


def test_the_session_says_so_and_leads_to_where_it_is_seen_to(session: str) -> None:
    page = read(client(), f"/session/{session}")
    assert "1 correction fits no more: put in or leave out" in text_of(page)
    assert f"/session/{session}/1/1/correct#misfits" in page
    told = text_of(read(client(), f"/session/{session}/1/1/correct"))
    assert "“so relto” should read “Xarelto”; it reads “Chorelto here” now" in told


def test_it_is_put_in(session: str) -> None:
    browser, path = client(), f"/session/{session}/1/1/correct"
    (key,) = buttons(read(browser, path), "put_in")
    sent = send(browser, path, put_in=key)
    assert now(session) == "We sold Xarelto in Leeds."
    assert leads_to(browser, sent) == f"/session/{session}#q1t1"
    assert "fits no more" not in read(browser, f"/session/{session}")
    assert send(browser, path, put_in=key).status_code == 404  # by an older tab


def test_it_is_left_out(session: str) -> None:
    browser, path = client(), f"/session/{session}/1/1/correct"
    (key,) = buttons(read(browser, path), "leave_out")
    send(browser, path, leave_out=key)
    assert now(session) == "We sold Chorelto here in Leeds."
    assert buttons(read(browser, path), "leave_out") == []


def test_what_is_handed_on_is_not_told_of_it(session: str) -> None:
    library = Library(recordings())
    page = as_html(library, library.session(session)).text
    assert "fits no more" not in page
