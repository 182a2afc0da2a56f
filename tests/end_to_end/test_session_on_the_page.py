"""A whole session on the page: in a real browser, whose microphone and loudspeaker are the virtual
sound card's, with the coach's real voice and Whisper behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from playwright.sync_api import Page, expect, sync_playwright

from tests.helpers.browser import ONWARD, running_chromium
from tests.helpers.coach_program import PATIENCE_S, coach, succeeded
from tests.helpers.followed_up import MORE, SAID, assert_kept_everywhere, write_set
from tests.helpers.reviewing import Reviewing, reviewing
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import SUPPLIER, TEAM, WAREHOUSE, error_rate, said_within, understood
from tests.helpers.spoken import speak as speak_text

ANSWERS = (WAREHOUSE, TEAM, SUPPLIER)
HEARD_AS_SAID = 0.2  # of the words, at most, may be others


@pytest.fixture
def server(home: object) -> Iterator[Reviewing]:
    with reviewing(command="open") as running:
        yield running


@pytest.fixture
def page(server: Reviewing, sound_card: SoundCard) -> Iterator[Page]:
    """A tab that hears and plays on the sound card, and in which nothing may break."""
    with (
        sync_playwright() as driver,
        running_chromium(
            driver, "--use-fake-ui-for-media-stream", env=sound_card.environment, plays=True
        ) as browser,
    ):
        context = browser.new_context(permissions=["microphone"])
        server.let_in(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        yield page
        context.close()
    assert not wrong, wrong


def shown(page: Page, text: str) -> None:
    expect(page.get_by_text(text, exact=True)).to_be_visible(timeout=PATIENCE_S * 1000)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def speak(page: Page, card: SoundCard, sound: Path) -> None:
    """Answer, once the page records."""
    shown(page, "Recording")
    card.play_into_microphone(sound)


def written(page: Page) -> str:
    """What the page shows that was said."""
    expect(page.locator(".words")).to_be_visible(timeout=PATIENCE_S * 1000)
    return page.locator(".words").inner_text()


def kept_as_said(*said: str) -> list[str]:
    """The kept transcripts, which must be what was said."""
    document = succeeded(coach("show", "last", "--json")).document
    texts = [turn["takes"][0]["text"] for turn in document["turns"] if turn["takes"]]
    assert len(texts) == len(said)
    for reference, text in zip(said, texts, strict=True):
        assert error_rate(reference, text) <= HEARD_AS_SAID, texts
    return texts


@pytest.mark.long
@pytest.mark.parametrize("reason", list(SAID))
def test_what_was_said_aloud_is_followed_up(
    page: Page, server: Reviewing, sound_card: SoundCard, tmp_path: Path, reason: str
) -> None:
    said = SAID[reason]
    write_set(said)
    answer = speak_text(said.said, tmp_path / "answer.wav")
    more = speak_text(MORE, tmp_path / "more.wav")
    page.goto(server.at("/practice?set=mine&voice=none"))
    with sound_card.playing_into_microphone(more):
        shown(page, "I hear you well.")
    press(page, "Begin")
    speak(page, sound_card, answer)
    press(page, "Done")
    asked = page.get_by_role("heading", name=said.expected)
    expect(asked).to_be_visible(timeout=PATIENCE_S * 1000)
    speak(page, sound_card, more)
    press(page, "Done")
    now = page.get_by_role("group", name="To the follow-up", exact=True)
    expect(now).to_contain_text("list", timeout=PATIENCE_S * 1000)
    press(page, "Stop")
    shown(page, "That is all")
    assert_kept_everywhere(reason, MORE, tmp_path)


@pytest.mark.long
def test_three_questions_by_mouse(
    page: Page, server: Reviewing, sound_card: SoundCard, spoken: dict[str, Path], tmp_path: Path
) -> None:
    loudspeaker = tmp_path / "loudspeaker.wav"
    page.goto(server.at("/"))
    page.get_by_text("How you are asked").click()
    page.get_by_label("How many questions").fill("3")
    page.get_by_role("button", name="Practise", exact=True).first.click()
    with sound_card.playing_into_microphone(spoken[WAREHOUSE]):
        shown(page, "I hear you well.")
    texts = []
    with sound_card.record_loudspeaker(loudspeaker):
        press(page, "Begin")
        shown(page, "Question 1 of 3")
        asked = page.locator("[data-now=question]").inner_text()
        shown(page, "Recording")
    for said in ANSWERS:
        speak(page, sound_card, spoken[said])
        press(page, "Done")
        texts.append(written(page))
        with page.expect_response("**/audio") as answer:
            page.locator(".word").first.click()
        assert answer.value.ok
        press(page, ONWARD)
    shown(page, "That is all")
    assert said_within(asked, understood(loudspeaker)) >= 0.8
    page.get_by_role("link", name="Look back").click()
    expect(page).to_have_url(re.compile(r"/debrief$"))
    assert kept_as_said(*ANSWERS) == texts


@pytest.mark.parametrize("count", [1, pytest.param(3, marks=pytest.mark.long)])
def test_by_keyboard(
    count: int, page: Page, server: Reviewing, sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    page.goto(server.at(f"/practice?set=screening&questions={count}&voice=none"))
    with sound_card.playing_into_microphone(spoken[WAREHOUSE]):
        shown(page, "I hear you well.")
    while page.evaluate("document.activeElement.dataset.do") != "begin":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for said in ANSWERS[:count]:
        speak(page, sound_card, spoken[said])
        page.keyboard.press("Enter")
        written(page)
        expect(page.get_by_role("button", name=ONWARD)).to_be_visible()
        page.keyboard.press("Enter")
    shown(page, "That is all")
    kept_as_said(*ANSWERS[:count])


@pytest.mark.long
def test_people_are_understood(
    page: Page, server: Reviewing, sound_card: SoundCard, speech_dir: Path, tmp_path: Path
) -> None:
    """Three people, who do not speak as a voice made by a machine."""
    page.goto(server.at("/practice?set=behavioural&questions=3&voice=none"))
    press(page, "Begin")
    said = {}
    for name in ("speech-jfk.flac", "book-woman.ogg", "monologue-cold.wav"):
        sound = tmp_path / f"{name}.wav"
        soundfile.write(sound, *soundfile.read(speech_dir / name))
        speak(page, sound_card, sound)
        press(page, "Done")
        said[name] = (speech_dir / name).with_suffix(".txt").read_text(), written(page)
        press(page, ONWARD)
    shown(page, "That is all")
    rates = {name: error_rate(reference, text) for name, (reference, text) in said.items()}
    assert max(rates.values()) <= 0.25, rates
