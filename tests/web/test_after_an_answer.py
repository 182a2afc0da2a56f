"""What the practising page shows once an answer or a follow-up is over."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.helpers.fake_coach import QUESTIONS, SAID, FakeCoach, Practising, question
from tests.web.test_practising import answering, begin, context, page, press, served

__all__ = ["context", "page", "served"]

POINTS = ("what came of it", "a number")


def answered(page: Page, served: Practising) -> FakeCoach:
    """Answer the first question; it is written down, and nothing is awaited yet."""
    coach = answering(page, served)
    coach.end_answer(1)
    coach.write(1, awaits=False)
    return coach


def await_choice(coach: FakeCoach) -> None:
    coach.event("choice_awaited", may_repeat=True, is_last=False, listen_for=POINTS, take=1)
    coach.choices("next", "again", "play", "stop")


def test_a_follow_up_that_is_skipped_leads_back_to_the_answer(
    page: Page, served: Practising
) -> None:
    coach = answered(page, served)
    about = coach.follow_up(1, "How did you measure that?")
    press(page, "Skip")
    coach.expect("choice", choice="skip")
    coach.end_answer(1, choice="skip", take=2, about=about)
    await_choice(coach)
    expect(page.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()
    expect(page.get_by_text("Question 1 of 2", exact=True)).to_be_visible()
    expect(page.locator("[data-now=answer]")).to_have_text(SAID)
    expect(page.locator("[data-now=figures]")).to_contain_text("151 words a minute")


def test_of_two_follow_ups_the_skipped_one_leads_back_to_the_answered_one(
    page: Page, served: Practising
) -> None:
    coach = answered(page, served)
    about = coach.follow_up(1, "How did you measure that?")
    coach.end_answer(1, take=2, about=about)
    coach.write(1, "We counted them.", take=2, about=about, awaits=False)
    another = coach.follow_up(1, "And then?") | {"follow_up": 2}
    coach.end_answer(1, choice="skip", take=3, about=another)
    await_choice(coach)
    now = page.get_by_role("group", name="To the follow-up", exact=True)
    expect(now).to_contain_text("We counted them.")
    expect(page.get_by_role("heading", name="How did you measure that?")).to_be_visible()


def test_the_answer_is_shown_at_once_when_its_follow_up_is_skipped(
    page: Page, served: Practising
) -> None:
    coach = answering(page, served)
    coach.end_answer(1)
    about = coach.follow_up(1, "How did you measure that?")
    coach.end_answer(1, choice="skip", take=2, about=about)
    coach.write(1, awaits=False)
    coach.choices("next", "again", "play", "stop")
    expect(page.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()
    expect(page.locator("[data-now=answer]")).to_have_text(SAID)
    await_choice(coach)
    expect(page.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()


def test_what_to_listen_for_stands_with_the_answer_and_not_with_its_follow_up(
    page: Page, served: Practising
) -> None:
    coach = answering(page, served)
    coach.end_answer(1)
    about = coach.follow_up(1, "How did you measure that?")
    coach.end_answer(1, take=2, about=about)
    coach.write(1, awaits=False)
    coach.write(1, "We counted them.", take=2, about=about, awaits=False)
    await_choice(coach)
    answer = page.get_by_role("group", name="Your answer", exact=True)
    follow_up = page.get_by_role("group", name="To the follow-up", exact=True)
    expect(answer.get_by_text("Listen for, and tick by ear")).to_be_visible()
    expect(follow_up.get_by_text("Listen for, and tick by ear")).to_have_count(0)
    coach.ask(2)
    coach.listen(2)
    coach.end_answer(2)
    coach.write(2, awaits=False)
    await_choice(coach)
    expect(page.locator("[data-now=figures] + .listen-for")).to_be_visible()


def test_what_to_listen_for_is_open_while_the_answer_is_played(
    page: Page, served: Practising
) -> None:
    coach = answered(page, served)
    await_choice(coach)
    expect(page.get_by_label(POINTS[0])).to_be_hidden()
    coach.event("take_played", f"Listen for: {'; '.join(POINTS)}.", take=1)
    expect(page.get_by_label(POINTS[0])).to_be_visible()
    expect(page.get_by_text("Listen for: ")).to_be_hidden()


def test_a_pause_is_told_also_after_the_microphone_was_heard_again(
    page: Page, served: Practising
) -> None:
    coach = answering(page, served)
    coach.event("microphone_back", 'I hear "Jabra" again.')
    expect(page.get_by_text('I hear "Jabra" again.')).to_be_visible()
    coach.level(4.0, paused=True)
    expect(page.get_by_text("Paused. What you say is not recorded.")).to_be_visible()
    expect(page.get_by_text('I hear "Jabra" again.')).to_be_hidden()


def test_a_follow_up_to_the_only_question_is_named_in_a_capital(
    page: Page, served: Practising
) -> None:
    begin(page, served)
    served.coach.event("question_asked", question=question(1), of=1, coat="", seconds=None)
    served.coach.follow_up(1, "How did you measure that?")
    expect(page.locator("[data-now=number]")).to_have_text("A follow-up")


def test_an_end_that_leads_on_is_not_shown_before(page: Page, served: Practising) -> None:
    begin(page, served, "/practice?real=new")
    coach = served.coach
    coach.ask(1)
    coach.listen(1)
    coach.end_answer(1)
    page.evaluate(
        "navigation.addEventListener('navigate',"
        " () => { document.title = `left while ${document.body.dataset.phase}`; })"
    )
    page.route("**/debrief", lambda route: route.fulfill(status=204))  # one stays where one is
    coach.finish()
    expect(page).to_have_title("left while writing")
    expect(page.get_by_role("heading", name="That is all")).to_be_visible()  # nobody is left alone


def test_that_the_microphone_is_heard_again_is_told_while_one_answers(
    page: Page, served: Practising
) -> None:
    coach = answering(page, served)
    coach.event("microphone_back", 'I hear "Jabra" again.')
    again = page.get_by_text('I hear "Jabra" again.')
    expect(again).to_be_visible()
    coach.end_answer(1)
    coach.write(1)
    expect(page.locator("[data-now=answer]")).to_have_text(SAID)
    expect(again).to_be_hidden()


def test_what_to_listen_for_is_closed_again_for_the_next_answer(
    page: Page, served: Practising
) -> None:
    coach = answered(page, served)
    await_choice(coach)
    page.get_by_text("Listen for, and tick by ear").click()
    page.get_by_label(POINTS[0]).check()
    coach.event("take_played", take=1)
    await_choice(coach)
    expect(page.get_by_label(POINTS[0])).to_be_checked()
    coach.ask(2)
    coach.listen(2)
    coach.end_answer(2)
    coach.write(2, awaits=False)
    coach.event("choice_awaited", may_repeat=True, is_last=True, listen_for=["why"], take=1)
    expect(page.get_by_text("Listen for, and tick by ear")).to_be_visible()
    expect(page.get_by_label("why")).to_be_hidden()


def test_nothing_empty_stands_below_what_to_listen_for(page: Page, served: Practising) -> None:
    coach = answered(page, served)
    await_choice(coach)
    page.get_by_text("Listen for, and tick by ear").click()
    below = page.get_by_text("Click a word to hear").bounding_box()
    last = page.get_by_label(POINTS[-1]).bounding_box()
    assert below
    assert last
    line_px = page.evaluate("parseFloat(getComputedStyle(document.body).lineHeight)")
    assert below["y"] - (last["y"] + last["height"]) < 2 * line_px
