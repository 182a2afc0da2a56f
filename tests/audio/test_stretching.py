"""Faster speech keeps its pitch and its words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip
from coach.audio.reading import read_clip
from coach.audio.stretching import faster
from tests.helpers.spoken import error_rate, need_whisper, speak, understood

SENTENCE = "I want to lead a small team in a company that treats people well."


@pytest.mark.parametrize("speed", [0.75, 1.25, 1.5, 2.0])
def test_a_tone_keeps_its_pitch_and_level(speed: float) -> None:
    time_s = np.arange(3 * LISTENING_RATE_HZ) / LISTENING_RATE_HZ
    clip = AudioClip(np.sin(2 * np.pi * 200 * time_s).astype(np.float32) * 0.5, LISTENING_RATE_HZ)
    heard = faster(clip, speed)
    assert heard.duration_s == pytest.approx(3 / speed, abs=0.15)
    middle = heard.samples[2000:-2000]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * LISTENING_RATE_HZ / len(middle) == pytest.approx(200, abs=3)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.1)


@pytest.mark.parametrize("count", [0, 1, 100, 700])
def test_next_to_nothing_stays_as_it_is(count: int) -> None:
    clip = AudioClip(np.full(count, 0.1, np.float32), LISTENING_RATE_HZ)
    assert faster(clip, 2.0) is clip


def test_words_are_understood_at_one_and_a_half(tmp_path: Path) -> None:
    need_whisper()
    quick = faster(read_clip(speak(SENTENCE, tmp_path / "said.wav")), 1.5)
    soundfile.write(tmp_path / "quick.wav", quick.samples, quick.rate_hz)
    assert error_rate(SENTENCE, understood(tmp_path / "quick.wav")) <= 0.2
