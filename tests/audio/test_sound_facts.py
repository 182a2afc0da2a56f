from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import SoundGap
from coach.audio.facts import SoundFacts, SoundFactsBuilder, Span
from coach.audio.levels import FLOOR_DB, Hearing, clipped, judge, level_db
from coach.audio.pitch import STEP_S, PitchTrack
from coach.audio.vad import CHUNK_S, SpeechSegment, segments_from

RNG = np.random.default_rng(11)


def sine(frequency_hz: float, length_s: float = 1.0, peak: float = 0.5) -> Samples:
    time_s = np.arange(round(length_s * LISTENING_RATE_HZ)) / LISTENING_RATE_HZ
    return (peak * np.sin(2 * np.pi * frequency_hz * time_s)).astype(np.float32)


def voice_like(frequency_hz: float, length_s: float = 1.0) -> Samples:
    parts = [sine(n * frequency_hz, length_s, 0.1 / n) for n in range(1, 9)]
    return np.sum(parts, axis=0, dtype=np.float32)


def noise(length_s: float = 1.0, level: float = 0.1) -> Samples:
    count = round(length_s * LISTENING_RATE_HZ)
    return (level * np.random.default_rng(5).standard_normal(count)).astype(np.float32)


# Levels


@pytest.mark.parametrize("peak", [1.0, 0.5, 0.1, 0.001])
def test_the_level_of_a_sine_is_three_decibels_below_its_peak(peak: float) -> None:
    expected = 20 * math.log10(peak / math.sqrt(2))
    assert level_db(sine(400, peak=peak)) == pytest.approx(expected, abs=0.01)


def test_levels_never_fall_below_the_floor() -> None:
    assert level_db(np.zeros(1600, dtype=np.float32)) == FLOOR_DB
    assert level_db(np.zeros(0, dtype=np.float32)) == FLOOR_DB
    assert level_db(np.full(1600, 1e-7, dtype=np.float32)) == FLOOR_DB
    assert level_db(np.tile(np.array([1, -1], dtype=np.float32), 800)) == 0.0


def test_a_constant_offset_is_no_sound() -> None:
    assert level_db(np.full(1600, 0.2, dtype=np.float32)) == FLOOR_DB
    assert level_db(sine(400) + np.float32(0.2)) == pytest.approx(level_db(sine(400)), abs=0.01)


@pytest.mark.parametrize(
    ("loud", "is_clipped"),
    [([], False), ([7], False), ([7, 8], False), ([7, 8, 10, 11], False), ([7, 8, 9], True)],
)
def test_three_samples_in_a_row_at_full_scale_are_clipping(
    loud: list[int], is_clipped: bool
) -> None:
    sound = np.full(1600, 0.9, dtype=np.float32)
    sound[loud] = 1.0
    assert clipped(sound) == is_clipped
    assert clipped(-sound) == is_clipped
    assert not clipped(sound[:2])


@pytest.mark.parametrize(
    ("levels_db", "speech_s", "clipping", "hearing"),
    [
        ([FLOOR_DB] * 30, 0.0, False, Hearing.NOTHING),
        ([], 0.0, False, Hearing.NOTHING),
        ([-60.0] * 30, 0.0, False, Hearing.SILENT),
        ([-20.0] * 30, 0.29, True, Hearing.SILENT),  # a slammed door
        ([-60.0] * 20 + [-50.0] * 10, 1.0, False, Hearing.QUIET),
        ([-60.0] * 20 + [-25.0] * 10, 1.0, False, Hearing.GOOD),
        ([-60.0] * 20 + [-3.0] * 10, 1.0, True, Hearing.CLIPPED),
        ([-20.0], 0.3, False, Hearing.GOOD),
    ],
)
def test_a_sound_check_is_judged(
    levels_db: list[float], speech_s: float, clipping: bool, hearing: Hearing
) -> None:
    assert judge(levels_db, speech_s, clipping) is hearing


# Pitch


def pitches(sound: Samples) -> np.ndarray:
    track = PitchTrack()
    track.feed(sound)
    return np.array(track.pitches_hz)


@pytest.mark.parametrize("make", [sine, voice_like])
@pytest.mark.parametrize("frequency_hz", [80, 100, 131, 137, 152, 188, 200, 233, 254, 281, 300])
def test_the_pitch_is_found_within_two_percent(make: object, frequency_hz: int) -> None:
    assert callable(make)
    found = pitches(make(frequency_hz))
    assert len(found) == 48  # one per 0.02 s, as long as a window of 0.06 s fits
    assert np.all(np.abs(found - frequency_hz) <= 0.02 * frequency_hz), found


@given(frequency_hz=st.floats(80, 300), peak=st.floats(0.05, 1.0))
@settings(max_examples=40, deadline=None)
def test_any_pitch_of_a_voice_is_found(frequency_hz: float, peak: float) -> None:
    found = pitches(sine(frequency_hz, 0.3, peak))
    assert np.all(np.abs(found - frequency_hz) <= 0.02 * frequency_hz), found


@pytest.mark.parametrize(
    "sound",
    [
        noise(),
        np.zeros(16_000, dtype=np.float32),
        np.full(16_000, 0.3, np.float32),
        sine(150) / 1e3,
    ],
    ids=["noise", "silence", "constant", "far too soft"],
)
def test_what_is_no_voice_has_no_pitch(sound: Samples) -> None:
    assert not pitches(sound.astype(np.float32)).any()


def in_blocks(sound: Samples, cuts: list[int]) -> list[Samples]:
    return np.split(sound, sorted(min(cut, len(sound)) for cut in cuts))


