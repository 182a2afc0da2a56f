"""The plan on the page: on home, on a page of its own, in a calendar, and as a session."""

from __future__ import annotations

import html
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from coach.debrief.records import Rating
from coach.library.library import Library
from coach.library.records import Kind
from coach.paths import private_folder, user_question_sets
from coach.plan.keeping import PlanFile
from coach.plan.records import Plan
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from tests.helpers.kept_sessions import PLAIN, keep, recordings
from tests.helpers.plans import answered, plan
from tests.helpers.ratings import rate
from tests.helpers.reviewing import HERE, client, leads_to, read, send, text_of
from tests.helpers.visions import vision_of

TODAY = date.today()


def in_days(count: int) -> str:
    return (TODAY + timedelta(days=count)).isoformat()


def home() -> str:
    return read(client(), "/")


def test_a_plan_that_is_sent_twice_at_once_is_kept() -> None:
    browser, sent = client(), {"on": in_days(9), "set": "screening", "a_day": "3"}
    with ThreadPoolExecutor(2) as clicks:
        answers = clicks.map(lambda _: send(browser, "/plan", **sent), range(20))
    assert {answer.status_code for answer in answers} == {303}
    kept = PlanFile(recordings()).read()
    assert kept
    assert kept.sets == ("screening",)


def test_home_offers_a_plan_and_then_shows_it() -> None:
    assert 'href="/plan">Is an interview coming up? Plan the way to it</a>' in home()
    plan(4)
    page = home()
    assert "Is an interview coming up?" not in page
    assert ", in 4 days" in text_of(page)
    assert "Today: 4 questions, about " in text_of(page)
    assert '<a class="main" href="/practice?plan=today">Practise these</a>' in page
    assert 'href="/plan">The days until then, and why</a>' in page


@pytest.mark.parametrize(
    ("away", "link"),
    [
        (2, 'href="/practice?plan=mock">Begin the mock interview</a>'),
        (-1, 'href="/practice?real=new">Tell of it</a>'),
    ],
)
def test_home_has_the_one_way_on(away: int, link: str) -> None:
    plan(away)
    assert link in home()


def test_the_day_itself_has_the_vision_where_there_is_one() -> None:
    plan(0)
    assert "Today is the day." in text_of(home())
    page = text_of(read(client(), "/plan"))
    assert "There is nothing left to prepare. Go and talk with them." in page
    rate(answered("salary"), Rating.YES)
    reel = '<a class="main" href="/vision/reel">Hear your reel</a>'
    assert reel in home()
    assert read(client(), "/plan").count("Hear your reel") == 1
    VisionFolder(recordings()).write(vision_of((Section.AMBITION, PLAIN)))
    assert '<a class="main" href="/vision">Hear your vision</a>' in home()
    assert '/vision/reel">Hear your reel</a>' in read(client(), "/plan")
    assert "The days until then" not in home()


def test_home_is_silent_once_it_was_told_of_or_is_long_over() -> None:
    plan(-20)
    assert "Your interview" not in text_of(home())
    plan(0)
    assert "Today is the day." in text_of(home())
    told = keep([PLAIN], kind=Kind.REAL)
    assert "Your interview" not in text_of(home())
    shutil.rmtree(recordings() / told)
    plan(-1)
    assert "How was it? Tell of it while it is fresh." in text_of(home())
    assert 'href="/plan">Plan the next one</a>' in home()
    keep([PLAIN], kind=Kind.REAL)
    assert "Your interview" not in text_of(home())
    page = read(client(), "/plan")
    assert "You have told of it, so this plan is over." in text_of(page)
    assert f'type="date" min="{in_days(0)}" value=""' in page


def test_what_is_done_or_rests_has_no_button() -> None:
    plan(9, a_day=1)
    answered("about-yourself")
    assert "Today: the question is done." in text_of(home())
    assert "plan=today" not in home()


