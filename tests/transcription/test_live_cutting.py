"""Cutting speech into pieces while it is spoken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.speech_network import CHUNK_SAMPLES
from coach.audio.vad import segments_from
from coach.transcription.cutting import LONG, SHORT, Lengths, Piece, pieces
from coach.transcription.live_cutting import PieceCutter

pytestmark = pytest.mark.real  # takes too long for `make quick`

SPEECH, SILENCE = 0.95, 0.02


def fed(cutter: PieceCutter, parts: list[tuple[float, float]], block_s: float = 0.1) -> list[Piece]:
    """Feed stretches of (seconds, probability of speech), block by block, as a listener would."""
    seconds = [length_s for length_s, _ in parts]
    chunks = np.concatenate(
        [np.full(round(length_s * LISTENING_RATE_HZ / CHUNK_SAMPLES), p) for length_s, p in parts]
    )
    count = round(sum(seconds) * LISTENING_RATE_HZ)
    samples = np.arange(count, dtype=np.float32)
    cut: list[Piece] = []
    block = round(block_s * LISTENING_RATE_HZ)
    for start in range(0, count, block):
        end = min(start + block, count)
        new = chunks[start // CHUNK_SAMPLES : end // CHUNK_SAMPLES]
        cut += cutter.feed(samples[start:end], new.tolist())
    return cut


def lengths_s(cut: list[Piece]) -> list[float]:
    return [piece.own_s for piece in cut]


@settings(max_examples=150, deadline=None)
@given(
    blocks=st.lists(st.integers(1, 4_000), min_size=1, max_size=150),
    probabilities=st.data(),
)
def test_no_sample_is_lost_and_none_comes_twice(blocks: list[int], probabilities: st.DataObject):
    cutter = PieceCutter()
    cut: list[Piece] = []
    level = probabilities.draw(st.sampled_from([0.0, 0.4, 0.6, 1.0]))
    total = 0
    for size in blocks:
        samples = np.arange(total, total + size, dtype=np.float32)
        count = (total + size) // CHUNK_SAMPLES - total // CHUNK_SAMPLES
        if probabilities.draw(st.booleans()):
            level = probabilities.draw(st.floats(0.0, 1.0))
        cut += cutter.feed(samples, [level] * count)
        total += size
    cut.append(cutter.rest())
    assert np.array_equal(
        np.concatenate([piece.own_samples for piece in cut]),
        np.arange(total, dtype=np.float32),
    )
    for piece in cut:
        length_s = len(piece.samples) / LISTENING_RATE_HZ
        assert 0 <= piece.own_s <= length_s <= LONG.longest_s + 0.3
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
    (cut,) = fed(
        cutter, [(9.0, SPEECH), (0.4, SILENCE), (6.0, SPEECH), (1.0, SILENCE), (10.0, SPEECH)]
    )
    assert cut.own_s == pytest.approx(15.9, abs=0.1)
    assert cut.speech[-1].end_s == pytest.approx(LONG.longest_s, abs=0.1)
    assert cutter.open_from_s == cut.own_s


def test_short_pieces_are_cut_sooner():
    cutter = PieceCutter(SHORT)
    (cut,) = fed(
        cutter, [(5.4, SPEECH), (0.4, SILENCE), (3.0, SPEECH), (1.0, SILENCE), (6.5, SPEECH)]
    )
    assert cut.own_s == pytest.approx(9.3, abs=0.1)
    assert cut.speech[-1].end_s == pytest.approx(SHORT.longest_s, abs=0.1)


def test_the_context_ends_in_a_pause_where_that_is_written_down_already():
    cutter = PieceCutter()
    parts = [(9.0, SPEECH), (0.7, SILENCE), (3.0, SPEECH), (1.0, SILENCE), (8.0, SPEECH)]
    assert not fed(cutter, [*parts, (0.4, SILENCE)])
    guess = cutter.pausing()
    assert guess is not None
    (cut,) = cutter.feed(*speech_s(3.5))
    assert (cut.start_s, cut.speech) == (guess.start_s, guess.speech)
    assert cut.own_s == pytest.approx(13.2, abs=0.1)


def speech_s(seconds: float) -> tuple[Samples, list[float]]:
    samples = np.zeros(round(seconds * LISTENING_RATE_HZ), dtype=np.float32)
    return samples, [SPEECH] * (len(samples) // CHUNK_SAMPLES)


def test_a_long_pause_ends_a_piece():
    cut = fed(PieceCutter(), [(4.0, SPEECH), (6.0, SILENCE)])
    assert cut[0].own_s == pytest.approx(4.2, abs=0.1)


chunks = st.tuples(st.integers(10, 500), st.integers(10, 250))  # of speech, of silence


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    parts=st.lists(chunks, min_size=1, max_size=12),
    block=st.integers(400, 3_000),
    noise=st.integers(0, 99),
    lengths=st.sampled_from([LONG, SHORT]),
)
def test_live_and_from_a_file_the_same_pieces_are_written_down(
    parts: list[tuple[int, int]], block: int, noise: int, lengths: Lengths
):
    probabilities = [p for part in parts for p in [SPEECH] * part[0] + [SILENCE] * part[1]]
    samples = np.random.default_rng(noise).random(len(probabilities) * CHUNK_SAMPLES, np.float32)
    cutter = PieceCutter(lengths)
    live: list[Piece] = []
    for start in range(0, len(samples), block):
        end = min(start + block, len(samples))
        new = probabilities[start // CHUNK_SAMPLES : end // CHUNK_SAMPLES]
        live += cutter.feed(samples[start:end], new)
    live.append(cutter.rest())
    filed = pieces(np.array_split(samples, 7), segments_from(probabilities), lengths)
    assert [shown(piece) for piece in live if piece.has_speech] == [
        shown(piece) for piece in filed if piece.has_speech
    ]


def shown(piece: Piece) -> tuple[object, ...]:
    """What decides about the words of a piece."""
    speech = [(round(each.start_s, 2), round(each.end_s, 2)) for each in piece.speech]
    return piece.start_s, piece.samples[: round(piece.speech[-1].end_s * 16_000)].sum(), speech


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
    cut = fed(cutter, [(8.0, SILENCE), (2.0, SPEECH)])
    assert cut
    assert not any(piece.speech for piece in cut)
    assert 1.0 <= cutter.rest().speech[0].start_s <= 1.04  # what is kept before the first word


def test_speech_without_any_pause_is_cut_all_the_same():
    cut = fed(PieceCutter(), [(40.0, SPEECH)])
    assert len(cut) >= 2
    assert max(lengths_s(cut)) <= LONG.longest_s


def test_the_guess_at_a_pause_is_the_piece_that_is_cut_later():
    cutter = PieceCutter()
    assert not fed(cutter, [(7.0, SPEECH), (0.32, SILENCE)])
    guess = cutter.pausing()
    assert guess is not None
    silent = np.zeros(LISTENING_RATE_HZ * 6, dtype=np.float32)
    cut, *_ = cutter.feed(silent, [SILENCE] * (len(silent) // CHUNK_SAMPLES))
    assert (cut.start_s, cut.speech) == (guess.start_s, guess.speech)


def test_nothing_is_guessed_while_somebody_speaks_or_before():
    cutter = PieceCutter()
    fed(cutter, [(1.0, SILENCE)])
    assert cutter.pausing() is None
    fed(cutter, [(1.0, SPEECH)])
    assert cutter.pausing() is None
