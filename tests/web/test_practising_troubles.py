"""The practising page where something goes wrong: connections, other tabs, devices, haste."""

from __future__ import annotations

import io
import re
import wave

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from coach.library.records import Kind
from tests.helpers.fake_coach import QUESTIONS, SESSION, FakeCoach, Practising
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep
from tests.helpers.waiting import eventually
from tests.web.test_practising import (
    answering,
    begin,
    context,
    cut_off,
    lost_answer,
    one_answer,
    page,
    press,
    served,
)

__all__ = ["context", "page", "served"]

# The page is to hold no more than three seconds of sound for a coach that is away.
LITTLE = """new MutationObserver((_, observer) => {
  const sitting = document.querySelector("[data-most='900']");
  if (!sitting) return;
  sitting.dataset.most = "3";
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });"""


@pytest.mark.parametrize("fails", [False, True])
def test_a_connection_that_breaks_while_the_rest_is_handed_over_delays_that(
    page: Page, served: Practising, *, fails: bool
) -> None:
    coach = served.coach
    cut_off(page, served, "running" if fails else "idle")
    if fails:
        coach.expect("hello", 2)
        coach.state = "idle"
        lost_answer(coach)
    left = coach.expect("left_over")
    coach.drop()  # before it has answered
    assert coach.expect("left_over", 2) == left
    coach.tell({"type": "taken_in", "session": SESSION})
    told = "was put behind that" if fails else "What you said is kept"
    expect(page.get_by_text(told)).to_be_visible()


def test_a_coach_that_writes_the_rest_down_for_a_long_time_is_waited_for(
    page: Page, served: Practising
) -> None:
    page.clock.install()
    cut_off(page, served)
    served.coach.expect("left_over")
    page.clock.fast_forward(60_000)
    served.coach.tell({"type": "taken_in", "session": SESSION})
    expect(page.get_by_text("What you said is kept")).to_be_visible()
    assert served.coach.connections == 2


def test_a_tab_that_waited_can_begin_once_the_other_has_ended(
    page: Page, served: Practising, context: BrowserContext
) -> None:
    answering(page, served)
    other = context.new_page()
    other.goto(served.at("/practice"))
    expect(other.get_by_text("Another tab has the session")).to_be_visible()
    served.coach.end_answer(1)
    served.coach.finish()
    press(other, "Go on here")
    expect(other.get_by_text("I hear you well.")).to_be_visible()
    press(other, "Begin")
    served.coach.expect("begin", 2)


# A microphone that another program is using.
TAKEN = """
const give = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.taken = "";
navigator.mediaDevices.getUserMedia = async (asked) => {
  const isTaken = taken && asked.audio.deviceId?.exact === taken;
  if (isTaken) throw new DOMException("", "NotReadableError");
  return give(asked);
};
"""


def test_a_microphone_that_cannot_be_opened_keeps_nobody_from_another(
    page: Page, served: Practising
) -> None:
    page.add_init_script(TAKEN)
    page.goto(served.at("/practice"))
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    chosen = page.get_by_label("Microphone")
    page.evaluate("taken = document.querySelector('#microphone').options[1].value")
    chosen.select_option(index=1)
    expect(page.get_by_role("alert")).to_contain_text("cannot be opened: perhaps another program")
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    assert chosen.evaluate("select => select.selectedIndex") == 0
    chosen.select_option(index=2)
    expect(page.get_by_text("cannot be opened: perhaps another program")).to_be_hidden()
    press(page, "Begin")
    served.coach.expect("begin")


