"""Speech cut into pieces while it is still being spoken.

Pure: sound and probabilities of speech go in, pieces come out; nothing here knows an engine, a
thread or a clock. The pieces' own parts are a partition: no sample is lost, none comes twice,
whatever the voice activity says.

A piece is cut in the past: what was heard after the cut goes with it as context, because Whisper
gets the last words of a sound wrong whose end it does not know. Cut that way, thirteen human clips
and 27 spoken answers came out as well as whole files in the mean (`tests/benchmarks/latency.py`);
cut at the newest pause, in pieces of 6 to 15 s, the clips had 15.3 % word errors instead of 9.6 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.vad import CHUNK_S, CHUNK_SAMPLES, SpeechSegment, segments_from
from coach.transcription.cutting import (
    LONG_PAUSE_S,
    MARGIN_S,
    SHORT_SILENCE_S,
    best_cut,
    within,
)

LONGEST_S = 25.0  # of a piece with its context; Whisper's window has 30
CONTEXT_S = 4.0  # after a cut in the midst of speech, at least
PAUSE_S = 0.25  # so long a silence makes it worth guessing that the answer is over
_EARLIEST_S, _LATEST_S = 10.0, LONGEST_S - CONTEXT_S  # where a piece of LONGEST_S is cut
# Of a piece that was written down up to a pause, the part that needs no second look.
# Every cut costs words now and then, every open second costs waiting when the answer ends.
_SETTLED_FROM_S = 14.0  # of speech; shorter pieces stay as they are
# Encoding a window takes a slow engine most of its time, whatever is in it. With 4 and 8 s of
# silence 28 answers in pieces had 8.7 and 9.1 % word errors (base; 9.2 % with all of it) in 0.4 and
# 0.5 of the time; with 1 s, 10.4 %.
SILENCE_IF_SLOW_S = 5.0
_SETTLED_AT_LEAST_S = 5.0
_TAIL_S = 0.2  # silence that stays with the speech before it
_QUIET_STEP = LISTENING_RATE_HZ // 20


@dataclass(frozen=True)
class LivePiece:
    """Part of a take that begins at `start_s`: float32 (n,) at 16 kHz, `own_s` seconds and context.

    `speech` is relative to the beginning of the piece and covers the context too.
    """

    samples: Samples
    start_s: float
    own_s: float
    speech: tuple[SpeechSegment, ...]

    @property
    def own_samples(self) -> Samples:
        """The piece without its context."""
        return self.samples[: round(self.own_s * LISTENING_RATE_HZ)]

    @property
    def without_sound(self) -> LivePiece:
        """The same for the books: an hour's sound takes 230 MB."""
        return replace(self, samples=self.samples[:0].copy())

    @property
    def has_speech(self) -> bool:
        """Whether anybody speaks in the piece's own part."""
        return any(segment.start_s < self.own_s for segment in self.speech)


def settled_s(piece: LivePiece) -> float | None:
    """How much of a piece that was written down as a whole can stay so; None where none can."""
    speech = piece.speech
    if not speech or speech[-1].end_s - speech[0].start_s < _SETTLED_FROM_S:
        return None
    if piece.own_s - speech[-1].end_s < _TAIL_S / 2:  # it broke off in the midst of speech
        return None
    latest_s = piece.own_s - CONTEXT_S
    earliest_s = min(speech[0].start_s + _SETTLED_AT_LEAST_S, latest_s)
    cut_s = best_cut(speech, earliest_s, latest_s)
    return cut_s if cut_s < latest_s else None


