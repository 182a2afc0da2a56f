"""What else is recorded on the page: in a real browser, with the coach's real voice and Whisper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coach.debrief.keeping import read_debrief
from coach.library.library import Library
from tests.end_to_end.test_session_on_the_page import page, press, server, shown, speak, written
from tests.helpers.browser import ONWARD
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.kept_sessions import HEDGED, keep, recordings
from tests.helpers.reviewing import Reviewing
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import SUPPLIER, TEAM, WAREHOUSE, error_rate, speak_with_pauses
from tests.helpers.spoken_fixture import spoken

__all__ = ["page", "server", "spoken"]

LONG_MS = PATIENCE_S * 1000


def begin(page: Page, card: SoundCard, sound: Path) -> None:
    """Go through the microphone check."""
    with card.playing_into_microphone(sound):
        shown(page, "I hear you well.")
    press(page, "Begin")


@pytest.mark.long
def test_a_drill_and_a_note(
    page: Page, server: Reviewing, sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    session = keep([HEDGED])
    page.goto(server.at(f"/session/{session}"))
    page.get_by_role("link", name="Say a hedged sentence once more").click()
    begin(page, sound_card, spoken[WAREHOUSE])
    shown(page, f"You said: “{HEDGED}”")
    speak(page, sound_card, spoken[SUPPLIER])
    press(page, "Done")
    assert error_rate(SUPPLIER, written(page)) < 0.2
    press(page, ONWARD)
    expect(page.get_by_role("heading", name="Before, and after")).to_be_visible(timeout=LONG_MS)
    shown(page, "No hedge was found in it now.")
    page.goto(server.at(f"/session/{session}/debrief"))
    page.get_by_role("link", name="Say it aloud").click()
    begin(page, sound_card, spoken[WAREHOUSE])
    speak(page, sound_card, spoken[WAREHOUSE])  # and a silence ends it
    expect(page.get_by_role("heading", name="Looking back")).to_be_visible(timeout=LONG_MS)
    note = read_debrief(recordings() / session).rated[0].note
    assert note
    assert error_rate(WAREHOUSE, note) < 0.2


@pytest.mark.long
def test_a_real_interview_told_and_its_question_asked_again(
    page: Page, server: Reviewing, sound_card: SoundCard, spoken: dict[str, Path], tmp_path: Path
) -> None:
    told = ["They asked me why I want to leave the planning office.", 0.8, "I said it was time."]
    telling = speak_with_pauses([0.5, *told, 0.5], tmp_path / "telling.wav")
    page.goto(server.at("/"))
    page.get_by_role("link", name="Coming from a real interview? Tell of it").click()
    begin(page, sound_card, spoken[WAREHOUSE])
    speak(page, sound_card, telling)
    press(page, "Done")
    expect(page.get_by_role("heading", name="I heard one question.")).to_be_visible(timeout=LONG_MS)
    page.get_by_label("Question 1").fill("Why do you want to leave?")
    press(page, "That's right")
    page.get_by_role("link", name="Be asked them again").click()
    begin(page, sound_card, spoken[WAREHOUSE])
    speak(page, sound_card, spoken[TEAM])
    press(page, "Done")
    written(page)
    press(page, ONWARD)
    shown(page, "That is all")
    session = Library(recordings()).session("last")
    page.goto(server.at(f"/session/{session.id}"))
    page.get_by_role("link", name="Answer it again").click()
    begin(page, sound_card, spoken[WAREHOUSE])
    speak(page, sound_card, spoken[WAREHOUSE])
    press(page, "Done")
    written(page)
    press(page, ONWARD)
    expect(page.get_by_label("Side by side")).to_be_checked(timeout=LONG_MS)
    assert len(Library(recordings()).session(session.id).turn(1).answers) == 2
