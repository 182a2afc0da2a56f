"""The page in Firefox, whose microphone and loudspeaker are the virtual sound card's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.library.library import Library
from coach.library.reading import facts_of
from tests.end_to_end.test_ways_through_the_page import document
from tests.helpers.firefox import FirefoxPage, running_firefox
from tests.helpers.kept_sessions import recordings
from tests.helpers.reviewing import reviewing
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import TEAM, WAREHOUSE, said_within, understood


@pytest.fixture
def page(home: Path, sound_card: SoundCard, tmp_path: Path) -> Iterator[FirefoxPage]:
    with (
        reviewing(command="open") as server,
        running_firefox(tmp_path / "profile", sound_card.environment) as browser,
    ):
        browser.navigate(server.address)
        yield FirefoxPage(browser)


@pytest.mark.long
def test_one_answer(
    page: FirefoxPage, sound_card: SoundCard, spoken: dict[str, Path], tmp_path: Path
) -> None:
    loudspeaker = tmp_path / "loudspeaker.wav"
    page.open("/practice?set=screening&questions=1")
    page.press("Allow the microphone")
    page.shows("Can I hear you?")
    with sound_card.playing_into_microphone(spoken[WAREHOUSE]):
        page.shows("I hear you well.")
    assert said_within(WAREHOUSE, page.written("heard")) >= 0.3  # of a part, as it is shown at once
    with sound_card.record_loudspeaker(loudspeaker):
        page.press("Begin")
        page.shows("Recording")
        asked = page.written("question")
    sound_card.play_into_microphone(spoken[TEAM])
    page.press("Done")
    text = page.written("answer")
    page.press("Finish")
    page.shows("That is all")
    assert said_within(TEAM, text) >= 0.5  # a busy machine tears holes into the sound
    assert document()["turns"][0]["takes"][0]["text"] == text
    assert said_within(asked, understood(loudspeaker)) >= 0.8
    session = Library(recordings()).session("last")
    facts = facts_of(recordings() / session.id, session.take(1, 1))
    assert facts
    assert not facts.gaps
    page.browser.set_pref("permissions.default.microphone", 2)
    page.open("/practice?set=screening")
    page.shows("The microphone is not permitted")
    assert "crossed-out microphone" in page.written("permit")