def test_a_plan_is_made_changed_and_forgotten() -> None:
    browser = client()
    first = read(browser, "/plan")
    assert '<input type="checkbox" name="set" value="screening" checked>' in first
    assert "Forget the plan" not in first
    sent = send(browser, "/plan", on=in_days(9), a_day="3", set="values")
    assert leads_to(browser, sent) == "/plan"
    kept = PlanFile(recordings()).read()
    assert kept == Plan(
        day=TODAY + timedelta(days=9), sets=("values",), questions_a_day=3, begun_on=TODAY
    )
    page = read(browser, "/plan")
    assert f'value="{in_days(9)}"' in page
    assert '<input type="checkbox" name="set" value="values" checked>' in page
    text = text_of(page)
    assert "not asked yet" in text
    assert "a mock interview, 20 minutes" in text
    assert "will not fit until then" not in text
    sets = {"on": in_days(4), "a_day": "99", "set": ["screening", "values"]}
    assert browser.post("/plan", data=sets, headers={"Origin": HERE}).status_code == 303
    assert "questions will not fit" not in text_of(read(browser, "/plan"))
    send(browser, "/plan", on=in_days(4), a_day="none", set="screening")
    page = read(browser, "/plan")
    assert "questions will not fit until then" in text_of(page)
    assert "<summary>Forget the plan …</summary>" in page  # so that no single click does it
    assert leads_to(browser, send(browser, "/plan/forget")) == "/plan"
    assert PlanFile(recordings()).read() is None


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"on": in_days(-1), "set": "values"}, "is over."),
        ({"on": in_days(400), "set": "values"}, "400 days away"),
        ({"on": "", "set": "values"}, "There is no plan yet."),
        ({"on": in_days(3)}, "one set at least"),
        ({"on": in_days(3), "set": "/etc/passwd"}, "There is no question set “/etc/passwd”."),
    ],
)
def test_what_cannot_be_planned_is_told_and_stays_typed(fields: dict[str, str], told: str) -> None:
    sent = send(client(), "/plan", **fields)
    assert sent.status_code == 400
    assert told in text_of(sent.text)
    assert f'value="{fields["on"]}"' in sent.text
    assert PlanFile(recordings()).read() is None


def test_a_broken_plan_is_told_and_can_be_forgotten() -> None:
    plan(3)
    PlanFile(recordings()).path.write_text("{")
    assert "The plan is damaged" in text_of(home())
    browser = client()
    page = read(browser, "/plan")
    assert "The plan is damaged" in text_of(page)
    assert "Forget the plan" in page
    refused = send(browser, "/plan", on=in_days(3), set="values")
    assert refused.status_code == 400
    assert PlanFile(recordings()).path.read_text() == "{"
    send(browser, "/plan/forget")
    assert "The plan is damaged" not in text_of(read(browser, "/plan"))


def test_a_set_that_is_gone_is_told_and_others_can_be_chosen() -> None:
    plan(3, "gone")
    assert "The plan cannot be followed." in text_of(home())
    browser = client()
    assert "The plan cannot be followed." in text_of(read(browser, "/plan"))
    read(browser, "/practice?plan=today", 404)
    assert send(browser, "/plan", on=in_days(3), set="values").status_code == 303


def test_a_file_that_the_terminal_named_stays_in_the_plan() -> None:
    own = private_folder(user_question_sets().parent / "elsewhere") / "own.txt"
    own.write_text("Why nursing?\n")
    plan(5, str(own))
    browser = client()
    assert f'value="{own}" checked> {own}' in read(browser, "/plan")
    assert send(browser, "/plan", on=in_days(6), set=str(own)).status_code == 303
    assert "Why nursing?" in text_of(read(browser, "/plan"))


def test_a_set_that_was_just_made_can_be_planned_for() -> None:
    made = private_folder(user_question_sets()) / "advert.txt"
    made.write_text("Why this ward?\n")
    link = 'href="/plan?set=advert">plan the days until the interview</a>'
    assert link in read(client(), "/questions/import?kept=advert")
    box = '<input type="checkbox" name="set" value="advert" checked>'
    assert box in read(client(), "/plan?set=advert")
    plan(5, "values")
    assert box in read(client(), "/plan?set=advert")
    assert "nonsense" not in read(client(), "/plan?set=nonsense")


def test_many_days_are_counted() -> None:
    plan(100)
    assert "… and 79 more days." in text_of(read(client(), "/plan"))


def test_the_days_are_taken_into_a_calendar() -> None:
    assert client().get("/plan/interview-plan.ics").status_code == 404
    plan(3)
    answer = client().get("/plan/interview-plan.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="interview-plan.ics"'
    assert len(Calendar.from_ical(answer.data).walk("VEVENT")) == 5


def test_today_is_practised_and_the_mock_begun_from_the_plan() -> None:
    browser = client()
    for what in ("today", "mock"):
        read(browser, f"/practice?plan={what}", 404)
    plan(4)
    page = read(browser, "/practice?plan=today")
    assert "Today, by your plan 4 questions, about " in text_of(page)
    begin = {"options": {}, "type": "begin", "kind": "practice", "set": "", "planned": True}
    assert json.loads(_asks(page)) == begin
    plan(2)
    page = read(browser, "/practice?plan=mock")
    assert "Mock interview 20 minutes, against the clock" in text_of(page)
    assert json.loads(_asks(page)) == begin | {"kind": "mock"}
    assert "What comes next by your plan" in text_of(read(browser, "/practice?plan=today"))


def _asks(page: str) -> str:
    return html.unescape(page.split('data-asks="')[1].split('"', maxsplit=1)[0])


def test_library_is_not_confused_by_the_plan() -> None:
    plan(4)
    assert [each.id for each in Library(recordings()).sessions()] == []
