"""A session on the page of the whole program, while that is killed or stopped, or cannot be
reached: what was said is kept, each sample once.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import psutil
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.damage import SoundGap
from coach.audio.reading import read_clip
from coach.library.library import Library
from coach.library.reading import facts_of
from coach.library.records import Take
from tests.helpers.coach_program import PATIENCE_S, coach, succeeded
from tests.helpers.cuttable import Cuttable
from tests.helpers.kept_sessions import recordings
from tests.helpers.practising import BLOCK_S, Pcm, PretendPage, practising
from tests.helpers.reviewing import Reviewing, reviewing
from tests.helpers.spoken import TEAM, WAREHOUSE, error_rate
from tests.helpers.spoken_fixture import spoken
from tests.helpers.watched_page import (
    answer_first,
    kept_sound,
    microphone_file,
    noted,
    noted_before_reload,
    recording,
    tear,
    watched_browser,
    watched_page,
)

__all__ = ["spoken"]

ENDS_WITHIN_S = 3.0
HEARD_AS_SAID = 0.2  # of the words, at most, may be others


@pytest.fixture
def answer(spoken: dict[str, Path]) -> Pcm:
    """The first half of an answer, and the second."""
    parts = [
        read_clip(spoken[text]).at_rate(LISTENING_RATE_HZ).samples for text in (TEAM, WAREHOUSE)
    ]
    return np.round(np.concatenate(parts) * 20_000).astype(np.int16)


@pytest.fixture(scope="module")
def line() -> Iterator[Cuttable]:
    """What is between the browser and a coach."""
    with Cuttable() as made:
        yield made


@pytest.fixture(scope="module")
def browser(
    line: Cuttable, spoken: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser with a microphone, whose pages note what leaves them."""
    path = tmp_path_factory.mktemp("microphone") / "voice.wav"
    microphone = microphone_file(path, spoken.values())
    with (
        sync_playwright() as driver,
        watched_browser(driver, microphone, *line.browser_options) as running,
    ):
        yield running


@pytest.fixture
def port(line: Cuttable) -> str:
    """The port of our coach: the usual one may be another coach's while ours is dead."""
    return str(line.port)


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


def same_sound(kept: Pcm, given: Pcm) -> None:
    """All of `kept` is one stretch of `given`, sample for sample."""
    starts = np.flatnonzero(given[: len(given) - len(kept) + 1] == kept[0])
    assert any(np.array_equal(given[start : start + len(kept)], kept) for start in starts)


def gaps_of(session: str) -> tuple[SoundGap, ...]:
    facts = facts_of(recordings() / session, kept_take(session))
    assert facts
    return facts.gaps


def done(page: Page) -> str:
    """End the answer. The session's id."""
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.locator(".words")).to_be_visible(timeout=PATIENCE_S * 1000)
    return Library(recordings()).find("last")


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


@pytest.mark.long
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
            lost = list(page.unkept)[-40:-36]
            for position in lost:  # the computer slept, say
                del page.unkept[position]
            page.hand_over(session)
            assert page.wait_for_type("taken_in", "refused")["type"] == "taken_in"
            (gap,) = gaps_of(session)
            seam, sound = round(gap.at_s * LISTENING_RATE_HZ), kept_sound(session)
            for part in (sound[:seam], sound[seam:]):
                same_sound(part, page.sound)
            assert gap.lost_s == pytest.approx(4 * BLOCK_S)
            assert len(sound) / LISTENING_RATE_HZ + gap.lost_s >= len(answer) / LISTENING_RATE_HZ
    document = succeeded(coach("show", session, "--json")).document
    (take,) = document["turns"][0]["takes"]
    assert error_rate(f"{TEAM} {WAREHOUSE}", take["text"]) <= HEARD_AS_SAID


@pytest.mark.long
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


@pytest.mark.long
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


LENGTHS_S = (3, 20)


@pytest.mark.long
@pytest.mark.parametrize("length_s", LENGTHS_S)
@pytest.mark.parametrize("how", ["stopped", "cut"])
def test_a_coach_out_of_reach_gets_every_block(
    browser: Browser, line: Cuttable, port: str, how: str, length_s: float
) -> None:
    with reviewing("--port", port, command="open") as server:
        page = watched_page(browser, server)
        answer_first(page, server)
        page.wait_for_timeout(2000)
        if how == "stopped":
            server.process.send_signal(signal.SIGSTOP)
            page.wait_for_timeout(length_s * 1000)
            server.process.send_signal(signal.SIGCONT)
        else:
            with line.being_cut():
                expect(page.get_by_text("The connection to the coach is lost")).to_be_visible()
                page.wait_for_timeout(length_s * 1000)
            expect(page.get_by_text("The connection to the coach is lost")).to_be_hidden()
        page.wait_for_timeout(2000)
        session = done(page)
        assert noted(page).compare(kept_sound(session)) >= (4 + length_s) / 0.06
        assert not gaps_of(session)
        page.context.close()


@pytest.mark.long
def test_a_reload_in_an_answer_loses_nothing_that_was_heard_before(
    browser: Browser, port: str
) -> None:
    with reviewing("--port", port, command="open") as server:
        page = watched_page(browser, server)
        page.on("dialog", lambda dialog: dialog.accept())
        answer_first(page, server)
        page.wait_for_timeout(3000)
        tear(page)
        page.wait_for_timeout(300)
        page.reload()
        before = noted_before_reload(page)
        recording(page)
        page.wait_for_timeout(3000)
        session = done(page)
        (gap,) = gaps_of(session)
        sound = kept_sound(session)
        first = round(gap.at_s * LISTENING_RATE_HZ)
        assert before.compare(sound[:first]) >= 3 / 0.06
        _, position, length, _ = before.blocks[-1]
        assert position + length - (before.kept_at - before.written) == first
        after = noted(page)
        assert after.compare(sound[first:], begins_at=first) >= 2.5 / 0.06
        page.context.close()


@pytest.mark.long
def test_a_computer_that_slept_leaves_a_marked_gap(browser: Browser, port: str) -> None:
    slept_s = 4.0
    with reviewing("--port", port, command="open") as server:
        page = watched_page(browser, server)
        answer_first(page, server)
        page.wait_for_timeout(2000)
        asleep = [each for each in psutil.Process().children(recursive=True) if is_browser(each)]
        for each in asleep:
            each.suspend()
        time.sleep(slept_s)
        for each in asleep:
            each.resume()
        page.wait_for_timeout(2000)
        session = done(page)
        gaps = gaps_of(session)
        assert sum(gap.lost_s for gap in gaps) == pytest.approx(slept_s, abs=0.5)
        page.context.close()


def is_browser(process: psutil.Process) -> bool:
    return "chrom" in process.name() and process.status() != psutil.STATUS_ZOMBIE


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_coach_that_is_ended_in_an_answer_keeps_it_and_ends_soon(
    answer: Pcm, number: signal.Signals
) -> None:
    with reviewing("--port", "0", command="open") as server, tab_of(server) as page:
        session = answering(page, questions=1)
        said = answer[: 9 * LISTENING_RATE_HZ]
        page.say(said)  # Whisper is at work
        began_s = time.monotonic()
        assert server.stop(number) == (0, "")
        assert time.monotonic() - began_s < ENDS_WITHIN_S
        same_sound(kept_sound(session), page.sound)
        assert len(kept_sound(session)) >= len(said)
        assert kept_take(session).ended_by == "interrupted"
