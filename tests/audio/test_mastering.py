"""Recordings made equally loud: measured by the standard, and never clipped."""

from __future__ import annotations

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples, silence
from coach.audio.mastering import (
    GAP_S,
    MASTER_RATE_HZ,
    TARGET_LUFS,
    evened,
    loudness_lufs,
    one_after_the_other,
)

RATE = LISTENING_RATE_HZ


def talking(seconds: float, level_db: float, seed: int = 1) -> Samples:
    """Noise with the rhythm of syllables: loud and soft by turns, as far apart as speech is."""
    at = np.arange(round(seconds * RATE)) / RATE
    rhythm = np.clip(np.sin(2 * np.pi * 2.2 * at), 0.02, 1) ** 1.5
    noise = np.random.default_rng(seed).standard_normal(len(at))
    return (noise * rhythm * 10 ** (level_db / 20)).astype(np.float32)


def peak_db(clip: AudioClip) -> float:
    return 20 * float(np.log10(np.abs(clip.samples).max()))


def test_loudness_is_that_of_the_standard() -> None:
    """ITU-R BS.1770: a sine of 997 Hz at 0 dBFS in one channel is -3.01 LUFS."""
    tone = np.sin(2 * np.pi * 997 * np.arange(48_000 * 3) / 48_000).astype(np.float32)
    assert loudness_lufs(AudioClip(tone / 10, 48_000)) == pytest.approx(-23.01, abs=0.1)


@pytest.mark.parametrize("level_db", [-40, -30, -20, -8])
def test_soft_and_loud_come_out_alike(level_db: float) -> None:
    clip = evened(AudioClip(np.clip(talking(4, level_db), -1, 1), RATE))
    assert clip.rate_hz == MASTER_RATE_HZ
    assert clip.duration_s == pytest.approx(4, abs=0.01)
    assert loudness_lufs(clip) == pytest.approx(TARGET_LUFS, abs=1.2)
    assert peak_db(clip) <= -2.5 + 1e-3


def test_a_knock_on_the_desk_does_not_make_the_rest_soft() -> None:
    samples = talking(5, -35)
    samples[40_000:40_040] = 0.9
    clip = evened(AudioClip(samples, RATE))
    assert loudness_lufs(clip) == pytest.approx(TARGET_LUFS, abs=1.2)
    assert peak_db(clip) <= -2.5 + 1e-3


@pytest.mark.parametrize("count", [0, 1, 79, 4_000, 6_399, 6_400])
def test_what_is_shorter_than_the_standard_measures_is_evened_too(count: int) -> None:
    clip = evened(AudioClip(talking(1, -30)[:count], RATE))
    assert len(clip.samples) == pytest.approx(3 * count, abs=3)
    assert np.isfinite(clip.samples).all()


def test_silence_stays_silent_and_hiss_is_not_made_a_storm() -> None:
    assert not evened(silence(1.0)).samples.any()
    hiss = np.random.default_rng(2).standard_normal(RATE).astype(np.float32) * 10 ** (-65 / 20)
    assert loudness_lufs(evened(AudioClip(hiss, RATE))) < -25


def test_they_come_in_blocks_with_gaps_between() -> None:
    clips = [AudioClip(talking(seconds, -30), RATE) for seconds in (2.5, 0.2, 1.0)]
    blocks = list(one_after_the_other(iter(clips)))
    assert max(len(block) for block in blocks) <= max(GAP_S, 1.0) * MASTER_RATE_HZ
    whole = np.concatenate(blocks)
    assert len(whole) / MASTER_RATE_HZ == pytest.approx(3.7 + 2 * GAP_S, abs=0.01)
    gap = whole[round(2.51 * MASTER_RATE_HZ) : round((2.49 + GAP_S) * MASTER_RATE_HZ)]
    assert not gap.any()
    assert list(one_after_the_other(iter([]))) == []
