"""Follow-ups and panels from the command line: a real voice is understood, and asked more."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.testing import CannedTranscriber
from tests.helpers.coach_fixture import Coach, Hire
from tests.helpers.coach_program import coach_here, succeeded
from tests.helpers.followed_up import MORE, SAID, assert_kept_everywhere, write_set
from tests.helpers.kept_sessions import keep, recordings
from tests.helpers.spoken import need_whisper, speak


@pytest.mark.parametrize(
    "reason",
    ["number", *(pytest.param(each, marks=pytest.mark.long) for each in SAID if each != "number")],
)
def test_what_was_said_aloud_is_followed_up(reason: str, tmp_path: Path) -> None:
    need_whisper()
    said = SAID[reason]
    write_set(said)
    answers = tmp_path / "answers"
    answers.mkdir()
    speak(said.said, answers / "1.wav")
    speak(MORE, answers / "2.wav")
    held = succeeded(
        coach_here("practice", "mine", "--answers", answers, "--voice", "none", "--json")
    )
    (asked,) = [event for event in held.events if event["event"] == "follow_up_asked"]
    assert asked["reason"] == reason
    assert said.expected in asked["text"]
    assert_kept_everywhere(reason, MORE, tmp_path)


@pytest.fixture
def two_answers(speech: Samples, tmp_path: Path) -> Path:
    """Two answers of more than four seconds."""
    folder = tmp_path / "answers"
    folder.mkdir()
    for name in ("1", "2"):
        soundfile.write(folder / f"{name}.wav", np.tile(speech, 4), LISTENING_RATE_HZ)
    return folder


@pytest.mark.parametrize(
    ("options", "followed_up"),
    [
        (("--questions", "2"), 0),  # no answer is left for a follow-up
        (("--questions", "2", "--follow-ups"), 1),
        (("--questions", "1"), 1),
        (("--questions", "1", "--no-follow-ups"), 0),
    ],
)
def test_prepared_answers_are_followed_up_where_one_is_left(
    coach: Coach, hire: Hire, two_answers: Path, options: tuple[str, ...], followed_up: int
) -> None:
    hire(CannedTranscriber(["I asked all of them what they needed, and wrote it down at once."]))
    code, _, err = coach("practice", *options, "--answers", two_answers, "--voice", "none")
    assert code == 0, err
    (session,) = recordings().glob("*/session.json")
    assert session.read_text(encoding="utf-8").count('"reason"') == followed_up
    code, _, err = coach("delivery", "last")
    assert code == 0, err


def test_a_panel_is_named(coach: Coach, hire: Hire, two_answers: Path) -> None:
    hire(CannedTranscriber(["I asked all of them what they needed, and wrote it down at once."]))
    code, out, err = coach(
        *("practice", "--questions", "2", "--answers", two_answers, "--voice", "none", "--panel")
    )
    assert code == 0, err
    assert "1/2 Alex: " in out
    assert "2/2 Robin: " in out


def test_progress_tells_which_questions_were_recognised(coach: Coach) -> None:
    keep(["I want to lead a team of forty people in Leeds, and I will ask for it next spring."])
    (path,) = recordings().glob("*/session.json")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"taken_for": null', '"taken_for": "people"'), encoding="utf-8")
    code, out, _ = coach("progress")
    assert code == 0
    assert "In another coat, recognised 0 of 1 question\n" in out
    assert re.search(r"^  \w{3} \d{4}: 0 of 1", out, re.MULTILINE)
    code, out, _ = coach("progress", "--json")
    assert '"chosen": "people"' in out
    code, out, _ = coach("progress", "team", "--json")
    assert '"right": false' in out
