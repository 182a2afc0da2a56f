"""A real interview is told, corrected and rated in a browser: no typed word is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coach.debrief.keeping import read_debrief
from coach.debrief.records import Aspect, Rating, Recalled, RecalledQuestion, Words
from coach.debrief.told import REAL_SET, TELLING, ToldInterview
from coach.library.library import Library
from coach.library.records import Kind
from tests.helpers.browser import faultless
from tests.helpers.kept_sessions import keep as keep_session
from tests.helpers.kept_sessions import recordings
from tests.helpers.reviewing import Reviewing
from tests.helpers.told_interview import TOLD

ASKED = ("Why did you leave?", "What do you want?")


@pytest.fixture
def context(chromium: Browser, server: Reviewing) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    server.let_in(context)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    with faultless(context.new_page()) as page:
        yield page


def told(*asked: str) -> str:
    """A session in which an interview was told, with so many questions confirmed; its id."""
    with Library(recordings()).new_session(Kind.REAL, REAL_SET, [TELLING]) as opened:
        interview = ToldInterview(opened)
        interview.tell(felt="quick")
        interview.tell_words(Words(text=TOLD))
        if asked:
            interview.confirm([RecalledQuestion(quote="", question=each) for each in asked])
    return opened.folder.name


def say_elsewhere(name: str, text: str) -> None:
    """Have it told in another window what was said to the first question."""
    with Library(recordings()).open_session(name) as opened:
        ToldInterview(opened).tell_of(Recalled(question=2), "said", Words(text=text))


def keep(page: Page, prompt: str, question: int, shown: str) -> None:
    """Press the button of what was said or wished to a question, and see the words there."""
    form = page.locator("form.tell").filter(has=page.locator(f"#{prompt}-{question}"))
    form.get_by_role("button").click()
    expect(page.locator("section blockquote").get_by_text(shown)).to_be_visible()


def test_a_button_keeps_the_words_that_were_typed_for_the_others(
    page: Page, server: Reviewing
) -> None:
    name = told(*ASKED)
    page.goto(server.at(f"/session/{name}/debrief"))
    page.locator("#said-1").fill("It was time.")
    page.locator("#wished-1").fill("I want to lead.")
    page.locator("#said-2").fill("A team\nof my own.")
    keep(page, "said", 1, "It was time.")
    expect(page.locator("#wished-1")).to_have_value("I want to lead.")
    expect(page.locator("#said-2")).to_have_value("A team\nof my own.")
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_text("may not be saved yet")).to_be_visible()
    page.locator(".unsaved").get_by_role("link", name=name).click()
    expect(page.locator("#wished-1")).to_have_value("I want to lead.")
    expect(page.locator("#said-2")).to_have_value("A team\nof my own.")
    keep(page, "wished", 1, "I want to lead.")
    keep(page, "said", 2, "A team")
    (first, second) = read_debrief(recordings() / name).telling.recalled  # type: ignore[union-attr,misc]
    assert (first.said, first.wished) == (Words(text="It was time."), Words(text="I want to lead."))
    assert second.said
    assert second.said.text.splitlines() == ["A team", "of my own."]
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"


def test_what_is_changed_waits_in_its_fold(page: Page, server: Reviewing) -> None:
    name = told(*ASKED)
    say_elsewhere(name, "It was time.")
    page.goto(server.at(f"/session/{name}/debrief"))
    page.get_by_text("Change that").click()
    page.locator("#said-1").fill("I wanted to lead.")
    page.reload()
    expect(page.locator("#said-1")).to_be_visible()
    expect(page.locator("#said-1")).to_have_value("I wanted to lead.")
    keep(page, "said", 1, "I wanted to lead.")


def test_what_was_told_elsewhere_meanwhile_leaves_the_typed_words_to_copy(
    page: Page, server: Reviewing
) -> None:
    name = told()
    page.goto(server.at(f"/session/{name}/debrief"))
    page.get_by_label("Another one").first.fill("Where do you live?")
    with Library(recordings()).open_session(name) as opened:
        asked = RecalledQuestion(quote="", question="Why did you leave?")
        ToldInterview(opened).confirm([asked])
    page.get_by_role("button", name="That's right").click()
    expect(page.get_by_role("status").first).to_contain_text("The questions are kept already")
    page.reload()
    typed = page.locator(".clash blockquote")
    expect(typed).to_have_text("Where do you live?")
    page.locator("#said-1").fill("It was time.")
    say_elsewhere(name, "Long ago.")
    page.reload()
    expect(typed.filter(has_text="It was time.")).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="Forget it").first.click()
    page.get_by_role("button", name="Put it back").first.click()
    page.reload()
    expect(typed).to_have_count(1)
    page.get_by_role("button", name="Forget it").click()
    page.reload()
    expect(page.get_by_text("Long ago.").first).to_be_visible()
    expect(typed).to_have_count(0)
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"


def test_an_interview_that_is_typed_survives_a_link(page: Page, server: Reviewing) -> None:
    page.goto(server.at("/real"))
    page.get_by_label("What happened").fill(TOLD)
    page.get_by_label("In one word").fill("quick")
    page.get_by_role("link", name="Library").click()
    page.get_by_role("link", name="Tell of a real interview").click()
    expect(page.get_by_label("What happened")).to_have_value(TOLD)
    expect(page.get_by_label("In one word")).to_have_value("quick")
    page.get_by_role("button", name="That is all").click()
    expect(page.get_by_text("I heard one question.")).to_be_visible()
    page.goto(server.at("/real"))
    expect(page.get_by_label("What happened")).to_have_value("")


def test_sessions_can_be_heard_while_it_is_looked_what_is_not_saved(
    page: Page, server: Reviewing
) -> None:
    keep_session(["I was never late."])
    page.goto(server.at("/real"))
    page.get_by_label("What happened").fill(TOLD)
    page.route("**/real", lambda _: None)  # which is never answered
    page.goto(server.at("/library"))
    expect(page.get_by_role("button", name="Play", exact=False)).to_be_visible()
    expect(page.get_by_text("may not be saved yet")).to_be_hidden()


# All but a little of what a browser keeps for a page.
FILL = """() => {
  localStorage.setItem("room", "x".repeat(60));
  for (let part = "x".repeat(2 ** 22), n = 0; part; n += 1) {
    try { localStorage.setItem(`full${n}`, part); }
    catch { part = part.slice(part.length / 2 + 1); }
  }
  localStorage.removeItem("room");
}"""


def test_what_was_typed_comes_back_as_often_as_one_likes_in_a_full_browser(
    page: Page, server: Reviewing
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(server.at("/real"))
    page.get_by_label("What happened").fill(TOLD)
    page.evaluate(FILL)
    for _ in range(2):
        page.reload()
        expect(page.get_by_label("What happened")).to_have_value(TOLD)


def test_what_is_sent_twice_is_told_once(page: Page, server: Reviewing) -> None:
    page.goto(server.at("/real"))
    page.get_by_label("What happened").fill(TOLD)
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    page.evaluate("""() => {
      const form = document.querySelector("form.tell");
      const send = window.fetch;
      window.fetch = async (...what) => {
        const answer = await send(...what);
        setTimeout(() => form.requestSubmit()); // while the next page is on its way
        return answer;
      };
      form.requestSubmit();
    }""")
    expect(page.get_by_text("I heard one question.")).to_be_visible()
    assert len(sent) == 1


def test_a_coach_that_is_not_there_is_told_and_loses_nothing(page: Page, server: Reviewing) -> None:
    page.goto(server.at("/real"))
    page.get_by_label("What happened").fill(TOLD)
    page.context.set_offline(True)
    page.get_by_role("button", name="That is all").click()
    expect(page.get_by_role("status")).to_contain_text("Not saved yet: the coach is not running.")
    page.context.set_offline(False)
    page.get_by_role("button", name="That is all").click()
    expect(page.get_by_text("I heard one question.")).to_be_visible()


def test_each_question_is_rated_by_letters(page: Page, server: Reviewing) -> None:
    name = told(*ASKED)
    page.goto(server.at(f"/session/{name}/debrief"))
    first, second = page.locator("form.rating").all()
    expect(first.get_by_text("Keys:")).to_be_visible()
    expect(second.get_by_text("Keys:")).to_be_hidden()
    for key in "ypn":
        page.keyboard.press(key)
    page.keyboard.press("Backspace")
    for key in "n-":
        page.keyboard.press(key)
    expect(first.get_by_role("status")).to_have_text("Saved.")
    page.keyboard.press("Enter")
    expect(page.locator(".ratings")).to_have_count(1)
    expect(page.locator("form.rating").get_by_text("Keys:")).to_be_visible()  # keys are heard now
    page.locator("form.rating").get_by_role("radio", name="partly").first.focus()
    for key in "yyyy":
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator(".ratings")).to_have_count(2)
    one, two = (each.ratings for each in read_debrief(recordings() / name).rated)
    assert list(one.values()) == [Rating.YES, Rating.PARTLY, Rating.NO, Rating.NOT_ASKED]
    assert two == dict.fromkeys(Aspect, Rating.YES)


def test_a_long_question_can_be_read_whole_on_a_phone(page: Page, server: Reviewing) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(server.at(f"/session/{told()}/debrief"))
    field = page.get_by_label("Question 1")
    field.fill(
        "Tell me how you handled the conflict with the colleague in finance last year,\nplease?"
    )
    hidden = "each => [each.scrollWidth - each.clientWidth, each.scrollHeight - each.clientHeight]"
    assert field.evaluate(hidden) == [0, 0]
    page.get_by_role("button", name="That's right").click()
    asked = "Tell me how you handled the conflict with the colleague in finance last year, please?"
    expect(page.get_by_role("heading", name=asked)).to_be_visible()
