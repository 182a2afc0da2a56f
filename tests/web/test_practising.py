"""The practising page in a real browser, with a fake coach behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coach.debrief.records import Words
from coach.debrief.told import REAL_SET, TELLING, ToldInterview
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.vision.building import each_candidate, pick
from coach.vision.records import Section
from tests.helpers.browser import NO_STORAGE, faultless
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.fake_coach import (
    QUESTIONS,
    SAID,
    SESSION,
    FakeCoach,
    Practising,
    practising,
    question,
)
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, recordings
from tests.helpers.waiting import eventually


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
    said: list[str] = []
    with faultless(context.new_page()) as page:
        page.on("console", lambda message: said.append(message.text))
        yield page
    assert not [each for each in said if "Policy" in each]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def begin(page: Page, served: Practising, path: str = "/practice?set=career-vision") -> None:
    """Go through the microphone check."""
    page.goto(served.at(path))
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    press(page, "Begin")


def answering(page: Page, served: Practising) -> FakeCoach:
    """Be in the middle of the first answer."""
    coach = served.coach
    begin(page, served)
    coach.expect("begin")
    coach.start()
    coach.ask(1)
    coach.listen(1)
    coach.level(3.0)
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    return coach


def think_and_pause(page: Page, coach: FakeCoach) -> None:
    """Pause the time to think."""
    coach.think()
    expect(page.get_by_text("0:12 to think")).to_be_visible()
    press(page, "Pause")
    coach.expect("choice", choice="pause")
    coach.think(paused=True)
    expect(page.get_by_text("The clock stands still")).to_be_visible()
    expect(page.get_by_role("button", name="Go on", exact=True)).to_be_visible()


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
    think_and_pause(page, coach)
    coach.listen(1)
    coach.level(15.2)
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    expect(page.get_by_text("0:15 of 2:00")).to_be_visible()
    eventually(lambda: len(coach.blocks) > 10)
    press(page, "Pause")
    coach.expect("choice", 2, choice="pause")
    coach.level(16, paused=True)
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    press(page, "Go on")
    coach.expect("choice", 3, choice="pause")
    coach.level(17)
    press(page, "Done")
    coach.expect("choice", choice="done")
    coach.end_answer(1)
    expect(page.get_by_text("Writing it down")).to_be_visible()
    coach.write(1)
    expect(page.locator(".words")).to_have_text(SAID)
    with page.expect_request(f"**/session/{SESSION}/1/1/audio"):
        page.get_by_text("warehouse", exact=True).click()
    expect(
        page.get_by_text("1:12 of 2:00 · 151 words a minute · 2 fillers · thought 3.5 s")
    ).to_be_visible()
    for name, choice in (("Play", "play"), ("Again", "again"), ("Next", "next"), ("Stop", "stop")):
        press(page, name)
        coach.expect("choice", choice=choice)
    coach.choices("stop")  # as while the coach listens for fillers
    expect(page.get_by_text("One moment: I am listening")).to_be_visible()
    coach.finish(answered=1)
    expect(page.get_by_text("One answer, 72 seconds.")).to_be_visible()
    look_back = page.get_by_role("link", name="Look back")
    assert str(look_back.get_attribute("href")).endswith(f"/session/{SESSION}/debrief")
    assert not coach.broken
    positions = [position for _, position, _ in coach.blocks]
    lengths = [length for _, _, length in coach.blocks]
    assert positions[1:] == [a + b for a, b in zip(positions, lengths, strict=True)][:-1]


def test_the_take_before_is_beside_the_one_that_was_said_again(
    page: Page, served: Practising
) -> None:
    coach = served.coach
    begin(page, served)
    coach.expect("begin")
    one_answer(coach)
    expect(page.get_by_role("heading", name="The take before")).to_be_hidden()
    expect(page.get_by_role("button", name="Hear it", exact=True)).to_be_hidden()
    press(page, "Again")
    coach.listen(1, take=2)
    coach.end_answer(1, take=2)
    expect(page.get_by_role("heading", name="The take before")).to_be_hidden()
    coach.write(1, "I lead forty people.", take=2)
    before, now = (
        page.get_by_role("group", name=name, exact=True)
        for name in ("The take before", "This take")
    )
    expect(before).to_contain_text(SAID)
    expect(before).to_contain_text("1:12 of 2:00 · 151 words a minute")
    expect(now).to_contain_text("I lead forty people.")
    for group, take in ((before, 1), (now, 2)):
        with page.expect_request(f"**/session/{SESSION}/1/{take}/audio"):
            group.get_by_role("button", name="Hear it", exact=True).click()
    with page.expect_request(f"**/session/{SESSION}/1/1/audio"):
        before.get_by_text("warehouse", exact=True).click()
    coach.ask(2)
    coach.listen(2)
    coach.end_answer(2)
    coach.write(2)
    expect(page.get_by_role("heading", name="The take before")).to_be_hidden()
    expect(page.get_by_role("button", name="Next")).to_have_count(0)  # no other question comes
    press(page, "Finish")
    coach.expect("choice", choice="next")
    coach.finish(answered=2)
    expect(page.locator(".done-answers h2")).to_have_text(
        [f"{QUESTIONS[0]} Take 1", f"{QUESTIONS[0]} Take 2", QUESTIONS[1]]
    )


def test_the_take_before_is_there_as_soon_as_the_words_are(page: Page, served: Practising) -> None:
    coach = served.coach
    begin(page, served)
    one_answer(coach)
    press(page, "Again")
    coach.listen(1, take=2)
    coach.end_answer(1, take=2)
    coach.transcribe(1, "I lead forty people.", take=2)
    expect(page.get_by_role("heading", name="The take before")).to_be_visible()


def test_the_last_question_skipped_while_it_is_asked_is_said_to_be(
    page: Page, served: Practising
) -> None:
    coach = served.coach
    begin(page, served)
    one_answer(coach)
    coach.ask(2)
    expect(page.get_by_role("heading", name=QUESTIONS[1])).to_be_visible()
    press(page, "Skip")
    coach.expect("choice", choice="skip")
    coach.choices("stop")
    expect(page.get_by_text("Skipped. One moment: I am listening to your last")).to_be_visible()


def test_a_follow_up_is_asked_and_stands_beside_the_answer(page: Page, served: Practising) -> None:
    coach = served.coach
    begin(page, served, "/practice?set=career-vision&probing=1&no_follow_ups=1")
    assert coach.expect("begin")["options"] == {"probing": True, "follow_ups": False}
    coach.start()
    coach.ask(1)
    coach.listen(1)
    coach.end_answer(1)
    about = coach.follow_up(1, "How did you measure that?")
    expect(page.get_by_role("heading", name="How did you measure that?")).to_be_visible()
    expect(page.get_by_text("Question 1 of 2 · a follow-up")).to_be_visible()
    coach.level(3.0)
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    coach.end_answer(1, take=2, about=about)
    coach.write(1, awaits=False)
    coach.event("answer_advised", question=question(1), take=1, lines=["Next time: ADVICE"])
    coach.write(1, "We counted them.", take=2, about=about)
    answer, now = (
        page.get_by_role("group", name=name, exact=True)
        for name in ("Your answer", "To the follow-up")
    )
    expect(answer).to_contain_text(SAID)
    expect(answer).to_contain_text(QUESTIONS[0])
    expect(answer.get_by_text("Next time: ADVICE")).to_be_visible()
    expect(now).to_contain_text("We counted them.")
    expect(now).not_to_contain_text("Next time")
    press(page, "Again")
    coach.listen(1, take=3)
    expect(page.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()
    coach.end_answer(1, take=3)
    coach.write(1, "I lead forty people.", take=3)
    expect(page.get_by_role("group", name="The take before", exact=True)).to_contain_text(SAID)
    press(page, "Next")
    coach.finish(answered=1)
    expect(page.locator(".done-answers h2")).to_have_text(
        [f"{QUESTIONS[0]} Take 1", "Follow-up: How did you measure that?", f"{QUESTIONS[0]} Take 3"]
    )


def test_which_question_it_really_was_is_chosen(page: Page, served: Practising) -> None:
    coach = answering(page, served)
    coach.end_answer(1)
    coach.event("real_question_asked", question=question(1), themes=["done-and-why", "pay"])
    coach.choices("first", "second", "next", "stop")
    expect(page.get_by_role("heading", name="Which question was that really?")).to_be_visible()
    expect(page.get_by_role("button", name="I cannot tell")).to_be_visible()
    press(page, "done and why")
    coach.expect("choice", choice="first")
    page.keyboard.press("2")
    coach.expect("choice", choice="second")
    told = "It was about pay. In an interview: What do you expect?"
    coach.event(
        "real_question_told", told, question=question(1), theme="pay", wording="", chosen="first"
    )
    coach.write(1)
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.locator(".words")).to_have_text(SAID)
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_visible()


def test_a_session_by_keyboard(page: Page, served: Practising) -> None:
    coach, keys = served.coach, page.keyboard
    page.goto(served.at("/practice"))
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    while page.evaluate("document.activeElement.dataset.do") != "begin":
        keys.press("Tab")
    keys.press("Enter")
    assert coach.expect("begin")["set"] == "career-vision"
    coach.start()
    coach.ask(1)
    expect(page.get_by_role("button", name="Answer now")).to_be_visible()
    for key, choice in (("r", "repeat"), ("s", "skip"), ("Enter", "go")):
        keys.press(key)
        coach.expect("choice", choice=choice)
    coach.listen(1)
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    for key, choice in ((" ", "pause"), ("x", "start over"), ("Enter", "done")):
        keys.press(key)
        coach.expect("choice", choice=choice)
    coach.end_answer(1)
    coach.write(1)
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    for key, choice in (("t", "again"), ("p", "play"), ("Enter", "next"), ("q", "stop")):
        keys.press(key)
        coach.expect("choice", choice=choice)
    chosen = [each["choice"] for each in coach.got if each["type"] == "choice"]
    assert len(chosen) == 10


def test_letters_can_be_switched_off_and_controls_keep_enter_and_space(
    page: Page, served: Practising
) -> None:
    answering(page, served)
    page.keyboard.press("?")
    page.get_by_label("Letters work as keys").uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Hear it again").focus()
    for key in ("q", "s", "u", " "):
        page.keyboard.press(key)
    served.coach.expect("choice", choice="repeat")
    chosen = [each["choice"] for each in served.coach.got if each["type"] == "choice"]
    assert chosen == ["repeat"]


def test_what_the_coach_has_not_got_is_sent_again(page: Page, served: Practising) -> None:
    coach = served.coach
    coach.acknowledges = False
    answering(page, served)
    eventually(lambda: len(coach.blocks) > 10)
    coach.refuses = True
    coach.drop()
    expect(page.get_by_role("alert")).to_contain_text("The connection to the coach is lost")
    expect(page.get_by_text("seconds of your answer wait here")).to_be_visible()
    before, coach.blocks = coach.blocks, []
    coach.acknowledges, coach.refuses = True, False
    expect(page.get_by_text("The connection to the coach is lost")).to_be_hidden()
    again = coach.expect("hello", 2)
    assert again["seen"] == len(coach.kept)
    eventually(lambda: len(coach.blocks) > len(before) + 10)
    assert coach.blocks[: len(before)] == before
    for (_, position, length), (_, after, _) in zip(coach.blocks, coach.blocks[1:], strict=False):
        assert after == position + length
    assert not coach.broken


def cut_off(page: Page, served: Practising, state: str = "idle") -> None:
    """Be in an answer while the coach dies, and have another one there a moment later.

    Where it is "running", it was only the connection that broke.
    """
    coach = served.coach
    coach.acknowledges = False
    answering(page, served)
    coach.tell({"type": "kept", "stream": 1, "position": 0, "written": 1200})
    eventually(lambda: len(coach.blocks) > 30)
    coach.state = state
    coach.drop()


def test_a_coach_that_was_started_again_is_handed_the_rest(page: Page, served: Practising) -> None:
    coach = served.coach
    cut_off(page, served)
    left = coach.expect("left_over")
    assert (left["session"], left["question"], left["take"]) == (SESSION, 1, 1)
    assert (left["stream"], left["written"]) == (1, 1200)
    assert left["streams"][0]["began_ms"] > 0
    expect(page.get_by_text("The rest of that is on its way")).to_be_visible()
    expect(page.get_by_role("link", name="Go on")).to_be_hidden()
    busy = {"message": "It is in use by another coach.", "hint": "Wait.", "again": True}
    coach.tell({"type": "refused"} | busy)
    expect(page.get_by_text(busy["message"])).to_be_visible()
    again = coach.expect("left_over", 2)
    assert again == left
    eventually(lambda: len(coach.blocks) >= 30 + 2 * left["blocks"])
    assert len(set(coach.blocks)) == left["blocks"]
    coach.tell({"type": "taken_in", "session": SESSION})
    expect(page.get_by_text("What you said is kept")).to_be_visible()
    expect(page.get_by_role("link", name="Save this part")).to_be_hidden()
    link = page.get_by_role("link", name="Go on", exact=True)
    assert str(link.get_attribute("href")).endswith(f"/practice?session={SESSION}")
    coach.drop()
    coach.expect("hello", 3)
    expect(link).to_be_visible()
    assert not coach.broken


LOST = {"message": "The page was closed.", "hint": "Everything until then is kept."}


def lost_answer(coach: FakeCoach) -> None:
    """End the session in the first answer, as where nobody waits for the page any more."""
    coach.event(
        "answer_ended", question=question(1), take=1, duration_s=9.0, target_s=120, overtime_s=0.0,
        ended_by="microphone_lost", choice="stop", think_s=None, discarded=False, restorable=False,
    )  # fmt: skip
    coach.tell({"type": "failed", "session": SESSION} | LOST)


@pytest.mark.parametrize("state", ["idle", "running"])
def test_a_session_that_ended_without_the_page_is_handed_the_rest(
    page: Page, served: Practising, state: str
) -> None:
    coach = served.coach
    cut_off(page, served, state)  # it has come to its end already, or not
    coach.expect("hello", 2)
    lost_answer(coach)
    expect(page.get_by_text(LOST["message"])).to_be_visible()
    left = coach.expect("left_over")
    assert (left["session"], left["question"], left["take"]) == (SESSION, 1, 1)
    expect(page.get_by_role("link", name="Save this part")).to_be_hidden()
    coach.tell({"type": "taken_in", "session": SESSION})
    expect(page.get_by_text("was put behind that")).to_be_visible()
    expect(page.get_by_role("link", name="Save this part")).to_be_hidden()
    assert len([each for each in coach.got if each["type"] == "left_over"]) == 1


def test_what_no_coach_takes_is_offered_as_a_file(page: Page, served: Practising) -> None:
    cut_off(page, served)
    served.coach.expect("left_over")
    gone = {"message": "There is no such session.", "hint": "coach sessions", "again": False}
    served.coach.tell({"type": "refused"} | gone)
    expect(page.get_by_text(gone["message"])).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save this part").click()
    assert saved.value.path().read_bytes()[:4] == b"RIFF"


def test_a_reloaded_page_is_the_same_one_and_goes_on(page: Page, served: Practising) -> None:
    coach = served.coach
    answering(page, served)
    coach.caption("I want to have built", 2)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    first, second = coach.expect("hello"), coach.expect("hello", 2)
    assert first["page"] == second["page"]
    assert second["seen"] == 0
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    expect(page.locator(".caption")).to_contain_text("I want to have built")
    coach.expect("stream", stream=2)
    coach.tell({"type": "listen", "on": True})
    eventually(lambda: any(stream == 2 for stream, _, _ in coach.blocks))


def test_one_can_practise_where_the_browser_keeps_nothing(page: Page, served: Practising) -> None:
    page.add_init_script(NO_STORAGE)
    coach = served.coach
    begin(page, served)
    assert coach.expect("stream")["stream"] == 1
    coach.start()
    coach.ask(1)
    expect(page.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Go on here")).to_be_visible()  # for all it knows


def test_a_screen_reader_is_told_what_matters_and_no_captions(
    page: Page, served: Practising
) -> None:
    coach = served.coach
    begin(page, served)
    coach.start()
    coach.ask(1)
    announced = page.locator("#announced")
    expect(announced).to_have_text(f"Question 1 of 2: {QUESTIONS[0]} Recording starts at the tone.")
    coach.listen(1)
    expect(announced).to_be_empty()  # the microphone would hear it
    coach.caption("I want to have built", 2)
    coach.event("time_warned", "0:30 left", question=question(1), take=1, left_s=30, target_s=120)
    expect(page.get_by_role("status").get_by_text("0:30 left")).to_be_visible()
    expect(page.locator(".caption")).to_be_visible()
    assert "I want to have built" not in page.locator("body").aria_snapshot()
    coach.level(40, paused=True)
    expect(page.get_by_role("status").get_by_text("is not recorded")).to_be_visible()
    expect(announced).to_be_empty()  # it is said once
    coach.end_answer(1)
    expect(announced).to_have_text("Recording ended.")
    coach.write(1)
    expect(announced).to_have_text(f"You said: {SAID}")
    better = SAID.replace(SAID.split()[0], "Better")
    coach.improve(1, better)
    expect(page.locator(".words")).to_have_text(better)
    expect(announced).to_have_text(f"You said: {SAID}")  # what changed is not said again


def test_better_words_have_figures_of_their_own_and_say_what_they_leave_unclear(
    page: Page, served: Practising
) -> None:
    coach = served.coach
    begin(page, served)
    coach.start()
    coach.ask(1)
    coach.listen(1)
    coach.end_answer(1)
    coach.write(1)
    told = "Sound I could not make out: 8 s at 0:12 (like Spanish)."
    spanish = {"start_s": 12.4, "end_s": 20.0, "written": "Thank you", "language": "es"}
    coach.improve(1, SAID, line=told, unclear=[spanish])
    expect(page.locator("[data-now=unclear]")).to_have_text(told)
    coach.improve(1, f"{SAID} At last.")
    expect(page.locator(".words")).to_have_text(f"{SAID} At last.")
    figures = "1:12 of 2:00 · 148 words a minute · 1 filler · thought 3.5 s"
    expect(page.locator("[data-now=figures]")).to_have_text(figures)
    expect(page.locator("[data-now=unclear]")).to_be_hidden()


def test_home_says_what_its_button_begins(page: Page, served: Practising) -> None:
    page.goto(served.at("/"))
    first = page.locator("[data-now=first]")
    expect(first).to_have_text("Career vision · 16 questions, about 28 minutes of speaking")
    page.get_by_text("How you are asked").click()
    page.get_by_label("How many questions").fill("3")
    expect(first).to_have_text("Career vision · 3 of 16 questions")
    page.get_by_label("Against the clock, as in").check()
    page.get_by_role("button", name="Practise Screening").click()
    expect(page.get_by_role("heading", name="Screening")).to_be_visible()
    page.goto(served.at("/"))
    expect(first).to_have_text("Screening · 3 of 16 questions, against the clock")


def test_no_follow_up_and_two_of_them_are_not_both_asked_for(
    page: Page, served: Practising
) -> None:
    page.goto(served.at("/"))
    page.locator(".options summary").click()
    two = page.get_by_label("Ask me up to two follow-ups")
    none = page.get_by_label("Ask me no follow-up")
    two.check()
    none.check()
    expect(two).not_to_be_checked()
    two.check()
    expect(none).not_to_be_checked()


def test_sets_are_chosen_together_and_not_remembered(page: Page, served: Practising) -> None:
    page.goto(served.at("/"))
    together = page.get_by_role("button", name="Practise the chosen ones together")
    expect(together).to_be_hidden()
    for name in ("Screening", "Behavioural"):
        page.get_by_label(f"{name}, with others").check()
    together.click()
    expect(page.get_by_role("heading", name="Behavioural and Screening")).to_be_visible()
    assert "with=behavioural&with=screening&together=1" in page.url
    page.goto(served.at("/"))
    expect(together).to_be_hidden()
    expect(page.locator("[data-now=first]")).to_contain_text("Career vision")
    page.get_by_label("Screening, with others").check()
    page.get_by_role("button", name="Practise Behavioural").click()
    expect(page.get_by_role("heading", name="Behavioural", exact=True)).to_be_visible()
    assert "with=" not in page.url


def test_who_runs_it_by_voice_sees_what_can_be_said(page: Page, served: Practising) -> None:
    answering(page, served)
    said = page.get_by_text("Say “next question” when you are done.")
    expect(said).to_be_hidden()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(served.at("/practice?set=career-vision&hands_free=1"))
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    expect(said).to_be_visible()


@pytest.mark.long
def test_home_and_a_session_are_printed_without_buttons(page: Page, served: Practising) -> None:
    page.emulate_media(media="print")
    page.goto(served.at("/"))
    expect(page.get_by_text("Tell me about yourself.")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    page.emulate_media(media="screen")
    begin(page, served)
    served.coach.start()
    served.coach.ask(1)
    served.coach.end_answer(1)
    served.coach.write(1)
    expect(page.locator(".words")).to_have_text(SAID)
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator(".words")).to_be_visible()


# A microphone that comes late, and can be taken away and given back.
PLUG = """
const give = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.given = [];
window.permission = Object.assign(new EventTarget(), { state: "granted" });
navigator.permissions.query = async () => permission;
window.refusal = ""; // why there is no microphone, as browsers name it
window.unplug = (why) => {
  refusal = why;
  for (const track of given) { track.stop(); track.dispatchEvent(new Event("ended")); }
};
navigator.mediaDevices.getUserMedia = async (asked) => {
  if (refusal) throw new DOMException("", refusal);
  const media = await give(asked);
  await new Promise((resolve) => setTimeout(resolve, 300));
  given.push(...media.getTracks());
  return media;
};
"""


def test_a_microphone_that_went_away_is_looked_for(page: Page, served: Practising) -> None:
    page.add_init_script(PLUG)
    answering(page, served)
    page.evaluate("unplug('NotFoundError')")
    expect(page.get_by_text("The microphone went away.")).to_be_visible()
    expect(page.get_by_text("Not recording", exact=True)).to_be_visible()
    page.evaluate("refusal = ''")  # and the browser tells nobody
    served.coach.expect("stream", stream=2)
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    expect(page.get_by_text("The microphone went away.")).to_be_hidden()
    page.evaluate("unplug('NotAllowedError')")
    expect(page.get_by_text("Your browser no longer gives me the microphone")).to_be_visible()
    expect(page.locator("[data-now=hint]")).to_contain_text("Click the sign")
    page.evaluate("refusal = ''; permission.dispatchEvent(new Event('change'))")
    served.coach.expect("stream", stream=3)
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()


# Audio contexts that can be stopped for good, as where the loudspeaker breaks.
CONTEXTS = """
window.contexts = [];
window.AudioContext = class extends AudioContext {
  constructor(...how) { super(...how); contexts.push(this); }
};
"""


def test_a_loudspeaker_that_breaks_while_one_hears_oneself_ends_no_check(
    page: Page, served: Practising
) -> None:
    page.add_init_script(CONTEXTS)
    page.goto(served.at("/practice?set=career-vision"))
    press(page, "Hear yourself")
    page.evaluate("contexts[0].suspend()")
    expect(page.get_by_text("Say something, to see that I hear you.")).to_be_visible()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    assert page.evaluate("contexts.map((each) => each.state)") == ["closed", "running"]


# What the page is told of a browser that plays nothing, where a context is closed.
CLOSED = """async () => {
  const { Loudspeaker } = await import("/static/practice/loudspeaker.js");
  const context = new AudioContext(), told = [];
  await context.close();
  const loudspeaker = new Loudspeaker({ capture: { context }, blocked: (is) => told.push(is) });
  await loudspeaker.running().catch(() => {});
  await new Promise((done) => setTimeout(done, 2000));
  return told;
}"""


def test_nobody_is_asked_to_click_for_a_loudspeaker_that_broke(
    page: Page, served: Practising
) -> None:
    page.goto(served.at("/practice?set=career-vision"))
    assert page.evaluate(CLOSED) == [False]


def test_one_tab_at_a_time(page: Page, served: Practising, context: BrowserContext) -> None:
    answering(page, served)
    other = context.new_page()
    other.add_init_script(PLUG)
    other.goto(served.at("/practice"))
    expect(other.get_by_text("Another tab has the session")).to_be_visible()
    eventually(
        lambda: other.evaluate("given.length && given.every((t) => t.readyState === 'ended')")
    )
    press(other, "Go on here")
    expect(other.get_by_text("Recording", exact=True)).to_be_visible()
    expect(page.get_by_text("Another tab has the session")).to_be_visible()
    press(page, "Go on here")  # it is told everything anew
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()
    other.close()


def test_a_microphone_that_is_not_permitted(
    unlistening_chromium: Browser, served: Practising
) -> None:
    context = unlistening_chromium.new_context()
    served.let_in(context)
    page = context.new_page()
    page.goto(served.at("/practice"))
    press(page, "Allow the microphone")
    expect(page.get_by_text("The microphone is not permitted")).to_be_visible()
    expect(page.get_by_role("button", name="Begin")).to_be_hidden()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    context.close()


def test_where_the_browser_gives_no_microphone_the_machines_own_is_offered(
    unlistening_chromium: Browser, served: Practising
) -> None:
    context = unlistening_chromium.new_context()
    served.let_in(context)
    page = context.new_page()
    page.goto(served.at("/practice"))
    press(page, "Allow the microphone")
    expect(page.get_by_text("switch the microphone on there")).to_be_visible()
    press(page, "Use this machine's own microphone")
    coach = served.coach
    assert coach.expect("begin")["microphone"] == "machine"
    coach.start()
    coach.ask(1)
    coach.expect("sound_ended", clip=1)
    context.close()


# As where the coach is away just then: once.
MISSING = """
const add = AudioWorklet.prototype.addModule;
AudioWorklet.prototype.addModule = async () => {
  AudioWorklet.prototype.addModule = add;
  throw new DOMException("Unable to load a worklet's module.", "AbortError");
};
"""


def test_a_microphone_is_given_back_where_what_listens_to_it_does_not_come(
    page: Page, served: Practising
) -> None:
    page.add_init_script(PLUG + CONTEXTS + MISSING)
    page.goto(served.at("/practice?set=career-vision"))
    expect(page.get_by_role("heading", name="The microphone cannot be opened")).to_be_visible()
    assert page.evaluate("given.map((track) => track.readyState)") == ["ended"]
    assert page.evaluate("contexts.map((each) => each.state)") == ["closed"]
    press(page, "Try again")
    expect(page.get_by_text("I hear you well.")).to_be_visible()


def test_nothing_can_be_begun_before_the_coach_has_answered(
    unlistening_chromium: Browser, served: Practising
) -> None:
    context = unlistening_chromium.new_context()
    served.let_in(context)
    page = context.new_page()
    page.route_web_socket("**/practice/socket", lambda _: None)  # which is never answered
    page.goto(served.at("/practice"))
    press(page, "Allow the microphone")
    for name in ("Begin", "Use this machine's own microphone"):
        expect(
            page.get_by_role("button", name=name, exact=True, include_hidden=True)
        ).to_be_disabled()
    context.close()


def test_the_check_shows_what_whisper_understood(page: Page, served: Practising) -> None:
    served.coach.understood = {"heard": "Good morning, I am here."}
    page.goto(served.at("/practice?set=career-vision"))
    expect(page.get_by_text("Whisper wrote down: Good morning, I am here.")).to_be_visible()
    assert served.coach.checks[0] == 0  # the model is loaded while the person reads
    assert served.coach.checks[1] >= 1.5 * 2 * 44_100
    served.coach.understood = {"heard": "", "message": "There is no Whisper.", "hint": "Get it."}
    page.reload()
    expect(page.get_by_text("There is no Whisper. Get it.")).to_be_visible()
    expect(page.get_by_text("Whisper wrote down")).to_be_hidden()


def test_a_loudspeaker_can_be_chosen(page: Page, served: Practising) -> None:
    page.goto(served.at("/practice?set=career-vision"))
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    chosen = page.get_by_label("Loudspeaker")
    names = chosen.locator("option").all_inner_texts()
    assert len(names) > 1, names
    chosen.select_option(index=1)
    page.reload()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    assert page.get_by_label("Loudspeaker").evaluate("select => select.selectedIndex") == 1


def test_of_two_microphones_chosen_quickly_the_later_one_counts(
    page: Page, served: Practising
) -> None:
    page.goto(served.at("/practice?set=career-vision"))
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    chosen = page.get_by_label("Microphone")
    names = chosen.locator("option").all_inner_texts()
    assert len(names) > 2, names
    chosen.evaluate("""(select) => {
      for (const index of [1, 2]) {
        select.selectedIndex = index;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }""")
    streams = served.coach.got
    eventually(
        lambda: [each["label"] for each in streams if each["type"] == "stream"][-1:] == names[2:3]
    )
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    assert chosen.evaluate("select => select.selectedIndex") == 2
    page.reload()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    assert page.get_by_label("Microphone").evaluate("select => select.selectedIndex") == 2


def test_a_sound_that_cannot_be_played_is_told(page: Page, served: Practising) -> None:
    begin(page, served)
    served.coach.expect("begin")
    served.coach.start()
    served.coach.tell({"type": "play", "clip": 99, "duration_s": 1.0})
    assert "404" in served.coach.expect("sound_failed", clip=99)["why"]


def test_a_session_that_fails_says_so_and_what_is_left_can_be_saved(
    page: Page, served: Practising
) -> None:
    served.coach.acknowledges = False
    answering(page, served)
    eventually(lambda: len(served.coach.blocks) > 30)
    hint = "Free some space."
    served.coach.tell({"type": "failed", "message": "The disk is full.", "hint": hint})
    expect(page.get_by_role("heading", name="The session has ended")).to_be_visible()
    expect(page.get_by_text("The disk is full.")).to_be_visible()
    expect(page.get_by_text("What you said until then is kept.")).to_be_visible()
    expect(page.get_by_role("link", name="Go on with it")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save this part").click()
    assert saved.value.path().read_bytes()[:4] == b"RIFF"


def test_a_session_that_could_not_begin_does_not_speak_of_an_end(
    page: Page, served: Practising
) -> None:
    begin(page, served)
    served.coach.expect("begin")
    lacking = {"message": "Whisper base is not here.", "hint": "coach models get base"}
    served.coach.tell({"type": "failed"} | lacking)
    expect(page.get_by_role("heading", name="The session did not begin")).to_be_visible()
    expect(page.get_by_text("coach models get base")).to_be_visible()
    expect(page.get_by_text("What you said until then is kept.")).to_be_hidden()


def test_leaving_while_answering_asks_first(page: Page, served: Practising) -> None:
    answering(page, served)
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.once("dialog", stay)
    page.close(run_before_unload=True)
    deadline_s = time.monotonic() + PATIENCE_S
    while not asked and time.monotonic() < deadline_s:
        page.wait_for_timeout(50)
    assert asked == ["beforeunload"]


def test_a_question_answered_again_leads_back_to_where_one_came_from(
    page: Page, served: Practising
) -> None:
    session = keep([PLAIN])
    coach = served.coach
    page.goto(served.at(f"/session/{session}/debrief"))
    page.get_by_role("link", name="Answer it again").click()
    expect(page.get_by_text("Tell me about a team.")).to_be_visible()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    press(page, "Begin")
    asked = coach.expect("retake")
    assert (asked["session"], asked["question"], asked["heard"]) == (session, 1, True)
    coach.start()
    coach.ask(1)
    coach.listen(1, take=2)
    coach.end_answer(1, take=2)
    coach.write(1, take=2)
    expect(page.get_by_role("group", name="The take before")).to_contain_text(PLAIN)
    coach.finish(answered=1)
    page.wait_for_url(f"**/session/{session}/debrief?question=1")
    expect(page.get_by_role("heading", name="Looking back")).to_be_visible()


def one_answer(coach: FakeCoach) -> None:
    """A session of one question, answered."""
    coach.start()
    coach.ask(1)
    coach.listen(1)
    coach.end_answer(1)
    coach.write(1)


def test_the_vision_stays_in_view_while_it_is_stated(page: Page, served: Practising) -> None:
    want = AskedQuestion(id="want", theme=Section.AMBITION.value, text="What do you want?")
    keep([PLAIN], question=want)
    library, coach = Library(recordings()), served.coach
    pick(library, Section.AMBITION, next(each_candidate(library, Section.AMBITION)))
    page.goto(served.at("/vision"))
    page.get_by_role("link", name="State it aloud").click()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    expect(page.get_by_text(PLAIN)).to_be_hidden()
    page.get_by_text("By voice, or without captions").click()
    page.get_by_label("Run it by voice").check()
    press(page, "Begin")
    asked = coach.expect("vision")
    assert (asked["section"], asked["options"]) == (None, {"hands_free": True})
    coach.start()
    coach.ask(1)
    coach.listen(1)
    expect(page.get_by_text(PLAIN)).to_be_visible()
    coach.end_answer(1)
    coach.write(1)
    coach.finish(answered=0, left=1)  # it was stopped
    expect(page.get_by_role("link", name="Once more")).to_be_visible()
    expect(page.get_by_role("link", name="Hear and read it")).to_be_hidden()


def test_a_drill_ends_with_both_sentences(page: Page, served: Practising) -> None:
    session = keep([HEDGED])
    drilled = keep([PLAIN], kind=Kind.DRILL)
    page.goto(served.at(f"/session/{session}"))
    page.get_by_role("link", name="Say a hedged sentence once more").click()
    expect(page.get_by_text(HEDGED)).to_be_visible()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    press(page, "Begin")
    assert served.coach.expect("drill")["session"] == session
    one_answer(served.coach)
    served.coach.finish(answered=1, session=drilled)
    page.wait_for_url(f"**/drill/{drilled}")
    expect(page.get_by_text("No hedge was found in it now.")).to_be_visible()
    expect(page.get_by_text(PLAIN)).to_be_visible()
    press(page, "Play what you said after")


def test_a_note_is_said_and_is_there_when_looking_back(page: Page, served: Practising) -> None:
    session, coach = keep([PLAIN]), served.coach
    page.goto(served.at(f"/session/{session}/debrief"))
    page.get_by_role("link", name="Say it aloud").click()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    press(page, "Begin")
    asked = coach.expect("note")
    assert (asked["session"], asked["question"], asked["take"]) == (session, 1, 1)
    coach.state = "running"
    note = {"number": 1, "id": "q", "text": "What would you fine-tune?"}
    coach.event("question_asked", question=note, of=1, coat="", seconds=None)
    expect(page.get_by_role("heading", name="What would you fine-tune?")).to_be_visible()
    coach.choices("done", "stop")
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    coach.choices()  # a silence has ended it
    expect(page.get_by_text("Recording", exact=True)).to_be_hidden()
    expect(page.get_by_text("Writing it down …")).to_be_visible()
    coach.state = "idle"
    coach.tell({"type": "ended", "session": session})
    page.wait_for_url(f"**/session/{session}/debrief?question=1")


def test_a_line_said_now_can_be_picked(page: Page, served: Practising) -> None:
    page.goto(served.at("/vision"))
    page.get_by_role("link", name="pick your own sentences").click()
    page.get_by_role("link", name="The employer I want").click()
    page.get_by_role("link", name="Say it now").click()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    press(page, "Begin")
    assert served.coach.expect("vision")["section"] == "employer"
    one_answer(served.coach)
    want = AskedQuestion(id="say-employer", theme=Section.EMPLOYER.value, text="Say it.")
    served.coach.finish(answered=1, session=keep([PLAIN], question=want))
    page.wait_for_url("**/vision/build?section=employer")
    press(page, f"Pick: {PLAIN}")
    press(page, f"Take out: {PLAIN}")
    expect(page.get_by_role("button", name=f"Pick: {PLAIN}")).to_be_visible()


def test_a_real_interview_is_told_and_put_right(page: Page, served: Practising) -> None:
    coach = served.coach
    page.goto(served.at("/"))
    page.get_by_role("link", name="Coming from a real interview? Tell of it").click()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    press(page, "Begin")
    assert coach.expect("real")["session"] == ""
    coach.state = "running"
    coach.event("question_asked", question=question(1), of=1, coat="", seconds=None)
    coach.listen(1)
    coach.end_answer(1)
    coach.state = "idle"
    coach.tell({"type": "ended", "session": telling("They asked why I left so early.")})
    expect(page.get_by_role("heading", name="I heard one question.")).to_be_visible()
    page.get_by_label("Question 1").fill("Why did you leave so early?")
    page.get_by_label("Another one").first.fill("Why us?")
    page.get_by_label("In one word, how was it?").fill("rushed")
    press(page, "That's right")
    expect(page.get_by_text("In one word: rushed")).to_be_visible()
    first = page.get_by_role("region", name="Why did you leave so early?")
    first.get_by_label("What did you say?", exact=True).fill("It was time.")
    first.get_by_role("button", name="Keep it").first.click()
    expect(first.get_by_text("You said")).to_be_visible()
    first.get_by_text("Change that").click()
    first.get_by_label("What did you say?", exact=True).fill("It was time to lead.")
    first.get_by_role("button", name="Keep it").first.click()
    expect(first.get_by_role("blockquote")).to_have_text("It was time to lead.")
    first.get_by_role("link", name="Say it aloud: What do you wish you had said?").click()
    expect(page.get_by_text("You were asked: “Why did you leave so early?”")).to_be_visible()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    press(page, "Begin")
    asked = coach.expect("real", 2)
    assert (asked["question"], asked["part"]) == (2, "wished")
    page.goto(served.at("/"))
    expect(page.get_by_role("button", name="Be asked them again")).to_be_visible()
    page.get_by_text("How you are asked").click()
    page.get_by_label("How many questions").fill("2")
    page.keyboard.press("Enter")  # what the large button says, which is not the first one here
    expect(page.get_by_role("heading", name="Career vision")).to_be_visible()
    page.goto(served.at("/practice?real=new"))
    page.get_by_role("link", name="Type it instead").click()
    page.get_by_label("What happened").fill("They asked why I left.")
    press(page, "That is all")
    expect(page.get_by_role("heading", name="I heard one question.")).to_be_visible()


def telling(text: str) -> str:
    """A session in which that was told of a real interview."""
    with Library(recordings()).new_session(Kind.REAL, REAL_SET, [TELLING]) as opened:
        ToldInterview(opened).tell_words(Words(text=text))
    return opened.folder.name


def test_advice_stands_below_the_words_and_is_tried_with_one_key(
    page: Page, served: Practising
) -> None:
    coach = served.coach
    begin(page, served)
    coach.start()
    coach.ask(1)
    coach.listen(1)
    coach.end_answer(1)
    coach.write(1, awaits=False)
    change = "Next time: It was “we” 4 times. Say which part was yours."
    lines = ["Keep: Your first sentence answers.", change]
    coach.event("answer_advised", question=question(1), take=1, lines=lines)
    points = ["what you did yourself", "what came of it"]
    coach.event(
        "choice_awaited", may_repeat=True, is_last=False, in_mind=True, listen_for=points, take=1
    )
    coach.choices("next", "again", "play", "stop")
    expect(page.get_by_text(change)).to_be_visible()
    expect(page.get_by_text(lines[0])).to_be_visible()
    page.get_by_text("Listen for, and tick by ear").click()
    page.get_by_label("what came of it").check()
    coach.expect("ticked", question=1, take=1, point=2, heard=True)
    coach.event("take_played", "Listen for: what came of it.", take=1)
    expect(page.get_by_text("Listen for: what came of it.")).to_be_hidden()
    expect(page.get_by_role("button", name="Again, with that in mind")).to_be_visible()
    page.keyboard.press("t")
    coach.expect("choice", choice="again")
    coach.listen(1, take=2)
    expect(page.get_by_text(change)).to_be_hidden()
    assert not coach.broken