class PieceCutter:
    """Cuts one take. Used by one thread."""

    def __init__(self) -> None:
        self._samples: Samples = np.zeros(0, dtype=np.float32)  # of the open piece
        self._probabilities: list[float] = []  # of its chunks
        self._start = 0  # its first sample in the take

    @property
    def open_from_s(self) -> float:
        """Where the open piece begins, in seconds of the take."""
        return self._start / LISTENING_RATE_HZ

    def feed(self, samples: Samples, probabilities: Sequence[float]) -> list[LivePiece]:
        """Take the next `samples` (float32 (n,) at 16 kHz) and give back what is complete.

        `probabilities` are those of the chunks (CHUNK_SAMPLES long, counted from the beginning of
        the take) which these samples completed.
        """
        self._samples = np.concatenate([self._samples, samples])
        self._probabilities.extend(probabilities)
        pieces: list[LivePiece] = []
        while (cut_s := self._where_to_cut()) is not None:
            pieces.append(self._cut(cut_s))
        return pieces

    def cut_at(self, at_s: float) -> LivePiece:
        """Cut off the open piece's first `at_s` seconds."""
        return self._cut(at_s)

    @property
    def pause_s(self) -> float:
        """Seconds since the last speech of the open piece, or since it began."""
        speech = self._speech()
        return self._length_s - (speech[-1].end_s if speech else 0.0)

    def forget(self, start_s: float, end_s: float) -> None:
        """Treat what was heard between two times of the take as silence, as far as it is here."""
        first, end = (
            max(0, round(at_s * LISTENING_RATE_HZ) - self._start) for at_s in (start_s, end_s)
        )
        self._samples = self._samples.copy()
        self._samples[first:end] = 0.0
        chunks = slice(first // CHUNK_SAMPLES, math.ceil(end / CHUNK_SAMPLES))
        self._probabilities[chunks] = [0.0] * len(self._probabilities[chunks])

    def pausing(self) -> LivePiece | None:
        """The open piece up to its last speech, where a pause follows that; it is not cut off.

        As long as nobody speaks again, every call gives a piece with the same `start_s` and
        `speech`.
        """
        speech = self._speech()
        if not speech or self._length_s - speech[-1].end_s < PAUSE_S:
            return None
        count = self._chunks(speech[-1].end_s + _TAIL_S) * CHUNK_SAMPLES
        return self._piece(self._samples[:count], count, speech)

    def rest(self) -> LivePiece:
        """What was not cut off: the last piece, once nothing more will come."""
        return self._piece(self._samples, len(self._samples), self._speech())

    @property
    def _length_s(self) -> float:
        return len(self._samples) / LISTENING_RATE_HZ

    def _speech(self) -> tuple[SpeechSegment, ...]:
        return within(segments_from(self._probabilities), 0.0, self._length_s)

    def _where_to_cut(self) -> float | None:
        """In seconds of the open piece; None where it has to grow."""
        speech = self._speech()
        if not speech:
            return self._length_s - MARGIN_S if self._length_s > SHORT_SILENCE_S else None
        if speech[0].start_s > SHORT_SILENCE_S:
            return speech[0].start_s - MARGIN_S
        if self._length_s - speech[-1].end_s >= LONG_PAUSE_S:
            return speech[-1].end_s + _TAIL_S
        return self._cut_within(speech) if self._length_s >= LONGEST_S else None

    def _cut_within(self, speech: Sequence[SpeechSegment]) -> float:
        """In the longest pause of the middle, else where it is quietest."""
        cut_s = best_cut(speech, _EARLIEST_S, _LATEST_S)
        if cut_s < _LATEST_S:
            return cut_s
        first, end = (round(at_s * LISTENING_RATE_HZ) for at_s in (_EARLIEST_S, _LATEST_S))
        steps = self._samples[first:end].reshape(-1, _QUIET_STEP)
        quietest = int(np.argmin(np.square(steps).sum(axis=1)))
        return (first + (quietest + 0.5) * _QUIET_STEP) / LISTENING_RATE_HZ

    def _cut(self, at_s: float) -> LivePiece:
        """Cut off the open piece's first `at_s` seconds, in whole chunks and at least one."""
        chunks = max(1, self._chunks(at_s))
        count = min(chunks * CHUNK_SAMPLES, len(self._samples))
        piece = self._piece(self._samples, count, self._speech())
        self._samples = self._samples[count:].copy()
        self._probabilities = self._probabilities[chunks:]
        self._start += count
        return piece

    def _piece(self, samples: Samples, own: int, speech: Sequence[SpeechSegment]) -> LivePiece:
        return LivePiece(samples, self.open_from_s, own / LISTENING_RATE_HZ, tuple(speech))

    def _chunks(self, at_s: float) -> int:
        """How many whole chunks of the open piece end at or before `at_s`."""
        return min(int(at_s / CHUNK_S), len(self._samples) // CHUNK_SAMPLES)
