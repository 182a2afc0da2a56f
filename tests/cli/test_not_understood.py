"""What Whisper makes up is not shown as words: what the person is told instead."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.vad import SpeechSegment
from coach.testing import CannedTranscriber
from coach.transcription.ports import SpokenLanguage
from tests.helpers.coach_fixture import Coach, Hire

LAUGHED = "So, so, so, so, so, so, so, so, so, so, so, so"


class Whisper(CannedTranscriber):
    """Takes all speech for Spanish, where it is made to know languages."""

    model = "tiny.en"

    def __init__(self, text: str, language: SpokenLanguage | None = None) -> None:
        super().__init__([text])
        self._found = language

    def detect_speech(self, samples: object) -> list[SpeechSegment]:
        return [SpeechSegment(start_s=0.0, end_s=6.0)]

    def spoken_language(self, samples: Samples) -> SpokenLanguage | None:
        return self._found


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "answer.wav"
    sound = np.random.default_rng(1).uniform(-0.2, 0.2, 6 * LISTENING_RATE_HZ)
    soundfile.write(path, sound, LISTENING_RATE_HZ)
    return path


def test_an_import_says_what_it_sounded_like_and_what_would_understand_it(
    coach: Coach, hire: Hire, recording: Path
) -> None:
    hire(Whisper(LAUGHED, SpokenLanguage("es", 0.98)))
    code, out, err = coach("import", recording)
    told = " ".join(err.split())
    assert code == 3
    assert "so" not in out.casefold().split()
    assert "This sounded like Spanish, which Whisper tiny.en does not understand, and" in told
    assert "--language es --model" in told
    assert "There is sound, but no word could be made out" in told
    out = coach("show")[1]
    assert "[6 s not understood; it sounds like Spanish]" in out
    assert "No speech heard" not in out
    assert "You took all of its words out" not in out
    (turn,) = json.loads(coach("show", "--json")[1])["turns"]
    (span,) = turn["takes"][0]["unclear"]
    assert (span["language"], span["written"][:6]) == ("es", "So, so")
    assert turn["takes"][0]["no_speech"] is False


def test_without_a_model_that_knows_languages_it_says_where_to_get_one(
    coach: Coach, hire: Hire, recording: Path
) -> None:
    hire(Whisper(LAUGHED))
    _, _, err = coach("import", recording)
    told = "If this was not English, Whisper tiny.en cannot understand it, and base can: coach"
    assert told in " ".join(err.split())
    assert "[6 s of sound I could not make out]" in coach("show")[1]


def test_a_better_model_reads_the_same_sound(coach: Coach, hire: Hire, recording: Path) -> None:
    hire(Whisper(LAUGHED))
    coach("import", recording)
    hire(Whisper("Empecé en un almacén"))
    assert coach("transcribe", "--language", "es", "--model", "base")[0] == 0
    assert "Empecé en un almacén" in coach("show")[1]
