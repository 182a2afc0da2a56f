"""`coach delivery`, `progress` and `compare`: in this process, with a canned Whisper."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from datetime import date

import pytest

from coach.errors import EngineMissing
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.paths import config_file
from coach.testing import CannedTranscriber, RecordingSpeaker
from coach.transcription.ports import Stage
from tests.helpers import coach_program
from tests.helpers.coach_fixture import Coach, Hire
from tests.helpers.kept_sessions import (
    HEDGED,
    PLAIN,
    SET,
    TEAM,
    WHY,
    keep,
    keep_followed_up,
    keep_take,
    recordings,
)
from tests.helpers.labels import as_transcript, facts_for


@pytest.fixture(autouse=True)
def whisper(hire: Hire) -> CannedTranscriber:
    transcriber = CannedTranscriber([f"Um, {HEDGED}"])
    hire(transcriber)
    return transcriber


def test_a_take_is_only_named_where_an_answer_is_marked(coach: Coach) -> None:
    keep([HEDGED])
    code, out, err = coach("progress", "--take", 1)
    assert (code, out) == (2, "")
    assert "coach progress --leave-out SESSION QUESTION --take 1" in err


class TestDelivery:
    def test_what_has_all_moments_is_a_command(self, coach: Coach) -> None:
        keep([" ".join(f"I called Anna in Leeds on the {n}th of May." for n in range(4, 20))])
        assert "more (coach delivery --json has all)" in coach("delivery")[1]

    def test_figures_and_the_words_they_come_from(self, coach: Coach) -> None:
        keep([HEDGED])
        code, out, err = coach("delivery")
        assert code == 0
        assert "1. Tell me about a team." in out
        assert "0:06 of 1:00, thought 1.5 s" in out
        assert "2 hedges, 2 where you say what you want" in out
        assert '"I want to maybe lead a small"' in out
        assert "--play N" in err

    def test_where_the_usual_pace_was_read_is_said_once(self, coach: Coach) -> None:
        said = as_transcript(f"{PLAIN} {PLAIN} {PLAIN}")
        fast = said.model_copy(
            update={
                "words": tuple(
                    word.model_copy(update={"start_s": word.start_s / 2, "end_s": word.end_s / 2})
                    for word in said.words
                )
            }
        )
        with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM, WHY]) as opened:
            for question in (1, 2):
                keep_take(opened, fast, facts_for(fast), question)
        out = coach("delivery", "last")[1]
        assert out.count("in all (most speakers: 125-210)") == 2
        assert "British English" not in out
        out = coach("delivery", "last", "--sources")[1]
        assert out.count("Most speakers: British English, lectures") == 1
        keep([HEDGED])
        out = coach("delivery", "last")[1]
        assert "in all (most speakers: 125-210)" in out
        assert "British English" not in out

    def test_what_is_unsure_is_said(self, coach: Coach, whisper: CannedTranscriber) -> None:
        keep(["Yes, maybe."])
        out = coach("delivery")[1]
        assert "unsure: " in out
        assert "pace" in out.split("unsure: ")[1]
        assert "words a minute" not in out

    def test_json_has_everything_and_numbers_what_can_be_played(self, coach: Coach) -> None:
        session = keep([HEDGED])
        document = json.loads(coach("delivery", "last", "--json")[1])
        assert document["session"] == session
        (take,) = document["takes"]
        findings = {each["what"]: each for each in take["findings"]}
        hedges = findings["hedges"]
        assert (hedges["how_many"], hedges["certainty"]) == (2, "sure")
        assert {"quote", "start_s", "end_s", "rule"} <= set(hedges)
        moments = [moment for each in take["findings"] for moment in each["moments"]]
        assert [moment["number"] for moment in moments] == list(range(1, len(moments) + 1))
        assert findings["pace_with_pauses"]["band"]["source"]

    def test_an_answer_to_a_follow_up_has_figures_of_its_own(self, coach: Coach) -> None:
        keep_followed_up()
        for arguments in ((), ("last", "1")):
            out = coach("delivery", *arguments)[1]
            assert "1. Tell me about a team. (take 1)\n" in out
            assert "1. Follow-up: How so? (that was short) (take 2)\n" in out
        takes = json.loads(coach("delivery", "--json")[1])["takes"]
        assert [each["follow_up"] for each in takes] == [None, 1]
        assert "Follow-up" not in coach("delivery", "last", "1", "--take", "1")[1]

    def test_a_moment_is_played(self, coach: Coach, speaker: RecordingSpeaker) -> None:
        keep([HEDGED])
        (_, moment) = next(
            (each["what"], moment)
            for each in json.loads(coach("delivery", "--json")[1])["takes"][0]["findings"]
            for moment in each["moments"]
            if each["what"] == "hedges"
        )
        code, out, _ = coach("delivery", "--play", moment["number"], "--json")
        assert code == 0
        played = json.loads(out)
        assert played["text"] == moment["quote"]
        assert played["start_s"] == pytest.approx(max(0.0, moment["start_s"] - 0.2))
        assert speaker.played[-1].duration_s == pytest.approx(
            played["end_s"] - played["start_s"], abs=0.01
        )

    def test_fillers_are_listened_for_once(self, coach: Coach, whisper: CannedTranscriber) -> None:
        keep([HEDGED], verbatim=False)
        out = coach("delivery")[1]
        assert "1 filler" in out
        assert [bool(prompt) for prompt in whisper.prompts] == [True]
        assert coach("delivery")[1] == out
        assert len(whisper.prompts) == 1
        assert "Um, I want to maybe lead" in coach("show")[1]

    def test_without_an_engine_the_other_figures_are_there(self, coach: Coach, hire: Hire) -> None:
        keep([HEDGED], verbatim=False)
        hire(EngineMissing("There is no Whisper.", "coach doctor"))
        code, out, err = coach("delivery")
        assert code == 0
        assert "Fillers cannot be counted now. There is no Whisper." in err
        assert "2 hedges" in out
        assert "fillers (nobody has listened for them yet)" in out

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["last", "2"], "no question 2"),
            (["last", "1", "--take", "3"], "no take 3"),
            (["last", "--take", "1"], "--take needs a question"),
            (["last", "--play", "99"], "There is no moment 99"),
            (["nothing"], "There is no session"),
        ],
    )
    def test_what_is_not_there_is_refused(
        self, coach: Coach, arguments: list[str], said: str
    ) -> None:
        keep([HEDGED])
        code, out, err = coach("delivery", *arguments)
        assert (code, out) == (2, "")
        assert said in err

    def test_a_damaged_take_is_named(self, coach: Coach) -> None:
        session = keep([HEDGED])
        next((recordings() / session).glob("01-*/*.sound.json")).write_text("{")
        code, _, err = coach("delivery")
        assert code == 1
        assert "is damaged" in err

    @pytest.mark.parametrize("damaged", ["take-1.transcript-1.json", "take-1.sound.json"])
    def test_a_damaged_take_hides_the_figures_of_no_other(
        self, coach: Coach, whisper: CannedTranscriber, damaged: str
    ) -> None:
        with Library(recordings()).new_session(Kind.PRACTICE, SET, [WHY, TEAM]) as opened:
            for number in (1, 2):
                transcript = as_transcript(HEDGED).model_copy(update={"stage": Stage.FULL})
                keep_take(opened, transcript, facts_for(transcript), number)
        session = opened.session.id
        next(opened.folder.glob(f"01-*/{damaged}")).write_text("{")
        code, out, err = coach("delivery")
        assert (code, "Why us?" in out) == (0, False)
        assert "2. Tell me about a team." in out
        assert "1 filler" in out  # the other was listened to
        assert len(whisper.prompts) == 1
        assert f"1. cannot be read. {session} is damaged: {damaged}" in err
        assert f"coach transcribe {session}" in err
        (take,) = json.loads(coach("delivery", "--json")[1])["takes"]
        assert take["question"] == 2
        assert coach("delivery", "last", "1")[0] == 1


class TestProgress:
    def test_nothing_yet(self, coach: Coach) -> None:
        code, out, err = coach("progress")
        assert (code, out) == (0, "")
        assert "coach practice" in err
        assert json.loads(coach("progress", "--json")[1]) == {
            "takes": [],
            "questions": [],
            "weeks": {},
            "left_out": [],
            "ratings": [],
            "advice_taken": [],
            "recognised": [],
            "practice_days": [],
        }

    def test_first_and_newest_by_question(self, coach: Coach) -> None:
        keep([HEDGED], days_ago=3)
        keep([PLAIN])
        out = coach("progress")[1]
        assert "2 answers on 2 days" in out
        assert "words a minute, with pauses, most speakers 125 to 210\n" in out
        assert "Tell me about a team. (team, 2 takes)" in out
        assert re.search(r"^    hedges +2 +0$", out, re.MULTILINE)
        document = json.loads(coach("progress", "--json")[1])
        assert len(document["practice_days"]) == 2
        (question,) = document["questions"]
        assert (question["first"]["hedges"], question["newest"]["hedges"]) == (2, 0)

    def test_a_week_has_a_median_where_it_has_enough_answers(self, coach: Coach) -> None:
        keep([HEDGED, PLAIN, HEDGED], days_ago=14)
        assert json.loads(coach("progress", "--json")[1])["weeks"] == {}
        keep([HEDGED, PLAIN, HEDGED, HEDGED, PLAIN])
        (week,) = json.loads(coach("progress", "--json")[1])["weeks"]["hedges"]
        assert (week["answers"], week["median"]) == (5, 2)
        monday = date.fromisoformat(week["monday"])
        assert f"median of the week from {monday.day} {monday:%b}: 2\n" in coach("progress")[1]

    def test_different_questions_are_not_compared(self, coach: Coach) -> None:
        keep([HEDGED])
        keep([PLAIN], question=WHY)
        keep([PLAIN], question=WHY.model_copy(update={"text": "Why you?"}))
        for _ in range(2):
            keep([PLAIN], question=WHY, kind=Kind.DRILL)
        assert "Then and now" not in coach("progress")[1]

    def test_an_answer_is_left_out_and_counted_again(self, coach: Coach) -> None:
        session = keep([HEDGED, PLAIN, PLAIN])
        code, out, err = coach("progress", "--leave-out", session, 1, "--take", 1)
        assert (code, "2 answers on 1 day" in out) == (0, True)
        again = f"coach progress --count {session} 1 --take 1"
        assert f"1 answer is left out. Count the last again: {again}" in err
        document = json.loads(coach("progress", "--json")[1])
        assert [take["take"] for take in document["takes"]] == [2, 3]
        assert [take["take"] for take in document["left_out"]] == [1]
        coach("progress", "--leave-out", session, 1)
        assert [t["take"] for t in json.loads(coach("progress", "--json")[1])["takes"]] == [2]
        assert coach("compare", "team")[1].count("One take") == 1
        for take in (2, 1, 3):
            mark = "--leave-out" if take == 2 else "--count"
            code, _, err = coach("progress", mark, session, 1, "--take", take)
        assert len(json.loads(coach("progress", "--json")[1])["takes"]) == 2
        assert coach("progress", "--leave-out", session, 7)[0] == 2

    def test_with_everything_left_out_it_says_so(self, coach: Coach) -> None:
        session = keep([HEDGED])
        code, out, err = coach("progress", "--leave-out", session, 1)
        assert (code, out) == (0, "")
        assert "nothing to compare yet" in err
        assert "1 answer is left out" in err

    def test_demos_never_count(self, coach: Coach) -> None:
        keep([HEDGED], kind=Kind.DEMO)
        assert json.loads(coach("progress", "--json")[1])["takes"] == []

    def test_csv_has_a_row_for_each_take(self, coach: Coach) -> None:
        keep([HEDGED, PLAIN])
        rows = list(csv.DictReader(io.StringIO(coach("progress", "--csv")[1])))
        assert [row["hedges"] for row in rows] == ["2.0", "0.0"]
        assert {row["question_id"] for row in rows} == {"team"}

    def test_of_one_question_alone(self, coach: Coach) -> None:
        keep([HEDGED])
        keep([PLAIN], question=WHY)
        takes = json.loads(coach("progress", "why", "--json")[1])["takes"]
        assert [take["question_id"] for take in takes] == ["why"]
        code, _, err = coach("progress", "who")
        assert (code, "There are: team, why." in err) == (2, True)

    def test_what_was_worked_out_is_kept_until_something_changes(self, coach: Coach) -> None:
        first = keep([HEDGED])
        before = coach("progress", "--json")[1]
        transcript = next((recordings() / first).glob("01-*/*.transcript-1.json"))
        words = transcript.read_text()
        transcript.write_text("{")  # nobody reads it again
        assert coach("progress", "--json")[1] == before
        transcript.write_text(words)
        with Library(recordings()).open_session(first) as opened:
            take = opened.session.turn(1).takes[0]
            opened.add_transcript(1, take, as_transcript(PLAIN))
        (take,) = json.loads(coach("progress", "--json")[1])["takes"]
        assert take["figures"]["hedges"] == 0

    @pytest.mark.parametrize("content", [b"", b"no database", None])
    def test_a_damaged_index_is_made_anew(self, coach: Coach, content: bytes | None) -> None:
        keep([HEDGED])
        before = coach("progress", "--json")[1]
        index = recordings() / ".library.sqlite3"
        assert index.is_file()
        if content is None:
            index.unlink()
        else:
            index.write_bytes(content)
        assert coach("progress", "--json")[1] == before
        assert index.read_bytes()[:6] == b"SQLite"

    @pytest.mark.parametrize(("was", "becomes"), [(b"_mine", b"_time"), (b'"hedges"', b'"hedged"')])
    def test_what_was_changed_in_it_is_not_believed(
        self, coach: Coach, was: bytes, becomes: bytes
    ) -> None:
        keep([HEDGED])
        before = coach("progress", "--json")[1]
        index = recordings() / ".library.sqlite3"
        content = index.read_bytes()
        assert was in content
        index.write_bytes(content.replace(was, becomes))
        assert coach("progress", "--json")[1] == before

    def test_a_charted_figure_that_was_changed_in_it_is_not_believed(self, coach: Coach) -> None:
        keep([HEDGED, PLAIN])
        before = coach("progress")[1]
        with sqlite3.connect(recordings() / ".library.sqlite3") as index:
            index.execute("UPDATE measured_takes SET packed = zeroblob(length(packed))")
        assert coach("progress")[1] == before

    def test_without_an_index_it_is_worked_out_each_time(self, coach: Coach) -> None:
        keep([HEDGED, PLAIN])
        before = coach("progress")[1]
        index = recordings() / ".library.sqlite3"
        index.unlink()
        index.mkdir()  # where it cannot be written
        assert coach("progress")[1] == before
        assert list(index.iterdir()) == []

    def test_a_question_in_another_coat_is_known_by_its_plain_wording(self, coach: Coach) -> None:
        coat = {"interview": "What is your weakness?", "chat": "So what bugs you?"}
        question = AskedQuestion(id="weak", coat="chat", text=coat["chat"], wordings=coat)
        keep([PLAIN], question=question)
        keep([PLAIN], question=question.model_copy(update={"text": coat["interview"]}))
        for _ in range(2):  # when it is measured, and from the index
            takes = json.loads(coach("progress", "--json")[1])["takes"]
            assert [take["plain"] for take in takes] == [coat["interview"]] * 2
            assert [take["text"] for take in takes] == [coat["chat"], coat["interview"]]

    def test_erasing_leaves_nothing_of_a_session_in_it(self, coach: Coach) -> None:
        keep([HEDGED])
        coach("progress")
        assert b"Tell me about a team" in (recordings() / ".library.sqlite3").read_bytes()
        assert coach("erase", "last", "--yes")[0] == 0
        assert list(recordings().iterdir()) == []

    def test_other_rules_measure_again(self, coach: Coach) -> None:
        keep([HEDGED])
        assert json.loads(coach("progress", "--json")[1])["takes"][0]["figures"]["hedges"] == 2
        own = config_file().parent / "languages"
        own.mkdir(parents=True)
        (own / "en.toml").write_text('code = "en"\n[hedges]\nfound = ["maybe"]\n')
        again = coach_program.coach("progress", "--json")  # the rules are read once in a process
        assert again.document["takes"][0]["figures"]["hedges"] == 1


class TestCompare:
    def test_then_and_now_side_by_side(self, coach: Coach) -> None:
        keep([HEDGED], days_ago=2)
        keep([PLAIN])
        code, out, err = coach("compare", "team")
        assert code == 0
        assert "2 takes; then " in out
        assert HEDGED in " ".join(out.split())
        assert PLAIN in " ".join(out.split())
        assert "coach compare team --play" in err

    def test_both_are_played(self, coach: Coach, speaker: RecordingSpeaker) -> None:
        keep([HEDGED], days_ago=2)
        keep([PLAIN])
        assert coach("compare", "team", "--play")[0] == 0
        assert len(speaker.played) == 2

    def test_json(self, coach: Coach) -> None:
        keep([HEDGED, PLAIN])
        document = json.loads(coach("compare", "team", "--json")[1])
        assert document["takes"] == 2
        assert (document["first"]["spoken"], document["newest"]["spoken"]) == (HEDGED, PLAIN)

    def test_one_take_says_how_to_make_another(self, coach: Coach) -> None:
        session = keep([HEDGED])
        assert f"coach retake {session} 1" in coach("compare", "team")[2]

    def test_a_question_that_was_never_answered(self, coach: Coach) -> None:
        assert coach("compare", "team")[0] == 2
