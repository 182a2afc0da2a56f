"""Voice activity detection: finds where somebody speaks.

Silero's network gives the probability of speech for each chunk. Hysteresis and minimum lengths turn
the probabilities into segments, with the thresholds that the network's documentation recommends.
Two measures find soft speech, too: the network gets all sound through a gain control, and its
memory is cleared after each second of silence. Otherwise, after ten seconds of quiet noise, it
found nothing of speech 15 dB above it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.gain_control import GainControl
from coach.audio.speech_network import CHUNK_SAMPLES, SpeechNetwork
from coach.records import Record, Seconds

CHUNK_S = CHUNK_SAMPLES / LISTENING_RATE_HZ  # 0.032 s

STARTS_ABOVE = 0.5
_ENDS_BELOW = 0.35
_MIN_SPEECH_S = 0.1  # a click is not a word
_MIN_SILENCE_S = 0.1  # the closure of a "t" is not a pause
_PADDING_S = 0.03  # soft beginnings and endings
_SILENT_BELOW = 0.1  # a chunk with a lower probability of speech is silent
_FORGET_AFTER_CHUNKS = round(1.0 / CHUNK_S)


class SpeechSegment(Record):
    """Somebody speaks from `start_s` to `end_s`, in seconds since the take began."""

    start_s: Seconds
    end_s: Seconds


def detect_speech(samples: Samples) -> list[SpeechSegment]:
    """Speech segments of `samples` (float32 (n,) in [-1, 1] at 16 kHz)."""
    detector = VoiceActivity()
    detector.feed(samples)
    return detector.segments()


class VoiceActivity:
    """Voice activity of sound that arrives piece by piece.

    Threads: one thread calls `feed`. Results are only added, never changed, so any thread may read
    them at any time.
    """

    def __init__(self) -> None:
        self._network = SpeechNetwork()
        self._gain_control = GainControl(CHUNK_SAMPLES)
        self._silent_chunks = 0  # since the network was last reset
        self.probabilities: list[float] = []

    def feed(self, samples: Samples) -> list[float]:
        """Take the next `samples` (float32 (n,) at 16 kHz, any n).

        Returns the probabilities of the chunks that these samples complete.
        """
        known = len(self.probabilities)
        for chunk in self._gain_control.feed(samples):
            self._take_in(self._network.probability(chunk))
        return self.probabilities[known:]

    def _take_in(self, probability: float) -> None:
        self.probabilities.append(probability)
        self._silent_chunks = self._silent_chunks + 1 if probability < _SILENT_BELOW else 0
        if self._silent_chunks >= _FORGET_AFTER_CHUNKS:
            self._network.reset()
            self._silent_chunks = 0

    def speech_within_s(self, start_s: float, end_s: float) -> float:
        """Seconds of speech between two times."""
        within = self.probabilities[_chunks(start_s, end_s)]
        return CHUNK_S * sum(each >= STARTS_ABOVE for each in within)

    @property
    def speaking(self) -> bool:
        """Whether the newest chunk sounds like speech."""
        return bool(self.probabilities) and self.probabilities[-1] >= STARTS_ABOVE

    def segments(self, silenced: Iterable[tuple[float, float]] = ()) -> list[SpeechSegment]:
        """All segments so far. The last one may still be going on.

        Sound between each pair of times in `silenced` counts as silence.
        """
        probabilities = list(self.probabilities)
        for start_s, end_s in silenced:
            span = _chunks(start_s, end_s)
            probabilities[span] = [0.0] * len(probabilities[span])
        return segments_from(probabilities)


def _chunks(start_s: float, end_s: float) -> slice:
    """The chunks that overlap with the time from `start_s` to `end_s`."""
    return slice(int(start_s / CHUNK_S), math.ceil(end_s / CHUNK_S))


def segments_from(
    probabilities: Iterable[float], first_chunk_s: float = 0.0
) -> list[SpeechSegment]:
    """Segments from one probability of speech per chunk of CHUNK_S seconds."""
    runs = _runs(probabilities)
    joined: list[list[int]] = []
    for start, end in runs:
        if joined and (start - joined[-1][1]) * CHUNK_S < _MIN_SILENCE_S:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return [
        SpeechSegment(
            start_s=round(first_chunk_s + max(0.0, start * CHUNK_S - _PADDING_S), 3),
            end_s=round(first_chunk_s + end * CHUNK_S + _PADDING_S, 3),
        )
        for start, end in joined
        if (end - start) * CHUNK_S >= _MIN_SPEECH_S
    ]


def _runs(probabilities: Iterable[float]) -> list[tuple[int, int]]:
    """Runs of chunks [start, end) that begin above STARTS_ABOVE and end below _ENDS_BELOW."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    index = -1
    for index, probability in enumerate(probabilities):
        if start is None and probability >= STARTS_ABOVE:
            start = index
        elif start is not None and probability < _ENDS_BELOW:
            runs.append((start, index))
            start = None
    if start is not None:
        runs.append((start, index + 1))
    return runs
