"""A whole session on a real (virtual) sound card: heard on its loudspeaker, spoken into its
microphone, kept, read and played back.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ
from tests.helpers.coach_program import (
    Conversation,
    coach,
    coach_here,
    conversation,
    refused,
    succeeded,
)
from tests.helpers.sound_card import SoundCard, no_sound_card
from tests.helpers.spoken import SUPPLIER, TEAM, WAREHOUSE, error_rate, said_within, understood

SHORT = ("practice", "--questions", "2", "--voice", "none")
WHOLE_QUESTION = {"number", "id", "text"}
FIELDS = {
    "question_asked": {"event", "at_s", "question"},
    "answer_started": {"event", "at_s", "question", "take"},
    "caption_heard": {"event", "at_s", "question", "take", "text", "settled_words"},
    "answer_ended": {"event", "at_s", "question", "take", "duration_s", "ended_by"},
    "answer_transcribed": {
        *("event", "at_s", "question", "take"),
        *("text", "words", "latency_s", "no_speech"),
    },
    "answer_measured": {"event", "at_s", "question", "take", "words_per_minute", "fillers"},
    "session_finished": {"event", "at_s"},
}


def answer(session: Conversation, card: SoundCard, sound: Path) -> None:
    """Wait for the start sound, speak, press Enter."""
    session.wait_for("answer_started")
    card.play_into_microphone(sound)
    session.press_enter()


def first_takes() -> list[dict[str, Any]]:
    turns = succeeded(coach_here("show", "last", "--json")).document["turns"]
    return [turn["takes"][0] for turn in turns if turn["takes"]]


def test_from_the_question_to_the_replay(
    sound_card: SoundCard, spoken: dict[str, Path], tmp_path: Path
) -> None:
    env = sound_card.environment
    loudspeaker = tmp_path / "loudspeaker.wav"
    with conversation("practice", "screening", "--questions", "2", env=env) as session:
        with sound_card.record_loudspeaker(loudspeaker):
            answer(session, sound_card, spoken[WAREHOUSE])
        session.wait_for("answer_started")
        done = session.end()  # the end of the input ends the session
    assert done.returncode == 0, done.stderr

    asked, *_ = done.events
    heard = understood(loudspeaker)
    assert said_within(asked["question"]["text"], heard) >= 0.8, heard

    for event in done.events:
        assert FIELDS[event["event"]] <= set(event)
        assert set(event.get("question", WHOLE_QUESTION)) == WHOLE_QUESTION
    times = [event["at_s"] for event in done.events]
    assert times == sorted(times)
    texts = [e["text"] for e in done.events if e["event"] == "answer_transcribed"]
    assert error_rate(WAREHOUSE, texts[0]) <= 0.2, texts
    ended = [e["ended_by"] for e in done.events if e["event"] == "answer_ended"]
    assert ended == ["person"] * 2

    takes = first_takes()
    assert takes[0]["text"] == texts[0]
    assert succeeded(coach_here("sessions", "--json")).document["sessions"][0]["takes"] == 1

    replayed = tmp_path / "replayed.wav"
    with sound_card.record_loudspeaker(replayed):
        told = succeeded(coach("replay", "last", "1", env=env))
    assert told.stdout.startswith("1. ")
    assert error_rate(WAREHOUSE, understood(replayed)) <= 0.2


@pytest.mark.long
def test_one_line_of_an_answer_is_played(
    sound_card: SoundCard, spoken: dict[str, Path], tmp_path: Path
) -> None:
    succeeded(coach_here("import", spoken[WAREHOUSE]))
    played = tmp_path / "played.wav"
    with sound_card.record_loudspeaker(played):
        done = succeeded(
            coach("replay", "last", "1", "--line", "1", "--json", env=sound_card.environment)
        )
    line = done.document
    assert 0 <= line["start_s"] < line["end_s"]
    assert said_within(line["text"], understood(played)) >= 0.7


@pytest.mark.long
def test_unplugged_in_the_middle_of_an_answer(
    doomed_sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    with conversation(*SHORT, env=doomed_sound_card.environment) as session:
        session.wait_for("answer_started")
        doomed_sound_card.play_into_microphone(spoken[SUPPLIER])
        doomed_sound_card.unplug()
        session.wait_for("answer_transcribed")
        done = session.end()
    assert done.returncode == 4, done.stderr
    assert "microphone" in done.stderr
    (take,) = first_takes()
    assert take["ended_by"] == "microphone_lost"
    assert error_rate(SUPPLIER, take["text"]) <= 0.3
    assert "not finished" in succeeded(coach_here("sessions")).stdout


def test_killed_in_the_middle_of_an_answer(
    sound_card: SoundCard, spoken: dict[str, Path], tmp_path: Path
) -> None:
    with conversation(*SHORT, env=sound_card.environment) as session:
        session.wait_for("answer_started")
        sound_card.play_into_microphone(spoken[SUPPLIER])
        session.send(signal.SIGKILL)
        session.process.wait()
    found = succeeded(coach_here("sessions"))
    assert len(found.stderr.splitlines()) == 1
    assert "Recovered an answer that was cut off: question 1" in found.stderr
    assert succeeded(coach_here("sessions")).stderr == ""  # said once

    resume = ("resume", "--answers", spoken[TEAM], "--voice", "none")
    done = succeeded(coach_here(*resume, env=no_sound_card(tmp_path)))
    assert "Wrote down 1 answer." in done.stderr
    cut_off, gone_on = first_takes()
    assert cut_off["ended_by"] == "crash"
    assert error_rate(SUPPLIER, cut_off["text"]) <= 0.35
    assert error_rate(TEAM, gone_on["text"]) <= 0.2


@pytest.mark.parametrize(
    "name",
    [
        "SIGTERM",
        pytest.param("SIGINT", marks=pytest.mark.long),
        pytest.param("SIGHUP", marks=pytest.mark.long),
    ],
)
def test_told_to_end_in_the_middle_of_an_answer(
    name: str, sound_card: SoundCard, spoken: dict[str, Path]
) -> None:
    with conversation("practice", "--voice", "none", env=sound_card.environment) as session:
        session.wait_for("answer_started")
        sound_card.play_into_microphone(spoken[TEAM])
        session.send(getattr(signal, name))
        done = session.end()
    refused(done, 130, "Kept: ", "Go on: coach resume")
    recordings = Path(os.environ["COACH_RECORDINGS"])
    (sound,) = (path for path in recordings.rglob("take-1.*") if path.suffix in (".wav", ".flac"))
    assert error_rate(TEAM, understood(sound)) <= 0.2
    assert succeeded(coach_here("sessions")).stderr == ""  # nothing to recover


def test_a_person_who_says_nothing(sound_card: SoundCard) -> None:
    options = ["--questions", "1", "--voice", "none"]
    with conversation("practice", *options, env=sound_card.environment) as session:
        session.wait_for("answer_started")
        session.press_enter()
        done = session.end()
    assert done.returncode == 3
    assert "coach devices" in done.stderr


@pytest.mark.long  # each part on its own: tests/session/test_examination.py
def test_devices_and_doctor(sound_card: SoundCard, tmp_path: Path) -> None:
    """The microphone hears a room: this card's own silence would be digital zeros."""
    room = tmp_path / "room.wav"
    noise = np.random.default_rng(1).normal(0.0, 0.01, 30 * LISTENING_RATE_HZ)
    soundfile.write(room, noise, LISTENING_RATE_HZ)
    listed = succeeded(coach("devices", "--json", env=sound_card.environment)).document
    assert any(device["inputs"] and device["is_default_input"] for device in listed)
    assert any(device["outputs"] and device["is_default_output"] for device in listed)
    with sound_card.playing_into_microphone(room):
        done = succeeded(coach("doctor", env=sound_card.environment))
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"ok"}
    for check in ("voice", "loudspeaker", "microphone", "Whisper"):
        assert f"{check}: " in done.stdout
