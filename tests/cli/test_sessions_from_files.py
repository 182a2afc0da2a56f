"""Sessions whose answers come from files: held, kept, read, taken further."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import soundfile

from coach.testing import CannedTranscriber
from tests.helpers.coach_fixture import Hire
from tests.helpers.coach_program import coach_here, refused, succeeded
from tests.helpers.spoken import (
    SUPPLIER,
    TEAM,
    WAREHOUSE,
    error_rate,
    need_whisper,
    write_silence,
)

QUESTION_KEYS = {"number", "id", "text"}


@pytest.fixture
def answers(spoken: dict[str, Path], tmp_path: Path) -> Path:
    """A folder with two answers, whose name order is not their alphabetical one."""
    folder = tmp_path / "answers"
    folder.mkdir()
    shutil.copy(spoken[WAREHOUSE], folder / "answer-2.wav")
    shutil.copy(spoken[SUPPLIER], folder / "answer-10.wav")
    (folder / "notes.txt").write_text("not an answer")
    return folder


@pytest.fixture(scope="module")
def held_once(
    spoken: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, speech_cache_home: Path
) -> Path:
    """Recordings with one finished session: one answer, another question still to be asked."""
    folder = tmp_path_factory.mktemp("held")
    env = {**os.environ, "XDG_CACHE_HOME": str(speech_cache_home)}
    answers = ["--answers", spoken[WAREHOUSE], "--recordings", folder]
    succeeded(coach_here("practice", "--questions", "2", *answers, env=env))
    return folder


@pytest.fixture
def kept(held_once: Path) -> Path:
    """That session's folder, among the recordings of this test alone."""
    shutil.copytree(held_once, _recordings())
    (folder,) = (path.parent for path in _recordings().glob("*/session.json"))
    return folder


def test_a_folder_of_answers_is_a_session(answers: Path) -> None:
    done = succeeded(
        coach_here("practice", "screening", "--questions", "5", "--answers", answers, "--json")
    )
    names = [event["event"] for event in done.events]
    assert names == [
        *("question_asked", "answer_started", "answer_ended"),
        *("answer_transcribed", "answer_measured"),
        *("question_asked", "answer_started", "answer_ended"),
        *("answer_transcribed", "answer_measured"),
        "session_finished",
    ]
    times = [event["at_s"] for event in done.events]
    assert times == sorted(times)
    for event in done.events[:-1]:
        assert set(event["question"]) == QUESTION_KEYS
    first, second = (event for event in done.events if event["event"] == "answer_transcribed")
    assert error_rate(WAREHOUSE, first["text"]) <= 0.25
    assert error_rate(SUPPLIER, second["text"]) <= 0.25
    assert first["take"] == 1
    assert first["no_speech"] is False
    assert 0 < first["latency_s"] < 30
    assert [set(word) for word in first["words"]] == [
        {"text", "start_s", "end_s", "probability"} for _ in first["words"]
    ]
    last = done.events[-1]
    assert last["answered"] == 2
    assert Path(last["folder"]).parent == _recordings()
    assert "Traceback" not in done.stderr


def test_everything_about_a_session_can_be_read(kept: Path) -> None:
    listed = succeeded(coach_here("sessions", "--json")).document
    assert listed["damaged"] == []
    (row,) = listed["sessions"]
    assert row["session"] == kept.name
    assert (row["kind"], row["set"], row["questions"]) == ("practice", "career-vision", 2)
    assert (row["answered"], row["takes"]) == (1, 1)
    assert row["spoken_s"] == pytest.approx(5, abs=3)
    assert kept.name in succeeded(coach_here("sessions")).stdout

    shown = succeeded(coach_here("show", "last", "--json")).document
    assert shown["session"] == kept.name
    take = shown["turns"][0]["takes"][0]
    assert error_rate(WAREHOUSE, take["text"]) <= 0.25
    assert take["lines"]
    assert take["words"]
    assert shown["turns"][1]["takes"] == []
    text = succeeded(coach_here("show", kept.name[:17])).stdout  # a beginning of the name is enough
    assert take["text"].split()[0] in text
    assert "Not answered. Answer it: coach resume" in text
    assert take["text"] in (kept / "transcript.md").read_text()


def test_a_session_goes_on_where_it_was_left(kept: Path, spoken: dict[str, Path]) -> None:
    succeeded(coach_here("resume", "--answers", spoken[SUPPLIER]))
    turns = _turns()
    assert [len(turn["takes"]) for turn in turns] == [1, 1]
    assert error_rate(SUPPLIER, turns[1]["takes"][0]["text"]) <= 0.25
    again = succeeded(coach_here("resume", kept.name, "--answers", spoken[SUPPLIER]))
    assert "Nothing is left to do" in again.stderr
    refused(coach_here("resume"), 2, "There is no unfinished session", "coach practice")


def test_a_question_is_answered_once_more(kept: Path, spoken: dict[str, Path]) -> None:
    done = succeeded(coach_here("retake", "last", "1", "--answers", spoken[TEAM]))
    assert "coach show last" in done.stderr
    takes = _turns()[0]["takes"]
    assert [take["take"] for take in takes] == [1, 2]
    assert error_rate(WAREHOUSE, takes[0]["text"]) <= 0.25
    assert error_rate(TEAM, takes[1]["text"]) <= 0.25


def test_what_to_type_next_names_the_session_that_was_gone_on_with(
    kept: Path, spoken: dict[str, Path]
) -> None:
    older = kept.rename(kept.with_name("before the summer"))
    document = json.loads((older / "session.json").read_text())
    document["started_at"] = "2025-06-01T10:00:00+00:00"
    (older / "session.json").write_text(json.dumps(document))
    coach_here("practice", "--questions", "1", "--answers", spoken[TEAM])
    done = succeeded(coach_here("retake", older.name, "1", "--answers", spoken[TEAM]))
    assert 'Read it: coach show "before the summer"' in done.stderr
    assert "coach show last" not in done.stderr


