from __future__ import annotations

import pickle
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.utterances import (
    CANDIDATE_AFTER_S,
    CONFIRMED_AFTER_S,
    KEPT_S,
    LONGEST_S,
    MARGIN_S,
    SHORTEST_S,
    Stage,
    UtteranceEvent,
    UtteranceFinder,
)
from coach.audio.vad import CHUNK_S

SPEECH, DOUBT, QUIET = 0.9, 0.4, 0.05
PADDING_S = 0.03  # of the voice activity's segments

CANDIDATE, CONFIRMED, WITHDRAWN = Stage.CANDIDATE, Stage.CONFIRMED, Stage.WITHDRAWN
Run = tuple[int, float]


def found(*runs: Run) -> list[tuple[int, UtteranceEvent]]:
    """Each event with the number of chunks heard by then; runs are (chunks, probability)."""
    finder = UtteranceFinder()
    probabilities = [probability for chunks, probability in runs for _ in range(chunks)]
    return [
        (number, event)
        for number, probability in enumerate(probabilities, 1)
        for event in finder.feed([probability])
    ]


def stages(*runs: Run) -> list[Stage]:
    return [event.stage for _, event in found(*runs)]


def times(event: UtteranceEvent) -> tuple[float, float]:
    return event.start_s, event.end_s


def test_an_utterance_between_pauses_is_a_candidate_soon_and_confirmed_later() -> None:
    events = found((30, QUIET), (20, SPEECH), (40, QUIET))
    start_s, end_s = 30 * CHUNK_S - PADDING_S, 50 * CHUNK_S + PADDING_S
    expected = [(59, CANDIDATE), (70, CONFIRMED)]
    assert [(number, event.stage) for number, event in events] == expected
    for _, event in events:
        assert times(event) == pytest.approx((start_s, end_s))
    for (number, _), wait_s in zip(expected, (CANDIDATE_AFTER_S, CONFIRMED_AFTER_S), strict=True):
        assert 0 <= number * CHUNK_S - end_s - wait_s < CHUNK_S


def test_it_may_stand_at_the_very_beginning() -> None:
    events = found((20, SPEECH), (40, QUIET))
    assert [event.stage for _, event in events] == [CANDIDATE, CONFIRMED]
    assert events[0][1].start_s == events[0][1].sound_start_s == 0.0


def test_the_sound_to_read_has_a_margin_and_has_been_heard_already() -> None:
    (heard, candidate), _ = found((30, QUIET), (20, SPEECH), (40, QUIET))
    assert candidate.sound_start_s == pytest.approx(candidate.start_s - MARGIN_S)
    assert candidate.sound_end_s == pytest.approx(candidate.end_s + MARGIN_S)
    assert candidate.sound_end_s <= heard * CHUNK_S


def test_speech_that_goes_on_withdraws_the_candidate_and_makes_a_longer_one() -> None:
    events = found((30, QUIET), (10, SPEECH), (12, QUIET), (15, SPEECH), (40, QUIET))
    assert [event.stage for _, event in events] == [CANDIDATE, WITHDRAWN, CANDIDATE, CONFIRMED]
    first, withdrawn, second, confirmed = (event for _, event in events)
    assert times(first) == times(withdrawn)
    assert times(second) == times(confirmed)
    assert second.start_s == first.start_s
    assert second.end_s == pytest.approx(67 * CHUNK_S + PADDING_S)


@pytest.mark.parametrize("gap_chunks", [2, 4, 5])
def test_a_small_gap_belongs_to_the_utterance(gap_chunks: int) -> None:
    runs = (30, QUIET), (8, SPEECH), (gap_chunks, QUIET), (8, SPEECH), (40, QUIET)
    assert stages(*runs) == [CANDIDATE, CONFIRMED]
    assert found(*runs)[0][1].start_s == pytest.approx(30 * CHUNK_S - PADDING_S)


def test_what_ends_a_long_sentence_is_no_utterance_of_its_own() -> None:
    sentence = (200, SPEECH)
    assert stages((30, QUIET), sentence, (12, QUIET), (20, SPEECH), (40, QUIET)) == []
    assert stages((30, QUIET), sentence, (20, QUIET), (20, SPEECH), (40, QUIET)) == [
        CANDIDATE,
        CONFIRMED,
    ]