@pytest.mark.parametrize("lacks", ["AudioWorklet.prototype.addModule", "AudioContext"])
def test_a_browser_that_lacks_what_a_microphone_needs_practises_with_the_machines_own(
    page: Page, served: Practising, lacks: str
) -> None:
    page.add_init_script(f"{lacks} = async () => {{ throw new Error('there is none'); }};")
    coach = served.coach
    page.goto(served.at("/practice"))
    press(page, "Use this machine's own microphone")
    assert coach.expect("begin")["microphone"] == "machine"
    coach.start()
    coach.ask(1)
    expect(page.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()
    coach.expect("sound_failed" if lacks == "AudioContext" else "sound_ended", clip=1)


def test_a_button_that_was_pressed_has_the_focus_when_it_is_back(
    page: Page, served: Practising
) -> None:
    coach = served.coach
    answering(page, served)
    pause = page.locator("[data-choice=pause]")
    pause.focus()
    page.keyboard.press("Enter")
    coach.expect("choice", choice="pause")
    coach.choices()
    expect(pause).to_be_hidden()
    expect(page.locator(":focus")).to_have_count(0)
    coach.level(4.0, paused=True)
    coach.choices("done", "pause", "stop")
    expect(pause).to_be_focused()
    coach.drop()
    coach.expect("hello", 2)
    expect(pause).to_be_focused()
    page.keyboard.press("Enter")  # which ends the answer, where no button has the focus
    coach.expect("choice", 2, choice="pause")
    assert [each["choice"] for each in coach.got if each["type"] == "choice"] == ["pause"] * 2


def test_a_double_click_skips_one_question(page: Page, served: Practising) -> None:
    coach = served.coach
    begin(page, served)
    coach.expect("begin")
    coach.start()
    for number in (1, 2):
        coach.ask(number)
        expect(page.get_by_role("heading", name=QUESTIONS[number - 1])).to_be_visible()
        place = page.get_by_role("button", name="Skip").bounding_box()
        assert place
        page.mouse.move(place["x"] + 9, place["y"] + 9)
        page.mouse.down(click_count=number)
        page.mouse.up(click_count=number)
        coach.expect("choice", choice="skip")
    press(page, "Answer now")
    coach.expect("choice", choice="go")
    assert [each["choice"] for each in coach.got if each["type"] == "choice"] == ["skip", "go"]


def test_a_lost_connection_is_told_once_however_much_sound_waits(
    page: Page, served: Practising
) -> None:
    served.coach.acknowledges = False
    answering(page, served)
    eventually(lambda: len(served.coach.blocks) > 25)
    served.coach.refuses = True
    served.coach.drop()
    alert = page.get_by_role("alert")  # a screen reader says all that changes in it
    expect(alert).to_have_text("The connection to the coach is lost. I keep trying.")
    expect(page.get_by_text("seconds of your answer wait here until then.")).to_be_visible()
    expect(alert).to_have_text("The connection to the coach is lost. I keep trying.")


def test_a_browser_that_waits_for_a_click_is_announced(page: Page, served: Practising) -> None:
    page.add_init_script("AudioContext.prototype.resume = () => new Promise(() => {});")
    page.add_init_script(
        "Object.defineProperty(AudioContext.prototype, 'state', {get: () => 'suspended'});"
    )
    page.goto(served.at("/practice"))
    expect(page.get_by_role("alert")).to_have_text(
        "The browser plays and records nothing until you click."
    )


def test_where_the_coach_was_started_again_in_a_drill_that_can_be_gone_on_with(
    page: Page, served: Practising
) -> None:
    session = keep([HEDGED])
    coach = served.coach
    begin(page, served, f"/practice?drill={session}")
    coach.expect("drill")
    coach.start()
    coach.ask(1)
    coach.listen(1)
    coach.end_answer(1)
    expect(page.get_by_text("Writing it down")).to_be_visible()
    coach.state = "idle"
    coach.drop()
    expect(page.get_by_role("heading", name="The coach was started again")).to_be_visible()
    page.get_by_role("link", name="Once more").click()  # a drill is no session to resume
    expect(page.get_by_text(HEDGED)).to_be_visible()
    press(page, "Begin")
    coach.expect("drill", 2)


def test_a_note_of_which_nothing_was_heard_is_not_said_not_to_have_begun(
    page: Page, served: Practising
) -> None:
    session, coach = keep([PLAIN]), served.coach
    begin(page, served, f"/practice?note=1&session={session}&question=1")
    coach.expect("note")
    coach.state = "running"
    coach.ask(1)
    coach.choices("done", "stop")
    press(page, "Done")
    coach.state = "idle"
    lacking = {"message": "No speech was heard.", "hint": "Is it the right microphone?"}
    coach.tell({"type": "failed", "session": ""} | lacking)
    expect(page.get_by_text("No speech was heard.")).to_be_visible()
    expect(page.get_by_role("heading", name="The session has ended")).to_be_visible()
    expect(page.get_by_text("What you said until then is kept.")).to_be_hidden()
    expect(page.get_by_role("link", name="Once more")).to_be_visible()


def test_a_telling_whose_coach_was_started_again_is_gone_on_with(
    page: Page, served: Practising
) -> None:
    session, coach = keep([PLAIN], kind=Kind.REAL), served.coach
    coach.acknowledges = False
    begin(page, served, "/practice?real=new")
    coach.expect("real")
    coach.state = "running"
    coach.ask(1)
    coach.listen(1)
    level = {"event": "level_heard", "at_s": 0.0, "level_db": -25.0, "heard_s": 3.0}
    coach.tell({"type": "event", "session": session, "document": level, "line": ""})
    eventually(lambda: len(coach.blocks) > 30)
    coach.state = "idle"
    coach.drop()
    assert coach.expect("left_over")["session"] == session
    coach.tell({"type": "taken_in", "session": session})
    page.get_by_role("link", name="Go on", exact=True).click()
    expect(page.get_by_text("I hear you well.")).to_be_visible()
    press(page, "Begin")
    assert coach.expect("real", 2)["session"] == session


def lose(page: Page, coach: FakeCoach, *keys: str) -> None:
    """Press those keys while the connection breaks."""
    heard = len(coach.got)
    coach.is_deaf = True
    for key in keys:
        page.keyboard.press(key)
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert len(coach.got) == heard


def test_what_is_decided_while_the_connection_breaks_is_not_lost(
    page: Page, served: Practising
) -> None:
    coach = served.coach
    answering(page, served)
    lose(page, coach, " ", "Enter")
    coach.is_deaf = False
    coach.drop()
    coach.expect("choice", choice="done")
    chosen = [each for each in coach.got if each["type"] == "choice"]
    assert [each["choice"] for each in chosen] == ["pause", "done"]
    assert len({each["number"] for each in chosen}) == 2


def test_what_was_decided_about_something_else_is_not_sent_again(
    page: Page, served: Practising
) -> None:
    coach = served.coach
    answering(page, served)
    lose(page, coach, "Enter")
    coach.is_deaf, coach.refuses = False, True
    coach.drop()
    coach.end_answer(1)  # time was up, too
    coach.listen(2)
    coach.refuses = False
    coach.expect("hello", 2)
    press(page, "Pause")
    coach.expect("choice", choice="pause")
    assert [each["choice"] for each in coach.got if each["type"] == "choice"] == ["pause"]


def test_an_answer_is_heard_from_one_place_at_a_time(page: Page, served: Practising) -> None:
    coach = served.coach
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 1, 8000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(8000 * 120))
    sound = {"body": made.getvalue(), "content_type": "audio/wav"}
    page.route("**/1/audio", lambda route: route.fulfill(**sound))
    begin(page, served)
    one_answer(coach)
    page.get_by_text("warehouse", exact=True).click()
    hearing = page.locator("[data-do=hear-now]")
    expect(hearing).to_have_text("Stop hearing it")
    press(page, "Play")
    coach.expect("choice", choice="play")
    coach.tell({"type": "play", "clip": 98, "duration_s": 120.0})
    coach.expect("sound_started", clip=98)
    expect(hearing).to_have_text("Hear it")
    page.get_by_text("warehouse", exact=True).click()
    coach.expect("sound_ended", clip=98)
    expect(hearing).to_have_text("Stop hearing it")


