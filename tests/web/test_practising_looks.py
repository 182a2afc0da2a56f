"""Every state of home and of a session, light and dark, at three widths: nothing for axe to find,
nothing wider than the screen, and a picture of it (see test_looks).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.helpers.fake_coach import QUESTIONS, SAID, FakeCoach, Practising, practising, question
from tests.helpers.kept_sessions import keep_half
from tests.web.test_looks import OPTIONS, told

SIZES: dict[Literal["light", "dark"], tuple[int, ...]] = {
    "light": (360, 800, 1400),
    "dark": (800, 1400, 360),
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
RULES = {"light": OPTIONS, "dark": COLOURS}  # nothing else depends on the colours
# The page finds no microphone, for the reason that its address names.
REFUSING = """
const why = new URLSearchParams(location.search).get("refused");
if (why) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", why));
"""
LONG = " ".join(QUESTIONS * 4)


def thinking(coach: FakeCoach) -> None:
    coach.ask(1)
    coach.think()


def listening(coach: FakeCoach) -> None:
    coach.listen(1)
    coach.level(42)
    coach.caption(" ".join([SAID] * 4), 52)


def late(coach: FakeCoach) -> None:
    coach.event("time_warned", "0:30 left", question=question(1), take=1, left_s=30, target_s=120)
    coach.level(92, clocked=True)


def overtime(coach: FakeCoach) -> None:
    coach.level(134, clocked=True)


def paused(coach: FakeCoach) -> None:
    coach.level(134, paused=True, clocked=True)


def reasked(coach: FakeCoach) -> None:
    coach.event(
        "question_asked", question=question(2) | {"text": LONG}, of=2, coat="chat", seconds=120
    )
    coach.choices("go", "repeat", "skip", "stop")


def silent(coach: FakeCoach) -> None:
    coach.listen(2)
    coach.event("microphone_silent", 'I hear nothing at all from "Jabra". Is it muted?')
    coach.level(8)


def unheard(coach: FakeCoach) -> None:
    coach.end_answer(2)
    coach.write(2, "")


def failed(coach: FakeCoach) -> None:
    coach.tell({"type": "failed", "message": "The disk is full.", "hint": "Make some room."})


STATES: dict[str, tuple[Callable[[FakeCoach], None], str]] = {
    "told": (lambda coach: coach.start(), "The coach is talking"),
    "asked": (lambda coach: coach.ask(1), QUESTIONS[0]),
    "thinking": (thinking, "0:12 to think"),
    "answering": (listening, "0:42 of 2:00"),
    "warned": (late, "0:30 left"),
    "overtime": (overtime, "0:14 over"),
    "paused": (paused, "is not recorded"),
    "writing": (lambda coach: coach.end_answer(1), "Writing it down"),
    "after": (lambda coach: coach.write(1), "151 words a minute"),
    "long-question": (reasked, LONG),
    "silent": (silent, "Is it muted?"),
    "no-speech": (unheard, "No speech heard."),
    "end": (lambda coach: coach.finish(answered=1, left=3), "That is all"),
}


def test_every_state_is_for_everybody(listening_chromium: Browser) -> None:
    pictures = os.environ.get("SCREENSHOTS")
    faults: list[str] = []

    def look(page: Page, title: str) -> None:
        for scheme, widths in SIZES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in widths:
                page.set_viewport_size({"width": width, "height": 740 if width < 700 else 860})
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    faults.append(f"{title} at {width}: wider than the screen")
                if pictures:
                    name = f"practice-{title}-{width}-{scheme}.png"
                    page.screenshot(path=Path(pictures) / name, full_page=True)
            found = Axe().run(page, options=RULES[scheme]).response["violations"]
            faults.extend(f"{title}, {scheme}: {told(each)}" for each in found)

    with practising() as served:
        context = listening_chromium.new_context(permissions=["microphone"])
        served.let_in(context)
        page = context.new_page()
        page.add_init_script(REFUSING)
        look_at_home(page, served, look)
        look_at_check(page, served, look)
        for title, (bring, text) in STATES.items():
            bring(served.coach)
            expect(
                page.locator("main").get_by_text(text).locator("visible=true").first
            ).to_be_visible()
            look(page, title)
        look_at_ends(page, served, look)
        context.close()
    assert not faults, "\n".join(faults)


def look_at_home(page: Page, served: Practising, look: Callable[[Page, str], None]) -> None:
    page.goto(served.at("/"))
    look(page, "home-empty")
    keep_half()
    page.goto(served.at("/"))
    page.get_by_text("How you are asked").click()
    page.get_by_label("Against the clock, as in").check()
    look(page, "home-options")


def look_at_check(page: Page, served: Practising, look: Callable[[Page, str], None]) -> None:
    for why, text in (
        ("NotAllowedError", "The microphone is not permitted"),
        ("NotFoundError", "There is no microphone"),
        ("NotReadableError", "Perhaps another program is using it"),
    ):
        page.goto(served.at(f"/practice?refused={why}"))
        expect(page.get_by_text(text)).to_be_visible()
        look(page, why)
    page.goto(served.at("/practice"))
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    look(page, "check")
    page.get_by_role("button", name="Begin").click()
    served.coach.expect("begin")


def look_at_ends(page: Page, served: Practising, look: Callable[[Page, str], None]) -> None:
    served.coach.state = "idle"
    served.coach.kept.clear()
    page.goto(served.at("/practice"))
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    page.get_by_role("button", name="Begin").click()
    served.coach.start()
    served.coach.ask(1)
    served.coach.listen(1)
    served.coach.refuses = True
    served.coach.drop()
    expect(page.get_by_text("connection to the coach is lost")).to_be_visible()
    look(page, "lost-connection")
    served.coach.refuses = False
    expect(page.get_by_text("connection to the coach is lost")).to_be_hidden()
    failed(served.coach)
    expect(page.get_by_text("The disk is full.")).to_be_visible()
    look(page, "failed")
    for state, text in (("elsewhere", "Another tab has"), ("busy", "Another session is")):
        served.coach.state = state
        page.goto(served.at("/practice"))
        expect(page.get_by_text(text)).to_be_visible()
        look(page, state)