def test_what_begins_a_long_sentence_is_withdrawn() -> None:
    runs = (30, QUIET), (20, SPEECH), (12, QUIET), (200, SPEECH), (40, QUIET)
    assert stages(*runs) == [CANDIDATE, WITHDRAWN]


@pytest.mark.parametrize("chunks", [1, 3, 4, 110, 400])
def test_too_short_and_too_long_are_none(chunks: int) -> None:
    assert stages((30, QUIET), (chunks, SPEECH), (40, QUIET)) == []


@pytest.mark.parametrize("chunks", [5, 105])
def test_the_shortest_and_the_longest_are_some(chunks: int) -> None:
    assert SHORTEST_S <= chunks * CHUNK_S + 2 * PADDING_S <= LONGEST_S
    assert stages((30, QUIET), (chunks, SPEECH), (40, QUIET)) == [CANDIDATE, CONFIRMED]


def test_doubt_goes_on_but_does_not_begin() -> None:
    assert stages((30, QUIET), (20, DOUBT), (40, QUIET)) == []
    events = found((30, QUIET), (5, SPEECH), (15, DOUBT), (40, QUIET))
    assert events[0][1].end_s == pytest.approx(50 * CHUNK_S + PADDING_S)


def test_clicks_do_not_end_a_pause() -> None:
    click = (2, SPEECH)
    runs = (30, QUIET), (20, SPEECH), (11, QUIET), click, (10, QUIET), click, (30, QUIET)
    assert stages(*runs) == [CANDIDATE, CONFIRMED]
    assert found(*runs)[1][0] == 70


def test_two_utterances_with_a_pause_between_are_two() -> None:
    events = found((30, QUIET), (20, SPEECH), (25, QUIET), (20, SPEECH), (40, QUIET))
    assert [event.stage for _, event in events] == [CANDIDATE, CONFIRMED] * 2
    assert events[2][1].start_s == pytest.approx(75 * CHUNK_S - PADDING_S)


def test_speech_takes_four_chunks_to_be_told_from_a_click() -> None:
    gaps = {
        16: [CANDIDATE, WITHDRAWN, CANDIDATE, CONFIRMED],
        17: [CANDIDATE, CONFIRMED],  # the second came too early to stand alone
        18: [CANDIDATE, CONFIRMED] * 2,
    }
    for gap_chunks, expected in gaps.items():
        runs = (30, QUIET), (20, SPEECH), (gap_chunks, QUIET), (20, SPEECH), (40, QUIET)
        assert stages(*runs) == expected


def test_it_keeps_little_however_long_it_goes_on() -> None:
    sizes = []
    for length in (1, 600):
        finder = UtteranceFinder()
        for _ in range(length):
            finder.feed([QUIET] * 20 + [SPEECH] * 11)
        finder.feed([QUIET] * 1000)
        sizes.append(len(pickle.dumps(finder)))
    assert sizes[1] < sizes[0] + 100


RUNS = st.lists(
    st.tuples(st.integers(1, 40), st.sampled_from([SPEECH, DOUBT, QUIET])), min_size=1, max_size=30
)


@settings(deadline=None)
@given(RUNS, st.integers(1, 50))
def test_it_does_not_matter_in_which_portions_it_is_fed(runs: list[Run], portion: int) -> None:
    probabilities = [probability for chunks, probability in runs for _ in range(chunks)]
    finder = UtteranceFinder()
    events = [
        event
        for start in range(0, len(probabilities), portion)
        for event in finder.feed(probabilities[start : start + portion])
    ]
    assert events == [event for _, event in found(*runs)]


@settings(deadline=None)
@given(RUNS)
def test_each_candidate_gets_one_verdict_and_its_sound_is_kept(runs: list[Run]) -> None:
    events = found(*runs, (40, QUIET))
    verdicts = [list(group) for _, group in groupby(events, key=lambda one: times(one[1]))]
    for group in verdicts:
        (heard, candidate), (_, verdict) = group
        assert candidate.stage is CANDIDATE
        assert verdict.stage in (CONFIRMED, WITHDRAWN)
        assert SHORTEST_S <= candidate.end_s - candidate.start_s <= LONGEST_S
        assert heard * CHUNK_S - KEPT_S <= candidate.sound_start_s
        assert candidate.sound_end_s <= heard * CHUNK_S
