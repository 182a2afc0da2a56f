from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from coach.audio.clips import AudioClip, Samples
from coach.audio.tones import (
    CALM_HZ,
    HIGH_HZ,
    LOW_HZ,
    NOTE_S,
    RATE_HZ,
    are_you_there_tone,
    end_tone,
    start_tone,
)

TONES = [start_tone, end_tone, are_you_there_tone]
NOTE = round(NOTE_S * RATE_HZ)


def pitch_hz(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.fft.rfftfreq(len(samples), 1 / RATE_HZ)[np.argmax(spectrum)])


def peak_dbfs(clip: AudioClip) -> float:
    return float(20 * np.log10(np.abs(clip.samples).max()))


def test_the_start_tone_rises_and_the_end_tone_falls() -> None:
    start, end = start_tone().samples, end_tone().samples
    assert (pitch_hz(start[:NOTE]), pitch_hz(start[NOTE:])) == (LOW_HZ, HIGH_HZ)
    assert (pitch_hz(end[:NOTE]), pitch_hz(end[NOTE:])) == (HIGH_HZ, LOW_HZ)


def test_are_you_there_is_one_calm_note_twice() -> None:
    samples = are_you_there_tone().samples
    assert pitch_hz(samples[:NOTE]) == pitch_hz(samples[-NOTE:]) == CALM_HZ
    assert not samples[NOTE:-NOTE].any()


@pytest.mark.parametrize("tone", TONES)
def test_tones_are_mono_float32_and_have_clean_edges(tone: Callable[[], AudioClip]) -> None:
    clip = tone()
    assert clip.samples.dtype == np.float32
    assert (clip.samples.ndim, clip.rate_hz) == (1, RATE_HZ)
    assert clip.samples[0] == 0
    assert clip.samples[-1] == pytest.approx(0, abs=1e-6)
    assert np.abs(clip.samples[:10]).max() < 1e-3  # faded, so no click
    # The steepest step is a sine's own: nowhere does the wave jump.
    steepest = 2 * np.pi * HIGH_HZ / RATE_HZ * np.abs(clip.samples).max()
    assert np.abs(np.diff(clip.samples)).max() <= steepest * 1.01


@pytest.mark.parametrize(
    ("tone", "length_s", "level_dbfs"),
    [(start_tone, 0.2, -18), (end_tone, 0.2, -18), (are_you_there_tone, 0.3, -24)],
)
def test_tones_are_short_and_soft(
    tone: Callable[[], AudioClip], length_s: float, level_dbfs: float
) -> None:
    assert tone().duration_s == pytest.approx(length_s)
    assert peak_dbfs(tone()) == pytest.approx(level_dbfs, abs=0.1)
