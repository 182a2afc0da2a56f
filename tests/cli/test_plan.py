"""`coach plan`, and practice that follows it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from coach.debrief.records import Rating
from coach.library.library import Library
from coach.library.records import Kind
from coach.paths import private_folder, user_question_sets
from coach.testing import CannedTranscriber
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from tests.helpers.asked import asked
from tests.helpers.coach_fixture import Coach, Hire
from tests.helpers.coach_program import coach_here, refused, succeeded
from tests.helpers.kept_sessions import PLAIN, keep, recordings
from tests.helpers.plans import answered, plan
from tests.helpers.ratings import rate
from tests.helpers.spoken import TEAM
from tests.helpers.visions import vision_of

TODAY = date.today()
FILE = "plan.json"


def shown(*options: object) -> str:
    return succeeded(coach_here("plan", *options)).stdout


def in_days(count: int) -> str:
    return (TODAY + timedelta(days=count)).isoformat()


def test_a_plan_is_made_shown_changed_and_forgotten() -> None:
    refused(coach_here("plan"), 2, "There is no plan yet.", "coach plan screening --on thursday")
    refused(coach_here("plan", "values"), 2, "There is no plan yet.")
    assert not (recordings() / FILE).exists()
    made = shown("--on", "in 10 days")
    assert ", in 10 days. For it: Screening." in made
    assert "Today: 4 questions, about " in made
    assert made.count("not asked yet") == 4
    assert "a mock interview, 20 minutes" in made
    assert "Begin: coach practice" in made
    assert shown() == made
    both = shown("screening", "values", "--a-day", "2")
    assert "For it: Screening and Values and culture." in both
    assert "Today: 2 questions" in both
    assert "not fit until then. More a day: coach plan --a-day N" in both
    assert "in 3 days" in shown("--on", "in 3 days")
    kept = json.loads((recordings() / FILE).read_text())
    assert kept == {
        "schema_version": 1,
        "day": in_days(3),
        "sets": ["screening", "values"],
        "questions_a_day": 2,
        "begun_on": TODAY.isoformat(),
    }
    refused(coach_here("plan", "--forget", "--on", "friday"), 2, "--forget goes with nothing else.")
    assert "The plan is forgotten." in succeeded(coach_here("plan", "--forget")).stderr
    assert "There is no plan." in succeeded(coach_here("plan", "--forget")).stderr
    assert succeeded(coach_here("plan", "--forget", "--json")).document == {"forgotten": False}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--on", "soon"), "is not a day that I understand"),
        (("--on", in_days(-1)), "is over."),
        (("--on", in_days(400)), "400 days away"),
        (("nothing", "--on", "friday"), 'There is no question set "nothing"'),
        (("screening", "career-vision-de", "--on", "friday"), "they cannot be asked together"),
        (("--on", "friday", "--a-day", "0"), "--a-day"),
        (("--on", "friday", "--ics", "no/such/folder.ics"), "no file that can be written"),
    ],
)
def test_what_cannot_be_planned_is_told(arguments: tuple[str, ...], told: str) -> None:
    refused(coach_here("plan", *arguments), 2, told)


def test_json_has_every_day_with_every_why() -> None:
    rate(answered("salary", days_ago=1), Rating.PARTLY)
    answered("gap")
    plan(3)
    document = succeeded(coach_here("plan", "--json")).document
    assert {name: document[name] for name in document if name not in ("days", "title")} == {
        "day": in_days(3),
        "days_left": 3,
        "state": "ahead",
        "sets": ["screening"],
        "questions_a_day": 4,
        "begun_on": in_days(-27),
        "mock_day": in_days(1),
        "not_reached": 8,
        "reel": True,
        "vision": False,
        "command": "coach practice",
    }
    today, mock, last, day = document["days"]
    assert [each["kind"] for each in document["days"]] == [
        "practice",
        "mock",
        "practice",
        "interview",
    ]
    assert [each["date"] for each in document["days"]] == [in_days(count) for count in range(4)]
    assert [(each["id"], each["done"]) for each in today["questions"][:3]] == [
        ("gap", True),
        ("salary", False),
        ("about-yourself", False),
    ]
    assert today["questions"][1]["why"] == "rated partly yesterday"
    assert not today["done"]
    assert "\n    done\n" in shown()
    assert mock["minutes"] == 20
    assert len(last["questions"]) == 4
    assert (day["questions"], day["minutes"]) == ([], 0)


def test_the_days_go_into_a_calendar(tmp_path: Path) -> None:
    path = tmp_path / "days.ics"
    done = succeeded(coach_here("plan", "--on", "in 3 days", "--ics", path))
    assert f"Written: {path}." in done.stderr
    assert len(Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == 5
    refused(coach_here("plan", "--ics", path), 2, "is there already", "--force", "--ics FILE")
    succeeded(coach_here("plan", "--ics", path, "--force"))
    almost = tmp_path / f"{'x' * 248}.ics"  # too long once it is being written
    refused(coach_here("plan", "--ics", almost), 1, "Cannot write", "coach plan --ics FILE")


def test_far_days_are_counted() -> None:
    far = shown("--on", "in 100 days")
    assert "… and 86 more days until" in far
    assert "… and 1 more day until" in shown("--on", in_days(15))
    assert far.count("\n") < 40


def test_the_day_of_the_mock_and_the_day_itself() -> None:
    plan(2, "screening", "values")
    assert "coach mock screening values --minutes 20" in shown()
    keep([PLAIN], kind=Kind.MOCK)
    held = shown()
    assert "the mock interview is done" in held
    assert "Look back: coach debrief last" in held
    assert "coach mock" not in held
    document = succeeded(coach_here("plan", "--json")).document
    assert document["command"] is None
    assert document["days"][0]["done"]
    plan(0)
    bare = shown()
    assert "Today is the day." in bare
    assert "There is nothing left to prepare." in bare
    rate(answered("salary"), Rating.YES)
    VisionFolder(recordings()).write(vision_of((Section.AMBITION, PLAIN)))
    full = shown()
    assert "coach reel --play" in full
    assert "coach vision play" in full
    assert "Afterwards, tell of it while it is fresh: coach debrief --real" in full
    assert succeeded(coach_here("plan", "--json")).document["state"] == "today"
    (recordings() / "vision" / "vision.json").write_text("{")
    assert "coach vision play" not in shown()


def test_afterwards_it_asks_how_it_was_and_then_it_is_over() -> None:
    plan(-1)
    after = shown()
    assert "Your interview was on" in after
    assert "coach debrief --real" in after
    assert succeeded(coach_here("plan", "--json")).document["state"] == "over"
    over = "The interview of your plan is over. Say when the next interview is."
    refused(coach_here("plan", "values"), 2, over)
    keep([PLAIN], kind=Kind.REAL)
    told = shown()
    assert "You have told of it, so this plan is over." in told
    assert "coach plan SET --on DATE" in told
    document = succeeded(coach_here("plan", "--json")).document
    assert (document["state"], document["command"], document["days"]) == ("told", None, [])
    assert ", in 5 days. For it: Screening" in shown("--on", "in 5 days")
    assert json.loads((recordings() / FILE).read_text())["begun_on"] == TODAY.isoformat()


def test_a_plan_that_cannot_be_read_is_left_alone_until_it_is_forgotten() -> None:
    plan(3)
    path = recordings() / FILE
    whole = json.loads(path.read_text())
    path.write_text(json.dumps(whole | {"schema_version": 9, "more": 1}))
    newer = path.read_text()
    refused(coach_here("plan", "--on", "friday"), 1, "The plan was written by a newer coach")
    assert path.read_text() == newer
    for broken in ("{", json.dumps(whole | {"sets": []}), json.dumps(whole | {"day": "soon"})):
        path.write_text(broken)
        refused(coach_here("plan"), 1, "The plan is damaged: ", "coach plan --forget")
        assert path.read_text() == broken
    succeeded(coach_here("plan", "--forget"))
    assert not path.exists()


def test_a_year_that_was_mistyped_in_the_file_is_told() -> None:
    succeeded(coach_here("plan", "screening", "--on", "friday"))
    path = recordings() / FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"day": "2062-12-04"}))
    refused(coach_here("plan"), 1, "The plan is damaged: ", "coach plan --forget")


def test_what_a_later_coach_keeps_with_a_plan_stays_in_it() -> None:
    plan(3)
    path = recordings() / FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"room": "4.12"}))
    shown("--on", "in 4 days")
    assert json.loads(path.read_text())["room"] == "4.12"


def test_a_set_in_a_file_and_one_that_is_gone(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("Why nursing?\n")
    assert "Why nursing?" in shown(own, "--on", "in 3 days")
    assert json.loads((recordings() / FILE).read_text())["sets"] == [str(own)]
    assert "Why nursing?" in shown()
    own.unlink()
    refused(coach_here("plan"), 2, "The plan cannot be followed.", "coach plan SET")
    refused(coach_here("plan"), 2, "there is no such file.\n", "coach plan SET")  # a sentence
    assert "For it: Values" in shown("values")


def test_an_asked_set_and_an_adverts_set_are_planned_for_by_name() -> None:
    name = asked(1)
    (private_folder(user_question_sets()) / "advert.yaml").write_text(
        "title: An advert\nquestions:\n- Why this ward?\n"
    )
    both = shown(name, "advert", "--on", "in 4 days")
    assert "Why this ward?" in both
    assert "Why did you leave so early?" in both


def test_erasing_everything_forgets_the_plan() -> None:
    plan(3)
    done = succeeded(coach_here("erase", "--all", "--yes", "--json")).document
    assert done["plan_erased"] is True
    assert not (recordings() / FILE).exists()
    plan(3)
    assert "the plan" in succeeded(coach_here("erase", "--all", "--yes")).stderr


@pytest.fixture
def practised(coach: Coach, hire: Hire, spoken: dict[str, Path]) -> object:
    """Practise without a set, answering the first question; what is said about it, and asked."""
    hire(CannedTranscriber([TEAM]))

    def practise(*options: str) -> tuple[str, list[str]]:
        err = coach("practice", "--answers", spoken[TEAM], "--voice", "none", *options)[2]
        session = Library(recordings()).session("last")
        return err, [turn.question.id for turn in session.turns]

    return practise


def test_practice_takes_what_is_due_and_then_what_is_left(practised: object) -> None:
    assert callable(practised)
    rate(answered("salary", days_ago=1), Rating.NO)
    plan(9)
    err, ids = practised()
    assert "By your plan for " in err
    assert ": 4 questions, about " in err
    assert "Why these: coach plan" in err
    assert ids == ["salary", "about-yourself", "strengths", "weaknesses"]
    err, ids = practised("--questions", "2")
    assert ": 3 questions, about " in err
    assert "Now 2 of them." in err
    assert ids == ["about-yourself", "strengths"]
    assert Library(recordings()).session("last").question_set.name == "screening"


@pytest.mark.parametrize("options", [("--theme", "ambition"), ("--only", "ten-years")])
def test_who_says_what_to_ask_is_asked_that(practised: object, options: tuple[str, str]) -> None:
    assert callable(practised)
    plan(9)
    assert "By your plan" not in practised(*options, "--questions", "1")[0]


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (2, "today is the mock interview: coach mock screening --minutes 20. Here is what comes"),
        (0, "Today is the day of your interview: coach plan. Here is what comes next: 4 questions"),
        (-1, "Your interview was yesterday. Tell of it while it is fresh: coach debrief --real"),
    ],
)
def test_on_other_days_practice_says_so_and_goes_on(
    practised: object, away: int, told: str
) -> None:
    assert callable(practised)
    plan(away)
    err, ids = practised("--questions", "1")
    assert told in err
    assert len(ids) == 1


def test_when_today_is_done_the_plan_says_what_can_be_done_then() -> None:
    plan(9, a_day=1)
    assert "Look back" not in shown()
    answered("about-yourself")
    assert "Look back: coach debrief last    What comes next: coach practice" in shown()


def test_when_today_is_done_or_nothing_is_due_the_next_are_asked(practised: object) -> None:
    assert callable(practised)
    plan(9, a_day=1)
    answered("about-yourself")
    err, ids = practised("--questions", "1")
    assert "today is done. Here is what comes next: 1 question." in err
    assert ids == ["strengths"]
    for question in ("why-nursing",):
        (private_folder(user_question_sets()) / "one.txt").write_text("Why nursing?\n")
        rate(answered(question, days_ago=1, set_name="one"), Rating.YES)
    plan(9, "one")
    err, ids = practised("--questions", "1")
    assert "nothing is due today. Here is what comes next: 1 question." in err
    assert ids == ["why-nursing"]


def test_a_plan_that_is_broken_or_long_over_keeps_nobody_from_practising(
    practised: object,
) -> None:
    assert callable(practised)
    plan(3)
    (recordings() / FILE).write_text("{")
    assert "The plan is damaged" in practised("--questions", "1")[0]
    plan(3, "gone")
    assert "The plan cannot be followed." in practised("--questions", "1")[0]
    plan(-20)
    assert "interview" not in practised("--questions", "1")[0]
