"""Several channels become one: the mean where it is right, else the voice that it would cover."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.channels import VoiceMixer
from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.levels import level_db
from coach.audio.reading import read_blocks

RATE_HZ = LISTENING_RATE_HZ
LENGTH_S = 8


def syllables(seed: int, from_s: float = 0.0, to_s: float = LENGTH_S) -> Samples:
    """Bursts of coloured noise, four in a second, with pauses between them, as speech has."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(LENGTH_S * RATE_HZ) / RATE_HZ
    noise = np.convolve(rng.standard_normal(len(time_s)), np.ones(8) / 8, "same")
    bursts = np.clip(np.sin(2 * np.pi * 4 * time_s), 0, 1) ** 2
    spoken = (time_s >= from_s) & (time_s < to_s)
    return (0.4 * noise * bursts * spoken).astype(np.float32)


VOICE = syllables(1)
TIME_S = np.arange(len(VOICE)) / RATE_HZ
HUM = (0.3 * np.sin(2 * np.pi * 50 * TIME_S)).astype(np.float32)
NOISE = (0.2 * np.random.default_rng(2).standard_normal(len(VOICE))).astype(np.float32)
FLIPPED = np.where(TIME_S < 3.3, VOICE, -VOICE).astype(np.float32)


def mixed(*channels: Samples) -> Samples:
    sound = np.stack(channels, axis=1)
    mixer = VoiceMixer(RATE_HZ, len(channels))
    return np.concatenate([mixer.mix(block) for block in np.split(sound, LENGTH_S)])


def likeness(one: Samples, other: Samples) -> float:
    return float(abs(np.corrcoef(one, other)[0, 1]))


@pytest.mark.parametrize(
    "channels",
    [
        pytest.param((VOICE, -VOICE), id="opposite"),
        pytest.param((VOICE, -0.3 * VOICE), id="softer and opposite"),
        pytest.param((VOICE, 0 * VOICE), id="one silent"),
        pytest.param((0 * VOICE, VOICE), id="the first silent"),
        pytest.param((VOICE, HUM), id="one hums"),
        pytest.param((HUM, VOICE), id="the first hums"),
        pytest.param((VOICE, NOISE), id="one full of noise"),
        pytest.param((VOICE, VOICE + NOISE), id="one much noisier"),
        pytest.param((VOICE, -VOICE, HUM), id="three"),
        pytest.param((VOICE, FLIPPED), id="the sign flips midway"),
    ],
)
def test_the_voice_comes_through(channels: tuple[Samples, ...]) -> None:
    heard = mixed(*channels)
    assert np.abs(heard).max() <= 1.0
    for start in range(0, len(VOICE), RATE_HZ):
        stretch = slice(start, start + RATE_HZ)
        assert likeness(heard[stretch], VOICE[stretch]) > 0.9
        assert level_db(heard[stretch]) > level_db(VOICE[stretch]) - 6.1


@pytest.mark.parametrize("other", [0.5 * VOICE, VOICE + 0.02 * NOISE, np.roll(VOICE, 16)])
def test_ordinary_stereo_is_its_mean_to_the_sample(other: Samples) -> None:
    expected = np.stack([VOICE, other], axis=1).mean(axis=1, dtype=np.float32)
    np.testing.assert_array_equal(mixed(VOICE, other), expected)


def test_two_people_with_a_microphone_each_are_both_heard() -> None:
    room = np.random.default_rng(3).standard_normal((2, len(VOICE))).astype(np.float32)
    first, second = syllables(4, 0.0, 4.3), syllables(5, 3.8, 8.0)
    heard = mixed(first + 0.001 * room[0], second + 0.006 * room[1])
    assert likeness(heard[: 3 * RATE_HZ], first[: 3 * RATE_HZ]) > 0.9
    assert likeness(heard[5 * RATE_HZ :], second[5 * RATE_HZ :]) > 0.9
    both = slice(round(3.8 * RATE_HZ), round(4.3 * RATE_HZ))
    assert likeness(heard[both], first[both] + second[both]) > 0.8


def test_changing_over_makes_no_click() -> None:
    steady = (0.3 * np.sin(2 * np.pi * 300 * TIME_S)).astype(np.float32)
    flipped = np.where(TIME_S < 3.35, steady, -steady).astype(np.float32)
    heard = mixed(steady, flipped)
    steps = np.abs(np.diff(heard))
    assert steps.max() < 2 * np.abs(np.diff(steady)).max()


def test_what_is_no_number_is_silence(tmp_path: Path) -> None:
    sound = VOICE.copy()
    sound[1000:1010], sound[2000], sound[3000] = np.nan, np.inf, -np.inf
    soundfile.write(tmp_path / "a.wav", sound, RATE_HZ, subtype="FLOAT")
    heard = np.concatenate(list(read_blocks(tmp_path / "a.wav")))
    assert np.isfinite(heard).all()
    known = np.isfinite(sound)
    np.testing.assert_array_equal(heard[known], sound[known])
    assert not heard[~known].any()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("channels", [2, 8])
@pytest.mark.parametrize("rate_hz", [RATE_HZ, 44_100])
def test_numbers_far_beyond_full_scale_spoil_no_others(
    tmp_path: Path, channels: int, rate_hz: int
) -> None:
    signs = np.random.default_rng(5).choice([-1, 1], (2 * rate_hz, channels))
    damaged = (signs * 3.2e38).astype(np.float32)
    damaged[rate_hz:] = 0.0
    soundfile.write(tmp_path / "a.wav", damaged, rate_hz, subtype="FLOAT")
    heard = np.concatenate(list(read_blocks(tmp_path / "a.wav")))
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= 1.0
    assert not heard[RATE_HZ + 2000 :].any()
