"""Where quoted words begin and end: at speech, and never at another's words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.vad import SpeechSegment
from coach.transcription.ports import Word
from coach.transcription.speech_boundaries import snap_to_speech


def words(*times: tuple[float, float]) -> list[Word]:
    return [Word(text="a", start_s=start, end_s=end, probability=1) for start, end in times]


def speech(*times: tuple[float, float]) -> list[SpeechSegment]:
    return [SpeechSegment(start_s=start, end_s=end) for start, end in times]


def test_a_first_word_that_begins_in_the_silence_begins_with_speech() -> None:
    said = words((0.0, 1.0), (1.0, 1.5), (1.5, 2.6))
    assert snap_to_speech(said, speech((0.8, 2.2)), 0.0, 2.6) == (0.8, 2.2)


@pytest.mark.parametrize(("start_s", "end_s"), [(2.9, 4.3), (3.3, 3.8), (2.3, 4.6)])
def test_edges_between_two_sentences_go_to_the_pause(start_s: float, end_s: float) -> None:
    said = words((1.0, 2.0), (start_s, 3.5), (3.5, end_s), (5.1, 6.0))
    segments = speech((0.9, 2.1), (3.0, 4.0), (5.0, 6.1))
    assert snap_to_speech(said, segments, start_s, end_s) == (3.0, 4.0)


@pytest.mark.parametrize("segments", [[(9.2, 12.9)], [(9.2, 9.6), (9.75, 12.9)]])
def test_a_first_word_that_was_put_too_late_keeps_its_sound(
    segments: list[tuple[float, float]],
) -> None:
    said = words((7.0, 8.8), (9.9, 10.0), (10.0, 12.6))
    assert snap_to_speech(said, speech((4.4, 8.8), *segments), 9.9, 12.6) == (9.2, 12.9)


@pytest.mark.parametrize(
    "segments",
    [
        [(0.9, 1.4), (2.0, 4.0)],  # nearer to the word before
        [(1.1, 4.0)],  # a sentence that was not written
    ],
)
def test_wordless_speech_that_is_another_sentence_is_not_taken_along(
    segments: list[tuple[float, float]],
) -> None:
    said = words((0.0, 1.0), (2.3, 4.0))
    assert snap_to_speech(said, speech(*segments), 2.3, 4.0)[0] >= 2.0


def test_a_sentence_within_speech_keeps_the_times_of_its_words() -> None:
    said = words((1.0, 2.0), (2.0, 3.0), (3.0, 4.0), (4.0, 5.0))
    assert snap_to_speech(said, speech((0.9, 5.1)), 2.0, 4.0) == (2.0, 4.0)


def test_a_pause_inside_is_no_edge() -> None:
    said = words((1.0, 1.2), (1.5, 3.0))
    assert snap_to_speech(said, speech((1.0, 1.25), (1.45, 3.0)), 1.0, 3.0) == (1.0, 3.0)


def test_a_short_sentence_before_is_not_taken_along() -> None:
    said = words((1.0, 1.3), (1.35, 2.0))
    assert snap_to_speech(said, speech((1.0, 2.0)), 1.35, 2.0) == (1.35, 2.0)


@pytest.mark.parametrize("start_s", [0.0, 7.0])
def test_without_speech_or_words_nothing_changes(start_s: float) -> None:
    assert snap_to_speech(words((0.0, 1.0)), [], start_s, start_s + 1) == (start_s, start_s + 1)


times = st.lists(st.floats(0, 20), min_size=4, max_size=12, unique=True).map(sorted)


@given(times, times, st.data())
def test_a_span_is_never_empty_and_never_takes_half_of_another_word(
    ticks: list[float], edges: list[float], data: st.DataObject
) -> None:
    said = words(*pairwise(ticks))
    segments = speech(*zip(edges[::2], edges[1::2], strict=False))
    first = data.draw(st.integers(0, len(said) - 1))
    last = data.draw(st.integers(first, len(said) - 1))
    start_s, end_s = snap_to_speech(said, segments, said[first].start_s, said[last].end_s)
    assert start_s < end_s
    if first and said[first - 1].end_s - said[first - 1].start_s > 0.01:
        assert start_s >= (said[first - 1].start_s + said[first - 1].end_s) / 2 - 1e-9
    if last + 1 < len(said) and said[last + 1].end_s - said[last + 1].start_s > 0.01:
        assert end_s <= (said[last + 1].start_s + said[last + 1].end_s) / 2 + 1e-9