MIXED = np.concatenate(
    [voice_like(110, 0.5), noise(0.3), np.zeros(3210, np.float32), voice_like(220, 0.4), sine(90)]
)
CUTS = st.lists(st.integers(0, len(MIXED)), max_size=30)


@given(CUTS)
@settings(max_examples=30, deadline=None)
def test_pitch_does_not_depend_on_block_sizes(cuts: list[int]) -> None:
    track = PitchTrack()
    for block in in_blocks(MIXED, cuts):
        track.feed(block)
    assert track.pitches_hz == pitches(MIXED).tolist()


# Facts


@given(CUTS)
@settings(max_examples=30, deadline=None)
def test_facts_do_not_depend_on_block_sizes(cuts: list[int]) -> None:
    whole, parts = SoundFactsBuilder(), SoundFactsBuilder()
    whole.feed(MIXED)
    for block in in_blocks(MIXED, cuts):
        parts.feed(block)
    assert parts.facts() == whole.facts()


def test_levels_and_clipping_are_told_per_tenth_of_a_second() -> None:
    builder = SoundFactsBuilder()
    loud = np.clip(sine(200, 0.2, 3.0), -1, 1)
    builder.feed(np.concatenate([np.zeros(1600, np.float32), sine(400, 0.2), loud, loud[:1599]]))
    facts = builder.facts()
    assert facts.levels_db[:3] == (FLOOR_DB, -9.0, -9.0)
    assert len(facts.levels_db) == 5  # the last, unfinished step is not told
    assert facts.clipping == (Span(start_s=0.3, end_s=0.4), Span(start_s=0.4, end_s=0.5))
    assert facts.duration_s == 0.6


def test_gaps_pauses_and_the_coachs_own_sounds_are_noted_where_they_were() -> None:
    builder = SoundFactsBuilder()
    builder.feed(sine(200, 1.0))
    builder.lost(12.3456)
    builder.feed(sine(200, 0.5))
    builder.paused(60.0)
    builder.coach_sounded(0.25, 1.12345)
    facts = builder.facts([SpeechSegment(start_s=0.1, end_s=0.9)])
    assert facts.gaps == (SoundGap(at_s=1.0, lost_s=12.346),)
    assert facts.pauses_taken == (SoundGap(at_s=1.5, lost_s=60.0),)
    assert facts.coach_sounds == (Span(start_s=0.25, end_s=1.123),)
    assert facts.duration_s == 1.5
    assert facts.speech_s == pytest.approx(0.8)
    assert (facts.level_step_s, facts.pitch_step_s) == (0.1, STEP_S)


def test_facts_survive_json_and_keys_of_a_later_version() -> None:
    builder = SoundFactsBuilder()
    builder.feed(MIXED)
    builder.lost(0.5)
    facts = builder.facts([SpeechSegment(start_s=0.1, end_s=0.9)])
    text = facts.model_dump_json()
    assert SoundFacts.model_validate_json(text) == facts
    later = text.replace("{", '{"mood": "fine", ', 1)
    assert SoundFacts.model_validate_json(later) == facts


# Voice activity


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ([], []),
        ([0.0] * 50, []),
        ([0.0] * 10 + [0.9] * 3 + [0.0] * 10, []),  # 0.096 s: a click
        ([0.0] * 10 + [0.9] * 4 + [0.0] * 10, [(0.29, 0.478)]),
        ([0.9] * 10 + [0.0] * 10, [(0.0, 0.35)]),  # padding does not go below zero
        ([0.0] * 10 + [0.49] * 10, []),
        # once begun, it goes on until it falls below 0.35
        ([0.0] * 10 + [0.5] * 5 + [0.36] * 5 + [0.34] * 10, [(0.29, 0.67)]),
        # a gap of 0.096 s is closed, one of 0.128 s is a pause
        ([0.9] * 5 + [0.0] * 3 + [0.9] * 5 + [0.0] * 5, [(0.0, 0.446)]),
        ([0.9] * 5 + [0.0] * 4 + [0.9] * 5 + [0.0] * 5, [(0.0, 0.19), (0.258, 0.478)]),
        ([0.0] * 10 + [0.9] * 10, [(0.29, 0.67)]),  # still going on
    ],
)
def test_segments_are_made_of_probabilities(
    probabilities: list[float], expected: list[tuple[float, float]]
) -> None:
    found = [(round(s.start_s, 3), round(s.end_s, 3)) for s in segments_from(probabilities)]
    assert found == expected


def test_segments_begin_where_the_first_chunk_does() -> None:
    (segment,) = segments_from([0.0] * 10 + [0.9] * 10 + [0.0], first_chunk_s=100.0)
    assert (segment.start_s, segment.end_s) == pytest.approx((100.29, 100.67))


@given(st.lists(st.floats(0, 1), max_size=200))
@settings(max_examples=150, deadline=None)
def test_segments_are_in_order_apart_and_inside_the_sound(probabilities: list[float]) -> None:
    segments = segments_from(probabilities)
    for segment in segments:
        assert 0 <= segment.start_s < segment.end_s
        assert segment.end_s <= len(probabilities) * CHUNK_S + 0.031
    for earlier, later in pairwise(segments):
        assert earlier.end_s < later.start_s
    spoken = {n for n, p in enumerate(probabilities) if p >= 0.5}
    covered = {
        n
        for n in spoken
        for segment in segments
        if segment.start_s <= n * CHUNK_S + 0.001 and (n + 1) * CHUNK_S <= segment.end_s + 0.001
    }
    clicks = spoken - covered
    assert len(clicks) <= 3 * (len(probabilities) // 5 + 1)
