"""Cutting speech into pieces while it is spoken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.vad import CHUNK_SAMPLES
from coach.transcription.live_cutting import LONGEST_S, LivePiece, PieceCutter

SPEECH, SILENCE = 0.95, 0.02


def fed(
    cutter: PieceCutter, parts: list[tuple[float, float]], block_s: float = 0.1
) -> list[LivePiece]:
    """Feed stretches of (seconds, probability of speech), block by block, as a listener would."""
    seconds = [length_s for length_s, _ in parts]
    chunks = np.concatenate(
        [np.full(round(length_s * LISTENING_RATE_HZ / CHUNK_SAMPLES), p) for length_s, p in parts]
    )
    count = round(sum(seconds) * LISTENING_RATE_HZ)
    samples = np.arange(count, dtype=np.float32)
    pieces: list[LivePiece] = []
    block = round(block_s * LISTENING_RATE_HZ)
    for start in range(0, count, block):
        end = min(start + block, count)
        new = chunks[start // CHUNK_SAMPLES : end // CHUNK_SAMPLES]
        pieces += cutter.feed(samples[start:end], new.tolist())
    return pieces


def lengths_s(pieces: list[LivePiece]) -> list[float]:
    return [piece.own_s for piece in pieces]


@settings(max_examples=150, deadline=None)
@given(
    blocks=st.lists(st.integers(1, 4_000), min_size=1, max_size=150),
    probabilities=st.data(),
)
def test_no_sample_is_lost_and_none_comes_twice(blocks: list[int], probabilities: st.DataObject):
    cutter = PieceCutter()
    pieces: list[LivePiece] = []
    level = probabilities.draw(st.sampled_from([0.0, 0.4, 0.6, 1.0]))
    total = 0
    for size in blocks:
        samples = np.arange(total, total + size, dtype=np.float32)
        count = (total + size) // CHUNK_SAMPLES - total // CHUNK_SAMPLES
        if probabilities.draw(st.booleans()):
            level = probabilities.draw(st.floats(0.0, 1.0))
        pieces += cutter.feed(samples, [level] * count)
        total += size
    pieces.append(cutter.rest())
    assert np.array_equal(
        np.concatenate([piece.own_samples for piece in pieces]),
        np.arange(total, dtype=np.float32),
    )
    for piece in pieces:
        length_s = len(piece.samples) / LISTENING_RATE_HZ
        assert 0 <= piece.own_s <= length_s <= LONGEST_S + 1.0
        assert not len(piece.samples) or piece.start_s == piece.samples[0] / LISTENING_RATE_HZ
        for segment in piece.speech:
            assert 0.0 <= segment.start_s <= segment.end_s <= length_s + 0.001


def test_an_answer_of_less_than_the_longest_piece_stays_whole():
    cutter = PieceCutter()
    speech = [(6.0, SPEECH), (1.0, SILENCE)] * 3
    assert not fed(cutter, speech)
    assert len(cutter.rest().speech) == 3


def test_a_longer_one_is_cut_in_its_longest_pause_with_context():
    cutter = PieceCutter()
    pieces = fed(
        cutter, [(9.0, SPEECH), (0.4, SILENCE), (6.0, SPEECH), (1.0, SILENCE), (10.0, SPEECH)]
    )
    assert len(pieces) == 1
    assert pieces[0].own_s == pytest.approx(15.9, abs=0.1)
    assert len(pieces[0].samples) / LISTENING_RATE_HZ == pytest.approx(LONGEST_S, abs=0.1)
    assert cutter.open_from_s == pieces[0].own_s


def test_a_long_pause_ends_a_piece():
    pieces = fed(PieceCutter(), [(4.0, SPEECH), (6.0, SILENCE)])
    assert pieces[0].own_s == pytest.approx(4.2, abs=0.1)


def test_what_is_forgotten_is_silence():
    cutter = PieceCutter()
    fed(cutter, [(4.0, SPEECH), (1.0, SILENCE), (1.0, SPEECH), (1.0, SILENCE)])
    before = cutter.rest()
    cutter.forget(4.9, 6.2)
    after = cutter.rest()
    assert after.speech == before.speech[:1]
    gone = slice(round(4.9 * LISTENING_RATE_HZ), round(6.2 * LISTENING_RATE_HZ))
    assert not after.samples[gone].any()
    assert np.array_equal(after.samples[: gone.start], before.samples[: gone.start])


def test_a_long_silence_is_a_piece_without_speech():
    cutter = PieceCutter()
    pieces = fed(cutter, [(8.0, SILENCE), (2.0, SPEECH)])
    assert pieces
    assert not any(piece.speech for piece in pieces)
    assert 0.8 <= cutter.rest().speech[0].start_s <= 2.1  # what is kept before the first word


def test_speech_without_any_pause_is_cut_all_the_same():
    pieces = fed(PieceCutter(), [(40.0, SPEECH)])
    assert len(pieces) >= 2
    assert max(lengths_s(pieces)) <= LONGEST_S + 0.1


def test_the_guess_at_a_pause_is_the_piece_that_is_cut_later():
    cutter = PieceCutter()
    assert not fed(cutter, [(7.0, SPEECH), (0.32, SILENCE)])
    guess = cutter.pausing()
    assert guess is not None
    silent = np.zeros(LISTENING_RATE_HZ * 5, dtype=np.float32)
    cut, *_ = cutter.feed(silent, [SILENCE] * (len(silent) // CHUNK_SAMPLES))
    assert (cut.start_s, cut.speech) == (guess.start_s, guess.speech)
    assert np.array_equal(cut.own_samples, guess.samples)


def test_nothing_is_guessed_while_somebody_speaks_or_before():
    cutter = PieceCutter()
    fed(cutter, [(1.0, SILENCE)])
    assert cutter.pausing() is None
    fed(cutter, [(1.0, SPEECH)])
    assert cutter.pausing() is None
