"""`coach debrief` through a pipe, in this process: the terminal's keys are tried end to end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from coach.audio.facts import SoundFacts
from coach.audio.recorder import EndedBy
from coach.audio.wav import GrowingWav
from coach.debrief.keeping import read_debrief
from coach.library.follow_ups import AskedFollowUp, FollowUpReason
from coach.library.library import Library
from coach.library.records import Kind
from coach.testing import RecordingSpeaker
from tests.helpers.coach_fixture import Coach
from tests.helpers.coach_program import coach as program
from tests.helpers.kept_sessions import (
    HEDGED,
    PLAIN,
    SET,
    TEAM,
    WHY,
    keep,
    keep_take,
    recordings,
)
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.sound_card import no_sound_card

RATED = "yes\ny\np\n-\nSay it plainly.\n"


def test_a_question_number_that_there_is_not_leaves_the_ratings(coach: Coach) -> None:
    session = keep([HEDGED])
    coach("debrief", typed="yes\n")
    code, out, err = coach("debrief", "last", 0, typed="no\n")
    assert (code, out) == (2, "")
    assert f"{session} has no question 0; it has 1." in err
    (rated,) = read_debrief(recordings() / session).rated
    assert list(rated.ratings.values()) == ["yes"]


def test_replay_goes_on_behind_an_answer_that_was_ended_at_once(
    coach: Coach, speaker: RecordingSpeaker
) -> None:
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM, WHY]) as opened:
        take, path = opened.begin_take(1)
        with GrowingWav(path):
            pass
        nothing = SoundFacts(duration_s=0.0, speech=(), levels_db=(), pitches_hz=())
        opened.end_take(1, take, ended_by=EndedBy.PERSON, facts=nothing)
        said = as_transcript(PLAIN)
        keep_take(opened, said, facts_for(said), 2)
    code, out, err = coach("replay")
    assert (code, err) == (0, "")
    assert out.startswith("1. Tell me about a team.  (0:00)\n2. Why us?")
    assert len(speaker.played) == 2


def test_a_session_is_heard_rated_and_then_read(coach: Coach, speaker: RecordingSpeaker) -> None:
    session = keep([HEDGED])
    code, out, _ = coach("debrief", typed=RATED + "\n")
    assert code == 0
    assert len(speaker.played) == 1
    assert HEDGED in " ".join(out.split())
    assert "2 hedges" in out
    assert "By ear: ambition and desire, yes." in out
    assert "debrief.md" in out
    (rated,) = read_debrief(recordings() / session).rated
    assert rated.complete


def test_what_is_left_is_gone_on_with(coach: Coach) -> None:
    session = keep([HEDGED])
    code, out, err = coach("debrief", typed="yes\n")
    assert (code, HEDGED in out) == (0, False)
    assert f"coach debrief {session}" in err
    code, out, _ = coach("debrief", typed="y\np\n-\n\nnext\n")
    assert (code, HEDGED in " ".join(out.split())) == (0, True)


def test_what_means_nothing_is_asked_again(coach: Coach) -> None:
    session = keep([HEDGED])
    coach("debrief", typed="perhaps\n7\nyes\n")
    (rated,) = read_debrief(recordings() / session).rated
    assert list(rated.ratings.values()) == ["yes"]


def test_the_newest_take_is_the_one_that_is_rated(coach: Coach) -> None:
    session = keep([HEDGED, PLAIN])
    coach("debrief", typed=RATED + "q\n")
    assert [each.take for each in read_debrief(recordings() / session).rated] == [2]


def test_once_all_is_rated_it_says_how_to_begin_again(coach: Coach) -> None:
    session = keep([HEDGED])
    coach("debrief", typed=RATED + "\n")
    code, out, err = coach("debrief")
    assert (code, out) == (0, "")
    assert f"coach debrief {session} 1" in err
    coach("debrief", "last", "1", typed="n\nn\nn\nn\n\n\n")
    (rated,) = read_debrief(recordings() / session).rated
    assert set(rated.ratings.values()) == {"no"}


def test_json_tells_what_was_rated(coach: Coach) -> None:
    session = keep([HEDGED])
    assert json.loads(coach("debrief", "--json")[1])["rated"] == []
    coach("debrief", typed=RATED)
    document = json.loads(coach("debrief", "--json")[1])
    assert document["session"] == session
    (rated,) = document["rated"]
    assert rated["ratings"]["ambition and desire"] == "yes"
    assert rated["note"] == "Say it plainly."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nothing"], "There is no session"), (["last", "3"], "no question 3")],
)
def test_what_is_not_there_is_refused(coach: Coach, arguments: list[str], said: str) -> None:
    keep([HEDGED])
    code, out, err = coach("debrief", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_what_cannot_be_answered_once_more_ends_nothing(tmp_path: Path) -> None:
    keep([HEDGED])
    done = program("debrief", env=no_sound_card(tmp_path), typed=f"{RATED}retake\n")
    assert done.returncode == 0
    assert "next (finish) / play / retake / stop" in done.stderr.split("coach devices")[1]


def test_a_damaged_recording_is_named(coach: Coach) -> None:
    session = keep([HEDGED])
    next((recordings() / session).glob("01-*/take-1.flac")).write_bytes(b"")
    code, _, err = coach("debrief", typed=RATED)
    assert code == 1
    assert "take-1.flac is empty: it has not a single byte." in err
    assert "No answer could be played.\nIf it is in a cloud folder, download it." in err


def test_a_damaged_recording_does_not_stop_the_others(coach: Coach) -> None:
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM, WHY]) as opened:
        for number in (1, 2):
            transcript = as_transcript(HEDGED)
            keep_take(opened, transcript, facts_for(transcript), number)
    next(opened.folder.glob("01-*/take-1.flac")).write_bytes(b"")
    code, out, err = coach("debrief", typed=RATED + "\n")
    assert (code, HEDGED in " ".join(out.split())) == (0, True)
    assert f"Answer 1 cannot be played. {opened.session.id} is damaged" in err
    assert "All that can be played is rated." in out


def test_a_damaged_answer_to_a_follow_up_hides_no_answer_that_was_rated(coach: Coach) -> None:
    asked = AskedFollowUp(number=1, text="How so?", reason=FollowUpReason.SHORT, after=1)
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
        turn = opened.session.turn(1)
        opened.save_turn(turn.model_copy(update={"follow_ups": (asked,)}))
        transcript = as_transcript(HEDGED)
        keep_take(opened, transcript, facts_for(transcript))
        take = keep_take(opened, transcript, facts_for(transcript))
        opened.save_take(1, take.model_copy(update={"follow_up": 1}))
    next(opened.folder.glob("01-*/take-2.flac")).write_bytes(b"")
    code, out, err = coach("debrief", typed=RATED + "\n")
    assert (code, "No answer could be played" in err) == (0, False)
    assert "Answer 1 cannot be played." in err
    assert "All that can be played is rated." in out


def test_a_damaged_debrief_is_named_and_left_alone(coach: Coach) -> None:
    session = keep([HEDGED])
    (recordings() / session / "debrief.json").write_text("{")
    code, _, err = coach("debrief", typed=RATED)
    assert code == 1
    assert "debrief.json" in err
    assert (recordings() / session / "debrief.json").read_text() == "{"


def test_ratings_are_told_over_time(coach: Coach) -> None:
    keep([HEDGED])
    coach("debrief", typed=RATED)
    out = coach("progress")[1]
    assert "By ear, 1 rated" in out
    assert re.search(r"^  skills +partly 1", out, re.MULTILINE)
    assert "ear and figures apart in 1 answer\n" in out
    (rated,) = json.loads(coach("progress", "--json")[1])["ratings"]
    assert (rated["question_id"], rated["ratings"]["skills"]) == ("team", "partly")
    assert rated["gaps"][0]["aspect"] == "ambition and desire"
