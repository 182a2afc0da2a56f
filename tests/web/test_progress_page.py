"""The page of progress: dots, medians, then and now, counted ratings, what is left out."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, expect

from coach.debrief.keeping import write_debrief
from coach.debrief.records import Aspect, Debrief, Rated, Rating
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.library.sound_erasing import erase_sound
from coach.paths import config_file
from tests.helpers.kept_sessions import HEDGED, PLAIN, TEAM, WHY, keep, recordings
from tests.helpers.large_library import make_sessions
from tests.helpers.reviewing import client, leads_to, page_here, read, send, text_of

SAID = "Um, we planned the trucks for the north and counted nine of them in the end."


def chart(page: str, name: str) -> str:
    """The section of a chart."""
    return page.split(f'aria-labelledby="chart-{name}"')[1].split("</section>", maxsplit=1)[0]


def test_a_dot_for_each_answer_opens_it_and_none_is_joined_to_another() -> None:
    browser = client()
    assert "nothing to compare" in read(browser, "/progress")
    keep([SAID])
    assert "nothing to compare" in read(browser, "/progress")
    names = [keep([HEDGED + " " + SAID]), keep([PLAIN + " " + SAID], question=WHY)]
    page = read(browser, "/progress")
    assert "<style" not in page
    assert "<script>" not in page
    hedges = chart(page, "hedges")
    assert hedges.count('class="dot ') == 3
    assert 'class="line' not in re.sub(r'<g class="axis.*?</g></g>', "", hedges)
    for name in names:
        assert f'href="/session/{name}#q1t1"' in hedges
    assert "<title>2: Tell me about a team., " in hedges
    assert "Shaded: 125 to 210, where most speakers are." in text_of(
        chart(page, "pace_with_pauses")
    )
    assert "chart-longest_pause" not in page  # nobody made one
    assert "chart-hedges" in read(browser, "/progress?set=Mine")
    assert "nothing to compare" in read(browser, "/progress?set=other")


def test_a_week_with_enough_answers_has_its_median() -> None:
    keep([HEDGED, PLAIN, HEDGED], days_ago=30)
    keep([HEDGED, PLAIN, HEDGED, PLAIN, HEDGED])
    hedges = chart(read(client(), "/progress"), "hedges")
    assert re.findall(r'<td class="number">([\d.]+)</td>', hedges) == ["5", "2.0"]
    assert hedges.count('class="line reactive nofill"') == 1


def test_no_band_is_shown_for_answers_in_several_languages() -> None:
    keep([HEDGED])
    german = keep([PLAIN])
    path = next((recordings() / german).glob("*/*.transcript-1.json"))
    path.write_text(path.read_text().replace('"language": "en"', '"language": "de"'))
    page = read(client(), "/progress")
    assert "Shaded" not in page


@pytest.mark.parametrize(
    ("limits", "told"), [("high = 1.0", "up to 1"), ("low = 3.0", "3 or more")]
)
def test_a_band_may_be_open_on_one_side(limits: str, told: str) -> None:
    own = config_file().parent / "languages"
    own.mkdir(parents=True)
    rules = '[hedges]\nfound = ["maybe", "i guess"]\n[bands.hedges]\nsource = "here"\n'
    (own / "en.toml").write_text(f'code = "en"\n{rules}{limits}\n')
    keep([HEDGED, PLAIN])
    page = read(client(), "/progress")
    assert f"Shaded: {told}, where most speakers are." in text_of(chart(page, "hedges"))


def test_what_came_from_outside_is_looked_for_once_the_page_is_there() -> None:
    browser, session = client(), keep([HEDGED])
    keep([PLAIN])
    page = read(browser, "/progress")
    asked = re.search(r'data-changed="[^"]*(/progress/changed\?version=[-0-9]+)"', page)
    assert asked
    assert read(browser, asked[1]) == '{"changed":false}'
    path = next((recordings() / session).glob("*/*.transcript-1.json"))
    words = json.loads(path.read_text())
    for word in words["words"]:
        word["text"] = "clearly"
    path.unlink()  # as a sync client brings it, without touching `session.json`
    path.write_text(json.dumps(words))
    assert read(browser, asked[1]) == '{"changed":true}'
    assert asked[0] not in read(browser, "/progress")


def test_old_answers_have_no_dot_and_stay_in_the_medians() -> None:
    recordings().mkdir(exist_ok=True)
    make_sessions(recordings(), 61)  # of five answers each
    page = read(client(), "/progress")
    length = chart(page, "length")
    assert length.count('class="dot ') == 300
    assert "5 older ones are in the medians" in text_of(length)
    assert sum(map(int, re.findall(r'<td class="number">(\d+)</td><td', length))) == 305
    assert "Read one, or leave it out: the newest 100 of 305" in text_of(page)


def test_then_and_now_are_the_first_and_the_newest_take_of_one_question() -> None:
    browser = client()
    first, newest = keep([HEDGED], days_ago=9), keep([PLAIN])
    page = read(browser, "/progress")
    both = page.split('id="then-and-now"')[1].split("</section>")[0]
    for name, text in ((first, HEDGED), (newest, PLAIN)):
        assert f'src="/session/{name}/1/1/audio"' in both
        assert text in text_of(both)
    assert "Hedges, an answer20" in text_of(both)
    keep([SAID, SAID], question=WHY)  # which is then the one that was answered last
    assert "Um, we planned" in text_of(read(browser, "/progress")).split("Over time")[0]
    asked = read(browser, "/progress?question=team+Tell+me+about+a+team.")
    assert HEDGED in text_of(asked).split("Over time")[0]


def test_then_and_now_with_words_that_cannot_be_read() -> None:
    first = keep([HEDGED])
    keep([PLAIN])
    browser = client()
    read(browser, "/progress")
    next((recordings() / first).glob("*/*.transcript-1.json")).write_text("{")
    assert "Its words cannot be read." in read(browser, "/progress")


def test_then_and_now_say_where_a_sound_was_erased_or_is_gone() -> None:
    first, newest = keep([HEDGED], days_ago=9), keep([PLAIN])
    with Library(recordings()).open_session(first) as opened:
        erase_sound(opened)
    browser = client()
    both = read(browser, "/progress").split('id="then-and-now"')[1].split("</section>")[0]
    assert both.count("<audio") == both.count('class="play"') == 1
    assert f'src="/session/{newest}/1/1/audio"' in both
    assert "The sound of this answer was erased on" in text_of(both)
    assert "Hear both" not in both
    assert 'id="speed"' in both
    next((recordings() / newest).rglob("*.flac")).unlink()
    both = read(browser, "/progress").split('id="then-and-now"')[1].split("</section>")[0]
    assert "Its recording is not there." in text_of(both)
    assert "<audio" not in both


def test_ratings_are_counted() -> None:
    browser = client()
    ratings = {"vision": "no", "skills": "partly", "achievements": "not asked for", "finish": "1"}
    for ambition in ("yes", "no", "yes"):
        name = keep([HEDGED])
        send(browser, f"/session/{name}/1/1/rating", ambition=ambition, **ratings)
    page = read(browser, "/progress")
    by_ear = page.split('id="by-ear"')[1].split("</section>")[0]
    assert "of 3 rated answers. In 2 of them ear and figures told different things." in text_of(
        by_ear
    )
    for aspect, told in zip(
        Aspect, ("no 3", "yes 2 · no 1", "partly 3", "not asked for 3"), strict=True
    ):
        assert f"{aspect.capitalize()} {told}" in text_of(by_ear)
    assert '<rect class="no" x="2" y="0" width="1" height="1"/>' in by_ear
    assert "by-ear" not in read(browser, "/progress?set=other")


def test_the_newest_ratings_stand_apart_from_those_before() -> None:
    recordings().mkdir(exist_ok=True)
    make_sessions(recordings(), 5)  # of five answers each
    library = Library(recordings())
    for number, session_id in enumerate(sorted(library.states())):
        rating = Rating.NO if number < 3 else Rating.YES
        session = library.session(session_id)
        rated = [
            Rated(
                question=turn.number,
                take=1,
                rated_at=session.started_at,
                ratings={Aspect.AMBITION: rating},
            )
            for turn in session.turns
        ]
        write_debrief(recordings() / session_id, session, Debrief(rated=tuple(rated)))
    told = text_of(read(client(), "/progress"))
    assert "Those before no 15 The newest yes 10" in told


def test_the_page_tells_which_questions_were_recognised() -> None:
    question = AskedQuestion(id="weak", theme="people", coat="chat", text="So what bugs you?")
    for taken_for in ("people", "ambition"):
        name = keep([PLAIN], question=question)
        path = recordings() / name / "session.json"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace('"taken_for":null', f'"taken_for":"{taken_for}"').replace(
                '"taken_for": null', f'"taken_for": "{taken_for}"'
            ),
            encoding="utf-8",
        )
    page = read(client(), "/progress")
    told = text_of(page)
    assert "In another coat, you recognised 1 of 2 questions." in told
    assert "So what bugs you?peopleambition" in told
    assert "So what bugs you?peoplethe same" in told
    assert f'href="/session/{name}#q1"' in page
    assert "you recognised" not in read(client(), "/progress?set=other")


def test_one_click_leaves_an_answer_out_and_another_takes_it_back() -> None:
    name, browser = keep([HEDGED, PLAIN]), client()
    keep([SAID])
    assert "Leave it out of my progress" in read(browser, f"/session/{name}")
    sent = send(browser, f"/session/{name}/1/2/count", leave_out="1")
    assert leads_to(browser, sent) == f"/session/{name}#q1t2"
    assert "Left out of your progress." in read(browser, f"/session/{name}")
    page = text_of(read(browser, "/progress"))
    assert "2 answers on 1 day" in page
    assert "nor 1 that you left out" in page
    assert Library(recordings()).session(name).take(1, 2).left_out
    sent = send(browser, f"/session/{name}/1/2/count", progress="1")
    assert leads_to(browser, sent) == "/progress#answers"
    assert "3 answers on 1 day" in text_of(read(browser, "/progress"))
    assert send(browser, f"/session/{name}/1/9/count", leave_out="1").status_code == 404


def test_who_leaves_out_several_stays_with_what_was_shown() -> None:
    name, browser = keep([HEDGED, PLAIN]), client()
    page = read(browser, "/progress?set=Mine&question=team")
    assert "<details open>" not in page
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    assert fields == {"progress": "1", "set": "Mine", "question": "team"}
    sent = send(browser, f"/session/{name}/1/2/count", **fields, leave_out="1")
    assert leads_to(browser, sent) == "/progress?set=Mine&question=team&answers=open#answers"
    assert "<details open>" in read(browser, leads_to(browser, sent).split("#")[0])
    sent = send(browser, f"/session/{name}/1/2/count", **fields)
    assert leads_to(browser, sent) == "/progress?set=Mine&question=team#answers"


def test_nothing_is_left_out_where_nothing_counts() -> None:
    browser, demo = client(), keep([PLAIN], kind=Kind.DEMO)
    assert "of my progress" not in read(browser, f"/session/{demo}")
    assert "of my progress" not in read(browser, f"/session/{keep([''])}")


def test_a_dot_opens_its_answer_in_a_browser(chromium: Browser) -> None:
    names = [keep([HEDGED], question=TEAM, days_ago=3), keep([PLAIN], question=TEAM)]
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    with page_here() as here:
        here.let_in(context)
        page = context.new_page()
        page.goto(here.at("/progress"))
        page.get_by_role("button", name="Hear both").click()
        expect(page.locator(".said.current")).to_have_count(1)
        page.locator("#chart-hedges ~ svg a").last.click()
        expect(page).to_have_url(re.compile(f"{names[1]}#q1t1$"))
        page.get_by_role("button", name="Leave it out of my progress").click()
        page.get_by_text("Left out of your progress.").wait_for()
        page.goto(here.at("/progress"))
        page.get_by_role("button", name="Count it again").click()
        page.get_by_text("2 answers on 2 days").wait_for()
    context.close()
