"""`coach reel`: the takes that were rated best, in one audio file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.audio.mastering import GAP_S, TARGET_LUFS, loudness_lufs
from coach.audio.reading import read_clip
from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.records import Aspect, Rated, Rating
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind
from coach.testing import RecordingSpeaker
from tests.helpers.coach_fixture import Coach
from tests.helpers.kept_sessions import HEDGED, PLAIN, TEAM, WHY, keep, recordings

YES, PARTLY, NO, NOT_ASKED = Rating.YES, Rating.PARTLY, Rating.NO, Rating.NOT_ASKED
BEST = (YES, YES, YES, YES)
GOOD = (YES, PARTLY, NOT_ASKED, YES)
POOR = (NO, NO, PARTLY, NOT_ASKED)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A reel goes into the current folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)


def rate(session: str, ratings: Sequence[Rating], take: int = 1) -> None:
    folder = recordings() / session
    rated = Rated(
        question=1,
        take=take,
        ratings=dict(zip(Aspect, ratings, strict=False)),
        note="",
        rated_at=datetime.now().astimezone(),
    )
    kept = Library(recordings()).session(session)
    write_debrief(folder, kept, read_debrief(folder).having(rated))


def rated_session(
    ratings: Sequence[Rating], question: AskedQuestion = TEAM, text: str = PLAIN, **others: Any
) -> str:
    session = keep([text], question=question, **others)
    rate(session, ratings)
    return session


def made(coach: Coach, *arguments: str) -> dict[str, Any]:
    code, out, err = coach("reel", "--json", *arguments)
    assert code == 0, err
    document: dict[str, Any] = json.loads(out)
    return document


def test_before_anything_is_rated_it_says_what_to_type(coach: Coach) -> None:
    keep([PLAIN])
    code, out, err = coach("reel")
    assert (code, out) == (2, "")
    assert "coach debrief" in err
    assert list(Path().iterdir()) == []


def test_what_was_rated_low_is_no_best_take(coach: Coach) -> None:
    session = rated_session(POOR)
    code, _, err = coach("reel")
    assert code == 2
    assert f"coach retake {session} 1" in err


def test_the_best_take_of_each_question_the_best_first(coach: Coach) -> None:
    lower = rated_session(GOOD, days_ago=3)
    best = rated_session(BEST, days_ago=2)
    rated_session(GOOD, days_ago=1)  # newer, and not so good
    why = rated_session(GOOD, question=WHY, text=HEDGED)
    document = made(coach)
    chapters = document["chapters"]
    assert [each["session"] for each in chapters] == [best, why]
    assert lower != best
    assert [each["text"] for each in chapters] == [PLAIN, HEDGED]
    assert chapters[0]["start_s"] == 0
    assert chapters[1]["start_s"] == pytest.approx(chapters[0]["duration_s"] + GAP_S, abs=0.01)
    sound = read_clip(Path(document["path"]))
    assert sound.duration_s == pytest.approx(document["duration_s"], abs=0.05)


def test_the_newest_among_equals(coach: Coach) -> None:
    rated_session(GOOD, days_ago=1)
    session = keep([PLAIN, PLAIN])
    rate(session, GOOD, take=1)
    rate(session, GOOD, take=2)
    (chapter,) = made(coach)["chapters"]
    assert (chapter["session"], chapter["take"]) == (session, 2)


def test_a_take_that_can_still_be_heard_comes_in_place_of_one_whose_sound_was_erased(
    coach: Coach,
) -> None:
    best = rated_session(BEST, days_ago=2)
    good = rated_session(GOOD, days_ago=1)
    assert coach("erase", best, "--audio", "--yes")[0] == 0
    document = made(coach)
    assert [each["session"] for each in document["chapters"]] == [good]
    assert document["left_out"] == []
    assert coach("erase", good, "--audio", "--yes")[0] == 0
    code, _, err = coach("reel", "-o", "another.mp3")
    assert (code, "The sound of your best answers was erased." in err) == (2, True)
    assert f"coach retake {good} 1" in err


def test_another_coat_is_the_same_question(coach: Coach) -> None:
    wordings = {"interview": "Why us?", "chat": "So what draws you here?"}
    rated_session(GOOD, question=WHY.model_copy(update={"wordings": wordings}), days_ago=1)
    chat = {"wordings": wordings, "coat": "chat", "text": wordings["chat"]}
    newest = rated_session(GOOD, question=WHY.model_copy(update=chat))
    assert [each["session"] for each in made(coach)["chapters"]] == [newest]


def test_demos_and_half_rated_takes_never_count(coach: Coach) -> None:
    rated_session(BEST, kind=Kind.DEMO)
    rated_session((YES, YES), question=WHY)
    rated_session((NOT_ASKED,) * 4, question=AskedQuestion(id="c", text="Else?"))
    assert coach("reel")[0] == 2


@pytest.mark.parametrize("suffix", ["mp3", "ogg", "opus", "flac", "wav"])
def test_every_format_is_even_and_not_clipped(coach: Coach, tmp_path: Path, suffix: str) -> None:
    for level, question in ((0.02, TEAM), (0.6, WHY)):
        session = rated_session(BEST, question=question)
        (path,) = (recordings() / session).glob("01-*/take-1.flac")
        noise = np.random.default_rng(1).standard_normal(soundfile.info(path).frames)
        soundfile.write(path, np.clip(noise * level, -1, 1), 16_000)
    path = tmp_path / f"reel.{suffix}"
    document = made(coach, "-o", str(path))
    assert document["path"] == str(path)
    sound = read_clip(path)
    assert np.abs(sound.samples).max() <= 10 ** (-1 / 20)
    for chapter in document["chapters"]:
        first = round(chapter["start_s"] * sound.rate_hz)
        end = first + round(chapter["duration_s"] * sound.rate_hz)
        part = type(sound)(sound.samples[first:end], sound.rate_hz)
        assert loudness_lufs(part) == pytest.approx(TARGET_LUFS, abs=1.5)
    assert sorted(each.name for each in tmp_path.glob("reel.*")) == sorted(
        ["reel.chapters.txt", path.name]
    )


def test_the_list_is_printed_and_lies_beside_it(coach: Coach) -> None:
    session = rated_session(GOOD)
    code, out, err = coach("reel")
    assert code == 0
    (path,) = Path().glob("reel-*.mp3")
    text = path.with_suffix(".chapters.txt").read_text()
    for part in (
        " 0:00  Tell me about a team.",
        f"{session} 1, take 1 (yes: career vision, achievements; partly: ambition and desire)",
    ):
        assert part in text
        assert part in out
    assert path.with_suffix(".chapters.txt").name in err


def test_no_longer_than_was_asked_for(coach: Coach) -> None:
    rated_session(GOOD, text=" ".join([PLAIN] * 4))
    rated_session(BEST, question=WHY)
    assert len(made(coach)["chapters"]) == 2
    (chapter,) = made(coach, "--minutes", "0.3", "--force")["chapters"]
    assert chapter["question_id"] == "why"
    code, _, err = coach("reel", "--minutes", "0.01", "--force")
    assert (code, "coach reel" in err) == (2, True)
    assert coach("reel", "--minutes", "0")[0] == 2


def test_it_can_be_heard_at_once(coach: Coach, speaker: RecordingSpeaker) -> None:
    rated_session(BEST)
    document = made(coach, "--play")
    (clip,) = speaker.played
    assert clip.duration_s == pytest.approx(document["duration_s"], abs=0.05)


def test_it_can_be_heard_once_more_on_the_same_day(coach: Coach, speaker: RecordingSpeaker) -> None:
    rated_session(BEST)
    path = Path(made(coach)["path"])
    before = path.read_bytes()
    code, out, _ = coach("reel", "--play")
    assert (code, len(speaker.played)) == (0, 1)
    assert f"{path} is there already, and stays as it is." in out
    assert path.read_bytes() == before
    assert coach("reel", "--play", "-o", str(path))[0] == 2


@pytest.mark.parametrize("taken", ["mine.mp3", "mine.chapters.txt"])
def test_nothing_is_written_over_unless_it_is_told_to(coach: Coach, taken: str) -> None:
    rated_session(BEST)
    Path(taken).write_text("mine")
    code, out, err = coach("reel", "-o", "mine.mp3")
    assert (code, out) == (2, "")
    assert f"{taken} is there already.\nWrite over it: --force" in err
    assert [(path.name, path.read_text()) for path in Path().iterdir()] == [(taken, "mine")]
    made(coach, "-o", "mine.mp3", "--force")
    assert Path(taken).read_bytes() != b"mine"


def test_that_of_the_same_day_is_not_written_over_either(coach: Coach) -> None:
    rated_session(BEST)
    path = Path(made(coach)["path"])
    assert coach("reel")[0] == 2
    assert made(coach, "--force")["path"] == str(path)


@pytest.mark.parametrize("path", ["reel", "reel.m4a", "reel.doc", "nowhere/reel.mp3", "."])
def test_a_file_that_cannot_be_is_refused(coach: Coach, path: str) -> None:
    rated_session(BEST)
    code, out, err = coach("reel", "-o", path)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 2
    assert list(Path().iterdir()) == []


def test_a_damaged_recording_is_named_and_left_out(coach: Coach) -> None:
    damaged = rated_session(BEST)
    (path,) = (recordings() / damaged).glob("01-*/take-1.flac")
    path.write_bytes(b"")
    code, _, err = coach("reel")
    assert (code, "take-1.flac is empty" in err) == (1, True)
    assert list(Path().iterdir()) == []
    rated_session(GOOD, question=WHY)
    code, out, err = coach("reel")
    assert (code, "Why us?" in out) == (0, True)
    assert "Left out." in err


def test_a_damaged_debrief_does_not_hide_the_others(coach: Coach) -> None:
    session = rated_session(BEST)
    (recordings() / session / "debrief.json").write_text("{")
    rated_session(GOOD, question=WHY)
    assert [each["question_id"] for each in made(coach)["chapters"]] == ["why"]


def test_what_was_said_to_the_coach_is_not_in_it(coach: Coach) -> None:
    session = rated_session(BEST)
    (path,) = (recordings() / session).glob("01-*/take-1.sound.json")
    facts = json.loads(path.read_text())
    facts["speech"] = [{"start_s": 1.0, "end_s": 3.0}]
    facts["commands"] = [{"start_s": 3.1, "end_s": 4.0}]
    path.write_text(json.dumps(facts))
    (chapter,) = made(coach, "-o", "reel.wav")["chapters"]
    assert chapter["duration_s"] == pytest.approx(2.6)
    end = read_clip(Path("reel.wav")).samples[-8_000:]  # of 0.2 s behind the beginning of it
    assert np.abs(end).max() < 1e-3


def test_ratings_that_cannot_be_read_are_named(coach: Coach) -> None:
    damaged = rated_session(BEST)
    (recordings() / damaged / "debrief.json").write_text("{")
    code, _, err = coach("reel")
    assert (code, f"Left out. {damaged} is damaged: debrief.json" in err) == (2, True)
