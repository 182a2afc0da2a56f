"""`coach vision apart`, and the same question after an answer in `coach debrief`."""

from __future__ import annotations

import json

import pytest

from coach.library.library import Library
from coach.testing import RecordingSpeaker
from coach.vision.building import each_candidate, pick
from coach.vision.contradictions import QUESTION
from coach.vision.records import Section
from tests.helpers.coach_fixture import Coach
from tests.helpers.kept_sessions import keep, recordings
from tests.vision.test_contradictions import HANDS_ON, LEAD, WANT

RATED = "yes\ny\np\n-\n\n"


@pytest.fixture
def later() -> str:
    """The session in which the person said otherwise than the vision, of which it is the id."""
    library = Library(recordings())
    keep([LEAD], question=WANT, days_ago=10)
    pick(library, Section.AMBITION, next(each_candidate(library, Section.AMBITION)))
    return keep([f"Well, yes. {HANDS_ON}"], question=WANT, days_ago=2)


def test_without_a_vision_it_says_how_to_begin(coach: Coach) -> None:
    code, out, err = coach("vision", "apart")
    assert (code, out, err) == (2, "", "There is no vision yet.\ncoach vision build\n")


def test_nothing_is_said_to_be_nothing(coach: Coach) -> None:
    library = Library(recordings())
    keep([LEAD], question=WANT)
    pick(library, Section.AMBITION, next(each_candidate(library, Section.AMBITION)))
    code, out, err = coach("vision", "apart")
    assert (code, out) == (0, "")
    assert "No sentence was found" in err
    assert json.loads(coach("vision", "apart", "--json")[1]) == []


def test_both_are_shown_heard_and_asked_about(
    coach: Coach, later: str, speaker: RecordingSpeaker
) -> None:
    code, out, err = coach("vision", "apart", typed="p\n\nBoth, by turns.\n")
    assert code == 0
    assert f'"{LEAD}"' in out
    assert f'"{HANDS_ON}"' in out
    assert "Leading others, or doing the work yourself" in out
    assert QUESTION in err
    lengths = [clip.duration_s for clip in speaker.played]
    assert lengths == pytest.approx([7 * 0.3 + 0.15, 9 * 0.3 + 0.3], abs=0.01)


def test_what_cannot_be_heard_is_asked_about_all_the_same(
    coach: Coach, later: str, speaker: RecordingSpeaker
) -> None:
    (recordings() / "vision" / "clips" / "line-1.flac").unlink()
    next((recordings() / later).glob("*/take-1.flac")).write_bytes(b"")
    code, out, _ = coach("vision", "apart", typed="p\n\nBoth, by turns.\n")
    assert (code, speaker.played) == (0, [])
    assert "The vision is damaged" in out
    assert f"{later} is damaged" in out
    (apart,) = json.loads(coach("vision", "apart", "--json")[1])
    assert apart["answer"] == "Both, by turns."


def test_what_was_typed_is_kept_and_not_asked_again(coach: Coach, later: str) -> None:
    coach("vision", "apart", typed="next\nBoth, by turns.\n")
    (apart,) = json.loads(coach("vision", "apart", "--json")[1])
    assert apart["answer"] == "Both, by turns."
    assert (apart["said"]["session"], apart["said"]["text"]) == (later, HANDS_ON)
    _, out, err = coach("vision", "apart")
    assert "Both, by turns." in out
    assert QUESTION not in err


@pytest.mark.parametrize("typed", ["", "p\n", "next\n", "next\n\n", "q\n"])
def test_without_an_answer_it_is_asked_again(coach: Coach, later: str, typed: str) -> None:
    assert coach("vision", "apart", typed=typed)[0] == 0
    (apart,) = json.loads(coach("vision", "apart", "--json")[1])
    assert apart["answer"] is None


def test_erasing_the_session_takes_the_thought_with_it(coach: Coach, later: str) -> None:
    coach("vision", "apart", typed="next\nBoth, by turns.\n")
    assert coach("erase", later, "--yes")[0] == 0
    kept = [path for path in recordings().rglob("*") if path.is_file()]
    assert not [path for path in kept if b"by turns" in path.read_bytes()]
    assert json.loads(coach("vision", "apart", "--json")[1]) == []


def test_a_damaged_thought_is_named_and_left_alone(coach: Coach, later: str) -> None:
    path = recordings() / "vision" / "reconsidered.json"
    path.write_text("{")
    code, _, err = coach("vision", "apart")
    assert (code, "reconsidered.json" in err) == (1, True)
    assert path.read_text() == "{"


def test_the_debrief_asks_it_too(coach: Coach, later: str, speaker: RecordingSpeaker) -> None:
    code, out, _ = coach("debrief", later, typed=f"{RATED}p\n\nHands-on.\nnext\n")
    assert code == 0
    assert f'Your vision says "{LEAD}"' in out
    assert len(speaker.played) == 3
    (apart,) = json.loads(coach("vision", "apart", "--json")[1])
    assert apart["answer"] == "Hands-on."


def test_stopping_there_stops_the_debrief_and_keeps_the_ratings(coach: Coach, later: str) -> None:
    code, _, err = coach("debrief", later, typed=RATED)
    assert (code, f"coach debrief {later}" in err) == (0, True)
    assert json.loads(coach("debrief", later, "--json")[1])["rated"][0]["note"] == ""
