"""Advice in `coach delivery`, `show` and `export`: in this process, on kept answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.library.library import Library
from coach.library.reading import read_session
from coach.library.records import AskedQuestion, Kind
from tests.helpers.archive_story import ALL_OURS, MINE, STORY
from tests.helpers.coach_fixture import Coach
from tests.helpers.kept_sessions import HEDGED, keep, recordings

CHANGE = "Next time: It was “we” 4 times. Say which part was yours: “"
GONE = "Gone this time: only “we”."


@pytest.fixture
def two_takes() -> str:
    return keep([ALL_OURS, MINE], question=STORY)


def test_what_to_keep_and_to_change_is_said_in_two_lines(coach: Coach, two_takes: str) -> None:
    first = coach("delivery", two_takes, 1, "--take", 1)[1]
    assert CHANGE in " ".join(first.split())
    assert first.count("Next time") == 1
    assert GONE in coach("delivery", two_takes)[1]


def test_programs_get_it_with_its_place(coach: Coach, two_takes: str) -> None:
    (take,) = json.loads(coach("delivery", two_takes, 1, "--take", 1, "--json")[1])["takes"]
    assert set(take["advice"]) == {"keep", "change"}
    change = take["advice"]["change"]
    assert set(change) == {"finding", "text", "quote", "start_s"}
    assert change["finding"] == "no_own_part"
    assert change["quote"] in ALL_OURS
    assert take["advice_before"] is None
    (after,) = json.loads(coach("delivery", two_takes, "--json")[1])["takes"]
    assert after["advice"]["change"] is None
    assert after["advice"]["keep"]["finding"] == "result_with_number"
    assert after["advice_before"] == {"finding": "no_own_part", "gone": True}


def test_show_has_it_below_each_take(coach: Coach, two_takes: str) -> None:
    out = " ".join(coach("show", two_takes)[1].split())
    assert out.index("take 1") < out.index(CHANGE) < out.index(GONE)
    (turn,) = json.loads(coach("show", two_takes, 1, "--json")[1])["turns"]
    findings = [
        take["advice"]["change"] and take["advice"]["change"]["finding"] for take in turn["takes"]
    ]
    assert findings == ["no_own_part", None]


@pytest.mark.parametrize("kind", ["md", "html", "json"])
def test_it_is_taken_along(
    coach: Coach, two_takes: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert coach("export", two_takes, "--format", kind)[0] == 0
    (path,) = tmp_path.glob(f"*.{kind}")
    assert "Say which part was yours" in path.read_text(encoding="utf-8")


def test_what_was_said_for_the_vision_gets_none(coach: Coach) -> None:
    session = keep([ALL_OURS], question=STORY, kind=Kind.VISION)
    (take,) = json.loads(coach("delivery", session, "--json")[1])["takes"]
    assert take["advice"] == {"keep": None, "change": None}


def test_what_somebody_else_said_gets_none(coach: Coach) -> None:
    session = keep([ALL_OURS], question=STORY, kind=Kind.IMPORT)
    with Library(recordings()).open_session(session) as opened:
        opened.mark_not_mine(not_mine=True)
    assert read_session(recordings() / session).not_mine
    assert "Next time" not in coach("show", session)[1]


def test_a_take_that_cannot_be_read_gets_none_and_the_others_theirs(
    coach: Coach, two_takes: str
) -> None:
    folder = recordings() / two_takes
    for name in read_session(folder).turn(1).take(1).transcripts:
        (folder / name).write_text("{")
    out = coach("show", two_takes)[1]
    assert CHANGE not in out
    assert "Keep: You told what came of it, with a number" in out


def test_a_take_that_is_not_written_down_gets_none(coach: Coach, two_takes: str) -> None:
    path = recordings() / two_takes / "session.json"
    document = json.loads(path.read_text())
    document["turns"][0]["takes"][0]["transcripts"] = []
    path.write_text(json.dumps(document))
    out = coach("show", two_takes)[1]
    assert "Not written down yet" in out
    assert "Next time" not in out


def test_a_question_that_asks_for_no_story_has_no_parts_of_one(coach: Coach) -> None:
    able = "I think I could possibly be quite good at it, and I had to learn it when I was there."
    session = keep([able], question=AskedQuestion(id="good", text="What are you good at?"))
    assert "sounds like" not in coach("delivery", session)[1]
    assert "sounds like" in coach("delivery", keep([MINE + " " + HEDGED], question=STORY))[1]


def test_a_result_that_may_be_none_is_told_as_perhaps_one(coach: Coach) -> None:
    told = (
        "Maria was back from her leave, and the whole system was another one. I showed it to her "
        "over lunch for two weeks, and I didn't tell anyone about it. {} Which is fine by me."
    )
    unsure = keep([told.format("And she got promoted before me.")], question=STORY)
    out = " ".join(coach("delivery", unsure)[1].split())
    assert "sounds like action, perhaps result" in out
    assert 'perhaps result "And she got promoted before me."' in out
    sure = keep([told.format("In the end she could do all of it alone.")], question=STORY)
    out = " ".join(coach("delivery", sure)[1].split())
    assert "sounds like action, result" in out
    assert 'result "In the end she could do all of it alone."' in out
