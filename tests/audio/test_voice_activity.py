"""Voices of all levels are noticed, and nothing else is taken for one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.gain_control import GainControl
from coach.audio.paused_speech import PausedSpeech
from coach.audio.reading import read_clip
from coach.audio.speech_network import CHUNK_SAMPLES
from coach.audio.vad import SpeechSegment, VoiceActivity, detect_speech
from tests.helpers.spoken import SUPPLIER, speak


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """A sentence at an ordinary level."""
    path = speak(SUPPLIER, tmp_path_factory.mktemp("voice") / "voice.wav")
    samples = read_clip(path).at_rate(LISTENING_RATE_HZ).samples
    return samples * np.float32(0.07 / np.std(samples))


def room(length_s: float, level_db: float) -> Samples:
    count = round(length_s * LISTENING_RATE_HZ)
    noise = np.random.default_rng(4).standard_normal(count) * 10 ** (level_db / 20)
    return noise.astype(np.float32)


def softer(samples: Samples, by_db: float) -> Samples:
    return samples * np.float32(10 ** (-by_db / 20))


def spoken_s(speech: Sequence[SpeechSegment]) -> float:
    return sum(segment.end_s - segment.start_s for segment in speech)


@pytest.mark.parametrize("by_db", [0, 10, 20, 30])
@pytest.mark.parametrize("after_loud", [False, True])
def test_a_soft_voice_is_noticed(voice: Samples, by_db: float, after_loud: bool) -> None:
    """Also after a loud sentence and ten seconds of a quiet room."""
    before = np.concatenate([voice, np.zeros(10 * LISTENING_RATE_HZ, np.float32)])
    heard = np.concatenate([before if after_loud else before[:0], softer(voice, by_db)])
    heard += room(len(heard) / LISTENING_RATE_HZ, -75.0)
    from_s = (len(heard) - len(voice)) / LISTENING_RATE_HZ
    found = [segment for segment in detect_speech(heard) if segment.end_s > from_s]
    assert spoken_s(found) == pytest.approx(spoken_s(detect_speech(voice)), rel=0.1)


def test_a_clear_voice_is_noticed_after_ten_seconds_of_noise(voice: Samples) -> None:
    heard = np.concatenate([room(10.0, -50.0), softer(voice, 12.0)])
    heard[10 * LISTENING_RATE_HZ :] += room(len(voice) / LISTENING_RATE_HZ, -50.0)
    found = detect_speech(heard)
    assert spoken_s(found) == pytest.approx(spoken_s(detect_speech(voice)), rel=0.15)
    assert found[0].start_s > 10.0


@pytest.mark.parametrize("level_db", [-70.0, -50.0, -30.0])
def test_a_room_is_no_voice_however_loud(level_db: float) -> None:
    assert detect_speech(room(12.0, level_db)) == []


def test_an_offset_and_a_hum_do_not_hide_a_voice(voice: Samples) -> None:
    time_s = np.arange(len(voice)) / LISTENING_RATE_HZ
    hum = 0.02 * np.sin(2 * np.pi * 50 * time_s) + 0.1
    found = detect_speech(softer(voice, 15.0) + hum.astype(np.float32))
    assert spoken_s(found) == pytest.approx(spoken_s(detect_speech(voice)), rel=0.15)


def test_gain_control_gives_the_same_however_the_sound_arrives(voice: Samples) -> None:
    whole = GainControl(CHUNK_SAMPLES).feed(voice)
    bit_by_bit = GainControl(CHUNK_SAMPLES)
    parts = [bit_by_bit.feed(part) for part in np.array_split(voice, 37)]
    assert np.allclose(np.concatenate(parts), whole, atol=1e-6)
    assert np.abs(whole).max() <= 1.0


def test_gain_control_makes_soft_as_loud_as_ordinary_and_leaves_loud(voice: Samples) -> None:
    soft = softer(voice, 25.0)
    raised_db = 20 * np.log10(np.std(GainControl(CHUNK_SAMPLES).feed(soft)) / np.std(soft))
    assert 15.0 < raised_db < 30.0
    tone = np.sin(np.arange(LISTENING_RATE_HZ) / 3).astype(np.float32)
    assert np.std(GainControl(CHUNK_SAMPLES).feed(tone)) == pytest.approx(np.std(tone), rel=0.03)


def test_a_human_voice_after_a_loud_greeting(speech_dir: Path) -> None:
    loud = read_clip(speech_dir / "speech-jfk.flac").at_rate(LISTENING_RATE_HZ).samples[:48_000]
    clip = read_clip(speech_dir / "monologue-cold.wav").at_rate(LISTENING_RATE_HZ).samples
    wanted_s = spoken_s(detect_speech(clip))
    quiet = room(8.0, -60.0)
    heard = np.concatenate([loud / np.abs(loud).max(), quiet, softer(clip, 15.0)])
    found = [segment for segment in detect_speech(heard) if segment.start_s > 10.5]
    assert spoken_s(found) == pytest.approx(wanted_s, rel=0.15)


def test_it_finds_the_same_in_much_sound_at_once_as_piece_by_piece(voice: Samples) -> None:
    heard = np.concatenate([room(2.1, -75.0), voice, room(1.3, -75.0), softer(voice, 10.0)])
    at_once, by_pieces = VoiceActivity(), VoiceActivity()
    at_once.feed(heard)
    for start in range(0, len(heard), 700):
        by_pieces.feed(heard[start : start + 700])
    assert at_once.probabilities == by_pieces.probabilities


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere it has no OpenMP")
def test_the_network_keeps_no_other_core_busy() -> None:
    """OpenMP would have threads of its own, whichever of Python's asks."""
    program = (
        "import numpy as np, psutil, threading\n"
        "from coach.audio.vad import VoiceActivity\n"
        "def hear():\n"
        "    VoiceActivity().feed(np.zeros(16_000, np.float32))\n"
        "    print(psutil.Process().num_threads())\n"
        "hear()\n"
        "threading.Thread(target=hear).start()\n"
    )
    alone = {"OPENBLAS_NUM_THREADS": "1"}  # numpy's threads
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | alone,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["1", "2"]


def test_of_a_long_talk_in_a_pause_only_the_newest_minute_is_held(voice: Samples) -> None:
    paused = PausedSpeech()
    block = LISTENING_RATE_HZ // 5
    talk = np.tile(voice, 1 + 75 * LISTENING_RATE_HZ // len(voice))
    for start in range(0, len(talk), block):
        paused.feed(talk[start : start + block])
    assert paused.speech_s > 20
    held = np.concatenate(paused.taken())
    assert 59 * LISTENING_RATE_HZ < len(held) <= 60 * LISTENING_RATE_HZ
    np.testing.assert_array_equal(held, talk[-len(held) :])
