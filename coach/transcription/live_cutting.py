"""Cuts a take into pieces for Whisper while it is still being spoken."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.speech_network import CHUNK_SAMPLES
from coach.audio.vad import SpeechSegment, segments_from
from coach.transcription.cutting import LONG, PAUSE_S, Lengths, Piece, first_piece, within


class PieceCutter:
    """Cuts one take. Used by one thread."""

    def __init__(self, lengths: Lengths = LONG) -> None:
        self._lengths = lengths
        self._samples: Samples = np.zeros(0, dtype=np.float32)  # of the open piece
        self._probabilities: list[float] = []  # of the chunks of the open piece
        self._start = 0  # number of its first sample in the take

    @property
    def open_from_s(self) -> float:
        """Where the open piece begins, in seconds of the take."""
        return self._start / LISTENING_RATE_HZ

    def feed(self, samples: Samples, probabilities: Sequence[float]) -> list[Piece]:
        """Take the next `samples` (float32 (n,) at 16 kHz), and return the pieces that are
        complete.

        `probabilities` has the probability of speech of each chunk (CHUNK_SAMPLES long, counted
        from the start of the take) that these samples complete.
        """
        self._samples = np.concatenate([self._samples, samples])
        self._probabilities.extend(probabilities)
        pieces: list[Piece] = []
        while piece := self._first_piece():
            self._samples = self._samples[len(piece.own_samples) :].copy()
            self._probabilities = self._probabilities[len(piece.own_samples) // CHUNK_SAMPLES :]
            self._start += len(piece.own_samples)
            pieces.append(piece)
        return pieces

    def _first_piece(self) -> Piece | None:
        return first_piece(self._samples, self.open_from_s, self._speech(), self._lengths)

    @property
    def pause_s(self) -> float:
        """Seconds since the last speech of the open piece, or since the piece began."""
        speech = self._speech()
        return self._length_s - (speech[-1].end_s if speech else 0.0)

    def forget(self, start_s: float, end_s: float) -> None:
        """Treat the sound between two times of the take as silence, if it is in the open piece."""
        first, end = (
            max(0, round(at_s * LISTENING_RATE_HZ) - self._start) for at_s in (start_s, end_s)
        )
        self._samples = self._samples.copy()
        self._samples[first:end] = 0.0
        chunks = slice(first // CHUNK_SAMPLES, math.ceil(end / CHUNK_SAMPLES))
        self._probabilities[chunks] = [0.0] * len(self._probabilities[chunks])

    def pausing(self) -> Piece | None:
        """The open piece, if a pause follows its last speech, else None. The piece stays open.

        Until somebody speaks again, every call returns a piece with the same `start_s` and
        `speech`.
        """
        rest = self.rest()
        return rest if rest.speech and self.pause_s >= PAUSE_S else None

    def rest(self) -> Piece:
        """The last piece, when no more sound will come."""
        return Piece(self._samples, self.open_from_s, self._length_s, self._speech())

    @property
    def _length_s(self) -> float:
        return len(self._samples) / LISTENING_RATE_HZ

    def _speech(self) -> tuple[SpeechSegment, ...]:
        return within(segments_from(self._probabilities), 0.0, self._length_s)
