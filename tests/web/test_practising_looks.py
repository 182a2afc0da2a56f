"""Every state of home and of a session, light and dark, at three widths: nothing for axe to find,
nothing wider than the screen, and a picture of it (see test_looks).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from coach.debrief.records import Recalled, RecalledQuestion, Words
from coach.debrief.told import REAL_SET, TELLING, ToldInterview
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.vision.building import each_candidate, pick
from coach.vision.drilling import SETTING, hedged
from coach.vision.records import Section
from tests.helpers.fake_coach import QUESTIONS, SAID, FakeCoach, Practising, practising, question
from tests.helpers.kept_sessions import HEDGED, PLAIN, SET, keep, keep_half, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.web.test_looks import OPTIONS, TYPEFACES, told

SIZES: dict[Literal["light", "dark"], tuple[int, ...]] = {
    "light": (360, 800, 1400),
    "dark": (800, 1400, 360),
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
RULES = {"light": OPTIONS, "dark": COLOURS}  # nothing else depends on the colours
# The page finds no microphone, for the reason that its address names, or has to ask for it, and is
# not answered.
REFUSING = """
const asked = new URLSearchParams(location.search), why = asked.get("refused");
if (why) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", why));
if (asked.has("closed")) {
  navigator.permissions.query = () => Promise.resolve({ state: "prompt" });
  navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
}
"""
NOT_UNDERSTOOD = (
    "Sound I could not make out: 8 s at 0:01 (like Spanish). This sounded like Spanish, which "
    "Whisper tiny.en does not understand, and base does: "
    "coach transcribe last --language es --model base"
)
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


def said_again(coach: FakeCoach) -> None:
    coach.listen(1, take=2)
    coach.end_answer(1, take=2)
    coach.write(1, f"{SAID} {SAID}", take=2)


def not_understood(coach: FakeCoach) -> None:
    unclear = {"start_s": 1.0, "end_s": 9.0, "written": "Thank you", "language": "es"}
    coach.event(
        "answer_transcribed", NOT_UNDERSTOOD, question=question(1), take=2, text="", words=[],
        latency_s=0.5, no_speech=False, late=False, unclear=[unclear], advice="",
    )  # fmt: skip


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
    "said-again": (said_again, "The take before"),
    "not-understood": (not_understood, NOT_UNDERSTOOD),
    "long-question": (reasked, LONG),
    "silent": (silent, "Is it muted?"),
    "no-speech": (unheard, "No speech heard."),
    "end": (lambda coach: coach.finish(answered=1, left=3), "That is all"),
}


class Looking:
    """Looks at pages at every width and in both colours; `faults` are what it found."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._pictures = os.environ.get("SCREENSHOTS")

    def __call__(self, page: Page, title: str) -> None:
        if page.evaluate(TYPEFACES) > 1:
            self.faults.append(f"{title}: buttons in two typefaces")
        for scheme, widths in SIZES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in widths:
                page.set_viewport_size({"width": width, "height": 740 if width < 700 else 860})
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    self.faults.append(f"{title} at {width}: wider than the screen")
                if self._pictures:
                    name = f"practice-{title}-{width}-{scheme}.png"
                    page.screenshot(path=Path(self._pictures) / name, full_page=True)
            found = Axe().run(page, options=RULES[scheme]).response["violations"]
            self.faults.extend(f"{title}, {scheme}: {told(each)}" for each in found)


def test_every_state_is_for_everybody(listening_chromium: Browser) -> None:
    look = Looking()
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
            if title == "answering":
                page.keyboard.press("?")
                expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
                look(page, "keys")
                page.keyboard.press("Escape")
        look_at_ends(page, served, look)
        context.close()
    assert not look.faults, "\n".join(look.faults)


@pytest.mark.long
def test_what_else_is_recorded_is_for_everybody(listening_chromium: Browser) -> None:
    look = Looking()
    with practising() as served:
        context = listening_chromium.new_context(permissions=["microphone"])
        served.let_in(context)
        page = context.new_page()
        for title, path in pages_that_record().items():
            page.goto(served.at(path))
            if path.startswith("/practice"):
                expect(page.get_by_text("I hear you well.")).to_be_visible()
            look(page, title)
        page.goto(served.at("/practice?vision=all"))
        expect(page.get_by_text("I hear you well.")).to_be_visible()
        page.get_by_role("button", name="Begin").click()
        served.coach.expect("vision")
        served.coach.start()
        served.coach.ask(1)
        listening(served.coach)
        expect(page.get_by_text("0:42 of 2:00")).to_be_visible()
        look(page, "stating")
        context.close()
    assert not look.faults, "\n".join(look.faults)


def pages_that_record() -> dict[str, str]:
    """The pages from which else something is said, and where they are, by a name."""
    want = AskedQuestion(id="want", theme=Section.AMBITION.value, text="What do you want?")
    library = Library(recordings())
    session = keep([HEDGED, f"{PLAIN} It will be hard."], question=want)
    for section in (Section.AMBITION, Section.NEXT_STEPS):
        pick(library, section, next(each_candidate(library, Section.AMBITION)))
    said = next(hedged(library, session))
    with library.new_session(Kind.DRILL, SET, [want], {SETTING: said.source}) as opened:
        keep_take(opened, as_transcript(HEDGED), facts_for(as_transcript(HEDGED)))
    with library.new_session(Kind.REAL, REAL_SET, [TELLING]) as told_of:
        ToldInterview(told_of).tell_words(Words(text="They asked why I left. Why do you ask?"))
    with library.new_session(Kind.REAL, REAL_SET, [TELLING]) as confirmed:
        told = ToldInterview(confirmed)
        told.tell_words(Words(text="They asked why I left. Why do you ask?"))
        told.confirm([RecalledQuestion(quote="why I left", question="Why did you leave?")])
        told.tell_of(Recalled(question=2), "said", Words(text="It was time."))
    keep([HEDGED], question=want)  # which was not drilled yet
    first = f"session={session}&question=1"
    return {
        "home-step": "/",
        "vision": "/vision",
        "build": "/vision/build?section=ambition",
        "look-back": f"/session/{session}/debrief",
        "questions-heard": f"/session/{told_of.folder.name}/debrief",
        "told-interview": f"/session/{confirmed.folder.name}/debrief",
        "tell-of": f"/practice?real={confirmed.folder.name}&question=2&part=wished",
        "type-telling": "/real",
        "drilled": f"/drill/{opened.folder.name}",
        "drill": "/practice?drill=all",
        "retake": f"/practice?{first}",
        "note": f"/practice?{first}&note=2",
        "state": "/practice?vision=all",
        "say-line": "/practice?vision=employer",
        "tell": "/practice?real=new",
    }


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
    page.goto(served.at("/practice?closed=1"))
    for title, text in (("closed", "will now ask"), ("asking", "Please answer your browser")):
        expect(page.get_by_text(text)).to_be_visible()
        look(page, title)
        if title == "closed":
            page.get_by_role("button", name="Allow the microphone").click()
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
