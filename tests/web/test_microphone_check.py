"""What Whisper hears of the microphone check, and that the session then finds the model loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.audio.reading import read_clip
from coach.errors import EngineMissing
from coach.library.library import Library
from coach.testing import CannedTranscriber
from coach.transcription.ports import Transcriber
from coach.web.app import create_app
from coach.web.door import Door
from coach.web.practice.microphone_check import check_routes
from coach.web.practice.room import PracticeRoom
from coach.wiring import ChooseTranscriber
from tests.helpers.kept_sessions import recordings
from tests.helpers.reviewing import HERE, PORT, Answer, Client
from tests.helpers.spoken import TEAM, need_whisper, said_within
from tests.helpers.spoken_fixture import spoken

__all__ = ["spoken"]

TWO_SECONDS = np.full(2 * 48_000, 3000, dtype="<i2").tobytes()


def missing(*_: object) -> Transcriber:
    raise EngineMissing("There is no Whisper.", "pip install whisper")


def checked(sound: bytes, query: str, choose: ChooseTranscriber | None = None) -> Answer:
    """The answer to the sound of a microphone check."""
    door = Door(PORT)
    library = Library(recordings())
    room = PracticeRoom(library, choose_transcriber=choose)
    browser = Client(create_app(library, door, check_routes(room)), door)
    browser.hold(door.root + "/", door.cookie_name, door.cookie)
    return browser.post(f"/practice/check?{query}", body=sound, headers={"Origin": HERE})


def test_it_tells_the_words_that_were_said(spoken: dict[str, Path]) -> None:
    need_whisper()
    clip = read_clip(spoken[TEAM]).at_rate(48_000)
    said = np.round(clip.samples[: 3 * 48_000] * 20_000).astype("<i2").tobytes()
    heard = checked(said, "rate_hz=48000").json["heard"]
    assert said_within(heard, TEAM) > 0.8


def test_silence_has_no_words(spoken: dict[str, Path]) -> None:
    need_whisper()
    assert checked(b"\0" * 96_000, "rate_hz=16000").json == {"heard": ""}


def test_the_model_is_loaded_before_anything_is_said() -> None:
    transcriber = CannedTranscriber([])
    assert checked(b"", "language=en", lambda *_: transcriber).json == {"heard": ""}
    assert transcriber.loaded


def test_the_model_stays_loaded() -> None:
    need_whisper()
    room = PracticeRoom(Library(recordings()))
    asked = ("faster-whisper", None, "en", lambda _: False)
    first = room.choose_transcriber(*asked)
    assert room.choose_transcriber(*asked) is first
    assert room.choose_transcriber("faster-whisper", "tiny.en", "en", lambda _: False) is not first


def test_without_an_engine_it_says_what_to_type() -> None:
    answer = checked(TWO_SECONDS, "rate_hz=48000", missing)
    assert answer.json == {
        "heard": "",
        "message": "There is no Whisper.",
        "hint": "pip install whisper",
    }


def test_a_voice_that_does_not_speak_the_language_is_told_before_the_session() -> None:
    def choose(*_: object) -> Transcriber:
        return CannedTranscriber([])

    query = "language=de&voice="
    told = checked(b"", query + "piper", choose).json
    assert told["message"] == "The Piper voice speaks English only, not 'de'."
    assert checked(b"", query + "none", choose).json == {"heard": ""}


@pytest.mark.parametrize(
    ("sound", "query"),
    [(b"abc", "rate_hz=16000"), (TWO_SECONDS, "rate_hz=7"), (b"\0" * 400_000, "rate_hz=16000")],
)
def test_what_no_page_sends_is_refused(sound: bytes, query: str) -> None:
    answer = checked(sound, query, lambda *_: CannedTranscriber([TEAM]))
    assert answer.status_code == 400
