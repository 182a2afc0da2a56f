"""Live transcript, clock and spoken commands in the whole program, on a (virtual) sound card."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.coach_program import Conversation, Done, coach, conversation, succeeded
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken import (
    SUPPLIER,
    TEAM,
    WAREHOUSE,
    error_rate,
    need_whisper,
    speak_with_pauses,
    understood,
)

QUIET = ("--voice", "none")


def of(done: Done, name: str) -> list[dict[str, Any]]:
    return [event for event in done.events if event["event"] == name]


def texts(done: Done) -> list[str]:
    return [event["text"] for event in of(done, "answer_transcribed")]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Makes a sound file of texts and silences."""
    need_whisper()
    folder = tmp_path_factory.mktemp("said")

    def make(*parts: str | float) -> Path:
        return speak_with_pauses(parts, folder / f"{abs(hash(parts))}.wav")

    return make


@pytest.mark.long
def test_captions_appear_while_the_answer_is_spoken(sound_card: SoundCard, said: Any) -> None:
    sound = said(0.5, WAREHOUSE, 1.5, TEAM, 1.0)
    arguments = ("practice", "--questions", "1", *QUIET)
    with conversation(*arguments, env=sound_card.environment) as session:
        session.wait_for("answer_started")
        sound_card.play_into_microphone(sound)
        session.press_enter()
        session.wait_for("answer_transcribed")
        done = session.end()
    names = [event["event"] for event in done.events]
    assert names.index("caption_heard") < names.index("answer_ended")
    captions = [event["text"] for event in of(done, "caption_heard")]
    assert error_rate(WAREHOUSE, captions[0]) <= 0.3 or error_rate(WAREHOUSE, captions[1]) <= 0.3
    assert error_rate(f"{WAREHOUSE} {TEAM}", texts(done)[0]) <= 0.2
    (ended,) = of(done, "answer_ended")
    assert 0.2 < ended["think_s"] < 3.0


@pytest.mark.long
def test_how_it_was_said_is_told_and_can_be_heard(
    sound_card: SoundCard, said: Any, tmp_path: Path
) -> None:
    sound = said(
        0.5, "I, um, led a small team for four years, and, uh, I liked it.", 0.5, TEAM, 1.0
    )
    env = sound_card.environment
    with conversation("practice", "--questions", "1", *QUIET, env=env) as session:
        session.wait_for("answer_started")
        sound_card.play_into_microphone(sound)
        session.press_enter()
        measured = session.wait_for("answer_measured")
        done = session.end()
    assert done.returncode == 0
    assert measured["fillers"] == 2
    assert 120 < measured["words_per_minute"] < 300
    (take,) = succeeded(coach("delivery", "last", "--json")).document["takes"]
    (fillers,) = [each for each in take["findings"] if each["what"] == "fillers"]
    assert fillers["how_many"] == 2
    moment = fillers["moments"][0]
    played = tmp_path / "played.wav"
    with sound_card.record_loudspeaker(played):
        succeeded(coach("delivery", "last", "--play", str(moment["number"]), env=env))
    assert moment["phrase"].startswith("um")
    words = [word.strip(",.").lower() for word in moment["quote"].split()]
    heard = understood(played).lower()
    assert sum(word in heard for word in words) * 2 >= len(words), (words, heard)


@pytest.mark.long
def test_overtime_is_warned_of_and_counted_and_the_coach_does_not_hear_itself(
    sound_card: SoundCard, said: Any, tmp_path: Path
) -> None:
    """Eyes-free, with the loudspeaker beside the microphone, and speech over a warning."""
    story = f"{WAREHOUSE} {TEAM}"  # together they take longer than the answer may
    sound = said(0.5, SUPPLIER, 0.6, story, 1.2, story, 2.0)
    loudspeaker = tmp_path / "loudspeaker.wav"
    arguments = ("mock", "screening", "--questions", "1", "--answer", "12", "--eyes-free")
    with (
        sound_card.microphone_beside_loudspeaker(),
        sound_card.record_loudspeaker(loudspeaker),
        conversation(*arguments, env=sound_card.environment) as session,
    ):
        started = session.wait_for("answer_started")
        assert started["at_s"] > 5  # greeting, outline, how to end, the question
        sound_card.play_into_microphone(sound)
        session.press_enter()
        session.wait_for("answer_transcribed")
        session.wait_for("session_finished")
        done = session.end()
    assert [event["left_s"] for event in of(done, "time_warned")] == [10, 6]
    (ended,) = of(done, "answer_ended")
    assert ended["ended_by"] == "person"
    assert ended["overtime_s"] == pytest.approx(ended["duration_s"] - 12, abs=0.01)
    assert ended["overtime_s"] > 0

    heard = understood(loudspeaker).lower()
    question = done.events[0]["question"]["text"]
    for words in ("one question", "press enter", "left", "half time", "that was", "thank you"):
        assert words in heard, (words, heard)
    assert question.split()[-1].strip("?.").lower() in heard

    (text,) = texts(done)
    assert "half time" not in text.lower()
    assert "seconds left" not in text.lower()
    assert error_rate(f"{SUPPLIER} {story} {story}", text) <= 0.3, text


@pytest.mark.long
def test_a_strict_clock_ends_the_take_after_the_sentence(sound_card: SoundCard, said: Any) -> None:
    sound = said(0.3, WAREHOUSE, 0.8, SUPPLIER, 0.8, TEAM)
    arguments = ("mock", "--questions", "1", "--answer", "6", "--strict", *QUIET)
    with conversation(*arguments, env=sound_card.environment) as session:
        session.wait_for("answer_started")
        with sound_card.playing_into_microphone(sound):
            ended = session.wait_for("answer_ended")
            session.wait_for("session_finished")
        done = session.end()
    assert ended["ended_by"] == "time_up"
    assert 6.0 <= ended["duration_s"] <= 16.5
    assert texts(done)[0]


@pytest.mark.long  # each command with fakes: tests/interview/test_by_voice.py
def test_a_session_by_voice_alone(sound_card: SoundCard, said: Any) -> None:
    """From the greeting to the end, nothing is pressed."""
    env = sound_card.environment
    arguments = ("practice", "--questions", "2", "--hands-free", "--silence", "3", *QUIET)
    with conversation(*arguments, env=env) as session:
        session.wait_for("answer_started")
        hear(session, sound_card, said("Repeat the question.", 1.0), "command_heard")
        hear(session, sound_card, said(WAREHOUSE, 0.3, SUPPLIER, 0.4, TEAM, 3.5), "answer_ended")
        session.wait_for("answer_started")
        hear(session, sound_card, said(TEAM, 1.0, "Stop the session.", 1.0), "session_finished")
        done = session.end()
    assert done.returncode == 0, done.stderr
    commands = [event["command"] for event in of(done, "command_heard")]
    assert commands == ["repeat the question", "stop the session"]
    ended = [event["ended_by"] for event in of(done, "answer_ended")]
    assert ended == ["silence", "person"]
    first, second = texts(done)  # commands are no part of the answer
    assert error_rate(f"{WAREHOUSE} {SUPPLIER} {TEAM}", first) <= 0.2, first
    assert "question" not in first.lower()
    assert error_rate(TEAM, second) <= 0.2, second
    assert "session" not in second.lower()


def hear(session: Conversation, card: SoundCard, sound: Path, event: str) -> None:
    """Say something, and wait for what comes of it."""
    time.sleep(0.3)
    with card.playing_into_microphone(sound) as player:
        session.wait_for(event)
        player.wait()