def test_no_time_to_think_is_asked_for_where_the_settings_give_some(
    page: Page, served: Practising
) -> None:
    begin(page, served, "/practice?set=career-vision&kind=mock&think=0&minutes=")
    assert served.coach.expect("begin")["options"] == {"think": 0}


# The answer to the first check, which only has the model loaded, comes last.
LATE = """
const really = window.fetch.bind(window);
let isFirst = true;
window.fetch = async (address, ...how) => {
  const answer = await really(address, ...how);
  if (!String(address).includes("/check") || !isFirst) return answer;
  isFirst = false;
  await new Promise((come) => { window.comes = come; });
  return answer;
};
"""


def test_what_whisper_understood_stays_whatever_is_answered_late(
    page: Page, served: Practising
) -> None:
    page.add_init_script(LATE)
    served.coach.understood = {"heard": "Good morning, I am here."}
    page.goto(served.at("/practice"))
    heard = page.get_by_text("Whisper wrote down: Good morning, I am here.")
    expect(heard).to_be_visible()
    page.evaluate("comes(); new Promise((done) => setTimeout(done, 100))")
    expect(heard).to_be_visible()


def test_a_coach_that_stays_away_is_not_waited_for_with_ever_more_sound(
    page: Page, served: Practising
) -> None:
    page.add_init_script(LITTLE)
    coach = served.coach
    coach.acknowledges = False
    answering(page, served)
    coach.refuses = True
    coach.drop()
    told = page.get_by_role("status").get_by_text("Nothing more is recorded until the coach is")
    expect(told).to_be_visible()
    expect(page.get_by_text("Not recording", exact=True)).to_be_visible()
    # The last blocks before the end are counted a moment later.
    waits = page.get_by_text(re.compile(r"^[34] seconds of your answer wait here until then\.$"))
    expect(waits).to_be_visible()
    page.wait_for_timeout(1500)
    text = waits.inner_text()
    page.wait_for_timeout(1500)
    assert waits.inner_text() == text
    coach.acknowledges, coach.refuses = True, False
    expect(page.get_by_text("Recording", exact=True)).to_be_visible()
    expect(told).to_be_hidden()
    coach.expect("stream", stream=2)


def test_how_much_of_an_answer_waits_and_may_wait_is_said_in_minutes(
    page: Page, served: Practising
) -> None:
    page.goto(served.at("/practice"))
    waiting = """async ([seconds, most]) =>
        (await import("/static/practice/texts.js")).waitingSound(seconds, most)"""
    kept = "I keep at most fifteen minutes, and you can save them as a file."
    for seconds, told in (
        (60, "One minute of your answer waits"),
        (130, "Two minutes of your answer wait"),
    ):
        assert page.evaluate(waiting, [seconds, 900]) == f"{told} here until then. {kept}"


SLOW_TO_LIST = """const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
navigator.mediaDevices.enumerateDevices = async () => {
  await new Promise((done) => { setTimeout(done, 1500); });
  return list();
};"""


def test_nothing_is_sent_of_a_microphone_that_the_coach_was_not_told_of(
    page: Page, served: Practising
) -> None:
    page.add_init_script(SLOW_TO_LIST)
    coach = served.coach
    answering(page, served)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    coach.expect("hello", 2)
    coach.tell({"type": "listen", "on": True})
    eventually(lambda: any(stream == 2 for stream, _, _ in coach.blocks))
    assert any(each["type"] == "stream" and each["stream"] == 2 for each in coach.got)
