"""What follows where words are corrected, or all taken out, after they were copied elsewhere."""

from __future__ import annotations

import json

import pytest

from coach.debrief.keeping import read_debrief
from coach.library.library import Library
from coach.transcription.ports import Stage
from coach.vision.keeping import VisionFolder
from tests.cli.test_career_vision import LEAD, SAID, WANT, build
from tests.helpers.coach_fixture import Coach, coach, speaker
from tests.helpers.kept_sessions import HEDGED, keep, recordings
from tests.helpers.labels import as_transcript
from tests.helpers.reviewing import client, read, send, text_of

__all__ = ["coach", "speaker"]

ALL = {"vision": "yes", "ambition": "yes", "skills": "partly", "achievements": "not asked for"}
LED = "I want to lead a small opera in Leeds."


def correct(session: str, first_word: int, end_word: int, text: str) -> None:
    with Library(recordings()).open_session(session) as opened:
        take = opened.session.turn(1).takes[0]
        opened.correct(1, take, first_word, end_word, text)


class TestVision:
    """`SAID` is "Well." and `LEAD`, whose last words are 7 and 8, and a third sentence."""

    def test_a_corrected_wording_is_offered_and_taken_when_asked_for(self, coach: Coach) -> None:
        session = keep([SAID], question=WANT)
        build(coach)
        assert json.loads(coach("vision", "--json")[1])["corrected"] == []
        correct(session, 7, 9, "opera in Leeds.")
        _, out, _ = coach("vision")
        assert f'"{LEAD}"' in out  # nothing changes by itself
        assert f'You corrected it: "{LED}"' in out
        assert "coach vision reword 1" in out
        assert f"You corrected it: “{LED}”" in text_of(read(client(), "/vision"))
        code, out, _ = coach("vision", "reword", 1, "--json")
        assert (code, json.loads(out)) == (0, {"version": 2, "reworded": 1, "text": LED})
        assert "You corrected it" not in coach("vision")[1]
        assert LED in (recordings() / "vision" / "vision.md").read_text()
        newest = json.loads(coach("vision", "history", "--json")[1])[-1]
        assert (newest["came"], newest["went"]) == ([LED], [LEAD])

    def test_the_sentence_is_not_offered_as_a_new_one(self, coach: Coach) -> None:
        session = keep([SAID], question=WANT)
        build(coach)
        correct(session, 7, 9, "opera in Leeds.")
        assert f"   1  {LED}" not in build(coach, "\n")

    def test_corrections_beside_the_line_or_before_it_offer_nothing(self, coach: Coach) -> None:
        session = keep([SAID], question=WANT)
        correct(session, 7, 9, "opera in Leeds.")
        build(coach)
        correct(session, 0, 1, "Well, well.")
        correct(session, 15, 16, "York")
        assert json.loads(coach("vision", "--json")[1])["corrected"] == []
        code, _, err = coach("vision", "reword", 1)
        assert (code, "coach vision show" in err) == (2, True)

    def test_a_transcript_that_adds_the_fillers_changes_no_wording(self, coach: Coach) -> None:
        session = keep([SAID], question=WANT, verbatim=False)
        build(coach)
        with Library(recordings()).open_session(session) as opened:
            take = opened.session.turn(1).takes[0]
            heard = as_transcript(SAID)
            words = list(heard.words)
            um = words[3].model_copy(update={"text": "um,", "end_s": words[3].start_s})
            words.insert(3, um)
            segment = heard.segments[0].model_copy(update={"end_word": len(words)})
            changes = {"words": tuple(words), "segments": (segment,), "stage": Stage.VERBATIM}
            opened.add_transcript(1, take, heard.model_copy(update=changes))
        assert json.loads(coach("vision", "--json")[1])["corrected"] == []
        correct(session, 8, 10, "opera in Leeds.")
        (offer,) = json.loads(coach("vision", "--json")[1])["corrected"]
        assert offer == {"line": 1, "text": LED}

    def test_a_better_transcript_is_no_correction(self, coach: Coach) -> None:
        session = keep([SAID], question=WANT, verbatim=False)
        build(coach)
        correct(session, 15, 16, "York")
        with Library(recordings()).open_session(session) as opened:
            better = as_transcript(SAID.replace("lead", "feed"))
            better = better.model_copy(update={"stage": Stage.FULL})
            opened.add_transcript(1, opened.session.take(1, 1), better)
        assert json.loads(coach("vision", "--json")[1])["corrected"] == []
        correct(session, 7, 9, "opera in Leeds.")
        (offer,) = json.loads(coach("vision", "--json")[1])["corrected"]
        assert offer["text"] == LED.replace("lead", "feed")

    @pytest.mark.parametrize("how", ["erased", "damaged"])
    def test_without_the_session_the_line_stays_as_it_is(self, coach: Coach, how: str) -> None:
        session = keep([SAID], question=WANT)
        build(coach)
        correct(session, 7, 9, "opera in Leeds.")
        if how == "erased":
            coach("erase", session, "--yes")
        else:
            (recordings() / session / "session.json").write_text("{")
        assert json.loads(coach("vision", "--json")[1])["corrected"] == []
        assert VisionFolder(recordings()).read().lines[0].text == LEAD


def test_a_debrief_quotes_the_words_as_they_read_now() -> None:
    session = keep([HEDGED])
    browser = client()
    send(browser, f"/session/{session}/1/1/rating", **ALL, finish="1")
    assert "maybe" in read_debrief(recordings() / session).rated[0].gaps[0].quote
    fields = {"was": HEDGED, "line": HEDGED.replace("maybe lead", "lead")}
    send(browser, f"/session/{session}/1/1/correct", **fields)
    told = (recordings() / session / "debrief.md").read_text()
    assert "I want to lead" in told
    assert "maybe" not in told
    shown = text_of(read(browser, f"/session/{session}/debrief?question=1"))
    assert "maybe" not in shown


def test_all_words_taken_out_is_said_everywhere_with_the_way_back(coach: Coach) -> None:
    session = keep([HEDGED])
    send(client(), f"/session/{session}/1/1/rating", **ALL, finish="1")
    correct(session, 0, len(HEDGED.split()), "")
    _, out, _ = coach("show")
    assert "You took all of its words out." in out
    assert f"coach show {session} --original" in out
    assert "Correct the text" in out
    assert "lead" in coach("show", "--original")[1]
    assert (
        "You took all of its words out." in (recordings() / session / "transcript.md").read_text()
    )
    assert "You took all of its words out." in coach("delivery")[1]
    for path in (f"/session/{session}", f"/session/{session}/debrief?question=1"):
        page = text_of(read(client(), path))
        assert "You took all of its words out." in page
        assert "No speech heard" not in page
    assert "Put the words back" in read(client(), f"/session/{session}")
    page = read(client(), f"/session/{session}/1/1/correct")
    assert "Take all corrections back" in page
    send(client(), f"/session/{session}/1/1/correct", take_back="1")
    assert "lead a small team," in coach("show")[1]


def test_where_there_was_no_speech_it_still_says_so(coach: Coach) -> None:
    session = keep([""])
    assert "No speech heard." in coach("show")[1]
    assert "No speech heard." in (recordings() / session / "transcript.md").read_text()
    assert "No speech heard." in text_of(read(client(), f"/session/{session}"))
