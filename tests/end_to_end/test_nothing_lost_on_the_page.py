"""A session on the page of the whole program, while that is killed or stopped, or cannot be
reached: what was said is kept, each sample once.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, expect, sync_playwright

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_clip
from coach.library.library import Library
from coach.library.records import Take
from tests.helpers.coach_program import coach, succeeded
from tests.helpers.kept_sessions import recordings
from tests.helpers.practising import Pcm, PretendPage, practising
from tests.helpers.reviewing import Reviewing, reviewing
from tests.helpers.spoken import TEAM, WAREHOUSE, error_rate
from tests.helpers.spoken_fixture import spoken
from tests.helpers.watched_page import (
    answer_first,
    microphone_file,
    noted,
    recording,
    watched_browser,
    watched_page,
)

__all__ = ["spoken"]

HEARD_AS_SAID = 0.2  # of the words, at most, may be others


@pytest.fixture
def answer(spoken: dict[str, Path]) -> Pcm:
    """The first half of an answer, and the second."""
    parts = [
        read_clip(spoken[text]).at_rate(LISTENING_RATE_HZ).samples for text in (TEAM, WAREHOUSE)
    ]
    return np.round(np.concatenate(parts) * 20_000).astype(np.int16)


@pytest.fixture(scope="module")
def browser(spoken: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a microphone, whose pages note what leaves them."""
    path = tmp_path_factory.mktemp("microphone") / "voice.wav"
    microphone = microphone_file(path, spoken.values())
    with sync_playwright() as driver, watched_browser(driver, microphone) as running:
        yield running


@contextmanager
def tab_of(server: Reviewing) -> Iterator[PretendPage]:
    """A tab of a browser that was let in."""
    parts = urlsplit(server.at("/"))
    assert parts.port
    with practising(parts.port, parts.path.rstrip("/"), server.cookie) as page:
        yield page


def answering(page: PretendPage, **options: object) -> str:
    """Begin, up to the first answer. The session's id."""
    page.open_microphone()
    page.send(type="begin", set="career-vision", heard=True, options={"voice": "none"} | options)
    session = str(page.wait_for_event("session_started")["session"])
    page.wait_for_event("answer_started")
    return session


def kept_take(session: str) -> Take:
    return Library(recordings()).session(session).take(1, 1)


def kept_sound(session: str) -> Pcm:
    samples, rate_hz = soundfile.read(
        recordings() / session / kept_take(session).audio, dtype="int16"
    )
    assert rate_hz == LISTENING_RATE_HZ
    return np.asarray(samples, np.int16)


def same_sound(kept: Pcm, given: Pcm) -> None:
    """All of `kept` is one stretch of `given`, sample for sample."""
    starts = np.flatnonzero(given[: len(given) - len(kept) + 1] == kept[0])
    assert any(np.array_equal(given[start : start + len(kept)], kept) for start in starts)


@pytest.fixture
def port() -> str:
    """A free port: the usual one may be another coach's while ours is dead."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return str(bound.getsockname()[1])


def test_the_coach_is_killed_in_an_answer_and_started_again(answer: Pcm, port: str) -> None:
    half = len(answer) // 2
    with reviewing("--port", port, command="open") as first, tab_of(first) as page:
        session = answering(page, questions=2)
        page.say(answer[:half])
        first.process.kill()
        first.process.wait()
        assert LISTENING_RATE_HZ * 2 * (half / LISTENING_RATE_HZ - 0.5) < wav_size(session)
        page.say(answer[half:])
        page.cut()
        with reviewing("--port", port, command="open") as second:
            assert second.origin == first.origin
            page.reconnect()
            assert page.wait_for_type("welcome")["state"] == "idle"
            page.hand_over(session)
            assert page.wait_for_type("taken_in", "refused")["type"] == "taken_in"
            sound = page.sound
            page.hand_over(session)  # the page has not heard of it: it must not be there twice
            assert page.wait_for_type("taken_in", "refused")["type"] == "taken_in"
            same_sound(kept_sound(session), sound)
            assert len(kept_sound(session)) >= len(answer)
            page.unkept.clear()
            page.send(type="resume", session=session, heard=True, options={"voice": "none"})
            assert page.wait_for_event("question_asked")["question"]["number"] == 2
            page.wait_for_event("answer_started")
            page.press("stop")
            page.wait_for_type("ended", "failed")
    document = succeeded(coach("show", session, "--json")).document
    (take,) = document["turns"][0]["takes"]
    assert error_rate(f"{TEAM} {WAREHOUSE}", take["text"]) <= HEARD_AS_SAID
    assert not kept_take(session).damage


def wav_size(session: str) -> int:
    (wav,) = (recordings() / session).glob("*/take-1.wav")
    return wav.stat().st_size


def test_the_terminal_goes_on_first_and_the_page_still_hands_over_the_rest(
    answer: Pcm, port: str
) -> None:
    half = len(answer) // 2
    with reviewing("--port", port, command="open") as first, tab_of(first) as page:
        session = answering(page, questions=1)
        page.say(answer[:half])
        first.process.kill()
        first.process.wait()
        page.say(answer[half:])
        page.cut()
        assert re.search("Wrote down 1 answer|one answer", coach("resume", session).stderr)
        with reviewing("--port", port, command="open"):
            page.reconnect()
            page.hand_over(session)
            assert page.wait_for_type("taken_in", "refused")["type"] == "taken_in"
            same_sound(kept_sound(session), page.sound)
    document = succeeded(coach("show", session, "--json")).document
    (take,) = document["turns"][0]["takes"]
    assert error_rate(f"{TEAM} {WAREHOUSE}", take["text"]) <= HEARD_AS_SAID


def test_what_is_left_of_no_such_answer_is_refused(answer: Pcm) -> None:
    with reviewing(command="open") as server, tab_of(server) as page:
        session = answering(page, questions=1)
        page.say(answer)
        page.press("done")
        page.wait_for_event("answer_transcribed")
        page.press("next")
        page.wait_for_type("ended")
        length = len(kept_sound(session))
        for name in (session, "2020-01-01_0000_none"):
            page.unkept[0] = b"\1\1"
            page.hand_over(name)
            assert not page.wait_for_type("taken_in", "refused")["again"]
        assert len(kept_sound(session)) == length


def test_a_browser_hands_over_what_a_killed_coach_lacks(browser: Browser, port: str) -> None:
    with reviewing("--port", port, command="open") as first:
        page = watched_page(browser, first)
        answer_first(page, first)
        page.wait_for_timeout(3000)
        first.process.kill()
        expect(page.get_by_text("The connection to the coach is lost")).to_be_visible()
        page.wait_for_timeout(4000)
        with reviewing("--port", port, command="open") as second:
            expect(page.get_by_text("What you said is kept")).to_be_visible()
            session = Library(recordings()).find("last")
            sound = kept_sound(session)
            assert len(sound) >= 7 * LISTENING_RATE_HZ
            assert noted(page).compare(sound) >= 7 / 0.06
            assert not kept_take(session).damage
            page.get_by_role("link", name="Go on", exact=True).click()
            expect(page.get_by_text("I hear you well.")).to_be_visible()
            page.get_by_role("button", name="Begin", exact=True).click()
            recording(page)
            expect(page.get_by_text("Question 2 of 2", exact=True)).to_be_visible()
            assert second.process.poll() is None
            page.context.close()
