"""Sessions on the page that take another course than question, answer, next: in a real browser on
the virtual sound card, with the coach's real voice and Whisper.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from coach.audio.damage import SoundGap
from coach.library.library import Library
from coach.library.reading import facts_of
from tests.end_to_end.test_session_on_the_page import press, shown, speak, written
from tests.helpers.browser import ONWARD, running_chromium
from tests.helpers.coach_program import PATIENCE_S, coach, conversation, succeeded
from tests.helpers.kept_sessions import recordings
from tests.helpers.reviewing import Reviewing, reviewing
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import SUPPLIER, TEAM, WAREHOUSE, error_rate, speak_with_pauses
from tests.helpers.spoken_fixture import spoken

__all__ = ["spoken"]

pytestmark = pytest.mark.long

LONG_MS = PATIENCE_S * 1000
HEARD_AS_SAID = 0.35  # of the words, at most, may be others: the sound may have holes
HALVES = f"{WAREHOUSE} {TEAM}"  # an answer that something comes between
FAKE_UI = "--use-fake-ui-for-media-stream"  # the microphone is given without a question
ASKED = "/practice?set=screening&voice=none&questions="


@pytest.fixture
def server(home: object) -> Iterator[Reviewing]:
    with reviewing(command="open") as running:
        yield running


@pytest.fixture
def context(server: Reviewing, sound_card: SoundCard) -> Iterator[BrowserContext]:
    with tabs_on(sound_card, server, FAKE_UI) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@contextmanager
def tabs_on(card: SoundCard, server: Reviewing, *options: str) -> Iterator[BrowserContext]:
    """A browser that hears and plays on the card, and in whose tabs nothing may break."""
    wrong: list[str] = []
    with (
        sync_playwright() as driver,
        running_chromium(driver, *options, env=card.environment, plays=True) as browser,
    ):
        granted = ["microphone"] if FAKE_UI in options else None
        context = browser.new_context(permissions=granted)
        context.set_default_timeout(LONG_MS)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        server.let_in(context)
        yield context
        context.close()
    assert not wrong, wrong


def begin(page: Page, card: SoundCard, sound: Path) -> None:
    """Go through the microphone check."""
    with card.playing_into_microphone(sound):
        shown(page, "I hear you well.")
    press(page, "Begin")


def answering(page: Page, card: SoundCard, sound: Path) -> None:
    """Be heard in the first half of the first answer."""
    begin(page, card, sound)
    speak(page, card, sound)


def gone(page: Page, text: str) -> None:
    expect(page.get_by_text(text, exact=True)).to_be_hidden(timeout=LONG_MS)


def ended(page: Page) -> str:
    """End the answer. What the page shows that was said."""
    press(page, "Done")
    return written(page)


def leave(page: Page) -> None:
    press(page, ONWARD)
    shown(page, "That is all")


def gaps() -> tuple[SoundGap, ...]:
    """The gaps in the first answer."""
    session = Library(recordings()).session("last")
    facts = facts_of(recordings() / session.id, session.take(1, 1))
    assert facts
    return facts.gaps


def was_said(reference: str, text: str) -> None:
    assert error_rate(reference, text) <= HEARD_AS_SAID, text


def document() -> Any:
    return succeeded(coach("show", "last", "--json")).document


def kept_as_said(*said: str) -> None:
    """The last takes of the kept answers must be what was said."""
    texts = [turn["takes"][-1]["text"] for turn in document()["turns"]]
    for reference, text in zip(said, texts, strict=True):
        was_said(reference, text)


def test_a_mock_interview_warns_and_cuts_off(
    page: Page, server: Reviewing, sound_card: SoundCard, spoken: dict[str, Path], tmp_path: Path
) -> None:
    story = (0.2, WAREHOUSE, 0.8, SUPPLIER, 0.8, TEAM, 0.8, WAREHOUSE, 0.8, SUPPLIER, 3.0)
    sound = speak_with_pauses(story, tmp_path / "story.wav")
    page.goto(server.at("/practice?set=screening&kind=mock&questions=1&think=2&answer=12&strict=1"))
    begin(page, sound_card, spoken[WAREHOUSE])
    expect(page.locator("[data-now=think]")).to_be_visible(timeout=LONG_MS)
    shown(page, "Recording")
    warning = page.locator("[data-now=warning]")
    with sound_card.playing_into_microphone(sound):
        expect(warning).to_be_visible(timeout=LONG_MS)
        assert "left" in warning.inner_text()
        text = written(page)
    expect(page.locator("[data-now=figures]")).to_contain_text("time is up")
    shown(page, "One take for each question: that is what you asked for.")
    expect(page.get_by_role("button", name="Again", exact=True)).to_be_hidden()
    leave(page)
    kept = document()
    (take,) = kept["turns"][0]["takes"]
    assert (kept["kind"], take["ended_by"]) == ("mock", "time_up")
    assert take["text"] == text
    assert 12.0 <= take["duration_s"] <= 17.0


@pytest.mark.parametrize("is_overheard", [False, True])
def test_by_voice(
    is_overheard: bool,
    page: Page,
    server: Reviewing,
    sound_card: SoundCard,
    spoken: dict[str, Path],
    tmp_path: Path,
) -> None:
    """From the tone of the first question on nothing is pressed; once with the loudspeaker beside
    the microphone, in an interview against the clock, which is told of aloud.
    """
    first = speak_with_pauses([0.1, HALVES, 1.0, "Next question.", 1.0], tmp_path / "1.wav")
    last = speak_with_pauses([0.1, SUPPLIER, 1.0, "That's my answer.", 1.0], tmp_path / "2.wav")
    stop = speak_with_pauses([0.1, "Stop the session.", 1.0], tmp_path / "3.wav")
    kind = "kind=mock&answer=12" if is_overheard else "kind=practice"
    page.goto(server.at(f"/practice?set=screening&questions=2&hands_free=1&{kind}"))
    with ExitStack() as leaking:
        if is_overheard:
            leaking.enter_context(sound_card.microphone_beside_loudspeaker())
        begin(page, sound_card, spoken[WAREHOUSE])
        shown(page, "Question 1 of 2")
        speak(page, sound_card, first)
        shown(page, "Question 2 of 2")
        speak(page, sound_card, last)
        written(page)
        sound_card.play_into_microphone(stop)
        shown(page, "That is all")
    kept_as_said(HALVES, SUPPLIER)


def test_a_microphone_that_went_away_is_told_of_and_gone_on_with(
    server: Reviewing, doomed_sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    card = doomed_sound_card
    with tabs_on(card, server, FAKE_UI) as context:
        page = context.new_page()
        page.goto(server.at(f"{ASKED}1"))
        answering(page, card, spoken[WAREHOUSE])
        card.unplug_microphone()
        lost = "The microphone went away. Plug it in again; until then nothing is recorded."
        shown(page, lost)
        page.wait_for_timeout(2000)
        card.plug_in_microphone()
        gone(page, lost)
        speak(page, card, spoken[TEAM])
        was_said(HALVES, ended(page))
        leave(page)
    assert 2.0 <= sum(gap.lost_s for gap in gaps()) <= 10.0
    kept_as_said(HALVES)


def test_a_microphone_that_stays_away_ends_the_session_which_is_gone_on_with_later(
    server: Reviewing, doomed_sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    card = doomed_sound_card
    with tabs_on(card, server, FAKE_UI) as context:
        page = context.new_page()
        page.goto(server.at(f"{ASKED}2"))
        answering(page, card, spoken[WAREHOUSE])
        card.unplug_microphone()
        shown(page, "Not recording")
        shown(page, "The session has ended")
        expect(page.get_by_text("gives the page no sound any more")).to_be_visible()
        card.plug_in_microphone()
        page.get_by_role("link", name="Go on with it").click()
        answering(page, card, spoken[TEAM])
        was_said(TEAM, ended(page))
        leave(page)
    kept_as_said(WAREHOUSE, TEAM)


def test_a_loudspeaker_that_breaks_ends_no_recording(
    page: Page, server: Reviewing, sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    page.goto(server.at(f"{ASKED}1"))
    answering(page, sound_card, spoken[WAREHOUSE])
    sound_card.break_loudspeaker()
    page.wait_for_timeout(6000)
    speak(page, sound_card, spoken[TEAM])
    was_said(HALVES, ended(page))
    leave(page)
    assert 1.0 <= sum(gap.lost_s for gap in gaps()) <= 10.0
    kept_as_said(HALVES)


def test_a_second_tab_sees_the_session_and_takes_it_over(
    context: BrowserContext,
    page: Page,
    server: Reviewing,
    sound_card: SoundCard,
    spoken: dict[str, Path],
) -> None:
    page.goto(server.at(f"{ASKED}1"))
    answering(page, sound_card, spoken[WAREHOUSE])
    other = context.new_page()
    other.goto(server.at(f"{ASKED}1"))
    shown(other, "Another tab has the session")
    shown(page, "Recording")
    press(other, "Go on here")
    shown(page, "Another tab has the session")
    speak(other, sound_card, spoken[TEAM])
    was_said(HALVES, ended(other))
    leave(other)
    kept_as_said(HALVES)


def test_the_back_button_asks_first_and_leaving_loses_nothing(
    page: Page, server: Reviewing, sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    page.goto(server.at("/"))
    page.goto(server.at(f"{ASKED}1"))
    answering(page, sound_card, spoken[WAREHOUSE])
    with page.expect_event("dialog") as asking:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.evaluate("setTimeout(() => history.back())")
    assert asking.value.type == "beforeunload"
    speak(page, sound_card, spoken[SUPPLIER])
    with page.expect_event("dialog"):
        page.once("dialog", lambda dialog: dialog.accept())
        page.evaluate("setTimeout(() => history.back())")
    page.wait_for_url(server.at("/"))
    page.go_forward()
    speak(page, sound_card, spoken[TEAM])
    was_said(f"{WAREHOUSE} {SUPPLIER} {TEAM}", ended(page))
    leave(page)
    kept_as_said(f"{WAREHOUSE} {SUPPLIER} {TEAM}")


def test_a_tab_that_was_closed_is_gone_on_with_from_home(
    context: BrowserContext,
    page: Page,
    server: Reviewing,
    sound_card: SoundCard,
    spoken: dict[str, Path],
) -> None:
    page.goto(server.at(f"{ASKED}1"))
    answering(page, sound_card, spoken[WAREHOUSE])
    page.close()
    other = context.new_page()
    other.goto(server.at("/"))
    other.get_by_role("link", name="Go on", exact=True).click()
    speak(other, sound_card, spoken[TEAM])
    was_said(HALVES, ended(other))
    leave(other)
    kept_as_said(HALVES)
    assert gaps()


def test_what_the_terminal_began_the_page_ends(
    page: Page, server: Reviewing, sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    arguments = ("practice", "screening", "--questions", "2", "--voice", "none")
    with conversation(*arguments, env=sound_card.environment) as session:
        session.wait_for("answer_started")
        sound_card.play_into_microphone(spoken[WAREHOUSE])
        session.press_enter()
        session.wait_for("answer_started")
        session.send(signal.SIGINT)
        session.end()
    page.goto(server.at("/"))
    page.get_by_role("link", name="Go on", exact=True).click()
    begin(page, sound_card, spoken[WAREHOUSE])
    shown(page, "Question 2 of 2")
    speak(page, sound_card, spoken[TEAM])
    was_said(TEAM, ended(page))
    leave(page)
    kept_as_said(WAREHOUSE, TEAM)


def test_a_microphone_that_was_denied_can_be_given_later(
    server: Reviewing, sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    with tabs_on(sound_card, server, "--deny-permission-prompts") as context:
        page = context.new_page()
        page.goto(server.at(f"{ASKED}1"))
        press(page, "Allow the microphone")
        shown(page, "The microphone is not permitted")
        press(page, "Try again")
        shown(page, "The microphone is not permitted")
        context.grant_permissions(["microphone"])
        press(page, "Try again")
        answering(page, sound_card, spoken[TEAM])
        was_said(TEAM, ended(page))
        leave(page)
    kept_as_said(TEAM)
