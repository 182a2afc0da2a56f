"""Hearing, rating and correcting by key, and what the player does beside the mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.debrief.keeping import read_debrief
from coach.debrief.records import Aspect, Rating
from coach.library.library import Library
from coach.library.reading import transcript_of
from coach.library.records import AskedQuestion, Kind
from coach.vision.building import each_candidate, pick
from coach.vision.records import Section
from tests.helpers.browser import faultless
from tests.helpers.kept_sessions import HEDGED, PLAIN, SET, TEAM, WHY, keep, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.replies import LISTENED
from tests.helpers.reviewing import Reviewing

LONG = " ".join(["We planned the trucks for the north, um, and counted nine of them."] * 40)
PLAYS = "!document.querySelector('{}').paused"


@pytest.fixture
def page(chromium: Browser, server: Reviewing) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    server.let_in(context)
    with faultless(page):
        yield page
    context.close()


def two_answers(*texts: str) -> str:
    """A session of two questions; its id."""
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM, WHY]) as opened:
        for question, text in enumerate(texts, 1):
            transcript = as_transcript(text)
            keep_take(opened, transcript, facts_for(transcript), question)
        opened.finish()
        return opened.session.id


def until(page: Page, expression: str) -> None:
    """Wait for it; Playwright's own waiting needs an eval, which the page's policy forbids."""
    for _ in range(400):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(15)
    raise AssertionError(expression)


def plays(page: Page, audio: str = "audio") -> None:
    until(page, PLAYS.format(audio))


def stands(page: Page, audio: str = "audio") -> None:
    until(page, "!" + PLAYS.format(audio))


def reads(name: str) -> str:
    take = Library(recordings()).session(name).turns[0].takes[0]
    transcript = transcript_of(recordings() / name, take)
    assert transcript
    return transcript.text


def test_a_mistyped_rating_that_is_taken_back_is_not_kept(page: Page, server: Reviewing) -> None:
    name = keep([HEDGED])
    page.goto(server.at(f"/session/{name}/debrief"))
    for key in "yp":
        page.keyboard.press(key)
    saved = page.get_by_role("status").filter(has_text="Saved.")
    expect(saved).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/rating")):
        page.keyboard.press("Backspace")
    expect(saved).to_be_visible()
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.ratings == {Aspect.VISION: Rating.YES}
    page.reload()
    ambition = page.get_by_role("group", name="ambition")
    expect(ambition.get_by_role("radio", checked=True)).to_have_count(0)
    page.keyboard.press("n")
    expect(ambition.get_by_label("no", exact=True)).to_be_checked()


def test_an_answer_is_rated_by_letters_and_leads_on(page: Page, server: Reviewing) -> None:
    name = two_answers(HEDGED, PLAIN)
    page.goto(server.at(f"/session/{name}/debrief"))
    for key in "ypn":
        page.keyboard.press(key)
    page.keyboard.press("Backspace")  # that was mistyped
    page.keyboard.press("-")
    page.keyboard.press("Enter")  # one is not rated yet
    page.keyboard.press("n")
    expect(
        page.get_by_role("group", name="achievements").get_by_label("no", exact=True)
    ).to_be_checked()
    page.keyboard.press("Space")
    plays(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="By ear")).to_be_in_viewport()
    (rated,) = read_debrief(recordings() / name).rated
    assert list(rated.ratings.values()) == [
        Rating.YES,
        Rating.PARTLY,
        Rating.NOT_ASKED,
        Rating.NO,
    ]
    assert list(rated.ratings) == list(Aspect)
    expect(page.get_by_text("Keys: Enter or n goes on; space plays.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Why us?")).to_be_visible()
    page.get_by_label("fine-tune").press_sequentially("nyp")  # is text where it is typed
    assert not page.locator("[type=radio]:checked").count()


def test_a_key_that_is_held_down_rates_once(page: Page, server: Reviewing) -> None:
    page.goto(server.at(f"/session/{keep([PLAIN])}/debrief"))
    for _ in range(3):  # as a keyboard repeats it
        page.keyboard.down("y")
    page.keyboard.up("y")
    expect(page.locator("[type=radio]:checked")).to_have_count(1)
    for _ in range(3):
        page.keyboard.down("n")  # which would lead the player elsewhere
    page.keyboard.up("n")
    expect(page.locator("[type=radio]:checked")).to_have_count(2)


def test_a_point_that_was_ticked_and_is_listened_for_no_more_is_passed_over(
    page: Page, server: Reviewing
) -> None:
    page.goto(server.at(f"/session/{keep([PLAIN])}/debrief"))
    page.evaluate("""() => {
      const { library } = document.body.dataset;
      const { typed } = document.querySelector("form.rating").dataset;
      const draft = { page: "", fields: "heard-9=yes&note=Plainer.", had: "" };
      localStorage.setItem(`coach:typed:${library}:${typed}:abc`, JSON.stringify(draft));
    }""")
    page.reload()
    expect(page.get_by_label("fine-tune")).to_have_value("Plainer.")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("y")
    expect(page.locator("[type=radio]:checked")).to_have_count(1)


def test_letters_rate_where_the_question_listens_for_something(
    page: Page, server: Reviewing
) -> None:
    name = keep([PLAIN], question=LISTENED)
    page.goto(server.at(f"/session/{name}/debrief"))
    for key in "yp":
        page.keyboard.press(key)
    page.get_by_label("not heard").first.check()
    for key in "n-":
        page.keyboard.press(key)
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="By ear")).to_be_visible()
    (rated,) = read_debrief(recordings() / name).rated
    ratings = [Rating.YES, Rating.PARTLY, Rating.NO, Rating.NOT_ASKED]
    assert (list(rated.ratings.values()), rated.heard) == (ratings, {1: False})


def test_the_note_is_not_lost_on_the_way_to_another_answer(page: Page, server: Reviewing) -> None:
    name = two_answers(HEDGED, PLAIN)
    page.goto(server.at(f"/session/{name}/debrief?question=2"))
    page.get_by_label("fine-tune").fill("Say the number.")
    page.get_by_role("link", name="Question 1, not rated yet").click()
    expect(page.get_by_role("heading", name="Tell me about a team.")).to_be_visible()
    page.get_by_role("link", name="Question 2, not rated yet").click()
    expect(page.get_by_label("fine-tune")).to_have_value("Say the number.")


def test_space_pauses_what_was_clicked_and_presses_what_was_gone_to_by_key(
    page: Page, server: Reviewing
) -> None:
    page.goto(server.at(f"/session/{keep([LONG])}"))
    page.locator(".lines .at").nth(2).click()
    plays(page)
    until(page, "document.querySelector('audio').currentTime > 7.9")
    page.keyboard.press("Space")
    stands(page)
    assert page.evaluate("document.querySelector('audio').currentTime") > 7.8
    page.get_by_label("Speed").select_option("1.5")
    page.locator(".lines .at").nth(1).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # presses the third line's time
    plays(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.keyboard.press("Space")
    plays(page)


def test_the_buttons_of_two_takes_tell_their_own_state(page: Page, server: Reviewing) -> None:
    page.goto(server.at(f"/session/{keep([LONG, LONG])}"))
    first, second = page.locator("#q1t1 .play"), page.locator("#q1t2 .play")
    first.click()
    expect(first).to_have_accessible_name("Pause take 1 of question 1")
    second.click()
    expect(second).to_have_accessible_name("Pause take 2 of question 1")
    expect(first).to_have_accessible_name("Play take 1 of question 1")
    expect(first).not_to_have_class("play playing")
    second.click()
    expect(second).to_have_accessible_name("Play take 2 of question 1")


def test_word_by_word_back_does_not_stick_while_it_plays(page: Page, server: Reviewing) -> None:
    page.goto(server.at(f"/session/{keep([LONG])}"))
    page.locator(".word").nth(30).click()
    plays(page)
    for _ in range(6):
        page.keyboard.press(",")
        page.wait_for_timeout(350)  # longer than a word
    at_s = page.evaluate("document.querySelector('audio').currentTime")
    wanted_s = float(page.locator(".word").nth(24).get_attribute("data-s") or "nan")
    assert wanted_s <= at_s < wanted_s + 1.2


def test_the_next_filler_has_a_key(page: Page, server: Reviewing) -> None:
    page.goto(server.at(f"/session/{keep([LONG])}"))
    seconds = [
        float(each.get_attribute("data-s") or 0) for each in page.locator(".filler.word").all()
    ]
    page.keyboard.press("f")
    page.keyboard.press("f")
    until(page, f"document.querySelector('audio').currentTime >= {seconds[1]}")
    page.keyboard.press("Space")
    stands(page)
    at_s = page.evaluate("document.querySelector('audio').currentTime")
    assert seconds[1] <= at_s < seconds[2]
    page.keyboard.press("Shift+F")
    until(page, f"Math.abs(document.querySelector('audio').currentTime - {seconds[0]}) < 1")


def test_sound_and_words_stay_together_in_a_long_take(page: Page, server: Reviewing) -> None:
    page.goto(server.at(f"/session/{keep([LONG])}"))
    wave = page.locator(".wave")
    box = wave.bounding_box()
    assert box
    wave.click(position={"x": box["width"] * 0.9, "y": 20})
    plays(page)
    expect(page.locator(".word.spoken")).to_be_in_viewport()  # beside the picture
    page.evaluate("scrollTo(0, 0)")
    lost = page.get_by_role("button", name="Back to what is playing")
    lost.click()
    expect(page.locator(".word.spoken")).to_be_in_viewport()
    expect(lost).to_be_hidden()


def test_speed_and_side_by_side_are_remembered(page: Page, server: Reviewing) -> None:
    path = server.at(f"/session/{keep([LONG, LONG])}")
    page.goto(path)
    page.keyboard.press("5")
    page.get_by_label("Side by side").check()
    page.goto(path)
    expect(page.locator("#speed")).to_have_value("1.25")
    expect(page.get_by_label("Side by side")).to_be_checked()
    page.keyboard.press("Space")
    until(page, "document.querySelector('audio').playbackRate === 1.25")


def test_a_session_plays_from_its_row(page: Page, server: Reviewing) -> None:
    short = two_answers("Yes, I did.", "No, I did not.")
    page.goto(server.at("/library"))
    heard: list[str] = []
    page.on("request", lambda asked: heard.append(asked.url) if "/audio" in asked.url else None)
    page.get_by_role("button", name="Play Mine").click()
    expect(page.get_by_role("button", name="Stop Mine")).to_be_visible()
    until(page, "document.querySelector('.play').classList.contains('playing') === false")
    assert [url.split(short)[1] for url in dict.fromkeys(heard)] == ["/1/1/audio", "/2/1/audio"]
    page.get_by_role("button", name="Play Mine").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Play Mine")).to_be_visible()


def test_a_row_says_what_of_it_cannot_be_played(page: Page, server: Reviewing) -> None:
    session = two_answers("Yes, I did.", "No, I did not.")
    for recording in (recordings() / session).rglob("*.flac"):
        recording.unlink()
    page.goto(server.at("/library"))
    page.get_by_role("button", name="Play Mine").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("A recording cannot be played")
    expect(told).to_have_count(1)
    expect(page.get_by_role("button", name="Play Mine")).to_be_visible()


def test_a_day_of_the_calendar_leads_to_its_sessions(page: Page, server: Reviewing) -> None:
    keep([PLAIN])
    page.goto(server.at("/library"))
    page.locator(".calendar svg a").click()
    expect(page.get_by_text("Show all sessions")).to_be_visible()
    expect(page).to_have_title("Library, " + page.title().removeprefix("Library, "))
    expect(page.locator(".sessions li")).to_have_count(1)


def test_a_finger_on_the_calendar_opens_its_days_as_a_list(
    chromium: Browser, server: Reviewing
) -> None:
    keep([PLAIN])
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    server.let_in(context)
    page = context.new_page()
    page.goto(server.at("/library"))
    day = page.locator(".calendar th a")
    expect(day).to_be_hidden()
    page.locator(".calendar svg").tap()
    expect(day).to_be_visible()
    box = day.bounding_box()
    assert box
    assert box["height"] >= 44
    context.close()


def test_sound_is_led_by_keys_while_one_types(page: Page, server: Reviewing) -> None:
    name = keep([LONG])
    page.goto(server.at(f"/session/{name}/1/1/correct"))
    lines = page.locator("textarea")
    lines.first.click()
    press = page.keyboard.press
    press("Escape")
    plays(page)
    press("Escape")
    stands(page)
    press("F3")
    expect(page.locator("#speed")).to_have_value("0.9")
    press("F4")
    expect(page.locator("#speed")).to_have_value("1")
    press("F2")
    until(page, "document.querySelector('audio').currentTime > 4.9")
    press("F1")
    until(page, "document.querySelector('audio').currentTime < 4")
    press("Enter")
    expect(lines.nth(1)).to_be_focused()
    press("Control+Enter")
    plays(page)
    until(page, "document.querySelectorAll('.line')[1].classList.contains('heard-now')")
    press("Escape")
    press("Shift+Enter")
    expect(lines.first).to_be_focused()
    press("F9")
    press("F9")
    assert page.evaluate("document.activeElement === document.querySelectorAll('textarea')[1]")
    press("Delete")
    press("Shift+F9")
    press("Delete")
    expect(lines.first).to_have_value(
        "We planned the trucks for the north, and counted nine of them."
    )
    for _ in range(100):
        if reads(name).count("um,") == 38:
            break
        page.wait_for_timeout(50)
    assert reads(name).count("um,") == 38
    press("F9")
    assert "um," in lines.nth(2).input_value()


def test_the_original_lies_beside_what_was_corrected_and_can_be_had_back(
    page: Page, server: Reviewing
) -> None:
    name = keep(["I lead a teem of forty. We are in Leeds. It goes well."])
    page.goto(server.at(f"/session/{name}/1/1/correct"))
    first, second = page.get_by_label("Line 1", exact=True), page.get_by_label("Line 2", exact=True)
    heard = page.locator(".was-heard")
    expect(heard.nth(0)).to_be_hidden()
    first.fill("I lead a team of forty.")
    expect(heard.nth(0)).to_contain_text("I lead a teem of forty.")
    second.fill("")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    page.reload()
    expect(second).to_have_value("")
    expect(heard.nth(1)).to_contain_text("We are in Leeds.")
    page.get_by_role("button", name="Take what was heard in the 2. line").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert reads(name) == "I lead a team of forty. We are in Leeds. It goes well."
    expect(heard.nth(1)).to_be_hidden()


def test_a_space_that_was_just_typed_stays(page: Page, server: Reviewing) -> None:
    name = keep([PLAIN])
    page.goto(server.at(f"/session/{name}/1/1/correct"))
    line = page.get_by_label("Line 1", exact=True)
    line.press("Control+End")
    line.press_sequentially(" Or ")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    line.press_sequentially("so.")
    expect(line).to_have_value(f"{PLAIN} Or so.")


def in_vision(*texts: str) -> None:
    """Have these sentences in the vision, but for the last."""
    question = AskedQuestion(id="want", theme=Section.AMBITION.value, text="What do you want?")
    keep([" ".join(texts)], question=question)
    library = Library(recordings())
    for candidate in list(each_candidate(library, Section.AMBITION))[:-1]:
        pick(library, Section.AMBITION, candidate)


def test_the_vision_plays_by_space_at_its_speed(page: Page, server: Reviewing) -> None:
    in_vision("I want to lead teams.", "I will ask for it.", "I leave if I cannot.")
    page.goto(server.at("/vision"))
    page.get_by_label("Speed").select_option("1.5")
    page.keyboard.press("Space")
    plays(page, "#line-1 audio")
    assert page.evaluate("document.querySelector('#line-1 audio').playbackRate") == 1.5
    page.keyboard.press("ArrowDown")
    plays(page, "#line-2 audio")
    page.keyboard.press("Space")
    stands(page, "#line-2 audio")
    page.get_by_role("button", name="Play line 1").click()
    page.keyboard.press("ArrowUp")
    plays(page, "#line-1 audio")
    page.keyboard.press("Space")  # and not the button that was clicked
    stands(page, "#line-1 audio")
    page.goto(server.at("/vision/build?section=ambition"))
    expect(page.get_by_label("Speed")).to_have_value("1.5")
    page.get_by_role("button", name="Play: I leave if I cannot.").click()
    offered = ".offered audio"
    plays(page, offered)
    stands(page, offered)  # at the end of the sentence, where the recording goes on
    at_s, end_s = page.evaluate(
        f"[document.querySelector('{offered}').currentTime, "
        f"Number(document.querySelector('{offered}').src.split(',')[1])]"
    )
    assert at_s < end_s + 0.6
    page.get_by_role("button", name="Pick: I leave").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Pick: I leave")).to_be_visible()


@pytest.mark.parametrize("place", ["", "/1/1/correct", "/debrief"])
def test_at_four_times_the_size_the_player_takes_a_fifth_of_the_height_at_most(
    page: Page, server: Reviewing, place: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 200})  # 1280 by 800 at 400 %
    page.goto(server.at(f"/session/{keep([PLAIN])}{place}"))
    box = page.locator(".deck").bounding_box()
    assert box
    assert box["height"] <= 40
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_first_session_is_in_the_first_view_of_a_telephone(
    page: Page, server: Reviewing
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    keep([PLAIN])
    page.goto(server.at("/library"))
    expect(page.locator(".sessions li a").first).to_be_in_viewport(ratio=1)
