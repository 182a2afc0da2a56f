"""What else the page records, over its WebSocket: retakes, the vision, drills, notes, tellings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach import wiring
from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_clip
from coach.library.library import Library
from coach.testing import CannedTranscriber
from tests.helpers.kept_sessions import HEDGED, keep, recordings
from tests.helpers.page_server import served
from tests.helpers.practising import Pcm, PretendPage
from tests.helpers.reviewing import client, read, text_of
from tests.helpers.spoken import TEAM
from tests.helpers.spoken_fixture import spoken

__all__ = ["spoken"]


@pytest.fixture(autouse=True)
def whisper(monkeypatch: pytest.MonkeyPatch) -> CannedTranscriber:
    """Every answer is written down as the same sentence."""
    transcriber = CannedTranscriber([TEAM])
    monkeypatch.setattr(wiring, "choose_transcriber", lambda *_: transcriber)
    monkeypatch.setattr(wiring, "heard_before", lambda _: True)
    return transcriber


@pytest.fixture
def answer(spoken: dict[str, Path]) -> Pcm:
    samples = read_clip(spoken[TEAM]).at_rate(LISTENING_RATE_HZ).samples
    return np.round(samples * 20_000).astype(np.int16)


def ask(page: PretendPage, kind: str, **asked: object) -> None:
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


def test_a_question_is_answered_again(answer: Pcm) -> None:
    session = keep([HEDGED])
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


@pytest.mark.parametrize("place", ["", "/debrief"])
def test_answering_again_is_a_link_of_each_question(place: str) -> None:
    session = keep([HEDGED])
    browser = client()
    page = read(browser, f"/session/{session}{place}")
    back = "&amp;from=debrief" if place else ""
    assert f'href="/practice?session={session}&amp;question=1{back}">Answer it again</a>' in page
    said = read(browser, f"/practice?session={session}&question=1{back.replace('amp;', '')}")
    assert "Tell me about a team." in text_of(said)
    then = f"/session/{session}/debrief#q1" if place else f"/session/{session}?beside=1#q1"
    assert f'data-then="{then}"' in said
    read(browser, f"/practice?session={session}&question=7", 404)
    read(browser, f"/practice?session={session}&question=one", 404)
