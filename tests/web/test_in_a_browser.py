"""The page in a real browser: pick a word, hear it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.debrief.keeping import read_debrief
from coach.formats import clock
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.library.sound_erasing import erase_sound
from coach.vision.building import each_candidate, pick
from coach.vision.records import Section
from coach.web.places import keep_place
from tests.helpers.coach_program import PATIENCE_S, coach, succeeded
from tests.helpers.kept_sessions import HEDGED, PLAIN, SET, WHY, keep, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.reviewing import Reviewing, reviewing

LONG = " ".join(["We planned the trucks for the north and counted nine of them."] * 6)
NEAR_S, LATE_S = 0.15, 1.0

# Where each sound was sent to, and where it was when it began to play; noted by the page itself,
# since a sound that plays has gone on by the time that a test asks. One that had to wait for its
# bytes says "playing" once more without having begun anew.
WATCH = """
window.beginnings = [];
document.addEventListener("play", ({ target }) => { target.began = false; }, true);
document.addEventListener("seeking", ({ target }) => {
  target.sentTo = target.currentTime;
  target.began = false;
}, true);
document.addEventListener("playing", ({ target }) => {
  if (target.began) return;
  target.began = true;
  const { sentTo = target.currentTime, currentTime } = target;
  window.beginnings.push([target.closest("article, figure").id, sentTo, currentTime]);
}, true);
"""


@pytest.fixture
def page(chromium: Browser, server: Reviewing) -> Iterator[Page]:
    """A page that was let in; nothing may have been said on its console in the end."""
    context = chromium.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.add_init_script(WATCH)
    server.let_in(page.context)
    yield page
    context.close()
    assert not wrong, wrong


def two_questions() -> str:
    """A session with two questions, the first with two takes; its id."""
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [WHY, WHY]) as opened:
        for question, text in ((1, LONG), (1, PLAIN), (2, LONG)):
            transcript = as_transcript(text)
            take = keep_take(opened, transcript, facts_for(transcript), question)
            assert take.recorded
        opened.finish()
        return opened.session.id


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true; Playwright's own waiting needs an eval in the page, which
    the page's policy forbids."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not page.evaluate(expression):
        assert time.monotonic() < deadline_s, expression
        page.wait_for_timeout(15)


def begun(page: Page, count: int) -> tuple[str, float]:
    """The take, and the second at which playing began for the `count`-th time."""
    until(page, f"window.beginnings.length >= {count}")
    key, sent_to_s, at_s = page.evaluate(f"window.beginnings[{count - 1}]")
    assert sent_to_s - NEAR_S <= at_s <= sent_to_s + LATE_S  # a busy machine tells of it later
    return str(key), float(sent_to_s)


def state(page: Page, key: str) -> tuple[bool, float]:
    """Whether a take plays, and where it is."""
    paused, at_s = page.evaluate(
        f"(() => {{ const a = document.querySelector('#{key} audio');"
        " return [a.paused, a.currentTime]; })()"
    )
    return not paused, float(at_s)


def wait_until_sent(page: Page, key: str, at_s: float) -> None:
    """Wait until a take was sent to a second."""
    sent_to = f"document.querySelector('#{key} audio').sentTo"
    until(page, f"Math.abs({sent_to} - {at_s}) <= {NEAR_S}")


def wait_until_paused(page: Page, key: str) -> None:
    until(page, f"document.querySelector('#{key} audio').paused")


def where_it_stands(page: Page, key: str) -> float:
    """The second at which a take is paused; a busy machine gets there a moment after it says so."""
    wait_until_paused(page, key)
    before_s = -1.0
    while (at_s := state(page, key)[1]) != before_s:
        before_s = at_s
        page.wait_for_timeout(250)
    return at_s


def test_a_word_that_is_clicked_is_heard(page: Page, server: Reviewing) -> None:
    page.goto(server.at(f"/session/{two_questions()}"))
    word = page.locator("#q1t1 .word").nth(30)
    start_s = float(word.get_attribute("data-s") or "nan")
    word.click()
    key, at_s = begun(page, 1)
    assert key == "q1t1"
    assert abs(at_s - start_s) <= NEAR_S
    assert state(page, "q1t1")[0]
    expect(page.locator("#q1t1 .word.spoken")).to_have_count(1)
    until(page, f"document.querySelector('.spoken').dataset.s > {start_s}")
    page.locator("#q2t1 .lines .at").nth(2).click()  # another take: the first one stops
    assert begun(page, 2)[0] == "q2t1"
    assert not state(page, "q1t1")[0]


def test_a_mark_and_a_place_in_the_picture_are_heard(page: Page, server: Reviewing) -> None:
    name = keep([LONG + " Um, then I maybe left."])
    page.goto(server.at(f"/session/{name}"))
    mark = page.locator("#q1t1 svg rect.filler")
    start_s = float(mark.get_attribute("data-s") or "nan")
    mark.click()
    assert abs(begun(page, 1)[1] - start_s) <= NEAR_S
    wave = page.locator("#q1t1 .wave")
    box = wave.bounding_box()
    assert box
    wave.click(position={"x": box["width"] / 4, "y": box["height"] / 2})
    length_s = float(wave.get_attribute("data-length") or "nan")
    wait_until_sent(page, "q1t1", length_s / 4)
    page.get_by_text("How it was said").click()
    moment = page.locator(".figures button", has_text="0:20").first
    at_s = float(moment.get_attribute("data-s") or "nan")
    moment.click()
    wait_until_sent(page, "q1t1", at_s)


def test_everything_has_a_key(page: Page, server: Reviewing) -> None:
    page.goto(server.at(f"/session/{two_questions()}"))
    press = page.keyboard.press
    press("Space")
    begun(page, 1)
    press("Space")
    wait_until_paused(page, "q1t1")
    _, before_s = state(page, "q1t1")
    press("ArrowRight")
    wait_until_sent(page, "q1t1", before_s + 5)
    press("ArrowLeft")
    wait_until_sent(page, "q1t1", before_s)
    press("ArrowDown")  # the second line, twelve words of 0.3 s from the beginning
    assert abs(begun(page, 2)[1] - 3.6) <= NEAR_S
    press("Space")
    wait_until_paused(page, "q1t1")
    press("ArrowUp")
    wait_until_sent(page, "q1t1", 0)
    press("Space")
    wait_until_paused(page, "q1t1")
    press("2")
    assert page.evaluate("document.querySelector('#q1t1 audio').playbackRate") == 0.9
    assert page.evaluate("document.querySelector('#q1t1 audio').preservesPitch") is True
    press("9")
    expect(page.locator("#speed")).to_have_value("2")
    press("t")
    expect(page.locator("[data-now=take]")).to_have_text("Question 1, take 2")
    press("t")
    expect(page.locator("[data-now=take]")).to_have_text("Question 1, take 1")
    press("n")
    expect(page.locator("[data-now=take]")).to_have_text("Question 2, take 1")
    press("p")
    expect(page.locator("[data-now=take]")).to_have_text("Question 1, take 1")
    press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    press("t")  # means nothing while the help is open
    page.locator("#keys-on").uncheck()
    press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    press("t")
    expect(page.locator("[data-now=take]")).to_have_text("Question 1, take 1")


def test_going_on_after_a_pause_steps_back(page: Page, server: Reviewing) -> None:
    page.goto(server.at(f"/session/{two_questions()}"))
    page.locator("#q1t1 .word").nth(30).click()
    begun(page, 1)
    page.keyboard.press("Space")
    paused_s = where_it_stands(page, "q1t1")
    page.keyboard.press("Space")
    wait_until_sent(page, "q1t1", paused_s - 2)
    until(page, "!document.querySelector('#q1t1 audio').paused")


def test_the_place_is_kept_also_for_another_day(
    page: Page, server: Reviewing, chromium: Browser
) -> None:
    name = two_questions()
    page.goto(server.at(f"/session/{name}"))
    page.locator("#q2t1 .word").nth(20).click()
    _, began_s = begun(page, 1)
    until(page, f"document.querySelector('#q2t1 audio').currentTime > {began_s + 0.3}")
    with page.expect_response(lambda answer: answer.url.endswith("/place")) as kept:
        page.keyboard.press("Space")
    assert kept.value.status == 204
    _, paused_s = state(page, "q2t1")
    with reviewing() as later:  # on another port
        other = chromium.new_page()
        other.add_init_script(WATCH)
        later.let_in(other.context)
        other.goto(later.at(f"/session/{name}"))
        expect(other.locator("[data-now=take]")).to_have_text("Question 2, take 1")
        expect(other.locator("[data-now=time]")).to_have_text(clock(paused_s))
        other.get_by_text("Go on where you were").click()
        wait_until_sent(other, "q2t1", paused_s)
        other.close()


def test_a_search_hit_opens_at_its_word(page: Page, server: Reviewing) -> None:
    keep([LONG, LONG + " Only then came the elephants."])
    page.goto(server.at("/library"))
    page.get_by_label("Search everything").fill("elephants")
    page.keyboard.press("Enter")
    page.locator(".hits a").first.click()
    word = page.locator(".word.sought")
    expect(word).to_have_text("elephants.")
    expect(word).to_be_in_viewport()
    page.keyboard.press("Space")
    key, at_s = begun(page, 1)
    assert key == "q1t2"
    assert abs(at_s - float(word.get_attribute("data-s") or "nan")) <= NEAR_S


def test_ratings_survive_a_reload_and_are_those_of_the_command(
    page: Page, server: Reviewing
) -> None:
    name = keep([HEDGED])
    page.goto(server.at(f"/session/{name}/debrief"))
    expect(page.get_by_text("Leeds")).to_have_count(0)
    page.get_by_role("button", name="Play your answer").click()
    assert begun(page, 1)[0] == "q1t1"
    with page.expect_response(lambda answer: answer.url.endswith("/rating")):
        page.get_by_role("group", name="ambition").get_by_label("yes").check()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    page.reload()
    expect(page.get_by_role("group", name="ambition").get_by_label("yes")).to_be_checked()
    for group, answer in (
        ("vision", "no"),
        ("skills", "partly"),
        ("achievements", "not asked for"),
    ):
        page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()
    page.get_by_label("fine-tune").fill("Say it <b>plainly</b>.")
    page.get_by_role("button", name="Keep, and show").click()
    expect(page.get_by_role("heading", name="By ear")).to_be_in_viewport()
    expect(page.get_by_text("By ear: ambition and desire, yes.")).to_be_visible()
    expect(page.locator(".read")).to_contain_text("Leeds")
    page.reload()
    expect(page.locator(".rated")).to_contain_text("Say it <b>plainly</b>.")
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.complete
    document = succeeded(coach("debrief", name, "--json")).document
    assert document["rated"][0]["ratings"]["skills"] == "partly"
    assert document["rated"][0]["note"] == "Say it <b>plainly</b>."


def test_a_rating_that_cannot_be_kept_says_why(page: Page, server: Reviewing) -> None:
    name = keep([HEDGED])
    page = page.context.new_page()  # Chromium tells the console of any answer that is an error
    page.goto(server.at(f"/session/{name}/debrief"))
    (recordings() / name / "debrief.json").write_text("{")
    page.get_by_role("group", name="ambition").get_by_label("yes").check()
    status = page.get_by_role("status")
    expect(status).to_contain_text(f"Not saved yet. {name} is damaged: debrief.json")


def test_a_hostile_transcript_is_only_text(page: Page, server: Reviewing) -> None:
    hostile = '<script>window.bad=1</script> <img src=x onerror="window.bad=2"> said.'
    name = keep([hostile], question=AskedQuestion(id="q", text=hostile))
    for path in (
        f"/session/{name}",
        f"/session/{name}/1/1/correct",
        "/library",
        "/library?q=said",
    ):
        page.goto(server.at(path))
        assert page.evaluate("window.bad") is None, path
        assert "<img" in page.locator("main").inner_text() + str(
            page.evaluate("[...document.querySelectorAll('textarea')].map(t => t.value).join()")
        )


def test_a_line_is_corrected(page: Page, server: Reviewing) -> None:
    name = keep(["I lead a teem of forty. We are in Leeds."])
    page.goto(server.at(f"/session/{name}"))
    page.get_by_role("link", name="Correct the text").click()
    page.get_by_label("Line 1").fill("I lead a team of forty.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#q1t1 .lines")).to_contain_text("I lead a team of forty.")
    assert "team of forty" in succeeded(coach("show", name)).stdout


def test_it_is_printed_as_a_text(page: Page, server: Reviewing) -> None:
    page.goto(server.at(f"/session/{keep([HEDGED])}"))
    expect(page.locator(".deck")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".lines")).to_contain_text("Leeds")
    expect(page.locator(".lines")).to_be_visible()
    expect(page.locator(".deck")).to_be_hidden()
    expect(page.get_by_text("Take it along")).to_be_hidden()
    expect(page.get_by_role("link", name="Look back")).to_be_hidden()


def test_takes_are_laid_side_by_side(page: Page, server: Reviewing) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(server.at(f"/session/{two_questions()}"))
    tops = "[...document.querySelectorAll('#q1t1, #q1t2')].map(e => e.getBoundingClientRect().top)"
    first, second = page.evaluate(tops)
    assert first < second
    page.get_by_label("Side by side").check()
    first, second = page.evaluate(tops)
    assert first == second


def test_the_vision_plays_line_after_line(page: Page, server: Reviewing) -> None:
    question = AskedQuestion(id="want", theme=Section.AMBITION.value, text="What do you want?")
    keep(["I want to lead teams. I will ask for it."], question=question)
    library = Library(recordings())
    for candidate in list(each_candidate(library, Section.AMBITION)):
        pick(library, Section.AMBITION, candidate)
    page.goto(server.at("/vision"))
    page.get_by_role("button", name="Hear all of it").click()
    assert [begun(page, 1)[0], begun(page, 2)[0]] == ["line-1", "line-2"]
    expect(page.get_by_role("button", name="Hear all of it")).to_be_visible()  # it has ended


def test_it_reads_and_plays_without_scripts(chromium: Browser, server: Reviewing) -> None:
    name = keep([HEDGED, PLAIN])
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address)  # by the ticket itself
    page.get_by_text("Filters").click()
    page.get_by_label("Kind").select_option("practice")
    page.get_by_role("button", name="Show").click()
    page.locator(".sessions a").first.click()
    expect(page.locator("#q1t1")).to_contain_text("Leeds")
    expect(page.locator("#q1t1 audio")).to_be_visible()
    expect(page.locator(".deck")).to_be_hidden()
    page.get_by_role("link", name="Look back").click()
    for group in ("vision", "ambition", "skills", "achievements"):
        page.get_by_role("group", name=group).get_by_label("yes").check()
    page.get_by_role("button", name="Keep, and show").click()
    expect(page.locator(".read")).to_contain_text("Leeds")
    assert read_debrief(recordings() / name).rated[0].complete
    context.close()


def test_reading_goes_on_while_sound_plays(page: Page, server: Reviewing) -> None:
    page.goto(server.at(f"/session/{two_questions()}"))
    page.locator("#q1t1 .word").first.click()
    begun(page, 1)
    other = page.context.new_page()
    for _ in range(3):
        other.goto(server.at("/library"))
        expect(other.locator("h1")).to_have_text("Library")
    assert state(page, "q1t1")[0]
    other.close()


def test_a_sound_that_is_not_there_is_said(chromium: Browser, server: Reviewing) -> None:
    name = keep([PLAIN])
    next((recordings() / name).glob("01-*/take-1.flac")).unlink()
    page = chromium.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    server.let_in(page.context)
    page.goto(server.at(f"/session/{name}"))
    for word in range(2):
        page.locator(".word").nth(word).click()
        expect(page.get_by_role("alert")).to_contain_text("missing or damaged")
    assert not wrong
    page.close()


def test_where_the_sound_was_erased_nothing_plays_and_nothing_else_is_said(
    page: Page, server: Reviewing
) -> None:
    name = keep([PLAIN])
    keep_place(recordings() / name, "q1t1", 2.0)
    with Library(recordings()).open_session(name) as opened:
        erase_sound(opened)
    for path in ("", "/debrief", "/1/1/correct"):
        page.goto(server.at(f"/session/{name}{path}"))
        expect(page.get_by_text("The sound of this answer was erased on")).to_be_visible()
        page.keyboard.press("Space")
        if not path:
            page.locator(".word").first.click()
            page.locator(".wave").click()
        expect(page.locator("button.play:visible")).to_have_count(0)
        expect(page.get_by_text("Go on where you were")).to_have_count(0)
        expect(page.get_by_role("alert")).to_have_count(0)


def test_the_vision_goes_on_past_a_line_without_sound(chromium: Browser, server: Reviewing) -> None:
    question = AskedQuestion(id="want", theme=Section.AMBITION.value, text="What do you want?")
    keep(["I want to lead teams. I will ask for it."], question=question)
    library = Library(recordings())
    for candidate in list(each_candidate(library, Section.AMBITION)):
        line = pick(library, Section.AMBITION, candidate).lines[0]
    (recordings() / "vision" / line.clip).unlink()
    page = chromium.new_page()
    page.add_init_script(WATCH)
    server.let_in(page.context)
    page.goto(server.at("/vision"))
    page.get_by_role("button", name="Hear all of it").click()
    assert begun(page, 1)[0] == "line-2"
    expect(page.get_by_role("status")).to_have_text("The sound of line 1 cannot be played.")
    page.get_by_role("button", name="Hear all of it").click()  # once it has ended
    assert begun(page, 2)[0] == "line-2"
    expect(page.get_by_role("status")).to_have_text("The sound of line 1 cannot be played.")
    page.close()


def test_a_note_is_kept_although_the_page_is_left_while_typing(
    page: Page, server: Reviewing
) -> None:
    name = keep([HEDGED])
    page.goto(server.at(f"/session/{name}/debrief"))
    page.get_by_label("fine-tune").press_sequentially("Plainer.")
    page.goto(server.at("/"))
    deadline_s = time.monotonic() + PATIENCE_S
    while not (rated := read_debrief(recordings() / name).rated):  # sent while the page goes
        assert time.monotonic() < deadline_s
        page.wait_for_timeout(15)
    assert rated[0].note == "Plainer."


def test_a_word_longer_than_the_page_is_wrapped(page: Page, server: Reviewing) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    long = AskedQuestion(id="long", text="Unabbreviated" * 20)
    page.goto(server.at(f"/session/{keep([PLAIN], question=long)}"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
