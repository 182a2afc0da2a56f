"""The practising page in a real browser, with a fake coach behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.fake_coach import QUESTIONS, SAID, SESSION, Practising, practising


@pytest.fixture
def served(home: object) -> Iterator[Practising]:
    with practising() as running:
        yield running


@pytest.fixture
def context(listening_chromium: Browser, served: Practising) -> Iterator[BrowserContext]:
    context = listening_chromium.new_context(permissions=["microphone"])
    served.let_in(context)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of which nothing may be wrong in the end."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda message: wrong.append(message.text) if "Policy" in message.text else None
    )
    yield page
    assert not wrong, wrong


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def begin(page: Page, served: Practising, path: str = "/practice?set=career-vision") -> None:
    """Go through the microphone check."""
    page.goto(served.at(path))
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    press(page, "Begin")


def until(condition: object) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline_s
        time.sleep(0.02)


def test_a_session_by_mouse(page: Page, served: Practising) -> None:
    coach = served.coach
    begin(page, served, "/practice?set=career-vision&kind=mock&think=20&strict=1&no_captions=1")
    begun = coach.expect("begin")
    assert (begun["kind"], begun["set"]) == ("mock", "career-vision")
    assert begun["options"] == {"think": 20, "strict": True, "captions": False}
    stream = coach.expect("stream")
    assert stream["stream"] == 1
    coach.start()
    coach.ask(1)
    expect(page.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()
    assert coach.expect("sound_started", clip=1)["stream"] == 1
    coach.expect("sound_ended", clip=1)
    coach.think()
    expect(page.get_by_text("0:12 to think")).to_be_visible()
    coach.listen(1)
    coach.level(15.2)
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    expect(page.get_by_text("0:15 of 2:00")).to_be_visible()
    until(lambda: len(coach.blocks) > 10)
    press(page, "Pause")
    coach.expect("choice", choice="pause")
    coach.level(16, paused=True)
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    press(page, "Go on")
    coach.expect("choice", 2, choice="pause")
    coach.level(17)
    press(page, "Done")
    coach.expect("choice", choice="done")
    coach.end_answer(1)
    expect(page.get_by_text("Writing it down")).to_be_visible()
    coach.write(1)
    expect(page.locator(".words")).to_have_text(SAID)
    expect(
        page.get_by_text("1:12 of 2:00 · 151 words a minute · 2 fillers · thought 3.5 s")
    ).to_be_visible()
    for name, choice in (("Play", "play"), ("Again", "again"), ("Next", "next"), ("Stop", "stop")):
        press(page, name)
        coach.expect("choice", choice=choice)
    coach.finish(answered=1)
    expect(page.get_by_text("One answer, one minute.")).to_be_visible()
    look_back = page.get_by_role("link", name="Look back")
    assert str(look_back.get_attribute("href")).endswith(f"/session/{SESSION}/debrief")
    assert not coach.broken
    positions = [position for _, position, _ in coach.blocks]
    lengths = [length for _, _, length in coach.blocks]
    assert positions[1:] == [a + b for a, b in zip(positions, lengths, strict=True)][:-1]
