"""Holds what is said while a take is paused, until it is clear whether it belongs to the take."""

from __future__ import annotations

from collections.abc import Sequence

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.vad import CHUNK_S, STARTS_ABOVE, VoiceActivity

_MARGIN_S = 0.5  # so much sound before the first speech is kept, too
_MOST_S = 60.0  # somebody who paused to talk with somebody else may do so for an hour
_CLICK_S = 0.2  # shorter speech is a click
_CLICK_OVER_S = 1.0  # after so much silence a click is forgotten


class PausedSpeech:
    """The speech since the pause began, or since `forget`, and all sound since that speech began.

    The sound is kept in memory: a few seconds of speech suffice to decide, and of long talk only
    the newest minute is held.

    Threads: only the recorder's thread calls `feed` and `taken`, and changes the state. Other
    threads read the numbers, and may call `forget`, which takes effect with the next `feed`.
    """

    def __init__(self) -> None:
        self._activity = VoiceActivity()
        self._blocks: list[Samples] = []
        self._is_forgotten = False
        self._speech_s = 0.0
        self._quiet_s = 0.0

    @property
    def speech_s(self) -> float:
        """Seconds of speech."""
        return 0.0 if self._is_forgotten else self._speech_s

    @property
    def quiet_s(self) -> float:
        """Seconds since the last speech."""
        return 0.0 if self._is_forgotten else self._quiet_s

    @property
    def duration_s(self) -> float:
        """Seconds of sound that are held."""
        return sum(len(block) for block in self._blocks) / LISTENING_RATE_HZ

    def feed(self, samples: Samples) -> Sequence[float]:
        """Take the next samples, float32 (n,) at 16 kHz. Returns their probabilities of speech."""
        if self._is_forgotten:
            self._start_anew()
        self._blocks.append(samples)
        probabilities = self._activity.feed(samples)
        for probability in probabilities:
            is_speech = probability >= STARTS_ABOVE
            self._speech_s += CHUNK_S if is_speech else 0.0
            self._quiet_s = 0.0 if is_speech else self._quiet_s + CHUNK_S
        if self._speech_s < _CLICK_S and self._quiet_s > _CLICK_OVER_S:
            self._speech_s = 0.0
        while not self._speech_s and self.duration_s > _MARGIN_S + len(samples) / LISTENING_RATE_HZ:
            del self._blocks[0]
        while self.duration_s > _MOST_S:
            del self._blocks[0]
        return probabilities

    def taken(self) -> list[Samples]:
        """All sound that is held, block by block. It is forgotten afterwards."""
        taken = list(self._blocks)
        self._start_anew()
        return taken

    def forget(self) -> None:
        """Forget the speech so far: it does not belong to the take. Any thread may call this."""
        self._is_forgotten = True

    def _start_anew(self) -> None:
        self._blocks.clear()
        self._speech_s = self._quiet_s = 0.0
        self._is_forgotten = False
