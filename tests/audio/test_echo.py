from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples
from coach.audio.echo import EchoCanceller
from coach.audio.levels import level_db
from coach.audio.reading import read_clip
from coach.audio.tones import are_you_there_tone, end_tone, start_tone
from coach.audio.vad import detect_speech
from coach.errors import CoachError

BLOCK = 800
SECOND = LISTENING_RATE_HZ
BEGUN = 2 * SECOND


def noise(length_s: float, level_db: float = -70.0, seed: int = 1) -> Samples:
    wave = np.random.default_rng(seed).standard_normal(round(length_s * SECOND))
    return (10 ** (level_db / 20) * wave).astype(np.float32)


def voice_like(length_s: float, pitch_hz: float, seed: int = 7) -> Samples:
    """Syllables: harmonics of a wandering pitch, and noise between them."""
    rng = np.random.default_rng(seed)
    steps = round(length_s * 8)
    wave = np.zeros(0)
    for _ in range(steps):
        time_s = np.arange(SECOND // 8) / SECOND
        hz = pitch_hz * rng.uniform(0.8, 1.2)
        tops = range(1, int(3500 / hz))
        vowel = sum(
            rng.uniform(0, 1) / n * np.sin(2 * np.pi * hz * n * time_s + rng.uniform(0, 6))
            for n in tops
        )
        hiss = 0.1 * rng.standard_normal(len(time_s))
        wave = np.concatenate([wave, (vowel + hiss) * np.sin(np.pi * time_s * 8) ** 2])
    return (0.4 * wave / np.abs(wave).max()).astype(np.float32)


def room(decay_s: float, seed: int = 3) -> np.ndarray:
    """An impulse response that decays by 60 dB in `decay_s`."""
    count = round(decay_s * SECOND)
    wave = np.random.default_rng(seed).standard_normal(count) * 10 ** (
        -3 * np.arange(count) / count
    )
    wave *= 0.5 / np.linalg.norm(wave)
    wave[0] += 1
    return wave


def heard_with(
    clip: AudioClip, said: Samples, gain: float = 0.5, delay_s: float = 0.4, decay_s: float = 0.1
) -> Samples:
    echo = gain * np.convolve(clip.at_rate(SECOND).samples, room(decay_s))
    heard = np.concatenate([said, np.zeros(2 * SECOND, np.float32)])
    start = BEGUN + round(delay_s * SECOND)
    heard[start : start + len(echo)] += echo.astype(np.float32)
    return heard[: len(said)]


def cleaned(heard: Samples, clip: AudioClip, delay_s: float = 0.4, end: bool = True) -> Samples:
    remover = EchoCanceller()
    ends = BEGUN + round((delay_s + clip.duration_s) * SECOND) // BLOCK * BLOCK
    given_back = []
    for start in range(0, len(heard), BLOCK):
        if start == BEGUN:
            remover.begin(clip)
        if end and start == ends:
            remover.end()
        given_back.append(remover.feed(heard[start : start + BLOCK]))
    return np.concatenate([*given_back, remover.flush()])


# Holding back


def test_without_a_sound_the_very_same_samples_come_at_once() -> None:
    remover = EchoCanceller()
    for n in range(30):
        block = noise(0.05, seed=n)
        assert remover.feed(block) is block
    remover.end()  # of nothing
    block = noise(0.05)
    assert remover.feed(block) is block
    assert not len(remover.flush())


@pytest.mark.parametrize("ends", [True, False])
def test_sound_is_held_back_until_it_is_over(ends: bool) -> None:
    remover = EchoCanceller()
    remover.begin(start_tone())
    block = noise(0.1)
    lengths = [len(remover.feed(block)) for _ in range(10)]
    if ends:
        remover.end()
    lengths += [len(remover.feed(block)) for _ in range(40)]
    released = 14 if ends else 32  # 0.4 s after the end, or 3 s after what the clip takes
    assert lengths[: released - 1] == [0] * (released - 1)
    assert lengths[released - 1] == released * len(block)
    assert lengths[released:] == [len(block)] * (50 - released)


def test_an_endless_row_of_sounds_does_not_fill_the_memory() -> None:
    remover = EchoCanceller()
    block = np.zeros(SECOND, dtype=np.float32)
    held = most = 0
    for _ in range(100):
        remover.begin(AudioClip(np.zeros(SECOND, dtype=np.float32), SECOND))
        held += len(block) - len(remover.feed(block))
        most = max(most, held)
    assert most <= 30 * SECOND


MOMENTS = st.lists(st.sampled_from(["begin", "end", "feed", "feed", "flush"]), max_size=40)


@given(MOMENTS, st.lists(st.integers(0, 4000), min_size=1, max_size=10), st.booleans())
@settings(max_examples=60, deadline=None)
def test_nothing_gets_lost_or_out_of_order(
    moments: list[str], sizes: list[int], headphones: bool
) -> None:
    clip = AudioClip(voice_like(0.25, 150), SECOND) if headphones else start_tone()
    remover = EchoCanceller()
    fed: list[Samples] = []
    given_back: list[Samples] = []
    sound = noise(10)
    counter = 0
    for number, moment in enumerate(moments):
        if moment == "begin":
            remover.begin(clip)
        elif moment == "end":
            remover.end()
        elif moment == "flush":
            given_back.append(remover.flush())
        else:
            size = sizes[number % len(sizes)]
            fed.append(sound[counter : counter + size])
            counter += size
            given_back.append(remover.feed(fed[-1]))
    given_back.append(remover.flush())
    assert np.array_equal(np.concatenate([noise(0), *given_back]), np.concatenate([noise(0), *fed]))


# Headphones


@pytest.mark.parametrize("make", [start_tone, end_tone, are_you_there_tone])
def test_what_holds_no_echo_comes_out_bit_by_bit(make: object) -> None:
    assert callable(make)
    for said in (noise(5), np.zeros(5 * SECOND, np.float32), voice_like(5, 130)):
        assert np.array_equal(cleaned(said, make()), said)


def test_human_speech_with_headphones_comes_out_bit_by_bit(speech_dir: Path) -> None:
    clip = AudioClip(voice_like(1.1, 110), SECOND)
    for name in ("monologue-cold.wav", "book-woman.ogg", "speech-jfk.flac", "noisy-kitchen.wav"):
        said = read_clip(speech_dir / name).at_rate(SECOND).samples[: 6 * SECOND]
        assert np.array_equal(cleaned(said, clip), said)


# Loudspeakers


@pytest.mark.parametrize("make", [start_tone, end_tone, are_you_there_tone])
@pytest.mark.parametrize(("delay_s", "gain"), [(0.05, 1.0), (0.4, 0.3), (0.8, 0.5)])
def test_a_tone_is_gone_by_20_decibels(make: object, delay_s: float, gain: float) -> None:
    assert callable(make)
    clip = make()
    heard = heard_with(clip, noise(5), gain, delay_s)
    clean = cleaned(heard, clip, delay_s)
    start = BEGUN + round(delay_s * SECOND)
    span = slice(start, start + len(clip.at_rate(SECOND).samples))
    assert level_db(clean[span]) <= level_db(heard[span]) - 20
    assert level_db(clean) == pytest.approx(-70, abs=3)


def test_what_lies_outside_the_echo_is_untouched() -> None:
    clip = AudioClip(voice_like(1.0, 110), SECOND)
    said = np.concatenate([noise(5, -60), noise(1, -30)])
    heard = heard_with(clip, said)
    clean = cleaned(heard, clip)
    before, after = BEGUN + round(0.35 * SECOND), BEGUN + round(1.8 * SECOND)
    assert np.array_equal(clean[:before], heard[:before])
    assert np.array_equal(clean[after:], heard[after:])
    assert not np.array_equal(clean, heard)
    assert clean.dtype == np.float32


def test_two_sounds_that_follow_each_other_are_both_gone() -> None:
    tone, words = start_tone(), AudioClip(voice_like(1.0, 110), SECOND)
    both = AudioClip(
        np.concatenate([tone.at_rate(SECOND).samples, noise(0.2, -90), words.samples]), SECOND
    )
    heard = heard_with(both, noise(6))
    remover = EchoCanceller()
    given_back = []
    begins = {BEGUN: tone, BEGUN + round(0.4 * SECOND): words}
    ends = (BEGUN + round(0.65 * SECOND), BEGUN + round(1.85 * SECOND))
    for start in range(0, len(heard), BLOCK):
        if start in begins:
            remover.begin(begins[start])
        if start in ends:
            remover.end()
        given_back.append(remover.feed(heard[start : start + BLOCK]))
    assert level_db(np.concatenate(given_back)) == pytest.approx(-70, abs=3)
    assert level_db(heard) > -40


def test_who_talks_over_it_stays() -> None:
    clip = AudioClip(voice_like(1.1, 110), SECOND)
    said = voice_like(6, 190, seed=9) + noise(6)
    heard = heard_with(clip, said)
    span = slice(BEGUN + round(0.4 * SECOND), BEGUN + round(1.5 * SECOND))
    wrong_before = level_db(heard[span] - said[span]) - level_db(said[span])
    wrong = level_db(cleaned(heard, clip)[span] - said[span]) - level_db(said[span])
    assert wrong <= -8
    assert wrong <= wrong_before - 5


# With a real voice


@pytest.fixture(scope="module")
def warning() -> AudioClip:
    from coach.voices.choosing import choose_voice

    try:
        return choose_voice("auto", "en").render("Thirty seconds.")
    except CoachError as error:
        pytest.skip(f"no voice: {error.message}")


@pytest.mark.parametrize(
    ("gain", "delay_s", "decay_s"), [(0.3, 0.05, 0.06), (1.0, 0.4, 0.1), (0.1, 0.8, 0.15)]
)
def test_a_spoken_warning_is_no_speech_afterwards(
    warning: AudioClip, gain: float, delay_s: float, decay_s: float
) -> None:
    heard = heard_with(warning, noise(6, -60), gain, delay_s, decay_s)
    assert detect_speech(heard)
    assert not detect_speech(cleaned(heard, warning, delay_s))
    assert not detect_speech(cleaned(heard, warning, delay_s, end=False))


def test_a_person_who_answers_over_the_warning_is_still_heard(
    warning: AudioClip, speech_dir: Path
) -> None:
    said = read_clip(speech_dir / "monologue-fast-slow.wav").at_rate(SECOND).samples[: 6 * SECOND]
    said = (0.4 * said / np.abs(said).max()).astype(np.float32)
    heard = heard_with(warning, said, gain=0.3)
    clean = cleaned(heard, warning)
    span = slice(BEGUN + round(0.4 * SECOND), BEGUN + round(1.6 * SECOND))
    assert level_db(clean[span] - said[span]) <= level_db(heard[span] - said[span]) - 6
    spoken_s = sum(s.end_s - s.start_s for s in detect_speech(said))
    still_s = sum(s.end_s - s.start_s for s in detect_speech(clean))
    assert still_s == pytest.approx(spoken_s, abs=0.5)
