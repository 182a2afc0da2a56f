"""The page of stories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from playwright.sync_api import Browser, Page, expect

from coach.debrief.asked_set import AskedOnce, free_name, write_asked_set
from coach.library.library import Library
from coach.library.records import Kind
from coach.stories.building import drop, keep
from coach.stories.keeping import StoriesFolder
from tests.helpers.kept_sessions import PLAIN, SET, keep_take, recordings
from tests.helpers.kept_sessions import keep as keep_answers
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.reviewing import Client, client, leads_to, page_here, read, send, text_of
from tests.helpers.story_answers import AUDIT, HARD, PROUD, TRUCKS, TRUCKS_AGAIN, keep_story


def kept(session: str, name: str = "Trucks") -> None:
    library = Library(recordings())
    turn = library.session(session).turn(1)
    keep(library, session, turn, turn.takes[-1], name)


def offer(browser: Client, session: str, name: str) -> str:
    answer = send(browser, "/stories/keep", session=session, question="1", take="1", name=name)
    return leads_to(browser, answer)


def test_an_answer_is_offered_kept_heard_and_read() -> None:
    browser = client()
    assert "No story yet: it needs an answer" in text_of(read(browser, "/stories"))
    session = keep_story()
    page = read(browser, "/stories")
    assert "These answers sound like a story" in page
    assert f'src="/session/{session}/1/1/audio"' in page
    assert offer(browser, session, " Late  trucks ") == "/stories#story-1"
    page = read(browser, "/stories")
    assert "sound like a story" not in page
    told = text_of(page)
    assert TRUCKS in told
    assert "Late trucks" in told
    assert f'href="/session/{session}#q1t1"' in page
    assert browser.get("/stories/1/1/audio").mimetype == "audio/flac"
    assert browser.get("/stories/1/2/audio").status_code == 404
    assert browser.get("/stories/2/1/audio").status_code == 404
    assert re.search(r"No story yet.*people \(\d+\)", told)
    write_asked_set([AskedOnce(question="Why us?")], date.today(), free_name(date.today()))
    assert "asked (1)" not in text_of(read(browser, "/stories"))  # that is no theme of anything


def test_what_cannot_be_kept_is_told() -> None:
    browser, session = client(), keep_story()
    fields = {"session": session, "question": "1", "take": "1"}
    assert send(browser, "/stories/keep", **fields, name=" ").status_code == 400
    assert send(browser, "/stories/keep", **fields | {"take": "7"}, name="A").status_code == 404
    demo = keep_story(kind=Kind.DEMO)
    assert send(browser, "/stories/keep", **fields | {"session": demo}, name="A").status_code == 400
    assert browser.get("/stories/keep").status_code == 405


def test_any_answer_can_be_kept_from_its_own_page() -> None:
    session, browser = keep_answers([PLAIN]), client()
    asked = f"/stories?session={session}&question=1&take=1"
    assert f'href="{asked}"' in read(browser, f"/session/{session}").replace("&amp;", "&")
    page = text_of(read(browser, asked))
    assert "Keep this answer as a story" in page
    assert PLAIN in page
    offer(browser, session, "Leeds")
    assert "Leeds" in text_of(read(browser, "/stories"))
    silent = keep_answers([""])
    read(browser, f"/stories?session={silent}&question=1&take=1", 400)
    assert "as a story" not in read(browser, f"/session/{silent}")


def test_looking_back_leads_to_keeping_a_story() -> None:
    session, browser = keep_story(), client()
    summary = f"/session/{session}/debrief/summary"
    assert "sounds like a story" not in read(browser, summary)  # it is not rated yet
    ratings = dict.fromkeys(("vision", "ambition", "skills", "achievements"), "yes")
    send(browser, f"/session/{session}/1/1/rating", **ratings, finish="1")
    page = read(browser, summary).replace("&amp;", "&")
    link = f"/stories?session={session}&question=1&take=1"
    assert f'<a href="{link}">It sounds like a story: keep it</a>' in page
    kept(session)
    assert "sounds like a story" not in read(browser, summary)
    (recordings() / "stories" / "stories.json").write_text("{")
    read(browser, summary)


def test_another_take_is_offered_by_the_name_of_its_story() -> None:
    kept(keep_story(days_ago=3))
    again = keep_story(TRUCKS_AGAIN, PROUD)
    browser = client()
    page = read(browser, "/stories")
    assert 'name="name" type="search" value="Trucks" list="story-names"' in page
    assert "Another take of this story" in page
    offer(browser, again, "Trucks")
    send(browser, f"/session/{again}/1/1/rating", vision="yes", ambition="yes")
    told = text_of(read(browser, "/stories"))
    assert "Newest of 2 takes, and your best" in told
    assert "Best by your rating." in told


def test_marks_names_and_what_goes_along() -> None:
    kept(keep_story())
    browser = client()
    for fields, shown in (
        ({"question": "behavioural/conflict"}, "Take your mark off"),
        ({"chosen": "yes"}, "goes along"),
        ({"name": "Leeds"}, ">Leeds "),
    ):
        answer = send(browser, "/stories/1", **fields)
        assert leads_to(browser, answer) == "/stories#story-1"
        assert shown in read(browser, "/stories")
    send(browser, "/stories/1", question="behavioural/conflict", unmark="1")
    send(browser, "/stories/1", chosen="no")
    page = read(browser, "/stories")
    assert "Take your mark off" not in page
    assert "goes along<" not in page
    assert send(browser, "/stories/1", question="no/thing").status_code == 400
    assert send(browser, "/stories/9", chosen="yes").status_code == 404


def test_a_story_is_taken_out_and_had_back() -> None:
    kept(keep_story())
    browser = client()
    send(browser, "/stories/1", drop="1")
    assert "Taken out: “Trucks”" in text_of(read(browser, "/stories"))
    assert leads_to(browser, send(browser, "/stories/undo")) == "/stories#story-1"
    assert "Taken out" not in text_of(read(browser, "/stories"))


def test_a_story_that_was_told_too_often_in_one_mock() -> None:
    with Library(recordings()).new_session(Kind.MOCK, SET, [HARD, PROUD, HARD]) as opened:
        for number, text in enumerate((TRUCKS, TRUCKS_AGAIN, TRUCKS), 1):
            transcript = as_transcript(text)
            keep_take(opened, transcript, facts_for(transcript), number)
    kept(opened.session.id)
    assert "Told to questions 1, 2, 3 of one mock interview" in text_of(read(client(), "/stories"))


def test_erasing_a_session_asks_about_its_stories() -> None:
    browser, first, again = client(), keep_story(), keep_story(AUDIT)
    kept(first)
    kept(again, "Audit")
    asked = text_of(read(browser, f"/session/{first}/erase"))
    assert "Its take of your story “Trucks”, with its own copy of the sound" in asked
    send(browser, f"/session/{first}/erase", sure="1")
    page = read(browser, "/stories")
    assert TRUCKS in text_of(page)
    assert "to “What was the hardest?”" in text_of(page)
    assert browser.get("/stories/1/1/audio").status_code == 200
    send(browser, f"/session/{again}/erase", sure="1", stories="1")
    assert AUDIT not in text_of(read(browser, "/stories"))
    (recordings() / "stories" / "stories.json").write_text("{")
    other = keep_answers([AUDIT])
    assert "stories" not in text_of(read(browser, f"/session/{other}/erase")).split("main")[-1]
    assert send(browser, f"/session/{other}/erase", sure="1").status_code == 303


def test_a_story_is_asked_for_on_the_practising_page() -> None:
    kept(keep_story())
    browser = client()
    page = read(browser, "/practice?story=1&seconds=30")
    assert "Tell it in half a minute: Trucks. The recording becomes the newest take" in text_of(
        page
    )
    assert "Tell it in a minute: Trucks." in text_of(read(browser, "/practice?story=1"))
    assert '"seconds":600' in read(browser, "/practice?story=1&seconds=9999").replace("&#34;", '"')
    read(browser, "/practice?story=2", 404)


def test_more_than_ten_are_offered_step_by_step() -> None:
    for _ in range(11):
        keep_story()
    page = read(client(), "/stories")
    assert page.count('class="said offered"') == 10
    assert "There are more" in page


def test_a_name_is_text_and_nothing_else() -> None:
    hostile = '<script>alert(1)</script> "><img src=x> {{7*7}}'
    kept(keep_story(), hostile)
    keep_story(TRUCKS_AGAIN)
    for page in ("/stories", "/practice?story=1"):
        text = read(client(), page)
        assert "<script>" not in text
        assert "<img" not in text
        assert ">49<" not in text


def test_what_was_not_done_is_told_above_the_stories() -> None:
    browser, first = client(), keep_story()
    kept(first)
    kept(keep_story(AUDIT), "Audit")
    for fields, why in (
        ({"name": "trucks"}, "There is another story “trucks”."),
        ({"name": "\u200b\u202e"}, "A story needs a name."),
        ({"question": "why"}, "There is no question “why”. Pick one of the list."),
    ):
        answer = send(browser, "/stories/2", **fields)
        assert answer.status_code == 400
        assert f'role="alert">{why}' in answer.text
        assert "Audit</h2>" in answer.text
    fields = {"session": first, "question": "1", "take": "1", "name": " "}
    answer = send(browser, "/stories/keep", **fields)
    assert "A story needs a name." in text_of(answer.text)
    assert "Keep this answer as a story" in text_of(answer.text)


def test_the_story_that_is_had_back_is_the_one_that_was_shown() -> None:
    kept(keep_story())
    kept(keep_story(AUDIT), "Audit")
    browser = client()
    send(browser, "/stories/1", drop="1")
    page = read(browser, "/stories")
    (number,) = re.findall(r'name="number" value="(\d+)"', page)
    send(browser, "/stories/2", drop="1")  # in another tab
    assert leads_to(browser, send(browser, "/stories/undo", number=number)) == "/stories#story-1"
    answer = send(browser, "/stories/undo", number=number)
    assert answer.status_code == 400
    assert "Story 1 is not among those that were dropped." in text_of(answer.text)
    assert "Taken out: “Audit”" in text_of(answer.text)


def test_a_story_is_heard_by_its_number_whatever_another_is_called() -> None:
    kept(keep_story(PLAIN), "2")
    kept(keep_story(AUDIT), "Audit")
    browser = client()
    first, second = (browser.get(f"/stories/{number}/1/audio").data for number in (1, 2))
    assert first != second


def test_a_name_turns_nothing_that_is_written_around_it() -> None:
    browser = client()
    offer(browser, keep_story(), "\u202eTru\u2066cks")
    assert "Trucks</h2>" in read(browser, "/stories")
    send(browser, "/stories/1", name="\u202dLate")
    (story,) = StoriesFolder(recordings()).read().stories
    assert story.name == "Late"


@contextmanager
def stories_page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    with page_here() as here:
        here.let_in(context)
        page = context.new_page()
        page.goto(here.at("/stories"))
        yield page
    context.close()


def test_a_story_is_kept_and_heard_in_a_browser(chromium: Browser) -> None:
    keep_story()
    with stories_page(chromium) as page:
        page.get_by_role("button", name="Play the answer").click()
        expect(page.locator(".said.current")).to_have_count(1)
        page.get_by_label("What you call it").fill("Late trucks")
        page.get_by_role("button", name="Keep it").click()
        page.get_by_role("heading", name="Late trucks").wait_for()
        page.get_by_role("button", name="Play Late trucks").click()
        expect(page.locator(".said.current")).to_have_count(1)
        page.get_by_text("Take it along, rename it, take it out").click()
        page.get_by_role("button", name="Take it along").click()
        page.locator(".note", has_text="goes along").wait_for()
    library = Library(recordings())
    (story,) = StoriesFolder(library.folder).read().stories
    assert story.chosen
    drop(library, story.number)
    assert StoriesFolder(library.folder).read().stories == ()


def test_all_stories_are_heard_without_what_is_only_offered(chromium: Browser) -> None:
    kept(keep_story(PLAIN), "Leeds")
    kept(keep_story(AUDIT), "Audit")
    keep_story()
    with stories_page(chromium) as page:
        expect(page.locator(".said")).to_have_count(3)
        page.get_by_role("button", name="Hear all").click()
        expect(page.locator(".hearing [role=status]")).to_have_text("1 of 2")