def test_a_second_transcript_is_kept_beside_the_first(kept: Path, hire: Hire) -> None:
    hire(CannedTranscriber([WAREHOUSE]))
    written_down_by("canned", kept, "--engine", "openai-whisper")


@pytest.mark.long
def test_another_engine_and_weights_of_ones_own(
    kept: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pytest.importorskip("whisper")
    from tests.helpers.whisper_checkpoint import build_checkpoint

    checkpoint = build_checkpoint(tmp_path_factory.mktemp("checkpoint") / "tiny.en.pt")
    written_down_by(
        "openai-whisper", kept, "--engine", "openai-whisper", "--model", str(checkpoint)
    )


def written_down_by(engine: str, kept: Path, *options: str) -> None:
    """Have a kept session written down again with these options, and see that `engine` did it."""
    (first,) = kept.glob("*/take-1.transcript-1.json")
    before = first.read_bytes()
    done = succeeded(coach_here("transcribe", *options, "--json"))
    assert done.document["engine"] == engine
    assert error_rate(WAREHOUSE, done.document["takes"][0]["text"]) <= 0.25
    assert first.read_bytes() == before
    *_, newest = sorted(first.parent.glob("take-1.transcript-*.json"))
    assert json.loads(newest.read_text())["engine"] == engine
    assert _turns()[0]["takes"][0]["engine"] == engine


def test_recordings_made_elsewhere_are_taken_in(spoken: dict[str, Path], tmp_path: Path) -> None:
    files = []
    for ending in ("flac", "ogg", "mp3"):
        samples, rate_hz = soundfile.read(spoken[TEAM])
        files.append(tmp_path / f"phone.{ending}")
        soundfile.write(files[-1], samples, rate_hz)
    done = succeeded(coach_here("import", *files, "--question", "What do you want?", "--json"))
    assert [error_rate(TEAM, take["text"]) <= 0.3 for take in done.document["takes"]] == [True] * 3
    shown = succeeded(coach_here("show", done.document["session"], "--json")).document
    assert shown["kind"] == "import"
    assert {turn["question"]["text"] for turn in shown["turns"]} == {"What do you want?"}


def test_a_silent_recording_is_kept_and_said_to_be_silent(tmp_path: Path) -> None:
    need_whisper()
    silence = write_silence(tmp_path / "silence.wav", 3)
    refused(coach_here("import", silence), 3, "No speech was heard")
    held = coach_here("practice", "--questions", "1", "--answers", silence, "--json")
    assert held.returncode == 3
    (transcribed,) = (e for e in held.events if e["event"] == "answer_transcribed")
    assert (transcribed["text"], transcribed["words"]) == ("", [])
    assert transcribed["no_speech"] is True
    assert "No speech heard." in succeeded(coach_here("show")).stdout
    assert len(succeeded(coach_here("sessions", "--json")).document["sessions"]) == 2


@pytest.mark.parametrize(
    ("options", "number", "coat"),
    [
        (["--only", "salary"], 1, "interview"),
        (["--questions", "3", "--coat", "chat"], 3, "chat"),
        (["--questions", "4", "--shuffle", "--seed", "7"], 4, "interview"),
    ],
)
def test_questions_are_chosen_as_asked(
    options: list[str], number: int, coat: str, tmp_path: Path
) -> None:
    """An answer without a sample of speech is the quickest way to see what would be asked."""
    need_whisper()
    silence = write_silence(tmp_path / "silence.wav", 0.5)
    asked = []
    for attempt in ("one", "two"):
        place = ["--recordings", str(tmp_path / attempt)]
        done = coach_here(
            "practice", "screening", *options, *place, "--voice", "none", "--answers", silence
        )
        assert done.returncode == 3
        shown = succeeded(coach_here("show", "--json", *place)).document
        assert {turn["question"]["coat"] for turn in shown["turns"]} == {coat}
        asked.append([turn["question"]["id"] for turn in shown["turns"]])
    assert asked[0] == asked[1]
    assert len(asked[0]) == number
    plain = _ids("screening")[:number]
    if "--shuffle" in options:
        assert asked[0] != plain
    elif "--only" in options:
        assert asked[0] == ["salary"]
    else:
        assert asked[0] == plain


def test_erasing_asks_first(kept: Path, spoken: dict[str, Path]) -> None:
    refused(coach_here("erase", kept.name), 2, "--yes")
    assert kept.is_dir()
    refused(coach_here("erase"), 2, "--all")
    done = succeeded(coach_here("erase", kept.name, "--yes", "--json")).document
    assert done["erased"] == [kept.name]
    assert not kept.exists()
    for _ in range(2):
        succeeded(coach_here("import", spoken[TEAM]))
    refused(coach_here("erase", "--all"), 2, "2 sessions", "--yes")
    assert len(succeeded(coach_here("erase", "--all", "--yes", "--json")).document["erased"]) == 2
    assert succeeded(coach_here("sessions", "--json")).document["sessions"] == []


def test_a_session_is_private(kept: Path) -> None:
    for path in [kept, *kept.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def _recordings() -> Path:
    return Path(os.environ["COACH_RECORDINGS"])


def _turns() -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = succeeded(coach_here("show", "--json")).document["turns"]
    return turns


def _ids(name: str) -> list[str]:
    found = succeeded(coach_here("questions", "show", name, "--json")).document
    return [question["id"] for question in found["questions"]]
