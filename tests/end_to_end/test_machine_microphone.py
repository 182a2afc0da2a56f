"""A session on a page whose browser gives no microphone: the coach listens by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.helpers.browser import ONWARD, running_chromium
from tests.helpers.coach_program import PATIENCE_S, coach, succeeded
from tests.helpers.reviewing import reviewing
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import TEAM, error_rate


@pytest.mark.long
def test_an_answer_is_recorded_by_the_machine(
    home: object, sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    with (
        reviewing(command="open", env=sound_card.environment) as server,
        sync_playwright() as driver,
        running_chromium(
            driver, "--deny-permission-prompts", env=sound_card.environment, plays=True
        ) as browser,
    ):
        context = browser.new_context()
        server.let_in(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.goto(server.at("/practice?set=screening&questions=1&voice=none"))
        page.get_by_role("button", name="Allow the microphone").click()
        page.get_by_role("button", name="Use this machine's own microphone").click()
        expect(page.get_by_text("Say something")).to_be_visible(timeout=PATIENCE_S * 1000)
        with sound_card.playing_into_microphone(spoken[TEAM]):
            expect(page.get_by_text("Question 1 of 1")).to_be_visible(timeout=PATIENCE_S * 1000)
        expect(page.get_by_text("Recording", exact=True)).to_be_visible(timeout=PATIENCE_S * 1000)
        sound_card.play_into_microphone(spoken[TEAM])
        page.get_by_role("button", name="Done", exact=True).click()
        page.get_by_role("button", name=ONWARD).click()
        expect(page.get_by_text("That is all")).to_be_visible(timeout=PATIENCE_S * 1000)
    turn = succeeded(coach("show", "last", "--json")).document["turns"][0]
    assert error_rate(TEAM, turn["takes"][0]["text"]) <= 0.2
