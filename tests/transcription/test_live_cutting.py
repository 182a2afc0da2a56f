"""Cutting speech into pieces while it is spoken."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.vad import CHUNK_SAMPLES
from coach.transcription.cutting import Piece
from coach.transcription.live_cutting import LONGEST_S, PieceCutter

SPEECH, SILENCE = 0.95, 0.02


def fed(cutter: PieceCutter, parts: list[tuple[float, float]], block_s: float = 0.1) -> list[Piece]:
    """Feed stretches of (seconds, probability of speech), block by block, as a listener would."""
    seconds = [length_s for length_s, _ in parts]
    chunks = np.concatenate(
        [np.full(round(length_s * LISTENING_RATE_HZ / CHUNK_SAMPLES), p) for length_s, p in parts]
    )
    count = round(sum(seconds) * LISTENING_RATE_HZ)
    samples = np.arange(count, dtype=np.float32)
    pieces: list[Piece] = []
    block = round(block_s * LISTENING_RATE_HZ)
    for start in range(0, count, block):
        end = min(start + block, count)
        new = chunks[start // CHUNK_SAMPLES : end // CHUNK_SAMPLES]
        pieces += cutter.feed(samples[start:end], new.tolist())
    return pieces


def lengths_s(pieces: list[Piece]) -> list[float]:
    return [len(piece.samples) / LISTENING_RATE_HZ for piece in pieces]


@settings(max_examples=150, deadline=None)
@given(
    blocks=st.lists(st.integers(1, 4_000), min_size=1, max_size=150),
    probabilities=st.data(),
)
def test_no_sample_is_lost_and_none_comes_twice(blocks: list[int], probabilities: st.DataObject):
    cutter = PieceCutter()
    pieces: list[Piece] = []
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
        np.concatenate([piece.samples for piece in pieces]), np.arange(total, dtype=np.float32)
    )
    for piece in pieces:
        assert not len(piece.samples) or piece.start_s == piece.samples[0] / LISTENING_RATE_HZ
        assert len(piece.samples) <= (LONGEST_S + 1.0) * LISTENING_RATE_HZ
        for segment in piece.speech:
            length_s = len(piece.samples) / LISTENING_RATE_HZ
            assert 0.0 <= segment.start_s <= segment.end_s <= length_s


def test_speech_is_cut_at_a_pause_once_there_is_enough_of_it():
    cutter = PieceCutter()
    pieces = fed(cutter, [(3.2, SPEECH), (0.6, SILENCE), (4.0, SPEECH), (0.6, SILENCE)])
    assert len(pieces) == 1  # not at the first pause: three seconds are too little
    assert 7.8 < lengths_s(pieces)[0] < 8.2
    assert len(pieces[0].speech) == 2


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
    more = cutter.feed(np.zeros(1_600, dtype=np.float32), [SILENCE] * 3)
    more += cutter.feed(np.zeros(1_600, dtype=np.float32), [SILENCE] * 3)
    assert len(more) == 1
    assert np.array_equal(more[0].samples, guess.samples)
    assert more[0].speech == guess.speech


def test_nothing_is_guessed_while_somebody_speaks_or_before():
    cutter = PieceCutter()
    fed(cutter, [(1.0, SILENCE)])
    assert cutter.pausing() is None
    fed(cutter, [(1.0, SPEECH)])
    assert cutter.pausing() is None
