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
from tests.helpers.kept_sessions import keep, recordings
from tests.helpers.spoken import need_whisper, speak

# What is said, to which question of which set, and what the coach asks then.
SAID = {
    "number": (
        "career-vision",
        "proudest",
        "I changed the way we load the vans. After a month, the number of damaged parcels had "
        "dropped by thirty percent.",
        "How did you measure that?",
    ),
    "hedged_ambition": (
        "career-vision",
        "ten-years",
        "I think I would sort of like to lead a small team of planners, in a company by the sea.",
        "sort of",
    ),
    "short": (
        "behavioural",
        "conflict",
        "There was an argument with my team leader about the new machines in the workshop.",
        "You said",
    ),
}


@pytest.mark.parametrize(
    "reason",
    ["number", *(pytest.param(reason, marks=pytest.mark.long) for reason in list(SAID)[1:])],
)
def test_what_was_said_aloud_is_followed_up(reason: str, tmp_path: Path) -> None:
    need_whisper()
    question_set, question, said, expected = SAID[reason]
    answers = tmp_path / "answers"
    answers.mkdir()
    speak(said, answers / "1.wav")
    speak("We wrote everything down on a list, by the door, every evening.", answers / "2.wav")
    held = succeeded(
        coach_here(
            *("practice", question_set, "--only", question, "--answers", answers),
            *("--voice", "none", "--json"),
        )
    )
    (asked,) = [event for event in held.events if event["event"] == "follow_up_asked"]
    assert asked["reason"] == reason
    assert expected in asked["text"]
    (turn,) = succeeded(coach_here("show", "last", "--json")).document["turns"]
    assert [take["follow_up"] for take in turn["takes"]] == [None, 1]
    assert [each["text"] for each in turn["follow_ups"]] == [asked["text"]]
    shown = succeeded(coach_here("show", "last")).stdout
    assert f"Follow-up: {asked['text']}" in " ".join(shown.split())
    assert f"### Follow-up: {asked['text']}" in next(
        recordings().glob("*/transcript.md")
    ).read_text(encoding="utf-8")


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
